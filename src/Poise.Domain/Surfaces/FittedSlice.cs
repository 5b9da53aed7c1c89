namespace Poise.Domain;

/// <summary>
/// What the slow lane found for one expiry: the forward as a ratio to the hedge instrument's mid, the discount factor,
/// one volatility a contract, and the fitted smile's slope there. Journalled when it enters a desk; never changed afterwards.
/// </summary>
public sealed class FittedSlice
{
    public required Instant Expiry { get; init; }

    /// <summary>Event time of the quotes that were fitted.</summary>
    public required Instant AsOf { get; init; }

    /// <summary>Forward of the expiry over the mid of the hedge instrument, both at <see cref="AsOf"/>.</summary>
    public required double Basis { get; init; }

    /// <summary>Discount factor to the expiry, quote currency.</summary>
    public required double Discount { get; init; }

    /// <summary>The contracts fitted, by index, ascending.</summary>
    public required ContractIndex[] Contracts { get; init; }

    /// <summary>Annual volatility as a fraction, one a contract; NaN where none could be found.</summary>
    public required double[] Vols { get; init; }

    /// <summary>
    /// The fitted smile's slope at each contract's strike, dsigma / d ln K at a fixed forward, vol per 1.00: below zero under a put skew. One a contract, NaN where the smile has none; empty where no smile was fitted.
    /// </summary>
    public double[] Slopes { get; init; } = [];
}
