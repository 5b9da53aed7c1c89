using Poise.Domain;

namespace Poise.Exchange;

/// <summary>What is listed, and what becomes of it at expiry.</summary>
public sealed partial class SimulatedMarket
{
    private static readonly Duration SettlementWindow = new(30L * 60 * 1_000_000_000);
    private readonly List<Instrument> _instruments = [];
    private readonly List<Series> _series = [];
    private double _windowSum;
    private long _windowCount;

    private bool IsInverse => _settings.Style == PayoffStyle.Inverse;

    private string Currency => IsInverse ? _settings.Underlying : "USD";

    private void ListPerpetual() => List(new Contract
    {
        Id = new ContractId(_settings.Venue, _settings.Underlying + "-PERPETUAL"),
        Kind = ContractKind.Perpetual,
        Underlying = _settings.Underlying,
        Root = _settings.Underlying,
        Style = _settings.Style,
        Multiplier = _settings.PerpetualMultiplier,
        SettlementCurrency = Currency,
        PriceTick = _settings.PerpetualTick,
        LotSize = _settings.PerpetualLot,
    }, Depth.Levels);

    /// <summary>Lists what is missing: expiries by the calendar, strikes around each forward.</summary>
    private void ListSeries()
    {
        var surface = new MarketSurface(_settings, _path.Spot, _path.Vol);
        foreach (DateOnly date in ListingCalendar.Expiries(Now, _settings.Expiries))
        {
            double years = (ListingCalendar.ExpiryOf(date) - Now).Years;
            double forward = surface.Forward(years);
            // Strikes of a short expiry are set for a day's move at least.
            double deviation = Math.Sqrt(surface.Theta(Math.Max(years, 1 / 365.0)));
            Series? series = _series.Find(s => s.Date == date);
            if (series is null)
            {
                series = new Series(date, ListingCalendar.StrikeStep(forward, deviation, _settings.Strikes));
                int place = _series.FindIndex(s => s.Date > date);
                _series.Insert(place < 0 ? _series.Count : place, series);
            }
            double middle = Math.Round(forward / series.StrikeStep);
            for (int i = 0; i < _settings.Strikes; i++)
            {
                double strike = (middle - _settings.Strikes / 2 + i) * series.StrikeStep;
                if (strike > 0 && !series.Has(strike))
                    ListStrike(series, strike, forward, deviation, years);
            }
        }
    }

    private void ListStrike(Series series, double strike, double forward, double deviation, double years)
    {
        // Decimal steps (0.2) must not leave their binary crumbs in names and strikes.
        double clean = (double)Math.Round((decimal)strike, 8);
        series.Add(clean);
        foreach (OptionType type in (ReadOnlySpan<OptionType>)[OptionType.Call, OptionType.Put])
        {
            Instrument instrument = List(new Contract
            {
                Id = new ContractId(_settings.Venue, ListingCalendar.Symbol(_settings.Underlying, series.Date, clean, type)),
                Kind = ContractKind.Option,
                Underlying = _settings.Underlying,
                Root = _settings.Underlying,
                Style = _settings.Style,
                Multiplier = 1,
                SettlementCurrency = Currency,
                PriceTick = _settings.OptionTick,
                LotSize = _settings.OptionLot,
                Type = type,
                Strike = clean,
                Expiry = series.Expiry,
                ListedExpiry = series.Date,
                Exercise = ExerciseStyle.European,
                SettlementWindow = SettlementWindow,
            }, 2);
            instrument.OpenLots = instrument.Lots(OpenInterestShape.Contracts(
                _settings, type, clean, series.StrikeStep, forward, deviation, years, _interest));
            (type == OptionType.Call ? series.Calls : series.Puts).Add(instrument);
            SendOpenInterest(instrument);
        }
    }

    private Instrument List(Contract contract, int levels)
    {
        var instrument = new Instrument(new ContractIndex(_instruments.Count), contract, levels);
        _instruments.Add(instrument);
        _account.List(_instruments.Count);
        _house.List(_instruments.Count);
        SendListing(instrument);
        return instrument;
    }

    /// <summary>08:00 UTC: what ends now is settled on the index's mean of the last half hour, and new contracts come.</summary>
    private void Roll()
    {
        double mean = _windowCount > 0 ? _windowSum / _windowCount : _path.Spot;
        (_windowSum, _windowCount) = (0, 0);
        decimal index = Math.Round((decimal)mean, 2);
        foreach (Series series in _series)
        {
            if (series.Expiry != Now)
                continue;
            for (int i = 0; i < series.Count; i++)
            {
                Settle(series.Calls[i], index);
                Settle(series.Puts[i], index);
            }
        }
        _series.RemoveAll(s => s.Expiry == Now);
        _nextRoll = ListingCalendar.NextRoll(Now);
        ListSeries();
        QuoteAll();
    }

    private void Settle(Instrument instrument, decimal index)
    {
        CloseResting(instrument, VenueReason.Expired);
        instrument.IsLive = false;
        Contract contract = instrument.Contract;
        decimal payoff = Math.Max(0, (decimal)contract.TypeSign * (index - (decimal)contract.Strike));
        decimal price = IsInverse ? Math.Round(payoff / index, 8) : payoff;
        long held = _account.LotsOf(instrument.Index);
        decimal before = _account.Cash;
        _account.Trade(contract, instrument.Index, -held, price, 0);
        _house.Trade(contract, instrument.Index, held, price, 0);
        var settlement = new Settlement(price, new(held), _account.Cash - before, Now);
        instrument.Settlement = settlement;
        SendPrivate(new ExchangeEvent(_private.Delay(Now), instrument.Index, settlement));
    }

    private void SampleIndex()
    {
        if (_nextRoll - Now > SettlementWindow)
            return;
        _windowSum += _path.Spot;
        _windowCount++;
    }
}
