using System.Collections.Immutable;
using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests.Hedging.Planning;

/// <summary>Plans whose best is found by hand.</summary>
public sealed class HedgePlanTests
{
    private static readonly SearchLimits Exact = new();

    /// <summary>A coin at 100,000: half a spread of 1, fee 0.05 %, funding of 0.01 % of 100,000 each eight hours, paid by who is long.</summary>
    private static Tradable Perpetual(double hours) => Outright("perpetual", 99_999, 100_001) with { FeeRate = 5e-4, Carry = -100_000 * 1e-4 * hours / 8 };

    /// <summary>40 days from its end and 400 above spot, of which it loses 10 a day; half a spread of 5.</summary>
    private static Tradable Future(double hours) => Outright("future", 100_395, 100_405) with { FeeRate = 5e-4, Carry = -10 * hours / 24 };

    private static Tradable Outright(string name, double bid, double ask) => new()
    {
        Name = name,
        Venue = "one",
        Kind = ContractKind.Perpetual,
        Greeks = new(1, 0, 0),
        Bid = bid,
        Ask = ask,
        BidSize = new(50),
        AskSize = new(50),
    };

    private static Tradable Option(string name, PlanGreeks greeks, double bid, double ask) => Outright(name, bid, ask) with { Kind = ContractKind.Option, Greeks = greeks };

    private static HedgeProblem Problem(PlanGreeks book, params ImmutableArray<Tradable> instruments) => new() { Book = book, Instruments = instruments, Delta = new(-0.5, 0.5) };

    private static long[] Lots(HedgePlan plan) => [.. plan.Lines.Select(static l => l.Lots.Count)];

    /// <summary>
    /// A day: a lot of the perpetual bought is 1 + 50.0005 + 30 = 81.0005, of the future 5 + 50.2025 + 10 = 65.2025. An hour: 1 + 50.0005 + 1.25 = 52.2505 against 5 + 50.2025 + 0.4167 = 55.6192.
    /// </summary>
    [Theory]
    [InlineData(24, 0, 10, 652.025, 100)]
    [InlineData(1, 10, 0, 522.505, 12.5)]
    public void A_perpetual_that_pays_funding_against_a_future_that_loses_its_basis(double hours, long perpetual, long future, double cost, double carry)
    {
        HedgePlan plan = HedgePlan.Of(Problem(new(-10, 0, 0), Perpetual(hours), Future(hours)), Exact);
        Assert.Equal([perpetual, future], Lots(plan));
        Assert.Equal(cost, plan.Cost.Total, 1e-9);
        Assert.Equal(carry, plan.Cost.Carry, 1e-9);
        Assert.Equal((ProgramStatus.Optimal, 0.0), (plan.Status, plan.After.Delta));
        Assert.Equal(perpetual > 0 ? 100_001 : 100_405, plan.Lines[perpetual > 0 ? 0 : 1].Price);
        Assert.InRange(plan.Bound, cost - 1e-6, cost);
    }

