using System.Threading.Channels;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>
/// What a desk does, a line of JSON each, for who must follow it afterwards. Looks on from the desk's thread and hands what it sees to a bounded queue, which another thread writes: the desk never waits for it, and
/// what finds no room is counted and told. A run of equal decisions that do not trade is one line, its first.
/// </summary>
public sealed class DeskLog : IDeskWatch, IAsyncDisposable
{
    public const int UsualLength = 8192;

    internal const string Full = "the queue was full";

    /// <summary>Orders whose decisions are remembered, for what the venue says of them late.</summary>
    private const int OrdersKnown = 1024;

    private readonly Channel<LogEntry> _queue;
    private readonly LogWriter _writer;
    private readonly TimeProvider _time;
    private readonly Dictionary<OrderId, (DecisionId Decision, ContractIndex Contract)> _decisions = [];
    private readonly Queue<OrderId> _known = [];
    private (DecisionAction Action, DecisionReason Reason)?[] _runs = [];
    private TradingStateChange _state;
    private Instant _now;
    private long _number, _lost, _fills;
    private bool _isLive, _hasStopped;

    /// <param name="writer">Makes the lines, on a thread of its own.</param>
    /// <param name="length">Entries that may wait.</param>
    public DeskLog(LogWriter writer, TimeProvider time, int length = UsualLength)
    {
        (_writer, _time) = (writer, time);
        _queue = Channel.CreateBounded<LogEntry>(new BoundedChannelOptions(length) { SingleReader = true, SingleWriter = true });
        writer.Begin(_queue.Reader);
    }

    /// <summary>Why it could not be written last; null where it was.</summary>
    public string? Failure => _writer.Failure;

    public void OnStart(Desk desk, Instant now, long records)
    {
        _isLive = true;
        (_now, _fills) = (now, desk.Book.Fills);
        _runs = new (DecisionAction, DecisionReason)?[desk.Hedgers.Length];
        foreach (Hedger hedger in desk.Hedgers)
            Add(Entry(LogKind.Start) with { Underlying = hedger.Underlying, Text = PolicyWords.Of(hedger.Policy), Count = records });
        SeeState(desk);
    }

    public void OnEvent(Desk desk, in DeskEvent e)
    {
        if (e.Lane != Lane.Facts)
            return;
        if (!_isLive)
        {
            if (e.Kind == DeskEventKind.Placed)
                Learn(desk, e.Intent.Order);
            return;
        }
        _now = desk.Now;
        switch (e.Kind)
        {
            case DeskEventKind.OrderUpdated:
                Add(About(desk, LogKind.Update, e.Update.Contract, e.Update.Id) with { Event = e });
                break;
            case DeskEventKind.OrderNotFound:
                Add(NotSent(desk, e));
                break;
            case DeskEventKind.Filled when desk.Book.Fills > _fills: // told again it is none
                Add(About(desk, LogKind.Fill, e.Fill.Contract, e.Fill.Order) with { Event = e });
                break;
            case DeskEventKind.LinkChanged:
                Add(Entry(LogKind.Link) with { Event = e });
                break;
            case DeskEventKind.MarginReported:
                Add(Entry(LogKind.Margin) with { Event = e });
                break;
            case DeskEventKind.TradingStateSet when e.StateChange.Reason is TradingStateReason.Operator or TradingStateReason.KillFile:
            case DeskEventKind.CancelAllAsked or DeskEventKind.PackageAsked or DeskEventKind.DeskLimitsSet or DeskEventKind.VenueSetAside:
                Add(Entry(LogKind.Command) with { Event = e });
                break;
            case DeskEventKind.BandSet or DeskEventKind.PolicySet or DeskEventKind.WorkingSet or DeskEventKind.LimitsSet or DeskEventKind.SettingsSet:
                Add(Entry(LogKind.Command) with { Underlying = e.Underlying.Length > 0 ? e.Underlying : desk.Hedgers[0].Underlying, Event = e });
                break;
            case DeskEventKind.Reconciled:
                Add(Entry(LogKind.Confirmed));
                break;
            case DeskEventKind.PositionReported when HeldOf(desk, e.Report.Contract) != e.Report.Quantity:
                Add((e.Report.Contract == ContractIndex.None ? Entry(LogKind.Mismatch) : About(desk, LogKind.Mismatch, e.Report.Contract)) with { Event = e, Count = HeldOf(desk, e.Report.Contract).Count });
                break;
            case DeskEventKind.PositionOpened:
                Add(About(desk, LogKind.Opened, e.Opening.Contract) with { Event = e });
                break;
            case DeskEventKind.Delisted when desk.Book.PositionOf(e.Delisting.Contract).Cash != 0: // something was held of it once
                Add(About(desk, LogKind.Settled, e.Delisting.Contract) with { Event = e });
                break;
            default:
                break;
        }
        _fills = desk.Book.Fills;
        SeeState(desk);
    }

