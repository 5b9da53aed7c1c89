using Poise.Domain;

namespace Poise.Hedging;

/// <summary>What may be done at most on one underlying. Lots are of the hedge instrument.</summary>
public sealed record RiskLimits
{
    /// <summary>Largest single order.</summary>
    public required Lots MaxOrder { get; init; }

    /// <summary>Largest position either way, orders under way counted at their worst.</summary>
    public required Lots MaxPosition { get; init; }

    /// <summary>Largest distance of a limit price from the current mid, as a fraction of the mid.</summary>
    public double Collar { get; init; } = 0.01;

    /// <summary>Oldest quote that an order may be based on, event time.</summary>
    public Duration MaxQuoteAge { get; init; } = Duration.FromSeconds(2);

    /// <summary>A price that has moved further than this fraction from one batch to the next is believed only once it has stood for <see cref="JumpStands"/>: a wrong one is soon another.</summary>
    public double MaxJump { get; init; } = UsualJump;

    public const double UsualJump = 0.1;

    public static Duration JumpStands { get; } = Duration.FromSeconds(3);

    /// <summary>Net delta either way, units of the underlying: no order may take it further out; infinite for none.</summary>
    public double MaxDelta { get; init; } = double.PositiveInfinity;

    /// <summary>Net gamma either way, units of the underlying for a 1 % move. A book beyond it is told, as no order of the hedge instrument can mend it; infinite for none.</summary>
    public double MaxGamma { get; init; } = double.PositiveInfinity;

    /// <summary>Net vega either way, quote currency for a vol point; likewise.</summary>
    public double MaxVega { get; init; } = double.PositiveInfinity;

    /// <summary>How far profit may fall; null for as far as it does.</summary>
    public DrawdownLimits? Drawdown { get; init; }

    /// <exception cref="ArgumentException">A limit is absurd.</exception>
    public RiskLimits Checked()
    {
        if (!(MaxOrder.Count > 0 && MaxPosition.Count >= 0 && Collar > 0 && Collar < 1 && MaxQuoteAge > Duration.Zero && MaxJump > 0 && MaxDelta > 0 && MaxGamma > 0 && MaxVega > 0))
            throw new ArgumentException("risk limits must be positive, and the collar below 1");
        Drawdown?.Checked();
        return this;
    }

    /// <summary>Whether another lets through, in anything, what this does not.</summary>
    public bool IsRaisedBy(RiskLimits other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Tighter(other) != other;
    }

    /// <summary>Of each limit the tighter one.</summary>
    public RiskLimits Tighter(RiskLimits other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new RiskLimits
        {
            MaxOrder = MaxOrder < other.MaxOrder ? MaxOrder : other.MaxOrder,
            MaxPosition = MaxPosition < other.MaxPosition ? MaxPosition : other.MaxPosition,
            Collar = Math.Min(Collar, other.Collar),
            MaxQuoteAge = MaxQuoteAge < other.MaxQuoteAge ? MaxQuoteAge : other.MaxQuoteAge,
            MaxJump = Math.Min(MaxJump, other.MaxJump),
            MaxDelta = Math.Min(MaxDelta, other.MaxDelta),
            MaxGamma = Math.Min(MaxGamma, other.MaxGamma),
            MaxVega = Math.Min(MaxVega, other.MaxVega),
            Drawdown = Drawdown is null ? other.Drawdown : other.Drawdown is null ? Drawdown : Drawdown.Tighter(other.Drawdown),
        };
    }
}

/// <summary>How many orders a desk may send at most, over all that it hedges.</summary>
public sealed record OrderLimits
{
    /// <summary>Most orders and amends in <see cref="RateWindow"/>.</summary>
    public int MaxOrders { get; init; } = 20;

    public Duration RateWindow { get; init; } = Duration.FromSeconds(10);

    /// <summary>Most orders under way at once.</summary>
    public int MaxWorking { get; init; } = 16;

    /// <summary>Most orders, amends and cancels from midnight to midnight UTC. Cancels are counted and never refused.</summary>
    public int MaxMessages { get; init; } = int.MaxValue;

    /// <summary>Largest sum of what is held of all hedge instruments, either way, orders under way counted at their worst; quote currency, taken as one; infinite for none.</summary>
    public double MaxNotional { get; init; } = double.PositiveInfinity;

    /// <exception cref="ArgumentException">A limit is absurd.</exception>
    public OrderLimits Checked() => MaxOrders > 0 && RateWindow > Duration.Zero && MaxWorking > 0 && MaxMessages > 0 && MaxNotional > 0
        ? this
        : throw new ArgumentException("limits of orders must be positive");
}
