using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>
/// Of one underlying: quotes in, greeks of what the book holds out. Spot is the mid of the hedge instrument; each expiry's forward is that mid times the
/// ratio that the slow lane fitted last. Only expiries that are held and dirty are repriced.
/// </summary>
public sealed class DeskGreeks
{
    private readonly DeskSettings _settings;
    private readonly Book _book;
    private readonly List<GreekSlice> _slices = [];
    private readonly List<int> _own = [], _outrights = [];
    private Quote[] _quotes = [];
    private double[] _lastMid = [];
    private Place[] _places = [];
    private double[] _stand = [];
    private int _hedge = -1, _lead = -1;
    private double _leadPremium;
    private Instant _now;

    private readonly record struct Place(int Slice, int Row, double UnitsPerLot, bool IsListed, bool IsDelisted, bool IsUnquoted);

    internal DeskGreeks(DeskSettings settings, Book book)
    {
        _settings = settings;
        _book = book;
    }

    /// <summary>Of the whole book at the last batch; NaN where a part of it cannot be known.</summary>
    public NetGreeks Net { get; private set; }

    /// <summary>The options' part of <see cref="Net"/>.</summary>
    public NetGreeks Options { get; private set; }

    /// <summary>Years to expiry, annual vol and rate of the book, each option by its |gamma|; zero where there is no gamma.</summary>
    public (double Years, double Vol, double Rate) Mean { get; private set; }

    /// <summary>Years to expiry, each option by its |gamma| times its years, so that what is about to end hardly counts; zero where nothing is left.</summary>
    public double CarriedYears { get; private set; }

    /// <summary>How much net delta has changed by vols, carry and time since the last hedge, and since options were last traded or ended.</summary>
    public double DeltaByVolAndTime { get; private set; }

    /// <summary>Mid of the hedge instrument's last two-sided quote, or what that of another one says it would be; NaN before the first.</summary>
    public double Spot => _lead < 0 ? double.NaN : _lastMid[_lead] / (1 + _leadPremium);

    /// <summary>Held options without a volatility.</summary>
    public int MissingVols { get; private set; }

    /// <summary>Event time of the oldest fit that a held option is priced with; <see cref="Instant.Never"/> when none is held.</summary>
    public Instant OldestFitHeld { get; private set; } = Instant.Never;

    /// <summary>What is held of options, long and short alike, units of the underlying.</summary>
    public double OptionGross
    {
        get
        {
            double units = 0;
            foreach (GreekSlice slice in _slices)
                units += slice.Gross;
            return units;
        }
    }

    /// <summary>The same of all that is held: of what is no option by its delta.</summary>
    public double Gross
    {
        get
        {
            double units = OptionGross;
            foreach (int i in _outrights)
                units += Math.Abs(PositionOf(new(i)).Delta);
            return units;
        }
    }

    /// <summary>Contracts that are no options, in the order in which they were listed.</summary>
    public int Outrights => _outrights.Count;

    public ContractIndex OutrightAt(int index) => new(_outrights[index]);

    /// <summary>Units of the underlying of one lot of an option.</summary>
    public double UnitsPerLot(ContractIndex contract) => _places[contract.Value].UnitsPerLot;

    public int Slices => _slices.Count;

    public GreekSlice Slice(int index) => _slices[index];

    /// <summary>The expiry that an option is of; null for other contracts.</summary>
    public GreekSlice? SliceOf(ContractIndex contract) => _places[contract.Value] is { IsListed: true, Slice: >= 0 and int slice } ? _slices[slice] : null;

    public Quote QuoteOf(ContractIndex contract) => _quotes[contract.Value];

    /// <summary>Mid of the last two-sided quote, in the contract's price unit; of a future, perpetual or spot that is not of the first venue and that nobody quotes, spot times the carry fitted to its end. NaN where neither is known.</summary>
    public double PriceOf(ContractIndex contract)
    {
        if (!double.IsNaN(_stand[contract.Value]))
            return Spot * _stand[contract.Value];
        double mid = _lastMid[contract.Value];
        return double.IsNaN(mid) && _places[contract.Value] is { IsUnquoted: true, Slice: < 0 } ? Spot * CarryTo(_book.ContractOf(contract)) : mid;
    }

    /// <summary>Annual volatility that an option is priced with; NaN without one, and for other contracts.</summary>
    public double VolOf(ContractIndex contract)
    {
        Place place = _places[contract.Value];
        return place.Slice < 0 ? double.NaN : _slices[place.Slice].VolAt(place.Row);
    }

