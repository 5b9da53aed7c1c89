using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>
/// Feeds a hedger's profit by cause, its markouts, its costs and what its holds were worth. Looks on while the desk is driven; steps once a
/// minute of event time and after each batch that changed what is held, but in none that hedges, whatever it hedges: the order leaves first.
/// </summary>
public sealed class ExplainFold(Duration every)
{
    public static readonly Duration UsualStep = Duration.FromSeconds(60);

    private const int ArrivalsKept = 256;

    /// <summary>Before it is tried again where a mark is missing: the ledger's sum is long.</summary>
    private static readonly Duration Patience = Duration.FromSeconds(1);

    /// <summary>What options of an expiry settled on is asked for by each of them, some perhaps late.</summary>
    private static readonly Duration MeansKept = Duration.FromHours(24);

    private readonly Arrival[] _arrivals = new Arrival[ArrivalsKept];
    private readonly List<(Instant Expiry, Duration Window, SettlementMean Mean)> _means = [];
    private long _decided;
    private long _fills;
    private bool _hasChanged, _hasBegun;
    private Instant _notBefore;

    /// <summary>What a fill is measured against: the mid of the decision behind its order or, where a wish is worked, of when that arrived; and by which algorithm.</summary>
    private readonly record struct Arrival(HedgeDecision Decision, double Mid, string Algorithm);

    /// <summary>Profit by cause since the explanation began, with the first batch that could be priced.</summary>
    public PnlExplain Pnl { get; } = new();

    public Markouts Markouts { get; } = new();

    public TradeCosts Costs { get; } = new();

    /// <summary>Grows with each step, trade and settlement: with what <see cref="Pnl"/> holds.</summary>
    public long Changes { get; private set; }

    /// <summary>What holds were worth; null before the hedge instrument is listed.</summary>
    public StandingDelta? Standing { get; private set; }

    /// <summary>The ledger when the explanation began, in an earlier life perhaps; null before that.</summary>
    public LedgerState? Earlier { get; private set; }

    /// <summary>Takes what an earlier life wrote down, before the first batch: it goes on with the first that can be priced.</summary>
    internal void Restore(LedgerState earlier, PnlKept pnl, StandingDelta? standing, Func<ContractIndex, Contract> listed)
    {
        Pnl.Restore(pnl, listed);
        (Earlier, Standing) = (earlier, standing);
        Changes++;
    }

    public void OnEvent(Desk desk, Hedger hedger, in DeskEvent e)
    {
        bool isNewFill = desk.Book.Fills != _fills;
        _fills = desk.Book.Fills;
        if (!_hasBegun)
            return;
        if (e.Kind == DeskEventKind.Filled && isNewFill && desk.HedgerOf(e.Fill.Contract) == hedger)
            OnFill(desk, hedger, e.Fill);
        else if (e.Kind == DeskEventKind.PositionOpened && desk.HedgerOf(e.Opening.Contract) == hedger)
        {
            Contract opened = desk.Book.ContractOf(e.Opening.Contract);
            Pnl.Trade(e.Opening.Contract, opened, UnitsOf(opened, e.Opening.Quantity), (double)e.Opening.Price, double.NaN);
            _hasChanged = true;
            Changes++;
        }
        else if (e.Kind == DeskEventKind.Delisted && double.IsFinite(e.Delisting.Settlement) && desk.HedgerOf(e.Delisting.Contract) == hedger)
            OnSettled(desk, hedger, e.Delisting, e.At);
    }

