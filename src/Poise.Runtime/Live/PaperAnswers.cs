using Poise.Domain;
using Poise.Exchange;
using Poise.Storage;

namespace Poise.Runtime;

/// <summary>What an order in an option came to on paper, at once and for good.</summary>
/// <param name="Filled">Lots, at <paramref name="Price"/> ticks, by the trade of number <paramref name="Trade"/>; 0 where nothing was.</param>
/// <param name="Fee">Of all that was filled, settlement currency.</param>
internal readonly record struct PaperAnswer(OrderId Id, string Symbol, Side Side, OrderStatus Status, long Filled, long Price, decimal Fee, VenueReason Reason, long Trade, Instant At);

/// <summary>The last answers to orders in options and what all of them brought of each contract, on a disk, written whole each time.</summary>
internal sealed class PaperAnswers
{
    private const string Name = "options.state";

    private const byte Form = 1;

    /// <summary>More than a desk has under way.</summary>
    private const int Remembered = 200;

    /// <summary>What ended is no position, and by then the venue has told its price.</summary>
    private static readonly Duration Kept = Duration.FromDays(2);

    private readonly IDisk _disk;
    private readonly StateWriter _writer = new();
    private readonly Queue<PaperAnswer> _last = [];
    private readonly SortedDictionary<string, (long Lots, Instant Expiry)> _traded = new(StringComparer.Ordinal);
    private long _trades;

    /// <exception cref="JournalException">What the disk holds is damaged, or of another form.</exception>
    /// <exception cref="InvalidDataException">What the disk holds are no such answers.</exception>
    /// <param name="began">The last instant that the desk knows: without a file trades are numbered from there on, above all that it may have folded.</param>
    public PaperAnswers(IDisk disk, Instant began)
    {
        _disk = disk;
        _trades = began.IsKnown ? began.UnixMilliseconds : 0;
        if (!disk.List().Contains(Name, StringComparer.Ordinal))
            return;
        try
        {
            Read(new StateReader(StateFile.Read(disk, Name, Form, number: 0)));
        }
        catch (StateDamagedException damaged)
        {
            throw new InvalidDataException($"{disk.Place}: {Name}: {damaged.Message}", damaged);
        }
    }

    /// <summary>Lots that all orders brought, + bought.</summary>
    public Lots TradedOf(string symbol) => _traded.TryGetValue(symbol, out (long Lots, Instant Expiry) traded) ? new(traded.Lots) : Lots.Zero;

    public PaperAnswer? Find(OrderId id)
    {
        foreach (PaperAnswer answer in _last)
            if (answer.Id == id)
                return answer;
        return null;
    }

    /// <returns>The answer with its trade's number.</returns>
    public PaperAnswer Add(PaperAnswer answer, Instant expiry)
    {
        if (answer.Filled > 0)
        {
            answer = answer with { Trade = ++_trades };
            _traded[answer.Symbol] = (TradedOf(answer.Symbol).Count + (answer.Side == Side.Buy ? answer.Filled : -answer.Filled), expiry);
        }
        _last.Enqueue(answer);
        if (_last.Count > Remembered)
            _last.Dequeue();
        return answer;
    }

    /// <exception cref="IOException">It cannot be written: no order is answered.</exception>
    public void Save(Instant now)
    {
        foreach (string ended in _traded.Where(t => now - t.Value.Expiry > Kept).Select(static t => t.Key).ToArray())
            _traded.Remove(ended);
        _writer.Clear();
        _writer.Write(_trades);
        _writer.Write(_traded.Count);
        foreach ((string symbol, (long lots, Instant expiry)) in _traded)
        {
            _writer.WriteText(symbol);
            _writer.Write((lots, expiry));
        }
        _writer.Write(_last.Count);
        foreach (PaperAnswer a in _last)
        {
            _writer.Write((long)a.Id.Desk);
            _writer.Write((a.Id.Sequence, a.Filled, a.Price, a.Trade, a.At));
            _writer.Write(a.Fee);
            _writer.Write(((byte)a.Side, (byte)a.Status, (byte)a.Reason));
            _writer.WriteText(a.Symbol);
        }
        StateFile.Replace(_disk, Name, Form, number: 0, _writer.Bytes);
    }

    private void Read(StateReader from)
    {
        _trades = from.Read<long>();
        for (int left = from.Count(4); left > 0; left--)
        {
            string symbol = from.ReadText() ?? throw new StateDamagedException("a contract without a name");
            _traded[symbol] = from.Read<(long, Instant)>();
        }
        for (int left = from.Count(4); left > 0; left--)
        {
            long desk = from.Read<long>();
            (long sequence, long filled, long price, long trade, Instant at) = from.Read<(long, long, long, long, Instant)>();
            decimal fee = from.Read<decimal>();
            (byte side, byte status, byte reason) = from.Read<(byte, byte, byte)>();
            string symbol = from.ReadText() ?? throw new StateDamagedException("an order in a contract without a name");
            if (side > (byte)Side.Sell || status is 0 or > (byte)OrderStatus.Rejected || filled < 0 || (filled > 0 && (price <= 0 || trade <= 0 || trade > _trades)))
                throw new StateDamagedException($"an answer to order {desk}-{sequence} that is none");
            _last.Enqueue(new PaperAnswer(new OrderId((int)desk, sequence), symbol, (Side)side, (OrderStatus)status, filled, price, fee, (VenueReason)reason, trade, at));
        }
        if (!from.IsAtEnd)
            throw new StateDamagedException("bytes after its end");
    }
}
