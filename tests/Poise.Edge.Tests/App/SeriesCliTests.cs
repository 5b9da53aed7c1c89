using System.Globalization;
using System.Text.Json;
using Poise.App;
using Poise.Chains;
using Poise.Domain;
using Poise.Venues;
using Poise.Venues.Lean;

namespace Poise.Edge.Tests;

/// <summary>A series of chains in which something happens between two of them, as a user sees it.</summary>
public sealed class SeriesCliTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("poise-series").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Written(string name, params IEnumerable<string> lines)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    private static JsonElement[] Views(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        Assert.Equal((0, ""), (PoiseCommandLine.Run(["flow", .. arguments, "--format", "json"], output, error), error.ToString()));
        JsonElement all = JsonSerializer.Deserialize<JsonElement>(output.ToString());
        return all.ValueKind == JsonValueKind.Array ? [.. all.EnumerateArray()] : [all];
    }

    private static string[] Notes(JsonElement view, string about) => [.. view.GetProperty("notes").EnumerateArray().Select(n => n.GetString()!).Where(n => n.StartsWith(about, StringComparison.Ordinal))];

    [Fact]
    public void Across_a_split_alerts_begin_anew_and_positions_are_restated()
    {
        string chains = Written("split.csv", [CsvChains.Names, .. CsvChains.Of("2014-06-06T19:55:00Z", 645.57, 5, 645), .. CsvChains.Of("2014-06-09T14:00:00Z", 93.7, 5 / 7.0, 645 / 7.0, 7), .. CsvChains.Of("2014-06-09T15:00:00Z", 93.8, 5 / 7.0, 645 / 7.0, 7)]);
        JsonElement[] views = Views(chains);
        JsonElement split = views[1].GetProperty("split");
        Assert.Equal((7.0, "2014-06-06T19:55:00Z"), (split.GetProperty("ratio").GetDouble(), split.GetProperty("since").GetString()));
        Assert.Contains("split: 7 for 1 since 2014-06-06T19:55:00Z: spot went from 645.57 to 93.7, strikes of 34 contracts were divided by 7, open interest there 7.00 times as large", Notes(views[1], "split:")[0], StringComparison.Ordinal);
        // The walls went from 655 to 93.57 and nobody is told that they moved.
        Assert.NotEqual(views[0].GetProperty("levels").GetProperty("callWall").GetDouble(), views[1].GetProperty("levels").GetProperty("callWall").GetDouble());
        Assert.All(views, v => Assert.Equal(0, v.GetProperty("alerts").GetArrayLength()));
        Assert.All([views[0], views[2]], v => Assert.Equal(JsonValueKind.Null, v.GetProperty("split").ValueKind));

        string trades = Written("t.csv", "time,underlying,symbol,price,quantity,side", "2014-06-06T15:00:00Z,AAPL,AAPL 645 Call,12,10,buy", "2014-06-06T20:30:00Z,AAPL,AAPL 645 Call,12,2,buy", "2014-06-09T13:45:00Z,AAPL,AAPL 92.14 Call,2,7,buy");
        views = Views(chains, trades);
        Assert.Equal(-10, Position(views[0], "AAPL 645 Call"));
        // Twelve before it are 84 after it, and seven more.
        Assert.Equal(-91, Position(views[1], "AAPL 92.14 Call"), 9);
        Assert.Contains("inventory: restated for the split of 7 for 1 since 2014-06-06T19:55:00Z", Notes(views[1], "inventory: restated"));

        static double Position(JsonElement view, string symbol) => view.GetProperty("inventory").GetProperty("contracts").EnumerateArray().Single(c => c.GetProperty("symbol").GetString() == symbol).GetProperty("position").GetDouble();
    }

    [Fact]
    public void A_frozen_feed_series_that_come_and_go_and_a_doubtful_spot_are_told()
    {
        string[] first = [.. CsvChains.Of("2014-06-09T14:00:00Z", 93.7, 1, 94, underlying: "ODAX", venue: "xetra")];
        string[] frozen = [.. first.Select(l => l.Replace("2014-06-09T14:00:00Z", "2014-06-09T14:30:00Z", StringComparison.Ordinal))];
        string[] fewer = [.. CsvChains.Of("2014-06-09T15:00:00Z", 93.9, 1, 94, underlying: "ODAX", venue: "xetra").Skip(2)];
        string[] late = [.. CsvChains.Of("2014-06-09T16:00:00Z", 93.9, 1, 94, underlying: "ODAX", venue: "xetra", quotedAt: 97)];
        JsonElement[] views = Views(Written("s.csv", [CsvChains.Names, .. first, .. frozen, .. fewer, .. late]));
        Assert.Equal([0, 1, 0, 0], views.Select(v => Notes(v, "quotes:").Length));
        Assert.Contains("not one of 34 contracts' changed since 2014-06-09T14:00:00Z: the feed stands still", Notes(views[1], "quotes:")[0], StringComparison.Ordinal);
        Assert.Equal("series: since 2014-06-09T14:30:00Z 0 contracts came (open interest 0) and 2 went before their end (open interest 200)", Notes(views[2], "series:").Single());
        Assert.Equal([0, 0, 0, 1], views.Select(v => Notes(v, "spot:").Length));
        Assert.Contains("spot: 93.9 (", Notes(views[3], "spot:")[0], StringComparison.Ordinal);
        Assert.Contains("forward is 97: +3.30 %", Notes(views[3], "spot:")[0], StringComparison.Ordinal);
        Assert.All(views, v => Assert.Contains("ODAX is none that is known", Notes(v, "underlying:").Single(), StringComparison.Ordinal));
    }

    [Fact]
    public void Products_of_one_index_are_one_view()
    {
        string index = Written("i.csv", [CsvChains.Names, .. CsvChains.Of("2014-06-09T14:00:00Z", 1950, 25, 1950, underlying: "SPX"), .. CsvChains.Of("2014-06-09T15:00:00Z", 1952, 25, 1950, underlying: "SPX")]);
        string fund = Written("f.csv", [CsvChains.Names, .. CsvChains.Of("2014-06-09T14:04:00Z", 195, 2.5, 195, 10, "SPY"), .. CsvChains.Of("2014-06-09T15:10:00Z", 195.2, 2.5, 195, 10, "SPY")]);
        JsonElement[] views = Views(index, fund, "--combine", "spx"), alone = Views(index);
        Assert.Equal(["2014-06-09T14:00:00Z", "2014-06-09T15:00:00Z"], views.Select(v => v.GetProperty("asOf").GetString()));
        foreach ((JsonElement both, JsonElement one) in views.Zip(alone))
        {
            // Ten times the contracts of a tenth of the size.
            Assert.Equal(2 * Gex(one), Gex(both), 0.02 * Math.Abs(Gex(one)));
            Assert.Equal(["SPX", "SPY"], both.GetProperty("products").EnumerateArray().Select(p => p.GetProperty("underlying").GetString()));
            Assert.Equal(one.GetProperty("levels").GetProperty("callWall").GetDouble(), both.GetProperty("levels").GetProperty("callWall").GetDouble());
            Assert.DoesNotContain("compat perfiliev", both.GetProperty("notes").ToString(), StringComparison.Ordinal);
        }
        Assert.Contains("taken 4 minutes later", Notes(views[0], "combined: SPY")[0], StringComparison.Ordinal);
        string late = Written("late.csv", [CsvChains.Names, .. CsvChains.Of("2014-06-09T14:04:00Z", 195, 2.5, 195, 10, "SPY")]), other = Written("o.csv", [CsvChains.Names, .. CsvChains.Of("2014-06-09T14:04:00Z", 195, 2.5, 195, 10)]);
        foreach ((string[] arguments, string said) in ((string[], string)[])
        [
            ([index, late, "--combine", "SPX"], "--combine SPX: SPY of 2014-06-09T14:04:00Z and SPX of 2014-06-09T15:00:00Z are 56 minutes apart, more than 15"),
            ([index, other, "--combine", "SPX"], "AAPL is not known to follow SPX"),
            ([index, "--combine", "SPX"], "hold no other underlying"),
            ([index, fund, "--combine", "XSP"], "no chain of it; there are SPX, SPY"),
            ([index, fund, "--combine", "SPX", "--signs", "inventory"], "--combine takes fixed sign models"),
            ([index, fund, "--combine", "SPX", "--compat", "perfiliev"], "leave out --combine"),
        ])
        {
            using StringWriter output = new(), error = new();
            Assert.Equal((2, ""), (PoiseCommandLine.Run(["flow", .. arguments], output, error), output.ToString()));
            Assert.Contains(said, error.ToString(), StringComparison.Ordinal);
        }

        static double Gex(JsonElement view) => view.GetProperty("totals").GetProperty("gex").GetDouble();
    }

    [Fact]
    public void The_spot_vol_beta_comes_from_the_series_once_it_is_long_enough()
    {
        // All at 30 % vol whatever spot does: each strike's own vol stands still, and so does the one at the money.
        string chains = Written("beta.csv", [CsvChains.Names, .. Enumerable.Range(0, 12).SelectMany(i => CsvChains.Of($"2014-05-2{1 + i / 6}T{14 + i % 6}:00:00Z", 93 + i % 4, 1, 94))]);
        JsonElement[] views = Views(chains, "--spot-vol-beta", "series", "--vols", "spot-vol-beta");
        Assert.Equal(Enumerable.Repeat("skew", 10).Concat(["series", "series"]), views.Select(v => v.GetProperty("spotVolBeta").GetProperty("source").GetString()));
        Assert.Contains("spot-vol beta: 9 changes of the 30-day vol so far, 10 with some move of spot are needed: taken from the skew", Notes(views[9], "spot-vol beta"));
        Assert.Empty(Notes(views[10], "spot-vol beta"));
        JsonElement last = views[11].GetProperty("spotVolBeta");
        Assert.Equal(11, last.GetProperty("count").GetInt32());
        Assert.Equal(0, last.GetProperty("beta").GetDouble(), 0.01);
        Assert.Equal(-0.8, Views(chains, "--spot-vol-beta", "-0.8")[0].GetProperty("spotVolBeta").GetProperty("beta").GetDouble());
        foreach ((string[] arguments, string said) in ((string[], string)[])
        [
            ([chains, "--spot-vol-beta", "smile"], "--spot-vol-beta: \"smile\" is none of skew, series or a number"),
            ([chains, "--spot-vol-beta", "NaN"], "--spot-vol-beta: \"NaN\""),
            ([chains, "--spot-vol-beta", "-1", "--skew-stickiness", "1.2"], "leave one out"),
            ([chains, "--spot-vol-beta", "series", "--compat", "perfiliev"], "leave out --spot-vol-beta"),
        ])
        {
            using StringWriter output = new(), error = new();
            Assert.Equal((2, ""), (PoiseCommandLine.Run(["flow", .. arguments], output, error), output.ToString()));
            Assert.Contains(said, error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_split_of_Apple_in_2014()
    {
        // LEAN has trades and open interest of these days, no quotes: the traded contracts stand for the chain.
        MarketSnapshot Day(string date)
        {
            Reading reading = LeanZips.Read([(date + "_trade_american.zip", File.ReadAllBytes(Repository.SharedData($"lean/Data/option/usa/minute/aapl/{date}_trade_american.zip")))], ReadingOptions.None);
            IReadOnlyList<OptionTrade> trades = reading.Tapes.Single().Trades;
            return new MarketSnapshot
            {
                Underlying = "AAPL",
                Source = "trades",
                AsOf = trades[^1].At,
                QuoteDate = DateOnly.ParseExact(date, "yyyyMMdd", CultureInfo.InvariantCulture),
                Spot = date == "20140606" ? 645.57 : 93.70,
                Options = [.. trades.Select(t => t.Contract.Symbol).Distinct(StringComparer.Ordinal).Select((s, i) => new OptionRow(Parsed(s), Quote.Absent, double.NaN, double.NaN, 0, VendorGreeks.Absent, double.NaN, null, i + 1))],
                Rows = 1,
            };
        }
        MarketSnapshot before = Day("20140606"), after = Day("20140609");
        Assert.Equal(7, SplitSearch.Between(before, after)!.Ratio);
        var watch = new SeriesWatch();
        watch.Follow(before);
        Assert.Contains("split: 7 for 1 since 2014-06-06", watch.Follow(after).Notes.Single(), StringComparison.Ordinal);

        static Contract Parsed(string symbol)
        {
            string tail = symbol[^15..];
            DateOnly listed = DateOnly.ParseExact("20" + tail[..6], "yyyyMMdd", CultureInfo.InvariantCulture);
            return new Contract
            {
                Id = new ContractId("cboe", symbol),
                Kind = ContractKind.Option,
                Underlying = "AAPL",
                Root = symbol[..^15].Trim(),
                Type = tail[6] == 'C' ? OptionType.Call : OptionType.Put,
                Strike = int.Parse(tail[7..], CultureInfo.InvariantCulture) / 1000.0,
                ListedExpiry = listed,
                Expiry = UsSessions.Close(listed),
                Multiplier = 100,
            };
        }
    }
}
