namespace Poise.Domain;

/// <summary>A contract's name: the venue and the venue's own symbol.</summary>
public readonly record struct ContractId(string Venue, string Symbol)
{
    public override string ToString() => $"{Venue}:{Symbol}";
}

/// <summary>A contract's number within one desk: dense, given at listing, never reused.</summary>
public readonly record struct ContractIndex(int Value)
{
    public static readonly ContractIndex None = new(-1);
}

public enum ContractKind : byte
{
    Option,
    Future,
    Perpetual,
    Spot,
}

public enum OptionType : byte
{
    Call,
    Put,
}

public enum ExerciseStyle : byte
{
    European,
    American,
}

/// <summary>What a contract pays in.</summary>
public enum PayoffStyle : byte
{
    /// <summary>Priced and settled in the quote currency.</summary>
    Linear,

    /// <summary>Coin-margined: an option is priced in coin; a future of N USD pays N (1/F0 - 1/F1) coin.</summary>
    Inverse,
}

/// <summary>A contract as resolved for pricing and trading: calendar, settlement and multiplier are fixed once.</summary>
public sealed record Contract
{
    public required ContractId Id { get; init; }

    public required ContractKind Kind { get; init; }

    /// <summary>What it is on: SPX, BTC.</summary>
    public required string Underlying { get; init; }

    /// <summary>The listed class: SPXW and SPX are two roots of one underlying. The underlying itself where there is no other.</summary>
    public string Root { get; init; } = "";

    public PayoffStyle Style { get; init; }

    /// <summary>Units of the underlying a contract; for an inverse future or perpetual, quote currency (USD) a contract.</summary>
    public double Multiplier { get; init; } = 1;

    /// <summary>Currency in which profit and loss is paid: the coin for inverse contracts.</summary>
    public string SettlementCurrency { get; init; } = "USD";

    /// <summary>Step of the price grid, in the price's own unit (coin for inverse options).</summary>
    public decimal PriceTick { get; init; } = 0.01m;

    /// <summary>Step of the amount grid, in contracts.</summary>
    public decimal LotSize { get; init; } = 1m;

    /// <summary>Options only.</summary>
    public OptionType Type { get; init; }

    /// <summary>Options only: the strike in the quote currency.</summary>
    public double Strike { get; init; }

    /// <summary>Options and dated futures: the instant at which the contract ends. <see cref="Instant.Never"/> for others.</summary>
    public Instant Expiry { get; init; } = Instant.Never;

    /// <summary>Options and dated futures: the date as listed, in the venue's calendar (an old Saturday stays a Saturday).</summary>
    public DateOnly ListedExpiry { get; init; }

    public ExerciseStyle Exercise { get; init; }

    /// <summary>Length of the averaging window that ends at expiry (30 minutes on Deribit); zero for a single print.</summary>
    public Duration SettlementWindow { get; init; }

    public bool IsOption => Kind == ContractKind.Option;

    /// <summary>+1 for a call, -1 for a put.</summary>
    public double TypeSign => Type == OptionType.Call ? 1 : -1;
}
