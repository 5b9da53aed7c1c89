using Poise.Domain;
using Poise.Pricing;

namespace Poise.Chains;

/// <summary>One option's quote as a fit sees it, price unit of the contract.</summary>
public readonly record struct SliceQuote(ContractIndex Contract, OptionType Type, double Strike, Quote Quote);

/// <summary>
/// The forward, the discount factor and one volatility a strike of one expiry, from quotes alone: put-call parity over
/// two-sided pairs, then the implied volatility of each strike's out-of-the-money mid. A strike without one lies on the
/// line between its neighbours.
/// </summary>
public static class SliceFit
{
    private const int LeastPairs = 4;

    /// <summary>Fits one expiry.</summary>
    /// <param name="quotes">Options of one expiry and payoff style, in any order.</param>
    /// <param name="spot">Mid of the hedge instrument, quote currency.</param>
    /// <returns>Null where no pair or no volatility could be found: the last fit stands, and ages.</returns>
    public static FittedSlice? Of(IReadOnlyList<SliceQuote> quotes, PayoffStyle style, Instant expiry, double spot, Instant asOf)
    {
        double years = (expiry - asOf).Years;
        if (!(spot > 0) || !(years > 0) || quotes.Count == 0)
            return null;
        double unit = style == PayoffStyle.Inverse ? spot : 1; // coin prices in the quote currency
        List<Strike> strikes = Pair(quotes, unit);
        if (!TryParity(strikes, spot, style, out double forward, out double discount))
            return null;
        double[] vols = VolsOf(strikes, new SliceTerms(spot, forward, discount, years));
        if (!Fill(strikes, vols))
            return null;

        var contracts = new ContractIndex[quotes.Count];
        var fitted = new double[quotes.Count];
        SliceQuote[] byIndex = [.. quotes.OrderBy(q => q.Contract.Value)];
        for (int i = 0; i < byIndex.Length; i++)
        {
            double strike = byIndex[i].Strike;
            contracts[i] = byIndex[i].Contract;
            fitted[i] = vols[strikes.FindIndex(s => s.Level == strike)];
        }
        return new FittedSlice
        {
            Expiry = expiry, AsOf = asOf, Basis = forward / spot, Discount = discount, Contracts = contracts, Vols = fitted,
        };
    }

    /// <summary>A strike with both sides' mids in the quote currency; NaN where a side has no two-sided quote.</summary>
    private struct Strike
    {
        public double Level;
        public double Call;
        public double Put;
        public double Spread;
    }

    private static List<Strike> Pair(IReadOnlyList<SliceQuote> quotes, double unit)
    {
        List<Strike> strikes = [];
        foreach (SliceQuote quote in quotes.OrderBy(q => q.Strike))
        {
            if (strikes.Count == 0 || strikes[^1].Level != quote.Strike)
                strikes.Add(new Strike { Level = quote.Strike, Call = double.NaN, Put = double.NaN });
            if (!quote.Quote.IsTwoSided)
                continue;
            Strike strike = strikes[^1];
            strike.Spread += (quote.Quote.Ask - quote.Quote.Bid) * unit;
            if (quote.Type == OptionType.Call)
                strike.Call = quote.Quote.Mid * unit;
            else
                strike.Put = quote.Quote.Mid * unit;
            strikes[^1] = strike;
        }
        return strikes;
    }

    /// <summary>C - P = D (F - K): a weighted line through the pairs; with few of them, or a slope that cannot be, D by carry alone.</summary>
    private static bool TryParity(List<Strike> strikes, double spot, PayoffStyle style, out double forward, out double discount)
    {
        double w = 0, wk = 0, wy = 0, wkk = 0, wky = 0;
        int pairs = 0;
        foreach (Strike strike in strikes)
        {
            double gap = strike.Call - strike.Put;
            if (!double.IsFinite(gap))
                continue;
            double k = strike.Level - spot, weight = 1 / Math.Pow(Math.Max(strike.Spread, 1e-9 * spot), 2);
            pairs++;
            w += weight;
            wk += weight * k;
            wy += weight * gap;
            wkk += weight * k * k;
            wky += weight * k * gap;
        }
        forward = discount = double.NaN;
        if (pairs == 0)
            return false;
        double spread = wkk - wk * wk / w;
        discount = pairs >= LeastPairs && spread > 0 ? -(wky - wk * wy / w) / spread : double.NaN;
        if (discount is not (> 0.5 and < 1.5))
            discount = 1;
        // On the line, the gap is zero at the forward.
        forward = spot + (wy + discount * wk) / (discount * w);
        if (pairs < LeastPairs && style == PayoffStyle.Inverse && forward > 0)
            discount = spot / forward;
        return forward > 0;
    }

    private static double[] VolsOf(List<Strike> strikes, in SliceTerms terms)
    {
        int padded = (strikes.Count + Black76.PadTo - 1) / Black76.PadTo * Black76.PadTo;
        double[] prices = new double[padded], levels = new double[padded], signs = new double[padded], vols = new double[padded];
        var statuses = new ImpliedVolStatus[padded];
        Array.Fill(levels, terms.Forward);
        Array.Fill(signs, 1);
        for (int i = 0; i < strikes.Count; i++)
        {
            bool isCall = strikes[i].Level >= terms.Forward;
            levels[i] = strikes[i].Level;
            signs[i] = isCall ? 1 : -1;
            prices[i] = isCall ? strikes[i].Call : strikes[i].Put;
        }
        ImpliedVol.Solve(terms, prices, levels, signs, vols, statuses);
        for (int i = 0; i < strikes.Count; i++)
            if (statuses[i] != ImpliedVolStatus.Ok || !(vols[i] > 0))
                vols[i] = double.NaN;
        return vols;
    }

    /// <returns>False when no strike has a volatility.</returns>
    private static bool Fill(List<Strike> strikes, double[] vols)
    {
        int known = -1;
        for (int i = 0; i < strikes.Count; i++)
        {
            if (double.IsNaN(vols[i]))
                continue;
            for (int j = known + 1; j < i; j++)
                vols[j] = known < 0
                    ? vols[i]
                    : vols[known] + (vols[i] - vols[known]) * (strikes[j].Level - strikes[known].Level) / (strikes[i].Level - strikes[known].Level);
            known = i;
        }
        for (int j = known + 1; known >= 0 && j < strikes.Count; j++)
            vols[j] = vols[known];
        return known >= 0;
    }
}
