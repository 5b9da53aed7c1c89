using System.Text;
using Poise.Domain;
using Poise.Venues;
using static Poise.Edge.Tests.SourceFixture;

namespace Poise.Edge.Tests;

/// <summary>Damage of every sort: one clear line for a source, or for each row that is left out; what is left is whole.</summary>
public sealed class BadInputTests
{
    public static TheoryData<string, string, string, string> WholeSources => new()
    {
        // reader, found, put in its place, the failure
        { "cboe-csv", "*", "", "is empty" },
        { "cboe-csv", "*", "<html><title>Access denied</title>", "line 1, column 1: is a web page or XML titled 'Access denied' in place of data" },
        { "cboe-json", "*", "<html><body>503</body>", "line 1, column 1: is a web page or XML in place of data" },
        { "deribit-json", "*", "  <html>", "line 1, column 1: is a web page or XML in place of data" },
        { "cboe-csv", ",IV,Delta,Gamma,Open Interest,Strike", ",Vol,Delta,Gamma,OI,Strike", "line 4: columns are missing: IV of the calls, Open Interest of the calls" },
        { "cboe-csv", "Expiration Date,", "Expiry,", "line 4: columns are missing: Expiration Date" },
        { "cboe-csv", "2 de setembro de 2025", "2 de brumaire de 2025", "line 3, column 1 (Date): the date '2 de brumaire de 2025 às 19:37 GMT-4' does not parse" },
        { "cboe-csv", "2 de setembro de 2025", "31 de setembro de 2025", "does not parse" },
        { "cboe-csv", "Date: 2", "When: 2", "has no date line above its column names" },
        { "cboe-json", "2025-09-02 19:37:42", "yesterday", "timestamp: 'yesterday' is not a date and time" },
        { "cboe-json", "\"options\"", "\"choices\"", "holds no data.options" },
        { "cboe-json", "\"symbol\":", "\"name\":", "data.symbol: names no symbol" },
        { "cboe-json", "*", "{\"message\":\"Forbidden\",\"data\":{}}", "is an error answer: Forbidden" },
        { "cboe-json", "\"symbol\":\"^RUT\"", "\"symbol\" \"^RUT\"", "is not JSON here" },
        { "deribit-tickers", "open_interest", "oi", "line 1: columns are missing: open_interest" },
        { "deribit-tickers", "open_interest,mark_price", "open_interest,open_interest", "columns are missing: mark_price" },
        { "deribit-tickers", "state_x,kind", "timestamp,kind", "line 1: columns stand twice: timestamp" },
        { "deribit-snapshot", "implied_volatility", "iv", "line 1: columns are missing: implied_volatility" },
        { "deribit-hourly", "mark_iv", "iv", "line 1: columns are missing: mark_iv" },
        { "deribit-json", "*", """{"jsonrpc":"2.0","error":{"code":10028,"message":"too_many_requests","data":{"wait":1}}}""", "the venue answered with an error: 10028 too_many_requests" },
        { "deribit-json", "*", """{"jsonrpc":"2.0","result":[]}""", "holds no instrument" },
        { "poise-csv", "multiplier", "size", "line 1: columns are missing: multiplier" },
        { "poise-csv", "2026-03-02T15:00:00Z", "2026-03-02T15:00:00", "none of its 6 rows can be read; the first: line 2, column 2 (asOf): '2026-03-02T15:00:00' is not an instant with its zone" },
    };

    [Theory]
    [MemberData(nameof(WholeSources))]
    public void AWholeSourceIsRefusedInOneLine(string reader, string found, string put, string failure)
    {
        string text = All.First(source => source.Reader == reader).Text;
        string damaged = found == "*" ? put : text.Replace(found, put);
        Assert.NotEqual(text, damaged);
        Reading reading = Read(reader, damaged);
        Assert.NotNull(reading.Failure);
        Assert.Empty(reading.Snapshots);
        Assert.Contains(failure, reading.Failure.ToString());
        Assert.DoesNotContain('\n', reading.Failure.ToString());
    }

    [Theory]
    [InlineData("cboe-csv")]
    [InlineData("deribit-tickers")]
    [InlineData("deribit-snapshot")]
    [InlineData("deribit-hourly")]
    [InlineData("poise-csv")]
    public void ATableWithoutRowsIsRefused(string reader)
    {
        string text = All.First(source => source.Reader == reader).Text;
        string head = reader == "cboe-csv" ? text[..(text.IndexOf(CboeColumns, StringComparison.Ordinal) + CboeColumns.Length + 1)] : text[..(text.IndexOf('\n') + 1)];
        Assert.Contains("no row", Read(reader, head).Failure!.Reason);
        Assert.Contains("no row", Read(reader, head + "\n\n,,,\n").Failure!.Reason);
    }

    [Fact]
    public void TruncatedJsonIsNeverAPartOfAChain()
    {
        foreach (string reader in new[] { "cboe-json", "deribit-json" })
        {
            byte[] whole = Encoding.UTF8.GetBytes(reader == "cboe-json" ? CboeJson() : $"[{DeribitInstruments()},{DeribitSummaries()}]");
            for (int length = 1; length < whole.Length; length++)
            {
                Reading reading = Read(reader, whole[..length]);
                Assert.NotNull(reading.Failure);
                Assert.Contains("is cut short", reading.Failure.Reason);
                Assert.True(reading.Failure.Line > 0);
            }
        }
    }

