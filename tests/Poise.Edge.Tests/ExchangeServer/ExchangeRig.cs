using System.Text;
using System.Text.Json;
using Poise.Domain;
using Poise.Exchange;
using Poise.Exchange.Server;

namespace Poise.Edge.Tests;

/// <summary>A whole exchange behind the protocol, without sockets: two owners, one with a subaccount on portfolio margin, and a time that is set by hand.</summary>
internal sealed class ExchangeRig
{
    public const string Alice = "ALICE", Bob = "BOB", Carol = "CAROL", Watcher = "WATCHER";
    private static readonly Instant Born = Instant.FromUtc(2026, 11, 25, 9);

    private readonly Func<List<IParticipant>> _crowd;

    /// <param name="crowd">Participants of the usual sort, or nobody.</param>
    public ExchangeRig(bool crowd = false, ulong seed = 1, ServerSettings? server = null)
    {
        MarketSettings small = MarketSettings.Inverse with { Expiries = 2, Strikes = 5, OptionTradesPerSecond = 1, PerpetualTradesPerSecond = 4 };
        var settings = new ExchangeSettings { Venue = "deribit", Listings = crowd ? [small.Listing] : [small.Listing, ListingSettings.Linear with { Expiries = 1, Strikes = 3 }] };
        _crowd = () => crowd ? [.. Crowd.Of(small, 0, seed, Born)] : [];
        Desk = new ExchangeDesk(new ExchangeMarket(settings, _crowd(), Born));
        var funds = new Dictionary<string, long>(StringComparer.Ordinal) { ["BTC"] = 100 * InstrumentTerms.Unit };
        if (!crowd)
            funds["USDC"] = 10_000_000 * InstrumentTerms.Unit;
        AccountHolder alice = Desk.Open("alice", Born, funds);
        Desk.Open("bob", Born, funds);
        Desk.Open("carol", Born, funds, MarginModel.SegregatedPortfolio, main: alice.Account);
        Server = Serve(server);
        Now = Born;
        Pass(2);
    }

    private ExchangeRig(ExchangeRig other, ReadOnlySpan<byte> state)
    {
        (_crowd, Now) = (other._crowd, other.Now);
        var from = new StateReader(state);
        Desk = ExchangeDesk.Load(other.Exchange.Settings, _crowd(), ref from);
        Assert.True(from.IsAtEnd);
        Server = Serve(null);
    }

    /// <summary>Another one that goes on where this one was saved.</summary>
    public ExchangeRig Loaded(ReadOnlySpan<byte> state) => new(this, state);

    private DeribitServer Serve(ServerSettings? server)
    {
        var right = new AccessRights(AccessRight.ReadWrite, AccessRight.ReadWrite, AccessRight.ReadWrite);
        int[] accounts = [.. Desk.Holders.Select(static h => h.Account)];
        ApiKey[] keys = [new(Alice, "a", accounts[0], right), new(Bob, "b", accounts[1], right), new(Carol, "c", accounts[2], right), new(Watcher, "w", accounts[0], new(AccessRight.Read, AccessRight.Read, AccessRight.None))];
        var random = new SeededRandom(11);
        var serving = new DeribitServer(server ?? new ServerSettings { Limits = AccountLimits.Off, PublicLimits = AccountLimits.Off }, keys, Desk, Desk.Methods, bytes =>
        {
            for (int i = 0; i < bytes.Length; i++)
                bytes[i] = (byte)random.NextUInt64();
        });
        Desk.Serve(serving);
        return serving;
    }

    public ExchangeMarket Market => Desk.Market;

    public SimulatedExchange Exchange => Market.Exchange;

    public ExchangeDesk Desk { get; }

    public DeribitServer Server { get; }

    public Instant Now { get; private set; }

    /// <summary>Lets time pass as the pump does: a tick each twenty milliseconds, and the end of a batch.</summary>
    public void Pass(double seconds)
    {
        Instant until = Now + new Duration((long)(seconds * 1e9));
        while (Now < until)
        {
            Now = Now + Duration.FromMilliseconds(20) < until ? Now + Duration.FromMilliseconds(20) : until;
            Server.Desk.Tick(Now);
            Server.Desk.EndBatch(Now);
        }
    }

