using Poise.Domain;
using Poise.Venues;
using Poise.Venues.Lean;
using static Poise.Edge.Tests.LeanFixture;

namespace Poise.Edge.Tests;

public sealed class LeanZipsTests
{
    [Fact]
    public void ZipsOfOneDayMakeOneChain()
    {
        MarketSnapshot chain = One(Read(OpenInterest(), Spot(), Trades(), Quotes()));
        Assert.Equal(("ACME", "lean-zip", At(9, 33), Day), (chain.Underlying, chain.Source, chain.AsOf, chain.QuoteDate));
        Assert.Equal((99.01, "last", 2, 0), (chain.Spot, chain.SpotSource, chain.Rows, chain.RefusedCount));
        OptionRow call = chain.Options[0], put = chain.Options[1];
        Assert.Equal(new Quote(1.02, 1.12, 3, 4, At(9, 33)), call.Quote);
        Assert.Equal((7.0, double.NaN, double.NaN, double.NaN), (call.Volume, call.OpenInterest, call.Mark, call.Forward));
        Assert.Equal(new Quote(double.NaN, 0.06, double.NaN, 12, At(9, 32)), put.Quote);
        Assert.Equal((0.0, 41.0, VendorGreeks.Absent), (put.Volume, put.OpenInterest, put.Vendor));
        Assert.Equal((1, 2), (call.Line, put.Line));
        Assert.Contains("0 of 2 contracts had no quote by then", chain.Notes);
    }

    [Fact]
    public void ContractsAreThoseOfTheCboeReader()
    {
        Contract put = One(Read(Quotes())).Options[1].Contract;
        Assert.Equal(("cboe:ACME200320P00097500", "ACME", "ACME", 97.5, 100.0), (put.Id.ToString(), put.Underlying, put.Root, put.Strike, put.Multiplier));
        Assert.Equal((OptionType.Put, ExerciseStyle.American, new DateOnly(2020, 3, 20), At(16, 0, new(2020, 3, 20))), (put.Type, put.Exercise, put.ListedExpiry, put.Expiry));
    }

    [Fact]
    public void TradesTakeTheQuoteOfTheirMinute()
    {
        TradeTape tape = Assert.Single(Read(Quotes(), Trades()).Tapes);
        Assert.Equal(("ACME", "lean-zip", 0), (tape.Underlying, tape.Source, tape.RefusedCount));
        var id = new ContractId("cboe", "ACME200320C00100000");
        Assert.Equal(
        [
            new OptionTrade(id, At(9, 31), 1.07, 5, null, 1.01, 1.11, TradeKind.Bar),
            new OptionTrade(id, At(9, 32), 1.1, 2, null, 1.02, 1.12, TradeKind.Bar), // no bar of 09:31: the close before
            new OptionTrade(id, At(9, 34), 1.07, 1, null, 1.02, 1.12, TradeKind.Bar), // and the bar without volume is none
        ], tape.Trades.Select(t => t with { Bid = Math.Round(t.Bid, 12), Ask = Math.Round(t.Ask, 12) }));
        Assert.Contains(tape.Notes, n => n.StartsWith("trades are one-minute bars, not single trades", StringComparison.Ordinal));
    }

    [Fact]
    public void TradesStandByTimeThenSymbolAndWithoutQuotesHaveNone()
    {
        (string, byte[]) trades = ("t.zip", Zip(
            ("20200303_acme_minute_trade_" + Put, "34200000,500,500,500,500,1\n"),
            ("20200302_acme_minute_trade_" + Put, "34200000,500,500,500,500,1\n34260000,500,500,500,500,1\n"),
            ("20200302_acme_minute_trade_" + Call, "34200000,500,500,500,500,1\n")));
        Reading reading = Read(trades);
        TradeTape tape = Assert.Single(reading.Tapes);
        Assert.Empty(reading.Snapshots);
        Assert.Equal(
            [("ACME200320C00100000", At(9, 31)), ("ACME200320P00097500", At(9, 31)), ("ACME200320P00097500", At(9, 32)), ("ACME200320P00097500", At(9, 31, new(2020, 3, 3)))],
            tape.Trades.Select(t => (t.Contract.Symbol, t.At)));
        Assert.All(tape.Trades, t => Assert.True(double.IsNaN(t.Bid) && double.IsNaN(t.Ask)));
        Assert.Contains("4 of 4 trades have no quote", tape.Notes);
    }

