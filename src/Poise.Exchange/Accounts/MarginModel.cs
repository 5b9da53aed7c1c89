namespace Poise.Exchange;

/// <summary>How an account's margin is counted: each position for itself or a portfolio by its worst scenario, each currency for itself or all together.</summary>
public enum MarginModel : byte
{
    /// <summary>Each position for itself, against what is owned of its currency.</summary>
    SegregatedStandard,

    /// <summary>The worst of the scenarios, against what is owned of the currency.</summary>
    SegregatedPortfolio,

    /// <summary>Each position for itself, against what is owned of all currencies.</summary>
    CrossStandard,

    /// <summary>The worst of each currency's scenarios, against what is owned of all currencies.</summary>
    CrossPortfolio,
}

/// <summary>What a model is made of.</summary>
public static class MarginModels
{
    /// <summary>By scenarios; what options are worth counts with the rest.</summary>
    public static bool IsPortfolio(this MarginModel model) => model is MarginModel.SegregatedPortfolio or MarginModel.CrossPortfolio;

    /// <summary>All currencies are one.</summary>
    public static bool IsCross(this MarginModel model) => model >= MarginModel.CrossStandard;
}
