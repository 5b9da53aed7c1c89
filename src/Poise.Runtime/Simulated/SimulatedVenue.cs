using System.Runtime.InteropServices;
using Poise.Domain;
using Poise.Exchange;
using Poise.Venues;

namespace Poise.Runtime;

/// <summary>
/// The in-process market behind the ports of a venue. It outlives desks: <see cref="Connect"/> begins a new session on
/// the same books. What an account held before this market was made (the demo book, or the book of a former process) is
/// carried beside it.
/// </summary>
/// <param name="session">Sets this market's trade numbers apart from those of former ones.</param>
public sealed class SimulatedVenue(SimulatedMarket market, long session = 0) : IOrderGateway, IAccountQuery, IExchangeSink
{
    private const int SessionShift = 40;

    private static readonly Duration MarginEvery = Duration.FromSeconds(1);

    private readonly Dictionary<ContractId, int> _byName = [];
    private readonly Dictionary<ContractId, Lots> _carried = [];
    private readonly List<ContractIndex> _toDesk = [];
    private readonly List<int> _toVenue = [];
    private readonly List<OrderState> _open = [];
    private readonly List<Quote> _shown = [];
    private IVenueSink? _sink;
    private bool _isCut;
    private Instant _marginAt;
    private long _learnt;

    public SimulatedMarket Market => market;

    /// <summary>The account holds so much now: what of it the market's own account has not is carried beside it.</summary>
    public void Carry(ContractId contract, Lots held)
    {
        Learn();
        Lots carried = _byName.TryGetValue(contract, out int index) ? held - market.PositionOf(new(index)) : held;
        if (carried != Lots.Zero)
            _carried[contract] = carried;
        else
            _carried.Remove(contract);
    }

    /// <summary>The quote that was delivered last, by the market's own number.</summary>
    public Quote ShownOf(ContractIndex venue) => venue.Value < _shown.Count ? _shown[venue.Value] : Quote.Absent;

    /// <summary>Begins a session: the old link is cut, live contracts are listed to the new sink at once.</summary>
    public void Connect(IVenueSink sink)
    {
        market.Reconnect();
        (_sink, _isCut) = (sink, false);
        _toDesk.Clear();
        _toVenue.Clear();
        Learn();
        for (int i = 0; i < market.Contracts; i++)
            if (market.IsLive(new(i)))
                List(new(i), market.ContractAt(new(i)), market.Now);
        TellMargin(market.Now);
    }

    /// <summary>The link is gone: nobody hears the market, and what is sent to it is lost.</summary>
    public void Disconnect() => _isCut = true;

    /// <summary>Lets the market move on and hands what it says to the sink.</summary>
    public void AdvanceTo(Instant now) => market.AdvanceTo(now, this);

    public void Place(in Approved<NewOrder> order)
    {
        NewOrder value = order.Value;
        if (_isCut)
            return;
        market.Submit(DeskMessage.Place(value with { Contract = VenueOf(value.Contract) }), market.Now);
    }

    public void Amend(in Approved<Amend> amend)
    {
        Amend value = amend.Value;
        if (_isCut)
            return;
        market.Submit(DeskMessage.Amend(value with { Contract = VenueOf(value.Contract) }), market.Now);
    }

    public void Cancel(in Cancel cancel)
    {
        if (!_isCut)
            market.Submit(DeskMessage.Cancel(cancel with { Contract = VenueOf(cancel.Contract) }), market.Now);
    }

    public bool TryOrder(OrderId id, out OrderUpdate state, List<Fill> fills)
    {
        if (!market.TryOrder(id, out OrderState found))
        {
            state = default;
            return false;
        }
        int first = fills.Count;
        market.FillsOf(id, fills);
        for (int i = first; i < fills.Count; i++)
            fills[i] = ForDesk(fills[i]);
        state = new OrderUpdate(id, DeskOf(found.Order.Contract), found.Status, found.Filled, (int)found.Reason, found.At);
        return true;
    }

    public void OpenOrders(List<Cancel> into)
    {
        _open.Clear();
        market.OpenOrders(_open);
        foreach (OrderState order in _open)
            into.Add(new Cancel(order.Order.Id, DeskOf(order.Order.Contract)));
    }

    public bool TryPosition(ContractId contract, out Lots held)
    {
        Learn();
        bool isKnown = _byName.TryGetValue(contract, out int index);
        Lots carried = TrySettlement(contract, out _) ? Lots.Zero : _carried.GetValueOrDefault(contract);
        held = carried + (isKnown ? market.PositionOf(new(index)) : Lots.Zero);
        return isKnown || _carried.ContainsKey(contract);
    }

    public void Positions(List<HeldPosition> into)
    {
        Learn();
        for (int i = 0; i < market.Contracts; i++)
        {
            ContractId id = market.ContractAt(new(i)).Id;
            if (TryPosition(id, out Lots held) && held != Lots.Zero)
                into.Add(new HeldPosition(id, market.ContractAt(new(i)).Underlying, held));
        }
        foreach ((ContractId id, Lots held) in _carried.OrderBy(c => c.Key.Symbol, StringComparer.Ordinal))
            if (!_byName.ContainsKey(id))
                into.Add(new HeldPosition(id, market.Settings.Underlying, held));
    }

    /// <summary>The last one: a link that is cut here is made again at once.</summary>
    public void Funding(List<FundingPayment> into)
    {
        if (market.LastFunding is { } last)
            into.Add(Payment(market.Perpetual, last));
    }

    public bool TrySettlement(ContractId contract, out decimal price)
    {
        Learn();
        price = 0;
        if (!_byName.TryGetValue(contract, out int index) || !market.TrySettlement(new(index), out Settlement settlement))
            return false;
        price = settlement.Price;
        return true;
    }

