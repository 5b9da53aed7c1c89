using System.Text;
using System.Text.Json.Nodes;
using Poise.Domain;
using Poise.Hedging;
using Poise.Venues;
using Poise.Venues.Deribit;

namespace Poise.Edge.Tests;

/// <summary>A session, a peer and the wire between them, without threads: what travels waits until it is delivered.</summary>
internal sealed class DeribitWorld : IDeribitLink, IVenueSink
{
    private readonly Queue<byte[]> _toServer = [];
    private Instant _wakeAt = Instant.Never, _connectAt;
    private bool _isLinked;

    public DeribitWorld(DeribitKey? key = null, Func<DeribitSettings, DeribitSettings>? change = null, ulong seed = 1, bool isPublic = false, IChainSink? chain = null)
    {
        var settings = new DeribitSettings { Underlyings = ["BTC"], Books = [DeribitPeer.Perpetual] };
        Settings = change?.Invoke(settings) ?? settings;
        Session = new DeribitSession(Settings, isPublic ? null : key ?? new DeribitKey(DeribitPeer.Key, DeribitPeer.Secret), seed, this, this, chain);
        Now = Instant.FromUtc(2026, 1, 5, 9);
        _connectAt = Now;
        Peer.Now = Now;
    }

    public DeribitSettings Settings { get; }
    public DeribitSession Session { get; }
    public DeribitPeer Peer { get; } = new();
    public Instant Now { get; private set; }
    public Duration PeerAhead { get; set; }

    public List<Contract> Contracts { get; } = [];
    public List<(ContractIndex Contract, Quote Quote)> Quotes { get; } = [];
    public List<OrderUpdate> Updates { get; } = [];
    public List<Fill> Fills { get; } = [];
    public List<bool> Links { get; } = [];
    public List<(ContractIndex Contract, decimal Price)> Settlements { get; } = [];
    public List<(Side Side, Lots Lots, Ticks Price)> Prints { get; } = [];
    public List<(DeribitNotice About, string Text)> Notices { get; } = [];
    public List<string> Closings { get; } = [];
    public List<Instant> ConnectTimes { get; } = [];
    /// <summary>What the desk heard of orders and links, in order.</summary>
    public List<string> Heard { get; } = [];

    public bool IsLive => Session.Phase == DeribitPhase.Live;

    public ContractIndex Of(string name) => new(Contracts.FindIndex(c => c.Id.Symbol == name));

    /// <summary>Beside the quote that was told last.</summary>
    public QuoteDetail? LastDetail { get; private set; }

    public Quote Last(string name) => Quotes.FindLast(q => q.Contract == Of(name)).Quote;

    public OrderUpdate LastOf(long order) => Updates.FindLast(u => u.Id.Sequence == order);

    public long Held(string name) => Fills.Where(f => f.Contract == Of(name)).Sum(f => f.Side == Side.Buy ? f.Quantity.Count : -f.Quantity.Count);

    // The link.

    public void Send(byte[] frame) => _toServer.Enqueue(frame);

    public void Close(string why)
    {
        Closings.Add(why);
        Cut();
    }

    public void ConnectAt(Instant at)
    {
        _connectAt = at;
        ConnectTimes.Add(at);
    }

    public void WakeAt(Instant at) => _wakeAt = at;

    public void Noted(Instant at, DeribitNotice about, string text) => Notices.Add((about, text));

    // The desk.

    public ContractIndex Listed(Instant at, Contract contract)
    {
        Contracts.Add(contract);
        return new(Contracts.Count - 1);
    }

    public void Quoted(Instant at, ContractIndex contract, in Quote quote, QuoteDetail? detail = null)
    {
        // Whatever happens on the wire, no quote is off its contract's grid.
        foreach (double price in (double[])[quote.Bid, quote.Ask])
            Assert.True(double.IsNaN(price) || Grid.TryExact((decimal)price, Contracts[contract.Value].PriceTick, out long count) && count > 0, $"{price}");
        Assert.False(quote.IsCrossed);
        Quotes.Add((contract, quote));
        LastDetail = detail;
    }

    public void Traded(Instant at, ContractIndex contract, Side aggressor, Lots quantity, Ticks price) => Prints.Add((aggressor, quantity, price));

    public void Updated(Instant at, in OrderUpdate update)
    {
        Heard.Add("order");
        Updates.Add(update);
    }

    public void Filled(Instant at, in Fill fill) => Fills.Add(fill);

    public List<FundingPayment> Payments { get; } = [];

    public void Funded(Instant at, in FundingPayment payment) => Payments.Add(payment);

    /// <summary>With whether the link was up.</summary>
    public List<(Instant At, string Currency, MarginReport Report, bool IsUp)> Margins { get; } = [];

    public void MarginReported(Instant at, string currency, in MarginReport report) => Margins.Add((at, currency, report, Links.Count > 0 && Links[^1]));

    public void Settled(Instant at, ContractIndex contract, decimal price) => Settlements.Add((contract, price));

    public void LinkChanged(Instant at, bool isUp)
    {
        Heard.Add(isUp ? "up" : "down");
        Links.Add(isUp);
    }

    // Time and the wire.

    /// <summary>Delivers everything that travels, in either direction, without time passing.</summary>
    public void Settle()
    {
        for (int i = 0; i < 100_000; i++)
        {
            if (!DeliverToServer() && !DeliverToClient())
                return;
        }
        Assert.Fail("the two never come to rest");
    }

