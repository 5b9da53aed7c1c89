using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Poise.App;
using static Poise.Edge.Tests.CliRun;

namespace Poise.Edge.Tests;

public sealed class PlanCliTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static string Sample => Path.Combine(Repository.Root, "samples", "plan.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_sample_is_planned_as_the_document_shows()
    {
        (int code, string output, string error) = Run("plan", Sample, "--format", "table");
        Assert.Equal((0, ""), (code, error));
        string[] lines = [.. output.Split('\n').Select(static l => l.TrimEnd())];
        string document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "planning.md"));
        string shown = document.Split("```text\n")[1].Split("```")[0];
        Assert.Equal(string.Join('\n', lines).Trim(), shown.Trim());
    }

    [Fact]
    public void Json_and_csv_say_the_same()
    {
        JsonElement view = JsonSerializer.Deserialize<JsonElement>(Run("plan", Sample, "--format", "json").Output), hedge = view.GetProperty("hedge"), cost = hedge.GetProperty("cost");
        Assert.Equal(("USD", "within-gap"), (view.GetProperty("currency").GetString(), hedge.GetProperty("status").GetString()));
        string[] parts = ["spread", "fee", "impact", "carry", "margin"];
        double total = cost.GetProperty("total").GetDouble();
        Assert.Equal(total, parts.Sum(p => cost.GetProperty(p).GetDouble()), 1e-6);
        Assert.InRange(hedge.GetProperty("gap").GetDouble(), 0, 1.001e-3 * total);
        Assert.Equal(total + hedge.GetProperty("penalty").GetDouble() - hedge.GetProperty("bound").GetDouble(), hedge.GetProperty("gap").GetDouble(), 1e-6);
        foreach (JsonElement greek in hedge.GetProperty("greeks").EnumerateArray())
            Assert.InRange(greek.GetProperty("after").GetDouble(), greek.GetProperty("lower").GetDouble() - 1e-6, greek.GetProperty("upper").GetDouble() + 1e-6);
        JsonElement[] traded = [.. hedge.GetProperty("lines").EnumerateArray().Where(static l => l.GetProperty("lots").GetInt64() != 0)], legs = [.. view.GetProperty("protection").GetProperty("legs").EnumerateArray()];
        Assert.Equal(14, hedge.GetProperty("lines").GetArrayLength());
        string[] csv = Run("plan", Sample, "--format", "csv").Output.TrimEnd().Split(Environment.NewLine);
        Assert.Equal(1 + traded.Length + legs.Length, csv.Length);
        for (int i = 0; i < traded.Length; i++)
        {
            string[] cells = csv[1 + i].Split(',');
            Assert.Equal(("hedge", traded[i].GetProperty("instrument").GetString(), traded[i].GetProperty("lots").GetInt64()), (cells[0], cells[1], long.Parse(cells[4], CultureInfo.InvariantCulture)));
            Assert.Equal(traded[i].GetProperty("cost").GetProperty("total").GetDouble(), double.Parse(cells[6], CultureInfo.InvariantCulture));
        }
        Assert.StartsWith("protection,", csv[^1], StringComparison.Ordinal);
        Assert.True(view.GetProperty("protection").GetProperty("lossAfter").GetDouble() <= view.GetProperty("protection").GetProperty("mostLoss").GetDouble() + 1e-6);
    }

    /// <summary>By hand: ten lots at 5 + 0.0005 * 10,005 + 3 of funding for a day.</summary>
    [Fact]
    public void A_plan_by_hand()
    {
        (int code, string output, _) = Run("plan", Write(Small(static root => root["search"] = JsonNode.Parse("{ \"gap\": 0 }"))), "--format", "json");
        JsonElement hedge = JsonSerializer.Deserialize<JsonElement>(output).GetProperty("hedge");
        Assert.Equal((0, "optimal", 10L), (code, hedge.GetProperty("status").GetString(), hedge.GetProperty("lines")[0].GetProperty("lots").GetInt64()));
        Assert.Equal(10 * (5 + 5.0025 + 3), hedge.GetProperty("cost").GetProperty("total").GetDouble(), 1e-9);
        Assert.Equal(JsonValueKind.Null, JsonSerializer.Deserialize<JsonElement>(output).GetProperty("protection").ValueKind);
    }

    [Fact]
    public void Where_there_is_no_plan_the_nearest_is_shown_nothing_is_traded_and_the_code_is_1()
    {
        string file = Write(Small(static root => root["book"]!["delta"] = -100));
        (int code, string output, _) = Run("plan", file, "--format", "json");
        JsonElement hedge = JsonSerializer.Deserialize<JsonElement>(output).GetProperty("hedge");
        Assert.Equal((1, "infeasible", 0), (code, hedge.GetProperty("status").GetString(), hedge.GetProperty("lines").GetArrayLength()));
        Assert.Equal(JsonValueKind.Null, hedge.GetProperty("cost").ValueKind);
        Assert.Equal(-50, hedge.GetProperty("greeks")[0].GetProperty("after").GetDouble());
        (code, output, _) = Run("plan", file, "--format", "table");
        Assert.Equal(1, code);
        Assert.Contains("no lots meet all bands and limits; nothing is to be traded by this", output, StringComparison.Ordinal);
        Assert.Contains("nearest", output, StringComparison.Ordinal);
        Assert.Single(Run("plan", file, "--format", "csv").Output.TrimEnd().Split(Environment.NewLine));
    }

    [Fact]
    public void Protection_alone_can_be_asked_for_and_what_it_cannot_do_is_said()
    {
        string file = Write(Protected(500));
        (int code, string output, _) = Run("plan", file, "--format", "json");
        JsonElement view = JsonSerializer.Deserialize<JsonElement>(output), protection = view.GetProperty("protection");
        // 100 a lot less 2 of half a spread and fee: 6 lots bring 588.
        Assert.Equal((0, JsonValueKind.Null, 6L), (code, view.GetProperty("hedge").ValueKind, protection.GetProperty("legs")[0].GetProperty("lots").GetInt64()));
        Assert.Equal((12.0, "fall"), (Math.Round(protection.GetProperty("cost").GetDouble(), 9), protection.GetProperty("worst").GetString()));
        file = Write(Protected(100));
        (code, output, _) = Run("plan", file, "--format", "table");
        Assert.Equal(1, code);
        Assert.Contains("nothing brings it below 216.00", output, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "book.delta=much", "plan.book.delta: \"much\"; allowed: a number from -1" },
        { "book.vega=-", "plan.book.vega: absent; allowed: a number" },
        { "bands.delta.upper=-2", "plan.bands.delta.upper: -2; allowed: a number from -0.5 to" },
        { "bands.delta.penalty=-1", "plan.bands.delta.penalty: -1; allowed: a number from 0" },
        { "bands.theta=1", "plan.bands.theta: no such setting; allowed: delta, gamma, vega" },
        { "bands=-", "plan.bands: absent, and so is protection; allowed: one of the two at least" },
        { "instruments=-", "plan.instruments: absent; allowed: instruments, {" },
        { "instruments.0.kind=swap", "plan.instruments[0].kind: \"swap\"; allowed: spot, perpetual, future, option" },
        { "instruments.0.delta=-", "plan.instruments[0].delta: absent; allowed: a number" },
        { "instruments.0.kind=option", "plan.instruments[0].gamma: absent; allowed: a number" },
        { "instruments.0.multiplier=0", "plan.instruments[0].multiplier: 0; allowed: a number above 0" },
        { "instruments.0.bid=0", "plan.instruments[0].bid: 0; allowed: a number above 0" },
        { "instruments.0.bid=10006", "plan.instruments[0].ask: 10005; allowed: a number from bid, 10006" },
        { "instruments.0.mark=9000", "plan.instruments[0].mark: 9000; allowed: a number from bid to ask" },
        { "instruments.0.bid=-", "plan.instruments[0].mark: absent, and bid is too; allowed: a number above 0" },
        { "instruments.0.askSize=1.5", "plan.instruments[0].askSize: 1.5; allowed: a whole number from 0 to 1000000000" },
        { "instruments.0.askSize=-", "plan.instruments[0].askSize: absent; allowed: a whole number" },
        { "instruments.0.feeRate=-", "plan.instruments[0].feeRate: absent, and so is feePerLot; allowed: one of the two" },
        { "instruments.0.feeRate=-0.001", "plan.instruments[0].feeRate: -0.001; allowed: a number from 0 to 1" },
        { "instruments.0.carry=1", "plan.instruments[0].fundingPerDay: is set, and carry is too; allowed: one of carry, fundingPerDay, yearsToExpiry" },
        { "horizon=-", "plan.instruments[0].fundingPerDay: is set, and the plan has no horizon; allowed: a horizon beside it" },
        { "horizon=8", "plan.horizon: 8; allowed: a number and its unit" },
        { "instruments.0.dailyVol=0.1", "plan.instruments[0].dailyVolume: absent, and dailyVol is set; allowed: both, or neither" },
        { "instruments.0.fee=1", "plan.instruments[0].fee: no such setting; allowed: kind, name, venue" },
        { "instruments.0.margin=-1", "plan.instruments[0].margin: -1; allowed: a number from 0" },
        { "instruments.0.scenarios=1", "plan.instruments[0].scenarios: no such setting" },
        { "venues=[{\"name\":\"mars\",\"mostMargin\":1}]", "plan.venues[0].name: \"mars\"; allowed: one" },
        { "scenarios=[{\"name\":\"a\",\"book\":1},{\"name\":\"b\",\"book\":2}]", "plan.instruments[0].scenarios: absent; allowed: a list of 2 numbers" },
        { "mostScenarioMargin=5", "plan.mostScenarioMargin: is set, and scenarios are absent; allowed: scenarios beside it" },
        { "protection={\"mostLoss\":1}", "plan.protection: is set, and scenarios are absent; allowed: scenarios beside it" },
        { "income=maybe", "plan.income: \"maybe\"; allowed: counts, ignored" },
        { "search={\"nodes\":0}", "plan.search.nodes: 0; allowed: a whole number from 1" },
        { "search={\"gap\":2}", "plan.search.gap: 2; allowed: a number from 0 to 1" },
        { "spott=1", "plan.spott: no such setting; allowed:" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_cannot_be_is_refused_by_key_value_and_what_is_allowed(string change, string says)
    {
        string file = Write(Small(root => Change(root, change)));
        (int code, string output, string error) = Run("plan", file);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith($"poise plan: {file}: {says}", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_name_twice_and_lists_of_the_wrong_length_are_refused()
    {
        string file = Write(Small(static root => root["instruments"]!.AsArray().Add(root["instruments"]![0]!.DeepClone())));
        Assert.Contains("plan.instruments[1].name: \"perpetual\" again; allowed: each name once a venue", Run("plan", file).Error, StringComparison.Ordinal);
        JsonNode two = Protected(500);
        two["instruments"]![0]!["scenarios"] = JsonNode.Parse("[1, 2, 3]");
        Assert.Contains("plan.instruments[0].scenarios: a list of 3; allowed: a list of 2 numbers", Run("plan", Write(two)).Error, StringComparison.Ordinal);
        two["instruments"]![0]!["scenarios"] = JsonNode.Parse("[1, \"x\"]");
        Assert.Contains("plan.instruments[0].scenarios[1]: \"x\"; allowed: a number", Run("plan", Write(two)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_none_are_refused()
    {
        Assert.Equal((2, "", $"poise plan: no-such.json: there is no such file{Environment.NewLine}"), Run("plan", "no-such.json"));
        Assert.Equal(2, Run("plan").Code);
        Assert.Contains("is a folder", Run("plan", _folder.Path).Error, StringComparison.Ordinal);
        string file = Write(Small());
        Assert.Contains("is a file that is read", Run("plan", file, "--out", file).Error, StringComparison.Ordinal);
        Assert.Equal(0, Run("plan", file, "--out", Path.Combine(_folder.Path, "out.json")).Code);
        Assert.Contains("Example", Run("plan", "--help").Output, StringComparison.Ordinal);
    }

    private static JsonNode Small(Action<JsonNode>? change = null)
    {
        JsonNode root = JsonNode.Parse(
            """
            {
              "book": { "delta": -10, "gamma": 0, "vega": 0 },
              "bands": { "delta": { "lower": -0.5, "upper": 0.5 } },
              "horizon": "1d",
              "instruments": [
                {
                  "name": "perpetual", "venue": "one", "kind": "perpetual", "multiplier": 1, "delta": 1, "bid": 9995, "ask": 10005, "bidSize": 50, "askSize": 50,
                  "feeRate": 0.0005, "fundingPerDay": 0.0003
                }
              ]
            }
            """)!;
        change?.Invoke(root);
        return root;
    }

    private static JsonNode Protected(double mostLoss) => JsonNode.Parse(
        $$"""
        {
          "scenarios": [ { "name": "fall", "book": -1000 }, { "name": "rise", "book": 50 } ],
          "protection": { "mostLoss": {{mostLoss}} },
          "instruments": [
            {
              "name": "put", "venue": "one", "kind": "option", "multiplier": 1, "delta": -0.3, "gamma": 0, "vega": 0, "bid": 49, "ask": 51, "bidSize": 8, "askSize": 8, "feePerLot": 1, "scenarios": [ 100, -20 ]
            }
          ]
        }
        """)!;

    /// <summary>a.0.b=value; a dash takes the key away.</summary>
    private static void Change(JsonNode root, string change)
    {
        string[] sides = change.Split('=', 2), path = sides[0].Split('.');
        JsonNode at = root;
        foreach (string key in path[..^1])
            at = char.IsAsciiDigit(key[0]) ? at[int.Parse(key, CultureInfo.InvariantCulture)]! : at[key]!;
        if (sides[1] == "-")
            at.AsObject().Remove(path[^1]);
        else
            at[path[^1]] = sides[1].Length > 0 && (sides[1][0] is '[' or '{' or '-' || char.IsAsciiDigit(sides[1][0])) ? JsonNode.Parse(sides[1]) : sides[1];
    }

    private string Write(JsonNode root)
    {
        string file = Path.Combine(_folder.Path, "plan.json");
        File.WriteAllText(file, root.ToJsonString());
        return file;
    }
}
