using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Poise.Pricing;

/// <summary>Eight doubles in 512 bits.</summary>
public readonly struct Lane512 : ILane<Lane512>
{
    private readonly Vector512<double> bits;

    private Lane512(Vector512<double> bits) => this.bits = bits;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Broadcast(double value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Load(ReadOnlySpan<double> column, int at) =>
        new(Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(column), (nuint)at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane512 lane, Span<double> column, int at) =>
        lane.bits.StoreUnsafe(ref MemoryMarshal.GetReference(column), (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator +(Lane512 a, Lane512 b) => new(a.bits + b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator -(Lane512 a, Lane512 b) => new(a.bits - b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator -(Lane512 a) => new(-a.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator *(Lane512 a, Lane512 b) => new(a.bits * b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator /(Lane512 a, Lane512 b) => new(a.bits / b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator &(Lane512 a, Lane512 b) => new(a.bits & b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator |(Lane512 a, Lane512 b) => new(a.bits | b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator ^(Lane512 a, Lane512 b) => new(a.bits ^ b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator <(Lane512 a, Lane512 b) => new(Vector512.LessThan(a.bits, b.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator >(Lane512 a, Lane512 b) => new(Vector512.GreaterThan(a.bits, b.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator <=(Lane512 a, Lane512 b) => new(Vector512.LessThanOrEqual(a.bits, b.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 operator >=(Lane512 a, Lane512 b) => new(Vector512.GreaterThanOrEqual(a.bits, b.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Fma(Lane512 a, Lane512 b, Lane512 c) => new(Vector512.FusedMultiplyAdd(a.bits, b.bits, c.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Sqrt(Lane512 a) => new(Vector512.Sqrt(a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Abs(Lane512 a) => new(Vector512.Abs(a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Round(Lane512 a) => new(Vector512.Round(a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Select(Lane512 mask, Lane512 first, Lane512 second) =>
        new(Vector512.ConditionalSelect(mask.bits, first.bits, second.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 BySign(Lane512 sign, Lane512 negative, Lane512 other) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(sign.bits.AsInt64(), Vector512<long>.Zero).AsDouble(), negative.bits, other.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lane512 mask) => !Vector512.EqualsAll(mask.bits.AsInt64(), Vector512<long>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(Lane512 mask) => Vector512.EqualsAll(mask.bits.AsInt64(), Vector512<long>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 PowerOfTwo(Lane512 n) =>
        new(Vector512.ShiftLeft((n.bits + Vector512.Create(DoubleBits.Biased)).AsInt64(), 52).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 PowerOfEighths(Lane512 rounded)
    {
        var n = rounded.bits.AsInt64();
        var table = Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(Eighths.Table));
        var entry = Avx512F.IsSupported ? Avx512F.PermuteVar8x64(table, n) : Vector512.Shuffle(table, n & Vector512.Create(7L));
        var power = entry + Vector512.ShiftLeft(n, Eighths.Shift);
        return new(Vector512.ConditionalSelect(Vector512.GreaterThan(rounded.bits, Vector512.Create(Eighths.Least)), power.AsDouble(), Vector512<double>.Zero));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 AtMost(Lane512 bound, Lane512 a) => new(Vector512.MinNative(bound.bits, a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 AtLeast(Lane512 bound, Lane512 a) => new(Vector512.MaxNative(bound.bits, a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Exponent(Lane512 a) =>
        new((Vector512.ShiftRightLogical(a.bits.AsInt64(), 52) | Vector512.Create(DoubleBits.TwoTo52)).AsDouble() - Vector512.Create(DoubleBits.Biased));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 PowerBetween(Lane512 a, Lane512 b) =>
        new(((a.bits.AsInt64() - b.bits.AsInt64() + Vector512.Create(DoubleBits.OneAndHalf)) & Vector512.Create(~DoubleBits.Fraction)).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512 Significand(Lane512 a) =>
        new(((a.bits.AsInt64() & Vector512.Create(DoubleBits.Fraction)) | Vector512.Create(DoubleBits.One)).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double First(Lane512 a) => a.bits.ToScalar();
}
