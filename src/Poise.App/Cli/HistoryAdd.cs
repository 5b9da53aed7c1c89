using System.CommandLine;
using System.Globalization;
using Poise.Chains;
using Poise.Domain;
using Poise.Flow;
using Poise.Storage;

namespace Poise.App;

/// <summary><c>poise history add FILES</c>: chains as <c>poise flow</c> reads them, kept with the levels that it would print.</summary>
internal static class HistoryAdd
{
    public static Command Create(TextWriter output, TextWriter error)
    {
        var files = new Argument<string[]>("FILE") { Description = "Chain files, and trades beside them, as poise flow takes them.", Arity = ArgumentArity.OneOrMore };
        Option<string?> place = HistoryCommand.Place();
        Option<SignModel> signs = FlowOptions.Names<SignModel>("--signs", FlowNames.Name, "Dealers' position by contract; with trades the default is inventory.");
        Option<WallDefinition> walls = FlowOptions.Names<WallDefinition>("--walls", FlowNames.Name, "Which strike is called a wall.");
        var underlying = new Option<string?>("--underlying") { Description = "Which underlying, where a file holds several. Default: each." };
        var spot = new Option<double?>("--spot") { Description = "Spot to use instead of the file's.", CustomParser = FlowCommand.Price };
        var asOf = new Option<string?>("--as-of") { Description = "Instant to use instead of the file's, ISO 8601 with zone." };
        var quiet = new Option<bool>("--quiet") { Description = "Print nothing." };
        var command = new Command("add", "Keep the snapshots of chain files with their levels; the same instant again replaces what is there.\n\nExample:\n  poise history add spx_quotedata.csv --history levels.db")
        {
            files, place, signs, walls, spot, asOf, underlying, quiet,
        };
        command.SetAction(parsed =>
        {
            SignModel? chosen = parsed.GetResult(signs) is { Implicit: false } ? parsed.GetValue(signs) : null;
            if (chosen == SignModel.File)
                throw new BadInputException("--signs file: a history keeps the levels of models that need no file of yours");
            Sources sources = SourceFiles.ReadEach(parsed.GetValue(files)!, new SourceChoices(parsed.GetValue(underlying), parsed.GetValue(spot), Instants.ParseOption("--as-of", parsed.GetValue(asOf))));
            IReadOnlyList<InventoryState?> told = Inventories.Of(sources with { Chains = SourceFiles.Series(sources.Chains) }, prior: null, untold: chosen == SignModel.Inventory);
            using IHistory history = HistoryPlaces.Open(parsed.GetValue(place));
            Add(history, sources, told, chosen, parsed.GetValue(walls), new ProgressLine(parsed.GetValue(quiet) || Console.IsErrorRedirected ? null : error, "history", sources.Chains.Sum(static c => (long)c.Options.Count), TimeProvider.System));
            if (!parsed.GetValue(quiet))
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{history.Place}: {Summary(sources.Chains)} added"));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Add(IHistory history, Sources sources, IReadOnlyList<InventoryState?> told, SignModel? chosen, WallDefinition walls, ProgressLine progress)
    {
        long contracts = 0;
        var watches = new Dictionary<string, SeriesWatch>(StringComparer.Ordinal);
        try
        {
            for (int i = 0; i < sources.Chains.Count; i++)
            {
                MarketSnapshot snapshot = sources.Chains[i];
                if (!watches.TryGetValue(snapshot.Underlying, out SeriesWatch? watch))
                    watches.Add(snapshot.Underlying, watch = After(history, snapshot));
                // The levels know a split since the stored snapshot before; the snapshot stays as its file told it.
                StockSplit? split = watch.Follow(snapshot).Split;
                IReadOnlyList<LevelsRow> levels = Levels(snapshot, FlowDefaults.Signs(chosen, told[i]), told[i], walls);
                history.Add(snapshot, split is null ? levels : [.. levels.Select(l => l with { Split = split.Ratio })], told[i]);
                contracts += snapshot.Options.Count;
                progress.Reached(contracts, contracts);
            }
        }
        finally
        {
            progress.End();
        }
    }

    private static SeriesWatch After(IHistory history, MarketSnapshot snapshot)
    {
        var watch = new SeriesWatch();
        IReadOnlyList<HistoryPoint> before = history.Points(snapshot.Underlying, new Instant(long.MinValue), snapshot.AsOf - new Duration(1));
        if (before.Count > 0 && history.Load(snapshot.Underlying, before[^1].At) is MarketSnapshot last)
            watch.Follow(last);
        return watch;
    }

    private static IReadOnlyList<LevelsRow> Levels(MarketSnapshot snapshot, SignModel signs, InventoryState? told, WallDefinition walls)
    {
        FlowSettings settings = FlowDefaults.For(snapshot) with
        {
            Signs = signs,
            Inventory = told,
            Walls = walls,
            // What no level depends on.
            MapsHedging = false,
            CompareWithCompat = false,
            CompareSigns = false,
        };
        return HistoryRows.Of(snapshot, FlowReport.Of(snapshot, settings), settings.MarketDays);
    }

    private static string Summary(IReadOnlyList<MarketSnapshot> chains) => string.Join("; ", chains.GroupBy(static c => c.Underlying, StringComparer.Ordinal).Select(static g =>
    {
        string when = g.Count() == 1 ? $"at {g.First().AsOf}" : $"from {g.First().AsOf} to {g.Last().AsOf}";
        return string.Create(CultureInfo.InvariantCulture, $"{g.Key} {g.Count()} {(g.Count() == 1 ? "snapshot" : "snapshots")} {when}");
    }));
}
