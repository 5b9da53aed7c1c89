using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>Why a connection is closed.</summary>
public enum SessionClose
{
    /// <summary>The client closed it, or it broke.</summary>
    ByClient,
    LoggedOut,

    /// <summary>A frame above the largest request.</summary>
    TooLarge,

    /// <summary>Too many frames in a row that are no requests.</summary>
    Malformed,

    /// <summary>A frame that is no text.</summary>
    NotText,

    /// <summary>A test request was not answered in time.</summary>
    HeartbeatMissed,

    /// <summary>The client reads more slowly than it is written to.</summary>
    SlowReader,

    /// <summary>A frame was begun and not ended in time.</summary>
    SlowSender,
    ServerStops,
}

/// <summary>Whose orders are cancelled when a connection drops.</summary>
public enum CancelScope
{
    None,

    /// <summary>Those that came over it.</summary>
    Connection,

    /// <summary>All of its account.</summary>
    Account,
}

/// <summary>The rule of it, which holds when a connection drops and when an exchange comes back without its connections.</summary>
internal static class CancelScopes
{
    /// <param name="own">What the connection says; null for nothing.</param>
    /// <param name="accountCancels">What its account says.</param>
    public static CancelScope Of(CancelScope? own, bool accountCancels) => own ?? (accountCancels ? CancelScope.Account : CancelScope.None);
}

/// <summary>Where a session's frames go.</summary>
public interface ISessionSink
{
    /// <summary>A frame to the client; its bytes are taken before the call returns.</summary>
    void Send(ReadOnlySpan<byte> frame);

    /// <summary>Close the connection after what has been sent. Nothing is sent afterwards.</summary>
    void Close(SessionClose reason);
}

/// <summary>What stands behind the protocol. Called by one thread, between requests.</summary>
public interface IServerDesk
{
    /// <summary>"false" where all markets are open, "partial" or "true" where some or all are locked.</summary>
    string Locked { get; }

    /// <summary>Whether there is what the channel is about: its instrument, its index.</summary>
    bool Knows(in DeribitChannel channel);

    /// <summary>A session listens to one more channel; the reply is out, and a snapshot may follow it.</summary>
    void Subscribed(ServerSession session, in DeribitChannel channel, Instant now);

    /// <summary>A session listens to one channel less.</summary>
    void Unsubscribed(ServerSession session, in DeribitChannel channel);

    /// <summary>Whether connections of an account cancel its orders when they drop, where they say nothing else.</summary>
    bool CancelsOnDisconnect(int account);

    void SetCancelOnDisconnect(int account, bool isOn);

    /// <summary>A session has logged in, or whose orders its drop cancels has changed.</summary>
    void Changed(ServerSession session);

    /// <summary>A connection is gone; its channels have been taken off before.</summary>
    /// <param name="cancel">Whose orders are to be cancelled.</param>
    void Closed(ServerSession session, CancelScope cancel, Instant now);

    /// <summary>All requests that were there have been handled.</summary>
    void EndBatch(Instant now);

    /// <summary>Time has passed.</summary>
    void Tick(Instant now);
}
