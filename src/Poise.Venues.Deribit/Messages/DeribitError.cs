using System.Collections.Frozen;

namespace Poise.Venues.Deribit;

/// <summary>What an error asks of the one who gets it.</summary>
public enum DeribitErrorKind
{
    /// <summary>The venue's own trouble: the outcome of the request may be unknown.</summary>
    Venue,

    /// <summary>The request cannot be understood; sent again it fails again.</summary>
    Request,

    /// <summary>Who asks is not known, or no longer: log in again.</summary>
    Access,

    /// <summary>Known, but not allowed.</summary>
    Permission,

    /// <summary>Too much or too fast: wait.</summary>
    Limit,

    /// <summary>The order is refused as it is.</summary>
    Order,

    /// <summary>The order is not there, or no longer open.</summary>
    NoSuchOrder,

    /// <summary>The account has too little.</summary>
    Funds,
}

/// <summary>An error of the protocol: the number that clients go by, and the text beside it.</summary>
public readonly record struct DeribitError(int Code, string Message, DeribitErrorKind Kind)
{
    // Of JSON-RPC itself.

    /// <summary>The text is no JSON.</summary>
    public static readonly DeribitError ParseError = new(-32700, "Parse error", DeribitErrorKind.Request);

    /// <summary>It is JSON and no request: a batch, no method, no id.</summary>
    public static readonly DeribitError InvalidRequest = new(-32600, "Invalid Request", DeribitErrorKind.Request);

    /// <summary>There is no such method.</summary>
    public static readonly DeribitError MethodNotFound = new(-32601, "Method not found", DeribitErrorKind.Request);

    /// <summary>A parameter is missing, of the wrong type, or none of the words it may be.</summary>
    public static readonly DeribitError InvalidParams = new(-32602, "Invalid params", DeribitErrorKind.Request);

    /// <summary>The method needs parameters and got none at all.</summary>
    public static readonly DeribitError MissingParams = new(-32000, "Missing params", DeribitErrorKind.Request);

    // Access.

    /// <summary>The key may not use the API.</summary>
    public static readonly DeribitError ApiNotEnabled = new(9999, "api_not_enabled", DeribitErrorKind.Permission);

    /// <summary>A private method without a login.</summary>
    public static readonly DeribitError AuthorizationRequired = new(10000, "authorization_required", DeribitErrorKind.Access);

    /// <summary>An unknown key, a wrong secret or a wrong signature.</summary>
    public static readonly DeribitError InvalidCredentials = new(13004, "invalid_credentials", DeribitErrorKind.Access);

    /// <summary>A token that is unknown, has run out or was taken back.</summary>
    public static readonly DeribitError Unauthorized = new(13009, "unauthorized", DeribitErrorKind.Access);

    /// <summary>The login's scopes do not reach so far.</summary>
    public static readonly DeribitError Forbidden = new(13021, "forbidden", DeribitErrorKind.Permission);

    /// <summary>A scope was asked for that the key does not have.</summary>
    public static readonly DeribitError ScopeExceeded = new(13403, "scope_exceeded", DeribitErrorKind.Permission);

    /// <summary>Channels without delay need a login.</summary>
    public static readonly DeribitError RawNeedsLogin = new(13778, "raw_subscriptions_not_available_for_unauthorized", DeribitErrorKind.Access);

    /// <summary>The account may do nothing.</summary>
    public static readonly DeribitError AccountLocked = new(11098, "account_locked", DeribitErrorKind.Permission);

    /// <summary>Something that the account may not do.</summary>
    public static readonly DeribitError PermissionDenied = new(11042, "permission_denied", DeribitErrorKind.Permission);

    // Limits.

    /// <summary>The account's credits are used up.</summary>
    public static readonly DeribitError TooManyRequests = new(10028, "too_many_requests", DeribitErrorKind.Limit);

    /// <summary>More requests wait for the matching engine than it takes.</summary>
    public static readonly DeribitError MatchingQueueFull = new(10047, "matching_engine_queue_full", DeribitErrorKind.Limit);

    /// <summary>Too many requests of one account under way.</summary>
    public static readonly DeribitError TooManyConcurrentRequests = new(10066, "too_many_concurrent_requests", DeribitErrorKind.Limit);

    /// <summary>The account has as many orders as it may have.</summary>
    public static readonly DeribitError TooManyOpenOrders = new(10013, "pme_max_total_open_orders", DeribitErrorKind.Limit);

    /// <summary>The account has as many waiting orders as it may have.</summary>
    public static readonly DeribitError TooManyStops = new(11035, "no_more_stops", DeribitErrorKind.Limit);

    // Orders.

    /// <summary>Not done, for a reason that has no number of its own.</summary>
    public static readonly DeribitError Error = new(10001, "error", DeribitErrorKind.Order);

    /// <summary>Less than the least that is traded.</summary>
    public static readonly DeribitError AmountTooLow = new(10002, "qty_too_low", DeribitErrorKind.Order);

    /// <summary>It would trade with an order of the same account.</summary>
    public static readonly DeribitError OrderOverlap = new(10003, "order_overlap", DeribitErrorKind.Order);

    /// <summary>No order has this id.</summary>
    public static readonly DeribitError OrderNotFound = new(10004, "order_not_found", DeribitErrorKind.NoSuchOrder);

    /// <summary>Below the lowest price that is taken.</summary>
    public static readonly DeribitError PriceTooLow = new(10005, "price_too_low", DeribitErrorKind.Order);

    /// <summary>Too far below the index.</summary>
    public static readonly DeribitError PriceTooLowForIndex = new(10006, "price_too_low4idx", DeribitErrorKind.Order);

    /// <summary>Above the highest price that is taken.</summary>
    public static readonly DeribitError PriceTooHigh = new(10007, "price_too_high", DeribitErrorKind.Order);

    /// <summary>Too far above the index.</summary>
    public static readonly DeribitError PriceTooHighForIndex = new(10008, "price_too_high4idx", DeribitErrorKind.Order);

    /// <summary>The margin does not allow it.</summary>
    public static readonly DeribitError NotEnoughFunds = new(10009, "not_enough_funds", DeribitErrorKind.Funds);

    /// <summary>The order has ended.</summary>
    public static readonly DeribitError AlreadyClosed = new(10010, "already_closed", DeribitErrorKind.NoSuchOrder);

    /// <summary>A price where none may be given.</summary>
    public static readonly DeribitError PriceNotAllowed = new(10011, "price_not_allowed", DeribitErrorKind.Order);

    /// <summary>The instrument is not traded now.</summary>
    public static readonly DeribitError BookClosed = new(10012, "book_closed", DeribitErrorKind.Order);

    /// <summary>No such instrument.</summary>
    public static readonly DeribitError UnknownInstrument = new(10020, "invalid_or_unsupported_instrument", DeribitErrorKind.Request);

    /// <summary>An amount that is no multiple of what is traded.</summary>
    public static readonly DeribitError InvalidAmount = new(10021, "invalid_amount", DeribitErrorKind.Order);

    /// <summary>A quantity that is none.</summary>
    public static readonly DeribitError InvalidQuantity = new(10022, "invalid_quantity", DeribitErrorKind.Order);

    /// <summary>A price that is none, or a missing one.</summary>
    public static readonly DeribitError InvalidPrice = new(10023, "invalid_price", DeribitErrorKind.Order);

    /// <summary>The shown part is no part of the amount.</summary>
    public static readonly DeribitError InvalidMaxShow = new(10024, "invalid_max_show", DeribitErrorKind.Order);

    /// <summary>A text that is no order's id.</summary>
    public static readonly DeribitError InvalidOrderId = new(10025, "invalid_order_id", DeribitErrorKind.NoSuchOrder);

    /// <summary>More digits than a price may have.</summary>
    public static readonly DeribitError PricePrecision = new(10026, "price_precision_exceeded", DeribitErrorKind.Order);

    /// <summary>Contracts are whole.</summary>
    public static readonly DeribitError NotWholeContracts = new(10027, "non_integer_contract_amount", DeribitErrorKind.Order);

    /// <summary>The order is another account's.</summary>
    public static readonly DeribitError NotOwner = new(10029, "not_owner_of_order", DeribitErrorKind.NoSuchOrder);

    /// <summary>The method needs a socket.</summary>
    public static readonly DeribitError MustBeWebSocket = new(10030, "must_be_websocket_request", DeribitErrorKind.Request);

    /// <summary>Parameters that this sort of instrument does not have.</summary>
    public static readonly DeribitError InvalidForInstrument = new(10031, "invalid_args_for_instrument", DeribitErrorKind.Order);

    /// <summary>Known to the protocol, and not done here.</summary>
    public static readonly DeribitError NotImplemented = new(10033, "not_implemented", DeribitErrorKind.Request);

    /// <summary>The trigger lies too far above.</summary>
    public static readonly DeribitError TriggerTooHigh = new(10034, "stop_price_too_high", DeribitErrorKind.Order);

    /// <summary>The trigger lies too far below.</summary>
    public static readonly DeribitError TriggerTooLow = new(10035, "stop_price_too_low", DeribitErrorKind.Order);

    /// <summary>The shown amount is no multiple of what is traded.</summary>
    public static readonly DeribitError InvalidMaxShowAmount = new(10036, "invalid_max_show_amount", DeribitErrorKind.Order);

    /// <summary>Ask again.</summary>
    public static readonly DeribitError Retry = new(10040, "retry", DeribitErrorKind.Venue);

    /// <summary>The venue settles: no orders for a moment.</summary>
    public static readonly DeribitError Settling = new(10041, "settlement_in_progress", DeribitErrorKind.Venue);

    /// <summary>The price lies between two ticks.</summary>
    public static readonly DeribitError WrongTick = new(10043, "price_wrong_tick", DeribitErrorKind.Order);

    /// <summary>The trigger's price lies between two ticks.</summary>
    public static readonly DeribitError TriggerWrongTick = new(10044, "stop_price_wrong_tick", DeribitErrorKind.Order);

    /// <summary>The venue's own order in a liquidation.</summary>
    public static readonly DeribitError CannotCancelLiquidation = new(10045, "can_not_cancel_liquidation_order", DeribitErrorKind.Order);

    /// <summary>The venue's own order in a liquidation.</summary>
    public static readonly DeribitError CannotEditLiquidation = new(10046, "can_not_edit_liquidation_order", DeribitErrorKind.Order);

    /// <summary>The order has traded to its end.</summary>
    public static readonly DeribitError AlreadyFilled = new(11008, "already_filled", DeribitErrorKind.NoSuchOrder);

    /// <summary>Parameters that do not go together.</summary>
    public static readonly DeribitError InvalidArguments = new(11029, "invalid_arguments", DeribitErrorKind.Request);

    /// <summary>Refused for another reason.</summary>
    public static readonly DeribitError OtherReject = new(11030, "other_reject", DeribitErrorKind.Order);

    /// <summary>Orders in vol or dollars are for options alone.</summary>
    public static readonly DeribitError NoAdvancedForFutures = new(11038, "no_adv_for_futures", DeribitErrorKind.Order);

    /// <summary>Orders in vol or dollars cannot wait for a taker alone.</summary>
    public static readonly DeribitError NoAdvancedPostOnly = new(11039, "no_adv_postonly", DeribitErrorKind.Order);

    /// <summary>The order is none in vol or dollars.</summary>
    public static readonly DeribitError NotAdvanced = new(11041, "not_adv_order", DeribitErrorKind.Order);

    /// <summary>An argument whose value makes no sense.</summary>
    public static readonly DeribitError BadArgument = new(11043, "bad_argument", DeribitErrorKind.Request);

    /// <summary>The order does not stand in the book.</summary>
    public static readonly DeribitError NotOpen = new(11044, "not_open_order", DeribitErrorKind.NoSuchOrder);

    /// <summary>Arguments that exclude each other.</summary>
    public static readonly DeribitError UnsupportedCombination = new(11047, "unsupported_arg_combination", DeribitErrorKind.Request);

    /// <summary>Arguments whose values make no sense.</summary>
    public static readonly DeribitError BadArguments = new(11049, "bad_arguments", DeribitErrorKind.Request);

    /// <summary>A request that makes no sense.</summary>
    public static readonly DeribitError BadRequest = new(11050, "bad_request", DeribitErrorKind.Request);

    /// <summary>The venue is being worked on.</summary>
    public static readonly DeribitError Maintenance = new(11051, "system_maintenance", DeribitErrorKind.Venue);

    /// <summary>Post-only, and it would take.</summary>
    public static readonly DeribitError PostOnlyReject = new(11054, "post_only_reject", DeribitErrorKind.Order);

    /// <summary>Post-only where it cannot be.</summary>
    public static readonly DeribitError PostOnlyNotAllowed = new(11055, "post_only_not_allowed", DeribitErrorKind.Order);

    /// <summary>The venue failed.</summary>
    public static readonly DeribitError InternalServerError = new(11094, "internal_server_error", DeribitErrorKind.Venue);

    /// <summary>A value is missing.</summary>
    public static readonly DeribitError ValueRequired = new(13010, "value_required", DeribitErrorKind.Request);

    /// <summary>An input that is none.</summary>
    public static readonly DeribitError InvalidInput = new(13016, "invalid_input", DeribitErrorKind.Request);

    /// <summary>The subscription was not made.</summary>
    public static readonly DeribitError SubscriptionFailed = new(13017, "subscription_failed", DeribitErrorKind.Request);

    /// <summary>A body of another type than JSON.</summary>
    public static readonly DeribitError InvalidContentType = new(13018, "invalid_content_type", DeribitErrorKind.Request);

    /// <summary>The book is closed.</summary>
    public static readonly DeribitError OrderBookClosed = new(13019, "orderbook_closed", DeribitErrorKind.Order);

    /// <summary>What was asked for is not there.</summary>
    public static readonly DeribitError NotFound = new(13020, "not_found", DeribitErrorKind.Request);

    /// <summary>The method is switched off.</summary>
    public static readonly DeribitError MethodSwitchedOff = new(13025, "method_switched_off_by_admin", DeribitErrorKind.Venue);

    /// <summary>Not now.</summary>
    public static readonly DeribitError TemporarilyUnavailable = new(13028, "temporarily_unavailable", DeribitErrorKind.Venue);

    // Market makers.

    /// <summary>The protection has tripped: no quotes until it is reset.</summary>
    public static readonly DeribitError ProtectionTripped = new(13030, "mmp_trigger", DeribitErrorKind.Limit);

    /// <summary>Quotes need a protection that is set.</summary>
    public static readonly DeribitError ProtectionRequired = new(13040, "mmp_required", DeribitErrorKind.Order);

    /// <summary>Mass quotes need cancel-on-disconnect.</summary>
    public static readonly DeribitError CancelOnDisconnectNeeded = new(13042, "cod_not_enabled", DeribitErrorKind.Order);

    /// <summary>The quotes were frozen by their owner.</summary>
    public static readonly DeribitError QuotesFrozen = new(13043, "quotes_frozen", DeribitErrorKind.Limit);

    private static readonly FrozenDictionary<int, DeribitError> _byCode = new[]
    {
        ParseError, InvalidRequest, MethodNotFound, InvalidParams, MissingParams, ApiNotEnabled, AuthorizationRequired, InvalidCredentials, Unauthorized, Forbidden,
        ScopeExceeded, RawNeedsLogin, AccountLocked, PermissionDenied, TooManyRequests, MatchingQueueFull, TooManyConcurrentRequests, TooManyOpenOrders, TooManyStops,
        Error, AmountTooLow, OrderOverlap, OrderNotFound, PriceTooLow, PriceTooLowForIndex, PriceTooHigh, PriceTooHighForIndex, NotEnoughFunds, AlreadyClosed,
        PriceNotAllowed, BookClosed, UnknownInstrument, InvalidAmount, InvalidQuantity, InvalidPrice, InvalidMaxShow, InvalidOrderId, PricePrecision, NotWholeContracts,
        NotOwner, MustBeWebSocket, InvalidForInstrument, NotImplemented, TriggerTooHigh, TriggerTooLow, InvalidMaxShowAmount, Retry, Settling, WrongTick,
        TriggerWrongTick, CannotCancelLiquidation, CannotEditLiquidation, AlreadyFilled, InvalidArguments, OtherReject, NoAdvancedForFutures, NoAdvancedPostOnly, NotAdvanced, BadArgument, NotOpen,
        UnsupportedCombination, BadArguments, BadRequest, Maintenance, PostOnlyReject, PostOnlyNotAllowed, InternalServerError, ValueRequired, InvalidInput,
        SubscriptionFailed, InvalidContentType, OrderBookClosed, NotFound, MethodSwitchedOff, TemporarilyUnavailable, ProtectionTripped, ProtectionRequired,
        CancelOnDisconnectNeeded, QuotesFrozen,
    }.ToFrozenDictionary(static e => e.Code);

    /// <summary>All that are known here.</summary>
    public static IReadOnlyList<DeribitError> All => _byCode.Values;

    /// <summary>The error of a number; one that is not known here is the venue's, with the text that came with it.</summary>
    public static DeribitError Of(int code, string message = "") =>
        _byCode.TryGetValue(code, out DeribitError known) ? known : new(code, message, DeribitErrorKind.Venue);

    public override string ToString() => $"{Code} {Message}";
}
