using Poise.Domain;

namespace Poise.Exchange;

/// <summary>
/// A venue in process, as one desk sees it: an account on an exchange with its crowd, behind a link that delays. Commands in, messages out, one writer, no clock: time is what <see cref="AdvanceTo"/> says. The same
/// settings, seed and commands give the same messages, however finely time is advanced. It outlives the desk: after a desk's death <see cref="Reconnect"/> begins a new session on the same account.
/// </summary>
public sealed partial class SimulatedMarket : IExchangeWatch
{
    /// <summary>What the account begins with, coins' worth: nothing that a desk does is stopped by margin.</summary>
    private const double Funds = 10_000;

    private readonly MarketSettings _settings;
    private readonly ExchangeMarket _market;
    private readonly SeededRandom _cut;
    private readonly Channel<DeskMessage> _inbound;
    private readonly Channel<ExchangeEvent> _private;
    private readonly Channel<ExchangeEvent> _public;
    private readonly OrderLedger _orders = new();
    private readonly int _account, _other;
    private readonly long _deposited;
    private long _sent;

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public SimulatedMarket(MarketSettings settings, ulong seed, Instant start) : this(settings, seed, start, Begin(settings, seed, start, out Account own), own)
    {
        foreach (ListedInstrument instrument in Exchange.Instruments)
            List(instrument);
        SendIndex();
        foreach (ListedInstrument instrument in Exchange.Instruments)
            Show(instrument, always: true);
    }

    private SimulatedMarket(MarketSettings settings, ulong seed, Instant now, ExchangeMarket market, in Account own)
    {
        (_settings, Now, _market, _account, _other, _deposited) = (settings, now, market, own.Number, own.Other, own.Deposited);
        var random = new SeededRandom(seed);
        _cut = random.Split("cut links");
        _inbound = new Channel<DeskMessage>(settings.OrderLatency, random.Split("order latency"));
        _private = new Channel<ExchangeEvent>(settings.AccountLatency, random.Split("account latency"));
        _public = new Channel<ExchangeEvent>(settings.DataLatency, random.Split("data latency"));
        _market.Watch = this;
    }

    /// <summary>The desk's account on the exchange.</summary>
    /// <param name="Other">One that its first positions come from.</param>
    /// <param name="Deposited">Units of money that it began with.</param>
    private readonly record struct Account(int Number, int Other, long Deposited);

    private static ExchangeMarket Begin(MarketSettings settings, ulong seed, Instant start, out Account own)
    {
        settings.Check();
        var market = new ExchangeMarket(settings.OwnExchange, Crowd.Of(settings, 0, seed, start), start);
        int account = Crowd.Open(market.Exchange, Funds);
        own = new Account(account, Crowd.Open(market.Exchange), market.Exchange.Accounts.Cash(account, 0));
        return market;
    }

    public MarketSettings Settings => _settings;

    /// <summary>What the account begins with, settlement currency.</summary>
    public static double FundsOf(MarketSettings settings) => settings.Style == PayoffStyle.Inverse ? Funds : Funds * settings.Spot;

    /// <summary>The exchange behind it.</summary>
    public SimulatedExchange Exchange => _market.Exchange;

    /// <summary>The venue's time: the last instant that was advanced to.</summary>
    public Instant Now { get; private set; }

    /// <summary>The next instant at which something happens or is delivered.</summary>
    public Instant NextAt => Earliest(NextInside, NextDelivery);

    private Instant NextInside => Earliest(_market.NextAt, _inbound.NextAt);

    private Instant NextDelivery => Earliest(_private.NextAt, _public.NextAt);

    /// <summary>Sends a command; it arrives after the order latency, never before one that was sent earlier.</summary>
    /// <exception cref="ArgumentException">The command is empty, or <paramref name="at"/> lies before the venue's time.</exception>
    public void Submit(in DeskMessage command, Instant at)
    {
        if (at < Now)
            throw new ArgumentException($"a command of {at} after the venue reached {Now}", nameof(at));
        if (command.Kind == DeskMessageKind.None)
            throw new ArgumentException("an empty command", nameof(command));
        _inbound.Send(_inbound.Delay(at), _sent++, command);
    }

    /// <summary>Lets time pass and hands over what was delivered until then, in order of delivery.</summary>
    /// <exception cref="ArgumentException"><paramref name="now"/> lies before the venue's time.</exception>
    public void AdvanceTo(Instant now, IExchangeSink sink)
    {
        if (now < Now)
            throw new ArgumentException($"{now} lies before the venue's time {Now}", nameof(now));
        while (true)
        {
            Instant inside = NextInside;
            if (inside <= NextDelivery)
            {
                if (inside > now)
                    break;
                Now = inside;
                Happen(inside);
            }
            else
            {
                if (NextDelivery > now)
                    break;
                Deliver(sink);
            }
        }
        Now = now;
    }

    /// <summary>Time passes in which nobody trades.</summary>
    /// <exception cref="ArgumentException"><paramref name="until"/> lies before the venue's time.</exception>
    public void Sleep(Instant until)
    {
        Now = until;
        _market.Sleep(until);
        ShowDirty();
    }

    /// <summary>
    /// The account's old link is cut and a new one made, now. Of the commands under way a seeded first part arrives at once and the rest is lost; messages under way are lost. What is listed and quoted is sent
    /// again. After this no command of the old link can arrive, so an order that is not found will never be.
    /// </summary>
    public void Reconnect()
    {
        int arriving = _inbound.Count > 0 ? _cut.NextInt32(_inbound.Count + 1) : 0;
        for (; arriving > 0; arriving--)
            Receive();
        _inbound.Clear();
        _private.Clear();
        _public.Clear();
        _dirty.Clear();
        SendIndex();
        foreach (ListedInstrument instrument in Exchange.Instruments)
        {
            if (!instrument.IsOpen)
                continue;
            SendListing(instrument);
            Show(instrument, always: true);
        }
    }

    /// <summary>Ties: what the exchange and its people do, then commands; then tops are shown as they are by then.</summary>
    private void Happen(Instant at)
    {
        if (_market.NextAt <= at)
            _market.AdvanceTo(at);
        while (_inbound.NextAt <= at)
            Receive();
        ShowDirty();
    }

    private void Deliver(IExchangeSink sink)
    {
        bool isPrivate = _private.NextAt < _public.NextAt || (_private.NextAt == _public.NextAt && _private.NextOrder < _public.NextOrder);
        Channel<ExchangeEvent> channel = isPrivate ? _private : _public;
        ExchangeEvent happened = channel.Peek();
        channel.Drop();
        sink.On(happened);
    }

    private static Instant Earliest(Instant a, Instant b) => a < b ? a : b;
}
