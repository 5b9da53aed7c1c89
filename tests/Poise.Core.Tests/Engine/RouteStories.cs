using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

/// <summary>A desk with accounts at two venues: short calls at the first, a perpetual at each, in lots of 0.1 and of 0.01.</summary>
public partial class RouteStories
{
    private const string Two = "two";
    private static readonly Contract Second = DeskStory.LinearPerpetual with { Id = new(Two, "PERP"), LotSize = 0.01m };
    private static readonly ContractIndex SecondIndex = new(3);

    private static DeskSettings Settings(Func<HedgerSettings, HedgerSettings>? change = null, OrderLimits? there = null) => DeskStory.With(h => (change ?? (static s => s))(h with
    {
        Costs = new VenueCosts(TakerFee: 0.0005),
        Further = [new OutletSettings { Hedge = Second.Id, TakerFee = 0.0001, MaxOrder = new(10_000), MaxPosition = new(20_000) }],
    })) with
    { OrdersAt = there is null ? new Dictionary<string, OrderLimits>() : new Dictionary<string, OrderLimits> { [Two] = there } };

    private static DeskStory Listed(DeskSettings? settings = null)
    {
        DeskStory story = new(settings ?? Settings());
        return story.Apply(DeskEvent.Listed(story.Now, Second));
    }

    private static DeskStory Joins(DeskStory story) => story.Apply(DeskEvent.LinkUp(story.Now, Two)).Apply(DeskEvent.Reconciled(story.Now, Two));

    private static DeskStory Quotes(DeskStory story, double mid, double half = 0.02, double size = 50) =>
        story.Apply(DeskEvent.Quoted(story.Now, SecondIndex, new Quote(mid - half, mid + half, size, size, story.Now)));

    private static DeskStory Sees(DeskStory story, double mid) => Quotes(story.Quotes(mid).Fits(0.5), mid).EndsBatch();

    /// <summary>Ready, with the same quote at both: the second is cheaper by four basis points.</summary>
    private static DeskStory Ready(DeskSettings? settings = null) => Quotes(Joins(Listed(settings).Opens()).Quotes(100).Fits(0.5), 100);

    private static Hedger HedgerOf(DeskStory story) => story.Desk.Hedgers[0];

    private static NewOrder[] At(DeskStory story, ContractIndex contract) => [.. story.Placed.Where(o => o.Contract == contract)];

    [Fact]
    public void Nothing_is_traded_before_each_venue_has_said_what_the_account_there_holds()
    {
        DeskStory story = Listed().Opens().Quotes(100).Fits(0.5).Holds(DeskStory.CallIndex, -100).EndsBatch();
        Assert.Equal((DecisionAction.Hold, DecisionReason.Recovering), (story.Decision.Action, story.Decision.Reason));
        Joins(story).EndsBatch(); // no price there yet: all of it at the first
        Assert.Equal(DeskStory.PerpetualIndex, Assert.Single(story.Placed).Contract);
    }

    [Fact]
    public void A_venue_that_does_not_come_back_after_a_start_may_be_set_aside()
    {
        DeskStory story = Ready().Holds(DeskStory.CallIndex, -20).EndsBatch();
        NewOrder there = Assert.Single(story.Placed);
        story.FillsWhole(there).EndsBatch();
        long held = story.Desk.Book.QuantityOf(SecondIndex).Count;
        Assert.Equal(AsideRefusal.Confirmed, story.Desk.AsideRefusalOf(Two));

        story.Apply(DeskEvent.Started(story.Now)).Apply(DeskEvent.LinkUp(story.Now)).Apply(DeskEvent.Reconciled(story.Now)).Holds(DeskStory.CallIndex, -20).Quotes(100).Fits(0.5).EndsBatch();
        Assert.Equal((DecisionAction.Hold, DecisionReason.Recovering), (story.Decision.Action, story.Decision.Reason));
        Assert.Equal(AsideRefusal.None, story.Desk.AsideRefusalOf(Two));
        ulong before = story.Desk.StateHash();
        story.Apply(DeskEvent.VenueSetAside(story.Now, Two));
        Assert.NotEqual(before, story.Desk.StateHash());
        story.EndsBatch();
        NewOrder here = story.Placed[^1];
        Assert.Equal((DeskStory.PerpetualIndex, held), (here.Contract, story.Desk.Book.QuantityOf(SecondIndex).Count));
        Assert.InRange(story.Decision.NetDelta, -12, -9); // what was bought there counts

        // It comes back: from then on it is one like the others; the next start waits for it again.
        story.FillsWhole(here);
        Joins(story).EndsBatch();
        Assert.Equal((true, false), (story.Desk.AccountAt(Two)!.HasConfirmed, story.Desk.AccountAt(Two)!.IsSetAside));
        story.Apply(DeskEvent.Started(story.Now)).Apply(DeskEvent.LinkUp(story.Now)).Apply(DeskEvent.Reconciled(story.Now)).EndsBatch();
        Assert.True(story.Desk.AccountAt(Two)!.IsAwaited);
        Assert.Equal(DecisionReason.Recovering, story.Decision.Reason);
        Replay replay = new(new Desk(story.Desk.Settings));
        Assert.All(story.Recording, e => Assert.True(replay.Step(e), replay.Difference));
    }

