using Poise.App;
using Poise.Domain;
using Poise.Flow;
using Poise.Storage;

namespace Poise.Edge.Tests;

/// <summary>What a live market leaves behind, and what a later start makes of it.</summary>
public sealed class LivePastTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("poise-past").FullName;

    private string Place => Path.Combine(_folder, "history.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<(List<AlertView> Alerts, FlowFeed Feed)> Run(Duration every, params MarketSnapshot[] chains) => Run(new FlowTerms(), every, chains);

    private async Task<(List<AlertView> Alerts, FlowFeed Feed)> Run(FlowTerms terms, Duration every, params MarketSnapshot[] chains)
    {
        var alerts = new List<AlertView>();
        LivePast past = LivePast.Open(Place, every, TextWriter.Null);
        FlowFeed feed = FlowFeed.Live(terms, past.Series);
        feed.Alerted += alerts.Add;
        await using var market = new LiveMarket(feed, new Watchers(), TimeSpan.FromMinutes(1), TimeProvider.System, past);
        foreach (MarketSnapshot chain in chains)
            market.Publish(chain);
        return (alerts, feed);
    }

    [Fact]
    public async Task Chains_are_stored_some_time_apart_bit_for_bit()
    {
        MarketSnapshot[] chains = [.. Enumerable.Range(0, 6).Select(static i => TestChains.Market(0).With(asOf: TestChains.Start + Duration.FromHours(i)))];
        await Run(Duration.FromHours(2), chains);
        using IHistory history = HistoryPlaces.OpenExisting(Place);
        Assert.Equal([chains[0].AsOf, chains[2].AsOf, chains[4].AsOf], history.Points("BTC", chains[0].AsOf, chains[5].AsOf).Select(static p => p.At));
        Assert.Equal(chains[2].Options, history.Load("BTC", chains[2].AsOf)!.Options);
        LevelsRow row = history.Levels("BTC", "all", chains[4].AsOf, chains[4].AsOf).Single();
        FlowView view = FlowReport.Of(chains[4], FlowDefaults.For(chains[4]));
        Assert.Equal((view.Totals.Gex, view.Levels.ZeroGamma, view.Levels.CallWall, view.Levels.Regime), (row.Gex, row.ZeroGamma, row.CallWall, row.Regime));
    }

    [Fact]
    public async Task A_later_start_shows_the_past_before_the_live_chain()
    {
        await Run(Duration.Zero, TestChains.Market(0), TestChains.Market(1), TestChains.Market(2));
        (_, FlowFeed feed) = await Run(Duration.Zero, TestChains.Market(3));
        SeriesFrame series = feed.Series();
        Assert.Equal(Enumerable.Range(0, 4).Select(i => TestChains.Market(i).AsOf.ToString()), series.Times);
        FlowFrame first = feed.Frame(0, default)!, last = feed.Frame(null, default)!;
        Assert.Equal(TestChains.Market(0).AsOf.ToString(), first.View!.AsOf);
        Assert.Equal(TestChains.Market(3).AsOf.ToString(), last.View!.AsOf);
        Assert.Equal(FlowReport.Of(TestChains.Market(0), FlowDefaults.For(TestChains.Market(0))).Totals.Gex, first.View.Totals.Gex);
        Assert.Equal(series.Levels[0], FlowFeed.Levels(first.View));
        Assert.Equal(series.Levels[^1], FlowFeed.Levels(last.View));
    }

    [Fact]
    public async Task Alerts_go_on_where_they_ended()
    {
        // Calls are closed between two runs: neither alone saw dealers turn.
        MarketSnapshot longGamma = TestChains.Market(0), shortGamma = Short(TestChains.Market(1));
        (List<AlertView> first, _) = await Run(Duration.Zero, longGamma);
        Assert.Empty(first);
        (List<AlertView> second, _) = await Run(Duration.Zero, shortGamma);
        Assert.Contains(second, static a => a.Rule == "regime-flip");
        (List<AlertView> alone, _) = await Run(Duration.Zero, shortGamma); // it is stored by now: nothing is told twice
        Assert.Empty(alone);
    }

    [Fact]
    public async Task A_market_that_is_born_again_earlier_than_its_past_is_shown_and_watched()
    {
        await Run(Duration.Zero, TestChains.Market(5));
        (_, FlowFeed feed) = await Run(Duration.Zero, TestChains.Market(1), TestChains.Market(2));
        Assert.Equal(TestChains.Market(2).AsOf.ToString(), feed.Frame(null, default)!.View!.AsOf);
    }

    [Fact]
    public async Task A_split_is_in_the_series_from_its_first_chain_on()
    {
        MarketSnapshot before = TestChains.Market(0), first = TestChains.Market(1).With(split: new StockSplit(7, before.AsOf)), after = TestChains.Market(2);
        (_, FlowFeed feed) = await Run(Duration.FromDays(1), before, first, first.With(asOf: first.AsOf + Duration.FromSeconds(1)), after); // stored for its split
        SplitAt split = new(first.AsOf.ToString(), 7);
        Assert.Equal([split], feed.Series().Splits);
        Assert.Equal([split], FlowFeed.OfFiles([before, first, after], []).Series().Splits);
        (_, FlowFeed later) = await Run(Duration.Zero, TestChains.Market(3));
        Assert.Equal([split], later.Series().Splits);
        Assert.Equal([before.AsOf.ToString(), first.AsOf.ToString(), TestChains.Market(3).AsOf.ToString()], later.Series().Times.Where(t => t != (first.AsOf + Duration.FromSeconds(1)).ToString()));
    }

    [Fact]
    public async Task What_is_stored_is_the_same_whatever_rule_of_vols_is_watched()
    {
        var terms = new FlowTerms { Vols = VolRule.StickyMoneyness };
        (_, FlowFeed feed) = await Run(terms, Duration.Zero, TestChains.Market(0), TestChains.Market(1));
        using IHistory history = HistoryPlaces.OpenExisting(Place);
        FlowView usual = FlowReport.Of(TestChains.Market(0), FlowDefaults.For(TestChains.Market(0))), watched = feed.Frame(0, default)!.View!;
        LevelsRow row = history.Levels("BTC", "all", TestChains.Market(0).AsOf, TestChains.Market(0).AsOf).Single();
        Assert.Equal((usual.Totals.Gex, usual.Levels.ZeroGamma), (row.Gex, row.ZeroGamma));
        Assert.NotEqual(usual.Levels.ZeroGamma, watched.Levels.ZeroGamma);
        // Levels by another rule are not shown beside its own.
        Assert.Equal([true, false], feed.Series().Levels.Select(l => l is null));
    }

    [Fact]
    public async Task A_chain_that_was_dropped_says_so()
    {
        await Run(Duration.Zero, TestChains.Market(0), TestChains.Market(1));
        using IHistory history = HistoryPlaces.OpenExisting(Place);
        var series = new StoredSeries(history);
        series.Begin("BTC", new Instant(long.MinValue), Instant.Never);
        FlowFeed feed = FlowFeed.Of(series);
        history.Prune(TestChains.Market(1).AsOf);
        Assert.Equal("this chain was dropped from the history: its levels alone are left", feed.Frame(0, default)!.Reason);
        Assert.NotNull(feed.Frame(1, default)!.View);
        Assert.NotNull(feed.Series().Levels[0]!.ZeroGamma);
    }

    [Fact]
    public async Task A_folder_that_is_followed_again_tells_nothing_again()
    {
        MarketSnapshot[] chains = [TestChains.Market(0), Short(TestChains.Market(1)), TestChains.Market(2)];
        Assert.Equal(2, (await Run(Duration.FromDays(1), chains)).Alerts.Count(static a => a.Rule == "regime-flip")); // stored for their alerts
        LivePast past = LivePast.Open(Place, Duration.Zero, TextWriter.Null);
        FlowFeed feed = FlowFeed.Live(past: past.Series);
        var again = new List<AlertView>();
        feed.Alerted += again.Add;
        await using var market = new LiveMarket(feed, new Watchers(), TimeSpan.FromMinutes(1), TimeProvider.System, past);
        Assert.Equal(chains[2].Options, market.Begin(chains[0], chains[2].AsOf)!.Options);
        foreach (MarketSnapshot chain in chains)
            market.Publish(chain);
        Assert.Empty(again);
        Assert.Equal(chains[2].AsOf.ToString(), feed.Frame(null, default)!.View!.AsOf);
    }

    [Fact]
    public async Task A_chain_that_was_not_whole_is_replaced_by_the_whole_one()
    {
        MarketSnapshot whole = TestChains.Market(1);
        (_, FlowFeed feed) = await Run(Duration.FromSeconds(60), TestChains.Market(0), whole.With(options: [.. whole.Options.Take(60)]), whole);
        using IHistory history = HistoryPlaces.OpenExisting(Place);
        Assert.Equal(whole.Options, history.Load("BTC", whole.AsOf)!.Options);
        Assert.Equal(feed.Frame(null, default)!.View!.Totals.Gex, history.Levels("BTC", "all", whole.AsOf, whole.AsOf).Single().Gex);
        Assert.Equal([TestChains.Market(0).AsOf.ToString(), whole.AsOf.ToString()], feed.Series().Times); // the stored one and the live one are one
    }

    [Fact]
    public void Levels_of_other_conventions_are_not_drawn_as_the_defaults()
    {
        var row = new LevelsRow { Underlying = "BTC", AsOf = TestChains.Start, Day = new DateOnly(2026, 3, 2), MarketDays = 365, Signs = "calls-long-puts-short", Walls = "net-gamma", Bucket = "all", Gex = 5 };
        Assert.Equal(5, StoredSeries.Of(row)!.Gex);
        Assert.Equal(5, StoredSeries.Of(row with { Signs = "inventory" })!.Gex); // trades are the default where they told
        Assert.Null(StoredSeries.Of(row with { Signs = "short-all" }));
        Assert.Null(StoredSeries.Of(row with { Walls = "open-interest" }));
    }

    [Fact]
    public async Task What_trades_told_is_stored_and_stays_when_they_are_gone()
    {
        Sources sources = SourceFiles.Read([Path.Combine(Repository.Root, "samples", "customers-chain.csv"), Path.Combine(Repository.Root, "samples", "customers-trades.csv")], new SourceChoices(null, null, null));
        IReadOnlyList<InventoryState?> told = Inventories.Of(sources, prior: null, untold: false);
        string underlying = sources.Chains[0].Underlying;
        (_, FlowFeed feed) = await Follow(told);
        FlowView known = feed.Frame(null, default)!.View!;
        Assert.Equal("inventory", known.Conventions.Signs);
        AreKept();
        // The files with the trades are gone: the same chains are seen again, and what they replace knows more.
        (_, FlowFeed again) = await Follow([.. told.Select(static _ => (InventoryState?)null)]);
        AreKept();
        Assert.Equal(feed.Frame(0, default)!.View!.Totals, again.Frame(0, default)!.View!.Totals); // the past on the slider
        Assert.Equal("inventory", again.Frame(0, default)!.View!.Conventions.Signs);
        using (IHistory history = HistoryPlaces.OpenExisting(Place))
        {
            var series = new StoredSeries(history);
            series.Begin(underlying, new Instant(long.MinValue), Instant.Never);
            FlowFeed page = FlowFeed.Of(series);
            Assert.Equal(known.Totals, page.Frame(null, default)!.View!.Totals);
            Assert.NotNull(page.Frame(null, new FlowChoice(SignModel.Inventory, default, default))!.View);
            Assert.Equal(FlowFeed.Levels(known), page.Series().Levels[^1]);
        }
        // With other trades it is their word.
        await Follow([.. told.Select(t => (InventoryState?)new InventoryState(t!.Contracts, t.Tally, t.Prior, ["told anew"]))]);
        using IHistory last = HistoryPlaces.OpenExisting(Place);
        Assert.Equal(["told anew"], last.Read(underlying, sources.Chains[^1].AsOf)!.Inventory!.Notes);

        void AreKept()
        {
            using IHistory history = HistoryPlaces.OpenExisting(Place);
            for (int i = 0; i < sources.Chains.Count; i++)
            {
                Instant at = sources.Chains[i].AsOf;
                Assert.Equal(RandomSnapshots.Bits(sources.Chains[i], told[i]), RandomSnapshots.Bits(history.Read(underlying, at)));
                Assert.Equal("inventory", history.Levels(underlying, "all", at, at).Single().Signs);
            }
        }

        async Task<(LivePast, FlowFeed)> Follow(IReadOnlyList<InventoryState?> inventories)
        {
            LivePast past = LivePast.Open(Place, Duration.Zero, TextWriter.Null);
            FlowFeed following = FlowFeed.Live(past: past.Series);
            following.InventoryOf = chain => inventories[sources.Chains.TakeWhile(c => c.AsOf != chain.AsOf).Count()];
            await using var market = new LiveMarket(following, new Watchers(), TimeSpan.FromMinutes(1), TimeProvider.System, past);
            market.Begin(sources.Chains[0], sources.Chains[^1].AsOf);
            foreach (MarketSnapshot chain in sources.Chains)
                market.Publish(chain);
            return (past, following);
        }
    }

    [Fact]
    public void A_long_series_is_watched_by_its_stored_levels()
    {
        MarketSnapshot[] chains = [.. Enumerable.Range(0, 70).Select(static i => (i / 23 % 2 == 0 ? TestChains.Market(0) : Short(TestChains.Market(0))).With(asOf: TestChains.Start + Duration.FromSeconds(30 * i)))];
        using IHistory history = HistoryPlaces.Open(Place);
        foreach (MarketSnapshot chain in chains)
            history.Add(chain, HistoryRows.Of(chain, FlowReport.Of(chain, FlowDefaults.For(chain) with { MapsHedging = false, CompareSigns = false }), 365));
        IReadOnlyList<AlertView> Of(Instant from, out FlowFeed feed)
        {
            var series = new StoredSeries(history);
            series.Begin("BTC", from, Instant.Never);
            feed = FlowFeed.Of(series);
            return feed.Frame(null, default)!.Alerts;
        }

        IReadOnlyList<AlertView> whole = Of(chains[0].AsOf, out FlowFeed all), late = Of(chains[20].AsOf, out _);
        Assert.Contains(whole, static a => a.Rule == "regime-flip");
        Assert.Equal(late, whole); // fifty of them, seen as views
        Assert.Empty(all.Frame(22, default)!.Alerts);
        Assert.NotEmpty(all.Frame(23, default)!.Alerts);
    }

    internal static MarketSnapshot Short(MarketSnapshot chain) =>
        chain.With(options: [.. chain.Options.Select(static r => r.Contract.Type == OptionType.Call ? r with { OpenInterest = 0.01 * r.OpenInterest } : r)]);
}
