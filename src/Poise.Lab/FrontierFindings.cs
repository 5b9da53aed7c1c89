using System.Globalization;

namespace Poise.Lab;

/// <summary>The frontier at one cost in sentences, each computed: where Zakamouline stands, where simple bands lose to a schedule, where nothing is gained.</summary>
internal static class FrontierFindings
{
    private static readonly string[] Bands = [FrontierPolicies.BandToEdge, FrontierPolicies.BandToTarget];

    public static IReadOnlyList<string> Of(IReadOnlyList<FrontierPoint> points, IReadOnlyList<EqualCostView> equal, double aversion)
    {
        List<string> findings = [];
        AddDominance(points, findings);
        findings.AddRange(equal.GroupBy(static e => (e.Policy, e.Against)).Select(static g => AtEqualCost(g.Key.Policy, g.Key.Against, [.. g])));
        AddCertainty(points, aversion, findings);
        return findings;
    }

    private static void AddDominance(IReadOnlyList<FrontierPoint> points, List<string> findings)
    {
        const string name = FrontierPolicies.Zakamouline;
        FrontierPoint[] own = [.. points.Where(static p => p.Policy.Family == name)], others = [.. points.Where(static p => p.Policy.Family != name)];
        if (own.Length == 0)
            return;
        var beyond = own.Select(p => (Point: p, By: p.DominatorIn(own))).Where(static p => p.By is not null).ToList();
        var lost = own.Where(p => beyond.All(b => b.Point != p)).Select(p => (Point: p, By: p.DominatorIn(others))).Where(static p => p.By is not null).ToList();
        int stands = own.Length - beyond.Count;
        findings.Add(lost.Count == 0
            ? $"{name} is not dominated: no other policy costs less with less risk than any of its {stands} points by more than a standard error{(beyond.Count > 0 ? " before its curve turns back" : "")}."
            : $"{name} is dominated at {string.Join(", ", lost.Select(static l => $"{l.Point.Policy.Parameter} (by {Name(l.By!)}, {Number(l.Point.ErrorsAbove(l.By!))} errors)"))}, {lost.Count} of {stands} points{(beyond.Count > 0 ? " before its curve turns back" : "")}.");
        if (beyond.Count > 0)
            findings.Add($"{name}'s curve turns back at {Parameters(beyond.Select(static b => b.Point))}: its own {string.Join(", ", beyond.Select(static b => b.By!.Policy.Parameter).Distinct(StringComparer.Ordinal))} costs less and has less risk there, so that more hedging buys nothing.");
    }

    private static string AtEqualCost(string policy, string against, IReadOnlyList<EqualCostView> points)
    {
        if (points.All(static p => p.Verdict == "same"))
            return $"{policy} against {against} at equal cost: nothing is gained, the deviations differ by less than their intervals ({List(points)}).";
        IEnumerable<string> parts =
            from verdict in (string[])["lower", "higher", "same"]
            let those = points.Where(p => p.Verdict == verdict).ToList()
            where those.Count > 0
            select verdict == "same" ? $"nothing gained at {List(those)}" : $"{(verdict == "lower" ? "less" : "more")} risk by {Range(those)} at {List(those)}";
        return $"{policy} against {against} at equal cost: {string.Join("; ", parts)}.";
    }

    private static void AddCertainty(IReadOnlyList<FrontierPoint> points, double aversion, List<string> findings)
    {
        FrontierPoint best = points.MaxBy(static p => p.Certainty.Value)!;
        List<FrontierPoint> level = [.. points.Where(p => p != best && (best.Certainty - p.Certainty).Errors < Frontier.Wide)];
        findings.Add($"A hedger of aversion {Number(aversion)} does best by {Name(best)} (certainty equivalent {Number(best.Certainty.Value)} +- {Number(best.Certainty.Error)})"
            + (level.Count > 0 ? $"; within their interval of it: {string.Join(", ", level.Select(Name))}." : ", beyond the interval of any other."));
        if (points.Where(static p => p.Policy.Family == FrontierPolicies.Scheduled).MaxBy(static p => p.Certainty.Value) is not { } schedule)
            return;
        List<string> losing = [.. from family in Bands
                                  let those = points.Where(p => p.Policy.Family == family && (schedule.Certainty - p.Certainty).Errors > Frontier.Wide).ToList()
                                  where those.Count > 0
                                  select $"{family} {Parameters(those)}"];
        findings.Add(losing.Count == 0
            ? $"To that hedger no simple band is worth less than the best schedule beyond the interval, {schedule.Policy.Parameter} ({Number(schedule.Certainty.Value)})."
            : $"To that hedger simple bands lose to the best schedule, {schedule.Policy.Parameter} ({Number(schedule.Certainty.Value)}), at: {string.Join("; ", losing)}.");
    }

    private static string Name(FrontierPoint point) => point.Policy.Parameter.Length == 0 ? point.Policy.Family : $"{point.Policy.Family} {point.Policy.Parameter}";

    private static string Parameters(IEnumerable<FrontierPoint> points) => string.Join(", ", points.Select(static p => p.Policy.Parameter));

    private static string List(IEnumerable<EqualCostView> points) => string.Join(", ", points.Select(static p => p.Parameter));

    private static string Range(IReadOnlyList<EqualCostView> points)
    {
        (string least, string most) = (Percent(points.Min(static p => Math.Abs(p.Difference))), Percent(points.Max(static p => Math.Abs(p.Difference))));
        return least == most ? $"{least} %" : $"{least} to {most} %";
    }

    private static string Percent(double fraction) => (100 * fraction).ToString("0.#", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "#,0" : Math.Abs(value) >= 0.01 || value == 0 ? "0.###" : "0.######", CultureInfo.InvariantCulture);
}
