using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Poise.Pricing;

/// <summary>Sixteen floats in 512 bits.</summary>
internal readonly struct FloatLane512 : IFloatLane<FloatLane512>
{
    private readonly Vector512<float> bits;

    private FloatLane512(Vector512<float> bits) => this.bits = bits;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane512 Broadcast(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane512 Load(ReadOnlySpan<float> column, int at) =>
        new(Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(column), (nuint)at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(FloatLane512 lane, Span<float> column, int at) =>
        lane.bits.StoreUnsafe(ref MemoryMarshal.GetReference(column), (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane512 operator +(FloatLane512 a, FloatLane512 b) => new(a.bits + b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane512 operator -(FloatLane512 a, FloatLane512 b) => new(a.bits - b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane512 operator *(FloatLane512 a, FloatLane512 b) => new(a.bits * b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane512 operator /(FloatLane512 a, FloatLane512 b) => new(a.bits / b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane512 operator ^(FloatLane512 a, FloatLane512 b) => new(a.bits ^ b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane512 NotAbove(FloatLane512 a, FloatLane512 bound) => new(Vector512.LessThanOrEqual(a.bits, bound.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane512 Fma(FloatLane512 a, FloatLane512 b, FloatLane512 c) => new(Vector512.FusedMultiplyAdd(a.bits, b.bits, c.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane512 Abs(FloatLane512 a) => new(Vector512.Abs(a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane512 Select(FloatLane512 mask, FloatLane512 first, FloatLane512 second) =>
        new(Vector512.ConditionalSelect(mask.bits, first.bits, second.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane512 BySign(FloatLane512 sign, FloatLane512 negative, FloatLane512 other) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(sign.bits.AsInt32(), Vector512<int>.Zero).AsSingle(), negative.bits, other.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane512 AtMost(FloatLane512 bound, FloatLane512 a) => new(Vector512.MinNative(bound.bits, a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane512 AtLeast(FloatLane512 bound, FloatLane512 a) => new(Vector512.MaxNative(bound.bits, a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane512 PowerOfRounded(FloatLane512 rounded) =>
        new(Vector512.ShiftLeft(rounded.bits.AsInt32() + Vector512.Create(FloatBits.Bias), FloatBits.FractionBits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Missing(FloatLane512 mask) => Count - BitOperations.PopCount(Vector512.ExtractMostSignificantBits(mask.bits));
}
