using Poise.Domain;

namespace Poise.Venues.TestKit;

/// <summary>What a venue under test can be made to do beyond the least.</summary>
[Flags]
public enum VenueAbilities
{
    None = 0,

    /// <summary>Another account can be made to trade at a price, also with what rests there of ours.</summary>
    OtherAccount = 1,
}

/// <summary>An order as the venue itself has it.</summary>
public readonly record struct VenueOrder(OrderId Id, OrderStatus Status, Side Side, Lots Quantity, Lots Filled, Ticks Limit);

/// <summary>Why a venue refuses an order; each venue has numbers of its own for it.</summary>
public enum VenueRefusal
{
    PriceBand,
    PostOnlyWouldTake,
    NothingToReduce,
    SelfTrade,
    BelowFilled,
    TooMany,
    TryAgain,
    NeverArrived,
}

/// <summary>A venue with one contract to trade in, an adapter before it and a desk that records what it hears. Time is moved by hand.</summary>
public interface IVenueUnderTest
{
    VenueAbilities Abilities { get; }

    /// <summary>What the desk heard, of all its lives.</summary>
    VenueRecorder Heard { get; }

    IOrderGateway Gateway { get; }

    /// <summary>The contract that the cards trade in, by the desk's number.</summary>
    ContractIndex Contract { get; }

    /// <summary>The venue's time.</summary>
    Instant Now { get; }

    /// <summary>Lets time pass at both ends and between them.</summary>
    void Pass(Duration time);

    /// <summary>Lots that the venue says the account holds in the contract, + long.</summary>
    Lots Held { get; }

    /// <summary>All orders of the account that the venue ever took, by their ids; of one id there may be two, which is what the cards look for.</summary>
    IReadOnlyList<VenueOrder> Orders { get; }

    /// <summary>A limit at which an order of this side rests: so many ticks further from the market.</summary>
    Ticks Passive(Side side, int ticks = 0);

    /// <summary>A limit beyond what the venue takes from this side.</summary>
    Ticks BeyondBand(Side side);

    /// <summary>Sees to it that about so many lots can be taken by an order of this side, and no more at the limit.</summary>
    /// <returns>The limit at which they can be taken, and how many there are.</returns>
    (Ticks Limit, Lots Lots) Offer(Side side, Lots about);

    /// <summary>Another account's limit order, which trades at once or rests. Only with <see cref="VenueAbilities.OtherAccount"/>.</summary>
    void OtherPlaces(Side side, Lots lots, Ticks limit);

    /// <summary>The venue's numbers for a refusal.</summary>
    IReadOnlyList<int> CodesOf(VenueRefusal refusal);

    /// <summary>Lets pass what is needed until both ends have nothing more to say to each other.</summary>
    void Rest();
}
