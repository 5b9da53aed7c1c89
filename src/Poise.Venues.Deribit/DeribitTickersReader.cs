using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Deribit;

/// <summary>Tables of instruments joined with their tickers (one row an option or a future): vols in per cent, sizes in the venue's amounts.</summary>
public sealed class DeribitTickersReader : ISourceReader
{
    public string Name => "deribit-tickers";

    public bool Recognises(ReadOnlySpan<byte> head) =>
        CsvHead.Names(head, "instrument_name"u8) && (CsvHead.Names(head, "best_bid_price"u8) || CsvHead.Names(head, "best_ask_price"u8));

    public Reading Read(ReadOnlySpan<byte> bytes, in ReadingOptions options)
    {
        var table = new Table();
        if (CsvTable.Walk(bytes, table, out List<string> notes) is { } refused)
            return refused;
        return table.Chains.Finish(Name, "index", options, notes);
    }

    private sealed class Table : ICsvTable
    {
        private TickerColumns _columns;

        public DeribitChains Chains { get; } = new();

        public RefusalLog Orphans => Chains.Orphans;

        public void Head(in CsvRow header, ref HeaderColumns names) =>
            _columns = new TickerColumns(ref names, isOptions: header.IndexOf("option_type"u8) >= 0 || header.IndexOf("mark_iv"u8) >= 0);

        public void Row(in CsvRow row, int line) => ReadRow(row, line, _columns, Chains);
    }

    private static void ReadRow(in CsvRow row, int line, in TickerColumns at, DeribitChains chains)
    {
        ReadOnlySpan<byte> symbol = row[at.Name];
        if (!DeribitName.TryParse(symbol, out DeribitName name))
        {
            chains.Orphans.Add(line, at.Name + 1, "instrument_name", $"'{Shown.Text(symbol)}' is no option, future or perpetual");
            return;
        }
        DeribitChain chain = chains.At(name.Prefix, default);
        var fields = new RowFields(row, line);
        if (IsClosed(row[at.State]) || IsClosed(row[at.TickerState]))
            fields.Refuse(at.State, "state", "closed");
        double expiryMs = name.Kind == ContractKind.Perpetual ? double.NaN : fields.Number(at.Expiry, "expiration_timestamp");
        if (!double.IsNaN(expiryMs) & !Stamps.TryMilliseconds(expiryMs, out Instant expiry))
            fields.Refuse(at.Expiry, "expiration_timestamp", $"{expiryMs} is no time");
        if (!Stamps.TryMilliseconds(fields.Number(at.Timestamp, "timestamp"), out Instant stamp))
            fields.Refuse(at.Timestamp, "timestamp", $"'{Shown.Text(row[at.Timestamp])}' is no time in milliseconds");
        var terms = new DeribitTerms(
            fields.Number(at.TickSize, "tick_size"), fields.Number(at.MinTrade, "min_trade_amount"), fields.Number(at.ContractSize, "contract_size"),
            expiry, fields.Number(at.Strike, "strike"));
        double index = fields.Price(at.Index, "index_price"), mark = fields.Price(at.Mark, "mark_price");
        double bid = fields.Side(at.Bid, "best_bid_price"), ask = fields.Side(at.Ask, "best_ask_price");
        double bidSize = fields.Quantity(at.BidSize, "best_bid_amount", Bounds.Notional), askSize = fields.Quantity(at.AskSize, "best_ask_amount", Bounds.Notional);
        double openInterest = fields.Quantity(at.OpenInterest, "open_interest", name.Kind == ContractKind.Option ? Bounds.Quantity : Bounds.Notional);
        double volume = fields.Quantity(at.Volume, "stats_volume");
        double forward = fields.Price(at.Forward, "underlying_price");
        // mark_iv is in per cent in every ticker of the venue.
        var vendor = new VendorGreeks(
            fields.Vol(at.Vol, "mark_iv", 0.01), fields.Number(at.Delta, "greeks_delta"), fields.Number(at.Gamma, "greeks_gamma"),
            fields.Number(at.Vega, "greeks_vega"), fields.Number(at.Theta, "greeks_theta"), fields.Number(at.Rho, "greeks_rho"));
        Contract contract = null!;
        if (fields.Fault is null && !terms.TryResolve(name, symbol, chain.Underlying, out contract, out string reason))
            fields.Refuse(at.Name, "instrument_name", reason);
        if (fields.Fault is null && !chain.TryEnter(contract.Id.Symbol, line, out int earlier))
            fields.Refuse(at.Name, "instrument_name", $"duplicate of line {earlier}");
        if (fields.Fault is { } fault)
        {
            chain.Log.Add(fault);
            return;
        }
        chain.Saw(stamp, index);
        // An inverse future's amounts are dollars; a contract is Multiplier of them.
        double unit = contract.IsOption ? 1 : contract.Multiplier;
        var quote = new Quote(bid, ask, bid > 0 ? bidSize / unit : double.NaN, ask > 0 ? askSize / unit : double.NaN, stamp);
        if (contract.IsOption)
            chain.Options.Add(new OptionRow(contract, quote, mark, openInterest, volume, vendor, Bounds.Present(forward), DeribitTerms.ListedFuture(row.Text(at.ForwardName)), line));
        else
            chain.Futures.Add(new FutureRow(contract, quote, mark, openInterest / unit, line));
    }

    private static bool IsClosed(ReadOnlySpan<byte> state) => !state.IsEmpty && !state.SequenceEqual("open"u8);

    private readonly struct TickerColumns(ref HeaderColumns names, bool isOptions)
    {
        public readonly int Name = names.Required("instrument_name"), Timestamp = names.Required("timestamp"), Index = names.Required("index_price");
        public readonly int OpenInterest = names.Required("open_interest"), Mark = names.Required("mark_price");
        public readonly int Bid = names.Required("best_bid_price"), Ask = names.Required("best_ask_price");
        public readonly int BidSize = names.Optional("best_bid_amount"), AskSize = names.Optional("best_ask_amount");
        public readonly int Vol = isOptions ? names.Required("mark_iv") : -1, Forward = isOptions ? names.Required("underlying_price") : -1;
        public readonly int ForwardName = names.Optional("underlying_index"), Volume = names.Optional("stats_volume");
        public readonly int State = names.Optional("state_x") is var x and >= 0 ? x : names.Optional("state"), TickerState = names.Optional("state_y");
        public readonly int Expiry = names.Optional("expiration_timestamp"), Strike = names.Optional("strike");
        public readonly int TickSize = names.Optional("tick_size"), MinTrade = names.Optional("min_trade_amount"), ContractSize = names.Optional("contract_size");
        public readonly int Delta = names.Optional("greeks_delta"), Gamma = names.Optional("greeks_gamma"), Vega = names.Optional("greeks_vega");
        public readonly int Theta = names.Optional("greeks_theta"), Rho = names.Optional("greeks_rho");
    }
}
