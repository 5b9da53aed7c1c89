using System.Text;
using System.Text.Json;
using Poise.Domain;
using Poise.Exchange.Server;
using Poise.Venues.Deribit;

namespace Poise.Edge.Tests;

/// <summary>A desk that writes down what it is told, and begins each channel with a snapshot.</summary>
internal sealed class WrittenDesk : IServerDesk
{
    public DeribitServer? Server;
    public Action? EachBatch { get; set; }
    public readonly List<string> Calls = [];
    private readonly HashSet<int> _cancelling = [];

    public string Locked => "false";

    public bool Knows(in DeribitChannel channel) => !channel.Instrument.StartsWith("DOGE", StringComparison.Ordinal);

    public void Subscribed(ServerSession session, in DeribitChannel channel, Instant now)
    {
        Calls.Add("subscribed " + channel);
        Server!.Notices.BeginNotification(channel.Name);
        Server.Notices.Json.WriteStringValue("snapshot"u8);
        session.Send(Server.Notices.EndNotification());
    }

    public void Unsubscribed(ServerSession session, in DeribitChannel channel) => Calls.Add("unsubscribed " + channel);

    public bool CancelsOnDisconnect(int account) => _cancelling.Contains(account);

    public void SetCancelOnDisconnect(int account, bool isOn)
    {
        if (isOn)
            _cancelling.Add(account);
        else
            _cancelling.Remove(account);
    }

    public void Changed(ServerSession session)
    {
    }

    public void Closed(ServerSession session, CancelScope cancel, Instant now) => Calls.Add("closed " + cancel);

    public void EndBatch(Instant now) => EachBatch?.Invoke();

    public void Tick(Instant now)
    {
    }
}

/// <summary>A few methods of an exchange: what the layer needs to be tried with.</summary>
internal sealed class TriedMethods : IServerMethods
{
    public readonly List<decimal> Bought = [];

    public void AddTo(MethodTable table)
    {
        table.Add("private/buy", RateClass.Matching, AccessNeed.TradeWrite, Buy);
        table.Add("private/get_positions", RateClass.NonMatching, AccessNeed.TradeRead, static call => call.Result.WriteNumberValue(call.Account));
        table.Add("private/withdraw", RateClass.NonMatching, AccessNeed.WalletWrite, static call => call.Ok());
    }

    private void Buy(ServerCall call)
    {
        RequestParams p = call.Params;
        string instrument = p.Text("instrument_name"u8);
        decimal amount = p.Decimal("amount"u8);
        bool isReducing = p.FlagOrNull("reduce_only"u8) ?? false;
        if (call.IsRefused)
            return;
        call.Result.WriteStartObject();
        call.Result.WriteString("instrument_name"u8, instrument);
        call.Result.WriteNumber("amount"u8, amount);
        call.Result.WriteBoolean("reduce_only"u8, isReducing);
        if (amount <= 0)
        {
            call.Refuse(DeribitError.AmountTooLow, "nothing to buy", "amount");
            return;
        }
        Bought.Add(amount);
        call.Result.WriteEndObject();
    }
}

/// <summary>The server without sockets: sessions whose frames are kept, and a time that is set by hand.</summary>
internal sealed class ServerRig
{
    public const string Secret = "AMANDASECRECT", ClientId = "AMANDA", Reader = "READER";

    public readonly WrittenDesk Desk = new();
    public readonly TriedMethods Methods = new();
    public readonly DeribitServer Server;
    public Instant Now = Instant.FromUtc(2026, 1, 2, 3, 4, 5);

    public ServerRig(ServerSettings? settings = null)
    {
        var random = new SeededRandom(11);
        ApiKey[] keys =
        [
            new(ClientId, Secret, 7, new(AccessRight.ReadWrite, AccessRight.ReadWrite, AccessRight.Read), "desk"),
            new(Reader, "other secret", 8, new(AccessRight.Read, AccessRight.Read, AccessRight.None)),
        ];
        Server = new DeribitServer(settings ?? new ServerSettings { Limits = AccountLimits.Off, PublicLimits = AccountLimits.Off }, keys, Desk, [Methods], bytes =>
        {
            for (int i = 0; i < bytes.Length; i++)
                bytes[i] = (byte)random.NextUInt64();
        });
        Desk.Server = Server;
    }

    public RigClient Open(string address = "127.0.0.1") => new(this, address);

    /// <summary>A REST request and its answer.</summary>
    public JsonElement Rest(string target, out int status, string? authorization = null, string method = "GET", string body = "")
    {
        var request = new RestRequest(new SignedRequest(method, target, Encoding.UTF8.GetBytes(body), authorization), "127.0.0.1", Now, Now);
        return JsonSerializer.Deserialize<JsonElement>(Server.Answer(request, out status));
    }

    public void Pass(double seconds) => Now += new Duration((long)(seconds * 1e9));
}

internal sealed class RigClient : ISessionSink
{
    private readonly ServerRig _rig;
    private readonly Queue<JsonElement> _frames = new();
    private int _id;

    public RigClient(ServerRig rig, string address)
    {
        _rig = rig;
        Session = rig.Server.Open(this, address);
    }

    public ServerSession Session { get; }

    public SessionClose? Closed { get; private set; }

    public int Waiting => _frames.Count;

    public void Send(ReadOnlySpan<byte> frame) => _frames.Enqueue(JsonSerializer.Deserialize<JsonElement>(frame));

    public void Close(SessionClose reason) => Closed = reason;

    public JsonElement Next() => _frames.Dequeue();

    public void SendRaw(ReadOnlySpan<byte> frame) => Session.Received(frame, _rig.Now, _rig.Now);

    public JsonElement SendText(string frame)
    {
        SendRaw(Encoding.UTF8.GetBytes(frame));
        return Next();
    }

    public JsonElement Call(string method, string parameters = "{}")
    {
        JsonElement answer = SendText($$"""{"jsonrpc":"2.0","id":{{++_id}},"method":"{{method}}","params":{{parameters}}}""");
        Assert.Equal(_id, answer.GetProperty("id").GetInt32());
        return answer;
    }

    /// <summary>The result of a call that succeeds.</summary>
    public JsonElement Result(string method, string parameters = "{}")
    {
        JsonElement answer = Call(method, parameters);
        Assert.True(answer.TryGetProperty("result", out JsonElement result), answer.GetRawText());
        return result;
    }

    /// <summary>Logs in with channels that have begun.</summary>
    public void LogInAgain(string id = ServerRig.ClientId, string secret = ServerRig.Secret, string scope = "")
    {
        _frames.Clear();
        LogIn(id, secret, scope);
    }

    /// <summary>The error's number of a call that fails.</summary>
    public int Error(string method, string parameters = "{}") => CodeOf(Call(method, parameters));

    public JsonElement LogIn(string id = ServerRig.ClientId, string secret = ServerRig.Secret, string scope = "") =>
        Result("public/auth", $$"""{"grant_type":"client_credentials","client_id":"{{id}}","client_secret":"{{secret}}","scope":"{{scope}}"}""");

    public static int CodeOf(JsonElement answer)
    {
        Assert.True(answer.TryGetProperty("error", out JsonElement error), answer.GetRawText());
        return error.GetProperty("code").GetInt32();
    }
}
