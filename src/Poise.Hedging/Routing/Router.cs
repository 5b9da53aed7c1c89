using Poise.Domain;

namespace Poise.Hedging;

/// <summary>One instrument at one venue in which a hedge may be traded now.</summary>
/// <param name="Price">All-in, quote currency a unit of the underlying: what a buyer pays with all that it costs, what a seller keeps after it.</param>
/// <param name="UnitsPerLot">Of the underlying, above 0.</param>
/// <param name="Shown">Lots at the best price.</param>
/// <param name="Room">Most lots that limits leave.</param>
/// <param name="Least">Fewest lots that are worth an order; 0 for one.</param>
public readonly record struct RouteOffer(double Price, double UnitsPerLot, Lots Shown, Lots Room, Lots Least);

/// <summary>Where a hedge that crosses goes: smart order routing over venues.</summary>
public static class Router
{
    /// <summary>
    /// The all-in price of taking at a venue, quote currency a unit: the touch, the taker's fee, and by how much the price is expected to have moved against an order by the time it is there, spot vol sqrt(latency / 2 pi), the mean of the
    /// part of a normal move that is against it. Premiums that stand are taken off: what is paid for them comes back as funding, and a cheaper instrument that stays cheaper is no bargain.
    /// </summary>
    /// <param name="quote">Two-sided.</param>
    /// <param name="takerFee">Fraction of the value.</param>
    /// <param name="latency">From the decision to the match.</param>
    /// <param name="vol">Annual, of the underlying; NaN or 0: latency costs nothing.</param>
    /// <param name="premium">Of the instrument over the one that is compared with, as it usually stands; fraction.</param>
    public static double AllIn(Side side, in Quote quote, double takerFee, Duration latency, double vol, double premium)
    {
        double touch = (side == Side.Buy ? quote.Ask : quote.Bid) / (1 + premium), sign = side == Side.Buy ? 1 : -1;
        double moved = vol > 0 && latency > Duration.Zero ? vol * Math.Sqrt(latency.Years / (2 * Math.PI)) : 0;
        return touch * (1 + sign * (takerFee + moved));
    }

    /// <summary>
    /// Splits what is to be traded: the best price first, each venue up to what it shows; what none of them shows goes to them in proportion to what they do, as far as their limits let it. Where a part would be less than is worth an order, that venue is left out and the others take it. Whole lots, never more in all than was asked for.
    /// </summary>
    /// <param name="units">To trade, units of the underlying, positive.</param>
    /// <param name="lots">One for each offer: what goes there.</param>
    /// <exception cref="ArgumentException">There are not as many lots as offers.</exception>
    public static void Split(Side side, double units, ReadOnlySpan<RouteOffer> offers, Span<Lots> lots)
    {
        if (lots.Length != offers.Length)
            throw new ArgumentException($"{lots.Length} lots for {offers.Length} offers", nameof(lots));
        Span<bool> left = stackalloc bool[offers.Length];
        Span<bool> untried = stackalloc bool[offers.Length];
        left.Fill(true);
        do
            Fill(side, units, offers, left, untried, lots);
        while (LeaveOut(offers, left, lots));
    }

    private static void Fill(Side side, double units, ReadOnlySpan<RouteOffer> offers, ReadOnlySpan<bool> among, Span<bool> untried, Span<Lots> lots)
    {
        lots.Clear();
        among.CopyTo(untried);
        double left = units, shown = 0;
        while (Best(side, offers, untried) is >= 0 and int best)
        {
            untried[best] = false;
            RouteOffer offer = offers[best];
            left -= Add(offer, left, offer.Shown < offer.Room ? offer.Shown : offer.Room, ref lots[best]);
            shown += offer.Shown.Count * offer.UnitsPerLot;
        }
        double beyond = left;
        for (int i = 0; i < offers.Length && shown > 0; i++)
            if (among[i])
                left -= Add(offers[i], beyond * offers[i].Shown.Count * offers[i].UnitsPerLot / shown, offers[i].Room - lots[i], ref lots[i]);
        // What rounding, or a limit, left over: the best price first, as far as there is room.
        among.CopyTo(untried);
        while (Best(side, offers, untried) is >= 0 and int best)
        {
            untried[best] = false;
            left -= Add(offers[best], left, offers[best].Room - lots[best], ref lots[best]);
        }
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

    /// <summary>The best price of some that have room.</summary>
    private static int Best(Side side, ReadOnlySpan<RouteOffer> offers, ReadOnlySpan<bool> among)
    {
        int best = -1;
        for (int i = 0; i < offers.Length; i++)
            if (among[i] && offers[i].Room > Lots.Zero && (best < 0 || IsBetter(side, offers[i].Price, offers[best].Price)))
                best = i;
        return best;
    }

    private static bool IsBetter(Side side, double price, double than) => side == Side.Buy ? price < than : price > than;

    /// <returns>Units that were added.</returns>
    private static double Add(in RouteOffer offer, double units, Lots most, ref Lots lots)
    {
        // The snap absorbs the last bit of a division that should have come out whole.
        var more = new Lots((long)Math.Clamp(Math.Floor(units / offer.UnitsPerLot + 1e-9), 0, Math.Max(0, most.Count)));
        lots += more;
        return more.Count * offer.UnitsPerLot;
    }
}
