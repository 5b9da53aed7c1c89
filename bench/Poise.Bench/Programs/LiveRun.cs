using System.Diagnostics;
using System.Globalization;
using Poise.Chains;
using Poise.Domain;
using Poise.Flow;
using Poise.Runtime;
using Poise.Storage;

namespace Poise.Bench;

/// <summary>
/// A chain of SPX's size behind the live lane, on real threads at a real pace: from quotes to levels while whole views are made beside it. And a day of it, a picture a
/// minute, as fast as it goes: stored, read back, whole view, alerts.
/// </summary>
internal static class LiveRun
{
    private const int QuotesEach = 250;
    private const int SessionMinutes = 390;

    /// <param name="PerSecond">Updates fed a second.</param>
    /// <param name="Answered">Share of them whose levels came before the next update.</param>
    /// <param name="Views">Whole views made beside them, a second.</param>
    /// <param name="Cores">CPU time of the process over wall time.</param>
    /// <param name="Fits">Vol surfaces fitted beside them.</param>
    /// <param name="FitMs">Median wall time of such a fit, and its thread's CPU time.</param>
    /// <param name="WhileFitting">The same of those updates alone that met a fit under way; null where none did.</param>
    private sealed record Pace(double PerSecond, Percentiles ToLevels, double Answered, double Views, double Cores, int Fits, double FitMs, double FitCpuMs, Percentiles? WhileFitting);

    /// <param name="Seconds">For all of them.</param>
    /// <param name="TimesRealTime">The session's length over that.</param>
    private sealed record Day(int Pictures, int Contracts, double Seconds, double TimesRealTime, double StoredMb, int Alerts);

    private sealed record Figures(int Contracts, IReadOnlyList<Pace> Paces, Day Day);

    public static BenchResult Of(int seconds, int pictures, WorkFolder work)
    {
        MarketSnapshot market = GeneratedSpx.Snapshot();
        Feed(market, 10, 3, TimeSpan.Zero); // code is compiled and compiled again
        List<Pace> paces = [Feed(market, 10, seconds, null), Feed(market, 50, seconds, null), Feed(market, 50, seconds, TimeSpan.Zero)];
        Day day = Replay(market, pictures, work);
        return new BenchResult("live", new Figures(market.Options.Count, paces, day),
        [
            new FigureTable(
                "Quotes to levels on the live lane", ["updates a second", "updates", "p50 ms", "p99 ms", "max ms", "before the next", "whole views a second", "cores"],
                [.. paces.Select(p => (string[])[Text(p.PerSecond), p.ToLevels.Samples.ToString(CultureInfo.InvariantCulture), Text(p.ToLevels.P50 / 1000), Text(p.ToLevels.P99 / 1000), Text(p.ToLevels.Max / 1000), Percent(p.Answered), Text(p.Views), Text(p.Cores)])],
                $"{market.Options.Count} contracts; an update is {QuotesEach} quotes of one expiry and a move of spot: every expiry is repriced, one fitted anew. The time is from the first quote handed over to the levels, threads woken and all. Beside them the whole chain is made anew with its full view, once a second."),
            new FigureTable(
                "The vol surface fitted beside it", ["updates a second", "surfaces", "a fit, ms", "its CPU ms", "updates that met one", "their p50 ms", "their p99 ms"],
                [.. paces.Select(p => (string[])[Text(p.PerSecond), p.Fits.ToString(CultureInfo.InvariantCulture), Text(p.FitMs), Text(p.FitCpuMs), (p.WhileFitting?.Samples ?? 0).ToString(CultureInfo.InvariantCulture), Text(p.WhileFitting?.P50 / 1000 ?? double.NaN), Text(p.WhileFitting?.P99 / 1000 ?? double.NaN)])],
                "The same runs. A fit is of the whole chain: from its rows to the smiles of 40 expiries with their points, on a thread of its own; the first two rows every five seconds, as the page has it, the last one as often as takes a quarter of one core."),
            new FigureTable(
                "A day replayed", ["pictures", "contracts", "seconds", "times real time", "stored MB", "alerts"],
                [[day.Pictures.ToString(CultureInfo.InvariantCulture), day.Contracts.ToString(CultureInfo.InvariantCulture), Text(day.Seconds), Text(day.TimesRealTime), Text(day.StoredMb), day.Alerts.ToString(CultureInfo.InvariantCulture)]],
                $"A picture a minute of a session of {SessionMinutes} minutes, each stored in SQLite (durable), read back, and made a whole view with map, surface and sign models; alerts watched. One thread."),
        ]);
    }

    private static FlowSettings Settings(MarketSnapshot chain, FlowChoice choice) => new() { CompareWithCompat = false };

