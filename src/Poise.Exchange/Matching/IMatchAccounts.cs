using Poise.Domain;

namespace Poise.Exchange;

/// <summary>What matching must know of accounts, and tells them.</summary>
public interface IMatchAccounts
{
    /// <summary>Lots held, + long.</summary>
    long Position(int account, int instrument);

    /// <summary>Whether an account may have this order, all of it at its limit; none where it may.</summary>
    VenueReason Admit(int account, int instrument, Side side, long lots, long price);

    /// <summary>Lots of an order stand in the book from now on.</summary>
    void Opened(int account, int instrument, Side side, long lots, long price);

    /// <summary>They no longer do: traded or cancelled.</summary>
    void Closed(int account, int instrument, Side side, long lots, long price);

    /// <summary>A trade, after <see cref="Closed"/> of the maker's lots.</summary>
    /// <param name="side">The taker's.</param>
    void Traded(int instrument, Side side, int taker, int maker, long lots, long price);
}