    public static TheoryData<string, string, string, string, int> Rows => new()
    {
        // reader, found, put in its place, the refusal, contracts left out
        { "cboe-csv", ",150.5,151.7,", ",150.5,abc,", "line 5, column 6 (Ask): 'abc' is not a number", 1 },
        { "cboe-csv", ",150.5,151.7,", ",NaN,151.7,", "line 5, column 5 (Bid): 'NaN' is not a number", 1 },
        { "cboe-csv", ",150.5,151.7,", ",150.5,Infinity,", "'Infinity' is not a number", 1 },
        { "cboe-csv", ",150.5,151.7,", ",150.5,1e999,", "'1e999' is not a number", 1 },
        { "cboe-csv", ",150.5,151.7,", ",-150.5,151.7,", "line 5, column 5 (Bid): -150.5 is negative", 1 },
        { "cboe-csv", ",150.5,151.7,", ",150.5,2000000000,", "2000000000 is absurd (above 1000000000)", 1 },
        { "cboe-csv", ",630,6300.00", ",-630,6300.00", "line 5, column 11 (Open Interest): -630 is negative", 1 },
        { "cboe-csv", ",630,6300.00", ",63000000000,6300.00", "63000000000 is absurd", 1 },
        { "cboe-csv", ",630,6300.00,SPXW251016P", ",630,6305.00,SPXW251016P", "line 5, column 2 (Calls): the symbol's strike is 6300, the row's 6305", 2 },
        { "cboe-csv", "Thu Oct 16 2025,SPXW251016C06300000", "Fri Oct 17 2025,SPXW251016C06300000", "line 5, column 2 (Calls): the symbol says 2025-10-16, the row 2025-10-17", 2 },
        { "cboe-csv", "Thu Oct 16 2025,SPXW251016C06300000", "Thu Okt 99 2025,SPXW251016C06300000", "line 5, column 1 (Expiration Date): 'Thu Okt 99 2025' is not a date", 2 },
        { "cboe-csv", "SPXW251016C06300000", "SPXQ251016C06300000", "line 5, column 2 (Calls): unknown root SPXQ", 1 },
        { "cboe-csv", "SPXW251016C06300000", "NDXP251016C06300000", "root NDXP is not an option on SPX", 1 },
        { "cboe-csv", "SPXW251016C06300000", "SPXW251016P06300000", "a put's symbol stands among the calls", 1 },
        { "cboe-csv", "SPXW251016C06300000", "SPXW250231C06300000", "'SPXW250231C06300000' holds no date", 1 },
        { "cboe-csv", "SPXW251016C06300000", "SPXW", "'SPXW' is not a contract symbol", 1 },
        { "cboe-csv", "SPXW251016C06350000,", "SPXW251016C06350000,,", "line 6: has 23 columns, the header has 22", 2 },
        { "cboe-csv", "SPXW251016C06350000", "\"SPXW251016C06350000", "line 6: the line does not split", 2 },
        { "cboe-json", "\"bid\":12.5", "\"bid\":\"12.5\"", "options[0].bid: '12.5' is not a number", 1 },
        { "cboe-json", "\"bid\":12.5", "\"bid\":[1]", "options[0].bid: is not a number", 1 },
        { "cboe-json", "\"open_interest\":41.0", "\"open_interest\":-41.0", "options[0].open_interest: -41 is negative", 1 },
        { "cboe-json", "RUTW251017C02300000", "RUTZ251017C02300000", "options[0].option: unknown root RUTZ", 1 },
        { "cboe-json", "RUT251017P02300000", "RUTW251017C02300000", "options[1].option: duplicate of option number 1", 1 },
        { "deribit-tickers", "BTC-30JAN26-90000-C", "BTC-30JAN26-90000-X", "line 4, column 3 (instrument_name): 'BTC-30JAN26-90000-X' is no option, future or perpetual", 1 },
        { "deribit-tickers", "BTC-30JAN26-90000-C", "BTC-23JAN26-90000-C", "the name says 2026-01-23T08:00:00Z, the expiry field 2026-01-30T08:00:00Z", 1 },
        { "deribit-tickers", "BTC-30JAN26-90000-C", "BTC-30JAN26-91000-C", "the name's strike is 91000, the strike field's 90000", 1 },
        { "deribit-tickers", "BTC-30JAN26-90000-C", "BTC-30JAN26-80000-C", "the name's strike", 1 },
        { "deribit-tickers", "0.1,call,1768998608273", "0.1,call,17689986082730000000", "is no time in milliseconds", 1 },
        { "deribit-snapshot", "ETH-16JAN26-3000-C", "ETH-16JAN26", "line 3, column 2 (instrument_name): 'ETH-16JAN26' is no option", 1 },
        { "deribit-snapshot", "2025-12-30T17:31:15.944181+00:00,ETH-16JAN26-3000-C", "2025-13-30T17:31:15+00:00,ETH-16JAN26-3000-C", "line 3, column 1 (timestamp): '2025-13-30T17:31:15+00:00' is not a date and time", 1 },
        { "deribit-hourly", "T01:00:00.000000,BTC-6FEB26-100000-C,6FEB26,2026-02-06", "T01:00:00.000000,BTC-6FEB26-100000-C,6FEB26,2026-02-07", "line 2, column 4 (expiry_date): '2026-02-07' is not the date of BTC-6FEB26-100000-C", 1 },
        { "deribit-json", "\"bid_price\":0.021,", "\"bid_price\":\"x\",", "instrument 1, BTC-30JAN26-90000-C: bid_price: 'x' is not a number", 1 },
        { "deribit-json", "\"open_interest\":130.4", "\"open_interest\":1e12", "is absurd", 1 },
        { "poise-csv", "pm,95,call,100", "pm,95,straddle,100", "line 2, column 8 (type): 'straddle' is none of call, put", 1 },
        { "poise-csv", "pm,95,call,100", "noon,95,call,100", "line 2, column 6 (settlement): 'noon' is none of am, pm, 08utc", 1 },
        { "poise-csv", "pm,95,call,100", "pm,,call,100", "line 2, column 7 (strike): an option needs a strike", 1 },
        { "poise-csv", "pm,95,call,100", "pm,95,call,", "line 2, column 9 (multiplier): is empty", 1 },
        { "poise-csv", "pm,95,put,100", "pm,95,call,100", "line 3, column 1 (symbol): duplicate of line 2", 1 },
        { "poise-csv", "100.5,ACME,2026-03-20,pm,100,put", "101,ACME,2026-03-20,pm,100,put", "line 5, column 3 (spot): 101 differs from 100.5 above", 1 },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void ARowIsRefusedAlone(string reader, string found, string put, string refusal, int contracts)
    {
        string text = All.First(source => source.Reader == reader).Text;
        int at = text.IndexOf(found, StringComparison.Ordinal);
        Assert.True(at >= 0, $"the fixture holds no {found}");
        Reading whole = Read(reader, text), reading = Read(reader, string.Concat(text.AsSpan(0, at), put, text.AsSpan(at + found.Length)));
        Assert.Null(reading.Failure);
        Assert.Contains(reading.Snapshots.SelectMany(s => s.Refusals), said => said.ToString().Contains(refusal, StringComparison.Ordinal));
        Assert.Equal(contracts, reading.Snapshots.Sum(s => s.RefusedCount));
        Assert.Equal(Count(whole), Count(reading) + contracts);
        Assert.All(reading.Snapshots, s => Assert.Equal(s.Rows, s.Options.Count + s.Futures.Count + s.RefusedCount));
    }

    [Fact]
    public void ADuplicateIsRefusedAndToldOfTheFirst()
    {
        string row = CboeRow("SPX", "251017", "Fri Oct 17 2025", 6300) + "\n";
        MarketSnapshot read = One("cboe-csv", CboeCsv() + row);
        Assert.Equal((30, 2, 32), (read.Options.Count, read.RefusedCount, read.Rows));
        Assert.Equal("line 20, column 2 (Calls): duplicate of line 10", read.Refusals[0].ToString());
    }

    [Fact]
    public void CrossedQuotesAreKept()
    {
        MarketSnapshot read = One("cboe-csv", CboeCsv().Replace(",150.5,151.7,", ",152.5,151.7,"));
        Assert.True(read.Options[0].Quote.IsCrossed);
        Assert.Equal(0, read.RefusedCount);
    }

    [Fact]
    public void RefusalsBeyondAThousandAreCounted()
    {
        var text = new StringBuilder(CboeCsv());
        for (int i = 0; i < 5000; i++)
            text.Append("Fri Oct 17 2025,junk\n");
        MarketSnapshot read = One("cboe-csv", text.ToString());
        Assert.Equal((10_000, 10_030, RefusalLog.Kept), (read.RefusedCount, read.Rows, read.Refusals.Count));
    }

    [Theory]
    [InlineData("cboe-csv")]
    [InlineData("deribit-tickers")]
    [InlineData("deribit-snapshot")]
    [InlineData("deribit-hourly")]
    [InlineData("poise-csv")]
    public void AnEndlessLineIsGivenUpWithoutMemory(string reader)
    {
        byte[] start = Encoding.UTF8.GetBytes(All.First(source => source.Reader == reader).Text);
        byte[] bytes = new byte[start.Length + (64 << 20)];
        Array.Fill(bytes, (byte)'7');
        start.CopyTo(bytes, 0);
        Read(reader, start);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Reading reading = Read(reader, bytes);
        Assert.Contains("is longer than 1 MB", reading.Failure!.Reason);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 16 << 20);
        Array.Fill(bytes, (byte)'7', 0, start.Length);
        Assert.NotNull(Read(reader, bytes).Failure);
    }

    private static int Count(Reading reading) => reading.Snapshots.Sum(s => s.Options.Count + s.Futures.Count);
}
