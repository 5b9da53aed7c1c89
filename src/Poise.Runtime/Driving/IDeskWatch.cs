using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>Who looks on while a desk is driven: views, statistics, recordings. Called on the desk's thread.</summary>
public interface IDeskWatch
{
    /// <summary>After an event was folded.</summary>
    void OnEvent(Desk desk, in DeskEvent e);

    /// <summary>After a batch was decided, before its orders leave; once for each hedger.</summary>
    void OnDecision(Desk desk, Hedger hedger, in HedgeDecision decision);
}
