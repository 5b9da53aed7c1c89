using Poise.Pricing;

namespace Poise.Chains;

/// <summary>
/// Price and greeks of every contract of a chain, in columns that are made once and written again by each <see cref="Price()"/> without allocation.
/// A strike whose vol is unknown has greeks of its stand-in vol: look at its slice's <see cref="ExpirySlice.VolSources"/> first.
/// </summary>
public sealed class ChainGreeks
{
    /// <summary>Seven greeks are the same for a call and a put of one strike and vol, and stand once.</summary>
    private const int Shared = 7, Own = 5;

    private readonly AlignedColumn[] _shared = new AlignedColumn[Shared];
    private readonly AlignedColumn[] _calls = new AlignedColumn[Own];
    private readonly AlignedColumn[] _puts = new AlignedColumn[Own];
    private readonly int[] _first;

    public ChainGreeks(OptionChain chain)
    {
        Chain = chain;
        _first = new int[chain.Slices.Count + 1];
        for (int s = 0; s < chain.Slices.Count; s++)
            _first[s + 1] = _first[s] + chain.Slices[s].Strikes.Length;
        foreach (AlignedColumn[] columns in (ReadOnlySpan<AlignedColumn[]>)[_shared, _calls, _puts])
        {
            for (int c = 0; c < columns.Length; c++)
                columns[c] = new AlignedColumn(_first[^1]);
        }
    }

    public OptionChain Chain { get; }

    /// <summary>Prices all contracts at the chain's spot.</summary>
    public void Price() => Price(0, Chain.Slices.Count, Chain.Spot);

    /// <summary>
    /// Prices the slices from <paramref name="first"/> to before <paramref name="end"/>. Several threads may price at once where their slices are not the same.
    /// </summary>
    /// <param name="spot">Spot in the quote currency; forwards move with it in proportion.</param>
    public void Price(int first, int end, double spot)
    {
        double move = spot / Chain.Spot;
        for (int s = first; s < end; s++)
        {
            ExpirySlice slice = Chain.Slices[s];
            SliceTerms terms = slice.Terms(Chain.Spot);
            if (move != 1)
                terms = terms with { Spot = spot, Forward = terms.Forward * move };
            GreekColumns puts = Puts(s);
            puts = new GreekColumns { Price = puts.Price, Delta = puts.Delta, Theta = puts.Theta, Rho = puts.Rho, Charm = puts.Charm };
            Black76.EvaluatePairs(terms, slice.LogStrikes, slice.Vols, Calls(s), puts);
        }
    }

    /// <summary>
    /// Where to cut the slices so that each of <paramref name="parts"/> threads has about as many strikes: part p prices slices [cuts[p], cuts[p + 1]).
    /// </summary>
    public int[] Split(int parts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        var cuts = new int[parts + 1];
        int slice = 0;
        for (int p = 1; p < parts; p++)
        {
            long border = (long)_first[^1] * p / parts;
            while (slice < Chain.Slices.Count && _first[slice + 1] - border <= border - _first[slice])
                slice++;
            cuts[p] = slice;
        }
        cuts[parts] = Chain.Slices.Count;
        return cuts;
    }

    /// <summary>The calls of a slice, a row a strike of its columns. Units and signs are those of <see cref="OptionGreeks"/>.</summary>
    public GreekColumns Calls(int slice) => Of(_calls, slice);

    /// <summary>The puts of a slice.</summary>
    public GreekColumns Puts(int slice) => Of(_puts, slice);

    private GreekColumns Of(AlignedColumn[] own, int slice)
    {
        int first = _first[slice], count = _first[slice + 1] - first;
        return new GreekColumns
        {
            Price = own[0].Span.Slice(first, count),
            Delta = own[1].Span.Slice(first, count),
            Theta = own[2].Span.Slice(first, count),
            Rho = own[3].Span.Slice(first, count),
            Charm = own[4].Span.Slice(first, count),
            Gamma = _shared[0].Span.Slice(first, count),
            Vega = _shared[1].Span.Slice(first, count),
            Vanna = _shared[2].Span.Slice(first, count),
            Volga = _shared[3].Span.Slice(first, count),
            Speed = _shared[4].Span.Slice(first, count),
            Zomma = _shared[5].Span.Slice(first, count),
            Color = _shared[6].Span.Slice(first, count),
        };
    }
}