    [Fact]
    public void What_somebody_knows_nothing_of_is_not_set_aside()
    {
        DeskStory story = Listed().Opens().Quotes(100).Fits(0.5).EndsBatch();
        Assert.Equal(AsideRefusal.NeverConfirmed, story.Desk.AsideRefusalOf(Two));
        story.Apply(DeskEvent.VenueSetAside(story.Now, Two)).Holds(DeskStory.CallIndex, -20).EndsBatch();
        Assert.Equal((DecisionReason.Recovering, 0), (story.Decision.Reason, story.Placed.Count));
        Assert.Equal(AsideRefusal.NoAccount, story.Desk.AsideRefusalOf("three"));
        Assert.Throws<ArgumentException>(() => story.Apply(DeskEvent.VenueSetAside(story.Now, "three")));

        DeskStory first = Ready();
        first.Apply(DeskEvent.Started(first.Now));
        Joins(first).EndsBatch();
        Assert.Equal(AsideRefusal.FirstVenue, first.Desk.AsideRefusalOf(DeskStory.LinearPerpetual.Id.Venue));
    }

    [Fact]
    public void A_hedge_takes_the_best_price_first_and_the_rest_where_more_is_shown()
    {
        DeskStory story = Ready().Holds(DeskStory.CallIndex, -100).EndsBatch();
        double wanted = -story.Decision.NetDelta;
        Assert.InRange(wanted, 52, 54);
        NewOrder there = Assert.Single(At(story, SecondIndex)), here = Assert.Single(At(story, DeskStory.PerpetualIndex));
        Assert.Equal(5_000, there.Quantity.Count); // 50 coins are shown
        Assert.Equal((long)Math.Truncate((wanted - 50) / 0.1), here.Quantity.Count);
        Assert.NotEqual(there.Id, here.Id);
        Assert.Equal((DecisionAction.Hedge, DecisionReason.BelowBand, 500 + here.Quantity.Count), (story.Decision.Action, story.Decision.Reason, story.Decision.Quantity.Count));

        story.EndsBatch();
        Assert.Equal(DecisionReason.OrderUnderWay, story.Decision.Reason); // both are
        story.FillsWhole(there).FillsWhole(here).EndsBatch();
        Assert.InRange(story.Decision.NetDelta, -0.1, 0.1);
        Assert.Equal(2, story.Placed.Count);
        Assert.Equal((50.0 * 100, 10.0 * here.Quantity.Count / 100), (story.Desk.Book.QuantityOf(SecondIndex).Count, story.Desk.Book.QuantityOf(DeskStory.PerpetualIndex).Count / 10.0));

        // What the fee is less the price is more: it goes where both together are least.
        story.Holds(DeskStory.CallIndex, -20);
        Quotes(story, 100.1).EndsBatch();
        Assert.Equal(DeskStory.PerpetualIndex, story.Placed[^1].Contract);
    }

    [Fact]
    public void A_premium_that_always_stands_is_no_reason_to_trade_elsewhere()
    {
        DeskStory story = Quotes(Joins(Listed().Opens()).Quotes(100).Fits(0.5), 101).EndsBatch();
        Outlet second = HedgerOf(story).Outlets[1];
        Assert.Equal(0.01, second.Premium, 1e-12);
        story.Holds(DeskStory.CallIndex, -20).EndsBatch();
        Assert.Equal(SecondIndex, Assert.Single(story.Placed).Contract); // cheaper by its fee, dearer by what it always is
        story.FillsWhole(story.Placed[0]);
        for (int i = 0; i < 300; i++)
            Quotes(story.After(1).Quotes(100).Fits(0.5), 102).EndsBatch();
        Assert.Equal(0.02 - 0.01 / Math.E, second.Premium, 1e-9); // five minutes
    }

