using Poise.Chains;
using Poise.Domain;
using Poise.Flow;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>The slow lane of a live chain on real threads: what it ends with is what a report of all that it was told says.</summary>
public sealed class FlowLaneTests
{
    private static readonly FlowChoice[] Choices = [default, new(SignModel.CallsShortPutsLong, WallDefinition.OpenInterest)];

    private static FlowSettings Settings(MarketSnapshot chain, FlowChoice choice) => FlowDefaultsOf(choice);

    private static FlowSettings FlowDefaultsOf(FlowChoice choice) => new()
    {
        Signs = choice.Signs ?? SignModel.CallsLongPutsShort,
        Walls = choice.Walls,
        CompareWithCompat = false,
        CompareSigns = false,
        MapsHedging = false,
    };

    /// <summary>A lane whose ticks and remade chains can be waited for.</summary>
    private sealed class Heard : IAsyncDisposable
    {
        private readonly SemaphoreSlim _news = new(0);
        private readonly List<MarketSnapshot> _remade = [];

        public Heard(Action<MarketSnapshot>? remade = null)
        {
            Lane = new FlowLane(new ChainSettings(), Settings, () => Choices, s =>
            {
                lock (_remade)
                    _remade.Add(s);
                _news.Release();
                remade?.Invoke(s);
            }, TimeProvider.System)
            { Ticked = () => _news.Release(), LeastRest = TimeSpan.Zero };
        }

        public FlowLane Lane { get; }

        public async Task<LevelsTick> Until(FlowChoice choice, Func<LevelsTick, bool> holds)
        {
            while (true)
            {
                if (Lane.Levels(choice) is LevelsTick tick && holds(tick))
                    return tick;
                Assert.True(await _news.WaitAsync(TimeSpan.FromSeconds(20)), $"no such levels: {Lane.Failure}");
            }
        }

        public async Task<MarketSnapshot> Remade(Func<MarketSnapshot, bool> holds)
        {
            while (true)
            {
                lock (_remade)
                {
                    if (_remade.Find(s => holds(s)) is MarketSnapshot found)
                        return found;
                }
                Assert.True(await _news.WaitAsync(TimeSpan.FromSeconds(20)), $"no such chain: {Lane.Failure}");
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Lane.DisposeAsync();
            Assert.Null(Lane.Failure);
        }
    }

    private static void Same(MarketSnapshot market, LevelsTick tick, FlowChoice choice, double within = 1e-6)
    {
        FlowView view = FlowReport.Of(market, FlowDefaultsOf(choice));
        Assert.True(IsGexOf(view, tick, within), $"{view.Totals.Gex} and {tick.Levels.Gex}");
        Assert.Equal((view.Levels.CallWall, view.Levels.PutWall, view.Levels.Regime), (tick.Levels.CallWall, tick.Levels.PutWall, tick.Levels.Regime));
    }

    private static bool IsGexOf(FlowView view, LevelsTick tick, double within) => Math.Abs(view.Totals.Gex!.Value - tick.Levels.Gex!.Value) <= within * view.Profile.Max(static p => Math.Abs(p.Gex));

    [Fact]
    public async Task Pictures_quotes_and_spot_end_in_the_levels_of_all_of_them()
    {
        await using var heard = new Heard();
        MarketSnapshot market = TestChains.Market(0);
        heard.Lane.Pictured(market);
        foreach (FlowChoice choice in Choices)
            Same(market, await heard.Until(choice, static _ => true), choice);
        Instant later = market.AsOf + Duration.FromSeconds(5);
        OptionRow[] rows = [.. market.Options];
        for (int i = 0; i < rows.Length; i += 3)
        {
            if (!rows[i].Quote.IsTwoSided)
                continue;
            rows[i] = rows[i] with { Quote = rows[i].Quote with { Ask = rows[i].Quote.Ask + 0.0002, At = later } };
            heard.Lane.Quoted(rows[i].Contract.Id, rows[i].Quote);
        }
        heard.Lane.Quoted(new ContractId("sim", "unknown"), new Quote(1, 2, 1, 1, later));
        heard.Lane.SpotMoved(later, market.Spot * 1.001);
        MarketSnapshot now = market.With(spot: market.Spot * 1.001, asOf: later, options: rows);
        MarketSnapshot remade = await heard.Remade(s => s.AsOf == later && s.Spot == now.Spot && s.Options.SequenceEqual(rows));
        Assert.Equal(market.SpotSource, remade.SpotSource);
        foreach (FlowChoice choice in Choices)
        {
            FlowView view = FlowReport.Of(now, FlowDefaultsOf(choice));
            Same(now, await heard.Until(choice, t => t.FittedAt == later && t.Spot == now.Spot && IsGexOf(view, t, 1e-6)), choice);
        }
    }

