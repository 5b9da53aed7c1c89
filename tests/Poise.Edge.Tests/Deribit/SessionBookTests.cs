using System.Text.Json.Nodes;
using Poise.Domain;
using Poise.Venues.Deribit;
using static Poise.Edge.Tests.DeribitWorld;

namespace Poise.Edge.Tests;

/// <summary>Books folded from snapshots and changes, and what is told when one of them is missing.</summary>
public sealed class SessionBookTests
{
    private static (double, double, double, double) Top(DeribitWorld world)
    {
        Quote quote = world.Last(DeribitPeer.Perpetual);
        return (quote.Bid, quote.BidSize, quote.Ask, quote.AskSize);
    }

    private static (double, double, double, double) None => (double.NaN, double.NaN, double.NaN, double.NaN);

    [Fact]
    public void SizesAreContractsOfTenDollars()
    {
        DeribitWorld world = DeribitWorld.Live();
        Assert.Equal((90_000, 10, 90_000.5, 5), Top(world));
    }

    [Fact]
    public void ChangesAreFolded()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.BookFrame("change", 100, 103, [Level("delete", 90_000, 0)], [Level("new", 90_000, 30)]);
        Assert.Equal((89_999, 20, 90_000, 3), Top(world));
        world.BookFrame("change", 103, 104, [Level("change", 89_999, 70)], [Level("delete", 90_000, 0), Level("delete", 90_000.5m, 0)]);
        Assert.Equal((89_999, 7, double.NaN, double.NaN), Top(world));
    }

    [Fact]
    public void WhatStandsBehindTheTopIsToldWithIt()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.BookFrame("snapshot", null, 200, [Level("new", 89_000, 10), Level("new", 89_990, 20), Level("new", 89_995.5m, 40)], [Level("new", 90_000, 30)]);
        Assert.Equal([new BookLevel(89_990, 2), new BookLevel(89_000, 1)], world.LastDetail!.Bids);
        Assert.Empty(world.LastDetail.Asks);
        world.BookFrame("change", 200, 201, [Level("delete", 89_995.5m, 0)], [.. Enumerable.Range(1, 20).Select(static i => Level("new", 90_000 + i, 10 * i))]);
        Assert.Equal([new BookLevel(89_000, 1)], world.LastDetail.Bids);
        Assert.Equal(Enumerable.Range(1, QuoteDetail.MostLevels).Select(static i => new BookLevel(90_000 + i, i)), world.LastDetail.Asks);
        // A book that is not whole has none.
        world.Peer.HasBook = false;
        world.BookFrame("change", 205, 206, [], []);
        Assert.Null(world.LastDetail);
    }

    [Fact]
    public void FundingAndVolumeOfTheTickerGoWithTheQuotesThatFollow()
    {
        DeribitWorld world = DeribitWorld.Live();
        Assert.True(double.IsNaN(world.LastDetail!.FundingPerDay) && double.IsNaN(world.LastDetail.DailyVolume) && !world.LastDetail.ToldAt.IsKnown);
        int told = world.Quotes.Count;
        Instant at = world.Peer.Now;
        Tells(new() { ["current_funding"] = -0.0001, ["funding_8h"] = 0.0005, ["stats"] = new JsonObject { ["volume"] = 1234.5 } });
        Assert.Equal(told, world.Quotes.Count);
        Next(100);
        Assert.Equal((-0.0003, 1234.5), (world.LastDetail.FundingPerDay, world.LastDetail.DailyVolume), static (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-15 && a.Item2.Equals(b.Item2));
        Assert.InRange((world.LastDetail.ToldAt - at).Seconds, -0.5, 0.5);
        // Without a rate of now the one of the last eight hours; without either none.
        Tells(new() { ["funding_8h"] = 0.0005 });
        Next(101);
        Assert.Equal(0.0015, world.LastDetail.FundingPerDay, 1e-15);
        Assert.True(double.IsNaN(world.LastDetail.DailyVolume));
        Tells([]);
        Next(102);
        Assert.True(double.IsNaN(world.LastDetail.FundingPerDay));
        foreach (JsonObject wrong in (JsonObject[])[new() { ["current_funding"] = 1.5 }, new() { ["current_funding"] = "a lot" }, new() { ["current_funding"] = 0.0001, ["stats"] = new JsonObject { ["volume"] = -1 } }, new() { ["current_funding"] = 0.0001, ["instrument_name"] = "ETH-PERPETUAL" }])
        {
            Tells(new() { ["current_funding"] = 0.0001 });
            int refused = world.Notices.Count;
            Tells(wrong);
            Next(103 + world.Quotes.Count, 103 + world.Quotes.Count);
            Assert.True(double.IsNaN(world.LastDetail.FundingPerDay), wrong.ToJsonString());
            Assert.Contains(world.Notices.Skip(refused), static n => n.About == DeribitNotice.Refused);
        }

        void Tells(JsonObject ticker)
        {
            ticker.TryAdd("instrument_name", DeribitPeer.Perpetual);
            ticker["timestamp"] = world.Peer.Now.UnixMilliseconds;
            world.Peer.News($"ticker.{DeribitPeer.Perpetual}.agg2", ticker);
            world.Settle();
        }

        void Next(int change, int? snapshot = null) =>
            world.BookFrame(snapshot is null ? "change" : "snapshot", snapshot is null ? change : null, snapshot ?? change + 1, [Level("new", 89_000, 10)], [Level("new", 91_000, 10)]);
    }

    [Fact]
    public void ADuplicateIsNotFoldedAgain()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.BookFrame("change", 100, 101, [Level("change", 90_000, 10)], []);
        world.BookFrame("change", 101, 102, [Level("delete", 90_000, 0)], []);
        int told = world.Quotes.Count;
        world.BookFrame("change", 100, 101, [Level("new", 90_000, 10)], []);
        Assert.Equal(told, world.Quotes.Count);
        Assert.Equal((89_999, 20, 90_000.5, 5), Top(world));
        Assert.DoesNotContain("public/unsubscribe", world.Peer.Heard);
    }

    [Fact]
    public void AGapIsToldAtOnceAndTheBookAskedForAnew()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Peer.HasBook = false;
        world.BookFrame("change", 101, 102, [Level("delete", 90_000, 0)], []); // 101 was not seen
        Assert.Equal(None, Top(world));
        Assert.Equal(["public/unsubscribe", "public/subscribe"], world.Peer.Heard[^2..]);
        // The missing one comes late, and changes go on: without a snapshot there is no book.
        world.BookFrame("change", 100, 101, [], []);
        world.BookFrame("change", 102, 103, [Level("new", 90_000, 10)], [Level("new", 90_000.5m, 10)]);
        Assert.Equal(None, Top(world));
        world.BookFrame("snapshot", null, 110, [Level("new", 89_000, 10)], [Level("new", 89_001, 20)]);
        Assert.Equal((89_000, 1, 89_001, 2), Top(world));
        Assert.Equal([true], world.Links);
    }

    /// <summary>Two requests under way may be handled in either order: the one that gives the channel up must not come last.</summary>
    [Fact]
    public void TheBookIsAskedForAnewOnceItHasBeenGivenUp()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Peer.Silences.Add(("public/unsubscribe", true));
        world.BookFrame("change", 101, 102, [], []);
        Assert.Equal("public/unsubscribe", world.Peer.Heard[^1]);
        world.Peer.Failures.Add(("public/unsubscribe", 11041, false)); // a refusal is an answer too
        SessionLifeTests.KeepAlive(world, 20);
        Assert.Equal("public/subscribe", world.Peer.Heard.FindLast(static m => m.EndsWith("subscribe", StringComparison.Ordinal)));
        Assert.Equal(90_000, Top(world).Item1);
    }

    [Fact]
    public void ASnapshotClearsOldLevels()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.BookFrame("snapshot", null, 200, [Level("new", 80_000, 10)], [Level("new", 80_001, 10)]);
        Assert.Equal((80_000, 1, 80_001, 1), Top(world));
        world.BookFrame("change", 200, 201, [Level("delete", 80_000, 0)], []);
        Assert.Equal((double.NaN, double.NaN, 80_001, 1), Top(world));
    }

    [Fact]
    public void ACrossedBookIsNotTold()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.BookFrame("snapshot", null, 200, [Level("new", 80_002, 10)], [Level("new", 80_001, 10)]);
        Assert.Equal(None, Top(world));
        world.BookFrame("change", 200, 201, [Level("delete", 80_002, 0), Level("new", 80_000, 10)], []);
        Assert.Equal((80_000, 1, 80_001, 1), Top(world));
    }

    [Theory]
    [InlineData(80_000.25, 10)]
    [InlineData(80_000, 15)]
    [InlineData(-1, 10)]
    [InlineData(1e14, 10)]
    public void WhatIsOffTheGridTakesTheBookAway(double price, double amount)
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Peer.HasBook = false;
        world.BookFrame("change", 100, 101, [Level("new", (decimal)price, (decimal)amount)], []);
        Assert.Equal(None, Top(world));
        Assert.Contains(world.Notices, n => n.About == DeribitNotice.Gap && n.Text.Contains("grid", StringComparison.Ordinal));
    }

    [Fact]
    public void GapAfterGapIsMendedEverMoreSlowly()
    {
        DeribitWorld world = DeribitWorld.Live();
        for (int i = 0; i < 3000; i++)
        {
            world.Peer.Heartbeat("heartbeat");
            world.BookFrame("change", 500 + i, 501 + i, [], []);
            world.Run(Duration.FromMilliseconds(20));
        }
        Assert.InRange(world.Peer.Heard.Count(m => m == "public/unsubscribe"), 7, 11); // in a minute
        Assert.Equal([true], world.Links);
        SessionLifeTests.KeepAlive(world, 40);
        Assert.Equal(90_000, Top(world).Item1);
    }

    [Fact]
    public void ASnapshotThatDoesNotComeIsAskedForAgain()
    {
        DeribitWorld world = new();
        world.Peer.HasBook = false;
        world.RunUntilLive();
        world.Peer.HasBook = true;
        world.Run(Duration.FromSeconds(12));
        Assert.Equal((90_000, 10, 90_000.5, 5), Top(world));
    }

    [Fact]
    public void ALostLinkTakesAllQuotesAway()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Peer.News("quote." + DeribitPeer.Call, QuoteOf(0.0545m, 2, 0.055m, 1));
        world.Settle();
        Assert.Equal((0.0545, 2, 0.055, 1), (world.Last(DeribitPeer.Call).Bid, world.Last(DeribitPeer.Call).BidSize, world.Last(DeribitPeer.Call).Ask, world.Last(DeribitPeer.Call).AskSize));
        world.LoseAndDrop();
        Assert.True(double.IsNaN(world.Last(DeribitPeer.Call).Bid) && double.IsNaN(Top(world).Item1));
    }

    [Fact]
    public void AnAbsentSideIsNull()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Peer.News("quote." + DeribitPeer.Call, QuoteOf(null, 0, 0.055m, 1));
        world.Settle();
        Assert.Equal((double.NaN, double.NaN, 0.055), (world.Last(DeribitPeer.Call).Bid, world.Last(DeribitPeer.Call).BidSize, world.Last(DeribitPeer.Call).Ask));
        world.Peer.News("quote." + DeribitPeer.Call, QuoteOf(0.06m, 1, 0.055m, 1)); // crossed
        world.Settle();
        Assert.True(double.IsNaN(world.Last(DeribitPeer.Call).Ask));
    }

    [Fact]
    public void AnOlderQuoteIsNotTold()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Run(Duration.FromSeconds(1));
        JsonObject late = QuoteOf(0.01m, 1, 0.02m, 1), now = QuoteOf(0.03m, 1, 0.04m, 1);
        late["timestamp"] = world.Now.UnixMilliseconds - 500;
        now["timestamp"] = world.Now.UnixMilliseconds;
        world.Peer.News("quote." + DeribitPeer.Call, now);
        world.Peer.News("quote." + DeribitPeer.Call, late);
        world.Settle();
        Assert.Equal(0.03, world.Last(DeribitPeer.Call).Bid);
        Assert.Equal(world.Now, world.Last(DeribitPeer.Call).At);
    }

    [Fact]
    public void PrintsAreTold()
    {
        DeribitWorld world = DeribitWorld.Live(s => s with { Prints = true });
        world.Peer.News("trades.future.BTC.100ms", new JsonArray(DeribitPeer.Shown(new DeribitPeer.Trade(1, DeribitPeer.Perpetual, "", "", "sell", 90_000.5m, 70, world.Now.UnixMilliseconds))));
        world.Settle();
        Assert.Equal((Side.Sell, new Lots(7), new Ticks(180_001)), Assert.Single(world.Prints));
    }

    [Fact]
    public void ANewListingIsToldAndQuoted()
    {
        DeribitWorld world = DeribitWorld.Live(s => s with { Underlyings = ["BTC", "BTC_USDC"] });
        Assert.Contains(world.Contracts, c => c.Id.Symbol == "BTC_USDC-PERPETUAL" && c.SettlementCurrency == "USDC");
        int count = world.Contracts.Count;
        world.Peer.Late = "BTC-26JUN26";
        world.Peer.News("instrument.state.any.BTC", new JsonObject { ["timestamp"] = 1, ["state"] = "open", ["instrument_name"] = "BTC-26JUN26" });
        world.Settle();
        Assert.Equal((count + 1, "BTC-26JUN26"), (world.Contracts.Count, world.Contracts[^1].Id.Symbol));
        Assert.True(world.Peer.Subscribes("quote.BTC-26JUN26"));
    }

    private static JsonObject QuoteOf(decimal? bid, decimal bidSize, decimal? ask, decimal askSize) => new()
    {
        ["instrument_name"] = DeribitPeer.Call,
        ["timestamp"] = 1_767_603_600_000,
        ["best_bid_price"] = bid,
        ["best_bid_amount"] = bidSize,
        ["best_ask_price"] = ask,
        ["best_ask_amount"] = askSize,
    };
}
