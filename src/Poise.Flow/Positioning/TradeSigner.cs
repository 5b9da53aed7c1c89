using Poise.Domain;

namespace Poise.Flow;

/// <summary>What told which side took.</summary>
public enum SignSource : byte
{
    /// <summary>The venue.</summary>
    Venue,

    /// <summary>The price against the quote's mid.</summary>
    Quote,

    /// <summary>The price against the last different one: there was no quote.</summary>
    Tick,

    /// <summary>A bar's price within its quotes' range.</summary>
    Bar,

    /// <summary>A package's price against the mid of its quotes.</summary>
    Package,

    /// <summary>A leg's price against its own mid, of a package whose shape is not known: what one leg gives another may take.</summary>
    Leg,

    /// <summary>Nothing: at the mid, a block without a side, or no quote and no earlier price.</summary>
    None,
}

/// <summary>How often each source of a sign is right, from 0.5 (says nothing) to 1.</summary>
/// <param name="Venue">1: the venue knows.</param>
/// <param name="Quote">Of single trades and packages: 0.83 on options (Savickas and Wilson, "On inferring the direction of option trades", JFQA 38 (2003) 881-902).</param>
/// <param name="Tick">0.59, from the same place.</param>
/// <param name="Leg">Of a leg alone: an assumption.</param>
/// <param name="Bar">Of a bar whose price is at one end of its range; docs/positioning.md measures it.</param>
public sealed record SignAccuracy(double Venue = 1, double Quote = 0.83, double Tick = 0.59, double Leg = 0.65, double Bar = 0.75)
{
    /// <summary>The weight 2 p - 1 of a sign by this source.</summary>
    public double Weight(SignSource source) => 2 * source switch
    {
        SignSource.Venue => Venue,
        SignSource.Quote or SignSource.Package => Quote,
        SignSource.Tick => Tick,
        SignSource.Leg => Leg,
        SignSource.Bar => Bar,
        _ => 0.5,
    } - 1;
}

/// <summary>Signs the trades of one contract, in their order.</summary>
internal struct TradeSigner
{
    private double _last;
    private int _direction;

    /// <summary>+1 where the taker bought, -1 where he sold, between them for a bar of both; 0 with <see cref="SignSource.None"/>.</summary>
    public double Sign(in OptionTrade trade, out SignSource source)
    {
        if (_last > 0 && trade.Price != _last)
            _direction = trade.Price > _last ? 1 : -1;
        _last = trade.Price;
        if (trade.Taker is Side side)
        {
            source = SignSource.Venue;
            return side == Side.Buy ? 1 : -1;
        }
        source = SignSource.None;
        switch (trade.Kind)
        {
            case TradeKind.Block:
                return 0;
            case TradeKind.Bar when HasQuote(trade) && trade.Ask > trade.Bid:
                source = SignSource.Bar;
                return Math.Clamp(2 * (trade.Price - trade.Bid) / (trade.Ask - trade.Bid) - 1, -1, 1);
        }
        if (trade.Kind != TradeKind.Bar && HasQuote(trade))
        {
            double mid = 0.5 * (trade.Bid + trade.Ask);
            if (Math.Abs(trade.Price - mid) <= 1e-9 * mid)
                return 0;
            source = trade.Kind == TradeKind.Spread ? SignSource.Leg : SignSource.Quote;
            return trade.Price > mid ? 1 : -1;
        }
        if (_direction == 0 || trade.Kind == TradeKind.Spread)
            return 0;
        source = SignSource.Tick;
        return _direction;
    }

    public static bool HasQuote(in OptionTrade trade) => trade.Bid >= 0 && trade.Ask > 0 && trade.Ask >= trade.Bid;
}
