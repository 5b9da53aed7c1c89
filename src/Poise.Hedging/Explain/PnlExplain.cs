using Poise.Domain;

namespace Poise.Hedging;

/// <summary>The ledger at one instant: profit at the marks, and fees paid and funding received within it, settlement currency.</summary>
public readonly record struct LedgerState(decimal Total, decimal Fees, decimal Funding);

/// <summary>
/// Profit told by its causes, step by step: what was held at a step's start, by its greeks there and its moves until the end, and what was
/// traded, against the marks at the end. The positions are kept here, from what is told, not read from the ledger: a fill that one of the two
/// has not seen shows in the residual. The terms and the residual add up to the ledger's total exactly.
/// </summary>
/// <param name="mostParts">In how many parts a large move is walked at most; see docs/explain.md.</param>
public sealed class PnlExplain(int mostParts = PnlExplain.UsualParts)
{
    public const int UsualParts = 32;
    public const int DaysKept = 8;

    private readonly ExplainTerms _step = new();
    private readonly List<ExplainDay> _days = [];
    private readonly List<StrikeLine> _strikes = [];
    private Holding[] _holdings = new Holding[16];
    private int[] _placeOf = new int[16];
    private LedgerState _ledger;
    private Instant _at;
    private double _spot = double.NaN, _markVariance;

    private struct Holding
    {
        public ContractIndex Index;
        public Contract Contract;
        public double Units;
        public double Traded;
        public bool IsSettled;
        public ExplainPoint Start;
        public ExplainPoint End;
        public StrikeLine? Line;
    }

    /// <summary>All since it began; null before that.</summary>
    public ExplainDay? Since { get; private set; }

    /// <summary>UTC days, the newest first, at most <see cref="DaysKept"/>. A step belongs to the day in which it began.</summary>
    public IReadOnlyList<ExplainDay> Days => _days;

    /// <summary>Options that are or were held, in the order in which they came.</summary>
    public IReadOnlyList<StrikeLine> Strikes => _strikes;

    /// <summary>Contracts held at the last step or traded since: each wants its point before the next.</summary>
    public int Count { get; private set; }

    public ContractIndex ContractAt(int place) => _holdings[place].Index;

    /// <summary>End of the last step.</summary>
    public Instant At => _at;

    /// <summary>The first point. What is held then was told by <see cref="Hold"/>, and marked by <see cref="Mark"/>.</summary>
    public void Begin(Instant at, double spot, in LedgerState ledger)
    {
        Since = new ExplainDay { From = at };
        _days.Add(new ExplainDay { From = at });
        (_at, _spot, _ledger) = (at, spot, ledger);
        TakeEnds();
    }

    /// <summary>Where it stands; null before the beginning. What is traded since the last step is not in it.</summary>
    public PnlKept? Kept() => Since is null ? null : new(_at, _spot, _ledger, Since.Kept(), [.. _days.Select(static d => d.Kept())], [.. _strikes.Select(static s => (s.Contract, s.Kept()))]);

    /// <summary>Takes the sums of an earlier life in the place of a beginning. What is held then was told by <see cref="Hold"/>, and marked by <see cref="Mark"/>, at <see cref="Return"/>.</summary>
    /// <param name="listed">The contract of an index.</param>
    public void Restore(PnlKept kept, Func<ContractIndex, Contract> listed)
    {
        ArgumentNullException.ThrowIfNull(kept);
        ArgumentNullException.ThrowIfNull(listed);
        Since = ExplainDay.Of(kept.Since);
        _days.AddRange(kept.Days.Select(ExplainDay.Of));
        _strikes.AddRange(kept.Strikes.Select(s => StrikeLine.Of(s.Contract, listed(s.Contract), s.Line)));
        (_at, _spot, _ledger) = (kept.At, kept.Spot, kept.Ledger);
    }

    /// <summary>The first point after <see cref="Restore"/>: what the ledger gained since the last step has no cause.</summary>
    /// <exception cref="InvalidOperationException">Nothing was restored.</exception>
    public void Return(Instant at, double spot, in LedgerState ledger)
    {
        if (Since is null)
            throw new InvalidOperationException("a return before the beginning");
        foreach (StrikeLine line in _strikes)
            line.Units = 0; // what is held sets its own
        TakeEnds();
        Roll(_at);
        _days[0].AddAway(ledger.Total - _ledger.Total);
        Since.AddAway(ledger.Total - _ledger.Total);
        (_at, _spot, _ledger) = (at, spot, ledger);
    }

    /// <summary>A position that stands before the beginning.</summary>
    /// <param name="units">Units of the underlying, of inverse futures and perpetuals quote currency; + long.</param>
    public void Hold(ContractIndex index, Contract contract, double units)
    {
        ArgumentNullException.ThrowIfNull(contract);
        PlaceOf(index, contract).Traded += units;
    }

    /// <summary>A fill.</summary>
    /// <param name="units">Bought, as in <see cref="Hold"/>; a sale is negative.</param>
    /// <param name="price">In the contract's price unit.</param>
    /// <param name="arrival">Mid when the order was decided; NaN where nobody knows, and all of the gain is the trade's.</param>
    public void Trade(ContractIndex index, Contract contract, double units, double price, double arrival)
    {
        ArgumentNullException.ThrowIfNull(contract);
        ref Holding holding = ref PlaceOf(index, contract);
        holding.Traded += units;
        // What was paid, and what would have been paid at arrival: at the end of the step the mark is what it is worth.
        double paid = Worth(contract, units, price), fair = double.IsFinite(arrival) ? Worth(contract, units, arrival) : paid;
        _step.Add(ExplainTerm.Slippage, fair - paid);
        _step.Add(ExplainTerm.Trades, -fair);
    }

