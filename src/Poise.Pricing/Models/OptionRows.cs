namespace Poise.Pricing;

/// <summary>Options that share nothing, a row each: seven columns of one length, padded to a multiple of <see cref="Black76.PadTo"/>.</summary>
public ref struct OptionRows
{
    /// <summary>Spot, in the quote currency.</summary>
    public ReadOnlySpan<double> Spots;

    /// <summary>Strike, in the quote currency.</summary>
    public ReadOnlySpan<double> Strikes;

    /// <summary>Years to the expiry instant.</summary>
    public ReadOnlySpan<double> Years;

    /// <summary>Continuously compounded rate a year.</summary>
    public ReadOnlySpan<double> Rates;

    /// <summary>Continuously compounded yield (dividends, foreign rate, borrow) a year.</summary>
    public ReadOnlySpan<double> Yields;

    /// <summary>Lognormal vol a year, per 1.00.</summary>
    public ReadOnlySpan<double> Vols;

    /// <summary>+1 call, -1 put.</summary>
    public ReadOnlySpan<double> Signs;

    public readonly int Length => Strikes.Length;
}

/// <summary>Prices that share nothing, a row each: six columns of one length, padded to a multiple of <see cref="Black76.PadTo"/>.</summary>
public ref struct PriceRows
{
    /// <summary>Present values, in the quote currency.</summary>
    public ReadOnlySpan<double> Prices;

    /// <summary>Forwards of the expiry, in the quote currency.</summary>
    public ReadOnlySpan<double> Forwards;

    public ReadOnlySpan<double> Strikes;

    /// <summary>Years to the expiry instant.</summary>
    public ReadOnlySpan<double> Years;

    /// <summary>Present value of 1 paid at expiry.</summary>
    public ReadOnlySpan<double> Discounts;

    /// <summary>+1 call, -1 put.</summary>
    public ReadOnlySpan<double> Signs;

    public readonly int Length => Strikes.Length;
}
