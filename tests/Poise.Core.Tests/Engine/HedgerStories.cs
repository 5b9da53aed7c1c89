using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

/// <summary>A desk on two underlyings: each is hedged by its own rules, and what is the desk's is shared.</summary>
public class HedgerStories
{
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 9);
    private static readonly Instant Expiry = Start + Duration.FromDays(30);

    internal static HedgerSettings On(string underlying, double half, long maxPosition = 2000) => new()
    {
        Underlying = underlying,
        Hedge = new ContractId("sim", underlying + "-PERP"),
        Policy = new FixedBandPolicy(new DeltaBand(-half, 0, half, BandRebalance.ToTarget)),
        Limits = new RiskLimits { MaxOrder = new(1000), MaxPosition = new(maxPosition), Collar = 0.02 },
        Plan = new CrossingPlan(0.001, new(1000)),
    };

    private static DeskSettings Two => new() { Hedgers = [On("BTC", 1), On("ETH", 5)] };

    [Fact]
    public void Each_underlying_has_its_greeks_its_band_and_its_order()
    {
        var story = new Story(Two);
        story.Hold("BTC", -20).Hold("ETH", 150).EndBatch();
        (Hedger btc, Hedger eth) = (story.Desk.Hedgers[0], story.Desk.Hedgers[1]);
        Assert.Equal((100, 10), (btc.Greeks.Spot, eth.Greeks.Spot));
        Assert.True(btc.Greeks.Net.Delta < -1 && eth.Greeks.Net.Delta > 5);
        Assert.Equal(2, story.Placed.Count);
        NewOrder bought = story.Placed.Single(o => o.Contract == btc.Hedge), sold = story.Placed.Single(o => o.Contract == eth.Hedge);
        Assert.Equal((Side.Buy, Side.Sell), (bought.Side, sold.Side));
        Assert.Equal(-btc.LastDecision.NetDelta, bought.Quantity.Count * 0.1, 0.1);
        Assert.Equal(eth.LastDecision.NetDelta, sold.Quantity.Count * 0.1, 0.1);
        Assert.Equal((-1, 5), (btc.Band.Lower, eth.Band.Upper));
        Assert.NotEqual(bought.Id, sold.Id);

        story.Fill(bought).Fill(sold).EndBatch();
        Assert.Equal(2, story.Placed.Count);
        Assert.Equal((DecisionReason.InsideBand, DecisionReason.InsideBand), (btc.LastDecision.Reason, eth.LastDecision.Reason));
        Assert.InRange(btc.Greeks.Net.Delta, -0.1, 0.1);
        Assert.InRange(eth.Greeks.Net.Delta, -0.1, 0.1);
    }

    [Fact]
    public void What_one_lacks_does_not_stop_the_other()
    {
        var story = new Story(Two);
        story.Hold("BTC", -20).Hold("ETH", 150).After(1.5).Quote("ETH", 10).After(1).Fit("ETH").EndBatch();
        Assert.Equal(DecisionReason.HedgeQuoteStale, story.Desk.Hedgers[0].LastDecision.Reason);
        Assert.Equal(DecisionAction.Hedge, story.Desk.Hedgers[1].LastDecision.Action);
        Assert.Equal(story.Desk.Hedgers[1].Hedge, Assert.Single(story.Placed).Contract);
        story.Quote("BTC", 100).EndBatch();
        Assert.Equal(2, story.Placed.Count);
        story.Apply(DeskEvent.Kill(story.Now)).EndBatch();
        Assert.All(story.Desk.Hedgers, static h => Assert.Equal(DecisionAction.Halted, h.LastDecision.Action));
    }

    [Fact]
    public void The_desks_room_for_orders_goes_round()
    {
        var story = new Story(Two with { Orders = new OrderLimits { MaxOrders = 1, RateWindow = Duration.FromSeconds(1) } });
        story.Hold("BTC", -20).Hold("ETH", 150);
        var first = new HashSet<ContractIndex>();
        for (int i = 0; i < 8; i++)
        {
            int before = story.Placed.Count;
            story.EndBatch();
            Assert.InRange(story.Placed.Count - before, 0, 1);
            foreach (NewOrder order in story.Placed.Skip(before).ToArray())
            {
                first.Add(order.Contract);
                story.Cancelled(order); // nothing was filled: it is wanted again
            }
            story.After(0.7).Quote("BTC", 100).Quote("ETH", 10).Fit("BTC").Fit("ETH");
        }
        Assert.Equal(2, first.Count);
    }

    [Fact]
    public void A_policy_a_band_and_a_foresight_are_of_the_underlying_that_they_name()
    {
        var story = new Story(Two);
        var scheduled = new ScheduledPolicy(new FixedBandPolicy(new DeltaBand(-2, 0, 2, BandRebalance.ToEdge)), new Schedule(Duration.FromHours(1), Duration.FromSeconds(60), default));
        story.Apply(DeskEvent.PolicySet(Start, scheduled, "ETH")).Apply(DeskEvent.Foreseen(Start, new Foresight(Start, 0.4, 0.01), "BTC"));
        Assert.Equal(On("BTC", 1).Policy, story.Desk.Hedgers[0].Policy);
        Assert.IsType<ScheduledPolicy>(story.Desk.Hedgers[1].Policy);
        Assert.Equal(0.4, story.Desk.Hedgers[0].Foreseen.Vol);
        Assert.True(double.IsNaN(story.Desk.Hedgers[1].Foreseen.Vol));
        story.Apply(DeskEvent.BandSet(Start, new DeltaBand(-3, 0, 3, BandRebalance.ToTarget), "BTC"));
        Assert.Equal(3, story.Desk.Hedgers[0].Band.Upper);
        Assert.IsType<ScheduledPolicy>(story.Desk.Hedgers[1].Policy);
        Assert.All([DeskEvent.BandSet(Start, new DeltaBand(-4, 0, 4, BandRebalance.ToTarget)), DeskEvent.PolicySet(Start, scheduled), DeskEvent.Foreseen(Start, new Foresight(Start, 0.5, 0))],
            e => Assert.Throws<ArgumentException>(() => story.Apply(e))); // of which of the two is not said
        Assert.Equal((3, 0.4), (story.Desk.Hedgers[0].Band.Upper, story.Desk.Hedgers[0].Foreseen.Vol));
        Assert.Throws<ArgumentException>(() => story.Apply(DeskEvent.PolicySet(Start, scheduled, "SOL")));
        Assert.Throws<ArgumentException>(() => story.Apply(DeskEvent.Listed(Start, Story.Perpetual("SOL"))));
        Assert.Throws<ArgumentException>(static () => new Desk(new DeskSettings { Hedgers = [] }));
        Assert.Throws<ArgumentException>(static () => new Desk(new DeskSettings { Hedgers = [On("BTC", 1), On("BTC", 2)] }));
    }

    [Fact]
    public void A_journal_brings_both_back()
    {
        var story = new Story(Two);
        var policy = new FixedBandPolicy(new DeltaBand(-2, 0, 2, BandRebalance.ToEdge));
        story.Apply(DeskEvent.PolicySet(Start, policy, "ETH")).Hold("BTC", -20).Hold("ETH", 150).EndBatch();
        foreach (NewOrder order in story.Placed.ToArray())
            story.Fill(order);
        story.Apply(DeskEvent.Foreseen(Start, new Foresight(Start, 0.4, 0.01), "BTC")).EndBatch();

        var again = new Desk(Two);
        var recovery = new Recovery(again);
        byte[] bytes = new byte[DeskEventCodec.UsualLength];
        foreach (DeskEvent e in story.Recording)
        {
            Assert.True(DeskEventCodec.TryEncode(e, bytes, out int length));
            Assert.Null(recovery.Fold(bytes.AsSpan(0, length)));
        }
        Assert.Equal(story.Desk.BookHash(), again.BookHash());
        Assert.Equal(policy, again.Hedgers[1].Policy);
        Assert.Equal(0.4, again.Hedgers[0].Foreseen.Vol);

        var replay = new Replay(new Desk(Two));
        foreach (DeskEvent e in story.Recording)
            Assert.True(replay.Step(e), replay.Difference);
        Assert.True(replay.Step(DeskEvent.StateHashed(story.Now, story.Desk.StateHash())), replay.Difference);
    }

    [Fact]
    public void All_that_are_flattened_are_flat_before_the_desk_freezes()
    {
        var drawdown = new DrawdownLimits(100, 250, DrawdownAction.Flatten, Duration.FromSeconds(1));
        var story = new Story(new DeskSettings { Hedgers = [.. Two.Hedgers.Select(h => h with { Limits = h.Limits with { Drawdown = drawdown } })] });
        story.Hold("BTC", -1).Hold("ETH", 8).EndBatch(); // inside their bands
        foreach (double profit in (double[])[0, -300, -300])
            story.After(1).Quote("BTC", 100).Quote("ETH", 10).Fit("BTC").Fit("ETH").Apply(DeskEvent.ProfitMarked(story.Now, profit, "BTC")).Apply(DeskEvent.ProfitMarked(story.Now, profit, "ETH")).EndBatch();
        Assert.Equal(2, story.Placed.Count);
        Assert.All(story.Desk.Hedgers, static h => Assert.Equal(DrawdownStep.Flattening, h.Drawdown.Step));
        story.Fill(story.Placed[0]).EndBatch().EndBatch();
        Assert.Equal(TradingState.Normal, story.Desk.State); // the other one's order is under way
        story.Fill(story.Placed[1]).EndBatch().EndBatch();
        Assert.Equal((TradingState.Halted, TradingStateReason.Drawdown), (story.Desk.State, story.Desk.StateReason));
        Assert.All(story.Desk.Hedgers, static h => Assert.Equal(DrawdownStep.Frozen, h.Drawdown.Step));
        story.Apply(DeskEvent.TradingStateSet(story.Now, TradingState.Normal, TradingStateReason.Operator)).EndBatch();
        Assert.All(story.Desk.Hedgers, static h => Assert.Equal(default, h.Drawdown));
    }

    internal sealed class Story
    {
        private readonly Effect[] _effects = new Effect[8];
        private readonly Dictionary<string, (ContractIndex Perpetual, ContractIndex Call)> _of = [];
        private long _trades;

        public Story(DeskSettings settings)
        {
            Desk = new Desk(settings);
            foreach (string underlying in (string[])["BTC", "ETH"])
            {
                _of[underlying] = (new(Desk.Book.Count), new(Desk.Book.Count + 1));
                Apply(DeskEvent.Listed(Now, Perpetual(underlying)));
                Apply(DeskEvent.Listed(Now, Perpetual(underlying) with
                {
                    Id = new("sim", underlying + "-CALL"),
                    Kind = ContractKind.Option,
                    Type = OptionType.Call,
                    Strike = SpotOf(underlying),
                    Expiry = Expiry,
                    LotSize = 1m,
                }));
            }
            Apply(DeskEvent.Started(Now)).Apply(DeskEvent.LinkUp(Now)).Apply(DeskEvent.Reconciled(Now));
            Quote("BTC", 100).Quote("ETH", 10).Fit("BTC").Fit("ETH");
        }

        public static Contract Perpetual(string underlying) => new()
        {
            Id = new("sim", underlying + "-PERP"),
            Kind = ContractKind.Perpetual,
            Underlying = underlying,
            PriceTick = 0.01m,
            LotSize = 0.1m,
        };

        public Desk Desk { get; }

        public Instant Now { get; private set; } = Start;

        public List<NewOrder> Placed { get; } = [];

        public List<DeskEvent> Recording { get; } = [];

        public Story Hold(string underlying, long calls) => Apply(DeskEvent.PositionOpened(Now, _of[underlying].Call, new(calls), 1m));

        public Story Quote(string underlying, double mid) => Apply(DeskEvent.Quoted(Now, _of[underlying].Perpetual, new Quote(mid - 0.01, mid + 0.01, 50, 50, Now)));

        public Story Fit(string underlying) => Apply(DeskEvent.SurfaceFitted(Now, new FittedSlice { Expiry = Expiry, AsOf = Now, Basis = 1, Discount = 1, Contracts = [_of[underlying].Call], Vols = [0.5] }));

        public Story Fill(NewOrder order) => Apply(DeskEvent.Filled(Now, new Fill(++_trades, order.Id, order.Contract, order.Side, order.Quantity, order.Limit, 0.01m, false, Now)));

        public Story Cancelled(NewOrder order) => Apply(DeskEvent.OrderUpdated(Now, new OrderUpdate(order.Id, order.Contract, OrderStatus.Cancelled, Lots.Zero, 0, Now)));

        public Story After(double seconds)
        {
            Now += new Duration((long)(1e9 * seconds));
            return this;
        }

        public Story Apply(in DeskEvent e)
        {
            Desk.Apply(e);
            Recording.Add(e);
            return this;
        }

        public Story EndBatch()
        {
            var effects = new EffectWriter(_effects);
            int before = Placed.Count;
            bool isHedging = Desk.EndBatch(Now, ref effects);
            Recording.Add(DeskEvent.BatchEnded(Now, Desk.Batches));
            foreach (ref readonly Effect effect in effects.Written)
            {
                if (effect.TryAsEvent(Now, out DeskEvent kept))
                    Recording.Add(kept);
                if (effect.Kind == EffectKind.Place)
                    Placed.Add(effect.Order.Value);
            }
            Assert.Equal(isHedging, Placed.Count > before);
            Desk.Invariants();
            Desk.CheckDrift();
            return this;
        }

        private static double SpotOf(string underlying) => underlying == "BTC" ? 100 : 10;
    }
}