    /// <summary>The process stands still for so long, then goes on.</summary>
    public void Stall(double seconds)
    {
        Now += new Duration((long)(seconds * 1e9));
        Server.Desk.Tick(Now);
        Server.Desk.EndBatch(Now);
    }

    /// <summary>Time passes in which there was no process.</summary>
    /// <returns>For how long the market slept.</returns>
    public Duration Sleep(double seconds)
    {
        Now += new Duration((long)(seconds * 1e9));
        return Desk.Resume(Now);
    }

    public ExchangeClient Connect(string? key = null) => new(this, key);

    public string Option(int number = 0) => Exchange.Instruments.Where(i => i.IsOpen && i.Contract.IsOption && Math.Abs(i.Delta) is > 0.2 and < 0.8).ElementAt(number).Contract.Id.Symbol;
}

/// <summary>A connection to the rig's exchange: what it is sent is kept, by channel.</summary>
internal sealed class ExchangeClient : ISessionSink
{
    private readonly ExchangeRig _rig;
    private readonly Queue<JsonElement> _replies = [];
    private int _id;

    public ExchangeClient(ExchangeRig rig, string? key)
    {
        _rig = rig;
        Session = rig.Server.Open(this, "127.0.0.1");
        if (key is not null)
            Result("public/auth", $$"""{"grant_type":"client_credentials","client_id":"{{key}}","client_secret":"{{char.ToLowerInvariant(key[0])}}"}""");
    }

    public ServerSession Session { get; }

    public SessionClose? Closed { get; private set; }

    /// <summary>Data of notifications, in their order.</summary>
    public List<(string Channel, JsonElement Data)> Notices { get; } = [];

    public IEnumerable<JsonElement> Of(string channel) => Notices.Where(n => n.Channel == channel).Select(n => n.Data);

    public void Send(ReadOnlySpan<byte> frame)
    {
        JsonElement json = JsonSerializer.Deserialize<JsonElement>(frame);
        if (json.TryGetProperty("id", out _))
            _replies.Enqueue(json);
        else if (json.GetProperty("method").GetString() == "subscription")
            Notices.Add((json.GetProperty("params").GetProperty("channel").GetString()!, json.GetProperty("params").GetProperty("data")));
    }

    public void Close(SessionClose reason) => Closed = reason;

    public JsonElement Call(string method, string parameters = "{}")
    {
        Session.Received(Encoding.UTF8.GetBytes($$"""{"jsonrpc":"2.0","id":{{++_id}},"method":"{{method}}","params":{{parameters}}}"""), _rig.Now, _rig.Now);
        _rig.Server.Desk.EndBatch(_rig.Now);
        JsonElement answer = _replies.Dequeue();
        Assert.Equal(_id, answer.GetProperty("id").GetInt32());
        return answer;
    }

    public JsonElement Result(string method, string parameters = "{}")
    {
        JsonElement answer = Call(method, parameters);
        Assert.True(answer.TryGetProperty("result", out JsonElement result), answer.GetRawText());
        return result;
    }

    public int Error(string method, string parameters = "{}")
    {
        JsonElement answer = Call(method, parameters);
        Assert.True(answer.TryGetProperty("error", out JsonElement error), answer.GetRawText());
        return error.GetProperty("code").GetInt32();
    }

    public void Subscribe(params string[] channels) =>
        Assert.Equal(channels.Length, Result(channels.Any(c => c.StartsWith("user.", StringComparison.Ordinal)) ? "private/subscribe" : "public/subscribe", $$"""{"channels":[{{string.Join(',', channels.Select(c => $"\"{c}\""))}}]}""").GetArrayLength());

    public JsonElement Place(string side, string instrument, string amount, string price, string more = "") =>
        Result("private/" + side, $$"""{"instrument_name":"{{instrument}}","amount":{{amount}},"price":{{price}}{{more}}}""").GetProperty("order");

    public void Drop() => Session.Closed(_rig.Now);
}
