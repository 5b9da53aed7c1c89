using Poise.Domain;

namespace Poise.Pricing;

/// <summary>
/// Black-Scholes-Merton (Black and Scholes 1973, Merton 1973): spot, rate and yield in. It is Black's model on the forward F = S e^((r - q) T) with
/// DF = e^(-rT), and there is one kernel for both: what is here maps the carry, and adds what only spot, rate and yield have: an implied vol from
/// them and the derivative by the yield. Rates and yields are continuously compounded, a year. Expired options are worth their payoff at spot.
/// </summary>
public static class BlackScholes
{
    public const int PadTo = Black76.PadTo;

    /// <summary>One expiry by spot, rate and yield, for the columns of <see cref="Black76"/>, <see cref="ImpliedVol"/> and all that takes slice terms.</summary>
    /// <param name="spot">In the quote currency.</param>
    /// <param name="rate">Of the quote currency.</param>
    /// <param name="yield">Dividend yield, foreign rate or borrow cost of the underlying.</param>
    /// <param name="years">To the expiry instant.</param>
    public static SliceTerms Terms(double spot, double rate, double yield, double years)
    {
        var time = years <= 0 ? 0 : years;
        return new SliceTerms(spot, spot * Growth(rate - yield, time), Growth(-rate, time), years);
    }

    /// <summary>One option, greeks by spot. NaN in gives NaN out.</summary>
    public static OptionGreeks Evaluate(OptionType type, double spot, double strike, double years, double rate, double yield, double vol) =>
        Black76.Evaluate(type, spot, strike, years, rate, yield, vol);

    /// <summary>Options that share nothing, greeks by spot: the same bits as one by one.</summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded to a multiple of <see cref="PadTo"/>.</exception>
    public static void Evaluate(in OptionRows rows, in GreekColumns into) => Black76.Evaluate(rows, into);

    /// <summary>dV/dq per 1.00 of yield: -T S delta, negative for a long call. For a foreign-exchange option it is the rho by the foreign rate.</summary>
    public static double YieldRho(double spot, double years, double delta) => -(years <= 0 ? 0 : years) * (spot * delta);

    /// <summary>dV/dq of many options whose deltas are there, the same bits as one by one. It may overwrite the deltas.</summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded.</exception>
    public static void YieldRhos(in OptionRows rows, ReadOnlySpan<double> deltas, Span<double> into)
    {
        Columns.Check(rows, default);
        Columns.Check(rows.Length, deltas.Length, into.Length);
        for (var i = 0; i < into.Length; i++)
            into[i] = YieldRho(rows.Spots[i], rows.Years[i], deltas[i]);
    }

    /// <summary>Implied vol per 1.00 a year from a present value; NaN unless the status is Ok.</summary>
    public static double ImpliedVolOf(OptionType type, double price, double spot, double strike, double years, double rate, double yield, out ImpliedVolStatus status)
    {
        var terms = Terms(spot, rate, yield, years);
        return ImpliedVol.Solve(type, price, terms.Forward, strike, years, terms.Discount, out status);
    }

    private static double Growth(double rate, double years) => Lane128.First(Exponential.OfProduct(Lane128.Broadcast(rate), Lane128.Broadcast(years)));
}
