using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Deribit;

/// <summary>
/// Many hourly chains in one table: open interest, volume, greeks and vols in per cent; no price and no spot.
/// Each hour is a snapshot.
/// </summary>
public sealed class DeribitHourlyReader : ISourceReader
{
    public string Name => "deribit-hourly";

    public bool Recognises(ReadOnlySpan<byte> head) => CsvHead.Names(head, "instrument_name"u8) && CsvHead.Names(head, "expiry_name"u8);

    public Reading Read(ReadOnlySpan<byte> bytes, in ReadingOptions options)
    {
        var table = new Table();
        if (CsvTable.Walk(bytes, table, out List<string> notes) is { } refused)
            return refused;
        if (table.AnyWithoutZone)
            notes.Add("dates without a zone were taken as UTC");
        notes.Add("this format has no prices and no spot");
        return table.Chains.Finish(Name, "none", options, notes);
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
        if (!Stamps.TryRead(row[at.Date], out Instant stamp, out bool hasZone))
        {
            chains.Orphans.Add(line, at.Date + 1, "date", $"'{Shown.Text(row[at.Date])}' is not a date and time");
            return;
        }
        anyWithoutZone |= !hasZone;
        DeribitChain chain = chains.At(name.Prefix, stamp);
        var fields = new RowFields(row, line);
        if (!row[at.Expiry].IsEmpty && (!Stamps.TryDate(row[at.Expiry], out DateOnly expiry) || expiry != name.Expiry))
            fields.Refuse(at.Expiry, "expiry_date", $"'{Shown.Text(row[at.Expiry])}' is not the date of {Shown.Text(symbol)}");
        double openInterest = fields.Quantity(at.OpenInterest, "open_interest"), volume = fields.Quantity(at.Volume, "volume");
        // mark_iv is in per cent in this format, as in the venue's tickers.
        var vendor = new VendorGreeks(
            fields.Vol(at.Vol, "mark_iv", 0.01), fields.Number(at.Delta, "delta"), fields.Number(at.Gamma, "gamma"),
            fields.Number(at.Vega, "vega"), fields.Number(at.Theta, "theta"), fields.Number(at.Rho, "rho"));
        DeribitTerms terms = DeribitTerms.None with { Strike = fields.Number(at.Strike, "strike") };
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
        chain.Saw(stamp, double.NaN);
        chain.Options.Add(new OptionRow(contract, Quote.Absent, double.NaN, openInterest, volume, vendor, double.NaN, null, line));
    }

    private readonly struct Columns(ref HeaderColumns names)
    {
        public readonly int Date = names.Required("date"), Name = names.Required("instrument_name");
        public readonly int OpenInterest = names.Required("open_interest"), Vol = names.Required("mark_iv");
        public readonly int Expiry = names.Optional("expiry_date"), Strike = names.Optional("strike"), Volume = names.Optional("volume");
        public readonly int Delta = names.Optional("delta"), Gamma = names.Optional("gamma"), Vega = names.Optional("vega");
        public readonly int Theta = names.Optional("theta"), Rho = names.Optional("rho");
    }
}
