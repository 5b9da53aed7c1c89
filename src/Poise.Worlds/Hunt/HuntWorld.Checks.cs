using System.Diagnostics.CodeAnalysis;
using System.Text;
using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Venues.Deribit;

namespace Poise.Worlds;

/// <summary>What must hold, and the world's furniture.</summary>
public sealed partial class HuntWorld
{
    private const double Vol = 1.5;
    private const double TopLots = 3000;
    private static readonly Instant Morning = Instant.FromUtc(2026, 11, 25, 9), Expiry = Instant.FromUtc(2026, 11, 26, 8);

    // The one that is followed, and those asked for since, in order.
    private readonly List<string> _policies = [];
    private bool _isDead, _isDeadAsked;
    private Instant[] _left = [];

    /// <summary>The journal that survived holds every order that ever left, as it left, and the operator's word.</summary>
    private void CheckFolded(Desk desk)
    {
        foreach ((long sequence, Approved<NewOrder> order) in _witness.Left)
        {
            if (!_witness.Journalled.TryGetValue(sequence, out NewOrder kept))
                Break($"order {sequence} left before its intent was durable");
            if (kept != order.Value)
                Break($"order {sequence} left as {order.Value} and was journalled as {kept}");
        }
        if (_lives == 0)
            _policies.Add(TextOf(desk.Hedgers[0].Policy));
        bool isDead = desk.State == TradingState.Halted;
        string policy = TextOf(desk.Hedgers[0].Policy);
        if (!_policies.Contains(policy, StringComparer.Ordinal))
            Break($"the policy came back as {policy}");
        if (isDead != _isDead && isDead != _isDeadAsked)
            Break($"the desk came back {desk.State}");
        // What was asked and not followed may have survived or not; from here on it is known.
        _policies.Clear();
        _policies.Add(policy);
        _isDead = _isDeadAsked = isDead;
    }

    private static string TextOf(IHedgePolicy policy) => Encoding.UTF8.GetString(PolicyText.Of(policy)!);

    /// <summary>An order that is about to leave.</summary>
    private void CheckOrder(in NewOrder order)
    {
        if (_isDead && _isDeadAsked)
            Break($"order {order.Id} leaves after the kill switch");
        if (order.Quantity.Count > MaxOrder)
            Break($"order {order.Id} is larger than an order may be");
        Instant now = _driver.Desk.Now;
        _left = [.. _left.Where(at => now - at < _settings.Orders.RateWindow), now];
        if (_left.Length > _settings.Orders.MaxOrders)
            Break($"{_left.Length} orders left within {_settings.Orders.RateWindow.Seconds} s");
    }

    /// <summary>Between two batches.</summary>
    private void CheckStep()
    {
        Desk desk = _driver.Desk;
        if (_driver.BrokenBy is { } broken)
            Break($"the desk broke: {broken}");
        if (desk.State == TradingState.Halted && desk.StateReason != TradingStateReason.Operator)
            Break($"the desk stands still: {desk.StateReason}{Differences(desk)}");
        desk.Invariants();
        _policies.RemoveRange(0, _policies.Count - 1);
        _isDead = _isDeadAsked;
        if (Math.Abs(_venue.Held) > MaxPosition)
            Break($"the account holds {_venue.Held} lots, and may hold {MaxPosition}");
        if (_session.StopReason is { } why)
            Break($"the session stopped for good: {why}");
    }

    private string Differences(Desk desk)
    {
        var all = new System.Text.StringBuilder();
        foreach (ListedInstrument listed in _venue.Exchange.Instruments)
        {
            long venue = _venue.Exchange.Accounts.Position(_venue.Account, listed.Number), ours = desk.TryIndexOf(listed.Contract.Id, out ContractIndex at) ? desk.Book.QuantityOf(at).Count : 0;
            if (venue != ours)
                all.Append(System.Globalization.CultureInfo.InvariantCulture, $"; {listed.Contract.Id.Symbol}: the desk holds {ours}, the venue {venue}");
        }
        return all.ToString();
    }

    /// <summary>An order is known to be dead once its event was folded; it is asked for from here on.</summary>
    private void Give(in DeskEvent command, bool isDead)
    {
        _isDeadAsked = isDead;
        _driver.Offer(command);
    }

