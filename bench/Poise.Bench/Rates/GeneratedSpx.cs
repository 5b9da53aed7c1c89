using Poise.Domain;
using Poise.Pricing;

namespace Poise.Bench;

/// <summary>A chain of the size of SPX: forwards by rate and yield, a smile by formula, quotes on a tick grid around its own prices.</summary>
internal static class GeneratedSpx
{
    public const int Strikes = Expiries * StrikesEach;
    private const int Expiries = 40;
    private const int StrikesEach = 300;
    private const double Spot = 6000, Rate = 0.04, Yield = 0.013, Tick = 0.05;
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 15);

    public static MarketSnapshot Snapshot()
    {
        List<OptionRow> rows = new(2 * Strikes);
        for (int e = 0; e < Expiries; e++)
        {
            // Daily at first, then further and further apart, to some four years.
            Instant expiry = Now + Duration.FromDays(1 + e + e * e * e / 45) + Duration.FromHours(6);
            Duration left = expiry - Now;
            double forward = Spot * Math.Exp((Rate - Yield) * left.Years), discount = Math.Exp(-Rate * left.Years);
            for (int s = 0; s < StrikesEach; s++)
            {
                double strike = 3000 + 15 * s;
                double x = Math.Log(strike / forward) / Math.Sqrt(left.Years + 0.05);
                double vol = Math.Clamp(0.16 - 0.09 * x + 0.10 * x * x, 0.05, 1.5);
                rows.Add(Row(OptionType.Call, e, strike, expiry, Black76.EvaluateForward(OptionType.Call, forward, strike, left.Years, discount, vol).Price, rows.Count + 1));
                rows.Add(Row(OptionType.Put, e, strike, expiry, Black76.EvaluateForward(OptionType.Put, forward, strike, left.Years, discount, vol).Price, rows.Count + 1));
            }
        }
        return new MarketSnapshot
        {
            Underlying = "GEN",
            Source = "generated",
            AsOf = Now,
            QuoteDate = DateOnly.FromDateTime(Now.ToUtc()),
            Spot = Spot,
            SpotSource = "given",
            Options = rows,
            Rows = rows.Count,
        };
    }

    private static OptionRow Row(OptionType type, int series, double strike, Instant expiry, double price, int line)
    {
        Contract contract = new()
        {
            Id = new ContractId("gen", $"G{series}-{strike}-{type}"),
            Kind = ContractKind.Option,
            Underlying = "GEN",
            Root = "GEN",
            Type = type,
            Strike = strike,
            Expiry = expiry,
            ListedExpiry = DateOnly.FromDateTime(expiry.ToUtc()),
            Multiplier = 100,
        };
        double half = Tick + 0.01 * price;
        double bid = Math.Floor((price - half) / Tick) * Tick, ask = Math.Ceiling((price + half) / Tick) * Tick;
        Quote quote = bid > 0 ? new(bid, ask, 10, 10, default) : Quote.Absent with { Ask = ask, AskSize = 10 };
        double x = (strike / Spot - 1) * 20 + (type == OptionType.Call ? -0.8 : 1);
        double interest = Math.Round(4000 * Math.Exp(-x * x / 2) * (strike % 100 == 0 ? 3 : 1));
        return new OptionRow(contract, quote, double.NaN, interest, 0, VendorGreeks.Absent, double.NaN, null, line);
    }
}
