using System.Text;
using System.Text.Json;
using Poise.App;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;
using static Poise.Edge.Tests.AbcDesk;

namespace Poise.Edge.Tests;

/// <summary>The log of a desk: what its lines say, and that it never holds the desk up.</summary>
public sealed class DeskLogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly LogLine Lines = new("0.0", "simulated", static code => code == 9 ? "nine" : null);

    /// <summary>What was handed out, as text.</summary>
    private sealed class Page
    {
        private readonly List<byte> _bytes = [];

        public Action<int>? Before { get; set; }

        public int Writes { get; private set; }

        public void Write(ReadOnlyMemory<byte> lines)
        {
            Before?.Invoke(Writes++);
            lock (_bytes)
                _bytes.AddRange(lines.Span);
            Written.Release();
        }

        /// <summary>One for each write.</summary>
        public SemaphoreSlim Written { get; } = new(0);

        public List<JsonElement> Read()
        {
            lock (_bytes)
                return [.. Encoding.UTF8.GetString(_bytes.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => JsonDocument.Parse(l).RootElement)];
        }
    }

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static StartedDesk Bring(TemporaryFolder folder, DeskLog log) => SimulatedDeskStart.Bring(
        new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 7, Watch = log }, Instant.FromUtc(2026, 1, 5, 9), new InlineLane());

    [Fact]
    public async Task A_run_is_lines_of_json_and_those_of_an_order_have_one_decision()
    {
        using TemporaryFolder folder = new();
        Page page = new();
        long batches, orders;
        await using (DeskLog log = new(new LogWriter(page.Write, Lines), TimeProvider.System, length: 100_000))
        {
            using StartedDesk started = Bring(folder, log);
            started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(240));
            started.Run.Driver.FlushAll();
            (batches, orders) = (started.Run.Driver.Desk.Batches, started.Run.Driver.Desk.LastSequence);
            log.Stop(null);
        }
        List<JsonElement> lines = page.Read();
        Assert.Equal(Enumerable.Range(1, lines.Count).Select(static n => (long)n), lines.Select(static l => l.GetProperty("seq").GetInt64()));
        Assert.Equal(("start", "stop"), (Text(lines[0], "kind"), Text(lines[^1], "kind")));
        Assert.All(lines, static l => Assert.True(Instants.TryParse(Text(l, "at")!, out _) && Instants.TryParse(Text(l, "wall")!, out _)));
        Assert.True(orders > 2);

        for (long i = 1; i <= orders; i++)
        {
            JsonElement[] own = [.. lines.Where(l => Text(l, "order") == $"1-{i}")];
            Assert.Single(own.Select(static l => Text(l, "decision")).Distinct());
            Assert.NotNull(Text(own[0], "decision"));
            Assert.Equal(["decision", "order"], own[..2].Select(static l => Text(l, "kind")));
            Assert.Equal(("hedge", "BTC"), (Text(own[0], "action"), Text(own[0], "underlying")));
            Assert.Equal(Math.Abs(own[0].GetProperty("quantity").GetDouble()), own[1].GetProperty("quantity").GetDouble());
            Assert.Equal(Text(own[0], "reason"), Text(own[1], "reason"));
            Assert.Contains(own, static l => Text(l, "kind") == "update");
            double filled = own.Where(static l => Text(l, "kind") == "fill").Sum(static l => l.GetProperty("quantity").GetDouble());
            Assert.Equal(own.Last(static l => Text(l, "kind") == "update").GetProperty("filled").GetDouble(), filled, 1e-9);
            Assert.True(filled > 0);
        }
        Assert.Equal(orders, lines.Where(static l => Text(l, "kind") == "order").Select(static l => Text(l, "decision")).Distinct().Count());

        // Runs of holds are a line each.
        JsonElement[] decisions = [.. lines.Where(static l => Text(l, "kind") == "decision")];
        Assert.All(decisions.Zip(decisions.Skip(1)), static p => Assert.True(Text(p.Second, "action") == "hedge" || (Text(p.First, "action"), Text(p.First, "reason")) != (Text(p.Second, "action"), Text(p.Second, "reason"))));
        Assert.True(decisions.Length < batches / 10, $"{decisions.Length} lines of {batches} decisions");
    }

    [Fact]
    public async Task What_becomes_of_an_order_of_a_life_before_has_the_decision_of_that_life()
    {
        using TemporaryFolder folder = new();
        Page first = new(), second = new();
        await using (DeskLog log = new(new LogWriter(first.Write, Lines), TimeProvider.System))
        {
            using StartedDesk started = Bring(folder, log);
            while (started.Run.Driver.Desk.Working.Count == 0)
                started.Run.AdvanceTo(started.Run.Now + Duration.FromMilliseconds(1));
            started.Run.Driver.FlushAll(); // and the process dies with the order under way
        }
        await using (DeskLog log = new(new LogWriter(second.Write, Lines), TimeProvider.System))
        {
            using StartedDesk started = Bring(folder, log);
            started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(5));
        }
        JsonElement decided = first.Read().Last(static l => Text(l, "kind") == "order");
        JsonElement[] told = [.. second.Read().Where(l => Text(l, "order") == Text(decided, "order"))];
        Assert.NotEmpty(told);
        Assert.All(told, l => Assert.Equal(Text(decided, "decision"), Text(l, "decision")));
        Assert.Equal("start", Text(second.Read()[0], "kind"));
        Assert.True(second.Read()[0].GetProperty("records").GetInt64() > 0);
        string?[] ids = [.. first.Read().Concat(second.Read()).Where(static l => Text(l, "kind") == "order").Select(static l => Text(l, "decision"))];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_full_queue_holds_nobody_up_and_what_is_missing_is_told(bool isFollowed)
    {
        const int Events = 50;
        using var open = new ManualResetEventSlim();
        Page page = new() { Before = _ => open.Wait(Patience) };
        Desk desk = new(Settings);
        await using (DeskLog log = new(new LogWriter(page.Write, Lines), TimeProvider.System, length: 4))
        {
            log.OnStart(desk, Now, 0);
            for (int i = 0; i < Events; i++)
                log.OnEvent(desk, DeskEvent.LinkUp(Now)); // returns, though nothing is written
            open.Set();
            while (isFollowed && !page.Read().Exists(static l => Text(l, "kind") == "lost"))
            {
                log.OnEvent(desk, DeskEvent.LinkDown(Now)); // queued, or behind a full queue: either way something is written after it
                Assert.True(await page.Written.WaitAsync(Patience, TestContext.Current.CancellationToken), "nothing was told");
            }
        }
        List<JsonElement> lines = page.Read();
        long missing = 0, expected = 1;
        foreach (JsonElement line in lines)
        {
            if (Text(line, "kind") == "lost")
            {
                Assert.Equal("the queue was full", Text(line, "reason"));
                missing = line.GetProperty("lines").GetInt64();
                expected += missing;
                continue;
            }
            Assert.Equal(expected++, line.GetProperty("seq").GetInt64()); // the gap is what was told
        }
        Assert.True(missing > 0 && expected > Events, $"{missing} told to be missing");
    }

    [Fact]
    public async Task A_file_that_takes_nothing_is_tried_again_and_what_is_missing_is_told()
    {
        var failed = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isBroken = true;
        Page page = new();
        page.Before = _ => _ = Volatile.Read(ref isBroken) ? throw new IOException("no space left") : 0;
        Desk desk = new(Settings);
        await using (DeskLog log = new(new LogWriter(page.Write, Lines, why => failed.TrySetResult(why)), TimeProvider.System))
        {
            log.OnStart(desk, Now, 0);
            Assert.Equal("no space left", await failed.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
            Volatile.Write(ref isBroken, false);
            log.OnEvent(desk, DeskEvent.LinkUp(Now));
        }
        List<JsonElement> lines = page.Read();
        Assert.Equal(["lost", "link"], lines.Select(static l => Text(l, "kind")));
        Assert.Equal((1, "no space left"), (lines[0].GetProperty("lines").GetInt64(), Text(lines[0], "reason")));
        Assert.Equal(2, lines[1].GetProperty("seq").GetInt64());
    }

    [Fact]
    public async Task Quotes_and_holds_that_go_on_cost_nothing()
    {
        Page page = new();
        Desk desk = new(Settings);
        await using DeskLog log = new(new LogWriter(page.Write, Lines), TimeProvider.System);
        log.OnStart(desk, Now, 0);
        DeskEvent quote = DeskEvent.Quoted(Now, new(0), new Quote(99.99, 100.01, 10, 10, Now)), fit = DeskEvent.TimerFired(Now);
        HedgeDecision hold = new(1, Now, DecisionAction.Hold, DecisionReason.InsideBand, 0, 0, 0, desk.Hedgers[0].Band, Lots.Zero, default);
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                log.OnEvent(desk, quote);
                log.OnEvent(desk, fit);
                log.OnDecision(desk, desk.Hedgers[0], hold with { Batch = i });
            }
        }));
    }

    [Fact]
    public async Task Words_of_operators_halts_and_what_the_venue_says_have_their_lines()
    {
        Page page = new();
        Desk desk = new(Settings);
        await using (DeskLog log = new(new LogWriter(page.Write, Lines), TimeProvider.System))
        {
            log.OnStart(desk, Now, 0);
            Fold(DeskEvent.Listed(Now, Perpetual));
            Fold(DeskEvent.LinkUp(Now));
            Fold(DeskEvent.PositionReported(Now, new(0), new(5)));
            Fold(DeskEvent.PolicySet(Now, new FixedBandPolicy(new DeltaBand(-2, 0, 2, BandRebalance.ToEdge))));
            Fold(DeskEvent.Kill(Now));
            Fold(DeskEvent.TradingStateSet(Now, TradingState.Normal, TradingStateReason.Operator));
            Fold(DeskEvent.CancelAllAsked(Now));
            Fold(DeskEvent.OrderUpdated(Now, new OrderUpdate(new OrderId(1, 3), new(0), OrderStatus.Cancelled, new(2), 9, Now)));
            var fill = new Fill(77, new OrderId(1, 3), new(0), Side.Sell, new(2), new(10_001), 0.5m, IsMaker: false, Now);
            Fold(DeskEvent.Filled(Now, fill));
            Fold(DeskEvent.Filled(Now, fill)); // told again
            Fold(DeskEvent.TradingStateSet(Now, TradingState.Halted, TradingStateReason.BrokenInvariant));
            log.Stop("it broke");
            log.Stop(null); // once

            void Fold(DeskEvent e)
            {
                desk.Apply(e);
                log.OnEvent(desk, e);
            }
        }
        List<JsonElement> lines = page.Read();
        Assert.Equal(
            ["start", "link", "mismatch", "command", "command", "halt", "command", "resume", "command", "update", "fill", "halt", "stop"],
            lines.Select(static l => Text(l, "kind")));
        Assert.True(lines[1].GetProperty("isUp").GetBoolean());
        Assert.Equal((0, 0.5, "PERP"), (lines[2].GetProperty("book").GetDouble(), lines[2].GetProperty("venue").GetDouble(), Text(lines[2], "contract")));
        Assert.Equal(("setPolicy", 2), (Text(lines[3], "command"), lines[3].GetProperty("policy").GetProperty("upper").GetDouble()));
        Assert.Equal(("kill", "asked for by an operator"), (Text(lines[4], "command"), Text(lines[5], "reason")));
        Assert.Equal(("resume", "normal", "cancelAll"), (Text(lines[6], "command"), Text(lines[7], "state"), Text(lines[8], "command")));
        Assert.Equal(("1-3", "cancelled", 0.2, 9, "nine"), (Text(lines[9], "order"), Text(lines[9], "status"), lines[9].GetProperty("filled").GetDouble(), lines[9].GetProperty("code").GetInt32(), Text(lines[9], "reason")));
        Assert.Equal(("sell", 0.2, 100.01, 0.5, "taker", 77), (Text(lines[10], "side"), lines[10].GetProperty("quantity").GetDouble(), lines[10].GetProperty("price").GetDouble(), lines[10].GetProperty("fee").GetDouble(), Text(lines[10], "liquidity"), lines[10].GetProperty("trade").GetInt64()));
        Assert.Equal("the desk's own sums do not agree", Text(lines[11], "reason"));
        Assert.Equal("it broke", Text(lines[12], "reason"));
    }

    [Fact]
    public void The_file_is_its_owners_alone_and_may_be_moved_away()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "desk.log"), old = Path.Combine(folder.Path, "desk.log.1");
        LogFile file = LogFile.Of(path);
        file.Append("{\"a\":1}\n"u8.ToArray());
        File.Move(path, old);
        file.Append("{\"cut"u8.ToArray());
        LogFile.Of(path).Append("{\"b\":2}\n"u8.ToArray()); // by another process, after a crash
        Assert.Equal("{\"a\":1}\n", File.ReadAllText(old));
        Assert.Equal("{\"cut\n{\"b\":2}\n", File.ReadAllText(path));
        Assert.Throws<BadInputException>(() => LogFile.Of(folder.Path));
        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal((Owner, Owner), (File.GetUnixFileMode(path), File.GetUnixFileMode(old)));
        File.SetUnixFileMode(path, Owner | UnixFileMode.GroupRead);
        Assert.Contains("chmod 600", Assert.Throws<BadInputException>(() => LogFile.Of(path)).Message, StringComparison.Ordinal);
    }
}
