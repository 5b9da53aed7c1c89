using System.Globalization;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Exchange;

/// <summary>What was traded on one day, and what was true at its end.</summary>
/// <param name="Open">Before the first trade.</param>
/// <param name="Close">After the last trade, before the day's expiries end.</param>
/// <param name="Spot">At the close.</param>
/// <param name="Trades">By time, as a tape shows them: without their takers.</param>
/// <param name="Takers">Of each trade, as the market knew them.</param>
/// <param name="Positions">At the close, contracts in the order of listing.</param>
public sealed record CustomerDay(
    Instant Open, Instant Close, double Spot, IReadOnlyList<OptionTrade> Trades, IReadOnlyList<Side> Takers, IReadOnlyList<CustomerPosition> Positions)
{
    /// <summary>The chain at the close as a vendor shows it, with the open interest of the night before.</summary>
    public MarketSnapshot Chain() => new()
    {
        Underlying = CustomerMarket.Underlying,
        Source = "generated",
        AsOf = Close,
        QuoteDate = DateOnly.FromDateTime(Close.ToUtc()),
        Spot = Spot,
        SpotSource = "last",
        Options =
        [
            .. Positions.Where(p => p.Contract.Expiry > Close).Select((p, i) =>
                new OptionRow(p.Contract, new Quote(p.Bid, p.Ask, 100, 100, Close), double.NaN, p.OpenInterestBefore, double.NaN, VendorGreeks.Absent, double.NaN, null, i + 1)),
        ],
        Rows = Positions.Count(p => p.Contract.Expiry > Close),
    };

    public TradeTape Tape() => new() { Underlying = CustomerMarket.Underlying, Source = "generated", Trades = Trades };
}

/// <summary>One contract at the close.</summary>
/// <param name="OpenInterest">Contracts.</param>
/// <param name="OpenInterestBefore">At the close of the day before.</param>
/// <param name="Dealers">Contracts, + long; the customers together hold its negative.</param>
/// <param name="Gamma">Of one unit of underlying, a unit move squared.</param>
public readonly record struct CustomerPosition(Contract Contract, double OpenInterest, double OpenInterestBefore, double Dealers, double Bid, double Ask, double Gamma);

/// <summary>Noise traders, overwriters and spread buyers trade with dealers, day after day. The same seed gives the same days.</summary>
public sealed class CustomerMarket
{
    internal const string Underlying = "GEN";

    private const int TradingSeconds = 23_400;

    private readonly CustomerSettings _settings;
    private readonly SeededRandom _choices, _path, _prices;
    private readonly List<Series> _listed = [];

    /// <summary>By overwriter, then by call buyer, then by spread, straddle and butterfly buyer: the day number on which what he holds ends.</summary>
    private readonly int[] _holdsUntil;
    private List<OptionTrade> _trades = [];
    private List<Side> _takers = [];
    private DateOnly _day;
    private double _spot;

    public CustomerMarket(CustomerSettings settings)
    {
        _settings = settings;
        var random = new SeededRandom(settings.Seed);
        _choices = random.Split("choices");
        _path = random.Split("path");
        _prices = random.Split("prices");
        _day = settings.FirstDay;
        _spot = settings.Spot;
        _holdsUntil = new int[settings.Overwriters + settings.CallBuyers + settings.SpreadBuyers + settings.StraddleBuyers + settings.ButterflyBuyers];
    }

