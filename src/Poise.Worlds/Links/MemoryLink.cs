using Poise.Domain;
using Poise.Exchange.Server;
using Poise.Venues.Deribit;

namespace Poise.Worlds;

/// <summary>
/// A client's session and a server's sessions in one process, and the connections between them. Frames travel with seeded delays, in order each way; what befalls them is asked
/// for one by one or drawn by chance. Time moves only by <see cref="AdvanceTo"/>, which drives both ends' timers and the desk behind the server. The same inputs give the same frames.
/// </summary>
public sealed partial class MemoryLink : IDeribitLink
{
    private const int MostWithoutTime = 200_000;
    private const string Address = "127.0.0.1";

    private readonly LinkSettings _settings;
    private readonly SeededRandom _delays, _chances, _cuts;
    private readonly List<MemoryWire> _wires = [];
    private MemoryWire? _current;
    private DeribitSession? _client;
    private Instant _wakeAt = Instant.Never, _connectAt = Instant.Never, _nextTick, _awayUntil;

    public MemoryLink(DeribitServer server, LinkSettings settings, ulong seed, Instant start)
    {
        (Server, _settings, Now, _nextTick) = (server, settings, start, start);
        var random = new SeededRandom(seed);
        (_delays, _chances, _cuts) = (random.Split("delays"), random.Split("faults"), random.Split("cuts"));
    }

    public DeribitServer Server { get; private set; }

    /// <summary>The server's time.</summary>
    public Instant Now { get; private set; }

    /// <summary>The client's clock minus the server's; it may be set at any time, as somebody sets a clock.</summary>
    public Duration ClientAhead { get; set; }

    public Instant ClientNow => Now + ClientAhead;

    public bool IsConnected => _current is not null;

    /// <summary>What befalls frames by chance from now on, on their way to the server.</summary>
    public LinkFaults ToServer { get; set; } = LinkFaults.None;

    /// <summary>The same on their way to the client.</summary>
    public LinkFaults ToClient { get; set; } = LinkFaults.None;

    /// <summary>Lines of the client's log, the oldest first.</summary>
    public List<(Instant At, DeribitNotice About, string Text)> Notices { get; } = [];

    /// <summary>Connections that were made.</summary>
    public int Connections { get; private set; }

    /// <summary>Frames that arrived, both ways.</summary>
    public long Delivered { get; private set; }

    /// <summary>Hears each line of the client's log as it is said.</summary>
    public Action<Instant, DeribitNotice, string>? Noting { get; set; }

    /// <summary>What becomes of each frame before the client has it.</summary>
    public Func<byte[], byte[]>? Tamper { get; set; }

    /// <summary>A client begins its life, and connects at once.</summary>
    public void Attach(DeribitSession client) => (_client, _connectAt, _wakeAt) = (client, ClientNow, Instant.Never);

    /// <summary>The client's process dies: what it sent may still arrive, it hears nothing any more.</summary>
    public void Detach()
    {
        Abort();
        (_client, _connectAt, _wakeAt) = (null, Instant.Never, Instant.Never);
    }

    /// <summary>The connection breaks: of what is under way a seeded first part arrives each way, then each end hears of it.</summary>
    /// <param name="serverHearsAfter">How much later the server hears of it.</param>
    public void Drop(Duration serverHearsAfter = default)
    {
        if (_current is { } wire)
            Break(wire, serverHearsAfter);
    }

    /// <summary>The server ends, with all its connections, and another takes its place after a while.</summary>
    public void Restart(DeribitServer next, Duration away)
    {
        foreach (MemoryWire wire in _wires)
        {
            if (!wire.IsOver && !wire.IsClosing)
                wire.Session.Close(SessionClose.ServerStops);
        }
        Sweep();
        Server = next;
        _awayUntil = Now + away;
    }

    /// <summary>Lets time pass with all that happens in it.</summary>
    public void AdvanceTo(Instant until)
    {
        int idle = 0;
        while (NextAt is var next && next <= until)
        {
            idle = next > Now ? 0 : idle + 1;
            if (idle > MostWithoutTime)
                throw new InvalidOperationException($"the two ends never come to rest at {Now}");
            Now = next > Now ? next : Now;
            Step();
        }
        Now = until > Now ? until : Now;
    }

