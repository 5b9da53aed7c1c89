using Poise.Domain;

namespace Poise.Venues;

/// <summary>
/// The way out to a venue. A call hands the order over and returns; what became of it comes back through
/// <see cref="IVenueSink"/>. Cancels are never refused on our side.
/// </summary>
public interface IOrderGateway
{
    void Place(in Approved<NewOrder> order);

    void Amend(in Approved<Amend> amend);

    void Cancel(in Cancel cancel);
}
