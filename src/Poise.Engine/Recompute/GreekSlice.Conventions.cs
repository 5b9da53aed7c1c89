using Poise.Domain;
using Poise.Hedging;
using Poise.Pricing;

namespace Poise.Engine;

/// <summary>Deltas by other conventions than Black-Scholes' at the market's vols.</summary>
public sealed partial class GreekSlice
{
    // What is priced beside the market: vols or prices, and deltas.
    private double[] _besides = [];
    private double[] _besideDelta = [];
    private double[] _smile = [];
    private int[] _byStrike = [];
    private bool _isOtherStale = true;
    private HedgeDelta _other;
    private double _otherDelta;

    /// <summary>
    /// Delta of what is held by another convention or at another variance, the premium and vega still at the market's. A scale that has changed by
    /// less than a thousandth is taken as it was.
    /// </summary>
    internal double DeltaOf(in HedgeDelta which)
    {
        if (_held == 0)
            return 0;
        if (_isOtherStale || which with { VarianceScale = _other.VarianceScale } != _other || !(Math.Abs(which.VarianceScale / _other.VarianceScale - 1) <= 1e-3))
            (_other, _otherDelta, _isOtherStale) = (which, OpenShare * SumOf(which), false);
        return _otherDelta;
    }

    /// <summary>Delta of what is held at another spot, all else as it was priced last.</summary>
    private double DeltaAtSpot(double spot)
    {
        bool isInverse = Style == PayoffStyle.Inverse;
        GreekColumns into = isInverse ? new() { Delta = _besideDelta, Price = _besides } : new() { Delta = _besideDelta };
        Black76.Evaluate(new SliceTerms(spot, spot * Basis, Discount, Years), new LogStrikes(_strikes, Anchor, _logHigh, _logLow), _vols, _signs, into);
        HeldSums sums = new(_units);
        return OpenShare * (sums.Of(_besideDelta) - (isInverse ? sums.Of(_besides) / spot : 0));
    }

    /// <summary>The same from nothing, with no memory that a decision depends on: for pictures.</summary>
    public double DeltaNow(in HedgeDelta which) => _held == 0 ? 0 : OpenShare * SumOf(which);

    /// <summary>What of the delta of what is held would be the premium, in units of the underlying: V / S.</summary>
    public double PremiumNow()
    {
        double sum = 0;
        for (int row = 0; row < Count; row++)
            if (_units[row] != 0)
                sum += _units[row] * _price[row];
        return OpenShare * sum / PricedSpot;
    }

    private double SumOf(in HedgeDelta which)
    {
        ReadOnlySpan<double> deltas = _delta;
        if (which.VarianceScale != 1)
        {
            double root = Math.Sqrt(which.VarianceScale);
            for (int row = 0; row < _padded; row++)
                _besides[row] = root * _vols[row];
            Black76.Evaluate(Terms, new LogStrikes(_strikes, Anchor, _logHigh, _logLow), _besides, _signs, new GreekColumns { Delta = _besideDelta });
            deltas = _besideDelta;
        }
        if (which.Kind == DeltaKind.BlackScholes)
        {
            HeldSums sums = new(_units);
            return sums.Of(deltas) - (Style == PayoffStyle.Inverse ? sums.Of(_price) / PricedSpot : 0);
        }
        double sum = 0, byRoot = Years > 0 ? 1 / (PricedSpot * Math.Sqrt(Years)) : 0;
        for (int row = 0; row < Count; row++)
        {
            if (_units[row] == 0)
                continue;
            // How its vol moves with spot: for a put as for the call of its strike, which has the same vol.
            double call = _signs[row] < 0 ? _delta[row] + Basis * Discount : _delta[row];
            double slope = which.Kind switch
            {
                DeltaKind.StickyMoneyness => -_strikes[row] / PricedSpot * _smile[row],
                _ => byRoot * (which.A + which.B * call + which.C * call * call),
            };
            sum += _units[row] * (deltas[row] + _vega[row] * slope - (Style == PayoffStyle.Inverse ? _price[row] / PricedSpot : 0));
        }
        return sum;
    }

    /// <summary>
    /// The smile's slope at each strike, dsigma/dK: of the parabola through it and its neighbours, of the chord at either end. Strikes without a vol
    /// are passed over and have none.
    /// </summary>
    private void FindSmile()
    {
        _smile.AsSpan(0, Count).Fill(double.NaN);
        int before = -1, at = -1, from = 0;
        for (int i = 0; i <= Count; i++)
        {
            int next = i < Count ? _byStrike[i] : -1;
            if (next >= 0 && (!(_vols[next] > 0) || (at >= 0 && _strikes[next] == _strikes[at])))
                continue; // no vol, or the other option of this strike
            if (at >= 0)
            {
                double slope = SlopeAt(before, at, next);
                for (int k = from; k < i; k++)
                    if (_strikes[_byStrike[k]] == _strikes[at])
                        _smile[_byStrike[k]] = slope;
            }
            (before, at, from) = (at, next, i);
        }
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
        Array.Resize(ref _besides, _padded);
        Array.Resize(ref _besideDelta, _padded);
        Array.Resize(ref _smile, _padded);
        Array.Resize(ref _byStrike, _padded);
    }
}
