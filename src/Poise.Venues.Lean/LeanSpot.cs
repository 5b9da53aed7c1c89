using Poise.Domain;

namespace Poise.Venues.Lean;

/// <summary>A day's closes of an underlying: an equity, an index or one future.</summary>
/// <param name="month">The future's month as 202003, else 0.</param>
internal sealed class LeanSpot(LeanKind kind, int month)
{
    private readonly List<(Instant End, double Price)> _closes = [];

    public LeanKind Kind => kind;

    public int Month => month;

    public void Read(ref LeanBars bars)
    {
        if (kind == LeanKind.Trade)
        {
            while (bars.TryTrade(out TradeBar bar))
                _closes.Add((bar.End, bar.Close));
        }
        else
        {
            while (bars.TryQuote(out QuoteBar bar))
            {
                if (bar.AtClose.IsTwoSided)
                    _closes.Add((bar.End, bar.AtClose.Mid));
            }
        }
    }

    /// <summary>The close of the last bar that ended by then; NaN before the first.</summary>
    public double At(Instant asOf)
    {
        double price = double.NaN;
        foreach ((Instant end, double close) in _closes)
        {
            if (end <= asOf)
                price = close;
        }
        return price;
    }

    /// <summary>
    /// The price at an instant, trades before quotes. Of futures, the first that ends with or after the nearest option.
    /// </summary>
    public static (double Price, string Source, int Month) Choose(List<LeanSpot> held, DateOnly nearest, Instant asOf)
    {
        int month = 0;
        foreach (LeanSpot one in held)
        {
            if (one.Month > 0 && LeanMarket.ThirdFriday(one.Month) >= nearest && (month == 0 || one.Month < month))
                month = one.Month;
        }
        foreach (LeanKind kind in (ReadOnlySpan<LeanKind>)[LeanKind.Trade, LeanKind.Quote])
        {
            foreach (LeanSpot one in held)
            {
                double price = one.Kind == kind && one.Month == month ? one.At(asOf) : double.NaN;
                if (price > 0)
                    return (price, kind == LeanKind.Trade ? "last" : "mid", month);
            }
        }
        return (double.NaN, "none", month);
    }
}