    public void OnDecision(Desk desk, Hedger hedger, in HedgeDecision decision)
    {
        _now = desk.Now;
        ref (DecisionAction Action, DecisionReason Reason)? run = ref _runs[hedger.Index];
        if (decision.Action != DecisionAction.Hedge && run is { } last && last.Action == decision.Action && last.Reason == decision.Reason)
            return;
        run = (decision.Action, decision.Reason);
        Add(Entry(LogKind.Decision) with
        {
            Underlying = hedger.Underlying,
            Decision = new DecisionId(desk.Settings.Desk, decision.Batch, hedger.Index),
            Contract = hedger.Hedge == ContractIndex.None ? null : desk.Book.ContractOf(hedger.Hedge),
            Decided = decision,
        });
    }

    public void OnIntent(Desk desk, in DeskEvent intent)
    {
        _now = desk.Now;
        if (intent.Kind == DeskEventKind.Placed)
        {
            Learn(desk, intent.Intent.Order);
            Add(About(desk, LogKind.Order, intent.Intent.Order.Contract, intent.Intent.Order.Id) with { Event = intent });
        }
        else if (intent.Kind == DeskEventKind.Amended)
            Add(About(desk, LogKind.Amend, intent.Amend.Contract, intent.Amend.Id) with { Event = intent });
        else if (intent.Kind == DeskEventKind.CancelSent)
            Add(About(desk, LogKind.Cancel, intent.Cancel.Contract, intent.Cancel.Id) with { Event = intent });
        else if (intent.Kind == DeskEventKind.OrderNotFound)
            Add(NotSent(desk, intent));
    }

    /// <summary>The last line. Once the desk's thread has ended.</summary>
    /// <param name="why">Why it ended by itself; null where it was asked to.</param>
    public void Stop(string? why)
    {
        if (_hasStopped || !_isLive)
            return;
        _hasStopped = true;
        Add(Entry(LogKind.Stop) with { Text = why });
    }

    /// <summary>Writes what waits; gives up on a file that takes nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writer.EndAsync(_lost);
    }

    private LogEntry Entry(LogKind kind) => new(++_number, kind, _now, Instant.FromUtc(_time.GetUtcNow().UtcDateTime));

    private LogEntry About(Desk desk, LogKind kind, ContractIndex contract, OrderId order = default) =>
        Entry(kind) with { Underlying = desk.HedgerOf(contract).Underlying, Contract = desk.Book.ContractOf(contract), Decision = DecisionOf(order) };

    private LogEntry NotSent(Desk desk, in DeskEvent e) => _decisions.TryGetValue(e.MissingOrder, out (DecisionId Decision, ContractIndex Contract) known)
        ? About(desk, LogKind.Update, known.Contract, e.MissingOrder) with { Event = e }
        : Entry(LogKind.Update) with { Event = e };

    private void Add(in LogEntry entry)
    {
        // In their order: what was lost is told before what came after it.
        if (_lost > 0 && _queue.Writer.TryWrite(entry.Missing(_lost, Full)))
            _lost = 0;
        if (_lost > 0 || !_queue.Writer.TryWrite(entry))
            _lost++;
    }

    /// <summary>In a journal, too, the batch's end stands before its orders.</summary>
    private void Learn(Desk desk, in NewOrder order)
    {
        if (!_decisions.TryAdd(order.Id, (new DecisionId(desk.Settings.Desk, desk.Batches, desk.HedgerOf(order.Contract).Index), order.Contract)))
            return;
        _known.Enqueue(order.Id);
        if (_known.Count > OrdersKnown)
            _decisions.Remove(_known.Dequeue());
    }

    private DecisionId DecisionOf(OrderId order) => _decisions.GetValueOrDefault(order).Decision;

    private void SeeState(Desk desk)
    {
        TradingStateChange now = new(desk.State, desk.StateReason);
        if (now == _state)
            return;
        _state = now;
        Add(Entry(now.State == TradingState.Halted ? LogKind.Halt : LogKind.Resume) with { State = now });
    }

    private static Lots HeldOf(Desk desk, ContractIndex contract) => contract == ContractIndex.None ? Lots.Zero : desk.Book.QuantityOf(contract);
}
