using System.Text;
using System.Text.Json;
using Poise.Hedging;

namespace Poise.App;

/// <summary>What is in force over all underlyings and of the books of the house; limits: JSON with the keys of the file of settings.</summary>
public sealed record DeskLimitsAnswer(string Limits)
{
    internal static DeskLimitsAnswer Of(DeskLimits limits) => new(Encoding.UTF8.GetString(DeskLimitsText.Of(limits)));
}

/// <summary>Reads limits over a whole desk that are to be changed: nothing is passed over.</summary>
internal static class DeskLimitsCommands
{
    /// <summary>Whose a raise is, where others have an underlying.</summary>
    public const string WholeDesk = "whole desk";

    /// <param name="now">What is not named stays.</param>
    /// <exception cref="SettingsException">It is none; the message names the key, the value and what is allowed.</exception>
    public static DeskLimits Parse(ReadOnlyMemory<byte> json, DeskLimits now) => SettingsNode.Read(json, "limits", node =>
    {
        node.Refuse("base", "changed by a start alone", DeskLimitsText.Keys);
        return node.Keys.Count == 0 ? throw new SettingsException($"limits: nothing; allowed: {DeskLimitsText.Keys}") : DeskLimitsText.Read(node, now, currencies: []);
    });

    /// <summary>What differs, each key with what was and what is to be.</summary>
    internal static string Difference(DeskLimits from, DeskLimits to)
    {
        using JsonDocument before = JsonDocument.Parse(DeskLimitsText.Of(from)), after = JsonDocument.Parse(DeskLimitsText.Of(to));
        return string.Join(", ", DeskLimitsText.Keys.Split(", ").Select(k => (Key: k, Was: TextOf(before, k), Is: TextOf(after, k))).Where(static k => k.Was != k.Is).Select(static k => $"{k.Key} {k.Was} to {k.Is}"));

        static string TextOf(JsonDocument settings, string key) => settings.RootElement.TryGetProperty(key, out JsonElement value) ? value.GetRawText() : "none";
    }
}
