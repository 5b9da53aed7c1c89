using Poise.Domain;

namespace Poise.Hedging;

/// <summary>
/// Implied against realised of one option while it was held. Amounts in the settlement currency with the position's sign: a short
/// option's gamma costs and its theta pays.
/// </summary>
public sealed class StrikeLine(ContractIndex contract, Contract listed)
{
    private double _years, _implied, _realised;

    public ContractIndex Contract => contract;

    public Contract Listed => listed;

    /// <summary>Held at the last step, in units of the underlying.</summary>
    public double Units { get; internal set; }

    /// <summary>The gamma term.</summary>
    public double GammaEarned { get; private set; }

    /// <summary>The theta term.</summary>
    public double ThetaPaid { get; private set; }

    /// <summary>Sum of 1/2 gamma F^2 (realised - implied variance) dt: what holding gamma against the implied vol brought.</summary>
    public double Premium { get; private set; }

    /// <summary>Annual vol by which the option was marked, the root of its mean square over the time held; NaN before any.</summary>
    public double ImpliedVol => Math.Sqrt(_implied / _years);

    /// <summary>Annual vol that the underlying realised in that time, from step to step.</summary>
    public double RealisedVol => Math.Sqrt(_realised / _years);

    /// <summary>Time held, Act/365.</summary>
    public double Years => _years;

    internal StrikeKept Kept() => new(Units, _years, _implied, _realised, GammaEarned, ThetaPaid, Premium);

    internal static StrikeLine Of(ContractIndex contract, Contract listed, in StrikeKept kept) => new(contract, listed)
    {
        Units = kept.Units,
        GammaEarned = kept.GammaEarned,
        ThetaPaid = kept.ThetaPaid,
        Premium = kept.Premium,
        _years = kept.Years,
        _implied = kept.Implied,
        _realised = kept.Realised,
    };

    internal void Add(in ExplainPoint start, in ExplainPoint end, double gammaEarned, double thetaPaid, double dollarGamma)
    {
        double years = (end.At - start.At).Years, log = Math.Log(end.Spot / start.Spot);
        double realised = log * log, implied = start.Vol * start.Vol * years;
        if (!double.IsFinite(realised + implied + dollarGamma))
            return;
        _years += years;
        _realised += realised;
        _implied += implied;
        GammaEarned += gammaEarned;
        ThetaPaid += thetaPaid;
        Premium += 0.5 * dollarGamma * start.Open * start.Open * (realised - implied);
    }
}
