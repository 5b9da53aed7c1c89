using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>
/// A volatility index of thirty days: at-the-money variance of the two expiries around, or of the nearest one alone. The venue's own is of all strikes; this one is level, not that number.
/// </summary>
internal static class VolIndex
{
    /// <returns>Percent; 0 where there are no options.</returns>
    public static double Of(SimulatedExchange exchange, int listing)
    {
        double days = 30, lowAt = 0, lowVol = 0, highAt = 0, highVol = 0;
        foreach (IGrouping<Instant, ListedInstrument> expiry in exchange.Instruments.Where(i => i.Listing == listing && i.IsOpen && i.Contract.IsOption && i.Vol > 0).GroupBy(i => i.Contract.Expiry).OrderBy(g => g.Key))
        {
            double at = (expiry.Key - exchange.Now).Seconds / 86400, vol = expiry.MinBy(o => Math.Abs(o.Contract.Strike - o.Forward))!.Vol;
            if (at <= days || lowAt == 0)
                (lowAt, lowVol) = (at, vol);
            if (at >= days && highAt == 0)
                (highAt, highVol) = (at, vol);
        }
        if (lowAt == 0)
            return 0;
        if (highAt <= lowAt)
            return Math.Round(100 * lowVol, 2);
        double share = Math.Clamp((days - lowAt) / (highAt - lowAt), 0, 1), low = lowVol * lowVol * lowAt, high = highVol * highVol * highAt;
        double variance = low + share * (high - low), span = lowAt + share * (highAt - lowAt);
        return Math.Round(100 * Math.Sqrt(Math.Max(0, variance / span)), 2);
    }
}
