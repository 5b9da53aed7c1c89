using Poise.Domain;

namespace Poise.Pricing;

/// <summary>
/// The reference for American options: finite differences in ln S, the strike on a node, Crank-Nicolson with four half steps of implicit Euler after
/// expiry and after every dividend (Rannacher 1984), steps that grow as the square from there on (Forsyth and Vetzal, SIAM J. Sci. Comput. 23 (2002)),
/// early exercise solved exactly in each step by policy iteration, so that exercise regions of any shape are found. At a cash dividend the value
/// just before is the better of exercise and the value after at S - D (at 0 where the dividend is more than S). Two grids, one of half the nodes and
/// steps, give the value by Richardson's extrapolation and state its error.
/// </summary>
public static class AmericanGrid
{
    /// <summary>The price, and a third of what the two grids differ by as its error.</summary>
    /// <exception cref="ArgumentException">An input is not a finite number, or spot, strike, years or vol is not positive, or there are fewer than 40 nodes or 8 steps.</exception>
    public static double Price(OptionType type, double spot, double strike, double years, double rate, double yield, double vol, ReadOnlySpan<CashDividend> dividends, int nodes, int steps, out double error) =>
        Evaluate(type, spot, strike, years, rate, yield, vol, dividends, nodes, steps, european: false, out error).Price;

    /// <summary>As above, without the right to exercise early: what the grid itself does with a known answer.</summary>
    public static double EuropeanPrice(OptionType type, double spot, double strike, double years, double rate, double yield, double vol, ReadOnlySpan<CashDividend> dividends, int nodes, int steps, out double error) =>
        Evaluate(type, spot, strike, years, rate, yield, vol, dividends, nodes, steps, european: true, out error).Price;

    /// <summary>Price, delta, gamma and theta; vega is NaN.</summary>
    /// <exception cref="ArgumentException">As for the price.</exception>
    public static AmericanGreeks Evaluate(OptionType type, double spot, double strike, double years, double rate, double yield, double vol, ReadOnlySpan<CashDividend> dividends, int nodes, int steps, out double error) =>
        Evaluate(type, spot, strike, years, rate, yield, vol, dividends, nodes, steps, european: false, out error);

    private static AmericanGreeks Evaluate(OptionType type, double spot, double strike, double years, double rate, double yield, double vol, ReadOnlySpan<CashDividend> dividends, int nodes, int steps, bool european, out double error)
    {
        if (!(spot > 0 && strike > 0 && years > 0 && vol > 0) || !double.IsFinite(spot + strike + years + rate + yield + vol))
            throw new ArgumentException("a grid needs positive, finite spot, strike, years and vol, and finite rate and yield");
        if (nodes < 40 || steps < 8)
            throw new ArgumentException($"{nodes} nodes and {steps} steps are no grid");
        var calendar = AmericanCalendar.Of(dividends, years);
        var option = new GridOption(type == OptionType.Call ? 1 : -1, spot, strike, years, rate, yield, vol, european);
        var fine = AmericanMesh.Solve(option, calendar, nodes & ~1, steps & ~1);
        var coarse = AmericanMesh.Solve(option, calendar, (nodes & ~1) / 2, (steps & ~1) / 2);
        var correction = (fine.Price - coarse.Price) / 3;
        error = Math.Abs(correction);
        var intrinsic = option.Sign * (spot - strike);
        var exercised = !european && fine.Price <= intrinsic;
        if (exercised)
            return new AmericanGreeks(intrinsic, option.Sign, 0, double.NaN, 0);
        var price = fine.Price + correction;
        if (!european)
            price = Math.Max(price, intrinsic);
        var delta = fine.Delta + (fine.Delta - coarse.Delta) / 3;
        var gamma = fine.Gamma + (fine.Gamma - coarse.Gamma) / 3;
        return new AmericanGreeks(price, delta, gamma, double.NaN, rate * price - (rate - yield) * spot * delta - 0.5 * vol * vol * spot * spot * gamma);
    }

    /// <summary>An option whose exercise region has two boundaries, or nearly.</summary>
    internal static AmericanGreeks Banded(bool isCall, double spot, double strike, double years, double rate, double yield, double vol, AmericanSetting setting, bool slopes, bool vega)
    {
        const double bump = 0.01;
        var nodes = setting == AmericanSetting.Fast ? 600 : 2000;
        var steps = setting == AmericanSetting.Fast ? 150 : 500;
        var type = isCall ? OptionType.Call : OptionType.Put;

        // With next to no vol the grid would be all edge: what is left of time value is less than its error.
        var g = Evaluate(type, spot, strike, years, rate, yield, vol, [], nodes, steps, out _);
        if (!vega)
            return g;
        var above = Price(type, spot, strike, years, rate, yield, vol * (1 + bump), [], nodes, steps, out _);
        var below = Price(type, spot, strike, years, rate, yield, vol * (1 - bump), [], nodes, steps, out _);
        return g with { Vega = (above - below) / (2 * bump * vol) };
    }
}

internal readonly record struct GridOption(int Sign, double Spot, double Strike, double Years, double Rate, double Yield, double Vol, bool European);
