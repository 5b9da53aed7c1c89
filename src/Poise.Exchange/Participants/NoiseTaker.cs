using Poise.Domain;

namespace Poise.Exchange;

/// <summary>Customers who take at random moments: the perpetual either way; options, calls rather bought far out and puts too, as hedgers and dreamers do. One account for them all.</summary>
public sealed class NoiseTaker(World world, SeededRandom random) : IParticipant
{
    private readonly SeededRandom _random = random.Split("takers");
    private readonly List<ListedInstrument> _options = [];
    private int _account;
    private long _seen;

    public Instant WakeAt { get; private set; } = Instant.Never;

    public void Enter(SimulatedExchange exchange)
    {
        _account = Crowd.Open(exchange);
        WakeAt = Next(exchange.Now);
    }

    public void Act(SimulatedExchange exchange)
    {
        MarketSettings s = world.Settings;
        Learn(exchange, exchange.ListedSoFar);
        double total = s.PerpetualTradesPerSecond + s.OptionTradesPerSecond;
        ListedInstrument instrument = exchange.Perpetual(world.Listing);
        double size = s.PerpetualSize;
        if (_random.NextDouble() * total >= s.PerpetualTradesPerSecond && _options.Count > 0)
        {
            instrument = _options[_random.NextInt32(_options.Count)];
            size = s.OptionSize;
        }
        // Three of five option trades are bought.
        Side side = _random.NextInt32(10) < (instrument.Contract.IsOption ? 6 : 5) ? Side.Buy : Side.Sell;
        long lots = Math.Max(1, (long)Math.Round(0.3 * size * Math.Exp(_random.NextNormal()) / (double)instrument.Contract.LotSize));
        exchange.Apply(ExchangeCommand.Place(exchange.Now, new OrderRequest(_account, instrument.Number, side, lots, 0, OrderKind.Market, TimeInForce.ImmediateOrCancel)));
        WakeAt = Next(exchange.Now);
    }

    public void Save(StateWriter to)
    {
        to.Write(WakeAt);
        to.Write((_account, _seen));
        to.WriteAll<ulong>(_random.State);
    }

    public void Load(ref StateReader from, SimulatedExchange exchange)
    {
        WakeAt = from.Read<Instant>();
        (_account, long seen) = from.Read<(int, long)>();
        _random.Restore(from.ReadAll<ulong>());
        Learn(exchange, seen);
    }

    private void Learn(SimulatedExchange exchange, long until)
    {
        bool isNew = _seen < until;
        foreach (ListedInstrument listed in exchange.ListedAfter(_seen))
        {
            if (listed.Order < until && listed.Listing == world.Listing && listed.Contract.IsOption)
                _options.Add(listed);
        }
        _seen = until;
        // Contracts end just when new ones come.
        if (isNew)
            _options.RemoveAll(static o => !o.IsOpen);
    }

    private Instant Next(Instant now)
    {
        double rate = world.Settings.PerpetualTradesPerSecond + world.Settings.OptionTradesPerSecond;
        return rate > 0 ? now + new Duration(1 + (long)(-Math.Log(1 - _random.NextDouble()) / rate * 1e9)) : Instant.Never;
    }
}
