using System.CommandLine;
using Poise.Domain;
using Poise.Flow;
using Poise.Hedging;
using Poise.Venues.Cboe;

namespace Poise.App;

/// <summary><c>poise desk</c>: the desk with its dashboard, on the embedded simulated market, or a dashboard of chains.</summary>
internal static class DeskCommand
{
    public static Command Create(TextWriter output, TextWriter error)
    {
        var chain = new Option<string[]>("--chain") { Description = "Show real chains instead of the simulated market: files, oldest first by their own stamps, with a slider.", AllowMultipleArgumentsPerToken = true };
        var history = new Option<string?>("--history") { Description = "Show stored chains instead of the simulated market, with a slider: a SQLite file or a PostgreSQL database, as poise history has it.", HelpName = "place" };
        var range = new HistoryRange();
        var store = new Option<string?>("--store") { Description = "Where a live market's chains and levels are stored, as --history names it; none for nowhere. Default: history.db in the data folder.", HelpName = "place" };
        var storeEvery = new Option<string?>("--store-every") { Description = "Market time between two chains that are stored: 30s, 5m. Default: 60s.", HelpName = "LENGTH" };
        var follow = new Option<string[]>("--follow") { Description = "Show chains as they arrive instead of the simulated market: files that grow, folders in which files appear.", AllowMultipleArgumentsPerToken = true };
        var poll = new Option<string?>("--poll-cboe") { Description = "Show CBOE's delayed quotes of a symbol (SPX, SPY ...) instead of the simulated market, asked for over the internet: CBOE's website terms apply.", HelpName = "SYMBOL" };
        var every = new Option<string?>("--poll-every") { Description = "Time between two questions: 30s, 5m; 15s is the fastest. Default: 60s.", HelpName = "LENGTH" };
        var server = new Option<string?>("--cboe-server") { Description = $"Another server that answers as CBOE's does. Default: {DelayedQuotes.Server}.", HelpName = "URL" };
        var venue = new VenueOptions();
        var orders = new OrderOptions();
        var served = new PageOptions();
        var stale = new Option<string?>("--stale-after") { Description = "With --follow, --poll-cboe and --venue: silence that is told while the market is open. Default: 15m; with --venue 1m.", HelpName = "LENGTH" };
        var webhook = new Option<string?>("--webhook") { Description = "Send alerts to this address, signed, until each is taken (docs/alerts.md).", HelpName = "URL" };
        var secret = new Option<string?>("--webhook-secret") { Description = "File of the key that signs them; made where there is none. Default: webhook-secret in the data folder.", HelpName = "FILE" };
        var holds = new Option<int?>("--alert-holds") { Description = "Views in a row that must agree on a moved wall before it is an alert. Default: 3; with --chain, --history and --follow 1." };
        var underlying = new Option<string?>("--underlying") { Description = "With --chain, --follow, --history and --venue: which underlying, where there are several." };
        var noPage = new Option<bool>("--no-page") { Description = "Run without API and page: decisions and fills, or levels and alerts, go to standard output." };
        var data = new Option<string?>("--data") { Description = "Folder of journal, recording and audit log. Default: poise under the user's state folder." };
        var seed = new Option<long>("--seed") { Description = "Seed of the simulated market; a folder that has a market keeps its own.", DefaultValueFactory = _ => 1 };
        var speed = new Option<double>("--speed") { Description = "Simulated seconds a second, at most 1000; a machine that cannot keep up runs slower.", DefaultValueFactory = _ => 1 };
        var record = new Option<bool>("--record") { Description = "Record all that the desk sees, for poise replay (100 MB an hour and more)." };
        var policy = new Option<string?>("--policy") { Description = "File of the hedge policy, JSON as docs/policies.md has it. Of a new desk; one that goes on keeps its own, which page and API change.", HelpName = "FILE" };
        var elsewhere = new Option<string?>("--elsewhere") { Description = "File of what other accounts hold, CSV as docs/elsewhere.md has it: it is hedged with the book, and followed as it changes.", HelpName = "FILE" };
        var work = new Option<string?>("--work") { Description = "File of how hedges are worked, JSON as docs/working.md has it. Default: all at once, at the market.", HelpName = "FILE" };
        var seconds = new Option<double?>("--for") { Description = "Stop after this many seconds." };
        var shared = new FlowOptions();
        var command = new Command("desk", "The desk with its dashboard: a simulated market by default, clearly labelled.\n\nExample:\n  poise desk\n  poise desk --no-page --for 10\n  poise desk --chain monday.csv tuesday.csv\n  poise desk --follow chains/\n  poise desk --venue deribit --underlying BTC\n  poise desk --venue deribit --settings samples/hedges.json\n  poise desk --venue deribit --orders live --venue-key deribit.key")
        {
            chain, history, range.From, range.To, follow, poll, every, server, venue.Venue, venue.Address, stale, underlying, store, storeEvery, holds, webhook, secret, noPage, data, seed, speed, record, policy, work, elsewhere, seconds,
        };
        foreach (Option option in (Option[])[.. served.All, .. orders.All, .. shared.All])
            command.Options.Add(option);
        command.SetAction((parsed, stop) =>
        {
            PageSettings settings = served.Of(parsed, TimeProvider.System);
            if (!(parsed.GetValue(speed) is > 0 and <= 1000))
                throw new BadInputException($"--speed {parsed.GetValue(speed)}: between 0 and 1000, 0 excluded");
            if (parsed.GetValue(seconds) is double s && !(s is > 0 and <= 4e6))
                throw new BadInputException($"--for {s}: more than zero seconds, at most 4000000 (46 days)");
            if (parsed.GetValue(data) is string folder && string.IsNullOrWhiteSpace(folder))
                throw new BadInputException("--data: the folder's name is empty");

            Option[] given = [.. ((Option[])[chain, history, follow, poll, venue.Venue]).Where(o => parsed.GetResult(o) is not null)];
            if (given.Length > 1)
                throw new BadInputException($"{given[0].Name} and {given[1].Name}: a page shows one market: choose");
            Option[] live = given.Contains(follow) ? [underlying, stale] : given.Contains(poll) ? [every, server, stale] : given.Contains(venue.Venue) ? [venue.Address, underlying, stale] : given.Contains(history) ? [underlying, range.From, range.To] : given.Contains(chain) ? [shared.Combine, underlying] : [];
            foreach ((Option option, string needs) in ((Option, string)[])[(every, "--poll-cboe"), (server, "--poll-cboe"), (venue.Address, "--venue NAME"), (stale, "--follow, --poll-cboe or --venue"), (underlying, "--chain, --follow, --history or --venue"), (range.From, "--history"), (range.To, "--history"), (shared.Combine, "--chain FILES")])
            {
                if (!live.Contains(option) && parsed.GetResult(option) is not null)
                    throw new BadInputException($"{option.Name} needs {needs}");
            }
            if (parsed.GetValue(shared.Combine) is not null && parsed.GetValue(underlying) is not null)
                throw new BadInputException("--combine takes all underlyings of the files: leave out --underlying");
            if (given.FirstOrDefault(o => o == chain || o == history) is Option standing && (parsed.GetResult(store) ?? parsed.GetResult(storeEvery)) is not null)
                throw new BadInputException($"--store and --store-every are for a live market: leave them out with {standing.Name}");
            TimeSpan staleAfter = TimeSpan.FromSeconds((Instants.ParseLength("--stale-after", parsed.GetValue(stale)) ?? Duration.FromSeconds(given.Contains(venue.Venue) ? 60 : 900)).Seconds);
            if (parsed.GetValue(holds) is int agree && agree is < 1 or > 1000)
                throw new BadInputException($"--alert-holds {parsed.GetValue(holds)}: a count from 1 to 1000");
            if (given.Length > 0 && (parsed.GetResult(seed) is { Implicit: false } ? seed : parsed.GetResult(speed) is { Implicit: false } ? (Option)speed : parsed.GetResult(record) is { Implicit: false } ? record : null) is Option own)
                throw new BadInputException($"{own.Name} is for the simulated market: leave it out with {given[0].Name}");
            if (given.Length > 0 && !given.Contains(venue.Venue) && parsed.GetValue(policy) is not null)
                throw new BadInputException($"--policy is for a desk that trades: leave it out with {given[0].Name}");
            if (given.Length > 0 && !given.Contains(venue.Venue) && parsed.GetValue(work) is not null)
                throw new BadInputException($"--work is for a desk that trades: leave it out with {given[0].Name}");
            IWorkingAlgorithm? working = parsed.GetValue(work) is string way ? SettingsFile.Read("--work", way, WorkingText.Parse) : null;
            IHedgePolicy? hedging = parsed.GetValue(policy) is string file ? SettingsFile.Read("--policy", file, PolicyText.Parse) : null;
            VenueChoice? place = given.Contains(venue.Venue) ? venue.Of(parsed, parsed.GetValue(underlying)) : null;
            OrderChoice? trading = orders.Of(parsed, place, hedging, working);
            if (parsed.GetValue(orders.Settings) is not null && parsed.GetValue(underlying) is not null)
                throw new BadInputException("--underlying and --settings: the file says it");
            MarketChoice market = given.Length == 0 ? new SimulatedChoice((ulong)parsed.GetValue(seed), parsed.GetValue(speed), parsed.GetValue(record), hedging, working)
                : given[0] == chain ? new FilesChoice(Named(chain, parsed.GetValue(chain)), parsed.GetValue(underlying), parsed.GetValue(shared.Combine))
                : given[0] == history ? Stored(parsed.GetValue(history)!, parsed.GetValue(underlying), range.Of(parsed))
                : given[0] == follow ? new FollowChoice(Named(follow, parsed.GetValue(follow)), parsed.GetValue(underlying), staleAfter)
                : given[0] == venue.Venue ? new StreamChoice(trading is null ? place! : place! with { Underlying = trading.Hedges[0].Underlying }, staleAfter, trading)
                : Poll(parsed.GetValue(poll)!, Instants.ParseLength("--poll-every", parsed.GetValue(every)), parsed.GetValue(server), staleAfter);
            WebhookChoice? hook = Webhook(parsed.GetValue(webhook), parsed.GetValue(secret), market);
            var choices = new DeskChoices(market, settings, !parsed.GetValue(noPage), parsed.GetValue(data), parsed.GetValue(seconds), shared.Of(parsed), hook, parsed.GetValue(store), Instants.ParseLength("--store-every", parsed.GetValue(storeEvery)) ?? Duration.FromSeconds(60), parsed.GetValue(holds) ?? (market is FollowChoice ? 1 : null), parsed.GetValue(elsewhere));
            if (choices.Elsewhere is not null && market is not (SimulatedChoice or StreamChoice { Orders: not null }))
                throw new BadInputException("--elsewhere is for a desk that trades: leave it out here");
            if (market is FilesChoice or HistoryChoice && !choices.HasPage)
                throw new BadInputException($"{given[0].Name} is shown on the page: leave out --no-page, or use poise flow");
            return DeskHost.RunAsync(choices, output, error, stop);
        });
        return command;
    }

