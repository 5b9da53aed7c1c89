using Poise.Chains;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Flow;

/// <summary>The dealers' position in one expiry, in units of underlying a strike (contracts times multiplier, + long).</summary>
internal sealed class DealerSlice(ExpirySlice slice)
{
    public ExpirySlice Slice { get; } = slice;

    public double[] CallUnits { get; } = new double[slice.Strikes.Length];

    public double[] PutUnits { get; } = new double[slice.Strikes.Length];

    /// <summary>Call and put together: a strike's two sides share their gamma, vanna and volga.</summary>
    public double[] NetUnits { get; } = new double[slice.Strikes.Length];

    /// <summary>Some strike has a vol: sums over the expiry are numbers, if of nothing.</summary>
    public bool HasVols => Array.Exists(Slice.VolSources, static v => v != VolSource.None);

    /// <summary>Some position carries weight.</summary>
    public bool HasPositions => Array.Exists(CallUnits, static u => u != 0) || Array.Exists(PutUnits, static u => u != 0);
}

/// <summary>The dealers' position in a chain under one sign model. Strikes without a vol carry no weight.</summary>
internal sealed class DealerBook
{
    private DealerBook(OptionChain chain, IReadOnlyList<DealerSlice> slices)
    {
        Chain = chain;
        Slices = slices;
    }

    public OptionChain Chain { get; }

    public IReadOnlyList<DealerSlice> Slices { get; }

    public static DealerBook Of(OptionChain chain, FlowSettings settings)
    {
        var slices = new List<DealerSlice>();
        foreach (ExpirySlice slice in chain.Slices)
        {
            if (!Counts(slice, chain.AsOf, settings.Expiries))
                continue;
            var dealers = new DealerSlice(slice);
            for (int i = 0; i < slice.Count; i++)
            {
                if (slice.VolSources[i] == VolSource.None)
                    continue;
                dealers.CallUnits[i] = Position(chain, slice.CallRows[i], slice.CallOpenInterest[i], OptionType.Call, settings) * slice.Multiplier;
                dealers.PutUnits[i] = Position(chain, slice.PutRows[i], slice.PutOpenInterest[i], OptionType.Put, settings) * slice.Multiplier;
                dealers.NetUnits[i] = dealers.CallUnits[i] + dealers.PutUnits[i];
            }
            slices.Add(dealers);
        }
        return new DealerBook(chain, slices);
    }

    /// <summary>Adds the GEX of one slice at each spot (currency of delta a 1 % move), every option repriced there.</summary>
    public static void AddGex(DealerSlice dealers, double spot, VolRule rule, ReadOnlySpan<double> spots, Span<double> gex)
    {
        var gamma = new double[spots.Length];
        SliceTerms terms = dealers.Slice.Terms(spot);
        if (rule == VolRule.StickyStrike)
        {
            Black76.AddGammaProfile(terms, dealers.Slice.LogStrikes, dealers.Slice.Vols, dealers.NetUnits, spots, gamma);
        }
        else
        {
            var vols = new double[dealers.Slice.Strikes.Length];
            for (int j = 0; j < spots.Length; j++)
            {
                StickyVols.ByMoneyness(dealers.Slice, spots[j] / spot, vols);
                Black76.AddGammaProfile(terms, dealers.Slice.LogStrikes, vols, dealers.NetUnits, spots.Slice(j, 1), gamma.AsSpan(j, 1));
            }
        }
        for (int j = 0; j < spots.Length; j++)
            gex[j] += gamma[j] * spots[j] * spots[j] * 0.01;
    }

    /// <summary>As above at the equal log steps of a ladder around spot, each strike keeping its vol.</summary>
    public static void AddGex(DealerSlice dealers, double spot, in SpotLadder ladder, ReadOnlySpan<double> spots, Span<double> gex)
    {
        var gamma = new double[spots.Length];
        Black76.AddGammaLadder(dealers.Slice.Terms(spot), dealers.Slice.LogStrikes, dealers.Slice.Vols, dealers.NetUnits, ladder, gamma);
        for (int j = 0; j < spots.Length; j++)
            gex[j] += gamma[j] * spots[j] * spots[j] * 0.01;
    }

    /// <summary>Whether the expiry ends within the filter's time.</summary>
    public static bool Counts(ExpirySlice slice, Instant asOf, ExpiryFilter filter) => filter switch
    {
        ExpiryFilter.All => true,
        ExpiryFilter.ZeroDays => slice.Expiry - asOf <= Duration.FromDays(1),
        ExpiryFilter.Week => slice.Expiry - asOf <= Duration.FromDays(7),
        _ => slice.Expiry - asOf <= Duration.FromDays(31),
    };

    private static double Position(OptionChain chain, int row, double openInterest, OptionType type, FlowSettings settings)
    {
        if (row < 0)
            return 0;
        ContractId contract = chain.Snapshot.Options[row].Contract.Id;
        return settings.Signs switch
        {
            SignModel.File => settings.Positions is not null && settings.Positions.TryGetValue(contract.Symbol, out double quantity) ? quantity : 0,
            SignModel.Inventory => settings.Inventory?.Of(contract)?.Position ?? 0,
            _ => settings.Signs.Sign(type) * openInterest,
        };
    }
}

internal static class StickyVols
{
    /// <summary>The smile moved with the forward: the vol at K becomes today's vol at K / ratio, linear in strike, flat outside.</summary>
    public static void ByMoneyness(ExpirySlice slice, double ratio, Span<double> vols)
    {
        vols.Fill(1);
        int lo = -1, at = 0;
        for (int i = 0; i < slice.Count; i++)
        {
            if (slice.VolSources[i] == VolSource.None)
                continue;
            double k = slice.Strikes[i] / ratio;
            while (at < slice.Count && (slice.VolSources[at] == VolSource.None || slice.Strikes[at] < k))
            {
                if (slice.VolSources[at] != VolSource.None)
                    lo = at;
                at++;
            }
            if (at >= slice.Count)
                vols[i] = slice.Vols[lo];
            else if (lo < 0 || slice.Strikes[at] == k)
                vols[i] = slice.Vols[at];
            else
                vols[i] = slice.Vols[lo] + (slice.Vols[at] - slice.Vols[lo]) * (k - slice.Strikes[lo]) / (slice.Strikes[at] - slice.Strikes[lo]);
        }
    }
}
