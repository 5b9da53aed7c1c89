using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests.Hedging.Working;

public class ExecutionScheduleTests
{
    /// <summary>The example of Almgren and Chriss 2000, section 4, with five trades.</summary>
    private static readonly AlmgrenChriss _paper = new(Position: 1e6, Length: 5, Trades: 5, Vol: 0.95, HalfSpread: 0.0625, Permanent: 2.5e-7, Temporary: 2.5e-6);

    [Fact]
    public void Almgren_and_Chriss_without_aversion_is_an_even_pace()
    {
        Assert.Equal(0, _paper.Kappa(0));
        Assert.Equal([800_000, 600_000, 400_000, 200_000, 0], Enumerable.Range(1, 5).Select(static k => _paper.Holding(0, k)), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(662_500, _paper.ExpectedCost(0), 1e-6);
        Assert.Equal(1.083e12, _paper.Variance(0), 1e6);
    }

    [Fact]
    public void Almgren_and_Chriss_with_aversion_has_their_holdings()
    {
        double kappa = _paper.Kappa(1e-6);
        Assert.Equal(0.607076, kappa, 1e-6);
        Assert.Equal(1.6472, 1 / kappa, 1e-4);
        Assert.Equal([541_956, 289_854, 147_897, 62_142], Enumerable.Range(1, 4).Select(k => Math.Round(_paper.Holding(kappa, k))));
        Assert.Equal((1e6, 0), (_paper.Holding(kappa, 0), _paper.Holding(kappa, 5)));
        Assert.Equal(911_227, _paper.ExpectedCost(kappa), 0.5);
        Assert.Equal(3.641e11, _paper.Variance(kappa), 5e7);
    }

    /// <summary>E + lambda V has its least value at the paper's kappa: a neighbour on either side is worse.</summary>
    [Theory]
    [InlineData(1e-7)]
    [InlineData(1e-6)]
    [InlineData(1e-5)]
    public void No_other_pace_is_better(double aversion)
    {
        double kappa = _paper.Kappa(aversion);
        double Utility(double k) => _paper.ExpectedCost(k) + aversion * _paper.Variance(k);
        Assert.True(Utility(kappa) < Utility(1.05 * kappa) && Utility(kappa) < Utility(0.95 * kappa));
    }

    [Fact]
    public void Almgren_and_Chriss_is_finite_however_steep_and_even_however_flat()
    {
        Assert.Equal(0.75, AlmgrenChriss.Left(0, 0.25), 1e-15);
        Assert.Equal(0.75, AlmgrenChriss.Left(1e-9, 0.25), 1e-12);
        Assert.Equal(0.75, AlmgrenChriss.Left(1e-4, 0.25), 1e-8);
        Assert.Equal(Math.Exp(-500), AlmgrenChriss.Left(1000, 0.5), 1e-230);
        Assert.Equal(0, AlmgrenChriss.Left(1e6, 0.5));
        Assert.Equal((1, 0), (AlmgrenChriss.Left(3, 0), AlmgrenChriss.Left(3, 1)));
        Assert.Equal(Math.Sinh(1.5) / Math.Sinh(2), AlmgrenChriss.Left(2, 0.25), 1e-14);
    }

    [Fact]
    public void Obizhaeva_and_Wang_trade_their_blocks()
    {
        Assert.Equal(33.3333, 100 * ObizhaevaWang.Block(1), 1e-4);
        Assert.Equal(8.3333, 100 * ObizhaevaWang.Block(10), 1e-4);
        Assert.Equal(0.5, ObizhaevaWang.Block(0)); // a book that does not come back: half now, half at the end
        // In ever more trades the discrete solution is the continuous one.
        foreach (int trades in (int[])[101, 1001, 10_001])
            Assert.Equal(ObizhaevaWang.Block(10), ObizhaevaWang.Block(trades, Math.Exp(-10.0 / (trades - 1))), 4.0 / trades);
        Assert.Equal(0.5, ObizhaevaWang.Block(2, 0.3));
    }

    /// <summary>Against the cost itself: of 11 trades each takes its size out of a book of depth 1, whose impact decays by a factor a to the next; no random change of the sizes that keeps their sum is cheaper.</summary>
    [Fact]
    public void No_other_sizes_are_cheaper_in_a_book_that_comes_back()
    {
        const int Trades = 11;
        double left = Math.Exp(-0.4);
        double[] sizes = [.. Enumerable.Repeat(ObizhaevaWang.Block(Trades, left) * (1 - left), Trades)];
        sizes[0] = sizes[^1] = ObizhaevaWang.Block(Trades, left);
        Assert.Equal(1, sizes.Sum(), 1e-12);
        double Cost(double[] x)
        {
            double impact = 0, cost = 0;
            foreach (double size in x)
            {
                impact *= left;
                cost += size * (impact + size / 2);
                impact += size;
            }
            return cost;
        }
        double best = Cost(sizes);
        var random = new SeededRandom(3);
        for (int i = 0; i < 2000; i++)
        {
            double[] other = [.. sizes];
            (int a, int b) = (random.NextInt32(Trades), random.NextInt32(Trades));
            double moved = 0.02 * random.NextNormal();
            (other[a], other[b]) = a == b ? (other[a], other[b]) : (other[a] + moved, other[b] - moved);
            Assert.True(Cost(other) >= best - 1e-15);
        }
    }

    [Fact]
    public void Impact_is_a_square_root()
    {
        Assert.Equal(0.02 * Math.Sqrt(0.01), SquareRootImpact.Of(0.02, 1000, 100_000), 1e-15);
        Assert.Equal(2 * SquareRootImpact.Of(0.02, -1000, 100_000, 0.5), SquareRootImpact.Of(0.02, 4000, 100_000, 0.5), 1e-15);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public void A_schedule_begins_with_nothing_ends_with_all_and_never_goes_back(int slices)
    {
        foreach (IExecutionSchedule schedule in (IExecutionSchedule[])[new EvenSchedule(), new AlmgrenChrissSchedule(Duration.FromSeconds(100)), new AlmgrenChrissSchedule(Duration.FromMilliseconds(1)), new ObizhaevaWangSchedule(Duration.FromSeconds(60)), new ObizhaevaWangSchedule(Duration.FromMilliseconds(1)), new ObizhaevaWangSchedule(Duration.FromDays(9))])
        {
            double before = 0;
            Assert.Equal(0, schedule.Due(0, slices, Duration.FromSeconds(600)));
            for (int k = 1; k <= slices; k++)
            {
                double due = schedule.Due(k, slices, Duration.FromSeconds(600));
                Assert.True(due >= before && due <= 1 + 1e-12, $"{schedule.Name} {k}: {due}");
                before = due;
            }
            Assert.Equal(1, before, 1e-12);
        }
    }

    [Fact]
    public void Schedules_are_the_papers_in_slices()
    {
        var length = Duration.FromSeconds(600);
        Assert.Equal(0.3, new EvenSchedule().Due(3, 10, length), 1e-15);
        // kappa T = 0.607076 * 5: after the first of five slices 541,956 of a million are left.
        Assert.Equal(1 - 0.541956, new AlmgrenChrissSchedule(new((long)(600e9 / (5 * 0.607076)))).Due(1, 5, length), 1e-6);
        double left = Math.Exp(-60.0 / 30), block = ObizhaevaWang.Block(10, left);
        var blocks = new ObizhaevaWangSchedule(Duration.FromSeconds(30));
        Assert.Equal(block, blocks.Due(1, 10, length), 1e-12);
        Assert.Equal(block * (1 - left), blocks.Due(5, 10, length) - blocks.Due(4, 10, length), 1e-12);
        Assert.Equal(block, 1 - blocks.Due(9, 10, length), 1e-12);
    }

    [Fact]
    public void A_share_of_volume_is_in_whole_lots()
    {
        Assert.Equal([0, 0, 1, 1, 10], ((long[])[0, 9, 10, 19, 100]).Select(static v => Participation.Due(0.1, v)));
        Assert.Equal(3, Participation.Due(0.3, 10)); // 0.3 * 10 is a bit less than 3 in doubles of some orders
    }
}
