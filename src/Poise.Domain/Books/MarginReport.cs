namespace Poise.Domain;

/// <summary>How an account stands by what its venue says of it.</summary>
public enum MarginState : byte
{
    /// <summary>The venue never said.</summary>
    None,
    Ok,

    /// <summary>Maintenance margin is <see cref="MarginReport.ShortAt"/> of equity or more.</summary>
    Short,

    /// <summary>Equity does not cover initial margin, and the venue takes no order that asks for more; or not maintenance, and it may liquidate.</summary>
    Call,
}

/// <summary>What a venue says that an account has and needs, in one settlement currency.</summary>
/// <param name="Equity">What stands against the margins; may be negative.</param>
/// <param name="Initial">Of positions and open orders, not negative.</param>
/// <param name="Maintenance">Of positions, not negative.</param>
public readonly record struct MarginReport(double Equity, double Initial, double Maintenance)
{
    public const double ShortAt = 0.8;

    /// <summary>A change of a figure that is news, fraction of equity.</summary>
    private const double Step = 0.01;

    /// <summary>Margins are no negative numbers, and all three are numbers.</summary>
    public bool IsValid => double.IsFinite(Equity) && double.IsFinite(Initial) && double.IsFinite(Maintenance) && Initial >= 0 && Maintenance >= 0;

    /// <summary>Maintenance over equity: 0 where nothing is needed, infinite where something is and nothing is there.</summary>
    public double Ratio => Maintenance <= 0 ? 0 : Equity > 0 ? Maintenance / Equity : double.PositiveInfinity;

    public MarginState State => Initial > Equity || Maintenance > 0 && Maintenance >= Equity ? MarginState.Call : Ratio >= ShortAt ? MarginState.Short : MarginState.Ok;

    /// <summary>It has become a call, or a figure has moved by a hundredth of equity: a call that is over by less is not over yet.</summary>
    public bool IsNewsAfter(in MarginReport last)
    {
        double step = Step * Math.Max(Math.Abs(last.Equity), Math.Max(last.Initial, last.Maintenance));
        return State == MarginState.Call && last.State != MarginState.Call || IsBeyond(Equity, last.Equity, step) || IsBeyond(Initial, last.Initial, step) || IsBeyond(Maintenance, last.Maintenance, step);
    }

    private static bool IsBeyond(double now, double last, double step) => !now.Equals(last) && Math.Abs(now - last) >= step;
}
