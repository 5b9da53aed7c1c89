using Poise.Domain;

namespace Poise.Venues.TestKit;

/// <summary>What a desk heard of one of its orders, folded as desks fold it.</summary>
public sealed class HeardOrder
{
    /// <summary>Null: nothing was heard.</summary>
    public OrderStatus? Status { get; internal set; }

    public Lots Filled { get; internal set; }

    /// <summary>Of the end.</summary>
    public int Reason { get; internal set; }

    /// <summary>Rejections of an order that is open: its amends were refused.</summary>
    public int AmendRefusals { get; internal set; }

    public int AmendReason { get; internal set; }

    public List<Fill> Fills { get; } = [];

    public Lots FillsSum => new(Fills.Sum(static f => f.Quantity.Count));

    public bool HasEnded => Status is OrderStatus.Filled or OrderStatus.Cancelled or OrderStatus.Rejected;
}

/// <summary>A desk that only listens: its memory outlives the adapters that speak to it, and it notes what no adapter may say.</summary>
public sealed class VenueRecorder : IVenueSink
{
    private readonly Dictionary<OrderId, HeardOrder> _orders = [];
    private readonly Dictionary<(ContractIndex Contract, long Trade), int> _trades = [];
    private readonly List<Contract> _contracts = [];
    private int _life;

    public IReadOnlyList<Contract> Contracts => _contracts;

    /// <summary>Each once, whoever gave the order.</summary>
    public List<Fill> FillsTold { get; } = [];

    /// <summary>What was said that may not be said.</summary>
    public List<string> Faults { get; } = [];

    public List<Quote> Quotes { get; } = [];

    /// <summary>What was told beside the last quote of each contract.</summary>
    public List<QuoteDetail?> Details { get; } = [];

    public List<bool> Links { get; } = [];

    public List<(Instant At, string Currency, MarginReport Report)> Margins { get; } = [];

    public List<(ContractIndex Contract, decimal Price)> Settlements { get; } = [];

    /// <summary>Trades that the public hears of.</summary>
    public int Prints { get; private set; }

    public bool IsLinkUp => Links.Count > 0 && Links[^1];

    /// <summary>By their ids.</summary>
    public IEnumerable<KeyValuePair<OrderId, HeardOrder>> Orders => _orders.OrderBy(static o => o.Key.Desk).ThenBy(static o => o.Key.Sequence);

    /// <summary>Executions in a contract, + bought.</summary>
    public Lots HeldOf(ContractIndex contract) => new(_held.GetValueOrDefault(contract));

    private readonly Dictionary<ContractIndex, long> _held = [];

    public HeardOrder Of(OrderId id)
    {
        if (!_orders.TryGetValue(id, out HeardOrder? order))
            _orders.Add(id, order = new HeardOrder());
        return order;
    }

    /// <summary>The adapter's process ends: the next one may tell again what was told, and the desk counts it once.</summary>
    public void Outlive()
    {
        _life++;
        if (IsLinkUp)
            Links.Add(item: false);
    }

    /// <summary>The desk loses its memory of an order that has not traded.</summary>
    public void Forget(OrderId id) => _orders.Remove(id);

    public ContractIndex Listed(Instant at, Contract contract)
    {
        int known = _contracts.FindIndex(c => c.Id == contract.Id);
        if (known >= 0)
            return new(known);
        _contracts.Add(contract);
        return new(_contracts.Count - 1);
    }

    public void Quoted(Instant at, ContractIndex contract, in Quote quote, QuoteDetail? detail = null)
    {
        if (quote.IsCrossed)
            Faults.Add($"a crossed quote of {_contracts[contract.Value].Id.Symbol}");
        while (Quotes.Count <= contract.Value)
            Quotes.Add(Quote.Absent);
        while (Details.Count <= contract.Value)
            Details.Add(null);
        (Quotes[contract.Value], Details[contract.Value]) = (quote, detail);
    }

    public void Traded(Instant at, ContractIndex contract, Side aggressor, Lots quantity, Ticks price)
    {
        Prints++;
        if (quantity <= Lots.Zero)
            Faults.Add("a trade of nothing");
    }

    public void Updated(Instant at, in OrderUpdate update)
    {
        HeardOrder order = Of(update.Id);
        // A refusal of what is open is that of an amend; some venues say it as a rejection, others as open with a reason.
        if (order.Status is not null && (update.Status == OrderStatus.Rejected || update is { Status: OrderStatus.Open, Reason: not 0 }))
        {
            (order.AmendRefusals, order.AmendReason) = (order.AmendRefusals + 1, update.Reason);
            return;
        }
        if (update.Filled < order.Filled)
            Faults.Add($"order {update.Id} was filled {order.Filled.Count} and is now {update.Filled.Count}");
        if (order.HasEnded && order.Status != update.Status)
            Faults.Add($"order {update.Id} ended as {order.Status} and is now {update.Status}");
        if (!order.HasEnded)
            order.Reason = update.Reason;
        (order.Status, order.Filled) = (update.Status, update.Filled);
    }

    public void Filled(Instant at, in Fill fill)
    {
        if (_trades.TryGetValue((fill.Contract, fill.TradeId), out int life))
        {
            if (life == _life)
                Faults.Add($"execution {fill.TradeId} was told twice");
            _trades[(fill.Contract, fill.TradeId)] = _life;
            return;
        }
        _trades.Add((fill.Contract, fill.TradeId), _life);
        FillsTold.Add(fill);
        long lots = fill.Quantity.Count;
        if (lots <= 0)
            Faults.Add($"execution {fill.TradeId} of {lots} lots");
        _held[fill.Contract] = _held.GetValueOrDefault(fill.Contract) + (fill.Side == Side.Buy ? lots : -lots);
        if (fill.Order.IsKnown)
            Of(fill.Order).Fills.Add(fill);
    }

    /// <summary>By contract and id, each once.</summary>
    public Dictionary<(ContractIndex Contract, long Id), decimal> Payments { get; } = [];

    public void Funded(Instant at, in FundingPayment payment)
    {
        if (Payments.TryGetValue((payment.Contract, payment.Id), out decimal before) && before != payment.Amount)
            Faults.Add($"payment {payment.Id} was {before} and is {payment.Amount}");
        Payments[(payment.Contract, payment.Id)] = payment.Amount;
    }

    public void Settled(Instant at, ContractIndex contract, decimal price) => Settlements.Add((contract, price));

    public void MarginReported(Instant at, string currency, in MarginReport report)
    {
        if (!report.IsValid)
            Faults.Add($"margin that cannot be: {report}");
        Margins.Add((at, currency, report));
    }

    public void LinkChanged(Instant at, bool isUp)
    {
        if (isUp == IsLinkUp)
            Faults.Add($"the link was told {(isUp ? "up" : "down")} twice");
        Links.Add(isUp);
    }
}
