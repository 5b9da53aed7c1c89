using System.Text;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>Makes the picture of a desk that pages and commands show. On the desk's thread, at most 10 a second.</summary>
public static class DeskViews
{
    /// <param name="name">How the desk is called.</param>
    /// <param name="market">"simulated", or the venue's name.</param>
    /// <param name="note">Why the desk cannot go on, or null: it stands before any other reason.</param>
    public static DeskView Of(Desk desk, DeskViewFold fold, string name, string market, string? note = null)
    {
        Quote quote = desk.Hedge == ContractIndex.None ? Quote.Absent : desk.QuoteOf(desk.Hedge);
        double? age = quote.At.IsKnown ? (desk.Now - quote.At).Seconds : null;
        return new DeskView
        {
            Desk = name,
            Market = market,
            AsOf = desk.Now.ToString(),
            TradingState = desk.State.ToString(),
            TradingStateReason = note ?? StateWords(desk),
            DataAge = age,
            IsStale = !(age <= desk.Settings.Limits.MaxQuoteAge.Seconds),
            Hedge = HedgeOf(desk, quote),
            Net = NetOf(desk),
            ByExpiry = BookViews.ByExpiry(desk),
            Deltas = BookViews.Deltas(desk),
            BandHistory = [.. fold.Band.Select(b => new BandPoint(b.At.ToString(), b.NetDelta, b.Lower, b.Upper, b.Spot))],
            Positions = PositionsOf(desk),
            Decisions = [.. fold.Decisions.Select(d => DecisionOf(desk, d))],
            WorkingOrders = OrdersOf(desk),
            Fills = [.. fold.Fills.Select(f => FillOf(desk, f))],
            Pnl = PnlOf(desk, fold),
            Explain = ExplainViews.Of(fold.Explain),
            Limits = LimitsOf(desk, age),
            Events = desk.Events,
            Batches = desk.Batches,
            StateHash = desk.StateHash().ToString("x16"),
        };
    }

    /// <summary>Why a wish to trade again is refused now, and what helps; null where it is taken.</summary>
    public static string? ResumeRefusal(Desk desk) => !desk.IsLocked ? null : StateWords(desk) + (desk.StateReason switch
    {
        TradingStateReason.PositionMismatch or TradingStateReason.Overfilled =>
            "; put the positions right at the venue and restart the desk: its start compares them again, and resume is taken once they agree",
        _ => "; restart the desk: its start asks the venue for everything again, and resume is taken once the positions agree",
    });

    internal static double? Real(double value) => double.IsFinite(value) ? value : null;

    private static string? StateWords(Desk desk) => desk.StateReason switch
    {
        TradingStateReason.Operator => "asked for by an operator",
        TradingStateReason.FactsLaneFull => "the facts lane was full: a fact may be missing",
        TradingStateReason.BrokenInvariant => "the desk's own sums do not agree",
        TradingStateReason.PositionMismatch => "the venue's positions are not the book's",
        TradingStateReason.Overfilled => "the venue filled more than was ordered",
        TradingStateReason.JournalFailed => "the journal cannot be written",
        _ when !desk.IsReconciled => DecisionWords.Of(DecisionReason.Recovering),
        _ when !desk.IsLinkUp => DecisionWords.Of(DecisionReason.LinkDown),
        _ => null,
    };

    private static HedgeView HedgeOf(Desk desk, in Quote quote)
    {
        byte[]? text = PolicyText.Of(desk.Policy);
        return new HedgeView(
            desk.Settings.Underlying, desk.Settings.Hedge.Symbol, Real(quote.Bid), Real(quote.Ask), Real(desk.Greeks.Spot),
            PolicyWords.Of(desk.Policy), text is null ? null : Encoding.UTF8.GetString(text), Real(desk.Band.Target), Real(desk.Band.Lower), Real(desk.Band.Upper),
            Real(desk.Foreseen.Vol), Real(desk.Foreseen.DealerMove));
    }

    private static NetGreeksView NetOf(Desk desk)
    {
        NetGreeks net = desk.Greeks.Net;
        double inFlight = desk.LastDecision.PendingBuy - desk.LastDecision.PendingSell;
        return new NetGreeksView(
            Real(net.Delta), Real(inFlight), Real(GammaOfPercent(desk, net)), Real(0.01 * net.Vega), Real(net.Theta / 365), "USD");
    }

    internal static double GammaOfPercent(Desk desk, in NetGreeks greeks) => greeks.Gamma == 0 ? 0 : 0.01 * desk.Greeks.Spot * greeks.Gamma;

