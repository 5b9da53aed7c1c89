using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>Two that look on, one after the other.</summary>
internal sealed class Watches(IDeskWatch first, IDeskWatch second) : IDeskWatch
{
    public static IDeskWatch Of(IDeskWatch first, IDeskWatch? second) => second is null ? first : new Watches(first, second);

    public void OnStart(Desk desk, Instant now, long records)
    {
        first.OnStart(desk, now, records);
        second.OnStart(desk, now, records);
    }

    public void OnEvent(Desk desk, in DeskEvent e)
    {
        first.OnEvent(desk, e);
        second.OnEvent(desk, e);
    }

    public void OnDecision(Desk desk, Hedger hedger, in HedgeDecision decision)
    {
        first.OnDecision(desk, hedger, decision);
        second.OnDecision(desk, hedger, decision);
    }

    public void OnIntent(Desk desk, in DeskEvent intent)
    {
        first.OnIntent(desk, intent);
        second.OnIntent(desk, intent);
    }
}
