using Poise.Flow;
using Poise.Storage;
using Poise.Venues;

namespace Poise.App;

/// <summary>Stored levels as the report reads them: each with the number of its market day.</summary>
internal static class HistoryReports
{
    /// <param name="rows">Of one underlying and bucket, ascending in time.</param>
    /// <param name="sessionHours">Null: 24 where the market never closes, else those of New York's cash session.</param>
    public static LevelsReportView Report(IReadOnlyList<LevelsRow> rows, LevelsReportSettings settings, double? sessionHours)
    {
        LevelsRow last = rows[^1];
        return LevelsReport.Of(
            last.Underlying, last.Bucket, [.. rows.Select(static r => r.Signs).Distinct(StringComparer.Ordinal)], [.. rows.Select(static r => r.Walls).Distinct(StringComparer.Ordinal)],
            Points(rows, last.MarketDays), settings with { MarketDays = last.MarketDays, SessionHours = sessionHours ?? (last.MarketDays == 365 ? 24 : settings.SessionHours) });
    }

    private static List<LevelsPoint> Points(IReadOnlyList<LevelsRow> rows, int marketDays)
    {
        var points = new List<LevelsPoint>(rows.Count);
        DateOnly counted = rows[0].Day;
        int session = 0;
        foreach (LevelsRow row in rows)
        {
            // A day without a session belongs to the one before it.
            for (; counted < row.Day; counted = counted.AddDays(1))
                session += marketDays == 365 || UsSessions.AtOrBefore(counted.AddDays(1)) == counted.AddDays(1) ? 1 : 0;
            points.Add(new(row.AsOf, row.Day, session, row.Spot, row.ZeroGamma, row.CallWall, row.PutWall, row.Regime, row.Split is not null));
        }
        return points;
    }
}
