using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>What a desk makes of its policy.</summary>
public class PolicyStories
{
    private static readonly FixedBandPolicy _five = new(DeltaBand.Around(0, 5));

    private static DeskSettings With(IHedgePolicy policy) => DeskStory.With(h => h with { Policy = policy });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Zakamoulines_band_is_around_delta_at_its_own_vol(bool isInverse)
    {
        var policy = new ZakamoulinePolicy(RiskAversion.Of(0.001));
        DeskStory story = DeskStory.Ready(With(policy), isInverse).Holds(DeskStory.CallIndex, -100, isInverse ? 0.05m : 5m).EndsBatch();

        double years = Duration.FromDays(30).Years;
        OptionGreeks call = Black76.Evaluate(OptionType.Call, 100, 100, years, 0, 0, 0.5);
        double cost = 0.02 / 100 + story.Desk.Hedgers[0].Settings.Costs.TakerFee;
        double half = ZakamoulinePolicy.HalfWidth(100, -100 * call.Gamma, 0.5, years, 0, cost, 0.001);
        double scale = 1 - ZakamoulinePolicy.Adjustment(100, -100 * call.Gamma, 0.5, years, 0, cost, 0.001);
        double own = -100 * (Black76.Evaluate(OptionType.Call, 100, 100, years, 0, 0, 0.5 * Math.Sqrt(scale)).Delta - (isInverse ? call.Price / 100 : 0));
        double net = -100 * (call.Delta - (isInverse ? call.Price / 100 : 0));
        Assert.Equal(net, story.Decision.NetDelta, 1e-9);
        // Net delta may stand where the policy's own delta is within half of zero.
        Assert.Equal(net - own - half, story.Decision.Band.Lower, 1e-6);
        Assert.Equal(net - own + half, story.Decision.Band.Upper, 1e-6);
        Assert.Equal(DecisionAction.Hedge, story.Decision.Action);
        story.FillsWhole(story.Placed[0]).EndsBatch();
        Assert.Equal(story.Decision.Band.Lower, story.Decision.NetDelta, 0.11); // to the edge, in whole lots
    }

    /// <summary>A smile with a parabola's slopes: vols move with spot so that each keeps its K / S.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sticky_moneyness_is_the_slope_of_a_price_whose_smile_follows_spot(bool isInverse)
    {
        static double Smile(double strike) => 0.5 - 0.004 * (strike - 100) + 0.00008 * (strike - 100) * (strike - 100);

        DeskStory story = new(With(new DeltaPolicy(new FixedBandPolicy(DeltaBand.Around(0, 1)), DeltaKind.StickyMoneyness)), isInverse);
        double[] strikes = [80, 92, 95, 100, 104, 120];
        List<ContractIndex> options = [];
        List<double> vols = [];
        foreach (double strike in strikes)
        {
            foreach (OptionType type in new[] { OptionType.Put, OptionType.Call })
            {
                Contract option = (isInverse ? story.Put : story.Call) with { Id = new("sim", $"{type}{strike}"), Type = type, Strike = strike, Style = story.Call.Style };
                options.Add(new(story.Desk.Book.Count));
                vols.Add(strike == 92 && type == OptionType.Put ? double.NaN : Smile(strike)); // one has no vol: its twin has
                story.Apply(DeskEvent.Listed(story.Now, option));
            }
        }
        story.Opens().Quotes(100).Apply(DeskEvent.SurfaceFitted(story.Now, new FittedSlice { Expiry = DeskStory.Expiry, AsOf = story.Now, Basis = 1, Discount = 1, Contracts = [.. options], Vols = [.. vols] }));
        double years = Duration.FromDays(30).Years, expected = 0, plain = 0;
        foreach (int at in new[] { 3, 4, 7, 9 }) // none at either end, where the slope is a chord's
        {
            (double strike, OptionType type) = (strikes[at / 2], at % 2 == 0 ? OptionType.Put : OptionType.Call);
            story.Holds(options[at], 10, isInverse ? 0.05m : 5m);
            double Price(double spot) => Black76.Evaluate(type, spot, strike, years, 0, 0, Smile(strike * 100 / spot)).Price;
            double premium = isInverse ? Price(100) / 100 : 0;
            expected += 10 * ((Price(100.001) - Price(99.999)) / 0.002 - premium);
            plain += 10 * (Black76.Evaluate(type, 100, strike, years, 0, 0, Smile(strike)).Delta - premium);
        }
        story.EndsBatch();
        Assert.Equal(plain, story.Decision.NetDelta, 1e-9);
        Assert.Equal(expected, story.Desk.Hedgers[0].Greeks.DeltaOf(new HedgeDelta(1, DeltaKind.StickyMoneyness)), 1e-5);
        Assert.True(expected > plain + 0.1, $"{expected} {plain}"); // above Black-Scholes under a put skew
        Assert.Equal(plain - expected - 1, story.Decision.Band.Lower, 1e-5);
    }

