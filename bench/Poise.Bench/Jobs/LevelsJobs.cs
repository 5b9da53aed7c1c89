using System.Globalization;
using Poise.Chains;
using Poise.Domain;
using Poise.Flow;

namespace Poise.Bench;

/// <summary>Levels of a chain of 40 expiries with 300 strikes that is fed by quotes: profile of 201 spots, all crossings of zero, walls, regime.</summary>
public abstract class LevelsJob : RateJob
{
    private static readonly FlowSettings Settings = new();
    private double[][] _calls = [], _puts = [];
    private SliceVols[] _vols = [];

    private protected OptionChain Chain { get; private set; } = null!;

    private protected LiveLevels Live { get; private set; } = null!;

    public override long Items => 1;

    public override void Generate()
    {
        MarketSnapshot market = GeneratedSpx.Snapshot();
        Chain = OptionChain.Of(market, Settings.Chain);
        Live = new LiveLevels(Chain, Settings);
        _calls = [.. Chain.Slices.Select(s => Mids(s.CallRows))];
        _puts = [.. Chain.Slices.Select(s => Mids(s.PutRows))];
        _vols = [.. Chain.Slices.Select(s => new SliceVols(s))];

        double[] Mids(int[] rows) => Array.ConvertAll(rows, r => r < 0 || !market.Options[r].Quote.IsTwoSided ? double.NaN : market.Options[r].Quote.Mid);
    }

    /// <summary>New vols of an expiry from its mids.</summary>
    private protected void Requote(int slice) => _vols[slice].Fit(Chain.Slices[slice].Terms(Chain.Spot), _calls[slice], _puts[slice]);

    public override Accuracy Accuracy()
    {
        Pass();
        LevelsNow now = Live.Now();
        FlowView view = FlowReport.Of(Chain, Settings with { CompareWithCompat = false, CompareSigns = false, MapsHedging = false });
        double apart = Math.Abs(now.Gex!.Value - view.Totals.Gex!.Value) / view.Profile.Max(static p => Math.Abs(p.Gex));
        return new(
            string.Create(CultureInfo.InvariantCulture, $"the levels of a report, total GEX {apart:0.0e0} of the profile's largest"),
            apart < 1e-9 && now.ZeroGamma == view.Levels.ZeroGamma && now.CallWall == view.Levels.CallWall && now.PutWall == view.Levels.PutWall && now.Regime == view.Levels.Regime);
    }
}

/// <summary>The whole chain repriced, its vols given.</summary>
public class FullLevelsJob : LevelsJob
{
    protected override double Pass()
    {
        for (int s = 0; s < Chain.Slices.Count; s++)
            Live.Reprice(s);
        return Live.Now().Gex!.Value;
    }
}

/// <summary>The whole chain from its quotes: implied vols, then as above.</summary>
public class QuotedLevelsJob : LevelsJob
{
    protected override double Pass()
    {
        for (int s = 0; s < Chain.Slices.Count; s++)
        {
            Requote(s);
            Live.Reprice(s);
        }
        return Live.Now().Gex!.Value;
    }
}

/// <summary>Quotes of one expiry (600 of them) to new levels of the chain.</summary>
public class ExpiryLevelsJob : LevelsJob
{
    private int _next;

    protected override double Pass()
    {
        int slice = _next++ % Chain.Slices.Count;
        Requote(slice);
        Live.Reprice(slice);
        return Live.Now().Gex!.Value;
    }
}
