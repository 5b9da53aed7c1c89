using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>What a notice of a session is about.</summary>
public enum DeribitNotice : byte
{
    /// <summary>The link came up, went down or is tried again.</summary>
    Link,

    /// <summary>The session stopped for good.</summary>
    Stopped,

    /// <summary>The venue is being worked on: waited out.</summary>
    Maintenance,

    /// <summary>A message was refused.</summary>
    Refused,

    /// <summary>A book has a gap and is asked for again.</summary>
    Gap,

    /// <summary>The two clocks differ much, or one of them drifts.</summary>
    Clock,

    /// <summary>The venue says that we ask too much.</summary>
    Rate,

    /// <summary>An order's outcome is not known, or became known.</summary>
    Order,

    /// <summary>Something about the login.</summary>
    Login,

    /// <summary>Money of the account that is not known, or is known again.</summary>
    Money,
}

/// <summary>What a session wants done. None of it may call back into the session.</summary>
public interface IDeribitLink
{
    /// <summary>A whole text frame, in this order; the array is the caller's no more.</summary>
    void Send(byte[] frame);

    /// <summary>Close the link; the session holds it for down already and is not to be told of it.</summary>
    void Close(string why);

    /// <summary>Connect then; <see cref="Instant.Never"/> when the session has stopped.</summary>
    void ConnectAt(Instant at);

    /// <summary>Call the session's timer then, unless it is called before; replaces the wish before.</summary>
    void WakeAt(Instant at);

    /// <summary>One line for the log. No secret and no token is ever in it.</summary>
    void Noted(Instant at, DeribitNotice about, string text);
}