    [Fact]
    public void The_minimum_variance_delta_is_its_formula_for_puts_and_calls_and_beside_another_vol()
    {
        DeskStory story = DeskStory.Ready(With(new FixedBandPolicy(DeltaBand.Around(0, 1e9)))).Holds(DeskStory.CallIndex, -100).Holds(DeskStory.PutIndex, 40).EndsBatch();
        double years = Duration.FromDays(30).Years;
        OptionGreeks call = Black76.Evaluate(OptionType.Call, 100, 100, years, 0, 0, 0.5), put = Black76.Evaluate(OptionType.Put, 100, 95, years, 0, 0, 0.5);
        double Extra(OptionGreeks of, double d) => of.Vega / (100 * Math.Sqrt(years)) * (-0.2 + 0.1 * d - 0.3 * d * d);
        double scaled = -100 * Black76.Evaluate(OptionType.Call, 100, 100, years, 0, 0, 0.6).Delta + 40 * Black76.Evaluate(OptionType.Put, 100, 95, years, 0, 0, 0.6).Delta;
        double extra = -100 * Extra(call, call.Delta) + 40 * Extra(put, put.Delta + 1);
        Assert.Equal(story.Decision.NetDelta + extra, story.Desk.Hedgers[0].Greeks.DeltaOf(new HedgeDelta(1, DeltaKind.MinimumVariance, -0.2, 0.1, -0.3)), 1e-9);
        Assert.Equal(scaled + extra, story.Desk.Hedgers[0].Greeks.DeltaOf(new HedgeDelta(1.44, DeltaKind.MinimumVariance, -0.2, 0.1, -0.3)), 1e-9);
        Assert.Equal(scaled, story.Desk.Hedgers[0].Greeks.DeltaOf(new HedgeDelta(1.44)), 1e-9);
        Assert.Equal(story.Decision.NetDelta, story.Desk.Hedgers[0].Greeks.DeltaOf(HedgeDelta.Market), 1e-12);
        Assert.True(double.IsNaN(story.Desk.Hedgers[0].Greeks.DeltaOf(new HedgeDelta(-1))));
        // A call bought and a put sold at one strike are a forward, whatever vols do.
        story.Apply(DeskEvent.Listed(story.Now, story.Put with { Id = new("sim", "P100"), Strike = 100 }));
        story.Apply(DeskEvent.SurfaceFitted(story.Now, new FittedSlice { Expiry = DeskStory.Expiry, AsOf = story.Now, Basis = 1, Discount = 1, Contracts = [DeskStory.CallIndex, DeskStory.PutIndex, new(3)], Vols = [0.5, 0.5, 0.5] }));
        story.Holds(DeskStory.CallIndex, 200).Holds(DeskStory.PutIndex, -40).Holds(new(3), -100).EndsBatch();
        Assert.Equal(100, story.Desk.Hedgers[0].Greeks.DeltaOf(new HedgeDelta(1, DeltaKind.MinimumVariance, -0.2, 0.4, -0.5)), 1e-9);
    }