    public void OnDecision(Desk desk, Hedger hedger, in HedgeDecision decision)
    {
        if (hedger.Hedge == ContractIndex.None || !double.IsFinite(hedger.Greeks.Spot))
            return;
        double spot = hedger.Greeks.Spot;
        Standing ??= new StandingDelta(desk.Book.ContractOf(hedger.Hedge).Style == PayoffStyle.Inverse);
        Standing.Decide(
            spot, decision.NetDelta - (decision.Band.IsValid ? decision.Band.Target : double.NaN), hedger.Greeks.DeltaPerLot(hedger.Hedge),
            CostOf(desk, hedger.Lead), decision.Action == DecisionAction.Hold);
        while (Markouts.IsDue(desk.Now, out ContractIndex traded))
            Markouts.See(desk.Now, desk.QuoteOf(traded).IsTwoSided ? desk.QuoteOf(traded).Mid : double.NaN);
        foreach ((Instant expiry, Duration window, SettlementMean mean) in _means)
            if (desk.Now > expiry - window && desk.Now <= expiry)
                mean.See(desk.Now, expiry, spot);
        if (decision.Action == DecisionAction.Hedge)
            _arrivals[_decided++ % ArrivalsKept] = new(decision, hedger.Wish.IsStanding ? hedger.Wish.Arrival : spot, hedger.Working.Name);
        if (!IsOrderWaiting(desk) && desk.Now >= _notBefore && (!_hasBegun || _hasChanged || desk.Now - Pnl.At >= every))
            Advance(desk, hedger);
    }

    /// <summary>An order of this batch, of whichever underlying, has yet to leave.</summary>
    private static bool IsOrderWaiting(Desk desk)
    {
        foreach (Hedger hedger in desk.Hedgers)
            if (hedger.LastDecision is { Action: DecisionAction.Hedge } last && last.Batch == desk.Batches)
                return true;
        return false;
    }

    private void Advance(Desk desk, Hedger hedger)
    {
        if (!_hasBegun && !double.IsFinite(hedger.Greeks.Net.Delta))
            return;
        if (LedgerOf(desk, hedger) is not { } ledger)
            _notBefore = desk.Now + Patience;
        else if (!_hasBegun)
            Begin(desk, hedger, ledger);
        else
            Step(desk, hedger, ledger);
    }

    private void Begin(Desk desk, Hedger hedger, in LedgerState ledger)
    {
        for (int i = 0; i < desk.Book.Count; i++)
            if (desk.Book.QuantityOf(new(i)) is var lots && lots != Lots.Zero && desk.HedgerOf(new ContractIndex(i)) == hedger)
                Pnl.Hold(new(i), desk.Book.ContractOf(new(i)), UnitsOf(desk.Book.ContractOf(new(i)), lots));
        MarkAll(desk, hedger);
        if (Earlier is null)
            Pnl.Begin(desk.Now, hedger.Greeks.Spot, ledger);
        else
            Pnl.Return(desk.Now, hedger.Greeks.Spot, ledger);
        Earlier ??= ledger;
        _hasBegun = true;
        Changes++;
    }

    private void Step(Desk desk, Hedger hedger, in LedgerState ledger)
    {
        MarkAll(desk, hedger);
        Pnl.Step(desk.Now, hedger.Greeks.Spot, ledger);
        for (int i = _means.Count - 1; i >= 0; i--)
        {
            if (_means[i].Expiry + MeansKept < desk.Now)
                _means.RemoveAt(i);
        }
        _hasChanged = false;
        Changes++;
    }

    private void MarkAll(Desk desk, Hedger hedger)
    {
        for (int i = 0; i < Pnl.Count; i++)
            Pnl.Mark(i, PointOf(desk, hedger, Pnl.ContractAt(i)));
    }

    private void OnFill(Desk desk, Hedger hedger, in Fill fill)
    {
        Contract contract = desk.Book.ContractOf(fill.Contract);
        double units = UnitsOf(contract, fill.Side == Side.Buy ? fill.Quantity : -fill.Quantity);
        double price = (double)(fill.Price.Count * contract.PriceTick);
        (_, double arrival, string algorithm) = ArrivalOf(fill.Order);
        Outlet? outlet = hedger.OutletOf(fill.Contract);
        arrival *= 1 + (outlet?.Premium ?? 0); // what it usually is above spot is no slippage
        Pnl.Trade(fill.Contract, contract, units, price, arrival);
        _hasChanged = true;
        Changes++;
        if (contract.IsOption)
            return;
        bool isInverse = contract.Style == PayoffStyle.Inverse;
        double slippage = units * (isInverse ? 1 / price - 1 / arrival : arrival - price);
        Costs.Fill(
            contract.Id.Venue, algorithm, Math.Abs(isInverse ? units : units * price), (double)fill.Fee, slippage,
            isInverse ? price : 1);
        Markouts.Fill(new HedgeFill(fill.Contract, contract.Id, fill.Side, (double)(fill.Quantity.Count * contract.LotSize), price, fill.At, 1e4 * (fill.Side == Side.Buy ? 1 : -1) * (arrival - price) / price));
        if (outlet is not null)
            Standing?.Hedge(units / (isInverse ? price : 1), CostOf(desk, outlet));
    }

