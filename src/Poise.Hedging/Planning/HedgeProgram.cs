using Poise.Domain;

namespace Poise.Hedging;

/// <summary>
/// A hedge problem as an integer program: two whole columns an instrument, bought and sold, whose cost rises with impact; a row a greek, with columns for what is below and above a band that may be left; a row a venue with a limit; a
/// row a scenario with one column for the margin, the largest of their losses.
/// </summary>
internal sealed class HedgeProgram
{
    private readonly HedgeProblem _problem;
    private readonly IntegerProgram _program = new();
    private readonly int[] _buys, _sells;
    private readonly int[] _greekRows = [-1, -1, -1];
    private readonly List<int> _scenarioRows = [];

    /// <param name="isNearest">No costs but those of what is outside of bands, all of which may be left: what comes nearest to them.</param>
    public HedgeProgram(HedgeProblem problem, bool isNearest = false)
    {
        _problem = problem;
        (_buys, _sells) = (new int[problem.Instruments.Length], new int[problem.Instruments.Length]);
        for (int i = 0; i < _buys.Length; i++)
            (_buys[i], _sells[i]) = (AddColumn(problem.Instruments[i], Side.Buy, isNearest), AddColumn(problem.Instruments[i], Side.Sell, isNearest));
        for (int greek = 0; greek < PlanGreeks.Count; greek++)
            AddGreek(greek, isNearest);
        foreach (VenueMargin venue in problem.Venues)
            AddVenue(venue);
        if (problem.Scenarios.Length > 0 && (problem.CapitalCharge > 0 || double.IsFinite(problem.MostScenarioMargin)))
            AddScenarios(isNearest);
    }

    public IntegerSolution Solve(SearchLimits limits) => _program.Solve(limits);

    /// <summary>The same without one instrument.</summary>
    public IntegerSolution SolveWithout(int instrument, SearchLimits limits)
    {
        _program.Limit(_buys[instrument], 0, 0);
        _program.Limit(_sells[instrument], 0, 0);
        IntegerSolution found = Solve(limits);
        _program.Limit(_buys[instrument], 0, _problem.Instruments[instrument].Size(Side.Buy).Count);
        _program.Limit(_sells[instrument], 0, _problem.Instruments[instrument].Size(Side.Sell).Count);
        return found;
    }

    /// <summary>+ buy, by instrument.</summary>
    public Lots[] Lots(IReadOnlyList<double> values) => [.. _buys.Select((buy, i) => new Lots((long)(values[buy] - values[_sells[i]])))];

    public PlanGreeks GreekPrices(IntegerSolution found) => new(PriceOf(_greekRows[0], found), PriceOf(_greekRows[1], found), PriceOf(_greekRows[2], found));

    /// <summary>What the relaxation pays for a lot's profit in the scenarios that make the margin.</summary>
    public double ScenarioWorth(int instrument, IntegerSolution found)
    {
        double worth = 0;
        for (int s = 0; s < _scenarioRows.Count; s++)
            worth += PriceOf(_scenarioRows[s], found) * _problem.Instruments[instrument].Scenarios[s];
        return worth;
    }

    private static double PriceOf(int row, IntegerSolution found) => row < 0 || found.RowPrices.Count == 0 ? 0 : found.RowPrices[row];

    private int AddColumn(Tradable instrument, Side side, bool isNearest)
    {
        long size = instrument.Size(side).Count;
        return size == 0 ? _program.AddColumn(0, 0, 0, isInteger: true)
            : isNearest ? _program.AddColumn(0, 0, size, isInteger: true)
            : _program.AddColumn(ImpactSteps.Steps(instrument, _problem.ImpactFactor, size, PlanCosts.Each(_problem, instrument, side).Total), isInteger: true);
    }

    private void AddGreek(int greek, bool isNearest)
    {
        GreekBand band = _problem.Band(greek);
        if (band.IsOpen)
            return;
        double book = _problem.Book[greek];
        int row = _greekRows[greek] = AddRow(band.Lower - book, band.Upper - book, x => x.Greeks[greek], x => -x.Greeks[greek]);
        if (!isNearest && !band.MayBeLeft)
            return;
        // A unit of the greek that a lot has most of weighs as much as one of another: how far from the bands is told in lots.
        double most = _problem.Instruments.Select(x => Math.Abs(x.Greeks[greek])).DefaultIfEmpty(0).Max(), penalty = isNearest ? (most > 0 ? 1 / most : 1) : band.Penalty;
        double reach = _problem.Instruments.Select(x => Math.Abs(x.Greeks[greek]) * Math.Max(x.Size(Side.Buy).Count, x.Size(Side.Sell).Count)).Sum();
        if (double.IsFinite(band.Lower))
            _program.Put(row, _program.AddColumn(penalty, 0, reach + Math.Abs(band.Lower - book), isInteger: false), 1);
        if (double.IsFinite(band.Upper))
            _program.Put(row, _program.AddColumn(penalty, 0, reach + Math.Abs(band.Upper - book), isInteger: false), -1);
    }

    private void AddVenue(VenueMargin venue)
    {
        if (double.IsFinite(venue.Most))
            AddRow(double.NegativeInfinity, venue.Most, x => venue.Counts(x.Venue) ? x.MarginLong : 0, x => venue.Counts(x.Venue) ? x.MarginShort : 0);
    }

    /// <summary>Margin + profit of book and plan is at least zero in each scenario.</summary>
    private void AddScenarios(bool isNearest)
    {
        double reach = 0;
        for (int s = 0; s < _problem.Scenarios.Length; s++)
            reach = Math.Max(reach, Math.Abs(_problem.Scenarios[s]) + _problem.Instruments.Sum(x => Math.Abs(x.Scenarios[s]) * Math.Max(x.Size(Side.Buy).Count, x.Size(Side.Sell).Count)));
        double most = Math.Min(reach, _problem.MostScenarioMargin);
        // The book's own margin is there without a plan: only what changes is a cost, and what a gap is a fraction of.
        if (!isNearest && _problem.CapitalCharge * _problem.ScenarioMargin > 0)
            _program.AddColumn(-_problem.CapitalCharge * _problem.ScenarioMargin, 1, 1, isInteger: false);
        int margin = _program.AddColumn(isNearest ? 0 : _problem.CapitalCharge, 0, most, isInteger: false), beyond = -1;
        if (isNearest && most < reach)
            beyond = _program.AddColumn(1 / Math.Max(1, _problem.Instruments.SelectMany(static x => x.Scenarios).Select(Math.Abs).DefaultIfEmpty(0).Max()), 0, reach, isInteger: false);
        for (int s = 0; s < _problem.Scenarios.Length; s++)
        {
            int at = s, row = AddRow(-_problem.Scenarios[s], double.PositiveInfinity, x => x.Scenarios[at], x => -x.Scenarios[at]);
            _program.Put(row, margin, 1);
            if (beyond >= 0)
                _program.Put(row, beyond, 1);
            _scenarioRows.Add(row);
        }
    }

    private int AddRow(double lower, double upper, Func<Tradable, double> bought, Func<Tradable, double> sold)
    {
        int row = _program.AddRow(lower, upper);
        for (int i = 0; i < _buys.Length; i++)
        {
            _program.Put(row, _buys[i], bought(_problem.Instruments[i]));
            _program.Put(row, _sells[i], sold(_problem.Instruments[i]));
        }
        return row;
    }
}
