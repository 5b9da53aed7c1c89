using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Poise.Domain;

namespace Poise.Exchange;

public enum ExchangeEventKind : byte
{
    None,
    Listed,
    Index,
    Quote,
    Depth,
    Trade,
    OpenInterest,
    Order,
    Fill,
    Settled,
    Funded,
}

/// <summary>A trade in the market, ours included.</summary>
public readonly record struct PublicTrade(long TradeId, Side Aggressor, Lots Quantity, Ticks Price, Instant At);

/// <summary>The end of a contract: what the account held, and the cash that it got for it in the settlement currency.</summary>
/// <param name="Price">Settlement in the contract's price unit, at most eight decimals.</param>
public readonly record struct Settlement(decimal Price, Lots Held, decimal Cash, Instant At);

/// <summary>Funding of a perpetual, as the account got or paid it.</summary>
/// <param name="PerLot">Of a lot held long, settlement currency; negative where longs pay.</param>
public readonly record struct Funding(double PerLot, Lots Held, Instant At)
{
    /// <summary>What a position gets, or pays (negative), in hundred-millionths of the settlement currency.</summary>
    public long Units(Lots held) => MarginAccounts.Funding(PerLot, held.Count);
}

/// <summary>One price of a book.</summary>
public readonly record struct DepthLevel(Ticks Price, Lots Quantity);

[InlineArray(Depth.Levels)]
internal struct DepthLevels
{
    private DepthLevel _first;
}

/// <summary>The best prices of a book, best first.</summary>
public struct Depth
{
    /// <summary>Most levels a side.</summary>
    public const int Levels = 5;

    private DepthLevels _bids;
    private DepthLevels _asks;

    public int BidCount { get; private set; }

    public int AskCount { get; private set; }

    public Instant At { get; internal set; }

    /// <summary>Of a perpetual, what eight hours of funding are as things are now: longs pay so much of the value. NaN for others.</summary>
    public double FundingRate { get; internal set; }

    public readonly DepthLevel Bid(int level) => level < BidCount ? _bids[level] : throw new ArgumentOutOfRangeException(nameof(level));

    public readonly DepthLevel Ask(int level) => level < AskCount ? _asks[level] : throw new ArgumentOutOfRangeException(nameof(level));

    internal void Add(Side side, DepthLevel level)
    {
        if (side == Side.Buy)
            _bids[BidCount++] = level;
        else
            _asks[AskCount++] = level;
    }

    internal readonly int Count(Side side) => side == Side.Buy ? BidCount : AskCount;
}

/// <summary>One message from the venue. Contracts by the venue's own numbers, given with <see cref="ExchangeEventKind.Listed"/>.</summary>
[StructLayout(LayoutKind.Explicit)]
public readonly struct ExchangeEvent
{
    [FieldOffset(0)]
    private readonly object? _reference;

    /// <summary>When it reaches the desk. What happened carries the venue's own instant.</summary>
    [FieldOffset(8)]
    public readonly Instant DeliveredAt;

    [FieldOffset(16)]
    public readonly ExchangeEventKind Kind;

    /// <summary>The contract, or none for the index.</summary>
    [FieldOffset(20)]
    public readonly ContractIndex Contract;

    [FieldOffset(24)]
    private readonly Quote _quote;

    /// <summary>Of a quote or by itself: behind the longest of what stands at 24 beside it.</summary>
    [FieldOffset(64)]
    private readonly Depth _depth;

    [FieldOffset(24)]
    private readonly PublicTrade _trade;

    [FieldOffset(24)]
    private readonly OrderUpdate _update;

    [FieldOffset(24)]
    private readonly Fill _fill;

    [FieldOffset(24)]
    private readonly Settlement _settlement;

    [FieldOffset(24)]
    private readonly Funding _funding;

    [FieldOffset(24)]
    private readonly double _number;

    private ExchangeEvent(ExchangeEventKind kind, Instant deliveredAt, ContractIndex contract, object? reference = null)
    {
        Kind = kind;
        DeliveredAt = deliveredAt;
        Contract = contract;
        _reference = reference;
    }

    internal ExchangeEvent(Instant at, ContractIndex contract, Contract listed) : this(ExchangeEventKind.Listed, at, contract, listed)
    {
    }

    internal ExchangeEvent(Instant at, ContractIndex contract, in Quote quote, in Depth depth) : this(ExchangeEventKind.Quote, at, contract) => (_quote, _depth) = (quote, depth);

    internal ExchangeEvent(Instant at, ContractIndex contract, in Depth depth) : this(ExchangeEventKind.Depth, at, contract) => _depth = depth;

    internal ExchangeEvent(Instant at, ContractIndex contract, in PublicTrade trade) : this(ExchangeEventKind.Trade, at, contract) => _trade = trade;

    internal ExchangeEvent(Instant at, in OrderUpdate update) : this(ExchangeEventKind.Order, at, update.Contract) => _update = update;

    internal ExchangeEvent(Instant at, in Fill fill) : this(ExchangeEventKind.Fill, at, fill.Contract) => _fill = fill;

    internal ExchangeEvent(Instant at, ContractIndex contract, in Settlement settlement) : this(ExchangeEventKind.Settled, at, contract) =>
        _settlement = settlement;

    internal ExchangeEvent(Instant at, ContractIndex contract, in Funding funding) : this(ExchangeEventKind.Funded, at, contract) => _funding = funding;

    internal ExchangeEvent(ExchangeEventKind kind, Instant at, ContractIndex contract, double number) : this(kind, at, contract) => _number = number;

    public Contract Listing => Kind == ExchangeEventKind.Listed ? (Contract)_reference! : throw Not(ExchangeEventKind.Listed);

    /// <summary>The underlying's index, USD.</summary>
    public double Index => Kind == ExchangeEventKind.Index ? _number : throw Not(ExchangeEventKind.Index);

    /// <summary>Contracts open, not lots.</summary>
    public double OpenInterest => Kind == ExchangeEventKind.OpenInterest ? _number : throw Not(ExchangeEventKind.OpenInterest);

    public Quote Quote => Kind == ExchangeEventKind.Quote ? _quote : throw Not(ExchangeEventKind.Quote);

    /// <summary>By itself, or of the book that a quote is the top of: no more than that of an option.</summary>
    public Depth Depth => Kind is ExchangeEventKind.Depth or ExchangeEventKind.Quote ? _depth : throw Not(ExchangeEventKind.Depth);

    public PublicTrade Trade => Kind == ExchangeEventKind.Trade ? _trade : throw Not(ExchangeEventKind.Trade);

    public OrderUpdate Order => Kind == ExchangeEventKind.Order ? _update : throw Not(ExchangeEventKind.Order);

    public Fill Fill => Kind == ExchangeEventKind.Fill ? _fill : throw Not(ExchangeEventKind.Fill);

    public Settlement Settlement => Kind == ExchangeEventKind.Settled ? _settlement : throw Not(ExchangeEventKind.Settled);

    public Funding Funding => Kind == ExchangeEventKind.Funded ? _funding : throw Not(ExchangeEventKind.Funded);

    private InvalidOperationException Not(ExchangeEventKind asked) => new($"a {Kind} event holds no {asked}");
}

/// <summary>Who listens to a venue.</summary>
public interface IExchangeSink
{
    /// <summary>Events in the order in which they are delivered. Not to be called back into the market from here.</summary>
    void On(in ExchangeEvent happened);
}
