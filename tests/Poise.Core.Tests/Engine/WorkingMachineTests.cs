using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

/// <summary>
/// Desks that work their hedges against a naive venue under random events: orders rest, fill in parts, cross, are refused, cancels race fills, the link goes, the process dies, people kill and resume. Whatever
/// happens, at most one order is under way, what it may still fill is never more than is wanted when it leaves, and journal and recording bring the same back.
/// </summary>
public sealed class WorkingMachineTests
{
    private static readonly IWorkingAlgorithm[] _algorithms =
    [
        new PeggedOrder { Chase = 20 },
        new PeggedOrder { ChaseTicks = 5, CrossesBeyond = true, Pause = Duration.FromMilliseconds(300) },
        new PassiveThenCross(new PeggedOrder { Pause = Duration.FromMilliseconds(500) }, 2, Duration.FromSeconds(5)),
        new BudgetedWorking(new PassiveThenCross(new PeggedOrder(), 1, Duration.FromSeconds(3)), 40),
        new CrossingLadder(4, 2, 0.3, Duration.FromMilliseconds(200)),
        new ScheduledWorking(new EvenSchedule(), Duration.FromSeconds(20), 8, 3, new Sweep()),
        new ScheduledWorking(new AlmgrenChrissSchedule(Duration.FromSeconds(10)), Duration.FromSeconds(30), 10, double.PositiveInfinity, new PassiveThenCross(new PeggedOrder(), 2, Duration.FromSeconds(2))),
        new ScheduledWorking(new ObizhaevaWangSchedule(Duration.FromSeconds(5)), Duration.FromSeconds(20), 6, double.PositiveInfinity, new PeggedOrder()),
        new Participation(0.3, 4, new Sweep()),
        new BudgetedWorking(new Sweep(), 15),
    ];

