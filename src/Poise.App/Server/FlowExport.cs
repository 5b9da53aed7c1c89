using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Poise.Flow;

namespace Poise.App;

/// <summary>One view of the series as a file to keep, in the words of <c>poise flow</c>.</summary>
internal static class FlowExport
{
    /// <param name="index">0 is the oldest; null the latest.</param>
    /// <param name="format">As of --format: json or csv.</param>
    /// <param name="levels">As of --levels: csv, pine or thinkscript; in place of a format.</param>
    public static Results<FileContentHttpResult, ProblemHttpResult> Of(FlowFeed feed, int? index, FlowChoice choice, string? format, string? levels)
    {
        if (format is not null == levels is not null)
            return TypedResults.Problem("name either a format (json, csv) or levels (csv, pine, thinkscript)", statusCode: 400, title: "unknown form");
        if ((levels is null ? FlowText.Formats : LevelsText.Forms) is var known && !known.Contains(levels ?? format, StringComparer.Ordinal))
            return TypedResults.Problem($"{(levels is null ? "format" : "levels")}: \"{levels ?? format}\" is not one of {string.Join(", ", known)}", statusCode: 400, title: "unknown form");
        if (feed.Frame(index, choice) is not FlowFrame frame)
            return TypedResults.Problem($"the series has no frame {index}", statusCode: 404, title: "no such frame");
        if (frame.View is not FlowView seen)
            return TypedResults.Problem(frame.Reason, statusCode: 409, title: "nothing to export");
        FlowView view = seen with { Alerts = Alerts(feed, frame, seen, choice) };
        try
        {
            (string text, string type, string ending) = (levels ?? format) switch
            {
                LevelsText.Pine => (LevelsText.Of([view], levels!), "text/plain", "-levels.pine"),
                LevelsText.ThinkScript => (LevelsText.Of([view], levels!), "text/plain", "-levels.thinkscript"),
                _ when levels is not null => (LevelsText.Of([view], levels), "text/csv", "-levels.csv"),
                "csv" => (FlowText.Csv([view]), "text/csv", "-strikes.csv"),
                _ => (FlowText.Json([view]), "application/json", ".json"),
            };
            return TypedResults.File(Encoding.UTF8.GetBytes(text), type + "; charset=utf-8", Name(view) + ending);
        }
        catch (BadInputException e)
        {
            return TypedResults.Problem(e.Message, statusCode: 409, title: "nothing to export");
        }
    }

    /// <summary>Those that this view raised; none under other conventions than those that are watched.</summary>
    private static IReadOnlyList<AlertView> Alerts(FlowFeed feed, FlowFrame frame, FlowView view, FlowChoice choice)
    {
        FlowView? watched = choice == default ? view : feed.Frame(frame.Index, default)?.View;
        return watched?.AsOf == view.AsOf && watched.Conventions == view.Conventions ? [.. frame.Alerts.Where(a => a.At == view.AsOf)] : [];
    }

    /// <summary>Underlying and instant, in letters that every file system takes.</summary>
    private static string Name(FlowView view) => string.Concat($"{view.Underlying}-{view.AsOf}".Where(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'));
}
