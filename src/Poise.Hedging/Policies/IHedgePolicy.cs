using Poise.Domain;

namespace Poise.Hedging;

/// <summary>
/// When to hedge, and how far: a function of what it is given and of nothing else. Where the order goes, how large it may
/// be and whether it may leave at all is decided after it.
/// </summary>
public interface IHedgePolicy
{
    /// <summary>Called once a batch. It must not allocate.</summary>
    PolicyOutput Decide(in PolicyInput input);
}

/// <summary>
/// The book as a policy sees it. Deltas in units of the underlying (coins for inverse books, premium taken off), greeks raw
/// and of all that is held, + long; money in the quote currency. What is not known is NaN.
/// </summary>
public readonly record struct PolicyInput
{
    public required Instant Now { get; init; }

    /// <summary>Mid of the hedge instrument.</summary>
    public required double Spot { get; init; }

    /// <summary>Of options and hedges together, at the market's vols.</summary>
    public required double NetDelta { get; init; }

    /// <summary>The options' part of <see cref="NetDelta"/>.</summary>
    public required double OptionDelta { get; init; }

    /// <summary>Units of the underlying per unit of spot. Negative for a short book.</summary>
    public required double Gamma { get; init; }

    /// <summary>Years to expiry, weighted by |gamma| S^2 of each option; zero where there is no gamma.</summary>
    public required double Years { get; init; }

    /// <summary>
    /// Years that an error of the book's delta is carried: to expiry, weighted by |gamma| S^2 of each option times its years, so that one that is about to
    /// end hardly counts, however large its gamma. <see cref="Years"/> where it is not said, and of a book of one expiry.
    /// </summary>
    public double CarriedYears
    {
        get => field > 0 ? field : Years;
        init;
    }

    /// <summary>Annual vol, weighted by |gamma| S^2.</summary>
    public required double Vol { get; init; }

    /// <summary>Continuously compounded a year, weighted likewise.</summary>
    public double Rate { get; init; }

    /// <summary>Cost of trading one way as a fraction of the price: half the spread, and the fee.</summary>
    public required double CostRate { get; init; }

    /// <summary>Spot at the last hedge; NaN before the first, and while it is not done: it may take several orders.</summary>
    public double HedgedAtSpot { get; init; }

    /// <summary>When there was last nothing to trade, at a moment at which something might have been; not known before the first.</summary>
    public Instant SettledAt { get; init; }

    /// <summary>How much net delta has changed since the last hedge because vols moved and time passed, neither by spot nor by trades.</summary>
    public double DeltaByVolAndTime { get; init; }

    /// <summary>Annual vol that is expected until the horizon; NaN without a forecast.</summary>
    public double ForecastVol { get; init; }

    /// <summary>Price move that the dealers' hedging is expected to cause until the horizon, fraction of spot, + up; NaN when not known.</summary>
    public double DealerMove { get; init; }
}

/// <summary>What a policy says.</summary>
/// <param name="Band">Where the delta may stand, units of the underlying.</param>
/// <param name="Delta">Which delta.</param>
/// <param name="Ignored">Part of it that calls for no hedge by itself. Once the rest does, all of it is hedged.</param>
/// <param name="Hold">Not <see cref="DecisionReason.None"/>: nothing is traded now, and this is why.</param>
public readonly record struct PolicyOutput(DeltaBand Band, HedgeDelta Delta, double Ignored, DecisionReason Hold)
{
    /// <summary>Hedge now, where Black-Scholes' delta at the market's vols is outside the band.</summary>
    public PolicyOutput(DeltaBand band) : this(band, HedgeDelta.Market, 0, DecisionReason.None)
    {
    }

    public PolicyOutput Holding(DecisionReason reason) => this with { Hold = reason };

    /// <summary>The same with the variance of each option times <paramref name="scale"/>, and times what it is scaled by already.</summary>
    public PolicyOutput Scaled(double scale) => this with { Delta = Delta with { VarianceScale = Delta.VarianceScale * scale } };
}