    public static TheoryData<int, ulong> Worlds
    {
        get
        {
            TheoryData<int, ulong> data = [];
            for (int algorithm = 0; algorithm < _algorithms.Length; algorithm++)
                for (ulong seed = 1; seed <= 3; seed++)
                    data.Add(algorithm, seed);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Worlds))]
    public void One_order_at_a_time_never_for_more_than_is_wanted(int algorithm, ulong seed)
    {
        World world = new(_algorithms[algorithm], seed);
        for (int i = 0; i < Deep.Times(800); i++)
            world.Step();
        world.CheckAll();
        Assert.True(world.Orders > 20, $"only {world.Orders} orders");
    }

    /// <summary>A desk and its venue. Messages either way take up to 300 ms, in order.</summary>
    private sealed class World
    {
        private readonly IWorkingAlgorithm _algorithm;
        private readonly BandRebalance _rebalance;
        private readonly SeededRandom _random;
        private readonly Effect[] _buffer = new Effect[16];
        private readonly List<DeskEvent> _journal = [], _life = [];
        private readonly Queue<(Instant At, Action Act)> _toVenue = [], _toDesk = [];
        private readonly List<Held> _venue = [];
        private Desk _desk, _lifeBegin;
        private Instant _now = DeskStory.Start, _markedAt, _lastOut, _lastIn;
        private double _mid = 100, _profit;
        private long _position, _trades, _ids;

        public World(IWorkingAlgorithm algorithm, ulong seed)
        {
            _algorithm = algorithm;
            _random = new SeededRandom(seed);
            _rebalance = (BandRebalance)(seed % 2);
            (_desk, _lifeBegin) = (new Desk(Settings), new Desk(Settings));
            var empty = new DeskStory(Settings);
            foreach (Contract contract in (Contract[])[empty.Perpetual, empty.Call, empty.Put])
                Fact(DeskEvent.Listed(_now, contract));
            Open();
            Fact(DeskEvent.PositionOpened(_now, DeskStory.CallIndex, new(-1500), 5m));
            Fact(DeskEvent.PositionOpened(_now, DeskStory.PutIndex, new(-800), 5m));
        }

        public int Orders { get; private set; }

        private DeskSettings Settings => DeskStory.With(h => h with
        {
            Working = _algorithm,
            Limits = h.Limits with { MaxDelta = 300, Drawdown = new(100, 400, DrawdownAction.Flatten, Duration.FromSeconds(1)) },
            Policy = new FixedBandPolicy(new DeltaBand(-3, 0, 3, _rebalance)),
            Plan = h.Plan with { Least = new(3) },
        }) with
        { Orders = new OrderLimits { MaxMessages = 150 } };

        private sealed class Held(NewOrder order)
        {
            public NewOrder Order => order;
            public long Filled;
            public bool IsOpen = true;
        }

        public void Step()
        {
            _now += Duration.FromMilliseconds(1 + _random.NextInt32(600));
            _mid *= Math.Exp(0.0007 * _random.NextNormal());
            Fact(DeskEvent.Quoted(_now, DeskStory.PerpetualIndex, Quote()));
            if (_random.NextInt32(10) == 0)
                Fact(DeskEvent.SurfaceFitted(_now, new FittedSlice { Expiry = DeskStory.Expiry, AsOf = _now, Basis = 1, Discount = 1, Contracts = [DeskStory.CallIndex, DeskStory.PutIndex], Vols = [0.45 + 0.1 * _random.NextDouble(), 0.5] }));
            if (_random.NextInt32(3) == 0)
                Fact(DeskEvent.Traded(_now, new Print(DeskStory.PerpetualIndex, (Side)_random.NextInt32(2), new(1 + _random.NextInt32(60)), new((long)(100 * _mid)))));
            if (_now - _markedAt >= Duration.FromSeconds(1))
            {
                _markedAt = _now;
                _profit += 12 * _random.NextNormal();
                Fact(DeskEvent.ProfitMarked(_now, _profit));
            }
            Deliver(_toVenue);
            Match();
            Befall();
            Deliver(_toDesk);
            EndBatch();
        }

        private Quote Quote() => new(Math.Round(_mid - 0.02, 2), Math.Round(_mid + 0.02, 2), 50, 50, _now);

        private void Befall()
        {
            switch (_random.NextInt32(120))
            {
                case 0:
                    Fact(DeskEvent.Kill(_now));
                    break;
                case 1 or 2 or 3 or 4 or 5:
                    Fact(DeskEvent.TradingStateSet(_now, TradingState.Normal, TradingStateReason.Operator));
                    break;
                case 6:
                    Fact(DeskEvent.TradingStateSet(_now, TradingState.ReduceOnly, TradingStateReason.Operator));
                    break;
                case 7:
                    Fact(DeskEvent.CancelAllAsked(_now));
                    break;
                case 8:
                    Cut();
                    Open();
                    break;
                case 9:
                    Cut();
                    Die();
                    Open();
                    break;
                case 11:
                    RiskLimits limits = _desk.Hedgers[0].Limits;
                    Fact(DeskEvent.LimitsSet(_now, limits with { MaxOrder = new(20 + _random.NextInt32(980)), MaxDelta = 50 + 100 * _random.NextDouble() }));
                    break;
                case 12:
                    _profit -= 150;
                    break;
                case 10:
                    Fact(DeskEvent.PositionOpened(_now, DeskStory.CallIndex, new(_random.NextInt32(600) - 300), 5m));
                    break;
            }
        }

        /// <summary>What is on its way is lost, and what the venue holds is asked for when the link is back.</summary>
        private void Cut()
        {
            Fact(DeskEvent.LinkDown(_now));
            if (_random.NextInt32(2) == 0)
                Deliver(_toVenue, all: true);
            _toVenue.Clear();
            _toDesk.Clear();
            if (_random.NextInt32(2) == 0)
                _now += Duration.FromSeconds(_random.NextInt32(20));
        }

        private void Open()
        {
            Fact(DeskEvent.Started(_now));
            foreach (WorkingOrder working in Enumerable.Range(0, _desk.Working.Count).Select(i => _desk.Working[i]).ToArray())
            {
                if (_venue.Find(h => h.Order.Id == working.Order.Id) is not { } held)
                {
                    Fact(DeskEvent.OrderNotFound(_now, working.Order.Id));
                    continue;
                }
                foreach (Fill fill in _fills.Where(f => f.Order == working.Order.Id))
                    Fact(DeskEvent.Filled(_now, fill));
                Fact(DeskEvent.OrderUpdated(_now, new OrderUpdate(working.Order.Id, working.Order.Contract, StateOf(held), new(held.Filled), 0, _now)));
            }
            Fact(DeskEvent.PositionReported(_now, DeskStory.PerpetualIndex, new(_position)));
            Fact(DeskEvent.LinkUp(_now));
            Fact(DeskEvent.Reconciled(_now));
            Assert.NotEqual(TradingStateReason.PositionMismatch, _desk.StateReason);
        }

        /// <summary>The process: the life's recording is decided again, the journal is folded into the next.</summary>
        private void Die()
        {
            CheckAll();
            var next = new Desk(Settings);
            byte[] bytes = new byte[DeskEventCodec.UsualLength];
            foreach (DeskEvent e in _journal)
            {
                Assert.True(DeskEventCodec.TryEncode(e, bytes, out int length));
                Assert.True(DeskEventCodec.TryDecode(bytes.AsSpan(0, length), out DeskEvent read, out string? refusal), refusal);
                next.Apply(read);
                _lifeBegin.Apply(read);
            }
            Assert.Equal(_desk.Hedgers[0].Wish with { Volume = default, DoneInVolume = default }, next.Hedgers[0].Wish with { Volume = default, DoneInVolume = default });
            Assert.Equal(_desk.BookHash(), next.BookHash());
            _desk = next;
            _lifeBegin = new Desk(Settings);
            foreach (DeskEvent e in _journal)
                _lifeBegin.Apply(e);
            _life.Clear();
        }

        public void CheckAll()
        {
            Assert.Equal(_position, _venue.Sum(static h => h.Order.Side == Side.Buy ? h.Filled : -h.Filled));
            Desk again = _lifeBegin;
            var replay = new Replay(again);
            foreach (DeskEvent e in _life)
                Assert.True(replay.Step(e), replay.Difference);
            Assert.True(replay.Finish(), replay.Difference);
            Assert.Equal(_desk.StateHash(), again.StateHash());
            _lifeBegin = new Desk(Settings);
        }

        private void Fact(in DeskEvent e)
        {
            _desk.Apply(e);
            _life.Add(e);
            if (e.Lane == Lane.Facts)
                _journal.Add(e);
        }

        private void EndBatch()
        {
            long before = _desk.LastSequence;
            var effects = new EffectWriter(_buffer);
            _desk.EndBatch(_now, ref effects);
            DeskEvent border = DeskEvent.BatchEnded(_now, _desk.Batches);
            _life.Add(border);
            _journal.Add(border);
            foreach (ref readonly Effect effect in effects.Written)
            {
                if (effect.TryAsEvent(_now, out DeskEvent kept))
                {
                    _life.Add(kept);
                    _journal.Add(kept);
                }
                if (effect.Kind == EffectKind.Place)
                {
                    NewOrder order = effect.Order.Value;
                    Send(_toVenue, ref _lastOut, () => Receive(order));
                    Orders++;
                }
                else if (effect.Kind == EffectKind.Cancel)
                {
                    OrderId id = effect.Cancellation.Id;
                    Send(_toVenue, ref _lastOut, () => Cancel(id));
                }
                Assert.NotEqual(EffectKind.Amend, effect.Kind);
            }
            _desk.Invariants();
            CheckWorking(_desk.LastSequence > before);
        }

        private void CheckWorking(bool hasPlaced)
        {
            HedgeDecision decision = _desk.Hedgers[0].LastDecision;
            int open = 0;
            double buy = 0, sell = 0;
            for (int i = 0; i < _desk.Working.Count; i++)
            {
                WorkingOrder working = _desk.Working[i];
                open += working.IsFinal ? 0 : 1;
                buy += working.Order.Side == Side.Buy ? working.Remaining.Count * 0.1 : 0;
                sell += working.Order.Side == Side.Sell ? working.Remaining.Count * 0.1 : 0;
            }
            bool isFlattening = _desk.Hedgers[0].Drawdown.Step == DrawdownStep.Flattening; // at once, as a sweep does
            Assert.True(open <= 1 || isFlattening || !hasPlaced, $"{open} orders at once: {_algorithm}");
            if (_desk.State == TradingState.Halted)
                Assert.False(hasPlaced || _desk.Hedgers[0].Wish.IsStanding);
            if (!hasPlaced)
                return;
            // With all that may fill, net delta comes no further than the goal, and no nearer to it with none.
            double goal = isFlattening || _rebalance == BandRebalance.ToTarget ? 0 : 3;
            if (decision.Quantity > Lots.Zero)
                Assert.True(decision.NetDelta + buy <= -goal + 1e-9, $"{decision}");
            else
                Assert.True(decision.NetDelta - sell >= goal - 1e-9, $"{decision}");
        }

        private readonly List<Fill> _fills = [];

        private void Receive(NewOrder order)
        {
            Assert.DoesNotContain(_venue, h => h.Order.Id == order.Id);
            Assert.True(order.Id.Sequence > _ids);
            _ids = order.Id.Sequence;
            var held = new Held(order);
            _venue.Add(held);
            Quote quote = Quote();
            double price = order.Limit.Count * 0.01;
            bool wouldTake = order.Side == Side.Buy ? price >= quote.Ask - 1e-9 : price <= quote.Bid + 1e-9;
            if ((order.PostOnly && wouldTake) || _random.NextInt32(15) == 0)
            {
                held.IsOpen = false;
                Tell(held, OrderStatus.Rejected);
                return;
            }
            if (order.TimeInForce == TimeInForce.ImmediateOrCancel)
            {
                if (wouldTake)
                    Fill(held, _random.NextInt32(3) switch { 0 => 0, 1 => order.Quantity.Count, _ => _random.NextInt32((int)order.Quantity.Count + 1) });
                held.IsOpen = false;
                Tell(held, StateOf(held));
                return;
            }
            Tell(held, OrderStatus.Open);
        }

        private void Match()
        {
            foreach (Held held in _venue.Where(static h => h.IsOpen).ToArray())
            {
                double price = held.Order.Limit.Count * 0.01;
                bool isPassed = held.Order.Side == Side.Buy ? _mid < price : _mid > price;
                if (!isPassed && _random.NextInt32(6) > 0)
                    continue;
                long left = held.Order.Quantity.Count - held.Filled;
                Fill(held, isPassed && _random.NextInt32(2) == 0 ? left : 1 + _random.NextInt32((int)left));
                held.IsOpen = held.Filled < held.Order.Quantity.Count;
                Tell(held, StateOf(held));
            }
        }

        private void Cancel(OrderId id)
        {
            if (_venue.Find(h => h.Order.Id == id) is not { IsOpen: true } held)
                return;
            held.IsOpen = false;
            Tell(held, OrderStatus.Cancelled);
        }

        private static OrderStatus StateOf(Held held) => held.Filled == held.Order.Quantity.Count ? OrderStatus.Filled : held.IsOpen ? OrderStatus.Open : OrderStatus.Cancelled;

        private void Fill(Held held, long lots)
        {
            if (lots == 0)
                return;
            held.Filled += lots;
            _position += held.Order.Side == Side.Buy ? lots : -lots;
            var fill = new Fill(++_trades, held.Order.Id, held.Order.Contract, held.Order.Side, new(lots), held.Order.Limit, 0.01m, held.Order.PostOnly, _now);
            _fills.Add(fill);
            Send(_toDesk, ref _lastIn, () => Fact(DeskEvent.Filled(_now, fill)));
        }

        private void Tell(Held held, OrderStatus status)
        {
            var update = new OrderUpdate(held.Order.Id, held.Order.Contract, status, new(held.Filled), 0, _now);
            Send(_toDesk, ref _lastIn, () => Fact(DeskEvent.OrderUpdated(_now, update)));
        }

        private void Send(Queue<(Instant, Action)> queue, ref Instant last, Action act)
        {
            Instant at = _now + Duration.FromMilliseconds(_random.NextInt32(300));
            last = at > last ? at : last;
            queue.Enqueue((last, act));
        }

        private void Deliver(Queue<(Instant At, Action Act)> queue, bool all = false)
        {
            while (queue.TryPeek(out (Instant At, Action Act) next) && (all || next.At <= _now))
            {
                queue.Dequeue();
                next.Act();
            }
        }
    }
}
