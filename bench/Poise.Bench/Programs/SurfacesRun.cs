using System.Globalization;
using Poise.Chains;
using Poise.Domain;
using Poise.Pricing;
using Poise.Venues;
using Poise.Venues.Cboe;
using Poise.Venues.Deribit;

namespace Poise.Bench;

/// <summary>Smiles and surfaces of recorded chains: how long they take, and how many quotes of each expiry they hold.</summary>
internal static class SurfacesRun
{
    private static readonly ISourceReader[] Readers = [new CboeCsvReader(), new CboeJsonReader(), new DeribitTickersReader()];

    /// <param name="Share">Quotes with a bid that the smile is inside of, 0 to 1.</param>
    /// <param name="MedianError">|vol - vol of the mid| over the spread in vol.</param>
    private sealed record Held(double Share, double MedianError);

    private sealed record Expiry(string Listed, string Root, double Years, int Quotes, Held Svi, Held Ssvi, Held Bands, int Missed);

    /// <summary>Milliseconds of this thread, medians: making quotes of the chain, and each surface from them.</summary>
    private sealed record Times(double Quotes, double Svi, double Ssvi, double Bands);

    private sealed record Figures(string File, IReadOnlyList<Expiry> Expiries, Times Ms);

    public static BenchResult Of(string[] files, int runs)
    {
        List<Figures> figures = [.. files.Select(f => Measure(f, runs))];
        List<FigureTable> tables =
        [
            new("Surfaces of recorded chains", ["file", "expiries", "quotes", "SVI jointly: error, inside, ms", "SSVI: error, inside, ms", "bands: inside, ms", "quotes' vols, ms"], [.. figures.Select(Whole)],
                "Error: the median over an expiry's quotes of |vol - vol of the mid| over the spread in vol; here the median over expiries. Inside: share of the out-of-the-money quotes with a bid. Medians of thread CPU time."),
        ];
        foreach (Figures f in figures)
        {
            tables.Add(new FigureTable($"{f.File} by expiry", ["expiry", "root", "years", "quotes", "SVI: error, inside", "SSVI: error, inside", "bands: inside", "missed"],
                [.. f.Expiries.Select(e => (string[])[e.Listed, e.Root, Text(e.Years, "0.000"), Text(e.Quotes, "0"), Both(e.Svi), Both(e.Ssvi), Percent(e.Bands.Share), Text(e.Missed, "0")])]));
        }
        return new BenchResult("surfaces", figures, tables);
    }

    private static Figures Measure(string file, int runs)
    {
        if (!File.Exists(file))
            throw new BadRunException($"{file} is no file");
        byte[] bytes = File.ReadAllBytes(file);
        ISourceReader reader = Array.Find(Readers, r => r.Recognises(bytes.AsSpan(0, Math.Min(bytes.Length, ReadingOptions.HeadSize)))) ?? throw new BadRunException($"{file}: no chain file that is known");
        MarketSnapshot snapshot = reader.Read(bytes, ReadingOptions.None).Snapshots.FirstOrDefault(s => s.Options.Count > 0) ?? throw new BadRunException($"{file}: no chain in it");
        OptionChain chain = OptionChain.Of(snapshot, new ChainSettings());
        (SurfaceQuotes quotes, double quotesMs) = Median(runs, () => SurfaceQuotes.Of(chain));
        (SviSurface svi, double sviMs) = Median(runs, () => SviSurface.Jointly(quotes));
        (SviSurface ssvi, double ssviMs) = Median(runs, () => SviSurface.Ssvi(quotes));
        (BandSurface bands, double bandsMs) = Median(runs, () => BandSurface.Fit(quotes, SviSurface.EachAlone(quotes, SviWeights.Even)));
        return new Figures(Path.GetFileName(file), [.. bands.Slices.Select((b, i) => new Expiry(
            b.Slice.ListedExpiry.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), b.Slice.Root, Math.Round(b.Slice.Years, 5), b.Errors.Quotes,
            Of(svi.Slices[i].Errors), Of(ssvi.Slices[i].Errors), Of(b.Errors), b.Missed.Count))], new Times(quotesMs, sviMs, ssviMs, bandsMs));
    }

    private static Held Of(SmileErrors errors) => new(Math.Round(errors.ShareInside, 4), Math.Round(errors.MedianError, 3));

    /// <summary>The first runs warm up.</summary>
    private static (T Result, double Ms) Median<T>(int runs, Func<T> work)
    {
        T result = work();
        for (int i = 0; i < 3; i++)
            result = work();
        var times = new double[runs];
        for (int i = 0; i < runs; i++)
        {
            long start = ThreadClock.Nanoseconds();
            result = work();
            times[i] = (ThreadClock.Nanoseconds() - start) / 1e6;
        }
        Array.Sort(times);
        return (result, times[runs / 2]);
    }

    private static string[] Whole(Figures f)
    {
        int quotes = f.Expiries.Sum(e => e.Quotes);
        return
        [
            f.File, Text(f.Expiries.Count, "0"), Text(quotes, "N0"), All(e => e.Svi, f.Ms.Svi), All(e => e.Ssvi, f.Ms.Ssvi),
            $"{Percent(Inside(e => e.Bands))}, {Text(f.Ms.Bands, "0")}", Text(f.Ms.Quotes, "0"),
        ];

        string All(Func<Expiry, Held> which, double ms)
        {
            double[] errors = [.. f.Expiries.Where(e => e.Quotes > 0).Select(e => which(e).MedianError).Order()];
            return $"{Text(errors[errors.Length / 2], "0.00")}, {Percent(Inside(which))}, {Text(ms, "0")}";
        }

        double Inside(Func<Expiry, Held> which) => f.Expiries.Where(e => e.Quotes > 0).Sum(e => which(e).Share * e.Quotes) / quotes;
    }

    private static string Both(Held held) => $"{Text(held.MedianError, "0.00")}, {Percent(held.Share)}";

    private static string Percent(double share) => Text(100 * share, "0.0") + " %";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
