using System.Text;
using System.Text.Json;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>Why a desk cannot go on.</summary>
/// <param name="Code">As <see cref="DeskView.TradingStateCode"/> has it.</param>
public sealed record DeskNote(string Code, string Text)
{
    /// <summary>Of what only a desk that runs knows.</summary>
    /// <param name="linkStopped">Why a link was given up for good; null while none was.</param>
    /// <returns>The first of them; null where there is none.</returns>
    internal static DeskNote? Of(DeskDriver driver, string? linkStopped, Exception? fits) => driver.JournalFailure is { } unwritten ? new("journalFailed", unwritten)
        : driver.BrokenBy is { } broken ? new("brokenInvariant", broken)
        : linkStopped is not null ? new("linkStopped", linkStopped)
        : fits is not null ? new("fitsFailed", fits.Message) : null;
}

/// <summary>Makes the pictures of a desk that pages and commands show. On the desk's thread, at most 10 a second.</summary>
public static class DeskViews
{
    /// <summary>One for each underlying; what they share is made once.</summary>
    /// <param name="name">How the desk is called.</param>
    /// <param name="market">"simulated", or the venue's name.</param>
    /// <param name="note">Why the desk cannot go on, or null: it stands before any other reason.</param>
    public static DeskView[] Of(Desk desk, DeskViewFold folds, string name, string market, DeskNote? note = null)
    {
        LedgerSum[] sums = [.. desk.Hedgers.Select(h => LedgerSum.Of(desk, h))];
        Shared shared = new(name, market, note?.Text ?? StateWords(desk), note?.Code ?? CodeOf(desk.StateReason), [.. desk.Hedgers.Select(h => RowOf(desk, h, sums[h.Index]))], desk.StateHash().ToString("x16"), ToldMarginView.Of(desk), DeskTotals.Of(desk));
        return [.. desk.Hedgers.Select(h => Of(desk, h, folds.Of(h), sums[h.Index], shared))];
    }

    private sealed record Shared(string Name, string Market, string? Reason, string? Code, IReadOnlyList<UnderlyingRow> Underlyings, string StateHash, IReadOnlyList<ToldMarginView> Margin, DeskTotalView Total);

    private static DeskView Of(Desk desk, Hedger hedger, HedgerFold fold, in LedgerSum sum, Shared shared)
    {
        Quote quote = hedger.LeadQuote;
        double? age = AgeOf(desk, quote);
        return new DeskView
        {
            Desk = shared.Name,
            Market = shared.Market,
            AsOf = desk.Now.ToString(),
            TradingState = desk.State.ToString(),
            TradingStateReason = shared.Reason,
            TradingStateCode = shared.Code,
            DataAge = age,
            IsStale = IsStale(hedger, age),
            Obstacle = hedger.Obstacle() is var obstacle && obstacle != DecisionReason.None ? DecisionWords.Of(obstacle) : null,
            Awaited = [.. desk.Accounts.Where(a => a.IsAwaited && desk.AsideRefusalOf(a.Venue) == AsideRefusal.None).Select(static a => a.Venue)],
            Underlyings = shared.Underlyings,
            Hedge = HedgeOf(hedger, quote),
            Net = NetOf(hedger),
            Total = shared.Total,
            ByExpiry = BookViews.ByExpiry(desk, hedger),
            ByVenue = BookViews.ByVenue(desk, hedger),
            Books = HouseBookViews.Of(desk, hedger),
            InsideTrades = [.. fold.InsideTrades.Select(t => HouseBookViews.Of(desk, t.At, t.Trade))],
            Margin = shared.Margin,
            Deltas = BookViews.Deltas(hedger),
            BandHistory = [.. fold.Band.Select(b => new BandPoint(b.At.ToString(), b.NetDelta, b.Lower, b.Upper, b.Spot))],
            Positions = PositionsOf(desk, hedger),
            Decisions = [.. fold.Decisions.Select(d => DecisionOf(desk, hedger, d))],
            WorkingOrders = OrdersOf(desk, hedger),
            Fills = [.. fold.Fills.Select(f => FillOf(desk, f))],
            Outlets = [.. hedger.Outlets.Select(o => OutletOf(desk, hedger, o))],
            Pnl = new PnlView(CurrencyOf(desk, hedger), sum.Total, sum.Options, sum.Hedge, sum.Fees, sum.Funding, ExplainViews.Terms(fold.Explain, sum.Total)),
            Explain = fold.ExplainNow(),
            Limits = [.. LimitsOf(desk, hedger, age), .. shared.Total.Limits],
            Drawdown = DrawdownOf(desk, hedger),
            Events = desk.Events,
            Batches = desk.Batches,
            StateHash = shared.StateHash,
        };
    }

