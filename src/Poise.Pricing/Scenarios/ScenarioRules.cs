namespace Poise.Pricing;

/// <summary>One state of the world that a portfolio must survive.</summary>
/// <param name="PriceMove">Of the underlying, as a fraction.</param>
/// <param name="VolShock">Of each vol: it becomes vol (1 + shock (30 / days)^p), p as the rules have it.</param>
/// <param name="Weight">Of the loss, as a fraction.</param>
public readonly record struct MarginScenario(double PriceMove, double VolShock, double Weight = 1);

/// <summary>The scenarios of a venue's portfolio margin, as data with a version: venues change them.</summary>
/// <param name="Scenarios">In any order; the loss is that of the worst.</param>
public sealed record ScenarioRules(string Version, IReadOnlyList<MarginScenario> Scenarios)
{
    /// <summary>A vol that was shocked upwards is at least this.</summary>
    public double LeastRaisedVol { get; init; }

    /// <summary>The power p of 30 / days for options of up to 30 days, and of longer ones.</summary>
    public double ShortPower { get; init; } = 0.30;

    public double LongPower { get; init; } = 0.13;

    /// <summary>Less than a day counts as one.</summary>
    public double LeastDays { get; init; } = 1;

    /// <summary>Maintenance is at least so much of the underlying that the legs leave open.</summary>
    public double OfNetDelta { get; init; }

    /// <summary>And so much of what they hedge among themselves, each side of it once.</summary>
    public double OfHedgedDelta { get; init; }

    /// <summary>Initial margin over maintenance.</summary>
    public double InitialOverMaintenance { get; init; } = 1;

    /// <summary>
    /// Deribit's as far as it is published: nine prices up to 16 % either way, vol up, same and down, and the far prices with vol up alone. How the far ones are damped and what
    /// is added for delta, roll and short options is not known here: they count in full and nothing is added, so no claim is made to match the venue where they decide.
    /// </summary>
    public static ScenarioRules Deribit { get; } = new("deribit 2025, without damping and contingencies",
    [
        .. from vol in (double[])[0.5, 0, -0.25] from step in Enumerable.Range(-4, 9) select new MarginScenario(0.04 * step, vol),
        .. from move in (double[])[-0.66, -0.33, 0.5, 1, 2, 3, 4, 5] select new MarginScenario(move, 0.5),
    ])
    {
        LeastRaisedVol = 0.5,
    };

    /// <summary>Paradex's, as it publishes them: eight prices by two vols, and eight far prices of less weight.</summary>
    public static ScenarioRules Paradex { get; } = new("paradex 2025",
    [
        .. from vol in (double[])[0.40, -0.22] from step in (int[])[-4, -3, -2, -1, 1, 2, 3, 4] select new MarginScenario(0.04 * step, vol),
        .. from far in (((double, double)[])[(-0.66, 0.24), (-0.33, 0.48), (0.5, 0.32), (1, 0.16), (2, 0.08), (3, 0.0533), (4, 0.04), (5, 0.032)]) select new MarginScenario(far.Item1, 0.40, far.Item2),
    ])
    {
        OfNetDelta = 0.02,
        OfHedgedDelta = 0.01,
        InitialOverMaintenance = 2,
    };

    /// <summary>A vol under a shock.</summary>
    /// <param name="years">To the expiry.</param>
    public double Shocked(double vol, double years, double shock) => ShockedBy(vol, Reach(years), shock);

    /// <summary>By how much a shock is larger at an expiry than at one of 30 days.</summary>
    public double Reach(double years)
    {
        double days = Math.Max(LeastDays, years * 365);
        return Math.Pow(30 / days, days <= 30 ? ShortPower : LongPower);
    }

    /// <summary>A vol under a shock at an expiry of that <see cref="Reach"/>.</summary>
    public double ShockedBy(double vol, double reach, double shock)
    {
        double shocked = shock == 0 ? vol : Math.Max(0, vol * (1 + shock * reach));
        return shock > 0 ? Math.Max(shocked, LeastRaisedVol) : shocked;
    }
}
