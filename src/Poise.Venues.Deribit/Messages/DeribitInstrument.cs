using System.Text;
using System.Text.Json;
using Poise.Domain;

namespace Poise.Venues.Deribit;

/// <summary>
/// An instrument of the catalog: its contract, and the crossing between the venue's decimal amounts and prices and our
/// lots and ticks. Inverse futures and perpetuals are counted in dollars on the wire, all else in coins.
/// </summary>
public sealed class DeribitInstrument
{
    private readonly (decimal Above, decimal Step)[] _steps;
    private readonly decimal _amountStep;

    private DeribitInstrument(Contract contract, string index, bool isOpen, (decimal Above, decimal Step)[] steps)
    {
        Contract = contract;
        Index = index;
        IsOpen = isOpen;
        _steps = steps;
        AmountUnit = contract.Style == PayoffStyle.Inverse && !contract.IsOption ? (decimal)contract.Multiplier : 1;
        _amountStep = contract.LotSize * AmountUnit;
    }

    public Contract Contract { get; }

    public string Name => Contract.Id.Symbol;

    /// <summary>The index it settles on: btc_usd.</summary>
    public string Index { get; }

    /// <summary>It trades now.</summary>
    public bool IsOpen { get; }

    /// <summary>What the venue's amounts count to one contract: dollars for inverse futures, else 1.</summary>
    public decimal AmountUnit { get; }

    /// <summary>The underlying that a name is on, as <see cref="DeribitName.Prefix"/>; empty for combos and spot pairs.</summary>
    public static string UnderlyingOf(string name) =>
        name.Length <= 60 && Ascii.IsValid(name) && DeribitName.TryParse(Encoding.ASCII.GetBytes(name), out DeribitName read) ? Encoding.ASCII.GetString(read.Prefix) : "";

    /// <summary>The currency in which the instruments of an underlying settle, by which the venue sorts them: BTC, or USDC of BTC_USDC.</summary>
    public static string CurrencyOf(string underlying) => underlying[(underlying.IndexOf('_', StringComparison.Ordinal) + 1)..];

    /// <summary>Reads an element of get_instruments, or the result of get_instrument.</summary>
    public static bool TryRead(JsonElement element, out DeribitInstrument instrument, out string why)
    {
        instrument = null!;
        var fields = new DeribitFields(element, "instrument");
        string symbol = fields.Text("instrument_name", 60), kind = fields.Text("kind");
        decimal tick = fields.Number("tick_size"), least = fields.Number("min_trade_amount"), size = fields.Number("contract_size");
        bool isActive = fields.Flag("is_active");
        string state = fields.TextOrEmpty("state"), index = fields.Text("price_index"), settles = fields.TextOrEmpty("settlement_currency");
        Instant expiry = default;
        if (fields.Text("settlement_period") != "perpetual")
            expiry = fields.Time("expiration_timestamp");
        decimal? strike = fields.NumberOrNull("strike");
        string type = fields.TextOrEmpty("option_type");
        if (fields.Fault is null && (tick is < 1e-9m or > 1e6m || least is < 1e-9m or > 1e6m || size is < 1e-9m or > 1e6m))
            fields.Refuse("tick_size", "or an amount's step is none");
        (decimal, decimal)[] steps = Steps(ref fields, tick);
        DeribitName name = default;
        byte[] bytes = Encoding.UTF8.GetBytes(symbol);
        if (fields.Fault is null && !DeribitName.TryParse(bytes, out name))
            fields.Refuse("instrument_name", $"'{DeribitFields.Printable(symbol)}' is no option, future or perpetual");
        if (fields.Fault is null && (!DeribitChannel.TryParse($"quote.{symbol}", out _) || !DeribitChannel.TryParse($"deribit_price_index.{index}", out _)))
            fields.Refuse("price_index", $"'{DeribitFields.Printable(index)}' or the name has no channel");
        if (fields.Fault is null && kind != (name.Kind == ContractKind.Option ? "option" : "future"))
            fields.Refuse("kind", $"'{DeribitFields.Printable(kind)}' is not what {symbol} is");
        if (fields.Fault is null && (name.Kind == ContractKind.Perpetual) == expiry.IsKnown)
            fields.Refuse("settlement_period", $"is not that of {symbol}");
        if (fields.Fault is null && name.Kind == ContractKind.Option && type != (name.Type == OptionType.Call ? "call" : "put"))
            fields.Refuse("option_type", $"'{DeribitFields.Printable(type)}' is not what {symbol} is");
        why = fields.Fault ?? "";
        if (fields.Fault is not null)
            return false;
        var terms = new DeribitTerms((double)tick, (double)least, (double)size, expiry, strike is { } k ? (double)k : double.NaN);
        if (!terms.TryResolve(name, bytes, Encoding.ASCII.GetString(name.Prefix), out Contract contract, out why))
            return false;
        if (settles.Length > 0 && settles != contract.SettlementCurrency)
        {
            why = $"instrument.settlement_currency '{DeribitFields.Printable(settles)}' is not that of {symbol}";
            return false;
        }
        instrument = new DeribitInstrument(contract, index, isActive && (state.Length == 0 || state == "open"), steps);
        return true;
    }

