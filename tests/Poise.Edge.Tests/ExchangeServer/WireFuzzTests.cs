using System.Text;
using System.Text.Json;
using Poise.Domain;
using Poise.Exchange.Server;

namespace Poise.Edge.Tests;

/// <summary>Seeded damage to valid frames: the session never fails, and answers what follows unless it was closed by a rule.</summary>
public sealed class WireFuzzTests
{
    private static readonly string[] Frames =
    [
        """{"jsonrpc":"2.0","id":1,"method":"public/test","params":{"expected_result":"exception"}}""",
        """{"jsonrpc":"2.0","id":"a\u00e4","method":"public/auth","params":{"grant_type":"client_credentials","client_id":"AMANDA","client_secret":"AMANDASECRECT","scope":"session:x trade:read expires:50","state":"\n"}}""",
        """{"jsonrpc":"2.0","id":2,"method":"public/auth","params":{"grant_type":"client_signature","client_id":"AMANDA","timestamp":1767323045000,"nonce":"1767323045000","data":"","signature":"d97ec5adfc49c50969511881229a09d908ae902b78657a96b72dbe0309394f29"}}""",
        """{"jsonrpc":"2.0","id":3,"method":"public/auth","params":{"grant_type":"refresh_token","refresh_token":"1.d97ec5adfc49c50969511881229a09d908ae902b78657a96b72dbe0309394f29"}}""",
        """{"jsonrpc":"2.0","id":4,"method":"private/subscribe","params":{"channels":["user.changes.any.any.raw","book.BTC-PERPETUAL.none.10.100ms","chart.trades.BTC-PERPETUAL.1D"]}}""",
        """{"jsonrpc":"2.0","id":5,"method":"public/unsubscribe","params":{"channels":["book.BTC-PERPETUAL.none.10.100ms"]}}""",
        """{"jsonrpc":"2.0","id":6,"method":"public/set_heartbeat","params":{"interval":10.25}}""",
        """{"jsonrpc":"2.0","id":7,"method":"private/buy","params":{"instrument_name":"BTC-25DEC26-100000-C","amount":1.5e-3,"reduce_only":true,"label":null}}""",
        """{"jsonrpc":"2.0","id":8,"method":"private/enable_cancel_on_disconnect","params":{"scope":"connection"}}""",
        """{"jsonrpc":"2.0","id":9,"method":"private/logout","params":{"invalidate_token":false}}""",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Damaged_frames_are_answered(ulong seed)
    {
        var random = new SeededRandom(seed);
        var rig = new ServerRig();
        RigClient client = rig.Open();
        int closed = 0, errors = 0, results = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] frame = Damaged(random);
            client.SendRaw(frame);
            while (client.Waiting > 0)
            {
                JsonElement answer = client.Next();
                errors += answer.TryGetProperty("error", out _) ? 1 : 0;
                results += answer.TryGetProperty("result", out _) ? 1 : 0;
            }
            rig.Pass(random.NextDouble());
            client.Session.Woken(rig.Now);
            while (client.Waiting > 0)
                client.Next();
            if (client.Closed is SessionClose reason)
            {
                Assert.Contains(reason, new[] { SessionClose.LoggedOut, SessionClose.Malformed, SessionClose.HeartbeatMissed });
                closed++;
                client.Session.Closed(rig.Now);
                client = rig.Open();
                continue;
            }
            if (random.NextInt32(3) == 0)
                client.Result("public/test");
        }
        Assert.True(closed > 100 && errors > 1000 && results > 1000, $"{closed} {errors} {results}");
        client.Session.Closed(rig.Now);
        Assert.Equal(0, rig.Server.Audience.Channels);
        Assert.InRange(rig.Server.Access.Count, 0, 64);
    }

    [Fact]
    public void Damaged_queries_are_answered()
    {
        var random = new SeededRandom(4);
        var rig = new ServerRig();
        const string valid = "/api/v2/private/buy?instrument_name=BTC-PERPETUAL&amount=10.5&reduce_only=true&label=%C3%A4+x";
        string basic = "Basic " + Convert.ToBase64String("AMANDA:AMANDASECRECT"u8);
        int done = 0;
        for (int round = 0; round < 20_000; round++)
        {
            char[] target = valid.ToCharArray();
            for (int flips = random.NextInt32(4); flips > 0; flips--)
                target[8 + random.NextInt32(target.Length - 8)] = random.NextInt32(2) == 0 ? "%&=+?/.0"[random.NextInt32(8)] : (char)(32 + random.NextInt32(300));
            string header = random.NextInt32(3) == 0 ? basic[..random.NextInt32(basic.Length)] : basic;
            JsonElement answer = rig.Rest(new string(target), out int status, header);
            Assert.Equal(status == 200, answer.TryGetProperty("result", out _));
            done += status == 200 ? 1 : 0;
        }
        Assert.InRange(done, 1000, 19_000);
        Assert.Equal(done, rig.Methods.Bought.Count);
    }

    private static byte[] Damaged(SeededRandom random)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Frames[random.NextInt32(Frames.Length)]);
        for (int flips = random.NextInt32(4); flips > 0; flips--)
            bytes[random.NextInt32(bytes.Length)] = random.NextInt32(2) == 0 ? (byte)"0,\"-e.\n{}[]:\\ "[random.NextInt32(14)] : (byte)random.NextInt32(256);
        if (random.NextInt32(6) == 0)
            bytes = bytes[..random.NextInt32(bytes.Length + 1)];
        if (random.NextInt32(6) == 0)
        {
            int at = random.NextInt32(bytes.Length + 1), length = random.NextInt32(bytes.Length - at + 1);
            bytes = [.. bytes[..at], .. bytes.AsSpan(at, length), .. bytes.AsSpan(at, length), .. bytes.AsSpan(at + length)];
        }
        return bytes;
    }
}
