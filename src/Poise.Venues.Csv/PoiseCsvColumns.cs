using Poise.Venues;

namespace Poise.Venues.Csv;

/// <summary>The columns of docs/chain-csv.md, by name.</summary>
internal readonly struct PoiseCsvColumns
{
    /// <summary>All names, in the order in which the writer puts them.</summary>
    public static readonly string[] All =
    [
        "underlying", "asOf", "quoteDate", "spot", "spotSource", "venue", "symbol", "root", "kind", "expiry", "listedExpiry", "settlement",
        "strike", "type", "style", "exercise", "multiplier", "currency", "priceTick", "lotSize", "window", "bid", "ask", "bidSize", "askSize",
        "quotedAt", "mark", "openInterest", "volume", "vol", "delta", "gamma", "vega", "theta", "rho", "forward", "forwardName",
    ];

    public readonly int Underlying, AsOf, QuoteDate, Spot, SpotSource, Venue, Symbol, Root, Kind, Expiry, ListedExpiry, Settlement;
    public readonly int Strike, Type, Style, Exercise, Multiplier, Currency, PriceTick, LotSize, Window, Bid, Ask, BidSize, AskSize;
    public readonly int QuotedAt, Mark, OpenInterest, Volume, Vol, Delta, Gamma, Vega, Theta, Rho, Forward, ForwardName;

    public PoiseCsvColumns(ref HeaderColumns names)
    {
        (Underlying, AsOf, Expiry) = (names.Required("underlying"), names.Required("asOf"), names.Required("expiry"));
        (Strike, Type, Multiplier) = (names.Required("strike"), names.Required("type"), names.Required("multiplier"));
        (QuoteDate, Spot, SpotSource) = (names.Optional("quoteDate"), names.Optional("spot"), names.Optional("spotSource"));
        (Venue, Symbol, Root, Kind) = (names.Optional("venue"), names.Optional("symbol"), names.Optional("root"), names.Optional("kind"));
        (ListedExpiry, Settlement, Window) = (names.Optional("listedExpiry"), names.Optional("settlement"), names.Optional("window"));
        (Style, Exercise, Currency) = (names.Optional("style"), names.Optional("exercise"), names.Optional("currency"));
        (PriceTick, LotSize, QuotedAt) = (names.Optional("priceTick"), names.Optional("lotSize"), names.Optional("quotedAt"));
        (Bid, Ask, BidSize, AskSize) = (names.Optional("bid"), names.Optional("ask"), names.Optional("bidSize"), names.Optional("askSize"));
        (Mark, OpenInterest, Volume, Vol) = (names.Optional("mark"), names.Optional("openInterest"), names.Optional("volume"), names.Optional("vol"));
        (Delta, Gamma, Vega) = (names.Optional("delta"), names.Optional("gamma"), names.Optional("vega"));
        (Theta, Rho, Forward, ForwardName) = (names.Optional("theta"), names.Optional("rho"), names.Optional("forward"), names.Optional("forwardName"));
    }
}
