using Poise.Domain;

namespace Poise.Exchange;

/// <summary>Holds the perpetual with the trend: a fast mean of the index over a slow one, in units of the move that is usual between them. Trades when what it wants is a tenth of its most away from what it has.</summary>
public sealed class TrendFollower(World world, SeededRandom random) : IParticipant
{
    private static readonly Duration Every = Duration.FromSeconds(5);
    private readonly double _fast = 60 * (0.5 + random.Split("trend").NextDouble());
    private double _fastMean, _slowMean;
    private int _account;

    public Instant WakeAt { get; private set; } = Instant.Never;

    public void Enter(SimulatedExchange exchange)
    {
        _account = Crowd.Open(exchange, world.Settings.TrendSize / world.Spot);
        WakeAt = exchange.Now + Every;
        _fastMean = _slowMean = world.Spot;
    }

    public void Act(SimulatedExchange exchange)
    {
        WakeAt = exchange.Now + Every;
        double index = exchange.IndexOf(world.Listing), slow = 10 * _fast;
        _fastMean += (1 - Math.Exp(-Every.Seconds / _fast)) * (index - _fastMean);
        _slowMean += (1 - Math.Exp(-Every.Seconds / slow)) * (index - _slowMean);
        double usual = world.Settings.Vol * Math.Sqrt(slow / (365 * 86400.0));
        double wants = Math.Clamp((_fastMean / _slowMean - 1) / usual, -1, 1);
        ListedInstrument perpetual = exchange.Perpetual(world.Listing);
        double most = world.Settings.TrendSize / Crowd.UsdOfLot(perpetual, index), held = exchange.Accounts.Position(_account, perpetual.Number);
        double trades = wants * most - held;
        if (Math.Abs(trades) < 0.1 * most || (long)Math.Abs(trades) == 0)
            return;
        var order = new OrderRequest(_account, perpetual.Number, trades > 0 ? Side.Buy : Side.Sell, (long)Math.Abs(trades), 0, OrderKind.Market, TimeInForce.ImmediateOrCancel);
        exchange.Apply(ExchangeCommand.Place(exchange.Now, order));
    }

    public void Save(StateWriter to)
    {
        to.Write(WakeAt);
        to.Write(_account);
        to.Write((_fastMean, _slowMean));
    }

    public void Load(ref StateReader from, SimulatedExchange exchange)
    {
        WakeAt = from.Read<Instant>();
        _account = from.Read<int>();
        (_fastMean, _slowMean) = from.Read<(double, double)>();
    }
}
