using System.CommandLine;
using Poise.Domain;
using Poise.Hedging;

namespace Poise.App;

/// <summary>The switches of a market with a desk: all of <c>poise hedge</c>, and <c>poise desk</c>'s beside those of the page and of other markets.</summary>
internal sealed class HedgeOptions
{
    public VenueOptions Venue { get; } = new();

    public OrderOptions Orders { get; } = new();

    public FlowOptions Flow { get; } = new();

    public Option<string?> Underlying { get; } = new("--underlying") { Description = "With --venue: which underlying." };

    public Option<string?> Stale { get; } = new("--stale-after") { Description = "With --venue: silence that is told. Default: 1m.", HelpName = "LENGTH" };

    public Option<string?> Store { get; } = new("--store") { Description = "Where a live market's chains and levels are stored, as --history of poise history names it; none for nowhere. Default: history.db in the data folder.", HelpName = "place" };

    public Option<string?> StoreEvery { get; } = new("--store-every") { Description = "Market time between two chains that are stored: 30s, 5m. Default: 60s.", HelpName = "LENGTH" };

    public Option<int?> Holds { get; } = new("--alert-holds") { Description = "Views in a row that must agree on a moved wall before it is an alert. Default: 3." };

    public Option<string?> Webhook { get; } = new("--webhook") { Description = "Send alerts to this address, signed, until each is taken (docs/alerts.md).", HelpName = "URL" };

    public Option<string?> Secret { get; } = new("--webhook-secret") { Description = "File of the key that signs them; made where there is none. Default: webhook-secret in the data folder.", HelpName = "FILE" };

    public Option<string?> Data { get; } = new("--data") { Description = "Folder of journal, recording and audit log. Default: poise under the user's state folder." };

    public Option<long> Seed { get; } = new("--seed") { Description = "Seed of the simulated market; a folder that has a market keeps its own.", DefaultValueFactory = _ => 1 };

    public Option<double> Speed { get; } = new("--speed") { Description = "Simulated seconds a second, at most 1000; a machine that cannot keep up runs slower.", DefaultValueFactory = _ => 1 };

    public Option<bool> Record { get; } = new("--record") { Description = "Record all that the desk sees, for poise replay (100 MB an hour and more)." };

    public Option<string?> Policy { get; } = new("--policy") { Description = "File of the hedge policy, JSON as docs/policies.md has it. Of a new desk; one that goes on keeps its own, which page and API change.", HelpName = "FILE" };

    public Option<string?> Work { get; } = new("--work") { Description = "File of how hedges are worked, JSON as docs/working.md has it. Default: all at once, at the market.", HelpName = "FILE" };

    public Option<string?> Elsewhere { get; } = new("--elsewhere") { Description = "File of what other accounts hold, CSV as docs/elsewhere.md has it: it is hedged with the book, and followed as it changes.", HelpName = "FILE" };

    public Option<double?> Seconds { get; } = new("--for") { Description = "Stop after this many seconds." };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Decide, print what would be sent and why, and send nothing: neither to the simulated market nor to the venue nor on paper. Begins anew, in a folder that is gone at the end; with --orders live on what the account holds, which is only looked at." };

    public Option<string?> Log { get; } = new("--log") { Description = "Write what the desk does into this file, a line of JSON each (docs/runbook.md); - for standard error.", HelpName = "FILE|-" };

    public IEnumerable<Option> All =>
        [Venue.Venue, Venue.Address, Underlying, .. Orders.All, DryRun, Log, Policy, Work, Elsewhere, Data, Seed, Speed, Record, Seconds, Stale, Store, StoreEvery, Holds, Webhook, Secret, .. Flow.All];

    /// <exception cref="BadInputException">A number is out of its range, or a name is empty.</exception>
    public void Check(ParseResult parsed)
    {
        if (!(parsed.GetValue(Speed) is > 0 and <= 1000))
            throw new BadInputException($"--speed {parsed.GetValue(Speed)}: between 0 and 1000, 0 excluded");
        if (parsed.GetValue(Seconds) is double s && !(s is > 0 and <= 4e6))
            throw new BadInputException($"--for {s}: more than zero seconds, at most 4000000 (46 days)");
        if (parsed.GetValue(Data) is string folder && string.IsNullOrWhiteSpace(folder))
            throw new BadInputException("--data: the folder's name is empty");
        if (parsed.GetValue(DryRun) && ((Option[])[Data, Record, Webhook]).FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is Option kept)
            throw new BadInputException($"{kept.Name} and --dry-run: a dry run keeps nothing and tells nobody else: leave it out");
        if (parsed.GetValue(Holds) is int agree && agree is < 1 or > 1000)
            throw new BadInputException($"--alert-holds {parsed.GetValue(Holds)}: a count from 1 to 1000");
    }

