using Poise.App;
using Poise.Domain;
using Poise.Hedging;
using static Poise.Edge.Tests.CliRun;

namespace Poise.Edge.Tests;

/// <summary>A file of settings for the desk on the simulated market: followed, or refused by its path.</summary>
public sealed class SimulatedSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string FileOf(string json)
    {
        string file = Path.Combine(_folder.Path, "settings.json");
        File.WriteAllText(file, json);
        return file;
    }

    [Fact]
    public async Task The_simulated_desk_is_as_the_file_says()
    {
        HedgesFile said = HedgesText.Parse("""{"hedges":[{"underlying":"BTC","policy":{"policy":"fixed","lower":-0.4,"target":0,"upper":0.4,"rebalance":"to-edge"},"minOrder":0.02,"maxOrder":2,"maxPosition":30,"maxVega":5000,"options":{"maxOrder":3,"maxPosition":12},"keep":{"mostVega":2500,"then":"tell"}}],"orders":{"most":9,"within":"3s","underWay":4}}"""u8.ToArray());
        var feed = FlowFeed.Live();
        await using var market = new LiveMarket(feed, new Watchers(), TimeSpan.FromSeconds(15), TimeProvider.System);
        await using LiveDesk desk = LiveDesk.Start(new SimulatedChoice(3, 1, false, null, null, said), default, Path.Combine(_folder.Path, "desk"), null, market, TimeProvider.System);
        // Answered by the desk's thread, with a picture in which all is listed.
        Assert.True((await desk.SetSettingsAsync(desk.SettingsOf("BTC"), desk.SettingsOf("BTC"), "BTC")).Accepted);
        (RiskLimits limits, decimal lot) = desk.LimitsOf("BTC");
        Assert.Equal((2m, 30m), (limits.MaxOrder.Count * lot, limits.MaxPosition.Count * lot));
        LiveSettings live = desk.SettingsOf("BTC");
        Assert.Equal((3.0, 12.0, 2500.0), (live.Options!.MaxOrder, live.Options.MaxPosition, live.Rules.Keep!.MostVega));
        Poise.Runtime.DeskView view = desk.Frame().View!;
        Assert.Contains("\"rebalance\":\"to-edge\"", view.Hedge.PolicySettings, StringComparison.Ordinal);
        Assert.Equal((9.0, 4.0), (view.Limits.Single(static l => l.Limit == "orders in the window").Max, view.Limits.Single(static l => l.Limit == "orders under way").Max));
    }

    [Theory]
    [InlineData("""{"hedges":[{"underlying":"ETH","band":1,"maxOrder":1,"maxPosition":2}]}""", "hedges[0].underlying: \"ETH\"; allowed on the simulated market: BTC")]
    [InlineData("""{"hedges":[{"underlying":"BTC","band":1,"maxOrder":1,"maxPosition":2},{"underlying":"ETH","band":1,"maxOrder":1,"maxPosition":2}]}""", "hedges: 2; allowed on the simulated market: one, of BTC")]
    [InlineData("""{"hedges":[{"underlying":"BTC","instrument":"BTC-27MAR26","band":1,"maxOrder":1,"maxPosition":2}]}""", "hedges[0]: names an instrument")]
    [InlineData("""{"hedges":[{"underlying":"BTC","band":1,"maxOrder":1e-9,"maxPosition":2}]}""", "largest order and position must be one lot")]
    public void What_that_market_has_not_is_refused(string json, string why)
    {
        (int code, string output, string error) = Run("hedge", "--settings", FileOf(json), "--data", Path.Combine(_folder.Path, "desk"), "--for", "1", "--store", "none");
        Assert.True(code == ExitCode.BadInput, $"{code} {output} {error}");
        Assert.Contains("--settings", error, StringComparison.Ordinal);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_file_says_no_switch_says_too()
    {
        string file = FileOf("""{"hedges":[{"underlying":"BTC","band":1,"maxOrder":1,"maxPosition":2}]}""");
        foreach (string[] more in (string[][])[["--policy", file], ["--band", "1"], ["--max-order", "2"]])
            Assert.Equal(ExitCode.BadInput, Run(["hedge", "--settings", file, "--for", "1", .. more]).Code);
        Assert.Contains("--settings needs --venue NAME", Run("desk", "--chain", file, "--settings", file).Error, StringComparison.Ordinal);
    }
}
