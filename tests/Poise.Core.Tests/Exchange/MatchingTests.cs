using Poise.Domain;
using Poise.Exchange;

namespace Poise.Core.Tests;

/// <summary>The matching engine beside the naive one: every event, every book, every position, after every command.</summary>
public class MatchingTests
{
    private const int Instruments = 3, Accounts = 5;

    [Fact]
    public void It_does_what_the_naive_one_does()
    {
        var seen = new Dictionary<(MatchEventKind, VenueReason), int>();
        for (int seed = 1; seed <= Deep.Times(80); seed++)
        {
            var world = new SideBySide((ulong)seed);
            for (int step = 0; step < 500; step++)
                world.Step(seen);
        }
        // Everything that can happen has.
        foreach (VenueReason reason in (VenueReason[])[VenueReason.UnknownContract, VenueReason.Expired, VenueReason.BadQuantity, VenueReason.PriceBand, VenueReason.PostOnlyWouldTake, VenueReason.ReduceOnly, VenueReason.FillOrKill, VenueReason.SelfTrade, VenueReason.Contradiction, VenueReason.NothingToTake, VenueReason.Funds])
            Assert.True(seen.ContainsKey((MatchEventKind.Rejected, reason)), $"no order was refused for {reason}");
        foreach (VenueReason reason in (VenueReason[])[VenueReason.Asked, VenueReason.ImmediateOrCancel, VenueReason.SelfTrade, VenueReason.ReduceOnly, VenueReason.PostOnlyWouldTake, VenueReason.Expired])
            Assert.True(seen.ContainsKey((MatchEventKind.Cancelled, reason)), $"no order was cancelled for {reason}");
        foreach (VenueReason reason in (VenueReason[])[VenueReason.UnknownOrder, VenueReason.BadQuantity, VenueReason.PriceBand, VenueReason.ReduceOnly, VenueReason.Funds])
            Assert.True(seen.ContainsKey((MatchEventKind.EditRejected, reason)), $"no edit was refused for {reason}");
    }

    [Fact]
    public void Nothing_is_allocated_once_the_tables_are_there()
    {
        var engine = new MatchingEngine<NoAccounts>(new NoAccounts());
        engine.List();
        var random = new SeededRandom(5);
        long[] ids = new long[64];
        Assert.Equal(0, AllocatedBytes.Of(Run));

        void Run()
        {
            for (int i = 0; i < 20_000; i++)
            {
                int at = random.NextInt32(ids.Length);
                ref long id = ref ids[at];
                engine.Cancel(at % 4, id);
                id = engine.Place(new OrderRequest(at % 4, 0, (Side)random.NextInt32(2), 1 + random.NextInt32(9), 100 + random.NextInt32(20), Display: random.NextInt32(2)));
            }
        }
    }

    private sealed class NoAccounts : IMatchAccounts
    {
        public long Position(int account, int instrument) => 0;

        public VenueReason Admit(int account, int instrument, Side side, long lots, long price) => VenueReason.None;

        public void Opened(int account, int instrument, Side side, long lots, long price)
        {
        }

        public void Closed(int account, int instrument, Side side, long lots, long price)
        {
        }

        public void Traded(int instrument, Side side, int taker, int maker, long lots, long price)
        {
        }
    }

    private sealed class SideBySide
    {
        private readonly SeededRandom _random;
        private readonly PlainAccounts _own = new(25), _plain = new(25);
        private readonly MatchingEngine<PlainAccounts> _engine;
        private readonly NaiveExchange _naive;

        /// <summary>The engine's numbers of orders, in the order of placing: the naive one counts from 1.</summary>
        private readonly Dictionary<long, long> _names = [];
        private readonly Dictionary<long, long> _ids = [];

        public SideBySide(ulong seed)
        {
            _random = new SeededRandom(seed);
            _engine = new MatchingEngine<PlainAccounts>(_own);
            _naive = new NaiveExchange(_plain, Instruments);
            for (int i = 0; i < Instruments; i++)
                Assert.Equal(i, _engine.List());
        }

        public void Step(Dictionary<(MatchEventKind, VenueReason), int> seen)
        {
            string did = Command();
            MatchEvent[] events = [.. _engine.Events];
            foreach (MatchEvent e in events)
                seen[(e.Kind, e.Reason)] = seen.GetValueOrDefault((e.Kind, e.Reason)) + 1;
            Assert.Equal(_naive.Events.Where(IsFact).Select(e => Text(e, isNaive: true)), events.Where(IsFact).Select(e => Text(e, isNaive: false)));
            // Levels of one command: each price once, whatever the order.
            Assert.Equal(_naive.Events.Where(IsLevel).Select(e => Text(e, isNaive: true)).Order(StringComparer.Ordinal), events.Where(IsLevel).Select(e => Text(e, isNaive: false)).Distinct().Order(StringComparer.Ordinal));
            var depth = new DepthLevel[100];
            for (int i = 0; i < Instruments; i++)
            {
                foreach (Side side in (Side[])[Side.Buy, Side.Sell])
                    Assert.True(_naive.Depth(i, side).SequenceEqual(depth[.._engine.Depth(i, side, depth)].Select(static l => (l.Price.Count, l.Quantity.Count))), did);
                Assert.Equal(0, Enumerable.Range(0, Accounts).Sum(a => _own.Position(a, i)));
            }
            Assert.Equal(_plain.Positions, _own.Positions);
            Assert.Equal(_plain.Open, _own.Open);
            Assert.Equal(_naive.Orders.Count, _engine.Resting);
            Assert.Equal(_naive.Orders.Sum(static o => o.Left), _own.Open.Values.Sum());
            foreach (NaiveExchange.Order order in _naive.Orders)
            {
                Assert.True(_engine.TryFind(_ids[order.Id], out int account, out Side side, out long price, out long filled, out long left));
                Assert.Equal((order.Request.Account, order.Request.Side, order.Price, order.Filled, order.Left), (account, side, price, filled, left));
            }
        }

