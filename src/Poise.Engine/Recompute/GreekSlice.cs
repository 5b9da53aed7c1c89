using Poise.Domain;
using Poise.Pricing;

namespace Poise.Engine;

/// <summary>
/// The options of one expiry, payoff style and averaging window as columns: allocated when a contract is listed, priced as a whole when
/// dirty, padded with harmless options to the lane width.
/// </summary>
public sealed partial class GreekSlice(Instant expiry, PayoffStyle style, Duration window = default)
{
    private double[] _strikes = [];
    private double[] _logHigh = [];
    private double[] _logLow = [];
    private double[] _signs = [];
    private double[] _vols = [];
    private double[] _units = [];
    private double[] _price = [];
    private double[] _delta = [];
    private double[] _gamma = [];
    private double[] _vega = [];
    private double[] _theta = [];
    private int _padded;
    private int _held;
    private int _changes;
    private bool _isDirty = true, _isUntold = true;

    public Instant Expiry { get; } = expiry;

    public PayoffStyle Style { get; } = style;

    /// <summary>Length of the averaging window that ends at expiry; zero for a single print.</summary>
    public Duration Window { get; } = window;

    /// <summary>
    /// Share of the settlement that spot can still move, at the last repricing: one before the window, then the part of it
    /// that is left. Delta and gamma decay with it, linearly.
    /// </summary>
    public double OpenShare { get; private set; } = 1;

    public int Count { get; private set; }

    /// <summary>Contracts of which something is held.</summary>
    public int Held => _held;

    /// <summary>Held contracts without a volatility.</summary>
    public int MissingVols { get; private set; }

    public double Basis { get; private set; } = double.NaN;

    public double Discount { get; private set; } = double.NaN;

    /// <summary>Continuously compounded, by the discount and the time that it was fitted at.</summary>
    public double Rate { get; private set; } = double.NaN;

    /// <summary>Event time of the fit; the epoch without one.</summary>
    public Instant FittedAt { get; private set; }

    /// <summary>Spot and time of the last repricing; NaN before the first.</summary>
    public double PricedSpot { get; private set; } = double.NaN;

    public Instant PricedAt { get; private set; }

    /// <summary>The running sum over what is held.</summary>
    public NetGreeks Net { get; private set; }

    /// <summary>The sum of |gamma| over what is held, and of |gamma| times vol: the weights of the book's mean time and vol.</summary>
    public double GammaWeight { get; private set; }

    public double GammaVol { get; private set; }

    /// <summary>Years to expiry at the last repricing.</summary>
    public double Years { get; private set; }

    public double VolAt(int row) => _vols[row];

    /// <summary>Greeks of one unit of the underlying's worth of a contract.</summary>
    public NetGreeks UnitAt(int row)
    {
        double premium = Style == PayoffStyle.Inverse ? _price[row] / PricedSpot : 0;
        return new(OpenShare * (_delta[row] - premium), OpenShare * _gamma[row], _vega[row], _theta[row], _price[row]);
    }

    /// <summary>The same where nothing is held and so nothing is priced: one option, the slice as it was left.</summary>
    public NetGreeks UnitAlone(int row, double spot, Instant now)
    {
        double open = OpenShareAt(now);
        OptionGreeks own = InverseOption.Evaluate(new SliceTerms(spot, spot * Basis, Discount, Math.Max((Expiry - now).Years, 0)), _signs[row] > 0 ? OptionType.Call : OptionType.Put, _strikes[row], _vols[row]).Usd;
        double premium = Style == PayoffStyle.Inverse ? own.Price / spot : 0;
        return new(open * (own.Delta - premium), open * own.Gamma, own.Vega, own.Theta, own.Price);
    }

    private double OpenShareAt(Instant now) => Window > Duration.Zero ? Math.Clamp((Expiry - now).Seconds / Window.Seconds, 0, 1) : 1;

    internal int Add(Contract contract)
    {
        int row = Count++;
        if (Count > _padded)
            Grow();
        _strikes[row] = contract.Strike;
        Log(row / Black76.PadTo * Black76.PadTo, Black76.PadTo);
        _signs[row] = contract.TypeSign;
        _vols[row] = double.NaN;
        foreach (double[] column in (ReadOnlySpan<double[]>)[_price, _delta, _gamma, _vega, _theta])
            column[row] = double.NaN; // what was priced here was a harmless option
        Order(row);
        _isDirty = true;
        return row;
    }

    internal void Fit(double basis, double discount, Instant at)
    {
        Basis = basis;
        Discount = discount;
        FittedAt = at;
        double years = (Expiry - at).Years;
        Rate = years > 0 ? -Math.Log(discount) / years : 0;
        FindSmile();
        _isDirty = true;
    }

    internal void SetVol(int row, double vol)
    {
        _vols[row] = vol;
        _isDirty = true;
    }

    /// <summary>Changes what is held of a contract; the sum follows without repricing.</summary>
    /// <param name="units">Change in units of the underlying (contracts times multiplier).</param>
    internal void Hold(int row, double units, bool isFlat)
    {
        bool wasHeld = _units[row] != 0;
        double before = _units[row];
        _units[row] = isFlat ? 0 : before + units;
        _held += (_units[row] != 0 ? 1 : 0) - (wasHeld ? 1 : 0);
        NetGreeks unit = UnitAt(row);
        _isOtherStale = true;
        _isUntold |= _held == 0 || !wasHeld && _held == 1 || !double.IsFinite(unit.Delta);
        if (isFlat && !_isDirty)
            SumAll(); // what rounding left of it would have weight where nothing else has
        else if (double.IsFinite(unit.Delta))
        {
            Net += (_units[row] - before) * unit;
            double weight = (Math.Abs(_units[row]) - Math.Abs(before)) * Math.Abs(unit.Gamma);
            GammaWeight += weight;
            GammaVol += weight * _vols[row];
        }
        else
            _isDirty = true;
        _changes++;
    }