    /// <summary>Why nobody can go on without a venue; null where somebody can.</summary>
    internal static string? AsideWords(Desk desk, string venue) => desk.AsideRefusalOf(venue) switch
    {
        AsideRefusal.None => null,
        AsideRefusal.NoAccount => $"this desk has accounts at {string.Join(", ", desk.Accounts.Select(static a => a.Venue))}, not at {venue}",
        AsideRefusal.Confirmed => $"{venue} has confirmed since the start: the desk goes on without it by itself",
        AsideRefusal.NeverConfirmed => $"{venue} has never confirmed: what the account holds there is not known",
        _ => $"{venue} is the first venue: options and their vols are its",
    };

    /// <summary>Why a wish to trade again is refused now, and what helps; null where it is taken.</summary>
    public static string? ResumeRefusal(Desk desk) => !desk.IsLocked ? null : StateWords(desk) + (desk.StateReason switch
    {
        TradingStateReason.PositionMismatch or TradingStateReason.Overfilled or TradingStateReason.WrongFill =>
            "; put the positions right at the venue and restart the desk: its start compares them again, and resume is taken once they agree",
        _ => "; restart the desk: its start asks the venue for everything again, and resume is taken once the positions agree",
    });

    internal static double? Real(double value) => double.IsFinite(value) ? value : null;

    /// <summary>Null where there is no reason.</summary>
    internal static string? WordsOf(TradingStateReason reason) => reason switch
    {
        TradingStateReason.Operator => "asked for by an operator",
        TradingStateReason.FactsLaneFull => "the facts lane was full: a fact may be missing",
        TradingStateReason.BrokenInvariant => "the desk's own sums do not agree",
        TradingStateReason.PositionMismatch => "the venue's positions are not the book's",
        TradingStateReason.Overfilled => "the venue filled more than was ordered",
        TradingStateReason.WrongFill => "the venue filled an order in another contract, on the other side or beyond its limit",
        TradingStateReason.JournalFailed => "the journal cannot be written",
        TradingStateReason.KillFile => $"the file {KillFile.Name} was put into the desk's folder",
        TradingStateReason.Liquidated => DeskView.Liquidated,
        TradingStateReason.Drawdown => "profit has fallen by its hard limit",
        TradingStateReason.HeldElsewhere => "the file of what is held elsewhere cannot be used",
        TradingStateReason.ClockApart => "the venue's clock and the desk's are far apart",
        _ => null,
    };

    private static string? CodeOf(TradingStateReason reason) => reason == TradingStateReason.None ? null : JsonNamingPolicy.CamelCase.ConvertName(reason.ToString());

    private static string? StateWords(Desk desk) => WordsOf(desk.StateReason)
        ?? (desk.Accounts.All(static a => a.IsReconciled) ? null : DecisionWords.Of(DecisionReason.Recovering));

    private static double? AgeOf(Desk desk, in Quote quote) => quote.At.IsKnown ? (desk.Now - quote.At).Seconds : null;

    private static bool IsStale(Hedger hedger, double? age) => !(age <= hedger.Limits.MaxQuoteAge.Seconds);

    private static UnderlyingRow RowOf(Desk desk, Hedger hedger, in LedgerSum sum)
    {
        NetGreeksView net = NetOf(hedger);
        return new UnderlyingRow(
            hedger.Underlying, Real(hedger.Greeks.Spot), Real(hedger.NetDelta), Real(hedger.Band.Lower), Real(hedger.Band.Upper), net.Gamma, net.Vega, net.Theta,
            DecisionWords.Of(hedger.LastDecision.Action), DecisionWords.Of(hedger.LastDecision.Reason), sum.Total, CurrencyOf(desk, hedger), IsStale(hedger, AgeOf(desk, hedger.LeadQuote)));
    }

    private static string CurrencyOf(Desk desk, Hedger hedger) => hedger.Hedge == ContractIndex.None ? "USD" : desk.Book.ContractOf(hedger.Hedge).SettlementCurrency;

    private static HedgeView HedgeOf(Hedger hedger, in Quote quote)
    {
        return new HedgeView(
            hedger.Underlying, hedger.Settings.Hedge.Symbol, Real(quote.Bid), Real(quote.Ask), Real(hedger.Greeks.Spot),
            PolicyWords.Of(hedger.Policy), Text(PolicyText.Of(hedger.Policy)), hedger.Working.Name, Text(WorkingText.Of(hedger.Working)), Real(hedger.Band.Target), Real(hedger.Band.Lower), Real(hedger.Band.Upper),
            Real(hedger.Foreseen.Vol), Real(hedger.Foreseen.DealerMove));

        static string? Text(byte[]? settings) => settings is null ? null : Encoding.UTF8.GetString(settings);
    }

