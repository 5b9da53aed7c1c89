using Poise.Domain;

namespace Poise.Exchange.Server;

internal enum HeartbeatStep
{
    /// <summary>Not yet, or no heartbeat is set.</summary>
    None,
    Beat,

    /// <summary>The client was silent: it is asked for a sign.</summary>
    Test,

    /// <summary>It gave none.</summary>
    Missed,
}

/// <summary>A beat every interval; a client that was silent for a whole one is asked for public/test, and has the next interval to send it. Off by default.</summary>
internal struct Heartbeat
{
    private readonly Duration _every;
    private Instant _next;
    private bool _heard, _isAsked;

    public Heartbeat(Duration every, Instant now) => (_every, _next) = (every, now + every);

    public readonly Instant Next => _every == Duration.Zero ? Instant.Never : _next;

    public void Heard() => _heard = true;

    public void Answered() => _isAsked = false;

    public HeartbeatStep Beat(Instant now)
    {
        if (now < Next)
            return HeartbeatStep.None;
        if (_isAsked)
            return HeartbeatStep.Missed;
        // Woken late, the client has its whole interval all the same.
        _next = now + _every;
        _isAsked = !_heard;
        _heard = false;
        return _isAsked ? HeartbeatStep.Test : HeartbeatStep.Beat;
    }
}