    /// <summary>The disk failed: no memory, no orders. What was to leave must not have left; the process ends.</summary>
    private void StopOnBadDisk(int left)
    {
        if (_witness.Left.Count != left)
            Break("an order left though its intent could not be made durable");
        if (_driver.Desk.State != TradingState.Halted)
            Break($"the disk failed ({_driver.JournalFailure}) and the desk is {_driver.Desk.State}");
        throw new SimulatedCrash("disk failed");
    }

    private void RepairDisk() => (_disk.FailingFlushes, _disk.Capacity) = (0, long.MaxValue);

    /// <summary>Faults are over: the desk must be at work again, not waiting for what never comes.</summary>
    private void CheckLiveness()
    {
        Desk desk = _driver.Desk;
        if (_session.Phase != DeribitPhase.Live || _session.Unknowns > 0 || !desk.IsReconciled || !desk.IsLinkUp)
            Break($"at rest the session is {_session.Phase} with {_session.Unknowns} unknown outcomes, the desk {(desk.IsReconciled ? "" : "not ")}reconciled");
        // The crowd trades on: a side of the book may be empty for a moment, and what it has now is told a moment later.
        for (int wait = 0; wait < 40 && (DoesWait() || !IsTold()); wait++)
            Breathe(Duration.FromMilliseconds(50));
        if (DoesWait())
            Break($"at rest the desk waits: {desk.Hedgers[0].LastDecision.Reason}");
        if (!IsTold())
            Break($"at rest the desk sees {Told().Bid} and {Told().Ask}, the book has {_venue.Best(Side.Buy)} and {_venue.Best(Side.Sell)}");

        bool DoesWait() => desk.Hedgers[0].LastDecision.Reason is DecisionReason.Recovering or DecisionReason.LinkDown or DecisionReason.NoHedgeQuote
            or DecisionReason.HedgeQuoteStale or DecisionReason.NoVol or DecisionReason.VolsStale;
    }

    /// <summary>A lost frame of the book is noticed by the frames that follow it, on the same link.</summary>
    private void CheckBook()
    {
        int made = Link.Connections;
        for (int wait = 0; wait < 300 && IsUp() && !IsTold(); wait++)
            Breathe(Duration.FromMilliseconds(50));
        if (IsUp() && !IsTold())
            Break($"the desk sees {Told().Bid} and {Told().Ask}, the book has {_venue.Best(Side.Buy)} and {_venue.Best(Side.Sell)}");

        bool IsUp() => _session.Phase == DeribitPhase.Live && Link.Connections == made;
    }

    private bool IsTold() => Told().Bid.Equals(_venue.Best(Side.Buy)) && Told().Ask.Equals(_venue.Best(Side.Sell));

    private Quote Told() => _driver.Desk.QuoteOf(_driver.Desk.Hedgers[0].Hedge);

    /// <summary>Options that have ended are still in the desk's book: their price is asked for every ten seconds.</summary>
    private bool IsSettling()
    {
        Book book = _driver.Desk.Book;
        for (int i = 0; i < book.Count; i++)
            if (book.QuantityOf(new(i)) != Lots.Zero && _venue.Exchange.Find(book.ContractOf(new(i)).Id.Symbol) is not { IsOpen: true })
                return true;
        return false;
    }

    /// <summary>Nothing is under way: the desk's book is the venue's account, execution by execution.</summary>
    private void CheckAgreement()
    {
        Desk desk = _driver.Desk;
        if (desk.Working.Count > 0)
            Break($"order {desk.Working[0].Order.Id} never came to an end");
        if (_venue.Exchange.OpenOrders(_venue.Account) is { Count: > 0 } open)
            Break($"{open.Count} orders stand at the venue after the kill switch: {open[0].Label}");
        int settled = 0;
        for (int i = 0; i < desk.Book.Count; i++)
        {
            ContractId id = desk.Book.ContractOf(new(i)).Id;
            long venue = _venue.Exchange.Find(id.Symbol) is { } listed ? _venue.Exchange.Accounts.Position(_venue.Account, listed.Number) : 0;
            settled += _venue.Exchange.Find(id.Symbol) is { IsOpen: true } ? 0 : 1;
            if (desk.Book.QuantityOf(new(i)).Count != venue)
                Break($"at rest the desk holds {desk.Book.QuantityOf(new(i)).Count} lots of {id.Symbol}, the venue {venue}");
        }
        CheckOrders();
        CheckTrades();
        CheckFunding();
        _report = _report with { Settled = settled };
    }

