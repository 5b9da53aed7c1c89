using Poise.Domain;
using Poise.Venues.Deribit;
using Poise.Venues.TestKit;
using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>
/// The Deribit session and the exchange's server with a crowd, over a link that fails in every way it can, while random orders are given: at rest the desk knows what the exchange has.
/// </summary>
public sealed class LinkHuntTests
{
    private const int Blocks = 10, SeedsOfBlock = 15, Steps = 160;

    private static readonly WireFrame[] Frames = Enum.GetValues<WireFrame>();

    public static TheoryData<int> EveryBlock => [.. Enumerable.Range(0, Blocks)];

    [Theory]
    [MemberData(nameof(EveryBlock))]
    public void Desk_and_exchange_agree_at_rest(int block)
    {
        var seen = new Seen();
        for (ulong i = 0; i < Deep.Seeds(SeedsOfBlock); i++)
            Hunt((ulong)block * 1_000_000 + i, seen);
        // The hunts went where it hurts.
        Assert.True(seen is { Executions: > 60, Connections: > 100, Unknowns: > 25, NeverArrived: > 10, Refusals: > 100 }, seen.ToString());
    }

    private sealed record Seen
    {
        public int Executions { get; set; }
        public int Connections { get; set; }
        public int Unknowns { get; set; }
        public int NeverArrived { get; set; }
        public int Refusals { get; set; }
    }

    private static void Hunt(ulong seed, Seen seen)
    {
        var venue = new DeribitUnderTest(seed, hasCrowd: true, new LinkSettings { TickEvery = Duration.FromMilliseconds(100), Jitter = Duration.FromMilliseconds(30) },
            s => s with { FirstBackOff = Duration.FromMilliseconds(50), LongestBackOff = Duration.FromSeconds(1), MaintenanceWait = Duration.FromSeconds(1) });
        var desk = new CardDesk(venue);
        var play = new Play(venue, desk, new SeededRandom(seed).Split("play"));
        MemoryLink link = venue.World.Link;
        try
        {
            for (int step = 0; step < Steps; step++)
                play.Step();
            venue.Rest();
            // A stream loses nothing but with its end; where single frames were lost it ends.
            if (play.Loses)
            {
                link.Drop();
                venue.Rest();
            }
            if (play.IsEven)
            {
                play.CancelAll();
                venue.Rest();
            }
            Agreement.Check(venue);
            Assert.True(venue.Chain.Pictures.Count > 0 && venue.Chain.Failures[^1] is null, $"seed {seed}: {venue.Chain.Pictures.Count} pictures, {venue.Chain.Failures[^1]}");
        }
        catch (Exception failure) when (failure is CardFailedException or InvalidOperationException)
        {
            Assert.Fail($"seed {seed}: {failure.Message}; {venue.Phase}; {string.Join("; ", link.Notices.TakeLast(30).Select(n => $"{n.At} {n.Text}"))}");
        }
        seen.Executions += venue.Heard.Orders.Sum(o => o.Value.Fills.Count);
        seen.Connections += venue.Connections;
        seen.Unknowns += link.Notices.Count(n => n.Text.Contains("is not known:", StringComparison.Ordinal));
        seen.NeverArrived += venue.Heard.Orders.Count(o => o.Value.Reason == (int)DeribitReason.NeverArrived);
        seen.Refusals += venue.Heard.Orders.Count(o => o.Value.Reason > 9999) + venue.Heard.Orders.Sum(o => o.Value.AmendRefusals);
    }

    private sealed class Play
    {
        private readonly DeribitUnderTest _venue;
        private readonly CardDesk _desk;
        private readonly SeededRandom _random;
        private readonly List<(OrderId Id, Side Side)> _given = [];

        public Play(DeribitUnderTest venue, CardDesk desk, SeededRandom random)
        {
            (_venue, _desk, _random) = (venue, desk, random);
            (Loses, IsEven) = (random.NextInt32(2) == 0, random.NextInt32(2) == 0);
            int lose = Loses ? 4 : 0, more = random.NextInt32(3);
            venue.World.Link.ToClient = new LinkFaults { Lose = lose, Duplicate = 8 * more, HoldBack = 8 * more, Cut = more, Drop = more };
            // A request that comes twice would be two orders, or a signature used twice: that no stream of bytes does.
            venue.World.Link.ToServer = new LinkFaults { Lose = lose, HoldBack = 8 * more, Cut = more, Drop = more };
        }

