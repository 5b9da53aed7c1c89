using Poise.Chains;
using Poise.Domain;
using Poise.Flow;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>The spot-vol beta from a series whose truth is known.</summary>
public class SpotVolSeriesTests
{
    /// <summary>A market whose vol at the forward is given at every maturity, with a smile that moves with the forward.</summary>
    private static OptionChain Chain(int step, double spot, double vol, StockSplit? split = null, double skew = -0.6, params int[] days) => Smiles(step, spot, k => vol + skew * k, split, 10, days);

    /// <param name="vol">By ln(K/S).</param>
    private static OptionChain Smiles(int step, double spot, Func<double, double> vol, StockSplit? split, double apart, params int[] days)
    {
        Instant now = GeneratedChain.Now + Duration.FromHours(step);
        var rows = new List<OptionRow>();
        foreach (int day in days.Length > 0 ? days : [10, 24, 45, 80])
        {
            Instant expiry = GeneratedChain.Now + Duration.FromDays(day);
            double years = (expiry - now).Years;
            for (double strike = Math.Round(spot * 0.9 / 10) * 10; strike <= spot * 1.1; strike += apart)
            {
                foreach (OptionType type in (OptionType[])[OptionType.Call, OptionType.Put])
                {
                    double price = Black76.EvaluateForward(type, spot, strike, years, 1, vol(Math.Log(strike / spot))).Price;
                    var contract = new Contract
                    {
                        Id = new("gen", $"{day}-{strike}-{type}"),
                        Kind = ContractKind.Option,
                        Underlying = "GEN",
                        Root = "GEN",
                        Type = type,
                        Strike = strike,
                        Expiry = expiry,
                        ListedExpiry = DateOnly.FromDateTime(expiry.ToUtc()),
                        Multiplier = 100,
                    };
                    rows.Add(new(contract, new Quote(price, price, 1, 1, default), price, type == OptionType.Call == strike > 1000 ? 300 : 50, 0, VendorGreeks.Absent, double.NaN, null, rows.Count + 1));
                }
            }
        }
        return OptionChain.Of(new MarketSnapshot { Underlying = "GEN", Source = "generated", AsOf = now, QuoteDate = DateOnly.FromDateTime(now.ToUtc()), Spot = spot, Options = rows, Rows = rows.Count, Split = split }, new ChainSettings());
    }

    [Fact]
    public void The_vol_of_thirty_days_is_that_at_the_forward()
    {
        // Between strikes, between expiries: what is left is the smile's curve in log strike.
        Assert.Equal(0.2, SpotVolSeries.Vol(Chain(0, 1003.3, 0.2)), 2e-5);
        Assert.Equal(0.2, SpotVolSeries.Vol(Chain(0, 1003.3, 0.2, days: [24])), 2e-5);
        Assert.Equal(0.2, SpotVolSeries.Vol(Chain(0, 1003.3, 0.2, days: [45])), 2e-5);
        Assert.True(double.IsNaN(SpotVolSeries.Vol(Chain(0, 1003.3, 0.2, days: [10]))));
        Assert.True(double.IsNaN(SpotVolSeries.Vol(Chain(0, 1003.3, 0.2, days: [60, 90]))));
    }

    [Fact]
    public void The_regression_finds_the_beta_and_its_error()
    {
        var random = new SeededRandom(11);
        var series = new SpotVolSeries();
        double spot = 1000, vol = 0.2;
        var moves = new List<(double X, double Y)>();
        series.Add(Chain(0, spot, vol));
        for (int step = 1; step <= 40; step++)
        {
            Assert.Equal(step <= SpotVolSeries.LeastChanges, series.Fit() is null);
            double x = 0.01 * (random.NextDouble() - 0.5), y = -1.1 * x + 0.002 * (random.NextDouble() - 0.5);
            (spot, vol) = (spot * Math.Exp(x), vol + y);
            moves.Add((x, y));
            series.Add(Chain(step, spot, vol));
        }
        VolBeta fit = series.Fit()!;
        // The textbook's sums over the true moves.
        double mx = moves.Average(m => m.X), my = moves.Average(m => m.Y), xx = moves.Sum(m => (m.X - mx) * (m.X - mx)), beta = moves.Sum(m => (m.X - mx) * (m.Y - my)) / xx;
        double rest = moves.Sum(m => Math.Pow(m.Y - my - beta * (m.X - mx), 2)), error = Math.Sqrt(rest / 38 / xx);
        Assert.Equal(("series", 40), (fit.Source, fit.Count));
        Assert.Equal(beta, fit.Beta, 0.01);
        Assert.Equal(error, fit.StandardError!.Value, 0.05 * error);
        Assert.Equal(1 - rest / moves.Sum(m => Math.Pow(m.Y - my, 2)), fit.RSquared!.Value, 0.01);
        Assert.InRange(fit.Beta, -1.1 - 4 * error, -1.1 + 4 * error);
    }