    private static string[] Named(Option option, string[]? paths) =>
        paths is { Length: > 0 } ? paths : throw new BadInputException($"{option.Name} needs at least one {(option.Name == "--chain" ? "file" : "file or folder")}");

    private static WebhookChoice? Webhook(string? address, string? secret, MarketChoice market)
    {
        if (address is null)
            return secret is null ? null : throw new BadInputException("--webhook-secret needs --webhook URL");
        if (market is FilesChoice or HistoryChoice)
            throw new BadInputException("--webhook tells of a live market: leave it out with --chain and --history");
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? to) || !AlertWebhook.IsSafe(to))
            throw new BadInputException($"--webhook: \"{address}\" is not an https address (http is for this machine alone)");
        return new(to, secret);
    }

    private static HistoryChoice Stored(string place, string? underlying, (Instant From, Instant To) range) => new(place, underlying, range.From, range.To);

    private static PollChoice Poll(string symbol, Duration? every, string? server, TimeSpan staleAfter)
    {
        if (!Uri.TryCreate(server ?? DelayedQuotes.Server, UriKind.Absolute, out Uri? address) || address.Scheme is not ("https" or "http"))
            throw new BadInputException($"--cboe-server: \"{server}\" is not an address; write https://host/");
        try
        {
            return new PollChoice(new DelayedQuotes(symbol, every ?? Duration.FromSeconds(60), (ulong)Environment.ProcessId), address, staleAfter);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"{(e.ParamName == "every" ? "--poll-every" : "--poll-cboe")}: {e.Message[..e.Message.IndexOf(" (Parameter", StringComparison.Ordinal)]}");
        }
    }
}

