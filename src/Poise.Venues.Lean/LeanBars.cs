using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Lean;

/// <summary>A minute of a quote; a side that is absent is NaN.</summary>
internal readonly record struct QuoteBar(Instant End, double BidOpen, double BidClose, double BidSize, double AskOpen, double AskClose, double AskSize)
{
    public Quote AtClose => new(BidClose, AskClose, BidSize, AskSize, End);
}

/// <summary>A minute of trades.</summary>
/// <param name="Typical">Mean of open, high, low and close.</param>
internal readonly record struct TradeBar(Instant End, double Typical, double Close, double Volume);

/// <summary>Walks the lines of one entry. Lines that are wrong are told to the log and passed over.</summary>
/// <param name="scratch">At least <see cref="CsvRow.ScratchLength"/> long.</param>
/// <param name="midnight">The day's start on the clock that stamps the lines.</param>
/// <param name="scale">What a price of 1 is written as.</param>
/// <param name="entry">The entry's name, for messages.</param>
/// <param name="weight">What the log counts a line as: 1 where it counts trades, 0 where it counts contracts.</param>
internal ref struct LeanBars(ReadOnlySpan<byte> text, Span<int> scratch, Instant midnight, double scale, string entry, RefusalLog log, int weight)
{
    private static readonly Duration Minute = Duration.FromSeconds(60);

    private CsvLines _lines = new(text);
    private CsvRow _row = new(scratch);
    private Instant _at;
    private bool _toldEnd;

    /// <summary>Lines that were passed over.</summary>
    public int Refused { get; private set; }

    public bool TryQuote(out QuoteBar bar)
    {
        while (TryLine(11, isBar: true))
        {
            var fields = new RowFields(_row, _lines.Number);
            (double bidOpen, double bidClose) = Side(ref fields, 1, "bid");
            (double askOpen, double askClose) = Side(ref fields, 6, "ask");
            double bidSize = fields.Quantity(5, "bid size"), askSize = fields.Quantity(10, "ask size");
            bar = new QuoteBar(
                _at + Minute, bidOpen, bidClose, double.IsNaN(bidClose) ? double.NaN : bidSize, askOpen, askClose, double.IsNaN(askClose) ? double.NaN : askSize);
            if (IsWhole(fields))
                return true;
        }
        bar = default;
        return false;
    }

    public bool TryTrade(out TradeBar bar)
    {
        while (TryLine(6, isBar: true))
        {
            var fields = new RowFields(_row, _lines.Number);
            double open = Present(ref fields, 1, "open"), high = Present(ref fields, 2, "high"), low = Present(ref fields, 3, "low"), close = Present(ref fields, 4, "close");
            double volume = fields.Quantity(5, "volume");
            if (double.IsNaN(volume))
                fields.Refuse(5, "volume", "is empty");
            if (high < low || open > high || close > high || open < low || close < low)
                fields.Refuse(2, "high", $"the bar's prices do not lie between its low {low} and its high {high}");
            bar = new TradeBar(_at + Minute, (open + high + low + close) / 4, close, volume);
            if (IsWhole(fields))
                return true;
        }
        bar = default;
        return false;
    }

    /// <summary>A line of open interest, which is no bar: it holds from its stamp on.</summary>
    public bool TryOpenInterest(out Instant at, out double contracts)
    {
        while (TryLine(2, isBar: false))
        {
            var fields = new RowFields(_row, _lines.Number);
            contracts = fields.Quantity(1, "open interest");
            if (double.IsNaN(contracts))
                fields.Refuse(1, "open interest", "is empty");
            at = _at;
            if (IsWhole(fields))
                return true;
        }
        (at, contracts) = (default, double.NaN);
        return false;
    }

    /// <summary>The next line of so many columns with a time after that of the line before.</summary>
    private bool TryLine(int columns, bool isBar)
    {
        while (_lines.TryNextFilled(out ReadOnlySpan<byte> line))
        {
            if (!_row.Split(line) || _row.Count != columns)
                Refuse(0, _row.Count == columns ? "does not split: a quote is open" : $"has {_row.Count} columns, not {columns}");
            else if (!Numbers.TryReadWhole(_row[0], out int milliseconds) || milliseconds >= 86_400_000)
                Refuse(1, $"'{Shown.Text(_row[0])}' is no time in milliseconds since midnight");
            else if (isBar && milliseconds % 60_000 != 0)
                Refuse(1, $"{milliseconds} is not the start of a minute");
            else
            {
                Instant at = midnight + Duration.FromMilliseconds(milliseconds);
                if (_at.IsKnown && at <= _at)
                {
                    Refuse(1, $"{milliseconds} is not after the line before");
                    continue;
                }
                _at = at;
                return true;
            }
        }
        if (_lines.Complaint is { } complaint && !_toldEnd)
            Refuse(0, complaint);
        _toldEnd = true;
        return false;
    }

    private bool IsWhole(in RowFields fields)
    {
        if (fields.Fault is not { } fault)
            return true;
        Refused++;
        log.Add(fault with { Field = $"{entry}, {fault.Field}" }, weight);
        return false;
    }

    private void Refuse(int column, string reason)
    {
        Refused++;
        log.Add(_lines.Number, column, entry, reason, weight);
    }

    /// <summary>A side's four prices, of which open and close are kept: all are there or none.</summary>
    private readonly (double Open, double Close) Side(ref RowFields fields, int first, string side)
    {
        double open = Price(ref fields, first, side), high = Price(ref fields, first + 1, side), low = Price(ref fields, first + 2, side), close = Price(ref fields, first + 3, side);
        int absent = (double.IsNaN(open) ? 1 : 0) + (double.IsNaN(high) ? 1 : 0) + (double.IsNaN(low) ? 1 : 0) + (double.IsNaN(close) ? 1 : 0);
        if (absent is > 0 and < 4)
            fields.Refuse(first, side, "some of its four prices are empty");
        return (Bounds.Present(open), Bounds.Present(close));
    }

    private readonly double Price(ref RowFields fields, int column, string field)
    {
        double written = fields.Price(column, field);
        if (scale != 1 && written != Math.Floor(written) && !double.IsNaN(written))
            fields.Refuse(column, field, $"{written} is not in ten-thousandths");
        return written / scale;
    }

    private readonly double Present(ref RowFields fields, int column, string field)
    {
        double price = Price(ref fields, column, field);
        if (!(price > 0))
            fields.Refuse(column, field, "is no price above zero");
        return price;
    }
}