    [Fact]
    public void NothingAfterTheInstantIsKnown()
    {
        Reading reading = Read(AsOf(9, 32), Quotes(), Trades(), OpenInterest(), Spot());
        MarketSnapshot chain = One(reading);
        Assert.Equal((At(9, 32), 99.5), (chain.AsOf, Read(AsOf(9, 31), Quotes(), Spot()).Snapshots[0].Spot));
        Assert.Equal((new Quote(1.02, 1.12, 7, 9, At(9, 31)), 7.0, 99.01), (chain.Options[0].Quote, chain.Options[0].Volume, chain.Spot));
        Assert.Equal(2, Assert.Single(reading.Tapes).Trades.Count);
        // A minute that has begun is not known: not its quote, not its trades.
        MarketSnapshot within = One(Read(new ReadingOptions(NewYork.At(Day, 9, 31, 59), double.NaN), Quotes(), Trades(), Spot()));
        Assert.Equal((5.0, double.NaN, 99.5), (within.Options[0].Volume, within.Options[1].Quote.Ask, within.Spot));
    }

    [Fact]
    public void BeforeTheFirstQuoteTheChainStandsWithoutAny()
    {
        Reading reading = Read(AsOf(6, 0), Quotes(), Trades(), OpenInterest(), Spot());
        MarketSnapshot chain = One(reading);
        Assert.All(chain.Options, o => Assert.Equal(Quote.Absent, o.Quote));
        Assert.Equal((double.NaN, "none", 0.0, double.NaN), (chain.Spot, chain.SpotSource, chain.Options[0].Volume, chain.Options[1].OpenInterest));
        Assert.Contains("2 of 2 contracts had no quote by then", chain.Notes);
        Assert.Empty(reading.Tapes);
    }

    [Fact]
    public void OtherDaysThanTheInstantsGiveTradesOnly()
    {
        (string, byte[]) next = ("n.zip", Zip(("20200303_acme_minute_quote_" + Call, "34200000,10000,10500,9500,10200,7,11000,11500,10500,11200,9\n")));
        var options = new ReadingOptions(At(10, 0, new(2020, 3, 3)), double.NaN);
        Reading reading = Read(options, Quotes(), Trades(), next);
        Assert.Equal(new DateOnly(2020, 3, 3), One(reading).QuoteDate);
        Assert.Equal(3, Assert.Single(reading.Tapes).Trades.Count);
        Assert.True(double.IsNaN(One(reading).Options[0].Volume));
        Assert.Equal(2, Read(Quotes(), next).Snapshots.Count);
        Assert.Contains("there are quotes of 2020-03-02", Reason(Read(new ReadingOptions(At(10, 0, new(2020, 2, 3)), double.NaN), Quotes(), Trades())));
    }

    [Fact]
    public void WhatNoZipTellsIsNotZero()
    {
        OptionRow row = One(Read(Quotes())).Options[0];
        Assert.Equal((double.NaN, double.NaN), (row.Volume, row.OpenInterest));
        Assert.Equal((double.NaN, "none"), (One(Read(Quotes())).Spot, One(Read(Quotes())).SpotSource));
        MarketSnapshot given = One(Read(new ReadingOptions(default, 101), Quotes(), Spot()));
        Assert.Equal((101.0, "given"), (given.Spot, given.SpotSource));
        // Trades of SPXW say nothing of SPX.
        const string Line = "34200000,10000,10500,9500,10200,7,11000,11500,10500,11200,9\n";
        MarketSnapshot two = One(Read(("q.zip", Zip(
            ("20210104_spx_minute_quote_european_call_37000000_20210115.csv", Line), ("20210104_spxw_minute_quote_european_call_37000000_20210115.csv", Line),
            ("20210104_spxw_minute_trade_european_put_37000000_20210115.csv", "34200000,500,500,500,500,1\n")))));
        Assert.Equal(["SPX", "SPXW", "SPXW"], two.Options.Select(o => o.Contract.Root));
        Assert.Equal([double.NaN, 0, 1], two.Options.Select(o => o.Volume));
    }