    private static NetGreeksView NetOf(Hedger hedger)
    {
        NetGreeks net = hedger.Greeks.Net;
        double inFlight = hedger.LastDecision.PendingBuy - hedger.LastDecision.PendingSell;
        return new NetGreeksView(
            Real(net.Delta), hedger.Live.EquityAsDelta ? Real(hedger.EquityDelta) : null, Real(inFlight), Real(GammaOfPercent(hedger, net)), Real(0.01 * net.Vega), Real(net.Theta / 365), "USD");
    }

    internal static double GammaOfPercent(Hedger hedger, in NetGreeks greeks) => greeks.Gamma == 0 ? 0 : 0.01 * hedger.Greeks.Spot * greeks.Gamma;

    private static List<PositionView> PositionsOf(Desk desk, Hedger hedger)
    {
        List<PositionView> views = [];
        for (int i = 0; i < desk.Book.Count; i++)
        {
            Position position = desk.Book.PositionOf(new(i));
            if (position.Quantity == Lots.Zero || desk.HedgerOf(new ContractIndex(i)) != hedger)
                continue;
            Contract contract = desk.Book.ContractOf(new(i));
            NetGreeks greeks = hedger.Greeks.PositionOf(new(i));
            decimal? mark = LedgerSum.MarkOf(desk, new(i));
            views.Add(new PositionView(
                contract.Id.Symbol,
                contract.Id.Venue,
                contract.IsOption ? contract.Type.ToString().ToLowerInvariant() : contract.Kind.ToString().ToLowerInvariant(),
                (double)position.Contracts,
                (double?)mark,
                mark is null ? null : (double)desk.Book.ValueAt(new(i), mark.Value),
                Real(greeks.Delta),
                Real(GammaOfPercent(hedger, greeks)),
                Real(0.01 * greeks.Vega),
                Real(greeks.Theta / 365),
                mark is null ? null : (double)desk.Book.PnlAt(new(i), mark.Value)));
        }
        return views;
    }

    private static DecisionView DecisionOf(Desk desk, Hedger hedger, in HedgerFold.DecisionRun run)
    {
        HedgeDecision last = run.Last;
        Contract? hedge = hedger.Hedge == ContractIndex.None ? null : desk.Book.ContractOf(hedger.Hedge);
        return new DecisionView(
            run.Sequence, last.At.ToString(), DecisionWords.Of(last.Action), DecisionWords.Of(last.Reason), Real(last.NetDelta),
            Real(last.Band.Lower), Real(last.Band.Upper), hedge is null ? 0 : Contracts(hedge, last.Quantity), last.Order.IsKnown ? last.Order.ToString() : null,
            run.Limit, run.Count, last.Orders > 1 ? last.Orders : last.Order.IsKnown ? 1 : 0);
    }

    private static List<OrderView> OrdersOf(Desk desk, Hedger hedger)
    {
        List<OrderView> views = [];
        for (int i = 0; i < desk.Working.Count; i++)
        {
            WorkingOrder working = desk.Working[i];
            if (desk.HedgerOf(working.Order.Contract) != hedger)
                continue;
            Contract contract = desk.Book.ContractOf(working.Order.Contract);
            string status = working.IsFinal ? "awaiting fills" : working.IsCancelSent ? "cancelling" : working.IsAcknowledged ? "open" : "sent";
            views.Add(new OrderView(
                working.Order.Id.ToString(), contract.Id.Symbol, contract.Id.Venue, SideWord(working.Order.Side), Contracts(contract, working.Order.Quantity),
                Contracts(contract, working.Folded), Price(contract, working.Order.Limit), status, working.At.ToString()));
        }
        return views;
    }

    private static FillView FillOf(Desk desk, in Fill fill)
    {
        Contract contract = desk.Book.ContractOf(fill.Contract);
        return new FillView(
            fill.At.ToString(), fill.Order.ToString(), contract.Id.Symbol, contract.Id.Venue, SideWord(fill.Side), Contracts(contract, fill.Quantity),
            Price(contract, fill.Price), fill.Fee, fill.IsMaker ? "maker" : "taker");
    }