/// <summary>Which market the page shows.</summary>
internal abstract record MarketChoice;

/// <summary>The embedded one, with a desk.</summary>
internal sealed record SimulatedChoice(ulong Seed, double Speed, bool IsRecorded, IHedgePolicy? Policy, IWorkingAlgorithm? Working) : MarketChoice;

/// <param name="Onto">The underlying that the others in the files are brought to; null: each chain by itself.</param>
internal sealed record FilesChoice(string[] Files, string? Underlying, string? Onto) : MarketChoice;

internal sealed record HistoryChoice(string Place, string? Underlying, Instant From, Instant To) : MarketChoice;

internal sealed record FollowChoice(string[] Paths, string? Underlying, TimeSpan StaleAfter) : MarketChoice;

internal sealed record PollChoice(DelayedQuotes Session, Uri Server, TimeSpan StaleAfter) : MarketChoice;

/// <param name="Orders">Null: no desk, data alone.</param>
internal sealed record StreamChoice(VenueChoice Venue, TimeSpan StaleAfter, OrderChoice? Orders) : MarketChoice;

/// <param name="SecretFile">Null: in the data folder.</param>
internal sealed record WebhookChoice(Uri Address, string? SecretFile);

/// <summary>How the user wants the desk to run.</summary>
/// <param name="Store">Where a live market is stored; null: in the data folder; none: nowhere.</param>
/// <param name="StoreEvery">Market time between two chains that are stored.</param>
/// <param name="AlertHolds">Null: as alerts have it.</param>
/// <param name="Elsewhere">File of what other accounts hold; null: none is said.</param>
internal sealed record DeskChoices(MarketChoice Market, PageSettings Server, bool HasPage, string? DataFolder, double? Seconds, FlowTerms Terms, WebhookChoice? Webhook, string? Store, Duration StoreEvery, int? AlertHolds, string? Elsewhere = null);
