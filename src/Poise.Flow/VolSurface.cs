using System.Globalization;
using Poise.Chains;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Flow;

/// <summary>The smooth surface of a chain, raw SVI by expiry fitted jointly, as the faces show it. A chain alone makes it: no earlier fit has a part in it.</summary>
public sealed class VolSurface
{
    private const int Decimals = 6;

    /// <summary>Where the normal cdf is 0.9.</summary>
    private const double NearD1 = 1.2815515655446004;

    /// <summary>Root mean square of vol near the money beyond which a smile is said not to fit.</summary>
    private const double FarOff = 0.005;

    private readonly (ExpirySlice Slice, SmileView Smile)[] _smiles;
    private readonly MarketSnapshot _market;
    private readonly double _spot;

    private readonly Instant? _dayEnds;

    private VolSurface(OptionChain chain, (ExpirySlice, SmileView)[] smiles, Instant? dayEnds) =>
        (_market, _spot, AsOf, _smiles, _dayEnds) = (chain.Snapshot, chain.Spot, chain.AsOf, smiles, dayEnds);

    /// <summary>The market's instant that it stands for.</summary>
    public Instant AsOf { get; }

    /// <param name="chain">Of one underlying: smiles of several do not belong on one surface.</param>
    /// <param name="dayEnds">As <see cref="FlowSettings.DayEnds"/>.</param>
    /// <exception cref="ArgumentException">It is of several.</exception>
    public static VolSurface Fit(OptionChain chain, Instant? dayEnds = null)
    {
        if (chain.Products.Count > 0)
            throw new ArgumentException("a surface is of one underlying", nameof(chain));
        var quotes = SurfaceQuotes.Of(chain);
        SviSurface surface = SviSurface.Jointly(quotes, SviWeights.Money);
        var smiles = new (ExpirySlice, SmileView)[quotes.Slices.Count];
        bool isFirst = true;
        for (int i = 0; i < smiles.Length; i++)
        {
            smiles[i] = (quotes.Slices[i].Slice, Smile(surface.Slices[i], quotes.Slices[i], isFirst));
            isFirst &= !surface.Slices[i].Fit.IsFitted;
        }
        return new VolSurface(chain, smiles, dayEnds);
    }

    /// <summary>The smiles of the expiries that the filter lets through; all were fitted together.</summary>
    public VolSurfaceView View(ExpiryFilter expiries)
    {
        SmileView[] shown = [.. _smiles.Where(s => DealerBook.Counts(s.Slice, AsOf, expiries, _dayEnds)).Select(static s => s.Smile)];
        var conventions = new VolSurfaceConventionsView(
            "raw SVI by expiry, all expiries jointly",
            "out-of-the-money bid and ask as Black-76 vols on the expiry's forward, weighted by their spread, and less beyond two deviations from the money",
            "by the forward, undiscounted, not premium-adjusted, at the smile's vol",
            "Act/365 to the instant of expiry", expiries.Name());
        int unfitted = shown.Count(static s => s.Svi is null);
        List<string> notes = [];
        if (shown.Length == 0)
            notes.Add(expiries == ExpiryFilter.All ? "smiles: no live expiry" : $"smiles: no expiry within \"{expiries.Name()}\"");
        else if (unfitted > 0)
            notes.Add($"smiles: {unfitted} of {shown.Length} expiries could not be fitted");
        return new(_market.Underlying, AsOf.ToString(), _spot, _market.SpotSource, _market.Source, conventions, shown, notes);
    }

