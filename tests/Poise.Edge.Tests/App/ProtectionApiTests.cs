using System.Net;

namespace Poise.Edge.Tests;

/// <summary>Protection and packages over HTTP: what is taken, what is refused and why.</summary>
public sealed class ProtectionApiTests
{
    [Theory]
    [InlineData("mostLoss=-1&underlying=BTC", HttpStatusCode.BadRequest, "mostLoss: -1")]
    [InlineData("mostLoss=NaN&underlying=BTC", HttpStatusCode.BadRequest, "mostLoss: NaN")]
    [InlineData("mostLoss=Infinity&underlying=BTC", HttpStatusCode.BadRequest, "allowed: numbers from 0")]
    [InlineData("mostLoss=5&mostPremium=-2&underlying=BTC", HttpStatusCode.BadRequest, "mostPremium: -2")]
    [InlineData("mostLoss=5&lasts=20000&underlying=BTC", HttpStatusCode.BadRequest, "lasts: 20000")]
    [InlineData("mostLoss=5&underlying=XYZ", HttpStatusCode.BadRequest, "the desk hedges BTC, ETH, not XYZ")]
    [InlineData("underlying=BTC", HttpStatusCode.BadRequest, "")]
    [InlineData("mostLoss=5&underlying=BTC", HttpStatusCode.Conflict, "not now")]
    public async Task What_is_no_question_is_refused(string query, HttpStatusCode status, string says)
    {
        await using GuardedServer server = await GuardedServer.Start();
        HttpResponseMessage answer = await server.Ask(HttpMethod.Get, $"/api/v1/desk/protection?{query}", server.Tokens["trader"]);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("underlying=BTC", HttpStatusCode.BadRequest, "one at least")]
    [InlineData("mostGamma=-1&underlying=BTC", HttpStatusCode.BadRequest, "mostGamma: -1")]
    [InlineData("mostVega=NaN&underlying=BTC", HttpStatusCode.BadRequest, "mostVega: NaN")]
    [InlineData("mostVega=5&underlying=XYZ", HttpStatusCode.BadRequest, "not XYZ")]
    [InlineData("mostVega=5&underlying=BTC", HttpStatusCode.Conflict, "5")]
    [InlineData("mostVega=5&horizon=0&underlying=BTC", HttpStatusCode.BadRequest, "horizon: 0; allowed: days, above 0 to 365")]
    [InlineData("mostVega=5&fundingPerDay=0.001&underlying=BTC", HttpStatusCode.BadRequest, "fundingPerDay: 0.001, and horizon is absent")]
    [InlineData("mostVega=5&horizon=2&capitalRate=-1&underlying=BTC", HttpStatusCode.BadRequest, "capitalRate: -1; allowed: 0 to 10")]
    [InlineData("mostVega=5&horizon=2&fundingPerDay=0.001&capitalRate=0.1&underlying=BTC", HttpStatusCode.Conflict, "5")]
    [InlineData("mostVega=5&impactFactor=11&underlying=BTC", HttpStatusCode.BadRequest, "impactFactor: 11; allowed: 0 to 10")]
    [InlineData("mostVega=5&dailyVolume=0&underlying=BTC", HttpStatusCode.BadRequest, "dailyVolume: 0; allowed: above 0 to")]
    [InlineData("mostVega=5&optionVolume=NaN&underlying=BTC", HttpStatusCode.BadRequest, "optionVolume: NaN; allowed: above 0 to")]
    [InlineData("mostVega=5&transfers=-1&underlying=BTC", HttpStatusCode.BadRequest, "transfers: -1; allowed: 0 to")]
    [InlineData("mostVega=5&impactFactor=0.7&dailyVolume=1000&optionVolume=10&transfers=0&underlying=BTC", HttpStatusCode.Conflict, "5")]
    public async Task A_plan_is_asked_for_by_what_may_be_left(string query, HttpStatusCode status, string says)
    {
        await using GuardedServer server = await GuardedServer.Start();
        HttpResponseMessage answer = await server.Ask(HttpMethod.Get, $"/api/v1/desk/plan?{query}", server.Tokens["trader"]);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", "BTC", HttpStatusCode.BadRequest, "legs: a list of")]
    [InlineData("""{"legs":[null]}""", "BTC", HttpStatusCode.BadRequest, "legs: a list of")]
    [InlineData("""{"legs":[{"quantity":1,"limit":2}]}""", "BTC", HttpStatusCode.BadRequest, "legs: a list of")]
    [InlineData("""{"legs":[{"contract":"C","quantity":"x","limit":2}]}""", "BTC", HttpStatusCode.BadRequest, "")]
    [InlineData("""{"legs":[{"contract":"C","quantity":1,"limit":2}]}""", "XYZ", HttpStatusCode.BadRequest, "not XYZ")]
    [InlineData("""{"legs":[{"contract":"C","quantity":1,"limit":2}]}""", null, HttpStatusCode.BadRequest, "say of which underlying, BTC, ETH")]
    [InlineData("""{"legs":[{"contract":"C","quantity":-1.5,"limit":0.0125}]}""", "ETH", HttpStatusCode.OK, "")]
    public async Task A_package_is_taken_or_refused_by_what_is_wrong(string body, string? underlying, HttpStatusCode status, string says)
    {
        await using GuardedServer server = await GuardedServer.Start();
        HttpResponseMessage answer = await server.Ask(HttpMethod.Post, $"/api/v1/desk/commands/package{(underlying is null ? "" : "?underlying=" + underlying)}", server.Tokens["trader"], body);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(status == HttpStatusCode.OK ? ["package ETH -1.5 C at 0.0125"] : [], server.Desk.Commands);
    }
}
