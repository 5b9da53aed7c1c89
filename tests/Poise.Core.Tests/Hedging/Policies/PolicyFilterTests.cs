using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests.Hedging.Policies;

public class PolicyFilterTests
{
    private static readonly DeltaBand _band = new(-2, 0.5, 1, BandRebalance.ToTarget);
    private static readonly FixedBandPolicy _fixed = new(_band);

    private static readonly PolicyInput _input = new()
    {
        Now = Instant.FromUtc(2026, 1, 5, 14, 30), // a Monday
        Spot = 100,
        NetDelta = 7,
        OptionDelta = 40,
        Gamma = -0.3,
        Years = 0.1,
        Vol = 0.5,
        CostRate = 0.0005,
        HedgedAtSpot = 100,
        ForecastVol = double.NaN,
        DealerMove = double.NaN,
    };

    [Theory]
    [InlineData(0, 38, 40.5, 41)]
    [InlineData(0.5, 18, 20.5, 21)]
    [InlineData(1, -2, 0.5, 1)]
    [InlineData(1.5, -22, -19.5, -19)]
    public void A_ratio_leaves_its_part_of_the_options_delta(double ratio, double lower, double target, double upper) =>
        Assert.Equal(new DeltaBand(lower, target, upper, BandRebalance.ToTarget), (_fixed with { Ratio = ratio }).Decide(_input).Band);

    [Fact]
    public void A_schedule_is_open_at_its_times_and_at_no_other()
    {
        var schedule = new Schedule(Duration.FromSeconds(300), Duration.FromSeconds(10), Duration.FromSeconds(60));
        for (int second = 0; second < 1200; second++)
            Assert.Equal(second % 300 is >= 60 and < 70, schedule.IsOpen(Instant.FromUtc(2026, 1, 5, 14, 0, 0) + Duration.FromSeconds(second)));
        Assert.True(schedule.IsOpen(new Instant(-Duration.FromSeconds(240).Nanoseconds))); // before 1970 too
        Assert.False(schedule.IsOpen(new Instant(-1)));
        var policy = new ScheduledPolicy(_fixed, schedule);
        Assert.Equal(DecisionReason.OffSchedule, policy.Decide(_input).Hold);
        Assert.Equal(DecisionReason.None, policy.Decide(_input with { Now = _input.Now + Duration.FromSeconds(65) }).Hold);
        Assert.Equal(_band, policy.Decide(_input).Band);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(300, 0, 0)]
    [InlineData(300, 301, 0)]
    [InlineData(300, 10, 300)]
    [InlineData(300, 10, -1)]
    public void A_schedule_that_says_nothing_is_refused(long every, long window, long offset) =>
        Assert.Throws<ArgumentException>(() => new Schedule(Duration.FromSeconds(every), Duration.FromSeconds(window), Duration.FromSeconds(offset)));

    [Fact]
    public void A_session_has_its_days_and_may_pass_midnight()
    {
        var day = new Session(0b011_1110, Duration.FromHours(9), Duration.FromHours(17)); // Monday to Friday
        var night = new Session(0b010_0000, Duration.FromHours(22), Duration.FromHours(6)); // Friday to Saturday morning
        for (int hour = 0; hour < 24 * 21; hour++)
        {
            Instant at = Instant.FromUtc(2026, 1, 5) + Duration.FromHours(hour);
            DateTime utc = at.ToUtc();
            Assert.Equal(utc.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && utc.Hour is >= 9 and < 17, day.IsOpen(at));
            Assert.Equal((utc.DayOfWeek == DayOfWeek.Friday && utc.Hour >= 22) || (utc.DayOfWeek == DayOfWeek.Saturday && utc.Hour < 6), night.IsOpen(at));
        }
        Assert.True(new Session(1 << (int)DayOfWeek.Wednesday, Duration.Zero, Duration.FromHours(24)).IsOpen(new Instant(-1)));
        var policy = new SessionPolicy(_fixed, [night, day]);
        Assert.Equal(DecisionReason.None, policy.Decide(_input).Hold);
        Assert.Equal(DecisionReason.OffSession, policy.Decide(_input with { Now = _input.Now + Duration.FromHours(3) }).Hold);
    }

    [Fact]
    public void The_price_must_have_moved_since_the_last_hedge_and_the_first_needs_no_move()
    {
        var policy = new PriceMovePolicy(_fixed, 0.01, IgnoresVolAndTime: false);
        Assert.Equal(DecisionReason.PriceStood, policy.Decide(_input with { Spot = 100.99 }).Hold);
        Assert.Equal(DecisionReason.PriceStood, policy.Decide(_input with { Spot = 99.01 }).Hold);
        Assert.Equal(DecisionReason.None, policy.Decide(_input with { Spot = 101.01 }).Hold);
        Assert.Equal(DecisionReason.None, policy.Decide(_input with { Spot = 98.9 }).Hold);
        Assert.Equal(DecisionReason.None, policy.Decide(_input with { HedgedAtSpot = double.NaN }).Hold);
        Assert.Equal(0, policy.Decide(_input with { DeltaByVolAndTime = 3, Spot = 102 }).Ignored);
        Assert.Equal(3, (policy with { IgnoresVolAndTime = true }).Decide(_input with { DeltaByVolAndTime = 3, Spot = 102 }).Ignored);
    }

