using System.Runtime.CompilerServices;
using Poise.Domain;

namespace Poise.Pricing;

/// <summary>
/// Coin (inverse) options: strike in USD, premium and payoff in coin. A call pays max(F - K, 0) / F coin at expiry, so its price is Black's
/// undiscounted value over the forward, p = B(F, K) / F coin; the coin has no rate of its own. What a dollar value and its greeks are depends on where
/// the coin is valued, and two places are in use:
/// <list type="bullet">
/// <item><see cref="BySpot"/>: V = S p, the house's greeks by spot (DF = S/F, dF/dS = F/S): what the chains, the flow and the desk use.</item>
/// <item><see cref="ByForward"/>: V = F p, greeks by the forward with no rate: what Deribit prints (measured on its tickers: price, delta, vega, theta).</item>
/// </list>
/// Price in coin, delta and net delta are the same in both; gamma by spot is F/S of the other, vega S/F, and theta by spot also holds the roll of the
/// carry, V falling by r K DF N(d2) (call), r = ln(F/S)/T.
/// </summary>
public static class InverseOption
{
    public const int PadTo = Lanes.Padding;

    /// <summary>Terms under which Black76 gives the USD value S p and its greeks by spot.</summary>
    public static SliceTerms BySpot(double spot, double forward, double years) => new(spot, forward, spot / forward, years);

    /// <summary>Terms under which Black76 gives the USD value F p and its greeks by forward, as Deribit prints them.</summary>
    public static SliceTerms ByForward(double forward, double years) => new(forward, forward, 1, years);

