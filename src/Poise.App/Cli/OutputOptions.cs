using System.CommandLine;
using System.Text;
using System.Text.Json;
using Poise.Flow;

namespace Poise.App;

/// <summary><c>--format</c>, <c>--out</c> and <c>--quiet</c>, the same on every command that prints a result.</summary>
internal sealed class OutputOptions
{
    public OutputOptions() => Format.AcceptOnlyFromAmong("table", "json", "csv");

    public Option<string?> Format { get; } = new("--format") { Description = "table, json or csv. Default: table on a terminal, json through a pipe." };

    public Option<string?> Out { get; } = new("--out") { Description = "Write to this file instead of standard output." };

    public Option<bool> Quiet { get; } = new("--quiet") { Description = "Print nothing but the result, timings neither." };

    public void Write(ParseResult parsed, TextWriter console, IReadOnlyList<FlowView> views, Action<IReadOnlyList<FlowView>, TextWriter, bool> table, Action<IReadOnlyList<FlowView>, TextWriter> csv)
    {
        string? path = parsed.GetValue(Out);
        string format = parsed.GetValue(Format) ?? (path is null && !Console.IsOutputRedirected ? "table" : "json");
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
        try
        {
            if (File.Exists(path))
            {
                using var present = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                if (!present.CanSeek || Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal))
                {
                    // A device or a pipe is written to, never replaced.
                    present.Write(Encoding.UTF8.GetBytes(text.ToString()));
                    return;
                }
            }
            // Whole or not at all: a reader never sees half a result. A link stays; what it names is replaced.
            path = File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
            string temporary = path + ".partial";
            File.WriteAllText(temporary, text.ToString(), new UTF8Encoding(false));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--out {path}: {e.Message}");
        }
    }
}
