using Poise.Domain;

namespace Poise.Venues;

/// <summary>The first line of a plain table: its column names.</summary>
public static class CsvHead
{
    /// <summary>Whether the first line that is not blank holds exactly this column name.</summary>
    public static bool Names(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var lines = new CsvLines(head);
        Span<int> scratch = stackalloc int[CsvRow.ScratchLength];
        var row = new CsvRow(scratch);
        return lines.TryNextFilled(out ReadOnlySpan<byte> line) && row.Split(line) && row.IndexOf(name) >= 0;
    }

    /// <summary>The refusal of a source without a line of column names.</summary>
    public static Reading Missing(in CsvLines lines) => Reading.Refused(lines.Complaint ?? "has no line of column names", lines.Number);

    /// <summary>The refusal of a source whose column names do not split.</summary>
    public static Reading Broken(int line) => Reading.Refused("the column names do not split: a quote is open or there are too many", line);

    /// <summary>Splits a row; what is wrong with it, or null.</summary>
    public static string? Split(scoped ref CsvRow row, ReadOnlySpan<byte> line, int columns)
    {
        if (!row.Split(line))
            return "the line does not split into fields: a quote is open or there are too many";
        return row.Count == columns ? null : $"has {row.Count} columns, the header has {columns}";
    }

    /// <summary>The refusal of a whole text that ends inside a row: what stands above the cut is not the chain.</summary>
    public static Reading Cut(int line, string reason) => Reading.Refused($"{reason}, and the file ends there without a line end: it was cut", line);

    /// <summary>What a user should know of a text that was walked to its end.</summary>
    public static List<string> Notes(in CsvLines lines) =>
        lines.LastIsWhole ? [] : ["the last line has no line end: the file may have been cut"];
}
