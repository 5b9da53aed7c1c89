using System.Collections.Immutable;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Venues.Deribit;

namespace Poise.App;

/// <summary>What a desk at a venue hedges, and how, as the file of <c>--settings</c> says it. docs/live.md has the keys.</summary>
internal static class HedgesText
{
    private const double MostCoins = 1e6;

    /// <exception cref="SettingsException">It is no such text; the message names the key, the value and what is allowed.</exception>
    public static HedgesFile Parse(ReadOnlyMemory<byte> json) => SettingsNode.Read(json, "settings", node =>
    {
        ImmutableArray<AccountChoice> venues = node.Has("venues") ? node.List("venues", "further venues, { \"name\", \"address\", \"key\" }", Venue) : [];
        for (int i = 0; i < venues.Length; i++)
            if (venues.Take(i).Any(v => v.Name == venues[i].Name))
                throw node.Refused($"venues[{i}].name", venues[i].Name, "each venue once");
        ImmutableArray<HedgeChoice> hedges = node.List("hedges", "hedges, { \"underlying\", \"policy\", ... }", Hedge);
        for (int i = 0; i < hedges.Length; i++)
        {
            if (hedges.Take(i).Any(h => h.Underlying == hedges[i].Underlying))
                throw node.Refused($"hedges[{i}].underlying", hedges[i].Underlying, "each underlying once");
            for (int j = 0; j < hedges[i].Also.Count; j++)
            {
                AlsoChoice also = hedges[i].Also[j];
                string[] allowed = [DeribitTerms.UsualVenue, .. venues.Select(static v => v.Name)];
                if (!allowed.Contains(also.Venue, StringComparer.Ordinal))
                    throw node.Refused($"hedges[{i}].also[{j}].venue", also.Venue, string.Join(", ", allowed));
                string perpetual = $"{hedges[i].Underlying}-PERPETUAL";
                if (hedges[i].Also.Take(j).Select(static a => (a.Venue, a.Instrument)).Prepend((DeribitTerms.UsualVenue, hedges[i].Instrument)).Any(a => (a.Item1, a.Item2 ?? perpetual) == (also.Venue, also.Instrument ?? perpetual)))
                    throw node.Refused($"hedges[{i}].also[{j}].instrument", also.Instrument ?? "absent", "each instrument of a venue once");
                if (also.MaxOrder < hedges[i].MinOrder)
                    throw node.Refused($"hedges[{i}].also[{j}].maxOrder", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{also.MaxOrder}"), "a number from minOrder on");
            }
        }
        for (int i = 0; i < venues.Length; i++)
            if (!hedges.Any(h => h.Also.Any(a => a.Venue == venues[i].Name)))
                throw node.Refused($"venues[{i}].name", venues[i].Name, "a venue that some hedge is also at");
        return new HedgesFile(hedges, node.Has("orders") ? node.Object("orders", "limits of orders, { \"most\", \"within\", \"underWay\", ... }", Orders) : new OrderLimits(), venues)
        {
            Stress = StressText.Read(node, hedges, venues),
            Limits = node.Has("limits") ? node.Object("limits", "limits over all of it, { \"base\", \"maxDelta\", ... }", n => DeskLimitsText.Read(n, DeskLimits.None, BasesOf(hedges))) : DeskLimits.None,
        };
    });

    /// <summary>What has a price here: dollars, and coins that are hedged.</summary>
    private static string[] BasesOf(IEnumerable<HedgeChoice> hedges) => [.. Dollars.All, .. hedges.Select(static h => AssetShock.AssetOf(h.Underlying)).Distinct(StringComparer.Ordinal)];

    private static AccountChoice Venue(SettingsNode node) => new(
        node.Text("name", $"a name of its own, of a-z, 0-9 and -, not {DeribitTerms.UsualVenue}, which is the first venue's", static t =>
            t.Length is >= 2 and <= 20 && t.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-') && t is not (DeribitTerms.UsualVenue or HeldElsewhere.ByHand)),
        VenueOptions.AddressOf(node.Text("address", "wss://host, ws:// on this machine, or test", static t => VenueOptions.AddressOf(t) is not null))!,
        node.Has("key") ? node.Text("key", "the file of the key's id and secret", static t => t.Length > 0) : null,
        node.Has("orders") ? node.Object("orders", "limits of orders there, { \"most\", \"within\", \"messages\" }", OrdersThere) : null)
    {
        Margin = StressText.MarginOf(node),
    };

    private static HedgeChoice Hedge(SettingsNode node)
    {
        string underlying = node.Text("underlying", "an underlying of the venue, such as \"BTC\", \"ETH\" or \"SOL_USDC\"", VenueOptions.IsUnderlying);
        IHedgePolicy? asked = node.Has("policy") ? node.Object("policy", "a policy, { \"policy\": ... }", PolicyText.Read) : null;
        double largest = node.Number("maxOrder", 0, MostCoins, isLeastOut: true);
        BookLimits limits = BookLimitsOf(node);
        var choice = new HedgeChoice(
            underlying, InstrumentOf(node),
            asked ?? HedgeChoice.UsualPolicy(node.Number("band", 0, MostCoins, isLeastOut: true)), IsPolicyAsked: true,
            node.Number("minOrder", 0, 0, largest), largest, node.Number("maxPosition", 0, MostCoins, isLeastOut: true),
            limits,
            node.Has("work") ? node.Object("work", "a way of working, { \"work\": ... }", WorkingText.Read) : new Sweep())
        {
            Live = LiveSettingsText.Read(node, LiveSettings.Usual),
            FundingHorizon = node.Has("fundingHorizon") ? node.Time("fundingHorizon", mayBeZero: true) : HedgerSettings.UsualFundingHorizon,
            Also = node.Has("also") ? node.List("also", "further instruments, { \"venue\", \"maxOrder\", \"maxPosition\", ... }", Also) : [],
        };
        return choice.Live.EquityAsDelta && double.IsNaN(limits.Capital) ? throw node.Refused("equityAsDelta", "true, and capital is not said", "capital beside it, what the account held of the coin") : choice;
    }

    private static AlsoChoice Also(SettingsNode node) => new(
        node.Text("venue", "the name of a venue", static t => t.Length > 0), InstrumentOf(node), LiveSettingsText.Costs(node, LiveSettings.Usual.Costs),
        node.Number("maxOrder", 0, MostCoins, isLeastOut: true), node.Number("maxPosition", 0, MostCoins, isLeastOut: true))
    {
        Capital = CapitalOf(node),
    };

    private static double CapitalOf(SettingsNode node) => node.Has("capital") ? node.Number("capital", 0, 1e15, isLeastOut: true) : double.NaN;

    private static string? InstrumentOf(SettingsNode node) => node.Has("instrument") ? node.Text("instrument", "the name of a perpetual or future", static t => t.Length > 0).ToUpperInvariant() : null;

    private static BookLimits BookLimitsOf(SettingsNode node) => new()
    {
        MaxJump = LimitsText.Jump(node),
        MaxDelta = LimitsText.Least(node, "maxDelta"),
        MaxGamma = LimitsText.Least(node, "maxGamma"),
        MaxVega = LimitsText.Least(node, "maxVega"),
        Capital = CapitalOf(node),
        Drawdown = node.Has("drawdown") ? node.Object("drawdown", LimitsText.ADrawdown, LimitsText.ReadDrawdown) : null,
    };

    private static OrderLimits Orders(SettingsNode node)
    {
        var usual = new OrderLimits();
        return new OrderLimits
        {
            MaxOrders = (int)node.Number("most", usual.MaxOrders, 1, 10_000),
            RateWindow = node.Has("within") ? node.Time("within") : usual.RateWindow,
            MaxWorking = (int)node.Number("underWay", usual.MaxWorking, 1, 1000),
            MaxMessages = node.Has("messages") ? (int)node.Number("messages", 1, 1e9) : usual.MaxMessages,
            MaxNotional = LimitsText.Least(node, "notional"),
        };
    }

    private static OrderLimits OrdersThere(SettingsNode node)
    {
        var usual = new OrderLimits();
        return new OrderLimits
        {
            MaxOrders = (int)node.Number("most", usual.MaxOrders, 1, 10_000),
            RateWindow = node.Has("within") ? node.Time("within") : usual.RateWindow,
            MaxMessages = node.Has("messages") ? (int)node.Number("messages", 1, 1e9) : usual.MaxMessages,
        };
    }
}

/// <summary>What <c>--settings</c> says.</summary>
/// <param name="Orders">Of the whole desk.</param>
/// <param name="Venues">Further ones, beside that of <c>--venue</c>.</param>
internal sealed record HedgesFile(IReadOnlyList<HedgeChoice> Hedges, OrderLimits Orders, IReadOnlyList<AccountChoice> Venues)
{
    public StressSettings Stress { get; init; } = new();

    /// <summary>Over all underlyings, and of the books of the house.</summary>
    public DeskLimits Limits { get; init; } = DeskLimits.None;
}

/// <summary>An account at a further venue.</summary>
/// <param name="KeyFile">Beside the settings where it is no whole path; null: none is named.</param>
/// <param name="Orders">Null: those of the desk alone.</param>
internal sealed record AccountChoice(string Name, Uri Address, string? KeyFile, OrderLimits? Orders)
{
    public AccountMargin Margin { get; init; } = AccountMargin.Usual;
}

/// <summary>A further instrument that an underlying is hedged in.</summary>
/// <param name="Instrument">Null: the perpetual there.</param>
internal sealed record AlsoChoice(string Venue, string? Instrument, VenueCosts Costs, double MaxOrder, double MaxPosition)
{
    /// <summary>What the account there held of the settlement currency when the desk began; NaN: not said.</summary>
    public double Capital { get; init; } = double.NaN;
}

/// <summary>How an underlying is hedged at a venue. Band, orders and position in coins.</summary>
/// <param name="Instrument">Null: its perpetual.</param>
/// <param name="Policy">Of a new desk.</param>
/// <param name="IsPolicyAsked">Somebody named it, or its band.</param>
/// <param name="Working">At this start, whatever an earlier one had.</param>
internal sealed record HedgeChoice(string Underlying, string? Instrument, IHedgePolicy Policy, bool IsPolicyAsked, double MinOrder, double MaxOrder, double MaxPosition, BookLimits Limits, IWorkingAlgorithm Working)
{
    /// <summary>Costs, options and rules.</summary>
    public LiveSettings Live { get; init; } = LiveSettings.Usual;

    /// <summary>As <see cref="HedgerSettings.FundingHorizon"/>.</summary>
    public Duration FundingHorizon { get; init; } = HedgerSettings.UsualFundingHorizon;

    public IReadOnlyList<AlsoChoice> Also { get; init; } = [];

    /// <summary>Net delta may be so far from zero before it is hedged back to zero.</summary>
    public static IHedgePolicy UsualPolicy(double half) => new FixedBandPolicy(new DeltaBand(-half, 0, half, BandRebalance.ToTarget));
}
