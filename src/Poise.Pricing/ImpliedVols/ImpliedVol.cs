using Poise.Domain;

namespace Poise.Pricing;

/// <summary>Whether a price has an implied vol.</summary>
public enum ImpliedVolStatus : byte
{
    Ok,

    /// <summary>The price is less than the discounted intrinsic value, D (F - K) or D (K - F), by more than rounding, or negative.</summary>
    BelowIntrinsic,

    /// <summary>The price is at or above the discounted forward (call) or strike (put): no finite vol reaches it.</summary>
    AboveMaximum,

    /// <summary>An input is NaN, or forward, strike, discount or years is not a positive, finite number.</summary>
    NotANumber,
}

/// <summary>
/// The vol at which Black's model gives back a price, to a few times what the price's own last digit leaves open (within 4 times
/// (1 + b / (s b')) 2^-52 relative, Jaeckel's bound). A price at intrinsic value has vol 0. Market-like quotes take one step of fourth order from a close
/// start; a mask sends the others down a careful path of bounded steps. Results are the same bits at any lane width, alone, in a column and in rows.
/// </summary>
public static class ImpliedVol
{
    /// <summary>Implied vol per 1.00 a year from a present value; NaN unless the status is Ok.</summary>
    public static double Solve(OptionType type, double price, double forward, double strike, double years, double discount, out ImpliedVolStatus status) =>
        Solve(type, price, forward, strike, years, discount, out status, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static double Solve(OptionType type, double price, double forward, double strike, double years, double discount, out ImpliedVolStatus status, LaneWidth width)
    {
        width = Lanes.Resolve(width);
        Span<double> columns = stackalloc double[4 * Lanes.Padding];
        Span<ImpliedVolStatus> statuses = stackalloc ImpliedVolStatus[Lanes.Padding];
        var count = Lanes.Count(width);
        var prices = columns[..count];
        var strikes = columns.Slice(8, count);
        var signs = columns.Slice(16, count);
        var vols = columns.Slice(24, count);
        prices.Fill(price);
        strikes.Fill(strike);
        signs.Fill(type == OptionType.Call ? 1 : -1);
        Run(width, new SliceTerms(forward, forward, discount, years), prices, strikes, signs, vols, statuses[..count]);
        status = statuses[0];
        return vols[0];
    }

    /// <summary>Implied vols of one expiry's options, the same bits as one by one. Columns are padded to a multiple of <see cref="Black76.PadTo"/>.</summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded.</exception>
    public static void Solve(in SliceTerms terms, ReadOnlySpan<double> prices, ReadOnlySpan<double> strikes, ReadOnlySpan<double> signs, Span<double> vols, Span<ImpliedVolStatus> statuses) =>
        Solve(terms, prices, strikes, signs, vols, statuses, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static void Solve(in SliceTerms terms, ReadOnlySpan<double> prices, ReadOnlySpan<double> strikes, ReadOnlySpan<double> signs, Span<double> vols, Span<ImpliedVolStatus> statuses, LaneWidth width)
    {
        Columns.Check(prices.Length, strikes.Length, signs.Length);
        Columns.Same(prices.Length, vols.Length);
        Columns.Same(prices.Length, statuses.Length);
        Run(Lanes.Resolve(width), terms, prices, strikes, signs, vols, statuses);
    }

    /// <summary>Implied vols of options that share nothing, the same bits as one by one.</summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded.</exception>
    public static void Solve(in PriceRows rows, Span<double> vols, Span<ImpliedVolStatus> statuses) =>
        Solve(rows, vols, statuses, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static void Solve(in PriceRows rows, Span<double> vols, Span<ImpliedVolStatus> statuses, LaneWidth width)
    {
        Columns.Check(rows);
        Columns.Same(rows.Length, vols.Length);
        Columns.Same(rows.Length, statuses.Length);
        switch (Lanes.Resolve(width))
        {
            case LaneWidth.Bits512: ImpliedVolColumns.Run<Lane512>(rows, vols, statuses); break;
            case LaneWidth.Bits256: ImpliedVolColumns.Run<Lane256>(rows, vols, statuses); break;
            default: ImpliedVolColumns.Run<Lane128>(rows, vols, statuses); break;
        }
    }

    private static void Run(LaneWidth width, in SliceTerms terms, ReadOnlySpan<double> prices, ReadOnlySpan<double> strikes, ReadOnlySpan<double> signs, Span<double> vols, Span<ImpliedVolStatus> statuses)
    {
        switch (width)
        {
            case LaneWidth.Bits512: ImpliedVolColumns.Run<Lane512>(terms.Forward, terms.Discount, terms.Years, prices, strikes, signs, vols, statuses); break;
            case LaneWidth.Bits256: ImpliedVolColumns.Run<Lane256>(terms.Forward, terms.Discount, terms.Years, prices, strikes, signs, vols, statuses); break;
            default: ImpliedVolColumns.Run<Lane128>(terms.Forward, terms.Discount, terms.Years, prices, strikes, signs, vols, statuses); break;
        }
    }
}
