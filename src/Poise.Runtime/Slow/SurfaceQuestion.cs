using Poise.Chains;
using Poise.Domain;
using Poise.Engine;

namespace Poise.Runtime;

/// <summary>
/// The quotes of one instant, copied off the desk so that they may be fitted elsewhere. The fit is the chain's: the same
/// forwards, vols and smooth smiles as every other page shows.
/// </summary>
public sealed class SurfaceQuestion
{
    // A quote's time is that of its last change. The link vouches for it until then, and the desk watches the link and the
    // hedge instrument's quote: age alone makes none stale.
    private static readonly Duration QuotesStand = Duration.FromDays(36_500);

    private readonly List<Part> _parts = [];
    private readonly Instant _asOf;

    private SurfaceQuestion(Instant asOf) => _asOf = asOf;

    /// <summary>The options of one underlying. Spot is the mid of its hedge instrument.</summary>
    /// <param name="Elsewhere">Options of other venues, with an account there or without: nobody quotes them here.</param>
    private sealed record Part(string Underlying, double Spot, List<OptionRow> Rows, List<ContractIndex> Contracts, List<(ContractIndex Number, Contract Terms)> Elsewhere);

    /// <summary>Nothing can be fitted: no underlying has a spot and options.</summary>
    public bool IsEmpty => _parts.Count == 0;

    /// <summary>Copies what a desk sees.</summary>
    public static SurfaceQuestion Of(Desk desk)
    {
        SurfaceQuestion question = new(desk.Now);
        foreach (Hedger hedger in desk.Hedgers)
        {
            var part = new Part(hedger.Underlying, hedger.Greeks.Spot, [], [], []);
            for (int i = 0; i < desk.Book.Count && part.Spot > 0; i++)
            {
                Contract contract = desk.Book.ContractOf(new(i));
                if (!contract.IsOption || contract.Expiry <= desk.Now || desk.HedgerOf(new ContractIndex(i)) != hedger)
                    continue;
                if (!hedger.IsOfFirstVenue(contract))
                {
                    part.Elsewhere.Add((new(i), contract));
                    continue;
                }
                part.Contracts.Add(new(i));
                part.Rows.Add(new OptionRow(
                    contract, desk.QuoteOf(new(i)), double.NaN, double.NaN, double.NaN, VendorGreeks.Absent, double.NaN, null, i));
            }
            if (part.Rows.Count > 0)
                question._parts.Add(part);
        }
        return question;
    }

    /// <summary>Fits every expiry. One in which no option has a vol is missing: its last fit stands, and ages.</summary>
    public List<FittedSlice> Fit()
    {
        List<FittedSlice> fits = [];
        foreach (Part part in _parts)
            Fit(part, fits);
        return fits;
    }

    private void Fit(Part part, List<FittedSlice> fits)
    {
        OptionChain chain = OptionChain.Of(
            new MarketSnapshot
            {
                Underlying = part.Underlying,
                Source = "desk",
                AsOf = _asOf,
                QuoteDate = DateOnly.FromDateTime(_asOf.ToUtc()),
                Spot = part.Spot,
                SpotSource = "mid",
                Options = part.Rows,
                Rows = part.Rows.Count,
            },
            new ChainSettings { StaleAfter = QuotesStand });
        var smiles = new List<FittedSmile>();
        foreach (SmileSlice fitted in SviSurface.ByMoney(chain).Slices)
        {
            ExpirySlice slice = fitted.Slice;
            if (FilledVols(slice) is not { } vols)
                continue;
            ForwardQuote forward = slice.Forward;
            smiles.Add(new FittedSmile(slice.Expiry, slice.Years, forward.Forward / part.Spot, forward.Discount, slice.Strikes.AsMemory(0, slice.Count), vols, fitted.SlopeAt));
            fits.Add(FitOf(part, slice, vols, smiles[^1]));
        }
        fits.AddRange(ElsewhereFits.Of(smiles, part.Spot, _asOf, part.Elsewhere, [.. part.Rows.Select(static r => r.Contract.Expiry)]));
    }

    private FittedSlice FitOf(Part part, ExpirySlice slice, double[] vols, in FittedSmile smile)
    {
        List<(ContractIndex Contract, double Vol, double Slope)> fitted = [];
        for (int i = 0; i < slice.Count; i++)
        {
            double slope = smile.SlopeAt(slice.Strikes[i]);
            if (slice.CallRows[i] >= 0)
                fitted.Add((part.Contracts[slice.CallRows[i]], vols[i], slope));
            if (slice.PutRows[i] >= 0)
                fitted.Add((part.Contracts[slice.PutRows[i]], vols[i], slope));
        }
        fitted.Sort((a, b) => a.Contract.Value.CompareTo(b.Contract.Value));
        return new FittedSlice
        {
            Expiry = slice.Expiry,
            AsOf = _asOf,
            Basis = smile.Basis,
            Discount = smile.Discount,
            Contracts = [.. fitted.Select(f => f.Contract)],
            Vols = [.. fitted.Select(f => f.Vol)],
            Slopes = [.. fitted.Select(f => f.Slope)],
        };
    }

    /// <summary>A strike without a vol lies on the line between its neighbours, flat at the ends; null when none has one.</summary>
    private static double[]? FilledVols(ExpirySlice slice)
    {
        double[] vols = slice.Vols[..slice.Count];
        int known = -1;
        for (int i = 0; i < slice.Count; i++)
        {
            if (slice.VolSources[i] == VolSource.None)
                continue;
            for (int j = known + 1; j < i; j++)
            {
                double along = known < 0 ? 1 : (slice.Strikes[j] - slice.Strikes[known]) / (slice.Strikes[i] - slice.Strikes[known]);
                vols[j] = (known < 0 ? 0 : (1 - along) * vols[known]) + along * vols[i];
            }
            known = i;
        }
        if (known < 0)
            return null;
        vols.AsSpan(known + 1).Fill(vols[known]);
        return vols;
    }
}
