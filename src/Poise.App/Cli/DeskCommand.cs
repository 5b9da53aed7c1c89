using System.CommandLine;
using Poise.Domain;
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
        var follow = new Option<string[]>("--follow") { Description = "Show chains as they arrive instead of the simulated market: files that grow, folders in which files appear.", AllowMultipleArgumentsPerToken = true };
        var poll = new Option<string?>("--poll-cboe") { Description = "Show CBOE's delayed quotes of a symbol (SPX, SPY ...) instead of the simulated market, asked for over the internet: CBOE's website terms apply.", HelpName = "SYMBOL" };
        var every = new Option<string?>("--poll-every") { Description = "Time between two questions: 30s, 5m; 15s is the fastest. Default: 60s.", HelpName = "LENGTH" };
        var server = new Option<string?>("--cboe-server") { Description = $"Another server that answers as CBOE's does. Default: {DelayedQuotes.Server}.", HelpName = "URL" };
        var served = new PageOptions();
        var noPage = new Option<bool>("--no-page") { Description = "Run without API and page: levels and alerts, or what a desk does (poise hedge), go to standard output." };
        var switches = new HedgeOptions();
        switches.Underlying.Description = "With --chain, --follow, --history and --venue: which underlying, where there are several.";
        switches.Stale.Description = "With --follow, --poll-cboe and --venue: silence that is told while the market is open. Default: 15m; with --venue 1m.";
        switches.Holds.Description = "Views in a row that must agree on a moved wall before it is an alert. Default: 3; with --chain, --history and --follow 1.";
        Option venue = switches.Venue.Venue;
        var command = new Command("desk", "The desk with its dashboard: a simulated market by default, clearly labelled.\n\nExample:\n  poise desk\n  poise desk --chain monday.csv tuesday.csv\n  poise desk --follow chains/ --no-page\n  poise desk --venue deribit --underlying BTC\n  poise desk --venue deribit --settings samples/hedges.json\n  poise desk --venue deribit --orders live --venue-key deribit.key")
        {
            chain, history, range.From, range.To, follow, poll, every, server, noPage,
        };
        foreach (Option option in (Option[])[.. served.All, .. switches.All])
            command.Options.Add(option);
        command.SetAction((parsed, stop) =>
        {
            PageSettings settings = served.Of(parsed, TimeProvider.System);
            switches.Check(parsed);
            Option[] given = [.. ((Option[])[chain, history, follow, poll, venue]).Where(o => parsed.GetResult(o) is not null)];
            if (given.Length > 1)
                throw new BadInputException($"{given[0].Name} and {given[1].Name}: a page shows one market: choose");
            (Option underlying, Option stale, Option combine) = (switches.Underlying, switches.Stale, switches.Flow.Combine);
            Option[] live = given.Contains(follow) ? [underlying, stale] : given.Contains(poll) ? [every, server, stale] : given.Contains(venue) ? [switches.Venue.Address, underlying, stale] : given.Contains(history) ? [underlying, range.From, range.To] : given.Contains(chain) ? [combine, underlying] : [];
            foreach ((Option option, string needs) in ((Option, string)[])[(every, "--poll-cboe"), (server, "--poll-cboe"), (switches.Venue.Address, "--venue NAME"), (stale, "--follow, --poll-cboe or --venue"), (underlying, "--chain, --follow, --history or --venue"), (range.From, "--history"), (range.To, "--history"), (combine, "--chain FILES")])
            {
                if (!live.Contains(option) && parsed.GetResult(option) is not null)
                    throw new BadInputException($"{option.Name} needs {needs}");
            }
            if (parsed.GetResult(combine) is not null && parsed.GetResult(underlying) is not null)
                throw new BadInputException("--combine takes all underlyings of the files: leave out --underlying");
            if (given.FirstOrDefault(o => o == chain || o == history) is Option standing && (parsed.GetResult(switches.Store) ?? parsed.GetResult(switches.StoreEvery)) is not null)
                throw new BadInputException($"--store and --store-every are for a live market: leave them out with {standing.Name}");
            MarketChoice market = given.FirstOrDefault(o => o != venue) is Option shown ? Shown(parsed, shown) : switches.Of(parsed);
            DeskChoices choices = switches.Of(parsed, market, parsed.GetValue(noPage) ? null : settings);
            if (market is FilesChoice or HistoryChoice && !choices.HasPage)
                throw new BadInputException($"{given[0].Name} is shown on the page: leave out --no-page, or use poise flow");
            return DeskHost.RunAsync(choices, output, error, stop);
        });
        return command;

        // Chains without a desk.
        MarketChoice Shown(ParseResult parsed, Option by)
        {
            switches.LeaveSimulated(parsed, by);
            switches.LeaveDesk(parsed, by.Name);
            switches.Orders.Of(parsed, venue: null, policy: null, working: null);
            string? of = parsed.GetValue(switches.Underlying);
            TimeSpan staleAfter = switches.StaleAfter(parsed, 900);
            return by == chain ? new FilesChoice(Named(chain, parsed.GetValue(chain)), of, parsed.GetValue(switches.Flow.Combine))
                : by == history ? Stored(parsed.GetValue(history)!, of, range.Of(parsed))
                : by == follow ? new FollowChoice(Named(follow, parsed.GetValue(follow)), of, staleAfter)
                : Poll(parsed.GetValue(poll)!, Instants.ParseLength("--poll-every", parsed.GetValue(every)), parsed.GetValue(server), staleAfter);
        }
    }

    private static string[] Named(Option option, string[]? paths) =>
        paths is { Length: > 0 } ? paths : throw new BadInputException($"{option.Name} needs at least one {(option.Name == "--chain" ? "file" : "file or folder")}");

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
/// <param name="Said">A file of settings, in place of policy and working; null where none was named.</param>
internal sealed record SimulatedChoice(ulong Seed, double Speed, bool IsRecorded, IHedgePolicy? Policy, IWorkingAlgorithm? Working, HedgesFile? Said = null) : MarketChoice
{
    /// <summary>What that market has options on.</summary>
    public const string Underlying = "BTC";
}

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
internal sealed record DeskChoices(MarketChoice Market, PageSettings Server, bool HasPage, string? DataFolder, double? Seconds, FlowTerms Terms, WebhookChoice? Webhook, string? Store, Duration StoreEvery, int? AlertHolds)
{
    /// <summary>By which it speaks.</summary>
    public string Command { get; init; } = "poise desk";

    /// <summary>Decides and sends nothing.</summary>
    public bool IsDry { get; init; }

    /// <summary>File of what other accounts hold; null: none is said.</summary>
    public string? Elsewhere { get; init; }

    /// <summary>Where its log goes: a file, - for standard error, null for nowhere.</summary>
    public string? Log { get; init; }
}
