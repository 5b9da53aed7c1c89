using System.Text.Json;
using Poise.Domain;

namespace Poise.Hedging;

/// <summary>The rules over a book's options as settings say them, JSON. docs/risk.md has the keys.</summary>
public static class RulesText
{
    private const double Most = 1e15;

    /// <summary>From the object that has them as keys.</summary>
    /// <param name="otherwise">What is not named stays as here; what is null is none.</param>
    /// <param name="hasOptions">Options may be traded.</param>
    /// <exception cref="SettingsException">A rule cannot be, by itself or beside the other.</exception>
    internal static BookRules Read(SettingsNode node, BookRules otherwise, bool hasOptions)
    {
        var rules = new BookRules(
            LiveSettingsText.Of(node, "protect", otherwise.Protect, null, static (n, key) => n.Object(key, "a rule, { \"mostLoss\", \"mostPremium\", \"every\", \"then\" }", Protect)),
            LiveSettingsText.Of(node, "keep", otherwise.Keep, null, static (n, key) => n.Object(key, "a rule, { \"mostGamma\", \"mostVega\", \"mostCost\", \"sellsOptions\", \"every\", \"then\" }", Keep)));
        if (rules != BookRules.None && !hasOptions)
            throw node.Refused("options", $"absent, and {(rules.Protect is null ? "keep" : "protect")} is set", "limits of options beside it");
        // What one rule has bought the other must not sell.
        return rules is { Protect: not null, Keep.SellsOptions: true } ? throw node.Refused("keep.sellsOptions", "true, and protect is set", "false beside it") : rules;
    }

    internal static void Write(Utf8JsonWriter to, BookRules rules)
    {
        if (rules.Protect is { } protect)
        {
            to.WriteStartObject("protect");
            to.WriteNumber("mostLoss", protect.MostLoss);
            WriteSet(to, "mostPremium", protect.MostPremium);
            WriteRest(to, protect.Lasts, protect.Every, protect.Trades);
        }
        if (rules.Keep is { } keep)
        {
            to.WriteStartObject("keep");
            WriteSet(to, "mostGamma", keep.MostGamma);
            WriteSet(to, "mostVega", keep.MostVega);
            WriteSet(to, "mostCost", keep.MostCost);
            to.WriteBoolean("sellsOptions", keep.SellsOptions);
            WriteRest(to, keep.Lasts, keep.Every, keep.Trades);
        }
    }

    private static void WriteSet(Utf8JsonWriter to, string key, double most)
    {
        if (double.IsFinite(most))
            to.WriteNumber(key, most);
    }

    private static void WriteRest(Utf8JsonWriter to, Duration lasts, Duration every, bool trades)
    {
        to.WriteString("lasts", DurationText.Of(lasts));
        to.WriteString("every", DurationText.Of(every));
        to.WriteString("then", trades ? "trade" : "tell");
        to.WriteEndObject();
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
