using System.Text.Json;
using Poise.Domain;

namespace Poise.Venues.Deribit;

public sealed partial class DeribitSession
{
    private const string ClientName = "poise", ClientVersion = "0.1.0";

    /// <summary>A link that lived so long was no bad one: the next wait is the shortest again.</summary>
    private static readonly Duration GoodLink = Duration.FromSeconds(60);

    private string _refreshToken = "";
    private Instant _refreshAt = Instant.Never, _clockTaken, _clockAt = Instant.Never;
    private bool _isLoggingInAgain;

    private void Greet()
    {
        Phase = DeribitPhase.Greeting;
        Query(Ask.Hello, id => DeribitRequests.Hello(id, ClientName, ClientVersion), isStep: true);
        Query(Ask.Time, id => DeribitRequests.Bare(id, "public/get_time"), isStep: true);
    }

    private void NextStep()
    {
        switch (Phase)
        {
            case DeribitPhase.Greeting when _key is not null:
                Phase = DeribitPhase.LoggingIn;
                Query(Ask.Login, Login, isStep: true);
                break;
            case DeribitPhase.Greeting or DeribitPhase.LoggingIn:
                Prepare();
                break;
            case DeribitPhase.Preparing when IsChainUnlisted:
                Query(Ask.Underlyings, id => DeribitRequests.Instruments(id, null, "option"), isStep: true);
                break;
            case DeribitPhase.Preparing:
                Subscribe();
                break;
            case DeribitPhase.Subscribing when _key is not null:
                Reconcile();
                break;
            case DeribitPhase.Subscribing when _heldBefore.Count > 0:
                AskWhatEnded();
                break;
            case DeribitPhase.Subscribing:
                GoLive();
                break;
            case DeribitPhase.Reconciling:
                ReconcileFurther();
                break;
            default:
                break;
        }
    }

    private byte[] Login(long id)
    {
        long timestamp = _clock.Venue(_now).UnixMilliseconds;
        string nonce = _nonces.NextUInt64().ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
        return DeribitRequests.Login(id, _key!.Id, timestamp, nonce, _key.Sign(timestamp, nonce), _settings.IsReadOnly ? DeribitRequests.ReadingScope : null);
    }

    private void Prepare()
    {
        Phase = DeribitPhase.Preparing;
        Query(Ask.Heartbeat, id => DeribitRequests.SetHeartbeat(id, _settings.HeartbeatSeconds), isStep: true);
        if (_key is not null && !_settings.IsReadOnly)
            Query(Ask.CancelOnDisconnect, DeribitRequests.CancelOnDisconnect, isStep: true);
        Query(Ask.Status, id => DeribitRequests.Bare(id, "public/status"), isStep: true);
        foreach (string currency in _currencies)
        {
            Query(Ask.Instruments, id => DeribitRequests.Instruments(id, currency, "future"), isStep: true, subject: currency);
            Query(Ask.Instruments, id => DeribitRequests.Instruments(id, currency, "option"), isStep: true, subject: currency);
        }
    }

    private void GoLive()
    {
        Phase = DeribitPhase.Live;
        _liveAt = _now;
        if (_key is not null)
            Picture = Paint();
        _link.Noted(_now, DeribitNotice.Link, "live");
        _desk.LinkChanged(_now, isUp: true);
        if (_chain is not null)
        {
            _chain.Failed(null);
            AskChain();
        }
        if (_earlyCancels.Count > 0)
            TakeEarlyCancels();
    }

