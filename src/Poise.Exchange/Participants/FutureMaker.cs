using Poise.Domain;

namespace Poise.Exchange;

/// <summary>Quotes the perpetual, the dated futures and spot around what the world pays, and leans against what it holds: twenty times its size moves its quotes by half its spread.</summary>
public sealed class FutureMaker(World world, SeededRandom random) : IParticipant
{
    private const int Levels = 5;
    private readonly QuoteBoard _board = new(Levels, world.Settings, random.Split("sizes"));
    private long _seen;

    public Instant WakeAt { get; private set; } = Instant.Never;

    public void Enter(SimulatedExchange exchange)
    {
        _board.Enter(exchange);
        WakeAt = exchange.Now;
    }

    public void Act(SimulatedExchange exchange)
    {
        MarketSettings s = world.Settings;
        _board.DropEnded(exchange);
        foreach (ListedInstrument listed in exchange.ListedAfter(_seen))
        {
            if (listed.Listing == world.Listing && !listed.Contract.IsOption)
                _board.Add(listed, listed.Terms.IsSpot && s.Style == PayoffStyle.Inverse ? s.PerpetualSize * s.PerpetualMultiplier / s.Spot : s.PerpetualSize);
        }
        _seen = exchange.ListedSoFar;
        MarketSurface surface = world.Surface;
        foreach (QuoteLadder ladder in _board.Ladders)
        {
            ListedInstrument instrument = ladder.Instrument;
            double fair = instrument.Contract.Kind switch
            {
                ContractKind.Future => surface.Forward((instrument.Contract.Expiry - exchange.Now).Years),
                ContractKind.Perpetual => world.Spot * (1 + world.Premium),
                _ => world.Spot,
            };
            double half = Math.Max(instrument.Terms.Tick, s.PerpetualHalfSpread * fair);
            double held = exchange.Accounts.Position(_board.Account, instrument.Number) * (double)instrument.Contract.LotSize;
            double leans = half * Math.Clamp(held / (20 * ladder.Size), -3, 3);
            _board.Quote(exchange, instrument.Number, fair - half - leans, fair + half - leans, half);
        }
        WakeAt = exchange.Now + s.Step;
    }

    public void Save(StateWriter to)
    {
        to.Write(WakeAt);
        to.Write(_seen);
        _board.Save(to);
    }

    public void Load(ref StateReader from, SimulatedExchange exchange)
    {
        WakeAt = from.Read<Instant>();
        _seen = from.Read<long>();
        _board.Load(ref from, exchange);
    }
}
