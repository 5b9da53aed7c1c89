using System.Text.Json;

namespace Poise.Edge.Tests;

/// <summary>What <c>poise flow</c> can do, <c>poise desk</c> answers.</summary>
public sealed class FlowSwitchTests
{
    private static readonly IEnumerable<string> Twelve = [CsvChains.Names, .. Enumerable.Range(0, 12).SelectMany(i => CsvChains.Of($"2014-05-2{1 + i / 6}T{14 + i % 6}:00:00Z", 93 + i % 4, 1, 94))];

    public static TheoryData<string, string[]> Switches { get; } = new()
    {
        { "index", ["--combine", "SPX", "--depth", "3e9", "--daily-volume", "2e9", "--daily-vol", "0.012", "--impact", "square-root"] },
        { "series", ["--vols", "spot-vol-beta", "--spot-vol-beta", "series"] },
        { "series", ["--vols", "spot-vol-beta", "--skew-stickiness", "1.2", "--depth", "1e8"] },
        { "series", ["--vols", "sticky-moneyness", "--spot-vol-beta", "-0.8"] },
    };

    /// <summary>The same switches print the same view, the last one asked for first.</summary>
    [Theory]
    [MemberData(nameof(Switches))]
    public async Task The_API_has_the_numbers_of_the_command_line(string chains, string[] switches)
    {
        await using DashboardServer server = await DashboardServer.Chains(chains == "index" ? CsvChains.IndexAndFund() : Twelve, switches);
        using var cli = PoiseProcess.Start(["flow", server.ChainFile!, .. switches, "--format", "json"]);
        JsonElement[] printed = [.. JsonSerializer.Deserialize<JsonElement>(await cli.NextLine(_ => true)).EnumerateArray()];
        Assert.Equal(printed.Length, (await server.Get("/api/v1/flow")).GetProperty("count").GetInt32());
        for (int i = printed.Length - 1; i >= 0; i--)
        {
            JsonElement served = await server.View($"/api/v1/flow/{i}");
            Assert.Equal(printed[i].EnumerateObject().Select(p => p.Name), served.EnumerateObject().Select(p => p.Name));
            // Alerts stand beside the view there.
            foreach (JsonProperty part in printed[i].EnumerateObject().Where(p => p.Name != "alerts"))
                Assert.Equal(Plain(part.Value), Plain(served.GetProperty(part.Name)));
        }

        static string Plain(JsonElement value) => JsonSerializer.Serialize(value);
    }
}
