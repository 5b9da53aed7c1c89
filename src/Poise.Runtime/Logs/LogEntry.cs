using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>What a line of the log is about; its name in camelCase is the line's kind.</summary>
public enum LogKind : byte
{
    /// <summary>A process took the desk up; one for each underlying.</summary>
    Start,
    Decision,

    /// <summary>An order is about to leave.</summary>
    Order,
    Amend,
    Cancel,

    /// <summary>What the venue says of an order, or that it never left.</summary>
    Update,
    Fill,
    Link,

    /// <summary>What the venue says that the account has and needs.</summary>
    Margin,

    /// <summary>An operator's word.</summary>
    Command,
    Halt,

    /// <summary>Trading goes on, or may only reduce.</summary>
    Resume,

    /// <summary>The venue has confirmed the book.</summary>
    Confirmed,

    /// <summary>The venue holds something else than the book.</summary>
    Mismatch,
    Opened,
    Settled,

    /// <summary>Lines that are not there: the queue was full, or the file could not be written.</summary>
    Lost,
    Stop,
}

/// <summary>Names a decision in all lines that come of it: the desk, the batch, and which of its hedgers. That of an order is never given again; that of a hold may be, after a crash.</summary>
public readonly record struct DecisionId(int Desk, long Batch, int Hedger)
{
    public bool IsKnown => Batch > 0;

    public override string ToString() => $"{Desk}-{Batch}-{Hedger}";
}

/// <summary>A line of the log before it is text: nothing in it changes any more.</summary>
/// <param name="Number">Counts entries, lost ones too: where it jumps some are missing. 0 for one that tells of the log itself.</param>
/// <param name="Wall">By the machine's clock.</param>
public readonly record struct LogEntry(long Number, LogKind Kind, Instant At, Instant Wall)
{
    public string? Underlying { get; init; }

    public DecisionId Decision { get; init; }

    /// <summary>What an order, a fill or a position is in.</summary>
    public Contract? Contract { get; init; }

    /// <summary>What was folded, or is wanted of the venue.</summary>
    public DeskEvent Event { get; init; }

    /// <summary>Of <see cref="LogKind.Decision"/>.</summary>
    public HedgeDecision Decided { get; init; }

    /// <summary>Of <see cref="LogKind.Halt"/> and <see cref="LogKind.Resume"/>.</summary>
    public TradingStateChange State { get; init; }

    /// <summary>Records folded, lines lost, or lots in the book.</summary>
    public long Count { get; init; }

    /// <summary>The policy, or why it ended.</summary>
    public string? Text { get; init; }

    /// <summary>What stands in the place of entries that are missing, before this one.</summary>
    public LogEntry Missing(long count, string? why) => new(0, LogKind.Lost, At, Wall) { Count = count, Text = why };
}
