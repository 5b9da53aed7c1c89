using Poise.Chains;
using Poise.Domain;

namespace Poise.Core.Tests;

/// <summary>A spot at which the options cannot have been quoted is told.</summary>
public class SpotCheckTests
{
    private static string[] Doubts(MarketSnapshot snapshot, double? spot = null) =>
        [.. OptionChain.Of(snapshot.With(spot: spot), new ChainSettings()).Notes.Where(n => n.StartsWith("spot:", StringComparison.Ordinal))];

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void A_true_spot_is_not_doubted(PayoffStyle style)
    {
        MarketSnapshot truth = new GeneratedChain { Style = style }.Snapshot();
        Assert.Empty(Doubts(truth));
        Assert.Empty(Doubts(truth, truth.Spot * 1.004));
    }

    [Theory]
    [InlineData(1.02, "-1.96 %")]
    [InlineData(0.97, "+3.09 %")]
    [InlineData(1.3, "-23.08 %")]
    public void One_that_parity_contradicts_is(double times, string difference)
    {
        MarketSnapshot truth = new GeneratedChain { Yield = 0.04 }.Snapshot();
        string doubt = Assert.Single(Doubts(truth, truth.Spot * times));
        Assert.Contains("disagrees with put-call parity of the next 3 expiries", doubt, StringComparison.Ordinal);
        Assert.Contains(difference, doubt, StringComparison.Ordinal);
        Assert.Contains("% of spot: spot may be late", doubt, StringComparison.Ordinal);
    }

    [Fact]
    public void A_spot_of_other_shares_leaves_no_forward_by_parity_and_says_so()
    {
        MarketSnapshot truth = new GeneratedChain { Days = [4, 18, 46] }.Snapshot();
        string doubt = Assert.Single(Doubts(truth, truth.Spot / 7));
        Assert.Contains("of 3 expiries", doubt, StringComparison.Ordinal);
        Assert.Contains("those forwards are not used", doubt, StringComparison.Ordinal);
    }

    [Fact]
    public void One_expiry_of_bad_quotes_is_no_doubt_of_spot()
    {
        MarketSnapshot truth = new GeneratedChain
        {
            // Calls of the first expiry 60 points too dear: its parity is off by more than one per cent.
            Change = static r => r.Contract.Expiry - GeneratedChain.Now < Duration.FromDays(2) && r.Contract.Type == OptionType.Call ? r with { Quote = r.Quote with { Bid = r.Quote.Bid + 60, Ask = r.Quote.Ask + 60 } } : r,
        }.Snapshot();
        Assert.Empty(Doubts(truth));
        // Far expiries alone say nothing of spot.
        Assert.Empty(Doubts(new GeneratedChain { Days = [46, 109] }.Snapshot(), 5100));
    }
}