    [Fact]
    public void What_a_hedge_waits_for_is_said()
    {
        var schedule = new Schedule(Duration.FromSeconds(60), Duration.FromSeconds(1));
        DeskStory story = DeskStory.Ready(With(new ScheduledPolicy(_five, schedule))).Holds(DeskStory.CallIndex, -100);
        story.After(30).SeesMarket(100);
        Assert.Equal((DecisionAction.Hold, DecisionReason.OffSchedule), (story.Decision.Action, story.Decision.Reason));
        Assert.Equal(DeltaBand.Around(0, 5), story.Decision.Band);
        story.After(30).SeesMarket(100);
        Assert.Equal((DecisionAction.Hedge, DecisionReason.BelowBand), (story.Decision.Action, story.Decision.Reason));
    }

    [Fact]
    public void The_price_is_measured_from_the_last_hedge()
    {
        DeskStory story = DeskStory.Ready(With(new PriceMovePolicy(_five, 0.02, IgnoresVolAndTime: false))).Holds(DeskStory.CallIndex, -100).EndsBatch();
        story.FillsWhole(story.Placed[0]).EndsBatch();
        story.After(1).Holds(DeskStory.PutIndex, 100).SeesMarket(101);
        Assert.Equal(DecisionReason.PriceStood, story.Decision.Reason);
        story.After(1).SeesMarket(102.2);
        Assert.Equal(DecisionAction.Hedge, story.Decision.Action);
        // Another life knows it from the journal's fills.
        story.FillsWhole(story.Placed[1]).EndsBatch();
        DeskStory again = new(With(new PriceMovePolicy(_five, 0.02, IgnoresVolAndTime: false)));
        foreach (DeskEvent e in story.Recording)
            if (e.Kind is DeskEventKind.PositionOpened or DeskEventKind.Filled or DeskEventKind.OrderUpdated or DeskEventKind.Placed)
                again.Desk.Apply(e);
        again.Opens().SeesMarket(102.2);
        Assert.Equal(DecisionReason.BelowLeastOrder, again.Decision.Reason);
        again.After(1).Holds(DeskStory.PutIndex, 100).SeesMarket(102);
        Assert.Equal(DecisionReason.PriceStood, again.Decision.Reason);
    }

    [Fact]
    public void A_hedge_that_takes_several_orders_needs_no_new_move_of_the_price()
    {
        DeskStory story = DeskStory.Ready(With(new PriceMovePolicy(_five, 0.02, IgnoresVolAndTime: false))).Holds(DeskStory.CallIndex, -100).EndsBatch();
        NewOrder first = story.Placed[0];
        story.Fills(first, 1).Updates(first, OrderStatus.Cancelled, 1).EndsBatch();
        Assert.Equal((DecisionAction.Hedge, 2), (story.Decision.Action, story.Placed.Count));
        story.FillsWhole(story.Placed[1]).EndsBatch();
        Assert.Equal(DecisionReason.BelowLeastOrder, story.Decision.Reason);
        story.After(1).SeesMarket(101.9);
        Assert.Equal(DecisionReason.PriceStood, story.Decision.Reason);
    }

    [Fact]
    public void A_schedules_time_is_over_once_there_is_nothing_to_trade()
    {
        DeskStory story = DeskStory.Ready(With(new LelandPolicy(new Schedule(Duration.FromHours(1), Duration.FromSeconds(600))))).Holds(DeskStory.CallIndex, -100).EndsBatch();
        NewOrder first = story.Placed[0];
        story.Fills(first, 7).Updates(first, OrderStatus.Cancelled, 7).EndsBatch();
        Assert.Equal(2, story.Placed.Count); // it is not done yet
        story.FillsWhole(story.Placed[1]).EndsBatch();
        for (int second = 0; second < 700; second += 10)
        {
            story.After(10).SeesMarket(100 + second * 0.01);
            Assert.Equal(DecisionReason.OffSchedule, story.Decision.Reason);
        }
        story.After(2900).SeesMarket(107);
        Assert.Equal((DecisionAction.Hedge, 3), (story.Decision.Action, story.Placed.Count));
    }

