using System.Collections.Immutable;
using Poise.Domain;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.App;

/// <summary>What a desk at a venue hedges, and how, as the file of <c>--settings</c> says it. docs/live.md has the keys.</summary>
internal static class HedgesText
{
    private const double MostCoins = 1e6;

    /// <exception cref="SettingsException">It is no such text; the message names the key, the value and what is allowed.</exception>
    public static (IReadOnlyList<HedgeChoice> Hedges, OrderLimits Orders) Parse(ReadOnlyMemory<byte> json) => SettingsNode.Read(json, "settings", node =>
    {
        ImmutableArray<HedgeChoice> hedges = node.List("hedges", "hedges, { \"underlying\", \"policy\", ... }", Hedge);
        for (int i = 0; i < hedges.Length; i++)
        {
            if (hedges.Take(i).Any(h => h.Underlying == hedges[i].Underlying))
                throw node.Refused($"hedges[{i}].underlying", hedges[i].Underlying, "each underlying once");
        }
        return ((IReadOnlyList<HedgeChoice>)hedges, node.Has("orders") ? node.Object("orders", "limits of orders, { \"most\", \"within\", \"underWay\", ... }", Orders) : new OrderLimits());
    });

    private static HedgeChoice Hedge(SettingsNode node)
    {
        string underlying = node.Text("underlying", "an underlying of the venue, such as \"BTC\", \"ETH\" or \"SOL_USDC\"", VenueOptions.IsUnderlying);
        IHedgePolicy? asked = node.Has("policy") ? node.Object("policy", "a policy, { \"policy\": ... }", PolicyText.Read) : null;
        double largest = node.Number("maxOrder", 0, MostCoins, isLeastOut: true);
        return new HedgeChoice(
            underlying, node.Has("instrument") ? node.Text("instrument", "the name of a perpetual or future", static t => t.Length > 0) : null,
            asked ?? HedgeChoice.UsualPolicy(node.Number("band", 0, MostCoins, isLeastOut: true)), IsPolicyAsked: true,
            node.Number("minOrder", 0, 0, largest), largest, node.Number("maxPosition", 0, MostCoins, isLeastOut: true),
            BookLimitsOf(node),
            node.Has("work") ? node.Object("work", "a way of working, { \"work\": ... }", WorkingText.Read) : new Sweep());
    }

    private static BookLimits BookLimitsOf(SettingsNode node) => new()
    {
        MaxJump = LimitsText.Jump(node),
        MaxDelta = LimitsText.Least(node, "maxDelta"),
        MaxGamma = LimitsText.Least(node, "maxGamma"),
        MaxVega = LimitsText.Least(node, "maxVega"),
        Capital = node.Has("capital") ? node.Number("capital", 0, 1e15, isLeastOut: true) : double.NaN,
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
}

/// <summary>How an underlying is hedged at a venue. Band, orders and position in coins.</summary>
/// <param name="Instrument">Null: its perpetual.</param>
/// <param name="Policy">Of a new desk.</param>
/// <param name="IsPolicyAsked">Somebody named it, or its band.</param>
/// <param name="Working">At this start, whatever an earlier one had.</param>
internal sealed record HedgeChoice(string Underlying, string? Instrument, IHedgePolicy Policy, bool IsPolicyAsked, double MinOrder, double MaxOrder, double MaxPosition, BookLimits Limits, IWorkingAlgorithm Working)
{
    /// <summary>Net delta may be so far from zero before it is hedged back to zero.</summary>
    public static IHedgePolicy UsualPolicy(double half) => new FixedBandPolicy(new DeltaBand(-half, 0, half, BandRebalance.ToTarget));
}
