using System.IO.Compression;
using System.Text;
using Poise.Domain;
using Poise.Venues;
using Poise.Venues.Lean;

namespace Poise.Edge.Tests;

/// <summary>Small zips in LEAN's layout, of the project's own making: ACME on Monday 2 March 2020.</summary>
internal static class LeanFixture
{
    public static readonly DateOnly Day = new(2020, 3, 2);

    public const string Call = "american_call_1000000_20200320.csv";

    public const string Put = "american_put_975000_20200320.csv";

    /// <summary>A zip with these entries, whole and with checksums.</summary>
    public static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string text) in entries)
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return bytes.ToArray();
    }

    public static (string, byte[]) Quotes(
        string call = "34200000,10000,10500,9500,10200,7,11000,11500,10500,11200,9\n34320000,10200,10200,10200,10200,3,11200,11200,11200,11200,4\n",
        string put = "34260000,,,,,0,500,700,500,600,12\n") =>
        ("q.zip", Zip(("20200302_acme_minute_quote_" + Call, call), ("20200302_acme_minute_quote_" + Put, put)));

    public static (string, byte[]) Trades(
        string call = "34200000,10600,11000,10400,10800,5\n34260000,11000,11000,11000,11000,2\n34320000,10900,10900,10900,10900,0\n34380000,10700,10700,10700,10700,1\n") =>
        ("t.zip", Zip(("20200302_acme_minute_trade_" + Call, call)));

    public static (string, byte[]) OpenInterest(string put = "23400000,41\n") =>
        ("oi.zip", Zip(("20200302_acme_minute_openinterest_" + Put, put)));

    public static (string, byte[]) Spot(string text = "34140000,990000,991000,989000,990500,100\n34200000,990500,1000000,990000,995000,300\n34260000,995000,995000,990000,990100,0\n") =>
        ("s.zip", Zip(("20200302_acme_minute_trade.csv", text)));

    public static Instant At(int hour, int minute, DateOnly? day = null) => NewYork.At(day ?? Day, hour, minute);

    public static ReadingOptions AsOf(int hour, int minute) => new(At(hour, minute), double.NaN);

    public static Reading Read(params (string, byte[])[] zips) => LeanZips.Read(zips, ReadingOptions.None);

    public static Reading Read(ReadingOptions options, params (string, byte[])[] zips) => LeanZips.Read(zips, options);

    /// <summary>The one snapshot of a reading that must stand.</summary>
    public static MarketSnapshot One(Reading reading)
    {
        Assert.Null(reading.Failure);
        return Assert.Single(reading.Snapshots);
    }

    /// <summary>Why a reading was refused whole.</summary>
    public static string Reason(Reading reading)
    {
        Assert.Empty(reading.Snapshots);
        Assert.Empty(reading.Tapes);
        return Assert.IsType<Refusal>(reading.Failure).ToString();
    }
}
