using Poise.Domain;

namespace Poise.Venues.Deribit;

internal enum TrackedState : byte
{
    /// <summary>Waits on our side.</summary>
    Waiting,

    /// <summary>Sent; the venue has not said that it has it.</summary>
    Sent,

    /// <summary>The venue has it and it works.</summary>
    Open,
    Closed,
}

/// <summary>An order of ours as the session knows it.</summary>
internal sealed class TrackedOrder(OrderId id, DeribitInstrument instrument, ContractIndex contract, Side side)
{
    public OrderId Id => id;
    public DeribitInstrument Instrument => instrument;
    public ContractIndex Contract => contract;
    public Side Side => side;

    /// <summary>What is to be sent while it waits.</summary>
    public NewOrder Wanted;

    /// <summary>Repeated with each edit, which would take them off else.</summary>
    public bool IsPostOnly, IsReduceOnly;

    public TrackedState State;

    /// <summary>The venue's own name of it; empty until it is heard.</summary>
    public string VenueId = "";

    /// <summary>When the desk gave it, and while it was edited when the venue changed it last.</summary>
    public Instant AskedAt, ChangedAt;

    /// <summary>The link that carried it last (0: none in this life), and until when, by the venue's clock, what it carried may enter.</summary>
    public long SentOnLink;
    public Instant ValidUntil;

    /// <summary>Something was sent for it and nobody knows what came of it: nothing but cancels is sent until that is known.</summary>
    public bool IsUnknown, IsEditUnknown;

    /// <summary>The venue is being asked; or is to be asked again then.</summary>
    public bool IsBeingAsked;
    public Instant AskAgainAt = Instant.Never;

    public bool WantsCancel, IsCancelUnderWay, IsEditUnderWay;
    public Amend? Amendment;
    public Instant AmendAskedAt;

    /// <summary>What the desk was told.</summary>
    public bool IsTold;
    public Lots ToldFilled;
    public OrderStatus ToldStatus;
    public int ToldCode;
    public Instant ToldAt;

    public List<Fill> Fills { get; } = [];
    public Lots FillsSum;

    /// <summary>Since when the venue says that more was filled than executions were heard; never for not at all.</summary>
    public Instant ShortSince = Instant.Never;
    public bool AreTradesAsked;

    public bool IsShort => ToldFilled > FillsSum;
}
