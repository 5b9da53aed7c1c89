using Poise.Domain;
using Poise.Hedging;

namespace Poise.App;

/// <summary>Instruments of a plan's file, with what they need of the rest of it.</summary>
/// <param name="Scenarios">How many.</param>
/// <param name="Spot">Null where the file names none.</param>
/// <param name="Horizon">Likewise.</param>
internal sealed record PlanMarket(int Scenarios, double? Spot, Duration? Horizon)
{
    private const double Most = 1e15;

    public Tradable Instrument(SettingsNode node)
    {
        ContractKind kind = node.Choice("kind", ("spot", ContractKind.Spot), ("perpetual", ContractKind.Perpetual), ("future", ContractKind.Future), ("option", ContractKind.Option));
        var plain = new Tradable
        {
            Name = PlanFile.Name(node, "name"),
            Venue = PlanFile.Name(node, "venue"),
            Kind = kind,
            Greeks = new(node.Number("delta", -Most, Most), Curved("gamma"), Curved("vega")),
            Bid = Positive("bid"),
            Ask = Positive("ask"),
            Mark = Positive("mark"),
            BidSize = Size("bid", "bidSize"),
            AskSize = Size("ask", "askSize"),
            Multiplier = node.Number("multiplier", 0, Most, isLeastOut: true),
            Style = !node.Has("style") ? PayoffStyle.Linear : node.Choice("style", ("linear", PayoffStyle.Linear), ("inverse", PayoffStyle.Inverse)),
            Rate = node.Has("rate") ? Positive("rate") : 1,
            FeeRate = node.Number("feeRate", 0, 0, 1),
            FeePerLot = node.Number("feePerLot", 0, 0, Most),
            DailyVolume = node.Has("dailyVolume") ? Positive("dailyVolume") : 0,
            DailyVol = node.Has("dailyVolume") || node.Has("dailyVol") ? node.Number("dailyVol", 0, 10) : 0,
            MarginLong = Margin("marginLong"),
            MarginShort = Margin("marginShort"),
            Scenarios = Scenarios == 0 ? [] : node.Numbers("scenarios", Scenarios),
        };
        CheckPrices(node, plain);
        if (!node.Has("feeRate") && !node.Has("feePerLot"))
            throw node.Refused("feeRate", "absent, and so is feePerLot", "one of the two at least, 0 for none");
        if (node.Has("dailyVol") && !node.Has("dailyVolume"))
            throw node.Refused("dailyVolume", "absent, and dailyVol is set", "both, or neither");
        return plain with { Carry = CarryOf(node, plain) };

        // What bends must say by how much: a gamma that is absent is not zero.
        double Curved(string key) => kind == ContractKind.Option ? node.Number(key, -Most, Most) : node.Number(key, 0, -Most, Most);

        double Positive(string key) => node.Has(key) ? node.Number(key, 0, Most, isLeastOut: true) : double.NaN;

        Lots Size(string price, string size) => node.Has(price) || node.Has(size) ? new(node.Whole(size, 0, Tradable.MostLots)) : Lots.Zero;

        double Margin(string key)
        {
            if (node.Has(key) && node.Has("margin"))
                throw node.Refused(key, "is set, and margin is too", "one of the two");
            return node.Has(key) ? node.Number(key, 0, Most) : node.Number("margin", 0, 0, Most);
        }
    }

    private static void CheckPrices(SettingsNode node, Tradable plain)
    {
        if (double.IsNaN(plain.Bid) && double.IsNaN(plain.Ask))
            throw node.Refused("bid", "absent, and so is ask", "one of the two at least");
        if (double.IsNaN(plain.Middle))
            throw node.Refused("mark", $"absent, and {(double.IsNaN(plain.Bid) ? "bid" : "ask")} is too", "a number above 0");
        if (plain.Ask < plain.Bid)
            throw node.Refused("ask", $"{plain.Ask:R}", $"a number from bid, {plain.Bid:R}");
        if (plain.Mark < plain.Bid || plain.Mark > plain.Ask)
            throw node.Refused("mark", $"{plain.Mark:R}", "a number from bid to ask");
    }

    private double CarryOf(SettingsNode node, Tradable plain)
    {
        string[] given = [.. ((string[])["carry", "fundingPerDay", "yearsToExpiry"]).Where(node.Has)];
        if (given.Length > 1)
            throw node.Refused(given[1], $"is set, and {given[0]} is too", "one of carry, fundingPerDay, yearsToExpiry");
        if (given.Length == 0 || given[0] == "carry")
            return node.Number("carry", 0, -Most, Most);
        if (Horizon is not { } horizon)
            throw node.Refused(given[0], "is set, and the plan has no horizon", "a horizon beside it");
        if (given[0] == "fundingPerDay")
            return Carry.Funding(plain, node.Number("fundingPerDay", -1, 1), horizon.Years * 365);
        return Spot is double spot ? Carry.Basis(plain, spot, node.Number("yearsToExpiry", 0, 100, isLeastOut: true), horizon.Years) : throw node.Refused("yearsToExpiry", "is set, and the plan has no spot", "a spot beside it");
    }
}
