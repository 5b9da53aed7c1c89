using System.Globalization;
using Poise.Domain;

namespace Poise.Flow;

/// <summary>Judges a series of levels against the prices that came after them. Nothing is judged by a level that was not known before.</summary>
public static class LevelsReport
{
    /// <summary>Of fewer cases a number says little, and the report says so.</summary>
    public const int Few = 30;

    /// <summary>Spot that jumps by so much between two snapshots is named.</summary>
    private const double Jump = 1.3;

    private static readonly string[] Regimes = ["long-gamma", "short-gamma", "transition", "unknown"];

    /// <param name="underlying">For the view's head.</param>
    /// <param name="bucket">The same.</param>
    /// <param name="signs">Sign models of the levels.</param>
    /// <param name="walls">Wall definitions of the levels.</param>
    /// <param name="points">At least one, ascending in time.</param>
    /// <exception cref="ArgumentException">The points do not ascend, there is none, or the settings make no sense.</exception>
    public static LevelsReportView Of(
        string underlying, string bucket, IReadOnlyList<string> signs, IReadOnlyList<string> walls, IReadOnlyList<LevelsPoint> points, LevelsReportSettings settings)
    {
        Check(points, settings);
        List<List<LevelsPoint>> pieces = Pieces(points, settings);
        List<List<LevelsPoint>> priced = pieces.ConvertAll(static piece => piece.FindAll(static p => p.Spot > 0));
        List<List<LevelsPoint>> closes = pieces.ConvertAll(Closes);
        List<EpisodeView> episodes = [.. NamedLevel.All.SelectMany(level => priced.SelectMany(piece => LevelTouches.Episodes(level, piece, settings)))];
        List<TouchesView> touches = [.. NamedLevel.All.SelectMany(level => ((string[])["below", "above"]).Select(from => LevelTouches.Sum(level.Name, from, episodes, settings)))];
        List<LevelMovesView> moves =
        [
            .. NamedLevel.All.Select(level => Moves(level, "snapshot", pieces, settings)),
            .. NamedLevel.All.Select(level => Moves(level, "day", closes, settings)),
        ];
        List<RegimeView> regimes = RegimesOf(pieces, priced, closes, settings);
        return new(
            underlying, bucket, points[0].At.ToString(), points[^1].At.ToString(), points.Count, Closes(points).Count,
            new(signs, walls, settings.Band, settings.Turn, settings.MarketDays, settings.SessionHours, settings.LongestGap.Seconds / 3600, pieces.Count - 1),
            touches, episodes, moves, regimes, Notes(points, pieces.Count - 1, touches, regimes, signs, walls, settings));
    }

    private static List<List<LevelsPoint>> Pieces(IReadOnlyList<LevelsPoint> points, LevelsReportSettings settings)
    {
        var pieces = new List<List<LevelsPoint>>();
        for (int i = 0; i < points.Count; i++)
        {
            if (i == 0 || points[i].IsSplit || points[i].At - points[i - 1].At > settings.LongestGap)
                pieces.Add([]);
            pieces[^1].Add(points[i]);
        }
        return pieces;
    }

    private static IEnumerable<(LevelsPoint From, LevelsPoint To)> Steps(List<List<LevelsPoint>> pieces) =>
        pieces.SelectMany(static piece => piece.Zip(piece.Skip(1)));

    /// <summary>The last point of each market day.</summary>
    private static List<LevelsPoint> Closes(IReadOnlyList<LevelsPoint> points) =>
        [.. points.Where((p, i) => i + 1 == points.Count || points[i + 1].Session != p.Session)];

    private static LevelMovesView Moves(NamedLevel level, string step, List<List<LevelsPoint>> pieces, LevelsReportSettings settings)
    {
        var moves = new List<double>();
        int changed = 0, appeared = 0, gone = 0;
        foreach ((LevelsPoint before, LevelsPoint now) in Steps(pieces))
        {
            (double? was, double? at) = (level.Of(before), level.Of(now));
            appeared += was is null && at is not null ? 1 : 0;
            gone += was is not null && at is null ? 1 : 0;
            if (was is not double from || at is not double to)
                continue;
            changed += to != from ? 1 : 0;
            moves.Add(Math.Abs(to / from - 1));
        }
        return new(
            level.Name, step, moves.Count, changed, moves.Count(m => m > settings.Band), appeared, gone,
            moves.Count > 0 ? moves.Average() : null, Statistics.Median(moves), moves.Count > 0 ? moves.Max() : null);
    }

