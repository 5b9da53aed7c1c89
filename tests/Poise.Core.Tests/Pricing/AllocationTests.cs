using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>What runs for every quote makes no garbage: not a byte, at any lane width and on any branch of the kernels.</summary>
public class AllocationTests
{
    private const int Count = 64;
    private readonly SampleColumns sample = new(Count);
    private readonly double[] logHigh = new double[Count];
    private readonly double[] logLow = new double[Count];
    private readonly double[][] columns = Twelve();
    private readonly double[][] putColumns = Twelve();
    private readonly double[] vols = new double[Count];
    private readonly ImpliedVolStatus[] statuses = new ImpliedVolStatus[Count];
    private readonly double[] spots = [5000, 5500, 6000, 6500];
    private readonly double[] sums = new double[4];

    public AllocationTests() => LogStrikes.Fill(sample.Strikes, sample.Terms.Spot, logHigh, logLow);

    public static TheoryData<LaneWidth> Widths => [.. Enum.GetValues<LaneWidth>()];

    [Fact]
    public void The_counter_sees_a_single_object() =>
        Assert.True(AllocatedBytes.Of(() => GC.KeepAlive(new object())) > 0);

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_slice(LaneWidth width) =>
        Assert.Equal(0, AllocatedBytes.Of(() => Black76.Evaluate(sample.Terms, sample.Strikes, sample.Vols, sample.Signs, SampleColumns.Into(columns), width)));

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_slice_whose_logarithms_are_kept(LaneWidth width)
    {
        Assert.Equal(0, AllocatedBytes.Of(() => Black76.Evaluate(sample.Terms, Logs, sample.Vols, sample.Signs, SampleColumns.Into(columns), width)));
        Assert.All(columns[0], price => Assert.True(price >= 0));
    }

    [Fact]
    public void The_logarithms_of_strikes() =>
        Assert.Equal(0, AllocatedBytes.Of(() => LogStrikes.Fill(sample.Strikes, sample.Terms.Spot, logHigh, logLow)));

    [Fact]
    public void A_call_and_a_put_of_every_strike()
    {
        Assert.Equal(0, AllocatedBytes.Of(() => Black76.EvaluatePairs(sample.Terms, Logs, sample.Vols, SampleColumns.Into(columns), SampleColumns.Into(putColumns))));
        var strange = Strange(sample.Vols);
        Assert.Equal(0, AllocatedBytes.Of(() => Black76.EvaluatePairs(sample.Terms, Logs, strange, SampleColumns.Into(columns), SampleColumns.Into(putColumns))));
        Assert.Contains(putColumns[0], double.IsNaN);
    }

    [Fact]
    public void Call_deltas_of_a_slice()
    {
        Assert.Equal(0, AllocatedBytes.Of(() => Black76.CallDelta(sample.Terms, sample.Strikes, sample.Vols, columns[0])));
        Assert.Equal(0, AllocatedBytes.Of(() => Black76.CallDelta(sample.Terms, Logs, sample.Vols, columns[0])));
    }

    [Fact]
    public void A_slice_of_options_that_have_no_number()
    {
        var strikes = Strange(sample.Strikes);
        Assert.Equal(0, AllocatedBytes.Of(() => Black76.Evaluate(sample.Terms, strikes, sample.Vols, sample.Signs, SampleColumns.Into(columns))));
        Assert.Equal(0, AllocatedBytes.Of(() => Black76.Evaluate(sample.Terms with { Years = 0 }, strikes, sample.Vols, sample.Signs, SampleColumns.Into(columns))));
        Assert.Contains(columns[0], double.IsNaN);
    }

