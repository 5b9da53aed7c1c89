using System.Globalization;
using Spectre.Console;

namespace Poise.App;

/// <summary>Answers for people: a few rows, or one option line by line. Vega and vanna a vol point, theta and charm a day; the rest raw.</summary>
internal static class AnswerTables
{
    private static readonly (string Name, string Title, double Scale, string Unit)[] Shown =
    [
        ("price", "price", 1, "quote currency"),
        ("delta", "delta", 1, "dV/dS"),
        ("gamma", "gamma", 1, "d2V/dS2"),
        ("vega", "vega", 0.01, "a vol point"),
        ("theta", "theta", 1 / 365.0, "a calendar day"),
        ("rho", "rho", 1, "dV/dr per 1.00"),
        ("vanna", "vanna", 0.01, "d(delta) a vol point"),
        ("volga", "volga", 1, "d2V/dsigma2"),
        ("charm", "charm", 1 / 365.0, "d(delta) a calendar day"),
        ("speed", "speed", 1, "d(gamma)/dS"),
        ("zomma", "zomma", 1, "d(gamma)/dsigma"),
        ("color", "color", 1, "d(gamma)/dt a year"),
        ("netDelta", "net delta", 1, "delta less the price in coin"),
        ("vol", "vol", 1, "a year, per 1.00"),
        (RowWriter.By, "greeks by", 1, ""),
    ];

    private static readonly string[] Narrow = ["price", "delta", "gamma", "vega", "theta", "rho", "netDelta", "vol"];

    private static bool HasGreeks(string[] names) => names.Contains("delta", StringComparer.Ordinal);

    /// <summary>The first rows of an answer as <see cref="RowFormat.Shown"/>, in as many digits and columns as there is room for.</summary>
    public static void Write(ReadOnlySpan<byte> csv, long rows, TextWriter to, bool isTerminal) =>
        Write(csv, rows, TerminalOutput.On(to, isTerminal, FittedColumns.Narrowest));

    /// <summary>The same on a console of any width.</summary>
    internal static void Write(ReadOnlySpan<byte> csv, long rows, IAnsiConsole console)
    {
        List<string[]> lines = Split(csv);
        string[] names = lines[0];
        string[] by = HasGreeks(names) ? [.. lines.Skip(1).Select(line => line[^2]).Where(b => b.Length > 0).Distinct(StringComparer.Ordinal)] : [];
        int[] columns = [.. Enumerable.Range(0, names.Length - 1).Where(i => Narrow.Contains(names[i], StringComparer.Ordinal) || (by.Length > 1 && names[i] == RowWriter.By))];
        FittedColumns fitted = FittedColumns.Of(lines, columns, Title, Text, console.Profile.Width);
        Table table = fitted.Empty();
        for (int i = 1; i < lines.Count; i++)
            table.AddRow([i.ToString(CultureInfo.InvariantCulture), .. fitted.Columns.Select(c => Text(names[c], lines[i][c], fitted.Digits)), lines[i][^1].EscapeMarkup()]);
        console.Write(table);
        if (rows > lines.Count - 1)
            console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {rows - lines.Count + 1:#,0} more rows: --format csv or json shows all"));
        if (by is ["F"])
            console.WriteLine("greeks are by the forward F");
        string[] hidden = [.. names[..^2].Where((_, i) => !fitted.Columns.Contains(i))];
        if (hidden.Length > 0)
            console.WriteLine($"and the columns {string.Join(", ", hidden)}: --format csv or json shows all, raw");
    }

    /// <summary>The one row of an answer as <see cref="RowFormat.Shown"/>, a line each number.</summary>
    public static void WriteOne(ReadOnlySpan<byte> csv, TextWriter to, bool isTerminal)
    {
        List<string[]> lines = Split(csv);
        int netDelta = Array.IndexOf(lines[0], PriceAnswers.NetDelta);
        bool isInCoin = netDelta >= 0 && lines[1][netDelta].Length > 0;
        var table = new Table().Border(TableBorder.Minimal);
        table.AddColumn("");
        table.AddColumn(new TableColumn("value").RightAligned());
        table.AddColumn("unit");
        for (int i = 0; i < lines[0].Length - 2; i++)
        {
            string name = lines[0][i];
            string unit = name == "price" && isInCoin ? "coin" : Shown.First(s => s.Name == name).Unit;
            if (lines[1][^2] == "F")
                unit = unit.Replace("dS", "dF", StringComparison.Ordinal);
            table.AddRow(Name(name), Text(name, lines[1][i], FittedColumns.MostDigits), unit.EscapeMarkup());
        }
        table.AddRow("status", lines[1][^1].EscapeMarkup(), "");
        TerminalOutput.On(to, isTerminal).Write(table);

        static string Name(string name) => Shown.First(s => s.Name == name).Title;
    }

    private static string Title(string name)
    {
        (_, string title, double scale, string unit) = Shown.First(s => s.Name == name);
        return scale == 1 ? title : $"{title} {unit}";
    }

    // A price has a digit more; digits before the point are never left out.
    private static string Text(string name, string number, int digits)
    {
        if (number.Length == 0)
            return "-";
        if (name == RowWriter.By)
            return number;
        double value = double.Parse(number, CultureInfo.InvariantCulture) * Shown.First(s => s.Name == name).Scale;
        if (name == "price")
            digits = Math.Min(digits + 1, FittedColumns.MostDigits);
        return Math.Abs(value) is >= 1 and < 1e9
            ? value.ToString($"0.{new string('#', Math.Max(0, digits - 1 - (int)Math.Log10(Math.Abs(value))))}", CultureInfo.InvariantCulture)
            : value.ToString($"G{digits}", CultureInfo.InvariantCulture);
    }

    private static List<string[]> Split(ReadOnlySpan<byte> csv)
    {
        var lines = new List<string[]>();
        Span<int> scratch = stackalloc int[TableFields.ScratchLength];
        var fields = new TableFields(scratch);
        while (!csv.IsEmpty)
        {
            int end = csv.IndexOf((byte)'\n');
            fields.Split(end < 0 ? csv : csv[..end]);
            string[] line = new string[fields.Count];
            for (int i = 0; i < line.Length; i++)
                line[i] = fields.Text(i);
            lines.Add(line);
            csv = end < 0 ? default : csv[(end + 1)..];
        }
        return lines;
    }
}
