using Poise.Domain;

namespace Poise.Lab;

/// <summary>Mids of the hedge instrument, a step each: a function of market and seed alone.</summary>
public static class SpotPath
{
    /// <param name="mids">One more than the market has steps.</param>
    public static void Fill(HedgeMarket market, ulong seed, Span<double> mids)
    {
        if (mids.Length != market.Steps + 1)
            throw new ArgumentException($"a path of {market.Steps} steps has {market.Steps + 1} mids, not {mids.Length}", nameof(mids));
        SeededRandom random = new SeededRandom(seed).Split("spot");
        double deviation = market.Vol * Math.Sqrt(market.Step.Years), drift = -0.5 * deviation * deviation, log = 0;
        mids[0] = market.Spot;
        for (int i = 1; i < mids.Length; i++)
        {
            log += drift + deviation * random.NextNormal();
            mids[i] = market.Spot * Math.Exp(log);
        }
    }
}
