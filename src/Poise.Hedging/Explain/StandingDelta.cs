namespace Poise.Hedging;

/// <summary>
/// What decisions that did nothing saved and cost: the desk beside one that trades to its target at each decision, as soon as that is a lot.
/// <see cref="Saved"/> is what the other would have paid in half spreads and fees, less what the desk's own hedges cost at the same rate;
/// <see cref="Drift"/> is what the delta brought that the desk let stand. Both in the settlement currency; their sum is what doing nothing
/// was worth, before the desk's hedges to come.
/// </summary>
public sealed class StandingDelta(bool isInverse)
{
    private double _spot = double.NaN;

    /// <summary>Delta that the other desk has traded and this one has not, units of the underlying: + the desk is long of it.</summary>
    public double Standing { get; private set; }

    /// <summary>Decisions that did nothing while at least a lot was left to the target.</summary>
    public long Decisions { get; private set; }

    public double Saved { get; private set; }

    public double Drift { get; private set; }

    public StandingKept Kept() => new(Standing, Decisions, Saved, Drift);

    /// <summary>As it was written down: the price's move since is nobody's.</summary>
    public static StandingDelta Of(bool isInverse, in StandingKept kept) => new(isInverse) { Standing = kept.Standing, Decisions = kept.Decisions, Saved = kept.Saved, Drift = kept.Drift };

    /// <summary>A decision.</summary>
    /// <param name="spot">Quote currency.</param>
    /// <param name="away">Net delta less its target, units of the underlying; NaN where it is not known: the standing delta stays as it was.</param>
    /// <param name="lot">Delta of one lot of the hedge instrument.</param>
    /// <param name="cost">Of a trade one way, fraction of its value: half the spread and the fee.</param>
    /// <param name="isHold">The desk did nothing.</param>
    public void Decide(double spot, double away, double lot, double cost, bool isHold)
    {
        if (!double.IsFinite(spot))
            return;
        double move = spot - _spot;
        _spot = spot;
        if (double.IsFinite(move))
            Drift += Standing * (isInverse ? move / spot : move);
        if (!isHold || !double.IsFinite(away) || !double.IsFinite(cost) || !(lot > 0))
            return;
        if (Math.Abs(away) >= lot)
            Decisions++;
        if (Math.Abs(away - Standing) < lot)
            return;
        Saved += Paid(away - Standing, cost);
        Standing = away;
    }

    /// <summary>A hedge of the desk: what it traded stands no more.</summary>
    /// <param name="delta">Bought, units of the underlying.</param>
    /// <param name="cost">As of a decision; NaN where it is not known: then nothing is taken for it.</param>
    public void Hedge(double delta, double cost)
    {
        if (!double.IsFinite(delta) || !double.IsFinite(_spot))
            return;
        Standing += delta;
        if (double.IsFinite(cost))
            Saved -= Paid(delta, cost);
    }

    private double Paid(double delta, double cost) => Math.Abs(delta) * cost * (isInverse ? 1 : _spot);
}
