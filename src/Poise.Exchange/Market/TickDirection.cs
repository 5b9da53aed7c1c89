namespace Poise.Exchange;

/// <summary>How a trade's price stands to the one before: 0 higher, 1 the same after a higher one, 2 lower, 3 the same after a lower one.</summary>
public static class TickDirection
{
    /// <param name="before">Ticks; 0 where this is the first trade.</param>
    /// <param name="direction">Of the trade before.</param>
    public static int Of(long price, long before, int direction) => before == 0 ? 0 : price > before ? 0 : price < before ? 2 : direction | 1;
}
