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
    /// <exception cref="ArgumentException">An input is not a finite number, or spot, strike, years or vol is not positive, or the nodes are too few for the drift, or fewer than 40, or the steps fewer than 8.</exception>
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
        if (!AmericanMesh.Fits(option, calendar, nodes / 2))
            throw new ArgumentException($"{nodes} nodes are too few for {option}");
        return Extrapolate(option, calendar, nodes, steps, new double[AmericanMesh.Room(nodes)], out error);
    }

    private static AmericanGreeks Extrapolate(in GridOption option, in AmericanCalendar calendar, int nodes, int steps, Span<double> room, out double error)
    {
        var fine = AmericanMesh.Solve(option, calendar, nodes & ~1, steps & ~1, room);
        var coarse = AmericanMesh.Solve(option, calendar, (nodes & ~1) / 2, (steps & ~1) / 2, room);
        var correction = (fine.Price - coarse.Price) / 3;
        error = Math.Abs(correction);
        var intrinsic = option.Sign * (option.Spot - option.Strike);
        var exercised = !option.European && fine.Price <= intrinsic;
        if (exercised)
            return new AmericanGreeks(intrinsic, option.Sign, 0, double.NaN, 0);
        var price = fine.Price + correction;
        if (!option.European)
            price = Math.Max(price, intrinsic);
        var delta = fine.Delta + (fine.Delta - coarse.Delta) / 3;
        var gamma = fine.Gamma + (fine.Gamma - coarse.Gamma) / 3;
        var theta = option.Rate * price - (option.Rate - option.Yield) * option.Spot * delta - 0.5 * option.Vol * option.Vol * option.Spot * option.Spot * gamma;
        return new AmericanGreeks(price, delta, gamma, double.NaN, theta);
    }

    /// <summary>An option whose exercise region has two boundaries, on a grid of fixed size; false where that is too coarse.</summary>
    internal static bool Banded(bool isCall, double spot, double strike, double years, double rate, double yield, double vol, AmericanSetting setting, bool vega, out AmericanGreeks greeks)
    {
        const double bump = 0.01;
        var nodes = setting == AmericanSetting.Fast ? 600 : 2000;
        var steps = nodes / 4;
        var option = new GridOption(isCall ? 1 : -1, spot, strike, years, rate, yield, vol, European: false);
        greeks = default;
        if (!AmericanMesh.Fits(option with { Vol = vol * (1 - bump) }, default, nodes / 2) || !AmericanMesh.Fits(option with { Vol = vol * (1 + bump) }, default, nodes / 2))
            return false;
        Span<double> room = stackalloc double[AmericanMesh.Room(nodes)];
        greeks = Extrapolate(option, default, nodes, steps, room, out _);
        if (!vega)
            return true;
        var above = Extrapolate(option with { Vol = vol * (1 + bump) }, default, nodes, steps, room, out _).Price;
        var below = Extrapolate(option with { Vol = vol * (1 - bump) }, default, nodes, steps, room, out _).Price;
        greeks = greeks with { Vega = (above - below) / (2 * bump * vol) };
        return true;
    }
}

internal readonly record struct GridOption(int Sign, double Spot, double Strike, double Years, double Rate, double Yield, double Vol, bool European);
