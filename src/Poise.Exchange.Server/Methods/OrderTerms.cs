using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>Terms of orders, from what a call says to what the exchange counts in. What cannot be is refused, and the call says why.</summary>
internal static class OrderTerms
{
    private const int LongestLabel = 64;

    public static string? Label(RequestParams p)
    {
        string? label = p.TextOrNull("label"u8);
        if (label?.Length > LongestLabel)
            p.Refuse("label"u8, "must have 64 characters at most");
        return string.IsNullOrEmpty(label) ? null : label;
    }

    public static bool IsOutdated(ServerCall call)
    {
        if (call.Params.IntegerOrNull("valid_until"u8) is { } until && call.Now.UnixMilliseconds > until)
            call.Refuse(DeribitError.Error, "timed_out", "valid_until");
        return call.IsRefused;
    }

    /// <summary>What the price is said in.</summary>
    public static PricedIn Unit(RequestParams p) => p.OneOf("advanced"u8, WireNames.Units, PricedIn.Own);

    /// <summary>A price in another unit than the contract's own: USD, or vol as a fraction, from USD or per cent.</summary>
    public static bool TryAsked(ServerCall call, ListedInstrument instrument, PricedIn unit, bool isLimit, bool isPostOnly, decimal? price, out double asked)
    {
        asked = 0;
        if (call.IsRefused || unit == PricedIn.Own)
            return !call.IsRefused;
        if (!instrument.Contract.IsOption)
            call.Refuse(DeribitError.NoAdvancedForFutures, "", "advanced");
        else if (isPostOnly)
            call.Refuse(DeribitError.NoAdvancedPostOnly, "", "post_only");
        else if (!isLimit)
            call.Refuse(DeribitError.UnsupportedCombination, "for limit orders in the book alone", "advanced");
        else if (unit == PricedIn.Usd && instrument.Contract.Style != PayoffStyle.Inverse)
            call.Refuse(DeribitError.UnsupportedCombination, "its price is in USD as it is", "advanced");
        else if (price is not (> 0 and <= 1e9m))
            call.Refuse(DeribitError.InvalidPrice, unit == PricedIn.Vol ? "a vol in per cent, above zero" : "USD, above zero", "price");
        else
            asked = unit == PricedIn.Vol ? (double)price.Value / 100 : (double)price.Value;
        return !call.IsRefused;
    }

    public static bool IsLinked(ServerCall call)
    {
        if (call.Params.Has("linked_order_type"u8) || call.Params.Has("otoco_config"u8))
            call.Refuse(DeribitError.NotImplemented, "", "linked_order_type");
        return call.IsRefused;
    }

    /// <summary>From amount or contracts; where both are given they agree.</summary>
    public static bool TryLots(ServerCall call, ListedInstrument instrument, out long lots)
    {
        lots = 0;
        decimal? amount = call.Params.DecimalOrNull("amount"u8), contracts = call.Params.DecimalOrNull("contracts"u8);
        if (call.IsRefused)
            return false;
        if (amount is null && contracts is null)
        {
            call.Params.Refuse("amount"u8, "value required");
            return false;
        }
        decimal asked = amount ?? contracts!.Value * instrument.ContractSize();
        if (amount is not null && contracts is { } both && both * instrument.ContractSize() != amount)
            call.Refuse(DeribitError.InvalidAmount, "amount and contracts do not agree", "contracts");
        else if (asked <= 0)
            call.Refuse(DeribitError.InvalidAmount, "must be above zero", "amount");
        else if (asked > 1e12m || asked % instrument.LotAmount() != 0)
            call.Refuse(DeribitError.InvalidAmount, $"must be a multiple of {WireNames.Short(instrument.LotAmount())}", "amount");
        else
            lots = (long)(asked / instrument.LotAmount());
        return !call.IsRefused;
    }

    public static bool TryTicks(ServerCall call, ListedInstrument instrument, decimal price, out long ticks)
    {
        ticks = 0;
        if (price < 0 || price > 1e12m)
            call.Refuse(DeribitError.InvalidPrice, "", "price");
        else if (price % instrument.Contract.PriceTick != 0)
            call.Refuse(DeribitError.WrongTick, $"must be a multiple of {WireNames.Short(instrument.Contract.PriceTick)}", "price");
        else
            ticks = (long)(price / instrument.Contract.PriceTick);
        return !call.IsRefused;
    }

    public static bool TryShown(ServerCall call, ListedInstrument instrument, decimal? display, out long shown)
    {
        shown = 0;
        if (display is not { } asked)
            return true;
        if (asked < 0 || asked > 1e12m || asked % instrument.LotAmount() != 0)
            call.Refuse(DeribitError.InvalidMaxShowAmount, "", "display_amount");
        else
            shown = (long)(asked / instrument.LotAmount());
        return !call.IsRefused;
    }
}
