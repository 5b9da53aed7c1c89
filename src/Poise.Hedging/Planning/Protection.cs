using System.Collections.Immutable;
using Poise.Domain;

namespace Poise.Hedging;

/// <summary>A book whose worst scenario is too bad, and the options that may bring it inside.</summary>
public sealed record ProtectionProblem
{
    /// <summary>Profit of the book in each scenario.</summary>
    public required ImmutableArray<double> Book { get; init; }

    /// <summary>Largest loss that may be left in any scenario, what the protection costs taken in.</summary>
    public required double MostLoss { get; init; }

    /// <summary>With their profit in each scenario.</summary>
    public required ImmutableArray<Tradable> Options { get; init; }

    /// <summary>Whether options may be sold too: what is known of them is what the scenarios say, and no more.</summary>
    public bool AllowsShort { get; init; }

    /// <summary>Largest premium that may be paid, what is received taken off.</summary>
    public double MostPremium { get; init; } = double.PositiveInfinity;

    /// <exception cref="ArgumentException">Something is no number, or cannot be.</exception>
    public ProtectionProblem Checked()
    {
        if (Book.Length == 0 || !Book.All(double.IsFinite))
            throw new ArgumentException($"scenarios of the book: {string.Join(", ", Book)}");
        if (!(MostLoss >= 0))
            throw new ArgumentException($"most loss: {MostLoss}");
        if (double.IsNaN(MostPremium))
            throw new ArgumentException($"most premium: {MostPremium}");
        foreach (Tradable option in Options)
        {
            if (option.Checked(Book.Length).Kind != ContractKind.Option)
                throw new ArgumentException($"{option.Name} at {option.Venue} is no option");
        }
        return this;
    }
}

/// <param name="Lots">+ buy.</param>
/// <param name="Premium">Paid, negative where it is received.</param>
/// <param name="Cost">Touch against mark, and fees.</param>
public sealed record ProtectionLeg(Tradable Option, Lots Lots, double Price, double Premium, double Cost);

/// <summary>
/// The package of options that costs least and leaves no scenario with more than the loss that is allowed. Cost is what is paid against the marks, and fees: the premium itself buys something. Every scenario bears the cost. All is had at the touch: impact, and margin at venues, are not in it.
/// </summary>
public sealed record Protection
{
    public required ProgramStatus Status { get; init; }

    /// <summary>What is traded; where the loss cannot be brought so low, the package that brings it lowest.</summary>
    public required ImmutableArray<ProtectionLeg> Legs { get; init; }

    /// <summary>No package that suffices costs less; infinite where none does.</summary>
    public required double Bound { get; init; }

    /// <summary>Largest loss before.</summary>
    public required double LossBefore { get; init; }

    /// <summary>And with the package.</summary>
    public required double LossAfter { get; init; }

    /// <summary>No package brings the largest loss below this; the limit itself where one suffices.</summary>
    public required double LossBound { get; init; }

    /// <summary>The scenario of <see cref="LossAfter"/>.</summary>
    public required int Worst { get; init; }

    public double Premium => Legs.Sum(static l => l.Premium);

    public double Cost => Legs.Sum(static l => l.Cost);

    public double Gap => Cost - Bound;

    /// <summary>The loss is inside its limit.</summary>
    public bool Suffices => Status is not (ProgramStatus.Infeasible or ProgramStatus.Unbounded) && !double.IsNaN(LossAfter);

    /// <exception cref="ArgumentException">Something of the problem is no number, or cannot be.</exception>
    public static Protection Of(ProtectionProblem problem, SearchLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(problem);
        IntegerSolution found = new ProtectionProgram(problem.Checked(), isNearest: false).Solve(limits);
        if (found.IsFound)
            return Package(problem, found, found.Status, found.Bound, problem.MostLoss);
        if (found.Status != ProgramStatus.Infeasible)
            return Package(problem, null, found.Status, found.Bound, double.NaN) with { LossAfter = double.NaN };
        IntegerSolution nearest = new ProtectionProgram(problem, isNearest: true).Solve(limits);
        return Package(problem, nearest, ProgramStatus.Infeasible, double.PositiveInfinity, Math.Max(0, nearest.Bound));
    }

