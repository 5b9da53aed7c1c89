using Poise.Domain;
using Poise.Venues;
using static Poise.Edge.Tests.SourceFixture;

namespace Poise.Edge.Tests;

public sealed class CboeReaderTests
{
    [Fact]
    public void TableIsReadWhole()
    {
        MarketSnapshot read = One("cboe-csv", CboeCsv());
        Assert.Equal(("SPX", 6415.54, "last", 30, 30, 0), (read.Underlying, read.Spot, read.SpotSource, read.Options.Count, read.Rows, read.RefusedCount));
        Assert.Equal(Instant.FromUtc(2025, 9, 2, 23, 37), read.AsOf);
        Assert.Equal(new DateOnly(2025, 9, 2), read.QuoteDate);
        OptionRow call = read.Options[0];
        Assert.Equal(("SPXW251016C06300000", "SPXW", 6300.0, OptionType.Call), (call.Contract.Id.Symbol, call.Contract.Root, call.Contract.Strike, call.Contract.Type));
        Assert.Equal((150.5, 151.7, 12.0, 630.0, 0.5, 0.0012), (call.Quote.Bid, call.Quote.Ask, call.Volume, call.OpenInterest, call.Vendor.Delta, call.Vendor.Gamma));
        Assert.Equal(double.Parse($"0.1{6300 % 97}"), call.Vendor.Vol);
        Assert.Equal((100.0, ExerciseStyle.European, PayoffStyle.Linear), (call.Contract.Multiplier, call.Contract.Exercise, call.Contract.Style));
        Assert.Equal(5, call.Line);
    }

    [Fact]
    public void OneStrikeOfTwoRootsIsTwoContracts()
    {
        MarketSnapshot read = One("cboe-csv", CboeCsv());
        var friday = read.Options.Where(row => row.Contract.ListedExpiry == new DateOnly(2025, 10, 17) && row.Contract.Strike == 6400 && row.Contract.Type == OptionType.Put).ToList();
        Assert.Equal(2, friday.Count);
        Assert.Equal("2025-10-17T13:30:00Z", friday.Single(row => row.Contract.Root == "SPX").Contract.Expiry.ToString());
        Assert.Equal("2025-10-17T20:00:00Z", friday.Single(row => row.Contract.Root == "SPXW").Contract.Expiry.ToString());
    }

    [Theory]
    [InlineData("Date: 2 de setembro de 2025 às 19:37 GMT-4,Bid: 1,Ask: 2,Size: 1*1,Volume: 0", "2025-09-02T23:37:00Z")]
    [InlineData("Date: 27 de agosto de 2025 às 21:30 GMT-4,Bid: 1", "2025-08-28T01:30:00Z")]
    [InlineData("Date: 1 de março de 2025 às 09:05 GMT-5,Bid: 1", "2025-03-01T14:05:00Z")]
    [InlineData("\"Date: December 12, 2022 at 8:30 PM EST\",Bid: 3962.01,Ask: 4016.6299,Size: 1*1,Volume: 0", "2022-12-13T01:30:00Z")]
    [InlineData("Date: December 12, 2022 at 8:30 PM EST,Bid: 3962.01,Ask: 4016.6299", "2022-12-13T01:30:00Z")]
    [InlineData("\"Date: August 27, 2025 at 12:05 AM EDT\",Bid: 1", "2025-08-27T04:05:00Z")]
    [InlineData("\"Date: Aug 27, 2025, 12:05:30 PM UTC\",Bid: 1", "2025-08-27T12:05:30Z")]
    [InlineData("Date: 27 de enero de 2025 21:30 GMT+5:30,Bid: 1", "2025-01-27T16:00:00Z")]
    [InlineData("Date: 27 de agosto de 2025 21:30,Bid: 1", "2025-08-28T01:30:00Z")] // no zone: New York, with a note
    public void DateLines(string date, string instant)
    {
        MarketSnapshot read = One("cboe-csv", CboeCsv(date: date));
        Assert.Equal(instant, read.AsOf.ToString());
        Assert.Equal(!date.Contains("GMT") && !date.Contains(" E") && !date.Contains("UTC"), read.Notes.Any(note => note.Contains("names no zone")));
    }

