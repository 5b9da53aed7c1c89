using Poise.Domain;
using Poise.Pricing;

namespace Poise.Chains;

/// <summary>Sorts a snapshot's rows into slices, fits the forwards, then gives each strike its one vol.</summary>
internal sealed class ChainBuilder(MarketSnapshot snapshot, ChainSettings settings)
{
    private readonly double _spot = snapshot.Spot;
    private readonly List<string> _notes = [];
    private int _expired;
    private int _stale;
    private double _staleOpenInterest;

    public OptionChain Build()
    {
        List<ExpirySlice> slices = Slice();
        var ladder = new ForwardLadder(snapshot, _spot);
        ladder.Fit(slices);
        foreach (ExpirySlice slice in slices)
            FitVols(slice);
        Describe(slices);
        if (SpotCheck.Of(snapshot, slices, ladder.Refused) is string doubt)
            _notes.Add(doubt);
        return new OptionChain(snapshot, _spot, slices, Count(slices), _notes);
    }

    private List<ExpirySlice> Slice()
    {
        int[] live = new int[snapshot.Options.Count];
        int n = 0;
        for (int i = 0; i < snapshot.Options.Count; i++)
        {
            if (snapshot.OptionSpan[i].Contract.Expiry <= snapshot.AsOf)
                _expired++;
            else if (IsStale(snapshot.OptionSpan[i]))
            {
                _stale++;
                _staleOpenInterest += snapshot.OptionSpan[i].OpenInterest > 0 ? snapshot.OptionSpan[i].OpenInterest : 0;
            }
            else
                live[n++] = i;
        }
        Array.Sort(live, 0, n, Comparer<int>.Create(CompareRows));

        var slices = new List<ExpirySlice>();
        for (int start = 0, end; start < n; start = end)
        {
            Contract first = snapshot.OptionSpan[live[start]].Contract;
            int strikes = 0;
            double last = double.NaN;
            for (end = start; end < n && SameSlice(first, snapshot.OptionSpan[live[end]].Contract); end++)
            {
                double strike = snapshot.OptionSpan[live[end]].Contract.Strike;
                if (strike != last)
                    strikes++;
                last = strike;
            }
            var slice = new ExpirySlice(first.Expiry, first.ListedExpiry, first.Root, first.Style, first.Multiplier, (first.Expiry - snapshot.AsOf).Years, strikes);
            int at = -1;
            last = double.NaN;
            for (int j = start; j < end; j++)
            {
                ref readonly OptionRow row = ref snapshot.OptionSpan[live[j]];
                if (row.Contract.Strike != last)
                    slice.Strikes[++at] = last = row.Contract.Strike;
                double openInterest = row.OpenInterest > 0 ? row.OpenInterest : 0;
                if (row.Contract.Type == OptionType.Call)
                    (slice.CallRows[at], slice.CallOpenInterest[at]) = (live[j], openInterest);
                else
                    (slice.PutRows[at], slice.PutOpenInterest[at]) = (live[j], openInterest);
            }
            slice.KeepLogarithms();
            slices.Add(slice);
        }
        return slices;
    }

    private bool IsStale(in OptionRow row) =>
        row.Quote.At.IsKnown && snapshot.AsOf - row.Quote.At > settings.StaleAfter;

    private int CompareRows(int x, int y)
    {
        Contract a = snapshot.OptionSpan[x].Contract, b = snapshot.OptionSpan[y].Contract;
        int order = a.Expiry.CompareTo(b.Expiry);
        if (order == 0)
            order = string.CompareOrdinal(a.Root, b.Root);
        if (order == 0)
            order = a.Style.CompareTo(b.Style);
        if (order == 0)
            order = a.Multiplier.CompareTo(b.Multiplier);
        if (order == 0)
            order = a.Strike.CompareTo(b.Strike);
        if (order == 0)
            order = a.Type.CompareTo(b.Type);
        return order != 0 ? order : x.CompareTo(y);
    }

    private static bool SameSlice(Contract a, Contract b) =>
        a.Expiry == b.Expiry && a.Style == b.Style && a.Multiplier == b.Multiplier && string.Equals(a.Root, b.Root, StringComparison.Ordinal);

