using Poise.Domain;

namespace Poise.Hedging;

/// <summary>What there is to know of one contract at one end of a step. NaN where a number is not there.</summary>
public readonly record struct ExplainPoint
{
    public Instant At { get; init; }

    /// <summary>Mark, in the contract's price unit.</summary>
    public double Mark { get; init; }

    /// <summary>Half the quoted spread, in the contract's price unit: so far the mark is in doubt. Zero where the mark is no quote's.</summary>
    public double HalfSpread { get; init; }

    /// <summary>Of the underlying, quote currency.</summary>
    public double Spot { get; init; }

    /// <summary>Options: of the expiry, quote currency.</summary>
    public double Forward { get; init; }

    /// <summary>Options: continuously compounded, a year.</summary>
    public double Rate { get; init; }

    /// <summary>Options: of the strike, annual, as a fraction. NaN at the end of a contract's life: the last one stands.</summary>
    public double Vol { get; init; }

    /// <summary>Options: share of the settlement that the price can still move, 1 before an averaging window.</summary>
    public double Open { get; init; }

    /// <summary>
    /// Options: what the settlement price is expected to be, quote currency: the forward, and within an averaging window the part that is
    /// fixed and the forward for the rest.
    /// </summary>
    public double Settles { get; init; }

    /// <summary>An option that has ended, by what it paid.</summary>
    /// <param name="last">The point before the end.</param>
    /// <param name="expected">What the settlement price was expected to be, quote currency: stands where the option paid nothing, if that agrees.</param>
    public static ExplainPoint Settled(Contract option, in ExplainPoint last, Instant at, double spot, double paid, double expected)
    {
        ArgumentNullException.ThrowIfNull(option);
        double sign = option.TypeSign, strike = option.Strike;
        double price = paid <= 0 ? sign * Math.Min(sign * expected, sign * strike)
            : option.Style == PayoffStyle.Inverse ? strike / (1 - sign * paid)
            : strike + sign * paid;
        return last with { At = at, Mark = paid, HalfSpread = 0, Spot = spot, Forward = price, Vol = double.NaN, Open = 0, Settles = price };
    }
}