    [Fact]
    public async Task Contracts_that_come_and_go_make_a_new_chain()
    {
        await using var heard = new Heard();
        MarketSnapshot first = TestChains.Market(0), next = TestChains.Market(20); // a day's expiry has ended
        heard.Lane.Pictured(first.With(options: [.. first.Options.Skip(40)]));
        await heard.Until(default, static _ => true);
        heard.Lane.Pictured(first.With(asOf: first.AsOf + Duration.FromSeconds(1)));
        Same(first, await heard.Until(default, t => t.AsOf > first.AsOf), default, 1e-4);
        heard.Lane.Pictured(next);
        Same(next, await heard.Until(default, t => t.AsOf == next.AsOf), default);
        Assert.Same(next.Options[0].Contract, (await heard.Remade(s => s.AsOf == next.AsOf)).Options[0].Contract);
    }

    [Fact]
    public async Task An_expiry_that_ends_by_the_clock_is_dropped()
    {
        await using var heard = new Heard();
        MarketSnapshot market = TestChains.Market(0);
        heard.Lane.Pictured(market);
        await heard.Until(default, static _ => true);
        Instant after = market.Options.Min(static r => r.Contract.Expiry) + Duration.FromSeconds(1);
        heard.Lane.SpotMoved(after, market.Spot);
        LevelsTick tick = await heard.Until(default, t => t.AsOf == after);
        // An hour without quotes makes them stale: nothing is known any more, and nothing is guessed.
        Assert.Null(tick.Levels.Gex);
    }

    [Fact]
    public async Task What_cannot_be_used_is_said_and_changes_nothing()
    {
        await using var heard = new Heard();
        MarketSnapshot market = TestChains.Market(1);
        heard.Lane.Pictured(market);
        LevelsTick before = await heard.Until(default, static _ => true);
        heard.Lane.Pictured(market.With(spot: double.NaN, asOf: market.AsOf + Duration.FromSeconds(9)));
        Assert.Equal("the picture of 2026-03-02T16:00:09Z has no spot", heard.Lane.WhyNot);
        heard.Lane.SpotMoved(market.AsOf, double.NaN);
        heard.Lane.Failed("chain.csv: no such file");
        Assert.Equal("chain.csv: no such file", heard.Lane.WhyNot);
        heard.Lane.Pictured(market.With(asOf: market.AsOf + Duration.FromSeconds(10)));
        Assert.Null(heard.Lane.WhyNot);
        LevelsTick after = await heard.Until(default, t => t.AsOf > market.AsOf);
        Assert.Equal(before.Levels.CallWall, after.Levels.CallWall);
        Assert.Equal(market.AsOf + Duration.FromSeconds(10), after.AsOf);
    }

    [Fact]
    public async Task A_view_that_cannot_be_made_is_told_and_the_levels_go_on()
    {
        bool breaks = true;
        await using var heard = new Heard(_ =>
        {
            if (breaks)
                throw new InvalidOperationException("no view");
        });
        MarketSnapshot market = TestChains.Market(0);
        heard.Lane.Pictured(market);
        await heard.Remade(s => s.AsOf == market.AsOf);
        Instant later = market.AsOf + Duration.FromSeconds(5);
        heard.Lane.Pictured(market.With(asOf: later));
        await heard.Until(default, t => t.FittedAt == later); // the chain made anew is taken after what broke beside it
        Assert.Equal($"the whole view of {later} could not be made: no view", heard.Lane.WhyNot);
        breaks = false;
        Instant last = later + Duration.FromSeconds(5);
        heard.Lane.Pictured(market.With(asOf: last));
        await heard.Until(default, t => t.FittedAt == last);
        Assert.Null(heard.Lane.WhyNot);
    }

    [Fact]
    public async Task A_lane_that_is_dead_never_looks_alive()
    {
        var lane = new FlowLane(new ChainSettings(), static (_, _) => throw new InvalidOperationException("no settings"), static () => [default], static _ => { }, TimeProvider.System);
        MarketSnapshot market = TestChains.Market(0);
        lane.Pictured(market);
        await lane.DisposeAsync();
        Assert.Equal("levels are no longer computed: no settings", lane.WhyNot);
        lane.Pictured(market.With(asOf: market.AsOf + Duration.FromSeconds(1)));
        lane.Failed(null);
        Assert.Equal("levels are no longer computed: no settings", lane.WhyNot);
    }

    [Fact]
    public async Task Time_does_not_go_back()
    {
        await using var heard = new Heard();
        MarketSnapshot market = TestChains.Market(0);
        heard.Lane.Pictured(market);
        Instant moved = market.AsOf + Duration.FromSeconds(100), between = market.AsOf + Duration.FromSeconds(50), after = market.AsOf + Duration.FromSeconds(101);
        heard.Lane.SpotMoved(moved, 1.02 * market.Spot);
        await heard.Until(default, t => t.AsOf == moved);
        heard.Lane.Pictured(market.With(asOf: between));
        // A quote tells the time too.
        OptionRow row = market.Options.First(static r => r.Quote.IsTwoSided);
        heard.Lane.Quoted(row.Contract.Id, row.Quote with { At = after });
        LevelsTick tick = await heard.Until(default, t => t.AsOf >= after);
        Assert.Equal((after, 1.02 * market.Spot), (tick.AsOf, tick.Spot));
    }
}
