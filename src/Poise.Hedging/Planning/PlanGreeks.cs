namespace Poise.Hedging;

/// <summary>Greeks of a book, or of a lot, in whatever units the user has them: the same for both.</summary>
public readonly record struct PlanGreeks(double Delta, double Gamma, double Vega)
{
    /// <summary>In this order everywhere: delta, gamma, vega.</summary>
    public const int Count = 3;

    public bool IsFinite => double.IsFinite(Delta) && double.IsFinite(Gamma) && double.IsFinite(Vega);

    public double this[int greek] => greek switch { 0 => Delta, 1 => Gamma, _ => Vega };

    public static string Name(int greek) => greek switch { 0 => "delta", 1 => "gamma", _ => "vega" };

    public static PlanGreeks operator +(PlanGreeks a, PlanGreeks b) => new(a.Delta + b.Delta, a.Gamma + b.Gamma, a.Vega + b.Vega);

    public static PlanGreeks operator *(double times, PlanGreeks a) => new(times * a.Delta, times * a.Gamma, times * a.Vega);
}

/// <summary>Where a greek may stand after the plan. An infinite edge is open.</summary>
/// <param name="Penalty">What a unit outside costs; infinite where none may be.</param>
public readonly record struct GreekBand(double Lower, double Upper, double Penalty = double.PositiveInfinity)
{
    /// <summary>Anywhere.</summary>
    public static readonly GreekBand Open = new(double.NegativeInfinity, double.PositiveInfinity);

    public bool IsOpen => double.IsNegativeInfinity(Lower) && double.IsPositiveInfinity(Upper);

    public bool IsValid => Lower <= Upper && !double.IsPositiveInfinity(Lower) && !double.IsNegativeInfinity(Upper) && Penalty >= 0;

    public bool MayBeLeft => !double.IsPositiveInfinity(Penalty);

    /// <summary>How far outside, at least zero.</summary>
    public double Outside(double greek) => Math.Max(0, Math.Max(Lower - greek, greek - Upper));
}

/// <summary>What a plan costs, by cause; each + where it is paid.</summary>
/// <param name="Spread">Touch against mark.</param>
/// <param name="Impact">Expected, of the plan's own size.</param>
/// <param name="Carry">Until the horizon, of what is bought and sold.</param>
/// <param name="Margin">Of the capital that margin ties up until the horizon.</param>
public readonly record struct PlanCost(double Spread, double Fee, double Impact, double Carry, double Margin)
{
    public double Total => Spread + Fee + Impact + Carry + Margin;

    public static PlanCost operator +(PlanCost a, PlanCost b) => new(a.Spread + b.Spread, a.Fee + b.Fee, a.Impact + b.Impact, a.Carry + b.Carry, a.Margin + b.Margin);
}