    [Fact]
    public void A_venue_that_goes_away_is_left_out_and_what_is_under_way_there_is_counted()
    {
        DeskStory story = Ready().Holds(DeskStory.CallIndex, -40).EndsBatch();
        NewOrder there = Assert.Single(story.Placed);
        Assert.Equal(SecondIndex, there.Contract);
        story.Apply(DeskEvent.LinkDown(story.Now, Two)).EndsBatch();
        Assert.Equal((DecisionAction.Hold, DecisionReason.OrderUnderWay), (story.Decision.Action, story.Decision.Reason));
        story.Holds(DeskStory.CallIndex, -40).EndsBatch();
        NewOrder here = Assert.Single(At(story, DeskStory.PerpetualIndex)); // what has come to it since
        Assert.InRange(here.Quantity.Count, 205, 225);
        story.FillsWhole(here).Apply(DeskEvent.OrderNotFound(story.Now, there.Id)); // it never arrived
        Quotes(Joins(story), 100).EndsBatch();
        Assert.Equal(2, At(story, SecondIndex).Length);

        story.Apply(DeskEvent.LinkDown(story.Now, Two)).Apply(DeskEvent.LinkDown(story.Now)).EndsBatch();
        Assert.Equal((DecisionAction.Hold, DecisionReason.Recovering), (story.Decision.Action, story.Decision.Reason));
    }

    [Fact]
    public void A_venue_that_calls_for_margin_takes_what_reduces_and_the_rest_goes_to_the_other()
    {
        DeskStory story = Ready().Holds(DeskStory.CallIndex, -40).EndsBatch();
        NewOrder there = Assert.Single(story.Placed);
        Assert.Equal(SecondIndex, there.Contract);
        story.FillsWhole(there).Apply(DeskEvent.MarginReported(story.Now, "USD", new MarginReport(10, 12, 6), Two));
        story.Holds(DeskStory.CallIndex, -40).EndsBatch();
        NewOrder here = Assert.Single(At(story, DeskStory.PerpetualIndex)); // though it is dearer
        Assert.Equal((Side.Buy, false), (here.Side, here.ReduceOnly));
        story.FillsWhole(here);

        // Less is wanted, and the second is the better one: it takes that, and no more than it holds.
        story.Holds(DeskStory.CallIndex, 10).EndsBatch();
        NewOrder less = story.Placed[^1];
        Assert.Equal((SecondIndex, Side.Sell, true), (less.Contract, less.Side, less.ReduceOnly));
        story.FillsWhole(less).Apply(DeskEvent.LinkDown(story.Now)).Holds(DeskStory.CallIndex, -40).EndsBatch();
        Assert.Equal((DecisionAction.Blocked, DecisionReason.MarginCall), (story.Decision.Action, story.Decision.Reason)); // nobody else is there
        story.Apply(DeskEvent.MarginReported(story.Now, "USD", new MarginReport(20, 12, 6), Two)).EndsBatch();
        Assert.Equal((DecisionAction.Hedge, SecondIndex), (story.Decision.Action, story.Placed[^1].Contract));
    }

