using Poise.Domain;
using Poise.Venues;
using Poise.Venues.Lean;

namespace Poise.Edge.Tests;

/// <summary>LEAN's own samples, where they lie beside the checkout: figures counted apart from this code. The generated twins are LeanZipsTests.</summary>
public sealed class LeanRealDataTests
{
    private const string Spxw = "indexoption/usa/minute/spxw/20210104_";
    private const string Goog = "option/usa/minute/goog/20151224_";
    private const string Es = "futureoption/cme/minute/es/202003/20200106_";

    private static Reading Read(ReadingOptions options, params string[] paths) =>
        LeanZips.Read([.. paths.Select(p => (p, File.ReadAllBytes(Repository.SharedData("lean/Data/" + p))))], options);

    [Theory]
    [InlineData(16, 15, false, 3700.65, 64585, 1918, 64585, 32954.75, 32601.375, 33340.475)]
    [InlineData(12, 0, true, 3683.44, 32180, 852, 32180, 14369.4225, 14227.6, 14556.05)]
    public void SpxwOfJanuary2021(int hour, int minute, bool isGiven, double spot, double volume, int trades, double traded, double prices, double bids, double asks)
    {
        Instant at = NewYork.At(new DateOnly(2021, 1, 4), hour, minute);
        Reading reading = Read(
            new ReadingOptions(isGiven ? at : default, double.NaN),
            Spxw + "trade_european.zip.zip", Spxw + "quote_european.zip", Spxw + "openinterest_european.zip.zip", "index/usa/minute/spx/20210104_trade.zip");
        MarketSnapshot chain = LeanFixture.One(reading);
        Assert.Equal(("SPX", at, spot, "last"), (chain.Underlying, chain.AsOf, chain.Spot, chain.SpotSource));
        // Open interest names three contracts that nobody quoted.
        Assert.Equal((15, 12, 12), (chain.Options.Count, chain.Options.Count(o => o.Quote.IsTwoSided), chain.Options.Count(o => o.OpenInterest >= 0)));
        Assert.Equal((41751.0, volume), (chain.Options.Where(o => o.OpenInterest >= 0).Sum(o => o.OpenInterest), chain.Options.Sum(o => o.Volume)));
        AssertTape(Assert.Single(reading.Tapes), trades, traded, prices, bids, asks, 0);
        Assert.Equal((0, 0), (chain.Refusals.Count, chain.RefusedCount));
        // Parity of the series that ends in two days, an hour's slip of the index's clock would miss it by far.
        OptionRow call = chain.Options.Single(o => o.Contract.Id.Symbol == "SPXW210106C03700000"), put = chain.Options.Single(o => o.Contract.Id.Symbol == "SPXW210106P03700000");
        Assert.InRange(3700 + call.Quote.Mid - put.Quote.Mid, spot - 4, spot + 4);
    }

    [Theory]
    [InlineData(13, 0, false, 748.4, "last", 1697, 2073, 7471, 958, 7471, 7978.7525, 7080.1, 7802.875, 4)]
    [InlineData(11, 30, true, 749.95, "mid", 1223, 1679, 4541, 517, 4541, 5027.405, 4550.85, 4866.325, 1)]
    public void GoogOfChristmasEve2015(
        int hour, int minute, bool isGiven, double spot, string source, int bidden, int asked, double volume, int trades, double traded, double prices, double bids, double asks, int unquoted)
    {
        Instant at = NewYork.At(new DateOnly(2015, 12, 24), hour, minute);
        Reading reading = Read(
            new ReadingOptions(isGiven ? at : default, double.NaN),
            Goog + "openinterest_american.zip", Goog + "quote_american.zip", Goog + "trade_american.zip", isGiven ? "equity/usa/minute/goog/20151224_quote.zip" : "equity/usa/minute/goog/20151224_trade.zip");
        MarketSnapshot chain = LeanFixture.One(reading);
        Assert.Equal(("GOOG", at, spot, source), (chain.Underlying, chain.AsOf, chain.Spot, chain.SpotSource));
        Assert.Equal((2192, bidden, asked), (chain.Options.Count, chain.Options.Count(o => o.Quote.Bid > 0), chain.Options.Count(o => o.Quote.Ask > 0)));
        Assert.Equal((2058, 179502.0, volume), (
            chain.Options.Count(o => o.OpenInterest >= 0), chain.Options.Where(o => o.OpenInterest >= 0).Sum(o => o.OpenInterest), chain.Options.Sum(o => o.Volume)));
        AssertTape(Assert.Single(reading.Tapes), trades, traded, prices, bids, asks, unquoted);
        Assert.Equal((0, 0), (chain.Refusals.Count, chain.RefusedCount));
    }

