using System.Globalization;
using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Storage;
using Poise.Venues;

namespace Poise.Runtime;

/// <summary>
/// Answers a desk's orders in one instrument on paper: an exchange of our own lists it, and somebody there stands at the best prices of the real one with what is shown at them. What
/// an order takes is gone until the real quote is told again; queues before us and what we would have moved are not known. No funding is paid. Its state is on the disk before an answer
/// is given. On the desk's thread.
/// </summary>
public sealed class PaperVenue : IOrderGateway
{
    private const int Account = SimulatedExchange.Fund + 1, Mirror = Account + 1;
    private const double Funds = 1000, MirrorFunds = 10_000;

    /// <summary>From the desk to an answer; and how long after the last quote its sizes are there again, for a real book that nobody took from says nothing.</summary>
    internal static readonly Duration Latency = Duration.FromMilliseconds(20), Rest = Duration.FromSeconds(1);

    private readonly Queue<(Instant Due, Approved<NewOrder> Order)> _underWay = [];
    private Quote _shown = Quote.Absent;
    private Instant _shownAt;

    private readonly PaperState _state;
    private readonly Contract _hedge;
    private readonly DeskDriver _driver;
    private readonly SimulatedExchange _exchange;
    private readonly int _instrument;
    private ContractIndex _number = ContractIndex.None;

    /// <param name="driver">Hears what comes of orders.</param>
    /// <param name="spot">Price of the underlying now, for a market that begins.</param>
    /// <exception cref="JournalException">What the disk holds is damaged.</exception>
    /// <exception cref="InvalidDataException">What the disk holds is no such market, or the instrument is no perpetual.</exception>
    public PaperVenue(DeskDriver driver, Contract hedge, double spot, VenueCosts costs, IDisk disk, Instant now)
    {
        (_driver, _hedge) = (driver, hedge);
        _state = new PaperState(disk);
        ExchangeSettings settings = Settings(hedge, spot, costs);
        if (_state.TryLoad(settings) is { } saved)
            _exchange = saved;
        else
        {
            _exchange = new SimulatedExchange(settings, now);
            Open(Funds, spot, isRemembered: true);
            Open(MirrorFunds, spot, isRemembered: false);
        }
        _instrument = _exchange.Perpetual(0).Number;
        if (_exchange.Perpetual(0).Contract.Id != hedge.Id)
            throw new InvalidDataException($"on paper a desk hedges in perpetuals alone, and not in {hedge.Id.Symbol}");
    }

    /// <summary>What the desk hears of the real market.</summary>
    public void Hear(in DeskEvent e)
    {
        if (e.Kind != DeskEventKind.Quoted || e.Quote.Contract != Number)
            return;
        Show(e.Quote.Quote, At(e.At));
    }

    /// <summary>Answers the orders that are due. Between two batches.</summary>
    public void Advance(Instant now)
    {
        Instant at = At(now);
        if (_shownAt.IsKnown && at - _shownAt >= Rest)
            Show(_shown, at);
        while (_underWay.TryPeek(out (Instant Due, Approved<NewOrder> Order) next) && next.Due <= at)
            Answer(_underWay.Dequeue().Order.Value, at);
    }

    private void Show(in Quote quote, Instant at)
    {
        (_shown, _shownAt) = (quote, at);
        _exchange.Apply(ExchangeCommand.CancelAll(at, Mirror, OrderFilter.All));
        if (quote.IsTwoSided)
            _exchange.Apply(ExchangeCommand.Index(at, 0, 0, quote.Mid));
        Stand(at, Side.Buy, quote.Bid, quote.BidSize);
        Stand(at, Side.Sell, quote.Ask, quote.AskSize);
    }

    public void Place(in Approved<NewOrder> order)
    {
        _ = order.Value;
        _underWay.Enqueue((At(_driver.Desk.Now) + Latency, order));
    }

