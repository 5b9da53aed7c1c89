using Poise.Domain;
using Poise.Flow;

namespace Poise.Core.Tests;

/// <summary>The report over a series of levels: series made by hand, a naive twin, and chance.</summary>
public class LevelsReportTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 15);
    private static readonly LevelsReportSettings Usual = new();

    [Fact]
    public void A_wall_that_turns_spot_back_has_held()
    {
        // From below: away, at the wall (95 to 100.1), away again by 0.3 %; the wall's later move does not matter.
        LevelsReportView report = Of(Hourly([(99, 100), (99.95, 100), (99.8, 103), (99.7, 103), (99.5, 103)]));
        TouchesView touches = Row(report, "call-wall", "below");
        Assert.Equal((1, 1, 0, 0, 0), (touches.Touches, touches.Held, touches.Broken, touches.Open, touches.Jumped));
        EpisodeView episode = Assert.Single(report.Episodes);
        Assert.Equal(("held", 100.0, 99.95, 99.7), (episode.Outcome, episode.Price, episode.Spot, episode.DecidedSpot));
        Assert.Equal((At(1).ToString(), At(3).ToString()), (episode.TouchedAt, episode.DecidedAt));
        Assert.Equal(1 - 99.5 / 99.7, episode.AfterNext!.Value, 1e-12); // it went on down: +
        Assert.Null(episode.AfterNextDay);
        // Standing 0.05 % before the wall, between being 0.1 % through and 0.3 % back.
        Assert.Equal((0.0005 + 0.001) / 0.004, touches.HeldByChance!.Value, 1e-9);
        Assert.Equal(0, Row(report, "call-wall", "above").Touches + Row(report, "put-wall", "below").Touches);
    }

    [Fact]
    public void A_wall_that_spot_goes_through_is_broken()
    {
        LevelsReportView report = Of(Hourly([(99, 100), (100.05, 100), (100.11, 100), (101, 100)]));
        EpisodeView episode = Assert.Single(report.Episodes);
        Assert.Equal(("broken", false, 100.11), (episode.Outcome, episode.Jumped, episode.DecidedSpot));
        Assert.Equal(101 / 100.11 - 1, episode.AfterNext!.Value, 1e-12); // on upwards: +
        // The same with no snapshot at the level: a jump, which chance would never have held.
        TouchesView jumped = Row(Of(Hourly([(99, 100), (101, 100)])), "call-wall", "below");
        Assert.Equal((1, 1, 1, 0.0), (jumped.Touches, jumped.Broken, jumped.Jumped, jumped.HeldByChance));
    }

    [Fact]
    public void The_level_is_the_one_that_was_known_before()
    {
        // The wall came to spot, spot did not come to the wall: at the second snapshot it stood at 110 before.
        Assert.Empty(Of(Hourly([(99, 110), (99.1, 99.1), (98.5, 99.1)])).Episodes);
        // Spot that is at the level already has no side to come from.
        Assert.Empty(Of(Hourly([(100, 100), (100.05, 100), (100.02, 100)])).Episodes);
        // Unknown before: nothing can be touched.
        Assert.Empty(Of(Hourly([(99, null), (100, 100)])).Episodes);
    }

    [Fact]
    public void A_touch_that_nothing_decided_is_open()
    {
        TouchesView open = Row(Of(Hourly([(101, 100), (100.05, 100), (99.95, 100)])), "call-wall", "above");
        Assert.Equal((1, 0, 0, 1, (double?)null, (double?)null), (open.Touches, open.Held, open.Broken, open.Open, open.HeldShare, open.HeldByChance));
        // A cut ends it too.
        LevelsPoint[] cut = [.. Hourly([(101, 100), (100.05, 100)]), Point(24 * 30, 99, 100), Point(24 * 30 + 1, 98, 100)];
        LevelsReportView report = Of(cut);
        Assert.Equal("open", Assert.Single(report.Episodes).Outcome);
        Assert.Equal(1, report.Conventions.Cuts);
        Assert.Contains(report.Notes, n => n.Contains("cut in 2 pieces, where", StringComparison.Ordinal));
        Assert.Equal(2, report.Moves.First(m => m.Level == "call-wall" && m.Step == "snapshot").Pairs);
    }

    [Fact]
    public void A_split_is_a_cut_and_a_jump_without_one_is_named()
    {
        LevelsPoint[] points = [Point(0, 700, 705), Point(1, 701, 705), Point(2, 100, 101) with { IsSplit = true }, Point(3, 99.5, 101)];
        LevelsReportView report = Of(points);
        Assert.Equal((1, 2), (report.Conventions.Cuts, report.Regimes[4].Intraday.Count));
        Assert.Empty(report.Episodes);
        Assert.True(report.Moves[1].Largest == 0);
        Assert.DoesNotContain(report.Notes, n => n.StartsWith("spot:", StringComparison.Ordinal));
        LevelsReportView untold = Of([.. points.Select(p => p with { IsSplit = false })]);
        Assert.Equal((0, 3), (untold.Conventions.Cuts, untold.Regimes[4].Intraday.Count));
        Assert.Contains(untold.Notes, n => n.StartsWith("spot: went from 701 to 100", StringComparison.Ordinal));
        // What a cut leaves out is no move, however far it went.
        LevelsReportView apart = Of([points[0], Point(200, 100, 101)]);
        Assert.Equal(1, apart.Conventions.Cuts);
        Assert.DoesNotContain(apart.Notes, n => n.StartsWith("spot:", StringComparison.Ordinal));
    }

    [Fact]
    public void The_next_day_is_the_last_snapshot_of_the_next_day_that_has_one()
    {
        LevelsPoint[] points =
        [
            Point(0, 99, 100), Point(1, 99.99, 100), Point(2, 99.6, 100), // held at 99.6
            Point(3, 99.7, 100), // the same day
            Point(48, 98, 100), Point(50, 97, 100), // the day after next, the next has none
            Point(72, 120, 130),
        ];
        EpisodeView episode = Of(points).Episodes[0];
        Assert.Equal(-(99.7 / 99.6 - 1), episode.AfterNext!.Value, 1e-12);
        Assert.Equal(-(97 / 99.6 - 1), episode.AfterNextDay!.Value, 1e-12);
    }

    [Fact]
    public void Moves_of_levels_are_counted_from_snapshot_to_snapshot_and_from_day_to_day()
    {
        LevelsPoint[] points = [Point(0, 90, 100), Point(1, 90, 100.05), Point(2, 90, null), Point(24, 90, 102), Point(25, 90, 104), Point(48, 90, 104)];
        LevelMovesView[] moves = [.. Of(points).Moves.Where(m => m.Level == "call-wall")];
        Assert.Equal(["snapshot", "day"], moves.Select(m => m.Step));
        Assert.Equal((3, 2, 1, 1, 1), (moves[0].Pairs, moves[0].Changed, moves[0].BeyondBand, moves[0].Appeared, moves[0].Gone));
        double small = 0.0005, large = 104.0 / 102 - 1;
        Assert.Equal((small + large + 0) / 3, moves[0].Mean!.Value, 1e-12);
        Assert.Equal(small, moves[0].Median!.Value, 1e-12);
        Assert.Equal(large, moves[0].Largest!.Value, 1e-12);
        Assert.Equal((1, 0, 1, 0), (moves[1].Pairs, moves[1].Changed, moves[1].Appeared, moves[1].Gone)); // its first day ended without one
        LevelMovesView never = Of(points).Moves.First(m => m.Level == "put-wall");
        Assert.Equal((0, null, null, null), (never.Pairs, never.Mean, never.Median, never.Largest));
    }

    [Fact]
    public void Regimes_are_those_at_the_beginning_and_nights_count_by_day_only()
    {
        LevelsPoint[] points =
        [
            Point(0, 100, null, "short-gamma"), Point(1, 101, null, "long-gamma"), Point(3, 100, null, "long-gamma"),
            Point(24, 104, null, null), Point(25, 104, null, "transition"),
            Point(72, 102, null, "long-gamma"), // two market days later
        ];
        LevelsReportView report = Of(points);
        RegimeView shorts = report.Regimes[1], longs = report.Regimes[0], unknown = report.Regimes[3], transition = report.Regimes[2], all = report.Regimes[4];
        Assert.Equal(["long-gamma", "short-gamma", "transition", "unknown", "all"], report.Regimes.Select(r => r.Regime));
        double year = 252 * 6.5, up = Math.Log(1.01), down = Math.Log(100.0 / 101);
        Assert.Equal(Math.Sqrt(up * up * year), shorts.Intraday.Vol!.Value, 1e-12);
        Assert.Equal((1, (double?)null), (shorts.Intraday.Count, shorts.Intraday.Error));
        Assert.Equal(Math.Sqrt(down * down * year / 2), longs.Intraday.Vol!.Value, 1e-12);
        Assert.Equal(0, unknown.Intraday.Vol!.Value);
        // Day to day: 100 at the end of the first, 104 of the second, 102 two days on.
        Assert.Equal(Math.Log(1.04) * Math.Sqrt(252), longs.Daily.Vol!.Value, 1e-12);
        Assert.Equal(-Math.Log(102.0 / 104) * Math.Sqrt(252 / 2.0), transition.Daily.Vol!.Value, 1e-12);
        Assert.Equal(0, shorts.Daily.Count);
        Assert.Equal((6, 3, 4.0), (all.Snapshots, all.Days, all.Hours));
        Assert.Equal((0.25, 0.5, 0.0, 0.25), (shorts.ShareOfTime, longs.ShareOfTime, transition.ShareOfTime, unknown.ShareOfTime));
        Assert.Equal((2.0 / 3, 1.0 / 3, 0.0), (longs.ShareOfDays, transition.ShareOfDays, shorts.ShareOfDays));
        // Where the market never closes there is no night: each stretch is market time.
        RegimeView round = Of(points, Usual with { MarketDays = 365, SessionHours = 24 }).Regimes[4];
        Assert.Equal((72.0, 5, 2), (round.Hours, round.Intraday.Count, round.Daily.Count));
        Assert.Equal(Math.Sqrt((Square(Math.Log(1.04)) + Square(Math.Log(102.0 / 104))) / ((25 - 3 + 72 - 25) / 8760.0)), round.Daily.Vol!.Value, 1e-12);
    }

    [Fact]
    public void A_days_snapshots_on_two_dates_have_no_market_time_between_them()
    {
        // A file of Sunday shows Friday's close: the same market day, another date.
        LevelsPoint friday = Point(0, 100, null), sunday = Point(48, 101, null) with { Session = friday.Session };
        LevelsReportView report = Of([friday, sunday]);
        Assert.Equal((0, 0, (double?)null), (report.Regimes[4].Intraday.Count, report.Regimes[4].Daily.Count, report.Regimes[4].ShareOfTime));
        Assert.Contains("share of time: no market day has two snapshots", report.Notes);
    }

    [Fact]
    public void Vols_of_a_random_walk_are_found_within_their_errors()
    {
        var random = new SeededRandom(3);
        int inside = 0;
        const int walks = 200;
        for (int w = 0; w < walks; w++)
        {
            var points = new List<LevelsPoint>();
            double spot = 100, hours = 0;
            for (int i = 0; i < 150; i++)
            {
                points.Add(new(Start + new Duration((long)(hours * 3600e9)), default, 0, spot, null, null, null, "long-gamma"));
                double step = 0.1 + random.NextDouble() * 2; // uneven in time
                spot *= Math.Exp(0.4 * Math.Sqrt(step / 8760) * random.NextNormal());
                hours += step;
            }
            RealisedVolView vol = Of([.. points], Usual with { MarketDays = 365, SessionHours = 24 }).Regimes[0].Intraday;
            inside += Math.Abs(vol.Vol!.Value - 0.4) < 2 * vol.Error!.Value ? 1 : 0;
        }
        Assert.InRange(inside, walks * 0.88, walks * 0.99);
    }

    [Fact]
    public void Levels_that_mean_nothing_hold_as_often_as_chance_says()
    {
        var random = new SeededRandom(8);
        var points = new List<LevelsPoint>();
        double spot = 100, level = 100.15;
        for (int i = 0; i < 300_000; i++)
        {
            points.Add(new(Start + Duration.FromSeconds(i), default, 0, spot, null, level, null, null));
            spot *= 1 + 0.00007 * random.NextNormal(); // small steps: little is jumped over
            if (i % 1000 == 0)
                level = spot * (1 + (random.NextInt32(2) == 0 ? 0.0015 : -0.0015));
        }
        LevelsReportView report = Of([.. points], Usual with { MarketDays = 365, SessionHours = 24 });
        foreach (string from in (string[])["below", "above"])
        {
            TouchesView row = Row(report, "call-wall", from);
            int decided = row.Held + row.Broken;
            double chance = row.HeldByChance!.Value, error = Math.Sqrt(chance * (1 - chance) / decided);
            Assert.True(decided > 50, $"{decided} decided");
            Assert.InRange(row.HeldShare!.Value, chance - 4 * error, chance + 4 * error);
            Assert.InRange(row.HeldShare.Value, row.HeldShareLow!.Value, row.HeldShareHigh!.Value);
        }
        Assert.DoesNotContain(report.Notes, n => n.StartsWith("touches: fewer", StringComparison.Ordinal));
    }

    [Fact]
    public void It_agrees_with_a_naive_twin()
    {
        var random = new SeededRandom(21);
        for (int round = 0; round < Deep.Times(200); round++)
        {
            LevelsPoint[] points = RandomSeries(random, 2 + random.NextInt32(120));
            LevelsReportView report = Of(points);
            foreach ((string name, Func<LevelsPoint, double?> of) in ((string, Func<LevelsPoint, double?>)[])[("zero-gamma", p => p.ZeroGamma), ("call-wall", p => p.CallWall), ("put-wall", p => p.PutWall)])
                Assert.Equal(Naive(points, of), report.Episodes.Where(e => e.Level == name).Select(e => $"{e.From} {e.TouchedAt} {e.Price:R} {e.Outcome} {e.DecidedAt} {e.Jumped}"));
            Assert.Equal(points.Length, report.Regimes[4].Snapshots);
            Assert.Equal(points.Length, report.Regimes.Take(4).Sum(r => r.Snapshots));
            Assert.Equal(report.Regimes[4].Days, report.Regimes.Take(4).Sum(r => r.Days));
            Assert.Equal(report.Regimes[4].Intraday.Count, report.Regimes.Take(4).Sum(r => r.Intraday.Count));
            Assert.Equal(report.Regimes[4].Daily.Count, report.Regimes.Take(4).Sum(r => r.Daily.Count));
            Assert.Equal(report.Episodes.Count, report.Touches.Sum(t => t.Touches));
            Assert.All(report.Touches, t => Assert.Equal(t.Touches, t.Held + t.Broken + t.Open));
        }
    }

    [Fact]
    public void What_makes_no_series_is_refused()
    {
        LevelsPoint[] points = Hourly([(99, 100), (99, 100)]);
        Assert.Throws<ArgumentException>(() => Of([]));
        Assert.Throws<ArgumentException>(() => Of([points[1], points[0]]));
        Assert.Throws<ArgumentException>(() => Of([points[0], points[0]]));
        foreach (LevelsReportSettings wrong in (LevelsReportSettings[])[Usual with { Turn = 0.001 }, Usual with { Band = 0 }, Usual with { Band = double.NaN }, Usual with { SessionHours = 25 }, Usual with { MarketDays = 0 }, Usual with { LongestGap = Duration.Zero }])
            Assert.Throws<ArgumentException>(() => Of(points, wrong));
        LevelsReportView one = Of([points[0]]);
        Assert.Equal((1, 1), (one.Snapshots, one.Days));
        Assert.Contains("touches: none", one.Notes);
        // Without a spot: passed over, and said.
        Assert.Contains("spot: 1 of 2 snapshots have none: touches and vols pass over them", Of([points[0], points[1] with { Spot = null }]).Notes);
    }

    /// <summary>From each snapshot on, in prices: what was touched, and what came of it.</summary>
    private static List<string> Naive(LevelsPoint[] all, Func<LevelsPoint, double?> of)
    {
        List<string> told = [];
        LevelsPoint[] points = [.. all.Where(p => p.Spot is not null)];
        for (int i = 1; i < points.Length; i++)
        {
            if (of(points[i - 1]) is not double level)
                continue;
            double low = level * 0.999, high = level * 1.001, before = points[i - 1].Spot!.Value, now = points[i].Spot!.Value;
            bool isFromBelow = before < low && now >= low, isFromAbove = before > high && now <= high;
            if (!isFromBelow && !isFromAbove)
                continue;
            int j = i;
            string outcome = "open";
            for (; j < points.Length; j++)
            {
                double spot = points[j].Spot!.Value;
                if (isFromBelow ? spot > high : spot < low)
                    outcome = "broken";
                else if (isFromBelow ? spot <= level * 0.997 : spot >= level * 1.003)
                    outcome = "held";
                if (outcome != "open")
                    break;
            }
            told.Add($"{(isFromBelow ? "below" : "above")} {points[i].At} {level:R} {outcome} {(outcome == "open" ? "" : points[j].At)} {outcome == "broken" && j == i}");
            i = j;
        }
        return told;
    }

    private static LevelsPoint[] RandomSeries(SeededRandom random, int n)
    {
        var points = new List<LevelsPoint>();
        double spot = 100, hours = 0;
        for (int i = 0; i < n; i++)
        {
            points.Add(Point(hours, spot, Level(0.004), ((string?[])["long-gamma", "short-gamma", "transition", null])[random.NextInt32(4)]) with
            {
                Spot = random.NextInt32(15) == 0 ? null : spot,
                ZeroGamma = Level(0.001),
                PutWall = Level(0.004),
            });
            spot *= Math.Exp(0.001 * random.NextNormal());
            hours += 0.2 + 5 * random.NextDouble();
        }
        return [.. points];

        double? Level(double spread) => random.NextInt32(8) == 0 ? null : Math.Round(100 * (1 + spread * random.NextNormal()), 1);
    }

    private static LevelsPoint[] Hourly((double Spot, double? Wall)[] points) => [.. points.Select((p, i) => Point(i, p.Spot, p.Wall))];

    /// <summary>Hours after a Monday's 15:00; days of 24 hours from then on.</summary>
    private static LevelsPoint Point(double hours, double spot, double? wall, string? regime = "long-gamma")
    {
        int day = (int)(hours / 24);
        return new(At(hours), new DateOnly(2026, 1, 5).AddDays(day), day, spot, null, wall, null, regime);
    }

    private static Instant At(double hours) => Start + new Duration((long)(hours * 3600e9));

    private static double Square(double x) => x * x;

    private static TouchesView Row(LevelsReportView report, string level, string from) => report.Touches.Single(t => t.Level == level && t.From == from);

    private static LevelsReportView Of(LevelsPoint[] points, LevelsReportSettings? settings = null) => LevelsReport.Of("SPX", "all", ["short-all"], ["net-gamma"], points, settings ?? Usual);
}
