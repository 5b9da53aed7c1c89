using System.Text.Json;
using System.Text.Unicode;
using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>How far a session has come.</summary>
public enum DeribitPhase : byte
{
    /// <summary>No link.</summary>
    Down,

    /// <summary>The venue is greeted and asked for its time.</summary>
    Greeting,
    LoggingIn,

    /// <summary>Heartbeat, cancel-on-disconnect and the catalog are asked for.</summary>
    Preparing,
    Subscribing,

    /// <summary>Orders, positions and trades are asked for.</summary>
    Reconciling,
    Live,

    /// <summary>The venue is being worked on.</summary>
    Maintenance,

    /// <summary>For good: <see cref="DeribitSession.StopReason"/> says why.</summary>
    Stopped,
}

/// <summary>
/// The client's side of the venue's protocol as a pure session: frames, links, timers and orders in; frames, news for the
/// desk and wishes out. No clock, no thread, no socket: the same inputs give the same outputs, byte for byte.
/// </summary>
public sealed partial class DeribitSession
{
    private readonly DeribitSettings _settings;
    private readonly DeribitKey? _key;
    private readonly IVenueSink _desk;
    private readonly IDeribitLink _link;
    private readonly IChainSink? _chain;
    private readonly SeededRandom _nonces;
    private readonly BackOff _backOff;
    private readonly ServerClock _clock = new();
    private readonly string[] _currencies;
    private Instant _now, _bornAt, _heardAt, _liveAt, _wakeAt = Instant.Never;
    private bool _isClockDoubted;
    private long _linkCount;

    /// <param name="key">Null: public data alone, and no orders.</param>
    /// <param name="seed">Of nonces and of the jitter in waits.</param>
    /// <param name="chain">Hears whole pictures, quotes by name and the index as spot; may be null. A chain is of one underlying.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, or there is a chain of several underlyings.</exception>
    public DeribitSession(DeribitSettings settings, DeribitKey? key, ulong seed, IVenueSink desk, IDeribitLink link, IChainSink? chain = null)
    {
        _settings = settings.Checked();
        _key = key;
        _desk = desk;
        _link = link;
        _chain = chain is null || settings.Underlyings.Count == 1 ? chain : throw new ArgumentException("a chain is of one underlying", nameof(chain));
        var random = new SeededRandom(seed);
        _nonces = random.Split("nonce");
        _backOff = new BackOff(settings.FirstBackOff, settings.LongestBackOff, random.Split("back-off"));
        _currencies = [.. settings.Underlyings.Select(DeribitInstrument.CurrencyOf).Distinct(StringComparer.Ordinal)];
        _credits = new RateBudget(settings.Credits, settings.CreditsPerSecond);
        _matching = new RateBudget(settings.MatchingBurst, settings.MatchingPerSecond);
    }

    public DeribitPhase Phase { get; private set; }

    /// <summary>Why the session stopped for good; null while it did not.</summary>
    public string? StopReason { get; private set; }

    /// <summary>The account when the link went live last; null before that, and without a key.</summary>
    public DeribitPicture? Picture { get; private set; }

    /// <summary>Venue's clock minus ours.</summary>
    public Duration ClockOffset => _clock.Offset;

    /// <summary>Orders of which nobody knows what became of them.</summary>
    public int Unknowns { get; private set; }

    private bool IsUp => Phase is not (DeribitPhase.Down or DeribitPhase.Stopped);

    /// <summary>A new link is there.</summary>
    public void LinkUp(Instant at)
    {
        if (Phase != DeribitPhase.Down)
            return;
        Begin(at);
        _heardAt = _now;
        _bornAt = _linkCount == 0 ? _now : _bornAt;
        _linkCount++;
        _link.Noted(_now, DeribitNotice.Link, "connected");
        Greet();
        Finish();
    }

    /// <summary>The link is gone, or could not be made.</summary>
    public void LinkDown(Instant at, string why)
    {
        if (Phase == DeribitPhase.Stopped)
            return;
        Begin(at);
        GoDown(why);
        Finish();
    }

    /// <summary>A whole text frame came.</summary>
    public void Frame(ReadOnlyMemory<byte> bytes, Instant at)
    {
        if (!IsUp)
            return;
        Begin(at);
        if (!IsUp)
        {
            Finish();
            return;
        }
        _heardAt = _now;
        if (!IsText(bytes.Span))
            Drop("a frame is no text");
        else
            Read(bytes);
        Finish();
    }

    /// <summary>The time that was wished for has come, or any other.</summary>
    public void Timer(Instant at)
    {
        Begin(at);
        if (IsUp)
            OnTime();
        Finish();
    }

    // Half surrogates are no text that the venue sends, and no text that can be read.
    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
            return false;
        for (int at = bytes.IndexOf("\\u"u8); at >= 0; at = bytes.IndexOf("\\u"u8))
        {
            bytes = bytes[(at + 2)..];
            if (bytes.Length >= 2 && bytes[0] is (byte)'d' or (byte)'D' && bytes[1] is (>= (byte)'8' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'f') or (>= (byte)'A' and <= (byte)'F'))
                return false;
        }
        return true;
    }

    private void Read(ReadOnlyMemory<byte> bytes)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes);
        }
        catch (JsonException)
        {
            Drop("a frame is no JSON");
            return;
        }
        using (document)
        {
            // What cannot be read at all may have been a fact about the account: asked for again on a new link.
            if (!DeribitFrame.TryRead(document.RootElement, out DeribitFrame frame, out string why))
                Drop($"a frame is refused: {why}");
            else
                On(frame);
        }
    }

    private void On(in DeribitFrame frame)
    {
        switch (frame.Kind)
        {
            case DeribitFrameKind.Reply:
                OnReply(frame);
                break;
            case DeribitFrameKind.Failure:
                OnFailure(frame);
                break;
            case DeribitFrameKind.Update:
                OnUpdate(frame.Text, frame.Body);
                break;
            case DeribitFrameKind.TestRequest:
                SendTest();
                break;
            case DeribitFrameKind.Other:
                _link.Noted(_now, DeribitNotice.Refused, $"a notification '{frame.Text}' is not known");
                break;
            default:
                break; // a heartbeat: that it came is all it says
        }
    }

    /// <summary>
    /// Time goes on. Where it went back, somebody set our clock: all that waits for an instant would wait too long, so a new link is begun. Where it came much later than was wished
    /// for, the clock may have been set, or we slept: what is overdue is done first, and no order leaves before the venue's time has been asked for again.
    /// </summary>
    private void Begin(Instant at)
    {
        bool isLate = IsUp && at - _wakeAt > _settings.ClockTolerance;
        if (_now - at > _settings.ClockTolerance)
        {
            _now = at;
            Drop("our clock was set back");
        }
        if (at > _now)
            _now = at;
        if (!isLate)
            return;
        OnTime();
        if (Phase == DeribitPhase.Live && !_isClockDoubted)
        {
            _isClockDoubted = true;
            _link.Noted(_now, DeribitNotice.Clock, $"our clock is {(_now - _wakeAt).Seconds:0.000} s later than it should be");
            Query(Ask.Time, id => DeribitRequests.Bare(id, "public/get_time"));
        }
    }

    private void Finish()
    {
        // What was waited for may have been told by the venue unasked.
        if (Phase == DeribitPhase.Reconciling && _steps == 0 && _stage == Stage.Resolving && !IsAnyAskedAgain())
            ReconcileFurther();
        if (IsUp)
            Flush();
        _wakeAt = IsUp ? NextWake() : Instant.Never;
        _link.WakeAt(_wakeAt);
    }
}
