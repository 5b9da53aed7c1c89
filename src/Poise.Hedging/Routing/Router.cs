using Poise.Domain;

namespace Poise.Hedging;

/// <summary>One price of a book at which a hedge may be traded now.</summary>
/// <param name="Price">All-in, quote currency a unit of the underlying: what a buyer pays with all that it costs, what a seller keeps after it.</param>
/// <param name="Shown">Lots at it.</param>
public readonly record struct RouteLevel(double Price, Lots Shown);

/// <summary>One instrument at one venue in which a hedge may be traded now.</summary>
/// <param name="Levels">How many levels of its book are looked at.</param>
/// <param name="UnitsPerLot">Of the underlying, above 0.</param>
/// <param name="Room">Most lots that limits leave.</param>
/// <param name="Least">Fewest lots that are worth an order; 0 for one.</param>
public readonly record struct RouteOffer(int Levels, double UnitsPerLot, Lots Room, Lots Least);

/// <summary>Where a hedge that crosses goes: smart order routing over venues.</summary>
public static class Router
{
    /// <summary>
    /// The all-in price of taking at a venue, quote currency a unit: the price itself, the taker's fee, and by how much the price is expected to have moved against an order by the time it is there, spot vol sqrt(latency / 2 pi), the mean of
    /// the part of a normal move that is against it. Premiums that stand are taken off: what is paid for them comes back when it is sold again, and a cheaper instrument that stays cheaper is no bargain.
    /// </summary>
    /// <param name="price">Of a level of the book, in the instrument's price unit.</param>
    /// <param name="takerFee">Fraction of the value.</param>
    /// <param name="latency">From the decision to the match.</param>
    /// <param name="vol">Annual, of the underlying; NaN or 0: latency costs nothing.</param>
    /// <param name="premium">Of the instrument over the one that is compared with, as it usually stands; fraction.</param>
    /// <param name="funding">What who is long it is expected to pay for it as long as it is held, fraction of the value: a buyer pays so much more, a seller keeps so much more; negative where shorts pay.</param>
    public static double AllIn(Side side, double price, double takerFee, Duration latency, double vol, double premium, double funding = 0)
    {
        double sign = side == Side.Buy ? 1 : -1;
        double moved = vol > 0 && latency > Duration.Zero ? vol * Math.Sqrt(latency.Years / (2 * Math.PI)) : 0;
        return price / (1 + premium) * (1 + sign * (takerFee + moved) + funding);
    }

    /// <summary>
    /// Splits what is to be traded: the best price of all first, level by level; what no level shows goes to the venues in proportion to what all of theirs do, as far as their limits let it. Where a part would be less than is worth an order,
    /// that venue is left out and the others take it. Whole lots, never more in all than was asked for.
    /// </summary>
    /// <param name="units">To trade, units of the underlying, positive.</param>
    /// <param name="levels">Those of the first offer, its best price first, then those of the second, and so on.</param>
    /// <param name="lots">One for each offer: what goes there.</param>
    /// <exception cref="ArgumentException">There are not as many lots as offers, or fewer levels than the offers have.</exception>
    public static void Split(Side side, double units, ReadOnlySpan<RouteOffer> offers, ReadOnlySpan<RouteLevel> levels, Span<Lots> lots)
    {
        if (lots.Length != offers.Length)
            throw new ArgumentException($"{lots.Length} lots for {offers.Length} offers", nameof(lots));
        Span<bool> left = stackalloc bool[offers.Length];
        Span<Ladder> ladders = stackalloc Ladder[offers.Length];
        int count = 0;
        for (int i = 0; i < offers.Length; i++)
            ladders[i].First = (count += offers[i].Levels) - offers[i].Levels;
        if (count > levels.Length)
            throw new ArgumentException($"{levels.Length} levels for offers of {count}", nameof(levels));
        left.Fill(true);
        do
            Fill(side, units, offers, levels, left, ladders, lots);
        while (LeaveOut(offers, left, lots));
    }

