using System.Globalization;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>The wire's words for what the exchange knows.</summary>
internal static class WireNames
{
    /// <summary>Combinations are not listed here: nothing is of this kind.</summary>
    private const ContractKind Combo = (ContractKind)99;

    public static readonly WireWords<ContractKind?> Kinds = new(
        ("future", ContractKind.Future), ("option", ContractKind.Option), ("spot", ContractKind.Spot), ("any", null), ("combo", Combo), ("future_combo", Combo), ("option_combo", Combo));

    public static readonly WireWords<TimeInForce> Times = new(
        ("good_til_cancelled", TimeInForce.GoodTillCancelled), ("good_til_day", TimeInForce.Day), ("fill_or_kill", TimeInForce.FillOrKill), ("immediate_or_cancel", TimeInForce.ImmediateOrCancel));

    public static readonly WireWords<PricedIn> Units = new(("usd", PricedIn.Usd), ("implv", PricedIn.Vol));

    public static readonly WireWords<TriggerSource> Sources = new(("index_price", TriggerSource.Index), ("mark_price", TriggerSource.Mark), ("last_price", TriggerSource.Last));

    public static readonly WireWords<SelfTrade> SelfTrades = new(("reject_taker", SelfTrade.RejectTaker), ("cancel_maker", SelfTrade.CancelMaker));

    public static readonly WireWords<MarginModel> MarginModels = new(
        ("segregated_sm", MarginModel.SegregatedStandard), ("segregated_pm", MarginModel.SegregatedPortfolio), ("cross_sm", MarginModel.CrossStandard), ("cross_pm", MarginModel.CrossPortfolio));

    /// <summary>Perpetuals are futures on the wire.</summary>
    public static bool IsOf(this ContractKind kind, ContractKind? asked) => asked is null || kind == asked || asked == ContractKind.Future && kind == ContractKind.Perpetual;

    /// <summary>Whether a kind is the one that a channel names.</summary>
    public static bool IsOfWord(ContractKind kind, string word) => word switch
    {
        "any" => true,
        "future" => kind is ContractKind.Future or ContractKind.Perpetual,
        "option" => kind == ContractKind.Option,
        "spot" => kind == ContractKind.Spot,
        _ => false,
    };

    /// <summary>Whether a channel is about an instrument, by its name or by kind and currency.</summary>
    public static bool IsAbout(this in DeribitChannel channel, ListedInstrument instrument) => channel.Instrument.Length > 0
        ? string.Equals(channel.Instrument, instrument.Contract.Id.Symbol, StringComparison.Ordinal)
        : IsOfWord(instrument.Contract.Kind, channel.InstrumentKind) && instrument.IsOfCurrency(channel.Currency);

    public static ReadOnlySpan<byte> Word(this ContractKind kind) => kind switch
    {
        ContractKind.Option => "option"u8,
        ContractKind.Spot => "spot"u8,
        _ => "future"u8,
    };

    public static ReadOnlySpan<byte> Word(this Side side) => side == Side.Buy ? "buy"u8 : "sell"u8;

    public static ReadOnlySpan<byte> Word(this OrderStage stage) => stage switch
    {
        OrderStage.Open => "open"u8,
        OrderStage.Filled => "filled"u8,
        OrderStage.Cancelled => "cancelled"u8,
        OrderStage.Rejected => "rejected"u8,
        OrderStage.Waiting => "untriggered"u8,
        _ => "triggered"u8,
    };

    public static ReadOnlySpan<byte> Type(in OrderRecord order)
    {
        if (order.Number < 0)
        {
            return (order.Trigger, order.Kind) switch
            {
                (TriggerKind.Trailing, _) => "trailing_stop"u8,
                (TriggerKind.Stop, OrderKind.Market) => "stop_market"u8,
                (TriggerKind.Stop, _) => "stop_limit"u8,
                (_, OrderKind.Market) => "take_market"u8,
                _ => "take_limit"u8,
            };
        }
        return order.Kind == OrderKind.Market ? "market"u8 : "limit"u8;
    }

    /// <summary>BTC-123; of one that waits BTC-STOP-123.</summary>
    public static string OrderId(SimulatedExchange exchange, in OrderRecord order)
    {
        string currency = exchange.Instruments[order.Instrument].Contract.SettlementCurrency;
        return order.Number > 0
            ? OrderId(currency, order.Number)
            : string.Create(CultureInfo.InvariantCulture, $"{currency}-{(order.Trigger == TriggerKind.Take ? "TAKE" : order.Trigger == TriggerKind.Trailing ? "TRAIL" : "STOP")}-{-order.Number}");
    }

