using System.Text;
using System.Text.Json;
using Poise.Domain;
using Poise.Exchange.Server;
using Poise.Venues.Deribit;

namespace Poise.Edge.Tests;

public sealed class AccessTests
{
    private static string Signed(ServerRig rig, string nonce, long shift = 0, string secret = ServerRig.Secret)
    {
        long at = rig.Now.UnixMilliseconds + shift;
        string signature = DeribitSignature.OfLogin(secret, at, nonce, "d");
        return $$"""{"grant_type":"client_signature","client_id":"AMANDA","timestamp":{{at}},"nonce":"{{nonce}}","data":"d","signature":"{{signature}}"}""";
    }

    private static string Header(ServerRig rig, string target, string nonce, long shift = 0, string method = "GET", string body = "", string id = ServerRig.ClientId)
    {
        long at = rig.Now.UnixMilliseconds + shift;
        return $"deri-hmac-sha256 id={id},ts={at},sig={DeribitSignature.OfRequest(ServerRig.Secret, at, nonce, method, target, Encoding.UTF8.GetBytes(body))},nonce={nonce}";
    }

    [Fact]
    public void Credentials_open_and_wrong_ones_do_not()
    {
        RigClient client = new ServerRig().Open();
        Assert.Equal(10000, client.Error("private/get_positions"));
        Assert.Equal(13004, client.Error("public/auth", """{"grant_type":"client_credentials","client_id":"AMANDA","client_secret":"wrong"}"""));
        Assert.Equal(13004, client.Error("public/auth", """{"grant_type":"client_credentials","client_id":"nobody","client_secret":"AMANDASECRECT"}"""));
        Assert.Equal(-32602, client.Error("public/auth", """{"grant_type":"client_credentials","client_id":"AMANDA"}"""));
        Assert.Equal(-32602, client.Error("public/auth", """{"grant_type":"password","client_id":"AMANDA"}"""));
        Assert.Equal(10000, client.Error("private/get_positions"));
        JsonElement grant = client.LogIn();
        Assert.Equal("bearer", grant.GetProperty("token_type").GetString());
        Assert.Equal("connection account:read_write trade:read_write wallet:read", grant.GetProperty("scope").GetString());
        Assert.Equal(7, client.Result("private/get_positions").GetInt32());
    }

    [Fact]
    public void A_signature_opens_once()
    {
        var rig = new ServerRig();
        RigClient client = rig.Open();
        string own = rig.Now.UnixMilliseconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(client.Result("public/auth", Signed(rig, own)).TryGetProperty("access_token", out _));
        Assert.Equal(13004, client.Error("public/auth", Signed(rig, own)));
        Assert.Equal(13004, rig.Open().Error("public/auth", Signed(rig, own)));
        Assert.Equal(13004, client.Error("public/auth", Signed(rig, "x", secret: "wrong")));
        Assert.Equal(13004, client.Error("public/auth", Signed(rig, "x", shift: -60_001)));
        Assert.Equal(13004, client.Error("public/auth", Signed(rig, "x", shift: 60_001)));
        client.Result("public/auth", Signed(rig, "x", shift: -60_000));
        client.Result("public/auth", Signed(rig, "x", shift: 60_000));
        // When its memory has passed on, the timestamp is too old.
        string late = Signed(rig, "late", shift: 60_000);
        client.Result("public/auth", late);
        rig.Pass(119);
        Assert.Equal(13004, client.Error("public/auth", late));
        rig.Pass(2);
        Assert.Equal(13004, client.Error("public/auth", late));
    }

    [Fact]
    public void Signatures_are_kept_as_long_as_they_could_be_used()
    {
        var guard = new ReplayGuard(Duration.FromSeconds(10), 100);
        var random = new SeededRandom(5);
        var taken = new Dictionary<string, long>(StringComparer.Ordinal);
        Instant now = Instant.FromUtc(2026, 1, 1);
        int refused = 0;
        for (int i = 0; i < 5000; i++)
        {
            now += Duration.FromMilliseconds(random.NextInt32(300));
            string signature = random.NextInt32(3) == 0 && taken.Count > 0 ? taken.Keys.ElementAt(random.NextInt32(taken.Count)) : "s" + i;
            long stamp = taken.TryGetValue(signature, out long old) ? old : now.UnixMilliseconds + random.NextInt32(20_000) - 10_000;
            if (!guard.IsTimely(stamp, now))
                continue;
            bool isTaken = guard.TryTake(signature, stamp, now);
            Assert.InRange(guard.Count, 0, 100);
            if (taken.ContainsKey(signature))
                Assert.False(isTaken);
            refused += isTaken ? 0 : 1;
            if (isTaken)
                taken.Add(signature, stamp);
        }
        Assert.InRange(refused, 100, 4000);
    }