    private bool TakeTime(Asked asked, JsonElement body, out string why)
    {
        why = "it is no time in milliseconds";
        if (!DeribitFields.TryNumber(body, out decimal milliseconds) || milliseconds != decimal.Truncate(milliseconds)
            || !Stamps.TryMilliseconds((double)milliseconds, out Instant venue))
            return false;
        Duration before = _clock.Offset;
        bool isFirst = !_clock.IsMeasured;
        bool isMeasured = _clock.Measure(asked.SentAt, _now, venue);
        // Too slow to say anything: asked again while the clock is doubted.
        if (isMeasured)
            _isClockDoubted = false;
        else if (_isClockDoubted)
            Query(Ask.Time, id => DeribitRequests.Bare(id, "public/get_time"));
        if (isMeasured && Far(isFirst ? _clock.Offset : _clock.Offset - before))
            _link.Noted(_now, DeribitNotice.Clock, isFirst
                ? $"the venue's clock is {_clock.Offset.Seconds:0.000} s ahead of ours"
                : $"the clocks drift: the venue's was {before.Seconds:0.000} s ahead of ours and is {_clock.Offset.Seconds:0.000} s ({1e6 * _clock.Drift:0} us a second)");
        (_clockTaken, _clockAt) = (_now, _now + _settings.ClockEvery);
        return true;

        bool Far(Duration offset) => Math.Abs(offset.Nanoseconds) > _settings.ClockTolerance.Nanoseconds;
    }

    private bool TakeLogin(JsonElement body, out string why)
    {
        if (!DeribitLogin.TryRead(body, out DeribitLogin login, out why))
            return false;
        if (login.Complaint(_settings.IsReadOnly) is { } complaint)
        {
            Stop(complaint);
            return true;
        }
        _isLoggingInAgain = false;
        _refreshToken = login.RefreshToken;
        _refreshAt = _now + new Duration(login.Lasts.Nanoseconds / 5 * 4);
        return true;
    }

    /// <summary>The venue holds the login for ended, or will soon: a new one on the same link, while orders wait.</summary>
    private void LogInAgain(string why)
    {
        if (_isLoggingInAgain || !IsUp)
            return;
        _isLoggingInAgain = true;
        _refreshAt = Instant.Never;
        _link.Noted(_now, DeribitNotice.Login, $"a new login: {why}");
        _credits.Take(_now, _settings.CreditsPerRequest);
        long id = ++_lastId;
        Emit(new Asked(id, Ask.Relogin, Login(id), IsStep: false, "", default, IsHistorical: false));
    }

    private bool TakeStatus(JsonElement body, out string why)
    {
        var fields = new DeribitFields(body, "status");
        string locked = fields.Text("locked");
        bool isLocked = locked == "true";
        if (locked == "partial" && fields.TryGet("locked_indices", out JsonElement indices) && indices.ValueKind == JsonValueKind.Array)
            foreach (JsonElement index in indices.EnumerateArray())
                isLocked |= DeribitFields.TryText(index, out string name) && IsOurs(name);
        else if (locked is not ("true" or "false" or "partial"))
            fields.Refuse("locked", $"'{DeribitFields.Printable(locked)}' is not known");
        why = fields.Fault ?? "";
        if (fields.Fault is not null)
            return false;
        if (isLocked)
            WaitOut("the platform is locked");
        else if (Phase == DeribitPhase.Maintenance)
            Drop("maintenance is over: all is begun anew");
        return true;
    }