    [Fact]
    public void TheLastQuoteCountsUpToTheClose()
    {
        const string Late = "57540000,100,100,100,100,1,200,200,200,200,1\n57600000,100,100,100,100,1,300,300,300,300,1\n58500000,100,100,100,100,1,400,400,400,400,1\n";
        MarketSnapshot share = One(Read(Quotes(call: Late)));
        Assert.Equal((At(16, 0), 0.02), (share.AsOf, share.Options[0].Quote.Ask));
        MarketSnapshot index = One(Read(("q.zip", Zip(("20200302_spxw_minute_quote_european_call_30000000_20200302.csv", Late)))));
        Assert.Equal((At(16, 15), 0.03), (index.AsOf, index.Options[0].Quote.Ask));
        DateOnly half = new(2015, 12, 24);
        MarketSnapshot eve = One(Read(("q.zip", Zip(("20151224_acme_minute_quote_" + Call, Late)))));
        Assert.Equal((At(13, 0, half), 1), (eve.AsOf, eve.Options.Count(o => double.IsNaN(o.Quote.Ask))));
    }

    /// <summary>The index's bars are Chicago's and not in ten-thousandths; its options' are New York's.</summary>
    [Theory]
    [InlineData("20210104", "2021-01-04T14:32:00Z")]
    [InlineData("20210706", "2021-07-06T13:32:00Z")]
    public void AnIndexHasItsOwnClockAndScale(string day, string at)
    {
        MarketSnapshot chain = One(Read(
            ("q.zip", Zip(($"{day}_spx_minute_quote_european_call_37000000_20210917.csv", "34260000,649000,649000,649000,649000,48,692000,692000,692000,692000,15\n"))),
            ("i.zip", Zip(($"{day}_spx_minute_trade.csv", "30600000,3764.61,3769.99,3764.61,3766.63,0\n30660000,3766,3767,3766,3766.5,60\n30720000,3800,3800,3800,3800,60\n")))));
        Assert.Equal((at, 3766.5, 64.9), (chain.AsOf.ToString(), chain.Spot, chain.Options[0].Quote.Bid));
        Assert.Equal((NewYork.At(new(2021, 9, 17), 9, 30), ExerciseStyle.European), (chain.Options[0].Contract.Expiry, chain.Options[0].Contract.Exercise));
        MarketSnapshot unknown = One(Read(("q.zip", Zip(
            ($"{day}_rut_minute_quote_european_call_20000000_20210917.csv", "34260000,100,100,100,100,1,200,200,200,200,1\n"), ($"{day}_rut_minute_trade.csv", "34260000,2000,2000,2000,2000,0\n")))));
        Assert.Equal((double.NaN, "none"), (unknown.Spot, unknown.SpotSource));
        Assert.Contains(unknown.Notes, n => n.Contains("index RUT", StringComparison.Ordinal));
    }

