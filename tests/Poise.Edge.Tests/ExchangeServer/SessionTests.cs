using System.Text.Json;
using Poise.Domain;
using Poise.Exchange.Server;

namespace Poise.Edge.Tests;

public sealed class SessionTests
{
    private static string[] Names(JsonElement list) => [.. list.EnumerateArray().Select(static e => e.GetString()!)];

    private static string TypeOf(JsonElement heartbeat)
    {
        Assert.Equal("heartbeat", heartbeat.GetProperty("method").GetString());
        Assert.False(heartbeat.TryGetProperty("id", out _));
        return heartbeat.GetProperty("params").GetProperty("type").GetString()!;
    }

    private static void WakeOnTime(ServerRig rig, RigClient client)
    {
        rig.Now = client.Session.WakeAt - new Duration(1);
        client.Session.Woken(rig.Now);
        Assert.Equal(0, client.Waiting);
        rig.Now += new Duration(1);
        client.Session.Woken(rig.Now);
    }

    [Fact]
    public void Heartbeats_come_by_the_interval_and_silence_is_asked_about()
    {
        var rig = new ServerRig();
        RigClient client = rig.Open();
        Assert.Equal(Instant.Never, client.Session.WakeAt);
        Assert.Equal("ok", client.Result("public/set_heartbeat", """{"interval":10}""").GetString());
        Assert.Equal(rig.Now + Duration.FromSeconds(10), client.Session.WakeAt);
        rig.Pass(3);
        client.Result("public/get_time");
        WakeOnTime(rig, client);
        Assert.Equal("heartbeat", TypeOf(client.Next()));
        Assert.Equal(0, client.Waiting);
        WakeOnTime(rig, client);
        Assert.Equal("heartbeat", TypeOf(client.Next()));
        Assert.Equal("test_request", TypeOf(client.Next()));
        client.Result("public/test");
        WakeOnTime(rig, client);
        Assert.Equal("heartbeat", TypeOf(client.Next()));
        Assert.Equal(0, client.Waiting);
        WakeOnTime(rig, client);
        Assert.Equal("heartbeat", TypeOf(client.Next()));
        Assert.Equal("test_request", TypeOf(client.Next()));
        // Any other request is no answer.
        client.Result("public/get_time");
        WakeOnTime(rig, client);
        Assert.Equal(SessionClose.HeartbeatMissed, client.Closed);
        Assert.Equal(Instant.Never, client.Session.WakeAt);
    }

    [Fact]
    public void A_sign_of_life_counts_when_credits_are_used_up()
    {
        var rig = new ServerRig(new ServerSettings { PublicLimits = new AccountLimits { NonMatching = new(1, 1) } });
        RigClient client = rig.Open();
        client.Result("public/set_heartbeat", """{"interval":10}""");
        client.Error("public/get_time");
        WakeOnTime(rig, client);
        client.Next();
        WakeOnTime(rig, client);
        Assert.Equal("heartbeat", TypeOf(client.Next()));
        Assert.Equal("test_request", TypeOf(client.Next()));
        client.Call("public/get_time");
        Assert.Equal(10028, client.Error("public/test"));
        WakeOnTime(rig, client);
        Assert.Null(client.Closed);
    }

    [Theory]
    [InlineData("9.999")]
    [InlineData("0")]
    [InlineData("-10")]
    [InlineData("3601")]
    [InlineData("\"10\"")]
    [InlineData("1e27")]
    public void An_interval_is_ten_seconds_or_more(string interval)
    {
        RigClient client = new ServerRig().Open();
        Assert.Equal(-32602, client.Error("public/set_heartbeat", $$"""{"interval":{{interval}}}"""));
        Assert.Equal(Instant.Never, client.Session.WakeAt);
    }

    [Fact]
    public void A_heartbeat_is_switched_off()
    {
        var rig = new ServerRig();
        RigClient client = rig.Open();
        client.Result("public/set_heartbeat", """{"interval":10.5}""");
        Assert.Equal(rig.Now + Duration.FromMilliseconds(10_500), client.Session.WakeAt);
        client.Result("public/disable_heartbeat");
        rig.Pass(100);
        client.Session.Woken(rig.Now);
        Assert.Equal(0, client.Waiting);
        Assert.Null(client.Closed);
    }

