using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Poise.Exchange.Server;

namespace Poise.Edge.Tests;

/// <summary>The whole way through real sockets.</summary>
public sealed class PumpTests
{
    private const string Test = """{"jsonrpc":"2.0","id":1,"method":"public/test"}""";
    private const string LogIn = """{"jsonrpc":"2.0","id":2,"method":"public/auth","params":{"grant_type":"client_credentials","client_id":"AMANDA","client_secret":"AMANDASECRECT","scope":"session:s"}}""";

    [Fact]
    public async Task A_client_logs_in_subscribes_and_logs_out()
    {
        await using PumpRig rig = await PumpRig.StartAsync();
        using PumpClient client = await rig.ConnectAsync();
        Assert.Equal("1.2.26", (await client.AskAsync(Test)).GetProperty("result").GetProperty("version").GetString());
        JsonElement grant = await client.AskAsync(LogIn);
        string token = grant.GetProperty("result").GetProperty("access_token").GetString()!;
        JsonElement reply = await client.AskAsync("""{"id":3,"method":"private/subscribe","params":{"channels":["user.portfolio.BTC"]}}""");
        Assert.Equal(3, reply.GetProperty("id").GetInt32());
        Assert.Equal("subscription", (await client.NextAsync()).GetProperty("method").GetString());
        rig.Http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal(7, (await rig.GetAsync("/api/v2/private/get_positions")).Answer.GetProperty("result").GetInt32());
        Assert.Equal("ok", (await client.AskAsync("""{"id":4,"method":"private/logout"}""")).GetProperty("result").GetString());
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await client.ClosedAsync());
        Assert.Equal(401, (await rig.GetAsync("/api/v2/private/get_positions")).Status);
        await rig.UntilAsync(() => rig.Rig.Desk.Calls.Contains("closed None"));
    }

    [Fact]
    public async Task Many_frames_at_once_are_answered_in_their_order()
    {
        await using PumpRig rig = await PumpRig.StartAsync(new PumpSettings { QueueLength = 16, BatchLength = 8 });
        using PumpClient client = await rig.ConnectAsync();
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < 3000; i++)
                await client.SendAsync($$"""{"id":{{i}},"method":"public/get_time"}""");
        });
        long before = 0;
        for (int i = 0; i < 3000; i++)
        {
            JsonElement answer = await client.NextAsync();
            Assert.Equal(i, answer.GetProperty("id").GetInt32());
            Assert.InRange(answer.GetProperty("usDiff").GetInt64(), 0, 30_000_000);
            Assert.InRange(answer.GetProperty("usOut").GetInt64(), before, long.MaxValue);
            before = answer.GetProperty("usOut").GetInt64();
        }
        await sending;
    }

    [Fact]
    public async Task Wrong_frames_are_told_and_too_many_close()
    {
        await using PumpRig rig = await PumpRig.StartAsync();
        using PumpClient client = await rig.ConnectAsync();
        for (int i = 0; i < 10; i++)
            Assert.Equal(-32700, RigClient.CodeOf(await client.AskAsync("{\"id\":")));
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await client.ClosedAsync());
    }

    [Fact]
    public async Task A_frame_above_the_limit_closes()
    {
        await using PumpRig rig = await PumpRig.StartAsync();
        using PumpClient client = await rig.ConnectAsync();
        Assert.True((await client.AskAsync(Test.PadRight(32_768))).TryGetProperty("result", out _));
        await client.SendAsync(Test.PadRight(32_769));
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, await client.ClosedAsync());
        // Without end: the server does not wait for it.
        using PumpClient endless = await rig.ConnectAsync();
        await endless.SendAsync(new string(' ', 40_000), isWhole: false);
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, await endless.ClosedAsync());
    }

    [Fact]
    public async Task A_frame_that_is_no_text_closes()
    {
        await using PumpRig rig = await PumpRig.StartAsync();
        using PumpClient client = await rig.ConnectAsync();
        await client.Socket.SendAsync(Encoding.UTF8.GetBytes(Test), WebSocketMessageType.Binary, true, rig.Patience);
        Assert.Equal(WebSocketCloseStatus.InvalidMessageType, await client.ClosedAsync());
    }

    [Fact]
    public async Task Who_does_not_read_is_dropped_and_nobody_else_notices()
    {
        await using PumpRig rig = await PumpRig.StartAsync(new PumpSettings { OutgoingBytes = 256 << 10 });
        using PumpClient slow = await rig.ConnectAsync(), other = await rig.ConnectAsync();
        Assert.True((await slow.AskAsync("""{"id":1,"method":"public/subscribe","params":{"channels":["quote.BTC-PERPETUAL"]}}""")).TryGetProperty("result", out _));
        byte[] frame = Encoding.UTF8.GetBytes($"\"{new string('x', 60_000)}\"");
        long sent = 0;
        await rig.AskAsync(() => rig.Rig.Desk.EachBatch = () =>
        {
            foreach (ServerSession session in rig.Rig.Server.Audience.Of(Channel("quote.BTC-PERPETUAL")))
            {
                session.Send(frame);
                sent += frame.Length;
            }
        });
        while (!await rig.AskAsync(() => rig.Rig.Desk.Calls.Contains("closed None")))
            Assert.True((await other.AskAsync(Test)).TryGetProperty("result", out _));
        // What the two ends' sockets hold, and the queue: not what was published.
        Assert.InRange(await rig.AskAsync(() => sent), 256 << 10, 64 << 20);
        await Assert.ThrowsAsync<WebSocketException>(slow.ClosedAsync);
    }

    [Fact]
    public async Task Who_takes_a_frame_too_slowly_is_dropped()
    {
        await using PumpRig rig = await PumpRig.StartAsync(new PumpSettings { OutgoingBytes = 64 << 20, DrainTime = TimeSpan.FromMilliseconds(300) });
        using PumpClient slow = await rig.ConnectAsync();
        await slow.AskAsync("""{"id":1,"method":"public/subscribe","params":{"channels":["quote.BTC-PERPETUAL"]}}""");
        // More than sockets hold, at once, and less than the queue may.
        byte[] frame = Encoding.UTF8.GetBytes($"\"{new string('x', 48 << 20)}\"");
        await rig.AskAsync(() =>
        {
            rig.Rig.Server.Audience.Publish(Channel("quote.BTC-PERPETUAL"), frame);
            return true;
        });
        await rig.UntilAsync(() => rig.Rig.Desk.Calls.Contains("closed None"));
    }

    [Fact]
    public async Task A_frame_that_is_begun_and_not_ended_closes()
    {
        await using PumpRig rig = await PumpRig.StartAsync(new PumpSettings { FrameTime = TimeSpan.FromMilliseconds(200) });
        using PumpClient client = await rig.ConnectAsync();
        await client.SendAsync("{\"id\":1,", isWhole: false);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await client.ClosedAsync());
    }

    [Fact]
    public async Task A_request_whose_head_does_not_end_is_dropped()
    {
        await using PumpRig rig = await PumpRig.StartAsync(new PumpSettings { HandshakeTime = TimeSpan.FromSeconds(1) });
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, rig.Pump.Address.Port, rig.Patience);
        NetworkStream stream = tcp.GetStream();
        await stream.WriteAsync("GET /ws/api/v2 HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "u8.ToArray(), rig.Patience);
        using var reader = new StreamReader(stream);
        Assert.StartsWith("HTTP/1.1 408", await reader.ReadToEndAsync(rig.Patience), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_more_socket_than_an_address_may_have_is_refused()
    {
        await using PumpRig rig = await PumpRig.StartAsync(server: new ServerSettings { ConnectionsPerAddress = 3 });
        PumpClient[] clients = [await rig.ConnectAsync(), await rig.ConnectAsync(), await rig.ConnectAsync()];
        using var more = new ClientWebSocket();
        more.Options.CollectHttpResponseDetails = true;
        await Assert.ThrowsAsync<WebSocketException>(() => more.ConnectAsync(new UriBuilder(rig.Pump.Address) { Scheme = "ws", Path = "/ws/api/v2" }.Uri, rig.Patience));
        Assert.Equal(HttpStatusCode.TooManyRequests, more.HttpStatusCode);
        await clients[0].Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, rig.Patience);
        await rig.UntilAsync(() => rig.Rig.Desk.Calls.Count(static c => c == "closed None") == 1);
        PumpClient? next = null;
        while (next is null)
        {
            try
            {
                next = await rig.ConnectAsync();
            }
            catch (WebSocketException)
            {
                Assert.False(rig.Patience.IsCancellationRequested);
            }
        }
        Assert.True((await next.AskAsync(Test)).TryGetProperty("result", out _));
        foreach (PumpClient client in clients.Append(next))
            client.Dispose();
    }

    [Fact]
    public async Task Http_is_answered_in_json_whatever_is_asked()
    {
        await using PumpRig rig = await PumpRig.StartAsync();
        rig.Http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String("AMANDA:AMANDASECRECT"u8));
        (JsonElement answer, int status) = await rig.GetAsync("/api/v2/private/buy?instrument_name=BTC-PERPETUAL&amount=0.10&reduce_only=true");
        Assert.Equal(200, status);
        Assert.Equal(0.1m, answer.GetProperty("result").GetProperty("amount").GetDecimal());
        Assert.True(answer.GetProperty("result").GetProperty("reduce_only").GetBoolean());
        Assert.False(answer.TryGetProperty("id", out _));
        (answer, status) = await rig.GetAsync("/api/v2/private/buy?instrument_name=BTC-PERPETUAL&amount=lots");
        Assert.Equal((-32602, 400), (RigClient.CodeOf(answer), status));
        (answer, status) = await rig.GetAsync("/api/v2/public/nothing");
        Assert.Equal((-32601, 400), (RigClient.CodeOf(answer), status));
        (_, status) = await rig.GetAsync("/elsewhere");
        Assert.Equal(404, status);
        (_, status) = await rig.GetAsync("/ws/api/v2");
        Assert.Equal(400, status);

        using var post = new StringContent("""{"jsonrpc":"2.0","id":"p","method":"private/get_positions","params":{}}""");
        using HttpResponseMessage posted = await rig.Http.PostAsync(new Uri("/api/v2", UriKind.Relative), post, rig.Patience);
        Assert.Contains("\"id\":\"p\",\"result\":7", await posted.Content.ReadAsStringAsync(rig.Patience), StringComparison.Ordinal);
        using var large = new StringContent(new string(' ', 40_000));
        using HttpResponseMessage refused = await rig.Http.PostAsync(new Uri("/api/v2", UriKind.Relative), large, rig.Patience);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Equal(11050, RigClient.CodeOf(JsonSerializer.Deserialize<JsonElement>(await refused.Content.ReadAsStringAsync(rig.Patience))));
    }

    [Fact]
    public async Task A_desk_that_breaks_ends_all_and_says_why()
    {
        await using PumpRig rig = await PumpRig.StartAsync();
        using PumpClient client = await rig.ConnectAsync();
        await client.AskAsync(Test);
        await rig.Pump.PostAsync(static () => throw new InvalidOperationException("broken invariant"));
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await client.ClosedAsync());
        Assert.Equal("broken invariant", (await Assert.ThrowsAsync<InvalidOperationException>(() => rig.Pump.Ended)).Message);
        Assert.Equal(500, (await rig.GetAsync("/api/v2/public/test")).Status);
    }

    [Fact]
    public async Task A_server_that_stops_says_so()
    {
        PumpRig rig = await PumpRig.StartAsync();
        using PumpClient client = await rig.ConnectAsync();
        await client.AskAsync(Test);
        Task<WebSocketCloseStatus?> closed = client.ClosedAsync();
        Uri address = rig.Pump.Address;
        await rig.Pump.DisposeAsync();
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await closed);
        Assert.True(rig.Pump.Ended.IsCompletedSuccessfully);
        Assert.Equal("closed None", rig.Rig.Desk.Calls[^1]);
        await Assert.ThrowsAsync<HttpRequestException>(() => rig.Http.GetAsync(new Uri(address, "/api/v2/public/test")));
        rig.Http.Dispose();
        rig.Rig.Server.Dispose();
    }

    private static Poise.Venues.Deribit.DeribitChannel Channel(string name)
    {
        Assert.True(Poise.Venues.Deribit.DeribitChannel.TryParse(name, out Poise.Venues.Deribit.DeribitChannel channel));
        return channel;
    }
}
