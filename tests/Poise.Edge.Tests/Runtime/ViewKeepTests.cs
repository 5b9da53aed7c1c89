using Poise.Domain;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;

namespace Poise.Edge.Tests;

/// <summary>What pages remember of a desk over a restart: profit by cause, the band's history, decisions; and what nobody watched, told apart.</summary>
public sealed class ViewKeepTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 9);

    private static StartedDesk Bring(string folder, PayoffStyle style = PayoffStyle.Linear) => SimulatedDeskStart.Bring(new SimulatedDeskSettings { DataFolder = folder, Seed = 7, Style = style }, Start, new InlineLane());

    private static void Run(StartedDesk started, int seconds) => started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(seconds));

    private static DeskView ViewOf(StartedDesk started) => DeskViews.Of(started.Run.Driver.Desk, started.Fold, "desk 1", "simulated")[0];

    private static decimal Term(IEnumerable<PnlTerm> terms, string name) => terms.SingleOrDefault(t => t.Term == name)?.Amount ?? 0;

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void A_restart_goes_on_where_the_pages_stood(PayoffStyle style)
    {
        using TemporaryFolder folder = new();
        DeskView before;
        using (StartedDesk first = Bring(folder.Path, style))
        {
            Run(first, 420);
            first.WriteMarket();
            before = ViewOf(first);
        }
        using StartedDesk second = Bring(folder.Path, style);
        DeskView back = ViewOf(second);
        Assert.Null(second.Views.WhyAnew);
        Assert.True(before is { BandHistory.Count: > 10, Decisions.Count: > 3 } && before.Explain.Days[0].Steps >= 7);
        Assert.Equal(before.BandHistory, back.BandHistory.Take(before.BandHistory.Count));
        Assert.Equal(before.Decisions[^1], back.Decisions[^1]);
        Assert.Equal(before.Decisions.Where(static d => d.Action == "hedge"), back.Decisions.Where(static d => d.Action == "hedge").TakeLast(before.Decisions.Count(static d => d.Action == "hedge")));
        Assert.Equal(before.Explain.Days[0].Steps, back.Explain.Days[0].Steps);
        Assert.Equal(before.Explain.Costs, back.Explain.Costs);
        Assert.Equal(before.Explain.Strikes.Select(static s => (s.Contract, s.Days, s.Premium, s.ImpliedVol)), back.Explain.Strikes.Select(static s => (s.Contract, s.Days, s.Premium, s.ImpliedVol)));
        Assert.True(back.Explain.MarkoutsMissed >= before.Explain.MarkoutsMissed);
        Assert.Equal(before.Explain.Standing, back.Explain.Standing);

        Run(second, 300);
        DeskView after = ViewOf(second);
        ExplainDayView day = Assert.Single(after.Explain.Days);
        Assert.True(day.Steps >= before.Explain.Days[0].Steps + 4, $"{day.Steps} steps");
        Assert.Equal(before.Explain.Days[0].From, day.From);
        Assert.Equal(day.Total, day.Terms.Sum(static t => t.Amount));
        Assert.Equal(after.Pnl.Total!.Value, after.Pnl.Explain.Sum(static t => t.Amount));
        Assert.Equal(Term(before.Pnl.Explain, "earlier"), Term(after.Pnl.Explain, "earlier"));
        Assert.True(Math.Abs(Term(day.Terms, "theta")) > Math.Abs(Term(before.Explain.Days[0].Terms, "theta")));
        Assert.False(day.IsAlarm, $"{day.ResidualShare} of {day.Bound}");
        Assert.True(after.Explain.Strikes[0].Days > before.Explain.Strikes[0].Days);
        Assert.True(after.Explain.Costs[0].Fills > before.Explain.Costs[0].Fills);
    }

    /// <summary>Killed some minutes after it was written last: what came in between has no cause, is told apart, and is no residual.</summary>
    [Fact]
    public void What_came_after_the_last_writing_is_told_apart()
    {
        using TemporaryFolder folder = new();
        DeskView written;
        using (StartedDesk first = Bring(folder.Path))
        {
            Run(first, 300);
            first.WriteMarket();
            written = ViewOf(first);
            Run(first, 240);
            first.Run.Driver.FlushAll(); // the journal has it all
        }
        using StartedDesk second = Bring(folder.Path);
        Run(second, 180);
        DeskView after = ViewOf(second);
        ExplainDayView day = Assert.Single(after.Explain.Days);
        decimal away = Term(day.Terms, "while away");
        Assert.NotEqual(0, away);
        Assert.Equal(day.Total, day.Terms.Sum(static t => t.Amount));
        Assert.Equal(away, Term(after.Pnl.Explain, "while away"));
        Assert.Equal(after.Pnl.Total!.Value, after.Pnl.Explain.Sum(static t => t.Amount));
        Assert.True(Math.Abs(Term(day.Terms, "residual")) < Math.Abs(away) / 2, $"residual {Term(day.Terms, "residual")}, away {away}"); // it is not among it
        Assert.Equal(written.BandHistory, after.BandHistory.Take(written.BandHistory.Count));
        Assert.True(Poise.App.Instants.TryParse(written.BandHistory[^1].At, out Instant last) && Poise.App.Instants.TryParse(after.BandHistory[written.BandHistory.Count].At, out Instant next) && next - last >= Duration.FromSeconds(230)); // the gap is a gap
    }

    [Fact]
    public void A_file_that_is_damaged_or_anothers_is_not_taken_and_the_desk_says_why()
    {
        using TemporaryFolder folder = new();
        using (StartedDesk first = Bring(folder.Path))
        {
            Run(first, 200);
            first.WriteMarket();
        }
        string file = Path.Combine(folder.Path, ViewKeep.FileName);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[^20] ^= 1;
        File.WriteAllBytes(file, bytes);
        using (StartedDesk second = Bring(folder.Path))
        {
            Assert.Contains("CRC-32C", second.Views.WhyAnew, StringComparison.Ordinal);
            Assert.Empty(ViewOf(second).Explain.Days);
            Run(second, 200);
            Assert.Single(ViewOf(second).Explain.Days);
            second.WriteMarket();
        }
        using TemporaryFolder other = new();
        using (StartedDesk coin = Bring(other.Path, PayoffStyle.Inverse))
        {
            Run(coin, 200);
            coin.WriteMarket();
        }
        File.Copy(file, Path.Combine(other.Path, ViewKeep.FileName), overwrite: true);
        using StartedDesk strange = Bring(other.Path, PayoffStyle.Inverse);
        Assert.NotNull(strange.Views.WhyAnew);
        Assert.DoesNotContain("while away", ViewOf(strange).Pnl.Explain.Select(static t => t.Term));
    }

    /// <summary>A disk that takes no more ends neither the writing nor what was written before.</summary>
    [Fact]
    public void A_disk_that_fails_keeps_what_was_written_before()
    {
        using TemporaryFolder folder = new();
        using StartedDesk desk = Bring(folder.Path);
        Run(desk, 200);
        var disk = new Poise.Worlds.SimulatedDisk(new SeededRandom(1));
        var keep = new ViewKeep(disk, desk.Fold);
        keep.Write(desk.Run.Driver.Desk);
        byte[] before = disk.Bytes(ViewKeep.FileName);
        disk.FailingFlushes = int.MaxValue;
        Run(desk, 60);
        keep.Write(desk.Run.Driver.Desk);
        Assert.NotNull(keep.Failure);
        Assert.Equal(before, disk.Bytes(ViewKeep.FileName));
    }
}