    [Theory]
    [InlineData("S&P 500 INDEX,Last: 6415.54,Change:  -44.72", 6415.54)]
    [InlineData("Standard & Poors 500 Index,Last: 3990.5601,Change:  56.1801", 3990.5601)]
    [InlineData("\"S&P 500 INDEX\",\"Last: 6,415.54\",\"Change: -44.72\"", 6415.54)]
    public void TitleLines(string title, double last)
    {
        MarketSnapshot read = One("cboe-csv", CboeCsv(title));
        Assert.Equal(("SPX", last), (read.Underlying, read.Spot));
    }

    [Theory]
    [InlineData("---Example Data---\n")]
    [InlineData("﻿")]
    [InlineData("\r\n")]
    public void FirstLines(string first) => Assert.Equal(30, One("cboe-csv", first + CboeCsv().TrimStart('\n')).Options.Count);

    [Fact]
    public void CarriageReturnsAndThousandsAreRead()
    {
        string text = CboeCsv().Replace("\n", "\r\n").Replace(",6300.00,", ",\"6,300.00\",");
        MarketSnapshot read = One("cboe-csv", text);
        Assert.Equal((30, 0), (read.Options.Count, read.RefusedCount));
    }

    [Fact]
    public void ZeroVolAndZeroSidesAreNone()
    {
        string row = "Fri Oct 17 2025,SPX251017C07000000,0,0,0,0,0,0,0,0,9,7000.00,SPX251017P07000000,0,0,0,12.5,0,0,-1,0,3";
        MarketSnapshot read = One("cboe-csv", CboeCsv() + row + "\n");
        OptionRow call = read.Options[^2], put = read.Options[^1];
        Assert.True(double.IsNaN(call.Quote.Bid) && double.IsNaN(call.Quote.Ask) && double.IsNaN(call.Vendor.Vol));
        Assert.True(double.IsNaN(put.Quote.Bid) && put.Quote.Ask == 12.5 && put.Vendor.Delta == -1);
        Assert.Equal((9.0, 3.0, 0.0), (call.OpenInterest, put.OpenInterest, put.Volume));
    }

    [Fact]
    public void AnUnknownTitleTakesTheCommonestRootAsAnEquity()
    {
        string text = CboeCsv("ACME CORPORATION,Last: 6415.54,Change: 1").Replace("SPXW", "ACME").Replace("SPX", "ACME");
        MarketSnapshot read = One("cboe-csv", text);
        Assert.Equal(("ACME", ExerciseStyle.American), (read.Underlying, read.Options[0].Contract.Exercise));
        Assert.Contains(read.Notes, note => note.Contains("root ACME taken as an equity"));
        Assert.All(read.Refusals, refusal => Assert.Contains("duplicate of line", refusal.Reason));
    }

    [Fact]
    public void GivenSpotAndTimeGoFirst()
    {
        MarketSnapshot read = One("cboe-csv", CboeCsv(date: "Date: someday"), new ReadingOptions(Instant.FromUtc(2025, 9, 3, 1), 6400));
        Assert.Equal((6400.0, "given", "2025-09-03T01:00:00Z", new DateOnly(2025, 9, 2)), (read.Spot, read.SpotSource, read.AsOf.ToString(), read.QuoteDate));
    }

    [Fact]
    public void JsonIsReadWhole()
    {
        MarketSnapshot read = One("cboe-json", CboeJson());
        Assert.Equal(("RUT", 2340.25, "last", 5), (read.Underlying, read.Spot, read.SpotSource, read.Options.Count));
        OptionRow row = read.Options[1];
        Assert.Equal(("RUT", OptionType.Put, 2300.0, 12.5, 12.9, 7.0, 3.0, 0.21, 41.0, 2.2), (
            row.Contract.Root, row.Contract.Type, row.Contract.Strike, row.Quote.Bid, row.Quote.Ask, row.Quote.BidSize, row.Quote.AskSize, row.Vendor.Vol, row.OpenInterest, row.Vendor.Vega));
        Assert.Equal("2025-10-17T13:30:00Z", row.Contract.Expiry.ToString());
    }

