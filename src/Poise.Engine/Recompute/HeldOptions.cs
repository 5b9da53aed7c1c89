using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Poise.Pricing;

namespace Poise.Engine;

/// <summary>
/// What is held of one expiry as columns, in the order in which it was first held, padded with harmless options to the lane width; so that pricing and sums cost by what is held, not
/// by what is listed. A row is a contract of the expiry, a place one of the columns'.
/// </summary>
internal sealed class HeldOptions
{
    private int[] _places = [], _rows = [];
    private double[] _strikes = [], _logHigh = [], _logLow = [], _signs = [], _vols = [], _units = [];
    private double[] _price = [], _delta = [], _gamma = [], _vega = [], _theta = [];

    // What is priced beside the market: vols or prices, and deltas.
    private double[] _besides = [], _besideDelta = [];

    public int Count { get; private set; }

    /// <summary>Units of the underlying, + long.</summary>
    public Span<double> Units => _units;

    public ReadOnlySpan<double> Delta => _delta.AsSpan(0, Length);

    public ReadOnlySpan<double> Gamma => _gamma;

    public ReadOnlySpan<double> Vega => _vega;

    public ReadOnlySpan<double> Theta => _theta;

    public ReadOnlySpan<double> Price => _price.AsSpan(0, Length);

    private int Length => (Count + Black76.PadTo - 1) / Black76.PadTo * Black76.PadTo;

    /// <summary>Where a row is; -1 where nothing is held of it.</summary>
    public int PlaceOf(int row) => _places[row] - 1;

    public int RowAt(int place) => _rows[place];

    public double UnitsOf(int row) => PlaceOf(row) is >= 0 and int place ? _units[place] : 0;

    /// <summary>Room for so many rows, all of them held: nothing is allocated when something is traded.</summary>
    public void Grow(int rows)
    {
        int old = _rows.Length;
        Array.Resize(ref _places, rows);
        Array.Resize(ref _rows, rows);
        Array.Resize(ref _strikes, rows);
        Array.Resize(ref _logHigh, rows);
        Array.Resize(ref _logLow, rows);
        Array.Resize(ref _signs, rows);
        Array.Resize(ref _vols, rows);
        Array.Resize(ref _units, rows);
        Array.Resize(ref _price, rows);
        Array.Resize(ref _delta, rows);
        Array.Resize(ref _gamma, rows);
        Array.Resize(ref _vega, rows);
        Array.Resize(ref _theta, rows);
        Array.Resize(ref _besides, rows);
        Array.Resize(ref _besideDelta, rows);
        for (int i = old; i < rows; i++)
            Clear(i);
    }

    /// <summary>Takes a row in, of which nothing is held yet.</summary>
    /// <returns>Its place.</returns>
    public int Add(int row, double strike, double logHigh, double logLow, double sign, double vol)
    {
        int place = Count++;
        (_places[row], _rows[place]) = (place + 1, row);
        (_strikes[place], _logHigh[place], _logLow[place], _signs[place], _vols[place]) = (strike, logHigh, logLow, sign, vol);
        return place;
    }

    /// <summary>The last one takes its place.</summary>
    public void RemoveAt(int place)
    {
        int last = --Count;
        _places[_rows[place]] = 0;
        if (place != last)
        {
            _places[_rows[last]] = place + 1;
            _rows[place] = _rows[last];
            (_strikes[place], _logHigh[place], _logLow[place], _signs[place], _vols[place], _units[place]) =
                (_strikes[last], _logHigh[last], _logLow[last], _signs[last], _vols[last], _units[last]);
            (_price[place], _delta[place], _gamma[place], _vega[place], _theta[place]) = (_price[last], _delta[last], _gamma[last], _vega[last], _theta[last]);
        }
        Clear(last);
    }

    public void SetVol(int row, double vol)
    {
        if (PlaceOf(row) is >= 0 and int place)
            _vols[place] = vol;
    }

    /// <summary>The greeks of one place alone.</summary>
    public void Set(int place, in OptionGreeks greeks) =>
        (_price[place], _delta[place], _gamma[place], _vega[place], _theta[place]) = (greeks.Price, greeks.Delta, greeks.Gamma, greeks.Vega, greeks.Theta);

