namespace Poise.Pricing;

/// <summary>Logarithm and exponential of lone numbers and of columns, by the kernels' own functions: the same bits on every machine.</summary>
public static class LogMoneyness
{
    /// <summary>ln(strike / forward) of each strike; NaN where either is not a positive number.</summary>
    /// <exception cref="ArgumentException">The columns differ in length.</exception>
    public static void Of(ReadOnlySpan<double> strikes, double forward, Span<double> into)
    {
        Columns.Same(strikes.Length, into.Length);
        var at = 0;
        var below = Lane128.Broadcast(forward);
        for (; at + Lane128.Count <= strikes.Length; at += Lane128.Count)
            Lane128.Store(Logarithm.OfRatio(Lane128.Load(strikes, at), below, out _), into, at);
        for (; at < strikes.Length; at++)
            into[at] = Of(strikes[at], forward);
    }

    /// <summary>ln(strike / forward).</summary>
    public static double Of(double strike, double forward) =>
        Lane128.First(Logarithm.OfRatio(Lane128.Broadcast(strike), Lane128.Broadcast(forward), out _));

    /// <summary>strike / forward of a log-moneyness.</summary>
    public static double Ratio(double k) => Lane128.First(Exponential.Exp(Lane128.Broadcast(k), Lane128.Broadcast(0)));
}