    /// <summary>Greeks of one lot of a contract; of an expiry of which nothing is held as of the last batch, priced by itself. NaN without a vol.</summary>
    public NetGreeks PerLot(ContractIndex contract)
    {
        Place place = _places[contract.Value];
        if (place.Slice >= 0)
            return place.UnitsPerLot * _slices[place.Slice].UnitAt(place.Row, Spot, _now);
        Contract listed = _book.ContractOf(contract);
        double mid = PriceOf(contract);
        if (listed.Style == PayoffStyle.Inverse)
            return new(place.UnitsPerLot / mid, 0, 0, 0, -place.UnitsPerLot * Spot / mid); // N / F coin
        double ratio = listed.Kind == ContractKind.Future && contract.Value != _hedge ? mid / Spot : 1;
        return new(place.UnitsPerLot * ratio, 0, 0, 0, place.UnitsPerLot * mid);
    }

    public double DeltaPerLot(ContractIndex contract) => PerLot(contract).Delta;

    /// <summary>Greeks of what is held of a contract; zero when nothing is.</summary>
    public NetGreeks PositionOf(ContractIndex contract)
    {
        long lots = _book.QuantityOf(contract).Count;
        return lots == 0 ? default : lots * PerLot(contract);
    }

    internal void List(ContractIndex index, Contract contract, bool isHedge, bool isUnquoted)
    {
        if (index.Value >= _quotes.Length)
        {
            int size = Math.Max(16, Math.Max(index.Value + 1, 2 * _quotes.Length));
            Array.Resize(ref _quotes, size);
            Array.Resize(ref _lastMid, size);
            Array.Resize(ref _places, size);
            Array.Resize(ref _stand, size);
        }
        _own.Add(index.Value);
        _quotes[index.Value] = Poise.Domain.Quote.Absent;
        _lastMid[index.Value] = _stand[index.Value] = double.NaN;
        double units = (double)contract.LotSize * contract.Multiplier;
        if (isHedge)
            _hedge = _lead = index.Value;
        if (!contract.IsOption)
        {
            _places[index.Value] = new(-1, -1, units, IsListed: true, IsDelisted: false, isUnquoted);
            _outrights.Add(index.Value);
            return;
        }
        int slice = Find(contract);
        if (slice < 0)
        {
            slice = _slices.Count;
            _slices.Add(new GreekSlice(contract.Expiry, contract.Style, contract.SettlementWindow));
        }
        _places[index.Value] = new(slice, _slices[slice].Add(contract), units, IsListed: true, IsDelisted: false, isUnquoted);
    }

    /// <summary>Whose mid spot is, less its usual premium.</summary>
    internal void Lead(ContractIndex contract, double premium) => (_lead, _leadPremium) = (contract.Value, premium);

    /// <summary>The price of a hedge instrument that has none now, over spot; NaN: it has its own.</summary>
    internal void Stand(ContractIndex contract, double overSpot) => _stand[contract.Value] = overSpot;

    internal void Delist(ContractIndex index)
    {
        ref Place place = ref _places[index.Value];
        place = place with { IsDelisted = true };
        _quotes[index.Value] = Poise.Domain.Quote.Absent;
    }

    internal void Quote(ContractIndex index, in Quote quote)
    {
        if (_places[index.Value].IsDelisted)
            return;
        _quotes[index.Value] = quote;
        if (quote.IsTwoSided)
            _lastMid[index.Value] = quote.Mid;
    }

    internal void Fit(FittedSlice fit)
    {
        // Everything is checked before anything changes: a fit is taken whole or not at all.
        int first = NumberOf(fit.Contracts[0]);
        foreach (ContractIndex contract in fit.Contracts)
            if (NumberOf(contract) != first)
                throw new ArgumentException("a fit names contracts of several expiries, styles or averaging windows", nameof(fit));
        GreekSlice slice = _slices[first];
        if (slice.Expiry != fit.Expiry)
            throw new ArgumentException($"a fit of {fit.Expiry} names a contract of {slice.Expiry}", nameof(fit));
        if (fit.Slopes.Length > 0 && fit.Slopes.Length != fit.Contracts.Length)
            throw new ArgumentException($"a fit of {fit.Contracts.Length} contracts has {fit.Slopes.Length} slopes", nameof(fit));
        for (int i = 0; i < fit.Contracts.Length; i++)
            slice.SetVol(_places[fit.Contracts[i].Value].Row, fit.Vols[i], fit.Slopes.Length > 0 ? fit.Slopes[i] : double.NaN);
        slice.Fit(fit.Basis, fit.Discount, fit.AsOf);
    }

    private int NumberOf(ContractIndex contract)
    {
        return (uint)contract.Value < (uint)_places.Length && _places[contract.Value] is { IsListed: true, Slice: >= 0 and int slice }
            ? slice
            : throw new ArgumentException($"a fit names contract {contract.Value}, which is no listed option of its underlying");
    }

