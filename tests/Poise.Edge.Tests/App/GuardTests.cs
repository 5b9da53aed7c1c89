using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Poise.App;

namespace Poise.Edge.Tests;

/// <summary>What stands before the desk: guesses, floods, pages from elsewhere; and what is written down of it.</summary>
public sealed class GuardTests
{
    [Fact]
    public async Task Ten_wrong_tokens_lock_an_address_out_but_not_from_the_kill_switch()
    {
        var time = new HandTime();
        await using GuardedServer server = await GuardedServer.Start(time: time);
        for (int i = 0; i < 30; i++) // one wrong token is one guess, however often it is shown
            Assert.Equal(HttpStatusCode.Unauthorized, await server.Get("/api/v1/status", "guess 0"));
        for (int i = 1; i < Lockout.Most; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await server.Get("/api/v1/status", $"guess {i}"));
        HttpResponseMessage locked = await server.Ask(HttpMethod.Get, "/api/v1/desk", server.Tokens["risk"]);
        Assert.Equal(HttpStatusCode.TooManyRequests, locked.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(1), locked.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.TooManyRequests, await server.Post("resume", server.Tokens["risk"]));
        Assert.Equal(HttpStatusCode.TooManyRequests, await server.Post("kill", "guess 11"));
        Assert.Equal(HttpStatusCode.OK, await server.Post("kill", server.Tokens["trader"]));
        Assert.Equal(["kill"], server.Desk.Commands);
        // The page asks who it is, to show the switch.
        Assert.Equal(HttpStatusCode.OK, await server.Get("/api/v1/status", server.Tokens["trader"]));
        Assert.Equal(HttpStatusCode.TooManyRequests, await server.Get("/api/v1/status", "guess 11"));
        time.Pass(61);
        Assert.Equal(HttpStatusCode.OK, await server.Get("/api/v1/status", server.Tokens["risk"]));
        for (int i = 0; i < Lockout.Most; i++)
            await server.Get("/api/v1/status", $"another guess {i}");
        time.Pass(100); // twice as long now
        Assert.Equal(HttpStatusCode.TooManyRequests, await server.Get("/api/v1/desk", server.Tokens["risk"]));
        time.Pass(21);
        Assert.Equal(HttpStatusCode.OK, await server.Get("/api/v1/status", server.Tokens["risk"]));
    }

