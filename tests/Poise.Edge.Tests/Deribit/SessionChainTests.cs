using System.Text.Json.Nodes;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Edge.Tests;

/// <summary>The whole chain that a session asks for, without a key: what is in it, and what becomes of answers that make no sense.</summary>
public sealed class SessionChainTests
{
    private const string Put = "BTC-27MAR26-100000-P", Summaries = "public/get_book_summary_by_currency";

    private readonly ChainRecorder _heard = new();

    private DeribitWorld World(Action<DeribitPeer>? before = null, Func<DeribitSettings, DeribitSettings>? change = null)
    {
        DeribitWorld world = new(change: change, isPublic: true, chain: _heard);
        before?.Invoke(world.Peer);
        return world;
    }

    private DeribitWorld Live(Action<DeribitPeer>? before = null, Func<DeribitSettings, DeribitSettings>? change = null)
    {
        DeribitWorld world = World(before, change);
        world.RunUntilLive();
        world.Settle();
        return world;
    }

    private static void Summed(DeribitPeer peer, params JsonNode[] options) => peer.Summed["option"] = new JsonArray(options);

    [Fact]
    public void ItIsPicturedOnceTheLinkIsLive()
    {
        DeribitWorld world = Live();
        MarketSnapshot picture = Assert.Single(_heard.Pictures);
        var begun = Instant.FromUtc(2026, 1, 5, 9);
        Assert.Equal(("BTC", "deribit", begun, 90_250.5, "index"), (picture.Underlying, picture.Source, picture.AsOf, picture.Spot, picture.SpotSource));
        Assert.Equal((4, 0), (picture.Rows, picture.RefusedCount));
        OptionRow call = picture.Options[0], put = picture.Options[1];
        Assert.Equal((DeribitPeer.Call, 0.0545, 0.0555, 120.5, 0.525), (call.Contract.Id.Symbol, call.Quote.Bid, call.Quote.Ask, call.OpenInterest, call.Vendor.Vol));
        Assert.Equal((91_000, "BTC-27MAR26", begun), (call.Forward, call.ForwardName, call.Quote.At));
        Assert.Equal((Put, double.NaN, 0.165, 7), (put.Contract.Id.Symbol, put.Quote.Bid, put.Quote.Ask, put.OpenInterest));
        // Contracts of ten dollars; the size is the stream's, where it says the same price.
        FutureRow perpetual = picture.Futures[0];
        Assert.Equal((DeribitPeer.Perpetual, 100_001, 90_000, 10), (perpetual.Contract.Id.Symbol, perpetual.OpenInterest, perpetual.Quote.Bid, perpetual.Quote.BidSize));
        Assert.Contains(picture.Notes, n => n.Contains("test.deribit.com, without a key", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Peer.Heard, m => m.StartsWith("private/", StringComparison.Ordinal) || m == "public/auth");
        Assert.Equal([null], _heard.Failures);
    }

    [Fact]
    public void ItIsPicturedAgainEveryMinute()
    {
        DeribitWorld world = Live();
        world.Peer.Summed["option"] = new JsonArray(world.Peer.Summary(DeribitPeer.Call, 0.06m, 0.07m, 130));
        SessionLifeTests.KeepAlive(world, 62);
        Assert.Equal(2, _heard.Pictures.Count);
        OptionRow only = Assert.Single(_heard.Pictures[1].Options);
        Assert.Equal((0.06, 130), (only.Quote.Bid, only.OpenInterest));
        Assert.Contains(_heard.Pictures[1].Notes, n => n == "1 listed instruments have no book summary");
        SessionLifeTests.KeepAlive(world, 600);
        Assert.Equal(12, _heard.Pictures.Count);
        Assert.Equal([true], world.Links);
    }

    [Fact]
    public void QuotesOfTheStreamAreNewerThanASummary()
    {
        DeribitWorld world = Live();
        world.Run(Duration.FromSeconds(3));
        Quoted(world, 0.05m, world.Now);
        Assert.Equal((DeribitPeer.Call, 0.05), (_heard.Quotes[^1].Name, _heard.Quotes[^1].Quote.Bid));
        // A book that was last changed before the summary was made says nothing new, and is no older quote in its place.
        int told = _heard.Quotes.Count;
        Quoted(world, 0.04m, world.Now - Duration.FromSeconds(10));
        Assert.Equal(told, _heard.Quotes.Count);
    }

    [Fact]
    public void ASummaryThatIsOlderThanTheStreamDoesNotReplaceIt()
    {
        DeribitWorld world = Live();
        JsonObject old = world.Peer.Summary(DeribitPeer.Call, 0.0545m, 0.0555m, 121);
        SessionLifeTests.KeepAlive(world, 30);
        Quoted(world, 0.05m, world.Now);
        Summed(world.Peer, old);
        SessionLifeTests.KeepAlive(world, 32);
        OptionRow row = Assert.Single(_heard.Pictures[1].Options);
        Assert.Equal((0.05, 2, 121), (row.Quote.Bid, row.Quote.BidSize, row.OpenInterest));
    }

    [Theory]
    [InlineData("""{"open_interest":"many"}""", "open_interest: 'many' is not a number")]
    [InlineData("""{"open_interest":-1}""", "open_interest")]
    [InlineData("""{"open_interest":1e12}""", "open_interest")]
    [InlineData("""{"bid_price":[1]}""", "bid_price: is not a number")]
    [InlineData("""{"mark_iv":1e9}""", "mark_iv")]
    [InlineData("""{"creation_timestamp":1e300}""", "is no time")]
    [InlineData("""{"instrument_name":"BTC-27MAR26-110000-C"}""", "is not in the catalog")]
    [InlineData("""{"instrument_name":"BTC-CS-27MAR26-1_2"}""", "is no option")]
    [InlineData("""{"instrument_name":"BTC-27MAR26"}""", "is no option")]
    [InlineData("""{"instrument_name":"BTC-27MAR26-100000-P"}""", "is summed up twice")]
    [InlineData("""{"instrument_name":null}""", "names no instrument")]
    public void ARowThatMakesNoSenseIsLeftOutWithItsReason(string change, string why)
    {
        Live(peer =>
        {
            JsonObject odd = peer.Summary(DeribitPeer.Call, 0.0545m, 0.0555m, 5);
            foreach ((string field, JsonNode? value) in JsonNode.Parse(change)!.AsObject())
                odd[field] = value?.DeepClone();
            Summed(peer, peer.Summary(Put, null, 0.165m, 7), odd);
        });
        MarketSnapshot picture = Assert.Single(_heard.Pictures);
        Assert.Equal((Put, 7), (Assert.Single(picture.Options).Contract.Id.Symbol, picture.Options[0].OpenInterest));
        Assert.Equal((4, 1), (picture.Rows, picture.RefusedCount));
        Assert.Contains(why, Assert.Single(picture.Refusals).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutOpenInterestARowStandsAndSaysSo()
    {
        Live(peer => Summed(peer, peer.Summary(DeribitPeer.Call, 0.0545m, 0.0555m, null)));
        Assert.True(double.IsNaN(Assert.Single(Assert.Single(_heard.Pictures).Options).OpenInterest));
    }

    [Fact]
    public void OtherUnderlyingsOfTheCurrencyAreNoneOfItsConcern()
    {
        Live(peer => Summed(peer, peer.Summary("ETH-27MAR26-4000-C", 1, 2, 3), peer.Summary(DeribitPeer.Call, 0.0545m, 0.0555m, 1)));
        Assert.Equal((3, 0), (_heard.Pictures[0].Rows, _heard.Pictures[0].RefusedCount));
    }

    [Theory]
    [InlineData("option", "[]", "no option summary can be read")]
    [InlineData("option", "[7]", "no option summary can be read; the first: option summaries: one names no instrument")]
    [InlineData("option", "{}", "option summaries refused: the answer is no list")]
    [InlineData("future", "null", "future summaries refused: the answer is no list")]
    public void WithoutSummariesThereIsNoPictureAndTheyAreAskedForAgain(string kind, string answer, string why)
    {
        DeribitWorld world = Live(peer => peer.Summed[kind] = answer == "null" ? JsonValue.Create("null") : JsonNode.Parse(answer)!);
        Assert.Empty(_heard.Pictures);
        Assert.Equal([null, why], _heard.Failures);
        world.Peer.Summed.Clear();
        world.Run(Duration.FromSeconds(6));
        Assert.Single(_heard.Pictures);
        Assert.Equal([null, why, null], _heard.Failures);
        Assert.Equal([true], world.Links);
    }

    [Theory]
    [InlineData("""{"index_price":0}""")]
    [InlineData("""{"index_price":"high"}""")]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    public void WithoutAnIndexThereIsNoPicture(string index)
    {
        Live(peer => peer.Index = JsonNode.Parse(index)!);
        Assert.Empty(_heard.Pictures);
        Assert.StartsWith("index", _heard.Failures[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Summaries)]
    [InlineData("public/get_index_price")]
    public void ARefusedQuestionIsAskedAgainOnTheSameLink(string method)
    {
        DeribitWorld world = Live(peer => peer.Failures.Add((method, 11050, false)));
        Assert.Empty(_heard.Pictures);
        Assert.Contains("refused: ", _heard.Failures[^1], StringComparison.Ordinal);
        world.Run(Duration.FromSeconds(6));
        Assert.Single(_heard.Pictures);
        Assert.Equal((null, 1), (_heard.Failures[^1], world.Peer.Connections));
    }

    [Fact]
    public void TooManyQuestionsMeanAPause()
    {
        DeribitWorld world = Live(peer => peer.Failures.Add((Summaries, 10028, false)));
        Assert.Empty(_heard.Pictures);
        world.Run(Duration.FromSeconds(2));
        Assert.Single(_heard.Pictures);
        Assert.Equal([null], _heard.Failures);
    }

    [Fact]
    public void UnansweredTheLinkIsBegunAnew()
    {
        DeribitWorld world = Live(peer => peer.Silences.Add((Summaries, false)));
        world.Run(Duration.FromSeconds(9));
        Assert.Equal((2, 1), (world.Peer.Connections, _heard.Pictures.Count));
        Assert.Contains(_heard.Failures, f => f?.Contains("Summaries was not answered", StringComparison.Ordinal) == true);
        Assert.Null(_heard.Failures[^1]);
    }

    /// <summary>What was said stands, and ages: it is told that it does, and not that there are no quotes.</summary>
    [Fact]
    public void ALostLinkIsSaidAndTheChainStands()
    {
        DeribitWorld world = Live();
        Quoted(world, 0.05m, world.Now);
        int told = _heard.Quotes.Count;
        world.LoseAndDrop();
        Assert.Equal((told, "the wire broke"), (_heard.Quotes.Count, _heard.Failures[^1]));
        world.Run(Duration.FromSeconds(5));
        Assert.Equal((2, null), (_heard.Pictures.Count, _heard.Failures[^1]));
        // That book has not changed since: the summary says what there is.
        Assert.Equal(0.0545, _heard.Pictures[1].Options[0].Quote.Bid);
    }

    [Fact]
    public void MaintenanceIsWaitedOut()
    {
        DeribitWorld world = Live();
        world.Peer.Locked = "true";
        world.Peer.News("platform_state", new JsonObject { ["locked"] = true, ["price_index"] = "btc_usd" });
        SessionLifeTests.KeepAlive(world, 130);
        Assert.Single(_heard.Pictures);
        Assert.Contains("maintenance", _heard.Failures[^1], StringComparison.Ordinal);
        world.Peer.Locked = "false";
        SessionLifeTests.KeepAlive(world, 20);
        Assert.Equal((2, null), (_heard.Pictures.Count, _heard.Failures[^1]));
    }

    [Fact]
    public void AnUnderlyingWithoutOptionsEndsItAndWhatThereIsIsSaid()
    {
        DeribitWorld world = World(change: s => s with { Underlyings = ["BTC_USDC"], Books = [] });
        world.Run(Duration.FromSeconds(2));
        const string Why = "no options on BTC_USDC are listed; there are BTC";
        Assert.Equal((DeribitPhase.Stopped, Why), (world.Session.Phase, world.Session.StopReason));
        Assert.Equal(Why, _heard.Failures[^1]);
    }

    [Fact]
    public void ACurrencyThatTheVenueDoesNotKnowIsNoReasonToComeBackForEver()
    {
        DeribitWorld world = World(p => p.Failures.AddRange([("public/get_instruments", -32602, false), ("public/get_instruments", -32602, false)]), s => s with { Underlyings = ["DOGE"], Books = [] });
        world.Run(Duration.FromSeconds(2));
        Assert.Equal("no options on DOGE are listed; there are BTC", world.Session.StopReason);
        world = World(p => p.Failures.AddRange([("public/get_instruments", -32602, false), ("public/get_instruments", -32602, false), ("public/get_instruments", -32602, false)]), s => s with { Underlyings = ["DOGE"], Books = [] });
        world.Run(Duration.FromSeconds(2));
        Assert.Equal("no options on DOGE are listed", world.Session.StopReason);
    }

    [Fact]
    public void InstantsAreByOurClockAndAWrongOneIsSaid()
    {
        DeribitWorld world = World();
        world.PeerAhead = Duration.FromSeconds(40);
        world.RunUntilLive();
        MarketSnapshot picture = Assert.Single(_heard.Pictures);
        Assert.Equal((Instant.FromUtc(2026, 1, 5, 9), true), (picture.AsOf, picture.Options.All(o => o.Quote.At == picture.AsOf)));
        Assert.Contains("the venue's clock is 40.000 s ahead of ours: instants are by ours", picture.Notes);
    }

    [Fact]
    public void OptionsThatCannotBeReadAreNoneThatAreNotThere()
    {
        DeribitWorld world = World(p => p.HasOddOptions = true);
        world.Run(Duration.FromSeconds(2));
        Assert.Equal("no option on BTC can be read; the first: instrument.tick_size is no number", world.Session.StopReason);
    }

    [Fact]
    public void OptionsThatWereOnlyJustNotThereAreAskedForAgain()
    {
        DeribitWorld world = World(p => p.Failures.AddRange([("public/get_instruments", -32602, false), ("public/get_instruments", -32602, false)]));
        world.Run(Duration.FromSeconds(5));
        Assert.Equal((2, 1), (world.Peer.Connections, _heard.Pictures.Count));
    }

    [Fact]
    public void AChainIsOfOneUnderlying() =>
        Assert.Throws<ArgumentException>(() => World(change: s => s with { Underlyings = ["BTC", "BTC_USDC"] }));

    [Fact]
    public void ALinkThatCannotBeMadeIsSaid()
    {
        DeribitWorld world = World();
        world.Session.LinkDown(world.Now, "Connection refused");
        Assert.Equal(["Connection refused"], _heard.Failures);
    }

    [Fact]
    public void TheIndexOfTheStreamIsTheSpot()
    {
        DeribitWorld world = Live();
        world.Peer.News("deribit_price_index.btc_usd", new JsonObject { ["index_name"] = "btc_usd", ["timestamp"] = world.Now.UnixMilliseconds, ["price"] = 90_300 });
        world.Settle();
        Assert.Equal([90_250.5, 90_300], _heard.Spots);
    }

    private static void Quoted(DeribitWorld world, decimal bid, Instant at)
    {
        world.Peer.News("quote." + DeribitPeer.Call, new JsonObject
        {
            ["instrument_name"] = DeribitPeer.Call,
            ["timestamp"] = at.UnixMilliseconds,
            ["best_bid_price"] = bid,
            ["best_bid_amount"] = 2,
            ["best_ask_price"] = 0.0555m,
            ["best_ask_amount"] = 1,
        });
        world.Settle();
    }
}
