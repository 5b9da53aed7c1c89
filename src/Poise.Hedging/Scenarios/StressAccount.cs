namespace Poise.Hedging;

/// <summary>What is held of one underlying in one wallet.</summary>
/// <param name="Spot">Quote currency; NaN: not known.</param>
/// <param name="Legs">That settle in the wallet's currency.</param>
public sealed record StressHolding(string Underlying, double Spot, IReadOnlyList<RiskLeg> Legs)
{
    public string Asset { get; } = AssetShock.AssetOf(Underlying);

    /// <summary>Positions without a vol or a price.</summary>
    public int Missing { get; } = Legs.Count(static l => !l.IsKnown);
}

/// <summary>An account's money of one currency, and what is held that settles in it.</summary>
public sealed record StressWallet
{
    public required string Currency { get; init; }

    /// <summary>It is itself an asset, whose price moves; else it counts as dollars.</summary>
    public required bool IsCoin { get; init; }

    /// <summary>What one of it is worth, USD; NaN: not known.</summary>
    public required double Usd { get; init; }

    /// <summary>In it, options at their value; NaN: not known.</summary>
    public required double Equity { get; init; }

    /// <summary>By cross margin, what is owned counts times this; what is owed times <see cref="Owed"/>.</summary>
    public double Owned { get; init; } = 1;

    public double Owed { get; init; } = 1;

    public required IReadOnlyList<StressHolding> Holdings { get; init; }

    /// <summary>An amount in it as it counts for cross margin.</summary>
    internal double Counted(double amount) => amount * (amount > 0 ? Owned : Owed);
}

/// <summary>What is liquidated together: by segregated margin one wallet, by cross margin all of a venue.</summary>
public sealed record StressAccount(string Venue, bool IsCross, IReadOnlyList<StressWallet> Wallets)
{
    /// <summary>What the venue asks of an account without options, a fraction of the value of each future and perpetual; NaN: scenarios as of any other.</summary>
    public double OfOutrights { get; init; } = double.NaN;

    /// <summary>In which its sums are told.</summary>
    public string Currency => IsCross ? "USD" : Wallets[0].Currency;

    public int Positions => Wallets.Sum(static w => w.Holdings.Sum(static h => h.Legs.Count));

    /// <summary>Maintenance is <see cref="OfOutrights"/>.</summary>
    internal bool IsOfOutrights => !double.IsNaN(OfOutrights) && !Wallets.Any(static w => w.Holdings.Any(static h => h.Legs.Any(static l => l.Contract.IsOption)));

    /// <summary>Positions without a vol or a price.</summary>
    public int Missing => Wallets.Sum(static w => w.Holdings.Sum(static h => h.Missing));
}

/// <summary>A wallet before and after a shock, in its currency.</summary>
/// <param name="Pnl">Of what is held.</param>
/// <param name="UsdAfter">What one of it is worth then.</param>
public readonly record struct WalletStress(double Equity, double Pnl, double Maintenance, double MaintenanceAfter, double Usd, double UsdAfter)
{
    public double EquityAfter => Equity + Pnl;
}

/// <summary>An account before and after a shock: by segregated margin in its wallet's currency, by cross margin in USD as it counts, haircuts taken off. NaN where something is not known.</summary>
/// <param name="Pnl">Of what is held, at the prices after.</param>
public readonly record struct AccountStress(IReadOnlyList<WalletStress> Wallets, double Pnl, double Equity, double EquityAfter, double Maintenance, double MaintenanceAfter)
{
    /// <summary>Equity does not cover maintenance after the shock; null: not known.</summary>
    public bool? IsLiquidated => double.IsNaN(EquityAfter - MaintenanceAfter) ? null : EquityAfter < MaintenanceAfter;

    /// <summary>In full, USD.</summary>
    public double Usd => Wallets.Sum(static w => Worth(w.Equity, w.Usd));

    public double UsdAfter => Wallets.Sum(static w => Worth(w.EquityAfter, w.UsdAfter));

    internal static double Worth(double amount, double usd) => amount == 0 ? 0 : amount * usd;
}

/// <summary>What is held of an underlying over all accounts, and what is left of it once those that are liquidated have none any more. NaN: not known. Delta in units of the underlying; gamma of a unit of spot.</summary>
/// <param name="Spot">After the shock.</param>
/// <param name="DeltaAfter">After the shock, of all that is held.</param>
/// <param name="PositionsLeft">-1: it is not known which are.</param>
/// <param name="WorstLeft">The lowest profit of the rest at once from there, in the underlying's currency; at most zero.</param>
public readonly record struct UnderlyingStress(int Positions, int Missing, double Spot, double Delta, double DeltaAfter, int PositionsLeft, double DeltaLeft, double GammaLeft, double WorstLeft);
