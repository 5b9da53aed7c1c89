using System.Threading.Channels;
using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>
/// Moves bytes, orders and time between a socket and a session. One loop owns the session; it alone calls the desk. Orders
/// may be given from any thread and pass all frames that wait.
/// </summary>
public sealed class DeribitPump : IVenueLink, IDeribitLink
{
    /// <summary>Orders and amends that may wait for the loop; more are refused.</summary>
    public const int LongestQueue = 256;

    private const int FramesAhead = 4096;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);

    private readonly DeribitSettings _settings;
    private readonly DeribitSession _session;
    private readonly IVenueSink _desk;
    private readonly TimeProvider _time;
    private readonly Action<Instant, DeribitNotice, string>? _noted;
    private readonly Channel<Command> _commands = Channel.CreateUnbounded<Command>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Channel<DeribitSocket.Heard> _heard = Channel.CreateBounded<DeribitSocket.Heard>(new BoundedChannelOptions(FramesAhead) { SingleReader = true });
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _timer;
    private DeribitSocket? _socket;
    private Instant _wakeAt = Instant.Never, _connectAt;
    private Task _life = Task.CompletedTask;
    private int _waiting;

    private enum CommandKind : byte
    {
        Place, Amend, Cancel, RefusePlace, RefuseAmend,
    }

    private readonly record struct Command(CommandKind Kind, Approved<NewOrder> Order, Approved<Amend> Amend, Cancel Cancel);

    /// <param name="desk">Called on the pump's own loop.</param>
    /// <param name="noted">One line for the log each; called on the pump's own loop.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public DeribitPump(
        DeribitSettings settings, DeribitKey? key, ulong seed, IVenueSink desk, TimeProvider time, IChainSink? chain = null, Action<Instant, DeribitNotice, string>? noted = null)
    {
        _settings = settings;
        _desk = desk;
        _time = time;
        _noted = noted;
        _session = new DeribitSession(settings, key, seed, desk, this, chain);
        _timer = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The account when the link went live last.</summary>
    public IAccountQuery? Account => _session.Picture;

    /// <summary>Why the session stopped for good; null while it did not.</summary>
    public string? StopReason => _session.StopReason;

    /// <summary>The venue's clock minus ours, as it was measured last; zero before it was.</summary>
    public Duration ClockOffset => _session.ClockOffset;

    /// <summary>Ends when the pump was disposed of; fails when the desk threw.</summary>
    public Task Completion => _life;

    /// <summary>An order without an outcome in the desk's memory. Before <see cref="Start"/>.</summary>
    public void Expect(OrderId order, ContractId contract) => _session.Expect(order, contract);

    /// <summary>A contract that the desk holds. Before <see cref="Start"/>.</summary>
    public void Expect(ContractId held) => _session.Expect(held);

    /// <summary>Connects, and keeps connecting.</summary>
    public void Start()
    {
        _life = Task.Run(() => LiveAsync(_stopping.Token));
        Ring();
    }

    public void Place(in Approved<NewOrder> order) => Give(new(HasRoom() ? CommandKind.Place : CommandKind.RefusePlace, order, default, default));

    public void Amend(in Approved<Amend> amend) => Give(new(HasRoom() ? CommandKind.Amend : CommandKind.RefuseAmend, default, amend, default));

    public void Cancel(in Cancel cancel) => Give(new(CommandKind.Cancel, default, default, cancel));

    /// <summary>Cuts the link; the venue cancels what it carried.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await _life;
        }
        catch (OperationCanceledException)
        {
            // as asked
        }
        finally
        {
            await _timer.DisposeAsync();
            _stopping.Dispose();
        }
    }

    void IDeribitLink.Send(byte[] frame) => _socket?.Send(frame);

    void IDeribitLink.Close(string why)
    {
        _socket?.Abort();
        _socket = null;
    }

    void IDeribitLink.ConnectAt(Instant at)
    {
        _socket?.Abort();
        _socket = null;
        _connectAt = at;
    }

    void IDeribitLink.WakeAt(Instant at) => _wakeAt = at;

    void IDeribitLink.Noted(Instant at, DeribitNotice about, string text) => _noted?.Invoke(at, about, text);

    private Instant Now => Instant.FromUtc(_time.GetUtcNow().UtcDateTime);

    private bool HasRoom() => Interlocked.Increment(ref _waiting) <= LongestQueue;

    private void Give(in Command command)
    {
        _commands.Writer.TryWrite(command);
        Ring();
    }

    private void Ring() => _bell.Writer.TryWrite(true);

    private async Task LiveAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                TakeCommands();
                for (int i = 0; i < FramesAhead && _heard.Reader.TryRead(out DeribitSocket.Heard heard); i++)
                {
                    Take(heard);
                    TakeCommands();
                }
                if (Now >= _wakeAt)
                {
                    _wakeAt = Instant.Never;
                    _session.Timer(Now);
                }
                if (_socket is null && Now >= _connectAt)
                {
                    _connectAt = Instant.Never;
                    _socket = DeribitSocket.Open(_settings.Address, _heard.Writer, Ring);
                }
                if (_heard.Reader.TryPeek(out _) || _commands.Reader.TryPeek(out _))
                    continue;
                SetTimer();
                await _bell.Reader.ReadAsync(stop);
            }
        }
        finally
        {
            _socket?.Abort();
            _socket = null;
        }
    }

    private void SetTimer()
    {
        Instant due = _wakeAt < _connectAt ? _wakeAt : _connectAt;
        if (due == Instant.Never)
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }
        // Up, to whole milliseconds: never too early.
        long milliseconds = Math.Max(0, ((due - Now).Nanoseconds + 999_999) / 1_000_000);
        TimeSpan sleep = TimeSpan.FromMilliseconds(milliseconds);
        _timer.Change(sleep < LongestSleep ? sleep : LongestSleep, Timeout.InfiniteTimeSpan);
    }

    private void Take(in DeribitSocket.Heard heard)
    {
        if (!ReferenceEquals(heard.From, _socket))
            return; // of a link that was given up
        if (heard.Down is { } why)
        {
            _socket = null;
            heard.From.Abort();
            _session.LinkDown(Now, why);
        }
        else if (heard.Frame is { } frame)
            _session.Frame(frame, Now);
        else
            _session.LinkUp(Now);
    }

    private void TakeCommands()
    {
        while (_commands.Reader.TryRead(out Command command))
        {
            if (command.Kind != CommandKind.Cancel)
                Interlocked.Decrement(ref _waiting);
            switch (command.Kind)
            {
                case CommandKind.Place:
                    _session.Place(command.Order, Now);
                    break;
                case CommandKind.Amend:
                    _session.Amend(command.Amend, Now);
                    break;
                case CommandKind.Cancel:
                    _session.Cancel(command.Cancel, Now);
                    break;
                case CommandKind.RefusePlace:
                    NewOrder order = command.Order.Value;
                    _desk.Updated(Now, new OrderUpdate(order.Id, order.Contract, OrderStatus.Rejected, Lots.Zero, (int)DeribitReason.QueueFull, Now));
                    break;
                default:
                    _session.RefuseAmend(command.Amend, Now);
                    break;
            }
        }
    }
}
