using Poise.Domain;

namespace Poise.Hedging;

/// <summary>
/// How a hedge is worked: an immediate-or-cancel limit order that crosses the touch by a slippage allowance and never
/// leaves the collar. What it does not fill is decided again in a later batch.
/// </summary>
/// <param name="Slippage">How far beyond the touch the limit may lie, as a fraction of the touch.</param>
/// <param name="Clip">Largest order that the plan asks for; a larger hedge takes several batches.</param>
/// <param name="Least">Smallest order that is worth a trade; a lot where it is less. A band that is hedged to its edge is grazed often.</param>
public readonly record struct CrossingPlan(double Slippage, Lots Clip, Lots Least = default)
{
    /// <summary>Lots to trade (+ buy) for a change of delta: towards zero, so that a hedge never overshoots its goal; none where they are fewer than the least order.</summary>
    /// <param name="trade">Delta to gain, units of the underlying.</param>
    /// <param name="deltaPerLot">Delta of one lot of the hedge instrument, greater than zero.</param>
    public Lots Size(double trade, double deltaPerLot)
    {
        double lots = trade / deltaPerLot;
        double clip = Clip.Count;
        // The snap absorbs the last bit of a division that should have come out whole.
        if (!double.IsFinite(lots))
            return Lots.Zero;
        Lots whole = new((long)Math.Truncate(Math.Clamp(lots + Math.CopySign(1e-9, lots), -clip, clip)));
        return whole.Abs < Least ? Lots.Zero : whole;
    }

    /// <summary>The limit price: beyond the touch by the allowance, inside the collar, rounded to the passive side.</summary>
    public Ticks Limit(Side side, in Quote quote, double collar, decimal tick) => side == Side.Buy
        ? new(Grid.Count(Math.Min(quote.Ask * (1 + Slippage), quote.Mid * (1 + collar)), tick, Rounding.Down))
        : new(Grid.Count(Math.Max(quote.Bid * (1 - Slippage), quote.Mid * (1 - collar)), tick, Rounding.Up));
}
