using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Storage;
using Poise.Venues;

namespace Poise.Runtime;

/// <summary>Where a driver stands within a batch. A crash may come between any two.</summary>
public enum DriverPhase : byte
{
    /// <summary>Nothing under way.</summary>
    Idle,

    /// <summary>Events are folded, the batch has decided; cancels have left.</summary>
    Decided,

    /// <summary>Intents are durable; orders may leave.</summary>
    Durable,
}

/// <summary>
/// Carries a desk through its batches, without threads and without a clock: takes events from the inbox, keeps what must
/// be kept, makes intents durable before their orders leave, and sends cancels at once. Live, paper and worlds all drive
/// a desk through here.
/// </summary>
public sealed partial class DeskDriver : IVenueSink
{
    /// <summary>Most events in one batch.</summary>
    public const int LargestBatch = 256;

    private const int BatchesBetweenChecks = 256;
    private readonly Inbox _inbox;
    private readonly Journal _journal;
    private readonly IOrderGateway _gateway;
    private readonly IDeskWatch? _watch;
    private readonly Recording? _recording;
    private readonly DeskEvent[] _batch = new DeskEvent[LargestBatch];
    private readonly Effect[] _effects = new Effect[64];
    private byte[] _bytes = new byte[DeskEventCodec.UsualLength];
    private int _effectCount;
    private int _nextEffect;
    private bool _mustFlush;
    private bool _isBroken;
    private bool _isBorderKept;
    private Instant _borderAt;

    internal DeskDriver(Desk desk, Inbox inbox, Journal journal, IOrderGateway gateway, IDeskWatch? watch, Recording? recording)
    {
        _recording = recording;
        Desk = desk;
        _inbox = inbox;
        _journal = journal;
        _gateway = gateway;
        _watch = watch;
    }

    public Desk Desk { get; }

    public DriverPhase Phase { get; private set; }

    /// <summary>When the desk wants to be woken; <see cref="Instant.Never"/> while no wake-up is asked for.</summary>
    public Instant WakeAt { get; private set; } = Instant.Never;

    /// <summary>Why the journal takes nothing more, or null. The desk is halted then.</summary>
    public string? JournalFailure { get; private set; }

    /// <summary>Why an event could not be folded, the last one, or null. The desk is halted then.</summary>
    public string? BrokenBy { get; private set; }

    /// <summary>Flushes that a batch waited for.</summary>
    public long Flushes { get; private set; }

    public long LostPrints => _inbox.LostPrints;

    public long ConflatedQuotes => _inbox.ConflatedQuotes;

    /// <summary>Hands an event in: a command, a fit, or what the venue said.</summary>
    public void Offer(in DeskEvent e) => _inbox.Offer(e);

    /// <summary>Runs whole batches until nothing waits.</summary>
    /// <returns>How many batches ended.</returns>
    public int Run(Instant now)
    {
        int batches = 0;
        while (Step(now) || Phase != DriverPhase.Idle)
            batches += Phase == DriverPhase.Idle ? 1 : 0;
        return batches;
    }

    /// <summary>Does the next single thing of a batch: fold and decide, flush, or send one order.</summary>
    /// <returns>False when there was nothing to do.</returns>
    public bool Step(Instant now)
    {
        switch (Phase)
        {
            case DriverPhase.Decided:
                MakeDurable();
                return true;
            case DriverPhase.Durable:
                SendNext();
                return true;
            default:
                if (now >= WakeAt)
                {
                    WakeAt = Instant.Never;
                    _inbox.Offer(DeskEvent.TimerFired(now));
                }
                if (_inbox.IsEmpty)
                    return false;
                Decide(now);
                return true;
        }
    }

    /// <summary>Makes everything folded so far durable: at a clean end, not in a batch.</summary>
    /// <returns>False when it is not all durable: <see cref="JournalFailure"/> says why.</returns>
    public bool FlushAll()
    {
        bool isDurable = JournalFailure is null && TryFlush();
        _recording?.End(Desk);
        return isDurable;
    }

    private void Decide(Instant now)
    {
        _recording?.Note(Desk);
        _isBorderKept = false;
        int count = _inbox.Take(_batch, now);
        for (int i = 0; i < count; i++)
            Fold(_batch[i]);
        _borderAt = Desk.Now > now ? Desk.Now : now;
        EffectWriter effects = new(_effects);
        bool isHedging = Desk.EndBatch(_borderAt, ref effects);
        _effectCount = effects.Count;
        // Sums that do not agree let no order out: checked before each one, and now and then without.
        _isBroken = (isHedging || Desk.Batches % BatchesBetweenChecks == 0) && !DoSumsAgree();
        DeskEvent border = DeskEvent.BatchEnded(_borderAt, Desk.Batches);
        _recording?.Add(border);
        if (_isBorderKept || HasIntents())
            Keep(border);
        SendCancels();
        if (_watch is not null)
        {
            foreach (Hedger hedger in Desk.Hedgers)
                _watch.OnDecision(Desk, hedger, hedger.LastDecision);
        }
        Phase = DriverPhase.Decided;
    }

