using System.Diagnostics.Metrics;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.App;

/// <summary>Times each batch of a desk, from its first event to its last decision, for the metrics. On the desk's thread.</summary>
/// <param name="beside">Looks on too; null for nobody.</param>
internal sealed class DecisionClock(IDeskWatch? beside, TimeProvider time, Histogram<double> seconds) : IDeskWatch
{
    private long _since;

    public void OnStart(Desk desk, Instant now, long records) => beside?.OnStart(desk, now, records);

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