    // btc_usd is the index of BTC, btc_usdc that of BTC_USDC.
    private bool IsOurs(string index)
    {
        foreach (string underlying in _settings.Underlyings)
        {
            string own = underlying.Contains('_', StringComparison.Ordinal) ? underlying : underlying + "_usd";
            if (string.Equals(index, own, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static bool IsMaintenance(in DeribitError error) =>
        error.Code == DeribitError.Maintenance.Code || error.Code == DeribitError.Settling.Code || error.Code == DeribitError.TemporarilyUnavailable.Code;

    /// <summary>The venue is being worked on: the link stays, the desk is told that it is down, and the venue is asked now and then.</summary>
    private void WaitOut(string why)
    {
        _askStatusAt = _now + _settings.MaintenanceWait;
        if (Phase == DeribitPhase.Maintenance)
            return;
        _link.Noted(_now, DeribitNotice.Maintenance, $"waiting: {why}");
        LeaveOrders();
        ForgetRequests();
        _isLoggingInAgain = false; // its question is forgotten too
        TellDown($"maintenance: {why}");
        Phase = DeribitPhase.Maintenance;
    }

    private void TellDown(string why)
    {
        ForgetBooks();
        if (Phase == DeribitPhase.Live)
            _desk.LinkChanged(_now, isUp: false);
        _chain?.Failed(why);
    }

    /// <summary>Closes the link from our side and comes back after a while.</summary>
    private void Drop(string why)
    {
        if (!IsUp)
            return;
        _link.Close(why);
        GoDown(why);
    }

    private void GoDown(string why)
    {
        if (IsUp)
            Leave(why);
        else
            _chain?.Failed(why);
        if (_liveAt.IsKnown && _now - _liveAt >= GoodLink)
            _backOff.Reset();
        _liveAt = default;
        Duration wait = _backOff.Next();
        _link.Noted(_now, DeribitNotice.Link, $"down: {why}; tried again in {wait.Seconds:0.0} s");
        _link.ConnectAt(_now + wait);
    }

    private void Leave(string why)
    {
        LeaveOrders();
        LeaveAccount();
        ForgetRequests();
        TellDown(why);
        _isLoggingInAgain = _isClockDoubted = false;
        _refreshToken = "";
        (_refreshAt, _clockAt) = (Instant.Never, Instant.Never);
        (_cancelsAt, _deliveriesAt) = (default, default);
        Phase = DeribitPhase.Down;
    }

    private void Stop(string why)
    {
        if (Phase == DeribitPhase.Stopped)
            return;
        if (IsUp)
        {
            _link.Close(why);
            Leave(why);
        }
        Phase = DeribitPhase.Stopped;
        StopReason = why;
        _link.Noted(_now, DeribitNotice.Stopped, why);
        _link.ConnectAt(Instant.Never);
    }

    private Duration Silence => Duration.FromSeconds((long)_settings.HeartbeatSeconds * _settings.SilentHeartbeats);

    private void OnTime()
    {
        if (_now - _heardAt >= Silence)
        {
            Drop($"nothing was heard for {Silence.Seconds} s");
            return;
        }
        CheckAnswers();
        if (!IsUp)
            return;
        if (Phase == DeribitPhase.Maintenance)
        {
            if (_now >= _askStatusAt)
            {
                _askStatusAt = Instant.Never;
                Query(Ask.Status, id => DeribitRequests.Bare(id, "public/status"));
            }
            return;
        }
        if (_now >= _refreshAt)
        {
            _refreshAt = Instant.Never;
            Query(Ask.Refresh, id => DeribitRequests.Refresh(id, _refreshToken));
        }
        if (_now >= _clockAt)
        {
            _clockAt = Instant.Never;
            Query(Ask.Time, id => DeribitRequests.Bare(id, "public/get_time"));
        }
        MendBooks();
        if (_now >= _chainAt)
            AskChain();
        if (_now >= _fundingAt && Phase == DeribitPhase.Live)
            AskFunding(isStep: false);
        if (Phase is DeribitPhase.Reconciling or DeribitPhase.Live)
            MendMargins();
        if (Phase == DeribitPhase.Live)
            MendPositions();
        if (!IsUp)
            return;
        CheckOrders();
        if (_now >= NextDelivery())
            AskDeliveries(isStep: false);
    }

    private Instant NextWake()
    {
        Instant next = _heardAt + Silence;
        if (Oldest() is { } oldest)
            Sooner(oldest.SentAt + _settings.AnswerWithin);
        if (_backlog.Count > 0 && !_isLoggingInAgain)
            Sooner(_credits.NextAt(_now, _settings.CreditsPerRequest));
        if (Phase == DeribitPhase.Maintenance)
        {
            Sooner(_askStatusAt);
            return next;
        }
        Sooner(_refreshAt);
        Sooner(_clockAt);
        Sooner(NextMend());
        Sooner(_chainAt);
        if (Phase == DeribitPhase.Live)
        {
            Sooner(_fundingAt);
            Sooner(_doubtAt);
        }
        Sooner(NextMargin());
        Sooner(NextOrderWake());
        Sooner(NextDelivery());
        return next;

        void Sooner(Instant at)
        {
            if (at < next)
                next = at;
        }
    }
}
