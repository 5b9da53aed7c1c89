using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Poise.Pricing;

/// <summary>Two doubles in 128 bits.</summary>
public readonly struct Lane128 : ILane<Lane128>
{
    private readonly Vector128<double> bits;

    private Lane128(Vector128<double> bits) => this.bits = bits;

    public static int Count => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Broadcast(double value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Load(ReadOnlySpan<double> column, int at) =>
        new(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(column), (nuint)at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane128 lane, Span<double> column, int at) =>
        lane.bits.StoreUnsafe(ref MemoryMarshal.GetReference(column), (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator +(Lane128 a, Lane128 b) => new(a.bits + b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator -(Lane128 a, Lane128 b) => new(a.bits - b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator -(Lane128 a) => new(-a.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator *(Lane128 a, Lane128 b) => new(a.bits * b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator /(Lane128 a, Lane128 b) => new(a.bits / b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator &(Lane128 a, Lane128 b) => new(a.bits & b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator |(Lane128 a, Lane128 b) => new(a.bits | b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator ^(Lane128 a, Lane128 b) => new(a.bits ^ b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator <(Lane128 a, Lane128 b) => new(Vector128.LessThan(a.bits, b.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator >(Lane128 a, Lane128 b) => new(Vector128.GreaterThan(a.bits, b.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator <=(Lane128 a, Lane128 b) => new(Vector128.LessThanOrEqual(a.bits, b.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 operator >=(Lane128 a, Lane128 b) => new(Vector128.GreaterThanOrEqual(a.bits, b.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Fma(Lane128 a, Lane128 b, Lane128 c) => new(Vector128.FusedMultiplyAdd(a.bits, b.bits, c.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Sqrt(Lane128 a) => new(Vector128.Sqrt(a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Abs(Lane128 a) => new(Vector128.Abs(a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Round(Lane128 a) => new(Vector128.Round(a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Select(Lane128 mask, Lane128 first, Lane128 second) =>
        new(Vector128.ConditionalSelect(mask.bits, first.bits, second.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 BySign(Lane128 sign, Lane128 negative, Lane128 other) =>
        Sse41.IsSupported ? new(Sse41.BlendVariable(other.bits, negative.bits, sign.bits))
        : new(Vector128.ConditionalSelect(Vector128.LessThan(sign.bits.AsInt64(), Vector128<long>.Zero).AsDouble(), negative.bits, other.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lane128 mask) => !Vector128.EqualsAll(mask.bits.AsInt64(), Vector128<long>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(Lane128 mask) => Vector128.EqualsAll(mask.bits.AsInt64(), Vector128<long>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 PowerOfTwo(Lane128 n) =>
        new(Vector128.ShiftLeft((n.bits + Vector128.Create(DoubleBits.Biased)).AsInt64(), 52).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 PowerOfEighths(Lane128 rounded)
    {
        var n = rounded.bits.AsInt64();
        var power = Entry(n) + Vector128.ShiftLeft(n, Eighths.Shift);
        return new((power & Vector128.GreaterThan(rounded.bits, Vector128.Create(Eighths.Least)).AsInt64()).AsDouble());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<long> Entry(Vector128<long> n)
    {
        ref var table = ref MemoryMarshal.GetReference(Eighths.Table);
        return Vector128.Create(Unsafe.Add(ref table, (nint)(n[0] & 7)), Unsafe.Add(ref table, (nint)(n[1] & 7)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 AtMost(Lane128 bound, Lane128 a) => new(Vector128.MinNative(bound.bits, a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 AtLeast(Lane128 bound, Lane128 a) => new(Vector128.MaxNative(bound.bits, a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Exponent(Lane128 a) =>
        new((Vector128.ShiftRightLogical(a.bits.AsInt64(), 52) | Vector128.Create(DoubleBits.TwoTo52)).AsDouble() - Vector128.Create(DoubleBits.Biased));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 PowerBetween(Lane128 a, Lane128 b) =>
        new(((a.bits.AsInt64() - b.bits.AsInt64() + Vector128.Create(DoubleBits.OneAndHalf)) & Vector128.Create(~DoubleBits.Fraction)).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128 Significand(Lane128 a) =>
        new(((a.bits.AsInt64() & Vector128.Create(DoubleBits.Fraction)) | Vector128.Create(DoubleBits.One)).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Lane128 Of(double first, double second) => new(Vector128.Create(first, second));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double First(Lane128 a) => a.bits.ToScalar();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Second(Lane128 a) => a.bits.GetElement(1);
}
