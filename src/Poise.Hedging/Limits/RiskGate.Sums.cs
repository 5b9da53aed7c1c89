using Poise.Domain;

namespace Poise.Hedging;

/// <summary>What a desk has over all underlyings, in its base currency; NaN where it is not known.</summary>
/// <param name="PerUnit">Of one unit of the contract's underlying.</param>
/// <param name="Delta">Net, now.</param>
/// <param name="BuyDelta">What orders under way in other contracts may still add; <paramref name="SellDelta"/> may take away. Both positive.</param>
/// <param name="OtherGross">Of all other contracts, orders under way at their worst.</param>
public readonly record struct SumView(double PerUnit, double Delta, double BuyDelta, double SellDelta, double OtherGross);

/// <summary>What the desk's own book has, and what of an order would be other books', by what they wish: that is never the own book's.</summary>
/// <param name="Delta">Net over all underlyings, base currency.</param>
/// <param name="BuyDelta">What orders under way on other underlyings may still add to it; <paramref name="SellDelta"/> may take away. Both positive, base currency.</param>
/// <param name="OthersBuy">Of the contract's underlying, units that other books wish to buy; <paramref name="OthersSell"/> likewise.</param>
/// <param name="Lots">Of the contract, signed.</param>
/// <param name="OtherGross">Of all other contracts, base currency.</param>
public readonly record struct OwnBookView(double Delta, double BuyDelta, double SellDelta, double OthersBuy, double OthersSell, long Lots, double OtherGross);

/// <summary>What an order does to the whole desk and to the desk's own book. Gamma and vega are no order's of a hedge instrument.</summary>
public sealed partial class RiskGate
{
    private const double MostLots = 1L << 52;

    /// <summary>All of a sum that a side may still take, in lots, less what is under way.</summary>
    private long SumRoom(Side side, long worst, in RiskView view)
    {
        SumView sums = view.Sums;
        double each = Math.Abs(view.DeltaPerLot * sums.PerUnit), room = MostLots;
        long pending = (side == Side.Buy ? view.PendingBuy : view.PendingSell).Count;
        if (!double.IsPositiveInfinity(_sums.MaxDelta))
            room = (_sums.MaxDelta - (side == Side.Buy ? sums.Delta + sums.BuyDelta : sums.SellDelta - sums.Delta)) / each - pending;
        if (!double.IsPositiveInfinity(_sums.MaxGross))
        {
            long held = side == Side.Buy ? view.Position.Count : -view.Position.Count;
            room = Math.Min(room, Math.Max(-held, (_sums.MaxGross - sums.OtherGross) / each) - worst); // what only turns round adds nothing
        }
        return Whole(room);
    }

    private long OwnRoom(Side side, in RiskView view)
    {
        OwnBookView own = view.Own;
        bool isBuy = side == Side.Buy;
        double units = MostLots, held = (isBuy ? 1 : -1) * own.Lots * view.DeltaPerLot;
        if (!double.IsPositiveInfinity(_own.MaxDelta))
            units = (_own.MaxDelta - (isBuy ? own.Delta + own.BuyDelta : own.SellDelta - own.Delta)) / view.Sums.PerUnit;
        if (!double.IsPositiveInfinity(_own.MaxGross))
            units = Math.Min(units, Math.Max(-held, (_own.MaxGross - own.OtherGross) / view.Sums.PerUnit) - held);
        units = Math.Max(0, units) + (isBuy ? own.OthersBuy - view.OtherBuyDelta : own.OthersSell - view.OtherSellDelta);
        return Whole(units / view.DeltaPerLot - (isBuy ? view.PendingBuy : view.PendingSell).Count);
    }

    /// <summary>Towards less; none where it is no number.</summary>
    private static long Whole(double lots) => double.IsNaN(lots) ? 0 : (long)Math.Clamp(Math.Floor(lots + 1e-9), 0, MostLots);

    /// <param name="worst">Lots, of either side, that would be held; 0 where that is less than now.</param>
    private DecisionReason SumReason(Side side, long more, long worst, in RiskView view)
    {
        SumView sums = view.Sums;
        double each = view.DeltaPerLot * sums.PerUnit, after = sums.Delta + (side == Side.Buy ? more * each + sums.BuyDelta : -more * each - sums.SellDelta);
        if (!SumLimits.IsWithin(sums.Delta, after, _sums.MaxDelta))
            return DecisionReason.DeskDelta;
        return worst == 0 || double.IsPositiveInfinity(_sums.MaxGross) || sums.OtherGross + worst * Math.Abs(each) <= _sums.MaxGross * SumLimits.Rounding ? DecisionReason.None : DecisionReason.DeskGross;
    }

    private DecisionReason OwnReason(Side side, long more, in RiskView view)
    {
        OwnBookView own = view.Own;
        bool isBuy = side == Side.Buy;
        double left = more * view.DeltaPerLot + (isBuy ? view.OtherBuyDelta - own.OthersBuy : view.OtherSellDelta - own.OthersSell);
        double units = double.IsNaN(left) ? left : Math.Max(0, left), ofBase = units * view.Sums.PerUnit;
        if (!SumLimits.IsWithin(own.Delta, own.Delta + (isBuy ? ofBase + own.BuyDelta : -ofBase - own.SellDelta), _own.MaxDelta))
            return DecisionReason.BookDelta;
        if (double.IsPositiveInfinity(_own.MaxGross) || units == 0)
            return DecisionReason.None;
        double held = own.Lots * view.DeltaPerLot, after = Math.Abs(held + (isBuy ? units : -units));
        return after <= Math.Abs(held) || own.OtherGross + after * view.Sums.PerUnit <= _own.MaxGross * SumLimits.Rounding ? DecisionReason.None : DecisionReason.BookGross;
    }
}
