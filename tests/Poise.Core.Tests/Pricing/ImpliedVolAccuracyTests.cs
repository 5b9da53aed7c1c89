using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>Vols over the whole domain, against 60-digit arithmetic and against what a price in doubles can tell.</summary>
public class ImpliedVolAccuracyTests
{
    /// <summary>How far from the attainable accuracy the solver may be: 1.8 was the worst of 15,900 rows.</summary>
    private const double Factor = 3;

    private static readonly ImpliedVolFixture Fixture = ImpliedVolFixture.Whole;

    [Theory]
    [InlineData("market", 110)]
    [InlineData("market-in", 40)]
    [InlineData("whole", 90)]
    [InlineData("whole-in", 40)]
    [InlineData("near", 50)]
    [InlineData("near-any", 50)]
    [InlineData("money", 30)]
    [InlineData("far", 60)]
    [InlineData("border", 50)]
    [InlineData("steep", 30)]
    [InlineData("high", 40)]
    [InlineData("deepest", 20)]
    public void Rows_of_the_fixture(string kind, int least)
    {
        var seen = 0;
        for (var i = 0; i < Fixture.Length; i++)
        {
            if (Fixture.Kinds[i] != kind)
                continue;
            seen++;
            var vol = Fixture.Lone(i, out var status);
            Assert.Equal(ImpliedVolStatus.Ok, status);
            Assert.True(Math.Abs(vol - Fixture.Vols[i]) <= Factor * Fixture.Attainable[i] * Fixture.Vols[i], $"{kind}, F={Fixture.Forwards[i]:r} K={Fixture.Strikes[i]:r}: {vol:r} for {Fixture.Vols[i]:r}");
        }

        Assert.True(seen >= least, $"{seen} rows");
    }

    [Fact]
    public void The_fixture_covers_the_domain()
    {
        double[] distances = [.. Fixture.Forwards.Zip(Fixture.Strikes, (f, k) => Math.Log(k / f))];
        double[] deviations = [.. Fixture.Vols.Zip(Fixture.Years, (vol, years) => vol * Math.Sqrt(years))];
        Assert.True(distances.Min() < -15 && distances.Max() > 15);
        Assert.True(deviations.Min() < 0.0012 && deviations.Max() > 11);
        Assert.True(Fixture.Prices.Min() < 1e-290);
    }

    /// <summary>Market-like quotes, out of the money, where the accuracy asked is 2e-14: the digits that the price holds are there in all of them.</summary>
    [Fact]
    public void Market_quotes()
    {
        var worst = 0.0;
        for (var i = 0; i < Fixture.Length; i++)
        {
            if (Fixture.Kinds[i] == "market")
                worst = Math.Max(worst, Math.Abs(Fixture.Lone(i, out _) / Fixture.Vols[i] - 1));
        }

        Assert.InRange(worst, 0, 2e-15);
    }

    /// <summary>Prices below 1e-300 of the forward, down to the last double there is: the vol still has its digits, since ln(price) moves with its square.</summary>
    [Theory]
    [InlineData(3e-312, 0.2)]
    [InlineData(1e-305, 0.5)]
    [InlineData(double.Epsilon, 1)]
    [InlineData(double.Epsilon, 8)]
    public void Below_the_normal_doubles(double price, double distance)
    {
        var strike = 100 * Math.Exp(distance);
        var vol = ImpliedVol.Solve(Domain.OptionType.Call, price, 100, strike, 1, 1, out var status);
        Assert.Equal(ImpliedVolStatus.Ok, status);

        // ln(price / F) by the asymptotic series of the Mills ratios, h being near 38.
        var x = Math.Log(strike / 100);
        var (h, t) = (x / vol, vol / 2);
        var log = -0.5 * (h - t) * (h - t) - 0.5 * Math.Log(2 * Math.PI) + Math.Log(Mills(h - t) - Mills(h + t));
        Assert.Equal(1, log / (Math.Log(price * 1e20) - Math.Log(1e20) - Math.Log(100)), 1e-14);
    }

    private static double Mills(double a)
    {
        double sum = 0, term = 1 / a;
        for (var n = 1; n < 40; n += 2)
        {
            sum += term;
            term *= -n / (a * a);
        }

        return sum;
    }
}