    [Fact]
    public void Rows_that_share_nothing()
    {
        var rowSpots = Filled(6000);
        var years = Filled(0.27);
        var rates = Filled(0.05);
        var yields = Filled(0.013);
        Assert.Equal(0, AllocatedBytes.Of(() => Black76.Evaluate(
            new OptionRows { Spots = rowSpots, Strikes = sample.Strikes, Years = years, Rates = rates, Yields = yields, Vols = sample.Vols, Signs = sample.Signs },
            SampleColumns.Into(columns))));
        Assert.All(columns[0], price => Assert.True(price >= 0));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_lone_option(LaneWidth width)
    {
        double sum = 0;
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            sum += Black76.Evaluate(OptionType.Call, 100, 105, 0.5, 0.03, 0.01, 0.2, width).Price;
            sum += Black76.EvaluateForward(OptionType.Put, 100, 105, 0.5, 0.99, 0.2, width).Price;
            sum += Black76.EvaluateForward(OptionType.Put, double.NaN, 105, 0.5, 0.99, 0.2, width).Delta;
        }));
        Assert.True(double.IsNaN(sum));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Profiles(LaneWidth width)
    {
        Assert.Equal(0, AllocatedBytes.Of(() => Black76.AddGammaProfile(sample.Terms, sample.Strikes, sample.Vols, sample.Weights, spots, sums, width)));
        Assert.Equal(0, AllocatedBytes.Of(() => Black76.AddDeltaProfile(sample.Terms, sample.Strikes, sample.Vols, sample.Weights, sample.Weights, spots, sums, width)));
        Assert.All(sums, sum => Assert.NotEqual(0, sum));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Profiles_whose_logarithms_are_kept(LaneWidth width)
    {
        Assert.Equal(0, AllocatedBytes.Of(() => Black76.AddGammaProfile(sample.Terms, Logs, sample.Vols, sample.Weights, spots, sums, width)));
        Assert.Equal(0, AllocatedBytes.Of(() => Black76.AddDeltaProfile(sample.Terms, Logs, sample.Vols, sample.Weights, sample.Weights, spots, sums, width)));
        Assert.All(sums, sum => Assert.NotEqual(0, sum));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_ladder(LaneWidth width)
    {
        var ladder = new SpotLadder(Math.Log(0.8), 0.002, 201);
        var ladderSums = new double[ladder.Count];
        Assert.Equal(0, AllocatedBytes.Of(() => Black76.AddGammaLadder(sample.Terms, Logs, sample.Vols, sample.Weights, ladder, ladderSums, width)));
        Assert.All(ladderSums, sum => Assert.NotEqual(0, sum));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Implied_vols_of_a_slice(LaneWidth width)
    {
        Black76.Evaluate(sample.Terms, sample.Strikes, sample.Vols, sample.Signs, SampleColumns.Into(columns));
        var prices = Strange(columns[0]);
        Assert.Equal(0, AllocatedBytes.Of(() => ImpliedVol.Solve(sample.Terms, prices, sample.Strikes, sample.Signs, vols, statuses, width)));
        Assert.Contains(ImpliedVolStatus.Ok, statuses);
        Assert.True(statuses.Distinct().Count() > 1);
    }

    [Fact]
    public void Implied_vols_of_rows_and_alone()
    {
        Black76.Evaluate(sample.Terms, sample.Strikes, sample.Vols, sample.Signs, SampleColumns.Into(columns));
        var prices = Strange(columns[0]);
        var forwards = Filled(sample.Terms.Forward);
        var years = Filled(sample.Terms.Years);
        var discounts = Filled(sample.Terms.Discount);
        Assert.Equal(0, AllocatedBytes.Of(() => ImpliedVol.Solve(
            new PriceRows { Prices = prices, Forwards = forwards, Strikes = sample.Strikes, Years = years, Discounts = discounts, Signs = sample.Signs },
            vols, statuses)));
        Assert.Contains(ImpliedVolStatus.Ok, statuses);
        var solved = 0;
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            for (var i = 0; i < Count; i++)
            {
                ImpliedVol.Solve(sample.Signs[i] > 0 ? OptionType.Call : OptionType.Put, prices[i], forwards[i], sample.Strikes[i], years[i], discounts[i], out var status);
                solved += status == ImpliedVolStatus.Ok ? 1 : 0;
            }
        }));
        Assert.True(solved > 0);
    }

    [Theory]
    [InlineData(AmericanSetting.Fast)]
    [InlineData(AmericanSetting.Accurate)]
    public void American_rows(AmericanSetting setting)
    {
        var rowSpots = Strange(Filled(6000));
        var years = Filled(0.27);
        var rates = Filled(0.05);
        var yields = Filled(0.013);
        var american = new AmericanStatus[Count];
        OptionRows Rows() => new() { Spots = rowSpots, Strikes = sample.Strikes, Years = years, Rates = rates, Yields = yields, Vols = sample.Vols, Signs = sample.Signs };
        AmericanColumns Into() => new() { Price = columns[0], Delta = columns[1], Gamma = columns[2], Vega = columns[3], Theta = columns[4] };
        foreach (var width in Enum.GetValues<LaneWidth>())
        {
            Assert.Equal(0, AllocatedBytes.Of(() => American.Evaluate(Rows(), setting, Into(), american, width)));
            Assert.Contains(AmericanStatus.Ok, american);
            Assert.Contains(AmericanStatus.NotANumber, american);
            Assert.Equal(0, AllocatedBytes.Of(() => American.ImpliedVol(Rows(), columns[0], setting, vols, statuses, width)));
            Assert.Contains(ImpliedVolStatus.Ok, statuses);
        }
    }

    [Theory]
    [InlineData(AmericanSetting.Fast)]
    [InlineData(AmericanSetting.Accurate)]
    public void A_lone_American(AmericanSetting setting)
    {
        CashDividend[] dividends = [new(0.2, 1)];
        double sum = 0;
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            sum += American.Evaluate(OptionType.Put, 100, 105, 0.5, 0.03, 0.01, 0.2, setting, out _).Price;
            sum += American.Price(OptionType.Call, 100, 105, 0.5, 0.03, 0.08, 0.2, setting, out _);
            sum += American.Price(OptionType.Put, 100, 105, 0.5, 0.03, 0.01, 0.2, dividends, setting, out _);
            sum += American.ImpliedVol(OptionType.Put, 8, 100, 105, 0.5, 0.03, 0.01, setting, out _);
            // Two exercise boundaries.
            sum += American.Evaluate(OptionType.Put, 100, 105, 0.5, -0.01, -0.03, 0.2, setting, out _).Price;
        }));
        Assert.True(sum > 0);
    }

    private LogStrikes Logs => new(sample.Strikes, sample.Terms.Spot, logHigh, logLow);

    private static double[][] Twelve() => [.. Enumerable.Range(0, 12).Select(_ => new double[Count])];

    /// <summary>Bytes that a second call allocates; the first lets the JIT and static fields do their part.</summary>
    private static double[] Filled(double value)
    {
        var column = new double[Count];
        Array.Fill(column, value);
        return column;
    }

    /// <summary>The same with a few values that no option has.</summary>
    private static double[] Strange(double[] column)
    {
        double[] strange = [.. column];
        double[] odd = [double.NaN, 0, -1, double.PositiveInfinity, 1e300, 1e-300];
        for (var i = 0; i < odd.Length; i++)
            strange[9 * i] = odd[i];
        return strange;
    }
}
