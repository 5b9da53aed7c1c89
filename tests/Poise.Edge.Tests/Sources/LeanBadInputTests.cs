using System.Buffers.Binary;
using System.IO.Compression;
using Poise.Domain;
using Poise.Venues;
using Poise.Venues.Lean;
using static Poise.Edge.Tests.LeanFixture;

namespace Poise.Edge.Tests;

public sealed class LeanBadInputTests
{
    [Fact]
    public void DamagedZipsAreRefusedByName()
    {
        byte[] whole = Quotes().Item2;
        Assert.Equal("no zip is given", Reason(Read()));
        Assert.Equal("a.zip: is empty", Reason(Read(("a.zip", []))));
        Assert.Equal("a.zip: is a zip without entries", Reason(Read(("a.zip", Zip()))));
        Assert.Equal("a.zip: is no whole zip: it is cut or damaged", Reason(Read(Quotes(), ("a.zip", whole[..^30]))));
        Assert.Equal("a.zip: is no whole zip: it is cut or damaged", Reason(Read(("a.zip", "34200000,1,2,3\n"u8.ToArray()))));
    }

    [Fact]
    public void ChecksumsAndLengthsAreHeld()
    {
        byte[] bytes = Quotes().Item2;
        int directory = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        byte[] checksum = [.. bytes], shorter = [.. bytes], longer = [.. bytes];
        checksum[directory + 16] ^= 1;
        Assert.EndsWith("is damaged: it is not what its checksum says", Reason(Read(("a.zip", checksum))));
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(directory + 24));
        BinaryPrimitives.WriteInt32LittleEndian(shorter.AsSpan(directory + 24), length - 5);
        BinaryPrimitives.WriteInt32LittleEndian(longer.AsSpan(directory + 24), length + 5);
        Assert.StartsWith("a.zip: ", Reason(Read(("a.zip", shorter))));
        Assert.StartsWith("a.zip: ", Reason(Read(("a.zip", longer))));
    }

    /// <summary>What is stated is bounded before anything is unpacked.</summary>
    [Fact]
    public void BombsAreRefused()
    {
        string blank = new(' ', 17 << 20);
        Assert.Contains("would unpack to 17 MB", Reason(Read(("a.zip", Zip(("20200302_acme_minute_trade.csv", blank))))));
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (int i = 0; i < 50_001; i++)
                zip.CreateEntry($"20200302_acme_minute_trade_american_call_{i + 1}0_20200320.csv", CompressionLevel.NoCompression);
        }
        Assert.Contains("more than 100000 in all", Reason(Read(("a.zip", bytes.ToArray()), ("b.zip", bytes.ToArray()))));
        // 66 entries of 16 MB each, all states and no bytes.
        byte[] many = Zip([.. Enumerable.Range(1, 66).Select(i => ($"20200302_acme_minute_trade_american_call_{i}0_20200320.csv", "x"))]);
        for (int at = many.AsSpan().IndexOf("PK\u0001\u0002"u8); at >= 0 && many.AsSpan(at).StartsWith("PK\u0001\u0002"u8);)
        {
            BinaryPrimitives.WriteInt32LittleEndian(many.AsSpan(at + 24), 16 << 20);
            at += 46 + BinaryPrimitives.ReadUInt16LittleEndian(many.AsSpan(at + 28));
        }
        Assert.Contains("more than 1024 MB", Reason(Read(("a.zip", many))));
    }

    [Theory]
    [InlineData("spy.csv", "holds no entry that is named as LEAN names minute data")]
    [InlineData("20200302_acme_minute_trade.txt", "holds no entry that is named as LEAN names minute data")]
    [InlineData("20200302_acme_minute_price.csv", "holds no entry that is named as LEAN names minute data")]
    [InlineData("20200230_acme_minute_trade.csv", "holds no entry that is named as LEAN names minute data")]
    [InlineData("20200302_br.k_minute_trade.csv", "holds no entry that is named as LEAN names minute data")]
    [InlineData("20200302_es_minute_trade_202013.csv", "holds no entry that is named as LEAN names minute data")]
    [InlineData("20200302_acme_daily_trade.csv", "is of resolution 'daily'; only minute bars are read")]
    [InlineData("20200302_acme_tick_quote_american_call_1000000_20200320.csv", "is of resolution 'tick'; only minute bars are read")]
    [InlineData("acme_quote_american_call_1000000_20200320.csv", "is of hours or days; only minute bars are read")]
    [InlineData("20200302_nq_minute_trade_202003.csv", "futures NQ are not known")]
    [InlineData("20200302_oex_minute_quote_european_call_1000000_20200320.csv", "OEX is no index that is known, but its options are European")]
    [InlineData("20200302_acme_minute_trade.csv", "holds no quote and no trade of an option")]
    [InlineData("20200302_acme_minute_openinterest_american_call_1000000_20200320.csv", "holds no quote and no trade of an option")]
    [InlineData("20200302_acme_minute_quote_american_call_1000000_20200320.csv", "holds no quote and no trade of an option")]
    public void ZipsWithoutMinutesOfOptionsAreRefused(string entry, string reason) =>
        Assert.Contains(reason, Reason(Read(("a.zip", Zip((entry, ""))))));

    [Theory]
    [InlineData("american_coll_1000000_20200320", "'coll' is neither call nor put")]
    [InlineData("asian_call_1000000_20200320", "'asian' is neither american nor european")]
    [InlineData("american_call_1e6_20200320", "'1e6' is no strike")]
    [InlineData("american_call_0_20200320", "'0' is no strike")]
    [InlineData("american_call_1000001_20200320", "'1000001' is no strike")]
    [InlineData("american_call_-1000000_20200320", "'-1000000' is no strike")]
    [InlineData("american_call_1000000_20200332", "'20200332' is no date of expiry")]
    [InlineData("american_call_1000000_19990320", "'19990320' is no date of expiry")]
    public void ContractsThatDoNotReadAreRefusedOneByOne(string tail, string reason)
    {
        (string, byte[]) bad = ("bad.zip", Zip(($"20200302_acme_minute_quote_{tail}.csv", ""), ($"20200302_acme_minute_openinterest_{tail}.csv", ""), ($"20200302_acme_minute_trade_{tail}.csv", ""), ("notes/readme.txt", "")));
        Reading reading = Read(bad, Quotes(), Trades());
        MarketSnapshot chain = One(reading);
        Assert.Equal((2, 3, 1), (chain.Options.Count, chain.Rows, chain.RefusedCount));
        Assert.StartsWith($"bad.zip: 20200302_acme_minute_quote_{tail}.csv: {reason}", chain.Refusals[0].ToString());
        Assert.Contains(chain.Refusals, r => r.Reason.StartsWith("readme.txt: is not named", StringComparison.Ordinal));
        TradeTape tape = Assert.Single(reading.Tapes);
        Assert.Equal((1, 3), (tape.RefusedCount, tape.Trades.Count));
    }

    [Theory]
    [InlineData("34200000,10000,10500,9500,10200,7,11000,11500,10500,11200", "has 10 columns, not 11")]
    [InlineData("9:30,10000,10500,9500,10200,7,11000,11500,10500,11200,9", "'9:30' is no time in milliseconds since midnight")]
    [InlineData("86400000,10000,10500,9500,10200,7,11000,11500,10500,11200,9", "'86400000' is no time in milliseconds since midnight")]
    [InlineData("34200001,10000,10500,9500,10200,7,11000,11500,10500,11200,9", "34200001 is not the start of a minute")]
    [InlineData("34200000,-10000,10500,9500,10200,7,11000,11500,10500,11200,9", "-10000 is negative")]
    [InlineData("34200000,10000,10500,9500,10200,-7,11000,11500,10500,11200,9", "-7 is negative")]
    [InlineData("34200000,10000,10500,9500,x,7,11000,11500,10500,11200,9", "'x' is not a number")]
    [InlineData("34200000,10000,10500,9500,,7,11000,11500,10500,11200,9", "some of its four prices are empty")]
    [InlineData("34200000,10000,10500,9500,102.5,7,11000,11500,10500,11200,9", "102.5 is not in ten-thousandths")]
    [InlineData("34200000,1e30,10500,9500,10200,7,11000,11500,10500,11200,9", "is absurd")]
    [InlineData("\"34200000,10000,10500,9500,10200,7,11000,11500,10500,11200,9", "columns, not 11")]
    public void LinesOfQuotesAreRefusedOneByOne(string line, string reason)
    {
        MarketSnapshot chain = One(Read(Quotes(call: line + "\n34260000,,,,,0,300,300,300,300,2\n34260000,,,,,0,400,400,400,400,2\n")));
        Assert.Equal((2, 2, 0, 0.03), (chain.Options.Count, chain.Rows, chain.RefusedCount, chain.Options[0].Quote.Ask));
        Assert.Equal(2, chain.Refusals.Count);
        Assert.Contains(reason, chain.Refusals[0].ToString());
        Assert.Contains("20200302_acme_minute_quote_" + Call, chain.Refusals[0].ToString());
        Assert.Equal((3, "34260000 is not after the line before"), (chain.Refusals[1].Line, chain.Refusals[1].Reason));
        Assert.Contains("some lines or entries were left out: see the refusals", chain.Notes);
    }

    [Theory]
    [InlineData("34200000,10600,11000,10400,10800", "has 5 columns, not 6")]
    [InlineData("34200000,10600,11000,10400,10800,-5", "-5 is negative")]
    [InlineData("34200000,10600,11000,10400,10800,", "is empty")]
    [InlineData("34200000,10600,11000,10400,,5", "is no price above zero")]
    [InlineData("34200000,0,11000,0,10800,5", "is no price above zero")]
    [InlineData("34200000,10600,10000,10400,10800,5", "the bar's prices do not lie between its low")]
    public void LinesOfTradesAreRefusedAndTheVolumeIsNotKnown(string line, string reason)
    {
        Reading reading = Read(Quotes(), Trades(call: line + "\n34260000,11000,11000,11000,11000,2\n"));
        TradeTape tape = Assert.Single(reading.Tapes);
        Assert.Equal((1, 1), (tape.Trades.Count, tape.RefusedCount));
        Assert.Contains(reason, Assert.Single(tape.Refusals).ToString());
        Assert.Equal([double.NaN, 0], One(reading).Options.Select(o => o.Volume));
        Assert.Contains(reason, Reason(Read(Trades(call: line + "\n"))));
    }

    [Theory]
    [InlineData("23400000,\n", "is empty")]
    [InlineData("23400000,-41\n", "-41 is negative")]
    [InlineData("23400000\n", "has 1 columns, not 2")]
    public void OpenInterestThatDoesNotReadIsNotKnown(string text, string reason)
    {
        MarketSnapshot chain = One(Read(Quotes(), OpenInterest(text)));
        Assert.Equal((2, 0, double.NaN), (chain.Options.Count, chain.RefusedCount, chain.Options[1].OpenInterest));
        Assert.Contains(reason, Assert.Single(chain.Refusals).ToString());
    }

    [Fact]
    public void QuotesWithoutALineGiveNoChainButAreNoError()
    {
        Reading reading = Read(Quotes("", "junk\n"), Trades());
        Assert.Empty(reading.Snapshots);
        TradeTape tape = Assert.Single(reading.Tapes);
        Assert.Contains(tape.Refusals, r => r.Reason == "has 1 columns, not 11");
        Assert.All(One(Read(AsOf(12, 0), Quotes("", ""))).Options, o => Assert.Equal(Quote.Absent, o.Quote));
    }

    [Fact]
    public void ASecondEntryOfAKindIsRefused()
    {
        Reading reading = Read(Quotes(), Trades(), Spot(), ("again.zip", Quotes("", "").Item2), ("again.zip", Trades("34200000,1,1,1,1,999\n").Item2), ("again.zip", Spot("34200000,1,1,1,1,1\n").Item2));
        MarketSnapshot chain = One(reading);
        Assert.Equal((1.02, 99.01, 7.0, 3), (chain.Options[0].Quote.Bid, chain.Spot, chain.Options[0].Volume, chain.Refusals.Count));
        Assert.All(chain.Refusals, r => Assert.EndsWith("has such an entry already", r.Reason));
        Assert.EndsWith("has such an entry already", Assert.Single(Assert.Single(reading.Tapes).Refusals).Reason);
    }

    /// <summary>Whatever stands in the bytes, reading ends with a reason or a chain.</summary>
    [Fact]
    public void DamageNeverThrows()
    {
        (string, byte[])[] zips = [Quotes(), Trades(), OpenInterest(), Spot()];
        for (ulong seed = 1; seed <= Deep.Seeds(400); seed++)
        {
            var random = new SeededRandom(seed);
            byte[] damaged = [.. zips[seed % 4].Item2];
            for (int i = (int)(seed % 5); i >= 0; i--)
                damaged[(int)(random.NextDouble() * damaged.Length)] = (byte)(random.NextDouble() * 256);
            if (seed % 3 == 0)
                damaged = damaged[..(int)(random.NextDouble() * damaged.Length)];
            LeanZips.Recognises(damaged);
            Reading reading = Read(("damaged.zip", damaged), zips[(seed + 1) % 4], zips[(seed + 2) % 4]);
            Assert.True(reading.Failure is not null || reading.Snapshots.Count + reading.Tapes.Count > 0);
        }
    }
}
