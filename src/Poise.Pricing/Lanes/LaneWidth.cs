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