    /// <summary>The simulated market or a venue; a venue's data alone, too.</summary>
    /// <exception cref="BadInputException">Switches do not go together, or a file is none of settings.</exception>
    public MarketChoice Of(ParseResult parsed)
    {
        VenueChoice? place = parsed.GetResult(Venue.Venue) is null ? null : Venue.Of(parsed, parsed.GetValue(Underlying));
        if (place is not null)
            LeaveSimulated(parsed, Venue.Venue);
        if (place is not null && string.Equals(parsed.GetValue(Orders.Orders), "none", StringComparison.OrdinalIgnoreCase))
            LeaveDesk(parsed, "--orders none");
        IHedgePolicy? policy = parsed.GetValue(Policy) is string file ? SettingsFile.Read("--policy", file, PolicyText.Parse) : null;
        IWorkingAlgorithm? working = parsed.GetValue(Work) is string way ? SettingsFile.Read("--work", way, WorkingText.Parse) : null;
        HedgesFile? simulated = place is null ? Orders.OfSimulated(parsed, policy, working) : null;
        OrderChoice? trading = place is null ? null : Orders.Of(parsed, place, policy, working);
        if (parsed.GetValue(Orders.Settings) is not null && parsed.GetValue(Underlying) is not null)
            throw new BadInputException("--underlying and --settings: the file says it");
        return place is null
            ? new SimulatedChoice((ulong)parsed.GetValue(Seed), parsed.GetValue(Speed), parsed.GetValue(Record), policy, working, simulated)
            : new StreamChoice(trading is null ? place : place with { Underlying = trading.Hedges[0].Underlying }, StaleAfter(parsed, 60), trading);
    }

    /// <exception cref="BadInputException">With another market, a switch of the simulated one is given.</exception>
    public void LeaveSimulated(ParseResult parsed, Option other)
    {
        if (((Option[])[Seed, Speed, Record]).FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is Option own)
            throw new BadInputException($"{own.Name} is for the simulated market: leave it out with {other.Name}");
    }

    /// <exception cref="BadInputException">Where no desk trades, a switch of one is given.</exception>
    public void LeaveDesk(ParseResult parsed, string with)
    {
        if (((Option[])[Policy, Work, Elsewhere, DryRun, Log]).FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is Option own)
            throw new BadInputException($"{own.Name} is for a desk that trades: leave it out with {with}");
    }

    public TimeSpan StaleAfter(ParseResult parsed, long usualSeconds) =>
        TimeSpan.FromSeconds((Instants.ParseLength("--stale-after", parsed.GetValue(Stale)) ?? Duration.FromSeconds(usualSeconds)).Seconds);

    /// <param name="page">Null: without one.</param>
    /// <exception cref="BadInputException">An address, a length or a term of views cannot be.</exception>
    public DeskChoices Of(ParseResult parsed, MarketChoice market, PageSettings? page)
    {
        WebhookChoice? hook = HookOf(parsed.GetValue(Webhook), parsed.GetValue(Secret), market);
        return new(
            market, page ?? PageSettings.Local(0), page is not null, parsed.GetValue(Data), parsed.GetValue(Seconds), Flow.Of(parsed), hook,
            parsed.GetValue(Store), Instants.ParseLength("--store-every", parsed.GetValue(StoreEvery)) ?? Duration.FromSeconds(60), parsed.GetValue(Holds) ?? (market is FollowChoice ? 1 : null))
        {
            IsDry = parsed.GetValue(DryRun),
            Log = parsed.GetValue(Log),
            Elsewhere = parsed.GetValue(Elsewhere),
        };
    }

    private static WebhookChoice? HookOf(string? address, string? secret, MarketChoice market)
    {
        if (address is null)
            return secret is null ? null : throw new BadInputException("--webhook-secret needs --webhook URL");
        if (market is FilesChoice or HistoryChoice)
            throw new BadInputException("--webhook tells of a live market: leave it out with --chain and --history");
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? to) || !AlertWebhook.IsSafe(to))
            throw new BadInputException($"--webhook: \"{address}\" is not an https address (http is for this machine alone)");
        return new(to, secret);
    }
}
