using Poise.Domain;

namespace Poise.Venues;

/// <summary>What a reader makes of a plain table: its columns once, then each row that splits into as many fields.</summary>
public interface ICsvTable
{
    /// <summary>Rows that belong to no chain.</summary>
    RefusalLog Orphans { get; }

    /// <summary>Finds the columns by their names; the complaint about missing ones is <paramref name="names"/>'s.</summary>
    void Head(in CsvRow header, ref HeaderColumns names);

    void Row(in CsvRow row, int line);
}

/// <summary>The one walk over a plain table with a line of column names.</summary>
public static class CsvTable
{
    /// <summary>Hands header and rows to <paramref name="table"/>; rows that do not split are refused one by one.</summary>
    /// <param name="notes">What a user should know of the text.</param>
    /// <returns>The refusal of the whole source, or null.</returns>
    public static Reading? Walk(ReadOnlySpan<byte> bytes, ICsvTable table, out List<string> notes)
    {
        notes = [];
        if (UnknownSource.Refusal(bytes) is { } refused)
            return refused;
        Span<int> scratch = stackalloc int[CsvRow.ScratchLength];
        var lines = new CsvLines(bytes);
        var row = new CsvRow(scratch);
        if (!lines.TryNextFilled(out ReadOnlySpan<byte> line))
            return CsvHead.Missing(lines);
        if (!row.Split(line))
            return CsvHead.Broken(lines.Number);
        var names = new HeaderColumns(row);
        table.Head(row, ref names);
        if (names.Complaint is { } complaint)
            return Reading.Refused(complaint, lines.Number);
        int width = row.Count;
        while (lines.TryNextFilled(out line))
        {
            if (CsvHead.Split(ref row, line, width) is not { } reason)
                table.Row(row, lines.Number);
            else if (lines.IsAtOpenEnd)
                return CsvHead.Cut(lines.Number, reason);
            else
                table.Orphans.Add(lines.Number, 0, "", reason);
        }
        if (lines.Complaint is { } overlong)
            return Reading.Refused(overlong, lines.Number);
        notes = CsvHead.Notes(lines);
        return null;
    }
}
