using Poise.Domain;

namespace Poise.Hedging;

/// <summary>What follows where profit has fallen by the hard limit.</summary>
public enum DrawdownAction : byte
{
    /// <summary>The desk halts as it stands.</summary>
    Freeze,

    /// <summary>Net delta is brought to zero at the market, and then the desk halts.</summary>
    Flatten,
}

/// <summary>How far profit may fall from its highest, in the settlement currency of the hedge instrument, positive.</summary>
/// <param name="Soft">From here on hedges are smaller, and rest: <see cref="Drawdown.SoftShare"/>.</param>
public sealed record DrawdownLimits(double Soft, double Hard, DrawdownAction Action, Duration Confirm)
{
    /// <summary>Profit must have been so low for so long: marks jump.</summary>
    public static readonly Duration UsualConfirm = Duration.FromSeconds(3);

    /// <exception cref="ArgumentException">A limit is absurd.</exception>
    public DrawdownLimits Checked() => Soft > 0 && Hard >= Soft && double.IsFinite(Hard) && Confirm >= Duration.Zero
        ? this
        : throw new ArgumentException("a drawdown needs 0 < soft <= hard");

    public DrawdownLimits Tighter(DrawdownLimits other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Math.Min(Soft, other.Soft), Math.Min(Hard, other.Hard), Action, Confirm < other.Confirm ? Confirm : other.Confirm);
    }
}

public enum DrawdownStep : byte
{
    None,

    /// <summary>Hedges are smaller, and rest.</summary>
    Soft,

    /// <summary>Net delta is being brought to zero.</summary>
    Flattening,

    /// <summary>The desk is halted.</summary>
    Frozen,
}

/// <summary>How far profit has fallen: the fold of marks of it, one after the other.</summary>
/// <param name="At">Of the last mark; not known before the first.</param>
/// <param name="Profit">Then, settlement currency.</param>
/// <param name="Peak">The highest since it began, or was begun anew.</param>
/// <param name="SoftSince">Since when it has been beyond the soft limit, mark after mark without a gap; not known: it is not. <paramref name="HardSince"/> likewise.</param>
/// <param name="Step">What the desk does about it, as it decided last.</param>
/// <param name="KeepsFall">A position was stated at a price since: what profit is by that is neither won nor lost, and the next mark keeps the fall.</param>
public readonly record struct Drawdown(Instant At, double Profit, double Peak, Instant SoftSince, Instant HardSince, DrawdownStep Step, bool KeepsFall)
{
    /// <summary>Of the largest order, while soft. Ours.</summary>
    public const double SoftShare = 0.25;

    /// <summary>Soft ends once the fall is less than so much of the soft limit: not at once where it began. Ours.</summary>
    public const double SoftEnds = 0.5;

    /// <summary>Two marks further apart say nothing of what lay between.</summary>
    private static readonly Duration LongestGap = Duration.FromMilliseconds(2500);

    /// <summary>Below the peak, positive.</summary>
    public double Fall => Peak - Profit;

    /// <summary>Profit is marked.</summary>
    public Drawdown With(Instant at, double profit, DrawdownLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        double peak = !At.IsKnown ? profit : KeepsFall ? profit + Fall : Math.Max(Peak, profit), fall = peak - profit;
        bool isNext = at - At <= LongestGap;
        Instant soft = fall < limits.Soft ? default : isNext && SoftSince.IsKnown ? SoftSince : at, hard = fall < limits.Hard ? default : isNext && HardSince.IsKnown ? HardSince : at;
        return new(at, profit, peak, soft, hard, Step, KeepsFall: false);
    }

    /// <summary>The step that the marks call for. Flattening and frozen stay until somebody resumes.</summary>
    /// <param name="limits">Null: none are set.</param>
    public DrawdownStep Next(DrawdownLimits? limits)
    {
        if (Step is DrawdownStep.Flattening or DrawdownStep.Frozen)
            return Step;
        if (limits is null)
            return DrawdownStep.None;
        if (HardSince.IsKnown && At - HardSince >= limits.Confirm)
            return limits.Action == DrawdownAction.Freeze ? DrawdownStep.Frozen : DrawdownStep.Flattening;
        bool isSoft = SoftSince.IsKnown && At - SoftSince >= limits.Confirm || Step == DrawdownStep.Soft && Fall >= SoftEnds * limits.Soft;
        return isSoft ? DrawdownStep.Soft : DrawdownStep.None;
    }
}
