using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>Why nobody can go on without a venue.</summary>
public enum AsideRefusal : byte
{
    /// <summary>Somebody can.</summary>
    None,

    /// <summary>The desk has no account there.</summary>
    NoAccount,

    /// <summary>It has confirmed since the start: the desk goes on without it by itself.</summary>
    Confirmed,

    /// <summary>What the account holds there is not known.</summary>
    NeverConfirmed,

    /// <summary>Options and their vols are its.</summary>
    FirstVenue,
}

/// <summary>What a venue said last of an account in one settlement currency, to a hundredth of its equity.</summary>
/// <param name="IsOld">Said before the link was last lost, or by a process before this one: it stands until something else is said.</param>
public readonly record struct ToldMargin(string Currency, MarginReport Report, Instant At, bool IsOld);

/// <summary>A desk's account at one venue: the link to it, how far the venue has confirmed what the book holds there, and its margin as the venue tells it.</summary>
public sealed class AccountState
{
    private readonly OrderLimits? _limits;
    private readonly OrderRate? _rate;
    private DayCount _messages;
    private ToldMargin[] _margins = [];

    internal AccountState(string venue, OrderLimits? limits)
    {
        (Venue, _limits) = (venue, limits?.Checked());
        _rate = limits is null ? null : new OrderRate(limits.MaxOrders, limits.RateWindow);
    }

    public string Venue { get; }

    public bool IsLinkUp { get; internal set; }

    /// <summary>Made since the desk began.</summary>
    public long Links { get; internal set; }

    /// <summary>The venue has confirmed the book since the start, and since the link was last lost.</summary>
    public bool IsReconciled { get; internal set; }

    /// <summary>It has confirmed it once since the start: from then on its absence stops nobody else.</summary>
    public bool HasConfirmed { get; internal set; }

    /// <summary>Somebody goes on without it, though it has not confirmed since the start: what is held there is what the journal has.</summary>
    public bool IsSetAside { get; internal set; }

    /// <summary>The desk waits for it: it has not confirmed since the start, and nobody goes on without it.</summary>
    public bool IsAwaited => !HasConfirmed && !IsSetAside;

    /// <summary>The last instant folded while the venue's confirmation stood: what happened on the account before it is known.</summary>
    public Instant ConfirmedAt { get; internal set; }

    /// <summary>The venue has confirmed the book once in this desk's life: until then what the account holds is what the desk begins with.</summary>
    public bool HasBegun { get; internal set; }

    /// <summary>When that was; not known before.</summary>
    public Instant BegunAt { get; internal set; }

    /// <summary>It has confirmed the book since the desk was locked.</summary>
    internal bool HasConfirmedSinceLock { get; set; }

    /// <summary>Nothing can be sent that would matter: the link is down, or the book there is not confirmed.</summary>
    public bool IsAway => !IsLinkUp || !IsReconciled;

    /// <summary>Orders and messages are left of what may be sent there.</summary>
    public bool TakesOrders(Instant now, int orders = 1) => _limits is null || _rate!.CountAt(now) <= _limits.MaxOrders - orders && _messages.At(now) <= _limits.MaxMessages - orders;

    /// <summary>By settlement currency, in the order in which they were first told; none where the venue never said.</summary>
    public ReadOnlySpan<ToldMargin> Margins => _margins;

    /// <summary>Of what settles in a currency. What was said before a link was lost still counts.</summary>
    public MarginState MarginOf(string currency)
    {
        foreach (ref readonly ToldMargin margin in _margins.AsSpan())
            if (string.Equals(margin.Currency, currency, StringComparison.Ordinal))
                return margin.Report.State;
        return MarginState.None;
    }

    /// <summary>It says something else than what is known, or the first since the link came up.</summary>
    internal bool IsNews(string currency, in MarginReport report)
    {
        int at = Array.FindIndex(_margins, m => m.Currency == currency);
        return at < 0 || _margins[at].IsOld || report.IsNewsAfter(_margins[at].Report);
    }

    internal void Told(string currency, in MarginReport report, Instant at)
    {
        ToldMargin margin = new(currency, report, at, IsOld: false);
        int place = Array.FindIndex(_margins, m => m.Currency == currency);
        if (place < 0)
            _margins = [.. _margins, margin];
        else
            _margins[place] = margin;
    }

    /// <summary>The venue is not heard any more.</summary>
    internal void AgeMargins()
    {
        foreach (ref ToldMargin margin in _margins.AsSpan())
            margin = margin with { IsOld = true };
    }

    internal void CountOrder(Instant at)
    {
        _rate?.Count(at);
        CountMessage(at);
    }

    internal void CountMessage(Instant at) => _messages.Add(at);

    internal void Started()
    {
        (IsLinkUp, IsReconciled, HasConfirmed, IsSetAside) = (false, false, false, false);
        AgeMargins();
    }

    /// <summary>Nothing where the venue never said.</summary>
    internal void AddMarginsTo(ref StateHasher hasher)
    {
        foreach (ref readonly ToldMargin margin in _margins.AsSpan())
        {
            foreach (char letter in margin.Currency)
                hasher.Add(letter);
            hasher.Add(margin.Report.Equity);
            hasher.Add(margin.Report.Initial);
            hasher.Add(margin.Report.Maintenance);
            hasher.Add(margin.At);
            hasher.Add(margin.IsOld ? 1 : 0);
        }
    }

    internal void AddTo(ref StateHasher hasher)
    {
        hasher.Add((IsSetAside ? 32 : 0) | (HasBegun ? 16 : 0) | (HasConfirmedSinceLock ? 8 : 0) | (IsLinkUp ? 4 : 0) | (IsReconciled ? 2 : 0) | (HasConfirmed ? 1 : 0));
        hasher.Add(BegunAt);
        if (_limits is null)
            return;
        _rate!.AddTo(ref hasher);
        _messages.AddTo(ref hasher);
    }
}
