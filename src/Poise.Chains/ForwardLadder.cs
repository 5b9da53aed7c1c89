using Poise.Domain;

namespace Poise.Chains;

/// <summary>Finds each expiry's forward and discount factor on the best rung that its quotes allow.</summary>
internal sealed class ForwardLadder(MarketSnapshot snapshot, double spot)
{
    private const int MinPairs = 4;
    private const int MaxPairs = 31;

    /// <summary>American parity is read this near to the money only, where early exercise matters least.</summary>
    private const double AmericanMoneyness = 0.02;

    /// <summary>Below this many years a slope says nothing of a rate: the rate comes from longer expiries.</summary>
    private const double ShortExpiry = 21.0 / 365;

    /// <summary>Rates outside of this are a bad fit, not a rate.</summary>
    private const double MinRate = -0.05, MaxRate = 0.30;

    /// <summary>Parity forwards that are off spot by half of it or more, which no expiry was given.</summary>
    public List<double> Refused { get; } = [];

    private sealed class Rung
    {
        public double[] Strikes = [], Differences = [], Spreads = [];
        public double Rate = double.NaN;
        public double Forward = double.NaN;
        public ForwardRung Kind = ForwardRung.SpotFlat;
        public int Pairs;
    }

    /// <summary>Sets the forward of every slice; slices are ascending in time.</summary>
    public void Fit(IReadOnlyList<ExpirySlice> slices)
    {
        var rungs = new Rung[slices.Count];
        for (int i = 0; i < rungs.Length; i++)
        {
            rungs[i] = Pairs(slices[i]);
            FitRate(slices[i], rungs[i]);
        }
        for (int i = 0; i < rungs.Length; i++)
        {
            double rate = slices[i].Style == PayoffStyle.Inverse ? 0 : RateAt(slices, rungs, slices[i].Years);
            FitForward(slices[i], rungs[i], rate);
            rungs[i].Rate = rate;
        }
        for (int i = 0; i < rungs.Length; i++)
        {
            Rung r = rungs[i];
            if (double.IsNaN(r.Forward))
                Carry(slices, rungs, i);
            // A coin option pays coin: its USD value is S times its coin price, so S/F stands where the discount factor does.
            double discount = slices[i].Style == PayoffStyle.Inverse ? spot / r.Forward : Math.Exp(-r.Rate * slices[i].Years);
            slices[i].Forward = new ForwardQuote(r.Forward, discount, r.Kind, r.Pairs);
        }
    }

    /// <summary>The forward of one slice anew on the rung that it has, at the rate that it has. What no longer gives a forward leaves the last one standing.</summary>
    public void Refit(ExpirySlice slice)
    {
        ForwardQuote last = slice.Forward;
        Rung rung = last.Rung == ForwardRung.Parity ? Pairs(slice) : new Rung();
        double forward = last.Rung switch
        {
            ForwardRung.Parity => ParityForward(slice, rung, last.Discount),
            ForwardRung.ListedFuture when ListedFuture(slice, out double listed) => listed,
            ForwardRung.VenueSynthetic when Synthetic(slice, out double synthetic) => synthetic,
            _ => double.NaN,
        };
        if (forward > 0)
            slice.Forward = new ForwardQuote(forward, slice.Style == PayoffStyle.Inverse ? spot / forward : last.Discount, last.Rung, rung.Pairs);
    }

    /// <summary>The pairs nearest to the money, in the order of |C - P|, then of the strike; only they are kept while they are looked for.</summary>
    private sealed class Nearest
    {
        private readonly (double Distance, double Strike, double Difference, double Spread)[] _kept = new (double, double, double, double)[MaxPairs];

        public int Count { get; private set; }

        public ReadOnlySpan<(double Distance, double Strike, double Difference, double Spread)> Kept => _kept.AsSpan(0, Count);

        public bool Takes(double distance, double strike) => Count < MaxPairs || IsBefore(distance, strike, Count - 1);

        public void Add(double distance, double strike, double difference, double spread)
        {
            int at = Count < MaxPairs ? Count++ : Count - 1;
            for (; at > 0 && IsBefore(distance, strike, at - 1); at--)
                _kept[at] = _kept[at - 1];
            _kept[at] = (distance, strike, difference, spread);
        }

