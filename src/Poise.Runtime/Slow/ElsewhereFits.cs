using Poise.Domain;

namespace Poise.Runtime;

/// <summary>An expiry as it was fitted.</summary>
/// <param name="Years">To expiry, Act/365, greater than zero.</param>
/// <param name="Basis">Forward over spot.</param>
/// <param name="Strikes">Ascending.</param>
/// <param name="Vols">Annual, one for each strike.</param>
/// <param name="Slope">The fitted smooth smile's dvol / d ln K at a strike; null where there is none.</param>
public readonly record struct FittedSmile(Instant Expiry, double Years, double Basis, double Discount, ReadOnlyMemory<double> Strikes, ReadOnlyMemory<double> Vols, Func<double, double>? Slope = null)
{
    /// <summary>Vol at a strike: on the line between its neighbours, flat beyond the last.</summary>
    public double VolAt(double strike)
    {
        ReadOnlySpan<double> strikes = Strikes.Span, vols = Vols.Span;
        int above = 0;
        while (above < strikes.Length && strikes[above] < strike)
            above++;
        if (above == 0)
            return vols[0];
        if (above == strikes.Length)
            return vols[above - 1];
        double along = (strike - strikes[above - 1]) / (strikes[above] - strikes[above - 1]);
        return (1 - along) * vols[above - 1] + along * vols[above];
    }

    public double SlopeAt(double strike) => Slope?.Invoke(strike) ?? double.NaN;
}

/// <summary>
/// What options held elsewhere are priced with: the smile of their own expiry where the venue lists it; between two of its expiries total variance, ln(forward / spot) and ln(discount) are linear in time, at equal
/// strike over forward, and the slope is that of this vol; before the first and beyond the last vol and slope are that expiry's and rates are flat.
/// </summary>
public static class ElsewhereFits
{
    /// <param name="smiles">Of this fit, by expiry.</param>
    /// <param name="listed">All expiries that the venue lists. One that is not among the smiles has no fit now: what is held elsewhere of it keeps its last one, which ages.</param>
    public static IEnumerable<FittedSlice> Of(IReadOnlyList<FittedSmile> smiles, double spot, Instant asOf, IReadOnlyList<(ContractIndex Number, Contract Terms)> held, IReadOnlyList<Instant> listed)
    {
        if (smiles.Count == 0)
            yield break;
        foreach (IGrouping<(Instant Expiry, PayoffStyle, Duration), (ContractIndex Number, Contract Terms)> group in held.GroupBy(static h => (h.Terms.Expiry, h.Terms.Style, h.Terms.SettlementWindow)))
        {
            Instant expiry = group.Key.Expiry;
            double years = (expiry - asOf).Years;
            int later = smiles.Count(s => s.Expiry < expiry);
            bool isListed = later < smiles.Count && smiles[later].Expiry == expiry;
            if (!(years > 0) || !isListed && listed.Contains(expiry))
                continue;
            FittedSmile after = smiles[Math.Min(later, smiles.Count - 1)], before = isListed ? after : smiles[Math.Max(later - 1, 0)];
            double along = after.Years > before.Years ? (years - before.Years) / (after.Years - before.Years) : 0;
            double basis, discount;
            if (after.Years > before.Years || isListed)
            {
                basis = Math.Exp((1 - along) * Math.Log(before.Basis) + along * Math.Log(after.Basis));
                discount = Math.Exp((1 - along) * Math.Log(before.Discount) + along * Math.Log(after.Discount));
            }
            else
            {
                basis = Math.Pow(before.Basis, years / before.Years);
                discount = Math.Pow(before.Discount, years / before.Years);
            }
            (ContractIndex Number, Contract Terms)[] options = [.. group.OrderBy(static h => h.Number.Value)];
            yield return new FittedSlice
            {
                Expiry = expiry,
                AsOf = asOf,
                Basis = basis,
                Discount = discount,
                Contracts = [.. options.Select(static o => o.Number)],
                Vols = [.. options.Select(o => At(o.Terms.Strike / (spot * basis)).Vol)],
                Slopes = [.. options.Select(o => At(o.Terms.Strike / (spot * basis)).Slope)],
            };

            (double Vol, double Slope) At(double moneyness)
            {
                double low = moneyness * spot * before.Basis, high = moneyness * spot * after.Basis, early = before.VolAt(low), late = after.VolAt(high);
                if (along == 0)
                    return (early, before.SlopeAt(low));
                double vol = Math.Sqrt(((1 - along) * early * early * before.Years + along * late * late * after.Years) / years);
                return (vol, ((1 - along) * early * before.SlopeAt(low) * before.Years + along * late * after.SlopeAt(high) * after.Years) / (years * vol));
            }
        }
    }
}