    public CustomerDay Next()
    {
        Instant open = At(_day, 0), close = At(_day, TradingSeconds);
        _trades = [];
        _takers = [];
        List();
        double step = _settings.Vol * Math.Sqrt(1.0 / 252 / _settings.NoiseTrades);
        int patient = 0;
        for (int i = 0; i < _settings.NoiseTrades; i++)
        {
            _spot *= Math.Exp(step * _path.NextNormal() - 0.5 * step * step);
            Instant now = open + Duration.FromMilliseconds(1000L * TradingSeconds * i / _settings.NoiseTrades);
            Noise(now);
            for (; patient * (long)_settings.NoiseTrades < (i + 1L) * _holdsUntil.Length; patient++)
            {
                if (_holdsUntil[patient] < _day.DayNumber && _choices.NextInt32(4) == 0)
                    Patient(patient, now);
            }
        }
        var positions = _listed.ConvertAll(s =>
        {
            (double bid, double ask) = Quote(s, close);
            double before = s.OpenInterestBefore;
            s.OpenInterestBefore = s.OpenInterest;
            return new CustomerPosition(s.Contract, s.OpenInterest, before, s.Dealers, bid, ask, Price(s.Contract, close).Gamma);
        });
        var day = new CustomerDay(open, close, Math.Round(_spot, 2), _trades, _takers, positions);
        _listed.RemoveAll(s => s.Contract.ListedExpiry <= _day);
        do
            _day = _day.AddDays(1);
        while (_day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
        return day;
    }

    /// <summary>Fridays of six weeks, strikes by a hundredth of the first spot from 0.88 to 1.1 of today's.</summary>
    private void List()
    {
        double grid = _settings.Spot / 100;
        for (DateOnly friday = _day; friday.DayNumber <= _day.DayNumber + 42; friday = friday.AddDays(1))
        {
            if (friday.DayOfWeek != DayOfWeek.Friday)
                continue;
            for (double strike = Math.Ceiling(0.88 * _spot / grid) * grid; strike <= 1.1 * _spot; strike += grid)
            {
                List(friday, strike, OptionType.Call);
                List(friday, strike, OptionType.Put);
            }
        }
    }

    private void List(DateOnly expiry, double strike, OptionType type)
    {
        if (_listed.Exists(s => s.Contract.ListedExpiry == expiry && s.Contract.Strike == strike && s.Contract.Type == type))
            return;
        string symbol = string.Create(CultureInfo.InvariantCulture, $"GEN {expiry:yyyyMMdd} {(type == OptionType.Call ? 'C' : 'P')}{strike}");
        _listed.Add(new Series(new Contract
        {
            Id = new ContractId("generated", symbol),
            Kind = ContractKind.Option,
            Underlying = Underlying,
            Root = Underlying,
            Multiplier = 100,
            Type = type,
            Strike = strike,
            Expiry = At(expiry, TradingSeconds + 900),
            ListedExpiry = expiry,
        }));
    }

    private void Noise(Instant now)
    {
        int trader = _choices.NextInt32(_settings.NoiseTraders);
        Series series;
        double quantity = 1 + _choices.NextInt32(10);
        Side side = _choices.NextInt32(2) == 0 ? Side.Buy : Side.Sell;
        List<Series> held = _choices.NextInt32(2) == 0 ? _listed.FindAll(s => s.Of(trader) != 0) : [];
        if (held.Count > 0)
        {
            series = held[_choices.NextInt32(held.Count)];
            side = series.Of(trader) > 0 ? Side.Sell : Side.Buy;
            quantity = Math.Min(quantity, Math.Abs(series.Of(trader)));
        }
        else
        {
            double strike = _spot * Math.Exp(0.03 * _choices.NextNormal());
            int weeks = _choices.NextInt32(4);
            series = Near(strike, _day.AddDays(7 * weeks), _choices.NextInt32(2) == 0 ? OptionType.Call : OptionType.Put);
        }
        int? other = _choices.NextDouble() < _settings.BetweenCustomers ? _choices.NextInt32(_settings.NoiseTraders) : null;
        Trade(series, trader, other == trader ? null : other, side, quantity, TradeKind.Single, now);
    }

    private void Patient(int who, Instant now)
    {
        double quantity = 10 + _choices.NextInt32(90);
        int account = _settings.NoiseTraders + who;
        if (who < _settings.Overwriters + _settings.CallBuyers)
        {
            Series call = Near(_spot * (1.01 + 0.04 * _choices.NextDouble()), _day.AddDays(25), OptionType.Call);
            Trade(call, account, null, who < _settings.Overwriters ? Side.Sell : Side.Buy, quantity, TradeKind.Single, now);
            _holdsUntil[who] = call.Contract.ListedExpiry.DayNumber;
            return;
        }
        DateOnly after = _day.AddDays(25);
        int place = who - _settings.Overwriters - _settings.CallBuyers;
        double far = _choices.NextDouble();
        (Series Series, int Contracts)[] legs;
        if (place < _settings.SpreadBuyers)
            legs = [(Near(_spot * (0.95 + 0.04 * far), after, OptionType.Put), 1), (Near(_spot * (0.95 + 0.04 * far) - 0.04 * _spot, after, OptionType.Put), -1)];
        else if (place < _settings.SpreadBuyers + _settings.StraddleBuyers)
            legs = [(Near(_spot * (0.98 + 0.04 * far), after, OptionType.Call), 1), (Near(_spot * (0.98 + 0.04 * far), after, OptionType.Put), 1)];
        else
            legs = [.. Enumerable.Range(0, 3).Select(i => (Near(_spot * (0.98 + 0.04 * far + 0.02 * i), after, OptionType.Call), i == 1 ? -2 : 1))];
        Package(legs, account, quantity, now);
        _holdsUntil[who] = legs[0].Series.Contract.ListedExpiry.DayNumber;
    }

    private Series Near(double strike, DateOnly after, OptionType type)
    {
        Series best = _listed[0];
        double distance = double.PositiveInfinity;
        foreach (Series series in _listed)
        {
            Contract c = series.Contract;
            double away = Math.Abs(c.Strike - strike) + 1000.0 * Math.Max(0, after.DayNumber - c.ListedExpiry.DayNumber) + 10.0 * Math.Max(0, c.ListedExpiry.DayNumber - after.DayNumber);
            if (c.Type != type || away >= distance)
                continue;
            best = series;
            distance = away;
        }
        return best;
    }

    private void Trade(Series series, int taker, int? maker, Side side, double quantity, TradeKind kind, Instant now)
    {
        Hold(series, taker, maker, side, quantity);
        (double bid, double ask) = Quote(series, now);
        Print(series, side, quantity, bid, ask, 0.5 * (bid + ask) + (side == Side.Buy ? 1 : -1) * Place() * 0.5 * (ask - bid), kind, now);
    }

    /// <summary>Legs at one price for all: how it is split between them means nothing.</summary>
    /// <param name="legs">Contracts of each for one package, + bought.</param>
    private void Package((Series Series, int Contracts)[] legs, int taker, double quantity, Instant now)
    {
        double width = 0, rest = 0;
        foreach ((Series series, int contracts) in legs)
        {
            Hold(series, taker, null, SideOf(contracts), quantity * Math.Abs(contracts));
            (double bid, double ask) = Quote(series, now);
            width += (ask - bid) * Math.Abs(contracts);
        }
        double net = Place() * 0.5 * width;
        for (int i = 0; i < legs.Length; i++)
        {
            (Series series, int contracts) = legs[i];
            (double bid, double ask) = Quote(series, now);
            // The last leg bears what the others leave of the price of all.
            double beyond = i < legs.Length - 1 ? 0.5 * (ask - bid) * (2 * _prices.NextDouble() - 1) : (net - rest) / contracts;
            rest += contracts * beyond;
            Print(series, SideOf(contracts), quantity * Math.Abs(contracts), bid, ask, 0.5 * (bid + ask) + beyond, TradeKind.Spread, now);
        }
    }

    private static Side SideOf(int contracts) => contracts > 0 ? Side.Buy : Side.Sell;

    private static void Hold(Series series, int taker, int? maker, Side side, double quantity)
    {
        double signed = side == Side.Buy ? quantity : -quantity;
        series.Add(taker, signed);
        if (maker is int customer)
            series.Add(customer, -signed);
    }

    /// <summary>Of a price between mid, 0, and the side that the taker must pay, 1.</summary>
    private double Place()
    {
        double place = _prices.NextDouble() < 0.7 ? 1 : 0.1 + 0.8 * _prices.NextDouble(), chance = _prices.NextDouble();
        return chance < _settings.AtMid ? 0 : chance < _settings.AtMid + (1 - _settings.AtMid) * _settings.WrongSide ? -place : place;
    }

    private (double Bid, double Ask) Quote(Series series, Instant now)
    {
        double mid = Price(series.Contract, now).Price, half = Math.Max(0.05, 0.01 * mid);
        return (Math.Max(0, Math.Round(mid - half, 2)), Math.Round(mid + half, 2));
    }

    private void Print(Series series, Side side, double quantity, double bid, double ask, double price, TradeKind kind, Instant now)
    {
        _trades.Add(new OptionTrade(series.Contract.Id, now, Math.Max(Math.Round(price, 3), 0.001), quantity, null, bid, ask, kind));
        _takers.Add(side);
    }

    private OptionGreeks Price(Contract c, Instant now) =>
        Black76.EvaluateForward(c.Type, _spot, c.Strike, Math.Max(0, (c.Expiry - now).Years), 1, _settings.Vol);

    /// <summary>14:30 UTC and so many seconds.</summary>
    private static Instant At(DateOnly day, int seconds) => Instant.FromUtc(day.ToDateTime(new TimeOnly(14, 30), DateTimeKind.Utc)) + Duration.FromSeconds(seconds);

    private sealed class Series(Contract contract)
    {
        private readonly SortedDictionary<int, double> _customers = [];

        public Contract Contract { get; } = contract;

        public double OpenInterestBefore { get; set; }

        public double Dealers => -_customers.Values.Sum();

        public double OpenInterest => _customers.Values.Where(static q => q > 0).Sum() + Math.Max(0, Dealers);

        public double Of(int customer) => _customers.TryGetValue(customer, out double held) ? held : 0;

        public void Add(int customer, double quantity)
        {
            double held = Of(customer) + quantity;
            if (held == 0)
                _customers.Remove(customer);
            else
                _customers[customer] = held;
        }
    }
}
