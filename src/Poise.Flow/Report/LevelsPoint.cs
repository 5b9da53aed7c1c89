using Poise.Domain;

namespace Poise.Flow;

/// <summary>Spot and the levels of one bucket of expiries at one instant of a series; null what is not known.</summary>
/// <param name="Day">The quote date in the venue's calendar.</param>
/// <param name="Session">Number of the market day: the difference of two counts the market days from one to the other.</param>
/// <param name="Regime">long-gamma, short-gamma or transition.</param>
/// <param name="IsSplit">Shares were split since the point before: prices before and after cannot be compared.</param>
public readonly record struct LevelsPoint(
    Instant At, DateOnly Day, int Session, double? Spot, double? ZeroGamma, double? CallWall, double? PutWall, string? Regime, bool IsSplit = false);

/// <summary>What the report calls a touch, and how it scales time (docs/history.md).</summary>
public sealed record LevelsReportSettings
{
    /// <summary>Spot is at a level within this fraction of it, and through it beyond.</summary>
    public double Band { get; init; } = 0.001;

    /// <summary>A touch has held once spot is this fraction of the level away again on the side it came from; larger than <see cref="Band"/>.</summary>
    public double Turn { get; init; } = 0.003;

    /// <summary>The series is cut where no snapshot lies for longer than this, and at splits: nothing is counted across a cut.</summary>
    public Duration LongestGap { get; init; } = Duration.FromDays(7);

    /// <summary>Market days a year: 252, or 365 where the market never closes.</summary>
    public int MarketDays { get; init; } = 252;

    /// <summary>Hours of trading a market day.</summary>
    public double SessionHours { get; init; } = 6.5;

    /// <summary>Every stretch between two instants counts as market time: there are no nights.</summary>
    internal bool NeverCloses => MarketDays == 365;
}

/// <summary>A level's name on the faces and where a point has it.</summary>
internal sealed record NamedLevel(string Name, Func<LevelsPoint, double?> Of)
{
    public static readonly NamedLevel[] All =
    [
        new("zero-gamma", static p => p.ZeroGamma),
        new("call-wall", static p => p.CallWall),
        new("put-wall", static p => p.PutWall),
    ];
}