    /// <summary>The same at a venue of another name.</summary>
    public DeribitInstrument At(string venue) => venue == Contract.Id.Venue ? this : new(Contract with { Id = new ContractId(venue, Contract.Id.Symbol) }, Index, IsOpen, _steps);

    /// <summary>A price on the contract's grid, above zero; false when it is off.</summary>
    public bool TryTicks(decimal price, out Ticks ticks)
    {
        ticks = default;
        if (price is <= 0 or > 1e9m || !Grid.TryExact(price, Contract.PriceTick, out long count))
            return false;
        ticks = new(count);
        return true;
    }

    /// <summary>An amount as a whole number of lots, 0 or more; false when it is none.</summary>
    public bool TryLots(decimal amount, out Lots lots)
    {
        lots = default;
        if (amount < 0 || amount > 1e15m * Math.Min(1, _amountStep) || !Grid.TryExact(amount, _amountStep, out long count))
            return false;
        lots = new(count);
        return true;
    }

    /// <summary>The price of a count of ticks, as the wire has it.</summary>
    public decimal PriceOf(Ticks ticks) => ticks.Count * Contract.PriceTick;

    /// <summary>The amount of a count of lots, as the wire has it.</summary>
    public decimal AmountOf(Lots lots) => lots.Count * _amountStep;

    /// <summary>Contracts of an amount: what a quote's sizes count.</summary>
    public double ContractsOf(decimal amount) => (double)(amount / AmountUnit);

    /// <summary>Whether an order may have this limit: above some prices the grid is coarser than the contract's own.</summary>
    public bool Accepts(Ticks limit) => limit.Count > 0 && Grid.TryExact(PriceOf(limit), StepAt(limit), out _);

    /// <summary>The nearest limit that may be asked for and trades at no worse price: lower for a buyer, higher for a seller. To an order that does not rest it is the same.</summary>
    public Ticks OnGrid(Ticks limit, Side side)
    {
        decimal step = StepAt(limit), steps = PriceOf(limit) / step;
        return new((long)((side == Side.Buy ? Math.Floor(steps) : Math.Ceiling(steps)) * step / Contract.PriceTick));
    }

    private decimal StepAt(Ticks limit)
    {
        decimal price = PriceOf(limit), step = Contract.PriceTick;
        foreach ((decimal above, decimal coarser) in _steps)
            if (price > above)
                step = coarser;
        return step;
    }

    // The document says an object, examples show a list of them: both are read.
    private static (decimal Above, decimal Step)[] Steps(ref DeribitFields fields, decimal finest)
    {
        if (fields.Fault is not null || !fields.TryGet("tick_size_steps", out JsonElement said))
            return [];
        var steps = new List<(decimal Above, decimal Step)>();
        if (said.ValueKind == JsonValueKind.Array)
            foreach (JsonElement step in said.EnumerateArray())
                Add(step, ref fields);
        else
            Add(said, ref fields);
        steps.Sort((a, b) => a.Above.CompareTo(b.Above));
        return [.. steps];

        void Add(JsonElement element, ref DeribitFields outer)
        {
            var one = new DeribitFields(element, "tick_size_steps");
            (decimal above, decimal step) = (one.Number("above_price"), one.Number("tick_size"));
            if (one.Fault is not null || step < finest || step > 1e6m || !Grid.TryExact(step, finest, out _))
                outer.Refuse("tick_size_steps", "is not understood");
            steps.Add((above, step));
        }
    }
}