    /// <summary>Found at two exchanges of which one crashed: its book was empty on a side for a moment, the other's price stood in, and the desk hedged a delta that was none.</summary>
    [Fact]
    public void Another_venues_price_far_from_the_last_one_is_no_news_until_it_has_stood()
    {
        DeskStory story = Ready().EndsBatch();
        for (int i = 0; i < 4; i++) // the first falls by four percent within seconds, the other stands
            Quotes(story.After(1).Quotes(99 - i).Fits(0.5), 100).EndsBatch();
        story.Holds(DeskStory.CallIndex, -100).EndsBatch();
        foreach (NewOrder order in story.Placed.ToArray())
            story.FillsWhole(order);
        Quotes(story.Quotes(96).Fits(0.5), 100).EndsBatch();
        int placed = story.Placed.Count;
        double spot = HedgerOf(story).Greeks.Spot;
        Assert.Equal(96, spot, 0.2);
        story.After(0.1).Apply(DeskEvent.Quoted(story.Now, DeskStory.PerpetualIndex, new Quote(95.98, double.NaN, 50, 0, story.Now)));
        Quotes(story, 100).EndsBatch();
        Assert.True(HedgerOf(story).Greeks.Spot > 98);
        Assert.Equal((DecisionAction.Hold, DecisionReason.PriceJumped), (story.Decision.Action, story.Decision.Reason));
        Quotes(story.After(0.1).Quotes(96).Fits(0.5), 100).EndsBatch();
        Assert.Equal((spot, placed), (HedgerOf(story).Greeks.Spot, story.Placed.Count));
        Assert.NotEqual(DecisionReason.PriceJumped, story.Decision.Reason);

        // Where it stays away, the other's is believed once it has stood.
        story.Apply(DeskEvent.LinkDown(story.Now));
        for (int i = 0; i < 5; i++)
            Quotes(story.After(1).Fits(0.5), 100).EndsBatch();
        Assert.NotEqual(DecisionReason.PriceJumped, story.Decision.Reason);
    }

    [Fact]
    public void With_the_first_venue_away_the_others_price_is_spot_less_its_premium()
    {
        DeskStory story = Quotes(Joins(Listed().Opens()).Quotes(100).Fits(0.5), 100.5).Holds(DeskStory.CallIndex, -20).EndsBatch();
        story.FillsWhole(story.Placed[0]).Holds(DeskStory.PerpetualIndex, 3, 100).EndsBatch();
        double before = HedgerOf(story).Greeks.Net.Delta, spot = HedgerOf(story).Greeks.Spot;
        story.After(1).Apply(DeskEvent.LinkDown(story.Now));
        Quotes(story, 100.5).EndsBatch();
        Assert.Equal(spot, HedgerOf(story).Greeks.Spot, 1e-9);
        Assert.Equal(before, HedgerOf(story).Greeks.Net.Delta, 0.01);
        story.After(1);
        Quotes(story, 130.65).EndsBatch(); // far up, seen there alone
        Assert.Equal(130, HedgerOf(story).Greeks.Spot, 1e-9);
        Assert.Equal((DecisionReason.BelowBand, SecondIndex), (story.Decision.Reason, story.Placed[^1].Contract));
        Assert.Equal(130, HedgerOf(story).Greeks.PriceOf(DeskStory.PerpetualIndex), 1e-9); // what is held there is worth what the others say
    }

    [Fact]
    public void A_venue_that_refuses_rests_twice_as_long_each_time()
    {
        DeskStory story = Ready().Holds(DeskStory.CallIndex, -20);
        double[] waits = [0, 1, 2, 4, 8];
        int asked = 0;
        foreach (double wait in waits)
        {
            if (wait > 0)
            {
                Sees(story.After(wait - 0.5), 100); // meanwhile it goes to the first
                story.Updates(story.Placed[^1], OrderStatus.Cancelled, 0);
            }
            Assert.Equal(asked, At(story, SecondIndex).Length);
            Sees(wait > 0 ? story.After(0.5) : story, 100);
            Assert.Equal(++asked, At(story, SecondIndex).Length);
            story.Updates(story.Placed[^1], OrderStatus.Rejected, 0);
        }
        Sees(story.After(16), 100);
        story.FillsWhole(story.Placed[^1]).Holds(DeskStory.CallIndex, -20).EndsBatch();
        Assert.Equal(SecondIndex, story.Placed[^1].Contract);
        story.Updates(story.Placed[^1], OrderStatus.Rejected, 0);
        Assert.Equal(story.Now + Duration.FromSeconds(1), HedgerOf(story).Outlets[1].RestsUntil); // what it filled is not held against it
    }

    [Fact]
    public void A_venue_that_does_not_answer_gets_nothing_more()
    {
        DeskStory story = Ready().Holds(DeskStory.CallIndex, -20).EndsBatch();
        Assert.Equal(SecondIndex, Assert.Single(story.Placed).Contract);
        Sees(story.After(2.5).Holds(DeskStory.CallIndex, -20), 100);
        Assert.Equal([SecondIndex, DeskStory.PerpetualIndex], story.Placed.Select(static o => o.Contract));
        story.Acknowledges(story.Placed[0]).FillsWhole(story.Placed[1]).Holds(DeskStory.CallIndex, -20).EndsBatch();
        Assert.Equal(SecondIndex, story.Placed[^1].Contract);
    }

