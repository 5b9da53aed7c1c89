using Poise.Pricing;

namespace Poise.Bench;

/// <summary>
/// All twelve greeks of every listed contract, and gamma over 50 spots of every underlying: inputs and outputs stream from and to memory.
/// What is the same for a call and a put of a strike (gamma and six others) is written once, and the ladder takes both together.
/// </summary>
public class MarketJob : RateJob
{
    private const int Nodes = 50, Underlyings = 4_500;

    /// <summary>From 80 % of the spot to 120 %.</summary>
    private static readonly SpotLadder Ladder = new(Math.Log(0.8), Math.Log(1.5) / (Nodes - 1), Nodes);

    private GeneratedMarket? _market;
    private AlignedColumn[] _calls = [], _puts = [];
    private double[][] _ladders = [];

    public override long Items => Market.Contracts;

    private protected GeneratedMarket Market => _market!;

    public override void Generate()
    {
        _market = GeneratedMarket.Of(IsSmoke ? 40 : Underlyings, seed: 6);
        _calls = [.. Enumerable.Range(0, BlackReference.Count).Select(_ => new AlignedColumn(_market.Strikes.Length))];
        _puts = [.. Enumerable.Range(0, BlackReference.Count).Select(_ => new AlignedColumn(_market.Strikes.Length))];
        _ladders = [.. Enumerable.Range(0, _market.Slices[^1].Underlying + 1).Select(_ => new double[Nodes])];
    }

    protected override double Pass() => Sweep(0, Market.Slices.Count);

    /// <summary>The slices from the first to before the end; an underlying's slices belong to one range.</summary>
    private protected double Sweep(int first, int end)
    {
        int underlying = -1;
        for (int i = first; i < end; i++)
        {
            GeneratedMarket.Slice slice = Market.Slices[i];
            LogStrikes strikes = Market.Logs(slice);
            ReadOnlySpan<double> vols = Market.Vols.Span.Slice(slice.First, slice.Count);
            GreekColumns puts = GreekSet.Over(_puts, slice.First, slice.Count);
            Black76.EvaluatePairs(slice.Terms, strikes, vols, GreekSet.Over(_calls, slice.First, slice.Count),
                new GreekColumns { Price = puts.Price, Delta = puts.Delta, Theta = puts.Theta, Rho = puts.Rho, Charm = puts.Charm });
            if (slice.Underlying != underlying)
            {
                underlying = slice.Underlying;
                Array.Clear(_ladders[underlying]);
            }
            Black76.AddGammaLadder(slice.Terms, strikes, vols, Market.Weights.Span.Slice(slice.First, slice.Count), Ladder, _ladders[underlying]);
        }
        return _ladders[underlying][0];
    }

    /// <summary>Some 2,000 contracts against 31 digits, and a few underlyings' ladders against direct sums.</summary>
    public override Accuracy Accuracy()
    {
        Pass();
        Worst price = default, delta = default, gamma = default, ladder = default;
        int step = Math.Max(1, Market.Slices.Count / (IsSmoke ? 12 : 400));
        for (int n = 0; n < Market.Slices.Count; n += step)
        {
            GeneratedMarket.Slice slice = Market.Slices[n];
            BlackReference reference = BlackReference.OfSlice(slice.Terms.Spot, slice.Terms.Forward, slice.Terms.Discount, slice.Terms.Years);
            for (int i = slice.First; i < slice.First + slice.Listed; i += Math.Max(1, slice.Listed / 5))
            {
                int sign = i % 2 == 0 ? 1 : -1;
                DoubleDouble[] right = reference.Greeks(sign, Market.Strikes[i], Market.Vols[i]);
                AlignedColumn[] columns = sign > 0 ? _calls : _puts;
                price.See((double)(columns[0][i] - right[0]) / slice.Terms.Forward);
                delta.See((double)(columns[1][i] - right[1]));
                gamma.See((double)((_calls[2][i] - right[2]) / right[2]));
            }
        }
        foreach (int underlying in (int[])(IsSmoke ? [30] : [0, 100, 2000, 4400]))
            ladder.See(LadderError(underlying));
        return new($"price {price} of the forward, delta {delta}, gamma {gamma} relative, ladder {ladder} of the terms' size",
            price.Under(4e-15) && delta.Under(4e-15) && gamma.Under(1e-13) && ladder.Under(1e-12));
    }

    private double LadderError(int underlying)
    {
        Worst apart = default;
        Span<double> spots = stackalloc double[Nodes];
        for (int j = 0; j < Nodes; j += 7)
        {
            DoubleDouble sum = 0, size = 0;
            foreach (GeneratedMarket.Slice slice in Market.Slices.Where(s => s.Underlying == underlying))
            {
                Ladder.Fill(slice.Terms.Spot, spots);
                DoubleDouble moved = (DoubleDouble)slice.Terms.Forward * spots[j] / slice.Terms.Spot, root = DoubleDouble.Sqrt(slice.Terms.Years);
                for (int i = slice.First; i < slice.First + slice.Count; i++)
                {
                    DoubleDouble s = Market.Vols[i] * root, d1 = DoubleDouble.Log(moved / Market.Strikes[i]) / s + s * 0.5;
                    DoubleDouble term = slice.Terms.Discount * (DoubleDouble)slice.Terms.Forward / slice.Terms.Spot * DoubleDouble.Density(d1) / (spots[j] * s) * Market.Weights[i];
                    sum += term;
                    size += DoubleDouble.Abs(term);
                }
            }
            apart.See((double)((_ladders[underlying][j] - sum) / size));
        }
        return apart.Value;
    }
}

/// <summary>The same by two threads, each with half of the strikes.</summary>
public class TwoThreadMarketJob : MarketJob
{
    private int _border;

    public override void Generate()
    {
        base.Generate();
        int half = Market.Strikes.Length / 2;
        while (Market.Slices[_border].First < half || Market.Slices[_border].Underlying == Market.Slices[_border - 1].Underlying)
            _border++;
    }

    protected override double Pass()
    {
        double other = 0;
        long otherTime = 0;
        Thread second = new(() =>
        {
            long start = ThreadClock.Nanoseconds();
            other = Sweep(_border, Market.Slices.Count);
            otherTime = ThreadClock.Nanoseconds() - start;
        });
        second.Start();
        long begun = ThreadClock.Nanoseconds();
        double first = Sweep(0, _border);
        long time = ThreadClock.Nanoseconds() - begun;
        second.Join();
        SlowestThreadClock.Add(Math.Max(time, otherTime));
        return first + other;
    }
}