    /// <summary>Ten of a margin of 7 each: the cheaper venue has room for six, both together for nine; the margin of lots costs where nothing else stands for it.</summary>
    [Fact]
    public void A_limit_may_be_of_several_venues_together()
    {
        Tradable near = Outright("a", 99_999, 100_001) with { MarginLong = 7 }, far = Outright("b", 99_990, 100_010) with { Venue = "two", MarginLong = 7 };
        HedgeProblem free = Problem(new(-10, 0, 0), near, far) with { Venues = [new("one", 44)], CapitalCharge = 0.5 };
        Assert.Equal([6, 4], Lots(HedgePlan.Of(free, Exact)));
        Assert.Equal((35, 0), (HedgePlan.Of(free, Exact).Cost.Margin, HedgePlan.Of(free with { ChargesLots = false }, Exact).Cost.Margin), static (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-9 && a.Item2.Equals(b.Item2));
        HedgeProblem bound = free with { Venues = [new("one", 44), new("both", 64) { With = ["one", "two"] }] };
        Assert.Equal(ProgramStatus.Infeasible, HedgePlan.Of(bound, Exact).Status);
        Assert.Equal([6, 3], Lots(HedgePlan.Of(bound with { Book = new(-9, 0, 0) }, Exact)));
    }

    /// <summary>Sold, both earn: the perpetual costs 1 + 49.9995 - 30 = 20.9995 a lot, the future 5 + 50.1975 - 10 = 45.1975. Where income counts as none: 50.9995 and 55.1975.</summary>
    [Theory]
    [InlineData(true, 209.995, -300)]
    [InlineData(false, 509.995, 0)]
    public void What_is_sold_earns_what_is_bought_pays(bool countsIncome, double cost, double carry)
    {
        HedgePlan plan = HedgePlan.Of(Problem(new(10, 0, 0), Perpetual(24), Future(24)) with { CountsIncome = countsIncome }, Exact);
        Assert.Equal([-10, 0], Lots(plan));
        Assert.Equal((cost, carry), (Math.Round(plan.Cost.Total, 9), Math.Round(plan.Cost.Carry, 9)));
        Assert.Equal(99_999, plan.Lines[0].Price);
    }

    /// <summary>A lot's carry of 80 is above its costs of 51 each way: all of it is sold and the other bought, unless income counts as none.</summary>
    [Fact]
    public void Carry_alone_is_traded_only_where_income_counts()
    {
        HedgeProblem problem = Problem(default, Perpetual(24) with { Carry = -120 }, Perpetual(24) with { Name = "other", Carry = 0 });
        HedgePlan plan = HedgePlan.Of(problem, Exact);
        Assert.Equal([-50, 50], Lots(plan));
        Assert.Contains("earns more than it costs", plan.Lines[0].Why, StringComparison.Ordinal);
        Assert.Equal([0, 0], Lots(HedgePlan.Of(problem with { CountsIncome = false }, Exact)));
    }

    /// <summary>
    /// Gamma -10 and vega -110 into bands of nothing: 2 a + b = 10, 10 a + 20 b = 110, so a = 3 and b = 4; they bring a delta of 1.5 + 1.6 to a book of -2.1: one perpetual is sold.
    /// Cost: 3 * 2 + 4 * 3 for the options, 1 + 0.05 % of 99,999 for the perpetual.
    /// </summary>
    [Fact]
    public void Gamma_and_vega_by_two_options_and_delta_by_the_perpetual()
    {
        HedgeProblem problem = Problem(new(-2.1, -10, -110), Perpetual(0), Option("a", new(0.5, 2, 10), 98, 102), Option("b", new(0.4, 1, 20), 197, 203)) with { Delta = new(-0.01, 0.01), Gamma = new(0, 0), Vega = new(0, 0) };
        HedgePlan plan = HedgePlan.Of(problem, Exact);
        Assert.Equal([-1, 3, 4], Lots(plan));
        Assert.Equal((6 + 12 + 1.0, 49.9995), (plan.Cost.Spread, Math.Round(plan.Cost.Fee, 9)));
        Assert.Equal((0.0, 0.0, 0.0), (Math.Round(plan.After.Delta, 12), plan.After.Gamma, plan.After.Vega));
        Assert.Equal("for delta; without it there is no plan", plan.Lines[0].Why);
        Assert.All(plan.Lines, static l => Assert.EndsWith("; without it there is no plan", l.Why, StringComparison.Ordinal));
    }

    /// <summary>
    /// Ten to eleven of delta: by cost a unit the lot of seven is first (7.1 / 7), and after it the lot of five, in all twelve, or the lot of three at 1.2 a unit: 7.1 + 3.6 = 10.7. Two lots of five are 10.4.
    /// </summary>
    [Fact]
    public void The_cheapest_a_unit_first_is_not_the_cheapest_plan()
    {
        Tradable Lot(string name, double delta, double cost) => Outright(name, 100 - cost, 100 + cost) with { Greeks = new(delta, 0, 0) };
        HedgePlan plan = HedgePlan.Of(Problem(new(-10, 0, 0), Lot("seven", 7, 7.1), Lot("five", 5, 5.2), Lot("three", 3, 3.6)) with { Delta = new(0, 1) }, Exact);
        Assert.Equal([0, 2, 0], Lots(plan));
        Assert.Equal(10.4, plan.Cost.Total, 1e-9);
        Assert.Equal("for delta; without it 0.3 more", plan.Lines[1].Why);
        Assert.StartsWith("a lot bought costs 7.10 and is worth ", plan.Lines[0].Why, StringComparison.Ordinal);
    }

    /// <summary>With impact 0.03 sqrt(Q / 100) of a value of 100 a lot, 16 lots over two venues alike go eight and eight.</summary>
    [Fact]
    public void Impact_spreads_a_trade_over_venues()
    {
        Tradable one = Outright("one", 99.5, 100.5) with { DailyVolume = 100, DailyVol = 0.03 }, other = one with { Name = "other", Venue = "two" };
        HedgePlan plan = HedgePlan.Of(Problem(new(-16, 0, 0), one, other) with { Delta = new(0, 0) }, Exact);
        Assert.Equal([8, 8], Lots(plan));
        Assert.Equal(2 * 0.3 * Math.Pow(8, 1.5), plan.Cost.Impact, 1e-9);
        Assert.Equal(2 * 0.3 * Math.Pow(8, 1.5) + 8, plan.Cost.Total, 1e-9);
        Assert.Equal(0.6 * Math.Pow(16, 1.5) / 2 / 2, HedgePlan.Of(Problem(new(-16, 0, 0), one) with { Delta = new(0, 0), ImpactFactor = 0.5 }, Exact).Cost.Impact, 1e-9);
    }

    /// <summary>At 20 a unit outside nothing is worth a trade at 51; at 60 nine lots are, and the tenth, which takes off half a unit, only from 102 on.</summary>
    [Theory]
    [InlineData(20, 0, 190)]
    [InlineData(60, 9, 30)]
    [InlineData(103, 10, 0)]
    public void A_band_that_may_be_left_weighs_its_penalty_against_the_cost(double penalty, long bought, double paid)
    {
        HedgePlan plan = HedgePlan.Of(Problem(new(-10, 0, 0), Perpetual(0)) with { Delta = new(-0.5, 0.5, penalty) }, Exact);
        Assert.Equal((bought, paid), (plan.Lines[0].Lots.Count, plan.Penalty));
        Assert.True(plan.Bound <= plan.Cost.Total + plan.Penalty);
    }

    /// <summary>One venue has room for six lots of 1,000 margin each: the other four go where they are dearer.</summary>
    [Fact]
    public void A_venue_is_used_up_to_the_margin_that_can_be_brought_there()
    {
        HedgeProblem problem = Problem(new(10, 0, 0), Outright("near", 99.5, 100.5) with { MarginShort = 1000, MarginLong = 9999 }, Outright("far", 98, 102) with { Venue = "two" }) with { Venues = [new("one", 6_500)] };
        HedgePlan plan = HedgePlan.Of(problem with { Delta = new(0, 0) }, Exact);
        Assert.Equal([-6, -4], Lots(plan));
        Assert.Equal((6000.0, 0.0), (plan.MarginAt("one"), plan.MarginAt("two")));
        Assert.Equal(6 * 0.5 + 4 * 2, plan.Cost.Total);
    }

    /// <summary>A charge of 1 % on 1,000 a lot is 10: the one without margin is cheaper from a half spread of 10.5 on.</summary>
    [Fact]
    public void Margin_costs_its_capital()
    {
        HedgeProblem problem = Problem(new(10, 0, 0), Outright("margined", 99.5, 100.5) with { MarginShort = 1000 }, Outright("paid", 90, 110)) with { Delta = new(0, 0), CapitalCharge = 0.01 };
        HedgePlan plan = HedgePlan.Of(problem, Exact);
        Assert.Equal([0, -10], Lots(plan));
        Assert.Equal(100, plan.Cost.Total);
        Assert.Equal(100 + 5.0, HedgePlan.Of(problem with { Instruments = [problem.Instruments[0]] }, Exact).Cost.Total);
    }

    /// <summary>
    /// A book that loses 1,000 and 400: margin 1,000. A lot brings 100 in the first and loses 50 in the second, and costs 2: at 4 lots both lose 600, at 5 the second 650. A charge of 0.1 pays 10 for each 100 of margin: four lots, 8 paid, 40 saved.
    /// </summary>
    [Fact]
    public void Scenario_margin_is_the_worst_of_all_and_what_it_saves_counts()
    {
        HedgeProblem problem = new()
        {
            Book = default,
            Instruments = [Outright("lot", 98, 102) with { Scenarios = [100, -50] }],
            Scenarios = [-1000, -400],
            CapitalCharge = 0.1,
        };
        HedgePlan plan = HedgePlan.Of(problem, Exact);
        Assert.Equal((4L, 1000.0, 600.0), (plan.Lines[0].Lots.Count, plan.ScenarioMarginBefore, plan.ScenarioMarginAfter));
        Assert.Equal((8.0, -40.0), (plan.Cost.Spread, Math.Round(plan.Cost.Margin, 9)));
        Assert.Equal("for scenario margin; without it 32.00 more", plan.Lines[0].Why);
        // A limit without a charge is met and no more; one below 600 cannot be.
        Assert.Equal(3, HedgePlan.Of(problem with { CapitalCharge = 0, MostScenarioMargin = 750 }, Exact).Lines[0].Lots.Count);
        HedgePlan none = HedgePlan.Of(problem with { MostScenarioMargin = 599 }, Exact);
        Assert.Equal((ProgramStatus.Infeasible, false, 600.0), (none.Status, none.IsFound, none.ScenarioMarginAfter));
    }

    [Fact]
    public void A_search_of_one_node_gives_what_it_can()
    {
        HedgeProblem problem = Problem(new(-10.5, -3, 0), Perpetual(0), Option("a", new(0.37, 0.7, 0), 98, 102), Option("b", new(-0.41, 0.9, 0), 97, 103)) with { Gamma = new(-0.1, 0.1) };
        HedgePlan early = HedgePlan.Of(problem, new SearchLimits { Nodes = 1 }), best = HedgePlan.Of(problem, Exact);
        Assert.True(!early.IsFound && early.Bound <= best.Cost.Total);
        HedgePlan cut = Enumerable.Range(2, 40).Select(n => HedgePlan.Of(problem, new SearchLimits { Nodes = n })).First(static p => p.IsFound);
        Assert.True(cut.Bound <= best.Cost.Total && best.Cost.Total <= cut.Cost.Total + 1e-9);
        Assert.NotEqual(ProgramStatus.Infeasible, early.Status); // it was not proven
        Assert.Equal(ProgramStatus.Optimal, best.Status);
        HedgePlan none = HedgePlan.Of(problem with { Instruments = [] }, Exact);
        Assert.Equal((ProgramStatus.Infeasible, -10.5), (none.Status, none.After.Delta));
        Assert.Equal((ProgramStatus.Optimal, 0.0), (HedgePlan.Of(problem with { Instruments = [], Book = default }, Exact).Status, HedgePlan.Of(problem with { Instruments = [], Book = default }, Exact).Cost.Total));
    }

    [Fact]
    public void What_cannot_be_reached_is_said_with_what_comes_nearest()
    {
        HedgePlan plan = HedgePlan.Of(Problem(new(-80, -3, 0), Perpetual(0)) with { Gamma = new(-1, 1) }, Exact);
        Assert.Equal((ProgramStatus.Infeasible, false), (plan.Status, plan.IsFound));
        Assert.All(plan.Lines, static l => Assert.Equal(Poise.Domain.Lots.Zero, l.Lots));
        Assert.Equal((-30.0, -3.0), (plan.After.Delta, plan.After.Gamma));
        Assert.True(double.IsNaN(plan.Penalty) && double.IsNaN(plan.Gap) && double.IsPositiveInfinity(plan.Bound));
    }

    /// <summary>Half a spread of 10 USD on an inverse lot of 10 USD at 100,000: 10 (1/100,000 - 1/100,010) coin at 100,000, which is 10 * 10 / 100,010.</summary>
    [Fact]
    public void Inverse_lots_cost_what_their_coins_are_worth()
    {
        Tradable inverse = Outright("inverse", 99_990, 100_010) with { Multiplier = 10, Style = PayoffStyle.Inverse, FeeRate = 5e-4, Greeks = new(1e-4, 0, 0), BidSize = new(200_000), AskSize = new(200_000) };
        Assert.Equal(10 * (1 / 100_000.0 - 1 / 100_010.0) * 100_000, inverse.Spread(Side.Buy), 1e-12);
        Assert.Equal(10 * (1 / 99_990.0 - 1 / 100_000.0) * 100_000, inverse.Spread(Side.Sell), 1e-12);
        Assert.Equal(10 * 5e-4, inverse.Fee(Side.Sell));
        HedgePlan plan = HedgePlan.Of(Problem(new(-10, 0, 0), inverse) with { Delta = new(0, 0) }, Exact);
        Assert.Equal(100_000, plan.Lines[0].Lots.Count);
        // An option that is priced in coin is worth its price times the coin.
        Tradable coin = Option("coin", new(0.5, 1, 1), 0.0195, 0.0205) with { Style = PayoffStyle.Inverse, Rate = 100_000, Multiplier = 0.1 };
        Assert.Equal((5.0, 205.0), (Math.Round(coin.Spread(Side.Buy), 9), Math.Round(coin.ValueAt(coin.Ask), 9)));
    }

    [Fact]
    public void A_side_without_a_price_is_not_traded_and_a_mark_stands_for_the_mid()
    {
        Tradable asked = Option("asked", new(0.1, 1, 0), double.NaN, 3) with { Mark = 2 };
        HedgePlan plan = HedgePlan.Of(Problem(new(0, -5, 0), asked) with { Delta = GreekBand.Open, Gamma = new(0, 1) }, Exact);
        Assert.Equal((5L, 5.0), (plan.Lines[0].Lots.Count, plan.Cost.Spread));
        Assert.Equal(ProgramStatus.Infeasible, HedgePlan.Of(Problem(new(0, 5, 0), asked) with { Delta = GreekBand.Open, Gamma = new(0, 1) }, Exact).Status);
    }

    public static TheoryData<string, Func<HedgeProblem, HedgeProblem>> Broken => new()
    {
        { "NaN delta of the book", static p => p with { Book = new(double.NaN, 0, 0) } },
        { "a band upside down", static p => p with { Gamma = new(1, -1) } },
        { "a negative penalty", static p => p with { Gamma = new(1, 2, -1) } },
        { "NaN band", static p => p with { Vega = new(double.NaN, 0) } },
        { "NaN charge", static p => p with { CapitalCharge = double.NaN } },
        { "a venue twice", static p => p with { Venues = [new("a", 1), new("a", 2)] } },
        { "a scenario too many", static p => p with { Scenarios = [1, 2] } },
        { "no price at all", static p => p with { Instruments = [p.Instruments[0] with { Bid = double.NaN }] } },
        { "crossed", static p => p with { Instruments = [p.Instruments[0] with { Bid = 100_002 }] } },
        { "a mark outside", static p => p with { Instruments = [p.Instruments[0] with { Mark = 100_002 }] } },
        { "NaN gamma of a lot", static p => p with { Instruments = [p.Instruments[0] with { Greeks = new(1, double.NaN, 0) }] } },
        { "NaN carry", static p => p with { Instruments = [p.Instruments[0] with { Carry = double.NaN }] } },
        { "a rebate", static p => p with { Instruments = [p.Instruments[0] with { FeeRate = -1e-4 }] } },
        { "a negative size", static p => p with { Instruments = [p.Instruments[0] with { AskSize = new(-1) }] } },
        { "an absurd size", static p => p with { Instruments = [p.Instruments[0] with { AskSize = new(long.MaxValue) }] } },
        { "negative margin", static p => p with { Instruments = [p.Instruments[0] with { MarginLong = -1 }] } },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_is_no_number_is_refused_before_anything_is_planned(string what, Func<HedgeProblem, HedgeProblem> breaks) =>
        Assert.True(Assert.Throws<ArgumentException>(() => HedgePlan.Of(breaks(Problem(new(-10, 0, 0), Perpetual(1))))).Message.Length > 0, what);
}