    public bool DeliverToServer()
    {
        if (!_toServer.TryDequeue(out byte[]? frame))
            return false;
        Peer.Now = Now + PeerAhead;
        Peer.Hear(frame);
        return true;
    }

    public bool DeliverToClient()
    {
        if (!_isLinked || Peer.TakeFrame() is not { } frame)
            return false;
        Session.Frame(Encoding.UTF8.GetBytes(frame.ToJsonString()), Now);
        return true;
    }

    public int Travelling => _toServer.Count + Peer.FramesWaiting;

    /// <summary>Loses the next frames on their way to the server, and the link with them.</summary>
    public void LoseAndDrop()
    {
        Cut();
        Session.LinkDown(Now, "the wire broke");
    }

    private void Cut()
    {
        _isLinked = false;
        _toServer.Clear();
        Peer.Now = Now + PeerAhead;
        Peer.Disconnect();
    }

    /// <summary>Lets time pass with its timers and connections, delivering everything at each step.</summary>
    public void Run(Duration time, bool delivers = true)
    {
        Instant end = Now + time;
        int idle = 0;
        while (true)
        {
            if (delivers)
                Settle();
            Instant next = _wakeAt < end ? _wakeAt : end;
            if (!_isLinked && _connectAt < next)
                next = _connectAt;
            idle = next > Now ? 0 : idle + 1;
            Assert.True(idle < 1000, $"the session wants to be woken without end: {Session.Phase} at {Now}, next {_wakeAt}; {string.Join("; ", Notices.TakeLast(3))}");
            if (next > Now)
                Now = next;
            Peer.Now = Now + PeerAhead;
            if (!_isLinked && Now >= _connectAt)
            {
                _isLinked = true;
                _connectAt = Instant.Never;
                Peer.Connect();
                Session.LinkUp(Now);
            }
            else if (Now >= _wakeAt)
            {
                _wakeAt = Instant.Never;
                Session.Timer(Now);
            }
            else if (Now >= end)
                break;
        }
        if (delivers)
            Settle();
    }

    public void RunUntilLive(int seconds = 120)
    {
        for (int i = 0; i < 10 * seconds && !IsLive; i++)
            Run(Duration.FromMilliseconds(100));
        Assert.True(IsLive, $"{Session.Phase} {Session.StopReason} {string.Join("; ", Notices)}");
    }

    public static DeribitWorld Live(Func<DeribitSettings, DeribitSettings>? change = null)
    {
        DeribitWorld world = new(change: change);
        world.RunUntilLive();
        return world;
    }

    // Orders.

    /// <summary>Lots of the perpetual are 10 dollars, ticks half a dollar.</summary>
    public static NewOrder Order(long sequence, Side side, long lots, decimal price, DeribitWorld world, bool isPostOnly = false) => new(
        new OrderId(1, sequence), world.Of(DeribitPeer.Perpetual), side, new Lots(lots), new Ticks((long)(price / 0.5m)), TimeInForce.GoodTillCancelled, isPostOnly, ReduceOnly: false);

    public void Place(in NewOrder order)
    {
        Verdict<NewOrder> verdict = Gate.Check(order, View(order.Limit, order.Side == Side.Buy ? -1000 : 1000));
        Assert.True(verdict.IsApproved, verdict.Refusal.ToString());
        Session.Place(verdict.Approved, Now);
    }

    public void Amend(long sequence, Side side, long lots, decimal price)
    {
        var amend = new Amend(new OrderId(1, sequence), Of(DeribitPeer.Perpetual), new Lots(lots), new Ticks((long)(price / 0.5m)));
        Verdict<Amend> verdict = Gate.Check(amend, side, Lots.Zero, View(amend.Limit, 0));
        Assert.True(verdict.IsApproved, verdict.Refusal.ToString());
        Session.Amend(verdict.Approved, Now);
    }

    public void Cancel(long sequence) => Session.Cancel(new Cancel(new OrderId(1, sequence), Of(DeribitPeer.Perpetual)), Now);

    private static readonly RiskGate Gate = new(new RiskLimits { MaxOrder = new(1_000_000), MaxPosition = new(1_000_000_000) }, new OrderLimits { MaxWorking = 1_000_000, MaxOrders = 1_000_000 });

    private RiskView View(Ticks limit, long held)
    {
        double price = (double)(limit.Count * 0.5m);
        return new RiskView(TradingState.Normal, true, true, Now, new Quote(price, price, 1, 1, Now), 0.5m, new(held), Lots.Zero, Lots.Zero, 0, 0);
    }

    // Books.

    public void BookFrame(string type, long? previous, long change, JsonArray bids, JsonArray asks)
    {
        Peer.News($"book.{DeribitPeer.Perpetual}.raw", BookData(type, previous, change, bids, asks, Peer.Now));
        Settle();
    }

    public static JsonObject BookData(string type, long? previous, long change, JsonArray bids, JsonArray asks, Instant at)
    {
        var data = new JsonObject
        {
            ["type"] = type,
            ["timestamp"] = at.UnixMilliseconds,
            ["instrument_name"] = DeribitPeer.Perpetual,
            ["change_id"] = change,
            ["bids"] = bids,
            ["asks"] = asks,
        };
        if (previous is { } id)
            data["prev_change_id"] = id;
        return data;
    }

    public static JsonArray Level(string action, decimal price, decimal amount) => [action, price, amount];
}
