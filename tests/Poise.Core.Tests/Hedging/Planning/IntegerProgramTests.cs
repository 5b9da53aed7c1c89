using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests.Hedging.Planning;

public sealed class IntegerProgramTests
{
    private const double Open = double.PositiveInfinity;

    [Fact]
    public void Random_whole_programs_are_solved_as_by_trying_all() => Compare(new SeededRandom(1), Deep.Times(6000), continuous: 0);

    [Fact]
    public void Random_mixed_programs_are_solved_as_by_trying_all() => Compare(new SeededRandom(2), Deep.Times(3000), continuous: 1);

    private static void Compare(SeededRandom random, int programs, int continuous)
    {
        int infeasible = 0, unbounded = 0;
        for (int i = 0; i < programs; i++)
        {
            var small = new SmallProgram(random, continuous);
            double best = small.BestByTryingAll();
            IntegerSolution found = small.Program.Solve();
            if (double.IsInfinity(best))
            {
                infeasible += best > 0 ? 1 : 0;
                unbounded += best < 0 ? 1 : 0;
                Assert.True(found.Status == (best > 0 ? ProgramStatus.Infeasible : ProgramStatus.Unbounded), $"program {i}: {found.Status}, best {best}");
                Assert.Equal(best < 0, found.IsFound);
                continue;
            }
            Assert.True(found.Status == ProgramStatus.Optimal, $"program {i}: {found.Status}, best {best}, found {found.Cost}, bound {found.Bound}");
            Assert.Equal(best, found.Cost, 1e-9 * (1 + Math.Abs(best)));
            // Sums of whole programs are exact; of mixed ones the other side's best has rounding of its own.
            Assert.True(found.Bound <= best + (continuous == 0 ? 0 : 1e-12 * Math.Abs(best)), $"program {i}: bound {found.Bound:R} above {best:R}");
            Assert.True(small.IsMetBy(found.Values), $"program {i}");
        }
        Assert.InRange(infeasible, programs / 10, programs * 6 / 10);
        Assert.Equal(continuous > 0, unbounded > programs / 100);
    }

    [Fact]
    public void A_search_that_is_cut_short_still_bounds_the_best()
    {
        var random = new SeededRandom(3);
        int cut = 0, found = 0;
        for (int i = 0; i < Deep.Times(2000); i++)
        {
            var small = new SmallProgram(random, continuous: 0);
            double best = small.BestByTryingAll();
            IntegerSolution early = small.Program.Solve(new SearchLimits { Nodes = 1 + random.NextInt32(2), Gap = random.NextInt32(2) * 0.05 });
            Assert.True(early.Bound <= best, $"program {i}: bound {early.Bound:R} above {best:R}");
            cut += early.Status == ProgramStatus.NodeLimit ? 1 : 0;
            found += early.IsFound ? 1 : 0;
            if (early.IsFound)
                Assert.True(early.Cost >= best - 1e-9 * Math.Abs(best) && small.IsMetBy(early.Values));
            if (early.Status == ProgramStatus.WithinGap)
                Assert.True(early.Gap <= 0.0501 * Math.Abs(early.Cost), $"program {i}");
        }
        Assert.True(cut > Deep.Times(50) && found > Deep.Times(500), $"{cut} cut, {found} found");
    }

    [Fact]
    public void Costs_without_end_are_seen()
    {
        IntegerProgram program = With(-1, 2);
        Assert.Equal((ProgramStatus.Optimal, -4.0), (program.Solve().Status, program.Solve().Cost));
        Assert.InRange(program.Solve().Bound, -4 - 1e-12, -4);
        program = With(-2, 1);
        Assert.Equal(ProgramStatus.Unbounded, program.Solve().Status);
        program.Put(program.AddRow(7, 8), 0, 20);
        Assert.Equal((ProgramStatus.Infeasible, double.PositiveInfinity), (program.Solve().Status, program.Solve().Bound));

        // x - y <= 4, x whole, neither bounded above.
        static IntegerProgram With(double x, double y)
        {
            var program = new IntegerProgram();
            program.AddColumn(x, 0, Open, isInteger: true);
            program.AddColumn(y, 0, Open, isInteger: false);
            int row = program.AddRow(-Open, 4);
            program.Put(row, 0, 1);
            program.Put(row, 1, -1);
            return program;
        }
    }

    /// <summary>Beale's example, on which the plain rule goes round for ever (Chvatal, Linear Programming, 1983, p. 31): -1/20 at x1 = 1/25, x3 = 1.</summary>
    [Fact]
    public void A_program_that_makes_the_plain_rule_cycle_is_solved()
    {
        var program = new IntegerProgram();
        foreach (double cost in (double[])[-0.75, 150, -0.02, 6])
            program.AddColumn(cost, 0, Open, isInteger: false);
        double[][] rows = [[0.25, -60, -0.04, 9], [0.5, -90, -0.02, 3], [0, 0, 1, 0]];
        double[] most = [0, 0, 1];
        for (int r = 0; r < rows.Length; r++)
        {
            program.AddRow(-Open, most[r]);
            for (int c = 0; c < rows[r].Length; c++)
                program.Put(r, c, rows[r][c]);
        }
        IntegerSolution found = program.Solve();
        Assert.Equal(ProgramStatus.Optimal, found.Status);
        Assert.Equal(-0.05, found.Cost, 1e-12);
        Assert.Equal([0.04, 0, 1, 0], found.Values.Select(static x => Math.Round(x, 9)));
    }