    /// <summary>A contract ended and paid: what is held of it is gone, and the point is its last.</summary>
    public void Settle(ContractIndex index, in ExplainPoint last)
    {
        int place = index.Value < _placeOf.Length ? _placeOf[index.Value] - 1 : -1;
        if (place < 0)
            return;
        ref Holding held = ref _holdings[place];
        Trade(index, held.Contract, -held.Units - held.Traded, last.Mark, double.NaN);
        held.End = last;
        held.IsSettled = true;
    }

    /// <summary>The end of the last step for one contract of <see cref="Count"/>.</summary>
    public ExplainPoint StartAt(int place) => _holdings[place].Start;

    /// <summary>The end of this step for one contract; one that has ended keeps its last point. A mark that is not there is the start's.</summary>
    public void Mark(int place, in ExplainPoint end)
    {
        ref Holding held = ref _holdings[place];
        if (!held.IsSettled)
            held.End = double.IsFinite(end.Mark) ? end : end with { Mark = held.Start.Mark };
    }

    /// <summary>Ends a step: every contract has its point.</summary>
    /// <param name="spot">Of the underlying, quote currency.</param>
    /// <exception cref="InvalidOperationException">It has not begun.</exception>
    public void Step(Instant at, double spot, in LedgerState ledger)
    {
        if (Since is null)
            throw new InvalidOperationException("a step before the beginning");
        int blind = 0;
        for (int i = 0; i < Count; i++)
        {
            ref Holding held = ref _holdings[i];
            if (held.Traded != 0)
                _step.Add(ExplainTerm.Trades, Real(Worth(held.Contract, held.Traded, held.End.Mark)));
            if (held.Units == 0)
                continue;
            bool isTold = held.Line is { } line
                ? OptionStep.Add(held.Contract, held.Units, held.Start, held.End, mostParts, line, _step)
                : OutrightStep.Add(held.Contract, held.Units, held.Start, held.End, _step);
            blind += isTold ? 0 : 1;
        }
        _step.Add(ExplainTerm.Funding, (double)(ledger.Funding - _ledger.Funding));
        _step.Add(ExplainTerm.Fees, (double)(_ledger.Fees - ledger.Fees));
        DayOf(_at, ledger, Math.Log(spot / _spot), blind);
        (_at, _spot, _ledger) = (at, spot, ledger);
    }

    private void DayOf(Instant start, in LedgerState ledger, double spotMove, int blind)
    {
        decimal gain = ledger.Total - _ledger.Total;
        double before = _markVariance;
        TakeEnds();
        Roll(start);
        _days[0].Add(_step, gain, spotMove, before, _markVariance, blind);
        Since!.Add(_step, gain, spotMove, before, _markVariance, blind);
        _step.Clear();
    }

    /// <summary>Begins a day where an instant is in one that has not begun.</summary>
    private void Roll(Instant start)
    {
        Instant midnight = new(start.UnixNanoseconds - start.UnixNanoseconds % Duration.FromDays(1).Nanoseconds);
        if (_days[0].From < midnight)
        {
            _days.Insert(0, new ExplainDay { From = midnight });
            if (_days.Count > DaysKept)
                _days.RemoveAt(DaysKept);
            _strikes.RemoveAll(line => line.Units == 0 && line.Listed.Expiry < _days[^1].From);
        }
    }

    /// <summary>The end of one step is the start of the next; what is held no more is let go.</summary>
    private void TakeEnds()
    {
        int kept = 0;
        double variance = 0;
        for (int i = 0; i < Count; i++)
        {
            Holding held = _holdings[i];
            held.Units += held.Traded;
            if (Math.Abs(held.Units) <= 1e-9 * Math.Abs(held.Traded))
                held.Units = 0; // what rounding leaves of a position that was closed
            held.Traded = 0;
            held.Start = held.End;
            if (held.Line is { } line)
                line.Units = held.Units;
            if (held.Units == 0)
            {
                _placeOf[held.Index.Value] = 0;
                continue;
            }
            double doubt = Real(Worth(held.Contract, held.Units, held.End.Mark + held.End.HalfSpread) - Worth(held.Contract, held.Units, held.End.Mark));
            variance += doubt * doubt / 3; // anywhere within the spread, with equal chance
            _placeOf[held.Index.Value] = kept + 1;
            _holdings[kept++] = held;
        }
        Count = kept;
        _markVariance = variance;
    }

    private ref Holding PlaceOf(ContractIndex index, Contract contract)
    {
        if (index.Value >= _placeOf.Length)
            Array.Resize(ref _placeOf, Math.Max(index.Value + 1, 2 * _placeOf.Length));
        int place = _placeOf[index.Value] - 1;
        if (place >= 0)
            return ref _holdings[place];
        if (Count == _holdings.Length)
            Array.Resize(ref _holdings, 2 * Count);
        _placeOf[index.Value] = Count + 1;
        _holdings[Count] = new Holding { Index = index, Contract = contract, Line = contract.IsOption ? LineOf(index, contract) : null };
        return ref _holdings[Count++];
    }

    private StrikeLine LineOf(ContractIndex index, Contract contract)
    {
        foreach (StrikeLine line in _strikes)
            if (line.Contract == index)
                return line;
        _strikes.Add(new StrikeLine(index, contract));
        return _strikes[^1];
    }

    private static double Worth(Contract contract, double units, double price) =>
        contract.Style == PayoffStyle.Inverse && !contract.IsOption ? -units / price : units * price;

    private static double Real(double value) => double.IsFinite(value) ? value : 0;
}
