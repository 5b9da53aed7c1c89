using Poise.Domain;
using Poise.Pricing;

namespace Poise.Chains;

/// <summary>A quote outside of which the surface stands.</summary>
/// <param name="Contract">Which.</param>
/// <param name="Bid">In the contract's own price unit, as the two that follow.</param>
/// <param name="Ask">The ask.</param>
/// <param name="Fitted">The surface's price, below the bid or above the ask.</param>
public readonly record struct MissedQuote(Contract Contract, double Bid, double Ask, double Fitted);

/// <summary>One expiry of a surface fitted to bid-ask bands.</summary>
/// <param name="Slice">The expiry.</param>
/// <param name="Status">Why it was not fitted, or how.</param>
/// <param name="Smile">Its own smile; null where it was not fitted.</param>
/// <param name="Errors">Of the surface against the out-of-the-money quotes with a bid.</param>
/// <param name="Missed">The quotes with a bid outside of which the surface stands: no prices without arbitrage of the fitted kind meet them all.</param>
/// <param name="Steps">Steps of the search.</param>
/// <param name="Lifted">Cells on which the smile is not proven to be above all earlier ones: there the surface looks at those too.</param>
public sealed record BandSlice(ExpirySlice Slice, BandFitStatus Status, BandSmile? Smile, SmileErrors Errors, IReadOnlyList<MissedQuote> Missed, int Steps, int Lifted)
{
    public bool IsFitted => Smile is not null;
}
