using Poise.Domain;
using Poise.Venues;
using Poise.Venues.Deribit;
using Poise.Venues.TestKit;
using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>The Deribit adapter's session against the exchange's own server, over a memory link.</summary>
internal sealed class DeribitUnderTest : IWireUnderTest, IOrderGateway
{
    private const long Middle = 200_000;
    private readonly ulong _seed;
    private readonly Func<DeribitSettings, DeribitSettings>? _change;
    private readonly Instant _born;
    private DeribitSession? _session;
    private ulong _lives;

    public DeribitUnderTest(ulong seed, bool hasCrowd = false, LinkSettings? link = null, Func<DeribitSettings, DeribitSettings>? change = null)
    {
        (_seed, _change) = (seed, change);
        World = new ExchangeBehindLink(seed, hasCrowd, link);
        _born = World.Link.Now;
        Begin();
        PassUntilLive();
    }

    public ExchangeBehindLink World { get; }

    public VenueAbilities Abilities => VenueAbilities.OtherAccount;

    public VenueRecorder Heard { get; } = new();

    /// <summary>Beside orders the session keeps a chain current.</summary>
    public ChainRecorder Chain { get; } = new();

    public IOrderGateway Gateway => this;

    public ContractIndex Contract => new(Heard.Contracts.ToList().FindIndex(c => c.Id.Symbol == World.Perpetual.Contract.Id.Symbol));

    public Instant Now => World.Link.Now;

    public Lots Held => new(World.Held);

    public IReadOnlyList<VenueOrder> Orders => World.Orders();

    public DeribitPhase Phase => _session?.Phase ?? DeribitPhase.Down;

    public bool IsLive => _session?.Phase == DeribitPhase.Live;

    public string? StopReason => _session?.StopReason;

    public int Unknowns => _session?.Unknowns ?? 0;

    public int Connections => World.Link.Connections;

    public IAccountQuery? Picture => _session?.Picture;

    public (double Bid, double Ask) Touch => (World.Best(Side.Buy), World.Best(Side.Sell));

    public void Place(in Approved<NewOrder> order) => _session?.Place(order, World.Link.ClientNow);

    public void Amend(in Approved<Amend> amend) => _session?.Amend(amend, World.Link.ClientNow);

    public void Cancel(in Cancel cancel) => _session?.Cancel(cancel, World.Link.ClientNow);

    public void Pass(Duration time) => World.Link.AdvanceTo(Now + time);

    public Ticks Passive(Side side, int ticks = 0) => new(side == Side.Buy ? Middle - 1000 - ticks : Middle + 1000 + ticks);

    public Ticks BeyondBand(Side side) => new(side == Side.Buy ? Middle + Middle / 10 : Middle - Middle / 10);

    public (Ticks Limit, Lots Lots) Offer(Side side, Lots about)
    {
        World.OtherLeaves();
        long at = side == Side.Buy ? Middle + 10 : Middle - 10;
        World.OtherPlaces(side == Side.Buy ? Side.Sell : Side.Buy, about.Count, at);
        return (new(at), about);
    }

    public void OtherPlaces(Side side, Lots lots, Ticks limit) => World.OtherPlaces(side, lots.Count, limit.Count);

    public IReadOnlyList<int> CodesOf(VenueRefusal refusal) => refusal switch
    {
        VenueRefusal.PriceBand => [DeribitError.PriceTooHigh.Code, DeribitError.PriceTooLow.Code],
        VenueRefusal.PostOnlyWouldTake => [DeribitError.PostOnlyReject.Code],
        VenueRefusal.NothingToReduce => [DeribitError.OtherReject.Code],
        VenueRefusal.SelfTrade => [DeribitError.OrderOverlap.Code],
        VenueRefusal.BelowFilled => [DeribitError.InvalidAmount.Code],
        VenueRefusal.TooMany => [DeribitError.TooManyRequests.Code, (int)DeribitReason.QueueFull, (int)DeribitReason.TooLate],
        VenueRefusal.TryAgain => [DeribitError.Retry.Code],
        _ => [(int)DeribitReason.NeverArrived],
    };

    public void Suffer(WireFrame frame, WireFault fault, Duration by = default)
    {
        (LinkWay way, string name) = NameOf(frame);
        World.Link.Suffer(way, name, fault switch
        {
            WireFault.Lose => FrameFault.Lose,
            WireFault.Duplicate => FrameFault.Duplicate,
            WireFault.HoldBack => FrameFault.HoldBack,
            WireFault.Cut => FrameFault.Cut,
            _ => FrameFault.Drop,
        }, by);
    }

