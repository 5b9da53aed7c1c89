using Poise.Pricing;

namespace Poise.Hedging;

/// <summary>How far spot is from where equity no longer covers maintenance margin.</summary>
/// <param name="Move">Of spot, a fraction, negative for a fall; 0: it does not now.</param>
/// <param name="Spot">There, quote currency.</param>
public readonly record struct LiquidationPoint(double Move, double Spot);

/// <summary>
/// A venue's scenario margin reproduced from its rules, here and after any move of spot: what the worst scenario takes of the book as it stands there, vols by strike unchanged on the way, the settlement currency being the book's.
/// </summary>
public sealed class ScenarioMargin
{
    private readonly RiskBook _book;
    private readonly ScenarioRules _rules;

    // By vol shock, so that each is priced in one go.
    private readonly (double VolShock, MarginScenario[] Scenarios)[] _shocks;
    private readonly double[] _moves, _gains;

    /// <param name="book">Of one account and settlement currency.</param>
    /// <exception cref="ArgumentException">The rules ask for parts by leg, which a book's sum does not know.</exception>
    public ScenarioMargin(RiskBook book, ScenarioRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.OfNetDelta > 0 || rules.OfHedgedDelta > 0)
            throw new ArgumentException($"{rules.Version} asks for parts by leg", nameof(rules));
        (_book, _rules) = (book, rules);
        _shocks = [.. rules.Scenarios.GroupBy(static s => s.VolShock).Select(static g => (g.Key, g.ToArray()))];
        (_moves, _gains) = (new double[rules.Scenarios.Count], new double[rules.Scenarios.Count]);
    }

    /// <summary>By Deribit's rules as far as they are published, which are the simulated exchange's too.</summary>
    public static ScenarioMargin Deribit(RiskBook book) => new(book, ScenarioRules.Deribit);

    /// <summary>Their version.</summary>
    public string Rules => _rules.Version;

    public double Initial(double spotMove = 0) => _rules.InitialOverMaintenance * Maintenance(spotMove);

    /// <summary>Positive; NaN where the book is not known.</summary>
    public double Maintenance(double spotMove = 0) => Maintenance(spotMove, _book.Pnl(spotMove, 0, default));

    private double Maintenance(double spotMove, double now)
    {
        double worst = 0;
        foreach ((double shock, MarginScenario[] scenarios) in _shocks)
        {
            Span<double> moves = _moves.AsSpan(0, scenarios.Length), gains = _gains.AsSpan(0, scenarios.Length);
            for (int i = 0; i < scenarios.Length; i++)
                moves[i] = (1 + spotMove) * (1 + scenarios[i].PriceMove) - 1;
            _book.ShockedPnls(moves, _rules, shock, gains);
            for (int i = 0; i < scenarios.Length; i++)
            {
                double gain = scenarios[i].Weight * (gains[i] - now);
                if (double.IsNaN(gain))
                    return double.NaN;
                worst = Math.Min(worst, gain);
            }
        }
        return 0 - worst;
    }

    /// <summary>The nearest price on one side at which equity, moved with the book, is less than maintenance; null within the range looked at (-90 to +300 %, steps of a percent) or where something is not known.</summary>
    /// <param name="equity">Now, the book's currency.</param>
    /// <param name="scale">What maintenance is multiplied by, at each price: the venue's own figure over this one's, where it tells one.</param>
    public LiquidationPoint? Liquidation(double equity, bool isUp, double scale = 1)
    {
        return LiquidationSearch.Nearest(Slack, isUp) is double move ? new(move, _book.Spot * (1 + move)) : null;

        double Slack(double at)
        {
            double pnl = _book.Pnl(at, 0, default);
            return equity + pnl - scale * Maintenance(at, pnl);
        }
    }
}
