namespace Poise.Hedging;

/// <summary>
/// A band fitted to the exact utility-based one: Zakamouline, "European option pricing and hedging with both fixed and
/// proportional transaction costs", Journal of Economic Dynamics and Control 30(1), 2006, and "Efficient analytic approximation of the optimal
/// hedging strategy for a European call option with transaction costs", Quantitative Finance 6(5), 2006. Half-width H0 + H1 around delta at a
/// vol of its own: higher for a short book, lower for a long one. The papers' book is one option. In one of several expiries H0, at which a trade costs what
/// the delta does until the end, has <see cref="PolicyInput.CarriedYears"/>, for that delta outlives the expiry that is next; H1 and the vol have those by gamma.
/// </summary>
/// <param name="Aversion">1/currency, or a daily sd.</param>
/// <param name="MaxHalfWidth">No band is wider, units of the underlying.</param>
public sealed record ZakamoulinePolicy(RiskAversion Aversion, double MaxHalfWidth = double.PositiveInfinity) : IHedgePolicy
{
    /// <summary>What is left of the half-width where there is no gamma, times the aversion: lambda / (S sigma^2 T).</summary>
    internal static double Constant(double spot, double vol, double years, double costRate) => costRate / (spot * vol * vol * years);

    /// <summary>The half-width that gamma makes, times the root of the aversion: 1.12 lambda^0.31 T^0.05 (e^(-r T) / sigma)^0.25 |gamma|^0.5.</summary>
    internal static double OfGamma(double gamma, double vol, double years, double rate, double costRate) =>
        1.12 * Math.Pow(costRate, 0.31) * Math.Pow(years, 0.05) * Math.Pow(Math.Exp(-rate * years) / vol, 0.25) * Math.Sqrt(Math.Abs(gamma));

    /// <summary>K, below zero: variance is taken times 1 + K for a long book, 1 - K for a short one. -4.76 lambda^0.78 T^-0.02 (e^(-r T) / sigma)^0.25 (g S^2 |gamma|)^0.15.</summary>
    public static double Adjustment(double spot, double gamma, double vol, double years, double rate, double costRate, double aversion) =>
        -4.76 * Math.Pow(costRate, 0.78) / Math.Pow(years, 0.02) * Math.Pow(Math.Exp(-rate * years) / vol, 0.25) * Math.Pow(aversion * spot * spot * Math.Abs(gamma), 0.15);

    /// <summary>Half-width, units of the underlying: H0 + H1.</summary>
    /// <param name="carriedYears">Of H0; of one expiry <paramref name="years"/>.</param>
    public static double HalfWidth(double spot, double gamma, double vol, double years, double carriedYears, double rate, double costRate, double aversion) =>
        Constant(spot, vol, carriedYears, costRate) / aversion + OfGamma(gamma, vol, years, rate, costRate) / Math.Sqrt(aversion);

    /// <summary>The same of a book of one expiry.</summary>
    public static double HalfWidth(double spot, double gamma, double vol, double years, double rate, double costRate, double aversion) =>
        HalfWidth(spot, gamma, vol, years, years, rate, costRate, aversion);

    public PolicyOutput Decide(in PolicyInput input)
    {
        if (input.Gamma == 0)
            return new(DeltaBand.Around(0, 0));
        double aversion = Aversion.DailySd > 0 ? Solve(input) : Aversion.PerCurrency;
        double half = HalfWidth(input.Spot, input.Gamma, input.Vol, input.Years, input.CarriedYears, input.Rate, input.CostRate, aversion);
        double k = Adjustment(input.Spot, input.Gamma, input.Vol, input.Years, input.Rate, input.CostRate, aversion);
        double scale = input.Gamma > 0 ? 1 + k : 1 - k;
        PolicyOutput output = new PolicyOutput(DeltaBand.Around(0, Math.Min(half, MaxHalfWidth))).Scaled(scale);
        return scale <= 0 ? output.Holding(DecisionReason.CostTooHigh) : output;
    }

    /// <summary>The aversion whose half-width is the target's: H0 and H1 are 1/g and 1/sqrt g times a constant, so that 1/sqrt g solves a quadratic.</summary>
    private double Solve(in PolicyInput input)
    {
        double half = Aversion.HalfWidth(input.Spot, input.Vol);
        double a = Constant(input.Spot, input.Vol, input.CarriedYears, input.CostRate), b = OfGamma(input.Gamma, input.Vol, input.Years, input.Rate, input.CostRate);
        // The root without a difference of near numbers.
        double x = 2 * half / (b + Math.Sqrt(b * b + 4 * a * half));
        return 1 / (x * x);
    }
}
