using System.Globalization;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>How <c>poise desk</c> hedges an underlying, on whatever market: limits that a user gives in coins become lots.</summary>
internal static class UsualDesk
{
    /// <param name="coinsOfLot">One lot of the hedge instrument in coins, roughly: limits need no more.</param>
    /// <param name="minOrder">Smallest order that is worth a trade, coins; a lot where it is less.</param>
    /// <param name="maxOrder">Largest single order, coins; the largest hedge position likewise.</param>
    /// <exception cref="ArgumentException">A limit is less than a lot.</exception>
    public static HedgerSettings Of(string underlying, ContractId hedge, IHedgePolicy policy, IWorkingAlgorithm working, double coinsOfLot, double minOrder, double maxOrder, double maxPosition, BookLimits book)
    {
        (Lots largest, Lots position, Lots least) = LotsOf(hedge, coinsOfLot, minOrder, maxOrder, maxPosition);
        return new HedgerSettings
        {
            Underlying = underlying,
            Hedge = hedge,
            Policy = policy,
            Working = working,
            Capital = book.Capital,
            Limits = new RiskLimits
            {
                MaxOrder = largest,
                MaxPosition = position,
                Collar = 0.01,
                MaxQuoteAge = Duration.FromSeconds(3),
                MaxJump = book.MaxJump,
                MaxDelta = book.MaxDelta,
                MaxGamma = book.MaxGamma,
                MaxVega = book.MaxVega,
                Drawdown = book.Drawdown,
            },
            Plan = new CrossingPlan(0.0005, largest, least),
        };
    }

    /// <summary>One lot of a hedge instrument in coins.</summary>
    public static double CoinsOfLot(Contract hedge, double spot) => (double)hedge.LotSize * hedge.Multiplier / (hedge.Style == PayoffStyle.Inverse ? spot : 1);

    /// <exception cref="ArgumentException">A limit is less than a lot.</exception>
    public static (Lots Largest, Lots Position, Lots Least) LotsOf(ContractId hedge, double coinsOfLot, double minOrder, double maxOrder, double maxPosition)
    {
        if (!(maxOrder >= coinsOfLot) || !(maxPosition >= coinsOfLot))
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"largest order and position must be one lot of {hedge.Symbol} at least, {coinsOfLot:0.########} coins"));
        if (!(minOrder >= 0) || minOrder > maxOrder)
            throw new ArgumentException("the least order must not be larger than the largest");
        return (new((long)(maxOrder / coinsOfLot)), new((long)(maxPosition / coinsOfLot)), new((long)Math.Ceiling(minOrder / coinsOfLot - 1e-9)));
    }
}
