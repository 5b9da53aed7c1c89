using System.Text.Json;
using Poise.App;
using static Poise.Edge.Tests.CliRun;

namespace Poise.Edge.Tests;

/// <summary><c>poise lab frontier</c> as a user types it.</summary>
public sealed class LabCliTests : IDisposable
{
    private static readonly string[] Short = ["lab", "frontier", "--step", "20m", "--seeds", "12"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_bytes_on_any_number_of_threads()
    {
        string one = Done([.. Short, "--threads", "1"]);
        Assert.Equal(one, Done([.. Short, "--threads", "2"]));
        JsonElement view = JsonDocument.Parse(one).RootElement;
        Assert.Equal([0.0002, 0.0005, 0.005], view.GetProperty("costs").EnumerateArray().Select(static c => c.GetProperty("costRate").GetDouble()));
        Assert.Equal(12, view.GetProperty("seeds").GetInt32());
        Assert.Equal(12, view.GetProperty("market").GetProperty("book").GetArrayLength());
        foreach (JsonElement cost in view.GetProperty("costs").EnumerateArray())
        {
            JsonElement none = Assert.Single(cost.GetProperty("points").EnumerateArray(), static p => p.GetProperty("policy").GetString() == "no hedge");
            Assert.Equal(0, none.GetProperty("cost").GetDouble());
            Assert.StartsWith("Zakamouline", cost.GetProperty("findings")[0].GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Csv_has_a_row_a_point_and_a_policy_of_ones_own()
    {
        string file = Path.Combine(_folder.Path, "mine, too.json"), result = Path.Combine(_folder.Path, "frontier.csv");
        File.WriteAllText(file, """{ "policy": "fixed", "lower": -1, "upper": 1 }""");
        Assert.Equal("", Done([.. Short, "--costs", "0.05", "--policy", file, "--format", "csv", "--out", result, "--quiet"]));
        string[] lines = File.ReadAllLines(result);
        Assert.StartsWith("costRate,policy,parameter,cost,costError,sd,sdError", lines[0], StringComparison.Ordinal);
        // The file's band is one of the usual ones.
        string own = Assert.Single(lines, static l => l.Contains("mine, too.json", StringComparison.Ordinal)), usual = Assert.Single(lines, static l => l.StartsWith("0.0005,band to the edge,+-1,", StringComparison.Ordinal));
        Assert.StartsWith("0.0005,\"mine, too.json\",,", own, StringComparison.Ordinal);
        Assert.Equal(usual.Split(',')[3..15], own.Split(',')[4..16]);
    }

    [Fact]
    public void A_table_says_what_it_found()
    {
        string table = Done([.. Short, "--format", "table"]);
        foreach (string said in (string[])["0.02 % one way", "0.5 % one way", "no hedge", "Zakamouline g 0.001", "- Zakamouline", "at equal cost", "A hedger of aversion 0.001"])
            Assert.Contains(said, table, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_is_kept_under_its_name_and_another_takes_its_place()
    {
        string file = Path.Combine(_folder.Path, "lab", "monday.json");
        string[] kept = [.. Short, "--costs", "0.05", "--save", "monday", "--data", _folder.Path];
        Assert.Equal(Done(kept), File.ReadAllText(file));
        Assert.StartsWith("costRate,", Done([.. kept, "--first", "5", "--format", "csv"]), StringComparison.Ordinal);
        Assert.Equal(5, JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("firstSeed").GetInt32());
        Assert.Equal(file, Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "lab"))));
        File.WriteAllText(Path.Combine(_folder.Path, "taken"), "");
        (int code, _, string error) = Run(["lab", "frontier", "--save", "monday", "--data", Path.Combine(_folder.Path, "taken")]);
        Assert.Equal((ExitCode.BadInput, true), (code, error.Contains("--save: ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("exchange", "day at the simulated exchange")]
    public void Paths_are_lived_where_it_is_said(string on, string name)
    {
        JsonElement view = JsonDocument.Parse(Done([.. Short, "--on", on, "--costs", "0.05"])).RootElement;
        Assert.Equal(name, view.GetProperty("market").GetProperty("name").GetString());
        Assert.Contains("the mid that the desk saw", view.GetProperty("conventions").GetProperty("cost").GetString(), StringComparison.Ordinal);
        JsonElement[] points = [.. view.GetProperty("costs")[0].GetProperty("points").EnumerateArray()];
        Assert.InRange(points.Length, 20, 30);
        Assert.All(points, static p => Assert.True(p.GetProperty("cost").GetDouble() > 0 || p.GetProperty("policy").GetString() == "no hedge"));
    }

    [Theory]
    [InlineData("--on exchange --market year", "--on exchange is of the day: leave it out with --market year")]
    [InlineData("--save ../monday", "--save \"../monday\": allowed: 1 to 64 letters, digits, - and _, the first a letter or a digit")]
    [InlineData("--save .json", "--save \".json\": allowed")]
    [InlineData("--data here", "--data needs --save NAME")]
    [InlineData("--seeds 9", "--seeds 9: a count from 10 to 20000")]
    [InlineData("--first -1", "--first -1: a seed is not negative")]
    [InlineData("--threads 0", "--threads 0: a count from 1 to 256")]
    [InlineData("--costs 0.02,x", "--costs: \"x\" is not a percentage from 0.001 to 5 (write 0.02,0.05,0.5)")]
    [InlineData("--costs 0", "--costs: \"0\" is not a percentage from 0.001 to 5 (write 0.02,0.05,0.5)")]
    [InlineData("--costs 0.05,0.050", "--costs: \"0.05,0.050\" names a cost twice")]
    [InlineData("--step 7s", "--step 7s: a length from 1s to 1h that divides an hour")]
    [InlineData("--step 500ms", "--step 500ms: a length from 1s to 1h that divides an hour")]
    [InlineData("--step 30s --market year", "--step is of the day: leave it out with --market year")]
    [InlineData("--market week", "--market: \"week\" is not one of day, year")]
    [InlineData("--policy none.json", "--policy none.json: there is no such file")]
    public void Refusals_name_the_switch(string switches, string said)
    {
        (int code, string output, string error) = Run(["lab", "frontier", .. switches.Split(' ')]);
        Assert.Equal((ExitCode.BadInput, ""), (code, output));
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static string Done(string[] arguments)
    {
        (int code, string output, string error) = Run(arguments);
        Assert.True(code == ExitCode.Done, error);
        return output;
    }
}
