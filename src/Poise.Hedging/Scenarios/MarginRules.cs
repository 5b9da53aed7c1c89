using Poise.Pricing;

namespace Poise.Hedging;

/// <summary>Rules of margin that a desk's account is judged by.</summary>
public static class MarginRules
{
    /// <summary>Deribit's portfolio margin as far as it is published, the simulated exchange's too.</summary>
    public static ScenarioRules Deribit => ScenarioRules.Deribit;

    public static string Name => ScenarioRules.Deribit.Version;
}
