using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Venues;

namespace Poise.Runtime;

/// <summary>The way out of a desk with several accounts: each order goes to the venue of its contract.</summary>
public sealed class AccountGateways : IOrderGateway
{
    private readonly Dictionary<string, IOrderGateway> _at = new(StringComparer.Ordinal);
    private Desk _desk = null!;

    /// <summary>Before anything is sent.</summary>
    /// <exception cref="ArgumentException">An account of the desk has no gateway.</exception>
    public void Connect(Desk desk, IReadOnlyDictionary<string, IOrderGateway> gateways)
    {
        ArgumentNullException.ThrowIfNull(desk);
        _desk = desk;
        foreach (AccountState account in desk.Accounts)
            _at[account.Venue] = gateways.TryGetValue(account.Venue, out IOrderGateway? gateway) ? gateway : throw new ArgumentException($"no gateway to {account.Venue}", nameof(gateways));
    }

    public void Place(in Approved<NewOrder> order) => Of(order.Value.Contract).Place(order);

    public void Amend(in Approved<Amend> amend) => Of(amend.Value.Contract).Amend(amend);

    public void Cancel(in Cancel cancel) => Of(cancel.Contract).Cancel(cancel);

    private IOrderGateway Of(ContractIndex contract) => _at[_desk.AccountOf(contract)!.Venue];
}

/// <summary>What one of several venues says, its link told by its name.</summary>
public sealed class AccountSink(IVenueSink to, DeskDriver driver, string venue) : IVenueSink
{
    public ContractIndex Listed(Instant at, Contract contract) => to.Listed(at, contract);

    public void Quoted(Instant at, ContractIndex contract, in Quote quote, QuoteDetail? detail = null) => to.Quoted(at, contract, quote, detail);

    public void Traded(Instant at, ContractIndex contract, Side aggressor, Lots quantity, Ticks price) => to.Traded(at, contract, aggressor, quantity, price);

    public void Updated(Instant at, in OrderUpdate update) => to.Updated(at, update);

    public void Filled(Instant at, in Fill fill) => to.Filled(at, fill);

    public void Funded(Instant at, in FundingPayment payment) => to.Funded(at, payment);

    public void Settled(Instant at, ContractIndex contract, decimal price) => to.Settled(at, contract, price);

    public void MarginReported(Instant at, string currency, in MarginReport report) => driver.Offer(DeskEvent.MarginReported(at, currency, report, venue));

    public void LinkChanged(Instant at, bool isUp) => driver.Offer(isUp ? DeskEvent.LinkUp(at, venue) : DeskEvent.LinkDown(at, venue));
}
