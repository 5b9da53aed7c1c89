namespace Poise.Venues.Deribit;

/// <summary>
/// Reasons in an order's update: the venue's error codes are 9999 and above or below -30000, its reasons of cancels are
/// below 100, those of this side of the link are above 100.
/// </summary>
public enum DeribitReason
{
    None = 0,
    UserRequest = 1,
    Liquidation = 2,
    CancelOnDisconnect = 3,
    RiskMitigation = 4,
    MarginRisk = 5,
    MarginLocked = 6,
    PositionLocked = 7,
    ProtectionTripped = 8,
    ProtectionChanged = 9,
    PostOnlyEdit = 10,
    OtherClosed = 11,
    PrimaryClosed = 12,
    Settlement = 13,

    /// <summary>A word that the protocol's document does not have.</summary>
    OtherCancel = 99,

    /// <summary>It never left: there is no live link.</summary>
    NotLive = 101,

    /// <summary>It never left: the contract is not listed, or no longer trades.</summary>
    NotListed = 102,

    /// <summary>It never left: the limit is off the venue's price grid at this height, or the quantity is none.</summary>
    OffGrid = 103,

    /// <summary>It never left: as many orders wait for the venue's rate as may.</summary>
    QueueFull = 104,

    /// <summary>It never left: it would have left too late.</summary>
    TooLate = 105,

    /// <summary>It never left: it was cancelled, or the link was lost, while it waited.</summary>
    NotSent = 106,

    /// <summary>It was sent, and the venue does not know it and can no longer take it.</summary>
    NeverArrived = 107,

    /// <summary>It was open, and the venue has forgotten it: it is not open any more.</summary>
    Forgotten = 108,

    /// <summary>An amend of an order that is not known or has ended.</summary>
    NoSuchOrder = 109,

    /// <summary>It never left: the session only looks.</summary>
    ReadOnly = 110,
}

/// <summary>The venue's words for why an order was cancelled.</summary>
public static class DeribitReasons
{
    public static DeribitReason OfCancel(string word) => word switch
    {
        "" => DeribitReason.None,
        "user_request" => DeribitReason.UserRequest,
        "autoliquidation" => DeribitReason.Liquidation,
        "cancel_on_disconnect" => DeribitReason.CancelOnDisconnect,
        "risk_mitigation" => DeribitReason.RiskMitigation,
        "pme_risk_reduction" => DeribitReason.MarginRisk,
        "pme_account_locked" => DeribitReason.MarginLocked,
        "position_locked" => DeribitReason.PositionLocked,
        "mmp_trigger" => DeribitReason.ProtectionTripped,
        "mmp_config_curtailment" => DeribitReason.ProtectionChanged,
        "edit_post_only_reject" => DeribitReason.PostOnlyEdit,
        "oco_other_closed" => DeribitReason.OtherClosed,
        "oto_primary_closed" => DeribitReason.PrimaryClosed,
        "settlement" => DeribitReason.Settlement,
        _ => DeribitReason.OtherCancel,
    };
}
