using System.Diagnostics.Metrics;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.App;

/// <summary>Times each batch of a desk for the metrics: from when its first event is folded to its last decision, cancels and pictures of the hedgers before it in it. On the desk's thread.</summary>
/// <param name="beside">Looks on too; null for nobody.</param>
internal sealed class DecisionClock(IDeskWatch? beside, TimeProvider time, Histogram<double> seconds) : IDeskWatch
{
    private long _since;

    public void OnStart(Desk desk, Instant now, long records)
    {
        _since = 0; // a journal that was folded is no batch
        beside?.OnStart(desk, now, records);
    }

    public void OnEvent(Desk desk, in DeskEvent e)
    {
        if (_since == 0)
            _since = time.GetTimestamp();
        beside?.OnEvent(desk, e);
    }

    public void OnDecision(Desk desk, Hedger hedger, in HedgeDecision decision)
    {
        if (hedger.Index == desk.Hedgers.Length - 1 && _since != 0)
        {
            seconds.Record(time.GetElapsedTime(_since).TotalSeconds);
            _since = 0;
        }
        beside?.OnDecision(desk, hedger, decision);
    }

    public void OnIntent(Desk desk, in DeskEvent intent) => beside?.OnIntent(desk, intent);
}