        private bool IsBefore(double distance, double strike, int at) => distance < _kept[at].Distance || distance == _kept[at].Distance && strike < _kept[at].Strike;
    }

    // The pairs nearest to the money: smallest |C - P| among strikes whose both sides are two-sided.
    private Rung Pairs(ExpirySlice slice)
    {
        ReadOnlySpan<OptionRow> rows = snapshot.OptionSpan;
        var nearest = new Nearest();
        for (int i = 0; i < slice.Count; i++)
        {
            if (slice.CallRows[i] < 0 || slice.PutRows[i] < 0)
                continue;
            ref readonly OptionRow call = ref rows[slice.CallRows[i]], put = ref rows[slice.PutRows[i]];
            if (!call.Quote.IsTwoSided || !put.Quote.IsTwoSided)
                continue;
            double strike = slice.Strikes[i];
            if (call.Contract.Exercise == ExerciseStyle.American && Math.Abs(strike / spot - 1) > AmericanMoneyness)
                continue;
            double difference = call.Quote.Mid - put.Quote.Mid, distance = Math.Abs(difference);
            if (!nearest.Takes(distance, strike))
                continue;
            double floor = 1e-6 * (slice.Style == PayoffStyle.Inverse ? 1 : strike);
            double spread = Math.Max(call.Quote.Ask - call.Quote.Bid + put.Quote.Ask - put.Quote.Bid, floor);
            nearest.Add(distance, strike, difference, spread);
        }
        int n = nearest.Count;
        var rung = new Rung { Strikes = new double[n], Differences = new double[n], Spreads = new double[n], Pairs = n };
        for (int i = 0; i < n; i++)
            (_, rung.Strikes[i], rung.Differences[i], rung.Spreads[i]) = nearest.Kept[i];
        return rung;
    }

    private static void FitRate(ExpirySlice slice, Rung rung)
    {
        if (slice.Style == PayoffStyle.Inverse || slice.Years < ShortExpiry || rung.Pairs < MinPairs)
            return;
        if (!ParityFit.TryLine(rung.Strikes, rung.Differences, rung.Spreads, out _, out double discount))
            return;
        double rate = -Math.Log(discount) / slice.Years;
        if (rate is > MinRate and < MaxRate)
            rung.Rate = rate;
    }

    // Rates of the expiries that have one, linear in time between them and flat outside; zero where none has.
    private static double RateAt(IReadOnlyList<ExpirySlice> slices, Rung[] rungs, double years)
    {
        int before = -1, after = -1;
        for (int i = 0; i < rungs.Length; i++)
        {
            if (double.IsNaN(rungs[i].Rate) || slices[i].Years < ShortExpiry)
                continue;
            if (slices[i].Years <= years)
                before = i;
            else if (after < 0)
                after = i;
        }
        if (before < 0 && after < 0)
            return 0;
        if (before < 0)
            return rungs[after].Rate;
        if (after < 0)
            return rungs[before].Rate;
        double w = (years - slices[before].Years) / (slices[after].Years - slices[before].Years);
        return rungs[before].Rate + w * (rungs[after].Rate - rungs[before].Rate);
    }

    private void FitForward(ExpirySlice slice, Rung rung, double rate)
    {
        if (ListedFuture(slice, out double listed))
        {
            (rung.Forward, rung.Kind, rung.Pairs) = (listed, ForwardRung.ListedFuture, 0);
            return;
        }
        double parity = ParityForward(slice, rung, Math.Exp(-rate * slice.Years));
        if (!double.IsNaN(parity))
        {
            (rung.Forward, rung.Kind) = (parity, ForwardRung.Parity);
            return;
        }
        rung.Pairs = 0;
        if (Synthetic(slice, out double synthetic))
            (rung.Forward, rung.Kind) = (synthetic, ForwardRung.VenueSynthetic);
    }

