using Poise.App;
using Poise.Domain;
using Poise.Engine;
using Poise.Flow;

namespace Poise.Edge.Tests;

public sealed class ForeseerTests
{
    private static readonly TimeSpan Never = Timeout.InfiniteTimeSpan;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_desk_hears_of_an_hour_of_the_dealers_hedging_where_the_days_volume_is_known(bool isKnown)
    {
        FlowFeed feed = FlowFeed.Live(new FlowTerms { Liquidity = isKnown ? new Liquidity(2e9) : null });
        List<Foresight> told = [];
        List<Exception> failures = [];
        await using var foreseer = new Foreseer(() => feed.Frame(null, default), f => { told.Add(f); return true; }, failures.Add, Never, TimeProvider.System);
        foreseer.Look();
        Assert.Empty(told); // no chain yet
        feed.Publish(TestChains.Market(0));
        foreseer.Look();
        foreseer.Look(); // the same picture again is no news
        if (!isKnown)
        {
            Assert.Empty(told); // nothing to tell
            return;
        }
        FlowView view = feed.Frame(null, default)!.View!;
        double impact = view.Flow.Single(static f => f.Scenario == "+1 hour").Impact!.Value;
        Assert.NotEqual(0, impact);
        Assert.Equal((double.NaN, impact), (Assert.Single(told).Vol, told[0].DealerMove));
        Assert.Equal(view.AsOf, told[0].At.ToString()); // it grows old with what it was made of
        feed.Publish(TestChains.Market(1));
        foreseer.Look();
        Assert.Equal(2, told.Count);
    }

    [Fact]
    public async Task The_forecast_vol_is_what_spot_has_done()
    {
        MarketSnapshot chain = TestChains.Market(0);
        FlowView view = Of(chain);
        int minute = 0;
        List<Foresight> told = [];
        List<Exception> failures = [];
        await using var foreseer = new Foreseer(
            () => new FlowFrame(1, view with { AsOf = (chain.AsOf + Duration.FromSeconds(60 * minute)).ToString(), Spot = 100 * Math.Exp((minute % 2) * 0.6 * Math.Sqrt(Duration.FromSeconds(60).Years)) }, 0, 1, null, [], null),
            f => { told.Add(f); return true; }, failures.Add, Never, TimeProvider.System);
        for (; minute < 400; minute++)
            foreseer.Look();
        Assert.True(told.Count is > 360 and < 380, $"{told.Count} told");
        Assert.Equal(0.6, told[^1].Vol, 1e-9);
    }

    [Fact]
    public async Task What_breaks_is_told_once_and_the_next_look_goes_on()
    {
        int looks = 0;
        List<Foresight> told = [];
        List<Exception> failures = [];
        var again = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var foreseer = new Foreseer(
            () =>
            {
                if (++looks > 3)
                    again.TrySetResult();
                throw new InvalidOperationException("broken");
            },
            f => { told.Add(f); return true; }, failures.Add, TimeSpan.FromMilliseconds(1), TimeProvider.System);
        await again.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("broken", Assert.Single(failures).Message); // told once
        Assert.Empty(told);
    }

    private static FlowView Of(MarketSnapshot chain)
    {
        FlowFeed feed = FlowFeed.Live();
        feed.Publish(chain);
        return feed.Frame(null, default)!.View!;
    }
}
