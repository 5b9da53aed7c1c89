using System.Text;
using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Cboe;

/// <summary>
/// The quote table that CBOE's delayed-quotes page gives as CSV: a call and a put a line, each known by its own symbol.
/// </summary>
public sealed class CboeCsvReader : ISourceReader
{
    public string Name => "cboe-csv";

    public bool Recognises(ReadOnlySpan<byte> head)
    {
        var lines = new CsvLines(head);
        while (lines.Number < 20 && lines.TryNext(out ReadOnlySpan<byte> line))
        {
            if (line.TrimStart(" \""u8).StartsWith("Expiration Date"u8) || CboeCsvHeader.IsColumnLine(line))
                return true;
        }
        return false;
    }

    public Reading Read(ReadOnlySpan<byte> bytes, in ReadingOptions options)
    {
        if (UnknownSource.Refusal(bytes) is { } refused)
            return refused;
        Span<int> scratch = stackalloc int[CsvRow.ScratchLength];
        var lines = new CsvLines(bytes);
        var header = new CboeCsvHeader();
        if (header.Read(ref lines, scratch) is { } failure)
            return failure;
        Instant asOf = options.AsOf.IsKnown ? options.AsOf : header.AsOf;
        if (!asOf.IsKnown)
            return header.DateLine > 0
                ? Reading.Refused($"the date '{header.DateText}' does not parse", header.DateLine, 1, "Date")
                : Reading.Refused("has no date line above its column names");

        var notes = new List<string>();
        if (header.ZoneAssumed && !options.AsOf.IsKnown)
            notes.Add($"the date '{header.DateText}' names no zone: taken as New York");
        if (UnderlyingOf(header, lines, scratch, notes) is not { } contracts)
            return Reading.Refused("holds no row with a contract symbol");
        var log = new RefusalLog();
        var rows = new List<OptionRow>(Math.Min(bytes.Length / 75, 32_768));
        var table = new Table(new CsvRow(scratch), header, contracts, log, rows);
        while (lines.TryNextFilled(out ReadOnlySpan<byte> line))
        {
            if (lines.IsAtOpenEnd && table.Misfit(line) is { } misfit)
                return CsvHead.Cut(lines.Number, misfit);
            table.ReadLine(line, lines.Number);
        }
        if (lines.Complaint is { } complaint)
            return Reading.Refused(complaint, lines.Number);
        if (rows.Count == 0)
            return log.Count == 0
                ? Reading.Refused("has column names but no rows", lines.Number)
                : Reading.Refused($"none of its {log.Count} contracts can be read; the first: {log.Refusals[0]}");
        if (!lines.LastIsWhole)
            notes.Add("the last line has no line end: the file may have been cut");

        (double spot, string source) = options.HasSpot ? (options.Spot, "given") : (header.Last, double.IsNaN(header.Last) ? "none" : "last");
        return Reading.Of([new MarketSnapshot
        {
            Underlying = contracts.Underlying,
            Source = Name,
            AsOf = asOf,
            QuoteDate = NewYork.DateOf(asOf),
            Spot = spot,
            SpotSource = source,
            Options = rows,
            Rows = rows.Count + log.Count,
            Refusals = log.Refusals,
            RefusedCount = log.Count,
            Notes = notes,
        }]);
    }

