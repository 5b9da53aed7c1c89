namespace Poise.Pricing;

/// <summary>The scalars of one expiry as the normal model wants them; the spot plays no part.</summary>
internal readonly struct BachelierTerms
{
    /// <summary>Far enough from the largest double that what is 0 stays 0 when multiplied by it.</summary>
    private const double Largest = 1e290;

    public double Forward { get; private init; }

    public double Discount { get; private init; }

    /// <summary>-ln(Discount) / Years, held finite; 0 where years are not positive.</summary>
    public double Rate { get; private init; }

    public double Years { get; private init; }

    /// <summary>1 / T, held finite; 0 where T is not positive.</summary>
    public double InverseYears { get; private init; }

    public double RootYears { get; private init; }

    /// <summary>What the square root lost to rounding.</summary>
    public double RootYearsLow { get; private init; }

    public static BachelierTerms Of<TLane>(in SliceTerms terms)
        where TLane : struct, ILane<TLane>
    {
        var time = terms.Years <= 0 ? 0 : terms.Years;
        var root = Math.Sqrt(time);
        // What is no discount factor, or no time, spoils every result.
        var discount = terms.Discount >= 0 && !double.IsNaN(time) ? terms.Discount : double.NaN;
        var log = TLane.First(Logarithm.OfRatio(TLane.Broadcast(discount), TLane.Broadcast(1), out _));
        return new BachelierTerms
        {
            Forward = terms.Forward,
            Discount = discount,
            Rate = time == 0 ? 0 : Math.Clamp(-log / time, -Largest, Largest),
            Years = time,
            InverseYears = time == 0 ? 0 : Math.Min(1 / time, Largest),
            RootYears = root,
            RootYearsLow = time == 0 || double.IsInfinity(time) ? 0 : Math.FusedMultiplyAdd(-root, root, time) / (2 * root),
        };
    }
}
