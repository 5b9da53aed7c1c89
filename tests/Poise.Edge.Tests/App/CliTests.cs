using System.Text.Json;
using Poise.App;
using Poise.Domain;
using Poise.Venues.Csv;

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
    public void A_truncated_chain_names_the_line_or_counts_the_row()
    {
        string text = File.ReadAllText(Chain(0));
        string file = Path.Combine(_folder, "cut.csv");
        File.WriteAllText(file, text[..(text.Length / 2)]);
        (int code, string output, string error) = Run("flow", file, "--format", "json");
        if (code == 0)
            Assert.Equal(1, JsonSerializer.Deserialize<JsonElement>(output).GetProperty("coverage").GetProperty("leftOut").GetProperty("malformed").GetInt32());
        else
            BadInput((code, output, error), file, "line");
    }

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
        BadInput(Run("flow", file, "--as-of", "2026-06-01T00:00:00Z"), "BTC", "expired");
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
    [InlineData("nonsense")]
    [InlineData("desk", "--port", "99999")]
    [InlineData("desk", "--listen", "0.0.0.0")]
    [InlineData("desk", "--listen", "::1")]
    [InlineData("desk", "--speed", "0")]
    [InlineData("desk", "--speed", "1001")]
    public void Bad_usage_gives_one_line_and_code_2(params string[] args) => BadInput(Run(args), "poise", "");

    [Theory]
    [InlineData]
    [InlineData("flow")]
    [InlineData("desk")]
    public void Help_stands_everywhere_with_an_example(params string[] command)
    {
        (int code, string output, _) = Run([.. command, "--help"]);
        Assert.Equal(0, code);
        Assert.Contains("Example", output, StringComparison.Ordinal);
    }

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

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int code = PoiseCommandLine.Run(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
