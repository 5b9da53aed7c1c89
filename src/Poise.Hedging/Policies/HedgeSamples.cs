using Poise.Chains;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Hedging;

/// <summary>What two chains of one underlying, one after the other, have to say of deltas.</summary>
public static class HedgeSamples
{
    /// <summary>Options whose call's delta, discounted forward 1, is nearer to 0 or 1 are left out: their quotes are a few ticks.</summary>
    public const double LeastDelta = 0.05;

    /// <summary>
    /// One sample for each strike whose vol is that of its out-of-the-money option, two-sided quoted in both chains. Money in the quote currency, of coin options too. The price's change is that of the mids, less what time alone would have brought at the vol,
    /// the spot and the rates of the first chain.
    /// </summary>
    /// <param name="leastLeft">Options that end sooner after the first chain are left out.</param>
    /// <param name="into">Samples are added to it, by expiry and strike.</param>
    /// <exception cref="ArgumentException">The second chain is not later than the first.</exception>
    public static void Add(OptionChain before, OptionChain after, Duration leastLeft, List<HedgeSample> into)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(into);
        if (after.AsOf <= before.AsOf)
            throw new ArgumentException($"a chain of {after.AsOf} is not later than one of {before.AsOf}", nameof(after));
        Dictionary<ContractId, double> later = Mids(after);
        foreach (ExpirySlice slice in before.Slices)
        {
            if (slice.Expiry - before.AsOf < leastLeft || slice.Expiry <= after.AsOf)
                continue;
            double yearsAfter = (slice.Expiry - after.AsOf).Years, left = yearsAfter / slice.Years;
            double basis = slice.Forward.Forward / before.Spot, whole = basis * slice.Forward.Discount;
            SliceTerms still = new(before.Spot, before.Spot * Math.Pow(basis, left), Math.Pow(slice.Forward.Discount, left), yearsAfter);
            for (int i = 0; i < slice.Count; i++)
            {
                if (slice.VolSources[i] != VolSource.OutOfTheMoneyMid)
                    continue;
                OptionType type = slice.Strikes[i] >= slice.Forward.Forward ? OptionType.Call : OptionType.Put;
                OptionRow row = before.Snapshot.Options[type == OptionType.Call ? slice.CallRows[i] : slice.PutRows[i]];
                if (!row.Quote.IsTwoSided || !later.TryGetValue(row.Contract.Id, out double then))
                    continue;
                OptionGreeks now = Black76.EvaluateForward(type, slice.Forward.Forward, slice.Strikes[i], slice.Years, slice.Forward.Discount, slice.Vols[i]);
                double delta = now.Delta * basis, call = type == OptionType.Call ? delta : delta + whole;
                if (!(call / whole >= LeastDelta && call / whole <= 1 - LeastDelta))
                    continue;
                double aged = Black76.EvaluateForward(type, still.Forward, slice.Strikes[i], yearsAfter, still.Discount, slice.Vols[i]).Price;
                double change = then - row.Quote.Mid * Unit(slice.Style, before.Spot) - (aged - now.Price);
                into.Add(new HedgeSample(before.Spot, delta, call, now.Vega, slice.Years, after.Spot - before.Spot, change));
            }
        }
    }

    /// <summary>Present value in the quote currency of each option's mid, where both sides are there.</summary>
    private static Dictionary<ContractId, double> Mids(OptionChain chain)
    {
        Dictionary<ContractId, double> mids = [];
        foreach (ExpirySlice slice in chain.Slices)
        {
            for (int i = 0; i < 2 * slice.Count; i++)
            {
                int at = i % 2 == 0 ? slice.CallRows[i / 2] : slice.PutRows[i / 2];
                if (at >= 0 && chain.Snapshot.Options[at] is { Quote.IsTwoSided: true } row)
                    mids[row.Contract.Id] = row.Quote.Mid * Unit(slice.Style, chain.Spot);
            }
        }
        return mids;
    }

    private static double Unit(PayoffStyle style, double spot) => style == PayoffStyle.Inverse ? spot : 1;
}