    void IDeribitLink.Send(byte[] frame)
    {
        if (_current is { } wire)
            Carry(wire, LinkWay.ToServer, frame);
    }

    void IDeribitLink.Close(string why) => Abort();

    void IDeribitLink.ConnectAt(Instant at)
    {
        Abort();
        _connectAt = at;
    }

    void IDeribitLink.WakeAt(Instant at) => _wakeAt = at;

    void IDeribitLink.Noted(Instant at, DeribitNotice about, string text)
    {
        Notices.Add((at, about, text));
        Noting?.Invoke(at, about, text);
    }

    /// <summary>When something happens next, the server's time.</summary>
    public Instant NextAt
    {
        get
        {
            Instant next = _nextTick;
            foreach (MemoryWire wire in _wires)
            {
                next = Earlier(next, wire.ToServer.NextAt);
                if (wire == _current)
                    next = Earlier(next, wire.ToClient.NextAt);
                if (!wire.IsOver)
                    next = Earlier(next, wire.Session.WakeAt);
            }
            if (_client is not null)
                next = Earlier(next, Earlier(Ours(_wakeAt), _current is null ? Ours(_connectAt) : Instant.Never));
            return next;
        }
    }

    private void Step()
    {
        if (Deliver())
            return;
        foreach (MemoryWire wire in _wires)
        {
            if (wire.IsOver || wire.Session.WakeAt > Now)
                continue;
            wire.Session.Woken(Now);
            EndBatch();
            return;
        }
        if (_nextTick <= Now)
        {
            _nextTick = Now + _settings.TickEvery;
            Server.Desk.Tick(Now);
            EndBatch();
        }
        else if (_current is null && Ours(_connectAt) <= Now)
            Connect();
        else if (Ours(_wakeAt) <= Now)
        {
            _wakeAt = Instant.Never;
            _client!.Timer(ClientNow);
        }
    }

    /// <summary>Takes what comes out of one connection first.</summary>
    private bool Deliver()
    {
        MemoryWire? first = null;
        bool isToServer = false;
        Instant at = Instant.Never;
        foreach (MemoryWire wire in _wires)
        {
            if (wire.ToServer.NextAt <= Now && wire.ToServer.NextAt < at)
                (first, isToServer, at) = (wire, true, wire.ToServer.NextAt);
            if (wire == _current && wire.ToClient.NextAt <= Now && wire.ToClient.NextAt < at)
                (first, isToServer, at) = (wire, false, wire.ToClient.NextAt);
        }
        if (first is null)
            return false;
        FrameLane.Flight flight = (isToServer ? first.ToServer : first.ToClient).Take();
        Delivered += flight.Frame is null ? 0 : 1;
        if (isToServer && flight.Frame is { } request)
        {
            if (!first.IsOver)
                first.Session.Received(request, Now, Now);
        }
        else if (isToServer)
            Over(first);
        else if (flight.Frame is { } news)
            _client!.Frame(Tamper is null ? news : Tamper(news), ClientNow);
        else
        {
            _current = null;
            _client!.LinkDown(ClientNow, "the connection was lost");
        }
        if (isToServer)
            EndBatch();
        return true;
    }

    private void Connect()
    {
        _connectAt = Instant.Never;
        if (Now < _awayUntil)
        {
            _client!.LinkDown(ClientNow, "nobody listens");
            return;
        }
        var wire = new MemoryWire(this);
        wire.Session = Server.Open(wire, Address);
        _wires.Add(wire);
        _current = wire;
        Connections++;
        _client!.LinkUp(ClientNow);
    }

    private void EndBatch()
    {
        Server.Desk.EndBatch(Now);
        Sweep();
    }

    /// <summary>The server is told of the end of what it closed; what is over is forgotten.</summary>
    private void Sweep()
    {
        for (int i = 0; i < _wires.Count; i++)
        {
            if (_wires[i].IsClosing)
                Over(_wires[i]);
        }
        _wires.RemoveAll(w => w.IsOver && w != _current);
    }

    private void Over(MemoryWire wire)
    {
        if (wire.IsOver)
            return;
        wire.IsOver = true;
        wire.Session.Closed(Now);
    }

    private Instant Ours(Instant client) => client == Instant.Never ? client : client - ClientAhead;

    private static Instant Earlier(Instant a, Instant b) => a < b ? a : b;
}