    /// <param name="rest">Between two fits of the surface; null: as the page has it.</param>
    private static Pace Feed(MarketSnapshot market, double perSecond, int seconds, TimeSpan? rest)
    {
        int updates = (int)(perSecond * seconds), answered = 0, views = 0, met = 0;
        Samples samples = new(updates), whileFitting = new(updates);
        var fits = new FitsBeside(rest);
        using var ticked = new SemaphoreSlim(0);
        var lane = new FlowLane(
            new ChainSettings(), Settings, static () => [default],
            chain =>
            {
                fits.Lane.Offer(chain);
                FlowReport.Of(chain, Settings(chain, default));
                Interlocked.Increment(ref views);
            },
            TimeProvider.System);
        lane.Pictured(market);
        while (lane.Levels(default) is null)
            Thread.Sleep(1);
        lane.Ticked = () => ticked.Release();
        using Process self = Process.GetCurrentProcess();
        int slices = GeneratedSpx.Strikes * 2 / 600;
        TimeSpan cpu = self.TotalProcessorTime;
        long began = Stopwatch.GetTimestamp(), every = (long)(Stopwatch.Frequency / perSecond);
        for (int i = 0; i < updates; i++)
        {
            while (Stopwatch.GetTimestamp() < began + i * every)
                Thread.Sleep(1);
            while (ticked.CurrentCount > 0)
                ticked.Wait();
            Instant at = market.AsOf + Duration.FromMilliseconds((long)(1000 * (i + 1) / perSecond));
            int first = i % slices * 600 + 175;
            bool meets = fits.IsFitting;
            long from = Stopwatch.GetTimestamp();
            for (int row = first; row < first + QuotesEach; row++)
                lane.Quoted(market.Options[row].Contract.Id, market.Options[row].Quote with { Ask = market.Options[row].Quote.Ask + 0.01 * (i % 3), At = at });
            lane.SpotMoved(at, market.Spot + 0.25 * (i % 9));
            // A computation may have begun with the first quotes alone.
            while (lane.Levels(default)!.AsOf < at)
                ticked.Wait(TimeSpan.FromSeconds(5));
            long took = Stopwatch.GetTimestamp() - from;
            samples.Add(took);
            if (meets || fits.IsFitting)
            {
                whileFitting.Add(took);
                met++;
            }
            answered += Stopwatch.GetTimestamp() < began + (i + 1) * every ? 1 : 0;
        }
        double wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
        self.Refresh();
        double cores = (self.TotalProcessorTime - cpu).TotalSeconds / wall;
        lane.DisposeAsync().AsTask().GetAwaiter().GetResult();
        fits.DisposeAsync().AsTask().GetAwaiter().GetResult();
        if (lane.Failure is Exception failure)
            throw new InvalidOperationException("the lane failed", failure);
        if (fits.Lane.WhyNot is string why)
            throw new InvalidOperationException(why);
        (int count, double fitMs, double fitCpuMs) = fits.Told();
        return new Pace(perSecond, samples.Of("quotes to levels"), (double)answered / updates, views / wall, cores, count, fitMs, fitCpuMs, met > 0 ? whileFitting.Of("quotes to levels while the surface is fitted") : null);
    }

    private static Day Replay(MarketSnapshot market, int pictures, WorkFolder work)
    {
        var random = new SeededRandom(390);
        var watch = new AlertWatch(new AlertSettings());
        int alerts = 0;
        double spot = market.Spot;
        string place = Path.Combine(work.Root, "day.db");
        using IHistory history = History.Open(place);
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < pictures; i++)
        {
            double moved = Math.Exp(0.0006 * random.NextNormal());
            spot *= moved;
            OptionRow[] rows = [.. market.Options.Select(r => r with { Quote = r.Quote with { Ask = r.Quote.Ask + 0.05 * random.NextInt32(3) } })];
            MarketSnapshot now = market.With(spot: spot, asOf: market.AsOf + Duration.FromSeconds(60 * i), options: rows);
            history.Add(now, []);
            MarketSnapshot stored = history.Load(now.Underlying, now.AsOf)!;
            alerts += watch.See(FlowReport.Of(stored, Settings(stored, default)), stored.AsOf).Count;
        }
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return new Day(pictures, market.Options.Count, seconds, SessionMinutes * 60.0 * pictures / SessionMinutes / seconds, history.Contents().Sum(static c => c.Bytes) / 1e6, alerts);
    }

    private static string Text(double value) => value.ToString(value < 100 ? "0.##" : "0", CultureInfo.InvariantCulture);

    private static string Percent(double value) => value.ToString("0.0 %", CultureInfo.InvariantCulture);
}
