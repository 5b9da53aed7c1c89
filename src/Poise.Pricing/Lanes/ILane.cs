namespace Poise.Pricing;

/// <summary>
/// Several doubles that move together. Formulas are written once over a lane and give the same bits at any width, because every
/// operation here is correctly rounded (fused multiply-add included) on every machine. Comparisons give masks: all bits set or none.
/// </summary>
public interface ILane<TSelf>
    where TSelf : struct, ILane<TSelf>
{
    /// <summary>Doubles a lane.</summary>
    static abstract int Count { get; }

    static abstract TSelf Broadcast(double value);

    /// <summary>The lane that starts at <paramref name="at"/>; the caller has checked that the column holds it.</summary>
    static abstract TSelf Load(ReadOnlySpan<double> column, int at);

    /// <summary>Writes the lane from <paramref name="at"/> on; the caller has checked that the column holds it.</summary>
    static abstract void Store(TSelf lane, Span<double> column, int at);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>Bits of both: a value where a mask is set, elsewhere 0.</summary>
    static abstract TSelf operator &(TSelf a, TSelf b);

    /// <summary>Bits of either mask.</summary>
    static abstract TSelf operator |(TSelf a, TSelf b);

    /// <summary>Bits of one mask but not of the other.</summary>
    static abstract TSelf operator ^(TSelf a, TSelf b);

    /// <summary>Mask of a &lt; b: none where either is NaN.</summary>
    static abstract TSelf operator <(TSelf a, TSelf b);

    /// <summary>Mask of a &gt; b: none where either is NaN.</summary>
    static abstract TSelf operator >(TSelf a, TSelf b);

    /// <summary>Mask of a &lt;= b: none where either is NaN.</summary>
    static abstract TSelf operator <=(TSelf a, TSelf b);

    /// <summary>Mask of a &gt;= b: none where either is NaN.</summary>
    static abstract TSelf operator >=(TSelf a, TSelf b);

    /// <summary>a b + c, rounded once.</summary>
    static abstract TSelf Fma(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Sqrt(TSelf a);

    static abstract TSelf Abs(TSelf a);

    /// <summary>To the nearest integer, ties to even.</summary>
    static abstract TSelf Round(TSelf a);

    /// <summary>Where the mask is set the first, elsewhere the second.</summary>
    static abstract TSelf Select(TSelf mask, TSelf first, TSelf second);

    /// <summary>By the sign bit of the first: the second where it is set (-0 too), elsewhere the third.</summary>
    static abstract TSelf BySign(TSelf sign, TSelf negative, TSelf other);

    /// <summary>Whether the mask is set anywhere.</summary>
    static abstract bool Any(TSelf mask);

    /// <summary>Whether the mask is set everywhere.</summary>
    static abstract bool All(TSelf mask);

    /// <summary>2^n for integral n in [-1022, 1023].</summary>
    static abstract TSelf PowerOfTwo(TSelf n);

    /// <summary>2^x for x rounded to an eighth into 1.5 * 2^49 + x, x at most 1024; 0 for x below -1021 and for NaN.</summary>
    static abstract TSelf PowerOfEighths(TSelf rounded);

    /// <summary>The smaller of a bound and a; a where a is NaN.</summary>
    static abstract TSelf AtMost(TSelf bound, TSelf a);

    /// <summary>The larger of a bound and a; a where a is NaN.</summary>
    static abstract TSelf AtLeast(TSelf bound, TSelf a);

    /// <summary>floor(log2 a) of a positive, normal a.</summary>
    static abstract TSelf Exponent(TSelf a);

    /// <summary>The power of two nearest to a / b by their bits: a / b over it is within [2/3, 3/2]. Of positive, normal a and b less than 2^1000 apart.</summary>
    static abstract TSelf PowerBetween(TSelf a, TSelf b);

    /// <summary>a / 2^exponent in [1, 2) of a positive, normal a.</summary>
    static abstract TSelf Significand(TSelf a);

    /// <summary>The first double: a lone value goes through a lane too.</summary>
    static abstract double First(TSelf a);
}
