using Poise.Exchange.Server;

namespace Poise.Worlds;

/// <summary>One connection of a memory link, as the server's session sees it.</summary>
internal sealed class MemoryWire(MemoryLink link) : ISessionSink
{
    public FrameLane ToServer { get; } = new();

    public FrameLane ToClient { get; } = new();

    /// <summary>Methods of requests by their numbers, for naming the answers.</summary>
    public Dictionary<long, string> Methods { get; } = [];

    /// <summary>Answers by their numbers that are replaced by an error.</summary>
    public Dictionary<long, int> Refused { get; } = [];

    public ServerSession Session { get; set; } = null!;

    /// <summary>The server closed it and is to be told that it is gone.</summary>
    public bool IsClosing { get; private set; }

    /// <summary>The server knows that it is gone.</summary>
    public bool IsOver { get; set; }

    public void Send(ReadOnlySpan<byte> frame) => link.Carry(this, LinkWay.ToClient, frame.ToArray());

    public void Close(SessionClose reason)
    {
        IsClosing = true;
        link.EndAfterAll(this);
    }
}
