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
            ([Chain, Trades, "--prior", "file"], "'file' not recognized"),
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
        Assert.InRange(inventory.GetProperty("confidence").GetDouble(), 0, 1);
        Assert.All(inventory.GetProperty("contracts").EnumerateArray(), c => Assert.True(Math.Abs(c.GetProperty("position").GetDouble()) <= c.GetProperty("bound").GetDouble()));
        Assert.True(view.GetProperty("totals").GetProperty("gex").GetDouble() != 0);
    }
}