    /// <param name="anchor">Of the strikes' logarithms.</param>
    public void Evaluate(in SliceTerms terms, double anchor)
    {
        int n = Length;
        GreekColumns into = new() { Price = _price.AsSpan(0, n), Delta = _delta.AsSpan(0, n), Gamma = _gamma.AsSpan(0, n), Vega = _vega.AsSpan(0, n), Theta = _theta.AsSpan(0, n) };
        Black76.Evaluate(terms, Strikes(anchor), _vols.AsSpan(0, n), _signs.AsSpan(0, n), into);
    }

    /// <summary>Black-Scholes deltas by place at all vols times so much; good until the next call.</summary>
    public ReadOnlySpan<double> DeltasAt(in SliceTerms terms, double anchor, double volTimes)
    {
        int n = Length;
        ReadOnlySpan<Vector512<double>> vols = Lanes(_vols);
        Span<Vector512<double>> scaled = MemoryMarshal.Cast<double, Vector512<double>>(_besides.AsSpan(0, n));
        for (int i = 0; i < scaled.Length; i++)
            scaled[i] = volTimes * vols[i];
        Black76.Evaluate(terms, Strikes(anchor), _besides.AsSpan(0, n), _signs.AsSpan(0, n), new GreekColumns { Delta = _besideDelta.AsSpan(0, n) });
        return _besideDelta.AsSpan(0, n);
    }

    /// <summary>Delta of what is held at other terms, and its value where that is asked for, else 0.</summary>
    public (double Delta, double Value) DeltaAt(in SliceTerms terms, double anchor, bool isValued)
    {
        int n = Length;
        GreekColumns into = isValued ? new() { Delta = _besideDelta.AsSpan(0, n), Price = _besides.AsSpan(0, n) } : new() { Delta = _besideDelta.AsSpan(0, n) };
        Black76.Evaluate(terms, Strikes(anchor), _vols.AsSpan(0, n), _signs.AsSpan(0, n), into);
        return (SumOf(_besideDelta), isValued ? SumOf(_besides) : 0);
    }

    /// <summary>Of units times the column.</summary>
    public double SumOf(ReadOnlySpan<double> column) => new HeldSums(_units.AsSpan(0, Length)).Of(column);

    /// <summary>Sums over what is held, as it was priced last: of all greeks, of |gamma|, of |gamma| times vol; and how many have no vol.</summary>
    public (NetGreeks Net, double GammaWeight, double GammaVol, int MissingVols) Sum()
    {
        ReadOnlySpan<Vector512<double>> units = Lanes(_units), vols = Lanes(_vols), prices = Lanes(_price), deltas = Lanes(_delta), gammas = Lanes(_gamma), vegas = Lanes(_vega), thetas = Lanes(_theta);
        Vector512<double> value = default, delta = default, gamma = default, vega = default, theta = default, weight = default, ofVol = default;
        int missing = 0;
        for (int i = 0; i < units.Length; i++)
        {
            Vector512<double> held = units[i], ofGamma = held * gammas[i], here = Vector512.Abs(ofGamma);
            value += held * prices[i];
            delta += held * deltas[i];
            gamma += ofGamma;
            vega += held * vegas[i];
            theta += held * thetas[i];
            weight += here;
            ofVol += here * vols[i];
            missing += Vector512<double>.Count - System.Numerics.BitOperations.PopCount(Vector512.GreaterThan(vols[i], Vector512<double>.Zero).ExtractMostSignificantBits());
        }
        return (new NetGreeks(HeldSums.Total(delta), HeldSums.Total(gamma), HeldSums.Total(vega), HeldSums.Total(theta), HeldSums.Total(value)), HeldSums.Total(weight), HeldSums.Total(ofVol), missing);
    }

    private LogStrikes Strikes(double anchor) => new(_strikes.AsSpan(0, Length), anchor, _logHigh.AsSpan(0, Length), _logLow.AsSpan(0, Length));

    private ReadOnlySpan<Vector512<double>> Lanes(double[] column) => MemoryMarshal.Cast<double, Vector512<double>>(column.AsSpan(0, Length));

    /// <summary>A harmless option, priced at nothing.</summary>
    private void Clear(int place)
    {
        (_strikes[place], _logHigh[place], _logLow[place], _signs[place], _vols[place], _units[place]) = (1, 0, 0, 1, 1, 0);
        (_price[place], _delta[place], _gamma[place], _vega[place], _theta[place]) = (0, 0, 0, 0, 0);
    }
}
