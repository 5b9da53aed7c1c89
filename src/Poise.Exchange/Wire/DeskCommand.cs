using Poise.Domain;

namespace Poise.Exchange;

public enum DeskCommandKind : byte
{
    None,
    Place,
    Amend,
    Cancel,
}

/// <summary>What an account asks of the venue. Contracts by the venue's own numbers.</summary>
public readonly struct DeskCommand
{
    private DeskCommand(DeskCommandKind kind, in NewOrder place, in Amend amend, in Cancel cancel)
    {
        Kind = kind;
        Order = place;
        Amendment = amend;
        Cancellation = cancel;
    }

    public DeskCommandKind Kind { get; }

    public NewOrder Order { get; }

    public Amend Amendment { get; }

    public Cancel Cancellation { get; }

    public static DeskCommand Place(in NewOrder order) => new(DeskCommandKind.Place, order, default, default);

    public static DeskCommand Amend(in Amend amend) => new(DeskCommandKind.Amend, default, amend, default);

    public static DeskCommand Cancel(in Cancel cancel) => new(DeskCommandKind.Cancel, default, default, cancel);
}
