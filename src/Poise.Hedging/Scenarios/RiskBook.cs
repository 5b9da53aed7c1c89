using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Hedging;

/// <summary>One position, with what revaluing it asks for. NaN where a number is not known: then nothing is known of the book.</summary>
/// <param name="Units">Units of the underlying; of inverse futures and perpetuals quote currency. + long.</param>
/// <param name="Price">Of a future, perpetual or spot now, quote currency; not looked at for options.</param>
/// <param name="Vol">Of an option, annual.</param>
/// <param name="Years">To expiry; infinity for what never ends.</param>
/// <param name="Basis">Of an option its forward over spot.</param>
/// <param name="Discount">Of an option.</param>
/// <param name="Open">Of an option: share of the settlement that spot can still move.</param>
public readonly record struct RiskLeg(Contract Contract, double Units, double Price, double Vol, double Years, double Basis, double Discount, double Open)
{
    /// <summary>It has what it is revalued by: an option its vol and its forward, the rest a price.</summary>
    public bool IsKnown => Contract.IsOption ? Vol > 0 && Basis > 0 : Price > 0;
}

/// <summary>A book after a move. Profit against now in the book's currency; delta in units of the underlying, of coin options less their premium; gamma per unit of spot.</summary>
/// <param name="OptionDelta">The options' part of <paramref name="Delta"/>.</param>
/// <param name="Years">To expiry, each option by its |gamma|; zero where there is no gamma. <paramref name="Vol"/> likewise.</param>
/// <param name="CarriedYears">To expiry, each option by its |gamma| times its years.</param>
public readonly record struct RiskPoint(double Spot, double Pnl, double Delta, double OptionDelta, double Gamma, double Years, double CarriedYears, double Vol);

/// <summary>
/// What is held on one underlying, revalued in full after a move of spot, of all vols in proportion and of time: each strike keeps its vol (times the change), forwards keep their carry, futures and perpetuals move with spot. Within an
/// averaging window only the open share of the settlement moves.
/// </summary>
public sealed class RiskBook
{
    private readonly List<Group> _groups = [];
    private readonly List<RiskLeg> _outrights = [];
    private readonly bool _isInCoin;

    /// <param name="spot">Quote currency.</param>
    /// <param name="isInCoin">Profit is told in the coin: of an inverse hedge instrument.</param>
    public RiskBook(double spot, bool isInCoin, IReadOnlyList<RiskLeg> legs)
    {
        ArgumentNullException.ThrowIfNull(legs);
        (Spot, _isInCoin, Legs) = (spot, isInCoin, legs.Count);
        _outrights.AddRange(legs.Where(static l => !l.Contract.IsOption));
        foreach (IGrouping<(double, double, double, double, PayoffStyle), RiskLeg> options in legs.Where(static l => l.Contract.IsOption)
            .GroupBy(static l => (l.Years, l.Basis, l.Discount, l.Open, l.Contract.Style)).OrderBy(static g => g.Key))
            _groups.Add(new Group([.. options], spot));
    }

    public double Spot { get; }

    /// <summary>Positions.</summary>
    public int Legs { get; }

    /// <summary>The book after a move, with its greeks there.</summary>
    /// <param name="spotMove">As a fraction: -0.1 for a fall by a tenth; above -1.</param>
    /// <param name="volChange">All vols, in proportion: 0.25 for a quarter more; above -1.</param>
    /// <param name="ahead">Time that passes with it.</param>
    /// <param name="varianceScale">Of deltas alone: each option's variance is taken times this, as policies ask for.</param>
    public RiskPoint At(double spotMove, double volChange = 0, Duration ahead = default, double varianceScale = 1)
    {
        (double pnl, double delta) = Outrights(spotMove, ahead);
        double options = 0, gamma = 0, weight = 0, years = 0, squares = 0, vol = 0, spot = Spot * (1 + spotMove);
        foreach (Group group in _groups)
        {
            pnl += InCurrency(group.Gain(spotMove, volChange, ahead.Years), group.IsInverse, spot);
            group.Greeks(spotMove, volChange, ahead.Years, varianceScale, ref options, ref gamma, ref weight, ref years, ref squares, ref vol);
        }
        return new RiskPoint(spot, pnl, delta + options, options, gamma, weight == 0 ? 0 : years / weight, years == 0 ? 0 : squares / years, weight == 0 ? 0 : vol / weight);
    }

