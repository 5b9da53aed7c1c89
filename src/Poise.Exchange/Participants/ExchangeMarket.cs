using Poise.Domain;

namespace Poise.Exchange;

/// <summary>An exchange with people on it: everything happens in the order of time, each of them acts when he wants to, commands from outside come between. The same settings, seed and commands give the same market, however finely time is cut.</summary>
public sealed class ExchangeMarket : IExchangeWatch
{
    private readonly List<IParticipant> _crowd;
    private readonly World?[] _worlds;

    /// <param name="crowd">In the order in which they act where they want to at one instant.</param>
    public ExchangeMarket(ExchangeSettings settings, IReadOnlyList<IParticipant> crowd, Instant start)
    {
        _crowd = [.. crowd];
        _worlds = new World?[settings.Listings.Count];
        Know();
        Exchange = new SimulatedExchange(settings, start, this);
        foreach (IParticipant one in _crowd)
            one.Enter(Exchange);
        AdvanceTo(start);
    }

    private ExchangeMarket(SimulatedExchange exchange, IReadOnlyList<IParticipant> crowd)
    {
        (Exchange, _crowd) = (exchange, [.. crowd]);
        _worlds = new World?[exchange.Settings.Listings.Count];
        Know();
        Exchange.Watch = this;
    }

    public SimulatedExchange Exchange { get; }

    /// <summary>Hears what the exchange says.</summary>
    public IExchangeWatch? Watch { get; set; }

    public Instant Now => Exchange.Now;

    /// <summary>When something happens next by itself.</summary>
    public Instant NextAt
    {
        get
        {
            Instant next = Exchange.NextAt;
            foreach (IParticipant one in _crowd)
                next = one.WakeAt < next ? one.WakeAt : next;
            return next;
        }
    }

    /// <summary>A market of one listing with its usual crowd.</summary>
    public static ExchangeMarket Of(MarketSettings settings, ulong seed, Instant start) =>
        new(new ExchangeSettings { Venue = settings.Venue, Listings = [settings.Listing] }, Crowd.Of(settings, 0, seed, start), start);

    /// <summary>Lets everybody do what he does until an instant.</summary>
    public void AdvanceTo(Instant now)
    {
        while (true)
        {
            IParticipant? first = null;
            foreach (IParticipant one in _crowd)
            {
                if (one.WakeAt <= now && (first is null || one.WakeAt < first.WakeAt))
                    first = one;
            }
            if (first is null)
                break;
            Exchange.Apply(ExchangeCommand.Pass(first.WakeAt > Now ? first.WakeAt : Now));
            first.Act(Exchange);
        }
        Exchange.Apply(ExchangeCommand.Pass(now));
    }

    /// <summary>Time passes in which nobody trades and the index stands still; what is due at the exchange happens. Then everybody wakes.</summary>
    public void Sleep(Instant until)
    {
        Exchange.Sleep(until);
        AdvanceTo(until);
    }

    /// <summary>A command from outside, after everything that happens before it.</summary>
    public ExchangeAnswer Apply(in ExchangeCommand command)
    {
        AdvanceTo(command.At);
        return Exchange.Apply(command);
    }

    public void Save(StateWriter to)
    {
        Exchange.Save(to);
        foreach (IParticipant one in _crowd)
            one.Save(to);
    }

    /// <summary>A market that goes on where one was saved.</summary>
    /// <param name="crowd">Made by the same settings and seed.</param>
    /// <exception cref="StateDamagedException">The bytes are no such market.</exception>
    public static ExchangeMarket Load(ExchangeSettings settings, IReadOnlyList<IParticipant> crowd, ref StateReader from)
    {
        var market = new ExchangeMarket(SimulatedExchange.Load(settings, ref from), crowd);
        foreach (IParticipant one in market._crowd)
            one.Load(ref from, market.Exchange);
        return market;
    }

    void IExchangeWatch.Matched(Instant at, ReadOnlySpan<MatchEvent> events)
    {
        foreach (ref readonly MatchEvent e in events)
        {
            if (e.Kind == MatchEventKind.Trade && Exchange.Instruments[e.Instrument] is { Contract.IsOption: false } future && _worlds[future.Listing] is { } world)
            {
                double coins = e.Quantity * Crowd.UsdOfLot(future, world.Spot) / world.Spot;
                world.Traded(e.Side == Side.Buy ? coins : -coins);
            }
        }
        Watch?.Matched(at, events);
    }

    void IExchangeWatch.Happened(Instant at, in ExchangeNotice notice) => Watch?.Happened(at, notice);

    private void Know()
    {
        foreach (IParticipant one in _crowd)
        {
            if (one is World world)
                _worlds[world.Listing] = world;
        }
    }
}
