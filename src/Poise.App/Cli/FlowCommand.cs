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
        Option<SignModel> signs = Names<SignModel>("--signs", FlowNames.Name, "Dealers' position by contract; with trades the default is inventory.");
        var prior = new Option<string>("--prior") { Description = "With --signs inventory: the fixed model that is assumed of positions no trade told of. One of: none (default), calls-long-puts-short, short-all, calls-short-puts-long.", DefaultValueFactory = _ => "none" };
        prior.AcceptOnlyFromAmong(["none", .. FixedModels.Select(FlowNames.Name)]);
        Option<WallDefinition> walls = Names<WallDefinition>("--walls", FlowNames.Name, "Which strike is called a wall.");
        Option<VolRule> vols = Names<VolRule>("--vols", FlowNames.Name, "How vols follow a shifted spot.");
        Option<ExpiryFilter> expiries = Names<ExpiryFilter>("--expiries", FlowNames.Name, "Which expiries count.");
        var units = new Option<string>("--units") { Description = "Of the tables: for a 1 % move, for one point, or in contracts of the hedge instrument. CSV and JSON are for a 1 % move.", DefaultValueFactory = _ => "percent" };
        units.AcceptOnlyFromAmong("percent", "point", "contracts");
        var stickiness = new Option<double?>("--skew-stickiness") { Description = "With --vols spot-vol-beta and its scenario: the skew stickiness ratio, 1 (sticky strike) to 2. Default: 1.5.", CustomParser = Stickiness };
        var beta = new Option<BetaChoice>("--spot-vol-beta") { Description = "With --vols spot-vol-beta and its scenario: how the at-the-money vol goes with ln S: skew (its stickiness times the skew; default), series (regressed over the snapshots so far), or a number.", HelpName = "skew|series|number", CustomParser = BetaChoice.Parse };
        var map = new Option<bool>("--map") { Description = "Tables also of the hedging flow over spot, vol and time, and of GEX over spot and time. JSON always has them." };
        var holds = new Option<int>("--alert-holds") { Description = "Snapshots in a row that must agree on a moved wall before it is an alert. Default: 1.", DefaultValueFactory = _ => 1, CustomParser = Count };
        var positions = new Option<string?>("--positions") { Description = "CSV with the columns symbol,quantity (signed contracts, + long); implies --signs file." };
        var clock = new Option<string>("--clock") { Description = "Clock of time to expiry.", DefaultValueFactory = _ => "calendar" };
        clock.AcceptOnlyFromAmong("calendar");
        var compat = new Option<string?>("--compat") { Description = "Reproduce a published method to the letter." };
        compat.AcceptOnlyFromAmong("perfiliev");
        var spot = new Option<double?>("--spot") { Description = "Spot to use instead of the file's.", CustomParser = Price };
        var asOf = new Option<string?>("--as-of") { Description = "Instant to use instead of the file's, ISO 8601 with zone." };
        var horizon = new Option<string[]>("--horizon") { Description = "Extra time move of the hedging flow: 90m, 6h, 3d, or an ISO instant. May be repeated." };
        var dailyVolume = new Option<double?>("--daily-volume") { Description = "What is traded of the underlying a day, in currency, futures and all: for shares of volume, impact and squeeze watch.", CustomParser = Positive };
        var dailyVol = new Option<double?>("--daily-vol") { Description = "Typical move of a day, 0.01 is 1 %. Default: from the at-the-money vol near 30 days.", CustomParser = Positive };
        Option<ImpactLaw> impact = Names<ImpactLaw>("--impact", FlowNames.Name, "How trades move the price.");
        var depth = new Option<string?>("--depth") { Description = "The underlying's order book, for impact through it: currency within 1 % of mid on each side, or a CSV with the columns side,price,size (bid or ask, units of the underlying)." };
        var underlying = new Option<string?>("--underlying") { Description = "Which underlying, where a file holds several." };
        var combine = new Option<string?>("--combine") { Description = "Add the options of the other underlyings in the files to this one's, each brought to its price: SPX with SPY, XSP and ES. Chains may be 15 minutes apart." };
        var vendorVols = new Option<bool>("--vendor-vols") { Description = "Use the vendor's implied vols even where there are quotes." };
        var levels = new Option<string?>("--levels") { Description = "Print the levels as lines for a charting platform instead: csv, pine (TradingView) or thinkscript (thinkorswim). See docs/exports.md." };
        levels.AcceptOnlyFromAmong(LevelsText.Forms);
        var surface = new Option<bool>("--surface") { Description = "Print the vol surface fitted to the quotes instead: a smile an expiry, how near it is to its quotes. JSON has its points." };
        var printing = new OutputOptions();
        var timings = new Option<bool>("--timings") { Description = "Print where the time went, on stderr." };

        var command = new Command("flow", "Dealer exposure and levels of an options chain.\n\nExample:\n  poise flow spx_quotedata.csv\n  poise flow --compat perfiliev --format json spx_quotedata.csv")
        {
            files, signs, prior, walls, vols, stickiness, beta, expiries, units, positions, clock, compat, spot, asOf, horizon, dailyVolume, dailyVol, impact, depth, map, holds, underlying, combine, vendorVols, levels, surface, history, range.From, range.To, printing.Format, printing.Out, printing.Quiet, timings,
        };
        command.SetAction(parsed =>
        {
            var clockwork = new PhaseTimes();
            clockwork.Reached("start");
            var choices = new SourceChoices(parsed.GetValue(underlying), parsed.GetValue(spot), Instants.ParseOption("--as-of", parsed.GetValue(asOf)));
            Sources sources = Read(parsed.GetValue(files)!, choices, parsed.GetValue(history), range.IsGiven(parsed) ? range.Of(parsed) : null, parsed.GetValue(printing.Quiet) ? TextWriter.Null : error);
            IReadOnlyList<MarketSnapshot> snapshots = sources.Chains;
            clockwork.Reached("read");
            if (parsed.GetValue(surface))
            {
                foreach (Option other in (Option[])[signs, prior, walls, vols, units, stickiness, beta, map, holds, positions, compat, horizon, dailyVolume, dailyVol, impact, depth, combine, vendorVols, levels])
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
            if (parsed.GetValue(combine) is not null && (sources.Tapes.Count > 0 || chosen == SignModel.Inventory || parsed.GetValue(underlying) is not null))
                throw new BadInputException("--combine takes fixed sign models or --positions, chains without trades, and no --underlying");
            foreach (Option own in (Option[])[combine, walls, vols, stickiness, beta, map, expiries, horizon, vendorVols, dailyVolume, depth])
            {
                if (isCompat && parsed.GetResult(own) is { Implicit: false })
                    throw new BadInputException($"--compat has its own method throughout: leave out {own.Name}");
            }
            if (parsed.GetValue(dailyVolume) is null && (parsed.GetValue(dailyVol) is not null || parsed.GetResult(impact) is { Implicit: false }))
                throw new BadInputException("--daily-vol and --impact need --daily-volume AMOUNT");
            if (parsed.GetValue(levels) is not null && printing.Asked(parsed) is not null)
                throw new BadInputException("--levels has forms of its own: leave out --format");

            BetaChoice wanted = parsed.GetValue(beta);
            if (wanted.Given is not null && parsed.GetValue(stickiness) is not null)
                throw new BadInputException("--spot-vol-beta NUMBER leaves nothing to --skew-stickiness: leave one out");

            MarketDepth? book = parsed.GetValue(depth) is string known ? DepthFile.Read(known) : null;
            var betas = new SeriesBetas(wanted);
            var chainSettings = new ChainSettings { VendorVols = parsed.GetValue(vendorVols) };
            CombinedChains? combined = parsed.GetValue(combine) is string onto ? new CombinedChains(snapshots, onto, chainSettings) : null;
            snapshots = combined?.Own ?? snapshots;
            var views = new List<FlowView>();
            string? strays = Inventories.Strays(sources);
            var watches = new Dictionary<string, AlertWatch>(StringComparer.Ordinal);
            for (int i = 0; i < snapshots.Count; i++)
            {
                MarketSnapshot snapshot = snapshots[i];
                FlowSettings settings = FlowDefaults.For(snapshot) with
                {
                    Signs = models[i],
                    Walls = parsed.GetValue(walls),
                    VolRule = parsed.GetValue(vols),
                    SkewStickiness = parsed.GetValue(stickiness) ?? new FlowSettings().SkewStickiness,
                    Expiries = parsed.GetValue(expiries),
                    Positions = held,
                    Inventory = told[i],
                    Chain = chainSettings,
                    CompareWithCompat = combined is null,
                    Liquidity = parsed.GetValue(dailyVolume) is double volume ? new Liquidity(volume, parsed.GetValue(dailyVol), parsed.GetValue(impact)) : null,
                    Depth = book,
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
                    view = Report(chain, betas.With(settings, chain));
                }
                if (!watches.TryGetValue(view.Underlying, out AlertWatch? watch))
                    watches.Add(view.Underlying, watch = new AlertWatch(new AlertSettings { Holds = parsed.GetValue(holds) }));
                views.Add(view with { Alerts = watch.See(view, snapshot.AsOf), Notes = strays is null ? view.Notes : [.. view.Notes, strays] });
            }
            // One empty chain in a series shows as what it is.
            if (views.TrueForAll(static v => v.Totals.Gex is null && v.Levels.ZeroGamma is null))
                throw new BadInputException($"{Where(parsed.GetValue(files)!)}{views[0].Underlying} {views[0].AsOf}: nothing can be computed: {WhyNothing(views[0])}");
            string?[] inputs = [.. parsed.GetValue(files)!, parsed.GetValue(positions), parsed.GetValue(depth), parsed.GetValue(history)];
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

    private static Sources Read(string[] files, SourceChoices choices, string? history, (Instant From, Instant To)? range, TextWriter error)
    {
        if (history is null)
        {
            if (files.Length == 0)
                throw new BadInputException("name the chain files to read, or a --history");
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

    private static double? Stickiness(ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double ratio) && ratio is >= 1 and <= 2)
            return ratio;
        result.AddError($"--skew-stickiness: \"{text}\" is not a ratio from 1 to 2");
        return null;
    }

    private static double? Positive(ArgumentResult result)
    {
        string text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double amount) && amount is > 0 and < 1e20)
            return amount;
        result.AddError($"{((OptionResult)result.Parent!).Option.Name}: \"{text}\" is not an amount above zero (write 400e9 or 0.01)");
        return null;
    }

    internal static Option<T> Names<T>(string option, Func<T, string> nameOf, string description)
        where T : struct, Enum
    {
        string[] names = [.. Enum.GetValues<T>().Select(nameOf)];
        return new Option<T>(option)
        {
            Description = $"{description} One of: {names[0]} (default), {string.Join(", ", names[1..])}.",
            HelpName = "name",
            CustomParser = result =>
            {
                string name = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                if (!FlowNames.TryParse(name, nameOf, out T value))
                    result.AddError($"{option}: \"{name}\" is not one of {string.Join(", ", names)}");
                return value;
            },
        };
    }
}
