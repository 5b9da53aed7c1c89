namespace Poise.Domain;

/// <summary>How a trade was made, as far as its source says.</summary>
public enum TradeKind : byte
{
    /// <summary>One order against the book.</summary>
    Single,

    /// <summary>A leg of a package that was traded at one price: its own price says little about who wanted it.</summary>
    Spread,

    /// <summary>Agreed off the book.</summary>
    Block,

    /// <summary>All trades of one contract in one bar: the price is a typical one, the quote the bar's range.</summary>
    Bar,
}

/// <summary>A trade of an option, or a bar of them.</summary>
/// <param name="Contract">Venue and symbol.</param>
/// <param name="At">When; of a bar its end.</param>
/// <param name="Price">In the contract's price unit.</param>
/// <param name="Quantity">Contracts, above zero.</param>
/// <param name="Taker">Which side took, where the venue says so.</param>
/// <param name="Bid">Just before the trade, NaN where not known.</param>
/// <param name="Ask">Just before the trade, NaN where not known.</param>
/// <param name="Kind">How it was made.</param>
/// <param name="Id">The venue's own, where it gives one: the same of one contract at one time is the same trade.</param>
/// <param name="Package">The venue's name of the package that a leg belongs to, where it gives one.</param>
public readonly record struct OptionTrade(ContractId Contract, Instant At, double Price, double Quantity, Side? Taker, double Bid, double Ask, TradeKind Kind, string? Id = null, string? Package = null);

/// <summary>Trades of the options of one underlying, as one source told them, by time.</summary>
public sealed record TradeTape
{
    public required string Underlying { get; init; }

    /// <summary>The reader that made it.</summary>
    public required string Source { get; init; }

    public required IReadOnlyList<OptionTrade> Trades { get; init; }

    /// <summary>The refused rows, the first of many.</summary>
    public IReadOnlyList<Refusal> Refusals { get; init; } = [];

    /// <summary>All of them.</summary>
    public int RefusedCount { get; init; }

    public IReadOnlyList<string> Notes { get; init; } = [];
}
