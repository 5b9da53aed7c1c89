using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

public enum EffectKind : byte
{
    None,
    Place,
    Amend,
    Cancel,
    WakeAt,

    /// <summary>For the journal alone: a wish begins to be worked, or is over.</summary>
    Wish,

    /// <summary>For the journal alone: what is done about profit that has fallen.</summary>
    Step,

    /// <summary>For the journal alone: lots that changed books without the market.</summary>
    Cross,

    /// <summary>For the journal alone: a book's part of what was filled.</summary>
    Share,

    /// <summary>For the journal alone: what is done about a book's profit that has fallen.</summary>
    StepBook,
}

/// <summary>What a desk asks of the world. Only Runtime, Lab or Worlds carry it out.</summary>
public readonly struct Effect
{
    private Effect(EffectKind kind, Approved<NewOrder> place, Approved<Amend> amend, Cancel cancel, Instant wakeAt, DecisionReason reason, double netDelta, WishChange wish = default, StepChange step = default, object? books = null)
    {
        Kind = kind;
        Order = place;
        Amendment = amend;
        Cancellation = cancel;
        WakeAt = wakeAt;
        Reason = reason;
        NetDelta = netDelta;
        WishChange = wish;
        StepChange = step;
        _books = books;
    }

    private readonly object? _books;

    public EffectKind Kind { get; }

    /// <summary>For <see cref="EffectKind.Place"/>.</summary>
    public Approved<NewOrder> Order { get; }

    /// <summary>For <see cref="EffectKind.Amend"/>.</summary>
    public Approved<Amend> Amendment { get; }

    /// <summary>For <see cref="EffectKind.Cancel"/>.</summary>
    public Cancel Cancellation { get; }

    /// <summary>For <see cref="EffectKind.WakeAt"/>: answer with a TimerFired event at or after this instant.</summary>
    public Instant WakeAt { get; }

    /// <summary>For <see cref="EffectKind.Wish"/>.</summary>
    public WishChange WishChange { get; }

    /// <summary>For <see cref="EffectKind.Step"/>.</summary>
    public StepChange StepChange { get; }

    /// <summary>For <see cref="EffectKind.Cross"/>.</summary>
    public InsideTrade? InsideTrade => _books as InsideTrade;

    /// <summary>For <see cref="EffectKind.Share"/>.</summary>
    public FillShare? FillShare => _books as FillShare;

    /// <summary>For <see cref="EffectKind.StepBook"/>.</summary>
    public BookStep? BookStep => _books as BookStep;

    /// <summary>The decision behind a place.</summary>
    public DecisionReason Reason { get; }

    /// <summary>Net delta at that decision, units of the underlying.</summary>
    public double NetDelta { get; }

    /// <summary>True when the journal must be durable before this leaves (house rule 9), or is told: what books owe each other.</summary>
    public bool NeedsDurability => Kind is EffectKind.Place or EffectKind.Amend or EffectKind.Cross;

    public static Effect Place(Approved<NewOrder> order, DecisionReason reason, double netDelta) =>
        new(EffectKind.Place, order, default, default, default, reason, netDelta);

    public static Effect Amend(Approved<Amend> amend) => new(EffectKind.Amend, default, amend, default, default, default, 0);

    public static Effect Cancel(in Cancel cancel) => new(EffectKind.Cancel, default, default, cancel, default, default, 0);

    public static Effect Wake(Instant at) => new(EffectKind.WakeAt, default, default, default, at, default, 0);

    public static Effect Wish(in WishChange wish) => new(EffectKind.Wish, default, default, default, default, default, 0, wish);

    public static Effect Step(in StepChange step) => new(EffectKind.Step, default, default, default, default, default, 0, step: step);

    public static Effect Cross(InsideTrade trade) => new(EffectKind.Cross, default, default, default, default, default, 0, books: trade);

    public static Effect Share(FillShare share) => new(EffectKind.Share, default, default, default, default, default, 0, books: share);

    public static Effect StepBook(BookStep step) => new(EffectKind.StepBook, default, default, default, default, default, 0, books: step);

    /// <summary>The event that the journal keeps of this effect; false for a wake-up, which is not kept.</summary>
    public bool TryAsEvent(Instant at, out DeskEvent kept)
    {
        switch (Kind)
        {
            case EffectKind.Place:
                kept = DeskEvent.Placed(at, new Intent(Order.Value, Reason, NetDelta));
                return true;
            case EffectKind.Amend:
                kept = DeskEvent.Amended(at, Amendment.Value);
                return true;
            case EffectKind.Cancel:
                kept = DeskEvent.CancelSent(at, Cancellation);
                return true;
            case EffectKind.Wish:
                kept = DeskEvent.WishSet(at, WishChange);
                return true;
            case EffectKind.Step:
                kept = DeskEvent.DrawdownStepped(at, StepChange);
                return true;
            case EffectKind.Cross:
                kept = DeskEvent.CrossedInside(at, InsideTrade!);
                return true;
            case EffectKind.Share:
                kept = DeskEvent.FillShared(at, FillShare!);
                return true;
            case EffectKind.StepBook:
                kept = DeskEvent.BookStepped(at, BookStep!);
                return true;
            default:
                kept = default;
                return false;
        }
    }
}

/// <summary>Where a batch writes its effects: the caller's memory.</summary>
public ref struct EffectWriter(Span<Effect> buffer)
{
    private readonly Span<Effect> _buffer = buffer;

    public int Count { get; private set; }

    public readonly int Free => _buffer.Length - Count;

    public readonly ReadOnlySpan<Effect> Written => _buffer[..Count];

    /// <exception cref="InvalidOperationException">The buffer is full: ask <see cref="Free"/> first.</exception>
    public void Add(in Effect effect)
    {
        if (Count == _buffer.Length)
            throw new InvalidOperationException("the effect buffer is full");
        _buffer[Count++] = effect;
    }
}
