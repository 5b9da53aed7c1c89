using Poise.Domain;

namespace Poise.Hedging;

/// <summary>How options of an underlying may be traded by command or by rule. Sizes in units of the underlying, whatever a contract's lot is.</summary>
public sealed record OptionLimits
{
    /// <summary>Link and account vouch for a quote that has not changed: it may be older than one that a hedge goes by.</summary>
    public static readonly Duration OldestQuote = Duration.FromSeconds(600);

    /// <summary>Largest order in one contract.</summary>
    public required double MaxOrder { get; init; }

    /// <summary>Largest position in one contract, orders under way counted.</summary>
    public required double MaxPosition { get; init; }

    /// <summary>How far from the mid a limit may be, fraction of it: options are quoted wide.</summary>
    public double Collar { get; init; } = 0.5;

    /// <summary>Of one contract.</summary>
    public RiskLimits Of(Contract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        double units = (double)contract.LotSize * contract.Multiplier;
        return new RiskLimits { MaxOrder = new((long)(MaxOrder / units + 1e-9)), MaxPosition = new((long)(MaxPosition / units + 1e-9)), Collar = Collar, MaxQuoteAge = OldestQuote };
    }

    /// <summary>Of each limit the tighter one; none, where one of the two lets nothing be traded.</summary>
    public static OptionLimits? Tighter(OptionLimits? one, OptionLimits? other) => one is null || other is null
        ? null
        : new OptionLimits { MaxOrder = Math.Min(one.MaxOrder, other.MaxOrder), MaxPosition = Math.Min(one.MaxPosition, other.MaxPosition), Collar = Math.Min(one.Collar, other.Collar) };

    /// <exception cref="ArgumentException">A limit is absurd.</exception>
    public OptionLimits Checked() => MaxOrder > 0 && MaxPosition > 0 && Collar is > 0 and < 1 && double.IsFinite(MaxOrder) && double.IsFinite(MaxPosition)
        ? this
        : throw new ArgumentException("limits of options must be positive, and the collar below 1");
}
