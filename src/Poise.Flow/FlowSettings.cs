using Poise.Chains;
using Poise.Domain;

namespace Poise.Flow;

/// <summary>Who is assumed to hold what: the dealers' signed position in each contract (docs/units.md).</summary>
public enum SignModel : byte
{
    /// <summary>+OI for calls, -OI for puts: dealers are long calls and short puts.</summary>
    CallsLongPutsShort,

    /// <summary>-OI for both.</summary>
    ShortAll,

    /// <summary>-OI for calls, +OI for puts.</summary>
    CallsShortPutsLong,

    /// <summary>Quantities from the user's positions file; contracts that it does not name are zero.</summary>
    File,

    /// <summary>Inferred from signed trades and changes of open interest (docs/positioning.md).</summary>
    Inventory,
}

/// <summary>Which strike is called a wall.</summary>
public enum WallDefinition : byte
{
    /// <summary>Largest positive and most negative net GEX of a strike.</summary>
    NetGamma,

    /// <summary>Largest unsigned call GEX at or above spot, put GEX at or below it.</summary>
    SideGamma,

    /// <summary>Largest call open interest at or above spot, put open interest at or below it.</summary>
    OpenInterest,

    /// <summary>The two largest |net GEX| above and below primary zero gamma.</summary>
    AroundZeroGamma,
}

/// <summary>How vols follow a shifted spot.</summary>
public enum VolRule : byte
{
    /// <summary>Each strike keeps its vol.</summary>
    StickyStrike,

    /// <summary>The smile moves with the forward.</summary>
    StickyMoneyness,

    /// <summary>
    /// Each strike's vol moves by (beta less the skew at the money) x the move of ln S; the beta is <see cref="FlowSettings.VolBeta"/>, else
    /// <see cref="FlowSettings.SkewStickiness"/> x the skew.
    /// </summary>
    SpotVolBeta,
}

/// <summary>Which expiries count.</summary>
public enum ExpiryFilter : byte
{
    All,

    /// <summary>Ending in the session that is on or comes next; within a day in a market that never closes.</summary>
    ZeroDays,

    /// <summary>Ending within 7 days.</summary>
    Week,

    /// <summary>Ending within 31 days.</summary>
    Month,
}

/// <summary>A time move of the hedging flow: its name on the faces and the instant it leads to; null where none is known.</summary>
public sealed record Horizon(string Name, Instant? At, string? WhyNot = null);

/// <summary>What dealers are taken to hedge with.</summary>
/// <param name="Multiplier">Units of underlying a contract; for an inverse future, quote currency a contract.</param>
public sealed record HedgeInstrument(string Name, double Multiplier, PayoffStyle Style)
{
    /// <summary>Contracts a point move, from GEX in currency of delta a 1 % move.</summary>
    public double ContractsPerPoint(double gex, double spot) => Style == PayoffStyle.Inverse
        ? 100 * gex / spot / Multiplier
        : 100 * gex / (spot * spot) / Multiplier;

    /// <summary>Contracts that are so many units of the underlying at a spot.</summary>
    public double Contracts(double units, double spot) => (Style == PayoffStyle.Inverse ? units * spot : units) / Multiplier;
}

/// <summary>How somebody wants to see the flow.</summary>
/// <param name="Signs">Null: inventory where trades are known, else calls-long-puts-short.</param>
/// <param name="Walls">Which strike is called a wall.</param>
/// <param name="Expiries">Which expiries count.</param>
public readonly record struct FlowChoice(SignModel? Signs, WallDefinition Walls, ExpiryFilter Expiries = ExpiryFilter.All);

public sealed record FlowSettings
{
    public SignModel Signs { get; init; }

    public WallDefinition Walls { get; init; }

    public VolRule VolRule { get; init; }

    /// <summary>
    /// The skew stickiness ratio, between 1 (sticky strike) and 2 (the short-dated limit): Bergomi, Stochastic Volatility Modeling (2016), ch. 9.
    /// </summary>
    public double SkewStickiness { get; init; } = 1.5;

    /// <summary>Null: from the skew and its stickiness.</summary>
    public VolBeta? VolBeta { get; init; }

    public ExpiryFilter Expiries { get; init; }

    /// <summary>What ends by then is <see cref="ExpiryFilter.ZeroDays"/>: the end of the session's day. Null: what ends within a day.</summary>
    public Instant? DayEnds { get; init; }

