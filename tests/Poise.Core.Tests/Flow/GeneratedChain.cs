using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>A market whose truth is known: forwards by rate and yield, a smile by formula, quotes around its own prices.</summary>
internal sealed record GeneratedChain
{
    public static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 15, 0);

    public double Spot { get; init; } = 5000;
    public double Rate { get; init; } = 0.04;
    public double Yield { get; init; } = 0.015;
    public int[] Days { get; init; } = [-1, 1, 4, 18, 46, 109, 290];
    public double HalfSpread { get; init; } = 0.05;
    public PayoffStyle Style { get; init; }
    public Func<Contract, double> OpenInterest { get; init; } = DefaultOpenInterest;
    public Func<OptionRow, OptionRow> Change { get; init; } = r => r;

    public double Forward(Duration left) => Spot * Math.Exp((Rate - Yield) * left.Years);

    public double Discount(Duration left) => Style == PayoffStyle.Inverse ? 1 : Math.Exp(-Rate * left.Years);

    /// <summary>A skewed smile that flattens with time.</summary>
    public double Vol(double strike, Duration left)
    {
        double x = Math.Log(strike / Forward(left)) / Math.Sqrt(left.Years + 0.05);
        return 0.16 - 0.09 * x + 0.10 * x * x;
    }

    public static double DefaultOpenInterest(Contract c)
    {
        double x = (c.Strike / 5000 - 1) * 20;
        bool isRound = c.Strike % 100 == 0;
        double side = c.Type == OptionType.Call ? Math.Exp(-(x - 0.8) * (x - 0.8)) : Math.Exp(-(x + 1) * (x + 1) / 2);
        return Math.Round(4000 * side * (isRound ? 3 : 1));
    }

    public MarketSnapshot Snapshot()
    {
        var rows = new List<OptionRow>();
        foreach (int days in Days)
        {
            Instant expiry = Now + Duration.FromDays(days) + Duration.FromHours(5);
            Duration left = expiry - Now;
            for (double strike = Spot * 0.8; strike <= Spot * 1.2; strike += 25)
            {
                foreach (OptionType type in (OptionType[])[OptionType.Put, OptionType.Call])
                {
                    var contract = new Contract
                    {
                        Id = new ContractId("gen", $"G{days}-{strike}-{type}"),
                        Kind = ContractKind.Option,
                        Underlying = "GEN",
                        Root = "GEN",
                        Type = type,
                        Strike = strike,
                        Expiry = expiry,
                        ListedExpiry = DateOnly.FromDateTime(expiry.ToUtc()),
                        Multiplier = 100,
                        Style = Style,
                    };
                    double price = double.NaN, vol = double.NaN, gamma = double.NaN;
                    if (left > Duration.Zero)
                    {
                        vol = Vol(strike, left);
                        OptionGreeks g = Black76.EvaluateForward(type, Forward(left), strike, left.Years, Discount(left), vol);
                        price = Style == PayoffStyle.Inverse ? g.Price / Forward(left) : g.Price;
                        gamma = g.Gamma * Math.Pow(Forward(left) / Spot, 2);
                    }
                    double half = Style == PayoffStyle.Inverse ? HalfSpread / Spot : HalfSpread;
                    Quote quote = price > half ? new(price - half, price + half, 10, 10, default) : Quote.Absent;
                    rows.Add(Change(new OptionRow(contract, quote, price, OpenInterest(contract), 0, VendorGreeks.Absent with { Vol = vol, Gamma = gamma }, double.NaN, null, rows.Count + 1)));
                }
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
}
