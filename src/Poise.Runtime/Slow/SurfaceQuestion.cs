using Poise.Chains;
using Poise.Domain;
using Poise.Engine;

namespace Poise.Runtime;

/// <summary>
/// The quotes of one instant, copied off the desk so that they may be fitted elsewhere. The fit is the chain's: the same
/// forwards and vols as every other page shows.
/// </summary>
public sealed class SurfaceQuestion
{
    // A quote's time is that of its last change. The link vouches for it until then, and the desk watches the link and the
    // hedge instrument's quote: age alone makes none stale.
    private static readonly Duration QuotesStand = Duration.FromDays(36_500);

    private readonly List<OptionRow> _rows = [];
    private readonly List<ContractIndex> _contracts = [];
    private readonly Instant _asOf;
    private readonly double _spot;
    private readonly string _underlying;

    private SurfaceQuestion(Instant asOf, double spot, string underlying)
    {
        _asOf = asOf;
        _spot = spot;
        _underlying = underlying;
    }

    /// <summary>Copies what a desk sees. Spot is the mid of its hedge instrument.</summary>
    public static SurfaceQuestion Of(Desk desk)
    {
        SurfaceQuestion question = new(desk.Now, desk.Greeks.Spot, desk.Settings.Underlying);
        for (int i = 0; i < desk.Book.Count; i++)
        {
            Contract contract = desk.Book.ContractOf(new(i));
            if (!contract.IsOption || contract.Expiry <= desk.Now)
                continue;
            question._contracts.Add(new(i));
            question._rows.Add(new OptionRow(
                contract, desk.QuoteOf(new(i)), double.NaN, double.NaN, double.NaN, VendorGreeks.Absent, double.NaN, null, i));
        }
        return question;
    }

    /// <summary>Fits every expiry. One in which no option has a vol is missing: its last fit stands, and ages.</summary>
    public List<FittedSlice> Fit()
    {
        List<FittedSlice> fits = [];
        if (!(_spot > 0) || _rows.Count == 0)
            return fits;
        OptionChain chain = OptionChain.Of(
            new MarketSnapshot
            {
                Underlying = _underlying,
                Source = "desk",
                AsOf = _asOf,
                QuoteDate = DateOnly.FromDateTime(_asOf.ToUtc()),
                Spot = _spot,
                SpotSource = "mid",
                Options = _rows,
                Rows = _rows.Count,
            },
            new ChainSettings { StaleAfter = QuotesStand });
        foreach (ExpirySlice slice in chain.Slices)
            if (FitOf(slice) is { } fit)
                fits.Add(fit);
        return fits;
    }

    private FittedSlice? FitOf(ExpirySlice slice)
    {
        if (FilledVols(slice) is not { } vols)
            return null;
        List<(ContractIndex Contract, double Vol)> fitted = [];
        for (int i = 0; i < slice.Count; i++)
        {
            if (slice.CallRows[i] >= 0)
                fitted.Add((_contracts[slice.CallRows[i]], vols[i]));
            if (slice.PutRows[i] >= 0)
                fitted.Add((_contracts[slice.PutRows[i]], vols[i]));
        }
        fitted.Sort((a, b) => a.Contract.Value.CompareTo(b.Contract.Value));
        ForwardQuote forward = slice.Forward;
        return new FittedSlice
        {
            Expiry = slice.Expiry,
            AsOf = _asOf,
            Basis = forward.Forward / _spot,
            Discount = forward.Discount,
            Contracts = [.. fitted.Select(f => f.Contract)],
            Vols = [.. fitted.Select(f => f.Vol)],
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
