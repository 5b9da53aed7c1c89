using System.Globalization;
using Poise.Chains;
using Poise.Domain;

namespace Poise.Bench;

/// <summary>Surfaces of a built chain of 40 expiries with 300 strikes, from its quotes: their own implied vols are part of it.</summary>
public abstract class ChainFitJob : RateJob
{
    private protected OptionChain Chain { get; private set; } = null!;

    public override long Items => 1;

    public override void Generate() => Chain = OptionChain.Of(GeneratedSpx.Snapshot(), new ChainSettings());

    private protected static Accuracy Of(int expiries, int fitted, int quotes, int inside, double atLeast, string arbitrage, bool isFree) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{fitted} of {expiries} expiries, {(double)inside / quotes:0.0 %} of {quotes} quotes met inside bid and ask, {arbitrage}"),
            fitted == expiries && inside >= atLeast * quotes && isFree);
}

/// <summary>Raw SVI, all expiries jointly.</summary>
public class SviChainJob : ChainFitJob
{
    private SviSurface? _surface;

    protected override double Pass()
    {
        _surface = SviSurface.Fit(Chain);
        return _surface.Price(0, 1, out _);
    }

    public override Accuracy Accuracy()
    {
        Pass();
        IReadOnlyList<SmileSlice> slices = _surface!.Slices;
        double leastG = slices.Min(s => s.LeastG);
        return Of(slices.Count, slices.Count(s => s.Fit.IsFitted), slices.Sum(s => s.Errors.Quotes), slices.Sum(s => s.Errors.Inside), 0.8,
            string.Create(CultureInfo.InvariantCulture, $"least Durrleman g {leastG:0.0e0}"), leastG >= 0);
    }
}

/// <summary>Prices inside the bid-ask bands.</summary>
public class BandChainJob : ChainFitJob
{
    private BandSurface? _surface;

    protected override double Pass()
    {
        _surface = BandSurface.Fit(Chain);
        return _surface.Price(0, 1, out _);
    }

    public override Accuracy Accuracy()
    {
        Pass();
        IReadOnlyList<BandSlice> slices = _surface!.Slices;
        double least = double.PositiveInfinity;
        foreach (BandSlice slice in slices)
            foreach (double ratio in slice.Smile is { } smile ? smile.Ratios : [double.NaN])
                least = ratio < least || double.IsNaN(ratio) ? ratio : least;
        return Of(slices.Count, slices.Count(s => s.IsFitted), slices.Sum(s => s.Errors.Quotes), slices.Sum(s => s.Errors.Inside), 0.97,
            string.Create(CultureInfo.InvariantCulture, $"least density ratio {least:0.0e0}"), least >= 0);
    }
}
