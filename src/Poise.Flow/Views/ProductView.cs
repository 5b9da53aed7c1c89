namespace Poise.Flow;

/// <summary>One underlying's options within a view of several, in the view's currency and on its scale.</summary>
/// <param name="Spot">Its own; of options on a future the future's price.</param>
/// <param name="Ratio">The view's spot over it: its strikes times this are the view's.</param>
/// <param name="ContractSize">Contracts of the view's own underlying that hold as much as one of its.</param>
/// <param name="OpenInterest">In contracts of the view's own underlying.</param>
/// <param name="Gex">As the totals' exposures; null where nothing is known of the dealers in it.</param>
/// <param name="GexShare">Its size over the sum of all products' sizes, 0..1.</param>
/// <param name="ZeroGamma">Of it alone, on the view's scale.</param>
public sealed record ProductView(
    string Underlying, string AsOf, double Spot, double Ratio, double ContractSize, int Expiries, double OpenInterest,
    double? Gex, double? Dex, double? Vex, double? Cex, double? GexShare, double? ZeroGamma);