    internal bool IsDue(double spot, Instant now, double move, Duration every, int recomputeEvery)
    {
        if (_isDirty)
            return true;
        if (_changes >= recomputeEvery)
            SumAll();
        return _held > 0 && (!(Math.Abs(spot - PricedSpot) <= move * PricedSpot) || now - PricedAt >= every);
    }

    /// <returns>How much the delta of what is held has changed since the last repricing by vols, carry and time; zero where that cannot be told.</returns>
    internal double Reprice(double spot, Instant now)
    {
        double delta = Net.Delta, slope = Slope, old = PricedSpot;
        PricedSpot = spot;
        PricedAt = now;
        OpenShare = OpenShareAt(now);
        Years = Math.Max((Expiry - now).Years, 0);
        _isDirty = false;
        _isOtherStale = true;
        if (_held > 0)
        {
            GreekColumns into = new() { Price = _price, Delta = _delta, Gamma = _gamma, Vega = _vega, Theta = _theta };
            Black76.Evaluate(Terms, new LogStrikes(_strikes, Anchor, _logHigh, _logLow), _vols, _signs, into);
        }
        else
            _isDirty = true; // nothing was priced: the first holding must do it
        SumAll();
        bool isTold = !_isUntold && _held > 0;
        _isUntold = _held == 0;
        if (!isTold)
            return 0;
        // What spot has done by itself is its move times the slope on the way; over more of its life's deviation than that it is what pricing at the old spot leaves.
        double far = GammaWeight > 0 ? 0.1 * spot * GammaVol / GammaWeight * Math.Sqrt(Years) : 0;
        double other = Math.Abs(spot - old) <= far ? Net.Delta - delta - (spot - old) * 0.5 * (slope + Slope) : DeltaAtSpot(old) - delta;
        return double.IsFinite(other) ? other : 0;
    }

    private SliceTerms Terms => new(PricedSpot, PricedSpot * Basis, Discount, Years);

    /// <summary>Change of <see cref="Net"/> delta per unit of spot.</summary>
    private double Slope => Style == PayoffStyle.Inverse ? Net.Gamma - Net.Delta / PricedSpot : Net.Gamma;

    /// <summary>The sums again from nothing. The running sums must agree with them but for rounding.</summary>
    private void SumAll()
    {
        _changes = 0;
        HeldSums sums = new(_units);
        double value = sums.Of(_price), premium = Style == PayoffStyle.Inverse ? value / PricedSpot : 0;
        Net = new(OpenShare * (sums.Of(_delta) - premium), OpenShare * sums.Of(_gamma), sums.Of(_vega), sums.Of(_theta), value);
        (double weight, double vol) = sums.Weighted(_gamma, _vols);
        (GammaWeight, GammaVol, MissingVols) = (OpenShare * weight, OpenShare * vol, sums.WithoutPositive(_vols));
    }

    /// <summary>Of the strikes' logarithms: the first strike, which stays.</summary>
    private double Anchor => _strikes[0];

    private void Log(int first, int count) => LogStrikes.Fill(_strikes.AsSpan(first, count), Anchor, _logHigh.AsSpan(first, count), _logLow.AsSpan(first, count));

    private void Grow()
    {
        int old = _padded;
        _padded = Math.Max(Black76.PadTo, 2 * _padded);
        Array.Resize(ref _strikes, _padded);
        Array.Resize(ref _signs, _padded);
        Array.Resize(ref _vols, _padded);
        Array.Resize(ref _units, _padded);
        Array.Resize(ref _logHigh, _padded);
        Array.Resize(ref _logLow, _padded);
        Array.Fill(_strikes, 1, old, _padded - old);
        Log(old, _padded - old);
        Array.Fill(_signs, 1, old, _padded - old);
        Array.Fill(_vols, 1, old, _padded - old);
        Array.Resize(ref _price, _padded);
        Array.Resize(ref _delta, _padded);
        Array.Resize(ref _gamma, _padded);
        Array.Resize(ref _vega, _padded);
        Array.Resize(ref _theta, _padded);
        GrowConventions();
        foreach (double[] column in (ReadOnlySpan<double[]>)[_price, _delta, _gamma, _vega, _theta])
            Array.Fill(column, double.NaN, old, _padded - old); // not priced yet
    }

    internal void AddTo(ref StateHasher hasher)
    {
        hasher.Add(Expiry);
        hasher.Add(Basis);
        hasher.Add(Discount);
        hasher.Add(FittedAt);
        hasher.Add(PricedSpot);
        hasher.Add(PricedAt);
        hasher.Add(_other.VarianceScale);
        hasher.Add(Net.Delta);
        hasher.Add(Net.Gamma);
        hasher.Add(Net.Vega);
        hasher.Add(Net.Theta);
        hasher.Add(Net.Value);
        for (int row = 0; row < Count; row++)
        {
            hasher.Add(_vols[row]);
            hasher.Add(_units[row]);
        }
    }
}
