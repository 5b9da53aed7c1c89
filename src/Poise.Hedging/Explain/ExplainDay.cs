using Poise.Domain;

namespace Poise.Hedging;

/// <summary>
/// A span of profit by cause: a UTC day, or all since the start. The total is the ledger's; the residual is what the terms leave of it.
/// Amounts in the settlement currency.
/// </summary>
public sealed class ExplainDay
{
    /// <summary>Most residual of a day, share of the sum of the terms' sizes.</summary>
    public const double MostResidual = 0.02;

    /// <summary>The same on a day on which spot jumped.</summary>
    public const double MostResidualOnJump = 0.1;

    /// <summary>Spot moved by so much between two steps, as a fraction: the day has a jump.</summary>
    public const double Jump = 0.05;

    private double _varianceAtStart = double.NaN;

    /// <summary>Where it begins: 00:00 UTC of its day, or when the explanation began where that is later.</summary>
    public required Instant From { get; init; }

    public ExplainTerms Terms { get; } = new();

    /// <summary>The ledger's profit of this span.</summary>
    public decimal Total { get; private set; }

    /// <summary>What of it came while nobody watched: it has no cause, and is no residual.</summary>
    public decimal Away { get; private set; }

    public decimal Residual
    {
        get
        {
            decimal residual = Total - Away;
            for (int i = 0; i < ExplainTerms.Count; i++)
                residual -= Terms.Amount((ExplainTerm)i);
            return residual;
        }
    }

    /// <summary>|residual| over the sum of the terms' sizes; NaN where there are none.</summary>
    public double ResidualShare => (double)Math.Abs(Residual) / (Terms.SumOfSizes is > 0 and double sizes ? sizes : double.NaN);

    public bool HasJump { get; private set; }

    public double Bound => HasJump ? MostResidualOnJump : MostResidual;

    /// <summary>
    /// How far the marks are in doubt: three standard deviations of what the total would be off by if each mark of what is held, at both
    /// ends of the span, lay anywhere within its quoted spread. A residual up to this says nothing, and raises no alarm.
    /// </summary>
    public double Doubt { get; private set; }

    public bool IsAlarm => (double)Math.Abs(Residual) > Math.Max(Bound * Terms.SumOfSizes, Doubt);

    /// <summary>Steps of a held contract that could not be told, a number was missing: their change is in the residual.</summary>
    public long Blind { get; private set; }

    public long Steps { get; private set; }

    internal void Add(ExplainTerms step, decimal total, double spotMove, double varianceBefore, double varianceAfter, int blind)
    {
        Terms.Add(step);
        Total += total;
        HasJump |= Math.Abs(spotMove) >= Jump;
        if (double.IsNaN(_varianceAtStart))
            _varianceAtStart = varianceBefore;
        Doubt = 3 * Math.Sqrt(_varianceAtStart + varianceAfter);
        Blind += blind;
        Steps++;
    }

    internal void AddAway(decimal total) => (Total, Away) = (Total + total, Away + total);

    /// <summary>All of it, for whoever writes it down.</summary>
    public ExplainDayKept Kept()
    {
        double[] terms = new double[ExplainTerms.Count];
        for (int i = 0; i < terms.Length; i++)
            terms[i] = Terms[(ExplainTerm)i];
        return new ExplainDayKept(From, terms, Total, Away, HasJump, Doubt, _varianceAtStart, Blind, Steps);
    }

    internal static ExplainDay Of(ExplainDayKept kept)
    {
        var day = new ExplainDay { From = kept.From, Total = kept.Total, Away = kept.Away, HasJump = kept.HasJump, Doubt = kept.Doubt, Blind = kept.Blind, Steps = kept.Steps, _varianceAtStart = kept.VarianceAtStart };
        for (int i = 0; i < ExplainTerms.Count; i++)
            day.Terms.Add((ExplainTerm)i, kept.Terms[i]);
        return day;
    }
}
