using Poise.Chains;
using Poise.Domain;
using Poise.Flow;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>The background fit of a live market's surface: of the latest chain, one at a time, and in nobody's way.</summary>
public sealed class SurfaceLaneTests
{
    private static readonly MarketSnapshot Market = TestChains.Market(0);

    private static MarketSnapshot After(int seconds) => Market.With(asOf: Market.AsOf + Duration.FromSeconds(seconds));

    /// <summary>A lane each of whose fits waits until it is let.</summary>
    private sealed class Held : IAsyncDisposable
    {
        private readonly SemaphoreSlim _begun = new(0), _let = new(0), _ended = new(0);

        public Held() => Lane = new SurfaceLane(Fit, TimeProvider.System) { LeastRest = TimeSpan.Zero, Ended = () => _ended.Release() };

        public SurfaceLane Lane { get; }

        public List<Instant> Fitted { get; } = [];

        public bool Breaks { get; set; }

        public async Task Begun() => Assert.True(await _begun.WaitAsync(TimeSpan.FromSeconds(20)), "no fit began");

        public async Task Let()
        {
            _let.Release();
            Assert.True(await _ended.WaitAsync(TimeSpan.FromSeconds(20)), "no fit ended");
        }

        public ValueTask DisposeAsync()
        {
            _let.Release(100);
            return Lane.DisposeAsync();
        }

        private VolSurface Fit(MarketSnapshot market)
        {
            _begun.Release();
            _let.Wait();
            Fitted.Add(market.AsOf);
            return Breaks ? throw new ArithmeticException("no fit") : VolSurface.Fit(OptionChain.Of(market, new ChainSettings()));
        }
    }

    [Fact]
    public async Task The_latest_chain_is_fitted_next_and_those_between_are_not()
    {
        await using var held = new Held();
        Assert.Null(held.Lane.Last);
        held.Lane.Offer(Market);
        await held.Begun();
        for (int i = 1; i <= 5; i++)
            held.Lane.Offer(After(i)); // none of them waits for the fit
        Assert.Null(held.Lane.Last);
        await held.Let();
        Assert.Equal(Market.AsOf, held.Lane.Last!.AsOf);
        await held.Begun();
        await held.Let();
        Assert.Equal(After(5).AsOf, held.Lane.Last!.AsOf);
        Assert.Equal([Market.AsOf, After(5).AsOf], held.Fitted);
        Assert.Equal(3, held.Lane.Last.View(ExpiryFilter.All).Smiles.Count(static s => s.Svi is not null)); // the first ends the next morning: few of its quotes have a bid
    }

    [Fact]
    public async Task A_fit_that_fails_is_told_and_the_last_one_stands()
    {
        await using var held = new Held();
        held.Lane.Offer(Market);
        await held.Begun();
        await held.Let();
        VolSurface first = held.Lane.Last!;
        held.Breaks = true;
        held.Lane.Offer(After(9));
        await held.Begun();
        await held.Let();
        Assert.Same(first, held.Lane.Last);
        Assert.Equal($"the vol surface of {After(9).AsOf} could not be fitted: no fit", held.Lane.WhyNot);
        held.Breaks = false;
        held.Lane.Offer(After(10));
        await held.Begun();
        await held.Let();
        Assert.Null(held.Lane.WhyNot);
        Assert.Equal(After(10).AsOf, held.Lane.Last!.AsOf);
    }

    [Fact]
    public async Task Quotes_become_levels_and_whole_chains_while_a_fit_is_under_way()
    {
        await using var held = new Held();
        using var news = new SemaphoreSlim(0);
        await using var lane = new FlowLane(
            new ChainSettings(), static (_, _) => new FlowSettings { CompareWithCompat = false, CompareSigns = false, MapsHedging = false, MapsGamma = false }, static () => [default], held.Lane.Offer, TimeProvider.System)
        { Ticked = () => news.Release(), LeastRest = TimeSpan.Zero };
        lane.Pictured(Market);
        await held.Begun();
        for (int i = 1; i <= 20; i++)
        {
            Instant at = Market.AsOf + Duration.FromSeconds(2 * i);
            lane.SpotMoved(at, Market.Spot + 10 * i);
            while (lane.Levels(default) is not LevelsTick tick || tick.AsOf < at || tick.FittedAt < at)
                Assert.True(await news.WaitAsync(TimeSpan.FromSeconds(20)), $"no levels of {at}: {lane.Failure}");
        }
        Assert.Null(held.Lane.Last);
        await held.Let();
        Assert.Equal(Market.AsOf, held.Lane.Last!.AsOf);
        await held.Begun();
        await held.Let(); // what follows is the chain as it is by then
        Assert.Equal(Market.AsOf + Duration.FromSeconds(40), held.Lane.Last!.AsOf);
    }

    [Fact]
    public async Task It_ends_in_the_middle_of_its_rest()
    {
        var lane = new SurfaceLane(static market => VolSurface.Fit(OptionChain.Of(market, new ChainSettings())), TimeProvider.System) { LeastRest = TimeSpan.FromDays(1) };
        using var ended = new SemaphoreSlim(0);
        lane.Ended = () => ended.Release();
        lane.Offer(Market);
        Assert.True(await ended.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        lane.Offer(After(1));
        await lane.DisposeAsync();
        Assert.Equal(Market.AsOf, lane.Last!.AsOf); // the second waited for its rest
        lane.Offer(After(2));
    }
}
