using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;
using Poise.Venues;
using Poise.Venues.Deribit;

namespace Poise.Worlds;

/// <summary>How a life of the desk begins, and what it has then.</summary>
public sealed partial class HuntWorld
{
    private static readonly Duration FundingRead = Duration.FromSeconds(2);

    /// <summary>What a file says that others hold.</summary>
    private readonly List<HeldLine> _held = [];
    private ulong _lives;

    // Of the present life.
    private DeskDriver _driver = null!;
    private VenueQueue _queue = null!;
    private HeldElsewhere? _elsewhere;
    private ProfitMarks? _marks;

    /// <summary>Start-up, the one path: the journal is folded, each venue is asked on its first link.</summary>
    private void BeginLife()
    {
        _disk.BeforeOperation = step => Point(step);
        Journal journal = Journal.Open(_disk, JournalKept, out JournalReport opened);
        _report = _report with { TornTails = _report.TornTails + (opened.WasTorn ? 1 : 0) };
        _witness.Begin();
        DeskStart start = DeskStart.Fold(_desk.Settings, journal, _witness);
        Desk desk = start.Desk;
        CheckFolded(desk);
        _queue = new VenueQueue((int)DeribitReason.NotSent);
        VenuePort[] ports = [.. _venues.Select(v => _queue.Open(v.Name))];
        foreach (HuntVenue venue in _venues)
            ports[venue.Number].Connect(new SessionDoor(this, venue), () => Account(venue));
        _queue.Know(desk.Book);
        _driver = start.Attach(new HuntGateway(this), ClientNow, _witness);
        if (!_desk.IsSmall)
            Equip();
        foreach (HuntVenue venue in _venues)
            Connect(venue, ports[venue.Number], start);
        Say($"the desk starts, {desk.Working.Count} intents without an outcome, {desk.State}");
        Forget(desk);
        foreach (HuntVenue venue in _venues)
            venue.Link.Attach(venue.Session);
    }

    /// <summary>What a desk has beside its venues, in the order of a live one's start.</summary>
    private void Equip()
    {
        foreach (HuntVenue venue in _venues)
            _queue.Listed(ClientNow, venue.Exchange.Perpetual.Contract);
        Fold();
        _elsewhere = new HeldElsewhere(_driver, _queue.Listed);
        _elsewhere.Begin(Stated(), ClientNow, Fold);
        _marks = new ProfitMarks(_driver);

        void Fold()
        {
            _queue.Deliver(_driver, ClientNow);
            _driver.Run(ClientNow);
        }
    }

    private void Connect(HuntVenue venue, VenuePort port, DeskStart start)
    {
        Desk desk = start.Desk;
        var settings = new DeribitSettings
        {
            Venue = venue.Name,
            Underlyings = [HuntDesk.Underlying],
            Books = [HuntDesk.Perpetual],
            QuotesOfAll = venue == First,
            Prints = !_desk.IsSmall,
            TradesSince = _fault == HuntFault.PastNotAsked ? ClientNow : start.TradesSince(ClientNow, venue.Name),
            FundingSince = start.FundingSince(ClientNow, venue.Name),
            FirstBackOff = Duration.FromMilliseconds(50),
            LongestBackOff = Duration.FromSeconds(1),
            MaintenanceWait = Duration.FromSeconds(1),
            FundingEvery = FundingRead,
        };
        DeribitSession session = venue.Session = new DeribitSession(
            settings, new DeribitKey(LinkedExchange.Key, LinkedExchange.Secret), _seed + 1000 * ++_lives, new HuntSink(port, venue == First ? "" : venue.Name, _driver, _fault, () => venue.Session.Phase == DeribitPhase.Reconciling),
            _fault == HuntFault.BlindRetry ? new RetryingLink(venue.Link) : venue.Link);
        for (int i = 0; i < desk.Working.Count && _fault != HuntFault.PastNotAsked; i++)
            if (VenueOf(desk.Working[i].Order.Contract) == venue)
                session.Expect(desk.Working[i].Order.Id, desk.Book.ContractOf(desk.Working[i].Order.Contract).Id);
        for (int i = 0; i < desk.Book.Count; i++)
            if (VenueOf(new(i)) == venue && (desk.Book.QuantityOf(new(i)) != Lots.Zero || !_desk.IsSmall && (desk.Working.PendingOf(new(i)) != (Lots.Zero, Lots.Zero) || desk.Hedgers[0].Books.HasLots(new(i)))))
                session.Expect(desk.Book.ContractOf(new(i)).Id);
    }

