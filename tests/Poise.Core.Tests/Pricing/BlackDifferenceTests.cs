using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>Each greek against central differences of a price of 28 digits: so each sign and unit has a second witness.</summary>
public class BlackDifferenceTests
{
    private const decimal Step = 0.00002m;

    [Theory]
    [InlineData(OptionType.Call, 100, 105, 0.5, 0.03, 0.01, 0.25)]
    [InlineData(OptionType.Put, 100, 105, 0.5, 0.03, 0.01, 0.25)]
    [InlineData(OptionType.Call, 100, 80, 1.25, -0.01, 0.04, 0.6)]
    [InlineData(OptionType.Put, 100, 93, 0.08, 0.05, 0, 0.18)]
    public void Greeks_are_differences_of_the_price(OptionType type, double spot, double strike, double years, double rate, double yield, double vol)
    {
        var g = Black76.Evaluate(type, spot, strike, years, rate, yield, vol);
        Assert.Equal((double)V(0, 0, 0, 0), g.Price, 1e-15 * spot);
        Near(g.Delta, D1(h => V(h, 0, 0, 0)), 1e-10);
        Near(g.Gamma, D2(h => V(h, 0, 0, 0)), 1e-10);
        Near(g.Vega, D1(h => V(0, h, 0, 0)), 1e-7);
        Near(g.Volga, D2(h => V(0, h, 0, 0)), 1e-6);
        Near(g.Theta, D1(h => V(0, 0, h, 0)), 1e-6);
        Near(g.Rho, D1(h => V(0, 0, 0, h)), 1e-7);
        Near(g.Vanna, D1(h => (decimal)D1(k => V(k, h, 0, 0))), 1e-6);
        Near(g.Charm, D1(h => (decimal)D1(k => V(k, 0, h, 0))), 1e-6);
        Near(g.Speed, (double)D3(h => V(h, 0, 0, 0), 0.01m), 1e-5);
        Near(g.Zomma, (double)((Second(0.0001m, 0) - Second(-0.0001m, 0)) / 0.0002m), 1e-5);
        Near(g.Color, (double)((Second(0, 0.0001m) - Second(0, -0.0001m)) / 0.0002m), 1e-4);

        // Price at moved spot, vol, calendar time (which shortens the life) and rate.
        decimal V(decimal dSpot, decimal dVol, decimal dTime, decimal dRate) =>
            DecimalBlack.Price(type == OptionType.Call ? 1 : -1, (decimal)spot + dSpot, (decimal)strike, (decimal)years - dTime, (decimal)rate + dRate, (decimal)yield, (decimal)vol + dVol);

        decimal Second(decimal dVol, decimal dTime) =>
            (V(0.01m, dVol, dTime, 0) - 2 * V(0, dVol, dTime, 0) + V(-0.01m, dVol, dTime, 0)) / 0.0001m;
    }

    private static double D1(Func<decimal, decimal> f) => (double)((f(Step) - f(-Step)) / (2 * Step));

    private static double D2(Func<decimal, decimal> f) => (double)((f(Step) - 2 * f(0) + f(-Step)) / (Step * Step));

    private static decimal D3(Func<decimal, decimal> f, decimal h) => (f(2 * h) - 2 * f(h) + 2 * f(-h) - f(-2 * h)) / (2 * h * h * h);

    private static void Near(double value, double expected, double relative) => Assert.Equal(expected, value, relative * Math.Max(1e-3, Math.Abs(expected)));
}
