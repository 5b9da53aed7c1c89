using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Poise.Chains;
using Poise.Domain;
using Poise.Flow;

namespace Poise.App;

/// <summary><c>poise flow FILE [...]</c>: dealer exposure and levels of a chain.</summary>
internal static class FlowCommand
{
    private static readonly SignModel[] FixedModels = [SignModel.CallsLongPutsShort, SignModel.ShortAll, SignModel.CallsShortPutsLong];

    public static Command Create(TextWriter output, TextWriter error)
    {
        var files = new Argument<string[]>("FILE") { Description = "Chain files: CBOE CSV or JSON, Deribit CSV or JSON, Poise CSV; trades as Poise CSV. Recognised by content. Several chains are several snapshots.", Arity = ArgumentArity.ZeroOrMore };
        var history = new Option<string?>("--history") { Description = "Read the snapshots of this history (see poise history) instead of chain files; trades may stand beside it. Without --from and --to: the latest.", HelpName = "place" };
        var range = new HistoryRange();
        var venue = new VenueOptions();
        var venueWait = new Option<string?>("--venue-wait") { Description = "With --venue: how long its chain is waited for. Default: 30s.", HelpName = "LENGTH" };
        var shared = new FlowOptions();
        Option<SignModel> signs = FlowOptions.Names<SignModel>("--signs", FlowNames.Name, "Dealers' position by contract; with trades the default is inventory.");
        var prior = new Option<string>("--prior") { Description = "With --signs inventory: the fixed model that is assumed of positions no trade told of. One of: none (default), calls-long-puts-short, short-all, calls-short-puts-long.", DefaultValueFactory = _ => "none" };
        prior.MustBeOneOf(["none", .. FixedModels.Select(FlowNames.Name)]);
        Option<WallDefinition> walls = FlowOptions.Names<WallDefinition>("--walls", FlowNames.Name, "Which strike is called a wall.");
        Option<ExpiryFilter> expiries = FlowOptions.Names<ExpiryFilter>("--expiries", FlowNames.Name, "Which expiries count.");
        var units = new Option<string>("--units") { Description = "Of the tables: for a 1 % move, for one point, or in contracts of the hedge instrument. CSV and JSON are for a 1 % move.", DefaultValueFactory = _ => "percent" };
        units.MustBeOneOf("percent", "point", "contracts");
        var map = new Option<bool>("--map") { Description = "Tables also of the hedging flow over spot, vol and time, and of GEX over spot and time. JSON always has them." };
        var holds = new Option<int>("--alert-holds") { Description = "Snapshots in a row that must agree on a moved wall before it is an alert. Default: 1.", DefaultValueFactory = _ => 1, CustomParser = Count };
        var positions = new Option<string?>("--positions") { Description = "CSV with the columns symbol,quantity (signed contracts, + long); implies --signs file." };
        var clock = new Option<string>("--clock") { Description = "Clock of time to expiry.", DefaultValueFactory = _ => "calendar" };
        clock.MustBeOneOf("calendar");
        var compat = new Option<string?>("--compat") { Description = "Reproduce a published method to the letter." };
        compat.MustBeOneOf("perfiliev");
        var spot = new Option<double?>("--spot") { Description = "Spot to use instead of the file's.", CustomParser = Price };
        var asOf = new Option<string?>("--as-of") { Description = "Instant to use instead of the file's, ISO 8601 with zone." };
        var horizon = new Option<string[]>("--horizon") { Description = "Extra time move of the hedging flow: 90m, 6h, 3d, or an ISO instant. May be repeated." };
        var underlying = new Option<string?>("--underlying") { Description = "Which underlying, where a file or a venue holds several." };
        var vendorVols = new Option<bool>("--vendor-vols") { Description = "Use the vendor's implied vols even where there are quotes." };
        var levels = new Option<string?>("--levels") { Description = "Print the levels as lines for a charting platform instead: csv, pine (TradingView) or thinkscript (thinkorswim). See docs/exports.md." };
        levels.MustBeOneOf(LevelsText.Forms);
        var surface = new Option<bool>("--surface") { Description = "Print the vol surface fitted to the quotes instead: a smile an expiry, how near it is to its quotes. JSON has its points." };
        var printing = new OutputOptions();
        var timings = new Option<bool>("--timings") { Description = "Print where the time went, on stderr." };

        var command = new Command("flow", "Dealer exposure and levels of an options chain.\n\nExample:\n  poise flow spx_quotedata.csv\n  poise flow --compat perfiliev --format json spx_quotedata.csv\n  poise flow --venue deribit --underlying BTC")
        {
            files, signs, prior, walls, expiries, units, positions, clock, compat, spot, asOf, horizon, map, holds, underlying, vendorVols, levels, surface, history, range.From, range.To, venue.Venue, venue.Address, venueWait, printing.Format, printing.Out, printing.Quiet, timings,
        };
        foreach (Option option in shared.All)
            command.Options.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            var clockwork = new PhaseTimes();
            clockwork.Reached("start");
            venue.Check(parsed, [files, history, range.From, range.To, asOf], [venueWait]);
            var choices = new SourceChoices(parsed.GetValue(underlying), parsed.GetValue(spot), Instants.ParseOption("--as-of", parsed.GetValue(asOf)));
            TextWriter notes = parsed.GetValue(printing.Quiet) ? TextWriter.Null : error;
            Sources sources = parsed.GetValue(venue.Venue) is null
                ? Read(parsed.GetValue(files)!, choices, parsed.GetValue(history), range.IsGiven(parsed) ? range.Of(parsed) : null, notes)
                : await AskAsync(venue.Of(parsed, choices.Underlying), choices.Spot, VenueOptions.Wait(venueWait, parsed), stop);
            IReadOnlyList<MarketSnapshot> snapshots = sources.Chains;
            clockwork.Reached("read");
            if (parsed.GetValue(surface))
            {
                foreach (Option other in (Option[])[signs, prior, walls, units, map, holds, positions, compat, horizon, vendorVols, levels, .. shared.All])
                {
                    if (parsed.GetResult(other) is { Implicit: false })
                        throw new BadInputException($"--surface is fitted to quotes alone: leave out {other.Name}");
                }
                List<VolSurfaceView> surfaces = [.. snapshots.Select(s => FlowSurfaces.Fit(s).View(parsed.GetValue(expiries)))];
                clockwork.Reached("fit");
                if (surfaces.TrueForAll(static v => v.Smiles.All(static s => s.Svi is null)))
                    throw new BadInputException($"{Where(parsed.GetValue(files)!)}{surfaces[0].Underlying} {surfaces[0].AsOf}: no smile can be fitted: {surfaces[0].Smiles.FirstOrDefault()?.Note ?? surfaces[0].Notes[0]}");
                printing.Write(parsed, output, [.. parsed.GetValue(files)!, parsed.GetValue(history)], () => SurfaceText.Json(surfaces), () => SurfaceText.Csv(surfaces), (to, isTerminal) => SurfaceTable.Write(surfaces, to, isTerminal));
                clockwork.Reached("print");
                if (parsed.GetValue(timings) && !parsed.GetValue(printing.Quiet))
                    clockwork.Write(error);
                return ExitCode.Done;
            }
            IReadOnlyDictionary<string, double>? held = parsed.GetValue(positions) is string path ? PositionsFile.Read(path) : null;
            if (held is not null)
                PositionsFile.CheckAgainst(snapshots, held, parsed.GetValue(positions)!);
            bool isCompat = parsed.GetValue(compat) is not null;
            SignModel? chosen = parsed.GetResult(signs) is { Implicit: false } ? parsed.GetValue(signs) : null;
            if (held is not null && chosen is not (null or SignModel.File))
                throw new BadInputException($"--positions FILE is sign model file: leave out --signs {chosen.Value.Name()}");
            if (chosen == SignModel.File && held is null)
                throw new BadInputException("--signs file needs --positions FILE");
            if (isCompat && (held is not null || chosen == SignModel.Inventory))
                throw new BadInputException($"--compat has fixed sign models only: leave out {(held is not null ? "--positions" : "--signs inventory")}");
            SignModel? assumed = FixedModels.Where(m => m.Name() == parsed.GetValue(prior)).Select(static m => (SignModel?)m).FirstOrDefault();
            IReadOnlyList<InventoryState?> told = isCompat || held is not null ? new InventoryState?[snapshots.Count] : Inventories.Of(sources, assumed, untold: chosen == SignModel.Inventory);
            List<SignModel> models = [.. told.Select(state => held is not null ? SignModel.File : FlowDefaults.Signs(chosen, state))];
            if (assumed is not null && !models.Contains(SignModel.Inventory))
                throw new BadInputException("--prior needs --signs inventory");
            if (parsed.GetValue(shared.Combine) is not null && (sources.Tapes.Count > 0 || chosen == SignModel.Inventory || parsed.GetValue(underlying) is not null))
                throw new BadInputException("--combine takes fixed sign models or --positions, chains without trades, and no --underlying");
            foreach (Option own in (Option[])[shared.Combine, walls, shared.Vols, shared.Stickiness, shared.Beta, map, expiries, horizon, vendorVols, shared.DailyVolume, shared.Depth])
            {
                if (isCompat && parsed.GetResult(own) is { Implicit: false })
                    throw new BadInputException($"--compat has its own method throughout: leave out {own.Name}");
            }
            FlowTerms terms = shared.Of(parsed);
            if (parsed.GetValue(levels) is not null && printing.Asked(parsed) is not null)
                throw new BadInputException("--levels has forms of its own: leave out --format");

            var betas = new SeriesBetas(terms.Beta);
            var chainSettings = new ChainSettings { VendorVols = parsed.GetValue(vendorVols) };
            CombinedChains? combined = parsed.GetValue(shared.Combine) is string onto ? new CombinedChains(snapshots, onto, chainSettings) : null;
            snapshots = combined?.Own ?? snapshots;
            var views = new List<FlowView>();
            string? strays = Inventories.Strays(sources);
            var watches = new Dictionary<string, AlertWatch>(StringComparer.Ordinal);
            for (int i = 0; i < snapshots.Count; i++)
            {
                MarketSnapshot snapshot = snapshots[i];
                FlowSettings settings = terms.Settings(snapshot, new FlowChoice(models[i], parsed.GetValue(walls), parsed.GetValue(expiries)), told[i]) with
                {
                    Positions = held,
                    Chain = chainSettings,
                    CompareWithCompat = combined is null,
                    Reached = clockwork.Reached,
                };
                settings = settings with { Horizons = [.. settings.Horizons, .. Instants.Horizons(parsed.GetValue(horizon) ?? [], snapshot.AsOf)] };
                FlowView view;
                if (isCompat)
                {
                    view = FlowReport.Compat(snapshot, settings);
                }
                else
                {
                    OptionChain chain = combined?.Of(snapshot) ?? OptionChain.Of(snapshot, chainSettings);
                    clockwork.Reached("price");
                    betas.See(chain);
                    view = Report(chain, betas.With(settings, chain.Underlying, chain.AsOf));
                }
                if (!watches.TryGetValue(view.Underlying, out AlertWatch? watch))
                    watches.Add(view.Underlying, watch = new AlertWatch(new AlertSettings { Holds = parsed.GetValue(holds) }));
                views.Add(view with { Alerts = watch.See(view, snapshot.AsOf), Notes = strays is null ? view.Notes : [.. view.Notes, strays] });
            }
            // One empty chain in a series shows as what it is.
            if (views.TrueForAll(static v => v.Totals.Gex is null && v.Levels.ZeroGamma is null))
                throw new BadInputException($"{Where(parsed.GetValue(files)!)}{views[0].Underlying} {views[0].AsOf}: nothing can be computed: {WhyNothing(views[0])}");
            string?[] inputs = [.. parsed.GetValue(files)!, parsed.GetValue(positions), parsed.GetValue(shared.Depth), parsed.GetValue(history)];
            if (parsed.GetValue(levels) is string form)
                printing.Write(parsed, output, inputs, LevelsText.Of(views, form));
            else
                printing.Write(parsed, output, inputs, views, (all, to, isTerminal) => FlowTable.Write(all, to, isTerminal, parsed.GetValue(units)!, parsed.GetValue(map)));
            clockwork.Reached("print");
            if (parsed.GetValue(timings) && !parsed.GetValue(printing.Quiet))
                clockwork.Write(error);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<Sources> AskAsync(VenueChoice venue, double? spot, TimeSpan wait, CancellationToken stop)
    {
        SourceFiles.CheckSpot(spot);
        return new Sources([(await VenueChain.ReadAsync(venue, wait, TimeProvider.System, stop)).With(spot: spot)], []);
    }

    private static Sources Read(string[] files, SourceChoices choices, string? history, (Instant From, Instant To)? range, TextWriter error)
    {
        if (history is null)
        {
            if (files.Length == 0)
                throw new BadInputException("name the chain files to read, a --history, or a --venue");
            return range is null ? SourceFiles.Read(files, choices) : throw new BadInputException("--from and --to choose from a --history");
        }
        if (choices.AsOf is not null)
            throw new BadInputException("--as-of: snapshots of a --history keep their instants: choose by --from and --to");
        Sources sources = StoredChains.Read(history, choices.Underlying, choices.Spot, range, files, out int dropped);
        if (dropped > 0)
            error.WriteLine($"poise flow: {dropped} of the snapshots there were dropped (poise history prune) and are not shown");
        return sources;
    }

    private static FlowView Report(OptionChain chain, FlowSettings settings)
    {
        try
        {
            return FlowReport.Of(chain, settings);
        }
        catch (NoSkewException e)
        {
            throw new BadInputException($"--vols spot-vol-beta: {chain.Underlying} {chain.AsOf}: {e.Message}");
        }
    }

    private static string Where(string[] files) => files.Length == 1 ? $"{files[0]}: " : "";

    private static string WhyNothing(FlowView view)
    {
        const string about = "totals: ";
        string? note = view.Notes.FirstOrDefault(n => n.StartsWith(about, StringComparison.Ordinal));
        return note is null ? "no row has a vol" : note[about.Length..];
    }

    // A comma may group thousands or begin decimals: neither is guessed.
    internal static double? Price(ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double price))
            return price;
        result.AddError($"--spot: \"{text}\" is not a number (write 6415.54)");
        return null;
    }

    private static int Count(ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is > 0 and <= 1000)
            return count;
        result.AddError($"{((OptionResult)result.Parent!).Option.Name}: \"{text}\" is not a count from 1 to 1000");
        return 1;
    }
}
