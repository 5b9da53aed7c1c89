using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>Black-76 in blocks of options, by the passes of <see cref="BlackPasses"/> and <see cref="BlackGreeks"/>. docs/pricing.md derives them.</summary>
internal static class BlackKernel
{
    /// <summary>Options a block: their work columns fill a third of the nearest cache.</summary>
    public const int Block = 128;

    /// <summary>Options of one expiry.</summary>
    [SkipLocalsInit]
    public static void Run<TLane>(in SliceTerms slice, in LogStrikes strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in GreekColumns into)
        where TLane : struct, ILane<TLane>
    {
        Span<double> work = AlignedColumn.OnStack(stackalloc double[BlackWork.Columns * Block + 7]);
        ExpiryLanes<TLane>.Fill(slice, strikes.Anchor, carried: !into.WantsLevelsOnly, out var lanes);
        for (var first = 0; first < vols.Length; first += Block)
        {
            var count = Math.Min(Block, vols.Length - first);
            var terms = new ExpiryTerms<TLane>(ref lanes, strikes.High[first..], strikes.Low[first..]);
            RunBlock<TLane, ExpiryTerms<TLane>>(terms, strikes.Strikes.Slice(first, count), vols.Slice(first, count), Part(signs, first, count), into, first, work);
        }
    }

    /// <summary>A call and a put of each strike.</summary>
    [SkipLocalsInit]
    public static void RunPairs<TLane>(in SliceTerms slice, in LogStrikes strikes, ReadOnlySpan<double> vols, in GreekColumns calls, in GreekColumns puts)
        where TLane : struct, ILane<TLane>
    {
        Span<double> work = AlignedColumn.OnStack(stackalloc double[BlackWork.Columns * Block + 7]);
        Span<double> minus = stackalloc double[Block];
        minus.Fill(-1);
        ExpiryLanes<TLane>.Fill(slice, strikes.Anchor, carried: !(calls.WantsLevelsOnly && puts.WantsLevelsOnly), out var lanes);
        for (var first = 0; first < vols.Length; first += Block)
        {
            var count = Math.Min(Block, vols.Length - first);
            var terms = new ExpiryTerms<TLane>(ref lanes, strikes.High[first..], strikes.Low[first..]);
            var some = strikes.Strikes.Slice(first, count);
            var theirs = vols.Slice(first, count);
            var passes = new BlackWork(work, count);
            var close = BlackPasses.Distances<TLane, ExpiryTerms<TLane>>(terms, theirs, passes);
            Prepare<TLane, ExpiryTerms<TLane>>(terms, theirs, passes, close);
            Write<TLane, ExpiryTerms<TLane>>(terms, some, theirs, default, passes, close, fresh: false, calls, first);
            Write<TLane, ExpiryTerms<TLane>>(terms, some, theirs, minus[..count], passes, close, fresh: false, puts, first);
        }
    }

    /// <summary>Options of one expiry whose logarithms nobody has kept: anchored at the forward.</summary>
    [SkipLocalsInit]
    public static void Run<TLane>(in SliceTerms slice, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in GreekColumns into)
        where TLane : struct, ILane<TLane>
    {
        Span<double> work = AlignedColumn.OnStack(stackalloc double[(BlackWork.Columns + 2) * Block + 7]);
        var high = work.Slice(BlackWork.Columns * Block, Block);
        var low = work.Slice((BlackWork.Columns + 1) * Block, Block);
        var anchor = LogStrikes.AnchorAt(slice.Forward);
        ExpiryLanes<TLane>.Fill(slice, anchor, carried: !into.WantsLevelsOnly, out var lanes);
        var terms = new ExpiryTerms<TLane>(ref lanes, high, low);
        for (var first = 0; first < vols.Length; first += Block)
        {
            var count = Math.Min(Block, vols.Length - first);
            var some = strikes.Slice(first, count);
            LogStrikes.Run<TLane>(some, anchor, high, low);
            RunBlock<TLane, ExpiryTerms<TLane>>(terms, some, vols.Slice(first, count), Part(signs, first, count), into, first, work);
        }
    }

    /// <summary>Options that share nothing.</summary>
    [SkipLocalsInit]
    public static void Run<TLane>(in OptionRows rows, in GreekColumns into)
        where TLane : struct, ILane<TLane>
    {
        Span<double> work = AlignedColumn.OnStack(stackalloc double[BlackWork.Columns * Block + RowTerms<TLane>.Work + 7]);
        for (var first = 0; first < rows.Length; first += Block)
        {
            var count = Math.Min(Block, rows.Length - first);
            var strikes = rows.Strikes.Slice(first, count);
            var terms = new RowTerms<TLane>(rows, first, count, work[(BlackWork.Columns * Block)..]);
            terms.Fill(strikes);
            RunBlock<TLane, RowTerms<TLane>>(terms, strikes, rows.Vols.Slice(first, count), rows.Signs.Slice(first, count), into, first, work);
        }
    }

    private static ReadOnlySpan<double> Part(ReadOnlySpan<double> column, int first, int count) => column.IsEmpty ? column : column.Slice(first, count);

    private static void RunBlock<TLane, TTerms>(in TTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in GreekColumns into, int first, Span<double> work)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        var passes = new BlackWork(work, vols.Length);
        var close = BlackPasses.Distances<TLane, TTerms>(terms, vols, passes);
        // With 32 registers two passes are faster as one, with 16 they are slower.
        var fresh = TLane.Count == 8 && !close;
        if (!fresh)
            Prepare<TLane, TTerms>(terms, vols, passes, close);
        Write<TLane, TTerms>(terms, strikes, vols, signs, passes, close, fresh, into, first);
    }

    /// <summary>All that a call and a put of one strike share.</summary>
    private static void Prepare<TLane, TTerms>(in TTerms terms, ReadOnlySpan<double> vols, in BlackWork passes, bool close)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        if (close)
            BlackClose.Distances<TLane, TTerms>(terms, vols, passes);
        BlackPasses.Tails<TLane>(passes);
        if (close)
            BlackClose.Settle<TLane, TTerms>(terms, vols, passes);
    }

    private static void Write<TLane, TTerms>(in TTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in BlackWork passes, bool close, bool fresh, in GreekColumns into, int first)
        where TLane : struct, ILane<TLane>
        where TTerms : struct, IBlackTerms<TLane>, allows ref struct
    {
        if (into.WantsLevelsOnly)
            BlackPasses.Levels<TLane, TTerms>(terms, strikes, signs, passes, fresh, into, first);
        else
            BlackGreeks.All<TLane, TTerms>(terms, strikes, vols, signs, passes, fresh, into, first);
        if (close && !into.Price.IsEmpty)
            BlackClose.Refine<TLane, TTerms>(terms, strikes, vols, signs, passes, into.Price, first);
    }
}
