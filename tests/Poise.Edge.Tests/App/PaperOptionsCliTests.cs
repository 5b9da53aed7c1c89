using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Poise.Edge.Tests;

/// <summary>A paper desk's options from the file of settings to the page's API, and over a stop.</summary>
public sealed class PaperOptionsCliTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_paper_desk_trades_a_package_at_the_venues_quotes_and_holds_it_after_a_stop()
    {
        using PoiseProcess exchange = PoiseProcess.Start("exchange", "--market", "btc", "--port", "0", "--keys", Path.Combine(_folder.Path, "keys.json"), "--for", "300");
        string rest = await exchange.NextLine(static l => l.StartsWith("REST", StringComparison.Ordinal));
        string address = $"ws://{new Uri(rest[rest.IndexOf("http", StringComparison.Ordinal)..]).Authority}", data = Path.Combine(_folder.Path, "desk"), settings = Path.Combine(_folder.Path, "hedges.json");
        await File.WriteAllTextAsync(settings, """{ "hedges": [{ "underlying": "BTC", "band": 0.05, "maxOrder": 10, "maxPosition": 100, "optionFee": 1, "optionFeeCap": 0.01, "options": { "maxOrder": 50, "maxPosition": 200 } }] }""", TestContext.Current.CancellationToken);
        string contract;
        decimal held;
        using (PoiseProcess desk = Start())
        {
            using HttpClient http = await Page(desk);
            JsonElement before = default;
            for (int tries = 0; (before = await Protection(http, 1)).ValueKind != JsonValueKind.Object || before.GetProperty("before").ValueKind != JsonValueKind.Object || before.GetProperty("before").GetProperty("loss").GetDouble() == 0; tries++)
                await Turn(tries, "there is no book to protect");
            JsonElement view = await Protection(http, 0.8 * before.GetProperty("before").GetProperty("loss").GetDouble());
            JsonElement leg = view.GetProperty("legs").EnumerateArray().First();
            contract = leg.GetProperty("contract").GetString()!;
            decimal quantity = leg.GetProperty("quantity").GetDecimal(), was = await Held(http, contract);
            string body = $$"""{"legs":[{"contract":"{{contract}}","quantity":{{leg.GetProperty("quantity").GetRawText()}},"limit":{{leg.GetProperty("limit").GetRawText()}}}]}""";
            HttpResponseMessage answer = await http.PostAsync("/api/v1/desk/commands/package?underlying=BTC", new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            for (int tries = 0; (held = await Held(http, contract)) == was; tries++)
                await Turn(tries, "nothing was bought");
            Assert.InRange(held - was, 0.1m, quantity);
            JsonElement fill = (await Desk(http)).GetProperty("fills").EnumerateArray().First(f => f.GetProperty("contract").GetString() == contract);
            Assert.Equal(held - was, fill.GetProperty("quantity").GetDecimal());
            decimal fee = (held - was) * Math.Min(0.0001m, 0.01m * fill.GetProperty("price").GetDecimal()); // by the settings
            Assert.Equal(Math.Round(fee, 8, MidpointRounding.AwayFromZero), fill.GetProperty("fee").GetDecimal());
            HttpResponseMessage told = await http.PostAsync("/api/v1/desk/commands/settings?underlying=BTC", new StringContent("""{"takerFee":4}""", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
            Assert.True(told.IsSuccessStatusCode, await told.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            await desk.Kill();
        }
        using PoiseProcess again = Start();
        Assert.Contains("of BTC what was told while it ran is followed, not the settings'", await again.NextLine(static l => l.StartsWith("poise desk:", StringComparison.Ordinal)), StringComparison.Ordinal);
        using HttpClient page = await Page(again);
        for (int tries = 0; (await Desk(page)).GetProperty("tradingState").GetString() != "Normal"; tries++)
            await Turn(tries, "it trades no more");
        Assert.Equal(held, await Held(page, contract));

        PoiseProcess Start() => PoiseProcess.Start("desk", "--venue", "deribit", "--venue-address", address, "--settings", settings, "--store", "none", "--data", data, "--port", "0");
    }

    private readonly long _began = TimeProvider.System.GetTimestamp();

    private async Task Turn(int tries, string why)
    {
        Assert.True(tries < 200_000 && TimeProvider.System.GetElapsedTime(_began) < 2 * PoiseProcess.Patience, why);
        await Task.Yield();
    }

    private static async Task<HttpClient> Page(PoiseProcess desk)
    {
        string open = await desk.NextLine(static l => l.StartsWith("open ", StringComparison.Ordinal));
        Uri page = new(open[5..]);
        var http = new HttpClient { BaseAddress = new Uri(page.GetLeftPart(UriPartial.Authority)) };
        http.DefaultRequestHeaders.Authorization = new("Bearer", page.Fragment["#token=".Length..]);
        return http;
    }

    private static async Task<JsonElement> Protection(HttpClient http, double mostLoss)
    {
        HttpResponseMessage answer = await http.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/v1/desk/protection?underlying=BTC&mostLoss={mostLoss}"), TestContext.Current.CancellationToken);
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement : default;
    }

    private static async Task<JsonElement> Desk(HttpClient http) => JsonDocument.Parse(await http.GetStringAsync("/api/v1/desk", TestContext.Current.CancellationToken)).RootElement.GetProperty("view");

    private static async Task<decimal> Held(HttpClient http, string contract) =>
        (await Desk(http)).GetProperty("positions").EnumerateArray().Where(p => p.GetProperty("contract").GetString() == contract).Sum(static p => p.GetProperty("quantity").GetDecimal());
}
