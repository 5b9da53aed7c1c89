using System.Globalization;
using Poise.Chains;
using Poise.Domain;
using Poise.Flow;

namespace Poise.Bench;

/// <summary>A chain of 40 expiries with 300 strikes as the live lane feeds it: forwards by parity, implied vols and all levels under one choice.</summary>
public abstract class LiveJob : RateJob
{
    private static readonly FlowSettings Settings = new() { CompareWithCompat = false, CompareSigns = false, MapsHedging = false };
    private static readonly FlowChoice[] Choice = [default];

    private protected LiveFlow Live { get; private set; } = null!;

    private protected MarketSnapshot Market { get; private set; } = null!;

    public override long Items => 1;

    public override void Generate()
    {
        Market = GeneratedSpx.Snapshot();
        Live = new LiveFlow(new QuotedChain(Market, Settings.Chain), static _ => Settings);
        Live.Levels(Choice);
    }

    /// <summary>Forwards and vols are those of the quotes: a chain made anew of them is the same.</summary>
    private protected virtual bool IsQuoted => true;

    private protected double Levels() => Live.Levels(Choice)[default].Gex!.Value;

    /// <summary>The ask is a cent up or back down.</summary>
    private protected static Quote Other(in Quote quote, in Quote first) => quote with { Ask = quote.Ask == first.Ask ? first.Ask + 0.01 : first.Ask };

    public override Accuracy Accuracy()
    {
        Pass();
        LevelsNow now = Live.Levels(Choice)[default];
        FlowView view = FlowReport.Of(Live.Chain.Chain, Settings);
        double apart = Math.Abs(now.Gex!.Value - view.Totals.Gex!.Value) / view.Profile.Max(static p => Math.Abs(p.Gex));
        double remade = IsQuoted ? Math.Abs(now.Gex.Value - FlowReport.Of(Live.Chain.Now(), Settings).Totals.Gex!.Value) / view.Profile.Max(static p => Math.Abs(p.Gex)) : 0;
        return new(
            string.Create(CultureInfo.InvariantCulture, $"the levels of a report, total GEX {apart:0.0e0} of the profile's largest{(IsQuoted ? $"; of a chain made anew {remade:0.0e0}" : "")}"),
            apart < 1e-9 && remade < 1e-4 && now.ZeroGamma == view.Levels.ZeroGamma && now.CallWall == view.Levels.CallWall && now.PutWall == view.Levels.PutWall && now.Regime == view.Levels.Regime);
    }
}

/// <summary>250 new quotes of one expiry, around the money, to new levels of the chain.</summary>
public class LiveQuotesJob : LiveJob
{
    private const int Quotes = 250;
    private int _next;

    protected override double Pass()
    {
        ExpirySlice slice = Live.Chain.Chain.Slices[_next++ % Live.Chain.Chain.Slices.Count];
        int first = slice.Count / 2 - Quotes / 4;
        for (int i = first; i < first + Quotes / 2; i++)
        {
            Take(slice.CallRows[i]);
            Take(slice.PutRows[i]);
        }
        return Levels();

        void Take(int row) => Live.Chain.Take(row, Other(Live.Chain.Rows[row].Quote, Market.Options[row].Quote));
    }
}

/// <summary>Spot moves, quotes stand: every expiry is repriced.</summary>
public class LiveSpotJob : LiveJob
{
    private bool _isUp;

    /// <summary>Quotes of another spot say other forwards.</summary>
    private protected override bool IsQuoted => false;

    protected override double Pass()
    {
        _isUp = !_isUp;
        Live.TryMove(Market.AsOf, Market.Spot + (_isUp ? 1 : 0));
        return Levels();
    }
}

/// <summary>A whole new picture: spot has moved and every quote is new; forwards, implied vols and levels of all expiries.</summary>
public class LivePictureJob : LiveJob
{
    private MarketSnapshot[] _pictures = [];
    private int _next;

    public override void Generate()
    {
        base.Generate();
        _pictures = [Market, Market.With(spot: Market.Spot + 0.25, spotSource: Market.SpotSource, options: [.. Market.Options.Select(static r => r with { Quote = Other(r.Quote, r.Quote) })])];
    }

    protected override double Pass()
    {
        Live.TryTake(_pictures[++_next % 2]);
        return Levels();
    }
}
