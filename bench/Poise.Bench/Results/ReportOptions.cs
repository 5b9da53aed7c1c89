using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Poise.App;

namespace Poise.Bench;

/// <summary>Where figures go: the screen or a file, and the committed folder of this CPU.</summary>
internal sealed class ReportOptions
{
    public static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private readonly Option<string> _format = new("--format") { Description = "table or json.", DefaultValueFactory = _ => "table" };
    private readonly Option<string?> _out = new("--out") { Description = "Write the report to this file, not to the screen." };
    private readonly Option<string?> _date = new("--date") { Description = "Date to note with the figures. Default: now, UTC." };
    private readonly Option<bool> _noSave = new("--no-save") { Description = "Leave bench/results/ as it is." };

    public void AddTo(Command command)
    {
        _format.AcceptOnlyFromAmong("table", "json");
        command.Add(_format);
        command.Add(_out);
        command.Add(_date);
        command.Add(_noSave);
    }

    /// <summary>Before anything is measured.</summary>
    /// <exception cref="BadRunException">--out is a file that is read.</exception>
    public void Check(ParseResult parsed, params IEnumerable<string> inputs) => Check(parsed.GetValue(_out), inputs);

    /// <summary>As above, of a command with an --out of its own.</summary>
    public static void Check(string? path, params IEnumerable<string> inputs)
    {
        if (path is { Length: > 0 } && inputs.Any(input => RealPath.AreSame(path, input)))
            throw new BadRunException($"--out {path}: is a file that is read: name another");
    }

    public string? DateOf(ParseResult parsed) => parsed.GetValue(_date);

    public void Write(ParseResult parsed, BenchResult result, Machine machine)
    {
        string json = JsonSerializer.Serialize(new { command = result.Command, machine, figures = result.Figures }, Json) + "\n";
        string text = result.Markdown(machine);
        string report = string.Equals(parsed.GetValue(_format), "json", StringComparison.Ordinal) ? json : text;
        if (parsed.GetValue(_out) is { } path)
            File.WriteAllText(path, report);
        else
            Console.Out.Write(report);
        if (parsed.GetValue(_noSave))
            return;
        string folder = machine.ResultsFolder();
        File.WriteAllText(Path.Combine(folder, result.Command + ".json"), json);
        File.WriteAllText(Path.Combine(folder, result.Command + ".md"), text);
    }
}
