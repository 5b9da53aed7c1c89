using System.Collections.Immutable;
using Poise.Domain;

namespace Poise.Hedging;

/// <summary>
/// An instrument as a plan may trade it. What is said of a lot is of one lot bought, in units that all instruments and the book share; money in the plan's one currency. Bought at the ask, sold at the bid.
/// </summary>
public sealed record Tradable
{
    public required string Name { get; init; }

    public required string Venue { get; init; }

    public ContractKind Kind { get; init; }

    public PlanGreeks Greeks { get; init; }

    /// <summary>In the price's own unit; NaN where there is none: then nothing is sold.</summary>
    public required double Bid { get; init; }

    /// <summary>Likewise: then nothing is bought.</summary>
    public required double Ask { get; init; }

    /// <summary>What a trade is measured against: from the bid to the ask; NaN for their mid.</summary>
    public double Mark { get; init; } = double.NaN;

    /// <summary>Most that may be sold.</summary>
    public required Lots BidSize { get; init; }

    /// <summary>Most that may be bought.</summary>
    public required Lots AskSize { get; init; }

    /// <summary>Units of the underlying in a lot; of an inverse future or perpetual, quote currency.</summary>
    public double Multiplier { get; init; } = 1;

    public PayoffStyle Style { get; init; }

    /// <summary>What one unit of the currency of price (of a linear lot) or of quote (of an inverse one) is worth in the plan's: spot for an option that is priced in coin.</summary>
    public double Rate { get; init; } = 1;

    /// <summary>Fraction of the value that is traded.</summary>
    public double FeeRate { get; init; }

    /// <summary>Beside it, of each lot.</summary>
    public double FeePerLot { get; init; }

    /// <summary>Lots a day; zero where size does not move the price.</summary>
    public double DailyVolume { get; init; }

    /// <summary>Sd of a day's move of this instrument's own price, a fraction of it.</summary>
    public double DailyVol { get; init; }

    /// <summary>What a lot held long earns until the horizon, negative where it pays: funding, basis, borrow. One held short has the opposite.</summary>
    public double Carry { get; init; }

    /// <summary>Initial margin of a lot bought.</summary>
    public double MarginLong { get; init; }

    /// <summary>Of a lot sold.</summary>
    public double MarginShort { get; init; }

    /// <summary>Profit of a lot held long in each scenario, against its mark; empty where there are none.</summary>
    public ImmutableArray<double> Scenarios { get; init; } = [];

    /// <summary>The mark, or the mid of both sides.</summary>
    public double Middle => double.IsNaN(Mark) ? 0.5 * (Bid + Ask) : Mark;

    /// <summary>Lots that may be traded this way.</summary>
    public Lots Size(Side side) => double.IsNaN(Price(side)) ? Lots.Zero : side == Side.Buy ? AskSize : BidSize;

    public double Price(Side side) => side == Side.Buy ? Ask : Bid;

    /// <summary>Value of a lot at a price, + also of one sold.</summary>
    public double ValueAt(double price) => (IsReciprocal ? Multiplier : Multiplier * price) * Rate;

    /// <summary>What a lot traded at the touch is worse than at the mark.</summary>
    public double Spread(Side side)
    {
        double price = Price(side), away = side == Side.Buy ? price - Middle : Middle - price;
        // q N (1/F0 - 1/F1) coin at the mark's rate: N (F1 - F0) / F0.
        return IsReciprocal ? Multiplier * Rate * away / price : Multiplier * Rate * away;
    }

    public double Fee(Side side) => FeePerLot + FeeRate * ValueAt(Price(side));

    /// <summary>A lot pays N (1/F0 - 1/F1) coin.</summary>
    internal bool IsReciprocal => Style == PayoffStyle.Inverse && Kind != ContractKind.Option;

    /// <exception cref="ArgumentException">Something is no number, or cannot be.</exception>
    public Tradable Checked(int scenarios)
    {
        Check(Greeks.IsFinite, "greeks", Greeks);
        Check(double.IsNaN(Bid) || Positive(Bid), "bid", Bid);
        Check(double.IsNaN(Ask) || Positive(Ask), "ask", Ask);
        Check(Positive(Middle), "mark", Middle);
        Check(!(Bid > Middle) && !(Ask < Middle), "bid, mark and ask out of order", (Bid, Middle, Ask));
        Check(BidSize >= Lots.Zero && BidSize.Count <= MostLots, "bid size", BidSize);
        Check(AskSize >= Lots.Zero && AskSize.Count <= MostLots, "ask size", AskSize);
        Check(Positive(Multiplier), "multiplier", Multiplier);
        Check(Positive(Rate), "rate", Rate);
        Check(FeeRate is >= 0 and <= 1, "fee rate", FeeRate);
        Check(NotNegative(FeePerLot), "fee", FeePerLot);
        Check(NotNegative(DailyVolume), "daily volume", DailyVolume);
        Check(NotNegative(DailyVol), "daily vol", DailyVol);
        Check(double.IsFinite(Carry), "carry", Carry);
        Check(NotNegative(MarginLong), "margin of a lot bought", MarginLong);
        Check(NotNegative(MarginShort), "margin of a lot sold", MarginShort);
        Check(!Scenarios.IsDefault && (Scenarios.Length == scenarios || (scenarios == 0 && Scenarios.Length > 0)) && Scenarios.All(double.IsFinite), "scenarios", Scenarios.IsDefault ? "none" : string.Join(", ", Scenarios));
        return this;

        void Check(bool holds, string what, object value)
        {
            if (!holds)
                throw new ArgumentException($"{Name} at {Venue}: {what}: {value}");
        }
    }

    /// <summary>Of a size: more would leave no digits for a lot.</summary>
    public const long MostLots = 1_000_000_000;

    private static bool Positive(double value) => value > 0 && double.IsFinite(value);

    private static bool NotNegative(double value) => value >= 0 && double.IsFinite(value);
}