        /// <summary>Single frames are lost by chance.</summary>
        public bool Loses { get; private set; }

        public bool IsEven { get; }

        public void Step()
        {
            switch (_random.NextInt32(40))
            {
                case < 16:
                    Side side = _random.NextInt32(2) == 0 ? Side.Buy : Side.Sell;
                    int sort = _random.NextInt32(12);
                    _given.Add((_desk.Place(
                        side, 1 + _random.NextInt32(30), Price(side), sort == 0 ? TimeInForce.ImmediateOrCancel : sort == 1 ? TimeInForce.FillOrKill : TimeInForce.GoodTillCancelled,
                        isPostOnly: sort is 2 or 3, reduces: sort == 4), side));
                    break;
                case < 20 when _given.Count > 0:
                    _desk.Cancel(Any().Id);
                    break;
                case < 25 when _given.Count > 0:
                    (OrderId amended, Side of) = Any();
                    _desk.Amend(amended, 1 + _random.NextInt32(40), Price(of));
                    break;
                case < 29:
                    TakeOurs();
                    break;
                case < 32:
                    Suffer();
                    break;
                case 32:
                    // What is refused in so many words is not done: only these two leave it open.
                    WireTrouble trouble = (WireTrouble)_random.NextInt32(4);
                    _venue.Answer((WireFrame)_random.NextInt32(6), trouble, trouble is WireTrouble.TryAgain or WireTrouble.Maintenance && _random.NextInt32(2) == 0);
                    break;
                case 33:
                    _venue.Break(_random.NextInt32(3) == 0 ? Duration.FromMilliseconds(_random.NextInt32(9000)) : Duration.Zero);
                    break;
                case 34 when _random.NextInt32(4) == 0:
                    _venue.RestartServer(Duration.FromMilliseconds(_random.NextInt32(6000)));
                    break;
                case 35 when _random.NextInt32(3) == 0:
                    _venue.RestartDesk(Duration.FromMilliseconds(_random.NextInt32(4000)), [.. _given.Select(g => g.Id).Where(g => !_venue.Heard.Of(g).HasEnded)]);
                    break;
                case 36 when _random.NextInt32(4) == 0:
                    _venue.SetClock(Duration.FromMilliseconds(_random.NextInt32(20_000) - 10_000));
                    break;
                default:
                    break;
            }
            _venue.Pass(Duration.FromMilliseconds(_random.NextInt32(_random.NextInt32(12) == 0 ? 4000 : _random.NextInt32(3) == 0 ? 500 : 40)));
        }

        public void CancelAll()
        {
            foreach ((OrderId id, _) in _given)
                _desk.Cancel(id);
        }

        private void Suffer()
        {
            WireFrame frame = Frames[_random.NextInt32(Frames.Length)];
            WireFault fault = (WireFault)_random.NextInt32(5);
            bool isRequest = frame.ToString() is var name && !name.EndsWith("Answer", StringComparison.Ordinal) && !name.EndsWith("News", StringComparison.Ordinal);
            if (fault == WireFault.Duplicate && isRequest)
                fault = WireFault.Drop;
            Loses |= fault == WireFault.Lose;
            _venue.Suffer(frame, fault, Duration.FromMilliseconds(1 + _random.NextInt32(8000)));
        }

        /// <summary>Somebody trades with an order of ours that rests at the best price.</summary>
        private void TakeOurs()
        {
            VenueOrder[] open = [.. _venue.Orders.Where(o => o.Status == OrderStatus.Open)];
            if (open.Length == 0)
                return;
            VenueOrder one = open[_random.NextInt32(open.Length)];
            _venue.World.OtherPlaces(one.Side == Side.Buy ? Side.Sell : Side.Buy, 1 + _random.NextInt32((int)one.Quantity.Count), one.Limit.Count, TimeInForce.ImmediateOrCancel);
        }

        private (OrderId Id, Side Side) Any() => _given[^(1 + _random.NextInt32(Math.Min(_given.Count, 12)))];

        // One in four takes at once.
        private Ticks Price(Side side)
        {
            double best = _venue.World.Best(side);
            long ticks = (long)(2 * (double.IsNaN(best) ? _venue.World.Exchange.IndexOf(0) : best));
            long away = _random.NextInt32(4) == 0 ? -200 : _random.NextInt32(60);
            return new(side == Side.Buy ? ticks - away : ticks + away);
        }
    }
}
