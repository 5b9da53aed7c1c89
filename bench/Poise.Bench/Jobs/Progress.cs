using BenchmarkDotNet.Loggers;

namespace Poise.Bench;

/// <summary>A line on the error stream of a terminal for what takes seconds.</summary>
internal static class Progress
{
    public static void Say(string what)
    {
        if (!Console.IsErrorRedirected)
            Console.Error.WriteLine($"bench: {what}...");
    }
}

/// <summary>BenchmarkDotNet's talk goes to the error stream, so that the report can be piped: errors, and the name of what is measured.</summary>
internal sealed class ProgressLogger(string announced = "") : ILogger
{
    public string Id => "progress";
    public int Priority => 0;

    public void Write(LogKind logKind, string text)
    {
        if (logKind == LogKind.Error)
            Console.Error.Write(text);
    }

    public void WriteLine()
    {
    }

    public void WriteLine(LogKind logKind, string text)
    {
        if ((logKind == LogKind.Error && !text.StartsWith("// ", StringComparison.Ordinal)) || (announced.Length > 0 && text.StartsWith(announced, StringComparison.Ordinal)))
            Console.Error.WriteLine(text);
    }

    public void Flush() => Console.Error.Flush();
}
