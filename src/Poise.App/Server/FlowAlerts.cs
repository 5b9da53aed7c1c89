using Poise.Domain;
using Poise.Flow;

namespace Poise.App;

/// <summary>The alerts of a feed: the watch over its views, the last that it raised, and who is told.</summary>
internal sealed class FlowAlerts(AlertSettings settings)
{
    private const int Kept = 50;

    private readonly Lock _lock = new();
    private readonly AlertWatch _watch = new(settings);
    private readonly List<(int Index, AlertView Alert)> _raised = [];

    /// <summary>Told each alert of a live market, once.</summary>
    public Action<AlertView>? Told { get; set; }

    /// <summary>Where a watch goes on that ended at an earlier stop; for the beginning.</summary>
    public void Resume(Instant at, string signs, double spot, SeriesLevels levels)
    {
        lock (_lock)
            _watch.Resume(at, signs, spot, levels.ZeroGamma, levels.CallWall, levels.PutWall, levels.Regime);
    }

    /// <summary>The next levels of a series that stands: what they raise belongs to their place there, and all is kept.</summary>
    public void SeePast(int index, WatchedLevels levels)
    {
        lock (_lock)
            _raised.AddRange(_watch.See(levels).Select(a => (index, a)));
    }

    /// <summary>The next view of a live market.</summary>
    public IReadOnlyList<AlertView> SeeLive(FlowView view, Instant at)
    {
        lock (_lock)
        {
            IReadOnlyList<AlertView> raised = _watch.See(view, at);
            foreach (AlertView alert in raised)
                Keep(alert);
            return raised;
        }
    }

    /// <summary>An alert that is no view's.</summary>
    public void Raise(AlertView alert)
    {
        lock (_lock)
            Keep(alert);
    }

    /// <summary>The last that were raised, oldest first.</summary>
    /// <param name="index">Up to this place of a series.</param>
    public IReadOnlyList<AlertView> UpTo(int index)
    {
        lock (_lock)
            return [.. _raised.Where(a => a.Index <= index).Select(static a => a.Alert).TakeLast(Kept)];
    }

    public void Tell(AlertView alert)
    {
        foreach (Action<AlertView> listener in Told?.GetInvocationList() ?? [])
        {
            try
            {
                listener(alert);
            }
            catch (Exception e)
            {
                // Who cannot hear must not stop the market; the page says so.
                Raise(new AlertView("alert-not-kept", alert.At, alert.Underlying, $"{alert.Rule} could not be passed on: {e.Message}", null, alert.Spot));
            }
        }
    }

    private void Keep(AlertView alert)
    {
        _raised.Add((0, alert));
        if (_raised.Count > Kept)
            _raised.RemoveAt(0);
    }
}
