using System.Text.Json;
using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>The best bid and ask of a quote or ticker channel, or of public/ticker. The time is the venue's.</summary>
public readonly record struct DeribitTop(Quote Quote)
{
    public static bool TryRead(JsonElement data, DeribitInstrument instrument, out DeribitTop top, out string why)
    {
        var fields = new DeribitFields(data, "quote");
        if (fields.Fault is null && fields.Text("instrument_name") != instrument.Name)
            fields.Refuse("instrument_name", $"is not {instrument.Name}");
        Instant at = fields.Time("timestamp");
        (double bid, double bidSize) = Best(ref fields, "best_bid_price", "best_bid_amount", instrument);
        (double ask, double askSize) = Best(ref fields, "best_ask_price", "best_ask_amount", instrument);
        top = new DeribitTop(new Quote(bid, ask, bidSize, askSize, at));
        why = fields.Fault ?? "";
        return fields.Fault is null;
    }

    // An absent side is null (or 0 in tickers) with an amount of 0.
    private static (double Price, double Size) Best(ref DeribitFields fields, string priceField, string amountField, DeribitInstrument instrument)
    {
        decimal price = fields.NumberOrNull(priceField) ?? 0, amount = fields.Number(amountField);
        if (fields.Fault is not null)
            return (double.NaN, double.NaN);
        if (price == 0 && amount == 0)
            return (double.NaN, double.NaN);
        if (!instrument.TryTicks(price, out _))
            fields.Refuse(priceField, $"{price} is off the price grid of {instrument.Name}");
        if (!instrument.TryLots(amount, out Lots lots) || lots == Lots.Zero)
            fields.Refuse(amountField, $"{amount} is off the amount grid of {instrument.Name}");
        return ((double)price, instrument.ContractsOf(amount));
    }
}

/// <summary>What a ticker says beside the best prices. The time is the venue's.</summary>
/// <param name="FundingPerDay">Of a perpetual, at the rate of now: longs pay so much of the value; NaN where none is told.</param>
/// <param name="Volume">Of the last day, units of the underlying; NaN where none is told.</param>
public readonly record struct DeribitTicker(Instant At, double FundingPerDay, double Volume)
{
    /// <summary>What rates are of.</summary>
    private const double PeriodsPerDay = 3;

    /// <summary>Beyond any funding that a venue has.</summary>
    private const decimal MostFunding = 1;

    public static bool TryRead(JsonElement data, DeribitInstrument instrument, out DeribitTicker ticker, out string why)
    {
        var fields = new DeribitFields(data, "ticker");
        if (fields.Fault is null && fields.Text("instrument_name") != instrument.Name)
            fields.Refuse("instrument_name", $"is not {instrument.Name}");
        Instant at = fields.Time("timestamp");
        decimal? rate = fields.NumberOrNull("current_funding") ?? fields.NumberOrNull("funding_8h"), volume = null;
        if (rate is decimal told && Math.Abs(told) > MostFunding)
            fields.Refuse("current_funding", $"{told} is no rate");
        if (fields.TryGet("stats", out JsonElement stats))
        {
            var day = new DeribitFields(stats, "ticker.stats");
            volume = day.NumberOrNull("volume");
            if (day.Fault is not null || volume < 0)
                fields.Refuse("stats", day.Fault ?? $"has a volume of {volume}");
        }
        ticker = new DeribitTicker(at, rate is decimal known ? PeriodsPerDay * (double)known : double.NaN, volume is decimal traded ? (double)traded : double.NaN);
        why = fields.Fault ?? "";
        return fields.Fault is null;
    }
}

/// <summary>A public trade.</summary>
public readonly record struct DeribitPrint(string Instrument, Instant At, Side Aggressor, decimal Price, decimal Amount)
{
    public static bool TryRead(JsonElement element, out DeribitPrint print, out string why)
    {
        var fields = new DeribitFields(element, "trade");
        print = new DeribitPrint(
            fields.Text("instrument_name", 60), fields.Time("timestamp"), fields.Side("direction"), fields.Number("price"), fields.Number("amount"));
        why = fields.Fault ?? "";
        return fields.Fault is null;
    }
}

/// <summary>An index price of a deribit_price_index channel, in the quote currency.</summary>
public readonly record struct DeribitIndexPrice(string Index, Instant At, decimal Price)
{
    public static bool TryRead(JsonElement element, out DeribitIndexPrice index, out string why)
    {
        var fields = new DeribitFields(element, "index");
        index = new DeribitIndexPrice(fields.Text("index_name"), fields.Time("timestamp"), fields.Number("price"));
        if (fields.Fault is null && index.Price is <= 0 or > 1e9m)
            fields.Refuse("price", $"{index.Price} is no price");
        why = fields.Fault ?? "";
        return fields.Fault is null;
    }
}

/// <summary>The price at which a day's expiry was delivered, in the index's quote currency.</summary>
public readonly record struct DeribitDelivery(DateOnly Day, decimal Price)
{
    /// <summary>Reads the result of public/get_delivery_prices.</summary>
    public static bool TryRead(JsonElement result, List<DeribitDelivery> into, out string why)
    {
        var fields = new DeribitFields(result, "delivery prices");
        foreach (JsonElement element in fields.List("data"))
        {
            var one = new DeribitFields(element, "delivery price");
            string day = one.Text("date");
            decimal price = one.Number("delivery_price");
            if (one.Fault is null && (!Stamps.TryDate(System.Text.Encoding.UTF8.GetBytes(day), out _) || price is <= 0 or > 1e9m))
                one.Refuse("date", "or its price is none");
            if (one.Fault is not null)
                fields.Refuse("data", one.Fault);
            else if (Stamps.TryDate(System.Text.Encoding.UTF8.GetBytes(day), out DateOnly date))
                into.Add(new DeribitDelivery(date, price));
        }
        why = fields.Fault ?? "";
        return fields.Fault is null;
    }

    /// <summary>
    /// What a contract that ended at this price is worth, in its own price unit: the future's price, an option's payoff,
    /// which of an inverse option is paid in coin at the delivery price.
    /// </summary>
    public decimal WorthOf(Contract contract)
    {
        if (!contract.IsOption)
            return Price;
        decimal payoff = Math.Max(0, (contract.Type == OptionType.Call ? 1 : -1) * (Price - (decimal)contract.Strike));
        return contract.Style == PayoffStyle.Inverse ? payoff / Price : payoff;
    }
}

/// <summary>An instrument has changed its state: an instrument.state channel.</summary>
public readonly record struct DeribitInstrumentState(string Instrument, string State)
{
    public static bool TryRead(JsonElement element, out DeribitInstrumentState state, out string why)
    {
        var fields = new DeribitFields(element, "instrument state");
        state = new DeribitInstrumentState(fields.Text("instrument_name", 60), fields.Text("state"));
        why = fields.Fault ?? "";
        return fields.Fault is null;
    }
}