    private bool DoSumsAgree()
    {
        try
        {
            Desk.Invariants();
            Desk.CheckDrift(1e-6);
            return true;
        }
        catch (BrokenInvariantException broken)
        {
            BrokenBy = broken.Message;
            Offer(DeskEvent.TradingStateSet(Desk.Now, TradingState.Halted, TradingStateReason.BrokenInvariant));
            return false;
        }
    }

    /// <summary>Folds one event into the desk, and into the journal unless it is market data; margin that says nothing new into neither.</summary>
    private void Fold(in DeskEvent e)
    {
        if (e.Kind == DeskEventKind.MarginReported && !Desk.IsNews(e))
            return; // a journal does not grow by what moves a little each second
        try
        {
            Desk.Apply(e);
        }
        catch (ArgumentException impossible)
        {
            // Not journalled: a recovery could not fold it either.
            BrokenBy = $"{e.Kind}: {impossible.Message}";
            Fold(DeskEvent.TradingStateSet(e.At, TradingState.Halted, TradingStateReason.BrokenInvariant));
            return;
        }
        _recording?.Add(e);
        if (e.Lane == Lane.Facts)
        {
            Keep(e);
            _isBorderKept = true; // borders of batches that held quotes alone are the recording's
        }
        // An operator's word survives a crash once it has been followed.
        if (e.Kind is DeskEventKind.TradingStateSet or DeskEventKind.BandSet or DeskEventKind.PolicySet or DeskEventKind.LimitsSet or DeskEventKind.DeskLimitsSet or DeskEventKind.SettingsSet or DeskEventKind.WorkingSet or DeskEventKind.PackageAsked or DeskEventKind.VenueSetAside)
            _mustFlush = true;
        _watch?.OnEvent(Desk, e);
    }

    private void SendCancels()
    {
        for (int i = 0; i < _effectCount; i++)
        {
            ref readonly Effect effect = ref _effects[i];
            if (effect.Kind == EffectKind.Cancel)
                _gateway.Cancel(effect.Cancellation);
            else if (effect.Kind == EffectKind.WakeAt && effect.WakeAt < WakeAt)
                WakeAt = effect.WakeAt;
            else if (effect.NeedsDurability)
                _mustFlush = true;
        }
    }

    private bool HasIntents()
    {
        for (int i = 0; i < _effectCount; i++)
            if (_effects[i].Kind is not (EffectKind.WakeAt or EffectKind.None))
                return true;
        return false;
    }

    private void MakeDurable()
    {
        for (int i = 0; i < _effectCount; i++)
            if (_effects[i].TryAsEvent(_borderAt, out DeskEvent kept))
            {
                _recording?.Add(kept);
                Keep(kept);
                _watch?.OnIntent(Desk, kept);
            }
        _nextEffect = 0;
        if (_isBroken)
        {
            _isBroken = false;
            AbandonIntents();
            return; // the halt waits in the inbox
        }
        if (_mustFlush)
        {
            _mustFlush = false;
            if (JournalFailure is not null || !TryFlush())
            {
                AbandonIntents();
                return;
            }
            Flushes++;
        }
        Phase = DriverPhase.Durable;
    }

    private void SendNext()
    {
        while (_nextEffect < _effectCount)
        {
            ref readonly Effect effect = ref _effects[_nextEffect++];
            if (effect.Kind == EffectKind.Place)
            {
                _gateway.Place(effect.Order);
                return;
            }
            if (effect.Kind == EffectKind.Amend)
            {
                _gateway.Amend(effect.Amendment);
                return;
            }
        }
        Phase = DriverPhase.Idle;
    }

    /// <summary>No memory or no trust, no orders: what was to leave did not, and the desk halts.</summary>
    private void AbandonIntents()
    {
        for (int i = 0; i < _effectCount; i++)
        {
            if (_effects[i].Kind != EffectKind.Place)
                continue;
            DeskEvent neverLeft = DeskEvent.OrderNotFound(_borderAt, _effects[i].Order.Value.Id);
            Desk.Apply(neverLeft);
            _recording?.Add(neverLeft);
            Keep(neverLeft);
            _watch?.OnIntent(Desk, neverLeft);
        }
        Phase = DriverPhase.Idle;
        if (JournalFailure is not null && !Desk.IsLocked)
            _inbox.Offer(DeskEvent.TradingStateSet(_borderAt, TradingState.Halted, TradingStateReason.JournalFailed));
    }

    private void Keep(in DeskEvent e)
    {
        if (JournalFailure is not null)
            return;
        int length;
        while (!DeskEventCodec.TryEncode(e, _bytes, out length))
            Array.Resize(ref _bytes, 2 * length);
        try
        {
            _journal.Append(_bytes.AsSpan(0, length));
        }
        catch (JournalException failure)
        {
            JournalFailure = failure.Message;
            _inbox.Offer(DeskEvent.TradingStateSet(e.At, TradingState.Halted, TradingStateReason.JournalFailed));
        }
    }

    private bool TryFlush()
    {
        try
        {
            _journal.Flush();
            return true;
        }
        catch (JournalException failure)
        {
            JournalFailure = failure.Message;
            return false;
        }
    }
}