    private void Answer(in NewOrder value, Instant at)
    {
        if (value.Contract != Number)
        {
            _driver.Updated(at, new OrderUpdate(value.Id, value.Contract, OrderStatus.Rejected, Lots.Zero, (int)VenueReason.UnknownContract, at));
            return;
        }
        var request = new OrderRequest(
            Account, _instrument, value.Side, value.Quantity.Count, value.Limit.Count,
            TimeInForce: value.TimeInForce, PostOnly: value.PostOnly ? PostOnly.Reject : PostOnly.No, ReduceOnly: value.ReduceOnly);
        ExchangeAnswer answer = _exchange.Apply(ExchangeCommand.Place(at, request, value.Id.ToString()));
        TellFills(at);
        TellState(at, value.Id, Lots.Zero, answer.Reason);
    }

    public void Amend(in Approved<Amend> amend)
    {
        Amend value = amend.Value;
        Instant at = At(_driver.Desk.Now);
        if (Find(value.Id) is not { Stage: OrderStage.Open } found)
            return;
        ExchangeAnswer answer = _exchange.Apply(ExchangeCommand.Change(at, new OrderEdit(Account, found.Number, value.Quantity.Count, value.Limit.Count)));
        TellFills(at);
        if (answer.IsDone)
            TellState(at, value.Id, new(found.Filled), VenueReason.None);
        else
            _driver.Updated(at, new OrderUpdate(value.Id, Number, OrderStatus.Rejected, new(found.Filled), (int)answer.Reason, at));
    }

    public void Cancel(in Cancel cancel)
    {
        Advance(At(_driver.Desk.Now) + Latency); // what was given before it is answered before it
        Instant at = At(_driver.Desk.Now);
        if (Find(cancel.Id) is not { Stage: OrderStage.Open } found)
            return;
        _exchange.Apply(ExchangeCommand.Cancel(at, Account, found.Number));
        TellFills(at);
        TellState(at, cancel.Id, new(found.Filled), VenueReason.None);
    }

    /// <summary>As <see cref="IAccountQuery.TryOrder"/>.</summary>
    public bool TryOrder(OrderId id, out OrderUpdate state, List<Fill> fills)
    {
        state = default;
        Advance(At(_driver.Desk.Now) + Latency); // what is under way is answered: nothing may be done after it was said not to be there
        if (Find(id) is not { } found)
            return false;
        foreach (AccountTrade trade in _exchange.TradesOfAccount(Account))
            if (trade.Order == found.Number)
                fills.Add(FillOf(trade));
        state = StateOf(id, found);
        return true;
    }

    /// <summary>As <see cref="IAccountQuery.OpenOrders"/>.</summary>
    public void OpenOrders(List<Cancel> into)
    {
        foreach (OrderRecord order in _exchange.OpenOrders(Account))
            if (TryParse(order.Label, out OrderId id))
                into.Add(new Cancel(id, Number));
    }

    public ContractId Instrument => _hedge.Id;

    /// <summary>Lots of the instrument, + long.</summary>
    public Lots Held => new(_exchange.Accounts.Position(Account, _instrument));

    private void Stand(Instant at, Side side, double price, double size)
    {
        long lots = price > 0 && size > 0 ? Grid.Count(size, _hedge.LotSize, Rounding.ToZero) : 0;
        if (lots <= 0)
            return;
        long ticks = Grid.Count(price, _hedge.PriceTick, Rounding.Nearest);
        _exchange.Apply(ExchangeCommand.Place(at, new OrderRequest(Mirror, _instrument, side, lots, ticks)));
        if (_exchange.Fills.Length == 0)
            return;
        // An order of the desk's stood where the market is now.
        AccountTrade[] fills = _exchange.Fills.ToArray();
        TellFills(at);
        foreach (AccountTrade trade in fills)
            if (TryParse(trade.Label, out OrderId id))
                TellState(at, id, Lots.Zero, VenueReason.None);
    }

