using Poise.Domain;
using Poise.Venues;
using Poise.Venues.Deribit;
using static Poise.Edge.Tests.SourceFixture;

namespace Poise.Edge.Tests;

public sealed class DeribitReaderTests
{
    [Theory]
    [InlineData("BTC-25DEC26-100000-C", "BTC", ContractKind.Option, "2026-12-25", 100_000, OptionType.Call, true)]
    [InlineData("ETH-5JAN26-2500-P", "ETH", ContractKind.Option, "2026-01-05", 2500, OptionType.Put, true)]
    [InlineData("BTC_USDC-25DEC26-100000-C", "BTC_USDC", ContractKind.Option, "2026-12-25", 100_000, OptionType.Call, false)]
    [InlineData("XRP_USDC-25DEC26-0d625-P", "XRP_USDC", ContractKind.Option, "2026-12-25", 0.625, OptionType.Put, false)]
    [InlineData("BTC-25DEC26", "BTC", ContractKind.Future, "2026-12-25", 0, OptionType.Call, true)]
    [InlineData("ETH_USDC-PERPETUAL", "ETH_USDC", ContractKind.Perpetual, "0001-01-01", 0, OptionType.Call, false)]
    public void NamesAreRead(string text, string prefix, ContractKind kind, string expiry, double strike, OptionType type, bool inverse)
    {
        Assert.True(DeribitName.TryParse(System.Text.Encoding.ASCII.GetBytes(text), out DeribitName name));
        Assert.Equal(prefix, System.Text.Encoding.ASCII.GetString(name.Prefix));
        Assert.Equal((kind, DateOnly.ParseExact(expiry, "yyyy-MM-dd"), strike, type, inverse), (name.Kind, name.Expiry, name.Strike, name.Type, name.IsInverse));
    }

