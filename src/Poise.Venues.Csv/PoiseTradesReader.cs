using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Csv;

/// <summary>Poise's own table of trades, described in docs/trades-csv.md: single trades or bars, of any number of underlyings.</summary>
public sealed class PoiseTradesReader : ISourceReader
{
    public string Name => "poise-trades";

    public bool Recognises(ReadOnlySpan<byte> head) => CsvHead.Names(head, "time"u8) && CsvHead.Names(head, "symbol"u8) && CsvHead.Names(head, "quantity"u8);

    public Reading Read(ReadOnlySpan<byte> bytes, in ReadingOptions options)
    {
        var table = new Table();
        if (CsvTable.Walk(bytes, table, out List<string> notes) is { } refused)
            return refused;
        if (table.Tapes.Count == 0)
            return Reading.Refused(table.Orphans.Count == 0 ? "has column names but no trades" : $"none of its {table.Orphans.Count} trades can be read; the first: {table.Orphans.Refusals[0]}");
        var tapes = new List<TradeTape>();
        foreach ((string underlying, List<OptionTrade> trades) in table.Tapes)
        {
            // A source's own order is kept within one instant: the legs of a package stand together.
            tapes.Add(new TradeTape
            {
                Underlying = underlying,
                Source = Name,
                Trades = [.. trades.OrderBy(static t => t.At)],
                // A refused row may be anybody's: all are told of it.
                Refusals = table.Orphans.Refusals,
                RefusedCount = table.Orphans.Count,
                Notes = notes,
            });
        }
        return Reading.Of([], tapes);
    }

    private sealed class Table : ICsvTable
    {
        private static readonly string[] Sides = ["", "BUY", "SELL"];

        /// <summary>The kinds in their order, after nothing.</summary>
        private static readonly string[] Kinds = ["", "SINGLE", "SPREAD", "BLOCK", "BAR"];

        private int _time, _underlying, _venue, _symbol, _price, _quantity, _side, _bid, _ask, _kind, _id, _package;

        public SortedDictionary<string, List<OptionTrade>> Tapes { get; } = new(StringComparer.Ordinal);

        public RefusalLog Orphans { get; } = new();

        public void Head(in CsvRow header, ref HeaderColumns names)
        {
            (_time, _underlying, _symbol) = (names.Required("time"), names.Required("underlying"), names.Required("symbol"));
            (_price, _quantity) = (names.Required("price"), names.Required("quantity"));
            (_venue, _side, _bid, _ask, _kind) = (names.Optional("venue"), names.Optional("side"), names.Optional("bid"), names.Optional("ask"), names.Optional("kind"));
            (_id, _package) = (names.Optional("id"), names.Optional("package"));
        }

        public void Row(in CsvRow row, int line)
        {
            var fields = new RowFields(row, line);
            if (!Stamps.TryRead(row[_time], out Instant at, out bool hasZone) || !hasZone)
                fields.Refuse(_time, "time", $"'{Shown.Text(row[_time])}' is not an instant with its zone, such as 2026-01-30T14:00:00Z");
            if (row[_underlying].IsEmpty || row[_underlying].Length > 40)
                fields.Refuse(_underlying, "underlying", row[_underlying].IsEmpty ? "is empty" : "is longer than 40 bytes");
            if (row[_symbol].IsEmpty || row[_symbol].Length > 64)
                fields.Refuse(_symbol, "symbol", row[_symbol].IsEmpty ? "is empty" : "is longer than 64 bytes");
            double price = fields.Price(_price, "price"), quantity = fields.Quantity(_quantity, "quantity");
            if (!(price > 0))
                fields.Refuse(_price, "price", "must be above zero");
            if (!(quantity > 0))
                fields.Refuse(_quantity, "quantity", "must be above zero");
            // A bid of zero is a bid: an ask stands against it.
            double bid = fields.Price(_bid, "bid"), ask = fields.Side(_ask, "ask");
            int side = Array.IndexOf(Sides, Word(row[_side])), kind = Array.IndexOf(Kinds, Word(row[_kind]));
            if (side < 0)
                fields.Refuse(_side, "side", $"'{Shown.Text(row[_side])}' is not buy, sell or nothing");
            if (kind < 0)
                fields.Refuse(_kind, "kind", $"'{Shown.Text(row[_kind])}' is not single, spread, block or bar");
            if (row[_id].Length > 64)
                fields.Refuse(_id, "id", "is longer than 64 bytes");
            if (row[_package].Length > 64)
                fields.Refuse(_package, "package", "is longer than 64 bytes");
            if (fields.Fault is { } fault)
            {
                Orphans.Add(fault);
                return;
            }
            string underlying = row.Text(_underlying);
            if (!Tapes.TryGetValue(underlying, out List<OptionTrade>? trades))
                Tapes.Add(underlying, trades = []);
            trades.Add(new OptionTrade(
                new ContractId(row[_venue].IsEmpty ? "csv" : row.Text(_venue), row.Text(_symbol)), at, price, quantity, side switch { 0 => null, 1 => Side.Buy, _ => Side.Sell }, bid, ask, (TradeKind)Math.Max(0, kind - 1),
                row[_id].IsEmpty ? null : row.Text(_id), row[_package].IsEmpty ? null : row.Text(_package)));
        }

        private static string Word(ReadOnlySpan<byte> field) => field.Length > 8 ? "?" : System.Text.Encoding.ASCII.GetString(field).ToUpperInvariant();
    }
}
