namespace Poise.Pricing;

/// <summary>
/// Fits raw SVI to one expiry after another, each free of butterfly arbitrage and, if the earlier smile is given, not below it within the fence. Quotes are
/// weighted by their spread in total variance; errors count by their size, not their square, beyond a third of a spread; then quotes far off
/// the rest (stale wings) lose their weight by Tukey's biweight. A quote without bid only keeps the smile below its ask. The search is
/// Levenberg-Marquardt in (level, both wings' slopes, shift, roundness) inside bounds, from two quasi-explicit starts, and always ends. One fit
/// object holds the columns that every expiry uses; it is not for two callers at once.
/// </summary>
/// <param name="capacity">The most quotes that an expiry may have.</param>
/// <param name="weights">What weighs the quotes.</param>
public sealed class SviFit(int capacity, SviWeights weights = SviWeights.Spread)
{
    /// <summary>Fewer two-sided quotes than this fit a level only.</summary>
    public const int LeastQuotes = 6;

    private const double Penalty = 1e4;
    private const int Steps = 40;

    /// <summary>Bend of the loss by which starts are compared: residuals of one and a half spreads.</summary>
    private const double Decisive = 4;

    private const int Rounds = 5;
    private const double SmallLift = 2e-3;
    private const int Halvings = 24;

    /// <summary>The g that the penalty asks for, so that the exact test finds it at least zero.</summary>
    private const double Margin = 2e-3;

    private readonly SviProblem _problem = new(capacity, weights == SviWeights.Even ? 0.2 : 2e-3, weights == SviWeights.Money);
    private readonly double[] _errors = new double[capacity];

    /// <summary>Fits one expiry.</summary>
    /// <param name="quotes">Ascending in k, at most the capacity.</param>
    /// <param name="fence">The expiries around, which the fit should not cross; <see cref="SviFence.None"/> to fit this one alone.</param>
    /// <param name="hint">A smile to start from too, as of a neighbouring expiry; <see cref="RawSvi.None"/> for none.</param>
    /// <exception cref="ArgumentException">Columns differ in length or are longer than the capacity.</exception>
    /// <param name="isNear">The hint is this very expiry's smile but for the fence: no other start is tried.</param>
    public SmileFit Fit(in SmileQuotes quotes, in SviFence fence, in RawSvi hint, bool isNear = false)
    {
        quotes.Check();
        if (quotes.Length > capacity)
            throw new ArgumentException($"{quotes.Length} quotes for a fit of {capacity}");
        var problem = _problem;
        problem.Load(quotes, fence);
        isNear &= hint.IsSmile;
        if (problem.TwoSided == 0)
            return new(fence.Earlier.Smile, SmileFitStatus.NoQuotes, 0);
        if (problem.TwoSided < LeastQuotes)
            return new(Level(fence.Earlier.Smile), SmileFitStatus.FewQuotes, 0);

        problem.LeastG = Margin;
        problem.PenaltyWeight = Penalty;
        var steps = 0;
        Span<SviVector> starts = stackalloc SviVector[3];
        Span<double> losses = stackalloc double[3];
        var count = 0;
        if (hint.IsSmile)
            starts[count++] = SviVector.Of(Scaled(hint));
        if (!isNear)
        {
            SviStart.Search(problem, out starts[count], out starts[count + 1]);
            count += 2;
        }
        for (var i = 0; i < count; i++)
        {
            var loss = Approach(ref starts[i], ref steps);
            losses[i] = double.IsNaN(loss) ? double.PositiveInfinity : loss;
        }
        // The best first; another only where that one cannot be freed of butterfly arbitrage.
        losses = losses[..count];
        losses.Sort(starts[..count]);
        var moved = new SmileFit(RawSvi.None, SmileFitStatus.Moved, 0);
        var least = double.PositiveInfinity;
        foreach (var start in starts[..count])
        {
            var fit = Finish(start, ref steps);
            if (fit.Status != SmileFitStatus.Moved)
                return fit;
            var loss = SviKernel.Loss(problem, SviVector.Of(fit.Smile), Decisive);
            if (!(loss >= least))
                (moved, least) = (fit, loss);
        }
        // A smile that is known to be free of butterfly arbitrage beats one that was moved.
        return isNear && Butterfly.IsFree(hint) ? new(hint, SmileFitStatus.Crossed, steps) : moved;
    }

    private SmileFit Finish(SviVector x, ref int steps)
    {
        var problem = _problem;
        problem.PenaltyWeight = Penalty;
        var bend = Bend(x);
        for (var round = 0; round < Rounds; round++)
        {
            SviSearch.Run(problem, bend, Steps, ref x, ref steps);
            var isFree = IsFree(x);
            var isApart = IsApart(ref x);
            if (isFree && (isApart || round > 0))
                return new(x.ToRaw(), isApart ? SmileFitStatus.Ok : SmileFitStatus.Crossed, steps);
            if (!isFree)
                problem.PenaltyWeight *= 30;
        }
        return new(Moved(x), SmileFitStatus.Moved, steps);
    }