    [Fact]
    public void A_lockout_is_of_one_address_and_grows_to_an_hour()
    {
        var time = new HandTime();
        var lockout = new Lockout(time);
        (IPAddress bad, IPAddress good) = (IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"));
        int guesses = 0;
        Assert.Equal([60.0, 120, 240, 480, 960, 1920, 3600, 3600], Enumerable.Range(0, 8).Select(_ => LockOut()));
        time.Pass(7300);
        Assert.Equal(60, LockOut()); // good for so long, it begins anew
        Assert.Equal(TimeSpan.Zero, lockout.Left(good));
        // Slow guesses never come to ten in a minute.
        for (int i = 0; i < 100; i++, time.Pass(7))
            Assert.Equal(TimeSpan.Zero, lockout.Failed(good, AccessToken.HashOf($"slow {i}")));
        // A machine with IPv6 is one, whichever of its addresses it comes from.
        for (int i = 0; i < Lockout.Most; i++)
            lockout.Failed(IPAddress.Parse($"2001:db8::{i + 1}"), AccessToken.HashOf($"six {i}"));
        Assert.True(lockout.Left(IPAddress.Parse("2001:db8::ffff")) > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, lockout.Left(IPAddress.Parse("2001:db8:0:1::1")));

        double LockOut()
        {
            for (int i = 0; i < Lockout.Most - 1; i++)
                Assert.Equal(TimeSpan.Zero, lockout.Failed(bad, AccessToken.HashOf($"bad {guesses++}")));
            TimeSpan length = lockout.Failed(bad, AccessToken.HashOf($"bad {guesses++}"));
            Assert.Equal(length, lockout.Left(bad));
            time.Pass((int)length.TotalSeconds + 1);
            Assert.Equal(TimeSpan.Zero, lockout.Left(bad));
            return length.TotalSeconds;
        }
    }

    [Fact]
    public void Addresses_from_everywhere_fill_no_memory()
    {
        var time = new HandTime();
        var lockout = new Lockout(time);
        byte[] guess = AccessToken.HashOf("guess");
        for (int i = 0; i < 10_100; i++)
        {
            if (i == 10_000)
                time.Pass(1);
            lockout.Failed(new IPAddress(i + 1L), guess);
        }
        Assert.Equal(10_000, lockout.Addresses);
    }

    [Fact]
    public async Task On_this_machine_looking_goes_on_whatever_token_is_shown()
    {
        await using GuardedServer server = await GuardedServer.Start(hasUsers: false, new HandTime());
        for (int i = 0; i < 30; i++)
            Assert.Equal(HttpStatusCode.OK, await server.Get("/api/v1/desk", $"old {i}"));
        Assert.Equal(HttpStatusCode.TooManyRequests, await server.Post("resume", server.Tokens["local"]));
        Assert.Equal(HttpStatusCode.OK, await server.Post("kill", server.Tokens["local"]));
        Assert.Equal(HttpStatusCode.OK, await server.Get("/api/v1/desk", null));
    }

    [Fact]
    public async Task Limits_of_rate_are_each_users_own_and_spare_the_kill_switch()
    {
        await using GuardedServer server = await GuardedServer.Start(settings: PageSettings.Local(0) with { ReadsAMinute = 5, CommandsAMinute = 2 });
        for (int i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.OK, await server.Get("/api/v1/desk", server.Tokens["trader"]));
        HttpResponseMessage often = await server.Ask(HttpMethod.Get, "/api/v1/desk", server.Tokens["trader"]);
        Assert.Equal(HttpStatusCode.TooManyRequests, often.StatusCode);
        Assert.True(often.Headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.Equal(HttpStatusCode.OK, await server.Get("/api/v1/desk", server.Tokens["viewer"]));
        Assert.Equal(HttpStatusCode.OK, await server.Post("cancel-all", server.Tokens["trader"]));
        Assert.Equal(HttpStatusCode.OK, await server.Post("cancel-all", server.Tokens["trader"]));
        Assert.Equal(HttpStatusCode.TooManyRequests, await server.Post("cancel-all", server.Tokens["trader"]));
        for (int i = 0; i < 20; i++)
            Assert.Equal(HttpStatusCode.OK, await server.Post("kill", server.Tokens["trader"]));
        Assert.Equal(22, server.Desk.Commands.Count);
        // But not from whom may not pull it: he would fill the audit log.
        Assert.Equal(
            [HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.TooManyRequests],
            [await server.Post("kill", server.Tokens["viewer"]), await server.Post("kill", server.Tokens["viewer"]), await server.Post("kill", server.Tokens["viewer"])]);

        // Calls of the hub are counted with the other reads.
        await using HubClient hub = await HubClient.ConnectAsync(server.Address, server.Tokens["risk"]);
        for (int i = 0; i < 4; i++)
            Assert.Equal("", await hub.Invoke("Watch", """[["desk"],null,null,null,null]"""));
        Assert.Contains("too often", await hub.Invoke("Watch", """[["desk"],null,null,null,null]"""), StringComparison.Ordinal);
    }

    /// <summary>No cookie and no other credential goes by itself: what a page from elsewhere sends has no token, and is refused for where it comes from if it has.</summary>
    [Fact]
    public async Task A_page_from_elsewhere_commands_nothing()
    {
        await using GuardedServer server = await GuardedServer.Start();
        string own = server.Address.GetLeftPart(UriPartial.Authority);
        foreach (string? origin in (string?[])["https://evil.example", "null", "http://localhost", own.Replace("http:", "https:", StringComparison.Ordinal), own + ".evil.example"])
        {
            foreach (string? token in (string?[])[null, server.Tokens["risk"]])
            {
                Assert.Equal(HttpStatusCode.Forbidden, (await server.Ask(HttpMethod.Post, "/api/v1/desk/commands/kill", token, more: r => r.Headers.Add("Origin", origin))).StatusCode);
                Assert.Equal(HttpStatusCode.Forbidden, (await server.Ask(HttpMethod.Get, "/api/v1/desk", token, more: r => r.Headers.Add("Origin", origin))).StatusCode);
            }
            await Assert.ThrowsAsync<WebSocketException>(() => HubClient.ConnectAsync(server.Address, server.Tokens["risk"], origin));
        }
        foreach (string site in (string[])["cross-site", "same-site"])
            Assert.Equal(HttpStatusCode.Forbidden, (await server.Ask(HttpMethod.Get, "/api/v1/desk", server.Tokens["risk"], more: r => r.Headers.Add("Sec-Fetch-Site", site))).StatusCode);
        // What a form can send without asking first: no Authorization header can be among it.
        foreach (string type in (string[])["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Ask(HttpMethod.Post, "/api/v1/desk/commands/kill", null, "a=b", r => r.Content!.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type))).StatusCode);
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await server.Ask(HttpMethod.Post, "/api/v1/desk/commands/policy", server.Tokens["risk"], """{"policy":"none"}""", r => r.Content!.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type))).StatusCode);
        }
        // A token in the query opens the stream alone: addresses are kept in too many places.
        Assert.Equal(HttpStatusCode.Unauthorized, await server.Post($"kill?access_token={server.Tokens["risk"]}", null));
        Assert.Empty(server.Desk.Commands);
        Assert.Equal(HttpStatusCode.OK, (await server.Ask(HttpMethod.Post, "/api/v1/desk/commands/kill", server.Tokens["risk"], more: r => r.Headers.Add("Origin", own))).StatusCode);
        await using HubClient hub = await HubClient.ConnectAsync(server.Address, server.Tokens["risk"], own);
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_refusals_too()
    {
        await using GuardedServer server = await GuardedServer.Start();
        foreach (HttpResponseMessage answer in (HttpResponseMessage[])
        [
            await server.Ask(HttpMethod.Get, "/api/v1/status", server.Tokens["viewer"]),
            await server.Ask(HttpMethod.Get, "/api/v1/status", null),
            await server.Ask(HttpMethod.Get, "/nothing", null),
        ])
        {
            Assert.Equal(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                answer.Headers.GetValues("Content-Security-Policy").Single());
            Assert.Equal(
                ("nosniff", "no-referrer", "same-origin", "same-origin", "no-store"),
                (One("X-Content-Type-Options"), One("Referrer-Policy"), One("Cross-Origin-Opener-Policy"), One("Cross-Origin-Resource-Policy"), One("Cache-Control")));
            Assert.Contains("camera=()", One("Permissions-Policy"), StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
            Assert.False(answer.Headers.Contains("Set-Cookie"));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));

            string One(string name) => answer.Headers.GetValues(name).Single();
        }
    }

