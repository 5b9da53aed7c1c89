using Poise.Domain;
using Poise.Pricing;

namespace Poise.Edge.Tests;

/// <summary>Small chains of this project's own making: coin options round 100,000 with a smile, hours apart.</summary>
internal static class TestChains
{
    public static readonly Instant Start = Instant.FromUtc(2026, 3, 2, 15, 0);

    /// <param name="step">Hours after the first; spot moves a little with each.</param>
    public static MarketSnapshot Market(int step)
    {
        Instant now = Start + Duration.FromHours(step);
        double spot = 100_000 + 700 * step;
        var rows = new List<OptionRow>();
        foreach (int days in (int[])[1, 4, 11, 25])
        {
            Instant expiry = Instant.FromUtc(2026, 3, 2, 8) + Duration.FromDays(days);
            double years = (expiry - now).Years, forward = spot * Math.Exp(0.05 * years);
            for (double strike = 80_000; strike <= 120_000; strike += 2_000)
            {
                foreach (OptionType type in (OptionType[])[OptionType.Call, OptionType.Put])
                {
                    double x = Math.Log(strike / forward), vol = 0.5 - 0.2 * x + 0.8 * x * x;
                    double price = Black76.EvaluateForward(type, forward, strike, years, 1, vol).Price / forward;
                    double bid = Math.Floor(price * 0.98 / 0.0001) * 0.0001, ask = Math.Ceiling((price * 1.02 + 0.0001) / 0.0001) * 0.0001;
                    var contract = new Contract
                    {
                        Id = new ContractId("sim", $"BTC-{days}D-{strike:0}-{(type == OptionType.Call ? 'C' : 'P')}"),
                        Kind = ContractKind.Option,
                        Underlying = "BTC",
                        Root = "BTC",
                        Style = PayoffStyle.Inverse,
                        Type = type,
                        Strike = strike,
                        Expiry = expiry,
                        ListedExpiry = DateOnly.FromDateTime(expiry.ToUtc()),
                        SettlementCurrency = "BTC",
                        PriceTick = 0.0001m,
                        LotSize = 0.1m,
                        SettlementWindow = Duration.FromSeconds(1800),
                    };
                    double side = type == OptionType.Call ? strike - spot * 1.03 : strike - spot * 0.95;
                    double openInterest = Math.Round(900 * Math.Exp(-side * side / 8e7), 1);
                    rows.Add(new(contract, new Quote(bid > 0 ? bid : double.NaN, ask, 5, 5, now), price, openInterest, 0, VendorGreeks.Absent, double.NaN, null, rows.Count + 1));
                }
            }
        }
        return new MarketSnapshot
        {
            Underlying = "BTC",
            Source = "generated",
            AsOf = now,
            QuoteDate = DateOnly.FromDateTime(now.ToUtc()),
            Spot = spot,
            SpotSource = "index",
            Options = rows,
            Rows = rows.Count,
        };
    }
}