    [Fact]
    public void Scopes_narrow_and_never_widen()
    {
        RigClient client = new ServerRig().Open();
        Assert.Equal("connection account:read trade:read_write", client.LogIn(scope: "account:read wallet:none").GetProperty("scope").GetString());
        client.Result("private/buy", """{"instrument_name":"BTC-PERPETUAL","amount":10}""");
        Assert.Equal(13021, client.Error("private/enable_cancel_on_disconnect"));
        client.LogIn(scope: "trade:read");
        Assert.Equal(13021, client.Error("private/buy", """{"instrument_name":"BTC-PERPETUAL","amount":10}"""));
        client.Result("private/get_positions");
        Assert.Equal("connection account:read_write trade:read_write wallet:read", client.LogIn(scope: "wallet:read_write block_trade:read").GetProperty("scope").GetString());
        Assert.Equal(13021, client.Error("private/withdraw"));
        Assert.Equal(-32602, client.Error("public/auth", """{"grant_type":"client_credentials","client_id":"AMANDA","client_secret":"AMANDASECRECT","scope":"everything"}"""));
        Assert.Equal(-32602, client.Error("public/auth", """{"grant_type":"client_credentials","client_id":"AMANDA","client_secret":"AMANDASECRECT","scope":"ip:10.0.0.1"}"""));
    }

    [Fact]
    public void A_login_ends_when_its_token_does()
    {
        var rig = new ServerRig();
        RigClient client = rig.Open();
        JsonElement grant = client.LogIn(scope: "expires:60");
        Assert.Equal(60, grant.GetProperty("expires_in").GetInt32());
        client.Result("private/subscribe", """{"channels":["user.portfolio.BTC","quote.BTC-PERPETUAL","book.BTC-PERPETUAL.raw"]}""");
        Assert.Equal(3, client.Waiting);
        while (client.Waiting > 0)
            client.Next();
        rig.Pass(59.9);
        client.Result("private/get_positions");
        Assert.Equal(client.Session.Login!.Expires, client.Session.WakeAt);
        rig.Pass(0.1);
        client.Session.Woken(rig.Now);
        Assert.Equal(["quote.BTC-PERPETUAL"], client.Session.Channels.Select(c => c.Name));
        Assert.Equal(13009, client.Error("private/get_positions"));
        Assert.Equal(13009, CodeOfRest(rig, "Bearer " + grant.GetProperty("access_token").GetString()));
    }

    [Fact]
    public void A_refresh_token_gives_new_tokens_once()
    {
        var rig = new ServerRig();
        RigClient client = rig.Open();
        JsonElement first = client.LogIn(scope: "session:one trade:read expires:100");
        string refresh = first.GetProperty("refresh_token").GetString()!, parameters = $$"""{"grant_type":"refresh_token","refresh_token":"{{refresh}}"}""";
        rig.Pass(200);
        Assert.Equal(13009, client.Error("private/get_positions"));
        JsonElement second = client.Result("public/auth", parameters);
        Assert.Equal("session:one account:read_write trade:read wallet:read expires:100", second.GetProperty("scope").GetString());
        Assert.Equal("one", second.GetProperty("sid").GetString());
        client.Result("private/get_positions");
        Assert.Equal(13021, client.Error("private/buy"));
        Assert.Equal(13004, client.Error("public/auth", parameters));
        Assert.Equal(13004, client.Error("public/auth", """{"grant_type":"refresh_token","refresh_token":"1.00"}"""));
        // An access token is no refresh token.
        Assert.Equal(13004, client.Error("public/auth", $$"""{"grant_type":"refresh_token","refresh_token":"{{second.GetProperty("access_token").GetString()}}"}"""));
    }

    [Fact]
    public void Tokens_of_a_connection_die_with_it_and_those_of_a_session_do_not()
    {
        var rig = new ServerRig();
        RigClient client = rig.Open(), other = rig.Open();
        string bound = client.LogIn().GetProperty("access_token").GetString()!, free = client.LogIn(scope: "session:a").GetProperty("access_token").GetString()!;
        Assert.Equal(13009, CodeOfRest(rig, "Bearer " + bound)); // it belongs to the socket, also while that is open
        Assert.Equal(0, CodeOfRest(rig, "Bearer " + free));
        client.Session.Closed(rig.Now);
        Assert.Equal(1, rig.Server.Access.Count);
        Assert.Equal(0, CodeOfRest(rig, "Bearer " + free));
        for (int i = 0; i < 20; i++)
            other.LogIn(scope: "session:s" + i);
        Assert.Equal(16, rig.Server.Access.Count);
        Assert.Equal(13009, CodeOfRest(rig, "Bearer " + free));
    }