    private static Protection Package(ProtectionProblem problem, IntegerSolution? found, ProgramStatus status, double bound, double lossBound)
    {
        ProtectionLeg[] legs = [.. problem.Options.Select((o, i) => Leg(o, found is { IsFound: true } ? ProtectionProgram.Lots(found, i) : Lots.Zero))];
        double cost = legs.Sum(static l => l.Cost), loss = double.NegativeInfinity;
        int worst = 0;
        for (int s = 0; s < problem.Book.Length; s++)
        {
            double own = cost - problem.Book[s] - legs.Sum(l => l.Lots == Lots.Zero ? 0 : l.Lots.Count * l.Option.Scenarios[s]);
            if (own > loss)
                (loss, worst) = (own, s);
        }
        double size = problem.Book.Max(Math.Abs) + legs.Sum(static l => Math.Abs(l.Lots.Count) * l.Option.Scenarios.Max(Math.Abs));
        if (found is not null && status != ProgramStatus.Infeasible && !(loss <= problem.MostLoss + 1e-7 * size))
            throw new InvalidOperationException($"the package leaves a loss of {loss}: it cannot be");
        return new Protection
        {
            Status = status,
            Legs = [.. legs.Where(static l => l.Lots != Lots.Zero)],
            Bound = bound,
            LossBefore = HedgeProblem.Worst(problem.Book),
            LossAfter = Math.Max(0, loss),
            LossBound = lossBound,
            Worst = worst,
        };
    }

    private static ProtectionLeg Leg(Tradable option, Lots lots)
    {
        if (lots == Lots.Zero)
            return new ProtectionLeg(option, lots, double.NaN, 0, 0);
        Side side = PlanCosts.SideOf(lots);
        return new ProtectionLeg(option, lots, option.Price(side), lots.Count * option.ValueAt(option.Price(side)), lots.Abs.Count * (option.Spread(side) + option.Fee(side)));
    }
}

/// <summary>Two whole columns an option, bought and sold; a row a scenario; one for the premium.</summary>
internal sealed class ProtectionProgram
{
    private readonly IntegerProgram _program = new();

    /// <param name="isNearest">What is least is the largest loss itself, by a column of its own.</param>
    public ProtectionProgram(ProtectionProblem problem, bool isNearest)
    {
        foreach (Tradable option in problem.Options)
        {
            foreach (Side side in (Side[])[Side.Buy, Side.Sell])
            {
                long size = side == Side.Sell && !problem.AllowsShort ? 0 : option.Size(side).Count;
                _program.AddColumn(isNearest || size == 0 ? 0 : Cost(option, side), 0, size, isInteger: true);
            }
        }
        double reach = 0;
        for (int s = 0; s < problem.Book.Length; s++)
            reach = Math.Max(reach, Math.Abs(problem.Book[s]) + problem.Options.Sum(o => Reach(o, s)));
        int loss = isNearest ? _program.AddColumn(1, 0, reach, isInteger: false) : -1;
        for (int s = 0; s < problem.Book.Length; s++)
        {
            int row = _program.AddRow((isNearest ? 0 : -problem.MostLoss) - problem.Book[s], double.PositiveInfinity);
            Put(row, problem, (option, side) => (side == Side.Buy ? option.Scenarios[s] : -option.Scenarios[s]) - Cost(option, side));
            if (isNearest)
                _program.Put(row, loss, 1);
        }
        if (double.IsFinite(problem.MostPremium))
            Put(_program.AddRow(double.NegativeInfinity, problem.MostPremium), problem, static (option, side) => (side == Side.Buy ? 1 : -1) * option.ValueAt(option.Price(side)));
    }

    public IntegerSolution Solve(SearchLimits? limits) => _program.Solve(limits);

    public static Lots Lots(IntegerSolution found, int option) => new((long)(found.Values[2 * option] - found.Values[2 * option + 1]));

    private void Put(int row, ProtectionProblem problem, Func<Tradable, Side, double> of)
    {
        for (int i = 0; i < problem.Options.Length; i++)
        {
            Tradable option = problem.Options[i];
            if (option.Size(Side.Buy).Count > 0)
                _program.Put(row, 2 * i, of(option, Side.Buy));
            if (option.Size(Side.Sell).Count > 0 && problem.AllowsShort)
                _program.Put(row, 2 * i + 1, of(option, Side.Sell));
        }
    }

    private static double Reach(Tradable option, int scenario)
    {
        double reach = 0;
        foreach (Side side in (Side[])[Side.Buy, Side.Sell])
            reach += option.Size(side).Count == 0 ? 0 : option.Size(side).Count * (Math.Abs(option.Scenarios[scenario]) + Cost(option, side));
        return reach;
    }

    private static double Cost(Tradable option, Side side) => option.Spread(side) + option.Fee(side);
}