    [Theory]
    [InlineData("BTC-FS-25DEC26_PERP")]
    [InlineData("BTC-CS-25DEC26-90000_95000")]
    [InlineData("BTC_USDC")]
    [InlineData("BTC-32DEC26-100000-C")]
    [InlineData("BTC-25DEZ26-100000-C")]
    [InlineData("BTC-25DEC26-100000")]
    [InlineData("BTC-25DEC26-0-C")]
    [InlineData("BTC-25DEC26-1d2d3-C")]
    [InlineData("-25DEC26-100000-C")]
    [InlineData("")]
    public void OtherNamesAreNot(string text) => Assert.False(DeribitName.TryParse(System.Text.Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void TickersAreRead()
    {
        MarketSnapshot read = One("deribit-tickers", Tickers());
        Assert.Equal(("BTC", 88256.0, "index", 6, "2026-01-21T12:30:11.273Z", new DateOnly(2026, 1, 21)), (
            read.Underlying, read.Spot, read.SpotSource, read.Options.Count, read.AsOf.ToString(), read.QuoteDate));
        OptionRow row = read.Options[1];
        Contract contract = row.Contract;
        Assert.Equal((OptionType.Put, 80_000.0, "2026-01-30T08:00:00Z", PayoffStyle.Inverse, "BTC", 1.0, 0.0001m, 0.1m), (
            contract.Type, contract.Strike, contract.Expiry.ToString(), contract.Style, contract.SettlementCurrency, contract.Multiplier, contract.PriceTick, contract.LotSize));
        Assert.Equal(1800, contract.SettlementWindow.Seconds);
        // A bid of zero is no bid, and no bid has no size.
        Assert.True(double.IsNaN(row.Quote.Bid) && double.IsNaN(row.Quote.BidSize));
        Assert.Equal((0.0005, 5.0, 0.0003, 11.8, 9.1), (row.Quote.Ask, row.Quote.AskSize, row.Mark, row.OpenInterest, row.Volume));
        Assert.Equal((0.5166, 0.5, 0.00002, 20.1, -30.5, 4.5), (Math.Round(row.Vendor.Vol, 12), row.Vendor.Delta, row.Vendor.Gamma, row.Vendor.Vega, row.Vendor.Theta, row.Vendor.Rho));
        Assert.Equal((88377.5, "BTC-30JAN26"), (row.Forward, row.ForwardName));
        Assert.Contains(read.Notes, note => note.Contains("taken over 5 s"));
        Assert.Contains(read.Notes, note => note.Contains("from 88251 to 88256"));
    }

    [Fact]
    public void FuturesCountContractsOfDollars()
    {
        MarketSnapshot read = One("deribit-tickers", Futures());
        Assert.Empty(read.Options);
        FutureRow dated = read.Futures[0], perpetual = read.Futures[1];
        Assert.Equal((ContractKind.Future, 10.0, 2.5m, 1m, 1_484_893.0, 546.0, 499.0), (
            dated.Contract.Kind, dated.Contract.Multiplier, dated.Contract.PriceTick, dated.Contract.LotSize, dated.OpenInterest, dated.Quote.BidSize, dated.Quote.AskSize));
        Assert.Equal((ContractKind.Perpetual, Instant.Never, 0.5m, 88293.5, 88294.0), (
            perpetual.Contract.Kind, perpetual.Contract.Expiry, perpetual.Contract.PriceTick, perpetual.Quote.Bid, perpetual.Quote.Ask));
        Assert.Equal(88256.85, read.Spot);
    }

    [Fact]
    public void SnapshotsHoldACoinEach()
    {
        Reading reading = Read("deribit-snapshot", Snapshot());
        Assert.Equal(["BTC", "ETH"], reading.Snapshots.Select(s => s.Underlying));
        MarketSnapshot btc = reading.Snapshots[0];
        Assert.Equal((88530.4, "index", 3, "2025-12-30T17:31:15.944181Z"), (btc.Spot, btc.SpotSource, btc.Options.Count, btc.AsOf.ToString())); // the median
        OptionRow row = btc.Options[0];
        Assert.Equal((0.084, true, 0.0855, 0.43229999999999996, 88730.2, (string?)null), (
            row.Quote.Bid, double.IsNaN(row.Quote.Ask), row.Mark, row.Vendor.Vol, row.Forward, row.ForwardName));
        Assert.True(double.IsNaN(row.Vendor.Gamma));
    }

    [Fact]
    public void EachHourIsAChain()
    {
        Reading reading = Read("deribit-hourly", Hourly());
        Assert.Equal(["2026-01-23T01:00:00Z", "2026-01-23T02:00:00Z", "2026-01-23T03:00:00Z"], reading.Snapshots.Select(s => s.AsOf.ToString()));
        MarketSnapshot last = reading.Snapshots[2];
        Assert.Equal(("none", true, 167.3, 0.3624), (last.SpotSource, double.IsNaN(last.Spot), last.Options[0].OpenInterest, Math.Round(last.Options[0].Vendor.Vol, 12)));
        Assert.True(double.IsNaN(last.Options[0].Mark) && double.IsNaN(last.Options[0].Quote.Ask));
        Assert.All(Read("deribit-hourly", Hourly(), new ReadingOptions(default, 90_000)).Snapshots, s => Assert.Equal((90_000.0, "given"), (s.Spot, s.SpotSource)));
    }

    public static TheoryData<string> JsonShapes => new()
    {
        DeribitInstruments() + "\n" + DeribitSummaries(), DeribitSummaries() + "\n" + DeribitInstruments(),
        $"[{DeribitInstruments()},{DeribitSummaries()}]",
    };

    [Theory]
    [MemberData(nameof(JsonShapes))]
    public void AnswersAreJoinedByName(string text)
    {
        MarketSnapshot read = One("deribit-json", text);
        Assert.Equal(("BTC", 88257.69, "index", 2, 1, 3, 0), (read.Underlying, read.Spot, read.SpotSource, read.Options.Count, read.Futures.Count, read.Rows, read.RefusedCount));
        Assert.Equal("2026-01-21T12:30:06Z", read.AsOf.ToString());
        OptionRow call = read.Options[0], put = read.Options[1];
        Assert.Equal((0.021, 0.0215, 0.0212, 0.425, 130.4, 12.5, 88377.5, "BTC-30JAN26"), (
            call.Quote.Bid, call.Quote.Ask, call.Mark, Math.Round(call.Vendor.Vol, 12), call.OpenInterest, call.Volume, call.Forward, call.ForwardName));
        Assert.True(double.IsNaN(put.Quote.Bid));
        Assert.Equal((10.0, 110_518_480.0), (read.Futures[0].Contract.Multiplier, read.Futures[0].OpenInterest));
        Assert.Contains(read.Notes, note => note.StartsWith("1 listed instruments", StringComparison.Ordinal));
        Assert.Contains(read.Notes, note => note.Contains("estimated_delivery_price"));
    }

    [Fact]
    public void SummariesAloneAreEnough()
    {
        MarketSnapshot read = One("deribit-json", DeribitSummaries());
        Assert.Equal(("2026-01-30T08:00:00Z", 90_000.0, 0.0001m, 10.0), (
            read.Options[0].Contract.Expiry.ToString(), read.Options[0].Contract.Strike, read.Options[0].Contract.PriceTick, read.Futures[0].Contract.Multiplier));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ATickerGoesBeforeASummary(bool tickerFirst)
    {
        MarketSnapshot read = One("deribit-json", tickerFirst ? DeribitTicker() + DeribitSummaries() : DeribitSummaries() + DeribitTicker());
        OptionRow call = read.Options.Single(row => row.Contract.Type == OptionType.Call);
        Assert.Equal((0.0211, 4.2, 9.9, 0.00004, 0.427, 88_260.0), (call.Quote.Bid, call.Quote.BidSize, call.Quote.AskSize, call.Vendor.Gamma, Math.Round(call.Vendor.Vol, 12), read.Spot));
        Assert.Equal(0, read.RefusedCount);
    }

    [Fact]
    public void LinearOptionsAreLinear()
    {
        MarketSnapshot read = One("deribit-json", DeribitSummaries().Replace("\"BTC-30JAN26-", "\"BTC_USDC-30JAN26-").Replace("BTC-PERPETUAL", "BTC_USDC-PERPETUAL"));
        Contract contract = read.Options[0].Contract;
        Assert.Equal((PayoffStyle.Linear, "USDC", "BTC_USDC", 1.0), (contract.Style, contract.SettlementCurrency, contract.Underlying, contract.Multiplier));
        Assert.Equal((PayoffStyle.Linear, 1.0), (read.Futures[0].Contract.Style, read.Futures[0].Contract.Multiplier));
    }

    [Fact]
    public void ClosedInstrumentsAreRefused()
    {
        Assert.Equal("closed", Assert.Single(One("deribit-tickers", Tickers().Replace("open,option,BTC-30JAN26-90000-C", "closed,option,BTC-30JAN26-90000-C")).Refusals).Reason);
        MarketSnapshot read = One("deribit-json", DeribitJson().Replace("\"is_active\":true,\"state\":\"open\"", "\"is_active\":false,\"state\":\"locked\"", StringComparison.Ordinal));
        Assert.Equal((0, 1, 2), (read.Options.Count, read.Futures.Count, read.RefusedCount));
    }

    [Fact]
    public void RealTickersAgreeWithANaiveReading()
    {
        foreach (string path in SharedFiles.Find("deribit-tickers", "*.csv"))
        {
            MarketSnapshot read = Assert.Single(Read("deribit-tickers", File.ReadAllBytes(path)).Snapshots);
            (Dictionary<string, int> column, string[][] rows) = Naive(path);
            bool isOptions = path.Contains("options");
            Assert.Equal((rows.Length, rows.Length, 0), (isOptions ? read.Options.Count : read.Futures.Count, read.Rows, read.RefusedCount));
            string[] latest = rows.MaxBy(f => long.Parse(f[column["timestamp"]]))!;
            Assert.Equal(Instant.FromUnixMilliseconds(long.Parse(latest[column["timestamp"]])), read.AsOf);
            Assert.Equal(double.Parse(latest[column["index_price"]]), read.Spot);
            double scale = isOptions ? 1 : 10;
            double openInterest = isOptions ? read.Options.Sum(r => r.OpenInterest) : read.Futures.Sum(r => r.OpenInterest);
            Assert.Equal(rows.Sum(f => double.Parse(f[column["open_interest"]])) / scale, openInterest, 4);
            if (!isOptions)
                continue;
            var byName = read.Options.ToDictionary(r => r.Contract.Id.Symbol);
            foreach (string[] f in rows)
            {
                OptionRow row = byName[f[column["instrument_name"]]];
                Assert.Equal(double.Parse(f[column["mark_iv"]]) / 100, row.Vendor.Vol, 12);
                Assert.Equal(double.Parse(f[column["mark_price"]]), row.Mark);
                Assert.Equal(double.Parse(f[column["greeks_gamma"]]), row.Vendor.Gamma);
                Assert.Equal(long.Parse(f[column["expiration_timestamp"]]), row.Contract.Expiry.UnixMilliseconds);
                double bid = double.Parse(f[column["best_bid_price"]]);
                Assert.Equal(bid == 0 ? double.NaN : bid, row.Quote.Bid);
            }
        }
    }

    [Fact]
    public void RealSnapshotsAgreeWithANaiveReading()
    {
        foreach (string path in SharedFiles.Find("deribit-6h", "*snapshot*.csv"))
        {
            Reading reading = Read("deribit-snapshot", File.ReadAllBytes(path));
            (Dictionary<string, int> column, string[][] rows) = Naive(path);
            Assert.Equal(["BTC", "ETH"], reading.Snapshots.Select(s => s.Underlying));
            foreach (MarketSnapshot read in reading.Snapshots)
            {
                string[][] mine = [.. rows.Where(f => f[column["currency"]] == read.Underlying)];
                Assert.Equal((mine.Length, 0), (read.Options.Count, read.RefusedCount));
                Assert.Equal(mine.Sum(f => double.Parse(f[column["open_interest"]])), read.Options.Sum(r => r.OpenInterest), 6);
                Assert.Equal(mine.Count(f => f[column["bid_price"]] is not ("" or "0.0")), read.Options.Count(r => r.Quote.Bid > 0));
                double[] indexes = [.. mine.Select(f => double.Parse(f[column["index_price"]])).Order()];
                Assert.InRange(read.Spot, indexes[0], indexes[^1]);
            }
        }
    }

    [Fact]
    public void TheRealHourlyTableHolds37Hours()
    {
        string path = SharedFiles.Find("deribit-hourly", "full_data_sample.csv")[0];
        Reading reading = Read("deribit-hourly", File.ReadAllBytes(path));
        (Dictionary<string, int> column, string[][] rows) = Naive(path);
        Assert.Equal((37, 24_562), (reading.Snapshots.Count, reading.Snapshots.Sum(s => s.Options.Count)));
        foreach (MarketSnapshot read in reading.Snapshots)
        {
            string date = read.AsOf.ToUtc().ToString("yyyy-MM-ddTHH:mm:ss.ffffff");
            Assert.Equal(rows.Where(f => f[0] == date).Sum(f => double.Parse(f[column["open_interest"]])), read.Options.Sum(r => r.OpenInterest), 6);
        }
    }

    private static (Dictionary<string, int> Column, string[][] Rows) Naive(string path)
    {
        string[] lines = File.ReadAllLines(path);
        return (lines[0].Split(',').Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i), [.. lines.Skip(1).Select(line => line.Split(','))]);
    }
}