    [Fact]
    public void OptionsOnTheFutureAreInUtcAndUnscaled()
    {
        const string Line = "52200000,242.5,251,242.5,250.75,15,261.25,261.25,253.75,254,15\n";
        (string, byte[]) quotes = ("q.zip", Zip(
            ("20200106_es_minute_quote_american_call_30000000_20200320.csv", Line), ("20200106_es_minute_quote_american_put_31325000_20200117.csv", Line)));
        (string, byte[]) futures = ("f.zip", Zip(
            ("20200106_es_minute_quote_202003.csv", "52200000,3200,3200,3200,3200,1,3201,3201,3201,3201,1\n"),
            ("20200106_es_minute_trade_202006.csv", "52200000,3300,3300,3300,3300,9\n"),
            ("20200106_es_minute_trade_201912.csv", "52200000,3100,3100,3100,3100,9\n")));
        MarketSnapshot chain = One(Read(quotes, futures));
        Assert.Equal(("ES", "2020-01-06T14:31:00Z", 3200.5, "mid"), (chain.Underlying, chain.AsOf.ToString(), chain.Spot, chain.SpotSource));
        Assert.Contains("spot is the ES future of 202003", chain.Notes);
        Contract march = chain.Options[0].Contract, january = chain.Options[1].Contract;
        Assert.Equal(("CME:ES 20200320 C3000", 50.0, ExerciseStyle.American, "2020-03-20T13:30:00Z"), (march.Id.ToString(), march.Multiplier, march.Exercise, march.Expiry.ToString()));
        Assert.Equal(("CME:ES 20200117 P3132.5", 3132.5, "2020-01-17T21:00:00Z"), (january.Id.ToString(), january.Strike, january.Expiry.ToString()));
        Assert.Equal(250.75, chain.Options[0].Quote.Bid);
    }

    /// <summary>A Sunday evening is the UTC day of no session: nothing bounds its last quote.</summary>
    [Fact]
    public void ASundayEveningHasItsOwnChain()
    {
        MarketSnapshot sunday = One(Read(("q.zip", Zip(("20200105_es_minute_quote_american_call_30000000_20200320.csv", "86340000,,,,,0,254,254,254,254,15\n")))));
        Assert.Equal(("2020-01-06T00:00:00Z", new DateOnly(2020, 1, 5)), (sunday.AsOf.ToString(), sunday.QuoteDate));
    }

    [Fact]
    public void AFolderTellsTheShareFromTheFuture()
    {
        byte[] zip = Zip(("20200106_es_minute_quote_american_call_850000_20200117.csv", "34200000,10000,10500,9500,10200,7,11000,11500,10500,11200,9\n"));
        Assert.Equal("cboe:ES200117C00085000", One(Read(("option/usa/minute/es/20200106_quote_american.zip", zip))).Options[0].Contract.Id.ToString());
        // The share's own bars are no spot of the future.
        MarketSnapshot future = One(Read(("q.zip", zip), ("s.zip", Zip(("20200106_es_minute_trade.csv", "34200000,850000,850000,850000,850000,9\n")))));
        Assert.Equal(("CME:ES 20200117 C85", double.NaN), (future.Options[0].Contract.Id.ToString(), future.Spot));
        Assert.Contains("futures ACME are not known", Reason(Read(("futureoption\\cme\\acme\\q.zip", Quotes().Item2))));
    }

    [Fact]
    public void ZipsAreKnownByTheirFirstEntry()
    {
        Assert.True(LeanZips.Recognises(Quotes().Item2));
        Assert.True(LeanZips.Recognises(Spot().Item2.AsSpan(0, 70)));
        Assert.True(LeanZips.Recognises(Zip(("20200106_es_minute_trade_202003_20200320.csv", ""))));
        Assert.True(LeanZips.Recognises(Zip(("20131007_spy_tick_trade.csv", ""))));
        Assert.True(LeanZips.Recognises(Zip(("goog_quote_american_call_4000000_20170120.csv", ""))));
        Assert.False(LeanZips.Recognises(Spot().Item2.AsSpan(0, 50)));
        Assert.False(LeanZips.Recognises(Zip(("report.csv", "a,b\n"))));
        Assert.False(LeanZips.Recognises(Zip(("20200302_acme_minute_trade.txt", ""))));
        Assert.False(LeanZips.Recognises(Zip()));
        Assert.False(LeanZips.Recognises("underlying,asOf,spot,root,expiry,settlement"u8));
        Assert.False(LeanZips.Recognises([]));
    }
}
