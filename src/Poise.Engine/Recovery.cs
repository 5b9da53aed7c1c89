using Poise.Domain;

namespace Poise.Engine;

/// <summary>
/// Start-up: folds what the journal kept, never decides, and then knows which intents have no outcome. The driver asks the
/// venue for each of them and applies the answers as facts; only then may the desk trade.
/// </summary>
public sealed class Recovery(Desk desk)
{
    /// <summary>Records folded.</summary>
    public long Records { get; private set; }

    /// <summary>Folds one journal record.</summary>
    /// <returns>Null, or why the record is refused: start-up must stop then.</returns>
    public string? Fold(ReadOnlySpan<byte> record)
    {
        if (!DeskEventCodec.TryDecode(record, out DeskEvent e, out string? refusal))
            return $"journal record {Records + 1}: {refusal}";
        try
        {
            // A venue that the desk has no account at any more has no link: what was held there is seen by whoever takes the desk up.
            if (e.Kind is not (DeskEventKind.LinkChanged or DeskEventKind.Reconciled or DeskEventKind.VenueSetAside or DeskEventKind.MarginReported) || e.Venue.Length == 0 || desk.AccountAt(e.Venue) is not null)
                desk.Apply(e);
            else if (e.Kind == DeskEventKind.Reconciled)
                desk.FoldConfirmationOfNobody();
        }
        catch (ArgumentException impossible)
        {
            return $"journal record {Records + 1} ({e.Kind}): {impossible.Message}";
        }
        Records++;
        return null;
    }

    /// <summary>Intents without a known outcome, oldest first.</summary>
    public int Unresolved => desk.Working.Count;

    public OrderId UnresolvedAt(int index) => desk.Working[index].Order.Id;
}