    /// <summary>Profit alone, for grids.</summary>
    public double Pnl(double spotMove, double volChange, Duration ahead)
    {
        Span<double> one = stackalloc double[1];
        Pnls([spotMove], volChange, ahead, one);
        return one[0];
    }

    /// <summary>Profit alone at each of several moves of spot: the book is taken apart once for all of them.</summary>
    /// <exception cref="ArgumentException">There are not as many places as moves.</exception>
    public void Pnls(ReadOnlySpan<double> spotMoves, double volChange, Duration ahead, Span<double> into) => Sum(spotMoves, new VolShock(1 + volChange), ahead, into);

    /// <summary>The same at once, with vols shocked as a venue's margin rules have it: more the nearer the end.</summary>
    public void ShockedPnls(ReadOnlySpan<double> spotMoves, ScenarioRules rules, double volShock, Span<double> into)
    {
        ArgumentNullException.ThrowIfNull(rules);
        Sum(spotMoves, new VolShock(1, rules, volShock), default, into);
    }

    private void Sum(ReadOnlySpan<double> spotMoves, in VolShock shock, Duration ahead, Span<double> into)
    {
        if (into.Length != spotMoves.Length)
            throw new ArgumentException($"{spotMoves.Length} moves and {into.Length} places for what they bring");
        for (int i = 0; i < into.Length; i++)
            into[i] = Outrights(spotMoves[i], ahead).Pnl;
        Span<double> gains = into.Length <= 64 ? stackalloc double[into.Length] : new double[into.Length];
        foreach (Group group in _groups)
        {
            group.Gains(spotMoves, shock, ahead.Years, gains);
            for (int i = 0; i < into.Length; i++)
                into[i] += InCurrency(gains[i], group.IsInverse, Spot * (1 + spotMoves[i]));
        }
    }

    private (double Pnl, double Delta) Outrights(double spotMove, Duration ahead)
    {
        double pnl = 0, delta = 0, spot = Spot * (1 + spotMove);
        foreach (RiskLeg leg in _outrights)
        {
            double left = double.IsPositiveInfinity(leg.Years) || leg.Years <= 0 ? 1 : Math.Max(0, leg.Years - ahead.Years) / leg.Years;
            double carry = leg.Price / Spot, price = spot * (left == 1 ? carry : Math.Pow(carry, left));
            bool isInverse = leg.Contract.Style == PayoffStyle.Inverse;
            pnl += InCurrency(leg.Units * (isInverse ? 1 / leg.Price - 1 / price : price - leg.Price), isInverse, spot);
            delta += leg.Units * (isInverse ? 1 / price : leg.Contract.Kind == ContractKind.Future ? price / spot : 1);
        }
        return (pnl, delta);
    }

    /// <summary>All vols times so much, or as rules have it.</summary>
    private readonly record struct VolShock(double Times, ScenarioRules? Rules = null, double Shock = 0)
    {
        public double LeastVol => Shock > 0 ? Rules!.LeastRaisedVol : 0;

        public double TimesAt(double years) => Shock == 0 ? Times : Math.Max(0, 1 + Shock * Rules!.Reach(years));
    }

    private double InCurrency(double gain, bool isCoin, double spot) => isCoin == _isInCoin ? gain : isCoin ? gain * spot : gain / spot;

    /// <summary>Options that share a forward, as columns padded with harmless ones.</summary>
    private sealed class Group
    {
        private readonly RiskLeg _terms;
        private readonly double[] _strikes, _high, _low, _vols, _signs, _units, _scratch, _price, _delta, _gamma;
        private readonly double _value, _spot;

        public Group(RiskLeg[] legs, double spot)
        {
            (_terms, _spot) = (legs[0], spot);
            int length = (legs.Length + Black76.PadTo - 1) / Black76.PadTo * Black76.PadTo;
            (_strikes, _high, _low, _vols, _signs) = (Column(length, 1), Column(length, 0), Column(length, 0), Column(length, 1), Column(length, 1));
            (_units, _scratch, _price, _delta, _gamma) = (Column(length, 0), Column(length, 1), Column(length, 0), Column(length, 0), Column(length, 0));
            for (int i = 0; i < legs.Length; i++)
                (_strikes[i], _vols[i], _signs[i], _units[i]) = (legs[i].Contract.Strike, legs[i].Vol, legs[i].Contract.TypeSign, legs[i].Units);
            LogStrikes.Fill(_strikes, _strikes[0], _high, _low);
            Span<double> now = stackalloc double[1];
            Values([0], new VolShock(1), 0, now);
            _value = now[0];
        }