    [Fact]
    public void Subscribing_answers_with_what_there_is_and_then_sends_it()
    {
        var rig = new ServerRig();
        RigClient client = rig.Open();
        JsonElement result = client.Result("public/subscribe", """{"channels":["quote.BTC-PERPETUAL","nonsense","quote.DOGE-PERPETUAL","user.lock","book.BTC-PERPETUAL.100ms","quote.BTC-PERPETUAL"]}""");
        Assert.Equal(["quote.BTC-PERPETUAL", "book.BTC-PERPETUAL.100ms"], Names(result));
        JsonElement first = client.Next();
        Assert.Equal("subscription", first.GetProperty("method").GetString());
        Assert.Equal("quote.BTC-PERPETUAL", first.GetProperty("params").GetProperty("channel").GetString());
        Assert.Equal("snapshot", first.GetProperty("params").GetProperty("data").GetString());
        client.Next();
        Assert.Equal(0, client.Waiting);
        // What is had already is told again and sends nothing.
        Assert.Equal(["quote.BTC-PERPETUAL"], Names(client.Result("public/subscribe", """{"channels":["quote.BTC-PERPETUAL"]}""")));
        Assert.Equal(0, client.Waiting);
        Assert.Equal(["quote.BTC-PERPETUAL"], Names(client.Result("public/unsubscribe", """{"channels":["quote.BTC-PERPETUAL","ticker.BTC-PERPETUAL.raw","x"]}""")));
        Assert.Equal(1, rig.Server.Audience.Channels);
        client.Result("public/unsubscribe_all");
        Assert.Equal(0, rig.Server.Audience.Channels);
        Assert.Equal(-32602, client.Error("public/subscribe", """{"channels":"quote.BTC-PERPETUAL"}"""));
        Assert.Equal(-32602, client.Error("public/subscribe", """{"channels":[1]}"""));
    }

    [Fact]
    public void Raw_channels_need_a_login()
    {
        RigClient client = new ServerRig().Open();
        Assert.Equal(13778, client.Error("public/subscribe", """{"channels":["quote.BTC-PERPETUAL","book.BTC-PERPETUAL.raw"]}"""));
        Assert.Empty(client.Session.Channels);
        client.LogIn();
        Assert.Equal(["book.BTC-PERPETUAL.raw"], Names(client.Result("public/subscribe", """{"channels":["book.BTC-PERPETUAL.raw"]}""")));
    }

    [Fact]
    public void Channels_of_an_account_need_its_rights_and_end_with_it()
    {
        var rig = new ServerRig();
        RigClient client = rig.Open();
        Assert.Equal(10000, client.Error("private/subscribe", """{"channels":["user.portfolio.BTC"]}"""));
        client.LogIn(scope: "trade:none");
        Assert.Equal(13021, client.Error("private/subscribe", """{"channels":["user.orders.any.any.raw"]}"""));
        client.LogIn();
        Assert.Equal(
            ["user.portfolio.BTC", "user.orders.any.any.raw", "quote.BTC-PERPETUAL"],
            Names(client.Result("private/subscribe", """{"channels":["user.portfolio.BTC","user.portfolio.b-c","user.orders.any.any.raw","quote.BTC-PERPETUAL"]}""")));
        client.LogInAgain(scope: "trade:none");
        Assert.Equal(["user.portfolio.BTC", "quote.BTC-PERPETUAL"], client.Session.Channels.Select(static c => c.Name));
        client.LogInAgain(ServerRig.Reader, "other secret");
        Assert.Equal(["quote.BTC-PERPETUAL"], client.Session.Channels.Select(static c => c.Name));
        client.Result("private/subscribe", """{"channels":["user.lock"]}""");
        client.Next();
        client.Result("private/unsubscribe_all");
        Assert.Equal(["quote.BTC-PERPETUAL"], client.Session.Channels.Select(static c => c.Name));
        rig.Desk.Calls.Clear();
        client.Session.Closed(rig.Now);
        Assert.Equal(["unsubscribed quote.BTC-PERPETUAL", "closed None"], rig.Desk.Calls);
        Assert.Equal(0, rig.Server.Audience.Channels);
    }

    [Fact]
    public void A_connection_has_so_many_channels()
    {
        var rig = new ServerRig(new ServerSettings { ChannelsPerConnection = 3 });
        RigClient client = rig.Open();
        client.Result("public/subscribe", """{"channels":["quote.A-1","quote.B-1"]}""");
        client.Next();
        client.Next();
        Assert.Equal(13017, client.Error("public/subscribe", """{"channels":["quote.B-1","quote.C-1","quote.D-1"]}"""));
        Assert.Equal(2, client.Session.Channels.Count);
        client.Result("public/subscribe", """{"channels":["quote.B-1","quote.C-1"]}""");
        Assert.Equal(3, client.Session.Channels.Count);
    }

