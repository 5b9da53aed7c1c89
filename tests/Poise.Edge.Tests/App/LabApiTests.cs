using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Poise.App;

namespace Poise.Edge.Tests;

/// <summary>What the lab kept, as the server tells of it: what a file may hold is anybody's.</summary>
public sealed class LabApiTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    private string Lab => Path.Combine(_folder.Path, "lab");

    public async ValueTask InitializeAsync()
    {
        FlowFeed feed = FlowFeed.OfFiles([TestChains.Market(0)], []);
        _app = PoiseServer.Create(
            PageSettings.Local(0), new Dashboard(feed, null, "files", DateTimeOffset.UnixEpoch, HasFlow: true) { Lab = new SavedFrontiers(_folder.Path) }, Access.Local(TimeProvider.System, out _), null, TimeProvider.System);
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_the_command_kept_is_listed_and_told_as_it_printed_it()
    {
        Assert.Equal((HttpStatusCode.OK, """{"runs":[],"problem":null}"""), await Get(""));
        var output = new StringWriter();
        Assert.Equal(ExitCode.Done, PoiseCommandLine.Run(["lab", "frontier", "--step", "20m", "--seeds", "12", "--costs", "0.05", "--save", "monday", "--data", _folder.Path], output, TextWriter.Null));
        File.SetLastWriteTimeUtc(Path.Combine(Lab, "monday.json"), DateTime.UnixEpoch);
        Assert.Equal((HttpStatusCode.OK, """{"runs":[{"name":"monday","savedAt":"1970-01-01T00:00:00.000Z"}],"problem":null}"""), await Get(""));
        (HttpStatusCode status, string told) = await Get("/monday");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.True(JsonElement.DeepEquals(JsonSerializer.Deserialize<JsonElement>(output.ToString()), JsonSerializer.Deserialize<JsonElement>(told)));
    }

    [Fact]
    public async Task A_file_that_is_no_frontier_is_told_and_the_others_stay()
    {
        Assert.Equal(ExitCode.Done, PoiseCommandLine.Run(["lab", "frontier", "--step", "20m", "--seeds", "12", "--costs", "0.05", "--save", "good", "--data", _folder.Path], TextWriter.Null, TextWriter.Null));
        string good = await File.ReadAllTextAsync(Path.Combine(Lab, "good.json"));
        (string Name, string Content, string Says)[] broken =
        [
            ("torn", good[..500], "torn.json is no frontier"),
            ("empty", "", "empty.json is no frontier"),
            ("other", """{"costs":[]}""", "other.json is no frontier"),
            ("null", "null", "a part of it is null or empty"),
            ("hollow", good.Replace("\"points\":[", "\"points\":[null,", StringComparison.Ordinal), "a part of it is null or empty"),
            ("nameless", good.Replace("\"policy\":\"no hedge\"", "\"policy\":null", StringComparison.Ordinal), "nameless.json is no frontier"),
            ("large", new string(' ', (8 << 20) + 1), "larger than the 8 MB"),
        ];
        foreach ((string name, string content, _) in broken)
            await File.WriteAllTextAsync(Path.Combine(Lab, name + ".json"), content);
        await File.WriteAllTextAsync(Path.Combine(Lab, "no name.json"), good); // none that the command gives
        await File.WriteAllTextAsync(Path.Combine(Lab, "notes.txt"), "");
        string[] listed = [.. JsonSerializer.Deserialize<JsonElement>((await Get("")).Body).GetProperty("runs").EnumerateArray().Select(static r => r.GetProperty("name").GetString()!)];
        Assert.Equal(broken.Select(static b => b.Name).Append("good").Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        foreach ((string name, _, string says) in broken)
        {
            (HttpStatusCode status, string body) = await Get("/" + name);
            Assert.Equal((name, HttpStatusCode.Conflict), (name, status));
            Assert.Contains(says, body, StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.OK, (await Get("/good")).Status);
        foreach (string none in (string[])["tuesday", "no%20name", "..%2Fgood", ".."])
            Assert.Equal(HttpStatusCode.NotFound, (await Get("/" + none)).Status);
    }

    private async Task<(HttpStatusCode Status, string Body)> Get(string path)
    {
        HttpResponseMessage answer = await _http.GetAsync("/api/v1/lab/frontiers" + path);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
