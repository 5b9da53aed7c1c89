using System.Globalization;
using System.Text.RegularExpressions;
using Poise.Domain;
using Poise.Engine;
using Poise.Runtime;
using Poise.Storage;

namespace Poise.Edge.Tests;

/// <summary>The real program, killed by the real signal, on a real disk.</summary>
[Trait("part", "crash")]
public sealed partial class SigkillTests : IDisposable
{
    private const int Kills = 10;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Ten_kills_lose_no_intent_and_no_record()
    {
        SkipWithoutSignals();
        var random = new SeededRandom(20260118);
        List<string> placed = [];
        long recovered = 0;
        for (int round = 0; round <= Kills; round++)
        {
            using PoiseProcess desk = Desk();
            string banner = await desk.NextLine(l => l.StartsWith("poise desk:", StringComparison.Ordinal));
            if (round == 0)
                Assert.Contains("new desk", banner, StringComparison.Ordinal);
            else
                recovered = Recovered(banner, atLeast: recovered);
            await (random.NextInt32(2) == 0
                ? Lines(desk, 1 + random.NextInt32(4))
                : Growth(5_000 + random.NextInt32(60_000)));
            await desk.Kill();
            placed.AddRange(desk.Output.Select(l => Hedged().Match(l)).Where(m => m.Success).Select(m => m.Groups["order"].Value));
            Assert.Empty(desk.Errors);
        }
        Assert.True(placed.Count > Kills, $"it went on hedging: {placed.Count} orders in {Kills + 1} lives");

        using (PoiseProcess last = Desk("--for", "1"))
        {
            Assert.Equal(0, await last.Ended());
            Assert.Empty(last.Errors);
            Recovered(last.Output[0], atLeast: recovered);
            Assert.Contains(last.Output, l => l.StartsWith("poise desk: stopped", StringComparison.Ordinal));
        }

        List<DeskEvent> journal = Journal(out ulong hash);
        Journal(out ulong again);
        Assert.Equal(hash, again);
        Assert.Equal(Kills + 2, journal.Count(e => e.Kind == DeskEventKind.Started));
        HashSet<OrderId> intents = HoldsTogether(journal);
        // An order is printed after it left, and leaves after its intent is durable: no kill may come between.
        Assert.Empty(placed.Except(intents.Select(i => i.ToString())));
    }