    public static string OrderId(string currency, long order) => string.Create(CultureInfo.InvariantCulture, $"{currency}-{order}");

    public static bool TryOrderNumber(string id, out long number)
    {
        number = 0;
        string[] parts = id.Split('-');
        if (parts.Length is < 2 or > 3 || parts[0].Length == 0 || !long.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out number) || number == 0)
            return false;
        if (parts.Length == 3)
            number = parts[1] is "STOP" or "TAKE" or "TRAIL" ? -number : 0;
        return number != 0;
    }

    public static ReadOnlySpan<byte> CancelReason(VenueReason reason) => reason switch
    {
        VenueReason.Asked => "user_request"u8,
        VenueReason.Liquidation => "autoliquidation"u8,
        VenueReason.Disconnected => "cancel_on_disconnect"u8,
        VenueReason.Protection => "mmp_trigger"u8,
        VenueReason.PostOnlyWouldTake => "edit_post_only_reject"u8,
        VenueReason.Expired or VenueReason.DayEnd => "settlement"u8,
        _ => "risk_mitigation"u8,
    };

    /// <summary>The error that says why a command was not done.</summary>
    public static DeribitError Error(VenueReason reason, Side side) => reason switch
    {
        VenueReason.UnknownContract => DeribitError.UnknownInstrument,
        VenueReason.Expired => DeribitError.BookClosed,
        VenueReason.BadQuantity => DeribitError.InvalidAmount,
        VenueReason.PriceBand => side == Side.Buy ? DeribitError.PriceTooHigh : DeribitError.PriceTooLow,
        VenueReason.PriceStep => DeribitError.WrongTick,
        VenueReason.PostOnlyWouldTake => DeribitError.PostOnlyReject,
        VenueReason.ReduceOnly => DeribitError.OtherReject,
        VenueReason.FillOrKill or VenueReason.NothingToTake => DeribitError.OtherReject,
        VenueReason.SelfTrade => DeribitError.OrderOverlap,
        VenueReason.UnknownOrder => DeribitError.OrderNotFound,
        VenueReason.AlreadyClosed => DeribitError.AlreadyClosed,
        VenueReason.Contradiction => DeribitError.UnsupportedCombination,
        VenueReason.Funds => DeribitError.NotEnoughFunds,
        VenueReason.TooManyOrders => DeribitError.TooManyStops,
        VenueReason.NoMark => DeribitError.TemporarilyUnavailable,
        VenueReason.TriggerPrice => side == Side.Buy ? DeribitError.TriggerTooLow : DeribitError.TriggerTooHigh,
        VenueReason.Protection => DeribitError.ProtectionTripped,
        VenueReason.NoProtection => DeribitError.ProtectionRequired,
        VenueReason.UnknownAccount => DeribitError.NotFound,
        _ => DeribitError.OtherReject,
    };

    /// <summary>Currency of a listing's contracts: BTC, USDC; of spot that which is paid.</summary>
    public static bool IsOfCurrency(this ListedInstrument instrument, string currency) =>
        string.Equals(currency, "any", StringComparison.OrdinalIgnoreCase) || string.Equals(instrument.Contract.SettlementCurrency, currency, StringComparison.OrdinalIgnoreCase);

    /// <summary>Contracts times their size: USD of inverse futures, coins of all others.</summary>
    public static decimal Amount(this Contract contract, long lots) => lots * contract.LotSize * (decimal)contract.Multiplier;

    public static decimal Amount(this ListedInstrument instrument, long lots) => instrument.Contract.Amount(lots);

    public static decimal LotAmount(this ListedInstrument instrument) => instrument.Contract.Amount(1);

    /// <summary>What one contract is, in the unit of amounts.</summary>
    public static decimal ContractSize(this ListedInstrument instrument) => instrument.Contract is { IsOption: false, Style: PayoffStyle.Linear } ? instrument.LotAmount() : (decimal)instrument.Contract.Multiplier;

    public static decimal Contracts(this ListedInstrument instrument, long lots) => Short(instrument.Amount(lots) / instrument.ContractSize());

    public static decimal Price(this Contract contract, long ticks) => Short(ticks * contract.PriceTick);

    public static decimal Price(this ListedInstrument instrument, long ticks) => instrument.Contract.Price(ticks);

    /// <summary>Without zeros at its end.</summary>
    public static decimal Short(decimal value) => value / 1.0000000000000000000000000000m;

    public static double Round(this Contract contract, double price) => Math.Round(price, contract is { IsOption: true, Style: PayoffStyle.Inverse } ? 6 : 4);

    public static double Round(this ListedInstrument instrument, double price) => instrument.Contract.Round(price);
}
