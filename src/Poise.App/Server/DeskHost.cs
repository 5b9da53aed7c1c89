using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OpenTelemetry.Metrics;
using Poise.Flow;
using Poise.Runtime;
using Poise.Storage;

namespace Poise.App;

/// <summary>Runs what <c>poise desk</c> or <c>poise hedge</c> asked for until it is stopped: a desk, a page, or both.</summary>
internal static class DeskHost
{
    /// <summary>The simulated market pictures itself some times a second.</summary>
    private static readonly TimeSpan SimulatedSilence = TimeSpan.FromSeconds(15);

    /// <summary>From one forecast for the desk to the next.</summary>
    private static readonly TimeSpan ForesightEvery = TimeSpan.FromSeconds(10);

    /// <summary>A beta of stored chains reads all of them.</summary>
    private const int MostRegressed = 250;

    public static async Task<int> RunAsync(DeskChoices choices, TextWriter output, TextWriter error, CancellationToken stop)
    {
        // Ctrl+C and SIGTERM are listened for once this has yielded, and would end the process outright before.
        await Task.Yield();
        TimeProvider time = TimeProvider.System;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (choices.Seconds is double seconds)
            ending.CancelAfter(TimeSpan.FromSeconds(seconds));
        string pages = choices.HasPage ? Pages() ?? throw new BadInputException("the dashboard is not built: start it through ./poise, which builds it (needs Node 20 or newer)") : "";
        using DryFolder? dry = choices.IsDry ? new DryFolder() : null;
        string data = dry?.Path ?? choices.DataFolder ?? StateFolder();
        if (File.Exists(data))
            throw new BadInputException($"--data {data}: is a file; a folder is needed");
        if (Directory.Exists(data) && SecretFile.IsWritableByAll(data))
            throw new BadInputException($"--data {data}: anybody on this machine can write there: chmod o-w it, and look what is in it");
        string? own = null;
        Access access = choices.Server.UsersFile is string users ? Access.OfUsers(users, time) : Access.Local(time, out own);
        IReadOnlyList<HeldLine>? held = choices.Elsewhere is string file ? ElsewhereFile.Read(file) : null;
        int code = choices.Market switch
        {
            FilesChoice files => await ShowFilesAsync(files),
            HistoryChoice history => await ShowHistoryAsync(history),
            SimulatedChoice simulated => await RunDeskAsync(
                data, "simulated", SimulatedSilence, (market, _, log) => Task.FromResult(LiveDesk.Start(simulated, new DeskRun(choices.IsDry, log), data, held, market, time))),
            StreamChoice { Orders: { } orders } stream => await RunDeskAsync(
                dry?.Path ?? choices.DataFolder ?? LiveDesk.FolderOf(data, stream.Venue, orders), orders.IsPaper ? "paper" : "live", stream.StaleAfter,
                (market, folder, log) => LiveDesk.StartAsync(stream.Venue, orders, new DeskRun(choices.IsDry, log), folder, held, market, output, time, () => !stop.IsCancellationRequested, ending.Token)),
            _ => await FollowAsync(),
        };
        return code == ExitCode.Done && stop.IsCancellationRequested ? ExitCode.Interrupted : code;

        async Task<int> ShowFilesAsync(FilesChoice files)
        {
            Sources sources = SourceFiles.Read(files.Files, new SourceChoices(files.Underlying, null, null));
            string[] underlyings = [.. sources.Chains.Select(static c => c.Underlying).Distinct(StringComparer.Ordinal)];
            if (files.Onto is null && underlyings.Length > 1)
                throw new BadInputException($"--chain: the files hold {string.Join(", ", underlyings[..^1])} and {underlyings[^1]}, and a page shows one: choose by --underlying, or bring them onto one by --combine");
            FlowFeed feed = files.Onto is string onto ? Combined(sources, onto) : FlowFeed.OfFiles(sources.Chains, Inventories.Of(sources, prior: null, untold: false), choices.Terms, holds: choices.AlertHolds);
            await ServeAsync(choices, access, own, new Dashboard(feed, null, "files", time.GetUtcNow(), HasFlow: true), pages, data, output, time, ending.Token);
            return ExitCode.Done;
        }

        FlowFeed Combined(Sources sources, string onto)
        {
            if (sources.Tapes.Count > 0)
                throw new BadInputException("--combine takes chains without trades: their takers' sides say nothing of the other underlyings");
            var combined = new CombinedChains(sources.Chains, onto, new FlowSettings().Chain);
            // What cannot be combined is said before there is a page; the other snapshots say it when they are shown.
            combined.Of(combined.Own[^1]);
            return FlowFeed.OfFiles(combined.Own, [], choices.Terms, combined.Of, choices.AlertHolds);
        }

        async Task<int> ShowHistoryAsync(HistoryChoice asked)
        {
            using IHistory history = HistoryPlaces.OpenExisting(asked.Place);
            IReadOnlyList<HistoryContents> chosen = HistoryPlaces.Chosen(history, asked.Underlying);
            if (chosen.Count > 1)
                throw new BadInputException($"{history.Place}: holds {string.Join(", ", chosen.Select(static c => c.Underlying))}: choose with --underlying");
            var series = new StoredSeries(history);
            HistoryPlaces.Reading(() => series.Begin(chosen[0].Underlying, asked.From, asked.To));
            if (series.Count == 0)
                throw new BadInputException(HistoryRange.Nothing(history.Place, chosen[0].Underlying, chosen[0].First, chosen[0].Last, "no snapshot"));
            if (choices.Terms.Beta.IsSeries && series.Count > MostRegressed)
                throw new BadInputException($"--spot-vol-beta series: the page regresses over {MostRegressed} snapshots at most, and there are {series.Count}: choose by --from and --to");
            await ServeAsync(choices, access, own, new Dashboard(FlowFeed.Of(series, choices.Terms, choices.AlertHolds), null, "history", time.GetUtcNow(), HasFlow: true), pages, data, output, time, ending.Token);
            return ExitCode.Done;
        }

        LivePast? Past(string data)
        {
            if (choices.Store is null && choices.IsDry)
                return null;
            if (choices.Store is string place)
                return place == "none" ? null : LivePast.Open(place, choices.StoreEvery, output);
            try
            {
                return LivePast.Open(Path.Combine(new FileDisk(data).Place, "history.db"), choices.StoreEvery, output);
            }
            catch (BadInputException e)
            {
                // Nobody asked for it: the desk runs without.
                output.WriteLine($"history: nothing is stored: {e.Message}");
                return null;
            }
        }

        async Task<int> RunDeskAsync(string folder, string kind, TimeSpan silence, Func<LiveMarket, string, DeskLog?, Task<LiveDesk>> start)
        {
            string name = !choices.IsDry ? kind : choices.Market is SimulatedChoice ? "dry-run-simulated" : "dry-run";
            LivePast? past = Past(folder);
            FlowFeed feed = FlowFeed.Live(choices.Terms, past?.Series, choices.AlertHolds);
            var watchers = new Watchers();
            await using AlertWebhook? webhook = Tell(feed); // it ends after the market: the last alert is kept too
            await using var market = new LiveMarket(feed, watchers, silence, time, past);
            await using DeskLog? log = choices.Log is null ? null : Logged(choices.Log, name, error, time);
            await using LiveDesk desk = await start(market, folder, log);
            await using ElsewhereFollower? elsewhere = held is not null ? desk.Follow(choices.Elsewhere!, held, line => Print($"{choices.Command}: {line}")) : null;
            await using var watches = new DeskWatches(desk, Told, NotSeen, feed.Raise, webhook?.Standing ?? [], () => log?.Failure, silence, time);
            watches.Begin();
            await using var foreseer = new Foreseer(() => feed.Frame(null, default), desk.Foresee, Blind, choices.Market is SimulatedChoice { Speed: > 10 } fast ? ForesightEvery * (10 / fast.Speed) : ForesightEvery, time);
            output.WriteLine($"{choices.Command}: {desk.Banner}");
            // A desk that broke by itself ends the process: whoever watches over it starts it again.
            using var running = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
            Task shown = choices.HasPage
                ? ServeAsync(choices, access, own, new Dashboard(feed, desk, name, time.GetUtcNow(), HasFlow: true) { Watchers = watchers, StaleAfter = silence }, pages, folder, output, time, running.Token)
                : desk.PrintAsync(output, running.Token);
            await Task.WhenAny(shown, desk.Stopped);
            await running.CancelAsync();
            await shown;
            if (desk.Stopped.IsCompleted)
                await watches.LookAsync(); // it broke: that is told before this process ends
            return await desk.StopAsync(output, choices.Command) ? ExitCode.Done : ExitCode.Failed;
        }

        async Task<int> FollowAsync()
        {
            LivePast? past = Past(data);
            FlowFeed feed = FlowFeed.Live(choices.Terms, past?.Series, choices.AlertHolds);
            await using AlertWebhook? webhook = Tell(feed);
            await using LiveFeed live = LiveFeed.Of(choices, feed, past, output, time);
            live.Begin();
            if (choices.HasPage)
                await ServeAsync(choices, access, own, live.Dashboard, pages, data, output, time, ending.Token);
            else
                await live.PrintAsync(ending.Token);
            return ExitCode.Done;
        }

        void Told(string line) => Print($"{choices.Command}: {line}");

        // In a line where the desk's lines are, and in full where errors are.
        void NotSeen(string line, Exception why)
        {
            Told(line);
            lock (error)
                error.WriteLine(why);
        }

        void Blind(Exception why) => Print($"{choices.Command}: nothing is forecast for now: {why.Message}");

        void Print(string line)
        {
            lock (output)
            {
                output.WriteLine(line);
                output.Flush();
            }
        }

        // Alerts go to the log, which is standard output, and to the webhook.
        AlertWebhook? Tell(FlowFeed feed)
        {
            feed.Alerted += alert =>
            {
                if (DeskAlarm.HasLine(alert.Rule))
                    return;
                lock (output)
                {
                    output.WriteLine($"{alert.At} {alert.Rule}{(alert.Underlying.Length > 0 ? " " : "")}{alert.Underlying}: {alert.Text}");
                    output.Flush();
                }
            };
            if (choices.Webhook is not WebhookChoice hook)
                return null;
            string secret = hook.SecretFile ?? Path.Combine(data, "webhook-secret");
            AlertWebhook webhook;
            try
            {
                webhook = new AlertWebhook(AlertOutbox.Open(new FileDisk(Path.Combine(data, "alerts"))), hook.Address, WebhookSecret.Of(secret), output, time, (ulong)Environment.ProcessId);
            }
            catch (Exception e) when (e is JournalException or IOException or UnauthorizedAccessException)
            {
                throw new BadInputException($"--webhook: {e.Message}");
            }
            output.WriteLine($"{choices.Command}: alerts go to {hook.Address.Host}, signed by the key in {secret}");
            feed.Alerted += webhook.Add;
            return webhook;
        }
    }