    [Fact]
    public void A_venues_own_budget_of_orders_is_kept()
    {
        DeskStory story = Ready(Settings(there: new OrderLimits { MaxOrders = 2, RateWindow = Duration.FromSeconds(10), MaxMessages = 3 }));
        for (int i = 0; i < 3; i++)
        {
            Sees(story.Holds(DeskStory.CallIndex, -20), 100);
            story.FillsWhole(story.Placed[^1]);
        }
        Assert.Equal([SecondIndex, SecondIndex, DeskStory.PerpetualIndex], story.Placed.Select(static o => o.Contract));
        Sees(story.After(10).Holds(DeskStory.CallIndex, -20), 100);
        story.FillsWhole(story.Placed[^1]);
        Sees(story.After(10).Holds(DeskStory.CallIndex, -20), 100);
        Assert.Equal([SecondIndex, DeskStory.PerpetualIndex], story.Placed.Skip(3).Select(static o => o.Contract)); // three messages a day
    }

    [Fact]
    public void A_lock_is_lifted_once_each_venue_has_confirmed_the_book()
    {
        DeskStory story = Ready().Holds(DeskStory.CallIndex, -20).EndsBatch();
        NewOrder order = story.Placed[0];
        story.Fills(order, order.Quantity.Count + 1);
        Assert.Equal((TradingState.Halted, true), (story.Desk.State, story.Desk.IsLocked));
        story.Apply(DeskEvent.Reconciled(story.Now));
        Assert.True(story.Desk.IsLocked);
        story.Apply(DeskEvent.Reconciled(story.Now, Two));
        Assert.False(story.Desk.IsLocked);
        Assert.Throws<ArgumentException>(() => story.Apply(DeskEvent.LinkUp(story.Now, "three")));
    }

    [Fact]
    public void Orders_under_way_at_one_venue_count_for_the_limits_of_the_other()
    {
        DeskStory story = Ready(Settings(static h => h with { Limits = h.Limits with { MaxDelta = 4 }, Policy = new FixedBandPolicy(new DeltaBand(9, 10, 11, BandRebalance.ToTarget)) })).EndsBatch();
        Assert.Equal(DecisionReason.MaxDelta, story.Decision.Reason); // ten coins from nothing
        story = Ready(Settings(static h => h with { Limits = h.Limits with { MaxDelta = 12 }, Policy = new FixedBandPolicy(new DeltaBand(9, 10, 11, BandRebalance.ToTarget)) })).EndsBatch();
        Assert.Equal(1_000, Assert.Single(story.Placed).Quantity.Count);
        RiskView view = story.Desk.ViewOf(DeskStory.PerpetualIndex);
        Assert.Equal((10, 0), (view.OtherBuyDelta, view.OtherSellDelta));
        Assert.Equal(DecisionReason.MaxDelta, HedgerOf(story).Gate.BookReason(Side.Buy, 30, view));
        Assert.Equal(DecisionReason.None, HedgerOf(story).Gate.BookReason(Side.Buy, 20, view));
    }

    [Fact]
    public void What_rests_goes_where_makers_pay_least_and_stays_there()
    {
        DeskSettings settings = Settings(static h => h with { Working = new PassiveThenCross(new PeggedOrder(), 1e6, Duration.FromSeconds(10)), Costs = h.Costs with { MakerFee = -0.0002 } });
        DeskStory story = Ready(settings).Holds(DeskStory.CallIndex, -100).EndsBatch();
        NewOrder resting = Assert.Single(story.Placed);
        Assert.Equal((DeskStory.PerpetualIndex, true), (resting.Contract, resting.PostOnly)); // taking is dearer here, resting earns
        Sees(story.Acknowledges(resting).After(1), 100);
        Assert.Equal(DecisionReason.Resting, story.Decision.Reason);
        Sees(story.After(9.5), 100);
        Assert.Equal(DecisionReason.PatienceOver, story.Decision.Reason);
        story.Updates(resting, OrderStatus.Cancelled, 0).EndsBatch();
        Assert.Equal((SecondIndex, TimeInForce.ImmediateOrCancel), (story.Placed[^1].Contract, story.Placed[^1].TimeInForce)); // it crosses where that is cheapest
        story.Fills(story.Placed[^1], 2_000);
        Assert.Equal(200, HedgerOf(story).Wish.Done.Count); // in lots of the first
    }

