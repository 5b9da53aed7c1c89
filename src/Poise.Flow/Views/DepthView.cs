namespace Poise.Flow;

/// <summary>The order book that hedging would go through at once, with nothing refilled.</summary>
/// <param name="Source">In words.</param>
/// <param name="Bids">Currency that is known to stand there; of an amount for 1 % that amount.</param>
/// <param name="Asks">The same.</param>
/// <param name="Amplification">The move that the hedge of a 1 % move causes, over 1 %: the larger of a purchase's and a sale's; null where the book does not hold that much.</param>
public sealed record DepthView(string Source, double Bids, double Asks, double? Amplification)
{
    /// <summary>Null without GEX or depth; a note where the book does not hold what dealers must trade.</summary>
    internal static DepthView? Of(MarketDepth? depth, double? gex, List<string> notes)
    {
        if (depth is null || gex is not double total)
            return null;
        double? buys = depth.Impact(Math.Abs(total)), sells = depth.Impact(-Math.Abs(total));
        if (buys is null || sells is null)
            notes.Add("depth: the book that is known does not hold the hedge of a 1 % move: no amplification through it");
        return new(depth.Source, depth.Bids, depth.Asks, Math.Max(buys ?? double.NaN, -sells ?? double.NaN) is double g && double.IsFinite(g) ? g / 0.01 : null);
    }
}
