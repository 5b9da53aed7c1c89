using Poise.Pricing;

namespace Poise.Chains;

/// <summary>
/// A surface for marks and exposures: each expiry's out-of-the-money prices inside their bid-ask bands, convex in strike and rising in time at every strike,
/// on the quotes and between them. An expiry's price is the highest of its own smile and all earlier ones at the same strike over forward: the
/// highest of convex prices is convex, so both arbitrages are excluded by construction, whatever the quotes are.
/// </summary>
public sealed class BandSurface : SmileSurface
{
    private readonly BandEnvelope _envelope;

    private BandSurface(double spot, BandSlice[] slices, BandEnvelope envelope, ExpirySlice[] expiries, double[] atMoney)
        : base(spot, expiries, atMoney) => (Slices, _envelope) = (slices, envelope);

    /// <summary>All expiries of the chain, ascending in time, the ones that were not fitted included.</summary>
    public IReadOnlyList<BandSlice> Slices { get; }

    /// <summary>Fits a chain.</summary>
    public static BandSurface Fit(OptionChain chain)
    {
        SurfaceQuotes quotes = SurfaceQuotes.Of(chain);
        return Fit(quotes, SviSurface.EachAlone(quotes, SviWeights.Even));
    }

    /// <summary>Fits quotes around SVI smiles of the same quotes, whose wings should be near: <see cref="SviWeights.Even"/>.</summary>
    public static BandSurface Fit(SurfaceQuotes quotes, SviSurface around)
    {
        int n = quotes.Slices.Count;
        var fit = new BandFit(quotes.Longest);
        var envelope = new BandEnvelope(n);
        var slices = new BandSlice[n];
        var expiries = new List<ExpirySlice>(n);
        var atMoney = new List<double>(n);
        double[] floors = new double[quotes.Longest], ceilings = new double[quotes.Longest], variances = new double[quotes.Longest], scratch = new double[quotes.Longest];
        for (int i = 0; i < n; i++)
        {
            SliceQuotes slice = quotes.Slices[i];
            int count = slice.Count;
            for (int j = 0; j < count; j++)
                floors[j] = envelope.Count > 0 ? envelope.Price(envelope.Count - 1, slice.X[j], out _) : 0;
            AskCeiling.Of(quotes.Slices, i, ceilings);
            var bands = new BandQuotes
            {
                X = slice.X.AsSpan(0, count),
                Bid = slice.Bids.AsSpan(0, count),
                Ask = slice.Asks.AsSpan(0, count),
                Floor = floors.AsSpan(0, count),
                Ceiling = ceilings.AsSpan(0, count),
            };
            SmileSlice base_ = around.Slices[i];
            BandFitStatus status = BandFitStatus.FewQuotes;
            int steps = 0, lifted = 0;
            BandSmile? smile = base_.Fit.IsFitted ? fit.Fit(bands, base_.Fit.Smile, out status, out steps) : null;
            if (smile is not null)
            {
                lifted = envelope.Add(smile, slice.X.AsSpan(0, count), floors.AsSpan(0, count));
                expiries.Add(slice.Slice);
                atMoney.Add(envelope.Price(envelope.Count - 1, 1, out _));
            }
            slices[i] = Judge(quotes, slice, status, smile, envelope, variances, scratch, steps, lifted);
        }
        return new BandSurface(quotes.Chain.Spot, slices, envelope, [.. expiries], [.. atMoney]);
    }

    public override double Price(int expiry, double x, out double slope) => _envelope.Price(expiry, x, out slope);

    protected private override bool Reaches(int expiry, double x) => _envelope.Reaches(expiry, x);

    private static BandSlice Judge(
        SurfaceQuotes quotes, SliceQuotes slice, BandFitStatus status, BandSmile? smile, BandEnvelope envelope, double[] variances, double[] scratch, int steps, int lifted)
    {
        if (smile is null)
            return new BandSlice(slice.Slice, status, null, new SmileErrors(slice.WithBid, 0, double.NaN), [], steps, 0);
        int padded = slice.Strikes.Length;
        var prices = new double[padded];
        for (int j = 0; j < slice.Count; j++)
            prices[j] = envelope.Price(envelope.Count - 1, slice.X[j], out _);
        slice.Variances(prices, variances);
        SmileErrors errors = SmileErrors.Of(slice.Smile, variances.AsSpan(0, slice.Count), scratch.AsSpan(0, slice.Count));
        var missed = new List<MissedQuote>();
        double unit = slice.PriceUnit(quotes.Chain.Spot);
        for (int j = 0; j < slice.Count; j++)
        {
            if (slice.Bids[j] > 0 && !SmileErrors.IsInside(slice.Bids[j], slice.Asks[j], prices[j]))
                missed.Add(new MissedQuote(quotes.Chain.Snapshot.Options[slice.Rows[j]].Contract, slice.Bids[j] * unit, slice.Asks[j] * unit, prices[j] * unit));
        }
        return new BandSlice(slice.Slice, status, smile, errors with { Inside = errors.Quotes - missed.Count }, missed, steps, lifted);
    }
}