    /// <summary>The mean all-in price of so many lots at one venue: level by level, and what none shows at the last one's.</summary>
    /// <param name="levels">Of the venue, one at least, the best price first.</param>
    /// <param name="lots">Above 0.</param>
    public static double Mean(ReadOnlySpan<RouteLevel> levels, Lots lots)
    {
        double value = 0;
        long left = lots.Count;
        foreach (RouteLevel level in levels)
        {
            long taken = Math.Min(left, level.Shown.Count);
            value += taken * level.Price;
            left -= taken;
        }
        return (value + left * levels[^1].Price) / lots.Count;
    }

    /// <summary>Where the levels of an offer begin, and the one that comes next.</summary>
    private struct Ladder
    {
        public int First, Next;
    }

    private static void Fill(Side side, double units, ReadOnlySpan<RouteOffer> offers, ReadOnlySpan<RouteLevel> levels, ReadOnlySpan<bool> among, Span<Ladder> ladders, Span<Lots> lots)
    {
        lots.Clear();
        for (int i = 0; i < offers.Length; i++)
            ladders[i].Next = among[i] && offers[i].Room > Lots.Zero ? 0 : offers[i].Levels;
        double left = units, shown = 0;
        while (Best(side, offers, levels, ladders) is >= 0 and int best)
        {
            RouteLevel level = levels[ladders[best].First + ladders[best].Next++];
            Lots room = offers[best].Room - lots[best];
            left -= Add(offers[best], left, level.Shown < room ? level.Shown : room, ref lots[best]);
            shown += level.Shown.Count * offers[best].UnitsPerLot;
        }
        double beyond = left;
        for (int i = 0; i < offers.Length && shown > 0; i++)
            if (among[i])
                left -= Add(offers[i], beyond * ShownBy(offers[i], levels, ladders[i].First) * offers[i].UnitsPerLot / shown, offers[i].Room - lots[i], ref lots[i]);
        // What rounding, or a limit, left over: the best price first, as far as there is room, each at the last of its levels.
        for (int i = 0; i < offers.Length; i++)
            ladders[i].Next = among[i] && offers[i].Room > Lots.Zero ? Math.Max(0, offers[i].Levels - 1) : offers[i].Levels;
        while (Best(side, offers, levels, ladders) is >= 0 and int best)
        {
            ladders[best].Next++;
            left -= Add(offers[best], left, offers[best].Room - lots[best], ref lots[best]);
        }
    }

    private static long ShownBy(in RouteOffer offer, ReadOnlySpan<RouteLevel> levels, int first)
    {
        long shown = 0;
        foreach (RouteLevel level in levels.Slice(first, offer.Levels))
            shown += level.Shown.Count;
        return shown;
    }

    /// <summary>A part that is not worth an order goes to the others: the smallest such venue is left out.</summary>
    /// <returns>False where there is none.</returns>
    private static bool LeaveOut(ReadOnlySpan<RouteOffer> offers, Span<bool> among, ReadOnlySpan<Lots> lots)
    {
        int smallest = -1;
        for (int i = 0; i < offers.Length; i++)
            if (lots[i] > Lots.Zero && lots[i] < offers[i].Least && (smallest < 0 || lots[i].Count * offers[i].UnitsPerLot < lots[smallest].Count * offers[smallest].UnitsPerLot))
                smallest = i;
        if (smallest >= 0)
            among[smallest] = false;
        return smallest >= 0;
    }

    /// <summary>Whose next level is the best; -1 where none has one left.</summary>
    private static int Best(Side side, ReadOnlySpan<RouteOffer> offers, ReadOnlySpan<RouteLevel> levels, ReadOnlySpan<Ladder> ladders)
    {
        int best = -1;
        double price = double.NaN;
        for (int i = 0; i < offers.Length; i++)
        {
            if (ladders[i].Next >= offers[i].Levels)
                continue;
            double next = levels[ladders[i].First + ladders[i].Next].Price;
            if (best < 0 || (side == Side.Buy ? next < price : next > price))
                (best, price) = (i, next);
        }
        return best;
    }

    /// <returns>Units that were added.</returns>
    private static double Add(in RouteOffer offer, double units, Lots most, ref Lots lots)
    {
        // The snap absorbs the last bit of a division that should have come out whole.
        var more = new Lots((long)Math.Clamp(Math.Floor(units / offer.UnitsPerLot + 1e-9), 0, Math.Max(0, most.Count)));
        lots += more;
        return more.Count * offer.UnitsPerLot;
    }
}
