using Poise.Domain;
using Poise.Hedging;
using Poise.Pricing;

namespace Poise.Core.Tests.Hedging.Policies;

public class MinimumVarianceTests
{
    private static HedgeSample[] Samples(int count, Func<double, double, double, double> priceChange)
    {
        var random = new SeededRandom(5);
        var samples = new HedgeSample[count];
        for (int i = 0; i < count; i++)
        {
            (double delta, double vega, double years, double move) = (0.05 + 0.9 * random.NextDouble(), 10 + 20 * random.NextDouble(), 0.05 + random.NextDouble(), random.NextNormal());
            samples[i] = new HedgeSample(100, delta, delta, vega, years, move, delta * move + priceChange(delta, vega / Math.Sqrt(years) * move / 100, random.NextNormal()));
        }
        return samples;
    }

    [Fact]
    public void Known_coefficients_are_recovered()
    {
        MinimumVarianceFit exact = MinimumVarianceFit.Of(Samples(60, static (delta, x, _) => x * (-0.25 + 0.1 * delta - 0.4 * delta * delta)));
        Assert.Equal((-0.25, 0.1, -0.4), (Math.Round(exact.A, 9), Math.Round(exact.B, 9), Math.Round(exact.C, 9)));
        Assert.Equal(1, exact.Gain, 1e-12);
        MinimumVarianceFit noisy = MinimumVarianceFit.Of(Samples(20_000, static (delta, x, noise) => x * (-0.25 + 0.1 * delta - 0.4 * delta * delta) + 0.05 * noise));
        Assert.Equal(-0.25, noisy.A, 0.05);
        Assert.InRange(noisy.Gain, 0.05, 0.95);
        Assert.Equal(new HedgeDelta(1, DeltaKind.MinimumVariance, noisy.A, noisy.B, noisy.C), noisy.Delta);
    }

    /// <summary>Spot and vol at a correlation of -0.7: the delta fitted on one half of the days hedges the other half better than Black-Scholes'.</summary>
    [Theory]
    [InlineData(-0.7, 0.2)]
    [InlineData(0, -0.01)]
    public void A_leverage_effect_is_a_gain_on_days_that_were_not_fitted(double correlation, double least)
    {
        var random = new SeededRandom(17);
        var samples = new List<HedgeSample>();
        double spot = 100, vol = 0.2;
        const double day = 1 / 252.0;
        for (int d = 0; d < 1500; d++)
        {
            double z = random.NextNormal(), w = correlation * z + Math.Sqrt(1 - correlation * correlation) * random.NextNormal();
            double next = spot * Math.Exp(vol * Math.Sqrt(day) * z - vol * vol * day / 2);
            double nextVol = Math.Max(0.05, vol + 3 * (0.2 - vol) * day + 0.3 * vol * Math.Sqrt(day) * w / 0.2 * 0.2);
            foreach (double moneyness in new[] { 0.9, 0.95, 1, 1.05, 1.1 })
            {
                double strike = spot * moneyness;
                OptionType type = moneyness < 1 ? OptionType.Put : OptionType.Call;
                OptionGreeks now = Black76.Evaluate(type, spot, strike, 0.25, 0, 0, vol), then = Black76.Evaluate(type, next, strike, 0.25 - day, 0, 0, nextVol);
                samples.Add(new HedgeSample(spot, now.Delta, now.Delta + (type == OptionType.Put ? 1 : 0), now.Vega, 0.25, next - spot, then.Price - now.Price - now.Theta * day));
            }
            (spot, vol) = (next, nextVol);
        }
        ReadOnlySpan<HedgeSample> all = samples.ToArray();
        MinimumVarianceFit fit = MinimumVarianceFit.Of(all[..(all.Length / 2)]);
        double gain = fit.GainOn(all[(all.Length / 2)..]);
        Assert.True(gain > least, $"gain {gain} of {fit}");
        if (correlation < 0)
            Assert.True(fit.A + 0.5 * fit.B + 0.25 * fit.C < 0, $"{fit}"); // vol falls as spot rises: less delta than Black-Scholes'
    }

    [Fact]
    public void What_cannot_be_fitted_is_refused_and_what_is_no_number_left_out()
    {
        Assert.Contains("29 samples are too few", Assert.Throws<ArgumentException>(static () => MinimumVarianceFit.Of(Samples(29, static (_, _, _) => 0))).Message, StringComparison.Ordinal);
        HedgeSample[] alike = Samples(100, static (_, _, _) => 0);
        for (int i = 0; i < alike.Length; i++)
            alike[i] = alike[i] with { CallDelta = 0.5 };
        Assert.Contains("too alike", Assert.Throws<ArgumentException>(() => MinimumVarianceFit.Of(alike)).Message, StringComparison.Ordinal);
        HedgeSample[] some = Samples(60, static (delta, x, _) => x * -0.25);
        some[7] = some[7] with { PriceChange = double.NaN };
        some[8] = some[8] with { Years = 0 };
        MinimumVarianceFit fit = MinimumVarianceFit.Of(some);
        Assert.Equal((58, -0.25), (fit.Samples, Math.Round(fit.A, 9)));
    }
}