    [Fact]
    public void A_session_has_many_connections_and_a_key_so_many_logins()
    {
        var rig = new ServerRig();
        RigClient[] clients = [.. Enumerable.Range(0, 64).Select(_ => rig.Open())];
        foreach (RigClient client in clients)
            client.LogIn(scope: "session:same");
        Assert.All(clients, client => client.Result("private/get_positions"));
        rig.Open().LogIn(scope: "session:other");
        Assert.Equal(13009, clients[0].Error("private/get_positions"));
        clients[1].Result("private/get_positions");
        Assert.Equal(64, rig.Server.Access.Count);
    }

    [Fact]
    public void Logout_closes_and_takes_the_token_back_unless_it_is_to_stay()
    {
        var rig = new ServerRig();
        RigClient client = rig.Open();
        string token = client.LogIn(scope: "session:a").GetProperty("access_token").GetString()!;
        client.Result("private/enable_cancel_on_disconnect");
        client.Result("private/logout", """{"invalidate_token":false}""");
        Assert.Equal(SessionClose.LoggedOut, client.Closed);
        client.SendRaw("""{"id":1,"method":"public/test"}"""u8);
        Assert.Equal(0, client.Waiting);
        client.Session.Closed(rig.Now);
        Assert.Equal("closed None", rig.Desk.Calls[^1]);
        Assert.Equal(0, CodeOfRest(rig, "Bearer " + token));
        RigClient again = rig.Open();
        token = again.LogIn(scope: "session:b").GetProperty("access_token").GetString()!;
        again.Result("private/logout");
        Assert.Equal(13009, CodeOfRest(rig, "Bearer " + token));
    }

    [Fact]
    public void A_rest_request_proves_who_asks_in_three_ways()
    {
        var rig = new ServerRig();
        const string target = "/api/v2/private/get_positions?currency=BTC&x=%41+b";
        string basic = Convert.ToBase64String("AMANDA:AMANDASECRECT"u8);
        Assert.Equal(0, CodeOfRest(rig, "Basic " + basic));
        Assert.Equal(13004, CodeOfRest(rig, "Basic " + Convert.ToBase64String("AMANDA:wrong"u8)));
        Assert.Equal(13004, CodeOfRest(rig, "Basic nonsense"));
        Assert.Equal(13009, CodeOfRest(rig, "Digest x"));
        Assert.Equal(10000, CodeOfRest(rig, null));

        string header = Header(rig, target, "n1");
        Assert.Equal(7, rig.Rest(target, out int status, header).GetProperty("result").GetInt32());
        Assert.Equal(200, status);
        Assert.Equal(13004, RigClient.CodeOf(rig.Rest(target, out status, header)));
        Assert.Equal(401, status);
        Assert.Equal(13004, RigClient.CodeOf(rig.Rest(target + "&y=1", out _, Header(rig, target, "n2"))));
        Assert.Equal(13004, RigClient.CodeOf(rig.Rest(target, out _, Header(rig, target, "n3", shift: 61_000))));
        Assert.Equal(13004, RigClient.CodeOf(rig.Rest(target, out _, Header(rig, target, "n4", id: "READER"))));
        Assert.Equal(13004, RigClient.CodeOf(rig.Rest(target, out _, "deri-hmac-sha256 id=AMANDA")));

        const string body = """{"jsonrpc":"2.0","id":5,"method":"private/get_positions","params":{}}""";
        Assert.Equal(5, rig.Rest("/api/v2", out _, Header(rig, "/api/v2", "n5", method: "POST", body: body), "POST", body).GetProperty("id").GetInt32());
        Assert.Equal(13004, RigClient.CodeOf(rig.Rest("/api/v2", out _, Header(rig, "/api/v2", "n6", method: "POST", body: body), "POST", body + " ")));
    }

    [Fact]
    public void Secrets_are_not_shown()
    {
        var key = new ApiKey("id", "a very secret text", 3, AccessRights.All, "n");
        Assert.DoesNotContain("secret", key.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("a very secret text", JsonSerializer.Serialize(key), StringComparison.Ordinal);
        var gate = new AccessGate([key], new AccessSettings(), static bytes => bytes.Fill(7));
        Assert.Null(gate.ByCredentials(new Caller(1, ""), "id", "a very secret text", ScopeRequest.None, Instant.FromUtc(2026, 1, 1), out Grant grant));
        Assert.DoesNotContain(grant.AccessToken, grant.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(grant.AccessToken, JsonSerializer.Serialize(grant.Login), StringComparison.Ordinal);
        Assert.DoesNotContain("a very", Assert.Throws<ArgumentException>(() => new ApiKey("bad id", "a very secret text", 3, AccessRights.All)).Message, StringComparison.Ordinal);
    }

    private static int CodeOfRest(ServerRig rig, string? authorization)
    {
        JsonElement answer = rig.Rest("/api/v2/private/get_positions?currency=BTC", out _, authorization);
        return answer.TryGetProperty("error", out JsonElement error) ? error.GetProperty("code").GetInt32() : 0;
    }
}
