using Poise.Domain;

namespace Poise.Pricing;

/// <summary>Whether a price has an implied vol.</summary>
public enum ImpliedVolStatus : byte
{
    Ok,

    /// <summary>The price is less than the option pays for certain.</summary>
    BelowIntrinsic,

    /// <summary>The price is at or above the discounted forward (call) or strike (put): no finite vol reaches it.</summary>
    AboveMaximum,

    /// <summary>An input is NaN, or forward, strike, discount or years is not a positive number.</summary>
    NotANumber,
}

/// <summary>
/// The vol at which Black's model gives back a price. A price at intrinsic value has vol 0. The solver works on the out-of-the-money side, on
/// ln(price) below half of the largest price and on ln(largest - price) above it (the transformations are after Jaeckel, "Let's Be Rational",
/// Wilmott 2015), by Halley steps inside a bracket, never more than a fixed number.
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
        var count = Lanes.Count(width);
        Span<double> all = stackalloc double[4 * Lanes.Padding];
        Span<ImpliedVolStatus> statuses = stackalloc ImpliedVolStatus[Lanes.Padding];
        var prices = all[..count];
        var strikes = all.Slice(8, count);
        var signs = all.Slice(16, count);
        prices.Fill(price);
        strikes.Fill(strike);
        signs.Fill(type == OptionType.Call ? 1 : -1);
        Run(width, forward, discount, years, prices, strikes, signs, all.Slice(24, count), statuses[..count]);
        status = statuses[0];
        return all[24];
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
        Run(Lanes.Resolve(width), terms.Forward, terms.Discount, terms.Years, prices, strikes, signs, vols, statuses);
    }

    /// <summary>Implied vols of options that share nothing, the same bits as one by one.</summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded.</exception>
    public static void Solve(in PriceRows rows, Span<double> vols, Span<ImpliedVolStatus> statuses)
    {
        Columns.Check(rows);
        Columns.Same(rows.Length, vols.Length);
        Columns.Same(rows.Length, statuses.Length);
        for (var i = 0; i < rows.Length; i++)
            vols[i] = Solve(rows.Signs[i] > 0 ? OptionType.Call : OptionType.Put, rows.Prices[i], rows.Forwards[i], rows.Strikes[i], rows.Years[i], rows.Discounts[i], out statuses[i]);
    }

    private static void Run(LaneWidth width, double forward, double discount, double years, ReadOnlySpan<double> prices, ReadOnlySpan<double> strikes, ReadOnlySpan<double> signs, Span<double> vols, Span<ImpliedVolStatus> statuses)
    {
        switch (width)
        {
            case LaneWidth.Bits512: ImpliedVolKernel.Run<Lane512>(forward, discount, years, prices, strikes, signs, vols); break;
            case LaneWidth.Bits256: ImpliedVolKernel.Run<Lane256>(forward, discount, years, prices, strikes, signs, vols); break;
            default: ImpliedVolKernel.Run<Lane128>(forward, discount, years, prices, strikes, signs, vols); break;
        }

        for (var i = 0; i < vols.Length; i++)
        {
            // The kernel writes a status that is not Ok as minus its number.
            var mark = vols[i];
            statuses[i] = mark >= 0 ? ImpliedVolStatus.Ok : (ImpliedVolStatus)(int)-mark;
            if (!(mark >= 0))
                vols[i] = double.NaN;
        }
    }
}
