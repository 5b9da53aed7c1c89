using Poise.Domain;
using Poise.Pricing;

namespace Poise.Exchange;

/// <summary>
/// What a lot of each instrument gains or loses in each scenario, settlement currency. A portfolio is the sum of its lots: after a fill its scenarios are one product and sum each, however many legs it has.
/// </summary>
public sealed class ScenarioRisk(ScenarioRules rules)
{
    private readonly List<InstrumentTerms> _terms = [];
    private double[] _gains = [];
    private double[] _deltas = [];
    private bool[] _isValued = [];
    private readonly double[] _strikes = Columns(rules), _vols = Columns(rules), _signs = Columns(rules), _prices = Columns(rules), _optionDeltas = Columns(rules);

    public ScenarioRules Rules => rules;

    /// <summary>Scenarios.</summary>
    public int Count => rules.Scenarios.Count;

    /// <summary>Changes whenever an instrument is valued anew.</summary>
    public int Epoch { get; private set; }

    /// <summary>Lists the next instrument; they are numbered from 0.</summary>
    public int List(InstrumentTerms terms)
    {
        _terms.Add(terms);
        Array.Resize(ref _gains, _terms.Count * Count);
        Array.Resize(ref _deltas, _terms.Count);
        Array.Resize(ref _isValued, _terms.Count);
        return _terms.Count - 1;
    }

    /// <summary>Lists another instrument in the place of one that nobody holds.</summary>
    public void List(int instrument, InstrumentTerms terms)
    {
        _terms[instrument] = terms;
        _gains.AsSpan(instrument * Count, Count).Clear();
        (_deltas[instrument], _isValued[instrument]) = (0, false);
    }

    /// <summary>What it does in the scenarios is known; before that its gains are zeros that mean nothing.</summary>
    public bool IsValued(int instrument) => _isValued[instrument];

    /// <summary>A lot's gain in each scenario, weighted; all of one underlying move together.</summary>
    public ReadOnlySpan<double> Gains(int instrument) => _gains.AsSpan(instrument * Count, Count);

    /// <summary>What a lot moves of the underlying, settlement currency, + long.</summary>
    public double Delta(int instrument) => _deltas[instrument];

    /// <summary>A future, perpetual or spot anew.</summary>
    /// <param name="mark">Its price.</param>
    public void Value(int instrument, double mark)
    {
        InstrumentTerms terms = _terms[instrument];
        double now = terms.WorthAt(1, mark);
        for (int i = 0; i < Count; i++)
        {
            MarginScenario scenario = rules.Scenarios[i];
            _gains[instrument * Count + i] = scenario.Weight * (terms.WorthAt(1, mark * (1 + scenario.PriceMove)) - now);
        }
        _deltas[instrument] = terms.IsInverseFuture ? terms.Lot / mark : terms.Lot * mark;
        _isValued[instrument] = true;
        Epoch++;
    }

    /// <summary>An option anew.</summary>
    /// <param name="forward">Of its expiry.</param>
    /// <param name="vol">As a fraction.</param>
    /// <param name="years">To its expiry; without time left it is worth what it pays.</param>
    /// <param name="discount">Of a linear option's payoff.</param>
    public void Value(int instrument, double forward, double vol, double years, double discount = 1)
    {
        InstrumentTerms terms = _terms[instrument];
        Contract contract = terms.Contract;
        bool isInverse = contract.Style == PayoffStyle.Inverse;
        double reach = rules.Reach(years);
        // A price is that of a forward of 1, times the forward: all scenarios are one expiry's strikes. The first is where the market stands.
        (_strikes[0], _vols[0], _signs[0]) = (contract.Strike / forward, vol, contract.TypeSign);
        for (int i = 0; i < Count; i++)
        {
            MarginScenario scenario = rules.Scenarios[i];
            (_strikes[i + 1], _vols[i + 1], _signs[i + 1]) = (contract.Strike / (forward * (1 + scenario.PriceMove)), rules.ShockedBy(vol, reach, scenario.VolShock), contract.TypeSign);
        }
        Black76.Evaluate(new SliceTerms(1, 1, isInverse ? 1 : discount, years), _strikes, _vols, _signs, new GreekColumns { Price = _prices, Delta = _optionDeltas });
        double worth = Worth(0, 0);
        for (int i = 0; i < Count; i++)
        {
            MarginScenario scenario = rules.Scenarios[i];
            _gains[instrument * Count + i] = scenario.Weight * terms.Lot * (Worth(i + 1, scenario.PriceMove) - worth);
        }
        // By the forward, in the currency of settlement: a coin's worth of delta is a coin.
        _deltas[instrument] = terms.Lot * _optionDeltas[0] * (isInverse ? 1 : forward);
        _isValued[instrument] = true;
        Epoch++;

        double Worth(int row, double move) => isInverse ? _prices[row] : _prices[row] * forward * (1 + move);
    }

    /// <summary>Today and the scenarios, filled up with harmless options.</summary>
    private static double[] Columns(ScenarioRules rules)
    {
        double[] column = new double[(rules.Scenarios.Count + Black76.PadTo) / Black76.PadTo * Black76.PadTo];
        column.AsSpan().Fill(1);
        return column;
    }

