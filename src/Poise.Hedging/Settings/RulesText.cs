using Poise.Domain;

namespace Poise.Hedging;

/// <summary>The rules over a book's options as settings say them, JSON. docs/risk.md has the keys.</summary>
public static class RulesText
{
    private const double Most = 1e15;

    /// <summary>From the object that has them, and the limits of options, as keys.</summary>
    /// <exception cref="SettingsException">A rule cannot be, by itself or beside the other.</exception>
    public static BookRules Read(SettingsNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var rules = new BookRules(
            node.Has("protect") ? node.Object("protect", "a rule, { \"mostLoss\", \"mostPremium\", \"every\", \"then\" }", Protect) : null,
            node.Has("keep") ? node.Object("keep", "a rule, { \"mostGamma\", \"mostVega\", \"mostCost\", \"sellsOptions\", \"every\", \"then\" }", Keep) : null);
        if (rules != BookRules.None && !node.Has("options"))
            throw node.Refused("options", $"absent, and {(rules.Protect is null ? "keep" : "protect")} is set", "limits of options beside it");
        // What one rule has bought the other must not sell.
        return rules is { Protect: not null, Keep.SellsOptions: true } ? throw node.Refused("keep.sellsOptions", "true, and protect is set", "false beside it") : rules;
    }

    private static ProtectionRule Protect(SettingsNode node) => new(node.Number("mostLoss", 0, Most), node.Has("mostPremium") ? node.Number("mostPremium", 0, Most) : double.PositiveInfinity, Lasts(node), Every(node), Trades(node));

    private static KeepRule Keep(SettingsNode node)
    {
        double gamma = LimitsText.Least(node, "mostGamma"), vega = LimitsText.Least(node, "mostVega");
        return double.IsFinite(gamma) || double.IsFinite(vega)
            ? new KeepRule(gamma, vega, node.Has("mostCost") ? node.Number("mostCost", 0, Most) : double.PositiveInfinity, node.Flag("sellsOptions", otherwise: false), Lasts(node), Every(node), Trades(node))
            : throw node.Refused("mostGamma", "absent, and mostVega too", "a number above 0, for one of them at least");
    }

    private static Duration Lasts(SettingsNode node) => node.Has("lasts") ? node.Time("lasts") : BookRules.UsualLast;

    private static Duration Every(SettingsNode node) => node.Has("every") ? node.Time("every") : BookRules.UsualPause;

    private static bool Trades(SettingsNode node) => node.Choice("then", ("trade", true), ("tell", false));
}
