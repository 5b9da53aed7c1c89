using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Poise.App;
using Poise.Domain;
using Poise.Storage;
using Poise.Venues.Csv;

namespace Poise.Edge.Tests;

/// <summary>Writers that end in the middle, and disks that are full: what was acknowledged is there, and nothing by halves.</summary>
[Trait("part", "crash")]
public sealed class HistoryCrashTests : IDisposable
{
    private const int Kills = 3, Steps = 120;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Place => Path.Combine(_folder.Path, "history.db");

    /// <summary>The program adds a long series and is killed at any moment; the file is opened again each time, its rest of a log folded in.</summary>
    [Fact]
    public async Task A_killed_writer_leaves_whole_instants_and_all_that_it_had_stored()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("signals are a matter of Unix");
        string series = Series(Steps);
        var random = new SeededRandom(6);
        int partly = 0;
        using var grown = new SemaphoreSlim(0);
        using var log = new FileSystemWatcher(_folder.Path, "history.db-*") { NotifyFilter = NotifyFilters.Size | NotifyFilters.LastWrite | NotifyFilters.FileName };
        log.Changed += (_, _) => grown.Release();
        log.EnableRaisingEvents = true;
        for (int kill = 0; kill < Kills; kill++)
        {
            using IHistory watcher = History.Open(Place);
            watcher.Prune(Instant.Never); // instants of the life before are written again
            using (PoiseProcess writer = PoiseProcess.Start("history", "add", series, "--history", Place))
            {
                // What a reader has seen is committed: no kill may take it back.
                int enough = 1 + random.NextInt32(30), seen;
                while ((seen = Stored(watcher)) < enough)
                    Assert.True(await grown.WaitAsync(PoiseProcess.Patience, TestContext.Current.CancellationToken), $"{seen} of {enough} stored");
                await writer.Kill();
                int left = Whole();
                Assert.True(left >= seen, $"{left} left of {seen} seen");
                partly += left < Steps ? 1 : 0;
            }
        }
        Assert.True(partly > 0, "no kill came in between");
        // And a last life ends what the others began.
        using PoiseProcess last = PoiseProcess.Start("history", "add", series, "--history", Place);
        Assert.Equal(0, await last.Ended());
        Assert.Equal(Steps, Whole());
    }

    /// <summary>A disk of its own, too small for the series: in a mount that ends with the process.</summary>
    [Fact]
    public void A_full_disk_is_said_and_what_was_stored_stands() =>
        Full("unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=400k tmpfs \"$0\" && \"$1\" history add \"$2\" --history \"$0/history.db\"; code=$?; cp \"$0\"/history.db* \"$3\" || exit 9; exit $code");

    /// <summary>The same by the size that one file may have.</summary>
    [Fact]
    public void A_file_that_may_not_grow_is_said_and_what_was_stored_stands() =>
        Full("sh", "-c", "trap '' XFSZ; ulimit -f 600; export DOTNET_EnableWriteXorExecute=0; \"$1\" history add \"$2\" --history \"$0/history.db\"; code=$?; ulimit -f unlimited 2>/dev/null; cp \"$0\"/history.db* \"$3\" || exit 9; exit $code");

    private void Full(params string[] how)
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("made with the shell of Unix");
        string small = Directory.CreateDirectory(Path.Combine(_folder.Path, "small")).FullName;
        var start = new ProcessStartInfo(how[0], [.. how[1..], small, PoiseProcess.FindProgram(), Series(Steps), _folder.Path]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd(), error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (error.Contains("unshare", StringComparison.Ordinal) || error.Contains("mount:", StringComparison.Ordinal))
            Assert.Skip($"no disk of its own can be had here: {error.Trim()}");
        Assert.Equal((1, ""), (process.ExitCode, output));
        string line = Assert.Single(error.TrimEnd().Split('\n'));
        Assert.StartsWith("poise history add: ", line, StringComparison.Ordinal);
        Assert.Contains("what was stored before stands", line, StringComparison.Ordinal);
        int left = Whole();
        Assert.True(left is > 3 and < Steps, $"{left} stored");
    }

    private static int Stored(IHistory history) => history.Contents() is [HistoryContents contents] ? contents.Snapshots : 0;

    /// <summary>Opens what is left; every snapshot in it is whole and has its levels.</summary>
    private int Whole(string? place = null)
    {
        using IHistory history = History.OpenExisting(place ?? Place);
        int whole = 0;
        foreach (HistoryPoint point in history.Points("BTC", default, Instant.Never).Where(p => p.HasSnapshot))
        {
            int step = (int)((point.At - TestChains.Start).Seconds / 60);
            Assert.Equal(TestChains.Market(0).With(asOf: point.At).Options.Count, history.Load("BTC", point.At)!.Options.Count);
            Assert.InRange(step, 0, Steps - 1);
            foreach (string bucket in (string[])["0dte", "week", "month", "all"])
                Assert.Single(history.Levels("BTC", bucket, point.At, point.At));
            whole++;
        }
        Assert.Equal(Stored(history), whole);
        return whole;
    }

    /// <summary>A chain a minute, in one file.</summary>
    private string Series(int steps)
    {
        string file = Path.Combine(_folder.Path, "series.csv");
        var bytes = new ArrayBufferWriter<byte>();
        MarketSnapshot chain = TestChains.Market(0);
        for (int step = 0; step < steps; step++)
            PoiseCsv.Write(chain.With(asOf: TestChains.Start + Duration.FromSeconds(60 * step)), bytes, withNames: step == 0);
        File.WriteAllBytes(file, bytes.WrittenSpan);
        return file;
    }
}