    private static SmileView Smile(SmileSlice fit, SliceQuotes quotes, bool isFirst)
    {
        ExpirySlice slice = quotes.Slice;
        RawSvi? svi = fit.Fit.IsFitted ? fit.Fit.Smile : null;
        SmileShape? shape = svi is RawSvi s ? SmileShape.Of(s, slice.Years) : null;
        bool reaches = shape is SmileShape at && quotes.Count > 0 && at.Put25 >= quotes.K[0] && at.Call25 <= quotes.K[quotes.Count - 1];
        double? near = svi is RawSvi same ? RmsError(same, quotes, NearD1) : null;
        double? gap = svi is null || isFirst ? null : Known(fit.LeastGap);
        return new(
            slice.Expiry.ToString(), slice.Years, slice.Forward.Forward, slice.Forward.Rung.Name(), Name(fit.Fit.Status),
            svi is RawSvi p ? new(p.A, p.B, p.Rho, p.M, p.Sigma) : null, Known(shape?.AtmVol), Known(shape?.Skew), Known(shape?.Curvature),
            reaches ? Known(shape?.RiskReversal) : null, reaches ? Known(shape?.Butterfly) : null,
            svi is RawSvi own ? RmsError(own, quotes, double.PositiveInfinity) : null, near, svi is null ? null : Known(fit.Errors.MedianError), svi is null ? null : Known(fit.Errors.ShareInside),
            quotes.WithBid, quotes.Count - quotes.WithBid, quotes.LeftOut,
            svi is null ? null : fit.LeastG >= 0, svi is null ? null : isFirst || fit.LeastGap >= 0, svi is null ? null : Known(fit.LeastG), gap,
            Points(svi, quotes), Note(fit.Fit.Status, quotes, svi is not null && !reaches, near));
    }

    private static string? Note(SmileFitStatus status, SliceQuotes quotes, bool isNarrow, double? near)
    {
        string? odd = status switch
        {
            SmileFitStatus.NoQuotes => "not fitted: no out-of-the-money quote has a bid",
            SmileFitStatus.FewQuotes => $"not fitted: {quotes.WithBid} out-of-the-money quotes have a bid, fewer than {SviFit.LeastQuotes}",
            SmileFitStatus.Moved => "moved off its quotes as far as freedom from butterfly arbitrage asks",
            _ => null,
        };
        if (near > FarOff)
            odd = string.Create(CultureInfo.InvariantCulture, $"{(odd is null ? "" : $"{odd}; ")}off the quotes near the money by {100 * near.Value:0.0} vol points: five numbers do not fit them");
        const string narrow = "a delta of 25 lies beyond the quoted strikes: no risk reversal, no butterfly";
        return isNarrow ? odd is null ? narrow : $"{odd}; {narrow}" : odd;
    }

    /// <param name="reach">The largest |d1| of a strike that counts.</param>
    private static double? RmsError(in RawSvi svi, SliceQuotes quotes, double reach)
    {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < quotes.Count; i++)
        {
            double k = quotes.K[i], root = Math.Sqrt(svi.TotalVariance(k));
            if (!(quotes.Bids[i] > 0) || Math.Abs(-k / root + 0.5 * root) > reach)
                continue;
            double error = (root - Math.Sqrt(quotes.MidVariances[i])) / Math.Sqrt(quotes.Slice.Years);
            sum += error * error;
            count++;
        }
        return Known(Math.Sqrt(sum / count));
    }

    private static SmilePointsView Points(RawSvi? svi, SliceQuotes quotes)
    {
        int n = quotes.Count;
        decimal?[] bids = new decimal?[n], mids = new decimal?[n], asks = new decimal?[n], fitted = new decimal?[n];
        for (int i = 0; i < n; i++)
        {
            bool hasBid = quotes.Bids[i] > 0;
            bids[i] = hasBid ? Vol(quotes.BidVariances[i]) : null;
            mids[i] = hasBid ? Vol(quotes.MidVariances[i]) : null;
            asks[i] = Vol(quotes.AskVariances[i]);
            fitted[i] = svi is RawSvi smile ? Vol(smile.TotalVariance(quotes.K[i])) : null;
        }
        return new(quotes.Strikes[..n], bids, mids, asks, fitted);

        decimal? Vol(double variance) => Math.Sqrt(variance / quotes.Slice.Years) is double vol && vol < 1e6 ? Math.Round((decimal)vol, Decimals) : null;
    }

    private static string Name(SmileFitStatus status) => status switch
    {
        SmileFitStatus.Ok => "ok",
        SmileFitStatus.Crossed => "crossed",
        SmileFitStatus.Moved => "moved",
        SmileFitStatus.FewQuotes => "few-quotes",
        _ => "no-quotes",
    };

    private static double? Known(double? number) => number is double n && double.IsFinite(n) ? n : null;
}
