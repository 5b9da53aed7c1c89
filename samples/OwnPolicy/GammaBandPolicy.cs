using Poise.Hedging;

namespace OwnPolicy;

/// <summary>Net delta may be what gamma makes of a move of the price, and is then hedged to the middle: a tight band while gamma is small, a wide one while it is large.</summary>
/// <param name="Move">Fraction of spot.</param>
internal sealed record GammaBandPolicy(double Move) : IHedgePolicy
{
    public PolicyOutput Decide(in PolicyInput input)
    {
        double half = Math.Abs(input.Gamma) * input.Spot * Move;
        return new(new DeltaBand(-half, 0, half, BandRebalance.ToTarget));
    }
}
