using Poise.Domain;

namespace Poise.Exchange;

public enum DeskMessageKind : byte
{
    None,
    Place,
    Amend,
    Cancel,
}

/// <summary>What an account asks of the venue. Contracts by the venue's own numbers.</summary>
public readonly struct DeskMessage
{
    private DeskMessage(DeskMessageKind kind, in NewOrder place, in Amend amend, in Cancel cancel)
    {
        Kind = kind;
        Order = place;
        Amendment = amend;
        Cancellation = cancel;
    }

    public DeskMessageKind Kind { get; }

    public NewOrder Order { get; }

    public Amend Amendment { get; }

    public Cancel Cancellation { get; }

    public static DeskMessage Place(in NewOrder order) => new(DeskMessageKind.Place, order, default, default);

    public static DeskMessage Amend(in Amend amend) => new(DeskMessageKind.Amend, default, amend, default);

    public static DeskMessage Cancel(in Cancel cancel) => new(DeskMessageKind.Cancel, default, default, cancel);
}
