using Poise.Domain;

namespace Poise.Hedging;

/// <summary>What a venue's trades cost and how far it is away.</summary>
/// <param name="TakerFee">Of what crosses the spread, fraction of its value; <paramref name="MakerFee"/> of what rests, negative for a rebate.</param>
/// <param name="Latency">From a decision to the match there, as it usually is.</param>
/// <param name="OptionFee">Of a trade in options, fraction of the underlying, and no more than <paramref name="OptionFeeCap"/> of the option's price; Deribit's where nothing else is said.</param>
public sealed record VenueCosts(double TakerFee = 0.0005, double MakerFee = 0, Duration Latency = default, double OptionFee = 0.0003, double OptionFeeCap = 0.125)
{
    /// <summary>What a lot of an option costs beside its price, currency of that price.</summary>
    /// <param name="price">Of the option, in its own unit; <paramref name="spot"/> of the underlying.</param>
    public double OptionFeePerLot(Contract option, double price, double spot)
    {
        ArgumentNullException.ThrowIfNull(option);
        return Math.Min(OptionFee * (option.Style == PayoffStyle.Inverse ? 1 : spot), OptionFeeCap * price) * (double)option.LotSize * option.Multiplier;
    }
}

/// <summary>What of a hedge may be changed while the desk runs, beside policy, way of working and limits.</summary>
/// <param name="Options">How options may be traded by command or by rule; null: not at all.</param>
/// <param name="Costs">Of its first instrument.</param>
public sealed record LiveSettings(OptionLimits? Options, VenueCosts Costs, BookRules Rules)
{
    /// <summary>The coin that its coin-margined accounts hold is hedged with what is held: their equity counts as delta.</summary>
    public bool EquityAsDelta { get; init; }

    /// <summary>Where nobody says anything.</summary>
    public static readonly LiveSettings Usual = new(null, new VenueCosts(), BookRules.None);

    /// <summary>Whether another lets more be traded, in anything, than this.</summary>
    public bool IsRaisedBy(LiveSettings other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return OptionLimits.Tighter(Options, other.Options) != other.Options;
    }
}
