using System.Text;
using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Cboe;

/// <summary>What stands above a quote table's rows: title with the last price, date line, column names.</summary>
internal sealed class CboeCsvHeader
{
    public string Title { get; private set; } = "";

    /// <summary>The underlying's last price; NaN when the title gives none.</summary>
    public double Last { get; private set; } = double.NaN;

    public Instant AsOf { get; private set; }

    public bool ZoneAssumed { get; private set; }

    /// <summary>The line of the date, and what it holds; 0 and empty when there is none.</summary>
    public int DateLine { get; private set; }

    public string DateText { get; private set; } = "";

    public int Columns { get; private set; }

    public int Expiry { get; private set; }

    public int Strike { get; private set; }

    public Side Call { get; private set; }

    public Side Put { get; private set; }

    /// <summary>One side's columns, 0-based; -1 where the table has none.</summary>
    public readonly record struct Side(int Symbol, int Bid, int Ask, int Volume, int Vol, int Delta, int Gamma, int OpenInterest);

    /// <summary>Reads up to and with the line of column names. Null, or the refusal of the whole file.</summary>
    public Reading? Read(ref CsvLines lines, scoped Span<int> scratch)
    {
        var row = new CsvRow(scratch);
        while (lines.Number < 20 && lines.TryNext(out ReadOnlySpan<byte> line))
        {
            ReadOnlySpan<byte> text = line.Trim(" \t\""u8);
            if (text.StartsWith("Expiration Date"u8) || IsColumnLine(line))
                return row.Split(line) ? ReadColumns(row, lines.Number) : Reading.Refused("the column names do not split: a quote is open", lines.Number);
            if (text.StartsWith("Date:"u8))
                ReadDate(text[5..], lines.Number);
            else if (Title.Length == 0)
                ReadTitle(text);
        }
        if (lines.Complaint is { } complaint)
            return Reading.Refused(complaint, lines.Number);
        return Reading.Refused("holds no line of column names that begins with 'Expiration Date'");
    }

    internal static bool IsColumnLine(ReadOnlySpan<byte> line) =>
        line.IndexOf("Calls"u8) >= 0 && line.IndexOf("Puts"u8) >= 0 && line.IndexOf("Strike"u8) >= 0;

    private void ReadTitle(ReadOnlySpan<byte> text)
    {
        int last = text.IndexOf("Last:"u8);
        if (last < 0)
            return;
        Title = Encoding.UTF8.GetString(text[..last].Trim(" ,\""u8));
        ReadOnlySpan<byte> price = text[(last + 5)..];
        int end = price.IndexOf("Change"u8);
        price = (end < 0 ? price : price[..end]).Trim(" ,\""u8);
        if (Numbers.TryRead(price, out double value) && value > 0 && value <= Bounds.Price)
            Last = value;
    }

    private void ReadDate(ReadOnlySpan<byte> text, int line)
    {
        int end = text.IndexOf("Bid:"u8);
        text = (end < 0 ? text : text[..end]).Trim(" ,\""u8);
        DateLine = line;
        DateText = Shown.Text(text, 60);
        if (WrittenDate.TryStamp(text, out Instant at, out bool assumed))
            (AsOf, ZoneAssumed) = (at, assumed);
    }

    private Reading? ReadColumns(CsvRow row, int line)
    {
        Columns = row.Count;
        Expiry = row.IndexOf("Expiration Date"u8);
        Strike = row.IndexOf("Strike"u8);
        int calls = row.IndexOf("Calls"u8), puts = row.IndexOf("Puts"u8);
        Call = SideFrom(row, calls, puts);
        Put = SideFrom(row, puts, row.Count);
        var missing = new List<string>();
        Require(Expiry, "Expiration Date");
        Require(calls, "Calls");
        Require(Strike, "Strike");
        Require(puts, "Puts");
        RequireSide(Call, "calls");
        RequireSide(Put, "puts");
        return missing.Count == 0 ? null : Reading.Refused($"columns are missing: {string.Join(", ", missing)}", line);

        void Require(int column, string name)
        {
            if (column < 0)
                missing.Add(name);
        }

        void RequireSide(Side side, string of)
        {
            Require(side.Bid, $"Bid of the {of}");
            Require(side.Ask, $"Ask of the {of}");
            Require(side.Vol, $"IV of the {of}");
            Require(side.OpenInterest, $"Open Interest of the {of}");
        }
    }

    private static Side SideFrom(CsvRow row, int from, int to)
    {
        if (from < 0)
            return new Side(-1, -1, -1, -1, -1, -1, -1, -1);
        to = to < from ? row.Count : to;
        return new Side(
            from, Within(row, "Bid"u8), Within(row, "Ask"u8), Within(row, "Volume"u8), Within(row, "IV"u8),
            Within(row, "Delta"u8), Within(row, "Gamma"u8), Within(row, "Open Interest"u8));

        int Within(CsvRow names, ReadOnlySpan<byte> name)
        {
            int column = names.IndexOf(name, from);
            return column < to ? column : -1;
        }
    }
}
