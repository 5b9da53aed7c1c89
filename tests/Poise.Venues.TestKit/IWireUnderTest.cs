using Poise.Domain;

namespace Poise.Venues.TestKit;

/// <summary>Frames of a protocol by what they are for, whatever the venue calls them.</summary>
public enum WireFrame
{
    Place,
    PlaceAnswer,
    Amend,
    AmendAnswer,
    Cancel,
    CancelAnswer,
    AccountNews,
    BookNews,

    // The steps of a link that comes up.
    Greeting,
    GreetingAnswer,
    Login,
    LoginAnswer,
    Catalog,
    CatalogAnswer,
    Subscribe,
    SubscribeAnswer,
    OpenOrders,
    OpenOrdersAnswer,
    Positions,
    PositionsAnswer,
    Trades,
    TradesAnswer,
    OrderState,
    OrderStateAnswer,
}

public enum WireFault
{
    Lose,
    Duplicate,
    HoldBack,
    Cut,

    /// <summary>The connection breaks with the frame on its way.</summary>
    Drop,
}

/// <summary>What a venue answers where it has trouble of its own.</summary>
public enum WireTrouble
{
    /// <summary>An error that leaves open what was done.</summary>
    TryAgain,
    Maintenance,
    TooMany,

    /// <summary>The login is no longer good.</summary>
    LoggedOut,
}

/// <summary>A venue at the other end of a wire that can be made to fail.</summary>
public interface IWireUnderTest : IVenueUnderTest
{
    /// <summary>The adapter has called its link up and takes orders.</summary>
    bool IsLive { get; }

    /// <summary>Why the adapter gave up for good; null while it did not.</summary>
    string? StopReason { get; }

    /// <summary>Orders of which the adapter does not know what became of them.</summary>
    int Unknowns { get; }

    /// <summary>Connections made so far.</summary>
    int Connections { get; }

    /// <summary>What the venue told of the account when the link went live last.</summary>
    IAccountQuery? Picture { get; }

    /// <summary>Best bid and ask of the venue's book now; absent sides are NaN.</summary>
    (double Bid, double Ask) Touch { get; }

    /// <summary>The next frame of a sort suffers this.</summary>
    void Suffer(WireFrame frame, WireFault fault, Duration by = default);

    /// <summary>The next request of a sort is answered with trouble.</summary>
    /// <param name="isDone">It is done all the same.</param>
    void Answer(WireFrame request, WireTrouble trouble, bool isDone);

    /// <summary>The connection breaks; what is under way is lost from some point on.</summary>
    /// <param name="serverHearsAfter">How much later the venue notices.</param>
    void Break(Duration serverHearsAfter = default);

    /// <summary>Nothing more is heard of the venue, though the connection stands.</summary>
    void Mute(bool isMute);

    void RestartServer(Duration away);

    /// <summary>The adapter's process dies, and after a while another begins.</summary>
    /// <param name="expected">Orders without an outcome in the desk's memory.</param>
    void RestartDesk(Duration after, params OrderId[] expected);

    /// <summary>Sets the adapter's clock against the venue's.</summary>
    void SetClock(Duration ahead);
}
