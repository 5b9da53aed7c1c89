using Poise.Domain;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>A book revalued in full after a move, against each of its options valued alone.</summary>
public class RiskBookTests
{
    private const double Spot = 100;

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void Profit_is_that_of_each_position_alone(PayoffStyle style)
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var random = new SeededRandom(seed);
            RiskLeg[] legs = Legs(random, style, 1 + random.NextInt32(40));
            var book = new RiskBook(Spot, style == PayoffStyle.Inverse, legs);
            Assert.Equal(0, book.Pnl(0, 0, default), 1e-9);
            for (int i = 0; i < 10; i++)
            {
                double move = 0.6 * (random.NextDouble() - 0.5), change = random.NextDouble() - 0.4;
                Duration ahead = Duration.FromDays(random.NextInt32(20));
                double expected = legs.Sum(l => Alone(l, move, change, ahead) - Alone(l, 0, 0, default));
                double pnl = book.Pnl(move, change, ahead);
                Assert.Equal(expected, pnl, 1e-9 * (1 + legs.Sum(static l => Math.Abs(l.Units))));
                Assert.Equal(pnl, book.At(move, change, ahead).Pnl, 1e-12 * (1 + Math.Abs(pnl)));
            }
        }
    }

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void Delta_and_gamma_are_what_profit_does_with_spot(PayoffStyle style)
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            var random = new SeededRandom(seed);
            RiskLeg[] legs = Legs(random, style, 12);
            var book = new RiskBook(Spot, style == PayoffStyle.Inverse, legs);
            double move = 0.3 * (random.NextDouble() - 0.5), h = 1e-5, scale = legs.Sum(static l => Math.Abs(l.Units));
            RiskPoint at = book.At(move);
            double slope = (book.Pnl(move + h, 0, default) - book.Pnl(move - h, 0, default)) / (2 * h * Spot);
            // In coin a unit of delta brings dS / S.
            Assert.Equal(style == PayoffStyle.Inverse ? at.Spot * slope : slope, at.Delta, 1e-6 * scale);
            double bend = (book.At(move + h).Delta - book.At(move - h).Delta) / (2 * h * Spot);
            if (style == PayoffStyle.Linear)
                Assert.Equal(bend, at.Gamma, 1e-5 * scale);
        }
    }

    [Fact]
    public void A_book_twice_as_large_has_twice_the_profit_and_one_the_other_way_round_the_opposite()
    {
        var random = new SeededRandom(5);
        RiskLeg[] legs = Legs(random, PayoffStyle.Linear, 20);
        RiskBook Times(double q) => new(Spot, false, [.. legs.Select(l => l with { Units = q * l.Units })]);
        double one = Times(1).Pnl(-0.1, 0.2, default);
        Assert.Equal(2 * one, Times(2).Pnl(-0.1, 0.2, default), 1e-9 * Math.Abs(one));
        Assert.Equal(-one, Times(-1).Pnl(-0.1, 0.2, default), 1e-9 * Math.Abs(one));
    }

    [Fact]
    public void What_ends_on_the_way_pays_and_an_averaged_end_moves_with_its_open_share()
    {
        RiskLeg call = Option(PayoffStyle.Linear, OptionType.Call, 100, 1, 0.5, years: 5 / 365.0);
        double value = Black76.EvaluateForward(OptionType.Call, 100, 100, 5 / 365.0, 1, 0.5).Price;
        Assert.Equal(20 - value, new RiskBook(Spot, false, [call]).Pnl(0.2, 0, Duration.FromDays(6)), 1e-9);
        RiskLeg half = call with { Open = 0.5, Years = 1e-9 };
        Assert.Equal(10, new RiskBook(Spot, false, [half]).Pnl(0.2, 0, default), 1e-3);
        Assert.Equal(0.5, new RiskBook(Spot, false, [half]).At(0.2).Delta, 1e-9);
    }

    [Fact]
    public void Profit_of_another_currency_is_brought_over_at_the_price_there()
    {
        RiskLeg coin = new(Contract(PayoffStyle.Inverse, ContractKind.Perpetual), 1000, Spot, double.NaN, double.PositiveInfinity, 1, 1, 1);
        RiskLeg dollars = new(Contract(PayoffStyle.Linear, ContractKind.Perpetual), 10, Spot, double.NaN, double.PositiveInfinity, 1, 1, 1);
        Assert.Equal(1000 * (1 / 100.0 - 1 / 125.0) + 10 * 25 / 125.0, new RiskBook(Spot, true, [coin, dollars]).Pnl(0.25, 0, default), 1e-12);
        Assert.Equal(1000 * (1 / 100.0 - 1 / 125.0) * 125 + 10 * 25, new RiskBook(Spot, false, [coin, dollars]).Pnl(0.25, 0, default), 1e-9);
    }

    [Fact]
    public void A_number_that_is_missing_leaves_nothing_known()
    {
        RiskLeg unknown = Option(PayoffStyle.Linear, OptionType.Put, 90, -3, double.NaN);
        Assert.True(double.IsNaN(new RiskBook(Spot, false, [Option(PayoffStyle.Linear, OptionType.Call, 100, 1, 0.5), unknown]).Pnl(0.1, 0, default)));
    }

    [Fact]
    public void The_ladder_is_the_policy_asked_at_each_price()
    {
        RiskLeg[] legs = [Option(PayoffStyle.Linear, OptionType.Call, 100, -50, 0.5), Option(PayoffStyle.Linear, OptionType.Put, 95, -30, 0.55, 3 / 365.0)];
        var book = new RiskBook(Spot, false, legs);
        var plan = new CrossingPlan(0.001, new(10));
        RiskPoint now = book.At(0);
        PolicyInput input = new() { Now = Instant.FromUtc(2026, 1, 5, 9), Spot = Spot, NetDelta = now.Delta, OptionDelta = now.Delta, Gamma = now.Gamma, Years = now.Years, Vol = now.Vol, CostRate = 0.001 };
        double[] moves = [-0.1, -0.02, 0, 0.02, 0.1];
        var fixedBand = new FixedBandPolicy(new DeltaBand(-1, 0, 1, BandRebalance.ToTarget));
        HedgeRung[] rungs = HedgeLadder.Of(book, fixedBand, input, 0, plan, static _ => 0.1, moves);
        for (int i = 0; i < moves.Length; i++)
        {
            RiskPoint at = book.At(moves[i]);
            Assert.Equal(at, rungs[i].At);
            bool isOutside = Math.Abs(at.Delta) > 1;
            Assert.Equal(isOutside ? -Math.Truncate(at.Delta / 0.1 + 1e-9 * Math.Sign(at.Delta)) : 0, rungs[i].Trade.Count); // more than one order's worth
            Assert.Equal(isOutside ? at.Delta > 0 ? DecisionReason.AboveBand : DecisionReason.BelowBand : DecisionReason.InsideBand, rungs[i].Reason);
        }
        Assert.True(rungs[0].Trade < Lots.Zero && rungs[^1].Trade > Lots.Zero); // short gamma sells what falls and buys what rises

        var formula = new ZakamoulinePolicy(RiskAversion.Of(0.01));
        foreach (HedgeRung rung in HedgeLadder.Of(book, formula, input, 0, plan, static _ => 0.1, moves))
        {
            PolicyOutput asked = formula.Decide(input with { Spot = rung.At.Spot, NetDelta = rung.At.Delta, OptionDelta = rung.At.OptionDelta, Gamma = rung.At.Gamma, Years = rung.At.Years, CarriedYears = rung.At.CarriedYears, Vol = rung.At.Vol });
            OptionGreeks late = Black76.Evaluate(OptionType.Call, rung.At.Spot, 100, 30 / 365.0, 0, 0, 0.5), soon = Black76.Evaluate(OptionType.Put, rung.At.Spot, 95, 3 / 365.0, 0, 0, 0.55);
            Assert.Equal((50 * late.Gamma * 30 * 30 + 30 * soon.Gamma * 3 * 3) / (50 * late.Gamma * 30 + 30 * soon.Gamma * 3) / 365, rung.At.CarriedYears, 1e-9);
            double own = book.At(rung.Move, varianceScale: asked.Delta.VarianceScale).Delta;
            Assert.Equal(asked.Band.Lower - own + rung.At.Delta, rung.Band.Lower, 1e-9);
        }
        var never = new SessionPolicy(fixedBand, [new Session(0, default, Duration.FromHours(1))]);
        Assert.All(HedgeLadder.Of(book, never, input, 0, plan, static _ => 0.1, moves), static r => Assert.Equal((Lots.Zero, DecisionReason.OffSession), (r.Trade, r.Reason)));

        // What came by vol and time alone calls for no hedge; with a move of the price that does, all of it is hedged.
        var byPrice = new PriceMovePolicy(fixedBand, 0, IgnoresVolAndTime: true);
        HedgeRung[] filtered = HedgeLadder.Of(book, byPrice, input with { DeltaByVolAndTime = now.Delta }, 0, plan, static _ => 0.1, moves);
        Assert.Equal((Lots.Zero, DecisionReason.NotByPrice), (filtered[2].Trade, filtered[2].Reason));
        Assert.NotEqual(Lots.Zero, rungs[2].Trade);
        Assert.Equal(rungs[0].Trade, filtered[0].Trade);
    }

    private static RiskLeg[] Legs(SeededRandom random, PayoffStyle style, int options)
    {
        var legs = new List<RiskLeg>();
        for (int i = 0; i < options; i++)
        {
            double years = (1 + random.NextInt32(3) * 20) / 365.0;
            legs.Add(Option(style, (OptionType)random.NextInt32(2), 60 + 5 * random.NextInt32(17), random.NextInt32(21) - 10, 0.3 + 0.5 * random.NextDouble(), years, 1 + years / 20, Math.Exp(-0.05 * years)));
        }
        legs.Add(new(Contract(style, ContractKind.Perpetual), (style == PayoffStyle.Inverse ? 100 : 1) * (random.NextInt32(21) - 10), Spot, double.NaN, double.PositiveInfinity, 1, 1, 1));
        legs.Add(new(Contract(style, ContractKind.Future), (style == PayoffStyle.Inverse ? 100 : 1) * (random.NextInt32(21) - 10), 101.5, double.NaN, 30 / 365.0, 1, 1, 1));
        return [.. legs];
    }

    private static RiskLeg Option(PayoffStyle style, OptionType type, double strike, double units, double vol, double years = 30 / 365.0, double basis = 1, double discount = 1) =>
        new(Contract(style, ContractKind.Option) with { Type = type, Strike = strike }, units, double.NaN, vol, years, basis, discount, 1);

    private static Contract Contract(PayoffStyle style, ContractKind kind) => new() { Id = new("t", kind.ToString()), Kind = kind, Style = style, Underlying = "ABC" };

    private static double Alone(in RiskLeg leg, double move, double change, Duration ahead)
    {
        double spot = Spot * (1 + move), left = double.IsPositiveInfinity(leg.Years) ? 1 : Math.Max(0, leg.Years - ahead.Years) / leg.Years;
        bool isInverse = leg.Contract.Style == PayoffStyle.Inverse;
        if (!leg.Contract.IsOption)
        {
            double price = spot * Math.Pow(leg.Price / Spot, left);
            return leg.Units * (isInverse ? -1 / price : price);
        }
        double forward = spot * Math.Pow(leg.Basis, left), discount = Math.Pow(leg.Discount, left);
        double value = left == 0 ? Math.Max(0, leg.Contract.TypeSign * (spot - leg.Contract.Strike))
            : discount * Black76.EvaluateForward(leg.Contract.Type, forward, leg.Contract.Strike, leg.Years * left, 1, leg.Vol * (1 + change)).Price;
        return leg.Units * (isInverse ? value / spot : value);
    }
}
