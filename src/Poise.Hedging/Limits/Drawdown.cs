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
    Soft,
    Hard,
}

/// <summary>How far profit has fallen: the fold of marks of it, one after the other.</summary>
/// <param name="At">Of the last mark; not known before the first.</param>
/// <param name="Equity">Profit then, settlement currency.</param>
/// <param name="Peak">The highest since it began, or was begun anew.</param>
/// <param name="SoftSince">Since when it has been beyond the soft limit, mark after mark; not known: it is not. <paramref name="HardSince"/> likewise.</param>
/// <param name="Step">Hard stays until it is begun anew; soft until half of what was lost beyond the peak's soft limit is back.</param>
public readonly record struct Drawdown(Instant At, double Equity, double Peak, Instant SoftSince, Instant HardSince, DrawdownStep Step)
{
    /// <summary>Of the usual largest order, while soft.</summary>
    public const double SoftShare = 0.25;

    /// <summary>Below the peak, positive.</summary>
    public double Fall => Peak - Equity;

    public Drawdown With(Instant at, double equity, DrawdownLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        double peak = At.IsKnown ? Math.Max(Peak, equity) : equity, fall = peak - equity;
        Instant soft = fall < limits.Soft ? default : SoftSince.IsKnown ? SoftSince : at, hard = fall < limits.Hard ? default : HardSince.IsKnown ? HardSince : at;
        DrawdownStep step = Step == DrawdownStep.Hard || hard.IsKnown && at - hard >= limits.Confirm ? DrawdownStep.Hard
            : soft.IsKnown && at - soft >= limits.Confirm ? DrawdownStep.Soft
            : Step == DrawdownStep.Soft && fall >= 0.5 * limits.Soft ? DrawdownStep.Soft
            : DrawdownStep.None;
        return new(at, equity, peak, soft, hard, step);
    }

    /// <summary>What it is from now on counted from: what is lost is lost.</summary>
    public Drawdown Anew() => new(At, Equity, Equity, default, default, DrawdownStep.None);
}
