using System.Globalization;
using System.Text;
using Poise.App;

namespace Poise.Edge.Tests;

/// <summary>A folder of tables, and the command line asked about them; gone when it is disposed.</summary>
internal sealed class TableFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("poise-tables").FullName;

    public string this[string name] => Path.Combine(_folder, name);

    public IReadOnlyList<string> Files => [.. Directory.GetFiles(_folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    public static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        int code = PoiseCommandLine.Run(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Asks about a table and expects an answer.</summary>
    public Answered Ask(string command, string table, params string[] more)
    {
        (int code, string output, string error) = Run([command, Write("asked.csv", table), "--format", "csv", .. more]);
        Assert.True(code == 0, error);
        return new Answered(output, error);
    }
}

/// <summary>An answer in CSV, taken apart by the rules of RFC 4180, not by Poise's own code.</summary>
internal sealed class Answered
{
    private readonly List<string[]> _rows = [];

    public Answered(string csv, string told)
    {
        Told = told;
        foreach (string line in csv.Split('\n')[..^1])
            _rows.Add(Split(line));
        Names = _rows[0];
        _rows.RemoveAt(0);
    }

    public string[] Names { get; }

    /// <summary>What was said on standard error.</summary>
    public string Told { get; }

    public int Rows => _rows.Count;

    public string this[int row, string name] => _rows[row][Array.IndexOf(Names, name)];

    public string[] Row(int row) => _rows[row];

    public string[] Statuses => [.. _rows.Select(r => r[^1])];

    /// <summary>NaN where the field is empty.</summary>
    public double Number(int row, string name) => this[row, name] is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : double.NaN;

    private static string[] Split(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (isQuoted && line[i] == '"' && i + 1 < line.Length && line[i + 1] == '"')
                field.Append(line[i++]);
            else if (line[i] == '"')
                isQuoted = !isQuoted;
            else if (line[i] == ',' && !isQuoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
                field.Append(line[i]);
        }
        fields.Add(field.ToString());
        return [.. fields];
    }
}
