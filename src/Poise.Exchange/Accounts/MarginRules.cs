namespace Poise.Exchange;

/// <summary>
/// Standard margin and fees as data, each a fraction. Futures: the rate grows with the position's size. Short options: a part of the underlying, less by how far out of the money it is, and
/// the option's own mark. Long options: what they cost. Defaults are Deribit's published standard margin of BTC as it stood in 2025.
/// </summary>
/// <param name="FutureInitial">Of the notional, for the smallest position.</param>
/// <param name="FutureMaintenance">Of the notional, for the smallest position.</param>
/// <param name="FuturePerCoin">More for each coin, or unit of a linear contract's underlying, of the position.</param>
/// <param name="OptionInitial">Of the underlying, at the money.</param>
/// <param name="OptionInitialLeast">Of the underlying, however far out of the money.</param>
/// <param name="OptionMaintenance">Of the underlying.</param>
public sealed record MarginRules(
    double FutureInitial = 0.02, double FutureMaintenance = 0.01, double FuturePerCoin = 0.00005, double OptionInitial = 0.15, double OptionInitialLeast = 0.10, double OptionMaintenance = 0.075);

/// <summary>What a trade costs, as fractions; negative is paid to the account.</summary>
/// <param name="FutureMaker">Of the notional.</param>
/// <param name="FutureTaker">Of the notional.</param>
/// <param name="OptionMaker">Of the underlying.</param>
/// <param name="OptionTaker">Of the underlying.</param>
/// <param name="OptionMost">Of the premium: an option's fee is no more.</param>
/// <param name="SpotMaker">Of what is paid.</param>
/// <param name="SpotTaker">Of what is paid.</param>
public sealed record FeeTier(double FutureMaker = 0, double FutureTaker = 0.0005, double OptionMaker = 0.0003, double OptionTaker = 0.0003, double OptionMost = 0.125, double SpotMaker = 0, double SpotTaker = 0);