    /// <summary>A knapsack by hand: values 10, 13, 7, 8 for weights 3, 4, 2, 3 and room for 7: the first and the second, 23; by value for weight it would be the third and the first with 17, or the second with 20.</summary>
    [Fact]
    public void A_knapsack_by_hand()
    {
        var program = new IntegerProgram();
        (double Value, double Weight)[] things = [(10, 3), (13, 4), (7, 2), (8, 3)];
        int row = program.AddRow(-Open, 7);
        foreach ((double value, double weight) in things)
            program.Put(row, program.AddColumn(-value, 0, 1, isInteger: true), weight);
        IntegerSolution found = program.Solve();
        Assert.Equal([1, 1, 0, 0], found.Values);
        Assert.Equal((-23.0, ProgramStatus.Optimal), (found.Cost, found.Status));
    }

    [Fact]
    public void Without_columns_there_is_an_answer_where_the_rows_allow_nothing()
    {
        var program = new IntegerProgram();
        program.AddRow(-1, 1);
        IntegerSolution found = program.Solve();
        Assert.Equal((true, 0, 0.0, 0.0, ProgramStatus.Optimal), (found.IsFound, found.Values.Count, found.Cost, found.Gap, found.Status));
        program.AddRow(1, 2);
        IntegerSolution none = program.Solve();
        Assert.Equal((false, ProgramStatus.Infeasible), (none.IsFound, none.Status));
        Assert.True(double.IsNaN(none.Cost) && double.IsNaN(none.Gap));
    }

    [Fact]
    public void Sizes_that_are_far_apart_do_not_blur_the_answer()
    {
        // 3e6 units of a gamma of 2e-9 each and of a delta of 1e4: rows of 1e-3 and 1e10.
        var program = new IntegerProgram();
        int x = program.AddColumn(1e-3, 0, 1e9, isInteger: true), y = program.AddColumn(5e6, 0, 100, isInteger: true);
        int gamma = program.AddRow(6e-3, Open), delta = program.AddRow(-Open, 2.9999e10);
        program.Put(gamma, x, 2e-9);
        program.Put(gamma, y, 1e-6);
        program.Put(delta, x, 1e4);
        IntegerSolution found = program.Solve();
        // x is at most 2,999,900; what is left of gamma, 2e-7, takes one y, which spares 500 x.
        Assert.Equal([2_999_500.0, 1], found.Values);
        Assert.Equal(ProgramStatus.Optimal, found.Status);
        Assert.True(found.Bound <= found.Cost);
    }

    [Fact]
    public void The_same_program_gives_the_same_bits()
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            IntegerSolution one = new SmallProgram(new SeededRandom(seed), 1).Program.Solve(), other = new SmallProgram(new SeededRandom(seed), 1).Program.Solve();
            Assert.Equal((BitConverter.DoubleToInt64Bits(one.Cost), BitConverter.DoubleToInt64Bits(one.Bound), one.Nodes, one.Pivots), (BitConverter.DoubleToInt64Bits(other.Cost), BitConverter.DoubleToInt64Bits(other.Bound), other.Nodes, other.Pivots));
            Assert.Equal(one.Values.Select(BitConverter.DoubleToInt64Bits), other.Values.Select(BitConverter.DoubleToInt64Bits));
        }
    }

    [Fact]
    public void Prices_are_what_a_row_costs_a_unit()
    {
        // Least 2 x + 3 y with x + y >= 10 and x <= 6: a unit more is a y.
        var program = new IntegerProgram();
        int x = program.AddColumn(2, 0, 6, isInteger: false), y = program.AddColumn(3, 0, 100, isInteger: false), row = program.AddRow(10, Open);
        program.Put(row, x, 1);
        program.Put(row, y, 1);
        IntegerSolution found = program.Solve();
        Assert.Equal((24.0, 3.0), (found.Cost, found.RowPrices[0]));
        // The other way round: at most 10 of what earns.
        program = new IntegerProgram();
        program.Put(program.AddRow(-Open, 10), program.AddColumn(-2, 0, 60, isInteger: false), 1);
        Assert.Equal(-2, program.Solve().RowPrices[0]);
    }

    [Fact]
    public void What_is_no_program_is_refused()
    {
        var program = new IntegerProgram();
        int row = program.AddRow(0, 1), column = program.AddColumn(1, 0, 1, isInteger: true);
        Assert.Throws<ArgumentException>(() => program.AddRow(1, 0));
        Assert.Throws<ArgumentException>(() => program.AddRow(double.NaN, 0));
        Assert.Throws<ArgumentException>(() => program.AddRow(Open, Open));
        Assert.Throws<ArgumentException>(() => program.AddColumn(double.NaN, 0, 1, isInteger: true));
        Assert.Throws<ArgumentException>(() => program.AddColumn(0, 2, 1, isInteger: true));
        Assert.Throws<ArgumentException>(() => program.AddColumn([new CostStep(1, 2), new CostStep(1, 1)], isInteger: true));
        Assert.Throws<ArgumentException>(() => program.AddColumn([new CostStep(1.5, 2)], isInteger: true));
        Assert.Throws<ArgumentException>(() => program.Put(row, column, double.PositiveInfinity));
        Assert.Throws<ArgumentException>(() => program.Put(row + 1, column, 1));
        Assert.Throws<ArgumentException>(() => program.Solve(new SearchLimits { Nodes = 0 }));
        Assert.Throws<ArgumentException>(() => program.Solve(new SearchLimits { Gap = double.NaN }));
    }
}