    // Gives the loss by which starts are compared: what most quotes say decides, not how near the far ones are.
    private double Approach(ref SviVector x, ref int steps)
    {
        SviSearch.Run(_problem, SviProblem.SoftLoss, Steps, ref x, ref steps);
        if (weights == SviWeights.Even)
            return SviKernel.Loss(_problem, x, SviProblem.SoftLoss);
        SviSearch.Run(_problem, Bend(x), Steps, ref x, ref steps);
        return SviKernel.Loss(_problem, x, Decisive);
    }

    // A smile of another expiry in this one's deviations: k scales with the deviation, total variance with its square.
    private RawSvi Scaled(in RawSvi hint)
    {
        var ratio = _problem.Deviation / Math.Sqrt(hint.TotalVariance(0));
        return new(hint.A * ratio * ratio, hint.B * ratio, hint.Rho, hint.M * ratio, hint.Sigma * ratio);
    }

    // From the median residual: where most are small, what is far off is not from this smile.
    private double Bend(in SviVector x)
    {
        if (weights == SviWeights.Even)
            return SviProblem.SoftLoss;
        var smile = x.ToRaw();
        var n = 0;
        for (var i = 0; i < _problem.Count; i++)
        {
            if (!_problem.IsCap(i) && (weights != SviWeights.Money || Math.Abs(_problem.K[i]) <= 2 * _problem.Deviation))
                _errors[n++] = Math.Abs(smile.TotalVariance(_problem.K[i]) - _problem.Target[i]) * _problem.InverseScale[i];
        }
        if (n == 0)
            return 1;
        var errors = _errors.AsSpan(0, n);
        errors.Sort();
        return Math.Max(2 * errors[n / 2], 1);
    }

    // Whether the smile is free of butterfly arbitrage; where it is not is watched from then on.
    private bool IsFree(in SviVector x)
    {
        if (Butterfly.Minimum(x.ToRaw(), out var at) >= 0)
            return true;
        _problem.Watch(at);
        return false;
    }

    // Whether it is nowhere below the earlier one within the fence; a small crossing is lifted away.
    private bool IsApart(ref SviVector x)
    {
        if (!_problem.Earlier.IsSmile)
            return true;
        var gap = CalendarSpread.Minimum(_problem.Earlier, x.ToRaw(), _problem.LowFenced, _problem.HighFenced, out var crossing);
        if (gap >= 0)
            return true;
        _problem.Watch(crossing);
        // A lift within the noise of the quotes is taken, if it leaves g positive; a larger one is for the search to avoid.
        if (!(gap > -SmallLift * x.ToRaw().TotalVariance(0)))
            return false;
        var lifted = x;
        lifted[0] += -gap * (1 + 1e-6) + 1e-15;
        if (!(Butterfly.Minimum(lifted.ToRaw(), out _) >= 0))
            return false;
        x = lifted;
        return true;
    }

    // The least move that takes g above zero: towards the closed repair of the smile itself, else towards a flat one.
    private RawSvi Moved(in SviVector x)
    {
        var closed = SviRepair.Closed(x.ToRaw(), 1);
        if (closed.IsSmile && Blend(x, SviVector.Of(closed), out var repaired))
            return repaired.ToRaw();
        var flat = Level(RawSvi.None);
        return Blend(x, SviVector.Of(flat), out var moved) ? moved.ToRaw() : flat;
    }

    private bool Blend(in SviVector x, in SviVector safe, out SviVector best)
    {
        best = safe;
        _problem.Confine(ref best);
        if (!(Butterfly.Minimum(best.ToRaw(), out _) >= 0))
            return false;
        double low = 0, high = 1;
        for (var i = 0; i < Halvings; i++)
        {
            var middle = 0.5 * (low + high);
            var tried = x;
            for (var j = 0; j < SviVector.Length; j++)
                tried[j] = x[j] + middle * (safe[j] - x[j]);
            _problem.Confine(ref tried);
            if (Butterfly.Minimum(tried.ToRaw(), out _) >= 0)
                (high, best) = (middle, tried);
            else
                low = middle;
        }
        return true;
    }

    // The earlier smile, or a flat one, at the level of the quotes: median of the distances, never downwards from the earlier one.
    private RawSvi Level(in RawSvi earlier)
    {
        var shape = earlier.IsSmile ? earlier : RawSvi.OfSlopes(0, 0, 0, 0, _problem.Deviation);
        var n = 0;
        for (var i = 0; i < _problem.Count; i++)
        {
            if (!_problem.IsCap(i))
                _errors[n++] = _problem.Target[i] - shape.TotalVariance(_problem.K[i]);
        }
        var gaps = _errors.AsSpan(0, n);
        gaps.Sort();
        var lift = Math.Max(gaps[n / 2], 0);
        var lifted = shape with { A = shape.A + lift };
        // More variance everywhere can in rare shapes lower g: then the earlier smile stays as it is.
        return Butterfly.IsFree(lifted) || !earlier.IsSmile ? lifted : earlier;
    }
}

/// <summary>What weighs the quotes of an SVI fit.</summary>
public enum SviWeights : byte
{
    /// <summary>Each by its spread: near where the market is sure.</summary>
    Spread,

    /// <summary>All nearly alike, in shares of the total variance: the whole shape, wings too, nowhere far off.</summary>
    Even,

    /// <summary>By its spread, and less the further from the money, beyond two deviations: the money decides, however many far strikes are listed.</summary>
    Money,
}
