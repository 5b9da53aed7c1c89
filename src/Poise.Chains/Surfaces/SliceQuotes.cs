using Poise.Domain;
using Poise.Pricing;

namespace Poise.Chains;

/// <summary>
/// One expiry's out-of-the-money quotes, as a surface is fitted to them: strikes ascending, puts below the forward, calls at and above it. Prices
/// are undiscounted and over the forward, present value / (discount forward), so that a unit is the forward itself; coin premiums are in the
/// same unit by spot. An absent bid is 0. Rows with no ask, with a crossed quote, or with an ask that no vol reaches are left out and counted.
/// </summary>
public sealed class SliceQuotes
{
    private SliceQuotes(ExpirySlice slice, int count)
    {
        Slice = slice;
        int padded = (count + Black76.PadTo - 1) / Black76.PadTo * Black76.PadTo;
        Strikes = new double[padded];
        Strikes.AsSpan().Fill(slice.Forward.Forward);
        Signs = new double[padded];
        Signs.AsSpan().Fill(1);
        K = new double[padded];
        X = new double[padded];
        Bids = new double[padded];
        Asks = new double[padded];
        BidVariances = new double[padded];
        MidVariances = new double[padded];
        AskVariances = new double[padded];
        Rows = new int[padded];
    }

    public ExpirySlice Slice { get; }

    /// <summary>Rows that are real; columns are longer by their padding.</summary>
    public int Count { get; private set; }

    /// <summary>Rows with a bid.</summary>
    public int WithBid { get; private set; }

    /// <summary>Listed out-of-the-money rows that carry no usable quote.</summary>
    public int LeftOut { get; private set; }

    public double[] Strikes { get; }

    /// <summary>+1 call, -1 put.</summary>
    public double[] Signs { get; }

    /// <summary>ln(strike / forward).</summary>
    public double[] K { get; }

    /// <summary>strike / forward.</summary>
    public double[] X { get; }

    /// <summary>Over the forward, undiscounted; 0 where there is none.</summary>
    public double[] Bids { get; }

    public double[] Asks { get; }

    /// <summary>vol^2 years of each price; the bid's is 0 where there is none.</summary>
    public double[] BidVariances { get; }

    public double[] MidVariances { get; }

    public double[] AskVariances { get; }

    /// <summary>Index into the snapshot's options.</summary>
    public int[] Rows { get; }

    /// <summary>The quotes as a smile is fitted to them.</summary>
    public SmileQuotes Smile => new()
    {
        K = K.AsSpan(0, Count),
        Bid = BidVariances.AsSpan(0, Count),
        Mid = MidVariances.AsSpan(0, Count),
        Ask = AskVariances.AsSpan(0, Count),
    };

    /// <summary>One unit of price in the contracts' own unit: discount times forward, over spot where premiums are in coin.</summary>
    public double PriceUnit(double spot) => Slice.Forward.Discount * Slice.Forward.Forward / (Slice.Style == PayoffStyle.Inverse ? spot : 1);

    /// <summary>Total variances of prices at these strikes; columns as long as <see cref="Strikes"/>.</summary>
    internal void Variances(ReadOnlySpan<double> prices, Span<double> into)
    {
        var statuses = new ImpliedVolStatus[prices.Length];
        var roots = new double[prices.Length];
        ImpliedVol.Solve(new SliceTerms(1, 1, 1, 1), prices, X, Signs, roots, statuses);
        for (int i = 0; i < Count; i++)
            into[i] = roots[i] * roots[i];
    }

    public static SliceQuotes Of(OptionChain chain, ExpirySlice slice)
    {
        var quotes = new SliceQuotes(slice, slice.Count);
        quotes.Fill(chain);
        return quotes;
    }

