using System.Globalization;
using System.Text;
using Poise.Flow;
using Spectre.Console;

namespace Poise.App;

/// <summary>A levels report for people, and each of its touches as CSV.</summary>
internal static class ReportTable
{
    public static void Write(IReadOnlyList<LevelsReportView> reports, TextWriter to, bool isTerminal)
    {
        IAnsiConsole console = TerminalOutput.On(to, isTerminal);
        foreach (LevelsReportView report in reports)
            Write(report, console);
    }

    public static string Csv(IReadOnlyList<LevelsReportView> reports)
    {
        var text = new StringBuilder();
        text.AppendLine("underlying,bucket,level,from,price,touchedAt,spot,jumped,outcome,decidedAt,decidedSpot,afterNext,afterNextDay");
        foreach (LevelsReportView report in reports)
        {
            foreach (EpisodeView e in report.Episodes)
                text.AppendLine(CultureInfo.InvariantCulture, $"{report.Underlying},{report.Bucket},{e.Level},{e.From},{e.Price},{e.TouchedAt},{e.Spot},{(e.Jumped ? "true" : "false")},{e.Outcome},{e.DecidedAt},{e.DecidedSpot},{e.AfterNext},{e.AfterNextDay}");
        }
        return text.ToString();
    }

    private static void Write(LevelsReportView report, IAnsiConsole console)
    {
        ReportConventionsView c = report.Conventions;
        console.MarkupLineInterpolated($"[bold]{report.Underlying}[/] expiries {report.Bucket}, {report.From} to {report.To}: {report.Snapshots} snapshots on {report.Days} market days");
        console.MarkupLineInterpolated($"signs {string.Join(", ", c.Signs)}; walls {string.Join(", ", c.Walls)}; a touch is within {Percent(c.Band)} of the level as it stood the snapshot before, held when {Percent(c.Turn)} away again, broken when {Percent(c.Band)} beyond; years of {c.MarketDays} days of {c.SessionHours} h");
        console.WriteLine();

        var touches = new LeadingColumns(static name => name is "level" or "spot from", "level", "spot from", "touches", "held", "broken", "open", "held share", "95 %", "by chance", "jumped", "after held, next day", "after broken, next day");
        foreach (TouchesView t in report.Touches)
        {
            touches.Add(
                t.Level, t.From, Count(t.Touches), Count(t.Held), Count(t.Broken), Count(t.Open), Percent(t.HeldShare, "0"), t.HeldShare is null ? "-" : $"{FlowTable.Number(100 * t.HeldShareLow, "0")} to {FlowTable.Number(100 * t.HeldShareHigh, "0")}", Percent(t.HeldByChance, "0"), Count(t.Jumped),
                Mean(t.AfterHeld.NextDay), Mean(t.AfterBroken.NextDay));
        }
        touches.Write(console);

        var moves = new LeadingColumns(static name => name is "level" or "step", "level", "step", "pairs", "changed", "beyond band", "mean move", "median", "largest", "appeared", "gone");
        foreach (LevelMovesView m in report.Moves)
            moves.Add(m.Level, m.Step, Count(m.Pairs), Count(m.Changed), Count(m.BeyondBand), Percent(m.Mean), Percent(m.Median), Percent(m.Largest), Count(m.Appeared), Count(m.Gone));
        moves.Write(console);

        var regimes = new LeadingColumns(static name => name == "regime", "regime", "snapshots", "days", "of days", "of time", "vol by day", "days' returns", "vol intraday", "returns");
        foreach (RegimeView r in report.Regimes)
        {
            regimes.Add(
                r.Regime, Count(r.Snapshots), Count(r.Days), Percent(r.ShareOfDays, "0"), Percent(r.ShareOfTime, "0"),
                With(r.Daily.Vol, r.Daily.Error, "0.0"), Count(r.Daily.Count), With(r.Intraday.Vol, r.Intraday.Error, "0.0"), Count(r.Intraday.Count));
        }
        regimes.Write(console);

        foreach (string note in report.Notes)
            console.MarkupLineInterpolated($"note: {note}");
        console.WriteLine();
    }

    private static string Count(int count) => FlowTable.Number(count, "#,0");

    private static string Percent(double? fraction, string format = "0.00") => fraction is double ? FlowTable.Number(100 * fraction, format) + " %" : "-";

    private static string With(double? fraction, double? error, string format) =>
        fraction is double ? $"{FlowTable.Number(100 * fraction, format)}{(error is double e ? $" +- {FlowTable.Number(100 * e, format)}" : "")} %" : "-";

    private static string Mean(MeanView mean) => mean.Count == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{With(mean.Mean, mean.Error, "0.00")} ({mean.Count})");
}