    /// <summary>Executions of the last command, once they are on the disk.</summary>
    private void TellFills(Instant at)
    {
        _state.Save(_exchange);
        foreach (ref readonly AccountTrade trade in _exchange.Fills)
            if (trade.Account == Account)
                _driver.Filled(at, FillOf(trade));
    }

    private void TellState(Instant at, OrderId id, Lots filled, VenueReason refusal) => _driver.Updated(
        at, Find(id) is { } found ? StateOf(id, found) : new OrderUpdate(id, Number, OrderStatus.Rejected, filled, (int)refusal, at));

    private OrderRecord? Find(OrderId id)
    {
        string label = id.ToString();
        foreach (OrderRecord order in _exchange.OpenOrders(Account).Concat(_exchange.EndedOrders(Account)))
            if (order.Label == label)
                return order;
        return null;
    }

    private OrderUpdate StateOf(OrderId id, in OrderRecord order) => new(
        id, Number,
        order.Stage switch
        {
            OrderStage.Open => OrderStatus.Open,
            OrderStage.Filled => OrderStatus.Filled,
            OrderStage.Cancelled => OrderStatus.Cancelled,
            _ => OrderStatus.Rejected,
        },
        new(order.Filled), (int)order.Reason, order.Updated);

    private Fill FillOf(in AccountTrade trade)
    {
        if (!TryParse(trade.Label, out OrderId id))
            id = default;
        return new Fill(trade.Id, id, Number, trade.Side, new(trade.Lots), new(trade.Price), (decimal)trade.Fee / InstrumentTerms.Unit, trade.IsMaker, trade.At);
    }

    /// <summary>The desk's number of the hedge instrument, once it is listed.</summary>
    private ContractIndex Number
    {
        get
        {
            if (_number == ContractIndex.None && _driver.Desk.TryIndexOf(_hedge.Id, out ContractIndex listed))
                _number = listed;
            return _number;
        }
    }

    // The exchange's time does not go back, whatever clocks do.
    private Instant At(Instant now) => now > _exchange.Now ? now : _exchange.Now;

    private void Open(double coins, double spot, bool isRemembered)
    {
        int account = _exchange.Apply(ExchangeCommand.Open(_exchange.Now, isRemembered: isRemembered)).Count;
        double units = _hedge.Style == PayoffStyle.Inverse ? coins : Math.Ceiling(coins * spot);
        _exchange.Apply(ExchangeCommand.Deposit(_exchange.Now, account, 0, (long)units * InstrumentTerms.Unit));
    }

    private static bool TryParse(string? label, out OrderId id)
    {
        string[] parts = (label ?? "").Split('-');
        bool isOne = parts.Length == 2;
        isOne &= int.TryParse(parts[0], CultureInfo.InvariantCulture, out int desk);
        isOne &= long.TryParse(parts[^1], CultureInfo.InvariantCulture, out long sequence);
        id = isOne ? new OrderId(desk, sequence) : default;
        return isOne;
    }

    private static ExchangeSettings Settings(Contract hedge, double spot, VenueCosts costs)
    {
        bool isInverse = hedge.Style == PayoffStyle.Inverse;
        var perpetual = new ListingSettings
        {
            Underlying = isInverse ? hedge.SettlementCurrency : hedge.Root.Split('_')[0],
            Quote = isInverse ? "USD" : hedge.SettlementCurrency,
            Style = hedge.Style,
            Spot = spot,
            Expiries = 0,
            HasFutures = false,
            HasSpot = false,
            FutureTick = hedge.PriceTick,
            FutureLot = hedge.LotSize,
            FutureMultiplier = hedge.Multiplier,
        };
        return new ExchangeSettings
        {
            Venue = hedge.Id.Venue,
            Listings = [perpetual],
            Tiers = [new FeeTier(costs.MakerFee, costs.TakerFee)],
            Perpetual = new PremiumRules(MostRate: 0),
            IndexSources = 1,
            IndexSilence = Duration.FromDays(36_500),
            Remembered = 200,
        };
    }
}
