using Spectre.Console;

namespace Poise.App;

/// <summary>Where tables are drawn: as wide as the terminal, without colours where NO_COLOR says so or nobody looks.</summary>
internal static class TerminalOutput
{
    /// <summary>Columns where nobody looks.</summary>
    public const int Wide = 120;

    /// <summary>Below this a terminal wraps whole lines, which reads better than numbers broken inside their cells.</summary>
    private const int Narrowest = 78;

    /// <param name="narrowest">The least width that what is drawn can be fitted to.</param>
    public static IAnsiConsole On(TextWriter to, bool isTerminal, int narrowest = Narrowest)
    {
        int width = isTerminal && Console.WindowWidth > 0 ? Math.Max(Console.WindowWidth, narrowest) : Wide;
        isTerminal &= string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(to),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = width;
        return console;
    }
}
