using Poise.Domain;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Lab;

namespace Poise.Core.Tests.Lab;

/// <summary>A desk over a day at the simulated exchange: what it pays there, that everybody has the same market, and that the same seed is the same day.</summary>
public class ExchangePathTests
{
    private static readonly HedgeMarket Day = HedgeMarket.Day(Duration.FromSeconds(1200));

    private static readonly FixedBandPolicy Never = new(DeltaBand.Around(0, 1e9)), Narrow = new(DeltaBand.Around(0, 0.3));

    [Fact]
    public void Same_seed_same_bits_and_another_is_another_day()
    {
        HedgeResult first = ExchangePath.Run(Day, 3, Narrow, 0.0005), again = ExchangePath.Run(Day, 3, Narrow, 0.0005);
        Assert.Equal(BitConverter.DoubleToInt64Bits(first.Pnl), BitConverter.DoubleToInt64Bits(again.Pnl));
        Assert.Equal(first, again);
        Assert.NotEqual(first.Pnl, ExchangePath.Run(Day, 4, Narrow, 0.0005).Pnl);
        Assert.True(first.Trades > 20);
    }

    [Fact]
    public void Who_never_trades_pays_nothing_whatever_it_costs_and_has_the_same_day()
    {
        HedgeResult cheap = ExchangePath.Run(Day, 5, Never, 0.0002), dear = ExchangePath.Run(Day, 5, Never, 0.005);
        Assert.Equal((0, 0, 0), (cheap.Cost, cheap.Trades, cheap.Turnover));
        Assert.Equal((0, 0, 0), (dear.Cost, dear.Trades, dear.Turnover));
        Assert.Equal(IndexAfter(5, 0.0002).After, IndexAfter(5, 0.005).After);
        Assert.NotEqual(IndexAfter(5, 0.0002).After, IndexAfter(6, 0.0002).After);
    }

    /// <summary>A hedge within what stands at the best price costs what the settings say; one of many times that walks through the book.</summary>
    [Theory]
    [InlineData(0.0002)]
    [InlineData(0.0005)]
    [InlineData(0.005)]
    public void Costs_are_what_is_asked_and_more_where_a_hedge_is_deeper_than_the_book(double cost)
    {
        double small = Rate(Day), large = Rate(Day with { Book = [.. Day.Book.Select(static o => o with { Quantity = 20 * o.Quantity })] });
        Assert.InRange(small / cost, 0.9, 1.35);
        Assert.True(large > 1.3 * small, $"{large} {small}");

        double Rate(HedgeMarket market)
        {
            HedgeResult[] days = [.. Enumerable.Range(1, 4).Select(seed => ExchangePath.Run(market, (ulong)seed, new FixedBandPolicy(DeltaBand.Around(0, 0.02 * market.Book.Sum(static o => Math.Abs(o.Quantity)))), cost))];
            return days.Sum(static d => d.Cost) / days.Sum(static d => d.Turnover);
        }
    }

    /// <summary>Marks are fair: hedged or not, costs apart nothing is earned or lost on average; and the index has the vol that options are marked with.</summary>
    [Fact]
    public void Marks_are_fair_and_the_index_has_their_vol()
    {
        int seeds = Deep.Times(120);
        double[] hedged = new double[seeds], moves = new double[seeds];
        for (int i = 0; i < seeds; i++)
        {
            HedgeResult result = ExchangePath.Run(Day, (ulong)i + 1, Narrow, 0.0005);
            hedged[i] = result.Pnl + result.Cost;
            (double before, double after) = IndexAfter((ulong)i + 1, 0.0005);
            moves[i] = Math.Log(after / before);
        }
        Estimate mean = Estimate.Mean(hedged), deviation = Estimate.Deviation(moves);
        Assert.True(Math.Abs(mean.Value) < 4 * mean.Error, $"{mean.Value} +- {mean.Error}");
        Assert.Equal(0.5 * Math.Sqrt(1 / 365.0), deviation.Value, 4 * deviation.Error);
    }

    [Fact]
    public void A_run_lives_its_paths_there()
    {
        var run = new FrontierRun(Day, [0.0005, 0.005], [new("a", "", Narrow), new("b", "", Never)]) { Life = ExchangePath.Run, Conventions = FrontierConventionsView.OfABook };
        HedgeResult[] results = Threads.Run(run, 7, 10, 2);
        Assert.Equal(ExchangePath.Run(Day, 8, Never, 0.0005), results[1 * run.Width + 1]);
        Assert.Equal(ExchangePath.Run(Day, 7, Narrow, 0.005), results[2]);
        FrontierView view = Frontier.Of(run, results, 7);
        Assert.Contains("when its order left", view.Conventions.Cost, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ExchangePath.Run(HedgeMarket.Year(), 1, Never, 0.005));
    }

    [Fact]
    public void Few_policies_are_of_the_usual_ones()
    {
        FrontierPolicy[] few = [.. FrontierPolicies.FewOf(Day)], all = [.. FrontierPolicies.Of(Day)];
        Assert.All(few, p => Assert.Contains(p, all));
        Assert.Equal(all.Select(static p => p.Family).Distinct(), few.Select(static p => p.Family).Distinct());
    }

    private static (double Before, double After) IndexAfter(ulong seed, double cost)
    {
        var market = new SimulatedMarket(ExchangeDay.Of(Day, seed, cost), seed, Day.Start);
        double before = market.Index;
        market.AdvanceTo(Day.End, new Deaf());
        return (before, market.Index);
    }

    private sealed class Deaf : IExchangeSink
    {
        public void On(in ExchangeEvent happened)
        {
        }
    }
}
