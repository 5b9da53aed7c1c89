using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests;

public sealed class RiskGateTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 1, 5, 8);
    private static readonly RiskLimits Limits = new() { MaxOrder = new(100), MaxPosition = new(300), Collar = 0.01 };
    private static readonly RiskGate Gate = new(Limits, new OrderLimits { MaxOrders = 5, MaxWorking = 4 });

    private static readonly NewOrder Buy =
        new(new OrderId(1, 1), new(0), Side.Buy, new(50), new(10_010), TimeInForce.ImmediateOrCancel, false, false);

    private static readonly RiskView Calm = new(
        TradingState.Normal, true, true, Now, new Quote(99.99, 100.01, 10, 10, Now), 0.01m, new(0), new(0), new(0), 0, 0);

    public static TheoryData<string, NewOrder, RiskView, DecisionReason> Table => new()
    {
        { "a plain order", Buy, Calm, DecisionReason.None },
        { "no id", Buy with { Id = default }, Calm, DecisionReason.BadOrder },
        { "no quantity", Buy with { Quantity = new(0) }, Calm, DecisionReason.BadOrder },
        { "negative quantity", Buy with { Quantity = new(-5) }, Calm, DecisionReason.BadOrder },
        { "no price", Buy with { Limit = new(0) }, Calm, DecisionReason.BadOrder },
        { "halted", Buy, Calm with { State = TradingState.Halted }, DecisionReason.Halted },
        { "not reconciled", Buy, Calm with { IsReconciled = false }, DecisionReason.Recovering },
        { "link down", Buy, Calm with { IsLinkUp = false }, DecisionReason.LinkDown },
        { "one side absent", Buy, Calm with { Quote = new Quote(double.NaN, 100, 1, 1, Now) }, DecisionReason.NoHedgeQuote },
        { "crossed", Buy, Calm with { Quote = new Quote(101, 100, 1, 1, Now) }, DecisionReason.NoHedgeQuote },
        { "quote at its oldest", Buy, Calm with { Now = Now + Limits.MaxQuoteAge }, DecisionReason.None },
        { "quote too old", Buy, Calm with { Now = Now + Limits.MaxQuoteAge + new Duration(1) }, DecisionReason.HedgeQuoteStale },
        { "at the collar", Buy with { Limit = new(10_100) }, Calm, DecisionReason.None },
        { "above the collar", Buy with { Limit = new(10_101) }, Calm, DecisionReason.PriceCollar },
        { "below the collar", Buy with { Limit = new(9_899) }, Calm, DecisionReason.PriceCollar },
        { "largest order", Buy with { Quantity = new(100) }, Calm, DecisionReason.None },
        { "above the largest order", Buy with { Quantity = new(101) }, Calm, DecisionReason.MaxOrder },
        { "absurd quantity", Buy with { Quantity = new(long.MaxValue) }, Calm, DecisionReason.MaxOrder },
        { "to the position limit", Buy, Calm with { Position = new(250) }, DecisionReason.None },
        { "past the position limit", Buy, Calm with { Position = new(251) }, DecisionReason.MaxPosition },
        { "past it with what is under way", Buy, Calm with { Position = new(200), PendingBuy = new(51) }, DecisionReason.MaxPosition },
        { "pending sells do not help a buy", Buy, Calm with { Position = new(251), PendingSell = new(200) }, DecisionReason.MaxPosition },
        { "buying back a short beyond the limit", Buy, Calm with { Position = new(-900) }, DecisionReason.None },
        { "short past the limit", Buy with { Side = Side.Sell }, Calm with { Position = new(-251) }, DecisionReason.MaxPosition },
        { "reduce-only state, flat", Buy, Calm with { State = TradingState.ReduceOnly }, DecisionReason.ReduceOnly },
        { "reduce-only state, covering", Buy, Calm with { State = TradingState.ReduceOnly, Position = new(-50) }, DecisionReason.None },
        { "reduce-only state, turning", Buy, Calm with { State = TradingState.ReduceOnly, Position = new(-49) }, DecisionReason.ReduceOnly },
        { "reduce-only, cover under way", Buy, Calm with { State = TradingState.ReduceOnly, Position = new(-50), PendingBuy = new(1) }, DecisionReason.ReduceOnly },
        { "reduce-only order in a normal state", Buy with { ReduceOnly = true }, Calm, DecisionReason.ReduceOnly },
        { "margin called, flat", Buy, Calm with { IsMarginCalled = true }, DecisionReason.MarginCall },
        { "margin called, covering", Buy, Calm with { IsMarginCalled = true, Position = new(-50) }, DecisionReason.None },
        { "margin called, turning", Buy, Calm with { IsMarginCalled = true, Position = new(-49) }, DecisionReason.MarginCall },
        { "margin called, cover under way", Buy, Calm with { IsMarginCalled = true, Position = new(-50), PendingBuy = new(1) }, DecisionReason.MarginCall },
        { "margin called, an order that says it reduces", Buy with { ReduceOnly = true }, Calm with { IsMarginCalled = true }, DecisionReason.MarginCall },
        { "last token", Buy, Calm with { OrdersInWindow = 4 }, DecisionReason.None },
        { "no token left", Buy, Calm with { OrdersInWindow = 5 }, DecisionReason.OrderRate },
        { "too many under way", Buy, Calm with { Working = 4 }, DecisionReason.TooManyOrders },
    };

    private static readonly RiskGate Wide = new(Limits with { MaxDelta = 10 }, new OrderLimits { MaxNotional = 5_000, MaxMessages = 100 });

    // A lot is a tenth of a coin at 100.
    private static readonly RiskView Told = Calm with { DeltaPerLot = 0.1, NotionalPerLot = 10 };

    public static TheoryData<string, NewOrder, RiskView, DecisionReason> Book => new()
    {
        { "within the delta", Buy, Told with { NetDelta = 5 }, DecisionReason.None },
        { "beyond the delta", Buy, Told with { NetDelta = 5.1 }, DecisionReason.MaxDelta },
        { "beyond it with what is under way", Buy, Told with { NetDelta = 4, PendingBuy = new(11) }, DecisionReason.MaxDelta },
        { "what is under way the other way does not help", Buy, Told with { NetDelta = 5.1, PendingSell = new(50) }, DecisionReason.MaxDelta },
        { "nearer to zero from far outside", Buy, Told with { NetDelta = -30 }, DecisionReason.None },
        { "through zero within it", Buy with { Quantity = new(100) }, Told with { NetDelta = -0.5 }, DecisionReason.None },
        { "from far outside to as far on the other side", Buy with { Quantity = new(100) }, Told with { NetDelta = -15, DeltaPerLot = 0.3 }, DecisionReason.MaxDelta },
        { "through zero and further", Buy with { Side = Side.Sell, Quantity = new(100), Limit = new(9_990) }, Told with { NetDelta = -0.5 }, DecisionReason.MaxDelta },
        { "a delta that is not known", Buy, Told with { NetDelta = double.NaN }, DecisionReason.MaxDelta },
        { "at the notional", Buy, Told with { OtherNotional = 4_500 }, DecisionReason.None },
        { "beyond the notional", Buy, Told with { OtherNotional = 4_501 }, DecisionReason.MaxNotional },
        { "less of it", Buy, Told with { OtherNotional = 9_000, Position = new(-60) }, DecisionReason.None },
        { "a notional that is not known", Buy, Told with { OtherNotional = double.NaN }, DecisionReason.MaxNotional },
        { "the last message", Buy, Told with { Messages = 99 }, DecisionReason.None },
        { "no message left", Buy, Told with { Messages = 100 }, DecisionReason.MessageBudget },
    };

    [Theory]
    [MemberData(nameof(Book))]
    public void The_gate_answers_for_the_book_and_the_desk(string what, NewOrder order, RiskView view, DecisionReason expected) =>
        Assert.True(expected == Wide.Check(order, view).Refusal, $"{what}: {Wide.Check(order, view).Refusal}");

    [Fact]
    public void The_tighter_of_two_limits_is_the_tighter_in_each()
    {
        RiskLimits a = Limits with { MaxDelta = 5, Drawdown = new(100, 200, DrawdownAction.Freeze, Duration.FromSeconds(3)) }, b = Limits with { MaxOrder = new(50), MaxGamma = 1 };
        RiskLimits both = a.Tighter(b);
        Assert.Equal((50, 300, 5.0, 1.0, 100.0), (both.MaxOrder.Count, both.MaxPosition.Count, both.MaxDelta, both.MaxGamma, both.Drawdown!.Soft));
        Assert.Equal(both, b.Tighter(a));
        Assert.False(a.IsRaisedBy(both));
        Assert.True(both.IsRaisedBy(a) && both.IsRaisedBy(b) && a.IsRaisedBy(a with { Drawdown = null }) && a.IsRaisedBy(a with { Collar = 0.02 }));
        Assert.Equal(both, LimitsText.Parse(LimitsText.Of(both)));
        Assert.Throws<ArgumentException>(() => (a with { MaxDelta = 0 }).Checked());
        Assert.Throws<ArgumentException>(() => (a with { Drawdown = new(200, 100, DrawdownAction.Freeze, default) }).Checked());
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void The_gate_answers(string what, NewOrder order, RiskView view, DecisionReason expected)
    {
        Verdict<NewOrder> verdict = Gate.Check(order, view);
        Assert.True(expected == verdict.Refusal, $"{what}: {verdict.Refusal}");
        if (expected == DecisionReason.None)
            Assert.Equal(order, verdict.Approved.Value);
        else
            Assert.Throws<InvalidOperationException>(() => verdict.Approved);
    }

    [Fact]
    public void An_amend_counts_only_what_it_may_still_trade()
    {
        Amend amend = new(Buy.Id, Buy.Contract, new(80), new(10_000));
        Assert.True(Gate.Check(amend, Side.Buy, new(30), Calm with { Position = new(250) }).IsApproved);
        Assert.Equal(DecisionReason.MaxPosition, Gate.Check(amend, Side.Buy, new(29), Calm with { Position = new(250) }).Refusal);
        Assert.Equal(DecisionReason.BadOrder, Gate.Check(amend, Side.Buy, new(80), Calm).Refusal);
        Assert.Equal(DecisionReason.MaxOrder, Gate.Check(amend with { Quantity = new(101) }, Side.Buy, new(30), Calm).Refusal);
    }

    [Fact]
    public void Nothing_is_approved_by_default()
    {
        Assert.Throws<InvalidOperationException>(() => default(Approved<NewOrder>).Value);
        Assert.Throws<InvalidOperationException>(() => default(Verdict<NewOrder>).Approved.Value);
    }

    [Fact]
    public void Absurd_limits_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new RiskGate(Limits with { Collar = double.NaN }));
        Assert.Throws<ArgumentException>(() => new RiskGate(Limits with { MaxOrder = new(0) }));
        Assert.Throws<ArgumentException>(() => new RiskGate(Limits, new OrderLimits { MaxOrders = 0 }));
    }
}

