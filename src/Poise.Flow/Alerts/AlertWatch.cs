using System.Globalization;
using Poise.Domain;

namespace Poise.Flow;

/// <summary>How far the world must move, and how long it must stay, before it is news.</summary>
public sealed record AlertSettings
{
    /// <summary>A level is crossed once spot is beyond it by this fraction of it, and left behind again only as far on the other side.</summary>
    public double Band { get; init; } = 0.001;

    /// <summary>Views in a row that must agree on a new wall, or on the end of a squeeze watch.</summary>
    public int Holds { get; init; } = 3;
}

/// <summary>Something that a trader wants to be told once.</summary>
/// <param name="Rule">Its name in docs/alerts.md.</param>
/// <param name="At">Instant, ISO 8601 UTC.</param>
/// <param name="Underlying">Empty for one of a whole desk.</param>
/// <param name="Text">In words, with the numbers.</param>
/// <param name="Level">The level that it is about, where there is one.</param>
/// <param name="State">began or ended; null for what happens at once.</param>
/// <param name="About">What of a rule that may stand several times at once: a venue, an account, a day; null where there is no such thing.</param>
public sealed record AlertView(string Rule, string At, string Underlying, string Text, double? Level, double? Spot, string? State = null, string? About = null)
{
    public const string Began = "began", Ended = "ended";
}

/// <summary>What of a view is watched. What it does not know is null.</summary>
/// <param name="Gex">Currency of delta per +1 % move.</param>
/// <param name="IsSplit">Shares were split since the levels before.</param>
/// <param name="IsUnsure">The error of GEX is larger than it: its sign may be either, and what turns on the sign is no news.</param>
/// <param name="WhyMissing">Why there is no GEX, as a view notes it.</param>
public sealed record WatchedLevels(
    Instant AsOf, string Underlying, string Signs, double? Spot, double? Gex, double? ZeroGamma, double? CallWall, double? PutWall, string? Regime, bool IsSplit, bool IsUnsure = false, LiquidityView? Liquidity = null, string? WhyMissing = null)
{
    public static WatchedLevels Of(FlowView view, Instant asOf) => new(
        asOf, view.Underlying, view.Conventions.Signs, view.Spot, view.Totals.Gex, view.Levels.ZeroGamma, view.Levels.CallWall, view.Levels.PutWall, view.Levels.Regime, view.Split is not null, view.Inventory is InventoryView inventory && !(Math.Abs(view.Totals.Gex ?? 0) >= inventory.GexDeviation), view.Liquidity,
        view.Notes.FirstOrDefault(static n => n.StartsWith("totals:", StringComparison.Ordinal)));
}

/// <summary>
/// Watches the views of one underlying in their order and says what changed: a pure state machine, each rule with its own hysteresis, so that noise at a level is one
/// alert. What a view does not know (null) changes nothing but <c>levels-missing</c>.
/// </summary>
public sealed class AlertWatch(AlertSettings settings)
{
    private WallWatch _call = new(settings, isCall: true), _put = new(settings, isCall: false);
    private string? _regime, _signs;
    private int _side;
    private int _squeeze, _calmer;
    private bool _isKnown, _isMissing;
    private Instant _last;

    /// <summary>Where a watch that ended before has to go on: the last levels that it knew. For the beginning.</summary>
    public void Resume(Instant at, string signs, double spot, double? zeroGamma, double? callWall, double? putWall, string? regime)
    {
        (_last, _isKnown, _signs) = (at, true, signs);
        // Of an inventory nobody knows any more how sure it was.
        bool isSure = signs != SignModel.Inventory.Name();
        _regime = regime == "transition" || !isSure ? null : regime;
        _side = isSure && zeroGamma is double zero ? Side(spot, zero) : 0;
        _call.Resume(callWall, spot);
        _put.Resume(putWall, spot);
    }

    /// <summary>The next view; one that is no newer than the last says nothing.</summary>
    public IReadOnlyList<AlertView> See(FlowView view, Instant asOf) => See(WatchedLevels.Of(view, asOf));

    /// <summary>The next levels; those that are no newer than the last say nothing.</summary>
    public IReadOnlyList<AlertView> See(WatchedLevels view)
    {
        if (_last.IsKnown && view.AsOf <= _last)
            return [];
        _last = view.AsOf;
        if (view.IsSplit || view.Signs != _signs)
            Restart();
        _signs = view.Signs;
        var alerts = new List<AlertView>();
        bool isMissing = view.Gex is null || view.Spot is null;
        if (isMissing && _isKnown && !_isMissing)
            alerts.Add(Of("levels-missing", view, $"levels cannot be computed: {view.WhyMissing ?? "no spot"}", null));
        _isMissing = isMissing;
        if (isMissing || view.Spot is not double spot)
            return alerts;
        _isKnown = true;
        if (!view.IsUnsure)
        {
            Regime(view, alerts);
            ZeroGamma(view, spot, alerts);
        }
        _call.See(view, view.CallWall, spot, alerts);
        _put.See(view, view.PutWall, spot, alerts);
        Squeeze(view, alerts);
        return alerts;
    }

