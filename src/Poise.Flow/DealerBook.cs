using Poise.Chains;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Flow;

/// <summary>The dealers' position in one expiry, in units of underlying a strike (contracts times multiplier, + long).</summary>
internal sealed class DealerSlice
{
    private readonly double? _yearsLeft;

    /// <param name="held">What dealers hold by the row of a contract, contracts as the slice counts them, + long; null where open interest and a sign say it.</param>
    public DealerSlice(ExpirySlice slice, Func<int, double>? held)
    {
        Slice = slice;
        int n = slice.Strikes.Length;
        (CallUnits, PutUnits, NetUnits) = (new double[n], new double[n], new double[n]);
        if (held is null)
            return;
        CallsHeld = Array.ConvertAll(slice.CallRows, row => row < 0 ? 0 : held(row));
        PutsHeld = Array.ConvertAll(slice.PutRows, row => row < 0 ? 0 : held(row));
    }

    private DealerSlice(DealerSlice now, double years)
    {
        Slice = now.Slice;
        _yearsLeft = years;
        (CallUnits, PutUnits, NetUnits, CallsHeld, PutsHeld) = (now.CallUnits, now.PutUnits, now.NetUnits, now.CallsHeld, now.PutsHeld);
    }

    public ExpirySlice Slice { get; }

    /// <summary>Contracts, where what dealers hold was told contract by contract: read once, since a look-up by symbol takes longer than all greeks. Null where open interest and a sign say it.</summary>
    public double[]? CallsHeld { get; }

    public double[]? PutsHeld { get; }

    public double[] CallUnits { get; }

    public double[] PutUnits { get; }

    /// <summary>Call and put together: a strike's two sides share their gamma, vanna and volga.</summary>
    public double[] NetUnits { get; }

    /// <summary>The market of the expiry at a spot, with the time that is left to the book.</summary>
    public SliceTerms Terms(double spot) => _yearsLeft is double left ? DeltaLater.After(Slice.Terms(spot), left) : Slice.Terms(spot);

    /// <summary>The same position with so much time left.</summary>
    public DealerSlice With(double years) => new(this, years);

    /// <summary>Some strike has a vol: sums over the expiry are numbers, if of nothing.</summary>
    public bool HasVols => Array.Exists(Slice.VolSources, static v => v != VolSource.None);

    /// <summary>Some position carries weight.</summary>
    public bool HasPositions => Array.Exists(CallUnits, static u => u != 0) || Array.Exists(PutUnits, static u => u != 0);
}

/// <summary>Vols are to follow spot by a skew, and no expiry has one.</summary>
public sealed class NoSkewException() : Exception("no expiry has four strikes quoted near the money to read a skew from (a vendor's vols do not count): vols cannot follow spot by it");

/// <summary>The dealers' position in a chain under one sign model. Strikes without a vol carry no weight.</summary>
internal sealed class DealerBook
{
    private DealerBook(OptionChain chain, IReadOnlyList<DealerSlice> slices, double volSlope)
    {
        Chain = chain;
        Slices = slices;
        VolSlope = volSlope;
    }

    public OptionChain Chain { get; }

    public IReadOnlyList<DealerSlice> Slices { get; }

    /// <summary>By how much all vols move for each unit of ln S, under <see cref="VolRule.SpotVolBeta"/>; NaN where no skew can be read.</summary>
    public double VolSlope { get; private set; }

    /// <summary>Reads the slope anew; whether it has changed.</summary>
    public bool Reslope(FlowSettings settings)
    {
        double before = VolSlope;
        VolSlope = Slope(Chain, settings);
        return !VolSlope.Equals(before);
    }

    private static double Slope(OptionChain chain, FlowSettings settings) =>
        settings.VolRule == VolRule.SpotVolBeta ? SpotVolSlope.Read(chain, settings)?.Slope ?? double.NaN : double.NaN;

    /// <summary>The book after that time, vols by strike as they are: what has ended is settled and gone.</summary>
    public DealerBook Later(Duration by) => new(
        Chain, [.. Slices.Where(s => s.Slice.Expiry - Chain.AsOf > by).Select(s => s.With((s.Slice.Expiry - Chain.AsOf - by).Years))], VolSlope);

    public static DealerBook Of(OptionChain chain, FlowSettings settings)
    {
        var slices = new List<DealerSlice>();
        foreach (ExpirySlice slice in chain.Slices)
        {
            if (!Counts(slice, chain.AsOf, settings.Expiries, settings.DayEnds))
                continue;
            var dealers = new DealerSlice(slice, Held(chain, slice, settings));
            Weigh(dealers, settings);
            slices.Add(dealers);
        }
        return new DealerBook(chain, slices, Slope(chain, settings));
    }

