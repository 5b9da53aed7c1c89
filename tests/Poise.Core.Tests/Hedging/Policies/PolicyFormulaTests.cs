using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests.Hedging.Policies;

/// <summary>The published formulas at the points of the design's table, each computed there twice.</summary>
public class PolicyFormulaTests
{
    private static PolicyInput Book(double gamma, double vol, double cost, double netDelta = 0) => new()
    {
        Now = Instant.FromUtc(2026, 1, 5),
        Spot = 100,
        NetDelta = netDelta,
        OptionDelta = netDelta,
        Gamma = gamma,
        Years = 1,
        Vol = vol,
        CostRate = cost,
        HedgedAtSpot = double.NaN,
        ForecastVol = double.NaN,
        DealerMove = double.NaN,
    };

    [Fact]
    public void Leland_prices_the_schedule_into_vol()
    {
        Assert.Equal(0.287681, LelandPolicy.Number(0.2, 0.005, 1.0 / 52), 6); // a round trip of 1 %
        var policy = new LelandPolicy(new Schedule(new Duration((long)(Duration.NanosecondsPerYear / 52)), Duration.FromSeconds(1)));
        PolicyOutput output = policy.Decide(Book(-0.0198, 0.2, 0.005) with { Now = new Instant(0) });
        Assert.Equal(0.226952, 0.2 * Math.Sqrt(output.Delta.VarianceScale), 6);
        Assert.Equal(9.034685, Poise.Pricing.Black76.Evaluate(OptionType.Call, 100, 100, 1, 0, 0, 0.2 * Math.Sqrt(output.Delta.VarianceScale)).Price, 5);
        Assert.Equal(1 - 0.287681, policy.Decide(Book(0.0198, 0.2, 0.005) with { Now = new Instant(0) }).Delta.VarianceScale, 6);
        Assert.Equal(DecisionReason.None, output.Hold);
        Assert.Equal(DecisionReason.OffSchedule, policy.Decide(Book(-0.0198, 0.2, 0.005) with { Now = new Instant(2_000_000_000) }).Hold);
    }

    [Fact]
    public void Leland_refuses_a_long_book_whose_vol_would_be_no_number()
    {
        var policy = new LelandPolicy(new Schedule(Duration.FromHours(1), Duration.FromHours(1)));
        Assert.Equal(DecisionReason.CostTooHigh, policy.Decide(Book(0.02, 0.2, 0.02)).Hold);
        Assert.Equal(DecisionReason.None, policy.Decide(Book(-0.02, 0.2, 0.02)).Hold);
    }

    [Fact]
    public void Whalley_and_Wilmotts_half_width()
    {
        double gamma = Poise.Pricing.Black76.Evaluate(OptionType.Call, 100, 100, 1, 0, 0, 0.2).Gamma;
        Assert.Equal(0.01984763, gamma, 8);
        Assert.Equal(0.08391433, WhalleyWilmottPolicy.HalfWidth(100, gamma, 1, 0, 0.01, 1), 8);
        PolicyOutput output = new WhalleyWilmottPolicy(RiskAversion.Of(1)).Decide(Book(-gamma, 0.2, 0.01));
        Assert.Equal((-0.08391433, 0.0, 0.08391433, 1.0), (Math.Round(output.Band.Lower, 8), output.Band.Target, Math.Round(output.Band.Upper, 8), output.Delta.VarianceScale));
    }

    [Fact]
    public void Zakamoulines_half_width_and_vol()
    {
        double gamma = Poise.Pricing.Black76.Evaluate(OptionType.Call, 100, 100, 1, 0, 0, 0.3).Gamma;
        double h0 = 0.02 / (100 * 0.09);
        Assert.Equal(0.00222222, h0, 8);
        Assert.Equal(0.05160699 + h0, ZakamoulinePolicy.HalfWidth(100, gamma, 0.3, 1, 0, 0.02, 1), 8);
        Assert.Equal(-0.63236159, ZakamoulinePolicy.Adjustment(100, gamma, 0.3, 1, 0, 0.02, 1), 8);
        foreach ((double sign, double low, double high) in new[] { (-1.0, 0.522161, 0.629819), (1.0, 0.482405, 0.590063) })
        {
            PolicyOutput output = new ZakamoulinePolicy(RiskAversion.Of(1)).Decide(Book(sign * gamma, 0.3, 0.02));
            double delta = Poise.Pricing.Black76.Evaluate(OptionType.Call, 100, 100, 1, 0, 0, 0.3 * Math.Sqrt(output.Delta.VarianceScale)).Delta;
            Assert.Equal(low, delta + output.Band.Lower, 6);
            Assert.Equal(high, delta + output.Band.Upper, 6);
        }
    }

    [Fact]
    public void Zakamoulines_constant_follows_the_time_that_delta_is_carried_and_nothing_else_does()
    {
        PolicyInput one = Book(-0.013, 0.3, 0.02);
        Assert.Equal(one.Years, one.CarriedYears);
        Assert.Equal(one, one with { CarriedYears = one.Years } with { CarriedYears = 0 });
        PolicyOutput once = new ZakamoulinePolicy(RiskAversion.Of(1)).Decide(one), twice = new ZakamoulinePolicy(RiskAversion.Of(1)).Decide(one with { CarriedYears = 2 * one.Years });
        Assert.Equal(-0.5 * 0.02 / (100 * 0.09), twice.Band.Upper - once.Band.Upper, 1e-12);
        Assert.Equal(once.Delta, twice.Delta);
        // A target has the aversion of that band.
        double sd = twice.Band.Upper * one.Spot * one.Vol / Math.Sqrt(3 * 365);
        PolicyOutput solved = new ZakamoulinePolicy(RiskAversion.ForDailySd(sd)).Decide(one with { CarriedYears = 2 * one.Years });
        Assert.Equal(twice.Band.Upper, solved.Band.Upper, 1e-12);
        Assert.Equal(twice.Delta.VarianceScale, solved.Delta.VarianceScale, 1e-12);
    }

