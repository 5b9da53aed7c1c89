using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Storage;
using Poise.Venues;

namespace Poise.Runtime;

/// <summary>
/// Answers a desk's orders in options of a venue on paper, each at once: filled at the real best price, for no more than is shown there, the rest cancelled. What an order takes is gone until the real quote is told
/// again, or for a second. A quote that is one-sided, crossed or too old, or of a link that was lost, fills nothing. What came of orders is on the disk before an answer is given. On the desk's thread.
/// </summary>
/// <param name="driver">Hears what comes of orders.</param>
/// <param name="venue">The desk's first.</param>
/// <exception cref="JournalException">What the disk holds is damaged.</exception>
/// <exception cref="InvalidDataException">What the disk holds are no such answers.</exception>
public sealed class PaperOptions(DeskDriver driver, string venue, IDisk disk)
{
    private readonly Queue<(Instant Due, Approved<NewOrder> Order)> _underWay = [];
    private readonly List<PaperAnswer> _given = [];
    private readonly PaperAnswers _answers = new(disk, driver.Desk.Now);
    private readonly Dictionary<ContractId, decimal> _settled = [];
    private Shown[] _shown = [];
    private Instant _now, _lostAt;

    /// <summary>A real quote, and what was taken of it since.</summary>
    private struct Shown
    {
        public Quote Quote;
        public long Bought, Sold;
        public Instant TakenAt;
    }

    /// <summary>What the desk hears of the real market: quotes, what ended, a link that is lost.</summary>
    public void Hear(in DeskEvent e)
    {
        switch (e.Kind)
        {
            case DeskEventKind.Quoted when e.At > _lostAt: // quotes may be handed over after the loss of the link that told them
                int at = e.Quote.Contract.Value;
                if (at >= _shown.Length)
                    Array.Resize(ref _shown, Math.Max(64, 2 * at));
                _shown[at] = new Shown { Quote = e.Quote.Quote };
                break;
            case DeskEventKind.LinkChanged when e is { IsLinkUp: false, Venue.Length: 0 }:
                _lostAt = e.At;
                Array.Clear(_shown);
                break;
            case DeskEventKind.Delisted when e.Delisting.Contract.Value < driver.Desk.Book.Count && double.IsFinite(e.Delisting.Settlement):
                _settled[driver.Desk.Book.ContractOf(e.Delisting.Contract).Id] = (decimal)e.Delisting.Settlement;
                break;
        }
    }

    public bool Owns(Contract contract) => contract.IsOption && contract.Id.Venue == venue;

    public void Place(in Approved<NewOrder> order)
    {
        _ = order.Value;
        _underWay.Enqueue((At(driver.Desk.Now) + PaperVenue.Latency, order));
    }

    /// <summary>Answers the orders that are due, all of them durable before the first is told. Between two batches.</summary>
    public void Advance(Instant now)
    {
        Instant at = At(now);
        while (_underWay.TryPeek(out (Instant Due, Approved<NewOrder> Order) next) && next.Due <= at)
        {
            NewOrder order = _underWay.Dequeue().Order.Value;
            Contract contract = driver.Desk.Book.ContractOf(order.Contract);
            _given.Add(_answers.Add(Match(order, contract, at), contract.Expiry));
        }
        if (_given.Count == 0)
            return;
        _answers.Save(at);
        foreach (PaperAnswer answer in _given)
        {
            ContractIndex contract = NumberOf(answer);
            if (answer.Filled > 0)
                driver.Filled(at, FillOf(answer, contract));
            driver.Updated(at, StateOf(answer, contract));
        }
        _given.Clear();
    }

    /// <summary>What is under way is answered: it leaves nothing to be called back.</summary>
    public void AnswerAll() => Advance(At(driver.Desk.Now) + PaperVenue.Latency);

    /// <summary>As <see cref="IAccountQuery.TryOrder"/>.</summary>
    public bool TryOrder(OrderId id, out OrderUpdate state, List<Fill> fills)
    {
        state = default;
        AnswerAll(); // nothing may be done after it was said not to be there
        if (_answers.Find(id) is not { } answer)
            return false;
        ContractIndex contract = NumberOf(answer);
        if (answer.Filled > 0)
            fills.Add(FillOf(answer, contract));
        state = StateOf(answer, contract);
        return true;
    }

    /// <summary>Lots, + long: those that the book began with, which nobody traded, and what orders brought since. Of what has ended what the book says.</summary>
    public Lots HeldOf(ContractIndex index)
    {
        Book book = driver.Desk.Book;
        Contract contract = book.ContractOf(index);
        Position position = book.PositionOf(index);
        if (contract.Expiry <= driver.Desk.Now)
            return position.Quantity;
        return position.Quantity - new Lots((long)((position.BoughtContracts - position.SoldContracts) / contract.LotSize)) + _answers.TradedOf(contract.Id.Symbol);
    }

