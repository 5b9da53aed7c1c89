using FsCheck;
using FsCheck.Fluent;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>What holds for any option: strikes e^-2 to e^2 of the forward, vols 2 % to 400 %, a minute to thirty years, rates of either sign.</summary>
public class BlackProperties
{
    private static readonly Arbitrary<double[]> Options =
        Gen.Choose(0, 1_000_000).Select(n => n / 1e6).ArrayOf(5).Select(u => new[]
        {
            100 * Math.Exp(4 * u[0] - 2),
            2e-6 * Math.Exp(u[1] * Math.Log(1.5e7)),
            0.15 * u[2] - 0.05,
            0.15 * u[3] - 0.05,
            0.02 * Math.Exp(u[4] * Math.Log(200)),
        }).ToArbitrary();

    [Fact]
    public void Call_less_put_is_the_forward() => Check((c, p, o) =>
    {
        var (strike, years, rate, yield) = (o[0], o[1], o[2], o[3]);
        var spotValue = 100 * Math.Exp(-yield * years);
        var strikeValue = strike * Math.Exp(-rate * years);
        var digits = 4e-16 * (spotValue + strikeValue);
        return Math.Abs(c.Price - p.Price - (spotValue - strikeValue)) <= 4 * digits
            && Math.Abs(c.Delta - p.Delta - spotValue / 100) <= 4e-15 * Math.Max(1, spotValue / 100)
            && c.Gamma.Equals(p.Gamma) && c.Vega.Equals(p.Vega) && c.Volga.Equals(p.Volga) && c.Vanna.Equals(p.Vanna)
            && Math.Abs(c.Theta - p.Theta - (yield * spotValue - rate * strikeValue)) <= 4 * digits + 1e-14 * Math.Abs(c.Theta);
    });

    [Fact]
    public void Price_lies_between_intrinsic_and_its_largest() => Check((c, p, o) =>
    {
        var spotValue = 100 * Math.Exp(-o[3] * o[1]);
        var strikeValue = o[0] * Math.Exp(-o[2] * o[1]);
        var digits = 1e-15 * (spotValue + strikeValue);
        return c.Price >= Math.Max(0, spotValue - strikeValue) - digits && c.Price <= spotValue + digits
            && p.Price >= Math.Max(0, strikeValue - spotValue) - digits && p.Price <= strikeValue + digits
            && c.Delta >= 0 && p.Delta <= 0 && c.Gamma >= 0 && c.Vega >= 0;
    });

    [Fact]
    public void Black_Scholes_equation() => Check((c, p, o) =>
    {
        var (rate, yield, vol) = (o[2], o[3], o[4]);
        foreach (var g in (OptionGreeks[])[c, p])
        {
            var convexity = 0.5 * vol * vol * 1e4 * g.Gamma;
            var size = Math.Abs(convexity) + Math.Abs(rate * g.Price) + 100 * Math.Abs(rate - yield) + 1;
            if (Math.Abs(g.Theta + convexity + (rate - yield) * 100 * g.Delta - rate * g.Price) > 1e-13 * size * Math.Exp(0.1 * o[1]))
                return false;
        }

        return true;
    });

    [Fact]
    public void The_implied_vol_reprices() => Prop.ForAll(Options, o =>
    {
        var (strike, years, vol) = (o[0], o[1], o[4]);
        var type = strike > 100 ? OptionType.Call : OptionType.Put;
        var price = Black76.EvaluateForward(type, 100, strike, years, 0.97, vol).Price;
        var implied = ImpliedVol.Solve(type, price, 100, strike, years, 0.97, out var status);
        if (status != ImpliedVolStatus.Ok)
            return status == ImpliedVolStatus.AboveMaximum && price >= 0.97 * Math.Min(100, strike) * (1 - 1e-15);
        var again = Black76.EvaluateForward(type, 100, strike, years, 0.97, implied).Price;
        // A deep tail turns an ulp of vol into |ln price| times as much of price.
        double digits = 1e-13 + 3e-14 * Math.Abs(Math.Log(price / 100));
        return price == 0 || Math.Abs(again - price) <= digits * price + 1e-14 * 100 * Math.Min(1, price);
    }).Check(Seeded);

    // The same cases each time: a failure is a change of ours, not of luck.
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(Deep.Times(2000)).WithReplay(12246333610486160893UL, 1400963893725575427UL, 40);

    private static void Check(Func<OptionGreeks, OptionGreeks, double[], bool> holds) => Prop.ForAll(Options, o =>
    {
        var call = Black76.Evaluate(OptionType.Call, 100, o[0], o[1], o[2], o[3], o[4]);
        var put = Black76.Evaluate(OptionType.Put, 100, o[0], o[1], o[2], o[3], o[4]);
        return holds(call, put, o);
    }).Check(Seeded);
}
