using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Lab;
using Poise.Pricing;
using Poise.Runtime;
using Poise.Storage;

namespace Poise.Worlds;

/// <summary>
/// A desk that lives through a day of the frontier at the simulated exchange through Deribit's protocol: a server behind a link that delays, the desk's session, its queue, its journal. Its options are listed there, are in its account from
/// the start and end by the exchange's own settlement; nobody quotes them, and the desk is told their vol, that of the index.
/// </summary>
public static class LinkedPath
{
    private const int Expiries = 3, Strikes = 7;

    /// <summary>After this the account has been confirmed, and after the market's last move all that was under way has arrived.</summary>
    private static readonly Duration Settles = Duration.FromSeconds(5);

    /// <summary>The day whose options an exchange lists: of each expiry two straddles at the money and three strangles one strike out.</summary>
    /// <param name="step">A divisor of an hour.</param>
    public static HedgeMarket Day(Duration step)
    {
        HedgeMarket day = HedgeMarket.Day(step);
        var listed = new SimulatedExchange(SettingsOf(day, 1, 0.001).OwnExchange, day.Start);
        var book = new List<HeldOption>();
        foreach (IGrouping<Instant, Contract> expiry in listed.Instruments.Where(static i => i.Contract.IsOption).Select(static i => i.Contract).GroupBy(static c => c.Expiry).OrderBy(static e => e.Key))
        {
            double[] strikes = [.. expiry.Select(static c => c.Strike).Distinct().Order()];
            int middle = Array.IndexOf(strikes, strikes.MinBy(k => Math.Abs(k - day.Spot)));
            book.AddRange([
                new(OptionType.Put, strikes[middle - 1], expiry.Key, -3), new(OptionType.Put, strikes[middle], expiry.Key, -2),
                new(OptionType.Call, strikes[middle], expiry.Key, -2), new(OptionType.Call, strikes[middle + 1], expiry.Key, -3),
            ]);
        }
        return day with { Name = "day through Deribit's protocol", Book = [.. book] };
    }

    /// <summary>A life: what <see cref="FrontierRun.Life"/> takes.</summary>
    /// <param name="market">As <see cref="Day"/> makes it.</param>
    /// <exception cref="InvalidOperationException">The desk stood still, or its book is not the account's at the end.</exception>
    public static HedgeResult Run(HedgeMarket market, ulong seed, IHedgePolicy policy, double cost)
    {
        ArgumentNullException.ThrowIfNull(market);
        MarketSettings settings = SettingsOf(market, seed, cost);
        var funds = new Dictionary<string, long>(StringComparer.Ordinal) { [settings.Listing.Currency] = (long)SimulatedMarket.FundsOf(settings) * InstrumentTerms.Unit };
        var exchange = new LinkedExchange(settings.OwnExchange, Crowd.OfPerpetual(settings, 0, seed, market.Start), market.Start, market.Start, funds, new LinkSettings { TickEvery = Duration.FromSeconds(10) }, seed);
        exchange.Link.AdvanceTo(market.Start + Duration.FromSeconds(1));
        TakeBook(exchange, market);

        DeskSettings desk = DeskOf(market, settings, policy, cost);
        using Journal journal = Journal.Open(new SimulatedDisk(new SeededRandom(seed)), new JournalOptions { Desk = desk.Desk }, out _);
        var fold = new DeskViewFold(market.Step);
        var linked = new LinkedDesk(desk, [(settings.Venue, exchange)], journal, new InlineLane(), new Duration(market.Step.Nanoseconds * (market.Steps + 1L)), seed, fold);
        linked.AdvanceTo(market.Start + Settles);
        foreach (FittedSlice fit in Fits(linked.Driver.Desk, market, linked.Now))
            linked.Driver.Offer(DeskEvent.SurfaceFitted(linked.Now, fit));
        linked.Driver.Run(linked.Now);
        double before = ValueOf(linked.Driver.Desk);
        linked.AdvanceTo(market.End + Settles);
        return Result(linked, fold, exchange, before);
    }

    private static MarketSettings SettingsOf(HedgeMarket market, ulong seed, double cost) => ExchangeDay.Of(market, seed, cost) with { Expiries = Expiries, Strikes = Strikes, PerpetualTick = 0.5m };

