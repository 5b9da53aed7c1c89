namespace Poise.Domain;

/// <summary>
/// What the slow lane found for one expiry: the forward as a ratio to the hedge instrument's mid, the discount factor,
/// and one volatility a contract. Journalled when it enters a desk; never changed afterwards.
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
}
