using System.Text;
using System.Text.Json;
using Poise.Hedging;

namespace Poise.App;

/// <summary>What is in force of an underlying of what can be changed while the desk runs, beside policy, working and limits; settings: JSON with the keys of the file of settings.</summary>
public sealed record SettingsAnswer(string Underlying, string Settings)
{
    internal static SettingsAnswer Of(string underlying, LiveSettings settings) => new(underlying, Encoding.UTF8.GetString(LiveSettingsText.Of(settings)));
}

/// <summary>Reads settings of one hedge that are to be changed: nothing is passed over.</summary>
internal static class SettingsCommands
{
    private static readonly string[] _byCommand = ["policy", "band", "work", "maxOrder", "maxPosition", "maxDelta", "maxGamma", "maxVega", "drawdown"];

    private static readonly string[] _byStart = ["underlying", "instrument", "also", "fundingHorizon", "minOrder", "maxJump", "capital", "hedges", "venues", "orders"];

    /// <param name="now">What is not named stays.</param>
    /// <exception cref="SettingsException">It is none; the message names the key, the value and what is allowed.</exception>
    public static LiveSettings Parse(ReadOnlyMemory<byte> json, LiveSettings now)
    {
        (LiveSettings read, bool any) = SettingsNode.Read(json, "settings", node =>
        {
            foreach (string key in _byCommand)
                node.Refuse(key, "changed by a command of its own", LiveSettingsText.Keys);
            foreach (string key in _byStart)
                node.Refuse(key, "changed by a start alone", LiveSettingsText.Keys);
            return (LiveSettingsText.Read(node, now), LiveSettingsText.Names(node));
        });
        return any ? read : throw new SettingsException($"settings: nothing; allowed: {LiveSettingsText.Keys}");
    }

    /// <summary>What differs, each key with what was and what is to be.</summary>
    internal static string Difference(LiveSettings from, LiveSettings to)
    {
        using JsonDocument before = JsonDocument.Parse(LiveSettingsText.Of(from)), after = JsonDocument.Parse(LiveSettingsText.Of(to));
        return string.Join(", ", LiveSettingsText.Keys.Split(", ").Select(k => (Key: k, Was: TextOf(before, k), Is: TextOf(after, k))).Where(static k => k.Was != k.Is).Select(static k => $"{k.Key} {k.Was} to {k.Is}"));

        static string TextOf(JsonDocument settings, string key) => settings.RootElement.TryGetProperty(key, out JsonElement value) ? value.GetRawText() : "none";
    }
}
