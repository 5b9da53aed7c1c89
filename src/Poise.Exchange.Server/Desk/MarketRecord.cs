using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>A trade as everybody sees it.</summary>
/// <param name="Direction">0 up, 1 as before after up, 2 down, 3 as before after down.</param>
internal readonly record struct SeenTrade(long Id, long Sequence, Side Side, long Lots, long Price, Instant At, int Direction, double Mark, double Index, double Vol, bool IsLiquidation);

/// <summary>What was traded within a minute.</summary>
internal struct Candle
{
    /// <summary>Since 1970.</summary>
    public long Minute;
    public long Open, High, Low, Close;

    /// <summary>Coins, and what they were worth in USD.</summary>
    public double Volume, Cost;
}

/// <summary>What the public may ask of an instrument's past: the last trades, candles, the last day's numbers. Bounded.</summary>
internal sealed class MarketRecord
{
    private const int MostTrades = 1000, MostCandles = 5000;
    private readonly Queue<SeenTrade> _trades = [];
    private readonly List<Candle> _candles = [];
    private int _direction;

    public IReadOnlyCollection<SeenTrade> Trades => _trades;

    /// <summary>Minutes in which something was traded, ascending.</summary>
    public IReadOnlyList<Candle> Candles => _candles;

    public SeenTrade? Last { get; private set; }

    /// <summary>Adds a trade and says how its price came about.</summary>
    /// <param name="coins">Its size.</param>
    /// <param name="usd">What that is worth.</param>
    public SeenTrade Add(in MatchEvent trade, long sequence, Instant at, ListedInstrument instrument, double index, bool isLiquidation, double coins, double usd)
    {
        if (Last is { } before)
            _direction = trade.Price > before.Price ? 0 : trade.Price < before.Price ? 2 : _direction | 1;
        var seen = new SeenTrade(trade.TradeId, sequence, trade.Side, trade.Quantity, trade.Price, at, _direction, instrument.Mark, index, instrument.Vol, isLiquidation);
        Last = seen;
        _trades.Enqueue(seen);
        if (_trades.Count > MostTrades)
            _trades.Dequeue();
        long minute = at.UnixNanoseconds / 60_000_000_000;
        if (_candles.Count == 0 || _candles[^1].Minute != minute)
        {
            if (_candles.Count == MostCandles)
                _candles.RemoveRange(0, MostCandles / 10);
            _candles.Add(new Candle { Minute = minute, Open = trade.Price, High = trade.Price, Low = trade.Price });
        }
        Candle candle = _candles[^1];
        candle.High = Math.Max(candle.High, trade.Price);
        candle.Low = Math.Min(candle.Low, trade.Price);
        candle.Close = trade.Price;
        candle.Volume += coins;
        candle.Cost += usd;
        _candles[^1] = candle;
        return seen;
    }

    /// <summary>The last 24 hours; a Close of 0 where nothing was traded in them. Open is the price that they began with.</summary>
    public Candle Day(Instant now)
    {
        long from = now.UnixNanoseconds / 60_000_000_000 - 1440;
        var day = default(Candle);
        for (int i = _candles.Count - 1; i >= 0 && _candles[i].Minute > from; i--)
        {
            Candle c = _candles[i];
            day.Close = day.Close == 0 ? c.Close : day.Close;
            day.Open = c.Open;
            day.High = Math.Max(day.High, c.High);
            day.Low = day.Low == 0 ? c.Low : Math.Min(day.Low, c.Low);
            day.Volume += c.Volume;
            day.Cost += c.Cost;
        }
        return day;
    }

    /// <summary>The candle of so many minutes that a minute lies in.</summary>
    public Candle At(long minute, int length)
    {
        long from = minute / length * length;
        var whole = default(Candle);
        for (int i = _candles.Count - 1; i >= 0 && _candles[i].Minute >= from; i--)
        {
            Candle c = _candles[i];
            if (c.Minute >= from + length)
                continue;
            whole.Close = whole.Close == 0 ? c.Close : whole.Close;
            whole.Open = c.Open;
            whole.High = Math.Max(whole.High, c.High);
            whole.Low = whole.Low == 0 ? c.Low : Math.Min(whole.Low, c.Low);
            whole.Volume += c.Volume;
            whole.Cost += c.Cost;
        }
        whole.Minute = from;
        return whole;
    }
}
