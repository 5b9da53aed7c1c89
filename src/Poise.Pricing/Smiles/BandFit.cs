namespace Poise.Pricing;

/// <summary>
/// Fits a <see cref="BandSmile"/> to one expiry's bid-ask bands: among the densities that are the base smile's times a ratio a strike, the one whose
/// prices lie inside the bands, whose ratios are near to one another and whose prices are near to the mids, in that order of weight. Quotes that no
/// arbitrage-free price of this kind meets are missed at a linear cost, so that as few as possible are. One fit object holds the columns that every
/// expiry uses; it is not for two callers at once.
/// </summary>
/// <param name="capacity">The most quotes that an expiry may have.</param>
public sealed class BandFit(int capacity)
{
    // Costs and weights, in half-widths of a band.
    private const double MissCost = 20;
    private const double CrossCost = 40;
    private const double MiddlePull = 0.01;
    private const double FarPull = 2e-3;
    private const double Smoothness = 1;

    /// <summary>Bands are narrowed by this share on both sides, so that what is inside stays so after rounding.</summary>
    private const double Inset = 0.02;

    private const double NarrowestBand = 1e-4;
    private const double LeastUnit = 1e-9;
    private const int Steps = 60;

    private readonly BandCells _cells = new(capacity);
    private readonly BandSearch _search = new(capacity);

    /// <summary>Fits one expiry; no smile unless the status is Ok or Unsettled.</summary>
    /// <param name="quotes">Ascending in x, at most the capacity.</param>
    /// <param name="around">The smile whose density is scaled, as a raw SVI fit of the same quotes.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="steps">Steps of the search.</param>
    /// <exception cref="ArgumentException">Columns differ in length or are longer than the capacity.</exception>
    public BandSmile? Fit(in BandQuotes quotes, in RawSvi around, out BandFitStatus status, out int steps)
    {
        quotes.Check();
        if (quotes.Length > capacity)
            throw new ArgumentException($"{quotes.Length} quotes for a fit of {capacity}");
        steps = 0;
        status = Judge(quotes, around);
        if (status != BandFitStatus.Ok)
            return null;
        _cells.Load(quotes.X, around);
        Load(quotes, around);
        if (!_search.Run(_cells, Steps, ref steps))
            status = BandFitStatus.Unsettled;
        if (Balance())
            return new BandSmile(_cells, _search.Ratio);
        status = BandFitStatus.NotANumber;
        return null;
    }

    private static BandFitStatus Judge(in BandQuotes quotes, in RawSvi around)
    {
        if (!around.IsSmile)
            return BandFitStatus.NotANumber;
        var twoSided = 0;
        for (var j = 0; j < quotes.Length; j++)
        {
            double x = quotes.X[j], bid = quotes.Bid[j], ask = quotes.Ask[j];
            if (!(x > 0) || !double.IsFinite(x) || (j > 0 && !(x > quotes.X[j - 1])) || !(bid >= 0) || !(ask > 0) || !(ask >= bid) || !double.IsFinite(ask) || double.IsNaN(quotes.Floor[j]) || double.IsNaN(quotes.Ceiling[j]))
                return BandFitStatus.NotANumber;
            if (bid > 0)
                twoSided++;
        }
        return twoSided < SviFit.LeastQuotes ? BandFitStatus.FewQuotes : BandFitStatus.Ok;
    }

    private void Load(in BandQuotes quotes, in RawSvi around)
    {
        var search = _search;
        for (var j = 0; j < quotes.Length; j++)
        {
            double bid = quotes.Bid[j], ask = quotes.Ask[j], middle = 0.5 * (bid + ask);
            var unit = Math.Max(0.5 * (ask - bid), Math.Max(NarrowestBand * middle, LeastUnit));
            // A floor above the ask is met by the earlier expiry itself, which a surface takes there: to follow it would only bend what is around.
            var isFloored = quotes.Floor[j] > bid && quotes.Floor[j] < ask;
            var low = isFloored ? quotes.Floor[j] : bid;
            var high = Math.Max(Math.Min(ask, quotes.Ceiling[j]), low);
            search.Unit[j] = unit;
            search.Middle[j] = (bid > 0 ? middle : 0.25 * ask) / unit;
            search.Pull[j] = bid > 0 ? MiddlePull : FarPull;
            var inset = Inset * Math.Min(1, 0.5 * (high - low) / unit);
            search.Lower.Bound[j] = low / unit + inset;
            search.Lower.Cost[j] = isFloored ? CrossCost : MissCost;
            search.Upper.Bound[j] = high / unit - inset;
            search.Upper.Cost[j] = MissCost;
        }
        for (var j = 0; j + 1 < quotes.Length; j++)
        {
            var middle = 0.5 * (quotes.X[j] + quotes.X[j + 1]);
            var deviations = (quotes.X[j + 1] - quotes.X[j]) / (middle * Math.Sqrt(around.TotalVariance(LogMoneyness.Of(middle, 1))));
            search.Smooth[j] = Smoothness / Math.Clamp(deviations, 0.01, 1);
        }
    }

    // Ratios at least 0, scaled by a straight line near to 1 so that mass and mean are 1 but for rounding.
    private bool Balance()
    {
        double mass = 0, moment = 0, tilted = 0, tiltedMoment = 0, spread = 0;
        var n = _cells.Count;
        Span<double> ratios = _search.Ratio.AsSpan(0, n);
        for (var j = 0; j < n; j++)
        {
            if (!double.IsFinite(ratios[j]))
                return false;
            ratios[j] = Math.Max(ratios[j], 0);
            spread += ratios[j] * _cells.Mass[j] * Math.Abs(_cells.X[j] - 1);
        }
        for (var j = 0; j < n; j++)
        {
            var tilt = Tilt(j, spread);
            mass += ratios[j] * _cells.Mass[j];
            moment += ratios[j] * (_cells.Moment[j] - _cells.Mass[j]);
            tilted += tilt * ratios[j] * _cells.Mass[j];
            tiltedMoment += tilt * ratios[j] * (_cells.Moment[j] - _cells.Mass[j]);
        }
        // level mass + slope tilted = 1; level moment + slope tiltedMoment = 0.
        var determinant = mass * tiltedMoment - moment * tilted;
        double level = tiltedMoment / determinant, slope = -moment / determinant;
        if (!(level - Math.Abs(slope) > 0.5) || !(level < 2))
            return false;
        for (var j = 0; j < n; j++)
            ratios[j] *= level + slope * Tilt(j, spread);
        return true;
    }

    private double Tilt(int j, double spread) => Math.Clamp((_cells.X[j] - 1) / (4 * spread), -1, 1);
}
