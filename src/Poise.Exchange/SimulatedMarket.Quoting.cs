using Poise.Domain;
using Poise.Pricing;

namespace Poise.Exchange;

/// <summary>The house's quotes around the surface, the trades of others, and what the market sees of them.</summary>
public sealed partial class SimulatedMarket
{
    private static readonly Duration InterestPeriod = Duration.FromSeconds(60);
    private Instant _nextInterest;

    private void Move()
    {
        _path.Advance(_settings.Step);
        _nextStep = Now + _settings.Step;
        SampleIndex();
        SendIndex();
        QuoteAll();
        if (Now < _nextInterest)
            return;
        _nextInterest = Now + InterestPeriod;
        foreach (Instrument instrument in _instruments)
        {
            if (instrument.IsLive && instrument.IsOpenInterestNew)
                SendOpenInterest(instrument);
        }
    }

    private void QuoteAll()
    {
        Instrument perpetual = _instruments[0];
        perpetual.Mark = _path.Spot * (1 + _path.Premium);
        perpetual.HalfSpread = Math.Max(perpetual.Tick, _settings.PerpetualHalfSpread * perpetual.Mark);
        Requote(perpetual, _settings.PerpetualSize);
        var surface = new MarketSurface(_settings, _path.Spot, _path.Vol);
        foreach (Series series in _series)
            QuoteSeries(series, surface);
    }

    private void QuoteSeries(Series series, in MarketSurface surface)
    {
        double years = (series.Expiry - Now).Years;
        double forward = surface.Forward(years);
        double discount = IsInverse ? 1 : Math.Exp(-_settings.Carry * years);
        double unit = IsInverse ? 1 / forward : 1;
        series.Price(new SliceTerms(_path.Spot, forward, discount, years), surface);
        for (int i = 0; i < series.Count; i++)
        {
            double half = _settings.OptionHalfSpreadVol * series.VegaAt(i) * unit;
            double parity = discount * (forward - series.StrikeAt(i));
            double call = Math.Max(series.CallAt(i), Math.Max(0, parity));
            Value(series.Calls[i], call * unit, half);
            Value(series.Puts[i], (call - parity) * unit, half);
        }
    }

    private void Value(Instrument option, double mark, double half)
    {
        option.Mark = mark;
        option.HalfSpread = Math.Max(option.Tick, half);
        Requote(option, _settings.OptionSize);
    }

    /// <summary>Sets the house's levels around the mark, lets them trade with what rests in their way, and shows the book.</summary>
    private void Requote(Instrument instrument, double size)
    {
        long bid = (long)Math.Floor((instrument.Mark - instrument.HalfSpread) / instrument.Tick);
        long ask = Math.Max(1, (long)Math.Ceiling((instrument.Mark + instrument.HalfSpread) / instrument.Tick));
        long gap = Math.Max(1, (long)(instrument.HalfSpread / instrument.Tick));
        for (int i = 0; i < instrument.Bids.Length; i++)
        {
            SetLevel(ref instrument.Bids[i], bid - i * gap, size, i, instrument);
            SetLevel(ref instrument.Asks[i], ask + i * gap, size, i, instrument);
        }
        if (instrument.RestingBids.Count + instrument.RestingAsks.Count > 0)
        {
            MeetResting(instrument, Side.Buy);
            MeetResting(instrument, Side.Sell);
        }
        Show(instrument, always: false);
    }

    private void SetLevel(ref HouseLevel level, long ticks, double size, int depth, Instrument instrument)
    {
        level.Ticks = ticks;
        if (level.Full == 0 || _sizes.NextInt32(16) == 0)
        {
            bool isNew = level.Full == 0;
            level.Full = instrument.Lots(size * (1 + depth) * Math.Exp(0.4 * _sizes.NextNormal()));
            level.Left = isNew ? level.Full : Math.Min(level.Left, level.Full);
        }
        long missing = level.Full - level.Left;
        level.Left += (long)Math.Ceiling(_settings.Replenish * missing);
        if (ticks <= 0)
            level.Left = 0;
    }