    /// <summary>The rows below the column names, one by one.</summary>
    private ref struct Table(CsvRow row, CboeCsvHeader header, ListedContracts contracts, RefusalLog log, List<OptionRow> rows)
    {
        private CsvRow _row = row;
        private ReadOnlySpan<byte> _expiryText;
        private DateOnly _expiry;

        /// <summary>Why a line does not split into the table's columns; null when it does.</summary>
        public string? Misfit(ReadOnlySpan<byte> line) => CsvHead.Split(ref _row, line, header.Columns);

        public void ReadLine(ReadOnlySpan<byte> line, int number)
        {
            if (Misfit(line) is { } misfit)
                log.Add(number, 0, "", misfit, 2);
            else if (!TryExpiry(_row[header.Expiry]))
                log.Add(number, header.Expiry + 1, "Expiration Date", $"'{Shown.Text(_row[header.Expiry])}' is not a date", 2);
            else if (!Numbers.TryRead(_row[header.Strike], out double strike) || !(strike > 0))
                log.Add(number, header.Strike + 1, "Strike", $"'{Shown.Text(_row[header.Strike])}' is not a strike", 2);
            else
            {
                ReadSide(number, header.Call, OptionType.Call, strike);
                ReadSide(number, header.Put, OptionType.Put, strike);
            }
        }

        /// <summary>A table is grouped by expiry: the same text is the same date.</summary>
        private bool TryExpiry(ReadOnlySpan<byte> text)
        {
            if (text.SequenceEqual(_expiryText))
                return !text.IsEmpty;
            _expiryText = default;
            if (!WrittenDate.TryDay(text, out _expiry))
                return false;
            _expiryText = text;
            return true;
        }

        private readonly void ReadSide(int line, in CboeCsvHeader.Side side, OptionType type, double strike)
        {
            ReadOnlySpan<byte> text = _row[side.Symbol];
            string sideName = type == OptionType.Call ? "Calls" : "Puts";
            if (!OsiSymbol.TryParse(text, out OsiSymbol symbol, out string reason)
                || Disagreement(symbol, type, _expiry, strike) is { } no && (reason = no) is not null)
            {
                log.Add(line, side.Symbol + 1, sideName, reason);
                return;
            }
            var fields = new RowFields(_row, line);
            double bid = fields.Side(side.Bid, "Bid"), ask = fields.Side(side.Ask, "Ask");
            double volume = fields.Quantity(side.Volume, "Volume"), openInterest = fields.Quantity(side.OpenInterest, "Open Interest");
            var vendor = new VendorGreeks(
                fields.Vol(side.Vol, "IV"), fields.Number(side.Delta, "Delta"), fields.Number(side.Gamma, "Gamma"), double.NaN, double.NaN, double.NaN);
            if (fields.Fault is { } fault)
                log.Add(fault);
            else if (!contracts.TryTake(symbol, text, line, out Contract contract, out reason))
                log.Add(line, side.Symbol + 1, sideName, reason);
            else
                rows.Add(new OptionRow(
                    contract, new Quote(bid, ask, double.NaN, double.NaN, default), double.NaN, openInterest, volume, vendor, double.NaN, null, line));
        }
    }

    private static string? Disagreement(in OsiSymbol symbol, OptionType type, DateOnly expiry, double strike)
    {
        if (symbol.Type != type)
            return type == OptionType.Call ? "a put's symbol stands among the calls" : "a call's symbol stands among the puts";
        if (symbol.Expiry != expiry)
            return $"the symbol says {symbol.Expiry:yyyy-MM-dd}, the row {expiry:yyyy-MM-dd}";
        return Math.Abs(symbol.Strike - strike) > 5e-4 ? $"the symbol's strike is {symbol.Strike}, the row's {strike}" : null;
    }

    /// <summary>
    /// The underlying by the title, or where the title names no index that is known, by the commonest root of the rows.
    /// </summary>
    private static ListedContracts? UnderlyingOf(CboeCsvHeader header, CsvLines lines, Span<int> scratch, List<string> notes)
    {
        if (ListedRoot.UnderlyingOfTitle(header.Title) is { } named)
            return new ListedContracts(named, isIndex: true);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var row = new CsvRow(scratch);
        while (lines.TryNextFilled(out ReadOnlySpan<byte> line))
        {
            if (!row.Split(line) || !OsiSymbol.TryParse(row[header.Call.Symbol], out OsiSymbol symbol, out _))
                continue;
            string under = ListedRoot.Find(symbol.Root)?.Underlying ?? Encoding.ASCII.GetString(symbol.Root);
            if (counts.Count < 64 || counts.ContainsKey(under))
                counts[under] = counts.GetValueOrDefault(under) + 1;
        }
        if (counts.Count == 0)
            return null;
        string most = counts.MaxBy(pair => pair.Value).Key;
        bool isIndex = ListedRoot.Find(Encoding.ASCII.GetBytes(most)) is not null;
        if (!isIndex)
            notes.Add($"'{header.Title}' is no index that is known: root {most} taken as an equity or ETF option (American, closes with the session)");
        return new ListedContracts(most, isIndex);
    }
}