    [Fact]
    public void A_smile_that_stands_still_has_the_skew_for_its_beta()
    {
        // Sticky strike: the vol at the forward slides along the smile; no strike's own vol moves.
        var series = new SpotVolSeries();
        OptionChain last = null!;
        for (int step = 0; step <= 12; step++)
        {
            double spot = 1000 * (1 + 0.004 * (step % 3));
            series.Add(last = Chain(step, spot, 0.2 - 0.6 * Math.Log(spot / 1000)));
        }
        VolBeta fit = series.Fit()!;
        Assert.Equal(-0.6, fit.Beta, 0.01);
        Assert.True(fit.RSquared > 0.999);
        var settings = new FlowSettings { VolRule = VolRule.SpotVolBeta, VolBeta = fit, CompareWithCompat = false };
        FlowView view = FlowReport.Of(last, settings), still = FlowReport.Of(last, settings with { VolRule = VolRule.StickyStrike });
        SpotVolBetaView said = view.SpotVolBeta!;
        Assert.Equal(("series", 1.0, 0.0), (said.Source, Math.Round(said.Stickiness!.Value, 1), Math.Round(said.Slope, 1)));
        Assert.Equal(said.Beta - said.Skew, said.Slope, 12);
        Assert.Equal(still.Levels.ZeroGamma!.Value, view.Levels.ZeroGamma!.Value, 0.5);
        Assert.Contains(view.Notes, n => n.Contains(FormattableString.Invariant($"a beta of {fit.Beta:0.000} +- "), StringComparison.Ordinal) && n.Contains("over 12 changes", StringComparison.Ordinal));
    }

    /// <summary>A smile as SPX has it a month out: steepest at the money, flatter on both sides.</summary>
    [Fact]
    public void The_skew_of_a_smile_that_bends_is_its_slope_at_the_money()
    {
        static double Bending(double k) => 0.13 - 1.2 * k + 3 * k * k + 150 * k * k * k;
        Assert.Equal(-1.2, AtTheMoneySkew.Of(Smiles(0, 1003, Bending, null, 2).Slices)!.Value.Skew, 0.002);
        // A line through the same quotes is a seventh too flat; where strikes are few it is what there is.
        Assert.InRange(AtTheMoneySkew.Of(Smiles(0, 1003, Bending, null, 10).Slices)!.Value.Skew, -1.12, -0.95);
        Assert.Equal(-0.6, AtTheMoneySkew.Of(Smiles(0, 1003, static k => 0.2 - 0.6 * k, null, 2).Slices)!.Value.Skew, 1e-6);
        // Of quotes on one side a line, and of fewer than four nothing.
        OptionChain oneSided = Smiles(0, 1003, static k => k < -0.01 || k > 0.045 ? 0.2 - 0.6 * k : double.NaN, null, 2);
        Assert.Equal(-0.6, AtTheMoneySkew.Of(oneSided.Slices)!.Value.Skew, 1e-6);
        Assert.Null(AtTheMoneySkew.Of(Smiles(0, 1000, static k => 0.2 - 0.6 * k, null, 40).Slices));
    }

    [Fact]
    public void A_given_beta_is_a_stickiness_of_the_skew()
    {
        OptionChain chain = Chain(0, 1000, 0.2);
        double skew = AtTheMoneySkew.Of(chain.Slices)!.Value.Skew;
        FlowView byRatio = FlowReport.Of(chain, new FlowSettings { VolRule = VolRule.SpotVolBeta, SkewStickiness = 1.8 }), given = FlowReport.Of(chain, new FlowSettings { VolRule = VolRule.SpotVolBeta, VolBeta = new(1.8 * skew, "given") });
        Assert.Equal(byRatio.Levels.ZeroGamma!.Value, given.Levels.ZeroGamma!.Value, 1e-6);
        Assert.Equal(byRatio.Flow[^1].Units!.Value, given.Flow[^1].Units!.Value, 1e-6 * Math.Abs(given.Flow[^1].Units!.Value));
        Assert.Equal(("skew", "given", null, null), (byRatio.SpotVolBeta!.Source, given.SpotVolBeta!.Source, given.SpotVolBeta.StandardError, given.SpotVolBeta.Count));
    }

    [Fact]
    public void Splits_gaps_and_a_spot_that_stands_still_tell_nothing()
    {
        var series = new SpotVolSeries();
        series.Add(Chain(0, 1000, 0.2));
        series.Add(Chain(1, 500, 0.21, new StockSplit(2, GeneratedChain.Now)));
        Assert.Equal(0, series.Count);
        series.Add(Chain(2, 505, 0.2, days: [10]));
        Assert.Equal(0, series.Count);
        // Across a chain without such a vol the change is the whole one.
        series.Add(Chain(3, 510, 0.2));
        Assert.Equal(1, series.Count);
        var still = new SpotVolSeries();
        for (int step = 0; step < 15; step++)
            still.Add(Chain(step, 1000, 0.2 + 0.001 * step));
        Assert.Equal(14, still.Count);
        Assert.Null(still.Fit());
    }
}
