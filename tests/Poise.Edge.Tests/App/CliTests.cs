using System.Text.Json;
using Poise.App;
using Poise.Domain;
using Poise.Venues.Csv;
using static Poise.Edge.Tests.CliRun;

namespace Poise.Edge.Tests;

/// <summary>The command line as a user types it: what it prints, where, and its exit code.</summary>
public sealed class CliTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("poise-cli").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Flow_prints_the_json_contract()
    {
        (int code, string output, string error) = Run("flow", Chain(0), "--format", "json");
        Assert.Equal((0, ""), (code, error));
        JsonElement view = JsonSerializer.Deserialize<JsonElement>(output);
        string[] expected = ["underlying", "asOf", "spot", "spotSource", "source", "conventions", "coverage", "totals", "levels", "profile", "byStrike", "byExpiry", "flow", "notes"];
        Assert.Empty(expected.Except(view.EnumerateObject().Select(p => p.Name)));
        Assert.Empty(((string[])["gex", "callGex", "putGex", "gexPerPoint", "dex", "vex", "cex", "hedgeContractsPerPoint", "hedgeInstrument"]).Except(view.GetProperty("totals").EnumerateObject().Select(p => p.Name)));
        Assert.Equal("BTC-PERPETUAL", view.GetProperty("totals").GetProperty("hedgeInstrument").GetString());
    }

    [Fact]
    public void Several_files_are_a_series_in_the_order_of_their_own_stamps()
    {
        (int code, string output, _) = Run("flow", Chain(2), Chain(0), Chain(1), "--format", "json");
        Assert.Equal(0, code);
        string[] times = [.. JsonSerializer.Deserialize<JsonElement>(output).EnumerateArray().Select(v => v.GetProperty("asOf").GetString()!)];
        Assert.Equal(3, times.Length);
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
    }

    [Fact]
    public void Table_and_csv_say_the_same_as_json()
    {
        string file = Chain(0);
        JsonElement view = JsonSerializer.Deserialize<JsonElement>(Run("flow", file, "--format", "json").Output);
        string table = Run("flow", file, "--format", "table").Output;
        Assert.Contains(view.GetProperty("levels").GetProperty("regime").GetString()!, table, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', table);
        string[] csv = Run("flow", file, "--format", "csv").Output.TrimEnd().Split(Environment.NewLine);
        Assert.Equal(view.GetProperty("byStrike").GetArrayLength() + 1, csv.Length);
        Assert.Equal(view.GetProperty("byStrike")[3].GetProperty("netGex").GetDouble(), double.Parse(csv[4].Split(',')[6], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Out_writes_the_file_whole_and_prints_nothing()
    {
        string to = Path.Combine(_folder, "out.json");
        (int code, string output, _) = Run("flow", Chain(0), "--format", "json", "--out", to);
        Assert.Equal((0, ""), (code, output));
        Assert.Equal("BTC", JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(to)).GetProperty("underlying").GetString());
        Assert.Equal(2, Run("flow", Chain(0), "--out", Path.Combine(_folder, "no", "such", "place.json")).Code);
    }

    [Fact]
    public void Spot_as_of_and_positions_are_taken_from_the_user()
    {
        string held = Path.Combine(_folder, "held.csv");
        File.WriteAllText(held, "symbol,quantity\nBTC-4D-100000-C,-3\nNO-SUCH,1\n");
        (int code, string output, string error) = Run("flow", Chain(0), "--spot", "101000", "--as-of", "2026-03-02T16:00:00Z", "--positions", held, "--format", "json");
        Assert.Equal((0, ""), (code, error));
        JsonElement view = JsonSerializer.Deserialize<JsonElement>(output);
        Assert.Equal(101000, view.GetProperty("spot").GetDouble());
        Assert.Equal("2026-03-02T16:00:00Z", view.GetProperty("asOf").GetString());
        Assert.Equal("file", view.GetProperty("conventions").GetProperty("signs").GetString());
        Assert.True(view.GetProperty("totals").GetProperty("gex").GetDouble() < 0);
        Assert.Contains(view.GetProperty("notes").EnumerateArray(), n => n.GetString()!.Contains("1 of 2 symbols", StringComparison.Ordinal));
    }

    [Fact]
    public void A_daily_volume_gives_shares_impact_and_the_squeeze_watch()
    {
        (int code, string output, string error) = Run("flow", Chain(0), "--daily-volume", "2e9", "--daily-vol", "0.03", "--impact", "square-root", "--format", "json");
        Assert.Equal((0, ""), (code, error));
        JsonElement view = JsonSerializer.Deserialize<JsonElement>(output), liquidity = view.GetProperty("liquidity");
        double gex = Math.Abs(view.GetProperty("totals").GetProperty("gex").GetDouble());
        Assert.Equal(0.03 * Math.Sqrt(gex / 2e9) / 0.01, liquidity.GetProperty("amplification").GetDouble(), 1e-9);
        Assert.Equal(("square-root", "given"), (liquidity.GetProperty("law").GetString(), liquidity.GetProperty("dailyVolSource").GetString()));
        JsonElement fall = view.GetProperty("flow")[0];
        Assert.Equal(Math.Abs(fall.GetProperty("currency").GetDouble()) / 2e9, fall.GetProperty("shareOfVolume").GetDouble(), 1e-12);
        Assert.Contains("squeeze watch", Run("flow", Chain(0), "--daily-volume", "2e9", "--format", "table").Output, StringComparison.Ordinal);
        foreach (string[] wrong in (string[][])[["--daily-volume", "0"], ["--daily-volume", "much"], ["--daily-volume", "2e9", "--daily-vol", "-0.01"], ["--daily-volume", "2e9", "--daily-vol", "1.2"], ["--daily-vol", "0.01"], ["--impact", "linear"], ["--compat", "perfiliev", "--daily-volume", "2e9"]])
            Assert.Equal(2, Run(["flow", Chain(0), .. wrong]).Code);
        Assert.Equal(JsonValueKind.Null, JsonSerializer.Deserialize<JsonElement>(Run("flow", Chain(0), "--format", "json").Output).GetProperty("liquidity").ValueKind);
    }

    [Fact]
    public void The_vol_surface_is_printed_in_three_forms()
    {
        string table = Run("flow", Chain(0), "--surface", "--format", "table").Output;
        Assert.Contains("2026-03-13 08:00", table, StringComparison.Ordinal);
        Assert.Contains("ATM %", table, StringComparison.Ordinal);
        string[] lines = Run("flow", Chain(0), Chain(1), "--surface", "--format", "csv").Output.TrimEnd().Split(Environment.NewLine);
        Assert.Equal(1 + 4 + 4, lines.Length);
        string[] columns = lines[0].Split(','), first = lines[3].Split(',');
        Assert.All(lines, l => Assert.Equal(columns.Length, l.Split(',').Length));
        JsonElement views = JsonSerializer.Deserialize<JsonElement>(Run("flow", Chain(0), Chain(1), "--surface", "--format", "json").Output);
        JsonElement smile = views[0].GetProperty("smiles")[2];
        foreach ((string column, JsonElement of) in ((string, JsonElement)[])[("atmVol", smile), ("skew", smile), ("rmsError", smile), ("b", smile.GetProperty("svi")), ("sigma", smile.GetProperty("svi"))])
            Assert.Equal(of.GetProperty(column).GetRawText(), first[Array.IndexOf(columns, column)]);
        foreach (string[] wrong in (string[][])[["--signs", "short-all"], ["--levels", "csv"], ["--map"], ["--compat", "perfiliev"]])
            BadInput(Run(["flow", Chain(0), "--surface", .. wrong]), wrong[0], "leave out");
        BadInput(Run("flow", Chain(0), "--surface", "--as-of", "2026-04-20T00:00:00Z"), "2026-04-20", "no smile can be fitted");
    }

    [Fact]
    public void Levels_are_printed_as_lines_and_have_no_other_format()
    {
        string to = Path.Combine(_folder, "levels.csv");
        Assert.Equal((0, "", ""), Run("flow", Chain(0), "--levels", "csv", "--out", to));
        Assert.StartsWith("name,price,kind,instrument,asOf", File.ReadAllText(to), StringComparison.Ordinal);
        Assert.StartsWith("//@version=6", Run("flow", Chain(0), Chain(1), "--levels", "pine").Output, StringComparison.Ordinal);
        BadInput(Run("flow", Chain(0), "--levels", "csv", "--format", "csv"), "--format", "leave out");
        Assert.Equal(2, Run("flow", Chain(0), "--levels", "metastock").Code);
    }

    [Fact]
    public void Tables_are_in_the_units_asked_for()
    {
        string contracts = Run("flow", Chain(0), "--units", "contracts", "--format", "table").Output, percent = Run("flow", Chain(0), "--format", "table").Output;
        Assert.Contains("BTC-PERPETUAL per +1 vol point", contracts, StringComparison.Ordinal);
        Assert.Contains("currency of delta per +1 %", percent, StringComparison.Ordinal);
        Assert.Equal(Run("flow", Chain(0), "--format", "csv").Output, Run("flow", Chain(0), "--units", "point", "--format", "csv").Output); // raw, whatever the table's units
        Assert.Equal(2, Run("flow", Chain(0), "--units", "furlongs").Code);
    }

    public static TheoryData<string, string> BadFiles => new()
    {
        { "", "is empty" },
        { "   \n\n ", "blanks" },
        { "<!DOCTYPE html><html><body>403</body></html>", "web page" },
        { "hello, world\n1,2\n", "no reader knows" },
        { "\0\u0001\u0002binary", "binary" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_file_that_is_no_chain_gives_one_line_and_code_2(string content, string says)
    {
        string file = Path.Combine(_folder, "bad.csv");
        File.WriteAllText(file, content);
        BadInput(Run("flow", file), file, says);
    }

    [Fact]
    public void A_chain_cut_inside_a_row_is_never_passed_as_whole()
    {
        string[] lines = File.ReadAllLines(Chain(0));
        string file = Path.Combine(_folder, "cut.csv");
        string last = lines[40];
        File.WriteAllText(file, string.Join('\n', lines[..40]) + "\n" + last[..(last.Length / 2)]);
        BadInput(Run("flow", file), file, "line 41: has");
        Assert.Contains("it was cut", Run("flow", file).Error, StringComparison.Ordinal);

        File.WriteAllText(file, string.Join('\n', lines));
        (int code, string output, _) = Run("flow", file, "--format", "json");
        Assert.Equal(0, code);
        Assert.Contains(Notes(output), n => n.Contains("no line end", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("table")]
    [InlineData("compat")]
    public void Rows_left_out_are_shown_with_place_and_reason(string face)
    {
        string file = Edited("odd.csv", (line, field) => line is >= 7 and <= 11 && field == "bid" ? "cheap" : VendorGreeks(field));
        string[] args = face == "compat" ? ["flow", file, "--compat", "perfiliev", "--format", "json"] : ["flow", file, "--format", face];
        (int code, string output, _) = Run(args);
        Assert.Equal(0, code);
        string flat = string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("5 contracts left out: line 8, column", flat, StringComparison.Ordinal);
        Assert.Contains("(bid): 'cheap'", flat, StringComparison.Ordinal);
        Assert.Contains("; and more", flat, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vol_taken_from_the_vendor_is_counted_in_a_note()
    {
        string file = Chain(0);
        Assert.DoesNotContain(Notes(Run("flow", file, "--format", "json").Output), n => n.StartsWith("vols:", StringComparison.Ordinal));
        file = Edited("unquoted.csv", (_, field) => field is "bid" or "ask" ? "" : VendorGreeks(field));
        Assert.Contains(Notes(Run("flow", file, "--format", "json").Output), n => n.StartsWith("vols:", StringComparison.Ordinal) && n.Contains("vendor's vol", StringComparison.Ordinal));
    }

    [Fact]
    public void Out_follows_a_link_and_writes_into_a_device()
    {
        if (OperatingSystem.IsWindows())
            return;
        string target = Path.Combine(_folder, "target.json"), link = Path.Combine(_folder, "link.json");
        File.WriteAllText(target, "old");
        File.CreateSymbolicLink(link, target);
        Assert.Equal(0, Run("flow", Chain(0), "--format", "json", "--out", link).Code);
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.StartsWith("{\"underlying\"", File.ReadAllText(target), StringComparison.Ordinal);
        // Were the device replaced by a file, a reader would find the text in it.
        Assert.Equal(0, Run("flow", Chain(0), "--out", "/dev/null").Code);
        Assert.Equal("", File.ReadAllText("/dev/null"));
        Assert.Equal(2, Run("flow", Chain(0), "--out", "/dev/full").Code);
    }

    [Fact]
    public void Out_is_never_a_file_that_is_read()
    {
        string first = Chain(0), last = Chain(1), held = Path.Combine(_folder, "held.csv"), link = Path.Combine(_folder, "link.csv");
        File.WriteAllText(held, "symbol,quantity\nBTC-4D-100000-C,-3\n");
        List<string> places = [first, last, held, Path.Combine(_folder, ".", "chain1.csv")];
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(link, last);
            places.Add(link);
        }
        string[] before = [.. places.Select(File.ReadAllText)];
        foreach (string to in places)
            BadInput(Run("flow", first, last, "--positions", held, "--out", to), $"--out {to}", "is a file that is read");
        if (!OperatingSystem.IsWindows())
            BadInput(Run("flow", link, "--out", last), $"--out {last}", "is a file that is read");
        Assert.Equal(before, places.Select(File.ReadAllText));
        Assert.Equal(0, Run("flow", first, "--out", last).Code);
    }

    [Fact]
    public void Streams_without_end_are_refused_by_their_beginning()
    {
        if (!OperatingSystem.IsLinux())
            return;
        BadInput(Run("flow", "/dev/zero"), "/dev/zero", "binary");
        BadInput(Run("flow", "/dev/urandom"), "/dev/urandom", "");
    }

    [Fact]
    public void Compat_refuses_what_it_would_ignore()
    {
        string file = Edited("vendor.csv", (_, field) => VendorGreeks(field));
        foreach (string[] more in (string[][])[["--walls", "side-gamma"], ["--vols", "sticky-moneyness"], ["--expiries", "week"], ["--horizon", "6h"], ["--vendor-vols"]])
            BadInput(Run(["flow", file, "--compat", "perfiliev", .. more]), more[0], "leave out");
        Assert.Equal(0, Run("flow", file, "--compat", "perfiliev", "--signs", "short-all").Code);
    }

    [Fact]
    public void Help_names_the_defaults_as_a_user_may_type_them()
    {
        string help = Run("flow", "--help").Output;
        Assert.Contains("calls-long-puts-short (default)", help, StringComparison.Ordinal);
        Assert.DoesNotContain("CallsLongPutsShort", help, StringComparison.Ordinal);
    }

    [Fact]
    public void Positions_of_another_chain_are_no_zeros_and_quotes_around_fields_are_taken_off()
    {
        string held = Path.Combine(_folder, "held.csv");
        File.WriteAllText(held, "symbol,quantity\nNO-SUCH,1\n");
        BadInput(Run("flow", Chain(0), "--positions", held), held, "none of its 1 symbols is in the chain");
        File.WriteAllText(held, "\"symbol\",\"quantity\"\r\n\"BTC-4D-100000-C\",\"-3\"\r\n");
        (int code, string output, _) = Run("flow", Chain(0), "--positions", held, "--format", "json");
        Assert.Equal(0, code);
        Assert.True(JsonSerializer.Deserialize<JsonElement>(output).GetProperty("totals").GetProperty("gex").GetDouble() < 0);
        Assert.DoesNotContain(Notes(output), n => n.StartsWith("compat", StringComparison.Ordinal));
    }

    [Fact]
    public void An_unknown_underlying_says_which_there_are() =>
        BadInput(Run("flow", Chain(0), "--underlying", "DOGE"), "DOGE", "there are BTC");

    [Fact]
    public void Places_that_are_no_files_are_named()
    {
        BadInput(Run("flow", _folder), _folder, "directory");
        BadInput(Run("flow", Path.Combine(_folder, "none.csv")), "none.csv", "no such file");
        string closed = Path.Combine(_folder, "closed.csv");
        File.WriteAllText(closed, "x");
        if (OperatingSystem.IsWindows() || Environment.UserName == "root")
            return;
        File.SetUnixFileMode(closed, UnixFileMode.None);
        BadInput(Run("flow", closed), closed, "permission");
    }

    [Fact]
    public void A_chain_in_which_nothing_can_be_computed_says_why()
    {
        MarketSnapshot market = TestChains.Market(0);
        string file = Write("dead.csv", market);
        BadInput(Run("flow", file, "--as-of", "2026-06-01T00:00:00Z"), file, "expired");
    }

    [Theory]
    [InlineData("flow")]
    [InlineData("flow", "x.csv", "--signs", "nonsense")]
    [InlineData("flow", "x.csv", "--compat", "nonsense")]
    [InlineData("flow", "x.csv", "--clock", "variance")]
    [InlineData("flow", "x.csv", "--spot", "abc")]
    [InlineData("flow", "x.csv", "--spot", "-1")]
    [InlineData("flow", "x.csv", "--as-of", "yesterday")]
    [InlineData("flow", "x.csv", "--no-such-switch")]
    [InlineData("flow", "--no-such-switch", "x.csv")]
    [InlineData("flow", "")]
    [InlineData("flow", "x.csv", "--spot", "1,806")]
    [InlineData("flow", "x.csv", "--spot", "NaN")]
    [InlineData("flow", "x.csv", "--spot", "1e300")]
    [InlineData("flow", "x.csv", "--as-of", "2023-09-21")]
    [InlineData("flow", "x.csv", "--as-of", "2300-01-01T00:00:00Z")]
    [InlineData("flow", "x.csv", "--as-of", "1600-01-01T00:00:00Z")]
    [InlineData("nonsense")]
    [InlineData("desk", "--port", "99999")]
    [InlineData("desk", "--listen", "0.0.0.0")]
    [InlineData("desk", "--speed", "0")]
    [InlineData("desk", "--for", "1e300")]
    [InlineData("desk", "--for", "x")]
    [InlineData("desk", "--data", "")]
    [InlineData("desk", "--speed", "1001")]
    [InlineData("hedge", "--speed", "0")]
    [InlineData("hedge", "--for", "x")]
    [InlineData("hedge", "--data", "")]
    [InlineData("hedge", "--log", "")]
    [InlineData("hedge", "--webhook-secret", "x")]
    [InlineData("hedge", "--no-page")]
    public void Bad_usage_gives_one_line_and_code_2(params string[] args) => BadInput(Run(args), "poise", "");

    [Theory]
    [InlineData]
    [InlineData("flow")]
    [InlineData("desk")]
    [InlineData("hedge")]
    public void Help_stands_everywhere_with_an_example(params string[] command)
    {
        (int code, string output, _) = Run([.. command, "--help"]);
        Assert.Equal(0, code);
        Assert.Contains("Example", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"nonsense\" is not a command", "nonsense")]
    [InlineData("--spot: \"x\" is not a number", "flow", "x.csv", "--spot", "x")]
    [InlineData("--port: \"x\" is not a whole number", "desk", "--port", "x")]
    [InlineData("no such switch", "flow", "--nope")]
    [InlineData("--horizon", "flow", "@", "--horizon", "999999d")]
    [InlineData("?[31mred: no such file", "flow", "\u001b[31mred")]
    public void Bad_usage_is_said_in_the_users_words(string says, params string[] args)
    {
        (int code, string output, string error) = Run([.. args.Select(a => a == "@" ? Chain(0) : a)]);
        BadInput((code, output, error), "poise", says);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', error);
    }

    [Theory]
    [InlineData("poise price: --spot: no such switch (see poise price --help)", "price", "--spot", "100")]
    [InlineData("poise price: --s: no such switch: did you mean --S? (see poise price --help)", "price", "--type", "call", "--s", "100", "--K", "100")]
    [InlineData("poise price: -S: no such switch: did you mean --S? (see poise price --help)", "price", "-S", "100")]
    [InlineData("poise price: --df: no such switch: did you mean --DF? (see poise price --help)", "price", "--F", "100", "--df=0.5")]
    [InlineData("poise price: --vl: no such switch: did you mean --vol? (see poise price --help)", "price", "--vl", "0.2")]
    [InlineData("poise price: --X: no such switch (see poise price --help)", "price", "x.csv", "--X")]
    [InlineData("poise iv: --exercize: no such switch: did you mean --exercise? (see poise iv --help)", "iv", "--exercize", "american")]
    [InlineData("poise iv: --fromat: no such switch: did you mean --format? (see poise iv --help)", "iv", "x.csv", "--out", "--fromat")]
    [InlineData("poise flow: --sopt: no such switch: did you mean --spot? (see poise flow --help)", "flow", "x.csv", "--sopt", "100")]
    [InlineData("poise desk: --sede: no such switch: did you mean --seed? (see poise desk --help)", "desk", "--chain", "a.csv", "--sede", "5")]
    [InlineData("poise: --hlep: no such switch: did you mean --help? (see poise --help)", "--hlep")]
    public void A_mistyped_switch_is_named_with_the_nearest_one(string says, params string[] args) =>
        Assert.Equal((2, "", says + Environment.NewLine), Run(args));

    [Fact]
    public void A_value_that_begins_with_a_dash_is_a_value()
    {
        Assert.Equal(0, Run("price", "--type", "call", "--S", "100", "--K", "100", "--T", "1", "--r", "-0.01", "--q", "0", "--vol", "0.2").Code);
        Assert.Contains("r is '-x'", Run("price", "--type", "call", "--S", "100", "--K", "100", "--T", "1", "--r", "-x", "--q", "0", "--vol", "0.2").Error, StringComparison.Ordinal);
        Assert.Contains("--x: no such file", Run("flow", "--", "--x").Error, StringComparison.Ordinal);
        Assert.Equal(0, Run("price", "--nope", "--help").Code);
    }

    private static string? VendorGreeks(string field) => field switch { "vol" => "0.5", "gamma" => "0.00002", _ => null };

    /// <summary>The first chain with some fields replaced: by line (1 is the first row) and column name; null keeps.</summary>
    private string Edited(string name, Func<int, string, string?> put)
    {
        string[] lines = File.ReadAllLines(Chain(0));
        string[] names = lines[0].Split(',');
        for (int i = 1; i < lines.Length; i++)
            lines[i] = string.Join(',', lines[i].Split(',').Select((old, column) => put(i, names[column]) ?? old));
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, string.Join('\n', lines) + "\n");
        return file;
    }

    private static string[] Notes(string json) =>
        [.. JsonSerializer.Deserialize<JsonElement>(json).GetProperty("notes").EnumerateArray().Select(n => n.GetString()!)];

    private static void BadInput((int Code, string Output, string Error) result, string names, string says)
    {
        Assert.Equal(2, result.Code);
        Assert.Equal("", result.Output);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.Contains(names, result.Error, StringComparison.Ordinal);
        Assert.Contains(says, result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    private string Chain(int step) => Write($"chain{step}.csv", TestChains.Market(step));

    private string Write(string name, MarketSnapshot market)
    {
        string file = Path.Combine(_folder, name);
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        PoiseCsv.Write(market, bytes);
        File.WriteAllBytes(file, bytes.WrittenSpan);
        return file;
    }
}