    [Theory]
    [InlineData("2025-09-02 19:37:42", "2025-09-02T19:37:42Z", "UTC")] // 15:37 New York, after the last trade at 15:22
    [InlineData("2025-09-02 15:37:42", "2025-09-02T19:37:42Z", "New York, for as UTC")]
    [InlineData("2025-09-02T19:37:42Z", "2025-09-02T19:37:42Z", null)]
    public void TheJsonStampsZoneIsDecidedByTheLastTrade(string stamp, string instant, string? note)
    {
        MarketSnapshot read = One("cboe-json", CboeJson(stamp));
        Assert.Equal(instant, read.AsOf.ToString());
        Assert.Equal(note is not null, read.Notes.Any(said => said.Contains(note ?? "zone")));
    }

    [Fact]
    public void RealTablesAgreeWithANaiveReading()
    {
        foreach (string path in SharedFiles.Find("cboe", "*.csv"))
        {
            Reading reading = Read("cboe-csv", File.ReadAllBytes(path));
            Assert.Null(reading.Failure);
            MarketSnapshot read = Assert.Single(reading.Snapshots);
            string[][] rows = [.. File.ReadAllLines(path).Select(line => line.Split(',')).Where(fields => fields.Length == 22 && fields[0] != "Expiration Date")];
            Assert.Equal((2 * rows.Length, 2 * rows.Length, 0), (read.Options.Count, read.Rows, read.RefusedCount));
            Assert.Equal("SPX", read.Underlying);
            double openInterest = rows.Sum(fields => double.Parse(fields[10]) + double.Parse(fields[21]));
            Assert.Equal(openInterest, read.Options.Sum(row => row.OpenInterest), 6);
            Assert.Equal(rows.Sum(f => (double.Parse(f[7]) == 0 ? 1 : 0) + (double.Parse(f[18]) == 0 ? 1 : 0)), read.Options.Count(row => double.IsNaN(row.Vendor.Vol)));
            Assert.Equal(rows.Sum(f => (double.Parse(f[4]) == 0 ? 1 : 0) + (double.Parse(f[15]) == 0 ? 1 : 0)), read.Options.Count(row => double.IsNaN(row.Quote.Bid)));
            Assert.Equal(rows.Count(f => f[1].StartsWith("SPXW", StringComparison.Ordinal)), read.Options.Count(row => row.Contract.Root == "SPXW" && row.Contract.Type == OptionType.Call));
            var byName = read.Options.ToDictionary(row => row.Contract.Id.Symbol);
            foreach (string[] f in rows)
            {
                OptionRow put = byName[f[12]];
                Assert.Equal((double.Parse(f[11]), double.Parse(f[20]), double.Parse(f[17])), (put.Contract.Strike, put.Vendor.Gamma, put.Volume));
            }
        }
    }

    [Fact]
    public void TheRealJsonIsReadWhole()
    {
        byte[] bytes = File.ReadAllBytes(SharedFiles.Find("cboe", "rut_quotedata.json")[0]);
        MarketSnapshot read = Assert.Single(Read("cboe-json", bytes).Snapshots);
        Assert.Equal((6680, 0, 1472, 1015), (
            read.Options.Count, read.RefusedCount, read.Options.Count(row => row.Contract.Root == "RUT"), read.Options.Count(row => double.IsNaN(row.Vendor.Vol))));
        Assert.Equal(("2023-09-21T03:17:42Z", new DateOnly(2023, 9, 20), 1806.1193), (read.AsOf.ToString(), read.QuoteDate, read.Spot));
    }
}