    /// <summary>Gamma is nothing on either side of the strike an hour before expiry: what the jump across it brings is the price's all the same.</summary>
    [Theory]
    [InlineData(98, 102, 1)]
    [InlineData(99, 101, 1)]
    [InlineData(98.5, 101.5, 6)]
    [InlineData(98, 102, 24)]
    public void A_jump_across_a_strike_is_the_prices(double from, double to, double hoursLeft)
    {
        DeskStory story = DeskStory.Ready(With(new PriceMovePolicy(_five, 0, IgnoresVolAndTime: true)));
        story.After((30 * 24 - hoursLeft) * 3600).Holds(DeskStory.CallIndex, -100).Quotes(from).Fits(0.5).EndsBatch();
        if (story.Placed.Count > 0)
            story.FillsWhole(story.Placed[0]).EndsBatch();
        double before = story.Decision.NetDelta, ignored = story.Desk.Hedgers[0].Greeks.DeltaByVolAndTime;
        story.After(0.001).Quotes(to).EndsBatch();
        Assert.True(Math.Abs(story.Decision.NetDelta - before) > 20);
        Assert.Equal(ignored, story.Desk.Hedgers[0].Greeks.DeltaByVolAndTime, 0.02 * Math.Abs(story.Decision.NetDelta - before));
        Assert.Equal(DecisionAction.Hedge, story.Decision.Action);
    }

    [Fact]
    public void What_ended_options_had_brought_is_hedged_when_they_are_gone()
    {
        DeskStory story = DeskStory.Ready(With(new PriceMovePolicy(_five, 0, IgnoresVolAndTime: true))).Holds(DeskStory.CallIndex, -100).Quotes(99.9).EndsBatch();
        story.FillsWhole(story.Placed[0]).EndsBatch();
        story.After(30 * 86_400 - 1).SeesMarket(99.9);
        Assert.Equal(DecisionReason.NotByPrice, story.Decision.Reason); // all of it has come by time
        story.After(2).Apply(DeskEvent.Delisted(story.Now, DeskStory.CallIndex, 0)).Quotes(99.9).EndsBatch();
        Assert.Equal((DecisionAction.Hedge, Side.Sell), (story.Decision.Action, story.Placed[^1].Side));
    }

