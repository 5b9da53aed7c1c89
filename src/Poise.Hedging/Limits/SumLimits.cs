namespace Poise.Hedging;

/// <summary>How much several underlyings may have together, in one currency, either way; infinite for none.</summary>
public sealed record SumLimits
{
    public static readonly SumLimits None = new();

    /// <summary>Net delta, of each underlying at its price: gains of one stand against losses of another.</summary>
    public double MaxDelta { get; init; } = double.PositiveInfinity;

    /// <summary>Change of that delta by a move of 1 % of all underlyings.</summary>
    public double MaxGamma { get; init; } = double.PositiveInfinity;

    /// <summary>For a vol point of all.</summary>
    public double MaxVega { get; init; } = double.PositiveInfinity;

    /// <summary>Each position's units of its underlying at that one's price, long and short alike: options count in full.</summary>
    public double MaxGross { get; init; } = double.PositiveInfinity;

    /// <summary>Room in whole lots, and what they come to, are not the same to the last bit.</summary>
    internal const double Rounding = 1 + 1e-9;

    public bool IsSet => this != None;

    /// <summary>Of each limit the tighter one.</summary>
    public SumLimits Tighter(SumLimits other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new SumLimits
        {
            MaxDelta = Math.Min(MaxDelta, other.MaxDelta),
            MaxGamma = Math.Min(MaxGamma, other.MaxGamma),
            MaxVega = Math.Min(MaxVega, other.MaxVega),
            MaxGross = Math.Min(MaxGross, other.MaxGross),
        };
    }

    /// <exception cref="ArgumentException">A limit is absurd.</exception>
    public SumLimits Checked() => MaxDelta > 0 && MaxGamma > 0 && MaxVega > 0 && MaxGross > 0
        ? this
        : throw new ArgumentException("limits over several underlyings must be positive");

    /// <summary>Whether a sum that goes from <paramref name="now"/> to <paramref name="after"/> stays within a limit, or comes nearer to zero without passing it. One that is no number does not.</summary>
    public static bool IsWithin(double now, double after, double most) =>
        double.IsPositiveInfinity(most) || Math.Abs(after) <= most * Rounding || Math.Abs(after) <= Math.Abs(now) && after * now >= 0;
}
