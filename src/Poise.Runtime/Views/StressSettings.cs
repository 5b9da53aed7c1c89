using System.Collections.Immutable;
using Poise.Exchange;

namespace Poise.Runtime;

/// <summary>How a venue holds an account's currencies against margin.</summary>
/// <param name="IsCross">One equity of all of them, less haircuts; else each stands for itself.</param>
/// <param name="OfOutrights">Maintenance of an account without options, a fraction of the value of each future and perpetual; NaN: by scenarios.</param>
public sealed record AccountMargin(bool IsCross, CollateralRules Collateral, double OfOutrights = double.NaN)
{
    public static AccountMargin Usual { get; } = new(false, CollateralRules.Usual);
}

/// <summary>What is assumed of crashes.</summary>
public sealed record StressSettings
{
    public static IReadOnlyDictionary<string, double> NoBetas { get; } = ImmutableDictionary<string, double>.Empty;

    /// <summary>By the asset that crashes, the betas of others to it.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Betas { get; init; } = ImmutableDictionary<string, IReadOnlyDictionary<string, double>>.Empty;

    /// <summary>By venue; <see cref="AccountMargin.Usual"/> of those that are not named.</summary>
    public IReadOnlyDictionary<string, AccountMargin> Margins { get; init; } = ImmutableDictionary<string, AccountMargin>.Empty;

    public AccountMargin MarginAt(string venue) => Margins.TryGetValue(venue, out AccountMargin? margin) ? margin : AccountMargin.Usual;

    /// <summary>Those that were asked for, before those of the settings.</summary>
    public IReadOnlyDictionary<string, double> BetasTo(string asset, IReadOnlyDictionary<string, double> asked)
    {
        if (!Betas.TryGetValue(asset, out IReadOnlyDictionary<string, double>? usual))
            return asked;
        var all = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach ((string other, double beta) in usual.Concat(asked))
            all[other] = beta;
        return all;
    }
}
