using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>
/// The account as the venue told it before a link went live. It does not change: whoever asks hears of that moment, and of
/// all after it through the sink.
/// </summary>
public sealed class DeribitPicture : IAccountQuery
{
    private readonly Dictionary<OrderId, (OrderUpdate State, Fill[] Fills)> _orders = [];
    private readonly List<Cancel> _open = [];
    private readonly Dictionary<string, Lots> _positions = new(StringComparer.Ordinal);
    private readonly List<HeldPosition> _held = [];
    private readonly FundingPayment[] _paid;
    private readonly Dictionary<string, decimal> _settled;
    private readonly HashSet<string> _settling;

    internal DeribitPicture(
        Instant at, IEnumerable<TrackedOrder> orders, IEnumerable<(DeribitInstrument Instrument, Lots Held, decimal? Price)> positions,
        IEnumerable<FundingPayment> paid, Dictionary<string, decimal> settled, IEnumerable<string> settling)
    {
        _settling = settling.ToHashSet(StringComparer.Ordinal);
        At = at;
        _paid = [.. paid];
        _settled = new Dictionary<string, decimal>(settled, StringComparer.Ordinal);
        foreach (TrackedOrder order in orders)
        {
            if (order.VenueId.Length == 0 || !order.IsTold)
                continue; // the venue never had it
            var state = new OrderUpdate(order.Id, order.Contract, order.ToldStatus, order.ToldFilled, order.ToldCode, order.ToldAt);
            _orders.Add(order.Id, (state, [.. order.Fills.OrderBy(f => f.At)]));
            if (order.State == TrackedState.Open)
                _open.Add(new Cancel(order.Id, order.Contract));
        }
        _open.Sort((a, b) => a.Id.Desk != b.Id.Desk ? a.Id.Desk.CompareTo(b.Id.Desk) : a.Id.Sequence.CompareTo(b.Id.Sequence));
        foreach ((DeribitInstrument instrument, Lots held, decimal? price) in positions)
        {
            _positions.Add(instrument.Name, held);
            if (held != Lots.Zero)
                _held.Add(new HeldPosition(instrument.Contract.Id, instrument.Contract.Underlying, held, price));
        }
        _held.Sort((a, b) => string.CompareOrdinal(a.Contract.Symbol, b.Contract.Symbol));
    }

    /// <summary>When the link went live.</summary>
    public Instant At { get; }

    public bool TryOrder(OrderId id, out OrderUpdate state, List<Fill> fills)
    {
        bool isFound = _orders.TryGetValue(id, out (OrderUpdate State, Fill[] Fills) found);
        state = found.State;
        if (isFound)
            fills.AddRange(found.Fills);
        return isFound;
    }

    public void OpenOrders(List<Cancel> into) => into.AddRange(_open);

    /// <summary>Lots held; zero and true for every contract that is listed and in which nothing is held.</summary>
    public bool TryPosition(ContractId contract, out Lots held) => _positions.TryGetValue(contract.Symbol, out held);

    public void Positions(List<HeldPosition> into) => into.AddRange(_held);

    public void Funding(List<FundingPayment> into) => into.AddRange(_paid);

    public bool TrySettlement(ContractId contract, out decimal price) => _settled.TryGetValue(contract.Symbol, out price);

    public bool IsSettling(ContractId contract) => _settling.Contains(contract.Symbol);
}
