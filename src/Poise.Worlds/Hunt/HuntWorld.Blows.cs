using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Venues.Deribit;

namespace Poise.Worlds;

/// <summary>What befalls a world, carried out.</summary>
public sealed partial class HuntWorld
{
    private static readonly (LinkWay Way, string Name)[] Sorts =
    [
        (LinkWay.ToServer, "private/buy"), (LinkWay.ToServer, "private/sell"), (LinkWay.ToClient, "private/buy"), (LinkWay.ToClient, "private/sell"),
        (LinkWay.ToServer, "private/buy"), (LinkWay.ToServer, "private/sell"), (LinkWay.ToClient, "private/buy"), (LinkWay.ToClient, "private/sell"),
        (LinkWay.ToClient, "user.changes"), (LinkWay.ToClient, "user.changes"), (LinkWay.ToClient, "book."), (LinkWay.ToClient, "book."), (LinkWay.ToClient, "quote."),
        (LinkWay.ToServer, "private/cancel"), (LinkWay.ToClient, "private/cancel"), (LinkWay.ToServer, "public/"), (LinkWay.ToClient, "public/"),
        (LinkWay.ToClient, "private/get_open_orders"), (LinkWay.ToClient, "private/get_positions"), (LinkWay.ToClient, "private/get_user_trades"),
        (LinkWay.ToClient, "private/get_order_state"), (LinkWay.ToServer, "private/"), (LinkWay.ToClient, "private/subscribe"),
    ];

    private static readonly string[] Requests =
        ["private/buy", "private/sell", "private/buy", "private/sell", "private/cancel", "private/get_", "public/get_", "private/subscribe", "public/subscribe", "public/auth"];

    private static readonly DeribitError[] Errors =
        [DeribitError.Retry, DeribitError.Maintenance, DeribitError.TooManyRequests, DeribitError.Unauthorized, DeribitError.Settling, DeribitError.InternalServerError, DeribitError.MatchingQueueFull];

    private long _strays;
    private string? _aside;
    private Instant _asideAt;

    private void Strike(in HuntBlow blow)
    {
        Say($"-- {blow}");
        HuntVenue venue = _venues[blow.Where % _venues.Length];
        MemoryLink link = venue.Link;
        Duration much = Duration.FromMilliseconds(blow.Much);
        switch (blow.Kind)
        {
            case HuntBlowKind.LinkDrop:
                link.Drop(much);
                break;
            case HuntBlowKind.ExchangeRestart:
                link.Restart(venue.Exchange.Serve(), much);
                break;
            case HuntBlowKind.DeskKill:
                (_killAt, _isKillBusy) = (_points + blow.Much, blow.Which % 4 != 0);
                break;
            case HuntBlowKind.FlushFails:
                _disk.FailingFlushes = 1;
                break;
            case HuntBlowKind.DiskFull:
                _disk.Capacity = 0;
                break;
            case HuntBlowKind.DiskSlow:
                (_slowUntil, _slowMilliseconds, _dropsWhenSlow, _slowVenue) = (Now + Duration.FromSeconds(1), blow.Much, blow.Which % 2 == 0, venue.Number);
                break;
            case HuntBlowKind.ClockSet:
                foreach (HuntVenue each in _venues)
                    each.Link.ClientAhead = much;
                break;
            case HuntBlowKind.Refusal:
                RefuseNext(venue, blow.Which);
                break;
            case HuntBlowKind.Frame:
                Suffer(venue, blow.Which, much);
                break;
            case HuntBlowKind.Rough:
                link.ToServer = new LinkFaults { Lose = blow.Much / 2, HoldBack = 3 * blow.Much, Cut = blow.Much, Drop = blow.Much };
                link.ToClient = link.ToServer with { Duplicate = 5 * blow.Much };
                (venue.RoughUntil, venue.Loses) = (Now + Duration.FromMilliseconds(1500), true);
                break;
            case HuntBlowKind.Silence:
                link.ToServer = link.ToClient = new LinkFaults { Lose = 1000 };
                (venue.RoughUntil, venue.Loses) = (Now + much, true);
                break;
            case HuntBlowKind.KillSwitch:
                Give(DeskEvent.Kill(ClientNow), isDead: true);
                break;
            case HuntBlowKind.Resume:
                Give(DeskEvent.TradingStateSet(ClientNow, TradingState.Normal, TradingStateReason.Operator), isDead: false);
                break;
            case HuntBlowKind.Policy:
                IHedgePolicy policy = PolicyOf(blow);
                _policies.Add(TextOf(policy));
                _driver.Offer(policy is FixedBandPolicy { Ratio: 1 } given ? DeskEvent.BandSet(ClientNow, given.Band) : DeskEvent.PolicySet(ClientNow, policy));
                _driver.Offer(DeskEvent.Foreseen(ClientNow, new Foresight(ClientNow, 0.01 * blow.Much, blow.Which % 3 == 0 ? double.NaN : 1e-4 * blow.Which)));
                break;
            case HuntBlowKind.CancelAll:
                _driver.Offer(DeskEvent.CancelAllAsked(ClientNow));
                break;
            case HuntBlowKind.Stray:
                PlaceStray(venue);
                break;
            case HuntBlowKind.Jump:
                Trade(venue, blow.Which % 2 == 0 ? Side.Buy : Side.Sell, blow.Much, venue.Exchange.Other);
                break;
            default:
                StrikeFullDesk(blow, venue);
                break;
        }
    }