    public void On(in ExchangeEvent happened)
    {
        if (_isCut)
            return;
        IVenueSink sink = _sink ?? throw new InvalidOperationException("nobody is connected");
        if (happened.DeliveredAt >= _marginAt)
            TellMargin(happened.DeliveredAt);
        switch (happened.Kind)
        {
            case ExchangeEventKind.Listed:
                List(happened.Contract, happened.Listing, happened.DeliveredAt);
                break;
            case ExchangeEventKind.Quote:
                Remember(happened.Contract, happened.Quote);
                sink.Quoted(happened.DeliveredAt, DeskOf(happened.Contract), happened.Quote, DetailOf(happened));
                break;
            case ExchangeEventKind.Trade:
                PublicTrade trade = happened.Trade;
                sink.Traded(happened.DeliveredAt, DeskOf(happened.Contract), trade.Aggressor, trade.Quantity, trade.Price);
                break;
            case ExchangeEventKind.Order:
                OrderUpdate update = happened.Order;
                sink.Updated(happened.DeliveredAt, update with { Contract = DeskOf(update.Contract) });
                break;
            case ExchangeEventKind.Fill:
                sink.Filled(happened.DeliveredAt, ForDesk(happened.Fill));
                break;
            case ExchangeEventKind.Funded when DeskOf(happened.Contract) != ContractIndex.None:
                sink.Funded(happened.DeliveredAt, Payment(happened.Contract, happened.Funding));
                break;
            case ExchangeEventKind.Settled:
                Settle(happened, sink);
                break;
            default:
                break; // index, depth and open interest: the market is asked for them when a page wants them
        }
    }

    /// <summary>The levels behind a quote, and a perpetual's funding; null of options.</summary>
    private QuoteDetail? DetailOf(in ExchangeEvent quoted)
    {
        Depth depth = quoted.Depth;
        Contract contract = market.ContractAt(quoted.Contract);
        if (contract.IsOption)
            return null;
        double tick = (double)contract.PriceTick, lot = (double)contract.LotSize;
        var bids = new BookLevel[Math.Max(0, depth.BidCount - 1)];
        for (int i = 0; i < bids.Length; i++)
            bids[i] = new(depth.Bid(i + 1).Price.Count * tick, depth.Bid(i + 1).Quantity.Count * lot);
        var asks = new BookLevel[Math.Max(0, depth.AskCount - 1)];
        for (int i = 0; i < asks.Length; i++)
            asks[i] = new(depth.Ask(i + 1).Price.Count * tick, depth.Ask(i + 1).Quantity.Count * lot);
        return new QuoteDetail
        {
            Bids = ImmutableCollectionsMarshal.AsImmutableArray(bids),
            Asks = ImmutableCollectionsMarshal.AsImmutableArray(asks),
            FundingPerDay = 3 * depth.FundingRate,
            ToldAt = depth.At,
        };
    }

    /// <summary>Of the market's own account: what is carried beside it asks for none there.</summary>
    private void TellMargin(Instant at)
    {
        _marginAt = at + MarginEvery;
        _sink!.MarginReported(at, market.SettlementCurrency, market.Margin);
    }

    private FundingPayment Payment(ContractIndex venue, in Funding funding)
    {
        Lots carried = _carried.GetValueOrDefault(market.ContractAt(venue).Id);
        return new FundingPayment(funding.At.UnixNanoseconds, DeskOf(venue), (decimal)funding.Units(funding.Held + carried) / InstrumentTerms.Unit, funding.At);
    }

    private void Settle(in ExchangeEvent happened, IVenueSink sink)
    {
        ContractIndex desk = DeskOf(happened.Contract);
        if (desk != ContractIndex.None)
            sink.Settled(happened.DeliveredAt, desk, happened.Settlement.Price);
    }

    private void List(ContractIndex venue, Contract contract, Instant at)
    {
        ContractIndex desk = _sink!.Listed(at, contract);
        while (_toDesk.Count <= venue.Value)
            _toDesk.Add(ContractIndex.None);
        while (_toVenue.Count <= desk.Value)
            _toVenue.Add(-1);
        if (_toDesk[venue.Value] is { Value: >= 0 } former) // forgotten: its number is this one's now
            _toVenue[former.Value] = -1;
        _toDesk[venue.Value] = desk;
        _toVenue[desk.Value] = venue.Value;
        Remember(venue, Quote.Absent);
    }

    private void Remember(ContractIndex venue, in Quote quote)
    {
        while (_shown.Count <= venue.Value)
            _shown.Add(Quote.Absent);
        _shown[venue.Value] = quote;
    }

    private void Learn()
    {
        if (_learnt == market.ListedSoFar)
            return;
        _learnt = market.ListedSoFar;
        ContractId[] before = [.. _byName.Keys];
        _byName.Clear();
        for (int i = 0; i < market.Contracts; i++)
            _byName.Add(market.ContractAt(new(i)).Id, i);
        foreach (ContractId id in before)
            if (!_byName.ContainsKey(id))
                _carried.Remove(id); // it ended, and its end is forgotten
    }

    private Fill ForDesk(in Fill fill) =>
        fill with { TradeId = fill.TradeId + (session << SessionShift), Contract = DeskOf(fill.Contract) };

    private ContractIndex DeskOf(ContractIndex venue) =>
        venue.Value >= 0 && venue.Value < _toDesk.Count ? _toDesk[venue.Value] : ContractIndex.None;

    private ContractIndex VenueOf(ContractIndex desk) => desk.Value >= 0 && desk.Value < _toVenue.Count && _toVenue[desk.Value] >= 0
        ? new(_toVenue[desk.Value])
        : throw new ArgumentException($"contract {desk.Value} is not listed at the venue", nameof(desk));
}