    /// <summary>
    /// Greeks of one expiry's options, of the USD value and in coin. Terms are <see cref="BySpot"/> or <see cref="ByForward"/>; signs +1 call, -1 put.
    /// </summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded, or a coin column lacks the USD column that it comes from.</exception>
    public static void Evaluate(in SliceTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in GreekColumns usd, in CoinColumns coin) =>
        Evaluate(terms, strikes, vols, signs, usd, coin, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static void Evaluate(in SliceTerms terms, ReadOnlySpan<double> strikes, ReadOnlySpan<double> vols, ReadOnlySpan<double> signs, in GreekColumns usd, in CoinColumns coin, LaneWidth width)
    {
        Black76.Evaluate(terms, strikes, vols, signs, usd, width);
        ToCoin(terms.Spot, usd, coin, width);
    }

    /// <summary>The coin's view of USD columns that are there already. Nothing but divisions by spot and differences.</summary>
    /// <exception cref="ArgumentException">As above.</exception>
    public static void ToCoin(double spot, in GreekColumns usd, in CoinColumns coin) => ToCoin(spot, usd, coin, LaneWidth.Widest);

    /// <summary>As above, at a lane width of choice: for tests and measurements.</summary>
    public static void ToCoin(double spot, in GreekColumns usd, in CoinColumns coin, LaneWidth width)
    {
        From(coin.Price, usd.Price, usd.Price);
        From(coin.NetDelta, usd.Delta, usd.Price);
        From(coin.Gamma, usd.Delta, usd.Price);
        From(coin.Gamma, usd.Gamma, usd.Price);
        From(coin.Vega, usd.Vega, usd.Vega);
        From(coin.Theta, usd.Theta, usd.Theta);
        From(coin.Vanna, usd.Vanna, usd.Vega);
        From(coin.Charm, usd.Charm, usd.Theta);
        switch (Lanes.Resolve(width))
        {
            case LaneWidth.Bits512: Run<Lane512>(spot, usd, coin); break;
            case LaneWidth.Bits256: Run<Lane256>(spot, usd, coin); break;
            default: Run<Lane128>(spot, usd, coin); break;
        }
    }

    /// <summary>One option: the same bits as in a column.</summary>
    public static InverseGreeks Evaluate(in SliceTerms terms, OptionType type, double strike, double vol)
    {
        const int usds = 12, coins = 7;
        Span<double> all = stackalloc double[(3 + usds + coins) * PadTo];
        all[..PadTo].Fill(strike);
        all.Slice(PadTo, PadTo).Fill(vol);
        all.Slice(2 * PadTo, PadTo).Fill(type == OptionType.Call ? 1 : -1);
        var u = all[(3 * PadTo)..];
        var c = u[(usds * PadTo)..];
        var usd = GreekColumns.Of(u, PadTo);
        var coin = new CoinColumns
        {
            Price = c[..PadTo],
            NetDelta = c.Slice(PadTo, PadTo),
            Gamma = c.Slice(2 * PadTo, PadTo),
            Vega = c.Slice(3 * PadTo, PadTo),
            Theta = c.Slice(4 * PadTo, PadTo),
            Vanna = c.Slice(5 * PadTo, PadTo),
            Charm = c.Slice(6 * PadTo, PadTo),
        };
        Evaluate(terms, all[..PadTo], all.Slice(PadTo, PadTo), all.Slice(2 * PadTo, PadTo), usd, coin);
        return new InverseGreeks(coin.Price[0], coin.NetDelta[0], coin.Gamma[0], coin.Vega[0], coin.Theta[0], coin.Vanna[0], coin.Charm[0], usd.First);
    }

    /// <summary>
    /// Implied vol per 1.00 a year from a price in coin; NaN unless the status is Ok. A call is worth less than a coin, a put less than K/F coin.
    /// </summary>
    public static double ImpliedVolOf(OptionType type, double coinPrice, double forward, double strike, double years, out ImpliedVolStatus status) =>
        ImpliedVol.Solve(type, coinPrice, forward, strike, years, 1 / forward, out status);

    /// <summary>Implied vols of one expiry's options from prices in coin. Columns are padded to a multiple of <see cref="PadTo"/>.</summary>
    /// <exception cref="ArgumentException">Columns differ in length or are not padded.</exception>
    public static void ImpliedVolsOf(double forward, double years, ReadOnlySpan<double> coinPrices, ReadOnlySpan<double> strikes, ReadOnlySpan<double> signs, Span<double> vols, Span<ImpliedVolStatus> statuses) =>
        ImpliedVol.Solve(new SliceTerms(forward, forward, 1 / forward, years), coinPrices, strikes, signs, vols, statuses);

    private static void From(Span<double> coin, ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (!coin.IsEmpty)
            Columns.Check(coin.Length, first.Length, second.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<TLane>(double spot, in GreekColumns usd, in CoinColumns coin)
        where TLane : struct, ILane<TLane>
    {
        var s = TLane.Broadcast(spot);
        for (var at = 0; at < coin.Price.Length; at += TLane.Count)
            TLane.Store(TLane.Load(usd.Price, at) / s, coin.Price, at);
        for (var at = 0; at < coin.NetDelta.Length; at += TLane.Count)
            TLane.Store(Net<TLane>(usd, s, at), coin.NetDelta, at);
        for (var at = 0; at < coin.Gamma.Length; at += TLane.Count)
            TLane.Store(TLane.Load(usd.Gamma, at) - Net<TLane>(usd, s, at) / s, coin.Gamma, at);
        for (var at = 0; at < coin.Vega.Length; at += TLane.Count)
            TLane.Store(TLane.Load(usd.Vega, at) / s, coin.Vega, at);
        for (var at = 0; at < coin.Theta.Length; at += TLane.Count)
            TLane.Store(TLane.Load(usd.Theta, at) / s, coin.Theta, at);
        for (var at = 0; at < coin.Vanna.Length; at += TLane.Count)
            TLane.Store(TLane.Load(usd.Vanna, at) - TLane.Load(usd.Vega, at) / s, coin.Vanna, at);
        for (var at = 0; at < coin.Charm.Length; at += TLane.Count)
            TLane.Store(TLane.Load(usd.Charm, at) - TLane.Load(usd.Theta, at) / s, coin.Charm, at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Net<TLane>(in GreekColumns usd, TLane spot, int at)
        where TLane : struct, ILane<TLane> => TLane.Load(usd.Delta, at) - TLane.Load(usd.Price, at) / spot;
}
