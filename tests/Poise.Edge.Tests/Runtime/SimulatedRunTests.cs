using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Edge.Tests;

public sealed class SimulatedRunTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 9);

    private static StartedDesk Bring(TemporaryFolder folder, PayoffStyle style = PayoffStyle.Linear, ulong seed = 7) =>
        SimulatedDeskStart.Bring(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = seed, Style = style }, Start, new InlineLane());

    private static StartedDesk Ran(TemporaryFolder folder, double seconds, PayoffStyle style = PayoffStyle.Linear)
    {
        StartedDesk started = Bring(folder, style);
        started.Run.AdvanceTo(started.Run.Now + new Duration((long)(seconds * 1e9)));
        started.Run.Driver.Desk.Invariants();
        started.Run.Driver.Desk.CheckDrift();
        return started;
    }

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void The_demo_book_is_hedged_within_seconds_and_stays_within_its_band(PayoffStyle style)
    {
        using TemporaryFolder folder = new();
        StartedDesk started = Ran(folder, 120, style);
        Desk desk = started.Run.Driver.Desk;
        using (started)
        {
            Assert.Equal(TradingState.Normal, desk.State);
            Assert.Null(started.Run.Driver.BrokenBy);
            Assert.NotEmpty(started.Fold.Of(started.Run.Driver.Desk.Hedgers[0]).Fills);
            Assert.True(started.Fold.Of(started.Run.Driver.Desk.Hedgers[0]).Fills.Last().At - Start < Duration.FromSeconds(5), "the first hedge came late");
            Assert.InRange(desk.Hedgers[0].Greeks.Net.Delta, -0.5, 0.5);
            Assert.True(desk.Hedgers[0].Greeks.Net.Gamma < 0);
            Assert.Contains(started.Fold.Of(started.Run.Driver.Desk.Hedgers[0]).Decisions, d => d.Last.Reason == DecisionReason.InsideBand && d.Count > 10);
            // The book is the venue's.
            Assert.True(started.Run.Venue.TryPosition(desk.Hedgers[0].Settings.Hedge, out Lots held));
            if (desk.Working.Count == 0)
                Assert.Equal(held, desk.Book.QuantityOf(desk.Hedgers[0].Hedge));
        }
    }

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void The_market_goes_on_where_it_was_written_down_and_where_that_is_damaged_it_is_lived_again(PayoffStyle style)
    {
        using TemporaryFolder folder = new();
        StartedDesk first = Ran(folder, 90, style);
        (Instant now, Lots held) = (first.Run.Now, first.Run.Driver.Desk.Book.QuantityOf(first.Run.Driver.Desk.Hedgers[0].Hedge));
        first.WriteMarket();
        first.Dispose();
        string file = Path.Combine(folder.Path, "market.state");
        byte[] written = File.ReadAllBytes(file);

        using (StartedDesk again = Bring(folder, style))
        {
            Assert.Null(again.WhyAnew);
            Assert.Equal((now, held), (again.Run.Now, again.Run.Driver.Desk.Book.QuantityOf(again.Run.Driver.Desk.Hedgers[0].Hedge)));
            Hold(again);
        }

        foreach (int at in (int[])[0, 20, written.Length / 2, written.Length - 1])
        {
            byte[] damaged = [.. written];
            damaged[at] ^= 0x40;
            File.WriteAllBytes(file, damaged);
            using StartedDesk anew = Bring(folder, style);
            Assert.NotNull(anew.WhyAnew);
            Hold(anew);
        }

        static void Hold(StartedDesk started)
        {
            Assert.Equal(TradingState.Normal, started.Run.Driver.Desk.State);
            started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(30));
            started.Run.Driver.Desk.Invariants();
            Assert.True(started.Run.Driver.Desk.IsReconciled);
            started.Run.Reconnect();
            Assert.Equal(TradingState.Normal, started.Run.Driver.Desk.State);
            started.Run.Driver.FlushAll();
        }
    }

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void The_picture_adds_up(PayoffStyle style)
    {
        using TemporaryFolder folder = new();
        StartedDesk started = Ran(folder, 60, style);
        using (started)
        {
            // The first minute's quotes are wide, and vols still settle.
            DeskView early = DeskViews.Of(started.Run.Driver.Desk, started.Fold, "desk 1", "simulated")[0];
            started.Run.AdvanceTo(Start + Duration.FromSeconds(660));
            DeskView view = DeskViews.Of(started.Run.Driver.Desk, started.Fold, "desk 1", "simulated")[0];
            Assert.Equal(view.Pnl.Total, view.Pnl.Options + view.Pnl.Hedge - view.Pnl.Fees + view.Pnl.Funding);
            Assert.Equal(view.Pnl.Total, view.Pnl.Explain.Sum(t => t.Amount));
            PnlTerm[] since = [.. view.Pnl.Explain.Zip(early.Pnl.Explain, static (now, before) => now with { Amount = now.Amount - before.Amount })];
            decimal sum = since.Sum(static t => Math.Abs(t.Amount)), residual = Math.Abs(since.Single(static t => t.Term == "residual").Amount);
            // Ten minutes: a few per cent; a day's two per cent are ExplainFoldTests'.
            Assert.True(sum > 0 && residual <= 0.05m * sum, $"residual {residual} of {sum}: {string.Join(", ", since.AsEnumerable())}");
            Assert.True(view.Positions.Count > 5);
            Assert.All(view.Positions, p => Assert.NotNull(p.Pnl));
            Assert.Equal(view.Net.Delta!.Value, view.Positions.Sum(p => p.Delta!.Value), 9);
            Assert.True(view.BandHistory.Count > 100);
            Assert.False(view.IsStale);
            Assert.Equal(16, view.StateHash.Length);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_seed_others()
    {
        using TemporaryFolder one = new(), two = new(), three = new();
        StartedDesk a = Ran(one, 60), b = Ran(two, 60), c = Bring(three, seed: 8);
        c.Run.AdvanceTo(Start + Duration.FromSeconds(60));
        using (a)
        using (b)
        using (c)
        {
            Assert.Equal(a.Run.Driver.Desk.StateHash(), b.Run.Driver.Desk.StateHash());
            Assert.NotEqual(a.Run.Driver.Desk.StateHash(), c.Run.Driver.Desk.StateHash());
        }
    }

    [Fact]
    public void A_clean_restart_finds_its_book_and_goes_on()
    {
        using TemporaryFolder folder = new();
        StartedDesk first = Ran(folder, 60);
        Instant end = first.Run.Now;
        first.Run.Driver.FlushAll();
        first.Dispose();
        Desk before = first.Run.Driver.Desk;

        StartedDesk second = Bring(folder);
        using (second)
        {
            Desk after = second.Run.Driver.Desk;
            Assert.True(second.Report.Records > 0);
            Assert.Equal(TradingState.Normal, after.State);
            Assert.Equal(before.BookHash(), after.BookHash());
            Assert.True(second.Run.Now >= end - Duration.FromSeconds(2));
            int fills = second.Fold.Of(second.Run.Driver.Desk.Hedgers[0]).Fills.Count();
            second.Run.AdvanceTo(second.Run.Now + Duration.FromSeconds(120));
            Assert.True(second.Fold.Of(second.Run.Driver.Desk.Hedgers[0]).Fills.Count() > fills, "no hedge after the restart");
            Assert.Equal(TradingState.Normal, after.State);
            after.Invariants();
        }
    }

    [Fact]
    public void A_killed_process_loses_nothing_that_was_promised()
    {
        using TemporaryFolder folder = new();
        StartedDesk first = Ran(folder, 45);
        first.Dispose(); // what was not flushed is gone, as by a SIGKILL

        StartedDesk second = Bring(folder);
        using (second)
        {
            second.Run.AdvanceTo(second.Run.Now + Duration.FromSeconds(60));
            Assert.Equal(TradingState.Normal, second.Run.Driver.Desk.State);
            Assert.InRange(second.Run.Driver.Desk.Hedgers[0].Greeks.Net.Delta, -0.6, 0.6);
            Assert.True(second.Run.Driver.Desk.LastSequence >= first.Run.Driver.Desk.LastSequence);
        }
    }

    [Theory]
    [InlineData("""{ "policy": "fixed", "lower": -0.15, "upper": 0.15, "rebalance": "to-target" }""")]
    [InlineData("""{ "policy": "zakamouline", "dailySd": 2000, "maxHalfWidth": 0.1 }""")]
    [InlineData("""{ "policy": "delta", "convention": "sticky-moneyness", "of": { "policy": "price-move", "minMove": 0.0001, "ignoreVolAndTime": true, "of": { "policy": "whalley-wilmott", "riskAversion": 10, "maxHalfWidth": 0.05 } } }""")]
    public void Each_recorded_life_replays_to_the_same_orders_and_the_same_bits(string policy)
    {
        using TemporaryFolder folder = new();
        SimulatedDeskSettings settings = new() { DataFolder = folder.Path, Seed = 5, IsRecorded = true, Policy = PolicyText.Parse(System.Text.Encoding.UTF8.GetBytes(policy)) };
        string[] hashes = new string[2];
        for (int life = 0; life < 2; life++)
        {
            using StartedDesk started = SimulatedDeskStart.Bring(settings, Start, new InlineLane());
            started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(90));
            started.Run.Driver.FlushAll();
            Assert.Null(started.Recording!.Failure);
            hashes[life] = started.Run.Driver.Desk.StateHash().ToString("x16");
        }
        // The replay is told nothing of the policy: it is in the recording.
        DeskSettings usual = (settings with { Policy = new SimulatedDeskSettings { DataFolder = "" }.Policy }).Desk();
        for (int life = 0; life < 2; life++)
        {
            ReplayReport report = RecordedLife.Replay(new Poise.Storage.FileDisk(folder.Path), usual, life + 1);
            Assert.Null(report.Difference);
            Assert.Equal(hashes[life], report.StateHash);
            Assert.True(report.Orders > 0 && report.Hashes > 1 && report.Batches > 1000, report.ToString());
        }
        // Another plan is another desk: the replay says where it went another way.
        DeskSettings other = settings.Desk() with { Hedgers = [settings.Desk().Hedgers[0] with { Plan = new CrossingPlan(0.0001, new(1)) }] };
        Assert.NotNull(RecordedLife.Replay(new Poise.Storage.FileDisk(folder.Path), other, 1).Difference);
    }

    [Fact]
    public void A_start_that_died_before_it_was_durable_leaves_nothing_in_the_next_recording()
    {
        using TemporaryFolder folder = new(), elsewhere = new();
        SimulatedDeskSettings settings = new() { DataFolder = folder.Path, Seed = 5, IsRecorded = true };
        // What such a start leaves: a recording of life 1, and a journal without it.
        using (StartedDesk dead = SimulatedDeskStart.Bring(settings with { DataFolder = elsewhere.Path }, Start, new InlineLane()))
        {
            dead.Run.AdvanceTo(dead.Run.Now + Duration.FromSeconds(5));
            dead.Run.Driver.FlushAll();
        }
        foreach (string file in Directory.GetFiles(elsewhere.Path, "recording-1-*"))
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        using (StartedDesk started = SimulatedDeskStart.Bring(settings, Start, new InlineLane()))
        {
            started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(30));
            started.Run.Driver.FlushAll();
        }
        ReplayReport report = RecordedLife.Replay(new Poise.Storage.FileDisk(folder.Path), settings.Desk(), 1);
        Assert.Null(report.Difference);
    }

    [Fact]
    public void A_link_that_is_lost_and_found_while_it_runs_is_reconciled_and_hedges_on()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = Ran(folder, 60);
        Desk desk = started.Run.Driver.Desk;
        started.Run.Reconnect();
        Assert.True(desk.IsReconciled && desk.IsLinkUp);
        Assert.Equal(TradingState.Normal, desk.State);
        long orders = desk.LastSequence;
        started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(180));
        Assert.True(desk.LastSequence > orders, "no hedge after the link came back");
        Assert.Equal(TradingState.Normal, desk.State);
        Assert.Null(started.Run.Driver.BrokenBy);
    }

    [Fact]
    public void The_chain_snapshot_has_quotes_and_open_interest()
    {
        using TemporaryFolder folder = new();
        StartedDesk started = Ran(folder, 5);
        using (started)
        {
            MarketSnapshot snapshot = MarketSnapshots.Of(started.Run.Venue);
            Assert.True(snapshot.Options.Count > 50);
            Assert.True(snapshot.Spot > 0);
            Assert.All(snapshot.Options, o => Assert.True(o.OpenInterest >= 0));
            Assert.True(snapshot.Options.Count(o => o.Quote.IsTwoSided) > 50);
            Assert.True(snapshot.Options.Sum(o => o.OpenInterest) > 0);
            Assert.Single(snapshot.Futures);
            // A quote that stands is as old as the snapshot, however long ago it was set.
            Assert.All(snapshot.Options.Where(o => o.Quote.At.IsKnown), o => Assert.Equal(snapshot.AsOf, o.Quote.At));
        }
    }

    [Fact]
    public void An_expiry_passes_through_the_book()
    {
        using TemporaryFolder folder = new();
        StartedDesk started = SimulatedDeskStart.Bring(
            new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 3, CustomMarket = new MarketSettings { Step = Duration.FromSeconds(5) } }, Instant.FromUtc(2026, 1, 6, 5, 59), new InlineLane());
        using (started)
        {
            Desk desk = started.Run.Driver.Desk;
            Instant expiry = Instant.FromUtc(2026, 1, 6, 8);
            int Held() => Enumerable.Range(0, desk.Book.Count).Count(i =>
                desk.Book.ContractOf(new(i)).Expiry == expiry && desk.Book.QuantityOf(new(i)) != Lots.Zero);
            started.Run.AdvanceTo(expiry - Duration.FromSeconds(60));
            Assert.Equal(2, Held());
            started.Run.AdvanceTo(expiry + Duration.FromSeconds(60));
            Assert.Equal(0, Held());
            Assert.Equal(TradingState.Normal, desk.State);
            Assert.Null(started.Run.Driver.BrokenBy);
            desk.Invariants();
        }
    }
}