    private void CheckOrders()
    {
        var seen = new HashSet<long>();
        foreach (OrderRecord order in _venue.Exchange.EndedOrders(_venue.Account))
        {
            if (!DeribitLabel.TryParse(order.Label ?? "", out OrderId id) || id.Desk != DeskNumber)
                continue;
            if (!_witness.Left.TryGetValue(id.Sequence, out Approved<NewOrder> left))
            {
                Break($"the venue has order {id}, which never left");
                continue;
            }
            if (!seen.Add(id.Sequence))
                Break($"the venue took order {id} twice");
            NewOrder wanted = left.Value;
            if ((wanted.Side, wanted.Quantity.Count, wanted.Limit.Count) != (order.Side, order.Quantity, order.Price))
                Break($"order {id} left as {wanted}, the venue has {order.Side} {order.Quantity} at {order.Price}");
            if (_witness.GivenUp.Contains(id.Sequence))
                Break($"the venue has order {id}, which the desk gave up as not sent");
            if (order.Filled > order.Quantity)
                Break($"order {id} is overfilled");
        }
    }

    private void CheckTrades()
    {
        decimal fees = 0;
        var venue = new List<(string Order, long Lots, long Price, decimal Fee)>();
        foreach (AccountTrade trade in _venue.Exchange.TradesOfAccount(_venue.Account))
        {
            bool isOurs = DeribitLabel.TryParse(trade.Label ?? "", out OrderId id); // not what was traded by hand before the desk began
            venue.Add((DeribitLabel.Of(isOurs ? id : default), trade.Lots, trade.Price, (decimal)trade.Fee / InstrumentTerms.Unit));
            fees += venue[^1].Fee;
        }
        List<(string Order, long Lots, long Price, decimal Fee)> told =
            [.. _witness.Fills.Values.Select(f => (DeribitLabel.Of(f.Order), f.Quantity.Count, f.Price.Count, f.Fee))];
        venue.Sort();
        told.Sort();
        if (!venue.SequenceEqual(told))
            Break($"the venue has {venue.Count} executions, the desk was told {told.Count}, and they are not the same");
        if (_report.Settled == 0 && _driver.Desk.Book is { Currencies: > 0 } book && book.Ledger(0).Fees != fees)
            Break($"the desk's ledger has {book.Ledger(0).Fees} of fees, the venue's {fees}");
        _report = _report with { Fills = venue.Count, Unknowns = Link.Notices.Count(static n => n.Text.Contains("is not known:", StringComparison.Ordinal)) };
    }

    /// <summary>But for what was paid before the desk began, and within moments.</summary>
    private void CheckFunding()
    {
        long before = _witness.Payments.Where(static p => p.Value == 0).Select(static p => p.Key).DefaultIfEmpty().Max();
        var told = _witness.Payments.Where(p => p.Key > before).ToDictionary(static p => p.Key, static p => p.Value);
        decimal sum = told.Values.Sum();
        foreach ((long id, Instant at, long units) in _venue.Desk.FundingOf(_venue.Account).Where(p => p.Id > before))
        {
            bool isTold = told.Remove(id, out decimal amount);
            if (isTold ? amount != (decimal)units / InstrumentTerms.Unit : _venue.At - at > FundingRead + FundingRead)
                Break($"the venue paid {units} units of funding, {id}, the desk was told {(isTold ? amount : null)}");
        }
        if (told.Count > 0)
            Break($"the desk was told of {told.Count} payments of funding that the venue never made: {told.Keys.Min()}");
        if (_driver.Desk.Book is { Currencies: > 0 } book && book.Ledger(0).Funding != sum)
            Break($"the desk's ledger has {book.Ledger(0).Funding} of funding, it was told {sum}");
    }

    [DoesNotReturn]
    private void Break(string what) => throw new WorldBrokenException(_seed, what);

