using Poise.Domain;

namespace Poise.Flow;

/// <summary>
/// Touches of one level by spot. A touch begins when spot, outside the band round the level as it stood at the snapshot before, is in the band or beyond at this one;
/// from then on the level is held fixed. It ends as held when spot is the turn away on its first side, as broken when it is beyond the level by the band.
/// </summary>
internal static class LevelTouches
{
    /// <param name="points">Ascending in time, each with a spot, without a cut.</param>
    public static List<EpisodeView> Episodes(NamedLevel level, IReadOnlyList<LevelsPoint> points, LevelsReportSettings settings)
    {
        var episodes = new List<EpisodeView>();
        Touch? open = null;
        for (int i = 1; i < points.Count; i++)
        {
            Touch? touch = open ?? Begun(level, points, i, settings);
            if (touch is not Touch t)
                continue;
            double away = t.Away(points[i].Spot!.Value);
            bool isBroken = away < -settings.Band, isHeld = away >= settings.Turn;
            open = isBroken || isHeld ? null : t;
            if (isBroken || isHeld)
                episodes.Add(Decided(level, points, t, i, isHeld));
        }
        if (open is Touch last)
            episodes.Add(new(level.Name, last.From, last.Level, points[last.At].At.ToString(), points[last.At].Spot!.Value, Jumped: false, "open", null, null, null, null));
        return episodes;
    }

    /// <summary>One row for each side that spot came from.</summary>
    public static TouchesView Sum(string level, string from, IReadOnlyList<EpisodeView> all, LevelsReportSettings settings)
    {
        List<EpisodeView> own = [.. all.Where(e => e.Level == level && e.From == from)];
        List<EpisodeView> held = own.FindAll(static e => e.Outcome == "held"), broken = own.FindAll(static e => e.Outcome == "broken");
        int decided = held.Count + broken.Count;
        (double? low, double? high) = Statistics.Share(held.Count, decided);
        return new(
            level, from, own.Count, held.Count, broken.Count, own.Count - decided, own.Count(static e => e.Jumped),
            decided > 0 ? (double)held.Count / decided : null, low, high,
            decided > 0 ? held.Concat(broken).Average(e => ByChance(e, settings)) : null,
            After(held), After(broken));
    }

    // Of a martingale between two barriers: the distance to the one it must not meet first, over their distance.
    private static double ByChance(EpisodeView e, LevelsReportSettings settings)
    {
        double away = (e.From == "above" ? 1 : -1) * (e.Spot / e.Price - 1);
        return Math.Clamp((away + settings.Band) / (settings.Turn + settings.Band), 0, 1);
    }

    private static AfterView After(List<EpisodeView> episodes) => new(Statistics.Mean(episodes.Select(static e => e.AfterNext)), Statistics.Mean(episodes.Select(static e => e.AfterNextDay)));

    private static Touch? Begun(NamedLevel level, IReadOnlyList<LevelsPoint> points, int i, LevelsReportSettings settings)
    {
        if (level.Of(points[i - 1]) is not double stood)
            return null;
        double before = points[i - 1].Spot!.Value / stood - 1;
        if (!(Math.Abs(before) > settings.Band))
            return null;
        var touch = new Touch(i, stood, before > 0 ? 1 : -1);
        return touch.Away(points[i].Spot!.Value) > settings.Band ? null : touch;
    }

    private static EpisodeView Decided(NamedLevel level, IReadOnlyList<LevelsPoint> points, Touch t, int at, bool isHeld)
    {
        double spot = points[at].Spot!.Value, onwards = isHeld ? t.Side : -t.Side;
        double? next = at + 1 < points.Count ? points[at + 1].Spot : null, nextDay = null;
        int k = at + 1;
        while (k < points.Count && points[k].Session == points[at].Session)
            k++;
        for (int day = k; k < points.Count && points[k].Session == points[day].Session; k++)
            nextDay = points[k].Spot;
        return new(
            level.Name, t.From, t.Level, points[t.At].At.ToString(), points[t.At].Spot!.Value, Jumped: !isHeld && t.At == at, isHeld ? "held" : "broken",
            points[at].At.ToString(), spot, onwards * (next / spot - 1), onwards * (nextDay / spot - 1));
    }

    /// <param name="At">Index of the point.</param>
    /// <param name="Level">Held fixed.</param>
    /// <param name="Side">Of spot before: +1 above the level, -1 below.</param>
    private readonly record struct Touch(int At, double Level, int Side)
    {
        public string From => Side > 0 ? "above" : "below";

        /// <summary>Distance on the first side as a fraction of the level; below zero beyond it.</summary>
        public double Away(double spot) => Side * (spot / Level - 1);
    }
}