public sealed class BandPolicyTests
{
    private static readonly DeltaBand ToTarget = new(-2, 1, 4, BandRebalance.ToTarget), ToEdge = ToTarget with { Rebalance = BandRebalance.ToEdge };

    [Theory]
    [InlineData(-2, 0, 0, 0, 0, DecisionReason.InsideBand)]
    [InlineData(4, 0, 0, 0, 0, DecisionReason.InsideBand)]
    [InlineData(-3, 0, 0, 4, 1, DecisionReason.BelowBand)]
    [InlineData(6, 0, 0, -5, -2, DecisionReason.AboveBand)]
    [InlineData(-10, 3, 0, 8, 5, DecisionReason.BelowBand)] // 3 more may come: only the rest is bought
    [InlineData(-10, 9, 0, 0, 0, DecisionReason.OrderUnderWay)]
    [InlineData(-10, 50, 0, 0, 0, DecisionReason.OrderUnderWay)] // may overshoot: wait, never chase
    [InlineData(10, 0, 3, -6, -3, DecisionReason.AboveBand)]
    [InlineData(0, 100, 100, 0, 0, DecisionReason.InsideBand)]
    public void Only_what_every_outcome_calls_for_is_traded(double net, double buy, double sell, double toTarget, double toEdge, DecisionReason reason)
    {
        Assert.Equal(new BandOutput(toTarget, reason), BandTrade.Of(new BandInput(ToTarget, net, buy, sell)));
        Assert.Equal(new BandOutput(toEdge, reason), BandTrade.Of(new BandInput(ToEdge, net, buy, sell)));
    }

