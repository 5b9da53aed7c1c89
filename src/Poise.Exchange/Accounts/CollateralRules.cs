namespace Poise.Exchange;

/// <summary>What a currency counts for in cross margin, as factors of its value at the index.</summary>
/// <param name="Owned">Of what is owned: 1 in full, 0 where it is no collateral.</param>
/// <param name="Owed">Of what is owed: at least 1.</param>
public readonly record struct CollateralWeight(double Owned, double Owed)
{
    /// <summary>An amount as it counts.</summary>
    /// <param name="value">Below zero what is owed.</param>
    public double Of(double value) => value * (value > 0 ? Owned : Owed);
}

/// <summary>
/// What may stand for margin in other currencies, as data with a version: venues change it. All of a currency is taken at its index in USD, less a haircut where it is owned; what is owed counts more by
/// as much, so that a debt in one currency behind which another stands is never without margin.
/// </summary>
/// <param name="Haircuts">By currency, fractions from 0 up to less than 1. A currency that is not named is no collateral: it counts only where it is owed.</param>
public sealed record CollateralRules(string Version, IReadOnlyDictionary<string, double> Haircuts)
{
    /// <summary>By so much what is owed of any other currency counts more.</summary>
    public double OthersOwed { get; init; } = 0.1;

    /// <summary>Chosen here: which currencies a venue takes, and at what haircut, changes often and is published nowhere for good.</summary>
    public static CollateralRules Usual { get; } = new("poise 1", new Dictionary<string, double>(StringComparer.Ordinal) { ["BTC"] = 0.03, ["ETH"] = 0.05, ["USD"] = 0, ["USDC"] = 0 });

    /// <summary>Whether what is owned of a currency counts.</summary>
    public bool Has(string currency) => Haircuts.ContainsKey(currency);

    /// <summary>What a currency counts for.</summary>
    public CollateralWeight WeightOf(string currency) => Haircuts.TryGetValue(currency, out double haircut) ? new(1 - haircut, 1 + haircut) : new(0, 1 + OthersOwed);

    internal void Check()
    {
        ListingSettings.Require(Haircuts.Values.All(static h => h is >= 0 and < 1), nameof(Haircuts), "each must lie between 0 and 1");
        ListingSettings.Require(OthersOwed is >= 0 and < 1, nameof(OthersOwed), "must lie between 0 and 1");
    }
}
