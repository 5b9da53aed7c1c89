using Poise.Domain;

namespace Poise.Exchange;

/// <summary>What is listed, and what becomes of it at 08:00 UTC.</summary>
public sealed partial class SimulatedExchange
{
    /// <summary>An underlying with its index, its futures and its expiries.</summary>
    private sealed class Listing(int number, ListingSettings settings, ExchangeSettings exchange)
    {
        public readonly int Number = number;
        public readonly ListingSettings Settings = settings;
        public readonly IndexPrice Index = new(exchange.IndexSources, exchange.IndexSilence);
        public readonly SettlementMean Mean = new(exchange.SettlementWindow);

        /// <summary>Perpetual and dated, those that are open.</summary>
        public readonly List<ListedInstrument> Futures = [];
        public readonly List<ExpiryMarks> Expiries = [];
        public ListedInstrument? Spot;

        /// <summary>The index as it last was known.</summary>
        public double Price = settings.Spot;

        /// <summary>The currency that its index is the price of in cross margin: of several listings of an underlying the first one's; -1 for none.</summary>
        public int Prices = -1;
        public bool IsInverse => Settings.Style == PayoffStyle.Inverse;
    }

    private void ListAlways(Listing listing)
    {
        ListFuture(listing, ContractKind.Perpetual, default);
        if (listing.Settings.HasSpot)
            ListSpot(listing);
    }

    private void ListSpot(Listing listing) => listing.Spot = List(listing, SpotTerms(listing));

    private InstrumentTerms SpotTerms(Listing listing)
    {
        ListingSettings s = listing.Settings;
        Contract spot = Terms(listing, $"{s.Underlying}_{s.Quote}", ContractKind.Spot) with { PriceTick = s.FutureTick, LotSize = s.SpotLot, Style = PayoffStyle.Linear, SettlementCurrency = s.Quote };
        return new InstrumentTerms(spot, CurrencyOf(s.Quote), CurrencyOf(s.Underlying));
    }

    /// <summary>The perpetual stands first, dated ones follow by their end.</summary>
    private void ListFuture(Listing listing, ContractKind kind, DateOnly date)
    {
        InstrumentTerms terms = FutureTerms(listing, kind, date);
        int place = listing.Futures.FindIndex(f => f.Contract.Kind == ContractKind.Future && f.Contract.Expiry > terms.Contract.Expiry);
        listing.Futures.Insert(place < 0 ? listing.Futures.Count : place, List(listing, terms, new PremiumMark(kind == ContractKind.Future ? _settings.Future : _settings.Perpetual)));
    }

    private InstrumentTerms FutureTerms(Listing listing, ContractKind kind, DateOnly date)
    {
        ListingSettings s = listing.Settings;
        bool isDated = kind == ContractKind.Future;
        Contract contract = Terms(listing, isDated ? $"{s.Root}-{ListingCalendar.Dated(date)}" : s.Root + "-PERPETUAL", kind) with
        {
            Multiplier = s.FutureMultiplier,
            PriceTick = s.FutureTick,
            LotSize = s.FutureLot,
            Expiry = isDated ? ListingCalendar.ExpiryOf(date) : Instant.Never,
            ListedExpiry = date,
            SettlementWindow = isDated ? _settings.SettlementWindow : Duration.Zero,
        };
        return new InstrumentTerms(contract, CurrencyOf(s.Currency));
    }

    /// <summary>Lists what is missing: expiries by the calendar, strikes around each forward.</summary>
    private void ListSeries(Listing listing)
    {
        ListingSettings s = listing.Settings;
        if (s.Expiries == 0)
            return;
        List<DateOnly> dates = ListingCalendar.Expiries(Now, s.Expiries);
        for (int d = 0; d < dates.Count; d++)
        {
            DateOnly date = dates[d];
            Instant end = ListingCalendar.ExpiryOf(date);
            if (s.HasFutures && d > 0 && !listing.Futures.Exists(f => f.Contract.Expiry == end))
                ListFuture(listing, ContractKind.Future, date);
            double forward = ForwardOf(listing, end);
            ExpiryMarks? expiry = listing.Expiries.Find(e => e.Date == date);
            double vol = expiry?.Vol(forward, forward) ?? (listing.Expiries.Count > 0 ? listing.Expiries[^1].Vol(forward, forward) : s.Vol);
            if (expiry is null)
            {
                // Strikes of a short expiry are set for a day's move at least.
                double deviation = vol * Math.Sqrt(Math.Max((end - Now).Years, 1 / 365.0));
                expiry = new ExpiryMarks(date, end, ListingCalendar.StrikeStep(forward, deviation, s.Strikes), vol);
                int place = listing.Expiries.FindIndex(e => e.Date > date);
                listing.Expiries.Insert(place < 0 ? listing.Expiries.Count : place, expiry);
            }
            double middle = Math.Round(forward / expiry.StrikeStep);
            for (int i = 0; i < s.Strikes; i++)
            {
                // Decimal steps (0.2) must not leave their binary crumbs in names and strikes.
                double strike = (double)Math.Round((decimal)((middle - s.Strikes / 2 + i) * expiry.StrikeStep), 8);
                if (strike > 0 && !expiry.Has(strike))
                    expiry.Add(strike, ListOption(listing, date, strike, OptionType.Call), ListOption(listing, date, strike, OptionType.Put));
            }
        }
    }

