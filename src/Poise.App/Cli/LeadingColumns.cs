using Spectre.Console;

namespace Poise.App;

/// <summary>A table of as many of its first columns as a line has room for, the others named below it: no cell is ever broken.</summary>
/// <param name="isText">Whether a column reads from the left.</param>
/// <param name="names">Most wanted first.</param>
internal sealed class LeadingColumns(Func<string, bool> isText, params string[] names)
{
    private readonly List<string[]> _rows = [];

    /// <summary>As many cells as there are names, without markup.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(IAnsiConsole console)
    {
        int[] widths = [.. names.Select((name, i) => _rows.Select(r => r[i].Length).Append(name.Length).Max())];
        int shown = names.Length;
        // A blank on both sides of each cell, a bar between two and a blank at both ends.
        while (shown > 1 && widths[..shown].Sum() + 3 * shown + 1 > console.Profile.Width)
            shown--;
        var table = new Table().Border(TableBorder.Minimal);
        for (int i = 0; i < shown; i++)
        {
            TableColumn column = new TableColumn(names[i].EscapeMarkup()).NoWrap();
            table.AddColumn(isText(names[i]) ? column : column.RightAligned());
        }
        foreach (string[] row in _rows)
            table.AddRow([.. row[..shown].Select(cell => cell.EscapeMarkup())]);
        console.Write(table);
        if (shown < names.Length)
            console.MarkupLineInterpolated($"and the columns {string.Join(", ", names[shown..])}: a wider terminal shows them, --format json has all");
    }
}
