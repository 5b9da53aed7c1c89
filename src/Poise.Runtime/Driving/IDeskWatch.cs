using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>Who looks on while a desk is driven: views, statistics, recordings. Called on the desk's thread.</summary>
public interface IDeskWatch
{
    /// <summary>Once the journal is folded: what was told before is of former lives.</summary>
    /// <param name="records">How many records it held.</param>
    void OnStart(Desk desk, Instant now, long records)
    {
    }

    /// <summary>After an event was folded.</summary>
    void OnEvent(Desk desk, in DeskEvent e);

    /// <summary>After a batch was decided, before its orders leave; once for each hedger.</summary>
    void OnDecision(Desk desk, Hedger hedger, in HedgeDecision decision);

    /// <summary>After the journal took what the batch wants of the venue: an order or an amend is about to leave, a cancel has left; or it took that an order never leaves.</summary>
    void OnIntent(Desk desk, in DeskEvent intent)
    {
    }
}