    // NaN where the pairs are too few or tell no forward.
    private double ParityForward(ExpirySlice slice, Rung rung, double discount)
    {
        if (rung.Pairs < MinPairs)
            return double.NaN;
        double forward = double.NaN;
        if (slice.Style != PayoffStyle.Inverse)
            forward = ParityFit.Level(rung.Strikes, rung.Differences, rung.Spreads, discount) / discount;
        else if (ParityFit.TryLine(rung.Strikes, rung.Differences, rung.Spreads, out double a, out _) && Math.Abs(a - 1) < 0.05)
            forward = InverseForward(rung);
        // Parity that is off by half the spot is a broken file, not a forward.
        if (Math.Abs(forward / spot - 1) < 0.5)
            return forward;
        if (forward > 0)
            Refused.Add(forward);
        return double.NaN;
    }

    // Coin prices: C - P = 1 - K/F exactly, so each pair gives F = K / (1 - (C - P)); the median resists bad pairs.
    private static double InverseForward(Rung rung)
    {
        var forwards = new double[rung.Pairs];
        for (int i = 0; i < forwards.Length; i++)
            forwards[i] = rung.Strikes[i] / (1 - rung.Differences[i]);
        return ParityFit.Median(forwards);
    }

    private bool ListedFuture(ExpirySlice slice, out double forward)
    {
        foreach (FutureRow future in snapshot.Futures)
        {
            if (future.Contract.Kind != ContractKind.Future || future.Contract.Expiry != slice.Expiry || future.Contract.Underlying != snapshot.Underlying)
                continue;
            forward = future.Quote.IsTwoSided ? future.Quote.Mid : future.Mark;
            if (forward > 0)
                return true;
        }
        return VenueForward(slice, isListed: true, out forward);
    }

    private bool Synthetic(ExpirySlice slice, out double forward) => VenueForward(slice, isListed: false, out forward);

    // Rows of one expiry are stamped within seconds of each other: the median forward stands for the slice.
    private bool VenueForward(ExpirySlice slice, bool isListed, out double forward)
    {
        var forwards = new List<double>();
        for (int i = 0; i < slice.Count; i++)
        {
            Add(slice.CallRows[i]);
            Add(slice.PutRows[i]);
        }
        forward = forwards.Count > 0 ? ParityFit.Median(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(forwards)) : double.NaN;
        return forwards.Count > 0;

        void Add(int row)
        {
            if (row < 0)
                return;
            ref readonly OptionRow option = ref snapshot.OptionSpan[row];
            if (option.Forward > 0 && option.ForwardName is not null == isListed)
                forwards.Add(option.Forward);
        }
    }

    private void Carry(IReadOnlyList<ExpirySlice> slices, Rung[] rungs, int at)
    {
        int before = -1, after = -1;
        for (int i = 0; i < rungs.Length; i++)
        {
            if (rungs[i].Kind > ForwardRung.VenueSynthetic)
                continue;
            if (i < at)
                before = i;
            else if (i > at && after < 0)
                after = i;
        }
        Rung r = rungs[at];
        double years = slices[at].Years;
        if (before < 0 && after < 0)
        {
            (r.Forward, r.Kind) = (spot, ForwardRung.SpotFlat);
            return;
        }
        if (before >= 0 && after >= 0)
        {
            double x0 = Math.Log(rungs[before].Forward / spot), x1 = Math.Log(rungs[after].Forward / spot);
            double span = slices[after].Years - slices[before].Years;
            double w = span > 0 ? (years - slices[before].Years) / span : 0;
            (r.Forward, r.Kind) = (spot * Math.Exp(x0 + w * (x1 - x0)), ForwardRung.Carry);
            return;
        }
        int near = before >= 0 ? before : after;
        double yield = rungs[near].Rate - Math.Log(rungs[near].Forward / spot) / slices[near].Years;
        // Within days of expiry a basis of a few points is an absurd annual carry: then the forward is moved, not the rate.
        double carry = r.Rate - yield;
        double forward = Math.Abs(carry) < MaxRate || years < slices[near].Years ? spot * Math.Exp(carry * years) : rungs[near].Forward;
        (r.Forward, r.Kind) = (forward, ForwardRung.RateAndYield);
    }
}
