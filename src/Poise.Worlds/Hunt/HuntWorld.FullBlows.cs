using System.Collections.Immutable;
using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;

namespace Poise.Worlds;

/// <summary>What befalls only a world whose desk is not small.</summary>
public sealed partial class HuntWorld
{
    private const long Funds = 1000 * InstrumentTerms.Unit;

    /// <summary>By then a move of the index is in the marks, and in what accounts have left.</summary>
    private static readonly Duration IsMarked = Duration.FromSeconds(6);

    private Instant _pushedAt;

    private void StrikeFullDesk(in HuntBlow blow, HuntVenue venue)
    {
        switch (blow.Kind)
        {
            case HuntBlowKind.Shock:
                Push((blow.Which % 2 == 0 ? 1e-4 : -1e-4) * blow.Much);
                break;
            case HuntBlowKind.Working:
                _working = HuntDesk.WayOf(blow.Which);
                _driver.Offer(DeskEvent.WorkingSet(ClientNow, _working));
                break;
            case HuntBlowKind.Limits:
                var limits = DeskEvent.LimitsSet(ClientNow, _desk.Told(blow.Much, blow.Which));
                _limits.Tell(limits.Limits);
                _mostPosition = Math.Max(_mostPosition, limits.Limits.MaxPosition.Count);
                _driver.Offer(limits);
                break;
            case HuntBlowKind.Settings:
                var live = DeskEvent.SettingsSet(ClientNow, _desk.ToldLive(blow.Much, blow.Which));
                _live.Tell(live.Settings); // as its text says it
                _driver.Offer(live);
                break;
            case HuntBlowKind.Package:
                if (PackageOf(blow.Much, blow.Which) is { } package)
                    _driver.Offer(DeskEvent.PackageAsked(ClientNow, package));
                break;
            case HuntBlowKind.Elsewhere:
                DrawHeld(blow.ToString(), isAny: blow.Which % 4 != 0);
                if (_fault != HuntFault.ElsewhereIgnored && _elsewhere!.State(Stated(), ClientNow) is { } refusal)
                    Break($"what is held elsewhere is not taken: {refusal}");
                break;
            case HuntBlowKind.Squeeze:
                Squeeze(venue, 0.01 * blow.Much);
                Push(1e-4 * (blow.Which % 161 - 80));
                break;
            case HuntBlowKind.Refund:
                Refund();
                break;
            case HuntBlowKind.SetAside when _venues.Length > 1:
                HuntVenue away = _venues[1 + blow.Which % (_venues.Length - 1)];
                away.Link.Restart(away.Exchange.Serve(), Duration.FromMilliseconds(blow.Much));
                (_aside, _asideAt) = (away.Name, Now + Duration.FromMilliseconds(300 + blow.Which));
                throw new SimulatedCrash($"its process ends while {away.Name} is away");
        }
    }

    /// <summary>Somebody has looked, and goes on without a venue.</summary>
    private void GoOn()
    {
        if (_aside is null || Now < _asideAt)
            return;
        Say($"-- {_aside} is set aside");
        _report = _report with { SetAside = _report.SetAside + (_driver.Desk.AsideRefusalOf(_aside) == AsideRefusal.None ? 1 : 0) };
        _driver.Offer(DeskEvent.VenueSetAside(ClientNow, _aside));
        _aside = null;
    }

    /// <summary>An account that would be left with nothing, or of which that is not known, is paid first: an insurance fund takes positions over without an execution that anybody is told.</summary>
    private void Push(double move)
    {
        bool isSeen = Now - _pushedAt >= IsMarked;
        _pushedAt = Now;
        foreach (HuntVenue venue in _venues)
        {
            MarginAccounts accounts = venue.Exchange.Exchange.Accounts;
            if (venue.IsSqueezed && (!isSeen || accounts.Equity(venue.Exchange.Account, 0) < (0.3 + 100 * Math.Abs(move)) * accounts.MaintenanceMargin(venue.Exchange.Account, 0)))
                Refund();
            venue.Push(move);
        }
    }

    /// <summary>So many times its initial margin is left, where it is more than that and as far as it may be taken.</summary>
    private static void Squeeze(HuntVenue venue, double timesInitial)
    {
        LinkedExchange exchange = venue.Exchange;
        MarginAccounts accounts = exchange.Exchange.Accounts;
        double taken = accounts.Available(exchange.Account, 0) - Math.Max(0, timesInitial - 1) * accounts.InitialMargin(exchange.Account, 0);
        if (taken > 0)
            venue.IsSqueezed |= exchange.Apply(ExchangeCommand.Transfer(exchange.At, exchange.Account, exchange.Other, 0, (long)(taken * InstrumentTerms.Unit))).IsDone;
    }

    private void Refund()
    {
        foreach (HuntVenue venue in _venues)
        {
            venue.CalledSince = default;
            if (venue.IsSqueezed)
                venue.Exchange.Apply(ExchangeCommand.Deposit(venue.Exchange.At, venue.Exchange.Account, 0, Funds));
        }
    }

    /// <summary>Options of the first venue that the desk sees a price of, bought and sold beyond it.</summary>
    private Package? PackageOf(int much, int which)
    {
        var legs = ImmutableArray.CreateBuilder<PackageLeg>();
        Desk desk = _driver.Desk;
        for (int i = 0; i < desk.Book.Count && legs.Count < much; i++)
        {
            ContractIndex contract = new((i + which) % desk.Book.Count);
            Contract terms = desk.Book.ContractOf(contract);
            if (!terms.IsOption || desk.IsElsewhere(contract) || desk.QuoteOf(contract) is not { IsTwoSided: true } quote)
                continue;
            bool buys = (which + i) % 3 != 0;
            long ticks = (long)((buys ? 1.1 * quote.Ask : 0.9 * quote.Bid) / (double)terms.PriceTick);
            ticks = ticks >= 50 ? ticks / 5 * 5 : Math.Max(1, ticks); // steps are coarser there
            legs.Add(new PackageLeg(contract, new((buys ? 1 : -1) * (1 + (which + 7 * i) % 12)), new(ticks)));
        }
        return legs.Count == 0 ? null : new Package(legs.ToImmutable());
    }
}
