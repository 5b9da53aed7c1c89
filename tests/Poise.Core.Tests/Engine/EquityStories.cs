using System.Text;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

/// <summary>A coin-margined account's own coin counted as delta: hedged, the account is worth the same dollars whatever the coin does.</summary>
public sealed class EquityStories
{
    private static DeskSettings With(double capital, bool isOn = true) => DeskStory.With(h => h with
    {
        Capital = capital,
        EquityAsDelta = isOn,
        Policy = new FixedBandPolicy(new DeltaBand(-0.15, 0, 0.15, BandRebalance.ToTarget)),
        Limits = h.Limits with { MaxJump = 10 },
    });

    private static Hedger Of(DeskStory story) => story.Desk.Hedgers[0];

    [Fact]
    public void An_account_of_coin_is_hedged_once_and_stays_worth_the_same()
    {
        DeskStory story = DeskStory.Ready(With(3), isInverse: true).EndsBatch();
        NewOrder order = Assert.Single(story.Placed);
        Assert.Equal((Side.Sell, 30L), (order.Side, order.Quantity.Count)); // of ten dollars each: three coins
        Assert.Equal((0, 3, 3), (Of(story).Greeks.Net.Delta, Of(story).EquityDelta, story.Decision.NetDelta));
        story.FillsWhole(order).EndsBatch();
        double worth = Of(story).EquityDelta * 100;
        foreach (double price in (double[])[200, 50, 400, 100])
        {
            story.After(5).SeesMarket(price);
            Assert.Equal(worth, Of(story).EquityDelta * price, 1.0); // of which the sale's own price is the rest
            Assert.InRange(Of(story).NetDelta, -0.01, 0.01);
        }
        Assert.Single(story.Placed);
        Assert.Empty(DeskStory.Ready(With(3, isOn: false), isInverse: true).EndsBatch().Placed);
        Assert.Empty(DeskStory.Ready(With(3)).EndsBatch().Placed); // nothing there is margined in coin
    }

    [Fact]
    public void With_options_it_is_what_the_accounts_dollars_change_by()
    {
        DeskStory story = DeskStory.Ready(With(40) with { RepriceMove = 0 }, isInverse: true).Holds(DeskStory.CallIndex, -8, 0.06m).Holds(DeskStory.PutIndex, 5, 0.03m).Holds(DeskStory.PerpetualIndex, 70, 98m);
        double Worth(double price)
        {
            story.Quotes(price).EndsBatch();
            return Of(story).EquityDelta * price;
        }

        double down = Worth(99.99), up = Worth(100.01);
        Worth(100);
        Assert.Equal((up - down) / 0.02, Of(story).NetDelta, 1e-4);
        Assert.NotEqual(40, Of(story).EquityDelta, 1e-3);
        Assert.Equal(100 * Of(story).NetDelta, story.Desk.Sums.Delta, 1e-9);
    }

