using Poise.Domain;

namespace Poise.Pricing;

/// <summary>How much an American price may cost.</summary>
public enum AmericanSetting
{
    /// <summary>Good to about 1e-5 of a strike of 100.</summary>
    Fast,

    /// <summary>Good to about 3e-8 of a strike of 100.</summary>
    Accurate,
}

/// <summary>Whether an American option has a price here.</summary>
public enum AmericanStatus : byte
{
    Ok,

    /// <summary>An input is NaN or infinite, or spot or strike is negative.</summary>
    NotANumber,

    /// <summary>
    /// Two exercise boundaries (a put with yield below rate below 0), and a drift too large beside the vol for the grid that prices these: no number.
    /// </summary>
    DoubleBoundary,

    /// <summary>Dividends before expiry are worth half of the spot or more: no formula is a guide, <see cref="AmericanGrid"/> is.</summary>
    DividendsTooLarge,
}

/// <summary>Price and raw greeks of one American option, units and signs as in <see cref="OptionGreeks"/>.</summary>
/// <param name="Price">Present value.</param>
/// <param name="Delta">dV/dS.</param>
/// <param name="Gamma">d2V/dS2, from the side where the option is kept.</param>
/// <param name="Vega">dV/dsigma per 1.00 of vol.</param>
/// <param name="Theta">dV/dt per year at fixed S, r, q and vol; 0 where exercise is due.</param>
public readonly record struct AmericanGreeks(double Price, double Delta, double Gamma, double Vega, double Theta);

/// <summary>Where results go, a column each; an empty one is not wanted and not paid for.</summary>
public ref struct AmericanColumns
{
    public Span<double> Price;
    public Span<double> Delta;
    public Span<double> Gamma;
    public Span<double> Vega;
    public Span<double> Theta;
}

