using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Poise.App;
using Poise.Domain;
using Poise.Flow;
using Poise.Storage;
using Poise.Venues.Csv;
using static Poise.Edge.Tests.CliRun;

namespace Poise.Edge.Tests;

/// <summary><c>poise history</c> and <c>poise flow --history</c> as a user types them.</summary>
public sealed class HistoryCliTests : IDisposable
{
    private static readonly string[] Samples = [Path.Combine(Repository.Root, "samples", "customers-chain.csv"), Path.Combine(Repository.Root, "samples", "customers-trades.csv")];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Place => Path.Combine(_folder.Path, "history.db");

    [Fact]
    public void What_flow_says_of_a_file_it_says_of_the_stored_snapshot()
    {
        string file = Chain(0);
        Done("history", "add", file, "--history", Place);
        foreach (string[] more in (string[][])[[], ["--signs", "short-all", "--walls", "side-gamma"], ["--format", "csv"], ["--format", "table", "--map"], ["--spot", "101000"], ["--daily-volume", "2e9"]])
            Assert.Equal(Done(["flow", file, .. more]), Done(["flow", "--history", Place, .. more]));
    }

    [Fact]
    public void A_page_of_stored_chains_knows_the_splits_between_them()
    {
        string file = Path.Combine(_folder.Path, "split.csv");
        File.WriteAllLines(file, CsvChains.AcrossASplit());
        Done("history", "add", file, "--history", Place);
        using IHistory history = HistoryPlaces.OpenExisting(Place);
        var series = new StoredSeries(history);
        series.Begin("AAPL", new Instant(long.MinValue), Instant.Never);
        FlowFeed feed = FlowFeed.Of(series);
        Assert.Equal([new SplitAt("2014-06-09T14:00:00Z", 7)], feed.Series().Splits);
        Assert.Equal([null, null, new SplitView(7, "2014-06-06T19:55:00Z"), null], Enumerable.Range(0, 4).Select(i => feed.Frame(i, default)!.View!.Split));
        Assert.Empty(feed.Frame(3, default)!.Alerts); // the walls went from 655 to 93.57, and did not move
    }

    [Fact]
    public void A_series_with_its_trades_too()
    {
        Done("history", "add", Samples[0], "--history", Place);
        Assert.Equal(Done(["flow", .. Samples]), Done("flow", Samples[1], "--history", Place, "--from", "1970-01-01T00:00:00Z"));
        // Without a range the latest alone; a range has both its ends.
        JsonElement[] all = Array(Done("flow", Samples[0])), latest = Array(Done("flow", "--history", Place));
        Assert.Equal(all[^1].GetProperty("levels").ToString(), Assert.Single(latest).GetProperty("levels").ToString());
        string first = all[0].GetProperty("asOf").GetString()!, second = all[1].GetProperty("asOf").GetString()!;
        Assert.Equal([first, second], Array(Done("flow", "--history", Place, "--from", first, "--to", second)).Select(v => v.GetProperty("asOf").GetString()));
    }

    [Fact]
    public void What_trades_told_is_stored_with_the_chains()
    {
        Done(["history", "add", .. Samples, "--history", Place]);
        foreach (string[] more in (string[][])[[], ["--signs", "inventory"], ["--signs", "short-all"], ["--format", "table"], ["--levels", "csv"]])
            Assert.Equal(Done(["flow", .. Samples, .. more]), Done(["flow", "--history", Place, "--from", "1970-01-01T00:00:00Z", .. more]));
        // The trades themselves are taken anew, and tell the same.
        Assert.Equal(Done(["flow", .. Samples, "--prior", "short-all"]), Done("flow", Samples[1], "--history", Place, "--from", "1970-01-01T00:00:00Z", "--prior", "short-all"));
        BadInput("was inferred without one: give the trades' files beside --history", "flow", "--history", Place, "--prior", "short-all");
    }