    /// <summary>The ladder's rungs against a desk that sees those prices: short calls and a put, coins sold at a profit, some of the underlying in dollars.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(double.NaN)]
    public void The_hedge_ladder_is_what_the_desk_decides_at_each_price(double capital)
    {
        DeskStory Book() => DeskStory.Ready(With(capital) with { RepriceMove = 0 }, isInverse: true).Holds(DeskStory.CallIndex, -8, 0.06m).Holds(DeskStory.PutIndex, 5, 0.03m).Holds(DeskStory.PerpetualIndex, 70, 98m);

        DeskStory here = Book();
        here.Desk.Apply(DeskEvent.TradingStateSet(here.Now, TradingState.Halted, TradingStateReason.Operator));
        here.EndsBatch();
        Hedger hedger = Of(here);
        RiskLeg[] legs = [.. new[] { DeskStory.PerpetualIndex, DeskStory.CallIndex, DeskStory.PutIndex }.Select(i => hedger.LegOf(i, here.Desk.Book.QuantityOf(i)))];
        Assert.All(new[] { DeskStory.PerpetualIndex, DeskStory.CallIndex, DeskStory.PutIndex }, i => Assert.True(hedger.MovesEquity(i)));
        var book = new RiskBook(hedger.Greeks.Spot, isInCoin: true, legs);
        double perLot = hedger.Greeks.DeltaPerLot(DeskStory.PerpetualIndex);
        double[] moves = [-0.1, -0.03, 0, 0.02, 0.1];
        HedgeRung[] rungs = HedgeLadder.Of(book, hedger.Policy, hedger.Input(hedger.NetDelta), 0, hedger.Settings.Plan, spot => perLot * 100 / spot, moves, move => hedger.EquityDelta + book.Pnl(move, 0, default));
        for (int i = 0; i < moves.Length; i++)
        {
            DeskStory there = Book().Quotes(100 * (1 + moves[i])).EndsBatch();
            Assert.Equal(there.Decision.NetDelta, rungs[i].NetDelta, 1e-9);
            if (double.IsNaN(capital))
            {
                Assert.Equal((DecisionReason.EquityUnknown, Lots.Zero), (rungs[i].Reason, rungs[i].Trade));
                Assert.Equal(DecisionReason.EquityUnknown, there.Decision.Reason);
                continue;
            }
            NewOrder order = Assert.Single(there.Placed);
            Assert.Equal((there.Decision.Reason, order.Quantity.Count * (order.Side == Side.Buy ? 1 : -1)), (rungs[i].Reason, rungs[i].Trade.Count));
            Assert.Equal(there.Decision.Band, rungs[i].Band);
        }
        if (!double.IsNaN(capital))
            Assert.NotEqual(rungs[0].At.Delta + hedger.EquityDelta, rungs[0].NetDelta, 0.1); // equity is not what it was
    }

    [Fact]
    public void Without_capital_nothing_is_known_and_nothing_is_hedged()
    {
        DeskStory story = DeskStory.Ready(With(double.NaN), isInverse: true).Holds(DeskStory.CallIndex, -20, 0.05m).EndsBatch();
        Assert.Empty(story.Placed);
        Assert.Equal((DecisionAction.Hold, DecisionReason.EquityUnknown), (story.Decision.Action, story.Decision.Reason));
        LiveSettings live = Of(story).Live;
        story.Apply(DeskEvent.SettingsSet(story.Now, live with { EquityAsDelta = false })).EndsBatch();
        Assert.Single(story.Placed);
    }

    [Fact]
    public void It_is_told_while_it_runs_and_a_journal_keeps_it()
    {
        LiveSettings read = LiveSettingsText.Parse(Encoding.UTF8.GetBytes("""{"equityAsDelta":true}"""));
        Assert.Equal(LiveSettings.Usual with { EquityAsDelta = true }, read);
        Assert.Equal(read, LiveSettingsText.Parse(LiveSettingsText.Of(read)));
        Assert.DoesNotContain("equity", Encoding.UTF8.GetString(LiveSettingsText.Of(LiveSettings.Usual)), StringComparison.Ordinal); // older journals say nothing of it

        DeskStory story = DeskStory.Ready(With(3, isOn: false), isInverse: true).EndsBatch();
        ulong before = story.Desk.StateHash();
        story.Apply(DeskEvent.SettingsSet(story.Now, Of(story).Live with { EquityAsDelta = true }));
        Assert.NotEqual(before, story.Desk.StateHash());
        story.EndsBatch();
        Assert.Equal(30, Assert.Single(story.Placed).Quantity.Count);
        var replay = new Replay(new Desk(story.Desk.Settings));
        Assert.All(story.Recording, e => Assert.True(replay.Step(e), replay.Difference));
        Assert.True(replay.Step(DeskEvent.StateHashed(story.Now, story.Desk.StateHash())), replay.Difference);
    }

    [Fact]
    public void Its_hedge_is_the_own_books_and_crosses_to_nobody()
    {
        var desk = new BookDesk(With(3), isInverse: true);
        desk.Holds(BookDesk.BankCoins, 2).Sees().FillsAll();
        for (int i = 0; i < 3; i++)
            desk.Sees(seconds: 11);
        Assert.Equal(50, Assert.Single(desk.Story.Placed).Quantity.Count); // three of ours, two of the bank's
        Assert.Equal((-20L, -30L), (desk.Of(BookDesk.Bank).Lots, desk.Of("desk").Lots));
        Assert.Empty(desk.Trades);
    }
}
