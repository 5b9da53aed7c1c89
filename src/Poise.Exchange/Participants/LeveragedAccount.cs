using Poise.Domain;

namespace Poise.Exchange;

/// <summary>
/// Trades the perpetual on little money: opens a position of ten to forty times what it owns, rather with the last hour's move than against it, and closes it some time later, if it has not been liquidated by then. When it has lost
/// most of its stake it comes back with a new one.
/// </summary>
public sealed class LeveragedAccount(World world, SeededRandom random) : IParticipant
{
    private readonly SeededRandom _random = random.Split("leveraged");
    private int _account;
    private double _seen;

    public Instant WakeAt { get; private set; } = Instant.Never;

    public void Enter(SimulatedExchange exchange)
    {
        _account = exchange.Apply(ExchangeCommand.Open(exchange.Now, isRemembered: false)).Count;
        _seen = world.Spot;
        WakeAt = Later(exchange.Now, 60);
    }

    public void Act(SimulatedExchange exchange)
    {
        ListedInstrument perpetual = exchange.Perpetual(world.Listing);
        double index = exchange.IndexOf(world.Listing), inUsd = perpetual.Contract.Style == PayoffStyle.Inverse ? index : 1;
        long held = exchange.Accounts.Position(_account, perpetual.Number);
        if (held != 0)
        {
            Trade(-held, reduces: true);
            WakeAt = Later(exchange.Now, 300);
            return;
        }
        double owns = exchange.Accounts.Equity(_account, perpetual.Terms.Currency) * inUsd;
        if (owns < 0.3 * world.Settings.LeveragedStake)
        {
            exchange.Apply(ExchangeCommand.Deposit(exchange.Now, _account, perpetual.Terms.Currency, (long)((world.Settings.LeveragedStake - owns) / inUsd * InstrumentTerms.Unit)));
            owns = world.Settings.LeveragedStake;
        }
        bool isUp = index > _seen;
        _seen = index;
        bool buys = _random.NextInt32(10) < 7 ? isUp : !isUp;
        double times = 10 + 30 * _random.NextDouble();
        Trade((buys ? 1 : -1) * (long)(owns * times / Crowd.UsdOfLot(perpetual, index)), reduces: false);
        WakeAt = Later(exchange.Now, 1800);

        void Trade(long lots, bool reduces)
        {
            if (lots == 0)
                return;
            var order = new OrderRequest(_account, perpetual.Number, lots > 0 ? Side.Buy : Side.Sell, Math.Abs(lots), 0, OrderKind.Market, TimeInForce.ImmediateOrCancel, ReduceOnly: reduces);
            exchange.Apply(ExchangeCommand.Place(exchange.Now, order));
        }
    }

    public void Save(StateWriter to)
    {
        to.Write(WakeAt);
        to.Write(_account);
        to.Write(_seen);
        to.WriteAll<ulong>(_random.State);
    }

    public void Load(ref StateReader from, SimulatedExchange exchange)
    {
        WakeAt = from.Read<Instant>();
        _account = from.Read<int>();
        _seen = from.Read<double>();
        _random.Restore(from.ReadAll<ulong>());
    }

    private Instant Later(Instant now, double seconds) => now + new Duration(1 + (long)(-Math.Log(1 - _random.NextDouble()) * seconds * 1e9));
}
