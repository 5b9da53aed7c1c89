namespace Poise.Hedging;

/// <summary>A band of the user's own, as wide on either side as they say, around what a hedge of <see cref="Ratio"/> leaves.</summary>
/// <param name="Band">Of net delta, units of the underlying, where all of the options' delta is hedged.</param>
public sealed record FixedBandPolicy(DeltaBand Band) : IHedgePolicy
{
    /// <summary>Share of the options' delta that is hedged: 1 for all of it, 0 for none, at most 1.5.</summary>
    public double Ratio { get; init; } = 1;

    public PolicyOutput Decide(in PolicyInput input) => new(Ratio == 1 ? Band : Band.Shifted((1 - Ratio) * input.OptionDelta));
}
