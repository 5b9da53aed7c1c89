using Poise.Domain;
using Poise.Hedging;
using Poise.Pricing;

namespace Poise.Engine;

/// <summary>Deltas by other conventions than Black-Scholes' at the market's vols.</summary>
public sealed partial class GreekSlice
{
    // dsigma / d ln K by row: as fitted, and as it is used.
    private double[] _slopes = [], _smile = [];
    private int[] _byStrike = [];
    private bool _isOtherStale = true, _isSmileStale = true;
    private HedgeDelta _other;
    private double _otherDelta;

    /// <summary>
    /// Delta of what is held by another convention or at another variance, the premium and vega still at the market's. A scale that has changed by
    /// less than a thousandth is taken as it was.
    /// </summary>
    internal double DeltaOf(in HedgeDelta which)
    {
        if (Held == 0)
            return 0;
        if (_isOtherStale || which with { VarianceScale = _other.VarianceScale } != _other || !(Math.Abs(which.VarianceScale / _other.VarianceScale - 1) <= 1e-3))
            (_other, _otherDelta, _isOtherStale) = (which, OpenShare * SumOf(which), false);
        return _otherDelta;
    }

    /// <summary>Delta of what is held at another spot, all else as it was priced last.</summary>
    private double DeltaAtSpot(double spot)
    {
        (double delta, double value) = _held.DeltaAt(new SliceTerms(spot, spot * Basis, Discount, Years), Anchor, Style == PayoffStyle.Inverse);
        return OpenShare * (delta - value / spot);
    }

    /// <summary>The same from nothing, with no memory that a decision depends on: for pictures.</summary>
    public double DeltaNow(in HedgeDelta which) => Held == 0 ? 0 : OpenShare * SumOf(which);

    /// <summary>What of the delta of what is held would be the premium, in units of the underlying: V / S.</summary>
    public double PremiumNow()
    {
        double sum = 0;
        for (int i = 0; i < Held; i++)
            sum += _held.Units[i] * _held.Price[i];
        return OpenShare * sum / PricedSpot;
    }

    private double SumOf(in HedgeDelta which)
    {
        ReadOnlySpan<double> deltas = which.VarianceScale == 1 ? _held.Delta : _held.DeltasAt(Terms, Anchor, Math.Sqrt(which.VarianceScale));
        bool isInverse = Style == PayoffStyle.Inverse;
        if (which.Kind == DeltaKind.BlackScholes)
            return _held.SumOf(deltas) - (isInverse ? _held.SumOf(_held.Price) / PricedSpot : 0);
        if (which.Kind == DeltaKind.StickyMoneyness && _isSmileStale)
            FindSmile();
        double sum = 0, byRoot = Years > 0 ? 1 / (PricedSpot * Math.Sqrt(Years)) : 0;
        for (int i = 0; i < Held; i++)
        {
            int row = _held.RowAt(i);
            // How its vol moves with spot: for a put as for the call of its strike, which has the same vol.
            double call = _signs[row] < 0 ? _held.Delta[i] + Basis * Discount : _held.Delta[i];
            double slope = which.Kind switch
            {
                DeltaKind.StickyMoneyness => -_smile[row] / PricedSpot,
                _ => byRoot * (which.A + which.B * call + which.C * call * call),
            };
            sum += _held.Units[i] * (deltas[i] + _held.Vega[i] * slope - (isInverse ? _held.Price[i] / PricedSpot : 0));
        }
        return sum;
    }

    /// <summary>
    /// The smile's slope at each strike, dsigma / d ln K: the fitted smile's. Where none was fitted, K times that of the parabola through the strike and its neighbours, of the chord at either end; strikes without a vol
    /// are passed over and have none.
    /// </summary>
    private void FindSmile()
    {
        _isSmileStale = false;
        _smile.AsSpan(0, Count).Fill(double.NaN);
        int before = -1, at = -1, from = 0;
        for (int i = 0; i <= Count; i++)
        {
            int next = i < Count ? _byStrike[i] : -1;
            if (next >= 0 && (!(_vols[next] > 0) || (at >= 0 && _strikes[next] == _strikes[at])))
                continue; // no vol, or the other option of this strike
            if (at >= 0)
            {
                double slope = _strikes[at] * SlopeAt(before, at, next);
                for (int k = from; k < i; k++)
                    if (_strikes[_byStrike[k]] == _strikes[at])
                        _smile[_byStrike[k]] = slope;
            }
            (before, at, from) = (at, next, i);
        }
        for (int row = 0; row < Count; row++)
            if (!double.IsNaN(_slopes[row]))
                _smile[row] = _slopes[row];
    }

    private double SlopeAt(int before, int at, int next)
    {
        if (before < 0 && next < 0)
            return 0; // one strike has no slope to show
        if (before < 0 || next < 0)
            return Chord(before < 0 ? at : before, next < 0 ? at : next);
        double below = _strikes[at] - _strikes[before], above = _strikes[next] - _strikes[at];
        return (above * Chord(before, at) + below * Chord(at, next)) / (below + above);
    }

    private double Chord(int low, int high) => (_vols[high] - _vols[low]) / (_strikes[high] - _strikes[low]);

    private void Order(int row)
    {
        int place = row;
        for (; place > 0 && _strikes[_byStrike[place - 1]] > _strikes[row]; place--)
            _byStrike[place] = _byStrike[place - 1];
        _byStrike[place] = row;
    }

    private void GrowConventions()
    {
        Array.Resize(ref _slopes, _padded);
        Array.Resize(ref _smile, _padded);
        Array.Resize(ref _byStrike, _padded);
    }
}
