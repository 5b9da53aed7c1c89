using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Poise.Bench;

/// <summary>The exchange's wire under load: a process of its own, clients in this one, all on one machine.</summary>
internal static class WireRun
{
    private sealed record Run(double PerSecond, Percentiles Ack, long Lost, long Refused, double MessagesPerSecond, double ServerCores, double ServerMb);

    private sealed record Figures(int Connections, double Asked, int Seconds, IReadOnlyList<Run> Runs);

    public static BenchResult Of(string poise, int connections, double perSecond, int seconds, int runs, WorkFolder work) =>
        OfAsync(poise, connections, perSecond, seconds, runs, work).GetAwaiter().GetResult();

    private static async Task<BenchResult> OfAsync(string poise, int connections, double perSecond, int seconds, int runs, WorkFolder work)
    {
        (string Id, string Secret)[] keys = [.. Enumerable.Range(0, connections).Select(static i => ($"load{i}", $"secret{i}"))];
        string file = Path.Combine(work.Root, "keys.json");
        WriteKeys(file, keys);
        using Process server = Start(poise, file, out Uri address);
        try
        {
            string[] instruments = await InstrumentsAsync(address);
            var socket = new UriBuilder(address) { Scheme = "ws", Path = "/ws/api/v2", Query = "" };
            await using WireLoad load = await WireLoad.OpenAsync(socket.Uri, keys, raw: Math.Min(10, connections), instruments);
            await load.RunAsync(perSecond, Math.Max(3, seconds / 2), Order);
            var done = new List<Run>();
            for (int i = 0; i < runs; i++)
            {
                (long messages, long refused) = (load.Messages, load.Refused);
                server.Refresh();
                TimeSpan cpu = server.TotalProcessorTime;
                long began = Stopwatch.GetTimestamp();
                (Percentiles ack, long lost, double rate) = await load.RunAsync(perSecond, seconds, Order);
                double wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
                server.Refresh();
                done.Add(new Run(rate, ack, lost, load.Refused - refused, (load.Messages - messages) / wall, (server.TotalProcessorTime - cpu).TotalSeconds / wall, server.WorkingSet64 / 1e6));
            }
            if (server.HasExited)
                throw new BadRunException("the exchange ended under the load");
            return Report(connections, perSecond, seconds, done);
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    /// <summary>A bid that rests, 1 to 4 % under the index.</summary>
    private static string Order(long count) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"instrument_name":"BTC-PERPETUAL","amount":10,"price":{{96_000 + 10 * (count % 300)}},"post_only":true}""");

    private static BenchResult Report(int connections, double perSecond, int seconds, List<Run> runs)
    {
        Run median = runs.OrderBy(static r => r.Ack.P99).ElementAt(runs.Count / 2);
        return new BenchResult("wire", new Figures(connections, perSecond, seconds, runs),
        [
            new FigureTable(
                $"Orders over {connections} sockets", ["run", "orders a second", "p50 ms", "p99 ms", "max ms", "lost", "refused", "messages a second", "server's cores", "server's MB"],
                [.. runs.Select((r, i) => (string[])[r == median ? $"{i + 1} (median)" : Text(i + 1), Text(r.PerSecond), Text(r.Ack.P50 / 1000), Text(r.Ack.P99 / 1000), Text(r.Ack.Max / 1000), Text(r.Lost), Text(r.Refused), Text(r.MessagesPerSecond), Text(r.ServerCores), Text(r.ServerMb)])],
                $"{seconds} s each after one to warm up; what is due is sent each millisecond. A connection is an account's: its orders, trades and portfolio, two books and two tickers at 100 ms, ten of them on raw books; the usual market trades on the exchange. The server is a process of its own; the clients share the machine with it. A time is from sending an order that rests to its answer."),
        ]);
    }

    private static void WriteKeys(string file, (string Id, string Secret)[] keys)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        JsonSerializer.Serialize(stream, keys.Select(static k => new { name = k.Id, client_id = k.Id, client_secret = k.Secret, margin = "standard", funds = new Dictionary<string, decimal>(StringComparer.Ordinal) { ["BTC"] = 1000 } }));
    }

    private static Process Start(string poise, string keys, out Uri address)
    {
        var start = new ProcessStartInfo(poise, ["exchange", "--port", "0", "--no-limits", "--keys", keys]) { RedirectStandardOutput = true, UseShellExecute = false };
        Process server;
        try
        {
            server = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new BadRunException($"{poise}: {e.Message}");
        }
        while (server.StandardOutput.ReadLine() is string line)
        {
            if (line.StartsWith("REST", StringComparison.Ordinal))
            {
                address = new Uri(line[4..].Trim());
                return server;
            }
        }
        throw new BadRunException($"{poise} exchange did not start");
    }

    private static async Task<string[]> InstrumentsAsync(Uri address)
    {
        using var http = new HttpClient();
        JsonElement answer = JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync(new Uri(address, "/api/v2/public/get_instruments?currency=BTC&kind=option")));
        return ["BTC-PERPETUAL", .. answer.GetProperty("result").EnumerateArray().Take(40).Select(static i => i.GetProperty("instrument_name").GetString()!)];
    }

    private static string Text(double value) => value.ToString(value < 100 ? "0.##" : "0", CultureInfo.InvariantCulture);
}
