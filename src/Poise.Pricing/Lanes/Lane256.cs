using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Poise.Pricing;

/// <summary>Four doubles in 256 bits.</summary>
public readonly struct Lane256 : ILane<Lane256>
{
    private readonly Vector256<double> bits;

    private Lane256(Vector256<double> bits) => this.bits = bits;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Broadcast(double value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Load(ReadOnlySpan<double> column, int at) =>
        new(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(column), (nuint)at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lane256 lane, Span<double> column, int at) =>
        lane.bits.StoreUnsafe(ref MemoryMarshal.GetReference(column), (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator +(Lane256 a, Lane256 b) => new(a.bits + b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator -(Lane256 a, Lane256 b) => new(a.bits - b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator -(Lane256 a) => new(-a.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator *(Lane256 a, Lane256 b) => new(a.bits * b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator /(Lane256 a, Lane256 b) => new(a.bits / b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator &(Lane256 a, Lane256 b) => new(a.bits & b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator |(Lane256 a, Lane256 b) => new(a.bits | b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator ^(Lane256 a, Lane256 b) => new(a.bits ^ b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator <(Lane256 a, Lane256 b) => new(Vector256.LessThan(a.bits, b.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator >(Lane256 a, Lane256 b) => new(Vector256.GreaterThan(a.bits, b.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator <=(Lane256 a, Lane256 b) => new(Vector256.LessThanOrEqual(a.bits, b.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 operator >=(Lane256 a, Lane256 b) => new(Vector256.GreaterThanOrEqual(a.bits, b.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Fma(Lane256 a, Lane256 b, Lane256 c) => new(Vector256.FusedMultiplyAdd(a.bits, b.bits, c.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Sqrt(Lane256 a) => new(Vector256.Sqrt(a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Abs(Lane256 a) => new(Vector256.Abs(a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Round(Lane256 a) => new(Vector256.Round(a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Select(Lane256 mask, Lane256 first, Lane256 second) =>
        new(Vector256.ConditionalSelect(mask.bits, first.bits, second.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 BySign(Lane256 sign, Lane256 negative, Lane256 other) =>
        Avx.IsSupported ? new(Avx.BlendVariable(other.bits, negative.bits, sign.bits))
        : new(Vector256.ConditionalSelect(Vector256.LessThan(sign.bits.AsInt64(), Vector256<long>.Zero).AsDouble(), negative.bits, other.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lane256 mask) => !Vector256.EqualsAll(mask.bits.AsInt64(), Vector256<long>.Zero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All(Lane256 mask) => Vector256.EqualsAll(mask.bits.AsInt64(), Vector256<long>.AllBitsSet);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 PowerOfTwo(Lane256 n) =>
        new(Vector256.ShiftLeft((n.bits + Vector256.Create(DoubleBits.Biased)).AsInt64(), 52).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 PowerOfEighths(Lane256 rounded)
    {
        var n = rounded.bits.AsInt64();
        var power = Entry(n) + Vector256.ShiftLeft(n, Eighths.Shift);
        return new((power & Vector256.GreaterThan(rounded.bits, Vector256.Create(Eighths.Least)).AsInt64()).AsDouble());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Entry(Vector256<long> n)
    {
        if (Avx512F.VL.IsSupported)
        {
            ref var table = ref MemoryMarshal.GetReference(Eighths.Table);
            return Avx512F.VL.PermuteVar4x64x2(Vector256.LoadUnsafe(ref table), n, Vector256.LoadUnsafe(ref table, 4));
        }

        if (Avx2.IsSupported)
        {
            var both = Avx2.Shuffle(n.AsInt32(), 0b10_10_00_00); // n in both halves of its eight bytes
            var low = Avx2.PermuteVar8x32(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Eighths.Low)), both);
            var high = Avx2.PermuteVar8x32(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(Eighths.High)), both);
            return Avx2.Blend(low, high, 0b10101010).AsInt64();
        }

        return Vector256.Create(Lane128.Entry(n.GetLower()), Lane128.Entry(n.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 AtMost(Lane256 bound, Lane256 a) => new(Vector256.MinNative(bound.bits, a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 AtLeast(Lane256 bound, Lane256 a) => new(Vector256.MaxNative(bound.bits, a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Exponent(Lane256 a) =>
        new((Vector256.ShiftRightLogical(a.bits.AsInt64(), 52) | Vector256.Create(DoubleBits.TwoTo52)).AsDouble() - Vector256.Create(DoubleBits.Biased));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 PowerBetween(Lane256 a, Lane256 b) =>
        new(((a.bits.AsInt64() - b.bits.AsInt64() + Vector256.Create(DoubleBits.OneAndHalf)) & Vector256.Create(~DoubleBits.Fraction)).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256 Significand(Lane256 a) =>
        new(((a.bits.AsInt64() & Vector256.Create(DoubleBits.Fraction)) | Vector256.Create(DoubleBits.One)).AsDouble());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double First(Lane256 a) => a.bits.ToScalar();
}