    /// <summary>Others trade: a size against one side, through whatever stands there, three levels deep at most.</summary>
    private void TradeOfOthers()
    {
        Instrument instrument = _instruments[0];
        double total = _settings.PerpetualTradesPerSecond + _settings.OptionTradesPerSecond;
        double size = _settings.PerpetualSize;
        if (_others.NextDouble() * total >= _settings.PerpetualTradesPerSecond && _series.Count > 0)
        {
            Series series = _series[_others.NextInt32(_series.Count)];
            int strike = _others.NextInt32(series.Count);
            instrument = _others.NextInt32(2) == 0 ? series.Calls[strike] : series.Puts[strike];
            size = _settings.OptionSize;
        }
        Side aggressor = _others.NextInt32(2) == 0 ? Side.Buy : Side.Sell;
        long lots = instrument.Lots(0.3 * size * Math.Exp(_others.NextNormal()));
        if (instrument.Contract.IsOption)
        {
            long change = _others.NextInt32(5) < 3 ? lots : -lots;
            instrument.OpenLots = Math.Max(0, instrument.OpenLots + change);
            instrument.IsOpenInterestNew = true;
        }
        Sweep(instrument, aggressor, lots);
        Show(instrument, always: false);
        _nextTrade = DrawNextTrade();
    }

    private Instant DrawNextTrade()
    {
        double rate = _settings.PerpetualTradesPerSecond + _settings.OptionTradesPerSecond;
        return rate > 0 ? Now + new Duration(1 + (long)(-Math.Log(1 - _others.NextDouble()) / rate * 1e9)) : Instant.Never;
    }

    /// <summary>Sends the top of a book where it changed, and the depth of the perpetual.</summary>
    private void Show(Instrument instrument, bool always)
    {
        Depth depth = default;
        depth.At = Now;
        Collect(instrument, Side.Buy, ref depth);
        Collect(instrument, Side.Sell, ref depth);
        var quote = new Quote(
            depth.BidCount > 0 ? depth.Bid(0).Price.Count * instrument.Tick : double.NaN,
            depth.AskCount > 0 ? depth.Ask(0).Price.Count * instrument.Tick : double.NaN,
            depth.BidCount > 0 ? depth.Bid(0).Quantity.Count * instrument.Lot : double.NaN,
            depth.AskCount > 0 ? depth.Ask(0).Quantity.Count * instrument.Lot : double.NaN,
            Now);
        if (always || !(quote with { At = instrument.Shown.At }).Equals(instrument.Shown))
        {
            instrument.Shown = quote;
            SendPublic(new ExchangeEvent(_public.Delay(Now), instrument.Index, quote));
        }
        if (!instrument.Contract.IsOption)
            SendPublic(new ExchangeEvent(_public.Delay(Now), instrument.Index, depth));
    }

    /// <summary>Merges the house's levels and the resting orders of a side, best first.</summary>
    private void Collect(Instrument instrument, Side side, ref Depth depth)
    {
        HouseLevel[] house = instrument.House(side);
        List<int> resting = instrument.Resting(side);
        int h = 0, r = 0;
        while (depth.Count(side) < Depth.Levels)
        {
            while (h < house.Length && house[h].Left == 0)
                h++;
            if (h == house.Length && r == resting.Count)
                return;
            long price = h == house.Length ? LimitOf(resting[r])
                : r == resting.Count ? house[h].Ticks
                : Better(side, house[h].Ticks, LimitOf(resting[r]));
            long lots = 0;
            for (; h < house.Length && house[h].Ticks == price; h++)
                lots += house[h].Left;
            for (; r < resting.Count && LimitOf(resting[r]) == price; r++)
                lots += Remaining(resting[r]);
            depth.Add(side, new DepthLevel(new(price), new(lots)));
        }
    }

    private void SendListing(Instrument instrument)
    {
        SendPublic(new ExchangeEvent(_public.Delay(Now), instrument.Index, instrument.Contract));
        if (instrument.Contract.IsOption)
            instrument.IsOpenInterestNew = true;
    }

    private void SendOpenInterest(Instrument instrument)
    {
        instrument.IsOpenInterestNew = false;
        SendPublic(new ExchangeEvent(ExchangeEventKind.OpenInterest, _public.Delay(Now), instrument.Index, instrument.OpenLots * instrument.Lot));
    }

    private void SendIndex() =>
        SendPublic(new ExchangeEvent(ExchangeEventKind.Index, _public.Delay(Now), ContractIndex.None, _path.Spot));

    private void SendPublic(in ExchangeEvent message) => _public.Send(message.DeliveredAt, _sent++, message);

    private void SendPrivate(in ExchangeEvent message) => _private.Send(message.DeliveredAt, _sent++, message);
}
