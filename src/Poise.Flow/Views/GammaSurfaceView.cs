namespace Poise.Flow;

/// <summary>GEX over shifted spot and time ahead: what has ended by then is settled and gone.</summary>
/// <param name="VolRule">How vols follow spot; with time each strike keeps its vol.</param>
/// <param name="Spots">The columns, ascending; spot is one of them.</param>
/// <param name="Horizons">The rows, by time; the first is now.</param>
public sealed record GammaSurfaceView(string VolRule, IReadOnlyList<double> Spots, IReadOnlyList<GammaHorizonView> Horizons);

/// <summary>One time ahead. Where nothing is left by then its numbers are null and its lists empty.</summary>
/// <param name="Time">Its name.</param>
/// <param name="At">The instant.</param>
/// <param name="Expiries">That live on.</param>
/// <param name="Gex">At today's spot, currency of delta per +1 %.</param>
/// <param name="ZeroGamma">The crossing nearest to today's spot: the horizons' together are the line of zero gamma.</param>
/// <param name="GexBySpot">One a column, in whole currency units.</param>
public sealed record GammaHorizonView(
    string Time, string At, int Expiries, double? Gex, double? ZeroGamma, IReadOnlyList<double> ZeroGammaAll, string? Regime, IReadOnlyList<double> GexBySpot);
