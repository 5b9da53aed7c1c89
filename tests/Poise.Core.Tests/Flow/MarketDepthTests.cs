using Poise.Domain;
using Poise.Flow;

namespace Poise.Core.Tests;

/// <summary>Impact by taking from an order book.</summary>
public class MarketDepthTests
{
    private static readonly MarketDepth Book = MarketDepth.OfBook([(99, 10), (98, 20), (90, 100)], [(103, 5), (101, 10), (105, 1)]);

    [Theory]
    [InlineData(1, 0.01)] // the first ask is at 101, mid 100
    [InlineData(1010, 0.01)]
    [InlineData(1010.01, 0.03)]
    [InlineData(1525, 0.03)]
    [InlineData(1630, 0.05)]
    [InlineData(1630.01, null)]
    [InlineData(-990, -0.01)]
    [InlineData(-991, -0.02)]
    [InlineData(-11950, -0.1)]
    [InlineData(-11951, null)]
    [InlineData(0, 0.0)]
    public void A_trade_moves_the_price_to_the_last_level_it_takes(double currency, double? move)
    {
        double? found = Book.Impact(currency);
        Assert.Equal(move is null, found is null);
        Assert.Equal(move ?? 0, found ?? 0, 12);
        Assert.Equal((11950.0, 1630.0), (Book.Bids, Book.Asks));
    }

    [Fact]
    public void An_amount_for_one_percent_is_spread_evenly()
    {
        var depth = MarketDepth.Within1Percent(2e9);
        Assert.Equal(0.0025, depth.Impact(5e8)!.Value, 12);
        Assert.Equal(-0.01, depth.Impact(-2e9)!.Value, 12);
        Assert.Null(depth.Impact(2.1e9));
    }

    [Fact]
    public void A_book_that_is_none_is_refused()
    {
        foreach ((double, double)[][] sides in ((double, double)[][][])[[[], [(1, 1)]], [[(1, 1)], []], [[(2, 1)], [(2, 1)]], [[(0, 1)], [(2, 1)]], [[(1, double.NaN)], [(2, 1)]], [[(1, 1)], [(double.PositiveInfinity, 1)]]])
            Assert.Throws<ArgumentException>(() => MarketDepth.OfBook(sides[0], sides[1]));
        Assert.Throws<ArgumentException>(() => MarketDepth.Within1Percent(double.NaN));
    }

    [Fact]
    public void A_view_has_it_beside_the_laws_of_volume()
    {
        MarketSnapshot market = new GeneratedChain().Snapshot();
        double gex = Math.Abs(FlowReport.Of(market, new FlowSettings()).Totals.Gex!.Value);
        FlowView view = FlowReport.Of(market, new FlowSettings { Depth = MarketDepth.Within1Percent(4 * gex), Liquidity = new Liquidity(50 * gex, 0.01) });
        Assert.Equal(0.25, view.Depth!.Amplification!.Value, 9);
        foreach (HedgingFlowView flow in view.Flow)
        {
            Assert.Equal(Math.Abs(flow.Currency!.Value) <= 4 * gex, flow.DepthImpact is not null);
            if (flow.DepthImpact is double move)
                Assert.Equal(0.01 * flow.Currency.Value / (4 * gex), move, 1e-12);
        }
        Assert.Contains(view.Flow, f => f.DepthImpact is not null);
        FlowView thin = FlowReport.Of(market, new FlowSettings { Depth = MarketDepth.Within1Percent(0.9 * gex) });
        Assert.Null(thin.Depth!.Amplification);
        Assert.Contains("depth: the book that is known does not hold the hedge of a 1 % move: no amplification through it", thin.Notes);
        Assert.Null(FlowReport.Of(market, new FlowSettings()).Depth);
    }
}