        private string Command()
        {
            int account = _random.NextInt32(Accounts), instrument = _random.NextInt32(40) == 0 ? Instruments : _random.NextInt32(Instruments);
            switch (_random.NextInt32(20))
            {
                case < 11:
                    var request = new OrderRequest(
                        account, instrument, (Side)_random.NextInt32(2), _random.NextInt32(30) == 0 ? 0 : 1 + _random.NextInt32(12), 95 + _random.NextInt32(11),
                        _random.NextInt32(5) switch { 0 => OrderKind.Market, 1 => OrderKind.MarketLimit, _ => OrderKind.Limit }, _random.NextInt32(2) == 0 ? TimeInForce.GoodTillCancelled : (TimeInForce)_random.NextInt32(4),
                        _random.NextInt32(2) == 0 ? PostOnly.No : (PostOnly)_random.NextInt32(3), _random.NextInt32(3) == 0, _random.NextInt32(3) == 0 ? _random.NextInt32(5) : 0, (SelfTrade)_random.NextInt32(2), _random.NextInt32(3));
                    long name = _names.Count + 1, id = _engine.Place(request);
                    if (id != 0)
                    {
                        Assert.True(_ids.Count == 0 || id > _ids[name - 1]);
                        (_names[id], _ids[name]) = (name, id);
                    }
                    _naive.Place(request, name);
                    return request.ToString();
                case < 15:
                    long edited = Some();
                    var edit = new OrderEdit(Owner(edited, account), edited, _random.NextInt32(8) == 0 ? 40 : _random.NextInt32(14), 95 + _random.NextInt32(11), (PostOnly)_random.NextInt32(3), (SelfTrade)_random.NextInt32(2));
                    NaiveExchange.Order? before = _naive.Orders.FirstOrDefault(o => o.Id == edited);
                    if (before is not null && _random.NextInt32(2) == 0)
                        edit = edit with { Price = before.Price };
                    _engine.Edit(edit with { Order = _ids.GetValueOrDefault(edited) });
                    _naive.Edit(edit);
                    return edit.ToString();
                case < 18:
                    long cancelled = Some();
                    account = Owner(cancelled, account);
                    _engine.Cancel(account, _ids.GetValueOrDefault(cancelled));
                    _naive.Cancel(account, cancelled);
                    return $"cancel {account} {cancelled}";
                case 18:
                    int? only = _random.NextInt32(2) == 0 ? null : _random.NextInt32(Instruments);
                    long label = _random.NextInt32(3);
                    _engine.CancelAll(account, VenueReason.Asked, only, label);
                    _naive.CancelAll(account, only, label);
                    return $"cancel all {account} {only} {label}";
                default:
                    int book = _random.NextInt32(Instruments);
                    if (_random.NextInt32(60) == 0)
                    {
                        _engine.Close(book, VenueReason.Expired);
                        _naive.Close(book);
                        return $"close {book}";
                    }
                    long least = 90 + _random.NextInt32(8), most = 102 + _random.NextInt32(10);
                    _engine.Band(book, least, most);
                    _naive.Band(book, least, most);
                    _engine.Cancel(account, -1);
                    _naive.Cancel(account, 0);
                    return $"band {book} {least} {most}";
            }
        }

        /// <summary>Mostly an order that is there, or was.</summary>
        private long Some() => _naive.Orders.Count > 0 && _random.NextInt32(5) > 0 ? _naive.Orders[_random.NextInt32(_naive.Orders.Count)].Id : _random.NextInt32(_names.Count + 2);

        private int Owner(long name, int other) => _naive.Orders.FirstOrDefault(o => o.Id == name)?.Request.Account is int owner && _random.NextInt32(8) > 0 ? owner : other;

        private static bool IsLevel(MatchEvent e) => e.Kind == MatchEventKind.Level;

        private static bool IsFact(MatchEvent e) => e.Kind != MatchEventKind.Level;

        private string Text(MatchEvent e, bool isNaive) => FormattableString.Invariant(
            $"{e.Kind} {e.Side} {e.Reason} {e.Instrument} a{e.Account} {Name(e.Order, isNaive)} @{e.Price} x{e.Quantity} filled {e.Filled} maker {Name(e.Maker, isNaive)} a{e.MakerAccount} {e.MakerFilled}/{e.MakerLeft} #{e.TradeId} {e.Label}");

        private long Name(long id, bool isNaive) => isNaive ? _ids.ContainsKey(id) ? id : 0 : _names.GetValueOrDefault(id);
    }
}
