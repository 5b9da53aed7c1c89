using System.CommandLine;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.App;

/// <summary>The switches by which <c>poise desk --venue</c> is told what becomes of orders.</summary>
internal sealed class OrderOptions
{
    public Option<string> Orders { get; } = new("--orders") { Description = "With --venue: paper answers them by an exchange of our own at the venue's prices; live sends them to the venue, by a key; none shows data alone.", HelpName = "paper|live|none", DefaultValueFactory = _ => "paper" };

    public Option<string?> Key { get; } = new("--venue-key") { Description = "With --orders live: file of the key's id and secret, a line each, that its owner alone can read. Default: POISE_DERIBIT_KEY and POISE_DERIBIT_SECRET, or the file that POISE_DERIBIT_KEY_FILE names.", HelpName = "FILE" };

    public Option<string?> Settings { get; } = new("--settings") { Description = "File of what the desk hedges, JSON as docs/live.md has it; with --venue several underlyings too, on the simulated market BTC. In place of --underlying, --policy, --work, --band and the limits.", HelpName = "FILE" };

    public Option<double> MaxOrder { get; } = new("--max-order") { Description = "With --venue: largest order, coins.", DefaultValueFactory = _ => 1 };

    public Option<double> MinOrder { get; } = new("--min-order") { Description = "With --venue: smallest order that is worth a trade, coins; a lot where it is less.", DefaultValueFactory = _ => 0 };

    public Option<double> MaxPosition { get; } = new("--max-position") { Description = "With --venue: largest position in the hedge instrument, coins, orders under way counted.", DefaultValueFactory = _ => 20 };

    public Option<double> Band { get; } = new("--band") { Description = "With --venue: net delta may be so far from zero, coins, before it is hedged back to zero. Of a new desk; one that goes on keeps its own, which page and API change.", DefaultValueFactory = _ => 0.15 };

    public OrderOptions() => Orders.MustBeOneOf(StringComparer.OrdinalIgnoreCase, "paper", "live", "none");

    public IEnumerable<Option> All => [Orders, Key, Settings, Band, MinOrder, MaxOrder, MaxPosition];

    /// <summary>Settings of a desk on the simulated market; null where no file of them is named.</summary>
    /// <exception cref="BadInputException">A switch of a venue is given, or the file says what that market has not.</exception>
    public HedgesFile? OfSimulated(ParseResult parsed, IHedgePolicy? policy, IWorkingAlgorithm? working)
    {
        if (All.FirstOrDefault(o => o != Settings && parsed.GetResult(o) is { Implicit: false }) is Option lone)
            throw new BadInputException($"{lone.Name} needs --venue NAME");
        if (parsed.GetValue(Settings) is not string file)
            return null;
        LeaveToFile(policy, working);
        HedgesFile said = SettingsFile.Read(Settings.Name, file, HedgesText.Parse);
        string? wrong = said.Venues.Count > 0 ? "venues: there are some; allowed on the simulated market: none"
            : said.Hedges is not [var hedge] ? $"hedges: {said.Hedges.Count}; allowed on the simulated market: one, of {SimulatedChoice.Underlying}"
            : hedge.Underlying != SimulatedChoice.Underlying ? $"hedges[0].underlying: \"{hedge.Underlying}\"; allowed on the simulated market: {SimulatedChoice.Underlying}"
            : hedge.Instrument is not null || hedge.Also.Count > 0 ? "hedges[0]: names an instrument; allowed on the simulated market: none, it has one"
            : null;
        return wrong is null ? said : throw new BadInputException($"{Settings.Name} {file}: {wrong}");
    }

    private static void LeaveToFile(IHedgePolicy? policy, IWorkingAlgorithm? working)
    {
        if (policy is not null)
            throw new BadInputException("--policy and --settings: the file says it");
        if (working is not null)
            throw new BadInputException("--work and --settings: the file says it");
    }

    /// <exception cref="BadInputException">A switch goes with nothing, or is out of its range.</exception>
    public OrderChoice? Of(ParseResult parsed, VenueChoice? venue, IHedgePolicy? policy, IWorkingAlgorithm? working)
    {
        if (venue is null)
        {
            if (All.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is Option lone)
                throw new BadInputException($"{lone.Name} needs --venue NAME");
            return null;
        }
        string orders = parsed.GetValue(Orders)!.ToLowerInvariant();
        if (parsed.GetValue(Key) is not null && orders != "live")
            throw new BadInputException("--venue-key needs --orders live");
        if (parsed.GetValue(Settings) is string file)
        {
            if (orders == "none")
                throw new BadInputException("--settings is for a desk that trades: leave it out with --orders none");
            if (((Option[])[Band, MinOrder, MaxOrder, MaxPosition]).FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is Option own)
                throw new BadInputException($"{own.Name} and --settings: the file says it");
            LeaveToFile(policy, working);
            HedgesFile said = SettingsFile.Read(Settings.Name, file, HedgesText.Parse);
            string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
            return new OrderChoice(orders == "paper", parsed.GetValue(Key), said.Hedges, said.Orders)
            {
                Further = [.. said.Venues.Select(v => v with { KeyFile = v.KeyFile is null ? null : Path.Combine(folder, v.KeyFile) })],
                Stress = said.Stress,
                OfDesk = said.Limits,
            };
        }
        foreach (Option<double> limit in (Option<double>[])[Band, MaxOrder, MaxPosition])
        {
            if (parsed.GetValue(limit) is var coins && !(coins is > 0 and <= 1e6))
                throw new BadInputException($"{limit.Name} {coins}: more than zero coins, at most 1000000");
            if (orders == "none" && parsed.GetResult(limit) is { Implicit: false })
                throw new BadInputException($"{limit.Name} is for a desk that trades: leave it out with --orders none");
        }
        double least = parsed.GetValue(MinOrder);
        if (!(least >= 0) || least > parsed.GetValue(MaxOrder))
            throw new BadInputException($"--min-order {least}: zero coins or more, at most --max-order");
        if (orders == "none" && parsed.GetResult(MinOrder) is { Implicit: false })
            throw new BadInputException("--min-order is for a desk that trades: leave it out with --orders none");
        if (policy is not null && parsed.GetResult(Band) is { Implicit: false })
            throw new BadInputException("--band and --policy: one of the two");
        var hedge = new HedgeChoice(venue.Underlying, null, policy ?? HedgeChoice.UsualPolicy(parsed.GetValue(Band)), policy is not null || parsed.GetResult(Band) is { Implicit: false }, least, parsed.GetValue(MaxOrder), parsed.GetValue(MaxPosition), new BookLimits(), working ?? new Sweep());
        return orders == "none" ? null : new OrderChoice(orders == "paper", parsed.GetValue(Key), [hedge], new OrderLimits());
    }
}

/// <summary>What becomes of a desk's orders at a venue.</summary>
/// <param name="KeyFile">Null: the environment's key.</param>
/// <param name="Hedges">One for each underlying.</param>
internal sealed record OrderChoice(bool IsPaper, string? KeyFile, IReadOnlyList<HedgeChoice> Hedges, OrderLimits Limits)
{
    /// <summary>Accounts beside the first venue's.</summary>
    public IReadOnlyList<AccountChoice> Further { get; init; } = [];

    /// <summary>What is assumed where an asset crashes.</summary>
    public StressSettings Stress { get; init; } = new();

    /// <summary>Over all underlyings, and of the books of the house.</summary>
    public DeskLimits OfDesk { get; init; } = DeskLimits.None;
}