    [Fact]
    public void What_rests_at_a_venue_without_a_price_is_taken_off_and_goes_elsewhere()
    {
        DeskSettings settings = Settings(static h => h with { Working = new PeggedOrder(), Costs = h.Costs with { MakerFee = 0.0002 } });
        DeskStory story = Ready(settings).Holds(DeskStory.CallIndex, -100).EndsBatch();
        NewOrder resting = Assert.Single(story.Placed);
        Assert.Equal(SecondIndex, resting.Contract);
        story.Acknowledges(resting).After(0.5).Quotes(100).Apply(DeskEvent.Quoted(story.Now, SecondIndex, Quote.Absent)).EndsBatch();
        Assert.Equal((DecisionReason.TakingOff, resting.Id), (story.Decision.Reason, Assert.Single(story.Cancelled).Id));
        story.Updates(resting, OrderStatus.Cancelled, 0).After(1).Quotes(100).EndsBatch();
        Assert.Equal((DeskStory.PerpetualIndex, true), (story.Placed[^1].Contract, story.Placed[^1].PostOnly));
    }

    [Fact]
    public void A_price_far_from_what_the_others_say_is_not_believed()
    {
        DeskStory story = Ready().Holds(DeskStory.CallIndex, -20).EndsBatch();
        story.FillsWhole(story.Placed[0]).Apply(DeskEvent.LimitsSet(story.Now, HedgerOf(story).Limits with { MaxJump = 0.1 })).EndsBatch();
        double delta = HedgerOf(story).Greeks.Net.Delta;
        story.Quotes(100);
        Quotes(story, 70).Holds(DeskStory.CallIndex, -20).EndsBatch();
        Assert.Equal(DeskStory.PerpetualIndex, story.Placed[^1].Contract); // though thirty percent cheaper there
        Assert.Equal(OutletState.Apart, HedgerOf(story).Outlets[1].StateOf(story.Desk.QuoteOf(SecondIndex), story.Now, story.Desk.Working));
        Assert.Equal((0, 100), (HedgerOf(story).Outlets[1].Premium, HedgerOf(story).Greeks.PriceOf(SecondIndex)));
        story.FillsWhole(story.Placed[^1]).EndsBatch();
        Assert.Equal(delta, HedgerOf(story).Greeks.Net.Delta, 0.2);
        // It is the only one left: a jump like any other.
        story.After(1).Apply(DeskEvent.LinkDown(story.Now));
        Quotes(story, 70).EndsBatch();
        Assert.Equal(DecisionReason.PriceJumped, story.Decision.Reason);
    }

    [Fact]
    public void A_hedge_too_small_for_one_venues_lot_goes_to_another()
    {
        DeskSettings settings = Settings(static h => h with { Working = new PeggedOrder(), Costs = h.Costs with { MakerFee = 0.0002 }, Policy = new FixedBandPolicy(new DeltaBand(-0.2, 0, 0.2, BandRebalance.ToTarget)) });
        DeskStory story = Ready(settings with { Hedgers = [settings.Hedgers[0] with { Further = [settings.Hedgers[0].Further[0] with { Least = new(100) }] }] });
        story.Holds(DeskStory.CallIndex, -1).EndsBatch(); // half a coin; a coin at least at the second
        Assert.Equal(DeskStory.PerpetualIndex, Assert.Single(story.Placed).Contract);
    }