    public void Save(StateWriter to)
    {
        to.Write(Epoch);
        to.WriteAll<double>(_gains);
        to.WriteAll<double>(_deltas);
        to.WriteAll<bool>(_isValued);
    }

    public void Load(ref StateReader from)
    {
        Epoch = from.Read<int>();
        _gains = from.ReadAll<double>();
        _deltas = from.ReadAll<double>();
        _isValued = from.ReadAll<bool>();
    }
}

/// <summary>The scenarios of one portfolio, kept up with its fills.</summary>
public sealed class ScenarioPortfolio(ScenarioRisk risk)
{
    private readonly SortedDictionary<int, long> _lots = [];
    private readonly double[] _gains = new double[risk.Count];
    private double _longDelta, _shortDelta;
    private int _epoch;

    public long Lots(int instrument) => _lots.GetValueOrDefault(instrument);

    /// <summary>Legs that are not flat.</summary>
    public int Legs => _lots.Count;

    /// <summary>A fill.</summary>
    /// <param name="lots">+ bought.</param>
    public void Trade(int instrument, long lots)
    {
        Follow();
        long before = Lots(instrument), after = checked(before + lots);
        if (after == 0)
            _lots.Remove(instrument);
        else
            _lots[instrument] = after;
        ReadOnlySpan<double> each = risk.Gains(instrument);
        for (int i = 0; i < _gains.Length; i++)
            _gains[i] += lots * each[i];
        Lean(before * risk.Delta(instrument), after * risk.Delta(instrument));
    }

    /// <summary>What the worst scenario takes, and no less than the legs' deltas ask for; settlement currency.</summary>
    public double Maintenance
    {
        get
        {
            Follow();
            return Required(_gains, _longDelta, _shortDelta);
        }
    }

    public double Initial => risk.Rules.InitialOverMaintenance * Maintenance;

    /// <summary>What lots ask for at most, beside whatever else is held: a sum's worst scenario is no worse than the sum of the worst. One look at the lots' scenarios, none at the legs.</summary>
    public double InitialAlone(int instrument, long lots) => lots == 0 ? 0 : risk.Rules.InitialOverMaintenance * Alone(instrument, lots);

    /// <summary>What initial margin would be with more lots.</summary>
    public double InitialWith(int instrument, long lots)
    {
        Follow();
        Span<double> with = stackalloc double[_gains.Length];
        ReadOnlySpan<double> each = risk.Gains(instrument);
        for (int i = 0; i < with.Length; i++)
            with[i] = _gains[i] + lots * each[i];
        double before = Lots(instrument) * risk.Delta(instrument), after = (Lots(instrument) + lots) * risk.Delta(instrument);
        return risk.Rules.InitialOverMaintenance * Required(with, _longDelta + Math.Max(0, after) - Math.Max(0, before), _shortDelta + Math.Max(0, -after) - Math.Max(0, -before));
    }

    private double Alone(int instrument, long lots)
    {
        double worst = 0;
        foreach (double gain in risk.Gains(instrument))
            worst = Math.Min(worst, lots * gain);
        // Lots may hedge, or be hedged: either way no more than their whole delta is asked for beside.
        return Math.Max(-worst, 0) + Math.Max(risk.Rules.OfNetDelta, risk.Rules.OfHedgedDelta) * Math.Abs(lots * risk.Delta(instrument));
    }

    private double Required(ReadOnlySpan<double> gains, double longDelta, double shortDelta)
    {
        double worst = 0;
        foreach (double gain in gains)
            worst = Math.Min(worst, gain);
        double least = risk.Rules.OfNetDelta * Math.Abs(longDelta - shortDelta) + risk.Rules.OfHedgedDelta * Math.Min(longDelta, shortDelta);
        return Math.Max(-worst, least);
    }

    /// <summary>A leg's delta has become another.</summary>
    private void Lean(double before, double after)
    {
        _longDelta += Math.Max(0, after) - Math.Max(0, before);
        _shortDelta += Math.Max(0, -after) - Math.Max(0, -before);
    }

    /// <summary>Instruments were valued anew: the sums are taken anew too, so that no rounding gathers.</summary>
    private void Follow()
    {
        if (_epoch == risk.Epoch)
            return;
        _epoch = risk.Epoch;
        _gains.AsSpan().Clear();
        (_longDelta, _shortDelta) = (0, 0);
        foreach ((int instrument, long lots) in _lots)
        {
            ReadOnlySpan<double> each = risk.Gains(instrument);
            for (int i = 0; i < _gains.Length; i++)
                _gains[i] += lots * each[i];
            Lean(0, lots * risk.Delta(instrument));
        }
    }

    public void Save(StateWriter to)
    {
        to.WriteAll<double>(_gains);
        to.Write((_longDelta, _shortDelta));
        to.Write(_epoch);
        to.WriteAll<int>([.. _lots.Keys]);
        to.WriteAll<long>([.. _lots.Values]);
    }

    public void Load(ref StateReader from)
    {
        from.ReadAll<double>().CopyTo(_gains, 0);
        (_longDelta, _shortDelta) = from.Read<(double, double)>();
        _epoch = from.Read<int>();
        int[] instruments = from.ReadAll<int>();
        long[] lots = from.ReadAll<long>();
        for (int i = 0; i < instruments.Length; i++)
            _lots.Add(instruments[i], lots[i]);
    }
}
