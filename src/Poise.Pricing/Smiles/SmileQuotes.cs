namespace Poise.Pricing;

/// <summary>
/// One expiry's quotes as total variances against k = ln(strike / forward), ascending in k, all columns of one length. A row without a
/// bid has Bid 0 (its mid is not looked at); a row whose ask is not finite is left out.
/// </summary>
public ref struct SmileQuotes
{
    /// <summary>ln(strike / forward).</summary>
    public ReadOnlySpan<double> K;

    /// <summary>Total variance (vol^2 years) implied by the bid; 0 where there is none.</summary>
    public ReadOnlySpan<double> Bid;

    /// <summary>Total variance implied by the mid price.</summary>
    public ReadOnlySpan<double> Mid;

    /// <summary>Total variance implied by the ask.</summary>
    public ReadOnlySpan<double> Ask;

    public readonly int Length => K.Length;

    internal readonly void Check()
    {
        Columns.Same(K.Length, Bid.Length);
        Columns.Same(K.Length, Mid.Length);
        Columns.Same(K.Length, Ask.Length);
    }
}

/// <summary>How a fit ended.</summary>
public enum SmileFitStatus : byte
{
    /// <summary>Fitted, without arbitrage.</summary>
    Ok,

    /// <summary>
    /// Fitted, free of butterfly arbitrage, but below the earlier smile somewhere within the fence: a surface takes the earlier one there.
    /// </summary>
    Crossed,

    /// <summary>The fit had to be moved towards a smile known to be free of butterfly arbitrage.</summary>
    Moved,

    /// <summary>Fewer two-sided quotes than parameters: the shape is the earlier smile's, or flat; only its level is fitted.</summary>
    FewQuotes,

    /// <summary>No quote with a bid: the smile is the earlier one, or none.</summary>
    NoQuotes,
}

/// <summary>What fitting one expiry gave.</summary>
/// <param name="Smile">The smile, free of butterfly arbitrage.</param>
/// <param name="Status">How the fit ended.</param>
/// <param name="Iterations">Steps of the least-squares search.</param>
public readonly record struct SmileFit(RawSvi Smile, SmileFitStatus Status, int Iterations)
{
    /// <summary>Whether the smile's shape comes from this expiry's own quotes.</summary>
    public bool IsFitted => Smile.IsSmile && Status <= SmileFitStatus.Moved;
}

/// <summary>How near a smile is to its quotes.</summary>
/// <param name="Quotes">Rows with a bid.</param>
/// <param name="Inside">Of those, how many have the smile at or between bid and ask.</param>
/// <param name="MedianError">Median over rows with a bid of |smile - mid| over (ask - bid), all three as vols; NaN for none.</param>
public readonly record struct SmileErrors(int Quotes, int Inside, double MedianError)
{
    /// <summary>Share of rows with a bid that are inside; NaN for none.</summary>
    public double ShareInside => (double)Inside / Quotes;

    /// <summary>At or between both, but for rounding.</summary>
    public static bool IsInside(double bid, double ask, double value) => value >= bid * (1 - 1e-9) && value <= ask * (1 + 1e-9);

    /// <summary>Compares total variances with quotes; <paramref name="scratch"/> is as long as they are.</summary>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static SmileErrors Of(in SmileQuotes quotes, ReadOnlySpan<double> variances, Span<double> scratch)
    {
        quotes.Check();
        Columns.Same(quotes.Length, variances.Length);
        Columns.Same(quotes.Length, scratch.Length);
        int count = 0, inside = 0;
        for (var i = 0; i < quotes.Length; i++)
        {
            if (!(quotes.Bid[i] > 0) || !double.IsFinite(quotes.Ask[i]))
                continue;
            var vol = Math.Sqrt(variances[i]);
            var spread = Math.Sqrt(quotes.Ask[i]) - Math.Sqrt(quotes.Bid[i]);
            // A locked quote has no spread: an error of rounding size is none.
            scratch[count++] = Math.Abs(vol - Math.Sqrt(quotes.Mid[i])) / Math.Max(spread, 1e-9 * vol);
            if (IsInside(quotes.Bid[i], quotes.Ask[i], variances[i]))
                inside++;
        }
        if (count == 0)
            return new(0, 0, double.NaN);
        var errors = scratch[..count];
        errors.Sort();
        return new(count, inside, 0.5 * (errors[(count - 1) / 2] + errors[count / 2]));
    }
}
