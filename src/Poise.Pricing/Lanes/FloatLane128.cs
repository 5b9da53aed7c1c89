using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Poise.Pricing;

/// <summary>Four floats in 128 bits.</summary>
internal readonly struct FloatLane128 : IFloatLane<FloatLane128>
{
    private readonly Vector128<float> bits;

    private FloatLane128(Vector128<float> bits) => this.bits = bits;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane128 Broadcast(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane128 Load(ReadOnlySpan<float> column, int at) =>
        new(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(column), (nuint)at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(FloatLane128 lane, Span<float> column, int at) =>
        lane.bits.StoreUnsafe(ref MemoryMarshal.GetReference(column), (nuint)at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane128 operator +(FloatLane128 a, FloatLane128 b) => new(a.bits + b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane128 operator -(FloatLane128 a, FloatLane128 b) => new(a.bits - b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane128 operator *(FloatLane128 a, FloatLane128 b) => new(a.bits * b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane128 operator /(FloatLane128 a, FloatLane128 b) => new(a.bits / b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane128 operator ^(FloatLane128 a, FloatLane128 b) => new(a.bits ^ b.bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane128 NotAbove(FloatLane128 a, FloatLane128 bound) => new(Vector128.LessThanOrEqual(a.bits, bound.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane128 Fma(FloatLane128 a, FloatLane128 b, FloatLane128 c) => new(Vector128.FusedMultiplyAdd(a.bits, b.bits, c.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane128 Abs(FloatLane128 a) => new(Vector128.Abs(a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane128 Select(FloatLane128 mask, FloatLane128 first, FloatLane128 second) =>
        new(Vector128.ConditionalSelect(mask.bits, first.bits, second.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane128 BySign(FloatLane128 sign, FloatLane128 negative, FloatLane128 other) =>
        Sse41.IsSupported ? new(Sse41.BlendVariable(other.bits, negative.bits, sign.bits))
        : new(Vector128.ConditionalSelect(Vector128.LessThan(sign.bits.AsInt32(), Vector128<int>.Zero).AsSingle(), negative.bits, other.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane128 AtMost(FloatLane128 bound, FloatLane128 a) => new(Vector128.MinNative(bound.bits, a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane128 AtLeast(FloatLane128 bound, FloatLane128 a) => new(Vector128.MaxNative(bound.bits, a.bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FloatLane128 PowerOfRounded(FloatLane128 rounded) =>
        new(Vector128.ShiftLeft(rounded.bits.AsInt32() + Vector128.Create(FloatBits.Bias), FloatBits.FractionBits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Missing(FloatLane128 mask) => Count - BitOperations.PopCount(Vector128.ExtractMostSignificantBits(mask.bits));
}