    internal void Held(ContractIndex index, Lots change)
    {
        Place place = _places[index.Value];
        if (place.Slice < 0)
            return;
        // What other options had brought is not told from what these would have: from here on all of delta counts again.
        DeltaByVolAndTime = 0;
        _slices[place.Slice].Hold(place.Row, change.Count * place.UnitsPerLot, _book.QuantityOf(index) == Lots.Zero);
    }

    internal void Reprice(Instant now)
    {
        _now = now;
        double spot = Spot;
        int missing = 0;
        Instant oldest = Instant.Never;
        NetGreeks net = default;
        double weight = 0, vol = 0, years = 0, squares = 0, rate = 0;
        for (int i = 0; i < _slices.Count; i++)
        {
            GreekSlice slice = _slices[i];
            if (slice.Held == 0)
                continue;
            if (slice.IsDue(spot, now, _settings.RepriceMove, _settings.RepriceEvery, _settings.RecomputeEvery))
                DeltaByVolAndTime += slice.Reprice(spot, now);
            net += slice.Net;
            weight += slice.GammaWeight;
            vol += slice.GammaVol;
            years += slice.GammaWeight * slice.Years;
            squares += slice.GammaWeight * slice.Years * slice.Years;
            rate += slice.GammaWeight * slice.Rate;
            missing += slice.MissingVols;
            if (slice.FittedAt < oldest)
                oldest = slice.FittedAt;
        }
        Options = net;
        Mean = weight == 0 ? default : (years / weight, vol / weight, rate / weight);
        CarriedYears = years == 0 ? 0 : squares / years;
        for (int i = 0; i < _outrights.Count; i++)
            net += PositionOf(new(_outrights[i]));
        Net = net;
        MissingVols = missing;
        OldestFitHeld = oldest;
    }

    /// <summary>Net delta by another convention or at another variance, as of the last batch; NaN where that cannot be known.</summary>
    public double DeltaOf(in HedgeDelta which)
    {
        double options = 0;
        for (int i = 0; i < _slices.Count; i++)
            options += _slices[i].DeltaOf(which);
        return Net.Delta - Options.Delta + options;
    }

    /// <summary>The options' delta by another convention, priced again at each slice's last spot and time.</summary>
    public double OptionDeltaNow(in HedgeDelta which)
    {
        double options = 0;
        for (int i = 0; i < _slices.Count; i++)
            options += _slices[i].DeltaNow(which);
        return options;
    }

    internal void Hedged() => DeltaByVolAndTime = 0;

    /// <summary>The same net greeks from nothing, with no running sum: the yardstick of their drift.</summary>
    public NetGreeks SumAll()
    {
        NetGreeks sum = default;
        foreach (int i in _own)
            sum += PositionOf(new(i));
        return sum;
    }

    /// <summary>
    /// Forward over spot at a future's end, by what is fitted: that of the options that end with it, else ln(forward / spot) in proportion to time from the nearest that end before it, or after it where none do. 1 where the venue lists no options; NaN
    /// where it does and nothing is fitted yet.
    /// </summary>
    private double CarryTo(Contract future)
    {
        if (future.Kind != ContractKind.Future || _slices.Count == 0)
            return 1;
        GreekSlice? near = null;
        foreach (GreekSlice slice in _slices)
        {
            if (!(slice.Basis > 0) || slice.Expiry <= slice.FittedAt)
                continue;
            bool isBefore = slice.Expiry <= future.Expiry;
            if (near is null || isBefore && (near.Expiry > future.Expiry || slice.Expiry > near.Expiry) || !isBefore && near.Expiry > future.Expiry && slice.Expiry < near.Expiry)
                near = slice;
        }
        return near is null ? double.NaN : near.Expiry == future.Expiry ? near.Basis
            : Math.Pow(near.Basis, (future.Expiry - near.FittedAt).Seconds / (near.Expiry - near.FittedAt).Seconds);
    }

    private int Find(Contract contract)
    {
        for (int i = 0; i < _slices.Count; i++)
            if (_slices[i].Expiry == contract.Expiry && _slices[i].Style == contract.Style && _slices[i].Window == contract.SettlementWindow)
                return i;
        return -1;
    }

    /// <summary>Of several hedge instruments, whose price is spot, and what stands in for those without one.</summary>
    internal void AddLeadTo(ref StateHasher hasher)
    {
        hasher.Add(_lead);
        hasher.Add(_leadPremium);
        foreach (int i in _outrights)
            hasher.Add(_stand[i]);
    }

    internal void AddTo(ref StateHasher hasher)
    {
        foreach (int i in _own)
        {
            hasher.Add(_quotes[i]);
            hasher.Add(_lastMid[i]);
        }
        hasher.Add(DeltaByVolAndTime);
        for (int i = 0; i < _slices.Count; i++)
            _slices[i].AddTo(ref hasher);
    }
}