    private void OnSettled(Desk desk, Hedger hedger, in Delisting ended, Instant at)
    {
        Contract contract = desk.Book.ContractOf(ended.Contract);
        double spot = hedger.Greeks.Spot, expected = spot;
        int mean = _means.FindIndex(m => m.Expiry == contract.Expiry && m.Window == contract.SettlementWindow);
        if (mean >= 0)
            expected = _means[mean].Mean.With(spot, 0);
        for (int i = 0; i < Pnl.Count; i++)
        {
            if (Pnl.ContractAt(i) != ended.Contract)
                continue;
            ExplainPoint last = contract.IsOption
                ? ExplainPoint.Settled(contract, Pnl.StartAt(i), at, spot, ended.Settlement, expected)
                : Pnl.StartAt(i) with { At = at, Mark = ended.Settlement, HalfSpread = 0, Spot = spot };
            Pnl.Settle(ended.Contract, last);
            _hasChanged = true;
            Changes++;
        }
    }

    private ExplainPoint PointOf(Desk desk, Hedger hedger, ContractIndex index)
    {
        Contract contract = desk.Book.ContractOf(index);
        Quote quote = desk.QuoteOf(index);
        ExplainPoint point = new()
        {
            At = desk.Now,
            Mark = (double?)LedgerSum.MarkOf(desk, index) ?? double.NaN,
            HalfSpread = quote.IsTwoSided ? 0.5 * (quote.Ask - quote.Bid) : 0,
            Spot = hedger.Greeks.Spot,
        };
        if (hedger.Greeks.SliceOf(index) is not { } slice)
            return point;
        double forward = point.Spot * slice.Basis, open = 1, settles = forward;
        if (contract.SettlementWindow > Duration.Zero)
        {
            SettlementMean mean = MeanOf(contract);
            open = mean.Open(desk.Now, contract.Expiry);
            settles = open < 1 ? mean.With(forward, open) : forward;
        }
        return point with { Forward = forward, Rate = slice.Rate, Vol = hedger.Greeks.VolOf(index), Open = open, Settles = settles };
    }

    private SettlementMean MeanOf(Contract contract)
    {
        foreach ((Instant expiry, Duration window, SettlementMean mean) in _means)
            if (expiry == contract.Expiry && window == contract.SettlementWindow)
                return mean;
        _means.Add((contract.Expiry, contract.SettlementWindow, new SettlementMean(contract.SettlementWindow)));
        return _means[^1].Mean;
    }

    private Arrival ArrivalOf(OrderId order)
    {
        for (long i = Math.Max(0, _decided - ArrivalsKept); i < _decided; i++)
            if (_arrivals[i % ArrivalsKept].Decision.Sent(order))
                return _arrivals[i % ArrivalsKept];
        return new(default, double.NaN, TradeCosts.None);
    }

    private static LedgerState? LedgerOf(Desk desk, Hedger hedger) =>
        LedgerSum.Of(desk, hedger) is { Total: { } total } sum ? new LedgerState(total, sum.Fees, sum.Funding) : null;

    private static double UnitsOf(Contract contract, Lots lots) => lots.Count * (double)contract.LotSize * contract.Multiplier;

    private static double CostOf(Desk desk, Outlet outlet)
    {
        Quote quote = desk.QuoteOf(outlet.Contract);
        return (quote.Ask - quote.Bid) / 2 / quote.Mid + outlet.Settings.TakerFee;
    }
}
