using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Worlds;

/// <summary>What must hold, and the world's furniture.</summary>
public sealed partial class CrashWorld
{
    private Instant _fittedAt;

    /// <summary>The journal that survived holds every order that ever left, as it left.</summary>
    private void CheckFolded(Desk desk)
    {
        foreach ((long sequence, Approved<NewOrder> order) in _witness.Left)
        {
            if (!_witness.Journalled.TryGetValue(sequence, out NewOrder kept))
                Break($"order {sequence} left before its intent was durable");
            if (kept != order.Value)
                Break($"order {sequence} left as {order.Value} and was journalled as {kept}");
        }
        if (desk.Hedgers[0].Band != _band && desk.Hedgers[0].Band != _bandAsked)
            Break($"the band came back as {desk.Hedgers[0].Band}");
        // What was asked and not followed may have survived or not; from here on it is known.
        _band = _bandAsked = desk.Hedgers[0].Band;
    }

    /// <summary>Nothing is under way, or what is has not arrived: the desk's book is the venue's account.</summary>
    private void CheckAgreement(Desk desk, string when)
    {
        for (int i = 0; i < desk.Book.Count; i++)
        {
            ContractId id = desk.Book.ContractOf(new(i)).Id;
            Lots venue = PositionOf(id);
            if (desk.Book.QuantityOf(new(i)) != venue)
                Break($"{when} the desk holds {desk.Book.QuantityOf(new(i)).Count} lots of {id.Symbol}, the venue {venue.Count}");
        }
        LedgerLine ledger = desk.Book.Currencies > 0 ? desk.Book.Ledger(0) : default;
        if (ledger.Cash + ledger.Funding != _market.Cash || ledger.Fees != _market.Fees)
            Break($"{when} the desk's ledger is {ledger.Cash}, {ledger.Funding} of funding and {ledger.Fees} of fees, the venue's {_market.Cash} and {_market.Fees}");
        if (!_market.IsBalanced)
            Break($"{when} the venue does not balance");
        CheckOrders(when);
    }

    private void CheckOrders(string when)
    {
        if (_market.DuplicateSubmissions > 0)
            Break($"{when} an order had arrived twice");
        for (int i = 0; i < _market.Orders; i++)
        {
            OrderState state = _market.OrderAt(i);
            long sequence = state.Order.Id.Sequence;
            if (!_witness.Left.TryGetValue(sequence, out Approved<NewOrder> left))
                Break($"{when} the venue has order {sequence}, which never left");
            if (left.Value with { Contract = state.Order.Contract } != state.Order)
                Break($"{when} order {sequence} is not what left");
            if (_witness.GivenUp.Contains(sequence))
                Break($"{when} the venue has order {sequence}, which the desk gave up as not sent");
            if (state.Filled > state.Order.Quantity)
                Break($"{when} order {sequence} is overfilled");
        }
    }

    private Lots PositionOf(ContractId id)
    {
        for (int i = 0; i < _market.Contracts; i++)
        {
            if (_market.ContractAt(new(i)).Id == id)
                return _market.PositionOf(new(i));
        }
        return Lots.Zero;
    }

    private void SendAgain(SimulatedVenue venue, List<long> unresolved)
    {
        foreach (long sequence in unresolved)
        {
            bool isKnown = _market.TryOrder(new OrderId(DeskNumber, sequence), out _);
            if (_witness.Left.TryGetValue(sequence, out Approved<NewOrder> order) && (_fault == WorldFault.Resent || !isKnown))
                venue.Place(order);
        }
    }

    /// <summary>The first life's book: short straddles, held at the venue from the start.</summary>
    private void OpenBook(DeskDriver driver)
    {
        for (int i = 1; i < _market.Contracts; i++)
        {
            if (!_market.IsLive(new(i)))
                continue;
            Contract contract = _market.ContractAt(new(i));
            var quantity = new Lots(-(100 + 10 * _random.NextInt32(20)));
            decimal price = Math.Round((decimal)_market.MarkOf(new(i)) / contract.PriceTick) * contract.PriceTick;
            _market.Endow(new(i), quantity, price);
            driver.Offer(DeskEvent.PositionOpened(_market.Now, driver.Listed(_market.Now, contract), quantity, price));
        }
    }

    private void Fit(DeskDriver driver, Instant now)
    {
        _fittedAt = now;
        WorldFits.Offer(driver, now, _market.Settings.Carry, _market.Settings.Vol);
    }

    /// <summary>A small, rough market. Every eighth world begins seconds before options expire.</summary>
    private static SimulatedMarket NewMarket(ulong seed)
    {
        var settings = new MarketSettings
        {
            Vol = 1.5,
            Expiries = 2,
            Strikes = 3,
            Step = Duration.FromMilliseconds(200),
            PerpetualSize = 0.3,
            Premium = new PremiumRules(Dead: 0),
            PerpetualTradesPerSecond = 2,
            OrderLatency = new(Duration.FromMilliseconds(3), Duration.FromMilliseconds(20)),
            AccountLatency = new(Duration.FromMilliseconds(3), Duration.FromMilliseconds(40)),
        };
        Instant expiry = Instant.FromUtc(2026, 11, 22, 8);
        if (seed % 8 != 0)
            return new SimulatedMarket(settings, seed, expiry + Duration.FromHours(2));
        var market = new SimulatedMarket(settings, seed, expiry - Duration.FromHours(2));
        market.Sleep(expiry - Duration.FromSeconds(4));
        return market;
    }

    private static DeskSettings NewDesk(MarketSettings market) => new()
    {
        Desk = DeskNumber,
        Hedgers =
        [
            new HedgerSettings
            {
                Underlying = market.Underlying,
                Hedge = new ContractId(market.Venue, market.Listing.Root + "-PERPETUAL"),
                Policy = new FixedBandPolicy(new DeltaBand(-0.01, 0, 0.01, BandRebalance.ToTarget)),
                Limits = new RiskLimits { MaxOrder = new(100_000), MaxPosition = new(10_000_000) },
                Plan = new CrossingPlan(0.0005, new(3_000)),
            },
        ],
        Orders = new OrderLimits { MaxOrders = 10_000 },
    };
}