    /// <summary>Faults that a restart brings out.</summary>
    private void Forget(Desk desk)
    {
        TradingStateReason? halt = desk.State == TradingState.Halted ? desk.StateReason : null;
        if (_fault == HuntFault.KillForgotten && halt == TradingStateReason.Operator || _fault == HuntFault.DrawdownForgotten && halt == TradingStateReason.Drawdown)
            _driver.Offer(DeskEvent.TradingStateSet(ClientNow, TradingState.Normal, TradingStateReason.Operator));
        if (_fault == HuntFault.LimitsForgotten && desk.Hedgers[0].Limits != _desk.Hedger.Limits)
            _driver.Offer(DeskEvent.LimitsSet(ClientNow, _desk.Hedger.Limits));
        BookShares books = desk.Hedgers[0].Books;
        if (_fault == HuntFault.ShareForgotten && books.Instruments > 0 && books.Count > 1 && books.ShareOf(1, books.InstrumentAt(0)) is { Lots: not 0 } share)
            _driver.Offer(DeskEvent.FillShared(ClientNow, new FillShare(books.NameOf(1), books.InstrumentAt(0), new(-share.Lots), -share.Cash, -share.Fees)));
    }

    private IAccountQuery Account(HuntVenue venue)
    {
        DeribitPicture now = (_fault == HuntFault.PictureSwapped ? First : venue).Session.Picture ?? venue.Session.Picture!;
        venue.FirstPicture ??= now;
        return _fault switch
        {
            HuntFault.OldPictureUsed => venue.FirstPicture,
            HuntFault.PastNotAsked or HuntFault.FillsForgotten or HuntFault.StrayLeft or HuntFault.FundingCountedTwice => new HuntAccount(now, _fault),
            _ => now,
        };
    }

    private HuntVenue? VenueOf(ContractIndex contract) => _driver.Desk.AccountOf(contract) is { } account ? Array.Find(_venues, v => v.Name == account.Venue) : null;

    /// <summary>
    /// The first life's book: short options, held at the venue from the start. Every other desk is told of them; the others find them, and what was traded by hand moments before, when
    /// they read the account.
    /// </summary>
    private void OpenBook()
    {
        bool isTold = _seed % 2 == 0;
        if (!isTold)
            Trade(First, Side.Sell, 0.3, First.Exchange.Account);
        foreach (ListedInstrument listed in First.Exchange.Exchange.Instruments)
        {
            if (!listed.IsOpen || listed.Contract.Kind == ContractKind.Spot)
                continue;
            Contract contract = listed.Contract;
            ContractIndex number = _queue.Listed(ClientNow, contract);
            _queue.Deliver(_driver, ClientNow);
            if (!contract.IsOption)
                continue;
            var quantity = new Lots(-(20 + 5 * _random.NextInt32(12)));
            long ticks = (long)Math.Round(listed.Mark / (double)contract.PriceTick);
            ExchangeAnswer answer = First.Exchange.Apply(ExchangeCommand.Move(First.Exchange.At, First.Exchange.Other, First.Exchange.Account, listed.Number, quantity.Count, ticks));
            if (!answer.IsDone)
                Break($"the book cannot be made: {answer.Reason}");
            if (isTold)
                _driver.Offer(DeskEvent.PositionOpened(ClientNow, number, quantity, ticks * contract.PriceTick));
        }
        _driver.Run(ClientNow);
        if (!_driver.FlushAll())
            Break($"the journal takes nothing: {_driver.JournalFailure}");
        _witness.Flushed();
    }

    /// <summary>Two holders, with some options and perhaps the perpetual.</summary>
    private void DrawHeld(string name, bool isAny)
    {
        _held.Clear();
        SeededRandom random = new SeededRandom(_seed).Split($"held {name}");
        ListedInstrument[] listed = [.. First.Exchange.Exchange.Instruments.Where(static i => i.IsOpen && i.Contract.Kind != ContractKind.Spot)];
        for (int i = random.NextInt32(5); i >= 0 && isAny && listed.Length > 0; i--)
        {
            ListedInstrument of = listed[random.NextInt32(listed.Length)];
            string holder = random.NextInt32(2) == 0 ? "fund" : "house";
            if (_held.Exists(h => h.Venue == holder && h.Symbol == of.Contract.Id.Symbol))
                continue;
            decimal quantity = (random.NextInt32(2) == 0 ? -1 : 1) * (of.Contract.IsOption ? 0.5m * (1 + random.NextInt32(20)) : 100 * (1 + random.NextInt32(30)));
            decimal price = of.Contract.IsOption ? Math.Max(of.Contract.PriceTick, (decimal)Math.Round(of.Mark, 4)) : Math.Round((decimal)of.Mark, 1);
            _held.Add(new HeldLine(holder, of.Contract.Id.Symbol, of.Contract, quantity, price));
        }
    }

    /// <summary>What has ended and was never known is not stated any more.</summary>
    private List<HeldLine> Stated()
    {
        _held.RemoveAll(h => h.Terms!.Expiry <= ClientNow && !_driver.Desk.TryIndexOf(new(h.Venue, h.Symbol), out _));
        return _held;
    }
}
