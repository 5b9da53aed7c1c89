using Poise.Domain;
using Poise.Engine;

namespace Poise.Runtime;

public sealed partial class DeskDriver
{
    private readonly Dictionary<ContractId, ContractIndex> _numbers = [];

    /// <summary>
    /// The desk numbers contracts in the order in which their listings are folded, and listings are facts: first in, first
    /// folded, before any quote. So the number is known here already.
    /// </summary>
    public ContractIndex Listed(Instant at, Contract contract)
    {
        if (Desk.TryIndexOf(contract.Id, out ContractIndex known) || _numbers.TryGetValue(contract.Id, out known))
            return known;
        if (_numbers.Count == 0)
            for (int i = 0; i < Desk.Book.Count; i++)
                _numbers.Add(Desk.Book.ContractOf(new(i)).Id, new(i));
        ContractIndex next = new(_numbers.Count);
        _numbers.Add(contract.Id, next);
        Offer(DeskEvent.Listed(at, contract));
        return next;
    }

    public void Quoted(Instant at, ContractIndex contract, in Quote quote, QuoteDetail? detail = null) => Offer(DeskEvent.Quoted(at, contract, quote, detail));

    public void Traded(Instant at, ContractIndex contract, Side aggressor, Lots quantity, Ticks price) =>
        Offer(DeskEvent.Traded(at, new Print(contract, aggressor, quantity, price)));

    public void Updated(Instant at, in OrderUpdate update) => Offer(DeskEvent.OrderUpdated(at, update));

    public void Filled(Instant at, in Fill fill) => Offer(DeskEvent.Filled(at, fill));

    public void Funded(Instant at, in FundingPayment payment) => Offer(DeskEvent.Funded(at, payment));

    public void Settled(Instant at, ContractIndex contract, decimal price) => Offer(DeskEvent.Delisted(at, contract, (double)price));

    public void MarginReported(Instant at, string currency, in MarginReport report) => Offer(DeskEvent.MarginReported(at, currency, report));

    public void LinkChanged(Instant at, bool isUp) => Offer(isUp ? DeskEvent.LinkUp(at) : DeskEvent.LinkDown(at));
}
