using System.Collections.Immutable;
using Poise.Domain;
using Poise.Hedging;

namespace Poise.App;

/// <summary>What <c>poise plan</c> is asked, as a file says it. docs/planning.md has the keys.</summary>
/// <param name="Hedge">Null where no band is asked for, nor a limit of scenario margin.</param>
/// <param name="Protection">Null where none is asked for.</param>
internal sealed record PlanFile(string Currency, HedgeProblem? Hedge, ProtectionProblem? Protection, ImmutableArray<string> Scenarios, SearchLimits Search)
{
    private const int MostInstruments = 300, MostScenarios = 200;
    private const double Most = 1e15;

    /// <exception cref="SettingsException">It is no such text; the message names the key, the value and what is allowed.</exception>
    public static PlanFile Parse(ReadOnlyMemory<byte> json) => SettingsNode.Read(json, "plan", Read);

    private static PlanFile Read(SettingsNode node)
    {
        ImmutableArray<(string Name, double Book)> scenarios = node.Has("scenarios") ? node.List("scenarios", "scenarios, { \"name\", \"book\" }", static s => (Name(s, "name"), s.Number("book", -Most, Most))) : [];
        if (scenarios.Length > MostScenarios)
            throw node.Refused("scenarios", $"{scenarios.Length} of them", $"{MostScenarios} at most");
        var market = new PlanMarket(scenarios.Length, node.Has("spot") ? node.Number("spot", 0, Most, isLeastOut: true) : null, node.Has("horizon") ? node.Time("horizon") : null);
        ImmutableArray<Tradable> instruments = node.List("instruments", "instruments, { \"name\", \"venue\", ... }", market.Instrument);
        if (instruments.Length > MostInstruments)
            throw node.Refused("instruments", $"{instruments.Length} of them", $"{MostInstruments} at most");
        for (int i = 0; i < instruments.Length; i++)
        {
            if (instruments.Take(i).Any(x => x.Name == instruments[i].Name && x.Venue == instruments[i].Venue))
                throw node.Refused($"instruments[{i}].name", $"\"{instruments[i].Name}\" again", "each name once a venue");
        }
        bool hasScenarioLimit = node.Has("mostScenarioMargin"), hasHedge = node.Has("bands") || hasScenarioLimit, hasProtection = node.Has("protection");
        if (!hasHedge && !hasProtection)
            throw node.Refused("bands", "absent, and so is protection", "one of the two at least");
        if (hasScenarioLimit && scenarios.Length == 0)
            throw node.Refused("mostScenarioMargin", "is set, and scenarios are absent", "scenarios beside it");
        double charge = node.Number("capitalRate", 0, 0, 10);
        if (charge > 0 && market.Horizon is null)
            throw node.Refused("capitalRate", "is set, and horizon is absent", "a horizon beside it");
        GreekBand[] bands = node.Has("bands") ? node.Object("bands", "bands, { \"delta\", \"gamma\", \"vega\" }", static b => (GreekBand[])[Band(b, "delta"), Band(b, "gamma"), Band(b, "vega")]) : [GreekBand.Open, GreekBand.Open, GreekBand.Open];
        PlanGreeks book = hasHedge || node.Has("book") ? node.Object("book", "the book's greeks, { \"delta\", \"gamma\", \"vega\" }", static b => new PlanGreeks(b.Number("delta", -Most, Most), b.Number("gamma", -Most, Most), b.Number("vega", -Most, Most))) : default;
        var hedge = new HedgeProblem
        {
            Book = book,
            Delta = bands[0],
            Gamma = bands[1],
            Vega = bands[2],
            Instruments = instruments,
            Venues = Venues(node, instruments),
            CapitalCharge = charge * (market.Horizon?.Years ?? 0),
            ImpactFactor = node.Number("impactFactor", 1, 0, 10),
            CountsIncome = !node.Has("income") || node.Choice("income", ("counts", true), ("ignored", false)),
            Scenarios = [.. scenarios.Select(static s => s.Book)],
            MostScenarioMargin = hasScenarioLimit ? node.Number("mostScenarioMargin", 0, Most) : double.PositiveInfinity,
        };
        return new PlanFile(
            node.Has("currency") ? Name(node, "currency") : "", hasHedge ? hedge : null,
            hasProtection ? node.Object("protection", "a protection, { \"mostLoss\" }", p => Protect(p, node, hedge)) : null, [.. scenarios.Select(static s => s.Name)],
            node.Has("search") ? node.Object("search", "limits of the search, { \"nodes\", \"gap\" }", Limits) : HedgePlan.UsualSearch);
    }

    private static GreekBand Band(SettingsNode bands, string greek) => !bands.Has(greek) ? GreekBand.Open : bands.Object(greek, "a band, { \"lower\", \"upper\" }", node =>
    {
        if (!node.Has("lower") && !node.Has("upper"))
            throw node.Refused("lower", "absent, and so is upper", "one of the two at least");
        double lower = node.Has("lower") ? node.Number("lower", -Most, Most) : double.NegativeInfinity;
        return new GreekBand(lower, node.Has("upper") ? node.Number("upper", Math.Max(lower, -Most), Most) : double.PositiveInfinity, node.Has("penalty") ? node.Number("penalty", 0, Most) : double.PositiveInfinity);
    });

    private static ImmutableArray<VenueMargin> Venues(SettingsNode node, ImmutableArray<Tradable> instruments)
    {
        if (!node.Has("venues"))
            return [];
        string known = string.Join(", ", instruments.Select(static i => i.Venue).Distinct(StringComparer.Ordinal));
        ImmutableArray<VenueMargin> venues = node.List("venues", "venues, { \"name\", \"mostMargin\" }", v => new VenueMargin(v.Text("name", known, name => instruments.Any(i => i.Venue == name)), v.Number("mostMargin", 0, Most)));
        for (int i = 0; i < venues.Length; i++)
        {
            if (venues.Take(i).Any(v => v.Venue == venues[i].Venue))
                throw node.Refused($"venues[{i}].name", $"\"{venues[i].Venue}\" again", "each venue once");
        }
        return venues;
    }

    private static ProtectionProblem Protect(SettingsNode node, SettingsNode root, HedgeProblem hedge)
    {
        if (hedge.Scenarios.Length == 0)
            throw root.Refused("protection", "is set, and scenarios are absent", "scenarios beside it");
        ImmutableArray<Tradable> options = [.. hedge.Instruments.Where(static i => i.Kind == ContractKind.Option)];
        if (options.Length == 0)
            throw root.Refused("protection", "is set, and no instrument is an option", "options among the instruments");
        return new ProtectionProblem
        {
            Book = hedge.Scenarios,
            MostLoss = node.Number("mostLoss", 0, Most),
            Options = options,
            AllowsShort = node.Flag("shortLegs", false),
            MostPremium = node.Has("mostPremium") ? node.Number("mostPremium", -Most, Most) : double.PositiveInfinity,
        };
    }

    private static SearchLimits Limits(SettingsNode node) => new()
    {
        Nodes = node.Has("nodes") ? (int)node.Whole("nodes", 1, 10_000_000) : HedgePlan.UsualSearch.Nodes,
        Gap = node.Number("gap", HedgePlan.UsualSearch.Gap, 0, 1),
    };

    internal static string Name(SettingsNode node, string key) => node.Text(key, "a name without line ends, 100 characters at most", static t => t.Trim().Length > 0 && t.Length <= 100 && !t.Any(char.IsControl));
}