    [Fact]
    public async Task Commands_are_written_down_with_who_gave_them_and_what_became_of_them()
    {
        var time = new HandTime();
        await using GuardedServer server = await GuardedServer.Start(time: time);
        await server.Post("kill", server.Tokens["viewer"]);
        Assert.Single(await File.ReadAllLinesAsync(server.AuditFile)); // before it is answered
        await server.Post("kill", server.Tokens["trader"]);
        Assert.Equal(2, (await File.ReadAllLinesAsync(server.AuditFile)).Length);
        time.Pass(1);
        await server.Post("policy", server.Tokens["trader"], """{"policy":"zakamouline","dailySd":500}""");
        await server.Post("policy", server.Tokens["trader"], "{\"policy\":\"\\n{\\\"at\\\":\\\"forged\\\"}\"}");
        await server.Get("/api/v1/desk", server.Tokens["trader"]);
        for (int i = 0; i < Lockout.Most; i++)
            await server.Post("resume", $"guess {i}");
        time.Pass(61);
        Assert.Equal(HttpStatusCode.Forbidden, await server.Get("/api/v1/desk/audit", server.Tokens["trader"]));
        Assert.Equal(HttpStatusCode.BadRequest, await server.Get("/api/v1/desk/audit?count=0", server.Tokens["risk"]));
        JsonElement[] told = await Entries("/api/v1/desk/audit");
        Assert.Equal(["lockout", "setPolicy", "setPolicy", "kill", "kill"], told.Select(static e => e.GetProperty("command").GetString()));
        Assert.Equal([429, 400, 200, 200, 403], told.Select(static e => e.GetProperty("status").GetInt32()));
        Assert.Equal([null, "trader", "trader", "trader", "viewer"], told.Select(static e => e.GetProperty("who").GetString()));
        Assert.Equal("""{"policy":"zakamouline","dailySd":500}""", told[2].GetProperty("detail").GetString());
        Assert.All(told, static e => Assert.Equal("127.0.0.1", e.GetProperty("from").GetString()));
        Assert.Equal(["lockout"], (await Entries("/api/v1/desk/audit?count=1")).Select(static e => e.GetProperty("command").GetString()));

        string[] lines = await File.ReadAllLinesAsync(server.AuditFile);
        Assert.Equal(5, lines.Length);
        Assert.Equal("""{"at":"2024-10-04T00:00:00.000Z","who":"viewer","role":"viewer","from":"127.0.0.1","command":"kill","detail":null,"status":403}""", lines[0]);
        string text = string.Concat(lines);
        Assert.All(server.Tokens.Values, t => Assert.DoesNotContain(t, text, StringComparison.Ordinal));

        async Task<JsonElement[]> Entries(string path) =>
            [.. JsonSerializer.Deserialize<JsonElement>(await (await server.Ask(HttpMethod.Get, path, server.Tokens["risk"])).Content.ReadAsStringAsync()).GetProperty("entries").EnumerateArray()];
    }
}
