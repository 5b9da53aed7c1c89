using Poise.Domain;

namespace Poise.Pricing;

/// <summary>
/// The normal vol at which <see cref="Bachelier"/> gives back a price, in units of the forward a root-year. It depends on |F - K| and the time value
/// alone (Jaeckel, "Implied Normal Volatility", Wilmott 2017); guess and step are our own. Time value out of the money is well conditioned
/// everywhere: a relative error e of it moves the vol by Q e, Q at most 1, and the vol is right to 1e-15 relative. From a price in the money only what
/// that price's rounding left of the time value comes back. A price at the discounted payoff has vol 0.
/// </summary>
public static class BachelierVol
{
    /// <summary>Implied normal vol from a present value; NaN unless the status is Ok. AboveMaximum: an infinite price, or a vol beyond a double.</summary>
    public static double Solve(OptionType type, double price, double forward, double strike, double years, double discount, out ImpliedVolStatus status) =>
        Solve(type, price, forward, strike, years, discount, out status, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static double Solve(OptionType type, double price, double forward, double strike, double years, double discount, out ImpliedVolStatus status, LaneWidth width)
    {
        const int pad = Lanes.Padding;
        width = Lanes.Resolve(width);
        var count = Lanes.Count(width);
        Span<double> all = stackalloc double[4 * pad];
        Span<ImpliedVolStatus> statuses = stackalloc ImpliedVolStatus[pad];
        all[..pad].Fill(price);
        all.Slice(pad, pad).Fill(strike);
        all.Slice(2 * pad, pad).Fill(type == OptionType.Call ? 1 : -1);
        Run(width, new SliceTerms(forward, forward, discount, years), all[..count], all.Slice(pad, count), all.Slice(2 * pad, count), all.Slice(3 * pad, count), statuses[..count]);
        status = statuses[0];
        return all[3 * pad];
    }

    /// <summary>Implied normal vols of one expiry's options, the same bits as one by one. Columns are padded to a multiple of <see cref="Bachelier.PadTo"/>.</summary>
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

    private static void Run(LaneWidth width, in SliceTerms terms, ReadOnlySpan<double> prices, ReadOnlySpan<double> strikes, ReadOnlySpan<double> signs, Span<double> vols, Span<ImpliedVolStatus> statuses)
    {
        switch (width)
        {
            case LaneWidth.Bits512: BachelierVolKernel.Run<Lane512>(terms, prices, strikes, signs, vols); break;
            case LaneWidth.Bits256: BachelierVolKernel.Run<Lane256>(terms, prices, strikes, signs, vols); break;
            default: BachelierVolKernel.Run<Lane128>(terms, prices, strikes, signs, vols); break;
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
