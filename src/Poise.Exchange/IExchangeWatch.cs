using Poise.Domain;

namespace Poise.Exchange;

public enum NoticeKind : byte
{
    /// <summary>An instrument is there.</summary>
    Listed,

    /// <summary>An instrument has ended, at <see cref="ExchangeNotice.Price"/>; every position in it is cash now.</summary>
    Settled,

    /// <summary>Index, marks and margins of all listings are new.</summary>
    Marked,

    /// <summary>Funding of a perpetual was paid at a rate, <see cref="ExchangeNotice.Price"/>.</summary>
    Funded,

    /// <summary>A waiting order is there, has another price, went off, or is gone: its record says which.</summary>
    Waiting,

    /// <summary>Protection took an account's quotes away.</summary>
    Tripped,

    /// <summary>A step of a liquidation.</summary>
    Liquidation,

    /// <summary>Money came, went or moved.</summary>
    Cash,
}

/// <summary>What happened beside the books.</summary>
public readonly record struct ExchangeNotice(NoticeKind Kind, int Account = -1, int Instrument = -1, int Group = 0, long Number = 0, double Price = double.NaN, LiquidationEvent Liquidation = default);

/// <summary>Who hears an exchange, while it happens. Not to be called back into it from here, but for questions.</summary>
public interface IExchangeWatch
{
    /// <summary>What one step did in the books. Valid during the call; the orders' records are up to date.</summary>
    void Matched(Instant at, ReadOnlySpan<MatchEvent> events);

    void Happened(Instant at, in ExchangeNotice notice);
}
