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

    /// <summary>With what was traded later put to it; an empty one becomes the later one, at its own minute.</summary>
    public readonly Candle With(in Candle later) => new()
    {
        Minute = Minute,
        Open = Close == 0 ? later.Open : Open,
        High = Math.Max(High, later.High),
        Low = Close == 0 ? later.Low : Math.Min(Low, later.Low),
        Close = later.Close,
        Volume = Volume + later.Volume,
        Cost = Cost + later.Cost,
    };
}

/// <summary>What the public may ask of an instrument's past: the last trades, candles, the last day's numbers. Bounded.</summary>
internal sealed class MarketRecord
{
    private const int MostTrades = 1000, MostCandles = 5000;
    private readonly Queue<SeenTrade> _trades = [];
    private readonly List<Candle> _candles = [];
    private long _step;

    public IReadOnlyCollection<SeenTrade> Trades => _trades;

    /// <summary>Minutes in which something was traded, ascending.</summary>
    public IReadOnlyList<Candle> Candles => _candles;

    public SeenTrade? Last { get; private set; }

    /// <summary>Changes of the book so far: one a step that touched it.</summary>
    public long Changes { get; private set; }

    /// <summary>The book has changed in a step; said as often as one likes.</summary>
    /// <param name="step">Above that of the step before.</param>
    public void Touch(long step)
    {
        if (step != _step)
            (_step, Changes) = (step, Changes + 1);
    }

    /// <summary>Adds a trade and says how its price came about.</summary>
    /// <param name="coins">Its size.</param>
    /// <param name="usd">What that is worth.</param>
    public SeenTrade Add(in MatchEvent trade, long sequence, Instant at, ListedInstrument instrument, double index, bool isLiquidation, double coins, double usd)
    {
        int direction = TickDirection.Of(trade.Price, Last?.Price ?? 0, Last?.Direction ?? 0);
        var seen = new SeenTrade(trade.TradeId, sequence, trade.Side, trade.Quantity, trade.Price, at, direction, instrument.Mark, index, instrument.Vol, isLiquidation);
        Last = seen;
        _trades.Enqueue(seen);
        if (_trades.Count > MostTrades)
            _trades.Dequeue();
        long minute = at.UnixNanoseconds / 60_000_000_000;
        if (_candles.Count == 0 || _candles[^1].Minute != minute)
        {
            if (_candles.Count == MostCandles)
                _candles.RemoveRange(0, MostCandles / 10);
            _candles.Add(new Candle { Minute = minute });
        }
        _candles[^1] = _candles[^1].With(new Candle { Open = trade.Price, High = trade.Price, Low = trade.Price, Close = trade.Price, Volume = coins, Cost = usd });
        return seen;
    }

    public void Save(StateWriter to)
    {
        to.Write(Changes);
        to.Write(_trades.Count);
        foreach (SeenTrade t in _trades)
        {
            to.Write((t.Id, t.Sequence, t.Lots, t.Price, t.At));
            to.Write((t.Mark, t.Index, t.Vol));
            to.WriteAll<byte>([(byte)t.Side, (byte)t.Direction, t.IsLiquidation ? (byte)1 : (byte)0]);
        }
        to.WriteAll<Candle>(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_candles));
    }

    public void Load(ref StateReader from)
    {
        Changes = from.Read<long>();
        for (int left = from.Read<int>(); left > 0; left--)
        {
            (long id, long sequence, long lots, long price, Instant at) = from.Read<(long, long, long, long, Instant)>();
            (double mark, double index, double vol) = from.Read<(double, double, double)>();
            byte[] b = from.ReadAll<byte>();
            if (b.Length != 3)
                throw new StateDamagedException("a trade");
            var seen = new SeenTrade(id, sequence, (Side)b[0], lots, price, at, b[1], mark, index, vol, b[2] != 0);
            _trades.Enqueue(seen);
            Last = seen;
        }
        _candles.AddRange(from.ReadAll<Candle>());
    }

    /// <summary>The last 24 hours; a Close of 0 where nothing was traded in them.</summary>
    public Candle Day(Instant now) => Between(now.UnixNanoseconds / 60_000_000_000 - 1439, long.MaxValue);

    /// <summary>The candle of so many minutes that a minute lies in.</summary>
    public Candle At(long minute, int length) => Between(minute / length * length, minute / length * length + length);

    private Candle Between(long from, long until)
    {
        int first = _candles.Count;
        while (first > 0 && _candles[first - 1].Minute >= from)
            first--;
        var whole = new Candle { Minute = from };
        for (int i = first; i < _candles.Count && _candles[i].Minute < until; i++)
            whole = whole.With(_candles[i]);
        return whole;
    }
}