    private static IHedgePolicy PolicyOf(in HuntBlow blow)
    {
        double half = 0.001 * blow.Much;
        var band = new FixedBandPolicy(new DeltaBand(-half, 0, half, (BandRebalance)(blow.Which % 2)));
        return (blow.Which / 2 % 6) switch
        {
            0 => new ZakamoulinePolicy(RiskAversion.ForDailySd(1000 * half), half),
            1 => new PriceMovePolicy(new WhalleyWilmottPolicy(RiskAversion.Of(0.001 * blow.Much), half), 1e-5, IgnoresVolAndTime: true),
            2 => new RuledPolicy([new PolicyRule(new PolicyCondition { ExpiryWithin = Duration.FromDays(1) }, new DeltaPolicy(band, DeltaKind.StickyMoneyness))], band with { Ratio = 0.9 }),
            3 => new LelandPolicy(new Schedule(Duration.FromSeconds(2), Duration.FromSeconds(1))),
            4 => new DealerFlowPolicy(new ForecastVolPolicy(new ZakamoulinePolicy(RiskAversion.Of(0.01), half), band), 0.001, 0.9, 1),
            _ => band,
        };
    }

    // What is refused in so many words is not done: only those that leave it open may be done all the same.
    private static void RefuseNext(HuntVenue venue, int which)
    {
        venue.MayMiss = true;
        DeribitError error = Errors[which % Errors.Length];
        bool isOpen = error == DeribitError.Retry || error == DeribitError.Maintenance || error == DeribitError.InternalServerError;
        venue.Link.Refuse(Requests[which / Errors.Length % Requests.Length], error.Code, isOpen && which % 2 == 0);
    }

    private static void Suffer(HuntVenue venue, int which, Duration by)
    {
        (LinkWay way, string name) = Sorts[which % Sorts.Length];
        var fault = (FrameFault)(1 + which / Sorts.Length % 5);
        // A request that comes twice would be two orders: that no stream of bytes does.
        if (fault == FrameFault.Duplicate && way == LinkWay.ToServer)
            fault = FrameFault.Drop;
        // A request of which a part comes is not understood, and nobody answers it.
        venue.Loses |= fault == FrameFault.Lose || (fault == FrameFault.Cut && way == LinkWay.ToServer);
        venue.Link.Suffer(way, name, fault, by);
    }

    private void PlaceStray(HuntVenue venue)
    {
        LinkedExchange exchange = venue.Exchange;
        ListedInstrument perpetual = exchange.Perpetual;
        long ticks = (long)(exchange.Exchange.IndexOf(0) / (double)perpetual.Contract.PriceTick * 0.97);
        ExchangeAnswer answer = exchange.Apply(ExchangeCommand.Place(
            exchange.At, new OrderRequest(exchange.Account, perpetual.Number, Side.Buy, 1, ticks, PostOnly: PostOnly.Reject), DeribitLabel.Of(new OrderId(7, ++_strays))));
        // It is found when the account is read, and that is when a link is made.
        venue.Loses |= answer.IsDone;
        venue.Strays++;
    }

    private static void Trade(HuntVenue venue, Side side, double tops, int account)
    {
        LinkedExchange exchange = venue.Exchange;
        ListedInstrument perpetual = exchange.Perpetual;
        double best = exchange.Best(side == Side.Buy ? Side.Sell : Side.Buy);
        if (double.IsNaN(best))
            return;
        long ticks = (long)(best / (double)perpetual.Contract.PriceTick * (side == Side.Buy ? 1.004 : 0.996));
        exchange.Apply(ExchangeCommand.Place(
            exchange.At, new OrderRequest(account, perpetual.Number, side, (long)(tops * venue.TopLots), ticks, TimeInForce: TimeInForce.ImmediateOrCancel)));
    }
}
