using System.CommandLine;
using System.Text;
using Poise.Flow;

namespace Poise.App;

/// <summary><c>--format</c>, <c>--out</c> and <c>--quiet</c>, the same on every command that prints a result.</summary>
internal sealed class OutputOptions
{
    public OutputOptions(string piped = "json through a pipe")
    {
        Format = new Option<string?>("--format") { Description = $"table, json or csv. Default: table on a terminal, {piped}." };
        Format.MustBeOneOf(StringComparer.OrdinalIgnoreCase, Formats);
    }

    private static string[] Formats => ["table", "json", "csv"];

    public Option<string?> Format { get; }

    public Option<string?> Out { get; } = new("--out") { Description = "Write to this file instead of standard output." };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Print nothing but the result, timings neither." };

    /// <summary>The format that is asked for, in capitals or not; null when none is.</summary>
    public string? Asked(ParseResult parsed) =>
        Array.Find(Formats, f => string.Equals(f, parsed.GetValue(Format), StringComparison.OrdinalIgnoreCase));

    /// <param name="inputs">The files that were read, none of which is replaced; null names none.</param>
    /// <param name="table">The table's text, with colours or not.</param>
    public void Write(ParseResult parsed, TextWriter console, IEnumerable<string?> inputs, IReadOnlyList<FlowView> views, Action<IReadOnlyList<FlowView>, TextWriter, bool> table) =>
        Write(parsed, console, inputs, () => FlowText.Json(views), () => FlowText.Csv(views), (to, isTerminal) => table(views, to, isTerminal));

    /// <summary>The same of anything that has these three forms.</summary>
    public void Write(ParseResult parsed, TextWriter console, IEnumerable<string?> inputs, Func<string> json, Func<string> csv, Action<TextWriter, bool> table)
    {
        bool isTerminal = parsed.GetValue(Out) is null && !Console.IsOutputRedirected;
        Write(parsed, console, inputs, (Asked(parsed) ?? (isTerminal ? "table" : "json")) switch
        {
            "json" => json(),
            "csv" => csv(),
            _ => Table(),
        });

        string Table()
        {
            var text = new StringWriter();
            table(text, isTerminal);
            return text.ToString();
        }
    }

    /// <summary>Writes a finished text to where the user wants it.</summary>
    public void Write(ParseResult parsed, TextWriter console, IEnumerable<string?> inputs, string text)
    {
        if (parsed.GetValue(Out) is not string path)
        {
            console.Write(text);
            console.Flush();
            return;
        }
        using var place = ResultPlace.Open(path, console, inputs);
        try
        {
            place.Stream.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException e)
        {
            throw new BadInputException($"{place.Name}: {ResultPlace.Why(e)}");
        }
        place.Commit();
    }
}