    [Fact]
    public void An_account_hears_its_own()
    {
        var rig = new ServerRig();
        RigClient one = rig.Open(), two = rig.Open();
        one.LogIn();
        two.LogIn(ServerRig.Reader, "other secret");
        foreach (RigClient client in new[] { one, two })
        {
            client.Result("private/subscribe", """{"channels":["user.portfolio.BTC"]}""");
            client.Next();
        }
        rig.Server.Notices.BeginNotification("user.portfolio.BTC");
        rig.Server.Notices.Json.WriteNumberValue(1.5m);
        rig.Server.Audience.Publish(one.Session.Channels[0], 8, rig.Server.Notices.EndNotification());
        Assert.Equal(0, one.Waiting);
        Assert.Equal(1.5m, two.Next().GetProperty("params").GetProperty("data").GetDecimal());
    }

    [Theory]
    [InlineData("", "closed None")]
    [InlineData("connection", "closed Connection")]
    [InlineData("account", "closed Account")]
    public void A_drop_cancels_what_was_asked_for(string scope, string told)
    {
        var rig = new ServerRig();
        RigClient client = rig.Open();
        client.LogIn();
        if (scope.Length > 0)
            client.Result("private/enable_cancel_on_disconnect", $$"""{"scope":"{{scope}}"}""");
        Assert.Equal(scope == "connection", client.Result("private/get_cancel_on_disconnect").GetProperty("enabled").GetBoolean());
        JsonElement account = client.Result("private/get_cancel_on_disconnect", """{"scope":"account"}""");
        Assert.Equal("account", account.GetProperty("scope").GetString());
        Assert.Equal(scope == "account", account.GetProperty("enabled").GetBoolean());
        client.Session.Closed(rig.Now);
        Assert.Equal(told, rig.Desk.Calls[^1]);
    }

    [Fact]
    public void A_connection_may_leave_its_orders_though_the_account_does_not()
    {
        var rig = new ServerRig();
        Assert.Equal(10030, RigClient.CodeOf(rig.Rest("/api/v2/private/enable_cancel_on_disconnect", out int status, "Basic " + Convert.ToBase64String("AMANDA:AMANDASECRECT"u8))));
        Assert.Equal(400, status);
        rig.Rest("/api/v2/private/enable_cancel_on_disconnect?scope=account", out status, "Basic " + Convert.ToBase64String("AMANDA:AMANDASECRECT"u8));
        Assert.Equal(200, status);
        RigClient keeps = rig.Open(), drops = rig.Open();
        keeps.LogIn();
        drops.LogIn();
        keeps.Result("private/disable_cancel_on_disconnect");
        Assert.Equal(CancelScope.None, keeps.Session.CancelOnDisconnect);
        Assert.Equal(CancelScope.Account, drops.Session.CancelOnDisconnect);
    }

    [Theory]
    [InlineData("public/set_heartbeat?interval=10")]
    [InlineData("public/subscribe?channels=quote.BTC-PERPETUAL")]
    [InlineData("public/unsubscribe_all")]
    public void Some_methods_need_a_socket(string target) => Assert.Equal(10030, RigClient.CodeOf(new ServerRig().Rest("/api/v2/" + target, out _)));

    [Fact]
    public void Too_large_and_too_many_wrong_frames_close()
    {
        var rig = new ServerRig();
        RigClient client = rig.Open();
        Assert.Equal(32_768, SizedTest(32_768).Length);
        client.SendRaw(SizedTest(32_768));
        Assert.True(client.Next().TryGetProperty("result", out _));
        client.SendRaw(SizedTest(32_769));
        Assert.Equal(SessionClose.TooLarge, client.Closed);
        RigClient other = rig.Open();
        for (int i = 0; i < 9; i++)
            Assert.Equal(-32700, RigClient.CodeOf(other.SendText("{")));
        other.Result("public/test"); // the row starts anew
        for (int i = 0; i < 9; i++)
            other.SendText("{}");
        Assert.Null(other.Closed);
        other.SendText("[]");
        Assert.Equal(SessionClose.Malformed, other.Closed);
    }

    private static byte[] SizedTest(int length)
    {
        byte[] frame = new byte[length];
        frame.AsSpan().Fill((byte)' ');
        """{"id":1,"method":"public/test"}"""u8.CopyTo(frame);
        return frame;
    }
}