    private void Fill(OptionChain chain)
    {
        double forward = Slice.Forward.Forward;
        double unit = PriceUnit(chain.Spot);
        for (int i = 0; i < Slice.Count; i++)
        {
            double strike = Slice.Strikes[i];
            bool isCall = strike >= forward;
            int row = isCall ? Slice.CallRows[i] : Slice.PutRows[i];
            if (row < 0)
                continue;
            Quote quote = chain.Snapshot.Options[row].Quote;
            if (!(quote.Ask > 0) || !double.IsFinite(quote.Ask) || quote.IsCrossed || !(strike > 0))
            {
                LeftOut++;
                continue;
            }
            (Strikes[Count], Signs[Count], Rows[Count]) = (strike, isCall ? 1 : -1, row);
            (Bids[Count], Asks[Count]) = (quote.Bid > 0 ? quote.Bid / unit : 0, quote.Ask / unit);
            Count++;
        }
        LogMoneyness.Of(Strikes.AsSpan(0, Count), forward, K.AsSpan(0, Count));
        Imply();
        Compact();
    }

    private void Imply()
    {
        // Prices of the padding are those of nothing: their vols are not looked at.
        var terms = new SliceTerms(1, 1, 1, 1);
        int padded = Strikes.Length;
        var mids = new double[padded];
        var statuses = new ImpliedVolStatus[padded];
        for (int i = 0; i < padded; i++)
        {
            X[i] = Strikes[i] / Slice.Forward.Forward;
            mids[i] = 0.5 * (Bids[i] + Asks[i]);
        }
        ImpliedVol.Solve(terms, Bids, X, Signs, BidVariances, statuses);
        ImpliedVol.Solve(terms, mids, X, Signs, MidVariances, statuses);
        ImpliedVol.Solve(terms, Asks, X, Signs, AskVariances, statuses);
        for (int i = 0; i < padded; i++)
        {
            // Over one year the vol is the root of the total variance.
            BidVariances[i] *= BidVariances[i];
            MidVariances[i] *= MidVariances[i];
            AskVariances[i] *= AskVariances[i];
        }
    }

    private void Compact()
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            bool isUsable = double.IsFinite(K[i]) && AskVariances[i] > 0 && double.IsFinite(AskVariances[i]) && (Bids[i] == 0 || BidVariances[i] > 0);
            if (!isUsable)
            {
                LeftOut++;
                continue;
            }
            (Strikes[kept], Signs[kept], K[kept], X[kept], Rows[kept]) = (Strikes[i], Signs[i], K[i], X[i], Rows[i]);
            (Bids[kept], Asks[kept]) = (Bids[i], Asks[i]);
            (BidVariances[kept], MidVariances[kept], AskVariances[kept]) = (BidVariances[i], MidVariances[i], AskVariances[i]);
            if (Bids[kept] > 0)
                WithBid++;
            else
                BidVariances[kept] = 0;
            kept++;
        }
        for (int i = kept; i < Count; i++)
            (Strikes[i], Signs[i], K[i], X[i], Bids[i], Asks[i]) = (Slice.Forward.Forward, 1, 0, 1, 0, 0);
        Count = kept;
    }
}

/// <summary>All expiries of a chain, ascending in time, as surfaces are fitted to them.</summary>
public sealed class SurfaceQuotes
{
    private SurfaceQuotes(OptionChain chain, SliceQuotes[] slices)
    {
        (Chain, Slices) = (chain, slices);
        foreach (SliceQuotes slice in slices)
            Longest = Math.Max(Longest, slice.Count);
    }

    public OptionChain Chain { get; }

    public IReadOnlyList<SliceQuotes> Slices { get; }

    /// <summary>Most rows of an expiry.</summary>
    public int Longest { get; }

    public static SurfaceQuotes Of(OptionChain chain)
    {
        var slices = new SliceQuotes[chain.Slices.Count];
        for (int i = 0; i < slices.Length; i++)
            slices[i] = SliceQuotes.Of(chain, chain.Slices[i]);
        return new SurfaceQuotes(chain, slices);
    }
}