/// <summary>
/// American options on a spot with continuously compounded rate and yield, by the exercise boundary's integral equation (Andersen, Lake and
/// Offengenden 2016) solved by Newton's method; calls by put-call symmetry, C(S, K, r, q) = P(K, S, q, r). Where early exercise never pays
/// the option is the European one; where the exercise region has two boundaries it is priced on a grid, thousands of times slower.
/// Limits: at or past expiry the payoff, delta half at the strike; without vol the best moment to exercise along the forward, no vega.
/// Results are the same bits in rows and one by one, at any lane width.
/// </summary>
public static class American
{
    /// <summary>One option: spot and strike in the quote currency, years to expiry, rate, yield and vol per 1.00 a year.</summary>
    public static AmericanGreeks Evaluate(OptionType type, double spot, double strike, double years, double rate, double yield, double vol, AmericanSetting setting, out AmericanStatus status) =>
        Evaluate(type, spot, strike, years, rate, yield, vol, setting, out status, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static AmericanGreeks Evaluate(OptionType type, double spot, double strike, double years, double rate, double yield, double vol, AmericanSetting setting, out AmericanStatus status, LaneWidth width)
    {
        Span<double> g = stackalloc double[5];
        Lone(type, spot, strike, years, rate, yield, vol, setting, new AmericanColumns { Price = g[..1], Delta = g.Slice(1, 1), Gamma = g.Slice(2, 1), Vega = g.Slice(3, 1), Theta = g.Slice(4, 1) }, out status, width);
        return new AmericanGreeks(g[0], g[1], g[2], g[3], g[4]);
    }

    /// <summary>One option's price alone, the same bits as with its greeks.</summary>
    public static double Price(OptionType type, double spot, double strike, double years, double rate, double yield, double vol, AmericanSetting setting, out AmericanStatus status)
    {
        Span<double> g = stackalloc double[1];
        Lone(type, spot, strike, years, rate, yield, vol, setting, new AmericanColumns { Price = g }, out status, LaneWidth.Widest);
        return g[0];
    }

    /// <summary>
    /// One option's price under cash dividends by a formula of microseconds: off by about 0.1 of a strike of 100, 0.6 at worst seen (docs/pricing-american.md).
    /// Dividends may come in any order; those past, or after expiry, move nothing. <see cref="AmericanGrid"/> is exact to its own error, and slow.
    /// </summary>
    public static double Price(OptionType type, double spot, double strike, double years, double rate, double yield, double vol, ReadOnlySpan<CashDividend> dividends, AmericanSetting setting, out AmericanStatus status) =>
        AmericanDividends.Price(type, spot, strike, years, rate, yield, vol, dividends, setting, out status);

    /// <summary>Options that share nothing, the same bits as one by one.</summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded to a multiple of <see cref="Black76.PadTo"/>.</exception>
    public static void Evaluate(in OptionRows rows, AmericanSetting setting, AmericanColumns into, Span<AmericanStatus> statuses) =>
        Evaluate(rows, setting, into, statuses, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static void Evaluate(in OptionRows rows, AmericanSetting setting, AmericanColumns into, Span<AmericanStatus> statuses, LaneWidth width)
    {
        var length = rows.Length;
        Columns.Check(rows, new GreekColumns { Price = into.Price, Delta = into.Delta, Gamma = into.Gamma, Vega = into.Vega, Theta = into.Theta });
        Columns.Same(length, statuses.Length);
        Run(rows, setting, into, statuses, width);
    }

    /// <summary>
    /// The vol per 1.00 a year at which the option has that price; NaN unless the status is Ok. Below intrinsic is below exercise now or the European option's
    /// own lower bound; a price at that bound has vol 0.
    /// </summary>
    public static double ImpliedVol(OptionType type, double price, double spot, double strike, double years, double rate, double yield, AmericanSetting setting, out ImpliedVolStatus status)
    {
        Span<double> inputs = [spot, strike, years, rate, yield, double.NaN, type == OptionType.Call ? 1 : -1, price, 0];
        Span<ImpliedVolStatus> statuses = stackalloc ImpliedVolStatus[1];
        AmericanImpliedVol.Run(Row(inputs), inputs.Slice(7, 1), setting, inputs.Slice(8, 1), statuses, LaneWidth.Widest);
        status = statuses[0];
        return inputs[8];
    }

    /// <summary>Implied vols of options that share nothing, the same bits as one by one. The rows' vols are not read and may be left empty.</summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded to a multiple of <see cref="Black76.PadTo"/>.</exception>
    public static void ImpliedVol(in OptionRows rows, ReadOnlySpan<double> prices, AmericanSetting setting, Span<double> vols, Span<ImpliedVolStatus> statuses) =>
        ImpliedVol(rows, prices, setting, vols, statuses, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static void ImpliedVol(in OptionRows rows, ReadOnlySpan<double> prices, AmericanSetting setting, Span<double> vols, Span<ImpliedVolStatus> statuses, LaneWidth width)
    {
        Columns.Check(rows.Strikes.Length, rows.Spots.Length, rows.Years.Length);
        Columns.Check(rows.Strikes.Length, rows.Rates.Length, rows.Yields.Length);
        Columns.Check(rows.Strikes.Length, rows.Signs.Length, prices.Length);
        Columns.Same(rows.Strikes.Length, vols.Length);
        Columns.Same(rows.Strikes.Length, statuses.Length);
        AmericanImpliedVol.Run(rows, prices, setting, vols, statuses, width);
    }

    private static void Lone(OptionType type, double spot, double strike, double years, double rate, double yield, double vol, AmericanSetting setting, AmericanColumns into, out AmericanStatus status, LaneWidth width)
    {
        Span<double> inputs = [spot, strike, years, rate, yield, vol, type == OptionType.Call ? 1 : -1];
        Span<AmericanStatus> statuses = stackalloc AmericanStatus[1];
        Run(Row(inputs), setting, into, statuses, width);
        status = statuses[0];
    }

    private static OptionRows Row(Span<double> inputs) => new()
    {
        Spots = inputs[..1],
        Strikes = inputs.Slice(1, 1),
        Years = inputs.Slice(2, 1),
        Rates = inputs.Slice(3, 1),
        Yields = inputs.Slice(4, 1),
        Vols = inputs.Slice(5, 1),
        Signs = inputs.Slice(6, 1),
    };

    internal static void Run(in OptionRows rows, AmericanSetting setting, in AmericanColumns into, Span<AmericanStatus> statuses, LaneWidth width)
    {
        switch (Lanes.Resolve(width))
        {
            case LaneWidth.Bits512: AmericanKernel.Run<Lane512>(rows, setting, into, statuses); break;
            case LaneWidth.Bits256: AmericanKernel.Run<Lane256>(rows, setting, into, statuses); break;
            default: AmericanKernel.Run<Lane128>(rows, setting, into, statuses); break;
        }
    }
}
