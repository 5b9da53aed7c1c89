using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using Poise.Domain;
using Poise.Flow;
using Poise.Storage;

namespace Poise.App;

/// <summary><c>poise history</c>: snapshots and levels kept, listed, and judged.</summary>
internal static class HistoryCommand
{
    public static Command Create(TextWriter output, TextWriter error) =>
        new("history", "Keep snapshots of chains with their levels, and see how levels moved and how price behaved at them.\n\nExample:\n  poise history add spx_quotedata.csv\n  poise history report")
        {
            HistoryAdd.Create(output, error), List(output), Levels(output), Report(output), Prune(output),
        };

    /// <summary><c>--history</c> of the commands that have a default for it.</summary>
    public static Option<string?> Place() => new("--history")
    {
        Description = "A file, or a PostgreSQL database: postgres://user@host/database or Host=...;Database=.... Default: history.db in the desk's data folder.",
        HelpName = "place",
    };

    private static Option<string?> Underlying() => new("--underlying") { Description = "Which underlying. Default: each." };

    private static Option<string> Bucket()
    {
        var bucket = new Option<string>("--bucket") { Description = $"Levels of the expiries that end within a time: {string.Join(", ", HistoryRows.AllBuckets)}.", DefaultValueFactory = _ => "all" };
        bucket.MustBeOneOf([.. HistoryRows.AllBuckets]);
        return bucket;
    }

    private static Command List(TextWriter output)
    {
        Option<string?> place = Place();
        var printing = new OutputOptions();
        var command = new Command("list", "What the history holds.\n\nExample:\n  poise history list --history levels.db") { place, printing.Format, printing.Out, printing.Quiet };
        command.SetAction(parsed =>
        {
            List<HistoryContentsView> contents = HistoryPlaces.Reading(() =>
            {
                using IHistory history = HistoryPlaces.OpenExisting(parsed.GetValue(place));
                return history.Contents().Select(HistoryContentsView.Of).ToList();
            });
            printing.Write(
                parsed, output, [parsed.GetValue(place)], () => JsonSerializer.Serialize(contents, PoiseJson.Plain.IReadOnlyListHistoryContentsView) + Environment.NewLine,
                () => HistoryTables.ContentsCsv(contents), (to, isTerminal) => HistoryTables.Contents(contents, to, isTerminal));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Levels(TextWriter output)
    {
        (Option<string?> place, Option<string?> underlying, Option<string> bucket, HistoryRange range, OutputOptions printing) = (Place(), Underlying(), Bucket(), new HistoryRange(), new OutputOptions());
        var command = new Command("levels", "The stored levels over time.\n\nExample:\n  poise history levels --underlying SPX --from 2025-09-01T00:00:00Z --format csv")
        {
            place, underlying, bucket, range.From, range.To, printing.Format, printing.Out, printing.Quiet,
        };
        command.SetAction(parsed =>
        {
            List<LevelsRowView> rows = [.. Rows(parsed, place, underlying, bucket, range).SelectMany(static r => r).Select(LevelsRowView.Of)];
            printing.Write(
                parsed, output, [parsed.GetValue(place)], () => JsonSerializer.Serialize(rows, PoiseJson.Plain.IReadOnlyListLevelsRowView) + Environment.NewLine,
                () => HistoryTables.LevelsCsv(rows), (to, isTerminal) => HistoryTables.Levels(rows, to, isTerminal));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Report(TextWriter output)
    {
        (Option<string?> place, Option<string?> underlying, Option<string> bucket, HistoryRange range, OutputOptions printing) = (Place(), Underlying(), Bucket(), new HistoryRange(), new OutputOptions());
        var usual = new LevelsReportSettings();
        Option<double> band = Percent("--band", "Spot is at a level within this many percent of it.", 100 * usual.Band), turn = Percent("--turn", "A touch has held once spot is this many percent away again; more than the band.", 100 * usual.Turn);
        var hours = new Option<double?>("--session-hours") { Description = "Hours of trading a market day, for vols between snapshots of one day. Default: 6.5, or 24 where the market never closes." };
        var command = new Command("report", "How levels moved, how price behaved at them, and realised vol by regime: docs/history.md has each number's formula. CSV lists each touch.\n\nExample:\n  poise history report --underlying SPX --band 0.1 --turn 0.3")
        {
            place, underlying, bucket, range.From, range.To, band, turn, hours, printing.Format, printing.Out, printing.Quiet,
        };
        command.SetAction(parsed =>
        {
            if (!(parsed.GetValue(turn) > parsed.GetValue(band)))
                throw new BadInputException("--turn must be larger than --band");
            if (parsed.GetValue(hours) is double given && !(given is > 0 and <= 24))
                throw new BadInputException("--session-hours: must be above 0 and at most 24");
            var settings = new LevelsReportSettings { Band = parsed.GetValue(band) / 100, Turn = parsed.GetValue(turn) / 100 };
            List<LevelsReportView> reports = Rows(parsed, place, underlying, bucket, range).ConvertAll(rows => HistoryReports.Report(rows, settings, parsed.GetValue(hours)));
            printing.Write(
                parsed, output, [parsed.GetValue(place)],
                () => PoiseJson.OneOrMany(reports, PoiseJson.Plain.LevelsReportView, PoiseJson.Plain.IReadOnlyListLevelsReportView),
                () => ReportTable.Csv(reports), (to, isTerminal) => ReportTable.Write(reports, to, isTerminal));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Prune(TextWriter output)
    {
        Option<string?> place = Place();
        var before = new Option<string>("--before") { Description = "Snapshots earlier than this instant (ISO 8601 with zone) are dropped; their levels stay.", Required = true };
        var command = new Command("prune", "Drop old snapshots, which are most of a history's size. Levels stay; a dropped snapshot cannot be shown again.\n\nExample:\n  poise history prune --before 2026-01-01T00:00:00Z") { place, before };
        command.SetAction(parsed =>
        {
            Instant at = Instants.ParseOption("--before", parsed.GetValue(before))!.Value;
            using IHistory history = HistoryPlaces.OpenExisting(parsed.GetValue(place));
            int dropped = history.Prune(at);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{history.Place}: {dropped} {(dropped == 1 ? "snapshot" : "snapshots")} dropped"));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The levels that were asked for, a list an underlying.</summary>
    private static List<IReadOnlyList<LevelsRow>> Rows(ParseResult parsed, Option<string?> place, Option<string?> underlying, Option<string> bucket, HistoryRange range)
    {
        (Instant from, Instant to) = range.Of(parsed);
        return HistoryPlaces.Reading(() =>
        {
            using IHistory history = HistoryPlaces.OpenExisting(parsed.GetValue(place));
            IReadOnlyList<HistoryContents> chosen = HistoryPlaces.Chosen(history, parsed.GetValue(underlying));
            List<IReadOnlyList<LevelsRow>> all = [.. chosen.Select(c => history.Levels(c.Underlying, parsed.GetValue(bucket)!, from, to)).Where(static rows => rows.Count > 0)];
            return all.Count > 0 ? all : throw new BadInputException(HistoryRange.Nothing(history.Place, string.Join(", ", chosen.Select(static c => c.Underlying)), chosen[0].First, chosen[0].Last, "no levels"));
        });
    }

    private static Option<double> Percent(string name, string description, double usual) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double percent) && percent is > 0 and < 50)
                return percent;
            result.AddError($"{name}: \"{text}\" is not a percentage above 0 and below 50 (write 0.1)");
            return usual;
        },
    };
}