    /// <summary>For <see cref="SignModel.File"/>: signed contracts by symbol.</summary>
    public IReadOnlyDictionary<string, double>? Positions { get; init; }

    /// <summary>What the trades so far tell, for <see cref="SignModel.Inventory"/> and to compare with it.</summary>
    public InventoryState? Inventory { get; init; }

    /// <summary>Half-width of the transition zone around zero gamma, as a fraction of spot.</summary>
    public double TransitionZone { get; init; } = 0.003;

    /// <summary>Nodes of the profile between 0.5 and 1.5 times spot, log-spaced; spot itself is added.</summary>
    public int ProfileNodes { get; init; } = 201;

    public ChainSettings Chain { get; init; } = new();

    /// <summary>Extra time moves, in the order in which they are printed.</summary>
    public IReadOnlyList<Horizon> Horizons { get; init; } = [];

    /// <summary>Compute the map of hedging flow over spot, vol and time.</summary>
    public bool MapsHedging { get; init; } = true;

    /// <summary>Compute GEX over spot and time ahead.</summary>
    public bool MapsGamma { get; init; } = true;

    /// <summary>Null: units of the underlying itself.</summary>
    public HedgeInstrument? Hedge { get; init; }

    /// <summary>Null: shares of volume, impact and squeeze watch are not computed.</summary>
    public Liquidity? Liquidity { get; init; }

    /// <summary>Null: impact through the order book is not computed.</summary>
    public MarketDepth? Depth { get; init; }

    /// <summary>Days a year on which the underlying moves, for a day's share of an implied vol: 365 where it never closes, else 252.</summary>
    public int MarketDays { get; init; } = 252;

    /// <summary>Compute the published method beside ours and say by how much it differs.</summary>
    public bool CompareWithCompat { get; init; } = true;

    /// <summary>Compute the levels under the other sign models too.</summary>
    public bool CompareSigns { get; init; } = true;

    /// <summary>What was taken for granted of the underlying, for the notes.</summary>
    public IReadOnlyList<string> Assumed { get; init; } = [];

    /// <summary>Told the name of each phase when it ends, for timing from outside.</summary>
    public Action<string>? Reached { get; init; }
}

public static class FlowNames
{
    public static string Name(this SignModel model) => model switch
    {
        SignModel.CallsLongPutsShort => "calls-long-puts-short",
        SignModel.ShortAll => "short-all",
        SignModel.CallsShortPutsLong => "calls-short-puts-long",
        SignModel.File => "file",
        _ => "inventory",
    };

    /// <summary>The dealers' side of an open contract under a fixed model: +1 long, -1 short.</summary>
    /// <exception cref="ArgumentException">The model is not a fixed one.</exception>
    public static double Sign(this SignModel model, OptionType type) => model switch
    {
        SignModel.CallsLongPutsShort => type == OptionType.Call ? 1 : -1,
        SignModel.ShortAll => -1,
        SignModel.CallsShortPutsLong => type == OptionType.Call ? -1 : 1,
        _ => throw new ArgumentException($"{model.Name()} takes no side by type", nameof(model)),
    };

    public static string Name(this WallDefinition walls) => walls switch
    {
        WallDefinition.NetGamma => "net-gamma",
        WallDefinition.SideGamma => "side-gamma",
        WallDefinition.OpenInterest => "open-interest",
        _ => "around-zero-gamma",
    };

    public static string Name(this VolRule rule) => rule switch
    {
        VolRule.StickyStrike => "sticky-strike",
        VolRule.StickyMoneyness => "sticky-moneyness",
        _ => "spot-vol-beta",
    };

    public static string Name(this ImpactLaw law) => law == ImpactLaw.Linear ? "linear" : "square-root";

    public static string Name(this ExpiryFilter filter) => filter switch
    {
        ExpiryFilter.All => "all",
        ExpiryFilter.ZeroDays => "0dte",
        ExpiryFilter.Week => "week",
        _ => "month",
    };

    /// <summary>The value whose <c>Name</c> is <paramref name="name"/>.</summary>
    public static bool TryParse<T>(string name, Func<T, string> nameOf, out T value)
        where T : struct, Enum
    {
        foreach (T candidate in Enum.GetValues<T>())
        {
            if (string.Equals(nameOf(candidate), name, StringComparison.OrdinalIgnoreCase))
            {
                value = candidate;
                return true;
            }
        }
        value = default;
        return false;
    }
}
