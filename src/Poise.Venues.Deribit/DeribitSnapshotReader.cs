using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Deribit;

/// <summary>Tables of book summaries taken at one time a file, BTC and ETH mixed: vols as fractions, no gamma, no sizes.</summary>
public sealed class DeribitSnapshotReader : ISourceReader
{
    public string Name => "deribit-snapshot";

    public bool Recognises(ReadOnlySpan<byte> head) =>
        CsvHead.Names(head, "instrument_name"u8) && (CsvHead.Names(head, "futures_price"u8) || CsvHead.Names(head, "expiry_datetime"u8));

    public Reading Read(ReadOnlySpan<byte> bytes, in ReadingOptions options)
    {
        var table = new Table();
        if (CsvTable.Walk(bytes, table, out List<string> notes) is { } refused)
            return refused;
        if (table.AnyWithoutZone)
            notes.Add("time stamps without a zone were taken as UTC");
        return table.Chains.Finish(Name, "index", options, notes);
    }

    private sealed class Table : ICsvTable
    {
        public bool AnyWithoutZone;
        private Columns _columns;

        public DeribitChains Chains { get; } = new();

        public RefusalLog Orphans => Chains.Orphans;

        public void Head(in CsvRow header, ref HeaderColumns names) => _columns = new Columns(ref names);

        public void Row(in CsvRow row, int line) => ReadRow(row, line, _columns, Chains, ref AnyWithoutZone);
    }

    private static void ReadRow(in CsvRow row, int line, in Columns at, DeribitChains chains, ref bool anyWithoutZone)
    {
        ReadOnlySpan<byte> symbol = row[at.Name];
        if (!DeribitName.TryParse(symbol, out DeribitName name) || name.Kind != ContractKind.Option)
        {
            chains.Orphans.Add(line, at.Name + 1, "instrument_name", $"'{Shown.Text(symbol)}' is no option");
            return;
        }
        if (!Stamps.TryRead(row[at.Timestamp], out Instant stamp, out bool hasZone))
        {
            chains.Orphans.Add(line, at.Timestamp + 1, "timestamp", $"'{Shown.Text(row[at.Timestamp])}' is not a date and time");
            return;
        }
        anyWithoutZone |= !hasZone;
        DeribitChain chain = chains.At(name.Prefix, stamp);
        var fields = new RowFields(row, line);
        Instant expiry = default;
        if (!row[at.Expiry].IsEmpty && !Stamps.TryRead(row[at.Expiry], out expiry, out _))
            fields.Refuse(at.Expiry, "expiry_datetime", $"'{Shown.Text(row[at.Expiry])}' is not a date and time");
        double bid = fields.Side(at.Bid, "bid_price"), ask = fields.Side(at.Ask, "ask_price"), mark = fields.Price(at.Mark, "mark_price");
        double openInterest = fields.Quantity(at.OpenInterest, "open_interest"), volume = fields.Quantity(at.Volume, "volume");
        double forward = fields.Price(at.Forward, "futures_price"), index = fields.Price(at.Index, "index_price");
        // implied_volatility is a fraction in this format.
        var vendor = VendorGreeks.Absent with
        {
            Vol = fields.Vol(at.Vol, "implied_volatility"),
            Delta = fields.Number(at.Delta, "delta"),
            Vega = fields.Number(at.Vega, "vega"),
        };
        DeribitTerms terms = DeribitTerms.None with { Expiry = expiry, Strike = fields.Number(at.Strike, "strike") };
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
        chain.Options.Add(new OptionRow(
            contract, new Quote(bid, ask, double.NaN, double.NaN, stamp), mark, openInterest, volume, vendor,
            Bounds.Present(forward), DeribitTerms.ListedFuture(row.Text(at.ForwardName)), line));
    }

    private readonly struct Columns(ref HeaderColumns names)
    {
        public readonly int Name = names.Required("instrument_name"), Timestamp = names.Required("timestamp");
        public readonly int Bid = names.Required("bid_price"), Ask = names.Required("ask_price"), Mark = names.Required("mark_price");
        public readonly int OpenInterest = names.Required("open_interest"), Vol = names.Required("implied_volatility");
        public readonly int Forward = names.Required("futures_price"), Index = names.Required("index_price");
        public readonly int Expiry = names.Optional("expiry_datetime"), Strike = names.Optional("strike");
        public readonly int ForwardName = names.Optional("futures_instrument_name"), Volume = names.Optional("volume");
        public readonly int Delta = names.Optional("delta"), Vega = names.Optional("vega");
    }
}
