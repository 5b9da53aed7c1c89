using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// Black-Scholes-Merton over a grid in single precision: for heatmaps and for searching what deserves a closer look. NOT for marks, hedges, levels,
/// limits or anything that is added up: those go through <see cref="Black76"/>, whose last digit is a billion times finer.
/// <para>
/// Stated error, held in tests against <see cref="Black76"/>: price 5e-7 of the larger of the discounted forward and strike; delta 5e-7 of e^(-qT);
/// gamma and vega 2e-6 of their largest value over all spots at that strike, vol and time.
/// </para>
/// <para>
/// The statement holds for spots and strikes within 1e-12 and 1e12, total vol sigma sqrt(T) within 0.001 and 4, ln(F/K) within 6 of 0, and
/// T, rT and qT within 100, 5 and 5 (as sizes). A cell elsewhere is refused: it is NaN, and it is counted. An expired option, too, is refused.
/// </para>
/// Spots are padded to a multiple of <see cref="PadTo"/>. Nothing is allocated; results are the same bits at any lane width.
/// </summary>
public static class BlackScan
{
    public const int PadTo = 16;

    /// <summary>Spot by vol: in row j each option has its own vol plus shifts[j]. The forward follows the spot, F = S e^((r - q) T).</summary>
    /// <param name="options">Strikes, vols and sides.</param>
    /// <param name="rate">Continuously compounded rate a year.</param>
    /// <param name="yield">Continuously compounded yield a year.</param>
    /// <param name="years">Years to the expiry instant.</param>
    /// <param name="spots">Spots, in any order.</param>
    /// <param name="shifts">Added to each option's vol, per 1.00.</param>
    /// <param name="into">The cells.</param>
    /// <returns>The number of refused cells.</returns>
    /// <exception cref="ArgumentException">Columns do not fit one another, or the spots are not padded.</exception>
    public static int OverVols(in ScanOptions options, double rate, double yield, double years, ReadOnlySpan<double> spots, ReadOnlySpan<double> shifts, ScanColumns into) =>
        OverVols(options, rate, yield, years, spots, shifts, into, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static int OverVols(in ScanOptions options, double rate, double yield, double years, ReadOnlySpan<double> spots, ReadOnlySpan<double> shifts, ScanColumns into, LaneWidth width)
    {
        Check(options, shifts.Length, spots.Length, into);
        return Run(options, new ScanRows(rate, yield, shifts, years), spots, into, width);
    }

    /// <summary>Spot by time: in row j all options have years[j] to live, each at its own vol.</summary>
    /// <returns>The number of refused cells.</returns>
    /// <exception cref="ArgumentException">As above.</exception>
    public static int OverTimes(in ScanOptions options, double rate, double yield, ReadOnlySpan<double> years, ReadOnlySpan<double> spots, ScanColumns into) =>
        OverTimes(options, rate, yield, years, spots, into, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static int OverTimes(in ScanOptions options, double rate, double yield, ReadOnlySpan<double> years, ReadOnlySpan<double> spots, ScanColumns into, LaneWidth width)
    {
        Check(options, years.Length, spots.Length, into);
        return Run(options, new ScanRows(rate, yield, years), spots, into, width);
    }

    [SkipLocalsInit]
    private static int Run(in ScanOptions options, in ScanRows rows, ReadOnlySpan<double> spots, in ScanColumns into, LaneWidth width)
    {
        Span<float> work = stackalloc float[ScanSpots.Columns * ScanSpots.Block];
        Span<double> logs = stackalloc double[ScanRows.Block];
        width = Lanes.Resolve(width);
        var refused = 0;
        for (var first = 0; first < spots.Length; first += ScanSpots.Block)
        {
            var axis = new ScanSpots(spots.Slice(first, Math.Min(ScanSpots.Block, spots.Length - first)), work);
            for (var option = 0; option < options.Length; option += ScanRows.Block)
            {
                var some = Math.Min(ScanRows.Block, options.Length - option);
                for (var i = 0; i < some; i++)
                    logs[i] = ScanRows.Log(options.Strikes[option + i]);
                for (var j = 0; j < rows.Length; j++)
                {
                    var carry = rows.Carry(j);
                    for (var i = 0; i < some; i++)
                    {
                        var at = option + i;
                        var cells = into.Part((at * rows.Length + j) * spots.Length + first, axis.Length);
                        if (!rows.TryRow(j, carry, options.Strikes[at], logs[i], options.Vols[at], options.Signs[at], out var row))
                        {
                            cells.Fill(float.NaN);
                            refused += axis.Length;
                            continue;
                        }

                        refused += width switch
                        {
                            LaneWidth.Bits512 => ScanKernel.Run<FloatLane512>(row, axis, cells),
                            LaneWidth.Bits256 => ScanKernel.Run<FloatLane256>(row, axis, cells),
                            _ => ScanKernel.Run<FloatLane128>(row, axis, cells),
                        };
                    }
                }
            }
        }

        return refused;
    }

    private static void Check(in ScanOptions options, int rows, int spots, in ScanColumns into)
    {
        Columns.Same(options.Length, options.Vols.Length);
        Columns.Same(options.Length, options.Signs.Length);
        if (spots % PadTo != 0)
            throw new ArgumentException($"{spots} spots are not padded to a multiple of {PadTo}");
        var cells = (long)options.Length * rows * spots;
        if (cells > Array.MaxLength)
            throw new ArgumentException($"{cells} cells are more than a column holds");
        Optional(into.Price.Length, (int)cells);
        Optional(into.Delta.Length, (int)cells);
        Optional(into.Gamma.Length, (int)cells);
        Optional(into.Vega.Length, (int)cells);
    }

    private static void Optional(int length, int cells)
    {
        if (length != 0)
            Columns.Same(cells, length);
    }
}
