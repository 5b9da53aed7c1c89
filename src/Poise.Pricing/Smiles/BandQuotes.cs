namespace Poise.Pricing;

/// <summary>
/// One expiry's quotes as bands of out-of-the-money prices (undiscounted, over the forward; puts below x = 1, calls at and above), ascending in
/// x = strike / forward, all columns of one length. Bid 0 is none.
/// </summary>
public ref struct BandQuotes
{
    /// <summary>Strike over forward.</summary>
    public ReadOnlySpan<double> X;

    public ReadOnlySpan<double> Bid;

    public ReadOnlySpan<double> Ask;

    /// <summary>The price that the expiry before has at this x: the fit should not be below it. 0 for none.</summary>
    public ReadOnlySpan<double> Floor;

    /// <summary>The most that the quotes of later expiries allow at this x, which weighs less than the quote's own bid. Infinity for none.</summary>
    public ReadOnlySpan<double> Ceiling;

    public readonly int Length => X.Length;

    internal readonly void Check()
    {
        Columns.Same(X.Length, Bid.Length);
        Columns.Same(X.Length, Ask.Length);
        Columns.Same(X.Length, Floor.Length);
        Columns.Same(X.Length, Ceiling.Length);
    }
}

/// <summary>How fitting bands ended.</summary>
public enum BandFitStatus : byte
{
    /// <summary>Fitted. Quotes outside of their band are those that no arbitrage-free smile of this kind meets.</summary>
    Ok,

    /// <summary>The search ended at its limit of steps: free of arbitrage, perhaps not the nearest.</summary>
    Unsettled,

    /// <summary>Not fitted: fewer two-sided quotes than <see cref="SviFit.LeastQuotes"/>.</summary>
    FewQuotes,

    /// <summary>Not fitted: a column holds NaN, x does not ascend, or there is no base smile.</summary>
    NotANumber,
}