    [Fact]
    public void The_plan_never_overshoots_and_stays_in_the_collar()
    {
        CrossingPlan plan = new(0.05, new(100));
        Assert.Equal(19, plan.Size(1.99, 0.1).Count);
        Assert.Equal(-19, plan.Size(-1.99, 0.1).Count);
        Assert.Equal(3, plan.Size(0.3, 0.1).Count); // 0.3 / 0.1 is a bit under 3
        Assert.Equal(100, plan.Size(1e30, 0.1).Count);
        Assert.Equal(0, plan.Size(double.NaN, 0.1).Count);
        CrossingPlan large = plan with { Least = new(10) };
        Assert.Equal((0, 10, -10, 0), (large.Size(0.99, 0.1).Count, large.Size(1, 0.1).Count, large.Size(-1, 0.1).Count, large.Size(-0.99, 0.1).Count));
        Quote quote = new(99.99, 100.01, 1, 1, default);
        Assert.Equal(10_200, plan.Limit(Side.Buy, quote, 0.02, 0.01m).Count);
        Assert.Equal(9_800, plan.Limit(Side.Sell, quote, 0.02, 0.01m).Count);
        Assert.Equal(10_002, new CrossingPlan(0.0001, new(1)).Limit(Side.Buy, quote, 0.02, 0.01m).Count);
    }
}
