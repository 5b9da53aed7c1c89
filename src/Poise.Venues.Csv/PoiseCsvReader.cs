using System.Text;
using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Csv;

/// <summary>Poise's own table, described in docs/chain-csv.md: any chain, any number of underlyings and times.</summary>
public sealed class PoiseCsvReader : ISourceReader
{
    public string Name => "poise-csv";

    public bool Recognises(ReadOnlySpan<byte> head) =>
        CsvHead.Names(head, "asOf"u8) && (CsvHead.Names(head, "underlying"u8) || CsvHead.Names(head, "expiry"u8));

    public Reading Read(ReadOnlySpan<byte> bytes, in ReadingOptions options)
    {
        var table = new Table();
        if (CsvTable.Walk(bytes, table, out List<string> notes) is { } refused)
            return refused;
        if (table.UnknownColumns.Count > 0)
            notes.Add($"columns that are not known were not read: {string.Join(", ", table.UnknownColumns)}");
        return table.Chains.Finish(Name, options, notes);
    }

    private sealed class Table : ICsvTable
    {
        private PoiseCsvColumns _columns;

        public PoiseCsvChains Chains { get; } = new();

        public List<string> UnknownColumns { get; private set; } = [];

        public RefusalLog Orphans => Chains.Orphans;

        public void Head(in CsvRow header, ref HeaderColumns names)
        {
            _columns = new PoiseCsvColumns(ref names);
            UnknownColumns = Unknown(header);
        }

        public void Row(in CsvRow row, int line) => ReadRow(row, line, _columns, Chains);
    }

    private static List<string> Unknown(in CsvRow names)
    {
        var unknown = new List<string>();
        for (int i = 0; i < names.Count; i++)
        {
            string name = Shown.Text(names[i]);
            if (Array.IndexOf(PoiseCsvColumns.All, name) < 0 && unknown.Count < 10)
                unknown.Add($"'{name}'");
        }
        return unknown;
    }

    private static void ReadRow(in CsvRow row, int line, in PoiseCsvColumns at, PoiseCsvChains chains)
    {
        if (row[at.Underlying].IsEmpty || row[at.Underlying].Length > 40)
        {
            chains.Orphans.Add(line, at.Underlying + 1, "underlying", row[at.Underlying].IsEmpty ? "is empty" : "is longer than 40 bytes");
            return;
        }
        if (!Stamps.TryRead(row[at.AsOf], out Instant asOf, out bool hasZone) || !hasZone)
        {
            chains.Orphans.Add(line, at.AsOf + 1, "asOf", $"'{Shown.Text(row[at.AsOf])}' is not an instant with its zone, such as 2026-01-30T14:00:00Z");
            return;
        }
        PoiseCsvChain chain = chains.At(row.Text(at.Underlying), asOf);
        var fields = new RowFields(row, line);
        double spot = fields.Side(at.Spot, "spot");
        if (chain.Spot > 0 && spot > 0 && spot != chain.Spot)
            fields.Refuse(at.Spot, "spot", $"{spot} differs from {chain.Spot} above");
        DateOnly quoteDate = default;
        if (!row[at.QuoteDate].IsEmpty && !Stamps.TryDate(row[at.QuoteDate], out quoteDate))
            fields.Refuse(at.QuoteDate, "quoteDate", $"'{Shown.Text(row[at.QuoteDate])}' is not a date");
        Instant quotedAt = default;
        if (!row[at.QuotedAt].IsEmpty && !Stamps.TryRead(row[at.QuotedAt], out quotedAt, out _))
            fields.Refuse(at.QuotedAt, "quotedAt", $"'{Shown.Text(row[at.QuotedAt])}' is not an instant");
        var quote = new Quote(
            fields.Side(at.Bid, "bid"), fields.Side(at.Ask, "ask"), fields.Quantity(at.BidSize, "bidSize", Bounds.Notional), fields.Quantity(at.AskSize, "askSize", Bounds.Notional), quotedAt);
        double mark = fields.Price(at.Mark, "mark"), volume = fields.Quantity(at.Volume, "volume"), openInterest = fields.Quantity(at.OpenInterest, "openInterest");
        var vendor = new VendorGreeks(
            fields.Vol(at.Vol, "vol"), fields.Number(at.Delta, "delta"), fields.Number(at.Gamma, "gamma"),
            fields.Number(at.Vega, "vega"), fields.Number(at.Theta, "theta"), fields.Number(at.Rho, "rho"));
        double forward = fields.Side(at.Forward, "forward");
        Contract? contract = PoiseCsvContract.Read(row, ref fields, at, chain.Underlying);
        if (contract is not null && !chain.TryEnter(contract.Id, line, out int earlier))
            fields.Refuse(Math.Max(at.Symbol, 0), "symbol", $"duplicate of line {earlier}");
        if (fields.Fault is { } fault || contract is null)
        {
            chain.Log.Add(fields.Fault!);
            return;
        }
        chain.Saw(spot, row[at.SpotSource].IsEmpty ? "" : row.Text(at.SpotSource), quoteDate);
        if (contract.IsOption)
            chain.Options.Add(new OptionRow(contract, quote, mark, openInterest, volume, vendor, forward, row[at.ForwardName].IsEmpty ? null : row.Text(at.ForwardName), line));
        else
            chain.Futures.Add(new FutureRow(contract, quote, mark, openInterest, line));
    }
}
