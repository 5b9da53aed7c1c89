using Poise.Domain;
using Poise.Venues;
using Poise.Venues.Deribit;

namespace Poise.App;

/// <summary>A venue's public data on their way to who hears a chain: connected without a key, and connected again.</summary>
internal sealed class VenueFeed : IVenueSink, IAsyncDisposable
{
    private readonly DeribitPump _pump;
    private int _listed;

    /// <param name="chain">Called on the feed's own loop.</param>
    /// <param name="hasQuotes">Every quote, not only whole pictures.</param>
    /// <param name="stopped">Told why it stopped for good, where it does.</param>
    public VenueFeed(VenueChoice venue, IChainSink chain, bool hasQuotes, TimeProvider time, Action<string>? stopped = null) =>
        _pump = new DeribitPump(venue.Settings(hasQuotes), key: null, (ulong)Environment.ProcessId, this, time, chain, (_, about, text) =>
        {
            if (about == DeribitNotice.Stopped)
                stopped?.Invoke(text);
        });

    /// <summary>It has been live once.</summary>
    public bool HasBeenLive { get; private set; }

    /// <summary>Ends when it is disposed of; fails when who hears the chain threw.</summary>
    public Task Completion => _pump.Completion;

    public void Start() => _pump.Start();

    public ValueTask DisposeAsync() => _pump.DisposeAsync();

    ContractIndex IVenueSink.Listed(Instant at, Contract contract) => new(_listed++);

    void IVenueSink.LinkChanged(Instant at, bool isUp) => HasBeenLive |= isUp;

    // The chain is told by name; nobody here trades.

    void IVenueSink.Quoted(Instant at, ContractIndex contract, in Quote quote, QuoteDetail? detail)
    {
    }

    void IVenueSink.Traded(Instant at, ContractIndex contract, Side aggressor, Lots quantity, Ticks price)
    {
    }

    void IVenueSink.Updated(Instant at, in OrderUpdate update)
    {
    }

    void IVenueSink.Filled(Instant at, in Fill fill)
    {
    }

    void IVenueSink.Funded(Instant at, in FundingPayment payment)
    {
    }

    void IVenueSink.Settled(Instant at, ContractIndex contract, decimal price)
    {
    }
}
