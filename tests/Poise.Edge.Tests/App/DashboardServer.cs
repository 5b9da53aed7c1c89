using System.Buffers;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Poise.Venues.Csv;

namespace Poise.Edge.Tests;

/// <summary>A running <c>poise desk</c> with its page, on a data folder of its own.</summary>
public sealed class DashboardServer : IAsyncDisposable
{
    private const string Opens = "open ";

    private readonly string _folder = Directory.CreateTempSubdirectory("poise-web-").FullName;
    private readonly List<string> _arguments;
    private PoiseProcess? _process;

    private DashboardServer(IEnumerable<string> arguments) => _arguments = [.. arguments];

    /// <summary>What it printed: the address with its token.</summary>
    public string Link { get; private set; } = "";

    /// <summary>The address alone.</summary>
    public string Address => Link.Split("/#")[0].TrimEnd('/');

    public string Token => Link[(Link.IndexOf('=', StringComparison.Ordinal) + 1)..];

    public HttpClient Http { get; private set; } = new();

    /// <summary>The file that it shows, where it was written for it.</summary>
    public string? ChainFile { get; private set; }

    public string DataFolder => Path.Combine(_folder, "data");

    /// <summary>A desk on the simulated market, which runs faster than the wall clock.</summary>
    public static Task<DashboardServer> Simulated(int speed) => Started(["--seed", "7", "--speed", speed.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>A desk at a venue of this machine.</summary>
    public static Task<DashboardServer> Venue(string address, params string[] switches) => Started(["--venue", "deribit", "--venue-address", address, .. switches]);

    /// <summary>A desk on the simulated market, with named users.</summary>
    public static Task<DashboardServer> Users(string file) => Started(["--seed", "7", "--speed", "20", "--users", file]);

    /// <summary>A desk on the simulated market that only tries.</summary>
    public static Task<DashboardServer> DryRun() => Started(["--seed", "7", "--speed", "20", "--dry-run"]);

    /// <summary>Chain files and no desk.</summary>
    public static Task<DashboardServer> Files(params string[] files) => Started(["--chain", .. files]);

    /// <summary>Three generated snapshots, hours apart, each in a file; the underlying's daily volume is known.</summary>
    public static async Task<DashboardServer> Series()
    {
        var server = new DashboardServer(["--daily-volume", "2e9"]);
        server._arguments.Add("--chain");
        for (int step = 0; step < 3; step++)
        {
            var bytes = new ArrayBufferWriter<byte>();
            PoiseCsv.Write(TestChains.Market(step), bytes);
            string file = Path.Combine(server._folder, $"chain-{step}.csv");
            await File.WriteAllBytesAsync(file, bytes.WrittenMemory);
            server._arguments.Add(file);
        }
        await server.Start(port: 0);
        return server;
    }

    /// <summary>Chains in lines of Poise CSV, shown with further switches.</summary>
    public static async Task<DashboardServer> Chains(IEnumerable<string> lines, params string[] switches)
    {
        var server = new DashboardServer([]);
        server.ChainFile = Path.Combine(server._folder, "chains.csv");
        await File.WriteAllLinesAsync(server.ChainFile, lines);
        server._arguments.AddRange([.. switches, "--chain", server.ChainFile]);
        await server.Start(port: 0);
        return server;
    }

    /// <summary>What GET answers.</summary>
    public async Task<JsonElement> Get(string path) => await Http.GetFromJsonAsync<JsonElement>(path);

    /// <summary>The view of a frame.</summary>
    public async Task<JsonElement> View(string path) => (await Get(path)).GetProperty("view");

    public void Freeze() => _process!.Freeze();

    public void Thaw() => _process!.Thaw();

    public Task Kill() => _process!.Kill();

    /// <summary>Starts again on the same port and data folder; the token is a new one.</summary>
    public async Task Restart()
    {
        int port = new Uri(Address).Port;
        _process!.Dispose();
        await Start(port);
    }

    public ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<DashboardServer> Started(string[] arguments)
    {
        var server = new DashboardServer(arguments);
        await server.Start(port: 0);
        return server;
    }

    private async Task Start(int port)
    {
        Http.Dispose();
        string[] data = _arguments.Contains("--dry-run") ? [] : ["--data", DataFolder];
        _process = PoiseProcess.StartIn([("TMPDIR", _folder)], ["desk", "--port", port.ToString(CultureInfo.InvariantCulture), .. data, .. _arguments]);
        string line = await _process.NextLine(l => l.StartsWith(Opens, StringComparison.Ordinal));
        Link = line[Opens.Length..].Split(' ')[0];
        Http = new HttpClient { BaseAddress = new Uri(Address) };
    }
}
