using System.Globalization;
using Poise.Domain;
using Poise.Hedging;
using Poise.TestShared;

namespace Poise.Core.Tests;

/// <summary>The ledger's profit by cause: what the terms leave of a simulated day, and when that is an alarm.</summary>
public sealed class PnlExplainTests
{
    private static readonly PayoffStyle[] Styles = [PayoffStyle.Linear, PayoffStyle.Inverse];

    [Fact]
    public void On_diffusions_the_residual_of_a_day_is_within_two_percent() => IsWithin(0, 0.02, PnlExplain.UsualParts);

    [Fact]
    public void Greeks_of_the_start_alone_are_within_the_bound_too() => IsWithin(0, 0.02, 1);

    [Theory]
    [InlineData(0.05)]
    [InlineData(-0.05)]
    [InlineData(0.08)]
    public void On_days_with_a_jump_it_is_within_ten_percent(double jump) => IsWithin(jump, 0.1, PnlExplain.UsualParts);

    [Fact]
    public void After_a_jump_greeks_of_the_start_alone_leave_more() => IsWithin(0.05, 0.5, 1);

    private static void IsWithin(double jump, double bound, int parts)
    {
        foreach (PayoffStyle style in Styles)
        {
            List<double> shares = [];
            for (ulong seed = 1; seed <= Deep.Seeds(20); seed++)
            {
                ExplainDay day = new ExplainedWorld(seed, style, mostParts: parts) { Jump = jump }.Day();
                Assert.Equal(0, day.Blind);
                shares.Add(day.ResidualShare);
            }
            shares.Sort();
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{style}, jump {jump}, at most {parts} parts: |residual| over the terms' sizes: median {shares[shares.Count / 2]:0.00000}, largest {shares[^1]:0.00000}"));
            Assert.True(shares[^1] <= bound, $"{style}: {shares[^1]}");
        }
    }

    [Fact]
    public void Terms_and_residual_are_the_ledgers_total_exactly()
    {
        foreach (PayoffStyle style in Styles)
        {
            ExplainedWorld world = new(3, style, spread: 0.01);
            decimal before = world.Ledger.Total;
            ExplainDay day = world.Day();
            Assert.Equal(world.Ledger.Total - before, day.Total);
            decimal sum = day.Residual;
            for (int i = 0; i < ExplainTerms.Count; i++)
            {
                sum += day.Terms.Amount((ExplainTerm)i);
                Assert.True(day.Terms.Amount((ExplainTerm)i) != 0 || (style == PayoffStyle.Linear && (ExplainTerm)i == ExplainTerm.CoinPremium), $"{style} {(ExplainTerm)i}");
            }
            Assert.Equal(day.Total, sum);
            Assert.Equal(day.Total, world.Explain.Since!.Total);
        }
    }

    [Fact]
    public void Twice_the_book_has_twice_of_each_term()
    {
        foreach (PayoffStyle style in Styles)
        {
            ExplainDay one = new ExplainedWorld(5, style).Day(600), two = new ExplainedWorld(5, style, size: 2).Day(600);
            for (int i = 0; i < ExplainTerms.Count; i++)
                Assert.Equal(2 * one.Terms[(ExplainTerm)i], two.Terms[(ExplainTerm)i], 1e-6 * one.Terms.SumOfSizes);
        }
    }

    [Fact]
    public void The_other_side_of_a_book_has_the_other_sign()
    {
        foreach (PayoffStyle style in Styles)
        {
            ExplainDay one = new ExplainedWorld(5, style, positions: [3, -2, 7]).Day(29), other = new ExplainedWorld(5, style, positions: [-3, 2, -7]).Day(29);
            foreach (ExplainTerm term in (ExplainTerm[])[ExplainTerm.Gamma, ExplainTerm.Theta, ExplainTerm.Vega, ExplainTerm.Vanna, ExplainTerm.Volga, ExplainTerm.Charm, ExplainTerm.CoinPremium])
                Assert.Equal(-one.Terms[term], other.Terms[term], 1e-9 * one.Terms.SumOfSizes);
        }
    }

