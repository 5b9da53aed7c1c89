using Poise.Domain;

namespace Poise.Exchange;

/// <summary>
/// A venue in process: an option chain quoted around a moving surface and a perpetual, with one account that trades
/// against the house. Commands in, events out, one writer, no clock: time is what <see cref="AdvanceTo"/> says. The same
/// settings, seed and commands give the same events, however finely time is advanced. It outlives the desk: after a
/// desk's death <see cref="Reconnect"/> begins a new session on the same books.
/// No funding, no margin and no liquidation yet.
/// </summary>
public sealed partial class SimulatedMarket
{
    private readonly MarketSettings _settings;
    private readonly SpotPath _path;
    private readonly SeededRandom _sizes;
    private readonly SeededRandom _others;
    private readonly SeededRandom _interest;
    private readonly SeededRandom _cut;
    private readonly Channel<DeskCommand> _inbound;
    private readonly Channel<ExchangeEvent> _private;
    private readonly Channel<ExchangeEvent> _public;
    private readonly OrderLedger _orders = new();
    private readonly Account _account = new();
    private readonly Account _house = new();
    private Instant _nextStep;
    private Instant _nextTrade;
    private Instant _nextRoll;
    private long _sent;
    private long _tradeId;

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public SimulatedMarket(MarketSettings settings, ulong seed, Instant start)
    {
        settings.Check();
        _settings = settings;
        Now = start;
        var random = new SeededRandom(seed);
        _path = new SpotPath(settings, random.Split("path"));
        _sizes = random.Split("sizes");
        _others = random.Split("others");
        _interest = random.Split("open interest");
        _cut = random.Split("cut links");
        _inbound = new Channel<DeskCommand>(settings.OrderLatency, random.Split("order latency"));
        _private = new Channel<ExchangeEvent>(settings.AccountLatency, random.Split("account latency"));
        _public = new Channel<ExchangeEvent>(settings.DataLatency, random.Split("data latency"));
        _nextStep = start + settings.Step;
        _nextRoll = ListingCalendar.NextRoll(start);
        ListPerpetual();
        ListSeries();
        SendIndex();
        QuoteAll();
        _nextTrade = DrawNextTrade();
    }

    public MarketSettings Settings => _settings;

    /// <summary>The venue's time: the last instant that was advanced to.</summary>
    public Instant Now { get; private set; }

    /// <summary>The next instant at which something happens or is delivered.</summary>
    public Instant NextAt => Earliest(NextInside, NextDelivery);

    private Instant NextInside => Earliest(Earliest(_nextRoll, _nextStep), Earliest(_nextTrade, _inbound.NextAt));

    private Instant NextDelivery => Earliest(_private.NextAt, _public.NextAt);

    /// <summary>Sends a command; it arrives after the order latency, never before one that was sent earlier.</summary>
    /// <exception cref="ArgumentException">The command is empty, or <paramref name="at"/> lies before the venue's time.</exception>
    public void Submit(in DeskCommand command, Instant at)
    {
        if (at < Now)
            throw new ArgumentException($"a command of {at} after the venue reached {Now}", nameof(at));
        if (command.Kind == DeskCommandKind.None)
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
            Instant delivery = NextDelivery;
            if (inside <= delivery)
            {
                if (inside > now)
                    break;
                Now = inside;
                Happen(inside);
            }
            else
            {
                if (delivery > now)
                    break;
                Deliver(sink);
            }
        }
        Now = now;
    }

    /// <summary>
    /// The account's old link is cut and a new one made, now. Of the commands under way a seeded first part arrives at
    /// once and the rest is lost; messages under way are lost. What is listed and quoted is sent again. After this no
    /// command of the old link can arrive, so an order that is not found will never be.
    /// </summary>
    public void Reconnect()
    {
        int arriving = _inbound.Count > 0 ? _cut.NextInt32(_inbound.Count + 1) : 0;
        for (; arriving > 0; arriving--)
            Receive();
        _inbound.Clear();
        _private.Clear();
        _public.Clear();
        SendIndex();
        foreach (Instrument instrument in _instruments)
        {
            if (!instrument.IsLive)
                continue;
            SendListing(instrument);
            Show(instrument, always: true);
        }
    }

    private void Happen(Instant at)
    {
        // Ties: expiry, then the market's move, then others, then commands.
        if (at == _nextRoll)
            Roll();
        else if (at == _nextStep)
            Move();
        else if (at == _nextTrade)
            TradeOfOthers();
        else
            Receive();
    }

    private void Receive()
    {
        DeskCommand command = _inbound.Peek();
        _inbound.Drop();
        switch (command.Kind)
        {
            case DeskCommandKind.Place:
                Place(command.Order);
                break;
            case DeskCommandKind.Amend:
                Amend(command.Amendment);
                break;
            default:
                Cancel(command.Cancellation);
                break;
        }
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
