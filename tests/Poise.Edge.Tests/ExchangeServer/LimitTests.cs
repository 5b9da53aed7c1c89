using System.Text;
using System.Text.Json;
using Poise.Domain;
using Poise.Exchange.Server;

namespace Poise.Edge.Tests;

public sealed class LimitTests
{
    // Credits as a fraction of an infinite precision: refilled a nanosecond at a time, in one number.
    private sealed class NaivePool(RequestRate rate)
    {
        private decimal _credits = rate.Capacity;
        private Instant? _at;

        public bool TryTake(Instant now)
        {
            if (_at is Instant before)
                _credits = Math.Min(rate.Capacity, _credits + rate.RefillPerSecond * (decimal)(now - before).Nanoseconds / 1_000_000_000m);
            _at = now;
            if (_credits < rate.Cost)
                return false;
            _credits -= rate.Cost;
            return true;
        }
    }

    [Theory]
    [InlineData(20, 100, 500)]
    [InlineData(5, 20, 1)]
    [InlineData(1, 1, 3)]
    public void Credits_are_those_of_the_naive_pool(int perSecond, int burst, int cost)
    {
        var rate = new RequestRate(perSecond, burst, cost);
        var naive = new NaivePool(rate);
        var pool = new CreditPool();
        var random = new SeededRandom(19).Split(rate.ToString());
        Instant now = Instant.FromUtc(2026, 1, 1);
        int taken = 0, refused = 0;
        for (int i = 0; i < 50_000; i++)
        {
            // Mostly faster than the refill, at times long pauses.
            now += new Duration(random.NextInt32(1000) == 0 ? random.NextInt32(2_000_000_000) * 10L : random.NextInt32(100) == 0 ? 0 : (long)(1.5e9 / perSecond * random.NextDouble()));
            bool isTaken = pool.TryTake(rate, now);
            Assert.Equal(naive.TryTake(now), isTaken);
            taken += isTaken ? 1 : 0;
            refused += isTaken ? 0 : 1;
        }
        Assert.True(taken > 1000 && refused > 1000, $"{taken} {refused}");
    }

    [Fact]
    public void A_burst_is_a_hundred_and_then_twenty_a_second()
    {
        var rig = new ServerRig(new ServerSettings());
        RigClient client = rig.Open();
        client.LogIn(); // counted on the socket, not on the account
        for (int i = 0; i < 100; i++)
            client.Result("private/get_positions");
        Assert.Equal(10028, client.Error("private/get_positions"));
        // Orders have credits of their own, and so has another account.
        client.Result("private/buy", """{"instrument_name":"BTC-PERPETUAL","amount":10}""");
        RigClient other = rig.Open();
        other.LogIn(ServerRig.Reader, "other secret");
        other.Result("private/get_positions");
        // All connections of an account share them.
        RigClient second = rig.Open();
        second.LogIn();
        Assert.Equal(10028, second.Error("private/get_positions"));
        rig.Pass(0.049);
        Assert.Equal(10028, client.Error("private/get_positions"));
        rig.Pass(0.001);
        client.Result("private/get_positions");
        Assert.Equal(10028, client.Error("private/get_positions"));
        rig.Pass(1);
        for (int i = 0; i < 20; i++)
            client.Result("private/get_positions");
        Assert.Equal(10028, client.Error("private/get_positions"));
    }

    [Fact]
    public void Who_has_not_logged_in_is_counted_by_socket_and_by_address()
    {
        var rig = new ServerRig(new ServerSettings());
        RigClient client = rig.Open();
        for (int i = 0; i < 100; i++)
            client.Result("public/test");
        Assert.Equal(10028, client.Error("public/test"));
        Assert.Equal(10028, client.Error("public/nothing"));
        rig.Open().Result("public/test");
        for (int i = 0; i < 100; i++)
            rig.Rest("/api/v2/public/test", out _);
        Assert.Equal(10028, RigClient.CodeOf(rig.Rest("/api/v2/public/test", out int status)));
        Assert.Equal(429, status);
    }

    [Fact]
    public void Addresses_are_not_remembered_without_end()
    {
        var limits = new RateLimits(AccountLimits.Default, AccountLimits.Default);
        Instant now = Instant.FromUtc(2026, 1, 1);
        int taken = 0;
        for (int i = 0; i < 5000; i++)
            taken += limits.TryTake("10.0." + i, now) ? 1 : 0;
        Assert.Equal(4096, taken);
        Assert.True(limits.TryTake("10.0.1", now));
        Assert.True(limits.TryTake("10.0.4999", now + Duration.FromSeconds(1)));
    }

    [Fact]
    public void An_account_may_have_limits_of_its_own_or_none()
    {
        var rig = new ServerRig(new ServerSettings());
        rig.Server.Limits.Set(7, AccountLimits.Off);
        rig.Server.Limits.Set(8, AccountLimits.Tier1);
        RigClient client = rig.Open();
        client.LogIn();
        for (int i = 0; i < 500; i++)
            client.Result("private/get_positions");
        Assert.Equal(100, rig.Server.Limits.Of(8).Matching.Burst);
        JsonElement written = Written(rig.Server.Limits.Of(8));
        Assert.Equal(30, written.GetProperty("matching_engine").GetProperty("trading").GetProperty("total").GetProperty("rate").GetInt32());
        Assert.Equal(20, written.GetProperty("non_matching_engine").GetProperty("rate").GetInt32());
    }

    [Fact]
    public void An_address_has_so_many_sockets()
    {
        var counts = new ConnectionCounts(2);
        Assert.True(counts.TryOpen("a"));
        Assert.True(counts.TryOpen("a"));
        Assert.False(counts.TryOpen("a"));
        Assert.True(counts.TryOpen("b"));
        counts.Closed("a");
        Assert.True(counts.TryOpen("a"));
        Assert.False(counts.TryOpen("a"));
    }

    private static JsonElement Written(AccountLimits limits)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
            limits.Write(json);
        return JsonSerializer.Deserialize<JsonElement>(Encoding.UTF8.GetString(stream.ToArray()));
    }
}
