using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>One of the turns in which a beat goes out: a twentieth of all sessions, or accounts, so that what is told ten times a second is not told to all at once.</summary>
public readonly record struct BeatTurn(int Number)
{
    public const int Count = 20;

    public static BeatTurn Of(long session) => new((int)(session % Count));

    public bool Has(long number) => number % Count == Number;

    /// <summary>This turn alone, as a bit.</summary>
    public int Bit => 1 << Number;

    /// <summary>All turns.</summary>
    public const int All = (1 << Count) - 1;
}

/// <summary>When each turn of a beat is due.</summary>
/// <param name="every">Between two of one turn.</param>
internal sealed class Beat(Duration every)
{
    private readonly Instant[] _next = new Instant[BeatTurn.Count];

    /// <summary>Whether a turn is due; asked once for each turn and instant.</summary>
    public bool IsDue(BeatTurn turn, Instant now)
    {
        ref Instant next = ref _next[turn.Number];
        if (!next.IsKnown)
            next = now + new Duration(every.Nanoseconds / BeatTurn.Count * turn.Number);
        if (now < next)
            return false;
        // Woken late, however late, a turn keeps its place among the others.
        next += new Duration(((now - next).Nanoseconds / every.Nanoseconds + 1) * every.Nanoseconds);
        return true;
    }
}