    private static List<RegimeView> RegimesOf(List<List<LevelsPoint>> pieces, List<List<LevelsPoint>> priced, List<List<LevelsPoint>> closes, LevelsReportSettings settings)
    {
        double hoursAYear = settings.SessionHours * settings.MarketDays;
        List<LevelsPoint> points = [.. pieces.SelectMany(static p => p)], ends = [.. closes.SelectMany(static p => p)];
        List<(string Regime, double Hours)> stretches = [.. Steps(pieces).Where(s => IsOpen(s.From, s.To, settings)).Select(static s => (Regime(s.From), Hours(s.From, s.To)))];
        List<(string Regime, double Return, double Years)> intraday =
        [
            .. Steps(priced).Where(s => IsOpen(s.From, s.To, settings)).Select(s => (Regime(s.From), Return(s.From, s.To), Hours(s.From, s.To) / hoursAYear)),
        ];
        List<(string Regime, double Return, double Years)> daily =
        [
            .. Steps(priced.ConvertAll(Closes)).Select(s => (
                Regime(s.From), Return(s.From, s.To), settings.NeverCloses ? Hours(s.From, s.To) / hoursAYear : (s.To.Session - s.From.Session) / (double)settings.MarketDays)),
        ];
        double time = stretches.Sum(static s => s.Hours);
        return [.. Regimes.Select(regime => View(regime, r => r == regime)), View("all", static _ => true)];

        RegimeView View(string name, Func<string, bool> counts)
        {
            int days = ends.Count(p => counts(Regime(p)));
            double hours = stretches.Where(s => counts(s.Regime)).Sum(static s => s.Hours);
            return new(
                name, points.Count(p => counts(Regime(p))), days, ends.Count > 0 ? (double)days / ends.Count : null, hours, time > 0 ? hours / time : null,
                Statistics.Vol([.. intraday.Where(r => counts(r.Regime)).Select(static r => (r.Return, r.Years))]),
                Statistics.Vol([.. daily.Where(r => counts(r.Regime)).Select(static r => (r.Return, r.Years))]));
        }
    }

    /// <summary>The market was open from one to the other, as far as their days tell.</summary>
    private static bool IsOpen(in LevelsPoint from, in LevelsPoint to, LevelsReportSettings settings) => settings.NeverCloses || (from.Session == to.Session && from.Day == to.Day);

    private static string Regime(LevelsPoint point) => point.Regime ?? "unknown";

    private static double Hours(in LevelsPoint from, in LevelsPoint to) => (to.At - from.At).Seconds / 3600;

    private static double Return(in LevelsPoint from, in LevelsPoint to) => Math.Log(to.Spot!.Value / from.Spot!.Value);

    private static List<string> Notes(
        IReadOnlyList<LevelsPoint> points, int cuts, List<TouchesView> touches, List<RegimeView> regimes, IReadOnlyList<string> signs, IReadOnlyList<string> walls, LevelsReportSettings settings)
    {
        List<string> notes = [];
        int unpriced = points.Count(static p => !(p.Spot > 0));
        if (unpriced > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"spot: {unpriced} of {points.Count} snapshots have none: touches and vols pass over them"));
        if (signs.Count > 1)
            notes.Add($"levels: of several sign models ({string.Join(", ", signs)}): their moves are partly the models'");
        if (walls.Count > 1)
            notes.Add($"levels: walls of several definitions ({string.Join(", ", walls)}): their moves are partly the definitions'");
        string[] few = [.. touches.Where(static t => t.Held + t.Broken is > 0 and < Few).Select(static t => string.Create(CultureInfo.InvariantCulture, $"{t.Level} from {t.From} ({t.Held + t.Broken})"))];
        if (few.Length > 0)
            notes.Add($"touches: fewer than {Few} are decided, which tells little from chance: {string.Join(", ", few)}");
        if (touches.TrueForAll(static t => t.Touches == 0))
            notes.Add("touches: none");
        string[] thin = [.. regimes.Where(static r => r.Regime != "all").SelectMany(static r => ((string, RealisedVolView)[])[($"{r.Regime} intraday", r.Intraday), ($"{r.Regime} daily", r.Daily)])
            .Where(static v => v.Item2.Count is > 0 and < Few).Select(static v => string.Create(CultureInfo.InvariantCulture, $"{v.Item1} ({v.Item2.Count})"))];
        if (thin.Length > 0)
            notes.Add($"realised vol: fewer than {Few} returns, read it with its error: {string.Join(", ", thin)}");
        if (regimes[^1].ShareOfTime is null)
            notes.Add("share of time: no market day has two snapshots");
        if (points.Count > 1)
        {
            (Instant at, Duration gap) = points.Zip(points.Skip(1), static (a, b) => (a.At, b.At - a.At)).MaxBy(static g => g.Item2);
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"the longest time without a snapshot: {gap.Seconds / 3600:0.##} hours from {at}"));
        }
        if (cuts > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"cut in {cuts + 1} pieces, where no snapshot lies for more than {settings.LongestGap.Seconds / 3600:0.##} hours or shares were split: nothing is counted across a cut"));
        foreach ((LevelsPoint from, LevelsPoint to) in points.Zip(points.Skip(1)).Where(s => !s.Second.IsSplit && s.Second.At - s.First.At <= settings.LongestGap && Math.Abs(Math.Log((s.Second.Spot / s.First.Spot) ?? 1)) > Math.Log(Jump)).Take(3))
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"spot: went from {from.Spot} to {to.Spot} at {to.At}, which is counted as a move: if it was a split, leave it out by --from or --to"));
        return notes;
    }

    private static void Check(IReadOnlyList<LevelsPoint> points, LevelsReportSettings settings)
    {
        if (points.Count == 0)
            throw new ArgumentException("a report needs a snapshot", nameof(points));
        for (int i = 1; i < points.Count; i++)
        {
            if (points[i].At <= points[i - 1].At || points[i].Session < points[i - 1].Session)
                throw new ArgumentException($"the points do not ascend at {points[i].At}", nameof(points));
        }
        if (!(settings.Band > 0 && settings.Turn > settings.Band && settings.Turn < 1 && settings.MarketDays > 0 && settings.SessionHours is > 0 and <= 24 && settings.LongestGap > Duration.Zero))
            throw new ArgumentException("the band must be above 0, the turn larger and below 1, a day's hours from 0 to 24, the longest gap above 0", nameof(settings));
    }
}
