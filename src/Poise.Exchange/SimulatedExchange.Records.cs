using Poise.Domain;

namespace Poise.Exchange;

/// <summary>What the books did, kept as records of orders and trades, and told to who listens.</summary>
public sealed partial class SimulatedExchange
{
    private readonly List<OrderMemory?> _memories = [];
    private readonly List<(long Count, long Price, long Direction)> _tape = [];
    private readonly Queue<int> _traded = [];
    private readonly List<(int Account, int Group)> _trips = [];

    /// <summary>By the slot of the order's number: of one that rests, or of the last that did.</summary>
    private OrderRecord[] _records = new OrderRecord[1024];

    /// <summary>What the next order brings along.</summary>
    private OrderRecord _template;
    private VenueReason _refusal;

    private readonly List<AccountTrade> _fills = [];

    /// <summary>Both sides' trades of the last step, as far as their accounts are remembered; for who watches.</summary>
    public ReadOnlySpan<AccountTrade> Fills => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_fills);

    /// <summary>Takes over what the engine's last command did.</summary>
    private void Follow()
    {
        _fills.Clear();
        ReadOnlySpan<MatchEvent> events = _engine.Events;
        foreach (ref readonly MatchEvent e in events)
        {
            switch (e.Kind)
            {
                case MatchEventKind.Placed:
                    Begin(e);
                    break;
                case MatchEventKind.Trade:
                    Trade(e);
                    break;
                case MatchEventKind.Edited:
                    ref OrderRecord edited = ref RecordOf(e.Order);
                    (edited.Price, edited.Quantity, edited.Updated) = (e.Price, e.Quantity, Now);
                    break;
                case MatchEventKind.Cancelled:
                    ref OrderRecord cancelled = ref RecordOf(e.Order);
                    (cancelled.Stage, cancelled.Reason, cancelled.Updated) = (OrderStage.Cancelled, e.Reason, Now);
                    Ended(cancelled);
                    break;
                case MatchEventKind.Rejected or MatchEventKind.EditRejected or MatchEventKind.CancelRejected:
                    _refusal = e.Reason;
                    break;
                default:
                    break;
            }
        }
        Watch?.Matched(Now, events);
        if (_trips.Count > 0)
            TakeQuotesAway();
    }

    private void Begin(in MatchEvent placed)
    {
        int slot = OrderPool.SlotOf(placed.Order);
        if (slot >= _records.Length)
            Array.Resize(ref _records, Math.Max(slot + 1, 2 * _records.Length));
        ref OrderRecord record = ref _records[slot];
        record = _template;
        (record.Number, record.Account, record.Instrument, record.Side, record.Price, record.Quantity) = (placed.Order, placed.Account, placed.Instrument, placed.Side, placed.Price, placed.Quantity);
        (record.Created, record.Updated, record.Stage) = (Now, Now, OrderStage.Open);
        if (record.TimeInForce == TimeInForce.Day)
            _dayOrders.Add((record.Account, record.Number));
        if (record.In != PricedIn.Own)
            _following.Add((record.Account, record.Number));
    }

    private void Trade(in MatchEvent trade)
    {
        ListedInstrument instrument = _instruments[trade.Instrument];
        (long count, long before, long direction) = _tape[trade.Instrument];
        (long sequence, int tick) = (count + 1, TickDirection.Of(trade.Price, before, (int)direction));
        _tape[trade.Instrument] = (sequence, trade.Price, tick);
        if (_waiting.Count > 0 && (_traded.Count == 0 || _traded.Peek() != trade.Instrument))
            _traded.Enqueue(trade.Instrument);
        One(trade.Order, trade.Filled, isMaker: false, trade);
        One(trade.Maker, trade.MakerFilled, isMaker: true, trade);

        void One(long number, long filled, bool isMaker, in MatchEvent e)
        {
            ref OrderRecord record = ref RecordOf(number);
            record.Filled = filled;
            record.Cost += (double)e.Price * e.Quantity;
            record.Updated = Now;
            if (_memories[record.Account] is { } memory)
            {
                long fee = _accounts.Fee(record.Account, e.Instrument, e.Quantity, e.Price, isMaker);
                var fill = new AccountTrade(
                    e.TradeId, sequence, record.Account, e.Instrument, record.Side, e.Quantity, e.Price, number, fee, isMaker, Now, instrument.Mark,
                    _listings[instrument.Listing].Price, instrument.Vol, record.Label, record.IsLiquidation, tick);
                memory.Add(fill);
                _fills.Add(fill);
            }
            if (record.Group > 0)
            {
                double size = instrument.Coins(e.Quantity), signed = record.Side == Side.Buy ? size : -size;
                if (_protection.Traded(record.Account, record.Group, size, signed * instrument.Delta, signed * instrument.Vega, Now))
                    _trips.Add((record.Account, record.Group));
            }
            if (filled < record.Quantity)
                return;
            record.Stage = OrderStage.Filled;
            Ended(record);
        }
    }

    private void Ended(in OrderRecord record)
    {
        if (record.TimeInForce == TimeInForce.Day)
            _dayOrders.Remove((record.Account, record.Number));
        if (record.In != PricedIn.Own)
            _following.Remove((record.Account, record.Number));
        Remember(record);
    }

    private void Remember(in OrderRecord ended) => _memories[ended.Account]?.Add(ended);

    private ref OrderRecord RecordOf(long number) => ref _records[OrderPool.SlotOf(number)];
}
