using System.Collections.Immutable;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Venues.Deribit;

namespace Poise.App;

/// <summary>What the file of <c>--settings</c> says of crashes: betas, and how each venue holds currencies against margin.</summary>
internal static class StressText
{
    /// <exception cref="SettingsException">An asset is not hedged, or a number is out of its range.</exception>
    public static StressSettings Read(SettingsNode node, IEnumerable<HedgeChoice> hedges, IEnumerable<AccountChoice> venues)
    {
        string[] assets = [.. hedges.Select(static h => AssetShock.AssetOf(h.Underlying)).Distinct(StringComparer.Ordinal)];
        return new StressSettings
        {
            Betas = node.Has("betas") ? node.Object("betas", "betas by the asset that crashes, { \"BTC\": { \"ETH\": 1.2 } }", n => BetasOf(n, assets)) : ImmutableDictionary<string, IReadOnlyDictionary<string, double>>.Empty,
            Margins = venues.Select(static v => (v.Name, v.Margin)).Prepend((DeribitTerms.UsualVenue, MarginOf(node))).ToDictionary(static v => v.Item1, static v => v.Item2, StringComparer.Ordinal),
        };
    }

    /// <summary>Of a venue; of the first one where it stands beside <c>hedges</c>.</summary>
    public static AccountMargin MarginOf(SettingsNode node)
    {
        bool isCross = node.Has("margin") && node.Choice("margin", ("segregated", false), ("cross", true));
        double ofOutrights = node.Has("maintenance") ? node.Number("maintenance", 0, 1, isLeastOut: true) : double.NaN;
        CollateralRules usual = CollateralRules.Usual;
        if (!node.Has("haircuts"))
            return new AccountMargin(isCross, usual, ofOutrights);
        IReadOnlyDictionary<string, double> said = node.Object("haircuts", "haircuts by currency, { \"BTC\": 0.05 }", static n => NumbersOf(n, n.Keys, 0.99));
        if (!isCross)
            throw node.Refused("haircuts", "set, and margin is segregated", "haircuts where margin is cross");
        return new AccountMargin(true, usual with { Haircuts = usual.Haircuts.Where(h => !said.ContainsKey(h.Key)).Concat(said).ToDictionary(StringComparer.Ordinal) }, ofOutrights);
    }

    private static Dictionary<string, IReadOnlyDictionary<string, double>> BetasOf(SettingsNode node, string[] assets)
    {
        Allow(node, assets);
        return node.Keys.ToDictionary(static a => a, a => node.Object(a, "betas of others to it, { \"ETH\": 1.2 }", n => BetasTo(n, [.. assets.Where(o => o != a)])), StringComparer.Ordinal);
    }

    private static IReadOnlyDictionary<string, double> BetasTo(SettingsNode node, string[] others)
    {
        Allow(node, others);
        return NumbersOf(node, node.Keys, AssetShock.MostBeta);
    }

    private static void Allow(SettingsNode node, string[] names)
    {
        if (node.Keys.FirstOrDefault(k => !names.Contains(k, StringComparer.Ordinal)) is string unknown)
            throw node.Refused(unknown, "is not hedged, or is the asset itself", names.Length == 0 ? "none: the desk hedges one asset" : string.Join(", ", names));
    }

    private static IReadOnlyDictionary<string, double> NumbersOf(SettingsNode node, IEnumerable<string> keys, double most) => keys.ToDictionary(static k => k, k => node.Number(k, 0, most), StringComparer.Ordinal);
}
