using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>A vol is the same bits alone, in rows, in a column of one expiry, and at any lane width; what has none spoils no neighbour.</summary>
public class ImpliedVolRowsTests
{
    private static readonly LaneWidth[] Widths = [LaneWidth.Bits128, LaneWidth.Bits256, LaneWidth.Bits512];
    private static readonly ImpliedVolFixture Fixture = ImpliedVolFixture.Whole;

    [Fact]
    public void Alone_and_in_rows_at_any_width()
    {
        var first = Solve(Fixture.Rows, LaneWidth.Bits128);
        foreach (var width in Widths)
        {
            var again = Solve(Fixture.Rows, width);
            for (var i = 0; i < Fixture.Length; i++)
            {
                Assert.Equal(Bits(first.Vols[i]), Bits(again.Vols[i]));
                Assert.Equal(Bits(first.Vols[i]), Bits(Fixture.Lone(i, out var status, width)));
                Assert.Equal(first.Statuses[i], status);
            }
        }
    }

    /// <summary>Blocks hold 256 rows: each length leaves another rest, and careful rows stand anywhere in it.</summary>
    [Fact]
    public void Rows_of_any_padded_length()
    {
        var whole = Solve(Fixture.Rows, LaneWidth.Widest);
        for (var length = 0; length <= Fixture.Length; length += Black76.PadTo)
        {
            var rows = Fixture.Rows;
            var part = Solve(new PriceRows { Prices = rows.Prices[..length], Forwards = rows.Forwards[..length], Strikes = rows.Strikes[..length], Years = rows.Years[..length], Discounts = rows.Discounts[..length], Signs = rows.Signs[..length] }, LaneWidth.Widest);
            Assert.Equal(whole.Vols[..length], part.Vols);
            Assert.Equal(whole.Statuses[..length], part.Statuses);
        }
    }

    [Fact]
    public void A_column_of_one_expiry_is_its_rows()
    {
        var sample = new SampleColumns(1024, 11);
        var n = sample.Strikes.Length;
        var prices = sample.Evaluate()[0];
        double[] Same(double value) => [.. Enumerable.Repeat(value, n)];
        var rows = new PriceRows { Prices = prices, Forwards = Same(sample.Terms.Forward), Strikes = sample.Strikes, Years = Same(sample.Terms.Years), Discounts = Same(sample.Terms.Discount), Signs = sample.Signs };
        var expected = Solve(rows, LaneWidth.Widest);
        foreach (var width in Widths)
        {
            var vols = new double[n];
            var statuses = new ImpliedVolStatus[n];
            ImpliedVol.Solve(sample.Terms, prices, sample.Strikes, sample.Signs, vols, statuses, width);
            Assert.Equal(expected.Vols.Select(Bits), vols.Select(Bits));
            Assert.Equal(expected.Statuses, statuses);
        }

        Assert.Contains(ImpliedVolStatus.Ok, expected.Statuses);
    }

    /// <summary>Every combination of odd values, in rows between sound quotes: each row ends with a vol and Ok, or NaN and the reason.</summary>
    [Fact]
    public void No_input_throws_or_hangs_or_spoils_a_neighbour()
    {
        double[] odd = [double.NaN, double.NegativeInfinity, double.PositiveInfinity, -1, -0.0, 0, double.Epsilon, 1e-308, 1e-160, 1, 100, 1e160, double.MaxValue];
        List<double[]> cases = [];
        foreach (var price in odd)
        {
            foreach (var forward in odd)
            {
                foreach (var strike in odd)
                {
                    foreach (var years in (double[])[double.NaN, -1, 0, double.Epsilon, 1, double.PositiveInfinity])
                    {
                        foreach (var discount in (double[])[double.NaN, 0, 1e-300, 0.97, 1e300])
                        {
                            cases.Add([price, forward, strike, years, discount, 1]);
                            cases.Add([7.5, 100, 104, 0.25, 0.97, -1]);
                        }
                    }
                }
            }
        }

        while (cases.Count % Black76.PadTo != 0)
            cases.Add(cases[1]);
        double[] Column(int at) => [.. cases.Select(c => c[at])];
        var rows = new PriceRows { Prices = Column(0), Forwards = Column(1), Strikes = Column(2), Years = Column(3), Discounts = Column(4), Signs = Column(5) };
        var narrow = Solve(rows, LaneWidth.Bits128);
        var wide = Solve(rows, LaneWidth.Bits256);
        for (var i = 0; i < cases.Count; i++)
        {
            var vol = narrow.Vols[i];
            Assert.Equal(narrow.Statuses[i], wide.Statuses[i]);
            Assert.True(Bits(vol) == Bits(wide.Vols[i]) || (double.IsNaN(vol) && double.IsNaN(wide.Vols[i])));
            Assert.True(narrow.Statuses[i] == ImpliedVolStatus.Ok ? vol >= 0 && double.IsFinite(vol) : double.IsNaN(vol), $"{string.Join(' ', cases[i])}: {vol} {narrow.Statuses[i]}");
            if (i % 2 == 1)
                Assert.Equal(Bits(narrow.Vols[1]), Bits(vol));
            else if (cases[i].Any(double.IsNaN))
                Assert.Equal(ImpliedVolStatus.NotANumber, narrow.Statuses[i]);
        }
    }

    [Fact]
    public void Columns_that_do_not_fit_are_refused()
    {
        var vols = new double[16];
        var statuses = new ImpliedVolStatus[16];
        var terms = new SliceTerms(100, 100, 1, 1);
        Assert.Throws<ArgumentException>(() => ImpliedVol.Solve(terms, new double[16], new double[8], new double[16], vols, statuses));
        Assert.Throws<ArgumentException>(() => ImpliedVol.Solve(terms, new double[16], new double[16], new double[16], vols.AsSpan(8), statuses));
        Assert.Throws<ArgumentException>(() => ImpliedVol.Solve(terms, new double[16], new double[16], new double[16], vols, statuses.AsSpan(8)));
        Assert.Throws<ArgumentException>(() => ImpliedVol.Solve(terms, new double[7], new double[7], new double[7], vols.AsSpan(0, 7), statuses.AsSpan(0, 7)));
        Assert.Throws<ArgumentException>(() => ImpliedVol.Solve(new PriceRows { Prices = new double[8], Strikes = new double[8] }, vols.AsSpan(0, 8), statuses.AsSpan(0, 8)));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        var vols = new double[Fixture.Length];
        var statuses = new ImpliedVolStatus[vols.Length];
        var terms = new SliceTerms(100, 100, 1, 1);
        Assert.Equal(0, AllocatedBytes.Of(Run));

        void Run()
        {
            foreach (var width in Widths)
            {
                ImpliedVol.Solve(Fixture.Rows, vols, statuses, width);
                ImpliedVol.Solve(terms, Fixture.Prices, Fixture.Strikes, Fixture.Signs, vols, statuses, width);
            }

            Fixture.Lone(0, out _);
            ImpliedVol.Solve(OptionType.Put, 1e-200, 100, 1, 1, 1, out _);
        }
    }

    private static (double[] Vols, ImpliedVolStatus[] Statuses) Solve(in PriceRows rows, LaneWidth width)
    {
        var vols = new double[rows.Length];
        var statuses = new ImpliedVolStatus[rows.Length];
        ImpliedVol.Solve(rows, vols, statuses, width);
        return (vols, statuses);
    }

    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(value);
}