    /// <summary>The position of one expiry anew: strikes may have won or lost their vol.</summary>
    public void Reweigh(int slice, FlowSettings settings) => Weigh(Slices[slice], settings);

    private static void Weigh(DealerSlice dealers, FlowSettings settings)
    {
        ExpirySlice slice = dealers.Slice;
        double call = 1, put = 1;
        if (dealers.CallsHeld is null)
            (call, put) = (settings.Signs.Sign(OptionType.Call), settings.Signs.Sign(OptionType.Put));
        double[] calls = dealers.CallsHeld ?? slice.CallOpenInterest, puts = dealers.PutsHeld ?? slice.PutOpenInterest;
        for (int i = 0; i < slice.Count; i++)
        {
            bool hasVol = slice.VolSources[i] != VolSource.None;
            dealers.CallUnits[i] = hasVol && slice.CallRows[i] >= 0 ? call * calls[i] * slice.Multiplier : 0;
            dealers.PutUnits[i] = hasVol && slice.PutRows[i] >= 0 ? put * puts[i] * slice.Multiplier : 0;
            dealers.NetUnits[i] = dealers.CallUnits[i] + dealers.PutUnits[i];
        }
    }

    /// <summary>Adds the GEX of one slice at each spot (currency of delta a 1 % move), every option repriced there.</summary>
    public void AddGex(DealerSlice dealers, VolRule rule, ReadOnlySpan<double> spots, Span<double> gex)
    {
        double spot = Chain.Spot;
        var gamma = new double[spots.Length];
        SliceTerms terms = dealers.Terms(spot);
        if (rule == VolRule.StickyStrike)
        {
            Black76.AddGammaProfile(terms, dealers.Slice.LogStrikes, dealers.Slice.Vols, dealers.NetUnits, spots, gamma);
        }
        else
        {
            var vols = new double[dealers.Slice.Strikes.Length];
            for (int j = 0; j < spots.Length; j++)
            {
                StickyVols.At(dealers.Slice, rule, VolSlope, spots[j] / spot, 0, vols);
                Black76.AddGammaProfile(terms, dealers.Slice.LogStrikes, vols, dealers.NetUnits, spots.Slice(j, 1), gamma.AsSpan(j, 1));
            }
        }
        for (int j = 0; j < spots.Length; j++)
            gex[j] += gamma[j] * spots[j] * spots[j] * 0.01;
    }

    /// <summary>As above at the equal log steps of a ladder around spot, each strike keeping its vol.</summary>
    public void AddGex(DealerSlice dealers, in SpotLadder ladder, ReadOnlySpan<double> spots, Span<double> gex)
    {
        var gamma = new double[spots.Length];
        Black76.AddGammaLadder(dealers.Terms(Chain.Spot), dealers.Slice.LogStrikes, dealers.Slice.Vols, dealers.NetUnits, ladder, gamma);
        for (int j = 0; j < spots.Length; j++)
            gex[j] += gamma[j] * spots[j] * spots[j] * 0.01;
    }

    /// <summary>Whether the expiry ends within the filter's time.</summary>
    /// <param name="dayEnds">As <see cref="FlowSettings.DayEnds"/>.</param>
    public static bool Counts(ExpirySlice slice, Instant asOf, ExpiryFilter filter, Instant? dayEnds) => filter switch
    {
        ExpiryFilter.All => true,
        ExpiryFilter.ZeroDays => dayEnds is Instant end ? slice.Expiry <= end : slice.Expiry - asOf <= Duration.FromDays(1),
        ExpiryFilter.Week => slice.Expiry - asOf <= Duration.FromDays(7),
        _ => slice.Expiry - asOf <= Duration.FromDays(31),
    };

    private static Func<int, double>? Held(OptionChain chain, ExpirySlice slice, FlowSettings settings) => settings.Signs switch
    {
        SignModel.File => row => settings.Positions is not null && settings.Positions.TryGetValue(chain.Snapshot.Options[row].Contract.Id.Symbol, out double quantity) ? quantity * slice.ContractSize : 0,
        SignModel.Inventory => row => (settings.Inventory?.Of(chain.Snapshot.Options[row].Contract.Id)?.Position ?? 0) * slice.ContractSize,
        _ => null,
    };
}
