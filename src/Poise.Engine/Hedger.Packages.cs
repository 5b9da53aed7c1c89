using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

public sealed partial class Hedger
{
    /// <summary>
    /// What a package does to the book's limits: beyond one it is refused, unless it brings the book nearer to it. Each leg may be filled and the others not, and so may options under way: all that add count together, and all that take away.
    /// </summary>
    internal DecisionReason RefusalOf(Package package)
    {
        NetGreeks up = default, down = default;
        bool isOurs = false;
        foreach (PackageLeg leg in package.Legs)
        {
            if (_desk.HedgerOf(leg.Contract) != this)
                continue;
            isOurs = true;
            Add(leg.Quantity.Count * Greeks.PerLot(leg.Contract), ref up, ref down);
        }
        if (!isOurs)
            return DecisionReason.None;
        if (Obstacle() is var obstacle && obstacle != DecisionReason.None)
            return obstacle; // what is traded could not be hedged
        if (StepNow == DrawdownStep.Flattening)
            return DecisionReason.Flattening;
        if (_desk.IsHeldBack(BookShares.Own))
            return DecisionReason.BookHeldBack; // packages are its own
        for (int i = 0; i < _desk.Working.Count; i++)
        {
            ref readonly WorkingOrder working = ref _desk.Working[i];
            if (_desk.HedgerOf(working.Order.Contract) == this && OutletOf(working.Order.Contract) is null)
                Add((working.Order.Side == Side.Buy ? working.Remaining.Count : -working.Remaining.Count) * Greeks.PerLot(working.Order.Contract), ref up, ref down);
        }
        if (!double.IsFinite(up.Delta) || !double.IsFinite(down.Delta))
            return DecisionReason.NoVol;
        NetGreeks net = Greeks.Net;
        double perPercent = 0.01 * Greeks.Spot;
        return !IsWithin(NetDelta, up.Delta, down.Delta, Limits.MaxDelta) ? DecisionReason.MaxDelta
            : !IsWithin(perPercent * net.Gamma, perPercent * up.Gamma, perPercent * down.Gamma, Limits.MaxGamma) ? DecisionReason.MaxGamma
            : !IsWithin(0.01 * net.Vega, 0.01 * up.Vega, 0.01 * down.Vega, Limits.MaxVega) ? DecisionReason.MaxVega
            : DecisionReason.None;
    }

    /// <summary>What one leg of a package may add to the whole desk, and take away, base currency. Of gross only what it adds.</summary>
    internal void AddMoves(in PackageLeg leg, ref DeskSums up, ref DeskSums down) => AddMove(leg.Contract, leg.Quantity.Count, ref up, ref down);

    /// <summary>The same of options under way.</summary>
    internal void AddOptionsUnderWay(ref DeskSums up, ref DeskSums down)
    {
        for (int i = 0; i < _desk.Working.Count; i++)
        {
            ref readonly WorkingOrder working = ref _desk.Working[i];
            if (_desk.HedgerOf(working.Order.Contract) == this && OutletOf(working.Order.Contract) is null)
                AddMove(working.Order.Contract, working.Order.Side == Side.Buy ? working.Remaining.Count : -working.Remaining.Count, ref up, ref down);
        }
    }

    /// <summary>The same of hedges under way in all instruments but one. Gross by what the worse side of each adds.</summary>
    internal void AddHedgesUnderWay(ContractIndex except, ref DeskSums up, ref DeskSums down)
    {
        double bought = 0, sold = 0, gross = 0;
        foreach (Outlet outlet in _outlets)
        {
            if (outlet.Contract == except || outlet.Contract == ContractIndex.None)
                continue;
            (Lots buy, Lots sell) = _desk.Working.PendingOf(outlet.Contract);
            if (buy == Lots.Zero && sell == Lots.Zero)
                continue;
            double each = Greeks.DeltaPerLot(outlet.Contract);
            long held = _desk.Book.QuantityOf(outlet.Contract).Count, worst = Math.Max(Math.Abs(held + buy.Count), Math.Abs(held - sell.Count));
            bought += buy.Count * each;
            sold += sell.Count * each;
            gross += Math.Max(0, worst - Math.Abs(held)) * Math.Abs(each);
        }
        up += _desk.InBase(this, default(NetGreeks) with { Delta = bought }, gross);
        down += _desk.InBase(this, default(NetGreeks) with { Delta = 0 - sold }, 0);
    }

    private void AddMove(ContractIndex contract, long lots, ref DeskSums up, ref DeskSums down)
    {
        long held = _desk.Book.QuantityOf(contract).Count;
        double gross = Math.Max(0, Math.Abs(held + lots) - Math.Abs(held)) * Greeks.UnitsPerLot(contract);
        NetGreeks net = lots * Greeks.PerLot(contract);
        DeskSums more = _desk.InBase(this, net, gross);
        up += new DeskSums(Math.Max(0, more.Delta), Math.Max(0, more.Gamma), Math.Max(0, more.Vega), 0, more.Gross); // a NaN stays one in both
        down += new DeskSums(Math.Min(0, more.Delta), Math.Min(0, more.Gamma), Math.Min(0, more.Vega), 0, 0);
    }

    private static void Add(in NetGreeks more, ref NetGreeks up, ref NetGreeks down)
    {
        // One that is no number stays so in both.
        up += new NetGreeks(more.Delta > 0 || double.IsNaN(more.Delta) ? more.Delta : 0, more.Gamma > 0 ? more.Gamma : 0, more.Vega > 0 ? more.Vega : 0, 0, 0);
        down += new NetGreeks(more.Delta < 0 ? more.Delta : 0, more.Gamma < 0 ? more.Gamma : 0, more.Vega < 0 ? more.Vega : 0, 0, 0);
    }

    private static bool IsWithin(double now, double up, double down, double most) => IsWithin(now, up, most) && IsWithin(now, down, most);

    private static bool IsWithin(double now, double more, double most) =>
        double.IsPositiveInfinity(most) || Math.Abs(now + more) <= most || Math.Abs(now + more) <= Math.Abs(now) && (now + more) * now >= 0;
}
