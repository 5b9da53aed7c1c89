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

    /// <summary>Of samples that are independent they are those of least squares; of samples that are seen several times in an interval no smaller for it.</summary>
    [Fact]
    public void Standard_errors_go_by_intervals()
    {
        HedgeSample[] samples = Samples(4_000, static (delta, x, noise) => x * (-0.25 + 0.1 * delta - 0.4 * delta * delta) + 0.05 * noise);
        MinimumVarianceFit fit = MinimumVarianceFit.Of(samples);
        int[] alone = [.. Enumerable.Range(0, samples.Length)];
        (double a, double b, double c) = fit.StandardErrors(samples, alone);
        double[] found = [.. Enumerable.Range(0, 200).Select(seed => MinimumVarianceFit.Of(Noisy(samples, (ulong)seed)).A)];
        double mean = found.Average(), sd = Math.Sqrt(found.Sum(f => (f - mean) * (f - mean)) / (found.Length - 1));
        Assert.Equal(sd, a, 0.15 * sd);
        Assert.True(b > a && c > a, $"{a} {b} {c}");
        HedgeSample[] thrice = [.. samples.SelectMany(static s => new[] { s, s, s })];
        (double threeA, double threeB, double threeC) = MinimumVarianceFit.Of(thrice).StandardErrors(thrice, [.. alone.SelectMany(static i => new[] { i, i, i })]);
        Assert.Equal((a, b, c).ToString(), (Math.Round(threeA / a, 9) * a, Math.Round(threeB / b, 9) * b, Math.Round(threeC / c, 9) * c).ToString());
        Assert.True(double.IsNaN(fit.StandardErrors(samples, [.. alone.Select(static i => i / 2_000)]).A));
        Assert.Throws<ArgumentException>(() => fit.StandardErrors(samples, [0]));

        static HedgeSample[] Noisy(HedgeSample[] samples, ulong seed)
        {
            var random = new SeededRandom(seed + 100);
            return [.. samples.Select(s => s with { PriceChange = s.Delta * s.SpotChange + s.Vega / Math.Sqrt(s.Years) * s.SpotChange / s.Spot * (-0.25 + 0.1 * s.CallDelta - 0.4 * s.CallDelta * s.CallDelta) + 0.05 * random.NextNormal() })];
        }
    }

    [Fact]
    public void Each_tenth_is_judged_by_what_came_before_it()
    {
        HedgeSample[] samples = Samples(2_000, static (delta, x, _) => x * (-0.25 + 0.1 * delta));
        int[] intervals = [.. Enumerable.Range(0, samples.Length).Select(static i => i / 20)];
        MinimumVarianceStudy steady = MinimumVarianceStudy.Of(samples, intervals, out string? why)!;
        Assert.Null(why);
        Assert.Equal((100, 1_800), (steady.Intervals, steady.SamplesAfter));
        Assert.Equal(1, steady.GainAfter, 1e-9);
        Assert.Equal(-0.25, steady.Fit.A, 1e-9);

        // From the middle on it is the other way round: what was fitted before hedges worse than nothing.
        for (int i = 1_000; i < samples.Length; i++)
            samples[i] = samples[i] with { PriceChange = 2 * samples[i].Delta * samples[i].SpotChange - samples[i].PriceChange };
        double own = 0, plain = 0;
        for (int part = 1; part < 10; part++)
        {
            (double more, double morePlain, _) = MinimumVarianceFit.Of(samples.AsSpan(0, 200 * part)).ErrorsOn(samples.AsSpan(200 * part, 200));
            (own, plain) = (own + more, plain + morePlain);
        }
        MinimumVarianceStudy turned = MinimumVarianceStudy.Of(samples, intervals, out _)!;
        Assert.Equal(1 - own / plain, turned.GainAfter, 1e-12);
        Assert.True(turned.GainAfter < 0, $"{turned.GainAfter}");

        MinimumVarianceStudy few = MinimumVarianceStudy.Of(samples.AsSpan(0, 40), intervals.AsSpan(0, 40), out _)!; // two intervals: nothing before the second suffices
        Assert.True(double.IsNaN(few.GainAfter) && few.SamplesAfter == 0 && double.IsNaN(few.Errors.A));
        Assert.Null(MinimumVarianceStudy.Of(samples.AsSpan(0, 29), intervals.AsSpan(0, 29), out string? tooFew));
        Assert.Contains("too few", tooFew, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MinimumVarianceStudy.Of(samples, [.. intervals.Reverse()], out _));
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