    private ListedInstrument ListOption(Listing listing, DateOnly date, double strike, OptionType type)
    {
        ListingSettings s = listing.Settings;
        ListedInstrument option = List(listing, OptionTerms(listing, date, strike, type));
        if (s.OptionCoarseFrom > 0)
        {
            (option.CoarseFrom, option.CoarseStep) = ((long)(s.OptionCoarseFrom / s.OptionTick), (long)(s.OptionCoarseTick / s.OptionTick));
            _engine.Coarsen(option.Number, option.CoarseFrom, option.CoarseStep);
        }
        return option;
    }

    private InstrumentTerms OptionTerms(Listing listing, DateOnly date, double strike, OptionType type)
    {
        ListingSettings s = listing.Settings;
        Contract contract = Terms(listing, ListingCalendar.Symbol(s.Root, date, strike, type), ContractKind.Option) with
        {
            PriceTick = s.OptionTick,
            LotSize = s.OptionLot,
            Type = type,
            Strike = strike,
            Expiry = ListingCalendar.ExpiryOf(date),
            ListedExpiry = date,
            Exercise = ExerciseStyle.European,
            SettlementWindow = _settings.SettlementWindow,
        };
        return new InstrumentTerms(contract, CurrencyOf(s.Currency));
    }

    private Contract Terms(Listing listing, string symbol, ContractKind kind) => new()
    {
        Id = new ContractId(_settings.Venue, symbol),
        Kind = kind,
        Underlying = listing.Settings.Underlying,
        Root = listing.Settings.Root,
        Style = listing.Settings.Style,
        SettlementCurrency = listing.Settings.Currency,
    };

    private ListedInstrument List(Listing listing, InstrumentTerms terms, PremiumMark? premium = null)
    {
        if (!_old.TryDequeue(out int number))
        {
            number = _engine.List();
            _accounts.List(terms);
            _instruments.Add(null!);
            _tape.Add(default);
        }
        else
        {
            _engine.List(number);
            _accounts.List(number, terms);
            _bySymbol.Remove(_instruments[number].Contract.Id.Symbol);
            _tape[number] = default;
        }
        var listed = new ListedInstrument(number, ListedSoFar++, listing.Number, terms, Now) { Premium = premium };
        _instruments[number] = listed;
        _bySymbol.Add(terms.Contract.Id.Symbol, listed);
        Tell(new ExchangeNotice(NoticeKind.Listed, Instrument: number));
        return listed;
    }

    private int CurrencyOf(string name) => _currencies.IndexOf(name);

    /// <summary>The day ends: day orders go, what ends now is settled on the index's mean, and new contracts come.</summary>
    private void Roll()
    {
        EndDayOrders();
        foreach (Listing listing in _listings)
        {
            double taken = listing.Mean.Take(), mean = Math.Round(taken, taken >= 1000 ? 2 : 4);
            foreach (ExpiryMarks expiry in listing.Expiries.FindAll(e => e.Expiry == Now))
            {
                foreach ((ListedInstrument call, ListedInstrument put) in expiry.Pairs)
                {
                    Settle(call, mean);
                    Settle(put, mean);
                }
            }
            foreach (ListedInstrument future in listing.Futures.FindAll(f => f.Contract.Expiry == Now))
                Settle(future, mean);
            listing.Expiries.RemoveAll(e => e.Expiry == Now);
            listing.Futures.RemoveAll(f => f.Contract.Expiry == Now);
        }
        _nextRoll = ListingCalendar.NextRoll(Now);
        FindOld();
        HashSet<int> given = [.. _old];
        foreach (Listing listing in _listings)
            ListSeries(listing);
        given.ExceptWith(_old);
        Forget(given);
        MarkAll();
    }

    /// <summary>What ended long ago gives up its number to what is listed now.</summary>
    private void FindOld()
    {
        _old.Clear();
        if (_settings.ForgetAfterDays == 0)
            return;
        Instant before = Now - Duration.FromDays(_settings.ForgetAfterDays);
        foreach (ListedInstrument instrument in _instruments.Where(i => !i.IsOpen && i.Contract.Expiry <= before).OrderBy(static i => i.Contract.Expiry).ThenBy(static i => i.Number))
            _old.Enqueue(instrument.Number);
    }

    /// <summary>These numbers are others' now: no order that is kept may name them.</summary>
    private void Forget(HashSet<int> numbers)
    {
        if (numbers.Count == 0)
            return;
        foreach (OrderMemory? memory in _memories)
            memory?.Forget(numbers);
        foreach (ref OrderRecord record in _records.AsSpan())
        {
            if (numbers.Contains(record.Instrument))
                record = default;
        }
    }

    private void Settle(ListedInstrument instrument, double price)
    {
        _engine.Close(instrument.Number, VenueReason.Expired);
        Follow();
        EndWaiting(VenueReason.Expired, o => o.Instrument == instrument.Number);
        instrument.IsOpen = false;
        instrument.Settlement = price;
        Tell(new ExchangeNotice(NoticeKind.Settled, Instrument: instrument.Number, Price: price));
        _accounts.Settle(instrument.Number, price);
    }
}
