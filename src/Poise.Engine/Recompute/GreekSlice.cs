using Poise.Domain;
using Poise.Pricing;

namespace Poise.Engine;

/// <summary>
/// The options of one expiry, payoff style and averaging window as columns: allocated when a contract is listed. What is held is priced as a whole when
/// dirty; the rest one by one, when it is asked for.
/// </summary>
public sealed partial class GreekSlice(Instant expiry, PayoffStyle style, Duration window = default)
{
    private double[] _strikes = [];
    private double[] _logHigh = [];
    private double[] _logLow = [];
    private double[] _signs = [];
    private double[] _vols = [];
    private readonly HeldOptions _held = new();
    private int _padded;
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
    public int Held => _held.Count;

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

    /// <summary>Units of the underlying that are held, long and short alike.</summary>
    public double Gross { get; private set; }

    /// <summary>The sum of |gamma| over what is held, and of |gamma| times vol: the weights of the book's mean time and vol.</summary>
    public double GammaWeight { get; private set; }

    public double GammaVol { get; private set; }

    /// <summary>Years to expiry at the last repricing.</summary>
    public double Years { get; private set; }

    public double VolAt(int row) => _vols[row];

    /// <summary>
    /// Greeks of one unit of the underlying's worth of a contract, as of the last repricing; where nothing of the expiry is held, and so nothing is priced, at the spot and time given.
    /// </summary>
    public NetGreeks UnitAt(int row, double spot, Instant now)
    {
        if (_held.PlaceOf(row) is >= 0 and int place)
            return UnitAtPlace(place);
        if (Held > 0)
            (spot, now) = (PricedSpot, PricedAt);
        OptionGreeks own = Alone(row, new SliceTerms(spot, spot * Basis, Discount, Math.Max((Expiry - now).Years, 0)));
        return Unit(own.Price, own.Delta, own.Gamma, own.Vega, own.Theta, OpenShareAt(now), spot);
    }

    private NetGreeks UnitAtPlace(int place) => Unit(_held.Price[place], _held.Delta[place], _held.Gamma[place], _held.Vega[place], _held.Theta[place], OpenShare, PricedSpot);

    private NetGreeks Unit(double price, double delta, double gamma, double vega, double theta, double open, double spot) =>
        new(open * (delta - (Style == PayoffStyle.Inverse ? price / spot : 0)), open * gamma, vega, theta, price);

    private OptionGreeks Alone(int row, in SliceTerms terms) =>
        InverseOption.Evaluate(terms, _signs[row] > 0 ? OptionType.Call : OptionType.Put, _strikes[row], _vols[row]).Usd;

    private double OpenShareAt(Instant now) => Window > Duration.Zero ? Math.Clamp((Expiry - now).Seconds / Window.Seconds, 0, 1) : 1;

    internal int Add(Contract contract)
    {
        int row = Count++;
        if (Count > _padded)
            Grow();
        _strikes[row] = contract.Strike;
        Log(row / Black76.PadTo * Black76.PadTo, Black76.PadTo);
        _signs[row] = contract.TypeSign;
        _vols[row] = _slopes[row] = double.NaN;
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
        _isDirty = _isSmileStale = true;
    }

    /// <param name="slope">The fitted smile's, dsigma / d ln K; NaN without one.</param>
    internal void SetVol(int row, double vol, double slope)
    {
        _vols[row] = vol;
        _slopes[row] = slope;
        _held.SetVol(row, vol);
        _isDirty = true;
    }

    /// <summary>Changes what is held of a contract; the sum follows without repricing.</summary>
    /// <param name="units">Change in units of the underlying (contracts times multiplier).</param>
    internal void Hold(int row, double units, bool isFlat)
    {
        int place = _held.PlaceOf(row);
        bool wasHeld = place >= 0;
        if (!wasHeld)
        {
            if (isFlat || units == 0)
                return;
            place = _held.Add(row, _strikes[row], _logHigh[row], _logLow[row], _signs[row], _vols[row]);
            _held.Set(place, Alone(row, Terms));
        }
        double before = _held.Units[place], after = isFlat ? 0 : before + units;
        NetGreeks unit = UnitAtPlace(place);
        double vol = _vols[row];
        _held.Units[place] = after;
        if (after == 0)
            _held.RemoveAt(place);
        Gross = 0;
        for (int i = 0; i < Held; i++) // a fill is rare: no sum that rounding could leave something of
            Gross += Math.Abs(_held.Units[i]);
        _isOtherStale = true;
        _isUntold |= Held == 0 || !wasHeld && Held == 1 || !double.IsFinite(unit.Delta);
        if (isFlat && !_isDirty)
            SumAll(); // what rounding left of it would have weight where nothing else has
        else if (double.IsFinite(unit.Delta))
        {
            Net += (after - before) * unit;
            double weight = (Math.Abs(after) - Math.Abs(before)) * Math.Abs(unit.Gamma);
            GammaWeight += weight;
            GammaVol += weight * vol;
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
        return Held > 0 && (!(Math.Abs(spot - PricedSpot) <= move * PricedSpot) || now - PricedAt >= every);
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
        if (Held > 0)
            _held.Evaluate(Terms, Anchor);
        else
            _isDirty = true; // nothing was priced: the first holding must do it
        SumAll();
        bool isTold = !_isUntold && Held > 0;
        _isUntold = Held == 0;
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
        (NetGreeks net, double weight, double vol, MissingVols) = _held.Sum();
        Net = net with { Delta = OpenShare * (net.Delta - (Style == PayoffStyle.Inverse ? net.Value / PricedSpot : 0)), Gamma = OpenShare * net.Gamma };
        (GammaWeight, GammaVol) = (OpenShare * weight, OpenShare * vol);
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
        Array.Resize(ref _logHigh, _padded);
        Array.Resize(ref _logLow, _padded);
        Array.Fill(_strikes, 1, old, _padded - old);
        Log(old, _padded - old);
        Array.Fill(_signs, 1, old, _padded - old);
        Array.Fill(_vols, 1, old, _padded - old);
        GrowConventions();
        _held.Grow(_padded);
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
            if (!double.IsNaN(_slopes[row])) // without one the state is what it was before slopes were kept
                hasher.Add(_slopes[row]);
            hasher.Add(_held.UnitsOf(row));
        }
    }
}
