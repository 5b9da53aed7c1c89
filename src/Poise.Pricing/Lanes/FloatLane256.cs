using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Poise.Pricing;

/// <summary>Eight floats in 256 bits.</summary>
internal readonly struct FloatLane256 : IFloatLane<FloatLane256>
{
    private readonly Vector256<float> bits;

    private FloatLane256(Vector256<float> bits) => this.bits = bits;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane256 Broadcast(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane256 Load(ReadOnlySpan<float> column, int at) =>
        new(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(column), (nuint)at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(FloatLane256 lane, Span<float> column, int at) =>
        lane.bits.StoreUnsafe(ref MemoryMarshal.GetReference(column), (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane256 operator +(FloatLane256 a, FloatLane256 b) => new(a.bits + b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane256 operator -(FloatLane256 a, FloatLane256 b) => new(a.bits - b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane256 operator *(FloatLane256 a, FloatLane256 b) => new(a.bits * b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane256 operator /(FloatLane256 a, FloatLane256 b) => new(a.bits / b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane256 operator ^(FloatLane256 a, FloatLane256 b) => new(a.bits ^ b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane256 NotAbove(FloatLane256 a, FloatLane256 bound) => new(Vector256.LessThanOrEqual(a.bits, bound.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane256 Fma(FloatLane256 a, FloatLane256 b, FloatLane256 c) => new(Vector256.FusedMultiplyAdd(a.bits, b.bits, c.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane256 Abs(FloatLane256 a) => new(Vector256.Abs(a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane256 Select(FloatLane256 mask, FloatLane256 first, FloatLane256 second) =>
        new(Vector256.ConditionalSelect(mask.bits, first.bits, second.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane256 BySign(FloatLane256 sign, FloatLane256 negative, FloatLane256 other) =>
        Avx.IsSupported ? new(Avx.BlendVariable(other.bits, negative.bits, sign.bits))
        : new(Vector256.ConditionalSelect(Vector256.LessThan(sign.bits.AsInt32(), Vector256<int>.Zero).AsSingle(), negative.bits, other.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane256 AtMost(FloatLane256 bound, FloatLane256 a) => new(Vector256.MinNative(bound.bits, a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane256 AtLeast(FloatLane256 bound, FloatLane256 a) => new(Vector256.MaxNative(bound.bits, a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane256 PowerOfRounded(FloatLane256 rounded) =>
        new(Vector256.ShiftLeft(rounded.bits.AsInt32() + Vector256.Create(FloatBits.Bias), FloatBits.FractionBits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Missing(FloatLane256 mask) => Count - BitOperations.PopCount(Vector256.ExtractMostSignificantBits(mask.bits));
}