    private static DeskSettings DeskOf(HedgeMarket market, MarketSettings settings, IHedgePolicy policy, double cost)
    {
        Lots most = new(Grid.Count(10 * market.Book.Sum(static o => Math.Abs(o.Quantity)), market.Lot, Rounding.Up));
        Duration whole = new(market.Step.Nanoseconds * (market.Steps + 1L));
        return new DeskSettings
        {
            Hedgers =
            [
                new HedgerSettings
                {
                    Underlying = settings.Listing.Root,
                    Hedge = new ContractId(settings.Venue, settings.Listing.Root + "-PERPETUAL"),
                    Policy = policy,
                    Costs = new VenueCosts(TakerFee: settings.Fees.FutureTaker),
                    Limits = new RiskLimits { MaxOrder = most, MaxPosition = most, Collar = Math.Min(0.04, 2 * cost + 0.01), MaxQuoteAge = whole },
                    Plan = new CrossingPlan(2 * cost, most),
                },
            ],
            MaxVolAge = whole,
            Heartbeat = market.Step,
            RepriceMove = 0,
            RepriceEvery = market.Step,
        };
    }

    /// <summary>The options come from the other account, and what hedges them at the mid.</summary>
    private static void TakeBook(LinkedExchange exchange, HedgeMarket market)
    {
        double mid = 0.5 * (exchange.Best(Side.Buy) + exchange.Best(Side.Sell)), delta = 0;
        foreach (HeldOption held in market.Book)
        {
            ListedInstrument listed = exchange.Exchange.Instruments.Single(i => i.Contract.IsOption && i.Contract.Type == held.Type && i.Contract.Strike == held.Strike && i.Contract.Expiry == held.Expiry);
            OptionGreeks greeks = Black76.Evaluate(held.Type, mid, held.Strike, (held.Expiry - exchange.At).Years, 0, 0, market.Vol);
            delta += held.Quantity * greeks.Delta;
            Move(listed, held.Quantity, greeks.Price);
        }
        if (market.StartsHedged)
            Move(exchange.Perpetual, -delta, mid);

        void Move(ListedInstrument of, double quantity, double price)
        {
            long lots = Grid.Count(quantity, of.Contract.LotSize, Rounding.Nearest), ticks = Math.Max(1, Grid.Count(price, of.Contract.PriceTick, Rounding.Nearest));
            ExchangeAnswer answer = exchange.Apply(ExchangeCommand.Move(exchange.At, exchange.Other, exchange.Account, of.Number, lots, ticks));
            if (!answer.IsDone)
                throw new InvalidOperationException($"{of.Contract.Id.Symbol} cannot be taken over: {answer.Reason}");
        }
    }

    private static IEnumerable<FittedSlice> Fits(Desk desk, HedgeMarket market, Instant now) =>
        from number in Enumerable.Range(0, desk.Book.Count).Select(static i => new ContractIndex(i))
        where desk.Book.ContractOf(number) is { IsOption: true } contract && contract.Expiry > now
        group number by desk.Book.ContractOf(number).Expiry into expiry
        orderby expiry.Key
        select new FittedSlice { Expiry = expiry.Key, AsOf = now, Basis = 1, Discount = 1, Contracts = [.. expiry], Vols = [.. expiry.Select(_ => market.Vol)] };

    private static double ValueOf(Desk desk)
    {
        LedgerLine ledger = desk.Book.Ledger(0);
        double value = (double)(ledger.Cash - ledger.Fees + ledger.Funding) + desk.Hedgers[0].Greeks.Net.Value;
        return double.IsFinite(value) ? value : throw new InvalidOperationException($"what the book is worth at {desk.Now} is no number");
    }

    private static HedgeResult Result(LinkedDesk linked, DeskViewFold fold, LinkedExchange exchange, double before)
    {
        Desk desk = linked.Driver.Desk;
        long held = desk.TryIndexOf(desk.Hedgers[0].Settings.Hedge, out ContractIndex hedge) ? desk.Book.QuantityOf(hedge).Count : 0;
        if (desk.State != TradingState.Normal || desk.Working.Count > 0 || linked.Driver.BrokenBy is not null || held != exchange.Held)
            throw new InvalidOperationException($"the desk ended with {desk.Working.Count} orders under way, {held} lots where the account has {exchange.Held}, {desk.State} {desk.StateReason} {linked.Driver.BrokenBy}");
        CostView[] costs = [.. DeskViews.Of(desk, fold, "desk 1", "simulated")[0].Explain.Costs];
        return new HedgeResult(ValueOf(desk) - before, costs.Sum(static c => c.Fees - (c.Slippage ?? double.NaN)), costs.Sum(static c => c.Fills), costs.Sum(static c => c.Turnover));
    }
}
