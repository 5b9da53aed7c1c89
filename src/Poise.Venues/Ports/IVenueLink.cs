using Poise.Domain;

namespace Poise.Venues;

/// <summary>A venue with its link: orders go in, and what it says goes to the <see cref="IVenueSink"/> that it was made with. It connects, and keeps connecting.</summary>
public interface IVenueLink : IOrderGateway, IAsyncDisposable
{
    /// <summary>The account as it was when the link went live last; null before that, and without a key.</summary>
    IAccountQuery? Account { get; }

    /// <summary>Why it stopped for good; null while it did not.</summary>
    string? StopReason { get; }

    /// <summary>Ends when it was disposed of; fails when who hears it threw.</summary>
    Task Completion { get; }

    /// <summary>An order without an outcome in the desk's memory. Before <see cref="Start"/>.</summary>
    void Expect(OrderId order, ContractId contract);

    /// <summary>A contract that the desk holds. Before <see cref="Start"/>.</summary>
    void Expect(ContractId held);

    void Start();
}