        public bool IsInverse => _terms.Contract.Style == PayoffStyle.Inverse;

        public double Gain(double spotMove, double volChange, double ahead)
        {
            Span<double> one = stackalloc double[1];
            Gains([spotMove], new VolShock(1 + volChange), ahead, one);
            return one[0];
        }

        /// <summary>Coin for inverse options, else quote currency.</summary>
        public void Gains(ReadOnlySpan<double> spotMoves, in VolShock shock, double ahead, Span<double> into)
        {
            Values(spotMoves, shock, ahead, into);
            for (int i = 0; i < into.Length; i++)
                into[i] = IsInverse ? into[i] / (_spot * (1 + _terms.Open * spotMoves[i])) - _value / _spot : into[i] - _value;
        }

        public void Greeks(double spotMove, double volChange, double ahead, double varianceScale, ref double delta, ref double gamma, ref double weight, ref double years, ref double squares, ref double vol)
        {
            SliceTerms terms = Moved(spotMove, ahead);
            Price(terms, 1 + volChange, new GreekColumns { Price = _price, Delta = _delta, Gamma = _gamma });
            double open = _terms.Open;
            HeldSums sums = new(_units);
            gamma += open * sums.Of(_gamma);
            double premium = IsInverse ? sums.Of(_price) / terms.Spot : 0;
            (double own, double ofVol) = sums.Weighted(_gamma, _scratch);
            (weight, years, squares, vol) = (weight + open * own, years + open * own * terms.Years, squares + open * own * terms.Years * terms.Years, vol + open * ofVol);
            if (varianceScale != 1)
                Price(terms, (1 + volChange) * Math.Sqrt(varianceScale), new GreekColumns { Delta = _delta });
            delta += open * (sums.Of(_delta) - premium);
        }

        /// <summary>Quote currency.</summary>
        private void Values(ReadOnlySpan<double> spotMoves, in VolShock shock, double ahead, Span<double> into)
        {
            ScaleVols(shock.TimesAt(_terms.Years), shock.LeastVol);
            SliceTerms terms = Moved(0, ahead);
            double carry = terms.Forward / terms.Spot;
            Span<double> forwards = into; // each is read before its value is written
            for (int i = 0; i < into.Length; i++)
                forwards[i] = _spot * (1 + _terms.Open * spotMoves[i]) * carry;
            Black76.Values(terms, Strikes, _scratch, _signs, _units, forwards, into);
        }

        private void Price(in SliceTerms terms, double volTimes, in GreekColumns into)
        {
            ScaleVols(volTimes, 0);
            Black76.Evaluate(terms, Strikes, _scratch, _signs, into);
        }

        private LogStrikes Strikes => new(_strikes, _strikes[0], _high, _low);

        private void ScaleVols(double times, double least)
        {
            Span<Vector512<double>> scaled = MemoryMarshal.Cast<double, Vector512<double>>(_scratch.AsSpan());
            ReadOnlySpan<Vector512<double>> vols = MemoryMarshal.Cast<double, Vector512<double>>(_vols);
            for (int i = 0; i < vols.Length; i++)
                scaled[i] = Vector512.Max(vols[i] * times, Vector512.Create(least));
        }

        private SliceTerms Moved(double spotMove, double ahead)
        {
            double left = Math.Max(0, _terms.Years - ahead), share = _terms.Years > 0 ? left / _terms.Years : 0;
            double spot = _spot * (1 + _terms.Open * spotMove);
            return ahead == 0
                ? new SliceTerms(spot, spot * _terms.Basis, _terms.Discount, _terms.Years)
                : new SliceTerms(spot, spot * Math.Pow(_terms.Basis, share), Math.Pow(_terms.Discount, share), left);
        }

        private static double[] Column(int length, double value)
        {
            double[] column = new double[length];
            Array.Fill(column, value);
            return column;
        }
    }
}
