namespace Poise.Pricing;

/// <summary>
/// One expiry's smile fitted to bid-ask bands: its risk-neutral density is that of a raw SVI smile times a ratio at least 0, constant on each of the
/// cells between its borders, of mass 1 and mean 1 (the forward). So on each cell a price is a straight line plus the ratio times the SVI price: convex,
/// with a continuous slope between -1 and 0 for calls, and outside of the outer strikes it is the ratio times the SVI price alone (the named rule of
/// extrapolation, `svi-tail`).
/// </summary>
public sealed class BandSmile
{
    private readonly double[] _borders;
    private readonly double[] _ratios;

    // Price on cell j: level + line (x - anchor) + ratio base. Puts are anchored at the lower border, calls at the upper one.
    private readonly double[] _putLevel;
    private readonly double[] _putLine;
    private readonly double[] _callLevel;
    private readonly double[] _callLine;

    internal BandSmile(BandCells cells, ReadOnlySpan<double> ratios)
    {
        var n = cells.Count;
        Base = cells.Smile;
        (Low, High) = (cells.X[0], cells.X[n - 1]);
        _borders = cells.Border.AsSpan(0, n).ToArray();
        _ratios = ratios[..n].ToArray();
        _putLevel = new double[n];
        _putLine = new double[n];
        _callLevel = new double[n];
        _callLine = new double[n];
        for (var j = 1; j < n && _borders[j] < 1; j++)
        {
            double at = _borders[j], price = SmilePrice.Of(Base, at, isCall: false, out var slope), step = j > 1 ? at - _borders[j - 1] : 0, change = _ratios[j - 1] - _ratios[j];
            _putLevel[j] = _putLevel[j - 1] + _putLine[j - 1] * step + change * price;
            _putLine[j] = _putLine[j - 1] + change * slope;
        }
        for (var j = n - 2; j >= 0 && _borders[j + 1] >= 1; j--)
        {
            double at = _borders[j + 1], price = SmilePrice.Of(Base, at, isCall: true, out var slope), step = j < n - 2 ? at - _borders[j + 2] : 0, change = _ratios[j + 1] - _ratios[j];
            _callLevel[j] = _callLevel[j + 1] + _callLine[j + 1] * step + change * price;
            _callLine[j] = _callLine[j + 1] + change * slope;
        }
    }

    /// <summary>The SVI smile whose density is scaled.</summary>
    public RawSvi Base { get; }

    /// <summary>The lowest strike over forward that was fitted; below it the tail rule holds.</summary>
    public double Low { get; }

    /// <summary>The highest one.</summary>
    public double High { get; }

    /// <summary>Lower borders of the cells, over the forward, ascending; the first is 0.</summary>
    public ReadOnlySpan<double> Borders => _borders;

    /// <summary>Ratio of the density to the base's on each cell, at least 0.</summary>
    public ReadOnlySpan<double> Ratios => _ratios;

    /// <summary>The cell that holds x.</summary>
    public int CellOf(double x)
    {
        int low = 0, high = _borders.Length;
        while (high - low > 1)
        {
            var middle = (low + high) >>> 1;
            if (_borders[middle] <= x)
                low = middle;
            else
                high = middle;
        }
        return low;
    }

    /// <summary>
    /// Out-of-the-money price, undiscounted and over the forward, at x = strike / forward, and its derivative by x: a put below 1, a call at and above.
    /// NaN for an x that is not a positive number.
    /// </summary>
    public double Price(double x, out double slope)
    {
        if (!(x > 0) || !double.IsFinite(x))
            return slope = double.NaN;
        var j = CellOf(x);
        var isCall = x >= 1;
        var price = _ratios[j] * SmilePrice.Of(Base, x, isCall, out slope);
        slope *= _ratios[j];
        if (isCall)
        {
            if (j == _borders.Length - 1)
                return price;
            slope += _callLine[j];
            return _callLevel[j] + _callLine[j] * (x - _borders[j + 1]) + price;
        }
        slope += _putLine[j];
        return _putLevel[j] + _putLine[j] * (x - _borders[j]) + price;
    }

    /// <summary>Risk-neutral density of (price at expiry / forward) at x: at least 0.</summary>
    public double Density(double x)
    {
        if (!(x > 0) || !double.IsFinite(x))
            return double.NaN;
        var k = LogMoneyness.Of(x, 1);
        var root = Math.Sqrt(Base.TotalVariance(k));
        SmilePrice.OfRoot(root, x, isCall: true, out _, out var vega);
        // n(d2) g / (x v), n(d2) = n(d1) / x (Gatheral and Jacquier 2014, eq. 2.1).
        return _ratios[CellOf(x)] * vega * Math.Max(Base.Durrleman(k), 0) / (x * x * root);
    }
}