    /// <summary>
    /// The first life's book: short options, held at the venue from the start. Every other desk is told of them; the others find them, and what was traded by hand moments before, when
    /// they read the account.
    /// </summary>
    private void OpenBook()
    {
        bool isTold = _seed % 2 == 0;
        if (!isTold)
            Trade(Side.Sell, 0.3, _venue.Account);
        foreach (ListedInstrument listed in _venue.Exchange.Instruments)
        {
            if (!listed.IsOpen || listed.Contract.Kind == ContractKind.Spot)
                continue;
            Contract contract = listed.Contract;
            ContractIndex number = _queue.Listed(Link.ClientNow, contract);
            _queue.Deliver(_driver, Link.ClientNow);
            if (!contract.IsOption)
                continue;
            var quantity = new Lots(-(20 + 5 * _random.NextInt32(12)));
            long ticks = (long)Math.Round(listed.Mark / (double)contract.PriceTick);
            ExchangeAnswer answer = _venue.Apply(ExchangeCommand.Move(_venue.At, _venue.Other, _venue.Account, listed.Number, quantity.Count, ticks));
            if (!answer.IsDone)
                Break($"the book cannot be made: {answer.Reason}");
            if (isTold)
                _driver.Offer(DeskEvent.PositionOpened(Link.ClientNow, number, quantity, ticks * contract.PriceTick));
        }
        _driver.Run(Link.ClientNow);
        if (!_driver.FlushAll())
            Break($"the journal takes nothing: {_driver.JournalFailure}");
    }

    /// <summary>A small, rough market: a perpetual and twelve options. Every eighth world begins seconds before options expire.</summary>
    private static LinkedExchange NewVenue(ulong seed)
    {
        MarketSettings market = MarketSettings.Inverse with
        {
            Vol = Vol,
            Expiries = 2,
            Strikes = 3,
            Step = Duration.FromMilliseconds(400),
            PerpetualSize = TopLots,
            PerpetualTradesPerSecond = 2,
            OptionTradesPerSecond = 0.2,
            TrendFollowers = 1,
            LeveragedAccounts = 0,
            Carry = 0,
        };
        bool isLate = seed % 8 == 0;
        Instant born = isLate ? Expiry - Duration.FromSeconds(7200) : Morning, start = isLate ? Expiry - Duration.FromSeconds(6) : Morning;
        var funds = new Dictionary<string, long>(StringComparer.Ordinal) { ["BTC"] = 1000 * InstrumentTerms.Unit };
        var link = new LinkSettings { TickEvery = Duration.FromMilliseconds(50), Jitter = Duration.FromMilliseconds(seed % 3 == 0 ? 40 : 4) };
        var settings = new ExchangeSettings
        {
            Venue = "deribit",
            Listings = [market.Listing with { HasFutures = false, HasSpot = false }],
            FitEvery = Duration.FromSeconds(1800),
            MarkEvery = Duration.FromSeconds(5),
            // Whatever the premium is, so that each payment is something.
            Perpetual = new PremiumRules(Dead: 0),
            FundEvery = Duration.FromSeconds(5),
        };
        return new LinkedExchange(settings, Crowd.Of(market, 0, seed, born), born, start, funds, link, seed);
    }

    private static readonly Duration FundingRead = Duration.FromSeconds(2);

    private const long MaxPosition = 30_000, MaxOrder = 6000;

    private static DeskSettings NewDesk(HuntFault fault) => new()
    {
        Desk = DeskNumber,
        Hedgers =
        [
            new HedgerSettings
            {
                Underlying = "BTC",
                Hedge = new ContractId("deribit", "BTC-PERPETUAL"),
                Policy = new FixedBandPolicy(new DeltaBand(-0.005, 0, 0.005, BandRebalance.ToTarget)),
                Limits = new RiskLimits
                {
                    MaxOrder = new(fault == HuntFault.LimitLoosened ? 20 * MaxOrder : MaxOrder),
                    MaxPosition = new(fault == HuntFault.LimitLoosened ? 20 * MaxPosition : MaxPosition),
                },
                Plan = new CrossingPlan(0.0005, new(9000)),
            },
        ],
        Orders = new OrderLimits { MaxOrders = 40 },
    };
}
