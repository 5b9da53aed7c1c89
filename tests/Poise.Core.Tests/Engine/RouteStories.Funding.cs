using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

/// <summary>What longs are expected to pay until the horizon.</summary>
public partial class RouteStories
{
    /// <summary>The same quote and the same fees at both; the venues expect so much funding a day.</summary>
    private static DeskStory Equal(double here, double there, double age = 0, Func<HedgerSettings, HedgerSettings>? change = null)
    {
        DeskStory story = Ready(Settings(h => (change ?? (static s => s))(h with { Further = [h.Further[0] with { TakerFee = 0.0005 }] })));
        Instant told = story.Now - new Duration((long)(age * 1e9));
        foreach ((ContractIndex contract, double funding) in (ReadOnlySpan<(ContractIndex, double)>)[(DeskStory.PerpetualIndex, here), (SecondIndex, there)])
            story.Apply(DeskEvent.Quoted(story.Now, contract, new Quote(99.98, 100.02, 50, 50, story.Now), new QuoteDetail { FundingPerDay = funding, ToldAt = told }));
        return story;
    }

    private static ContractIndex Where(DeskStory story, double calls) => Assert.Single(story.Holds(DeskStory.CallIndex, calls).EndsBatch().Placed).Contract;

    [Fact]
    public void Of_two_equal_prices_funding_decides()
    {
        ContractIndex first = DeskStory.PerpetualIndex, second = SecondIndex;
        Assert.Equal((first, first), (Where(Equal(0, 0), -20), Where(Equal(0, 0), 20))); // nothing tells them apart
        Assert.Equal((first, second), (Where(Equal(0, 0.0003), -20), Where(Equal(0, 0.0003), 20))); // longs pay there: sold there, bought here
        Assert.Equal((second, first), (Where(Equal(0, -0.0003), -20), Where(Equal(0, -0.0003), 20)));
        Assert.Equal((second, first), (Where(Equal(0.0003, 0.0002), -20), Where(Equal(0.0003, 0.0002), 20)));
    }

    [Fact]
    public void It_counts_as_long_as_the_horizon()
    {
        // Four basis points of fee are worth four of funding: 12 a day for eight hours.
        DeskStory Dearer(double perDay, long hours = 8) => Equal(0, -perDay, change: h => h with { FundingHorizon = Duration.FromHours(hours), Further = [h.Further[0] with { TakerFee = 0.0009 }] });
        Assert.Equal(DeskStory.PerpetualIndex, Where(Dearer(0.00119), -20));
        Assert.Equal(SecondIndex, Where(Dearer(0.00121), -20));
        Assert.Equal(SecondIndex, Where(Dearer(0.00041, hours: 24), -20));
        Assert.Equal(DeskStory.PerpetualIndex, Where(Dearer(0.1, hours: 0), -20)); // it is ignored
        Assert.Equal(Duration.FromHours(8), DeskStory.Settings.Hedgers[0].FundingHorizon);
    }

    [Fact]
    public void What_was_not_told_or_not_lately_is_none()
    {
        Assert.Equal(SecondIndex, Where(Equal(0, -0.0003, age: 60), -20));
        Assert.Equal(DeskStory.PerpetualIndex, Where(Equal(0, -0.0003, age: 60.1), -20));
        Assert.Equal(DeskStory.PerpetualIndex, Where(Equal(0, double.NaN), -20));
        Assert.Equal(DeskStory.PerpetualIndex, Where(Quotes(Equal(0, -0.0003), 100), -20)); // a quote without it
    }

    [Fact]
    public void What_rests_goes_where_funding_makes_it_best()
    {
        DeskStory Resting(double there) => Equal(0, there, change: static h => h with { Working = new PassiveThenCross(new PeggedOrder(), 1e9, Duration.FromSeconds(1_000_000)) });
        Assert.Equal((SecondIndex, DeskStory.PerpetualIndex), (Where(Resting(-0.0003), -20), Where(Resting(0.0003), -20)));
    }
}
