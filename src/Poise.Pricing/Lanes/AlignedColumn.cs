using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Poise.Pricing;

/// <summary>
/// Doubles that begin on a cache line and are never moved. A 512-bit store that straddles two lines counts twice: twelve columns of greeks are written a
/// quarter faster into such memory. Any other span gives the same values.
/// </summary>
public readonly struct AlignedColumn
{
    /// <summary>Bytes of a cache line.</summary>
    private const int Line = 64;

    private readonly double[] _memory;
    private readonly int _start;

    /// <param name="length">Doubles, all 0.</param>
    public AlignedColumn(int length)
    {
        _memory = GC.AllocateArray<double>(length + Line / sizeof(double) - 1, pinned: true);
        _start = Skip(_memory);
        Length = length;
    }

    public int Length { get; }

    public Span<double> Span => _memory.AsSpan(_start, Length);

    public ref double this[int at] => ref Span[at];

    public static implicit operator Span<double>(AlignedColumn column) => column.Span;

    public static implicit operator ReadOnlySpan<double>(AlignedColumn column) => column.Span;

    /// <summary>The part of a stack's memory that begins on a cache line; it is seven doubles shorter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Span<double> OnStack(Span<double> memory) => memory.Slice(Skip(memory), memory.Length - (Line / sizeof(double) - 1));

    /// <summary>Doubles from the first to one that begins a line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe int Skip(ReadOnlySpan<double> memory) =>
        (int)(-(nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory)) & (Line - 1)) / sizeof(double);
}
