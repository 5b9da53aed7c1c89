using Poise.Domain;

namespace Poise.Exchange;

/// <summary>
/// The open interest that a market is born with: customers and dealers who traded before it began, at the marks. Customers hold most puts and have sold most calls, as overwriters and hedgers do; both sides hold on to expiry.
/// </summary>
public sealed class OldPositions(World world, SeededRandom random) : IParticipant
{
    private int _customers, _dealers;

    public Instant WakeAt => Instant.Never;

    public void Enter(SimulatedExchange exchange)
    {
        (_customers, _dealers) = (Crowd.Open(exchange), Crowd.Open(exchange));
        SeededRandom draws = random.Split("open interest");
        MarketSettings s = world.Settings;
        foreach (ListedInstrument option in exchange.Instruments.Where(i => i.Listing == world.Listing && i.Contract.IsOption).ToArray())
        {
            double years = (option.Contract.Expiry - exchange.Now).Years, deviation = option.Vol * Math.Sqrt(years);
            double step = ListingCalendar.StrikeStep(option.Forward, Math.Max(deviation, option.Vol * Math.Sqrt(1 / 365.0)), s.Strikes);
            double contracts = OpenInterestShape.Contracts(s, option.Contract.Type, option.Contract.Strike, step, option.Forward, deviation, years, draws);
            long lots = (long)Math.Round(contracts / (double)option.Contract.LotSize);
            bool isBought = draws.NextInt32(100) < (option.Contract.Type == OptionType.Call ? 40 : 65);
            Trade(exchange, option, lots, isBought ? _customers : _dealers, isBought ? _dealers : _customers);
        }
    }

    public void Act(SimulatedExchange exchange)
    {
    }

    public void Save(StateWriter to) => to.Write((_customers, _dealers));

    public void Load(ref StateReader from, SimulatedExchange exchange) => (_customers, _dealers) = from.Read<(int, int)>();

    private static void Trade(SimulatedExchange exchange, ListedInstrument option, long lots, int buyer, int seller)
    {
        if (lots == 0)
            return;
        long price = Math.Max(1, option.OnGrid((long)Math.Round(option.Mark / option.Terms.Tick), Side.Buy));
        exchange.Apply(ExchangeCommand.Place(exchange.Now, new OrderRequest(seller, option.Number, Side.Sell, lots, price)));
        exchange.Apply(ExchangeCommand.Place(exchange.Now, new OrderRequest(buyer, option.Number, Side.Buy, lots, price)));
        exchange.Apply(ExchangeCommand.CancelAll(exchange.Now, seller, OrderFilter.All));
    }
}