    private static List<PositionView> PositionsOf(Desk desk)
    {
        List<PositionView> views = [];
        for (int i = 0; i < desk.Book.Count; i++)
        {
            Position position = desk.Book.PositionOf(new(i));
            if (position.Quantity == Lots.Zero)
                continue;
            Contract contract = desk.Book.ContractOf(new(i));
            NetGreeks greeks = desk.Greeks.PositionOf(new(i));
            decimal? mark = LedgerSum.MarkOf(desk, new(i));
            views.Add(new PositionView(
                contract.Id.Symbol,
                contract.IsOption ? contract.Type.ToString().ToLowerInvariant() : contract.Kind.ToString().ToLowerInvariant(),
                (double)position.Contracts,
                (double?)mark,
                mark is null ? null : (double)desk.Book.ValueAt(new(i), mark.Value),
                Real(greeks.Delta),
                Real(GammaOfPercent(desk, greeks)),
                Real(0.01 * greeks.Vega),
                Real(greeks.Theta / 365),
                mark is null ? null : (double)desk.Book.PnlAt(new(i), mark.Value)));
        }
        return views;
    }

    private static DecisionView DecisionOf(Desk desk, in DeskViewFold.DecisionRun run)
    {
        HedgeDecision last = run.Last;
        double quantity = desk.Hedge == ContractIndex.None ? 0 : Contracts(desk.Book.ContractOf(desk.Hedge), last.Quantity);
        return new DecisionView(
            run.Sequence, last.At.ToString(), DecisionWords.Of(last.Action), DecisionWords.Of(last.Reason), Real(last.NetDelta),
            Real(last.Band.Lower), Real(last.Band.Upper), quantity, last.Order.IsKnown ? last.Order.ToString() : null, run.Count);
    }

    private static List<OrderView> OrdersOf(Desk desk)
    {
        List<OrderView> views = [];
        for (int i = 0; i < desk.Working.Count; i++)
        {
            WorkingOrder working = desk.Working[i];
            Contract contract = desk.Book.ContractOf(working.Order.Contract);
            string status = working.IsFinal ? "awaiting fills" : working.IsCancelSent ? "cancelling" : working.IsAcknowledged ? "open" : "sent";
            views.Add(new OrderView(
                working.Order.Id.ToString(), contract.Id.Symbol, SideWord(working.Order.Side), Contracts(contract, working.Order.Quantity),
                Contracts(contract, working.Folded), Price(contract, working.Order.Limit), status, working.At.ToString()));
        }
        return views;
    }

    private static FillView FillOf(Desk desk, in Fill fill)
    {
        Contract contract = desk.Book.ContractOf(fill.Contract);
        return new FillView(
            fill.At.ToString(), fill.Order.ToString(), contract.Id.Symbol, SideWord(fill.Side), Contracts(contract, fill.Quantity),
            Price(contract, fill.Price), fill.Fee, fill.IsMaker ? "maker" : "taker");
    }

    private static PnlView PnlOf(Desk desk, DeskViewFold fold)
    {
        string currency = desk.Hedge == ContractIndex.None ? "USD" : desk.Book.ContractOf(desk.Hedge).SettlementCurrency;
        LedgerSum sum = LedgerSum.Of(desk);
        return new PnlView(currency, sum.Total, sum.Options, sum.Hedge, sum.Fees, sum.Funding, ExplainViews.Terms(fold.Explain, sum.Total));
    }

    private static List<LimitView> LimitsOf(Desk desk, double? age)
    {
        RiskLimits limits = desk.Settings.Limits;
        List<LimitView> views =
        [
            new("orders in the window", desk.OrdersInWindow, limits.MaxOrders, $"per {limits.RateWindow.Seconds:0.#} s"),
            new("orders under way", desk.Working.Count, limits.MaxWorking, "orders"),
        ];
        if (desk.Hedge != ContractIndex.None)
        {
            Contract hedge = desk.Book.ContractOf(desk.Hedge);
            (Lots buy, Lots sell) = desk.Working.PendingOf(desk.Hedge);
            Lots held = desk.Book.QuantityOf(desk.Hedge);
            Lots worst = (held + buy).Abs > (held - sell).Abs ? (held + buy).Abs : (held - sell).Abs;
            views.Add(new("hedge position at its worst", Contracts(hedge, worst), Contracts(hedge, limits.MaxPosition), "contracts"));
            views.Add(new("largest order", Contracts(hedge, desk.LastDecision.Quantity.Abs), Contracts(hedge, limits.MaxOrder), "contracts"));
        }
        if (age is { } seconds)
            views.Add(new("age of the hedge quote", seconds, limits.MaxQuoteAge.Seconds, "s"));
        if (desk.Greeks.OldestFitHeld is { IsKnown: true } fit && fit != Instant.Never)
            views.Add(new("age of the volatilities", (desk.Now - fit).Seconds, desk.Settings.MaxVolAge.Seconds, "s"));
        return views;
    }

    private static double Contracts(Contract contract, Lots lots) => (double)(lots.Count * contract.LotSize);

    private static double Price(Contract contract, Ticks ticks) => (double)(ticks.Count * contract.PriceTick);

    private static string SideWord(Side side) => side == Side.Buy ? "buy" : "sell";
}