    [Fact]
    public void The_same_day_has_the_same_bits()
    {
        ExplainDay one = new ExplainedWorld(9, PayoffStyle.Inverse).Day(), again = new ExplainedWorld(9, PayoffStyle.Inverse).Day();
        for (int i = 0; i < ExplainTerms.Count; i++)
            Assert.Equal(BitConverter.DoubleToInt64Bits(one.Terms[(ExplainTerm)i]), BitConverter.DoubleToInt64Bits(again.Terms[(ExplainTerm)i]));
        Assert.Equal(one.Residual, again.Residual);
    }

    [Fact]
    public void Marks_off_the_model_within_their_spread_raise_no_alarm()
    {
        foreach (PayoffStyle style in Styles)
            for (ulong seed = 1; seed <= 10; seed++)
                Assert.False(new ExplainedWorld(seed, style, spread: 0.02).Day().IsAlarm);
    }

    [Fact]
    public void A_wrong_mark_raises_an_alarm()
    {
        foreach (PayoffStyle style in Styles)
        {
            double[] short10 = [-10];
            Assert.False(new ExplainedWorld(2, style, positions: short10, spread: 0.01).Day().IsAlarm);
            ExplainDay wrong = new ExplainedWorld(2, style, positions: short10, spread: 0.01) { WrongMark = (24, 0.2) }.Day();
            Assert.True(wrong.IsAlarm, $"{style}: {wrong.Residual} of {wrong.Terms.SumOfSizes}, in doubt {wrong.Doubt}");
        }
    }

    [Fact]
    public void Fills_that_the_explanation_never_saw_raise_an_alarm()
    {
        foreach (PayoffStyle style in Styles)
        {
            double[] short10 = [-10];
            ExplainDay missed = new ExplainedWorld(2, style, positions: short10, spread: 0.01) { MissesFills = true }.Day();
            Assert.True(missed.IsAlarm, $"{style}: {missed.Residual} of {missed.Terms.SumOfSizes}, in doubt {missed.Doubt}");
        }
    }

    [Fact]
    public void An_outright_is_delta_and_basis_and_nothing_is_left()
    {
        foreach (PayoffStyle style in Styles)
        {
            ExplainDay day = new ExplainedWorld(4, style, positions: [0]).Day(700);
            Assert.Equal(0, (double)day.Residual, 1e-6 * day.Terms.SumOfSizes);
            Assert.NotEqual(0, day.Terms[ExplainTerm.Basis]);
            Assert.Equal(0, day.Terms[ExplainTerm.Gamma]);
        }
    }

    [Fact]
    public void A_step_belongs_to_the_day_in_which_it_began()
    {
        ExplainedWorld world = new(1, PayoffStyle.Linear);
        world.Day(1440);
        ExplainDay day = Assert.Single(world.Explain.Days);
        Assert.Equal(1440, day.Steps);
        world.Day(1);
        Assert.Equal(2, world.Explain.Days.Count);
        Assert.Equal(ExplainedWorld.Start + Duration.FromDays(1), world.Explain.Days[0].From);
        Assert.Equal(world.Explain.Since!.Total, world.Explain.Days.Sum(d => d.Total));
    }

    [Fact]
    public void A_steady_step_allocates_nothing()
    {
        ExplainedWorld world = new(1, PayoffStyle.Inverse, positions: [1, -1]);
        ExplainPoint[] points = [.. Enumerable.Range(0, world.Explain.Count).Select(world.Explain.StartAt)];
        LedgerState ledger = world.Ledger;
        long bytes = AllocatedBytes.Of(() =>
        {
            for (int i = 0; i < points.Length; i++)
                world.Explain.Mark(i, points[i] with { Spot = points[i].Spot * 1.001 });
            world.Explain.Step(world.Now, world.Spot, ledger);
        });
        Assert.Equal(0, bytes);
    }
}
