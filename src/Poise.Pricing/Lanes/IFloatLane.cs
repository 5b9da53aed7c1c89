namespace Poise.Pricing;

/// <summary>
/// Several floats that move together: twice as many as doubles, with a ten-millionth for a last digit. For scans and pictures only; what is traded
/// goes through <see cref="ILane{TSelf}"/>. Every operation is correctly rounded, so that the width shows in no bit.
/// </summary>
internal interface IFloatLane<TSelf>
    where TSelf : struct, IFloatLane<TSelf>
{
    /// <summary>Floats a lane.</summary>
    static abstract int Count { get; }

    static abstract TSelf Broadcast(float value);

    /// <summary>The lane that starts at <paramref name="at"/>; the caller has checked that the column holds it.</summary>
    static abstract TSelf Load(ReadOnlySpan<float> column, int at);

    /// <summary>Writes the lane from <paramref name="at"/> on; the caller has checked that the column holds it.</summary>
    static abstract void Store(TSelf lane, Span<float> column, int at);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>Bits of one but not of the other.</summary>
    static abstract TSelf operator ^(TSelf a, TSelf b);

    /// <summary>Mask of a &lt;= bound: none where either is NaN.</summary>
    static abstract TSelf NotAbove(TSelf a, TSelf bound);

    /// <summary>a b + c, rounded once.</summary>
    static abstract TSelf Fma(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Abs(TSelf a);

    /// <summary>Where the mask is set the first, elsewhere the second.</summary>
    static abstract TSelf Select(TSelf mask, TSelf first, TSelf second);

    /// <summary>By the sign bit of the first: the second where it is set (-0 too), elsewhere the third.</summary>
    static abstract TSelf BySign(TSelf sign, TSelf negative, TSelf other);

    /// <summary>The smaller of a bound and a; a where a is NaN.</summary>
    static abstract TSelf AtMost(TSelf bound, TSelf a);

    /// <summary>The larger of a bound and a; a where a is NaN.</summary>
    static abstract TSelf AtLeast(TSelf bound, TSelf a);

    /// <summary>2^n for n in [-126, 127], rounded into 1.5 * 2^23 + n.</summary>
    static abstract TSelf PowerOfRounded(TSelf rounded);

    /// <summary>Number of floats in which the mask is not set.</summary>
    static abstract int Missing(TSelf mask);
}

/// <summary>The layout of a float (IEEE 754 binary32).</summary>
internal static class FloatBits
{
    /// <summary>1.5 * 2^23: adding it rounds to an integer, which stands in the low bits of the sum.</summary>
    public const float Rounder = 12582912;

    public const int Bias = 127;
    public const int FractionBits = 23;
}
