namespace Poise.Hedging;

/// <summary>
/// One asset's price and vol move at once, and those of the others with it by their betas: as the power of what is left of the price, so that no beta brings a price below zero. (1 + move)^beta - 1 of a price, likewise of vols.
/// </summary>
/// <param name="Asset">A coin, or what else underlyings are on.</param>
/// <param name="Move">Of its spot, a fraction; above -1.</param>
/// <param name="VolChange">Of all its vols, in proportion; above -1.</param>
/// <param name="Betas">Of other assets to it; <see cref="UsualBeta"/> of those that are not named.</param>
public sealed record AssetShock(string Asset, double Move, double VolChange, IReadOnlyDictionary<string, double> Betas)
{
    /// <summary>In a crash coins fall together: whoever knows better says so.</summary>
    public const double UsualBeta = 1;

    /// <summary>Largest beta.</summary>
    public const double MostBeta = 3;

    /// <summary>Moves from here to <see cref="HighestMove"/>; changes of vols to <see cref="HighestVolChange"/>.</summary>
    public const double LowestMove = LiquidationSearch.Lowest;

    public const double HighestMove = LiquidationSearch.Highest;

    public const double HighestVolChange = 4;

    /// <summary>What an underlying is on: BTC and BTC_USDC are both on BTC.</summary>
    public static string AssetOf(string underlying)
    {
        ArgumentNullException.ThrowIfNull(underlying);
        int end = underlying.IndexOf('_', StringComparison.Ordinal);
        return end > 0 ? underlying[..end] : underlying;
    }

    public double BetaOf(string asset) => asset == Asset ? 1 : Betas.TryGetValue(asset, out double beta) ? beta : UsualBeta;

    /// <summary>Of an asset's spot.</summary>
    public double MoveOf(string asset) => Powered(Move, BetaOf(asset));

    /// <summary>Of an asset's vols.</summary>
    public double VolChangeOf(string asset) => Powered(VolChange, BetaOf(asset));

    private static double Powered(double change, double beta) => beta switch
    {
        1 => change,
        0 => 0,
        _ => Math.Pow(1 + change, beta) - 1,
    };
}
