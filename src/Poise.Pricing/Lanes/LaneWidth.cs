using System.Runtime.Intrinsics;

namespace Poise.Pricing;

/// <summary>How many bits a kernel works on at once. Results do not depend on it.</summary>
public enum LaneWidth : byte
{
    /// <summary>The widest that this machine runs in hardware.</summary>
    Widest,
    Bits128,
    Bits256,
    Bits512,
}

internal static class Lanes
{
    /// <summary>Every column is padded to the widest lane.</summary>
    public const int Padding = 8;

    public static LaneWidth Resolve(LaneWidth width) =>
        width != LaneWidth.Widest ? width
        : Vector512.IsHardwareAccelerated ? LaneWidth.Bits512
        : Vector256.IsHardwareAccelerated ? LaneWidth.Bits256
        : LaneWidth.Bits128;

    /// <summary>Doubles a lane of a resolved width.</summary>
    public static int Count(LaneWidth width) => width switch
    {
        LaneWidth.Bits512 => 8,
        LaneWidth.Bits256 => 4,
        _ => 2,
    };
}

/// <summary>The layout of a double (IEEE 754 binary64).</summary>
internal static class DoubleBits
{
    public const long One = 0x3FF0_0000_0000_0000;
    /// <summary>The exponent field of 1, and half a step of it.</summary>
    public const long OneAndHalf = One + (1L << 51);

    public const long Fraction = 0x000F_FFFF_FFFF_FFFF;
    public const long TwoTo52 = 0x4330_0000_0000_0000;

    /// <summary>1.5 * 2^52: adding it rounds to an integer, which stands in the low bits of the sum.</summary>
    public const double Rounder = 6755399441055744.0;

    /// <summary>2^52 + 1023: adding it puts n + 1023, the exponent field of 2^n, in the low bits.</summary>
    public const double Biased = 4503599627370496.0 + 1023.0;
}

/// <summary>
/// Powers of two by eighths. A double plus 1.5 2^49 is rounded to an eighth, n = 8 x stands in its low bits as a two's complement: the last three of them
/// say which 2^(j/8), and n shifted to the exponent is its k, plus j in the bits that follow, which the table's entries lack.
/// </summary>
internal static class Eighths
{
    /// <summary>1.5 * 2^49</summary>
    public const double Rounder = 844424930131968.0;

    /// <summary>Rounded numbers above have a power that is a normal number.</summary>
    public const double Least = Rounder - 1021.0625;

    public const int Shift = 49;

    /// <summary>The bits of 2^(j/8), less j at <see cref="Shift"/>.</summary>
    public static ReadOnlySpan<long> Table =>
    [
        0x3FF0000000000000, 0x3FEF72B83C7D517B, 0x3FEF06FE0A31B715, 0x3FEEBFDAD5362A27, 0x3FEEA09E667F3BCD, 0x3FEEACE5422AA0DB, 0x3FEEE89F995AD3AD, 0x3FEF5818DCFBA487,
    ];

    /// <summary>The low halves of <see cref="Table"/>.</summary>
    public static ReadOnlySpan<int> Low => [0, 0x3C7D517B, 0x0A31B715, unchecked((int)0xD5362A27), 0x667F3BCD, 0x422AA0DB, unchecked((int)0x995AD3AD), unchecked((int)0xDCFBA487)];

    /// <summary>The high halves of <see cref="Table"/>.</summary>
    public static ReadOnlySpan<int> High => [0x3FF00000, 0x3FEF72B8, 0x3FEF06FE, 0x3FEEBFDA, 0x3FEEA09E, 0x3FEEACE5, 0x3FEEE89F, 0x3FEF5818];
}
