using System.Buffers;
using System.Text.Json;
using Poise.Domain;

namespace Poise.Hedging;

/// <summary>Limits of an underlying as the journal says them, JSON, lots of the hedge instrument. docs/limits.md has the keys as users write them, in contracts and coins.</summary>
public static class LimitsText
{
    /// <exception cref="SettingsException">It is no such text; the message names the key, the value and what is allowed.</exception>
    public static RiskLimits Parse(ReadOnlyMemory<byte> json) => SettingsNode.Read(json, "limits", static n => new RiskLimits
    {
        MaxOrder = new(n.Whole("maxOrder", 1, MostLots)),
        MaxPosition = new(n.Whole("maxPosition", 0, MostLots)),
        Collar = n.Number("collar", 1e-9, 0.999999999),
        MaxQuoteAge = n.Time("maxQuoteAge"),
        MaxJump = Jump(n),
        MaxDelta = Least(n, "maxDelta"),
        MaxGamma = Least(n, "maxGamma"),
        MaxVega = Least(n, "maxVega"),
        Drawdown = n.Has("drawdown") ? n.Object("drawdown", ADrawdown, ReadDrawdown) : null,
    });

    public const long MostLots = 1_000_000_000_000_000;

    public const string ADrawdown = "a drawdown, { \"soft\", \"hard\", \"then\" }";

    /// <exception cref="SettingsException">It is none.</exception>
    public static DrawdownLimits ReadDrawdown(SettingsNode node)
    {
        double soft = node.Number("soft", 0, 1e15, isLeastOut: true);
        return new DrawdownLimits(
            soft, node.Number("hard", soft, 1e15), node.Choice("then", ("freeze", DrawdownAction.Freeze), ("flatten", DrawdownAction.Flatten)),
            node.Has("confirm") ? node.Time("confirm", mayBeZero: true) : DrawdownLimits.UsualConfirm);
    }

    /// <summary>A limit that need not be set.</summary>
    public static double Least(SettingsNode node, string key) => node.Has(key) ? node.Number(key, 0, 1e15, isLeastOut: true) : double.PositiveInfinity;

    /// <summary>The usual one where none is named, as in journals that knew none.</summary>
    public static double Jump(SettingsNode node) => node.Has("maxJump") ? node.Number("maxJump", 0, 100, isLeastOut: true) : RiskLimits.UsualJump;

    public static byte[] Of(RiskLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var bytes = new ArrayBufferWriter<byte>();
        using var to = new Utf8JsonWriter(bytes);
        to.WriteStartObject();
        to.WriteNumber("maxOrder", limits.MaxOrder.Count);
        to.WriteNumber("maxPosition", limits.MaxPosition.Count);
        to.WriteNumber("collar", limits.Collar);
        to.WriteString("maxQuoteAge", DurationText.Of(limits.MaxQuoteAge));
        if (!limits.MaxJump.Equals(RiskLimits.UsualJump))
            to.WriteNumber("maxJump", limits.MaxJump);
        WriteLeast(to, "maxDelta", limits.MaxDelta);
        WriteLeast(to, "maxGamma", limits.MaxGamma);
        WriteLeast(to, "maxVega", limits.MaxVega);
        if (limits.Drawdown is { } drawdown)
            Write(to, drawdown);
        to.WriteEndObject();
        to.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    internal static void Write(Utf8JsonWriter to, DrawdownLimits drawdown)
    {
        to.WriteStartObject("drawdown");
        to.WriteNumber("soft", drawdown.Soft);
        to.WriteNumber("hard", drawdown.Hard);
        to.WriteString("then", drawdown.Action == DrawdownAction.Freeze ? "freeze" : "flatten");
        to.WriteString("confirm", DurationText.Of(drawdown.Confirm));
        to.WriteEndObject();
    }

    private static void WriteLeast(Utf8JsonWriter to, string key, double limit)
    {
        if (double.IsFinite(limit))
            to.WriteNumber(key, limit);
    }
}