    [Fact]
    public async Task A_byte_turned_over_in_the_middle_stops_the_start_and_names_its_place()
    {
        await Live(1);
        string segment = Assert.Single(Directory.GetFiles(_folder.Path, "*.seg"));
        byte[] bytes = await File.ReadAllBytesAsync(segment);
        int flipped = bytes.Length / 2;
        bytes[flipped] ^= 0x10;
        await File.WriteAllBytesAsync(segment, bytes);

        using PoiseProcess desk = Desk("--for", "1");
        Assert.Equal(2, await desk.Ended());
        string line = Assert.Single(desk.Errors);
        Match at = Place().Match(line);
        Assert.True(at.Success, line);
        Assert.Equal(Path.GetFileName(segment), at.Groups["file"].Value);
        Assert.InRange(flipped - long.Parse(at.Groups["byte"].Value, CultureInfo.InvariantCulture), 0, 4096); // the record's start
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        Assert.Empty(desk.Output);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(segment)); // and nothing was repaired by itself
    }

    [Fact]
    public async Task A_second_desk_on_the_same_folder_is_turned_away()
    {
        using PoiseProcess first = Desk();
        await first.NextLine(l => l.Contains("new desk", StringComparison.Ordinal));
        using (PoiseProcess second = Desk("--for", "1"))
        {
            Assert.Equal(2, await second.Ended());
            string line = Assert.Single(second.Errors);
            Assert.StartsWith("poise desk:", line, StringComparison.Ordinal);
            Assert.Contains("another process", line, StringComparison.Ordinal);
            Assert.Empty(second.Output);
        }
        await Lines(first, 1); // and the first one did not notice
    }

    [Fact]
    public async Task Control_C_stops_it_cleanly()
    {
        Signals.SkipWhereInterruptsAreIgnored();
        using PoiseProcess desk = Desk();
        await Lines(desk, 1);
        desk.Interrupt();
        Assert.Equal(130, await desk.Ended());
        Assert.Empty(desk.Errors);
        Assert.Contains(desk.Output, l => l.StartsWith("poise desk: stopped", StringComparison.Ordinal));
    }

    private PoiseProcess Desk(params string[] more) => PoiseProcess.Start(["desk", "--no-page", "--speed", "50", "--seed", "5", "--data", _folder.Path, .. more]);

    private async Task Live(double seconds)
    {
        using PoiseProcess desk = Desk("--for", seconds.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(0, await desk.Ended());
    }

    /// <summary>Waits for this many decisions and fills.</summary>
    private static async Task Lines(PoiseProcess desk, int count)
    {
        for (int i = 0; i < count; i++)
            await desk.NextLine(_ => true);
    }

    /// <summary>Waits until the journal is larger by this many bytes.</summary>
    private async Task Growth(int bytes)
    {
        long enough = JournalBytes() + bytes;
        TaskCompletionSource grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(_folder.Path, "*.seg") { NotifyFilter = NotifyFilters.Size | NotifyFilters.LastWrite | NotifyFilters.FileName };
        watcher.Changed += (_, _) => Look();
        watcher.Created += (_, _) => Look();
        watcher.EnableRaisingEvents = true;
        Look();
        await grown.Task.WaitAsync(PoiseProcess.Patience);

        void Look()
        {
            if (JournalBytes() >= enough)
                grown.TrySetResult();
        }
    }

    private long JournalBytes() => Directory.GetFiles(_folder.Path, "*.seg").Sum(f => new FileInfo(f).Length);

    private static long Recovered(string banner, long atLeast)
    {
        Match said = RecoveredRecords().Match(banner);
        Assert.True(said.Success, banner);
        long records = long.Parse(said.Groups["records"].Value, CultureInfo.InvariantCulture);
        Assert.True(records > 0 && records >= atLeast, $"{records} records after {atLeast}");
        return records;
    }

    /// <summary>Folds the journal as a start would; never decides.</summary>
    private List<DeskEvent> Journal(out ulong hash)
    {
        using Journal journal = Storage.Journal.Open(new FileDisk(_folder.Path), new JournalOptions { Desk = 1 }, out JournalReport report);
        Assert.False(report.WasTorn);
        var desk = new Desk(new SimulatedDeskSettings { DataFolder = _folder.Path }.Desk());
        var recovery = new Recovery(desk);
        List<DeskEvent> events = [];
        foreach (JournalRecord record in journal.ReadAll())
        {
            Assert.Null(recovery.Fold(record.Payload.Span));
            Assert.True(DeskEventCodec.TryDecode(record.Payload.Span, out DeskEvent e, out string? refusal), refusal);
            events.Add(e);
        }
        hash = desk.StateHash();
        return events;
    }

    /// <summary>No id placed twice, no trade counted twice, no fill without an intent before it or beyond its quantity.</summary>
    private static HashSet<OrderId> HoldsTogether(List<DeskEvent> journal)
    {
        Dictionary<OrderId, long> left = [];
        HashSet<long> trades = [];
        foreach (DeskEvent e in journal)
        {
            if (e.Kind == DeskEventKind.Placed)
            {
                Assert.True(left.TryAdd(e.Intent.Order.Id, e.Intent.Order.Quantity.Count), $"{e.Intent.Order.Id} placed twice");
            }
            else if (e.Kind == DeskEventKind.Filled)
            {
                Assert.True(trades.Add(e.Fill.TradeId), $"trade {e.Fill.TradeId} folded twice");
                Assert.True(left.ContainsKey(e.Fill.Order), $"a fill of {e.Fill.Order} has no intent before it");
                left[e.Fill.Order] -= e.Fill.Quantity.Count;
                Assert.True(left[e.Fill.Order] >= 0, $"{e.Fill.Order} filled beyond its quantity");
            }
        }
        Assert.NotEmpty(trades);
        return [.. left.Keys];
    }

    private static void SkipWithoutSignals()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("signals are a matter of Unix");
    }

    [GeneratedRegex(@"recovered (?<records>\d+) journal records", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex RecoveredRecords();

    [GeneratedRegex(@"^\S+Z hedge [+-]\S+ (?<order>\d+-\d+) ", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Hedged();

    [GeneratedRegex(@"(?<file>journal-\d{16}\.seg), byte (?<byte>\d+): ", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Place();
}
