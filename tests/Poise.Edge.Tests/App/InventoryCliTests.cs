using System.Text.Json;
using Poise.App;

namespace Poise.Edge.Tests;

/// <summary>Chains and trades together, as a user gives them.</summary>
public sealed class InventoryCliTests : IDisposable
{
    private static readonly string Chain = Path.Combine(Repository.Root, "samples", "customers-chain.csv"), Trades = Path.Combine(Repository.Root, "samples", "customers-trades.csv");

    private readonly string _folder = Directory.CreateTempSubdirectory("poise-inventory").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        return (PoiseCommandLine.Run(["flow", .. arguments], output, error), output.ToString(), error.ToString());
    }

    private static JsonElement[] Views(params string[] arguments)
    {
        (int code, string output, string error) = Run([.. arguments, "--format", "json"]);
        Assert.Equal((0, ""), (code, error));
        JsonElement all = JsonSerializer.Deserialize<JsonElement>(output);
        return all.ValueKind == JsonValueKind.Array ? [.. all.EnumerateArray()] : [all];
    }

    private static double Volume(JsonElement view) => view.GetProperty("inventory").GetProperty("volume").GetProperty("all").GetDouble();

    [Fact]
    public void Trades_make_inventory_the_default_and_tell_of_the_days_before_each_chain()
    {
        JsonElement[] views = Views(Chain, Trades);
        Assert.Equal(3, views.Length);
        Assert.All(views, v => Assert.Equal("inventory", v.GetProperty("conventions").GetProperty("signs").GetString()));
        Assert.True(Volume(views[0]) > 0 && Volume(views[0]) < Volume(views[1]) && Volume(views[1]) < Volume(views[2]));
        Assert.Equal(File.ReadLines(Trades).Skip(1).Sum(l => double.Parse(l.Split(',')[5], System.Globalization.CultureInfo.InvariantCulture)), Volume(views[2]), 6);
        // The first day began with no open interest: no print can have moved anything before the second.
        Assert.Equal(0, views[0].GetProperty("inventory").GetProperty("corrections").GetProperty("prints").GetInt32());
        Assert.Equal(["inventory", "calls-long-puts-short", "calls-short-puts-long", "short-all"], views[2].GetProperty("signModels").EnumerateArray().Select(m => m.GetProperty("signs").GetString()));
        string table = Run(Chain, Trades, "--format", "table").Output;
        Assert.Contains("dealers hold", table, StringComparison.Ordinal);
        Assert.Contains("inventory *", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_sign_model_beside_is_what_it_says_alone()
    {
        JsonElement beside = Views(Chain, Trades)[2].GetProperty("signModels");
        foreach (JsonElement model in beside.EnumerateArray())
        {
            JsonElement alone = Views(Chain, Trades, "--signs", model.GetProperty("signs").GetString()!)[2];
            Assert.Equal(model.GetProperty("gex").GetDouble(), alone.GetProperty("totals").GetProperty("gex").GetDouble(), 1e-6 * Math.Abs(model.GetProperty("gex").GetDouble()));
            foreach (string level in (string[])["zeroGamma", "regime", "callWall", "putWall"])
                Assert.Equal(model.GetProperty(level).ToString(), alone.GetProperty("levels").GetProperty(level).ToString());
        }
    }

    [Fact]
    public void Files_that_overlap_count_once()
    {
        string[] lines = File.ReadAllLines(Trades);
        // Both hold a third of the tape; one of them twice.
        string first = Written("first.csv", lines[..(2 * lines.Length / 3)]), second = Written("second.csv", [lines[0], .. lines[(lines.Length / 3)..]]);
        JsonElement whole = Views(Chain, Trades)[2], parted = Views(Chain, first, second, first)[2];
        Assert.Equal(whole.GetProperty("inventory").ToString(), parted.GetProperty("inventory").ToString());
        Assert.Equal(whole.GetProperty("totals").ToString(), parted.GetProperty("totals").ToString());
        int again = 2 * lines.Length / 3 - lines.Length / 3 + 2 * lines.Length / 3 - 1;
        Assert.Contains($"trades: {again} stand in two files that tell of the same time, and are taken once", parted.GetProperty("notes").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("taken once", whole.GetProperty("notes").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_prior_fills_what_trades_do_not_tell()
    {
        JsonElement without = Views(Chain, Trades)[2], with = Views(Chain, Trades, "--prior", "short-all")[2];
        Assert.Equal(("none", "short-all"), (without.GetProperty("inventory").GetProperty("prior").GetString(), with.GetProperty("inventory").GetProperty("prior").GetString()));
        // All positions were opened in sight: there is nothing to assume.
        Assert.Equal(without.GetProperty("totals").GetProperty("gex").GetDouble(), with.GetProperty("totals").GetProperty("gex").GetDouble(), 6);
        Assert.True(Views(Chain, "--signs", "inventory", "--prior", "short-all")[2].GetProperty("totals").GetProperty("gex").GetDouble() < 0);
    }

    [Fact]
    public void What_cannot_be_is_said_in_a_line()
    {
        string held = Path.Combine(_folder, "held.csv"), odd = Path.Combine(_folder, "odd.csv");
        File.WriteAllText(held, "symbol,quantity\nGEN 20260206 P4800,-3\n");
        File.WriteAllText(odd, "time,underlying,symbol,price,quantity\n2026-01-06T15:00:00Z,GEN,NO SUCH,1,5\n2026-01-09T15:00:00Z,GEN,GEN 20260206 P4800,1,5\n2026-01-06T15:00:00Z,GEN,GEN 20260206 P4800,oops,5\n");
        foreach ((string[] arguments, string said) in ((string[], string)[])
        [
            ([Trades], "trades only: their chain is needed too"),
            ([Chain, "--prior", "short-all"], "--prior needs --signs inventory"),
            ([Chain, "--signs", "inventory"], "no trade and no change of open interest tells"),
            ([Chain, Trades, "--prior"], "--prior"),
            ([Chain, "--signs", "inventory", "--compat", "perfiliev"], "--compat has fixed sign models only: leave out --signs inventory"),
            ([Chain, "--signs", "short-all", "--positions", held], "leave out --signs short-all"),
            ([Chain, Trades, "--prior", "file"], "--prior: \"file\" is not one of none"),
        ])
        {
            (int code, string output, string error) = Run(arguments);
            Assert.Equal((2, ""), (code, output));
            Assert.Contains(said, error, StringComparison.Ordinal);
            Assert.Single(error.TrimEnd().Split('\n'));
        }
        // Compat keeps to its method where trades lie beside the chain.
        Assert.Equal(0, Run(Repository.Root + "/samples/chain.csv", Trades, "--compat", "perfiliev").Code);
        JsonElement view = Views(Chain, Trades, odd)[2];
        string notes = view.GetProperty("notes").ToString();
        Assert.Contains("trades: 1 of contracts that no chain lists", notes, StringComparison.Ordinal);
        Assert.Contains("trades: 1 are later than the last chain", notes, StringComparison.Ordinal);
        Assert.Contains("trades: 1 refused; the first: line 4, column 4 (price): 'oops' is not a number", notes, StringComparison.Ordinal);
    }

    private string Written(string name, params string[] lines)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        return path;
    }

    private const string ChainNames = "underlying,asOf,quoteDate,spot,venue,symbol,expiry,strike,type,multiplier,bid,ask,openInterest";

    private static string Row(string asOf, string symbol, double strike, string type, string openInterest, string venue = "v", string underlying = "GEN", string quoteDate = "2026-01-05") =>
        $"{underlying},{asOf},{quoteDate},5000,{venue},{symbol},2026-02-06T21:00:00Z,{strike},{type},100,{(type == "call" ? 100 : 90)},{(type == "call" ? 101 : 91)},{openInterest}";

    private static double Position(JsonElement view, string symbol) =>
        view.GetProperty("inventory").GetProperty("contracts").EnumerateArray().Single(c => c.GetProperty("symbol").GetString() == symbol).GetProperty("position").GetDouble();

    [Fact]
    public void The_next_open_is_the_next_one()
    {
        foreach ((string asOf, string open) in ((string, string)[])[("2026-01-05T13:00:00Z", "2026-01-05T14:30:00Z"), ("2026-01-05T18:00:00Z", "2026-01-06T14:30:00Z"), ("2026-01-05T22:00:00Z", "2026-01-06T14:30:00Z"), ("2026-01-09T22:00:00Z", "2026-01-12T14:30:00Z")])
        {
            string chain = Written("open.csv", ChainNames, Row(asOf, "C", 5000, "call", "10", quoteDate: asOf[..10]), Row(asOf, "P", 5000, "put", "10", quoteDate: asOf[..10]));
            Assert.Equal(open, Views(chain)[0].GetProperty("map").GetProperty("sheets").EnumerateArray().Single(m => m.GetProperty("time").GetString() == "to the next open").GetProperty("at").GetString());
        }
    }

    [Fact]
    public void Contracts_that_appear_during_a_day_bring_their_open_interest()
    {
        string chains = Written("grow.csv", ChainNames,
            Row("2026-01-05T15:00:00Z", "C", 5000, "call", "10"), Row("2026-01-05T15:00:00Z", "P", 5000, "put", "0"),
            Row("2026-01-05T20:00:00Z", "C", 5000, "call", "10"), Row("2026-01-05T20:00:00Z", "P", 5000, "put", "0"), Row("2026-01-05T20:00:00Z", "D", 5100, "call", "300"));
        JsonElement[] views = Views(chains, "--signs", "inventory", "--prior", "short-all");
        Assert.Equal((-10.0, -10.0, -300.0), (Position(views[0], "C"), Position(views[1], "C"), Position(views[1], "D")));
    }

    [Fact]
    public void Trades_count_by_symbol_and_never_before_their_time()
    {
        string chains = Written("venues.csv", ChainNames,
            Row("2026-01-06T00:30:00Z", "C", 5000, "call", "100", "cboe", quoteDate: "2026-01-06"), Row("2026-01-06T00:30:00Z", "P", 5000, "put", "100", "cboe", quoteDate: "2026-01-06"),
            Row("2026-01-06T20:00:00Z", "C", 5000, "call", "100", "csv", quoteDate: "2026-01-06"), Row("2026-01-06T20:00:00Z", "P", 5000, "put", "100", "csv", quoteDate: "2026-01-06"));
        string trades = Written("t.csv", "time,underlying,symbol,price,quantity,side", "2026-01-05T20:00:00Z,GEN,P,90,7,sell", "2026-01-06T02:00:00Z,GEN,C,100,50,buy", "2026-01-05T20:00:00Z,AAA,C,oops,1,");
        JsonElement[] views = Views(chains, trades);
        Assert.Equal(7, Position(views[0], "P"));
        Assert.DoesNotContain("\"C\"", views[0].GetProperty("inventory").GetProperty("contracts").ToString(), StringComparison.Ordinal);
        Assert.Equal((-50.0, 7.0), (Position(views[1], "C"), Position(views[1], "P")));
        Assert.Contains("trades: 1 refused", views[1].GetProperty("notes").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_that_no_trade_tells_of_keeps_its_fixed_model()
    {
        string chains = Written("two.csv", ChainNames,
            Row("2026-01-05T20:00:00Z", "C", 5000, "call", "10"), Row("2026-01-05T20:00:00Z", "P", 5000, "put", "10"),
            Row("2026-01-05T20:00:00Z", "OC", 5000, "call", "10", underlying: "OTHER"), Row("2026-01-05T20:00:00Z", "OP", 5000, "put", "20", underlying: "OTHER"));
        string trades = Written("t.csv", "time,underlying,symbol,price,quantity,side", "2026-01-05T18:00:00Z,GEN,C,100,5,buy"), strays = Written("s.csv", "time,underlying,symbol,price,quantity", "2026-01-05T18:00:00Z,GENW,C,100,5");
        JsonElement[] views = Views(chains, trades, strays);
        Assert.Equal(["inventory", "calls-long-puts-short"], views.Select(v => v.GetProperty("conventions").GetProperty("signs").GetString()));
        Assert.True(views[1].GetProperty("totals").GetProperty("gex").GetDouble() < 0);
        Assert.All(views, v => Assert.Contains("trades: 1 of underlyings without a chain: GENW", v.GetProperty("notes").ToString(), StringComparison.Ordinal));
        Assert.Equal("calls-long-puts-short", Views(chains, strays)[0].GetProperty("conventions").GetProperty("signs").GetString());
        Assert.Contains("--skew-stickiness: \"3\" is not a ratio", Run(chains, "--skew-stickiness", "3").Error, StringComparison.Ordinal);
        Assert.Contains("no expiry has four strikes quoted", Run(chains, "--vols", "spot-vol-beta").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_open_interest_nothing_is_said_to_be_sure()
    {
        string chain = Written("nooi.csv", ChainNames, Row("2026-01-05T20:00:00Z", "C", 5000, "call", ""), Row("2026-01-05T20:00:00Z", "P", 5000, "put", ""));
        string trades = Written("t.csv", "time,underlying,symbol,price,quantity,side", "2026-01-05T18:00:00Z,GEN,C,100,50,buy");
        JsonElement view = Views(chain, trades)[0], inventory = view.GetProperty("inventory"), contract = inventory.GetProperty("contracts")[0];
        Assert.Equal(-50, contract.GetProperty("position").GetDouble());
        Assert.All([inventory.GetProperty("confidence"), contract.GetProperty("confidence"), contract.GetProperty("bound")], v => Assert.Equal(JsonValueKind.Null, v.ValueKind));
        Assert.Contains("1 contracts with trades have no open interest", view.GetProperty("notes").ToString(), StringComparison.Ordinal);
        Assert.Contains("dealers hold", Run(chain, trades, "--format", "table").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_series_raises_alerts_from_its_second_view_on()
    {
        JsonElement[] views = Views(Chain, Trades);
        Assert.Equal(0, views[0].GetProperty("alerts").GetArrayLength());
        for (int i = 1; i < views.Length; i++)
        {
            JsonElement before = views[i - 1].GetProperty("levels").GetProperty("callWall"), now = views[i].GetProperty("levels").GetProperty("callWall");
            bool isTold = views[i].GetProperty("alerts").EnumerateArray().Any(a => a.GetProperty("rule").GetString() == "wall-moved" && a.GetProperty("text").GetString()!.Contains("call wall", StringComparison.Ordinal));
            Assert.Equal(before.GetDouble() != now.GetDouble(), isTold);
        }
        Assert.All(Views(Chain, Trades, "--alert-holds", "9"), v => Assert.DoesNotContain("wall-moved", v.GetProperty("alerts").ToString(), StringComparison.Ordinal));
        Assert.Contains("--alert-holds: \"0\" is not a count", Run(Chain, "--alert-holds", "0").Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GOOG", "2015-12-24T17:30:00Z", "option/usa/minute/goog/20151224_quote_american.zip", "option/usa/minute/goog/20151224_trade_american.zip", "option/usa/minute/goog/20151224_openinterest_american.zip", "equity/usa/minute/goog/20151224_trade.zip")]
    [InlineData("SPX", "2021-01-04T17:00:00Z", "indexoption/usa/minute/spxw/20210104_quote_european.zip", "indexoption/usa/minute/spxw/20210104_trade_european.zip.zip", "indexoption/usa/minute/spxw/20210104_openinterest_european.zip.zip", "index/usa/minute/spx/20210104_trade.zip")]
    [InlineData("ES", "2020-01-06T20:00:00Z", "futureoption/cme/minute/es/202003/20200106_quote_american.zip", "futureoption/cme/minute/es/202003/20200106_trade_american.zip", "future/cme/minute/es/20200106_trade.zip")]
    public void Recorded_minutes_tell_of_the_dealers(string underlying, string asOf, params string[] files)
    {
        JsonElement view = Views([.. files.Select(f => Repository.SharedData("lean/Data/" + f)), "--as-of", asOf]).Single();
        Assert.Equal(underlying, view.GetProperty("underlying").GetString());
        JsonElement inventory = view.GetProperty("inventory"), volume = inventory.GetProperty("volume");
        Assert.True(volume.GetProperty("bar").GetDouble() + volume.GetProperty("tick").GetDouble() > 0.5 * Volume(view), volume.ToString());
        // ES has no open interest in these files.
        bool isBounded = underlying != "ES";
        Assert.Equal(isBounded, inventory.GetProperty("confidence").ValueKind == JsonValueKind.Number);
        Assert.All(inventory.GetProperty("contracts").EnumerateArray().Where(c => c.GetProperty("bound").ValueKind == JsonValueKind.Number), c => Assert.True(Math.Abs(c.GetProperty("position").GetDouble()) <= c.GetProperty("bound").GetDouble()));
        Assert.True(view.GetProperty("totals").GetProperty("gex").GetDouble() != 0);
    }
}
