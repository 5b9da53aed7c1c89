using Poise.Domain;

namespace Poise.Hedging;

/// <summary>What is done by itself about a book's options; null: nothing.</summary>
public sealed record BookRules(ProtectionRule? Protect, KeepRule? Keep)
{
    public static readonly BookRules None = new(null, null);

    /// <summary>At least between two packages of a rule where nobody says.</summary>
    public static readonly Duration UsualPause = Duration.FromSeconds(600);

    /// <summary>How long what a rule trades is to last where nobody says.</summary>
    public static readonly Duration UsualLast = Duration.FromDays(2);
}

/// <summary>What is done where the worst scenario of a book is beyond a loss.</summary>
/// <param name="MostLoss">Settlement currency of the hedge instrument.</param>
/// <param name="MostPremium">Of one package; infinite for none.</param>
/// <param name="Lasts">Options that end sooner are left out.</param>
/// <param name="Every">At least between two packages, and between two lines about the same.</param>
/// <param name="Trades">The package is traded; else it is told.</param>
public sealed record ProtectionRule(double MostLoss, double MostPremium, Duration Lasts, Duration Every, bool Trades);

/// <summary>What is done where net gamma or vega of a book is beyond a bound.</summary>
/// <param name="MostGamma">Either way, of a 1 % move, units of the underlying; infinite for any.</param>
/// <param name="MostVega">Either way, of a vol point, quote currency; infinite for any.</param>
/// <param name="MostCost">Of one plan, spread against the mids and fees, settlement currency of the hedge instrument; infinite for any.</param>
/// <param name="SellsOptions">Options may be sold too; else bought legs alone.</param>
/// <param name="Lasts">Options that end sooner are left out.</param>
/// <param name="Every">At least between two packages, and between two lines about the same.</param>
/// <param name="Trades">The package is traded; else it is told.</param>
public sealed record KeepRule(double MostGamma, double MostVega, double MostCost, bool SellsOptions, Duration Lasts, Duration Every, bool Trades);
