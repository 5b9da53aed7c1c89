using System.Net;

namespace Poise.Exchange.Server;

/// <summary>Where the pump listens, and how much it bears of a client that is slow.</summary>
public sealed record PumpSettings
{
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Zero for any free one.</summary>
    public int Port { get; init; }

    /// <summary>Requests that wait for the owner's thread; when they are as many, sockets are not read.</summary>
    public int QueueLength { get; init; } = 1024;

    /// <summary>Requests handled before the desk hears that a batch has ended.</summary>
    public int BatchLength { get; init; } = 256;

    /// <summary>Bytes that wait to be read by one client; above it is closed.</summary>
    public int OutgoingBytes { get; init; } = 1 << 20;

    /// <summary>So long a frame may wait to be taken by a client.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From a frame's first bytes to its last.</summary>
    public TimeSpan FrameTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For the head of a request.</summary>
    public TimeSpan HandshakeTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A ping to each socket that is silent so long, and the same time for its answer.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>For the client to answer a close.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Between two ticks of the desk.</summary>
    public TimeSpan TickEvery { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Sockets and HTTP connections of all together.</summary>
    public int Connections { get; init; } = 2048;
}