    [Fact]
    public void A_forecast_takes_the_place_of_the_markets_vol()
    {
        var zakamouline = new ZakamoulinePolicy(RiskAversion.Of(0.1));
        var policy = new ForecastVolPolicy(zakamouline, null);
        Assert.Equal(DecisionReason.NoForecast, policy.Decide(_input).Hold);
        Assert.Equal(_fixed.Decide(_input), (policy with { Otherwise = _fixed }).Decide(_input));
        PolicyOutput own = zakamouline.Decide(_input with { Vol = 0.4 }), output = policy.Decide(_input with { ForecastVol = 0.4 });
        Assert.Equal(own.Band, output.Band);
        Assert.Equal(own.Delta.VarianceScale * 0.16, output.Delta.VarianceScale * 0.25, 15); // of the forecast's variance, and of the market's
    }

    [Fact]
    public void What_dealers_must_do_brings_one_edge_nearer_and_puts_the_other_off()
    {
        var policy = new DealerFlowPolicy(_fixed, 0.01, Eagerness: 0.8, Patience: 2);
        Assert.Equal(_band, policy.Decide(_input).Band);
        Assert.Equal(_band, policy.Decide(_input with { DealerMove = 0 }).Band);
        // They will buy: what must be bought is bought now, what must be sold waits for a better price.
        DeltaBand up = policy.Decide(_input with { DealerMove = 0.01 }).Band, half = policy.Decide(_input with { DealerMove = 0.005 }).Band;
        Assert.Equal(new DeltaBand(0.5 - 2.5 * 0.2, 0.5, 0.5 + 0.5 * 3, BandRebalance.ToTarget), Rounded(up));
        Assert.Equal(new DeltaBand(0.5 - 2.5 * 0.6, 0.5, 0.5 + 0.5 * 2, BandRebalance.ToTarget), Rounded(half));
        Assert.Equal(up, policy.Decide(_input with { DealerMove = 0.4 }).Band);
        DeltaBand down = policy.Decide(_input with { DealerMove = -0.01 }).Band;
        Assert.Equal(new DeltaBand(0.5 - 2.5 * 3, 0.5, 0.5 + 0.5 * 0.2, BandRebalance.ToTarget), Rounded(down));

        static DeltaBand Rounded(DeltaBand band) => band with { Lower = Math.Round(band.Lower, 12), Upper = Math.Round(band.Upper, 12) };
    }

    [Fact]
    public void The_first_rule_that_applies_decides()
    {
        var weekend = new FixedBandPolicy(new DeltaBand(-9, 0, 9, BandRebalance.ToEdge));
        var last = new FixedBandPolicy(new DeltaBand(-1, 0, 1, BandRebalance.ToEdge));
        var policy = new RuledPolicy(
            [
                new PolicyRule(new PolicyCondition { Session = new Session(0b100_0001, Duration.Zero, Duration.FromHours(24)) }, weekend),
                new PolicyRule(new PolicyCondition { ExpiryWithin = Duration.FromHours(2), IsShortGamma = true }, last),
            ],
            _fixed);
        PolicyInput near = _input with { Years = Duration.FromHours(1).Years };
        Assert.Equal(weekend.Band, policy.Decide(near with { Now = Instant.FromUtc(2026, 1, 4, 12) }).Band);
        Assert.Equal(last.Band, policy.Decide(near).Band);
        Assert.Equal(_band, policy.Decide(near with { Gamma = 0.3 }).Band);
        Assert.Equal(_band, policy.Decide(_input).Band);
    }

    [Fact]
    public void A_condition_is_all_that_it_names_and_what_is_not_known_meets_none()
    {
        Assert.True(new PolicyCondition().Holds(_input));
        Assert.True(new PolicyCondition { SpotAbove = 99, SpotBelow = 101, VolAbove = 0.4, VolBelow = 0.6 }.Holds(_input));
        foreach (PolicyCondition condition in new[] { new PolicyCondition { SpotAbove = 100 }, new() { SpotBelow = 100 }, new() { VolAbove = 0.5 }, new() { VolBelow = 0.5 }, new() { IsShortGamma = false } })
            Assert.False(condition.Holds(_input), condition.ToString());
        PolicyInput blind = _input with { Spot = double.NaN, Vol = double.NaN, Gamma = double.NaN, Years = double.NaN };
        foreach (PolicyCondition condition in new[] { new PolicyCondition { SpotAbove = 0 }, new() { SpotBelow = 1e9 }, new() { VolAbove = 0 }, new() { VolBelow = 9 }, new() { IsShortGamma = true }, new() { IsShortGamma = false }, new() { ExpiryWithin = Duration.FromDays(900) } })
            Assert.False(condition.Holds(blind), condition.ToString());
    }

    [Fact]
    public void Deciding_allocates_nothing()
    {
        IHedgePolicy policy = new RuledPolicy(
            [new PolicyRule(new PolicyCondition { ExpiryWithin = Duration.FromHours(2) }, _fixed)],
            new DealerFlowPolicy(new PriceMovePolicy(new SessionPolicy(new ZakamoulinePolicy(RiskAversion.Of(1)), [new Session(Session.EveryDay, Duration.Zero, Duration.FromHours(24))]), 0.001, true), 0.01, 1, 1));
        double sum = policy.Decide(_input).Band.Upper;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
            sum += policy.Decide(_input with { Spot = 100 + i }).Band.Upper;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);
    }
}