    private static List<LimitView> LimitsOf(Desk desk, Hedger hedger, double? age)
    {
        RiskLimits limits = hedger.Limits;
        OrderLimits orders = desk.Settings.Orders;
        List<LimitView> views =
        [
            new("orders in the window", desk.OrdersInWindow, orders.MaxOrders, $"per {orders.RateWindow.Seconds:0.#} s", IsShared: true),
            new("orders under way", desk.Working.Count, orders.MaxWorking, "orders", IsShared: true),
        ];
        if (hedger.Hedge != ContractIndex.None)
        {
            Contract hedge = desk.Book.ContractOf(hedger.Hedge);
            (Lots buy, Lots sell) = desk.Working.PendingOf(hedger.Hedge);
            Lots held = desk.Book.QuantityOf(hedger.Hedge);
            Lots worst = (held + buy).Abs > (held - sell).Abs ? (held + buy).Abs : (held - sell).Abs;
            views.Add(new("hedge position at its worst", Contracts(hedge, worst), Contracts(hedge, limits.MaxPosition), "contracts"));
            views.Add(new("largest order", Contracts(hedge, hedger.LastDecision.Quantity.Abs), Contracts(hedge, limits.MaxOrder), "contracts"));
        }
        NetGreeks net = hedger.Greeks.Net;
        AddSet(views, "net delta", hedger.NetDelta, limits.MaxDelta, hedger.Underlying);
        AddSet(views, "net gamma, 1 % move", GammaOfPercent(hedger, net), limits.MaxGamma, hedger.Underlying);
        AddSet(views, "net vega, vol point", 0.01 * net.Vega, limits.MaxVega, "USD");
        if (limits.Drawdown is { } drawdown && hedger.Drawdown.At.IsKnown)
            views.Add(new("drawdown", hedger.Drawdown.Fall, drawdown.Hard, CurrencyOf(desk, hedger)));
        if (orders.MaxMessages < int.MaxValue)
            views.Add(new("messages of the day", desk.Messages, orders.MaxMessages, "messages", IsShared: true));
        if (!double.IsPositiveInfinity(orders.MaxNotional))
            views.Add(new("hedges' notional at its worst", desk.Notional, orders.MaxNotional, "quote currency", IsShared: true));
        if (age is { } seconds)
            views.Add(new("age of the hedge quote", seconds, limits.MaxQuoteAge.Seconds, "s"));
        if (hedger.Greeks.OldestFitHeld is { IsKnown: true } fit && fit != Instant.Never)
            views.Add(new("age of the volatilities", (desk.Now - fit).Seconds, desk.Settings.MaxVolAge.Seconds, "s"));
        return views;
    }

    /// <summary>One that need not be set; a value that is not known uses all of it.</summary>
    private static void AddSet(List<LimitView> views, string name, double value, double most, string unit)
    {
        if (!double.IsPositiveInfinity(most))
            views.Add(new(name, double.IsFinite(value) ? Math.Abs(value) : most, most, unit));
    }

    private static DrawdownView? DrawdownOf(Desk desk, Hedger hedger) => hedger.Limits.Drawdown is { } limits && hedger.Drawdown is { At.IsKnown: true } at
        ? DeskTotals.DrawdownOf(CurrencyOf(desk, hedger), limits, at)
        : null;

    private static OutletView OutletOf(Desk desk, Hedger hedger, Outlet outlet)
    {
        OutletSettings settings = outlet.Settings;
        Contract? contract = outlet.Contract == ContractIndex.None ? null : desk.Book.ContractOf(outlet.Contract);
        Quote quote = contract is null ? Quote.Absent : desk.QuoteOf(outlet.Contract);
        return new OutletView(
            settings.Hedge.Venue, settings.Hedge.Symbol, StateOf(desk, outlet, contract, quote), outlet == hedger.Lead && hedger.IsPriced, Real(quote.Bid), Real(quote.Ask), Real(quote.BidSize), Real(quote.AskSize),
            settings.TakerFee, settings.MakerFee, settings.Latency.Seconds, Real(outlet.Premium), contract is null ? 0 : Contracts(contract, desk.Book.QuantityOf(outlet.Contract)), contract is null ? null : Contracts(contract, outlet.Gate.Limits.MaxPosition), outlet.Account.Links);
    }

    private static string StateOf(Desk desk, Outlet outlet, Contract? contract, in Quote quote)
    {
        OutletState state = outlet.StateOf(quote, desk.Now, desk.Working);
        return state == OutletState.TakesOrders && contract is not null && outlet.Account.MarginOf(contract.SettlementCurrency) == MarginState.Call ? "margin call: only what reduces" : WordsOf(state);
    }

    private static string WordsOf(OutletState state) => state switch
    {
        OutletState.LinkDown => OutletView.LinkDown,
        OutletState.NotConfirmed => OutletView.NotConfirmed,
        OutletState.NoQuote => "no quote",
        OutletState.OldQuote => "old quote",
        OutletState.Frozen => "frozen quote",
        OutletState.Apart => "far from the others",
        OutletState.Resting => "rests after refusals",
        OutletState.Spent => "budget of orders used up",
        OutletState.Silent => OutletView.Silent,
        _ => OutletView.TakesOrders,
    };

    private static double Contracts(Contract contract, Lots lots) => (double)(lots.Count * contract.LotSize);

    private static double Price(Contract contract, Ticks ticks) => (double)(ticks.Count * contract.PriceTick);

    internal static string SideWord(Side side) => side == Side.Buy ? "buy" : "sell";
}
