using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>
/// One connection: frames, timers and its end come in; frames, a time to be woken and a close go out. It keeps no clock and waits for nothing.
/// </summary>
public sealed class ServerSession
{
    private readonly DeribitServer _server;
    private readonly ISessionSink _sink;
    private readonly List<DeribitChannel> _channels = [];
    private readonly HashSet<DeribitChannel> _has = [];
    private readonly List<DeribitChannel> _fresh = [];
    private CreditPool _credits;
    private Heartbeat _heartbeat;
    private int _malformed;
    private CancelScope? _cancel;
    private SessionClose? _closing;
    private bool _leavesOrders;

    internal ServerSession(DeribitServer server, long number, string address, ISessionSink sink) =>
        (_server, Number, Address, _sink) = (server, number, address, sink);

    internal DeribitServer Server => _server;

    /// <summary>Above zero, never given twice.</summary>
    public long Number { get; }

    public string Address { get; }

    /// <summary>Who has logged in; null where nobody has, or the login has run out.</summary>
    public Login? Login { get; private set; }

    /// <summary>Who had logged in, also when the login is no longer good: whose orders a drop may cancel.</summary>
    public Login? LastLogin { get; private set; }

    public bool IsOpen { get; private set; } = true;

    /// <summary>In the order in which they were asked for.</summary>
    public IReadOnlyList<DeribitChannel> Channels => _channels;

    /// <summary>When the session wants to be woken; asked for after each call.</summary>
    public Instant WakeAt => !IsOpen ? Instant.Never : Login is not null && Login.Expires < _heartbeat.Next ? Login.Expires : _heartbeat.Next;

    /// <summary>Whose orders are cancelled when the connection drops now.</summary>
    public CancelScope CancelOnDisconnect => LastLogin is null ? CancelScope.None : CancelScopes.Of(OwnCancel, _server.Desk.CancelsOnDisconnect(LastLogin.Account));

    /// <summary>What the connection itself says of it; null where it is as its account has it.</summary>
    internal CancelScope? OwnCancel => _leavesOrders ? CancelScope.None : _cancel;

    /// <summary>A frame of the client.</summary>
    /// <param name="arrived">When its last byte came.</param>
    /// <param name="now">When it is handled, not earlier.</param>
    public void Received(ReadOnlySpan<byte> frame, Instant arrived, Instant now)
    {
        if (!IsOpen)
            return;
        if (frame.Length > _server.Settings.LargestRequest)
        {
            Close(SessionClose.TooLarge);
            return;
        }
        _heartbeat.Heard();
        ExpireLogin(now);
        if (_server.Answer(this, frame, arrived, now))
            _malformed = 0;
        else if (++_malformed >= _server.Settings.MalformedInRow)
            Close(SessionClose.Malformed);
        if (_closing is SessionClose reason)
            Close(reason);
        // First the reply, then what the new channels begin with.
        for (int i = 0; i < _fresh.Count && IsOpen; i++)
            _server.Desk.Subscribed(this, _fresh[i], now);
        _fresh.Clear();
    }

    /// <summary>The time has come that was asked for, or later.</summary>
    public void Woken(Instant now)
    {
        if (!IsOpen)
            return;
        ExpireLogin(now);
        switch (_heartbeat.Beat(now))
        {
            case HeartbeatStep.Missed:
                Close(SessionClose.HeartbeatMissed);
                break;
            case HeartbeatStep.Beat:
                Send(_server.Notices.Heartbeat(isTest: false));
                break;
            case HeartbeatStep.Test:
                Send(_server.Notices.Heartbeat(isTest: false));
                Send(_server.Notices.Heartbeat(isTest: true));
                break;
        }
    }

    /// <summary>The connection is gone, whoever closed it. Called once.</summary>
    public void Closed(Instant now)
    {
        IsOpen = false;
        CancelScope cancel = CancelOnDisconnect;
        while (_channels.Count > 0)
            Unsubscribe(_channels[^1]);
        _server.Access.Closed(Number);
        _server.Desk.Closed(this, cancel, now);
    }

    /// <summary>A frame to the client; nothing once the session is closed.</summary>
    public void Send(ReadOnlySpan<byte> frame)
    {
        if (IsOpen)
            _sink.Send(frame);
    }

    /// <summary>Closes the connection after what has been sent.</summary>
    public void Close(SessionClose reason)
    {
        if (!IsOpen)
            return;
        IsOpen = false;
        if (reason == SessionClose.LoggedOut)
        {
            _leavesOrders = true;
            _server.Desk.Changed(this);
        }
        _sink.Close(reason);
    }

    /// <summary>Closes the connection once the call that asks for it has been answered.</summary>
    internal void CloseAfterReply(SessionClose reason) => _closing = reason;

    public bool Listens(in DeribitChannel channel) => _has.Contains(channel);

    /// <summary>Takes a channel off; false where the session did not listen to it.</summary>
    public bool Unsubscribe(in DeribitChannel channel)
    {
        if (!_has.Remove(channel))
            return false;
        _channels.Remove(channel);
        _fresh.Remove(channel);
        _server.Audience.Remove(channel, this);
        _server.Desk.Unsubscribed(this, channel);
        return true;
    }

    internal void Subscribe(in DeribitChannel channel)
    {
        if (!_has.Add(channel))
            return;
        _channels.Add(channel);
        _fresh.Add(channel);
        _server.Audience.Add(channel, this);
    }

    /// <summary>Another login takes the place of this one; with another account or fewer rights go the channels that they carried.</summary>
    internal void Enter(Login login)
    {
        Login? before = Login;
        (Login, LastLogin) = (login, login);
        _server.Desk.Changed(this);
        if (before is null)
            return;
        for (int i = _channels.Count - 1; i >= 0; i--)
        {
            DeribitChannel channel = _channels[i];
            if (channel.IsPrivate && (before.Account != login.Account || !login.Rights.Allow(SessionMethods.NeedOf(channel))))
                Unsubscribe(channel);
        }
    }

    internal void SetHeartbeat(Duration every, Instant now) => _heartbeat = new Heartbeat(every, now);

    internal void StopHeartbeat() => _heartbeat = default;

    /// <summary>public/test came, which answers a test request.</summary>
    internal void Tested() => _heartbeat.Answered();

    internal void SetCancelOnDisconnect(bool isOn)
    {
        _cancel = isOn ? CancelScope.Connection : CancelScope.None;
        _server.Desk.Changed(this);
    }

    internal bool CancelsConnection => _cancel == CancelScope.Connection;

    internal bool TryTake(RateClass rates, Instant now) =>
        Login is Login login ? _server.Limits.TryTake(login.Account, rates, now) : _server.Limits.TryTake(ref _credits, now);

    private void ExpireLogin(Instant now)
    {
        if (Login is null || Login.IsGood(now))
            return;
        Login = null;
        for (int i = _channels.Count - 1; i >= 0; i--)
        {
            if (_channels[i].NeedsLogin)
                Unsubscribe(_channels[i]);
        }
    }
}