    /// <summary>Levels of before are of other shares, or of other positions: their watch begins anew. GEX is currency whatever the shares.</summary>
    private void Restart()
    {
        (_call, _put) = (new WallWatch(settings, isCall: true), new WallWatch(settings, isCall: false));
        (_regime, _side) = (null, 0);
    }

    private void Regime(WatchedLevels view, List<AlertView> alerts)
    {
        // The transition zone around zero gamma is this rule's hysteresis.
        if (view.Regime is not string regime || regime == "transition" || regime == _regime)
            return;
        if (_regime is not null)
            alerts.Add(Of("regime-flip", view, $"dealers turned from {_regime} to {regime}: of a 1 % move they now {(regime == "short-gamma" ? "buy a rise and sell a fall" : "sell a rise and buy a fall")} by {Money(view.Gex)} of quote currency", view.ZeroGamma));
        _regime = regime;
    }

    private void ZeroGamma(WatchedLevels view, double spot, List<AlertView> alerts)
    {
        if (view.ZeroGamma is not double zero)
            return;
        int side = Side(spot, zero);
        if (side == _side)
            return;
        if (_side != 0)
            alerts.Add(Of("zero-gamma-crossed", view, $"spot {Number(spot)} is {(side > 0 ? "above" : "below")} zero gamma {Number(zero)}", zero));
        _side = side;
    }

    private int Side(double spot, double zero) => spot > zero * (1 + settings.Band) ? 1 : spot < zero * (1 - settings.Band) ? -1 : _side;

    private void Squeeze(WatchedLevels view, List<AlertView> alerts)
    {
        if (view.Liquidity is not LiquidityView liquidity)
            return;
        int now = liquidity.Watch switch { "squeeze" => 2, "watch" => 1, _ => 0 };
        if (now > _squeeze)
        {
            alerts.Add(Of("squeeze-watch", view, $"{liquidity.Watch}: hedging of a 1 % move moves the price by {Number(liquidity.Amplification)} % more, dealers short gamma", null));
            (_squeeze, _calmer) = (now, 0);
        }
        else if (now == _squeeze)
        {
            _calmer = 0;
        }
        else if (++_calmer >= settings.Holds)
        {
            alerts.Add(Of("squeeze-watch", view, now == 0 ? "squeeze watch is over" : "squeeze has eased to a watch", null));
            (_squeeze, _calmer) = (now, 0);
        }
    }

    internal static AlertView Of(string rule, WatchedLevels view, string text, double? level) => new(rule, view.AsOf.ToString(), view.Underlying, text, level, view.Spot);

    private static string Money(double? value) => Math.Abs(value ?? 0) switch
    {
        >= 1e9 and var v => Number(v / 1e9) + " bn",
        >= 1e6 and var v => Number(v / 1e6) + " mn",
        >= 1e3 and var v => Number(v / 1e3) + " k",
        var v => Number(v),
    };

    internal static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>One wall: where it is taken to stand, whether spot is beyond it.</summary>
internal sealed class WallWatch(AlertSettings settings, bool isCall)
{
    private readonly string _name = isCall ? "call wall" : "put wall";
    private double? _wall, _next;
    private int _seen;
    private bool _isBroken;

    public void Resume(double? wall, double spot)
    {
        _wall = wall;
        _isBroken = wall is double stands && Beyond(spot, stands) > 0;
    }

    public void See(WatchedLevels view, double? wall, double spot, List<AlertView> alerts)
    {
        if (wall is double now)
            Stand(view, now, spot, alerts);
        if (_wall is not double stands)
            return;
        if (!_isBroken && Beyond(spot, stands) > settings.Band)
        {
            _isBroken = true;
            alerts.Add(AlertWatch.Of("wall-broken", view, $"spot {AlertWatch.Number(spot)} is {(isCall ? "above the" : "below the")} {_name} {AlertWatch.Number(stands)}", stands));
        }
        else if (_isBroken && Beyond(spot, stands) < -settings.Band)
        {
            _isBroken = false;
        }
    }

    private void Stand(WatchedLevels view, double wall, double spot, List<AlertView> alerts)
    {
        if (_wall is null || wall == _wall)
        {
            if (_wall is null)
                _isBroken = Beyond(spot, wall) > 0;
            (_wall, _seen) = (wall, 0);
            return;
        }
        (_next, _seen) = (wall, wall == _next && _seen > 0 ? _seen + 1 : 1);
        if (_seen < settings.Holds)
            return;
        alerts.Add(AlertWatch.Of("wall-moved", view, $"the {_name} moved from {AlertWatch.Number(_wall.Value)} to {AlertWatch.Number(wall)}", wall));
        // One that comes to stand behind spot was not broken by it.
        (_wall, _seen, _isBroken) = (wall, 0, Beyond(spot, wall) > 0);
    }

    /// <summary>By how much spot is beyond the wall, as a fraction of it; below 0 within.</summary>
    private double Beyond(double spot, double wall) => (isCall ? spot - wall : wall - spot) / wall;
}