    [Theory]
    [InlineData("cboe/cboe_spx_quotedata_all_02-09-25.csv")]
    [InlineData("deribit-tickers/BTC_20260121_options_raw.csv", "deribit-tickers/BTC_20260121_futures_raw.csv")]
    public void Real_files_are_the_same_when_they_are_stored(params string[] names)
    {
        string[] files = [.. names.Select(n => Repository.SharedData(n))];
        Done(["history", "add", .. files, "--history", Place]);
        Assert.Equal(Done(["flow", .. files]), Done("flow", "--history", Place));
        if (names[0].StartsWith("cboe", StringComparison.Ordinal))
            Assert.Equal(Done(["flow", .. files, "--compat", "perfiliev"]), Done("flow", "--history", Place, "--compat", "perfiliev"));
    }

    [Fact]
    public void Levels_are_those_of_flow_by_bucket()
    {
        string said = Done("history", "add", Chain(2), Chain(0), Chain(1), "--history", Place);
        Assert.Equal($"{Place}: BTC 3 snapshots from 2026-03-02T15:00:00Z to 2026-03-02T17:00:00Z added\n", said);
        JsonElement contents = Assert.Single(Array(Done("history", "list", "--history", Place)));
        Assert.Equal(("BTC", 3, 3), (contents.GetProperty("underlying").GetString(), contents.GetProperty("instants").GetInt32(), contents.GetProperty("snapshots").GetInt32()));
        JsonElement[] views = Array(Done("flow", Chain(0), Chain(1), Chain(2)));
        foreach (string bucket in (string[])["all", "0dte", "week", "month"])
        {
            JsonElement[] rows = Array(Done("history", "levels", "--history", Place, "--bucket", bucket));
            Assert.Equal(3, rows.Length);
            for (int i = 0; i < 3; i++)
            {
                JsonElement expected = views[i].GetProperty("buckets").EnumerateArray().Single(b => b.GetProperty("bucket").GetString() == bucket);
                foreach (string level in (string[])["gex", "zeroGamma", "callWall", "putWall", "regime"])
                    Assert.Equal(expected.GetProperty(level).ToString(), rows[i].GetProperty(level).ToString());
                foreach (string same in (string[])["underlying", "asOf", "spot"])
                    Assert.Equal(views[i].GetProperty(same).ToString(), rows[i].GetProperty(same).ToString());
                Assert.Equal("calls-long-puts-short", rows[i].GetProperty("signs").GetString());
            }
        }
        Assert.Equal(4, Done("history", "levels", "--history", Place, "--format", "csv").TrimEnd().Split('\n').Length);
        Assert.Contains("zero gamma", Done("history", "levels", "--history", Place, "--format", "table"), StringComparison.Ordinal);
        Assert.Contains("snapshots", Done("history", "list", "--history", Place, "--format", "table"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_again_replaces_and_dropped_snapshots_keep_their_levels()
    {
        Done("history", "add", Chain(0), Chain(1), "--history", Place);
        string before = Done("history", "levels", "--history", Place);
        Done("history", "add", Chain(1), "--history", Place, "--quiet");
        Assert.Equal(before, Done("history", "levels", "--history", Place));
        Done("history", "add", Chain(1), "--history", Place, "--signs", "short-all");
        Assert.Equal("short-all", Array(Done("history", "levels", "--history", Place))[1].GetProperty("signs").GetString());
        Assert.Contains("of several sign models", Done("history", "report", "--history", Place), StringComparison.Ordinal);

        Assert.Equal($"{Place}: 1 snapshot dropped\n", Done("history", "prune", "--history", Place, "--before", "2026-03-02T16:00:00Z"));
        Assert.Equal(2, Array(Done("history", "levels", "--history", Place)).Length);
        (int code, string output, string error) = Run("flow", "--history", Place, "--from", "2026-03-02T15:00:00Z");
        Assert.Equal((0, "poise flow: 1 of the snapshots there were dropped (poise history prune) and are not shown\n"), (code, error));
        Assert.Single(Array(output));
        BadInput("the snapshots there were dropped", "flow", "--history", Place, "--to", "2026-03-02T15:00:00Z");
    }

    [Fact]
    public void The_report_counts_what_the_levels_say()
    {
        Done("history", "add", Samples[0], "--history", Place);
        JsonElement report = JsonSerializer.Deserialize<JsonElement>(Done("history", "report", "--history", Place));
        JsonElement[] levels = Array(Done("history", "levels", "--history", Place));
        Assert.Equal(("GEN", 3, 3), (report.GetProperty("underlying").GetString(), report.GetProperty("snapshots").GetInt32(), report.GetProperty("days").GetInt32()));
        JsonElement walls = report.GetProperty("moves").EnumerateArray().First(m => m.GetProperty("level").GetString() == "call-wall");
        (string First, string Second)[] steps = [.. levels.Zip(levels.Skip(1), (a, b) => (a.GetProperty("callWall").ToString(), b.GetProperty("callWall").ToString())).Where(p => p.Item1.Length > 0 && p.Item2.Length > 0)];
        Assert.Equal((steps.Length, steps.Count(p => p.First != p.Second)), (walls.GetProperty("pairs").GetInt32(), walls.GetProperty("changed").GetInt32()));
        // Day to day: three days, two returns, each by the regime before it.
        double variance = levels.Zip(levels.Skip(1)).Average(p => Math.Pow(Math.Log(p.Second.GetProperty("spot").GetDouble() / p.First.GetProperty("spot").GetDouble()), 2)) * 252;
        JsonElement all = report.GetProperty("regimes").EnumerateArray().Single(r => r.GetProperty("regime").GetString() == "all");
        Assert.Equal(Math.Sqrt(variance), all.GetProperty("daily").GetProperty("vol").GetDouble(), 1e-9);
        Assert.Contains("fewer than 30", report.GetProperty("notes").ToString(), StringComparison.Ordinal);
        string table = Done("history", "report", "--history", Place, "--format", "table", "--band", "0.2", "--turn", "0.5");
        Assert.Contains("within 0.20 % of the level", table, StringComparison.Ordinal);
        Assert.StartsWith("underlying,bucket,level,from,price,touchedAt", Done("history", "report", "--history", Place, "--format", "csv"), StringComparison.Ordinal);
    }

    [Fact]
    public void Days_are_counted_by_sessions_over_weekends_and_holidays()
    {
        // Friday, Monday (Martin Luther King's day is none), Tuesday: one market day each.
        string[] days = ["2026-01-15", "2026-01-16", "2026-01-20"];
        string chains = Path.Combine(_folder.Path, "days.csv");
        File.WriteAllLines(chains, ["underlying,asOf,quoteDate,spot,venue,symbol,expiry,strike,type,multiplier,bid,ask,openInterest",
            .. days.SelectMany((d, i) => ((string[])["call", "put"]).Select(type => $"GEN,{d}T20:00:00Z,{d},{5000 + 50 * i},v,{type},2026-02-06T21:00:00Z,5000,{type},100,90,91,10"))]);
        Done("history", "add", chains, "--history", Place);
        JsonElement all = JsonSerializer.Deserialize<JsonElement>(Done("history", "report", "--history", Place)).GetProperty("regimes").EnumerateArray().Last().GetProperty("daily");
        double expected = Math.Sqrt((Math.Pow(Math.Log(5050.0 / 5000), 2) + Math.Pow(Math.Log(5100.0 / 5050), 2)) / 2 * 252);
        Assert.Equal((expected, 2), (Math.Round(all.GetProperty("vol").GetDouble(), 12), all.GetProperty("count").GetInt32()), ((double, int) a, (double, int) b) => Math.Abs(a.Item1 - b.Item1) < 1e-9 && a.Item2 == b.Item2);
    }

    [Fact]
    public void A_split_since_the_stored_snapshot_before_is_kept_with_the_levels()
    {
        // Days that are added one by one: the split shows only against what is stored.
        string before = SplitChain("before.csv", "2014-06-06T19:00:00Z", 645, 1), after = SplitChain("after.csv", "2014-06-09T19:00:00Z", 93, 7);
        Done("history", "add", before, "--history", Place);
        Done("history", "add", after, "--history", Place);
        JsonElement[] rows = Array(Done("history", "levels", "--history", Place));
        Assert.Equal(["", "7"], rows.Select(r => r.GetProperty("split").ToString()));
        JsonElement report = JsonSerializer.Deserialize<JsonElement>(Done("history", "report", "--history", Place));
        Assert.Equal(1, report.GetProperty("conventions").GetProperty("cuts").GetInt32());
        Assert.Equal(0, report.GetProperty("regimes")[4].GetProperty("daily").GetProperty("count").GetInt32());
        // Each snapshot is as its file told it, the series as the files together do; nothing is said twice.
        Assert.Equal(Done("flow", after), Done("flow", "--history", Place));
        Assert.Equal(Done("flow", before, after), Done("flow", "--history", Place, "--from", "2014-01-01T00:00:00Z"));
        Done("history", "add", before, after, "--history", Place);
        Assert.Equal(Done("flow", after), Done("flow", "--history", Place));
        Assert.Equal(["", "7"], Array(Done("history", "levels", "--history", Place)).Select(r => r.GetProperty("split").ToString()));
    }

    private string SplitChain(string name, string asOf, double spot, double ratio)
    {
        string path = Path.Combine(_folder.Path, name);
        File.WriteAllLines(path, ["underlying,asOf,quoteDate,spot,venue,symbol,expiry,strike,type,multiplier,bid,ask,openInterest",
            .. from strike in Enumerable.Range(0, 30).Select(i => 560 + 5 * i)
               from type in (string[])["call", "put"]
               select string.Create(CultureInfo.InvariantCulture, $"GEN,{asOf},{asOf[..10]},{spot},v,{type[0]} {Math.Round(strike / ratio, 2)},2014-07-18T20:00:00Z,{Math.Round(strike / ratio, 2)},{type},100,{20 / ratio:0.00},{22 / ratio:0.00},{10 * ratio}")]);
        return path;
    }

    [Fact]
    public void What_cannot_be_is_said_in_a_line()
    {
        string none = Path.Combine(_folder.Path, "none.db"), text = Path.Combine(_folder.Path, "text.db"), foreign = Path.Combine(_folder.Path, "foreign.db"), damaged = Path.Combine(_folder.Path, "damaged.db"), chain = Chain(0);
        File.WriteAllText(text, new string('x', 5000));
        Done("history", "add", chain, "--history", Place);
        using (var connection = new SqliteConnection($"Data Source={foreign};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand create = connection.CreateCommand();
            create.CommandText = "CREATE TABLE mine (id INTEGER)";
            create.ExecuteNonQuery();
        }
        byte[] bytes = File.ReadAllBytes(Place);
        for (int i = bytes.Length / 2; i < bytes.Length; i++)
            bytes[i] = 0x5A;
        File.WriteAllBytes(damaged, bytes);

        foreach (string[] reads in (string[][])[["history", "list"], ["history", "levels"], ["history", "report"], ["history", "prune", "--before", "2026-01-01T00:00:00Z"], ["flow"]])
        {
            BadInput("no such history (poise history add makes one)", [.. reads, "--history", none]);
            BadInput("is not a SQLite database", [.. reads, "--history", text]);
            BadInput("is not a Poise history: it holds other tables (mine)", [.. reads, "--history", foreign]);
            Assert.False(File.Exists(none));
        }
        BadInput("is not a SQLite database", "history", "add", chain, "--history", text);
        BadInput("is not a Poise history", "history", "add", chain, "--history", foreign);
        BadInput("no such folder", "history", "add", chain, "--history", Path.Combine(_folder.Path, "no", "h.db"));
        BadInput("is a folder", "history", "add", chain, "--history", _folder.Path);
        BadInput("damaged", "flow", "--history", damaged);
        BadInput("damaged", "history", "levels", "--history", damaged);

        BadInput("--from 2026-03-03T00:00:00Z is later than --to 2026-03-02T00:00:00Z", "history", "levels", "--history", Place, "--from", "2026-03-03T00:00:00Z", "--to", "2026-03-02T00:00:00Z");
        BadInput("no levels of BTC between --from and --to; what there is runs from 2026-03-02T15:00:00Z", "history", "report", "--history", Place, "--from", "2027-01-01T00:00:00Z");
        BadInput("no snapshot of BTC", "flow", "--history", Place, "--from", "2027-01-01T00:00:00Z");
        BadInput("--from: \"yesterday\" is not an instant", "history", "levels", "--history", Place, "--from", "yesterday");
        BadInput("--before: \"2026\" is not an instant", "history", "prune", "--history", Place, "--before", "2026");
        BadInput("holds no SPX; there are BTC", "history", "levels", "--history", Place, "--underlying", "SPX");
        BadInput("--bucket: \"year\" is not one of", "history", "levels", "--history", Place, "--bucket", "year");
        BadInput("--turn must be larger", "history", "report", "--history", Place, "--band", "0.5");
        BadInput("--band: \"x\" is not a percentage", "history", "report", "--history", Place, "--band", "x");
        BadInput("--session-hours", "history", "report", "--history", Place, "--session-hours", "25");
        BadInput("--signs file", "history", "add", chain, "--history", Place, "--signs", "file");
        BadInput("name the chain files to read, a --history, or a --venue", "flow");
        BadInput("--from and --to choose from a --history", "flow", chain, "--from", "2026-01-01T00:00:00Z");
        BadInput("holds a chain: beside --history only trades are read", "flow", chain, "--history", Place);
        BadInput("--as-of", "flow", "--history", Place, "--as-of", "2026-01-01T00:00:00Z");
        BadInput("--spot", "flow", "--history", Place, "--spot", "-1");
        BadInput("no such file", "history", "add", "no.csv", "--history", Place);
        BadInput("is not a command", "history", "forget");

        using (IHistory empty = History.Open(none))
            Assert.Empty(empty.Contents());
        BadInput("is empty (poise history add FILES fills it)", "history", "levels", "--history", none);
        Assert.Equal("[]\n", Done("history", "list", "--history", none));
    }

    [Theory]
    [InlineData("postgres://joe:s3cret@127.0.0.1:1/db")]
    [InlineData("Host=127.0.0.1;Port=1;Username=joe;Password=s3cret;Database=db")]
    [InlineData("postgresql://joe:s3cret@/db")]
    [InlineData("postgresql://joe:s3cret@127.0.0.1")]
    [InlineData("postgresql://joe:s3cret@127.0.0.1/db?colour=s3cret")]
    [InlineData("postgresql://joe:s3cret@127.0.0.1:99999/db")]
    [InlineData("postgres://joe:s3c#s3cret@127.0.0.1/db?search_path=a,b")]
    [InlineData("mysql://joe:s3cret@127.0.0.1/db")]
    [InlineData("Host=127.0.0.1;Password=a;s3cret=b;Database=db")]
    [InlineData("Host=127.0.0.1;Port=s3cret;Database=db")]
    public void A_server_that_is_not_there_is_named_without_its_password(string place)
    {
        foreach (string[] words in (string[][])[["history", "list"], ["history", "add", Chain(0)], ["flow"]])
        {
            (int code, string output, string error) = Run([.. words, "--history", place]);
            Assert.Equal((2, ""), (code, output));
            Assert.Single(error.TrimEnd().Split('\n'));
            Assert.DoesNotContain("s3cret", error, StringComparison.Ordinal);
        }
    }

    private static string Done(params string[] arguments)
    {
        (int code, string output, string error) = Run(arguments);
        Assert.Equal((0, ""), (code, error));
        return output;
    }

    private static void BadInput(string says, params string[] arguments)
    {
        (int code, string output, string error) = Run(arguments);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (code, output));
        Assert.Single(error.TrimEnd().Split('\n'));
        string[] commands = [.. arguments.TakeWhile(a => a is "history" or "flow" or "list" or "levels" or "report" or "add" or "prune")];
        Assert.StartsWith($"poise {string.Join(' ', commands)}", error, StringComparison.Ordinal);
    }

    private static JsonElement[] Array(string json)
    {
        JsonElement all = JsonSerializer.Deserialize<JsonElement>(json);
        return all.ValueKind == JsonValueKind.Array ? [.. all.EnumerateArray()] : [all];
    }

    private string Chain(int step)
    {
        string file = Path.Combine(_folder.Path, string.Create(CultureInfo.InvariantCulture, $"chain{step}.csv"));
        var bytes = new ArrayBufferWriter<byte>();
        PoiseCsv.Write(TestChains.Market(step), bytes);
        File.WriteAllBytes(file, bytes.WrittenSpan);
        return file;
    }
}