    /// <summary>What the real venue said, in this life.</summary>
    public bool TrySettlement(ContractId contract, out decimal price) => _settled.TryGetValue(contract, out price);

    private PaperAnswer Match(in NewOrder order, Contract contract, Instant at)
    {
        PaperAnswer unfilled = new(order.Id, contract.Id.Symbol, order.Side, OrderStatus.Cancelled, 0, 0, 0, VenueReason.ImmediateOrCancel, 0, at);
        if (contract.Expiry <= at)
            return unfilled with { Status = OrderStatus.Rejected, Reason = VenueReason.Expired };
        if (order.PostOnly) // none rests
            return unfilled with { Status = OrderStatus.Rejected, Reason = VenueReason.PostOnlyWouldTake };
        long most = order.Quantity.Count;
        if (order.ReduceOnly && (most = Math.Min(most, order.Side == Side.Buy ? -HeldOf(order.Contract).Count : HeldOf(order.Contract).Count)) <= 0)
            return unfilled with { Status = OrderStatus.Rejected, Reason = VenueReason.ReduceOnly };
        (long lots, long ticks) = Take(order, contract, most, at);
        Hedger hedger = driver.Desk.HedgerOf(order.Contract);
        double fee = lots > 0 ? lots * hedger.Settings.Live.Costs.OptionFeePerLot(contract, ticks * (double)contract.PriceTick, hedger.Greeks.Spot) : 0;
        if (lots <= 0 || !double.IsFinite(fee)) // without a price of the underlying nobody knows what it costs
            return unfilled;
        ref Shown shown = ref _shown[order.Contract.Value];
        (shown.Bought, shown.Sold, shown.TakenAt) = (shown.Bought + (order.Side == Side.Buy ? lots : 0), shown.Sold + (order.Side == Side.Buy ? 0 : lots), at);
        bool isWhole = lots == order.Quantity.Count;
        return unfilled with
        {
            Status = isWhole ? OrderStatus.Filled : OrderStatus.Cancelled,
            Filled = lots,
            Price = ticks,
            Fee = Math.Round((decimal)fee, 8, MidpointRounding.AwayFromZero),
            Reason = isWhole ? VenueReason.None : VenueReason.ImmediateOrCancel,
        };
    }

    /// <summary>Lots that are there for an order, and their price in ticks; no lots where its limit is not met.</summary>
    private (long Lots, long Ticks) Take(in NewOrder order, Contract contract, long most, Instant at)
    {
        if (order.Contract.Value >= _shown.Length)
            return default;
        ref Shown shown = ref _shown[order.Contract.Value];
        if (at - shown.TakenAt >= PaperVenue.Rest)
            (shown.Bought, shown.Sold) = (0, 0);
        bool isBuy = order.Side == Side.Buy;
        (double price, double size) = isBuy ? (shown.Quote.Ask, shown.Quote.AskSize) : (shown.Quote.Bid, shown.Quote.BidSize);
        if (!shown.Quote.IsTwoSided || at - shown.Quote.At > OptionLimits.OldestQuote || !(size > 0) || !(price < 1e12))
            return default;
        long ticks = Grid.Count(price, contract.PriceTick, isBuy ? Rounding.Up : Rounding.Down);
        if (ticks <= 0 || (isBuy ? ticks > order.Limit.Count : ticks < order.Limit.Count))
            return default;
        long lots = Math.Min(most, Grid.Count(Math.Min(size, 1e9), contract.LotSize, Rounding.ToZero) - (isBuy ? shown.Bought : shown.Sold));
        return lots < order.Quantity.Count && order.TimeInForce == TimeInForce.FillOrKill ? default : (lots, ticks);
    }

    private ContractIndex NumberOf(in PaperAnswer answer) => driver.Desk.TryIndexOf(new ContractId(venue, answer.Symbol), out ContractIndex index) ? index : ContractIndex.None;

    private static OrderUpdate StateOf(in PaperAnswer answer, ContractIndex contract) => new(answer.Id, contract, answer.Status, new(answer.Filled), (int)answer.Reason, answer.At);

    private static Fill FillOf(in PaperAnswer answer, ContractIndex contract) =>
        new(answer.Trade, answer.Id, contract, answer.Side, new(answer.Filled), new(answer.Price), answer.Fee, IsMaker: false, answer.At);

    // Time does not go back, whatever clocks do.
    private Instant At(Instant now) => _now = now > _now ? now : _now;
}