    /// <exception cref="BadInputException">The file cannot be written.</exception>
    private static DeskLog Logged(string place, string market, TextWriter error, TimeProvider time)
    {
        Action<ReadOnlyMemory<byte>> write = place == "-" ? WriteError : LogFile.Of(place).Append;
        return new DeskLog(new LogWriter(write, new LogLine(Api.Version, market, code => LiveDesk.ReasonOf(market, code)), Failed), time);

        void WriteError(ReadOnlyMemory<byte> lines)
        {
            lock (error)
            {
                error.Write(Encoding.UTF8.GetString(lines.Span));
                error.Flush();
            }
        }

        void Failed(string why)
        {
            lock (error)
                error.WriteLine($"--log {place}: lines are lost: {why}");
        }
    }

    /// <param name="own">The token of this machine's one user; null where users are named.</param>
    private static async Task ServeAsync(DeskChoices choices, Access access, string? own, Dashboard dashboard, string pages, string data, TextWriter output, TimeProvider time, CancellationToken stop)
    {
        using AuditLog? audit = dashboard.Desk is null ? null : AuditOf(data, time);
        using MeterProvider? metrics = choices.IsDry ? null : Telemetry.Start(dashboard); // its figures would stand among those of desks that are meant
        await using WebApplication app = PoiseServer.Create(choices.Server, dashboard with { Audit = audit, Lab = new SavedFrontiers(choices.DataFolder ?? KnownStateFolder()) }, access, pages, time);
        try
        {
            await app.StartAsync(stop);
        }
        catch (IOException e) when (IsPortTaken(e))
        {
            throw new BadInputException($"--port {choices.Server.Port}: something else listens there; choose another, or 0 for any free one");
        }
        catch (SocketException e)
        {
            throw new BadInputException($"--listen {choices.Server.Address}: {e.Message}", e);
        }
        int port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        output.WriteLine($"open {choices.Server.AddressAt(port)}/{(own is null ? " and give a user's token (poise token add)" : $"#token={own}")}");
        output.WriteLine("Ctrl+C ends it.");
        output.Flush();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stop);
        }
        catch (OperationCanceledException)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3), time);
            await app.StopAsync(patience.Token);
        }
    }

    /// <exception cref="BadInputException">It cannot be written: nobody may command what is not written down.</exception>
    private static AuditLog AuditOf(string data, TimeProvider time)
    {
        try
        {
            return AuditLog.Open(new FileDisk(data), time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--data {data}: {AuditLog.FileName}, which commands are written to, cannot be opened: {e.Message}", e);
        }
    }

    // The built pages: beside the program when installed, in web/dist of a checkout otherwise.
    private static string? Pages()
    {
        for (string? at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
        {
            string dist = Path.Combine(at, "web", "dist");
            if (File.Exists(Path.Combine(dist, "index.html")))
                return dist;
        }
        return null;
    }

    /// <summary>Whether a server could not start for want of its port.</summary>
    internal static bool IsPortTaken(IOException e) => e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException or SocketException;

    /// <summary>Where a desk of this user keeps its data when nobody says where.</summary>
    internal static string StateFolder() =>
        KnownStateFolder() ?? throw new BadInputException("this user has no home folder: say with --data (a history: --history) where data goes");

    /// <summary>Null for a user without a home.</summary>
    private static string? KnownStateFolder()
    {
        string? state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (string.IsNullOrEmpty(state) && home.Length == 0)
            return null;
        string root = string.IsNullOrEmpty(state)
            ? Path.Combine(home, ".local", "state")
            : state;
        return Path.Combine(root, "poise", "desk");
    }
}