    [Fact]
    public void Flattening_goes_on_while_any_venue_can_take_more()
    {
        var drawdown = new DrawdownLimits(100, 250, DrawdownAction.Flatten, Duration.Zero);
        DeskStory story = Ready(Settings(h => h with { Limits = h.Limits with { MaxPosition = new(1), Drawdown = drawdown }, Further = [h.Further[0] with { MaxPosition = new(300) }] }));
        story.Holds(DeskStory.CallIndex, -6).EndsBatch(); // inside the band
        foreach (double profit in (double[])[0, -300])
            Sees(story.After(1).Apply(DeskEvent.ProfitMarked(story.Now, profit)).Apply(DeskEvent.TimerFired(story.Now)), 100);
        Assert.Equal(DrawdownStep.Flattening, HedgerOf(story).Drawdown.Step);
        NewOrder there = Assert.Single(At(story, SecondIndex));
        Assert.Equal(300, there.Quantity.Count); // three of the three that are wanted, as far as its limit lets it
        story.Updates(there, OrderStatus.Rejected, 0);
        foreach (NewOrder here in At(story, DeskStory.PerpetualIndex))
            story.FillsWhole(here);
        story.EndsBatch().EndsBatch();
        Assert.Equal((TradingState.Normal, DecisionReason.NoVenue), (story.Desk.State, story.Decision.Reason)); // it rests for a second
        Sees(story.After(1), 100);
        story.FillsWhole(At(story, SecondIndex)[^1]).EndsBatch().EndsBatch();
        Assert.Equal((TradingState.Halted, TradingStateReason.Drawdown), (story.Desk.State, story.Desk.StateReason));
    }

    [Fact]
    public void Cancel_all_waits_for_no_venue_that_is_away()
    {
        DeskStory story = Ready().Holds(DeskStory.CallIndex, -20).EndsBatch();
        story.Apply(DeskEvent.LinkDown(story.Now, Two)).Apply(DeskEvent.CancelAllAsked(story.Now)).Holds(DeskStory.CallIndex, -20).EndsBatch();
        Assert.Equal(DeskStory.PerpetualIndex, story.Placed[^1].Contract);
        Assert.Throws<ArgumentException>(static () => new Desk(Settings() with { OrdersAt = new Dictionary<string, OrderLimits> { ["tow"] = new() } }));
    }

    [Fact]
    public void A_venues_budget_holds_where_it_is_the_only_one()
    {
        DeskStory story = DeskStory.Ready(DeskStory.Settings with { OrdersAt = new Dictionary<string, OrderLimits> { ["sim"] = new() { MaxOrders = 1, RateWindow = Duration.FromSeconds(10) } } });
        story.Holds(DeskStory.CallIndex, -20).EndsBatch();
        story.FillsWhole(Assert.Single(story.Placed)).Holds(DeskStory.CallIndex, -20).EndsBatch();
        Assert.Equal((DecisionAction.Blocked, DecisionReason.OrderRate, 1), (story.Decision.Action, story.Decision.Reason, story.Placed.Count));
        story.After(10).Quotes(100).Fits(0.5).EndsBatch();
        Assert.Equal(2, story.Placed.Count);
    }

    [Fact]
    public void Recording_and_journal_bring_the_same_back()
    {
        DeskStory story = Ready(Settings(there: new OrderLimits { MaxOrders = 5 })).Holds(DeskStory.CallIndex, -100).EndsBatch();
        story.FillsWhole(story.Placed[0]).Updates(story.Placed[1], OrderStatus.Rejected, 0);
        Sees(story.After(1).Apply(DeskEvent.LinkDown(story.Now, Two)), 101);
        Sees(Joins(story.After(1)), 102);
        var replay = new Replay(new Desk(story.Desk.Settings));
        Assert.All(story.Recording, e => Assert.True(replay.Step(e), replay.Difference));
        Assert.True(replay.Finish(), replay.Difference);

        Desk again = new(story.Desk.Settings);
        byte[] bytes = new byte[DeskEventCodec.UsualLength];
        foreach (DeskEvent e in story.Recording.Where(static e => e.Lane == Lane.Facts))
        {
            Assert.True(DeskEventCodec.TryEncode(e, bytes, out int length));
            Assert.True(DeskEventCodec.TryDecode(bytes.AsSpan(0, length), out DeskEvent read, out string? refusal), refusal);
            again.Apply(read);
        }
        Assert.Equal(story.Desk.BookHash(), again.BookHash());
        Assert.Equal(story.Desk.Accounts.Select(static a => (a.Venue, a.IsLinkUp, a.IsReconciled, a.HasBegun, a.BegunAt)), again.Accounts.Select(static a => (a.Venue, a.IsLinkUp, a.IsReconciled, a.HasBegun, a.BegunAt)));
        Assert.Equal(story.Desk.Hedgers[0].Outlets[1].RestsUntil, again.Hedgers[0].Outlets[1].RestsUntil);
    }
}