    [Fact]
    public void EsOfJanuary2020()
    {
        Reading reading = Read(ReadingOptions.None, Es + "quote_american.zip", Es + "trade_american.zip", "future/cme/minute/es/20200106_trade.zip", "future/cme/minute/es/20200106_quote.zip");
        MarketSnapshot chain = LeanFixture.One(reading);
        // The future's last trades before 16:00 New York, not before 16:00 on the stamps.
        Assert.Equal(("ES", "2020-01-06T21:00:00Z", 3246.5, "last"), (chain.Underlying, chain.AsOf.ToString(), chain.Spot, chain.SpotSource));
        Assert.Equal((123, 94, 99, 89), (
            chain.Options.Count, chain.Options.Count(o => o.Quote.Bid > 0), chain.Options.Count(o => o.Quote.Ask > 0), chain.Options.Count(o => o.Quote.IsTwoSided)));
        Assert.Equal(10418, chain.Options.Sum(o => o.Volume));
        Assert.All(chain.Options, o => Assert.True(double.IsNaN(o.OpenInterest)));
        AssertTape(Assert.Single(reading.Tapes), 572, 10816, 24832.075, 17051.375, 17274.75, 275);
        Assert.Equal((0, 0), (chain.Refusals.Count, chain.RefusedCount));
    }

    [Fact]
    public void EveryMinuteZipIsKnownAndReadWithoutARefusal()
    {
        string root = Path.GetDirectoryName(Repository.SharedData("lean/README.txt"))!;
        string[] folders = ["option", "indexoption", "index", "equity", "futureoption/cme/minute/es", "future/cme/minute/es"];
        var zips = folders.SelectMany(f => Directory.EnumerateFiles(Path.Combine(root, "Data", f), "*.zip", SearchOption.AllDirectories)).Order(StringComparer.Ordinal).Select(f => (f, File.ReadAllBytes(f))).ToList();
        Assert.All(zips, z => Assert.True(LeanZips.Recognises(z.Item2.AsSpan(0, Math.Min(z.Item2.Length, ReadingOptions.HeadSize))), z.f));
        Reading reading = LeanZips.Read(zips, ReadingOptions.None);
        Assert.All(reading.Snapshots, s => Assert.Equal((0, 0), (s.Refusals.Count, s.RefusedCount)));
        Assert.Equal(["AAPL 43684", "ES 634", "GOOG 1541", "SPX 8835", "SPY 190", "TWX 150"], reading.Tapes.Select(t => $"{t.Underlying} {t.Trades.Count + t.RefusedCount}"));
        Assert.Equal(15, reading.Snapshots.Count);
    }

    private static void AssertTape(TradeTape tape, int trades, double traded, double prices, double bids, double asks, int unquoted)
    {
        Assert.Equal((trades, 0, unquoted), (tape.Trades.Count, tape.RefusedCount, tape.Trades.Count(t => double.IsNaN(t.Bid) && double.IsNaN(t.Ask))));
        Assert.Equal(traded, tape.Trades.Sum(t => t.Quantity));
        Assert.Equal(prices, tape.Trades.Sum(t => t.Price), 1e-6);
        Assert.Equal(bids, tape.Trades.Where(t => t.Bid > 0).Sum(t => t.Bid), 1e-6);
        Assert.Equal(asks, tape.Trades.Where(t => t.Ask > 0).Sum(t => t.Ask), 1e-6);
    }
}
