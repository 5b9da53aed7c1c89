using System.Text.Json;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>What is listed, and how its market stands.</summary>
internal sealed class MarketMethods(ExchangeDesk desk) : IServerMethods
{
    private SimulatedExchange Exchange => desk.Exchange;

    public void AddTo(MethodTable table)
    {
        table.Add("public/get_currencies", RateClass.NonMatching, AccessNeed.Public, GetCurrencies);
        table.Add("public/get_instruments", RateClass.NonMatching, AccessNeed.Public, GetInstruments);
        table.Add("public/get_instrument", RateClass.NonMatching, AccessNeed.Public, GetInstrument);
        table.Add("public/get_expirations", RateClass.NonMatching, AccessNeed.Public, GetExpirations);
        table.Add("public/ticker", RateClass.NonMatching, AccessNeed.Public, Ticker);
        table.Add("public/get_order_book", RateClass.NonMatching, AccessNeed.Public, GetOrderBook);
        table.Add("public/get_book_summary_by_currency", RateClass.NonMatching, AccessNeed.Public, GetSummaries);
        table.Add("public/get_book_summary_by_instrument", RateClass.NonMatching, AccessNeed.Public, GetSummary);
        table.Add("public/get_index_price", RateClass.NonMatching, AccessNeed.Public, GetIndexPrice);
        table.Add("public/get_index_price_names", RateClass.NonMatching, AccessNeed.Public, GetIndexNames);
    }

    private void GetCurrencies(ServerCall call)
    {
        Utf8JsonWriter json = call.Result;
        json.WriteStartArray();
        foreach (string currency in Exchange.Currencies)
        {
            json.WriteStartObject();
            json.WriteString("currency"u8, currency);
            json.WriteString("currency_long"u8, currency switch { "BTC" => "Bitcoin", "ETH" => "Ethereum", _ => currency });
            json.WriteString("coin_type"u8, currency switch { "BTC" => "BITCOIN", "ETH" => "ETHER", _ => currency });
            json.WriteNumber("withdrawal_fee"u8, 0);
            json.WriteNumber("min_withdrawal_fee"u8, 0);
            json.WriteStartArray("withdrawal_priorities"u8);
            json.WriteEndArray();
            json.WriteNumber("min_confirmations"u8, 1);
            json.WriteBoolean("in_cross_collateral_pool"u8, Exchange.Settings.Collateral.Has(currency));
            json.WriteNumber("decimals"u8, 8);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void GetInstruments(ServerCall call)
    {
        string currency = call.Params.TextOrNull("currency"u8) ?? DeribitChannel.Any;
        ContractKind? kind = call.Params.OneOf("kind"u8, WireNames.Kinds, null);
        bool isExpired = call.Params.FlagOrNull("expired"u8) ?? false;
        if (call.IsRefused)
            return;
        call.Result.WriteStartArray();
        foreach (ListedInstrument instrument in Exchange.Instruments)
        {
            if (instrument.IsOpen != isExpired && instrument.Contract.Kind.IsOf(kind) && IsOf(instrument, currency))
                InstrumentJson.Write(call.Result, Exchange, instrument);
        }
        call.Result.WriteEndArray();
    }

    private void GetInstrument(ServerCall call)
    {
        if (desk.Instrument(call) is { } instrument)
            InstrumentJson.Write(call.Result, Exchange, instrument);
    }

    private void GetExpirations(ServerCall call)
    {
        string currency = call.Params.Text("currency"u8);
        ContractKind? kind = call.Params.OneOf("kind"u8, WireNames.Kinds);
        if (call.IsRefused)
            return;
        Utf8JsonWriter json = call.Result;
        json.WriteStartObject();
        foreach (string of in Exchange.Currencies)
        {
            ListedInstrument[] dated = [.. Exchange.Instruments.Where(i => i.IsOpen && i.Contract.Expiry != Instant.Never && IsOf(i, currency) && i.IsOfCurrency(of) && i.Contract.Kind.IsOf(kind))];
            if (dated.Length == 0)
                continue;
            json.WriteStartObject(of.ToLowerInvariant());
            foreach (ContractKind each in (ReadOnlySpan<ContractKind>)[ContractKind.Future, ContractKind.Option])
            {
                json.WriteStartArray(each.Word());
                foreach (string date in dated.Where(i => i.Contract.Kind == each).Select(i => i.Contract.Expiry).Distinct().Order().Select(static e => e.ToUtc().ToString("dMMMyy", System.Globalization.CultureInfo.InvariantCulture).ToUpperInvariant()))
                    json.WriteStringValue(date);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private void Ticker(ServerCall call)
    {
        if (desk.Instrument(call) is { } instrument)
            TickerJson.Write(call.Result, desk, instrument);
    }

    private void GetOrderBook(ServerCall call)
    {
        long depth = call.Params.IntegerOrNull("depth"u8) ?? 5;
        if (depth is < 1 or > 10_000)
            call.Params.Refuse("depth"u8, "must lie between 1 and 10000");
        if (desk.Instrument(call) is { } instrument && !call.IsRefused)
            TickerJson.WriteBook(call.Result, desk, instrument, (int)depth);
    }

    private void GetSummaries(ServerCall call)
    {
        string currency = call.Params.Text("currency"u8);
        ContractKind? kind = call.Params.OneOf("kind"u8, WireNames.Kinds, null);
        if (call.IsRefused)
            return;
        call.Result.WriteStartArray();
        foreach (ListedInstrument instrument in Exchange.Instruments)
        {
            if (instrument.IsOpen && instrument.Contract.Kind.IsOf(kind) && IsOf(instrument, currency))
                TickerJson.WriteSummary(call.Result, desk, instrument);
        }
        call.Result.WriteEndArray();
    }

    private void GetSummary(ServerCall call)
    {
        if (desk.Instrument(call) is not { } instrument)
            return;
        call.Result.WriteStartArray();
        TickerJson.WriteSummary(call.Result, desk, instrument);
        call.Result.WriteEndArray();
    }

    private void GetIndexPrice(ServerCall call)
    {
        if (desk.Listing(call) is not { } listing)
            return;
        call.Result.WriteStartObject();
        call.Result.WriteNumber("index_price"u8, Math.Round(Exchange.IndexOf(listing), 4));
        call.Result.WriteNumber("estimated_delivery_price"u8, Math.Round(Exchange.EstimatedSettlement(listing), 4));
        call.Result.WriteEndObject();
    }

    private void GetIndexNames(ServerCall call)
    {
        call.Result.WriteStartArray();
        foreach (ListingSettings listing in Exchange.Settings.Listings)
            call.Result.WriteStringValue(listing.IndexName);
        call.Result.WriteEndArray();
    }

    /// <summary>Of spot either currency counts.</summary>
    private static bool IsOf(ListedInstrument instrument, string currency) =>
        instrument.IsOfCurrency(currency) || instrument.Terms.IsSpot && string.Equals(instrument.Contract.Underlying, currency, StringComparison.OrdinalIgnoreCase);
}
