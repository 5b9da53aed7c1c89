using System.Net.WebSockets;
using System.Text.Json;
using Poise.Domain;

namespace Poise.Edge.Tests;

/// <summary>A pump whose batches are kept: nothing of one is told before, and nothing at all where it cannot be kept.</summary>
public sealed class HeldBackTests
{
    private const string LogIn = """{"jsonrpc":"2.0","id":1,"method":"public/auth","params":{"grant_type":"client_credentials","client_id":"AMANDA","client_secret":"AMANDASECRECT"}}""";

    [Fact]
    public async Task Every_answer_comes_after_its_batch_was_kept_and_the_last_one_before_the_close()
    {
        int handled = 0, kept = 0, received = 0;
        bool isLate = false;
        await using PumpRig rig = await PumpRig.StartAsync(keep: _ =>
        {
            // What was kept before goes, whatever is held back behind it.
            isLate |= !SpinWait.SpinUntil(() => Volatile.Read(ref received) >= kept, TimeSpan.FromSeconds(10));
            Volatile.Write(ref kept, handled);
        });
        rig.Rig.Server.Methods.Add("public/count", Exchange.Server.RateClass.NonMatching, Exchange.Server.AccessNeed.Public, call => call.Result.WriteNumberValue(++handled));
        using PumpClient client = await rig.ConnectAsync();
        Task sending = Task.Run(async () =>
        {
            for (int i = 1; i <= 2000; i++)
                await client.SendAsync($$"""{"id":{{i}},"method":"public/count"}""");
        });
        for (int i = 1; i <= 2000; i++)
        {
            int count = (await client.NextAsync()).GetProperty("result").GetInt32();
            Assert.InRange(Volatile.Read(ref kept), count, int.MaxValue);
            Volatile.Write(ref received, count);
        }
        Volatile.Write(ref received, int.MaxValue);
        Assert.False(isLate);
        await sending;
        for (int i = 1; i <= 20; i++)
        {
            (JsonElement answer, int status) = await rig.GetAsync("/api/v2/public/count");
            Assert.Equal(200, status);
            Assert.InRange(Volatile.Read(ref kept), answer.GetProperty("result").GetInt32(), int.MaxValue);
        }
        await client.AskAsync(LogIn);
        Assert.Equal("ok", (await client.AskAsync("""{"id":4,"method":"private/logout"}""")).GetProperty("result").GetString());
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await client.ClosedAsync());
    }

    [Fact]
    public async Task Where_a_batch_cannot_be_kept_nothing_of_it_is_told_and_the_pump_ends_with_the_cause()
    {
        bool fails = false;
        await using PumpRig rig = await PumpRig.StartAsync(keep: _ =>
        {
            if (Volatile.Read(ref fails))
                throw new IOException("no space left");
        });
        using PumpClient client = await rig.ConnectAsync();
        await client.AskAsync(LogIn);
        Volatile.Write(ref fails, true);
        try
        {
            await client.SendAsync("""{"id":2,"method":"private/buy","params":{"instrument_name":"X","amount":1}}""");
        }
        catch (WebSocketException)
        {
            // A tick of the pump may have failed before.
        }
        var frame = new byte[4096];
        WebSocketReceiveResult got = await client.Socket.ReceiveAsync(new ArraySegment<byte>(frame), rig.Patience);
        Assert.Equal(WebSocketMessageType.Close, got.MessageType);
        Assert.Equal("no space left", (await Assert.ThrowsAsync<IOException>(() => rig.Pump.Ended)).Message);
    }
}
