using System.Buffers;
using System.Text.Json;

namespace Poise.Hedging;

/// <summary>What of a hedge may be changed while the desk runs, JSON, with the keys and units of a file of settings (docs/live.md): sizes in units of the underlying, fees in basis points.</summary>
public static class LiveSettingsText
{
    public const string Keys = "options, takerFee, makerFee, latency, optionFee, optionFeeCap, protect, keep, equityAsDelta";

    private const double MostCoins = 1e6, MostFee = 100, BasisPoints = 1e4;

    private static readonly string[] _keys = Keys.Split(", ");

    /// <exception cref="SettingsException">It is no such text; the message names the key, the value and what is allowed.</exception>
    public static LiveSettings Parse(ReadOnlyMemory<byte> json) => SettingsNode.Read(json, "settings", static n => Read(n, LiveSettings.Usual));

    /// <summary>From the object that has them, among others.</summary>
    /// <param name="otherwise">What is not named stays as here; what is null is as if nobody said anything.</param>
    /// <exception cref="SettingsException">One cannot be, by itself or beside the others.</exception>
    public static LiveSettings Read(SettingsNode node, LiveSettings otherwise)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(otherwise);
        OptionLimits? options = Of(node, "options", otherwise.Options, null, static (n, key) => n.Object(key, "limits of options, { \"maxOrder\", \"maxPosition\", \"collar\" }", Options));
        return new LiveSettings(options, OptionCosts(node, otherwise.Costs, Costs(node, otherwise.Costs)), RulesText.Read(node, otherwise.Rules, hasOptions: options is not null))
        {
            EquityAsDelta = Of(node, "equityAsDelta", otherwise.EquityAsDelta, false, static (n, key) => n.Flag(key, otherwise: false)),
        };
    }

    /// <summary>Fees and latency alone.</summary>
    /// <param name="otherwise">As with <see cref="Read"/>.</param>
    /// <exception cref="SettingsException">One cannot be.</exception>
    public static VenueCosts Costs(SettingsNode node, VenueCosts otherwise)
    {
        ArgumentNullException.ThrowIfNull(otherwise);
        VenueCosts usual = LiveSettings.Usual.Costs;
        return otherwise with
        {
            TakerFee = Of(node, "takerFee", otherwise.TakerFee, usual.TakerFee, static (n, key) => n.Number(key, 0, MostFee) / BasisPoints),
            MakerFee = Of(node, "makerFee", otherwise.MakerFee, usual.MakerFee, static (n, key) => n.Number(key, -MostFee, MostFee) / BasisPoints),
            Latency = Of(node, "latency", otherwise.Latency, usual.Latency, static (n, key) => n.Time(key, mayBeZero: true)),
        };
    }

    /// <summary>Of the first venue, whose options alone are traded.</summary>
    private static VenueCosts OptionCosts(SettingsNode node, VenueCosts otherwise, VenueCosts costs)
    {
        VenueCosts usual = LiveSettings.Usual.Costs;
        return costs with
        {
            OptionFee = Of(node, "optionFee", otherwise.OptionFee, usual.OptionFee, static (n, key) => n.Number(key, 0, MostFee) / BasisPoints),
            OptionFeeCap = Of(node, "optionFeeCap", otherwise.OptionFeeCap, usual.OptionFeeCap, static (n, key) => n.Number(key, 0, 1)),
        };
    }

    /// <summary>Whether any of its keys is there, null or not.</summary>
    public static bool Names(SettingsNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return Array.Exists(_keys, k => node.Has(k) || node.IsNull(k));
    }

    /// <summary>All of it.</summary>
    public static byte[] Of(LiveSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var bytes = new ArrayBufferWriter<byte>();
        using var to = new Utf8JsonWriter(bytes);
        to.WriteStartObject();
        if (settings.Options is { } options)
        {
            to.WriteStartObject("options");
            to.WriteNumber("maxOrder", options.MaxOrder);
            to.WriteNumber("maxPosition", options.MaxPosition);
            to.WriteNumber("collar", options.Collar);
            to.WriteEndObject();
        }
        // Ten decimals: what comes back is what was written.
        to.WriteNumber("takerFee", Math.Round(settings.Costs.TakerFee * BasisPoints, 10));
        to.WriteNumber("makerFee", Math.Round(settings.Costs.MakerFee * BasisPoints, 10));
        to.WriteString("latency", DurationText.Of(settings.Costs.Latency));
        to.WriteNumber("optionFee", Math.Round(settings.Costs.OptionFee * BasisPoints, 10));
        to.WriteNumber("optionFeeCap", settings.Costs.OptionFeeCap);
        RulesText.Write(to, settings.Rules);
        if (settings.EquityAsDelta)
            to.WriteBoolean("equityAsDelta", true);
        to.WriteEndObject();
        to.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static OptionLimits Options(SettingsNode node)
    {
        double largest = node.Number("maxOrder", 0, MostCoins, isLeastOut: true);
        return new OptionLimits { MaxOrder = largest, MaxPosition = node.Number("maxPosition", 0, MostCoins, isLeastOut: true), Collar = node.Has("collar") ? node.Number("collar", 0, 0.99, isLeastOut: true) : 0.5 };
    }

    /// <param name="usual">Of one that is null.</param>
    internal static T Of<T>(SettingsNode node, string key, T now, T usual, Func<SettingsNode, string, T> read) => node.Has(key) ? read(node, key) : node.IsNull(key) ? usual : now;
}
