namespace Poise.Pricing;

/// <summary>Dividends before expiry, the last first: what a grid meets on its way back from expiry.</summary>
internal readonly struct AmericanCalendar
{
    private readonly CashDividend[] last;

    private AmericanCalendar(CashDividend[] last) => this.last = last;

    public ReadOnlySpan<CashDividend> LastFirst => last;

    /// <exception cref="ArgumentException">A dividend is negative or not a number.</exception>
    public static AmericanCalendar Of(ReadOnlySpan<CashDividend> dividends, double years)
    {
        var count = 0;
        foreach (var dividend in dividends)
        {
            if (!(dividend.Amount >= 0 && double.IsFinite(dividend.Amount)) || double.IsNaN(dividend.Years))
                throw new ArgumentException($"{dividend} is no dividend");
            if (Counts(dividend, years))
                count++;
        }

        var kept = new CashDividend[count];
        count = 0;
        foreach (var dividend in dividends)
        {
            if (Counts(dividend, years))
                kept[count++] = dividend;
        }

        Array.Sort(kept, static (a, b) => b.Years.CompareTo(a.Years));
        return new AmericanCalendar(kept);
    }

    /// <summary>A dividend that went ex already, or goes ex after expiry, moves nothing.</summary>
    internal static bool Counts(CashDividend dividend, double years) => dividend.Years > 0 && dividend.Years < years && dividend.Amount > 0;

    /// <summary>Worth, years before expiry, of what is still to be paid then; a dividend grows at the rate from there to its moment.</summary>
    public double Present(double years, double left, double rate)
    {
        var sum = 0.0;
        var now = years - left;
        foreach (var dividend in LastFirst)
        {
            if (dividend.Years > now)
                sum += dividend.Amount * LoneFunctions.Exp(-rate * (dividend.Years - now));
        }

        return sum;
    }
}