    [Fact]
    public void Zakamouline_refuses_a_long_book_whose_vol_would_be_no_number()
    {
        Assert.Equal(DecisionReason.CostTooHigh, new ZakamoulinePolicy(RiskAversion.Of(1)).Decide(Book(0.013, 0.3, 0.05)).Hold);
        Assert.Equal(DecisionReason.None, new ZakamoulinePolicy(RiskAversion.Of(1)).Decide(Book(-0.013, 0.3, 0.05)).Hold);
    }

    [Fact]
    public void Bands_follow_the_size_of_the_book_as_their_power_of_gamma()
    {
        PolicyInput one = Book(-0.02, 0.2, 0.005), many = Book(-0.02 * 1000, 0.2, 0.005);
        var ww = new WhalleyWilmottPolicy(RiskAversion.Of(0.01));
        Assert.Equal(100, ww.Decide(many).Band.Upper / ww.Decide(one).Band.Upper, 9); // n^(2/3): a half-width an option of n^(-1/3)
        double z = ZakamoulinePolicy.HalfWidth(100, 20, 0.2, 1, 0, 0.005, 0.01) - 0.005 / (0.01 * 100 * 0.04);
        Assert.Equal(Math.Sqrt(1000), z / (ZakamoulinePolicy.HalfWidth(100, 0.02, 0.2, 1, 0, 0.005, 0.01) - 0.005 / (0.01 * 100 * 0.04)), 9);
    }

    /// <summary>Delta anywhere in the band with equal chance, a day's move of a normal law: their product has the sd that was asked for.</summary>
    [Theory]
    [InlineData(25_000)]
    [InlineData(400)]
    public void A_target_daily_sd_makes_the_band_that_has_it(double sd)
    {
        PolicyInput input = Book(-3.1, 0.6, 0.0005) with { Spot = 60_000, Years = 0.1 };
        var random = new SeededRandom(7);
        foreach (IHedgePolicy policy in new IHedgePolicy[] { new WhalleyWilmottPolicy(RiskAversion.ForDailySd(sd)), new ZakamoulinePolicy(RiskAversion.ForDailySd(sd)) })
        {
            double half = policy.Decide(input).Band.Upper, sum = 0;
            for (int i = 0; i < 200_000; i++)
            {
                double gain = half * (2 * random.NextDouble() - 1) * input.Spot * input.Vol * Math.Sqrt(1 / 365.0) * random.NextNormal();
                sum += gain * gain;
            }
            Assert.Equal(1, Math.Sqrt(sum / 200_000) / sd, 0.02);
        }
    }

    [Fact]
    public void A_target_daily_sd_takes_the_vol_of_the_aversion_that_it_stands_for()
    {
        PolicyInput input = Book(-0.02, 0.3, 0.01);
        PolicyOutput asked = new ZakamoulinePolicy(RiskAversion.Of(0.37)).Decide(input);
        double sd = asked.Band.Upper * input.Spot * input.Vol / Math.Sqrt(3 * 365);
        PolicyOutput solved = new ZakamoulinePolicy(RiskAversion.ForDailySd(sd)).Decide(input);
        Assert.Equal(asked.Band.Upper, solved.Band.Upper, 1e-12);
        Assert.Equal(asked.Delta.VarianceScale, solved.Delta.VarianceScale, 1e-12);
    }

    [Fact]
    public void No_band_is_wider_than_its_cap_and_none_has_a_width_without_gamma()
    {
        foreach (Func<RiskAversion, double, IHedgePolicy> make in new Func<RiskAversion, double, IHedgePolicy>[] { (a, h) => new WhalleyWilmottPolicy(a, h), (a, h) => new ZakamoulinePolicy(a, h) })
        {
            Assert.Equal(0.01, make(RiskAversion.Of(1), 0.01).Decide(Book(-0.02, 0.2, 0.01)).Band.Upper);
            foreach (RiskAversion aversion in new[] { RiskAversion.Of(1), RiskAversion.ForDailySd(5) })
                Assert.Equal((0.0, 0.0, 1.0), (make(aversion, 1).Decide(Book(0, 0, 0.01) with { Years = 0 }).Band.Lower, make(aversion, 1).Decide(Book(0, 0, 0.01) with { Years = 0 }).Band.Upper, make(aversion, 1).Decide(Book(0, 0, 0.01) with { Years = 0 }).Delta.VarianceScale));
        }
    }

    [Theory]
    [InlineData(double.NaN, 0.2, 1, 0.01)]
    [InlineData(-0.02, double.NaN, 1, 0.01)]
    [InlineData(-0.02, 0.2, double.NaN, 0.01)]
    [InlineData(-0.02, 0.2, 1, double.NaN)]
    public void What_is_not_known_makes_no_band(double gamma, double vol, double years, double cost)
    {
        PolicyInput input = Book(gamma, vol, cost) with { Years = years };
        Assert.False(new ZakamoulinePolicy(RiskAversion.Of(1), 5).Decide(input).Band.IsValid);
        if (double.IsNaN(gamma) || double.IsNaN(years) || double.IsNaN(cost)) // vol is not in that formula
            Assert.False(new WhalleyWilmottPolicy(RiskAversion.Of(1), 5).Decide(input).Band.IsValid);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_risk_aversion_is_a_number_above_zero(double value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RiskAversion.Of(value));
        Assert.Throws<ArgumentOutOfRangeException>(() => RiskAversion.ForDailySd(value));
    }
}
