using System.Net;
using System.Net.Sockets;

namespace Poise.Edge.Tests;

/// <summary>A TCP wire to a port of this machine that can be cut, and made to carry nothing for a while.</summary>
internal sealed class RoughWire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly int _to;
    private readonly Task _life;
    private readonly List<TcpClient> _ends = [];
    private readonly Lock _gate = new();
    private TaskCompletionSource _open = Opened();

    public RoughWire(int to)
    {
        _to = to;
        _listener.Start();
        _life = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections so far.</summary>
    public int Connections { get; private set; }

    /// <summary>Every connection ends, without a word.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            foreach (TcpClient end in _ends)
                end.Dispose();
            _ends.Clear();
        }
    }

    /// <summary>Nothing passes, and nobody is told.</summary>
    public void Block() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What waited passes.</summary>
    public void Unblock() => _open.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Unblock();
        _listener.Stop();
        Cut();
        await _life;
        _ending.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        open.SetResult();
        return open;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient near = await _listener.AcceptTcpClientAsync(_ending.Token), far = new();
                try
                {
                    await far.ConnectAsync(IPAddress.Loopback, _to, _ending.Token);
                }
                catch (SocketException)
                {
                    near.Dispose();
                    far.Dispose();
                    continue;
                }
                near.NoDelay = far.NoDelay = true;
                lock (_gate)
                    _ends.AddRange(near, far);
                Connections++;
                _ = CarryAsync(near, far);
                _ = CarryAsync(far, near);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // ended
        }
    }

    private async Task CarryAsync(TcpClient from, TcpClient to)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _ending.Token) is > 0 and int read)
            {
                await _open.Task;
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _ending.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // cut
        }
        from.Dispose();
        to.Dispose();
        lock (_gate)
            _ends.RemoveAll(e => e == from || e == to);
    }
}
