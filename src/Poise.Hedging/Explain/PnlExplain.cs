namespace Poise.Hedging;

/// <summary>
/// Greeks of a book at one instant, units of the underlying and quote currency: delta (premium-adjusted for inverse
/// books), gamma per unit of spot, theta per year.
/// </summary>
public readonly record struct ExplainBasis(double Spot, double Delta, double Gamma, double Theta, double Years);

/// <summary>
/// Profit told by its causes, step by step: each step's greeks times the move to the next step. Whatever the terms leave
/// over is the residual, so that all of them add up to the ledger's total exactly. For inverse books amounts are coin.
/// </summary>
public sealed class PnlExplain(bool isInverse)
{
    private ExplainBasis _last;
    private bool _hasLast;

    public double Delta { get; private set; }

    public double Gamma { get; private set; }

    public double Vega { get; private set; }

    public double Theta { get; private set; }

    /// <summary>What trades gained against the mark at the end of their step: mostly the spread that was paid.</summary>
    public double Trading { get; private set; }

    /// <summary>Steps that could not be told: a greek or the spot was not a number at one of their ends.</summary>
    public long Blind { get; private set; }

    /// <summary>Ends a step.</summary>
    /// <param name="now">Greeks at the end of the step: the basis of the next one.</param>
    /// <param name="vegaMove">Sum over positions of vega at the step's start times the move of its volatility, quote currency.</param>
    public void Step(in ExplainBasis now, double vegaMove)
    {
        if (_hasLast)
        {
            double move = now.Spot - _last.Spot;
            double unit = isInverse ? 1 / now.Spot : 1;
            double delta = _last.Delta * move * unit;
            double gamma = 0.5 * _last.Gamma * move * move * unit;
            double theta = _last.Theta * (now.Years - _last.Years) * unit;
            double vega = vegaMove * unit;
            if (double.IsFinite(delta + gamma + theta + vega))
            {
                Delta += delta;
                Gamma += gamma;
                Theta += theta;
                Vega += vega;
            }
            else
                Blind++;
        }
        _last = now;
        _hasLast = true;
    }

    /// <summary>Adds what a trade gained against the mark at the end of its step, settlement currency.</summary>
    public void Trade(double gain)
    {
        if (double.IsFinite(gain))
            Trading += gain;
    }
}
