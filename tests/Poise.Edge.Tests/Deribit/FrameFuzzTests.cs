using System.Text;
using System.Text.Json.Nodes;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Edge.Tests;

/// <summary>
/// Seeded damage to what the venue says: nothing is thrown, no quote is off its grid or crossed (the desk of these tests
/// looks at each), and the session finds back to a live link or stops with a reason.
/// </summary>
public sealed class FrameFuzzTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void DamagedFramesAreRefused(int seed)
    {
        var random = new SeededRandom((ulong)seed).Split("fuzz");
        int quotes = 0, closings = 0, stops = 0, survived = 0;
        for (int round = 0; round < 20; round++)
        {
            DeribitWorld world = DeribitWorld.Live(s => s with { Prints = true });
            world.Place(DeribitWorld.Order(1, Side.Buy, 3, 80_000, world));
            world.Settle();
            int before = world.Quotes.Count;
            for (int i = 0; i < 60 && world.Session.Phase != DeribitPhase.Stopped; i++)
            {
                for (int wait = 0; wait < 40 && !world.IsLive && world.Session.Phase != DeribitPhase.Stopped; wait++)
                    world.Run(Duration.FromSeconds(3));
                world.Session.Frame(Damage(Sample(world, random, i), random), world.Now);
                survived += world.IsLive ? 1 : 0;
            }
            quotes += world.Quotes.Count - before;
            closings += world.Closings.Count;
            if (world.Session.Phase == DeribitPhase.Stopped)
            {
                stops++;
                Assert.NotNull(world.Session.StopReason);
            }
            else
            {
                for (int i = 0; i < 60 && !world.IsLive; i++)
                    world.Run(Duration.FromSeconds(10));
                Assert.True(world.IsLive, world.Session.Phase.ToString());
            }
        }
        Assert.True(quotes > 300 && closings > 200 && survived > 300, $"{quotes} quotes, {closings} closings, {stops} stops, {survived} survived");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void DamageOnTheWayUpIsSurvived(int seed)
    {
        var random = new SeededRandom((ulong)seed).Split("way up");
        int live = 0;
        for (int round = 0; round < 150; round++)
        {
            DeribitWorld world = new(seed: (ulong)round);
            int frames = 0, damaged = random.NextInt32(20);
            for (int i = 0; i < 4000 && !world.IsLive && world.Session.Phase != DeribitPhase.Stopped; i++)
            {
                if (frames == damaged && world.Peer.FramesWaiting > 0)
                    world.Session.Frame(Damage(Encoding.UTF8.GetBytes(world.Peer.TakeFrame()!.ToJsonString()), random), world.Now);
                else if (!world.DeliverToServer() && !world.DeliverToClient())
                    world.Run(Duration.FromMilliseconds(500), delivers: false);
                else
                    continue;
                frames++;
            }
            live += world.IsLive ? 1 : 0;
            Assert.True(world.IsLive || world.Session.StopReason is not null, $"{round}: {world.Session.Phase}");
        }
        Assert.True(live > 100, $"{live} live");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void DamagedSummariesAreNoPictureOfNonsense(int seed)
    {
        var random = new SeededRandom((ulong)seed).Split("summaries");
        int pictures = 0, refused = 0, failures = 0;
        for (int round = 0; round < 300; round++)
        {
            ChainRecorder heard = new();
            DeribitWorld world = new(seed: (ulong)round, isPublic: true, chain: heard);
            // The last frames of the way up are the chain's three answers.
            int frames = 0, damaged = 8 + random.NextInt32(6);
            for (int i = 0; i < 2000 && frames <= damaged; i++)
            {
                if (world.Peer.FramesWaiting > 0)
                {
                    byte[] frame = Encoding.UTF8.GetBytes(world.Peer.TakeFrame()!.ToJsonString());
                    world.Session.Frame(frames++ == damaged ? Damage(frame, random) : frame, world.Now);
                }
                else if (!world.DeliverToServer())
                    world.Run(Duration.FromMilliseconds(500), delivers: false);
            }
            for (int i = 0; i < 20 && (heard.Pictures.Count == 0 || !world.IsLive); i++)
                world.Run(Duration.FromSeconds(5));
            Assert.NotEmpty(heard.Pictures);
            Assert.True(world.IsLive);
            foreach (MarketSnapshot picture in heard.Pictures)
            {
                Assert.True(picture.Spot is > 0 and < 1e9 && picture.Options.Count is 1 or 2 && picture.AsOf <= world.Now);
                Assert.Equal(picture.Rows, picture.Options.Count + picture.Futures.Count + picture.RefusedCount);
                Assert.All(picture.Options, o => Assert.False(o.OpenInterest < 0 || o.Quote.Bid <= 0 || o.Vendor.Vol <= 0 || o.Forward <= 0 || o.Quote.At > picture.AsOf));
                refused += picture.RefusedCount;
            }
            pictures += heard.Pictures.Count;
            failures += heard.Failures.Count(static f => f is not null);
        }
        Assert.True(pictures >= 300 && refused > 2 && failures > 50, $"{pictures} pictures, {refused} refused, {failures} failures");
    }

    private static byte[] Sample(DeribitWorld world, SeededRandom random, int i)
    {
        long now = world.Now.UnixMilliseconds;
        DeribitPeer.Order order = world.Peer.Orders[0];
        (string Channel, JsonNode Data) news = random.NextInt32(7) switch
        {
            0 => ("book.BTC-PERPETUAL.raw", DeribitWorld.BookData("snapshot", null, 1000 + i, [DeribitWorld.Level("new", 90_000, 10)], [DeribitWorld.Level("new", 90_001, 10)], world.Now)),
            1 => ("book.BTC-PERPETUAL.raw", DeribitWorld.BookData("change", 999 + i, 1000 + i, [DeribitWorld.Level("change", 90_000, 20)], [DeribitWorld.Level("delete", 90_001, 0)], world.Now)),
            2 => ("quote.BTC-27MAR26-100000-C", new JsonObject
            {
                ["instrument_name"] = DeribitPeer.Call,
                ["timestamp"] = now,
                ["best_bid_price"] = 0.0545m,
                ["best_bid_amount"] = 3.1m,
                ["best_ask_price"] = 0.055m,
                ["best_ask_amount"] = 0.1m,
            }),
            3 => ("user.changes.any.BTC.raw", new JsonObject
            {
                ["instrument_name"] = DeribitPeer.Perpetual,
                ["trades"] = new JsonArray(),
                ["orders"] = new JsonArray(DeribitPeer.Shown(order)),
                ["positions"] = new JsonArray(),
            }),
            4 => ("trades.future.BTC.100ms", new JsonArray(DeribitPeer.Shown(new DeribitPeer.Trade(i, DeribitPeer.Perpetual, "", "", "buy", 90_000, 10, now)))),
            5 => ("instrument.state.any.BTC", new JsonObject { ["timestamp"] = now, ["state"] = "open", ["instrument_name"] = DeribitPeer.Call }),
            _ => ("platform_state", new JsonObject { ["price_index"] = "eth_usd", ["locked"] = false }),
        };
        return Encoding.UTF8.GetBytes(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = "subscription", ["params"] = new JsonObject { ["channel"] = news.Channel, ["data"] = news.Data } }.ToJsonString());
    }

    private static byte[] Damage(byte[] whole, SeededRandom random)
    {
        byte[] bytes = (byte[])whole.Clone();
        int digit = -1;
        switch (random.NextInt32(5))
        {
            case 0: // any byte
                bytes[random.NextInt32(bytes.Length)] = (byte)random.NextInt32(256);
                return bytes;
            case 1: // a byte that JSON knows
                bytes[random.NextInt32(bytes.Length)] = (byte)"0,\"-e.\n{}[]:\\u9d8"[random.NextInt32(17)];
                return bytes;
            case 2: // cut short
                return bytes[..random.NextInt32(bytes.Length)];
            case 3: // a part twice
                int at = random.NextInt32(bytes.Length), length = random.NextInt32(bytes.Length - at);
                return [.. bytes[..at], .. bytes.AsSpan(at, length), .. bytes.AsSpan(at)];
            default: // a digit changed, which leaves it JSON
                for (int i = 0; i < 50 && digit < 0; i++)
                {
                    int tried = random.NextInt32(bytes.Length);
                    digit = char.IsAsciiDigit((char)bytes[tried]) ? tried : -1;
                }
                if (digit >= 0)
                    bytes[digit] = (byte)('0' + random.NextInt32(10));
                return bytes;
        }
    }
}
