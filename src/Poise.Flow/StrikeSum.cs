namespace Poise.Flow;

/// <summary>All roots and expiries of one strike together, calls and puts apart.</summary>
internal struct StrikeSum
{
    public double Strike;
    public Exposure Call, Put;
    public double CallOpenInterest, PutOpenInterest, UnsignedCallGex, UnsignedPutGex;
    public bool HasVol;

    public readonly StrikeLevel Level => new(Strike, Call.Gex + Put.Gex, UnsignedCallGex, UnsignedPutGex, CallOpenInterest, PutOpenInterest);

    /// <summary>A copy by strike, slice, call before put: sums over it are the same bits whatever the order before.</summary>
    public static List<ContractExposure> Ordered(List<ContractExposure> contracts)
    {
        var ordered = new List<ContractExposure>(contracts);
        ordered.Sort(static (a, b) => a.Strike != b.Strike ? a.Strike.CompareTo(b.Strike) : a.Slice != b.Slice ? a.Slice.CompareTo(b.Slice) : b.IsCall.CompareTo(a.IsCall));
        return ordered;
    }

    /// <param name="ordered">As <see cref="Ordered"/> puts them.</param>
    /// <param name="slices">Only of the first so many slices.</param>
    public static List<StrikeSum> Of(List<ContractExposure> ordered, int slices = int.MaxValue)
    {
        var sums = new List<StrikeSum>();
        StrikeSum sum = default;
        bool isBegun = false;
        foreach (ContractExposure c in ordered)
        {
            if (c.Slice >= slices)
                continue;
            if (!isBegun || c.Strike != sum.Strike)
            {
                if (isBegun)
                    sums.Add(sum);
                (sum, isBegun) = (new StrikeSum { Strike = c.Strike }, true);
            }
            sum.HasVol |= c.HasVol;
            if (c.IsCall)
            {
                sum.Call += c.Exposure;
                sum.CallOpenInterest += c.OpenInterest;
                sum.UnsignedCallGex += c.UnsignedGex;
            }
            else
            {
                sum.Put += c.Exposure;
                sum.PutOpenInterest += c.OpenInterest;
                sum.UnsignedPutGex += c.UnsignedGex;
            }
        }
        if (isBegun)
            sums.Add(sum);
        return sums;
    }
}