    private void FitVols(ExpirySlice slice)
    {
        SliceTerms terms = slice.Terms(_spot);
        if (!settings.VendorVols)
            new SliceVols(slice).Fit(terms, MidValues(slice, slice.CallRows), MidValues(slice, slice.PutRows));
        FillWithVendor(slice, snapshot.OptionSpan);
    }

    /// <summary>Where the quotes gave no vol, the vendor's: the out-of-the-money side's, else the other's.</summary>
    public static void FillWithVendor(ExpirySlice slice, ReadOnlySpan<OptionRow> rows)
    {
        for (int i = 0; i < slice.Count; i++)
        {
            if (slice.VolSources[i] != VolSource.None)
                continue;
            bool callFirst = slice.Strikes[i] >= slice.Forward.Forward;
            double vendor = VendorVol(rows, callFirst ? slice.CallRows[i] : slice.PutRows[i]);
            if (!(vendor > 0))
                vendor = VendorVol(rows, callFirst ? slice.PutRows[i] : slice.CallRows[i]);
            if (vendor > 0)
                (slice.Vols[i], slice.VolSources[i]) = (vendor, VolSource.Vendor);
        }

        static double VendorVol(ReadOnlySpan<OptionRow> rows, int row) => row < 0 ? double.NaN : rows[row].Vendor.Vol;
    }

    private double[] MidValues(ExpirySlice slice, int[] rows)
    {
        var values = new double[rows.Length];
        MidValues(slice, rows, snapshot.OptionSpan, _spot, values);
        return values;
    }

    /// <summary>Present value in the quote currency of the mids, NaN where a side is missing; a coin is worth spot.</summary>
    public static void MidValues(ExpirySlice slice, int[] places, ReadOnlySpan<OptionRow> rows, double spot, Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = double.NaN;
            if (places[i] < 0)
                continue;
            Quote quote = rows[places[i]].Quote;
            if (quote.IsTwoSided)
                values[i] = slice.Style == PayoffStyle.Inverse ? quote.Mid * spot : quote.Mid;
        }
    }

    private ChainCoverage Count(List<ExpirySlice> slices)
    {
        int used = 0, noVol = 0, noOpenInterest = 0, crossed = 0;
        double openInterest = _staleOpenInterest, openInterestUsed = 0;
        foreach (ExpirySlice slice in slices)
        {
            for (int i = 0; i < slice.Count; i++)
            {
                Take(slice.CallRows[i], slice.VolSources[i]);
                Take(slice.PutRows[i], slice.VolSources[i]);
            }
        }
        return new ChainCoverage(snapshot.Options.Count + snapshot.RefusedCount, used, _expired, noVol, noOpenInterest, crossed, _stale, snapshot.RefusedCount, openInterest, openInterestUsed);

        void Take(int row, VolSource source)
        {
            if (row < 0)
                return;
            ref readonly OptionRow option = ref snapshot.OptionSpan[row];
            if (option.OpenInterest > 0)
                openInterest += option.OpenInterest;
            if (source == VolSource.None)
            {
                if (option.Quote.IsCrossed)
                    crossed++;
                else
                    noVol++;
            }
            else if (!(option.OpenInterest > 0))
            {
                noOpenInterest++;
            }
            else
            {
                used++;
                openInterestUsed += option.OpenInterest;
            }
        }
    }

    private void Describe(List<ExpirySlice> slices)
    {
        _notes.AddRange(snapshot.Notes);
        int flat = 0, american = 0;
        foreach (ExpirySlice slice in slices)
        {
            if (slice.Forward.Rung == ForwardRung.SpotFlat)
                flat++;
            int row = slice.CallRows[0] >= 0 ? slice.CallRows[0] : slice.PutRows[0];
            if (snapshot.OptionSpan[row].Contract.Exercise == ExerciseStyle.American)
                american++;
        }
        if (flat > 0)
            _notes.Add($"forward: {flat} of {slices.Count} expiries have no future, no usable put-call pairs and no neighbour: their forward is spot");
        if (american > 0)
            _notes.Add($"american exercise: {american} expiries are priced as European, their early-exercise premium is not removed from parity");
    }
}