    public void Answer(WireFrame request, WireTrouble trouble, bool isDone) => World.Link.Refuse(
        NameOf(request).Name,
        (trouble switch
        {
            WireTrouble.TryAgain => DeribitError.Retry,
            WireTrouble.Maintenance => DeribitError.Maintenance,
            WireTrouble.TooMany => DeribitError.TooManyRequests,
            _ => DeribitError.Unauthorized,
        }).Code,
        isDone);

    public void Break(Duration serverHearsAfter = default) => World.Link.Drop(serverHearsAfter);

    public void Mute(bool isMute) => World.Link.ToServer = World.Link.ToClient = isMute ? new LinkFaults { Lose = 1000 } : LinkFaults.None;

    public void RestartServer(Duration away) => World.Link.Restart(World.Serve(), away);

    public void RestartDesk(Duration after, params OrderId[] expected)
    {
        World.Link.Detach();
        _session = null;
        Heard.Outlive();
        Pass(after);
        Begin(expected);
    }

    public void SetClock(Duration ahead) => World.Link.ClientAhead = ahead;

    public void Rest()
    {
        World.Link.Relent();
        Pass(Duration.FromSeconds(1));
        for (int i = 0; i < 60 && !(IsLive && Unknowns == 0); i++)
            Pass(Duration.FromSeconds(5));
        Pass(Duration.FromSeconds(10));
    }

    private void Begin(params OrderId[] expected)
    {
        var settings = new DeribitSettings { Underlyings = ["BTC"], Books = [World.Perpetual.Contract.Id.Symbol], QuotesOfAll = false, TradesSince = _born };
        _session = new DeribitSession(_change?.Invoke(settings) ?? settings, new DeribitKey(ExchangeBehindLink.Key, ExchangeBehindLink.Secret), _seed + 1000 * ++_lives, Heard, World.Link, Chain);
        foreach (OrderId order in expected)
            _session.Expect(order, World.Perpetual.Contract.Id);
        World.Link.Attach(_session);
    }

    private void PassUntilLive()
    {
        for (int i = 0; i < 600 && !IsLive; i++)
            Pass(Duration.FromMilliseconds(100));
        Assert.True(IsLive, $"{_session!.Phase} {StopReason}: {string.Join("; ", World.Link.Notices)}");
    }

    private static (LinkWay Way, string Name) NameOf(WireFrame frame) => frame switch
    {
        WireFrame.Place => (LinkWay.ToServer, "private/buy"),
        WireFrame.PlaceAnswer => (LinkWay.ToClient, "private/buy"),
        WireFrame.Amend => (LinkWay.ToServer, "private/edit"),
        WireFrame.AmendAnswer => (LinkWay.ToClient, "private/edit"),
        WireFrame.Cancel => (LinkWay.ToServer, "private/cancel"),
        WireFrame.CancelAnswer => (LinkWay.ToClient, "private/cancel"),
        WireFrame.AccountNews => (LinkWay.ToClient, "user.changes"),
        WireFrame.BookNews => (LinkWay.ToClient, "book."),
        WireFrame.Greeting => (LinkWay.ToServer, "public/hello"),
        WireFrame.GreetingAnswer => (LinkWay.ToClient, "public/hello"),
        WireFrame.Login => (LinkWay.ToServer, "public/auth"),
        WireFrame.LoginAnswer => (LinkWay.ToClient, "public/auth"),
        WireFrame.Catalog => (LinkWay.ToServer, "public/get_instruments"),
        WireFrame.CatalogAnswer => (LinkWay.ToClient, "public/get_instruments"),
        WireFrame.Subscribe => (LinkWay.ToServer, "private/subscribe"),
        WireFrame.SubscribeAnswer => (LinkWay.ToClient, "private/subscribe"),
        WireFrame.OpenOrders => (LinkWay.ToServer, "private/get_open_orders"),
        WireFrame.OpenOrdersAnswer => (LinkWay.ToClient, "private/get_open_orders"),
        WireFrame.Positions => (LinkWay.ToServer, "private/get_positions"),
        WireFrame.PositionsAnswer => (LinkWay.ToClient, "private/get_positions"),
        WireFrame.Trades => (LinkWay.ToServer, "private/get_user_trades_by_currency"),
        WireFrame.TradesAnswer => (LinkWay.ToClient, "private/get_user_trades_by_currency"),
        WireFrame.OrderState => (LinkWay.ToServer, "private/get_order_state"),
        _ => (LinkWay.ToClient, "private/get_order_state"),
    };
}
