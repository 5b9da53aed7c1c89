using Spectre.Console;

namespace Poise.App;

/// <summary>
/// Columns of numbers between the row's place and its status, as many and in as many digits as a line has room for: a number is never broken.
/// First digits are left out, then columns.
/// </summary>
internal sealed class FittedColumns
{
    public const int MostDigits = 7;

    /// <summary>On less the terminal breaks lines.</summary>
    public const int Narrowest = 40;

    private const int LeastDigits = 4;
    private const int LongestStatusWord = 16;

    // The first goes first.
    private static readonly string[] Expendable = ["rho", "netDelta", "theta", "vega", "gamma", "delta"];

    private readonly int[] _widths;
    private readonly string[] _titles;

    private FittedColumns(int[] columns, int digits, string[] titles, int[] widths) => (Columns, Digits, _titles, _widths) = (columns, digits, titles, widths);

    /// <summary>The columns that there is room for.</summary>
    public int[] Columns { get; }

    /// <summary>Significant digits of their numbers.</summary>
    public int Digits { get; }

    /// <param name="lines">The line of names and the rows.</param>
    /// <param name="columns">Those to show.</param>
    public static FittedColumns Of(List<string[]> lines, int[] columns, Func<string, string> title, Func<string, string, int, string> text, int room)
    {
        string[] names = lines[0];
        List<int> left = [.. columns];
        string[] statuses = [.. lines.Skip(1).Select(line => line[^1])];
        int place = Math.Max("row".Length, (lines.Count - 1).ToString(System.Globalization.CultureInfo.InvariantCulture).Length);
        int status = statuses.Append("status").Max(s => Math.Min(LongestStatusWord, LongestWord(s)));
        foreach (string? without in Expendable.Prepend(null))
        {
            left.RemoveAll(c => names[c] == without);
            for (int digits = MostDigits; digits >= LeastDigits; digits--)
            {
                int[] widths = [place, .. left.Select(c => Width(c, digits)), status];
                int spare = room - LineOf(widths);
                if (spare < 0 && (digits > LeastDigits || left.Exists(c => Expendable.Contains(names[c], StringComparer.Ordinal))))
                    continue;
                widths[^1] = Math.Clamp(statuses.Append("status").Max(s => s.Length), status, status + Math.Max(0, spare));
                return new FittedColumns([.. left], digits, ["row", .. left.Select(c => title(names[c])), "status"], widths);
            }
        }
        throw new InvalidOperationException("the last column always has room");

        int Width(int column, int digits) =>
            Math.Max(LongestWord(title(names[column])), lines.Skip(1).Select(line => text(names[column], line[column], digits).Length).DefaultIfEmpty(0).Max());
    }

    /// <summary>A table with the columns alone.</summary>
    public Table Empty()
    {
        var table = new Table().Border(TableBorder.Minimal);
        for (int i = 0; i < _widths.Length; i++)
        {
            var column = new TableColumn(_titles[i]) { Width = _widths[i] };
            table.AddColumn(i == _widths.Length - 1 ? column : column.RightAligned());
        }
        return table;
    }

    // A blank on both sides of each cell, a bar between two and a blank at both ends.
    private static int LineOf(int[] widths) => widths.Sum() + 3 * widths.Length + 1;

    private static int LongestWord(string text) => text.Split(' ').Max(word => word.Length);
}
