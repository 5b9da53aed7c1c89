using System.Collections.Immutable;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Poise.Domain;
using Poise.Hedging;
using Poise.Lab;
using Poise.Worlds;

namespace Poise.App;

/// <summary><c>poise lab</c>: what if? Runs of the desk's own code in simulated markets, and what past chains say of deltas.</summary>
internal static class LabCommand
{
    private const int DaySeeds = 200, YearSeeds = 4000, ExchangeSeeds = 100, ProtocolSeeds = 20, MostSeeds = 20_000;
    private const string Touch = "touch", AtExchange = "exchange", ByProtocol = "protocol";

    public static Command Create(TextWriter output, TextWriter error) =>
        new("lab", "What if? The desk's own code in simulated markets, and deltas fitted to past ones.\n\nExample:\n  poise lab frontier --seeds 50")
        {
            Frontiers(output, error), MinimumVarianceCommand.Create(output, error),
        };

    private static Command Frontiers(TextWriter output, TextWriter error)
    {
        var seeds = new Option<int?>("--seeds") { Description = $"How many paths, each lived through by every policy at every cost. Default: {DaySeeds}; of the year {YearSeeds}, at the exchange {ExchangeSeeds}, through the protocol {ProtocolSeeds}." };
        var first = new Option<long>("--first") { Description = "The first seed.", DefaultValueFactory = _ => 1 };
        var costs = new Option<string>("--costs") { Description = "Costs of trading one way, percent of the price: half by the spread, half by the fee.", DefaultValueFactory = _ => "0.02,0.05,0.5", HelpName = "PERCENT,..." };
        var market = new Option<string>("--market") { Description = "day: a short book of three expiries over a day, the first of them within it; year: one short call on 250 dates, of which published rankings are.", DefaultValueFactory = _ => "day" };
        market.MustBeOneOf("day", "year");
        var on = new Option<string>("--on") { Description = "Where the day's hedges are traded. touch: half a spread either side of a price, any amount; exchange: the simulated exchange's order book, with people, depth, fees and delays, and fewer policies; protocol: the same through Deribit's, both ends of it, with options that are listed there.", DefaultValueFactory = _ => Touch };
        on.MustBeOneOf(Touch, AtExchange, ByProtocol);
        var step = new Option<string?>("--step") { Description = "Of the day: time between two quotes, a divisor of an hour, 1s at least. Default: 1m.", HelpName = "LENGTH" };
        var policy = new Option<string[]>("--policy") { Description = "Put the policy of a file (docs/policies.md) beside the others; may be said several times.", HelpName = "FILE" };
        var threads = new Option<int>("--threads") { Description = "Paths at once. The result does not depend on it.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var save = new Option<string?>("--save") { Description = "Keep the result under this name, for the Lab page of poise desk.", HelpName = "NAME" };
        var data = new Option<string?>("--data") { Description = "With --save: the desk's data folder. Default: poise under the user's state folder.", HelpName = "FOLDER" };
        var printing = new OutputOptions();
        var command = new Command("frontier", "The frontier of cost against risk by hedge policy: who is dominated, who has less risk at equal cost, and where nothing is gained.\n\nExample:\n  poise lab frontier --seeds 50\n  poise lab frontier --costs 0.05 --policy samples/policies/zakamouline.json\n  poise lab frontier --save monday\n  poise lab frontier --on exchange --save book\n  poise lab frontier --market year --format csv --out frontier.csv")
        {
            seeds, first, costs, market, on, step, policy, threads, save, data, printing.Format, printing.Out, printing.Quiet,
        };
        command.SetAction((parsed, stop) =>
        {
            bool isYear = parsed.GetValue(market) == "year";
            string place = parsed.GetValue(on)!;
            if (isYear && place != Touch)
                throw new BadInputException($"--on {place} is of the day: leave it out with --market year");
            int count = parsed.GetValue(seeds) ?? (isYear ? YearSeeds : place == Touch ? DaySeeds : place == AtExchange ? ExchangeSeeds : ProtocolSeeds);
            if (count is < Frontier.LeastSeeds or > MostSeeds)
                throw new BadInputException($"--seeds {count}: a count from {Frontier.LeastSeeds} to {MostSeeds}");
            if (parsed.GetValue(first) < 0)
                throw new BadInputException($"--first {parsed.GetValue(first)}: a seed is not negative");
            if (parsed.GetValue(threads) is < 1 or > 256)
                throw new BadInputException($"--threads {parsed.GetValue(threads)}: a count from 1 to 256");
            if (isYear && parsed.GetValue(step) is not null)
                throw new BadInputException("--step is of the day: leave it out with --market year");
            string? name = parsed.GetValue(save);
            SavedFrontiers? kept = name is null ? null : PlaceOf(name, parsed.GetValue(data));
            if (name is null && parsed.GetValue(data) is not null)
                throw new BadInputException("--data needs --save NAME");
            HedgeMarket chosen = isYear ? HedgeMarket.Year() : HedgeMarket.Day(StepOf(parsed.GetValue(step)));
            string[] files = parsed.GetValue(policy) ?? [];
            ImmutableArray<FrontierPolicy> own = [.. files.Select(OwnOf)];
            ImmutableArray<double> rates = CostsOf(parsed.GetValue(costs)!);
            FrontierRun run = place switch
            {
                Touch => new FrontierRun(chosen, rates, [.. FrontierPolicies.Of(chosen), .. own]),
                ByProtocol => new FrontierRun(LinkedPath.Day(chosen.Step), rates, [.. FrontierPolicies.FewOf(chosen), .. own]) { Life = LinkedPath.Run, Conventions = FrontierConventionsView.OfABook },
                _ => new FrontierRun(chosen with { Name = "day at the simulated exchange" }, rates, [.. FrontierPolicies.FewOf(chosen), .. own]) { Life = ExchangePath.Run, Conventions = FrontierConventionsView.OfABook },
            };
            bool isTold = !parsed.GetValue(printing.Quiet);
            FrontierView view = Run(run, (ulong)parsed.GetValue(first), count, parsed.GetValue(threads), isTold ? error : null, stop);
            printing.Write(parsed, output, files, Json, () => FrontierTable.Csv(view), (to, isTerminal) => FrontierTable.Write(view, to, isTerminal));
            kept?.Save(name!, Json()); // last: what was computed is told, whatever becomes of the file
            return Task.FromResult(ExitCode.Done);

            string Json() => JsonSerializer.Serialize(view, PoiseJson.Plain.FrontierView) + Environment.NewLine;
        });
        return command;
    }

    /// <summary>Splits the seeds over threads. Each has its own place among the results: what comes out does not depend on who came first.</summary>
    private static FrontierView Run(FrontierRun run, ulong first, int seeds, int threads, TextWriter? told, CancellationToken stop)
    {
        var results = new HedgeResult[seeds * run.Width];
        var progress = new ProgressLine(Console.IsErrorRedirected ? null : told, "frontier", seeds, TimeProvider.System, "paths");
        long began = Stopwatch.GetTimestamp();
        Lock gate = new();
        int done = 0;
        try
        {
            Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop }, i =>
            {
                run.Path(first + (ulong)i, results.AsSpan(i * run.Width, run.Width));
                lock (gate)
                    progress.Reached(++done, done);
            });
        }
        catch (AggregateException several)
        {
            throw new InvalidOperationException(several.InnerExceptions[0].Message, several);
        }
        finally
        {
            progress.End();
        }
        double took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        told?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"poise lab frontier: {seeds} paths x {run.Costs.Length} costs x {run.Policies.Length} policies, {(double)seeds * run.Width * run.Market.Steps / 1e6:#,0.#} million steps of a desk in {took:0.0} s on {threads} {(threads == 1 ? "thread" : "threads")}"));
        return Frontier.Of(run, results, first);
    }

    private static SavedFrontiers PlaceOf(string name, string? data)
    {
        if (!SavedFrontiers.IsName(name))
            throw new BadInputException($"--save \"{name}\": allowed: {SavedFrontiers.Names}");
        var place = new SavedFrontiers(data ?? DeskHost.StateFolder());
        place.Prepare();
        return place;
    }

    private static Duration StepOf(string? text)
    {
        Duration step = Instants.ParseLength("--step", text) ?? Duration.FromSeconds(60);
        return step >= Duration.FromSeconds(1) && Duration.FromHours(1).Nanoseconds % step.Nanoseconds == 0 ? step : throw new BadInputException($"--step {text}: a length from 1s to 1h that divides an hour");
    }

    private static ImmutableArray<double> CostsOf(string text)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        double[] costs = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent) || !(percent is >= 0.001 and <= 5))
                throw new BadInputException($"--costs: \"{parts[i]}\" is not a percentage from 0.001 to 5 (write 0.02,0.05,0.5)");
            costs[i] = percent / 100;
        }
        return costs.Distinct().Count() == costs.Length ? [.. costs] : throw new BadInputException($"--costs: \"{text}\" names a cost twice");
    }

    private static FrontierPolicy OwnOf(string file) => new(Path.GetFileName(file), "", SettingsFile.Read("--policy", file, PolicyText.Parse));
}
