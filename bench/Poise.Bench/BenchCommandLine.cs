using System.CommandLine;
using System.CommandLine.Help;

namespace Poise.Bench;

/// <summary>A benchmark that cannot be run as asked: one line, exit code 2.</summary>
internal sealed class BadRunException(string message) : Exception(message);

/// <summary>The commands of the harness. Exit codes: 0 done, 1 failed, 2 bad usage.</summary>
internal static class BenchCommandLine
{
    public static int Run(string[] args)
    {
        RootCommand root = JobsCommand.Root();
        root.Add(Latency());
        root.Add(Rates());
        root.Add(Flow());
        root.Add(Surfaces());
        root.Add(Positioning());
        root.Add(Working());
        root.Add(Routing());
        root.Add(Live());
        root.Add(Wire());
        root.Add(PeersCommand.Create());
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine($"poise bench: {parsed.Errors[0].Message} (see poise bench --help)");
            return 2;
        }
        if (parsed.Action is HelpAction)
            return Help(parsed);
        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (BadRunException e)
        {
            Console.Error.WriteLine($"{Name(parsed)}: {e.Message}");
            return 2;
        }
        catch (IOException e)
        {
            Console.Error.WriteLine($"{Name(parsed)}: {e.Message}");
            return 1;
        }
    }

    // The parser names the program by its file; users start it as poise bench.
    private static int Help(ParseResult parsed)
    {
        using var text = new StringWriter();
        int code = parsed.Invoke(new InvocationConfiguration { Output = text });
        Console.Out.Write(text.ToString().Replace(RootCommand.ExecutableName, "poise bench", StringComparison.Ordinal));
        return code;
    }

    private static string Name(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand ? "poise bench" : $"poise bench {parsed.CommandResult.Command.Name}";

    private static Command Latency()
    {
        var samples = new Option<int>("--samples") { Description = "Batches of each tick-to-decision row.", DefaultValueFactory = _ => 200_000 };
        var orders = new Option<int>("--orders") { Description = "Orders of the tick-to-wire rows.", DefaultValueFactory = _ => 3_000 };
        var folder = new Option<string?>("--folder") { Description = "Folder on the disk to measure; a folder within it is made and removed. Default: artifacts/." };
        var report = new ReportOptions();
        var command = new Command("latency", "Tick to decision, and tick to wire with a durable intent: percentiles.") { samples, orders, folder };
        report.AddTo(command);
        command.SetAction(parsed =>
        {
            int batches = AtLeast(1_000, parsed.GetValue(samples), "--samples"), wires = AtLeast(100, parsed.GetValue(orders), "--orders");
            Machine machine = Machine.Now(report.DateOf(parsed));
            using WorkFolder work = WorkFolder.On(parsed.GetValue(folder));
            report.Write(parsed, LatencyRun.Of(batches, wires, work), machine);
            return 0;
        });
        return command;
    }

    private static Command Rates()
    {
        var report = new ReportOptions();
        var command = new Command("rates", "Pricing, chains, journal and exchange by BenchmarkDotNet: time and allocated bytes of one item.");
        report.AddTo(command);
        command.SetAction(parsed =>
        {
            Machine machine = Machine.Now(report.DateOf(parsed));
            using WorkFolder work = WorkFolder.On(null);
            report.Write(parsed, RatesRun.Of(work), machine);
            return 0;
        });
        return command;
    }

    private static Command Flow()
    {
        var files = new Argument<string[]>("FILE") { Description = "Chain files, each measured alone.", Arity = ArgumentArity.OneOrMore };
        var poise = new Option<string[]>("--poise") { Description = "Programs to measure. Default: ./poise (script) and artifacts/app/poise (program).", AllowMultipleArgumentsPerToken = true };
        var runs = new Option<int>("--runs") { Description = "Runs of each file after one to warm up.", DefaultValueFactory = _ => 15 };
        var report = new ReportOptions();
        var command = new Command("flow", "Whole processes: wall time, peak memory and the split of poise flow FILE.") { files, poise, runs };
        report.AddTo(command);
        command.SetAction(parsed =>
        {
            report.Check(parsed, [.. parsed.GetValue(files)!, .. parsed.GetValue(poise) ?? []]);
            Machine machine = Machine.Now(report.DateOf(parsed));
            report.Write(parsed, FlowRun.Of(parsed.GetValue(files)!, parsed.GetValue(poise) ?? [], AtLeast(1, parsed.GetValue(runs), "--runs")), machine);
            return 0;
        });
        return command;
    }

    private static Command Live()
    {
        var seconds = new Option<int>("--seconds") { Description = "Of each pace, at least 5.", DefaultValueFactory = _ => 20 };
        var pictures = new Option<int>("--pictures") { Description = "Minutes of the replayed day, at least 10.", DefaultValueFactory = _ => 390 };
        var report = new ReportOptions();
        var command = new Command("live", "A chain of SPX's size on the live lane at 10 and 50 updates a second, and a day of it replayed.") { seconds, pictures };
        report.AddTo(command);
        command.SetAction(parsed =>
        {
            Machine machine = Machine.Now(report.DateOf(parsed));
            using WorkFolder work = WorkFolder.On(null);
            report.Write(parsed, LiveRun.Of(AtLeast(5, parsed.GetValue(seconds), "--seconds"), AtLeast(10, parsed.GetValue(pictures), "--pictures"), work), machine);
            return 0;
        });
        return command;
    }

    private static Command Wire()
    {
        var connections = new Option<int>("--connections") { Description = "Sockets, each of an account of its own.", DefaultValueFactory = _ => 200 };
        var orders = new Option<int>("--orders") { Description = "Orders a second, over all sockets.", DefaultValueFactory = _ => 5_000 };
        var seconds = new Option<int>("--seconds") { Description = "Of each run, at least 2.", DefaultValueFactory = _ => 10 };
        var runs = new Option<int>("--runs") { Description = "Runs after one to warm up.", DefaultValueFactory = _ => 5 };
        var poise = new Option<string>("--poise") { Description = "Program whose exchange is measured. Default: artifacts/app/poise.", DefaultValueFactory = _ => Path.Combine(Repository.Root, "artifacts", "app", "poise") };
        var report = new ReportOptions();
        var command = new Command("wire", "poise exchange under load over its sockets: acknowledgement of orders, percentiles.") { connections, orders, seconds, runs, poise };
        report.AddTo(command);
        command.SetAction(parsed =>
        {
            Machine machine = Machine.Now(report.DateOf(parsed));
            using WorkFolder work = WorkFolder.On(null);
            report.Write(parsed, WireRun.Of(
                parsed.GetValue(poise)!, AtLeast(1, parsed.GetValue(connections), "--connections"), AtLeast(1, parsed.GetValue(orders), "--orders"), AtLeast(2, parsed.GetValue(seconds), "--seconds"), AtLeast(1, parsed.GetValue(runs), "--runs"), work), machine);
            return 0;
        });
        return command;
    }

    private static Command Positioning()
    {
        var days = new Option<int>("--days") { Description = "Trading days of each generated market, at least 10.", DefaultValueFactory = _ => 40 };
        var seeds = new Option<int>("--seeds") { Description = "Markets of each setting.", DefaultValueFactory = _ => 9 };
        var report = new ReportOptions();
        var command = new Command("positioning", "Sign models on generated markets: how much of the dealers' true gamma each recovers, by noise and by trades without a side.") { days, seeds };
        report.AddTo(command);
        command.SetAction(parsed =>
        {
            report.Write(parsed, PositioningRun.Of(AtLeast(10, parsed.GetValue(days), "--days"), AtLeast(1, parsed.GetValue(seeds), "--seeds")), Machine.Now(report.DateOf(parsed)));
            return 0;
        });
        return command;
    }

    private static Option<bool> Linked() => new("--linked") { Description = "Through Deribit's protocol, sessions and servers over links that delay, rather than in process." };

    private static Command Working()
    {
        Option<bool> linked = Linked();
        return Seeded("working", "Ways of working a hedge on simulated markets: what each costs and saves against sweeps of the same seeds.", (seeds, hours, work, parsed) => WorkingRun.Of(seeds, hours, work, parsed.GetValue(linked)), linked);
    }

    private static Command Routing()
    {
        Option<bool> linked = Linked();
        return Seeded("routing", "Hedges routed over three simulated venues, one of them failing at times: what each way costs and saves against market orders at one venue.", (seeds, hours, work, parsed) => RoutingRun.Of(seeds, hours, work, parsed.GetValue(linked)), linked);
    }

    private static Command Seeded(string name, string description, Func<int, double, WorkFolder, ParseResult, BenchResult> run, params ReadOnlySpan<Option> own)
    {
        var seeds = new Option<int>("--seeds") { Description = "Markets, at least 6: the interval's quantile needs them.", DefaultValueFactory = _ => 12 };
        var hours = new Option<double>("--hours") { Description = "Of each, market time.", DefaultValueFactory = _ => 1 };
        var report = new ReportOptions();
        var command = new Command(name, description) { seeds, hours };
        foreach (Option option in own)
            command.Options.Add(option);
        report.AddTo(command);
        command.SetAction(parsed =>
        {
            if (!(parsed.GetValue(hours) is > 0 and <= 1000))
                throw new BadRunException("--hours must be above 0 and at most 1000");
            Machine machine = Machine.Now(report.DateOf(parsed));
            using WorkFolder work = WorkFolder.Anywhere();
            report.Write(parsed, run(AtLeast(6, parsed.GetValue(seeds), "--seeds"), parsed.GetValue(hours), work, parsed), machine);
            return 0;
        });
        return command;
    }

    private static Command Surfaces()
    {
        var files = new Argument<string[]>("FILE") { Description = "Chain files, each alone.", Arity = ArgumentArity.OneOrMore };
        var runs = new Option<int>("--runs") { Description = "Runs of each surface after some to warm up.", DefaultValueFactory = _ => 31 };
        var report = new ReportOptions();
        var command = new Command("surfaces", "Smiles and surfaces of recorded chains: time, and the share of quotes inside bid and ask by expiry.") { files, runs };
        report.AddTo(command);
        command.SetAction(parsed =>
        {
            report.Check(parsed, parsed.GetValue(files)!);
            Machine machine = Machine.Now(report.DateOf(parsed));
            report.Write(parsed, SurfacesRun.Of(parsed.GetValue(files)!, AtLeast(1, parsed.GetValue(runs), "--runs")), machine);
            return 0;
        });
        return command;
    }

    private static int AtLeast(int least, int value, string option) =>
        value >= least ? value : throw new BadRunException($"{option} must be at least {least}");
}
