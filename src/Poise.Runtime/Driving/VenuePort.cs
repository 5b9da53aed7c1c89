using Poise.Domain;
using Poise.Engine;
using Poise.Venues;

namespace Poise.Runtime;

/// <summary>One venue of a <see cref="VenueQueue"/>, as its session sees it.</summary>
public sealed class VenuePort : IVenueSink
{
    private readonly VenueQueue _queue;
    private IOrderGateway? _gateway;
    private Func<IAccountQuery>? _account;
    private long _losses, _lossesHeard;

    internal VenuePort(VenueQueue queue, string venue, string name) => (_queue, Venue, Name) = (queue, venue, name);

    /// <summary>As its contracts name it.</summary>
    public string Venue { get; }

    /// <summary>As events of its link do: empty for the desk's first.</summary>
    internal string Name { get; }

    internal IOrderGateway Gateway => _gateway ?? throw new InvalidOperationException($"nobody answers at {Venue}");

    /// <summary>A link was lost and the desk has not heard of it.</summary>
    internal bool IsLost => _losses != _lossesHeard;

    /// <summary>When the link came or went last.</summary>
    internal Instant ChangedAt { get; private set; }

    /// <summary>Who answers. Before anything is heard.</summary>
    /// <param name="gateway">The way to the session; any thread may call it.</param>
    /// <param name="account">The account as it was when the link went live; called on the session's thread.</param>
    public void Connect(IOrderGateway gateway, Func<IAccountQuery> account) => (_gateway, _account) = (gateway, account);

    public ContractIndex Listed(Instant at, Contract contract) => _queue.Listed(at, contract);

    public void Quoted(Instant at, ContractIndex contract, in Quote quote, QuoteDetail? detail = null) => _queue.Hear(DeskEvent.Quoted(at, contract, quote, detail));

    public void Traded(Instant at, ContractIndex contract, Side aggressor, Lots quantity, Ticks price) =>
        _queue.Hear(DeskEvent.Traded(at, new Print(contract, aggressor, quantity, price)));

    public void Updated(Instant at, in OrderUpdate update) => _queue.Keep(new(DeskEvent.OrderUpdated(at, update)));

    public void Filled(Instant at, in Fill fill) => _queue.Keep(new(DeskEvent.Filled(at, fill)));

    public void Funded(Instant at, in FundingPayment payment) => _queue.Keep(new(DeskEvent.Funded(at, payment)));

    public void Settled(Instant at, ContractIndex contract, decimal price) => _queue.Keep(new(DeskEvent.Delisted(at, contract, (double)price)));

    public void MarginReported(Instant at, string currency, in MarginReport report) => _queue.Keep(new(DeskEvent.MarginReported(at, currency, report, Name)));

    public void LinkChanged(Instant at, bool isUp)
    {
        IAccountQuery? now = isUp ? (_account ?? throw new InvalidOperationException($"nobody answers at {Venue}"))() : null;
        _queue.Keep(new(isUp ? DeskEvent.LinkUp(at, Name) : DeskEvent.LinkDown(at, Name), this, now));
    }

    internal void Changed(Instant at, bool isLost) => (ChangedAt, _losses) = (at, _losses + (isLost ? 1 : 0));

    internal void HeardLoss() => _lossesHeard++;
}
