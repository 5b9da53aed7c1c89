using System.CommandLine;
using System.Text;
using System.Text.Json;
using Poise.Flow;

namespace Poise.App;

/// <summary><c>--format</c>, <c>--out</c> and <c>--quiet</c>, the same on every command that prints a result.</summary>
internal sealed class OutputOptions
{
    public OutputOptions(string piped = "json through a pipe")
    {
        Format = new Option<string?>("--format") { Description = $"table, json or csv. Default: table on a terminal, {piped}." };
        Format.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, Formats);
    }

    private static string[] Formats => ["table", "json", "csv"];

    public Option<string?> Format { get; }

    public Option<string?> Out { get; } = new("--out") { Description = "Write to this file instead of standard output." };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Print nothing but the result, timings neither." };

    /// <summary>The format that is asked for, in capitals or not; null when none is.</summary>
    public string? Asked(ParseResult parsed) =>
        Array.Find(Formats, f => string.Equals(f, parsed.GetValue(Format), StringComparison.OrdinalIgnoreCase));

    /// <param name="inputs">The files that were read, none of which is replaced; null names none.</param>
    public void Write(ParseResult parsed, TextWriter console, IEnumerable<string?> inputs, IReadOnlyList<FlowView> views, Action<IReadOnlyList<FlowView>, TextWriter, bool> table, Action<IReadOnlyList<FlowView>, TextWriter> csv)
    {
        string? path = parsed.GetValue(Out);
        string format = Asked(parsed) ?? (path is null && !Console.IsOutputRedirected ? "table" : "json");
        var text = new StringWriter();
        switch (format)
        {
            case "json":
                text.WriteLine(views.Count == 1
                    ? JsonSerializer.Serialize(views[0], PoiseJson.Plain.FlowView)
                    : JsonSerializer.Serialize(views, PoiseJson.Plain.IReadOnlyListFlowView));
                break;
            case "csv":
                csv(views, text);
                break;
            default:
                table(views, text, path is null && !Console.IsOutputRedirected);
                break;
        }
        if (path is null)
        {
            console.Write(text.ToString());
            console.Flush();
            return;
        }
        using var place = ResultPlace.Open(path, console, inputs);
        try
        {
            place.Stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
        }
        catch (IOException e)
        {
            throw new BadInputException($"{place.Name}: {ResultPlace.Why(e)}");
        }
        place.Commit();
    }
}