    [Fact]
    public void A_strike_that_is_listed_fitted_and_held_at_once_has_brought_nothing_by_vol_or_time()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        var index = new ContractIndex(story.Desk.Book.Count);
        story.Apply(DeskEvent.Listed(story.Now, story.Call with { Id = new("sim", "C130"), Strike = 130 }));
        story.Apply(DeskEvent.SurfaceFitted(story.Now, new FittedSlice { Expiry = DeskStory.Expiry, AsOf = story.Now, Basis = 1, Discount = 1, Contracts = [DeskStory.CallIndex, DeskStory.PutIndex, index], Vols = [0.5, 0.5, 0.6] }));
        story.Holds(index, 50).EndsBatch();
        Assert.True(double.IsFinite(story.Decision.NetDelta));
        Assert.Equal(0, story.Desk.Hedgers[0].Greeks.DeltaByVolAndTime);
    }

    [Fact]
    public void At_expiry_the_minimum_variance_delta_is_the_payoffs()
    {
        DeskStory story = DeskStory.Ready(With(new DeltaPolicy(_five, DeltaKind.MinimumVariance, -0.2, 0.1, 0.1))).Holds(DeskStory.CallIndex, -100);
        story.After(30 * 86_400).SeesMarket(120);
        Assert.Equal((-100.0, DecisionAction.Hedge), (story.Decision.NetDelta, story.Decision.Action));
        Assert.Equal(-100, story.Desk.Hedgers[0].Greeks.DeltaOf(new HedgeDelta(1, DeltaKind.MinimumVariance, -0.2, 0.1, 0.1)), 1e-12);
    }

    [Fact]
    public void Delta_that_vols_alone_have_brought_is_told_from_that_of_the_price()
    {
        DeskStory story = DeskStory.Ready(With(new PriceMovePolicy(_five, 0, IgnoresVolAndTime: true))).Holds(DeskStory.PutIndex, -200).EndsBatch();
        story.FillsWhole(story.Placed[0]).EndsBatch();
        Assert.Equal(DecisionReason.BelowLeastOrder, story.Decision.Reason);
        Assert.Equal(0, story.Desk.Hedgers[0].Greeks.DeltaByVolAndTime);
        double before = story.Decision.NetDelta;
        story.After(0.01).SeesMarket(100, 0.9);
        double byVol = story.Decision.NetDelta - before;
        Assert.True(Math.Abs(byVol) > 5, $"{byVol}");
        Assert.Equal(byVol, story.Desk.Hedgers[0].Greeks.DeltaByVolAndTime, 1e-9);
        Assert.Equal((DecisionAction.Hold, DecisionReason.NotByPrice), (story.Decision.Action, story.Decision.Reason));
        int placed = story.Placed.Count;
        for (double mid = 100; mid > 98.5; mid -= 0.01)
            story.After(0.01).Quotes(mid).EndsBatch();
        Assert.Equal(byVol, story.Desk.Hedgers[0].Greeks.DeltaByVolAndTime, 0.05); // price alone has moved, and 1.5 s have passed
        Assert.True(story.Placed.Count > placed);
        // Then all of it is hedged, that of the vols too: more than the price has brought.
        Assert.True(0.1 * story.Placed[placed].Quantity.Count > Math.Abs(byVol), $"{story.Placed[placed].Quantity.Count} lots");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Deltas_change_is_the_prices_and_the_rest_at_every_step(bool isInverse)
    {
        DeskStory story = DeskStory.Ready(With(new FixedBandPolicy(DeltaBand.Around(0, 1e9))), isInverse).Holds(DeskStory.CallIndex, -100, isInverse ? 0.05m : 5m).EndsBatch();
        var random = new SeededRandom(3);
        double spot = 100, byVol = 0, byPrice = 0, most = 0;
        for (int i = 0; i < 500; i++)
        {
            double start = story.Decision.NetDelta;
            story.SeesMarket(spot, 0.5 + 0.001 * random.NextInt32(100));
            byVol += story.Decision.NetDelta - start;
            double vol = story.Decision.NetDelta;
            spot *= 1 + 0.0005 * random.NextNormal();
            story.Quotes(spot).EndsBatch();
            byPrice += Math.Abs(story.Decision.NetDelta - vol);
            most = Math.Max(most, Math.Abs(byVol));
        }
        Assert.True(byPrice > 10 && most > 0.3, $"{byPrice} {most}");
        Assert.Equal(byVol, story.Desk.Hedgers[0].Greeks.DeltaByVolAndTime, 1e-3);
    }

    [Fact]
    public void The_books_mean_time_and_vol_are_weighted_by_gamma()
    {
        DeskStory story = DeskStory.Ready().Holds(DeskStory.CallIndex, -100).Holds(DeskStory.PutIndex, 50);
        story.Apply(DeskEvent.SurfaceFitted(story.Now, new FittedSlice { Expiry = DeskStory.Expiry, AsOf = story.Now, Basis = 1, Discount = 0.99, Contracts = [DeskStory.CallIndex, DeskStory.PutIndex], Vols = [0.5, 0.7] })).EndsBatch();
        double call = 100 * Math.Abs(story.Desk.Hedgers[0].Greeks.PerLot(DeskStory.CallIndex).Gamma), put = 50 * Math.Abs(story.Desk.Hedgers[0].Greeks.PerLot(DeskStory.PutIndex).Gamma);
        double years = Duration.FromDays(30).Years;
        (double Years, double Vol, double Rate) mean = story.Desk.Hedgers[0].Greeks.Mean;
        Assert.Equal(years, mean.Years, 1e-12);
        Assert.Equal((0.5 * call + 0.7 * put) / (call + put), mean.Vol, 1e-12);
        Assert.Equal(-Math.Log(0.99) / years, mean.Rate, 1e-9);
        // By running sums too.
        story.After(0.001).Holds(DeskStory.PutIndex, 50).EndsBatch();
        Assert.Equal((0.5 * call + 0.7 * 2 * put) / (call + 2 * put), story.Desk.Hedgers[0].Greeks.Mean.Vol, 1e-12);
        story.Holds(DeskStory.PutIndex, -100).Holds(DeskStory.CallIndex, 100).EndsBatch();
        Assert.Equal(default, story.Desk.Hedgers[0].Greeks.Mean);
    }

    /// <summary>Two expiries: what is about to end has most of the gamma, and hardly shortens the time that an error of delta is carried.</summary>
    [Fact]
    public void Zakamoulines_constant_has_the_time_that_delta_is_carried()
    {
        var policy = new ZakamoulinePolicy(RiskAversion.Of(1e-4));
        DeskStory story = DeskStory.Ready(With(policy)).Holds(DeskStory.CallIndex, -100);
        Instant soon = story.Now + Duration.FromHours(1);
        ContractIndex next = new(story.Desk.Book.Count);
        story.Apply(DeskEvent.Listed(story.Now, story.Call with { Id = new("sim", "SOON"), Expiry = soon })).Holds(next, -100);
        story.Apply(DeskEvent.SurfaceFitted(story.Now, new FittedSlice { Expiry = soon, AsOf = story.Now, Basis = 1, Discount = 1, Contracts = [next], Vols = [0.5] })).EndsBatch();

        double late = Duration.FromDays(30).Years, early = (soon - story.Now).Years;
        double ofLate = 100 * Black76.Evaluate(OptionType.Call, 100, 100, late, 0, 0, 0.5).Gamma, ofEarly = 100 * Black76.Evaluate(OptionType.Call, 100, 100, early, 0, 0, 0.5).Gamma;
        double years = (ofLate * late + ofEarly * early) / (ofLate + ofEarly), carried = (ofLate * late * late + ofEarly * early * early) / (ofLate * late + ofEarly * early);
        Assert.True(years < 0.05 * late && carried > 0.9 * late, $"{years} {carried} {late}");
        Assert.Equal(carried, story.Desk.Hedgers[0].Greeks.CarriedYears, 1e-9);
        double cost = 0.02 / 100 + story.Desk.Hedgers[0].Settings.Costs.TakerFee, gamma = ofLate + ofEarly;
        double h0 = cost / (1e-4 * 100 * 0.25 * carried), h1 = 1.12 * Math.Pow(cost, 0.31) * Math.Pow(years, 0.05) * Math.Pow(1 / 0.5, 0.25) * Math.Sqrt(gamma / 1e-4);
        Assert.Equal(2 * (h0 + h1), story.Decision.Band.Upper - story.Decision.Band.Lower, 1e-6);
        Assert.True(h0 < 0.1 * h1, $"{h0} {h1}");
    }

    [Fact]
    public void A_forecast_grows_old_and_the_desk_then_holds()
    {
        var policy = new ForecastVolPolicy(new ZakamoulinePolicy(RiskAversion.Of(0.001)), null);
        DeskStory story = DeskStory.Ready(With(policy)).Holds(DeskStory.CallIndex, -100).EndsBatch();
        Assert.Equal(DecisionReason.NoForecast, story.Decision.Reason);
        story.Apply(DeskEvent.Foreseen(story.Now, new Foresight(story.Now, 0.4, double.NaN))).EndsBatch();
        Assert.Equal(DecisionAction.Hedge, story.Decision.Action);
        story.FillsWhole(story.Placed[0]).EndsBatch();
        story.After(299).SeesMarket(120);
        Assert.Equal(DecisionAction.Hedge, story.Decision.Action);
        story.FillsWhole(story.Placed[1]).After(2).SeesMarket(80);
        Assert.Equal((DecisionAction.Hold, DecisionReason.NoForecast), (story.Decision.Action, story.Decision.Reason));
    }

    [Fact]
    public void A_policy_is_changed_by_an_event_and_a_band_is_a_policy_too()
    {
        DeskStory story = DeskStory.Ready(With(new FixedBandPolicy(DeltaBand.Around(0, 1e6)))).Holds(DeskStory.CallIndex, -100).EndsBatch();
        Assert.Equal(DecisionReason.InsideBand, story.Decision.Reason);
        ulong hash = story.Desk.StateHash();
        var policy = new WhalleyWilmottPolicy(RiskAversion.Of(0.001));
        story.Apply(DeskEvent.PolicySet(story.Now, policy));
        Assert.NotEqual(hash, story.Desk.StateHash());
        story.EndsBatch();
        Assert.Equal((policy, DecisionAction.Hedge), (story.Desk.Hedgers[0].Policy, story.Decision.Action));
        story.Apply(DeskEvent.BandSet(story.Now, new DeltaBand(-1, 0, 1, BandRebalance.ToTarget)));
        Assert.Equal(new FixedBandPolicy(new DeltaBand(-1, 0, 1, BandRebalance.ToTarget)), story.Desk.Hedgers[0].Policy);
        Assert.Throws<ArgumentException>(() => DeskEvent.PolicySet(default, new FixedBandPolicy(new DeltaBand(1, 0, -1, BandRebalance.ToEdge))));
        Assert.Throws<ArgumentException>(() => DeskEvent.PolicySet(default, new Blind()));
    }

    [Fact]
    public void A_policy_that_cannot_tell_its_band_holds()
    {
        DeskStory story = DeskStory.Ready(With(new Blind())).Holds(DeskStory.CallIndex, -100).EndsBatch();
        Assert.Equal((DecisionAction.Hold, DecisionReason.NotANumber), (story.Decision.Action, story.Decision.Reason));
        story.Apply(DeskEvent.PolicySet(story.Now, new ForecastVolPolicy(_five, _five))).EndsBatch();
        Assert.Equal(DecisionAction.Hedge, story.Decision.Action);
    }

    [Fact]
    public void A_batch_by_a_formula_allocates_nothing()
    {
        DeskStory story = DeskStory.Ready(With(new ZakamoulinePolicy(RiskAversion.Of(1e-9)))).Holds(DeskStory.CallIndex, -100);
        Effect[] buffer = new Effect[8];
        double spot = 100;
        void Step()
        {
            spot *= 1.0001;
            story.Desk.Apply(DeskEvent.Quoted(story.Now, DeskStory.PerpetualIndex, new Quote(spot - 0.01, spot + 0.01, 5, 5, story.Now)));
            EffectWriter effects = new(buffer);
            story.Desk.EndBatch(story.Now, ref effects);
        }
        for (int i = 0; i < 50; i++)
            Step();
        Assert.Equal(DecisionReason.InsideBand, story.Desk.Hedgers[0].LastDecision.Reason);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 200; i++)
            Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private sealed class Blind : IHedgePolicy
    {
        public PolicyOutput Decide(in PolicyInput input) => new(new DeltaBand(double.NaN, 0, 1, BandRebalance.ToEdge));
    }
}
