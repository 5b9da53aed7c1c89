namespace Poise.Flow;

/// <summary>
/// What stands in the underlying's order book, by distance from mid: how far a trade that takes it all at once moves the price. Nothing refills, and beyond what is known
/// there is no answer.
/// </summary>
public sealed class MarketDepth
{
    private readonly (double Distance, double Currency)[] _bids, _asks;
    private readonly bool _isEven;

    private MarketDepth(string source, (double, double)[] bids, (double, double)[] asks, bool isEven) => (Source, _bids, _asks, _isEven) = (source, bids, asks, isEven);

    /// <summary>Where it is from, in words.</summary>
    public string Source { get; }

    /// <summary>Currency that stands on a side, all that is known.</summary>
    public double Bids => _bids[^1].Currency;

    /// <inheritdoc cref="Bids"/>
    public double Asks => _asks[^1].Currency;

    /// <summary>So much within 1 % of mid on each side, evenly spread.</summary>
    /// <exception cref="ArgumentException">It is no amount above zero.</exception>
    public static MarketDepth Within1Percent(double currency)
    {
        if (!(currency > 0 && double.IsFinite(currency)))
            throw new ArgumentException($"{currency} is no amount above zero", nameof(currency));
        (double, double)[] side = [(0.01, currency)];
        return new("given for 1 % of mid, evenly spread", side, side, isEven: true);
    }

    /// <summary>An order book; its mid is what distances are counted from.</summary>
    /// <param name="bids">Price and units of underlying, in any order.</param>
    /// <param name="asks">The same.</param>
    /// <exception cref="ArgumentException">A side is empty, a price or size is not above zero, or the best bid is not below the best ask.</exception>
    public static MarketDepth OfBook(IReadOnlyList<(double Price, double Size)> bids, IReadOnlyList<(double Price, double Size)> asks)
    {
        if (bids.Count == 0 || asks.Count == 0)
            throw new ArgumentException($"the book has no {(bids.Count == 0 ? "bid" : "ask")}");
        foreach ((double price, double size) in bids.Concat(asks))
        {
            if (!(price > 0 && size > 0 && double.IsFinite(price * size)))
                throw new ArgumentException($"price {price}, size {size}: both must be above zero");
        }
        double bid = bids.Max(static l => l.Price), ask = asks.Min(static l => l.Price), mid = 0.5 * (bid + ask);
        if (bid >= ask)
            throw new ArgumentException($"the best bid {bid} is not below the best ask {ask}");
        return new(FormattableString.Invariant($"a book of {bids.Count} bids and {asks.Count} asks round {mid}"), Side(bids, mid), Side(asks, mid), isEven: false);
    }

    /// <summary>Fractional move of the price by a trade of so much currency, + for a purchase; null where it takes more than is known to stand there.</summary>
    public double? Impact(double currency)
    {
        double quantity = Math.Abs(currency);
        foreach ((double distance, double held) in currency > 0 ? _asks : _bids)
        {
            if (quantity <= held)
                return Math.Sign(currency) * (_isEven ? distance * quantity / held : distance);
        }
        return null;
    }

    /// <summary>By distance, with all that stands as near or nearer.</summary>
    private static (double, double)[] Side(IReadOnlyList<(double Price, double Size)> levels, double mid)
    {
        double sum = 0;
        return [.. levels.OrderBy(l => Math.Abs(l.Price - mid)).Select(l => (Math.Abs(l.Price / mid - 1), sum += l.Price * l.Size))];
    }
}
