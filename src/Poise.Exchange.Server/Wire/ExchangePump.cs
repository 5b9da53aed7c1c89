using System.Buffers;
using System.Threading.Channels;
using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>
/// Moves bytes between sockets and the server, and owns the one thread that calls it, its sessions and the desk. Sockets put whole frames into a bounded queue; the owner's thread
/// handles them in order, tells the desk when all that waited is done, and then lets the sockets' writers go.
/// </summary>
public sealed partial class ExchangePump : IAsyncDisposable
{
    private readonly DeribitServer _server;
    private readonly Channel<Inbound> _inbox;
    private readonly AutoResetEvent _arrival = new(false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<SocketConnection> _connections = [], _touched = [];
    private readonly List<RestCall> _answered = [];
    private readonly Action<Instant>? _keep;
    private readonly PriorityQueue<SocketConnection, Instant> _wakes = new();
    private readonly ConnectionCounts _counts;
    private int _isAsleep;
    private volatile bool _stops;
    private Instant _now, _nextTick, _nextLook;

    private ExchangePump(DeribitServer server, PumpSettings settings, TimeProvider time, Action<Instant>? keep)
    {
        (_server, Settings, Time, _keep) = (server, settings, time, keep);
        _inbox = Channel.CreateBounded<Inbound>(new BoundedChannelOptions(settings.QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _counts = new ConnectionCounts(server.Settings.ConnectionsPerAddress);
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Ends when the owner's thread does; with its fault, where the desk or a method failed.</summary>
    public Task Ended => _ended.Task;

    internal PumpSettings Settings { get; }

    internal TimeProvider Time { get; }

    /// <summary>What a batch has to tell goes only when what it did is kept.</summary>
    internal bool HoldsBack => _keep is not null;

    internal int LargestRequest => _server.Settings.LargestRequest;

    /// <summary>Has the owner's thread do something between two requests; false where the pump has ended.</summary>
    public ValueTask<bool> PostAsync(Action call) => PutAsync(new Inbound(InboundKind.Call, Now(), Call: call));

    internal Instant Now() => Instant.FromUtc(Time.GetUtcNow().UtcDateTime);

    internal void Touch(SocketConnection connection)
    {
        if (connection.IsTouched)
            return;
        connection.IsTouched = true;
        _touched.Add(connection);
    }

    /// <summary>Waits while the queue is full; false where the pump has ended.</summary>
    internal ValueTask<bool> PutAsync(in Inbound inbound)
    {
        if (!_inbox.Writer.TryWrite(inbound))
            return PutSlowlyAsync(inbound);
        WakeOwner();
        return ValueTask.FromResult(true);
    }

    private async ValueTask<bool> PutSlowlyAsync(Inbound inbound)
    {
        while (await _inbox.Writer.WaitToWriteAsync())
        {
            if (!_inbox.Writer.TryWrite(inbound))
                continue;
            WakeOwner();
            return true;
        }
        return false;
    }

    private void WakeOwner()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isAsleep) == 1)
            _arrival.Set();
    }

    private void Own()
    {
        Exception? failure = null;
        try
        {
            _now = Now();
            while (!_stops)
            {
                int handled = HandleWaiting();
                bool isWoken = WakeSessions(Advance());
                bool isTick = _now >= _nextTick;
                if (isTick)
                {
                    _nextTick = _now + new Duration(Settings.TickEvery.Ticks * 100);
                    _server.Desk.Tick(_now);
                }
                if (handled > 0 || isWoken || isTick)
                    EndBatch();
                LookForSlowOnes();
                FlushTouched();
                if (handled < Settings.BatchLength)
                    Sleep();
            }
            CloseAll();
        }
        catch (Exception e)
        {
            // Whatever broke, the exchange's state is not to be trusted: everything ends, and the cause is told.
            failure = e;
        }
        End(failure);
    }

    // The desk hears of the end of every session, also of those whose sockets are not done yet.
    private void CloseAll()
    {
        _inbox.Writer.TryComplete();
        while (HandleWaiting() > 0)
        {
        }
        foreach (SocketConnection connection in _connections)
        {
            connection.Session!.Close(SessionClose.ServerStops);
            connection.Session.Closed(_now);
        }
        EndBatch();
        FlushTouched();
        _connections.Clear();
    }

    private void EndBatch()
    {
        _server.Desk.EndBatch(_now);
        _keep?.Invoke(_now);
    }

    private int HandleWaiting()
    {
        int handled = 0;
        while (handled < Settings.BatchLength && _inbox.Reader.TryRead(out Inbound inbound))
        {
            handled++;
            Handle(inbound, Advance());
        }
        return handled;
    }

    private void Handle(in Inbound inbound, Instant now)
    {
        // Two clocks' reads on two threads may be the wrong way round.
        Instant arrived = inbound.Arrived < now ? inbound.Arrived : now;
        SocketConnection? connection = inbound.Connection;
        switch (inbound.Kind)
        {
            case InboundKind.Opened:
                connection!.Session = _server.Open(connection, connection.Address);
                _connections.Add(connection);
                break;
            case InboundKind.Frame:
                connection!.Session!.Received(inbound.Bytes.AsSpan(0, inbound.Length), arrived, now);
                ArrayPool<byte>.Shared.Return(inbound.Bytes!);
                Schedule(connection);
                break;
            case InboundKind.NotText:
                connection!.Session!.Close(SessionClose.NotText);
                break;
            case InboundKind.Gone:
                connection!.Session!.Closed(now);
                _connections.Remove(connection);
                break;
            case InboundKind.Rest:
                Answer(inbound.Rest!, arrived, now);
                break;
            default:
                inbound.Call!();
                break;
        }
    }

    private void Answer(RestCall rest, Instant arrived, Instant now)
    {
        try
        {
            rest.Complete(_server.Answer(new RestRequest(rest.Signed, rest.Address, arrived, now), out int status), status);
        }
        catch
        {
            // Nobody is to wait for what could not be answered.
            rest.Abandon();
            throw;
        }
        if (HoldsBack)
            _answered.Add(rest);
        else
            rest.Tell();
    }

    private Instant Advance()
    {
        Instant now = Now();
        return _now = now > _now ? now : _now;
    }

    private void Schedule(SocketConnection connection)
    {
        Instant at = connection.Session!.WakeAt;
        if (at >= connection.Scheduled)
            return;
        connection.Scheduled = at;
        _wakes.Enqueue(connection, at);
    }

    private bool WakeSessions(Instant now)
    {
        bool isAny = false;
        while (_wakes.TryPeek(out SocketConnection? connection, out Instant at) && at <= now)
        {
            _wakes.Dequeue();
            isAny = true;
            connection.Scheduled = Instant.Never;
            if (connection.Session!.WakeAt <= now)
                connection.Session.Woken(now);
            Schedule(connection);
        }
        return isAny;
    }

    private void LookForSlowOnes()
    {
        if (_now < _nextLook)
            return;
        _nextLook = _now + Duration.FromMilliseconds(100);
        long stamp = Time.GetTimestamp();
        foreach (SocketConnection connection in _connections)
        {
            if (connection.TooSlow(stamp) is SessionClose reason)
                connection.Session!.Close(reason);
        }
    }

    private void FlushTouched()
    {
        foreach (SocketConnection connection in _touched)
        {
            connection.IsTouched = false;
            connection.Flush();
        }
        _touched.Clear();
        foreach (RestCall rest in _answered)
            rest.Tell();
        _answered.Clear();
    }

    private void Sleep()
    {
        Duration wait = _nextTick - Advance();
        if (_wakes.TryPeek(out _, out Instant next) && next - _now < wait)
            wait = next - _now;
        if (wait <= Duration.Zero)
            return;
        Interlocked.Exchange(ref _isAsleep, 1);
        if (!_inbox.Reader.TryPeek(out _) && !_stops)
            _arrival.WaitOne(TimeSpan.FromMilliseconds(Math.Ceiling(wait.Nanoseconds / 1e6)));
        Volatile.Write(ref _isAsleep, 0);
    }

    private void End(Exception? failure)
    {
        _inbox.Writer.TryComplete();
        foreach (SocketConnection connection in _connections)
        {
            connection.Session!.Close(SessionClose.ServerStops);
            connection.DropHeld();
            connection.Flush();
        }
        foreach (RestCall rest in _answered)
            rest.Abandon();
        while (_inbox.Reader.TryRead(out Inbound inbound))
            inbound.Rest?.Abandon();
        if (failure is null)
            _ended.TrySetResult();
        else
            _ended.TrySetException(failure);
    }
}
