using System.Text.Json;
using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>Instruments as the protocol has them.</summary>
internal static class InstrumentJson
{
    /// <summary>When a perpetual is said to end.</summary>
    private const long NeverEnds = 32_503_708_800_000;

    public static void Write(Utf8JsonWriter json, SimulatedExchange exchange, ListedInstrument instrument)
    {
        Contract contract = instrument.Contract;
        ListingSettings listing = exchange.Settings.Listings[instrument.Listing];
        FeeTier fees = exchange.Settings.Tiers[0];
        bool isOption = contract.IsOption, isSpot = instrument.Terms.IsSpot, isInverse = contract.Style == PayoffStyle.Inverse;
        json.WriteStartObject();
        json.WriteString("kind"u8, contract.Kind.Word());
        json.WriteString("instrument_name"u8, contract.Id.Symbol);
        json.WriteNumber("instrument_id"u8, instrument.Number + 1);
        json.WriteBoolean("is_active"u8, instrument.IsOpen);
        json.WriteString("state"u8, instrument.IsOpen ? "open"u8 : "delivered"u8);
        json.WriteString("base_currency"u8, contract.Underlying);
        // An inverse option is quoted in the coin.
        json.WriteString("quote_currency"u8, isOption && isInverse ? contract.Underlying : listing.Quote);
        json.WriteString("counter_currency"u8, listing.Quote);
        if (!isSpot)
            json.WriteString("settlement_currency"u8, contract.SettlementCurrency);
        json.WriteString("price_index"u8, listing.IndexName);
        json.WriteString("settlement_period"u8, Period(contract, instrument.ListedAt));
        json.WriteNumber("creation_timestamp"u8, instrument.ListedAt.UnixMilliseconds);
        json.WriteNumber("expiration_timestamp"u8, contract.Expiry == Instant.Never ? NeverEnds : contract.Expiry.UnixMilliseconds);
        json.WriteNumber("tick_size"u8, WireNames.Short(contract.PriceTick));
        json.WriteStartArray("tick_size_steps"u8);
        if (instrument.CoarseStep > 1)
        {
            json.WriteStartObject();
            json.WriteNumber("above_price"u8, instrument.Price(instrument.CoarseFrom));
            json.WriteNumber("tick_size"u8, instrument.Price(instrument.CoarseStep));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("min_trade_amount"u8, WireNames.Short(instrument.LotAmount()));
        json.WriteNumber("contract_size"u8, WireNames.Short(instrument.ContractSize()));
        json.WriteNumber("maker_commission"u8, isOption ? fees.OptionMaker : isSpot ? fees.SpotMaker : fees.FutureMaker);
        json.WriteNumber("taker_commission"u8, isOption ? fees.OptionTaker : isSpot ? fees.SpotTaker : fees.FutureTaker);
        if (isOption)
        {
            json.WriteNumber("strike"u8, contract.Strike);
            json.WriteString("option_type"u8, contract.Type == OptionType.Call ? "call"u8 : "put"u8);
        }
        else if (!isSpot)
        {
            json.WriteString("future_type"u8, isInverse ? "reversed"u8 : "linear"u8);
            json.WriteNumber("max_leverage"u8, (int)Math.Round(1 / exchange.Settings.Margin.FutureInitial));
        }
        json.WriteString("instrument_type"u8, isInverse ? "reversed"u8 : "linear"u8);
        json.WriteBoolean("rfq"u8, false);
        json.WriteNumber("block_trade_commission"u8, 0);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> Period(Contract contract, Instant listed) => contract.Kind switch
    {
        ContractKind.Perpetual => "perpetual"u8,
        ContractKind.Spot => "perpetual"u8,
        _ => (contract.Expiry - listed).Seconds switch
        {
            <= 2 * 86400 => "day"u8,
            <= 21 * 86400 => "week"u8,
            _ => "month"u8,
        },
    };
}
