using Poise.Domain;

namespace Poise.Hedging;

/// <summary>What is known of a wish since it stands: that is, since there was last nothing to trade, or the other way. Not known since when: none stands.</summary>
/// <param name="Arrival">Mid of the hedge instrument when it arrived.</param>
/// <param name="Done">Lots that orders of ours have filled its way since.</param>
/// <param name="Orders">How many left for it, and <paramref name="OrderedAt"/> the last of them.</param>
/// <param name="Volume">Lots of the hedge instrument that were traded since, ours too; counted anew after a restart.</param>
/// <param name="DoneInVolume">Which of them were ours.</param>
public readonly record struct WorkedWish(Side Side, Instant Since, double Arrival, Lots Done = default, int Orders = 0, Instant OrderedAt = default, Lots Volume = default, Lots DoneInVolume = default)
{
    public bool IsStanding => Since.IsKnown;
}

/// <summary>Our one order for a wish, while it is under way.</summary>
/// <param name="At">When it left.</param>
/// <param name="Rests">It may stand in the book; else it ends at once.</param>
/// <param name="IsOpen">The venue has said that it has it.</param>
public readonly record struct ChildOrder(Side Side, Lots Remaining, Ticks Limit, Instant At, bool Rests, bool IsOpen, bool IsCancelSent);

/// <summary>What a working algorithm is given, once a batch. Lots and ticks are of the hedge instrument.</summary>
public readonly record struct WorkInput
{
    public required Instant Now { get; init; }

    /// <summary>Lots to trade now, + buy, with nothing of the child counted: all that is left of the wish, or of a slice of it.</summary>
    public required Lots Wanted { get; init; }

    /// <summary>How far net delta is beyond its band, half-widths of it; 0 inside, infinite beyond a band without width.</summary>
    public required double Urgency { get; init; }

    /// <summary>Two-sided and not stale. Our child's price and size are in it.</summary>
    public required Quote Quote { get; init; }

    public required decimal PriceTick { get; init; }

    /// <summary>The worst limit that an order may have: of slippage, collar and budget the nearest.</summary>
    public required Ticks Furthest { get; init; }

    /// <summary>Smallest order that is worth a trade; 0 for a lot.</summary>
    public Lots Least { get; init; }

    /// <summary>Largest order that may leave.</summary>
    public required Lots Most { get; init; }

    /// <summary>What a resting child may be larger or smaller than what is wanted before it is worth moving: a quarter of the band.</summary>
    public Lots Slack { get; init; }

    public required WorkedWish Wish { get; init; }

    /// <summary>Null while none is under way.</summary>
    public ChildOrder? Child { get; init; }

    public Side Side => Wanted.Count < 0 ? Side.Sell : Side.Buy;

    public Lots Left => Wanted.Abs;

    /// <summary>The touch on our side, on the grid.</summary>
    public Ticks Near => Side == Side.Buy ? new(Grid.Count(Quote.Bid, PriceTick, Rounding.Down)) : new(Grid.Count(Quote.Ask, PriceTick, Rounding.Up));

    /// <summary>The touch that is taken from, on the grid.</summary>
    public Ticks Far => Side == Side.Buy ? new(Grid.Count(Quote.Ask, PriceTick, Rounding.Up)) : new(Grid.Count(Quote.Bid, PriceTick, Rounding.Down));

    /// <summary>What stands at the touch may be taken.</summary>
    public bool CanCross => !IsWorse(Far, Furthest);

    /// <summary>Whether a price is worse for us than another: higher for a buyer.</summary>
    public bool IsWorse(Ticks price, Ticks than) => Side == Side.Buy ? price > than : price < than;

    /// <summary>The worst price within so many basis points of the arrival mid, on the grid.</summary>
    public Ticks FromArrival(double basisPoints) => Side == Side.Buy
        ? new(Grid.Count(Wish.Arrival * (1 + 1e-4 * basisPoints), PriceTick, Rounding.Down))
        : new(Grid.Count(Wish.Arrival * (1 - 1e-4 * basisPoints), PriceTick, Rounding.Up));

    /// <summary>So many lots as one order: at most the largest, none where they are fewer than the least, and the rest too where that would be fewer.</summary>
    public Lots Sized(Lots lots)
    {
        if (lots <= Lots.Zero)
            return Lots.Zero;
        Lots size = lots < Left ? lots : Left;
        if (Left - size < Least)
            size = Left;
        if (size > Most)
            size = Most;
        return size < Least && size < Left ? Lots.Zero : size;
    }

    /// <summary>The same for a part of it, as if that were all, wanted since then.</summary>
    internal WorkInput Only(Lots lots, Instant since) => this with { Wanted = Side == Side.Buy ? lots : -lots, Wish = Wish with { Since = since } };
}
