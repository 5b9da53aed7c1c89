using System.Buffers;
using System.Text.Json;
using Poise.App;
using Poise.Domain;
using Poise.Exchange;
using Poise.Flow;
using Poise.TestShared;
using Poise.Venues.Csv;

namespace Poise.Edge.Tests;

/// <summary>Trades in followed files: whatever the order in which files come, the inventory is that of all of them at once.</summary>
public sealed class LiveInventoryTests : IDisposable
{
    private const string Underlying = "GEN";

    private readonly string _folder = Directory.CreateTempSubdirectory("poise-live-inventory").FullName;

    private readonly CancellationTokenSource _patience = new(PoiseProcess.Patience);

    public void Dispose()
    {
        _patience.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task Turn()
    {
        _patience.Token.ThrowIfCancellationRequested();
        await Task.Yield();
    }

    /// <summary>Days of two chains, at noon and at the close.</summary>
    private static List<(MarketSnapshot Noon, MarketSnapshot Close, IReadOnlyList<OptionTrade> Trades)> Days(int count, ulong seed = 1)
    {
        var market = new CustomerMarket(new CustomerSettings { Seed = seed, NoiseTrades = 120, NoiseTraders = 60, Overwriters = 20, SpreadBuyers = 20, StraddleBuyers = 10, ButterflyBuyers = 10 });
        var days = new List<(MarketSnapshot, MarketSnapshot, IReadOnlyList<OptionTrade>)>();
        for (int i = 0; i < count; i++)
        {
            CustomerDay day = market.Next();
            MarketSnapshot close = day.Chain();
            days.Add((close.With(asOf: day.Open + Duration.FromSeconds(11_000)), close, day.Trades));
        }
        return days;
    }

    private static TradeTape Tape(IEnumerable<OptionTrade> trades) => new() { Underlying = Underlying, Source = "poise-trades", Trades = [.. trades] };

    private string At(string name) => Path.Combine(_folder, name);

    private void Write(string name, MarketSnapshot chain)
    {
        var bytes = new ArrayBufferWriter<byte>();
        PoiseCsv.Write(chain, bytes);
        File.WriteAllBytes(At(name), bytes.WrittenSpan);
    }

    private void Write(string name, IEnumerable<OptionTrade> trades)
    {
        var bytes = new ArrayBufferWriter<byte>();
        PoiseTrades.Write(Tape(trades), bytes);
        File.WriteAllBytes(At(name), bytes.WrittenSpan);
    }

    /// <summary>All that hangs on positions, without the notes.</summary>
    private static string View(MarketSnapshot chain, InventoryState? state)
    {
        FlowView view = FlowReport.Of(chain, FlowDefaults.For(chain) with { Signs = FlowDefaults.Signs(null, state), Inventory = state, MapsHedging = false, CompareWithCompat = false });
        return JsonSerializer.Serialize(new { view.AsOf, view.Conventions.Signs, view.Inventory, view.Totals, view.Levels, view.SignModels });
    }

    [Fact]
    public void A_followed_folder_tells_chain_by_chain_what_flow_tells_of_its_files_at_once()
    {
        var follower = new FileFollower([_folder], null, TimeProvider.System);
        var inventory = new LiveInventory();
        var shown = new List<string>();
        var days = Days(4);
        for (int i = 0; i < days.Count; i++)
        {
            (MarketSnapshot noon, MarketSnapshot close, IReadOnlyList<OptionTrade> trades) = days[i];
            // One file of trades grows through the day; the chains are files of their own. The second day is told by files that overlap.
            Write($"{i}-noon.csv", noon);
            Write($"{i}-trades.csv", trades.Where(t => t.At <= noon.AsOf));
            Look();
            Write($"{i}-close.csv", close);
            if (i == 1)
                Write($"{i}-trades-again.csv", trades.Skip(trades.Count / 4));
            else
                Write($"{i}-trades.csv", trades);
            Look();
        }
        Sources sources = SourceFiles.Read([.. Directory.EnumerateFiles(_folder).Order(StringComparer.Ordinal)], new SourceChoices(null, null, null));
        IReadOnlyList<InventoryState?> told = Inventories.Of(sources, prior: null, untold: false);
        Assert.Equal(8, shown.Count);
        Assert.Equal(sources.Chains.Select((c, i) => View(c, told[i])), shown);
        Assert.Contains("\"Signs\":\"inventory\"", shown[0], StringComparison.Ordinal);
        Assert.True(told[^1]!.Tally.Of(SignSource.Package) > 0 && told[^1]!.Tally.Corrections >= 0);

        void Look()
        {
            Assert.Empty(follower.Look().Chains); // they may still be written
            Found found = follower.Look();
            Assert.Null(found.Why);
            inventory.Take(found.Trades);
            foreach (MarketSnapshot chain in found.Chains)
            {
                inventory.Next(chain);
                shown.Add(View(chain, inventory.Of(chain)));
            }
        }
    }

    /// <summary>Files of trades early or late, whole or growing, overlapping or not, contracts that are listed after they traded, chains told twice.</summary>
    [Fact]
    public void In_any_order_the_end_is_the_same()
    {
        for (int seed = 1; seed <= Deep.Times(25); seed++)
        {
            var random = new SeededRandom((ulong)seed);
            var days = Days(4, (ulong)seed);
            var chains = new List<MarketSnapshot>();
            foreach ((MarketSnapshot noon, MarketSnapshot close, _) in days)
                // Half of the contracts are listed at noon only.
                chains.AddRange([noon.With(options: [.. noon.Options.Where(_ => random.NextInt32(2) == 0)]), close]);
            OptionTrade[] all = [.. days.SelectMany(d => d.Trades)];
            // Files by name: cuts of the whole, some beginning before the last ends.
            var files = new List<(string Path, OptionTrade[] Trades)>();
            for (int from = 0; from < all.Length;)
            {
                int to = Math.Min(all.Length, from + 1 + random.NextInt32(150));
                while (to < all.Length && all[to].At == all[to - 1].At)
                    to++;
                files.Add(($"{files.Count:000}", all[from..to]));
                if (random.NextInt32(3) == 0)
                    files.Add(($"{files.Count:000}", all[from..to]));
                from = to;
            }
            var waiting = files.ToList();
            var inventory = new LiveInventory();
            foreach (MarketSnapshot chain in chains)
            {
                while (waiting.Count > 0 && random.NextInt32(3) > 0)
                    Tell(random.NextInt32(waiting.Count));
                inventory.Next(chain);
                if (random.NextInt32(4) == 0)
                    inventory.Next(chain);
            }
            while (waiting.Count > 0)
                Tell(random.NextInt32(waiting.Count));
            var sources = new Sources(chains, [.. files.Select(f => Tape(f.Trades))]);
            InventoryState once = Inventories.Of(sources, prior: null, untold: false)[^1]!, live = inventory.Of(chains[^1])!;
            Assert.Equal((once.Tally.Trades, once.Tally.Volume, once.Tally.Corrections), (live.Tally.Trades, live.Tally.Volume, live.Tally.Corrections));
            Assert.All(chains.SelectMany(c => c.Options).Select(o => o.Contract.Id).Distinct(), id => Assert.Equal(once.Of(id), live.Of(id)));
            Assert.Equal(once.Notes, live.Notes.Where(n => !n.Contains("came after a chain", StringComparison.Ordinal)));

            void Tell(int i)
            {
                (string path, OptionTrade[] trades) = waiting[i];
                if (random.NextInt32(3) == 0)
                {
                    inventory.Take([(path, [Tape(trades[..(trades.Length / 2)])])]); // it grows
                    return;
                }
                waiting.RemoveAt(i);
                inventory.Take([(path, [Tape(trades)])]);
            }
        }
    }

    [Fact]
    public void What_comes_late_is_counted_and_what_comes_too_late_is_refused()
    {
        var days = Days(LiveInventory.Days + 2);
        var inventory = new LiveInventory();
        for (int i = 0; i < days.Count; i++)
        {
            if (i != 1 && i != 5)
                inventory.Take([($"{i}", [Tape(days[i].Trades)])]);
            inventory.Next(days[i].Close);
        }
        MarketSnapshot last = days[^1].Close;
        Assert.DoesNotContain(inventory.Of(last)!.Notes, n => n.Contains("came", StringComparison.Ordinal));
        Assert.True(inventory.Take([("5", [Tape(days[5].Trades)])]));
        Assert.Equal($"trades: {days[5].Trades.Count} came after a chain of a later time: they are taken at their own, and chains from before they came were shown without them", inventory.Of(last)!.Notes.Single());
        int trades = inventory.Of(last)!.Tally.Trades;
        Assert.True(inventory.Take([("1", [Tape(days[1].Trades)])]));
        Assert.Equal($"trades: {days[1].Trades.Count} came more than 7 days of chains late and are left out", inventory.Of(last)!.Notes[^1]);
        Assert.Equal(trades, inventory.Of(last)!.Tally.Trades);
        // Told again it changes nothing; what comes in time still counts.
        Assert.False(inventory.Take([("1", [Tape(days[1].Trades)])]));
        Assert.True(inventory.Take([("8", [Tape(days[8].Trades.Append(days[8].Trades[^1] with { At = last.AsOf }))])]));
        Assert.Equal(trades + 1, inventory.Of(last)!.Tally.Trades);
        // Trades of other underlyings are nobody's business.
        Assert.False(inventory.Take([("other", [Tape(days[8].Trades) with { Underlying = "ELSE" }])]));
    }

    [Fact]
    public void Trades_without_a_chain_wait_for_it()
    {
        (MarketSnapshot noon, MarketSnapshot close, IReadOnlyList<OptionTrade> trades) = Days(1)[0];
        var inventory = new LiveInventory();
        Assert.Null(inventory.Of(noon));
        Assert.False(inventory.Take([("t", [Tape(trades)])]));
        inventory.Next(noon);
        InventoryState atNoon = inventory.Of(noon)!;
        Assert.Equal(trades.Count(t => t.At <= noon.AsOf), atNoon.Tally.Trades);
        inventory.Next(close);
        Assert.Equal(trades.Count, inventory.Of(close)!.Tally.Trades);
        // The chain before is seen as it was.
        Assert.Same(atNoon, inventory.Of(noon));
    }

    [Fact]
    public async Task The_page_and_the_levels_follow_and_no_alert_comes_of_it()
    {
        var days = Days(3);
        var alerts = new List<AlertView>();
        var inventory = new LiveInventory();
        FlowFeed feed = FlowFeed.Live(holds: 1);
        feed.Alerted = alerts.Add;
        feed.InventoryOf = inventory.Of;
        await using var market = new LiveMarket(feed, new Watchers(), TimeSpan.FromMinutes(15), TimeProvider.System);
        var asked = new FlowChoice(SignModel.Inventory, default);
        inventory.Next(days[0].Close);
        market.Publish(days[0].Close);
        Assert.Equal("calls-long-puts-short", feed.Frame(null, default)!.View!.Conventions.Signs);
        Assert.Equal("no trades were given to infer an inventory from", feed.Frame(null, asked)!.Reason);
        Assert.Null(feed.LevelsNow(asked).View);
        inventory.Take([("0", [Tape(days[0].Trades)])]);
        inventory.Next(days[1].Noon);
        market.Publish(days[1].Noon);
        // Other levels than before: of other positions, so that nothing has happened.
        FlowView view = feed.Frame(null, default)!.View!;
        Assert.Equal("inventory", view.Conventions.Signs);
        Assert.Equal(View(days[1].Noon, inventory.Of(days[1].Noon)), JsonSerializer.Serialize(new { view.AsOf, view.Conventions.Signs, view.Inventory, view.Totals, view.Levels, view.SignModels }));
        Assert.Empty(alerts);
        Assert.Equal(view.Totals.Gex, feed.LevelsNow(asked).View!.Gex);
        Assert.Equal(view.Totals.Gex, feed.Series().Levels[^1]!.Gex);
        // The lane's levels are those of the view.
        inventory.Take([("1", [Tape(days[1].Trades)])]);
        inventory.Next(days[1].Close);
        market.Pictured(days[1].Close);
        LevelsFrame? live;
        while ((live = feed.LiveLevels(default))?.View is null)
            await Turn();
        FlowSettings settings = feed.SettingsOf(days[1].Close, default);
        Assert.Same(inventory.Of(days[1].Close), settings.Inventory);
        Assert.Equal(FlowReport.Of(days[1].Close, settings).Totals.Gex!.Value, live.View!.Gex!.Value, 1e-6 * Math.Abs(live.View.Gex.Value));
    }

    [Fact]
    public async Task A_later_start_restates_positions_over_a_split_as_the_first_did()
    {
        File.WriteAllLines(At("chains.csv"), CsvChains.AcrossASplit());
        File.WriteAllLines(At("trades.csv"), ["time,underlying,symbol,price,quantity,side", "2014-06-06T15:00:00Z,AAPL,AAPL 650 Call,9.5,80,buy"]);
        InventoryState once = Inventories.Of(SourceFiles.Read([At("chains.csv"), At("trades.csv")], new SourceChoices(null, null, null)), prior: null, untold: false)[^1]!;
        string place = Path.Combine(Directory.CreateDirectory(At("store")).FullName, "levels.db");
        for (int start = 0; start < 2; start++)
        {
            LivePast past = LivePast.Open(place, Duration.FromSeconds(1), TextWriter.Null);
            FlowFeed feed = FlowFeed.Live(past: past.Series, holds: 1);
            var choices = new DeskChoices(new FollowChoice([_folder], null, TimeSpan.FromHours(1)), PageSettings.Local(0), HasPage: false, null, null, new FlowTerms(), null, null, Duration.FromSeconds(1), 1);
            await using var live = LiveFeed.Of(choices, feed, past, TextWriter.Null, new QuickTime());
            live.Begin();
            FlowView? view;
            while ((view = feed.Frame(null, default)!.View)?.Inventory is null || view.AsOf != "2014-06-09T15:00:00Z")
                await Turn();
            Assert.Contains(view.Notes, static n => n.StartsWith("inventory: restated for the split of 7 for 1", StringComparison.Ordinal));
            InventoryContractView held = view.Inventory.Contracts.Single(static c => c.Symbol == "AAPL 92.86 Call");
            Assert.Equal((once.Of(new ContractId("cboe", "AAPL 92.86 Call"))!.Value.Position, true), (held.Position, held.Position < -500));
        }
    }

    [Fact]
    public void Levels_of_another_sign_model_are_no_past_of_these()
    {
        (MarketSnapshot noon, MarketSnapshot close, IReadOnlyList<OptionTrade> trades) = Days(1)[0];
        var inventory = new LiveInventory();
        inventory.Next(close);
        inventory.Take([("1", [Tape(trades)])]);
        IReadOnlyList<SeriesLevels?> levels = FlowFeed.OfFiles([noon, close], [null, inventory.Of(close)]).Series().Levels;
        Assert.Null(levels[0]);
        Assert.Equal("inventory", levels[1]!.Signs);
    }

    /// <summary>From files to the page, through the feed that <c>poise desk --follow</c> runs.</summary>
    [Fact]
    public async Task A_followed_folder_shows_the_inventory_of_its_trades()
    {
        (_, MarketSnapshot close, IReadOnlyList<OptionTrade> trades) = Days(1)[0];
        Write("chain.csv", close);
        FlowFeed feed = FlowFeed.Live();
        var choices = new DeskChoices(new FollowChoice([_folder], null, TimeSpan.FromHours(1)), PageSettings.Local(0), HasPage: false, null, null, new FlowTerms(), null, null, Duration.FromSeconds(60), 1);
        await using (var live = LiveFeed.Of(choices, feed, null, TextWriter.Null, new QuickTime()))
        {
            File.WriteAllText(At("bad.csv"), "no chain and no trades");
            live.Begin();
            FlowView view = await Shown(v => v.Conventions.Signs == "calls-long-puts-short");
            Assert.Null(view.Inventory);
            // Trades alone, with no chain after them.
            Write("trades.csv", trades.Take(trades.Count / 2));
            view = await Shown(v => v.Inventory is not null);
            Assert.Equal(("inventory", trades.Count / 2), (view.Conventions.Signs, view.Inventory!.Trades));
            Write("trades.csv", trades);
            view = await Shown(v => v.Inventory?.Trades == trades.Count);
            Assert.Contains($"trades: {trades.Count} came after a chain of a later time", view.Notes.Single(n => n.Contains("came after", StringComparison.Ordinal)), StringComparison.Ordinal);
            // New trades do not make the other file readable.
            while (feed.Frame(null, default)!.Notice?.Contains("bad.csv", StringComparison.Ordinal) != true)
                await Turn();
            // The lane goes on with the new positions once the view is out.
            while (!(Math.Abs(feed.LevelsNow(default).View!.Gex!.Value - view.Totals.Gex!.Value) <= 1e-6 * Math.Abs(view.Totals.Gex.Value)))
                await Turn();
        }
        InventoryState once = Inventories.Of(SourceFiles.Read([At("chain.csv"), At("trades.csv")], new SourceChoices(null, null, null)), prior: null, untold: false).Single()!;
        Assert.Equal(View(close, once), View(close, feed.SettingsOf(close, default).Inventory));

        async Task<FlowView> Shown(Func<FlowView, bool> isAwaited)
        {
            while (true)
            {
                if (feed.Frame(null, default)!.View is FlowView view && isAwaited(view))
                    return view;
                await Turn();
            }
        }
    }

    /// <summary>A clock whose timers run faster.</summary>
    private sealed class QuickTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, Quick(dueTime), Quick(period));

        private static TimeSpan Quick(TimeSpan time) => time > TimeSpan.Zero ? time / 100 : time;
    }
}
