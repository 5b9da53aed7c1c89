using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>The index of several sources; mark and funding of a perpetual.</summary>
public class IndexTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 3, 2, 15, 0);

    private static double Index(out int live, params (double Price, double Age)[] sources)
    {
        var index = new IndexPrice(sources.Length, Duration.FromSeconds(10));
        for (int i = 0; i < sources.Length; i++)
            index.See(i, sources[i].Price, Now - Duration.FromMilliseconds((int)(1000 * sources[i].Age)));
        return index.At(Now, out live);
    }

    [Fact]
    public void Outliers_and_silent_sources_do_not_move_it()
    {
        Assert.Equal(101, Index(out int live, (100, 0), (101, 1), (102, 2), (50, 3), (500, 4)), 1e-12);
        Assert.Equal(5, live);
        // The one that is off is silent: the others are near their median.
        Assert.Equal((100 + 100.2 + 100.4) / 3, Index(out live, (100, 0), (100.2, 1), (100.4, 2), (50, 11)), 1e-12);
        Assert.Equal(3, live);
        // Four with one far off: it counts as half a percent from their median of 100.3.
        Assert.Equal((100.2 + 100.3 + 100.3 + 100.3 * 1.005) / 4, Index(out _, (100.2, 0), (100.3, 0), (100.3, 0), (140, 0)), 1e-9);
        Assert.Equal(100.1, Index(out _, (100, 0), (100.2, 0)), 1e-12);
        Assert.True(double.IsNaN(Index(out _, (100, 0), (101, 0)))); // which of the two is right?
        Assert.Equal(100, Index(out live, (100, 0), (101, 20)));
        Assert.Equal(1, live);
        Assert.True(double.IsNaN(Index(out live, (100, 20), (101, 20))));
        Assert.Equal(0, live);
    }

    [Fact]
    public void What_is_no_price_or_late_is_passed_over()
    {
        var index = new IndexPrice(1, Duration.FromSeconds(10));
        Assert.True(index.See(0, 100, Now));
        foreach (double wrong in (double[])[0, -1, double.NaN, double.PositiveInfinity])
            Assert.False(index.See(0, wrong, Now));
        Assert.False(index.See(0, 101, Now - Duration.FromSeconds(1)));
        Assert.Equal(100, index.At(Now, out _));
    }

    [Fact]
    public void The_mark_goes_to_the_middle_of_the_book_by_its_time_constant()
    {
        var mark = new PremiumMark(new PremiumRules());
        mark.See(Now, 100_000, 100_099, 100_101); // the first look has no time behind it
        Assert.Equal(100_000, mark.Mark(100_000));
        mark.See(Now + Duration.FromSeconds(30), 100_000, 100_099, 100_101);
        Assert.Equal(100_000 + 100 * (1 - Math.Exp(-1)), mark.Mark(100_000), 1e-6);
        for (int i = 2; i < 40; i++)
            mark.See(Now + Duration.FromSeconds(30 * i), 100_000, 100_099, 100_101);
        Assert.Equal(100_100, mark.Mark(100_000), 1e-6);
        Assert.Equal(0.001 - 0.0005, mark.Rate, 1e-9);
        // However far the book is, the mark is half a percent off at most.
        for (int i = 40; i < 80; i++)
            mark.See(Now + Duration.FromSeconds(30 * i), 100_000, 120_000, 121_000);
        Assert.Equal(100_500, mark.Mark(100_000), 1e-6);
        Assert.Equal(0.0045, mark.Rate, 1e-9);
    }

    [Fact]
    public void Funding_runs_with_time_and_costs_nothing_in_the_dead_zone()
    {
        var mark = new PremiumMark(new PremiumRules());
        Instant at = Now;
        Run(500, 100_030, 100_040); // 3.5 basis points
        Assert.Equal(0, mark.Funding);
        Assert.Equal(0, mark.Rate);
        Run(3600, 99_799, 99_801); // 20 below: shorts pay 15 of eight hours
        mark.TakeFunding();
        Run(8 * 3600, 99_799, 99_801);
        Assert.Equal(-0.0015, mark.Funding, 1e-8);
        Assert.Equal(-0.0015, mark.TakeFunding(), 1e-8);
        Assert.Equal(0, mark.Funding);
        // A book with one side says little, one without nothing.
        Run(3600, double.NaN, 99_900);
        Assert.Equal(99_900, mark.Mark(100_000), 1e-6);
        Run(3600, double.NaN, double.NaN);
        Assert.Equal(100_000, mark.Mark(100_000), 1e-6);

        void Run(int seconds, double bid, double ask)
        {
            for (int i = 0; i < seconds; i += 5)
                mark.See(at += Duration.FromSeconds(5), 100_000, bid, ask);
        }
    }
}
