using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>The part of a desk's picture that tells its profit by cause.</summary>
internal static class ExplainViews
{
    /// <param name="last">The one before, whose days and strikes still hold; null where they do not.</param>
    public static ExplainView Of(ExplainFold fold, ExplainView? last) => new()
    {
        AsOf = fold.Earlier is null ? null : fold.Pnl.At.ToString(),
        Days = last?.Days ?? [.. fold.Pnl.Days.Select(DayOf)],
        Strikes = last?.Strikes ?? [.. fold.Pnl.Strikes
            .OrderBy(s => s.Listed.Expiry).ThenBy(s => s.Listed.Strike).ThenBy(s => s.Contract.Value)
            .Select(StrikeOf)],
        Markouts = [.. fold.Markouts.Delays.ToArray().Select(m => new MarkoutView(
            m.Delay.Seconds, m.Count, DeskViews.Real(m.Mean), DeskViews.Real(m.StandardError)))],
        MarkoutsMissed = fold.Markouts.Missed,
        Hedges = [.. fold.Markouts.Last().Select(static h => new HedgeMarkoutView(
            h.Fill.At.ToString(), h.Fill.Id.Venue, h.Fill.Id.Symbol, DeskViews.SideWord(h.Fill.Side), h.Fill.Quantity, h.Fill.Price, DeskViews.Real(h.Fill.Slippage),
            DeskViews.Real(h.Seen[0]), DeskViews.Real(h.Seen[1]), DeskViews.Real(h.Seen[2])))],
        Costs = [.. fold.Costs.Lines.Select(c => new CostView(
            c.Venue, c.Algorithm, c.Fills, c.Turnover, c.Fees, DeskViews.Real(c.Slippage), DeskViews.Real(c.PerTurnover)))],
        Standing = fold.Standing is { } standing ? new StandingView(standing.Decisions, standing.Saved, standing.Drift, standing.Standing) : null,
    };

    /// <summary>
    /// The present total's terms. What has come since the last step, at most a minute ago, has no cause yet: <c>since the last step</c>.
    /// Empty where the ledger has no total.
    /// </summary>
    public static IReadOnlyList<PnlTerm> Terms(ExplainFold fold, decimal? total)
    {
        if (total is not { } now || fold.Earlier is not { } earlier || fold.Pnl.Since is not { } since)
            return [];
        List<PnlTerm> terms = [];
        if (earlier.Total != 0)
            terms.Add(new PnlTerm("earlier", earlier.Total));
        terms.AddRange(TermsOf(since));
        terms.Add(new PnlTerm("since the last step", now - earlier.Total - since.Total));
        return terms;
    }

    private static List<PnlTerm> TermsOf(ExplainDay span)
    {
        List<PnlTerm> terms = [];
        for (int i = 0; i < ExplainTerms.Count; i++)
            terms.Add(new PnlTerm(ExplainWords.Of((ExplainTerm)i), span.Terms.Amount((ExplainTerm)i)));
        if (span.Away != 0)
            terms.Add(new PnlTerm("while away", span.Away));
        terms.Add(new PnlTerm("residual", span.Residual));
        return terms;
    }

    private static ExplainDayView DayOf(ExplainDay day) => new(
        day.From.ToString(), day.Total, TermsOf(day), DeskViews.Real(day.ResidualShare), day.Bound, day.HasJump, day.Doubt, day.IsAlarm, day.Steps, day.Blind);

    private static StrikeVarianceView StrikeOf(StrikeLine line) => new(
        line.Listed.Id.Symbol, line.Listed.Expiry.ToString(), line.Listed.Strike, line.Units, DeskViews.Real(line.ImpliedVol), DeskViews.Real(line.RealisedVol),
        line.GammaEarned, line.ThetaPaid, line.Premium, 365 * line.Years);
}
