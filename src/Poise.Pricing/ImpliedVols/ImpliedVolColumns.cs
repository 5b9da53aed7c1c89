using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>Columns of prices in blocks: the quick passes over all rows, then the careful path for those that it leaves.</summary>
internal static class ImpliedVolColumns
{
    /// <summary>Options of one expiry.</summary>
    [SkipLocalsInit]
    public static void Run<TLane>(double forward, double discount, double years, ReadOnlySpan<double> prices, ReadOnlySpan<double> strikes, ReadOnlySpan<double> signs, Span<double> vols, Span<ImpliedVolStatus> statuses)
        where TLane : struct, ILane<TLane>
    {
        QuoteBlock block = new(stackalloc double[QuoteBlock.Columns * Math.Min(prices.Length, QuoteBlock.Most)]);
        block.Fill<TLane>(forward, discount, years);
        for (var at = 0; at < prices.Length; at += QuoteBlock.Most)
        {
            var length = Math.Min(prices.Length - at, QuoteBlock.Most);
            Solve<TLane>(block, prices.Slice(at, length), strikes.Slice(at, length), signs.Slice(at, length), vols.Slice(at, length), statuses.Slice(at, length));
        }
    }

    /// <summary>Options that share nothing.</summary>
    [SkipLocalsInit]
    public static void Run<TLane>(in PriceRows rows, Span<double> vols, Span<ImpliedVolStatus> statuses)
        where TLane : struct, ILane<TLane>
    {
        QuoteBlock block = new(stackalloc double[QuoteBlock.Columns * Math.Min(rows.Length, QuoteBlock.Most)]);
        for (var at = 0; at < rows.Length; at += QuoteBlock.Most)
        {
            var length = Math.Min(rows.Length - at, QuoteBlock.Most);
            block.Fill<TLane>(rows.Forwards.Slice(at, length), rows.Discounts.Slice(at, length), rows.Years.Slice(at, length));
            Solve<TLane>(block, rows.Prices.Slice(at, length), rows.Strikes.Slice(at, length), rows.Signs.Slice(at, length), vols.Slice(at, length), statuses.Slice(at, length));
        }
    }

    private static void Solve<TLane>(in QuoteBlock block, ReadOnlySpan<double> prices, ReadOnlySpan<double> strikes, ReadOnlySpan<double> signs, Span<double> vols, Span<ImpliedVolStatus> statuses)
        where TLane : struct, ILane<TLane>
    {
        QuoteKernel.Normalise<TLane>(block, prices, strikes, signs);
        QuoteKernel.Measure<TLane>(block, strikes);
        QuoteKernel.Start<TLane>(block, prices.Length);
        QuoteKernel.Shape<TLane>(block, prices.Length);
        statuses.Clear();
        if (!QuoteKernel.Step<TLane>(block, vols))
            Settle<TLane>(block, prices, strikes, signs, vols, statuses);
    }

    /// <summary>The careful path where there is no number yet, then the marks become statuses.</summary>
    [SkipLocalsInit]
    private static void Settle<TLane>(in QuoteBlock block, ReadOnlySpan<double> prices, ReadOnlySpan<double> strikes, ReadOnlySpan<double> signs, Span<double> vols, Span<ImpliedVolStatus> statuses)
        where TLane : struct, ILane<TLane>
    {
        Span<int> pending = stackalloc int[QuoteBlock.Most];
        var count = 0;
        for (var i = 0; i < vols.Length; i++)
        {
            if (double.IsNaN(vols[i]))
                pending[count++] = i;
        }

        if (count > 0)
            CarefulKernel.Run<TLane>(block, prices, strikes, signs, pending[..count], vols);
        for (var i = 0; i < vols.Length; i++)
        {
            if (vols[i] >= 0)
                continue;
            statuses[i] = (ImpliedVolStatus)(int)-vols[i];
            vols[i] = double.NaN;
        }
    }
}
