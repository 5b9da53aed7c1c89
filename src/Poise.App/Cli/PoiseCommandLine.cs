using System.CommandLine;

namespace Poise.App;

/// <summary>The exit codes of every command.</summary>
public static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int BadInput = 2;
    public const int Interrupted = 130;
}

/// <summary>Bad usage or bad input: one line that says what, where, why and what to do. Exit code 2.</summary>
public sealed class BadInputException(string message) : Exception(message);

/// <summary>The root of the <c>poise</c> command line.</summary>
public static class PoiseCommandLine
{
    /// <summary>True when the words are a command that exists with options that exist.</summary>
    public static bool CanParse(string[] args, out string why)
    {
        ParseResult parsed = Root(TextWriter.Null, TextWriter.Null).Parse(args);
        why = parsed.Errors.Count > 0 ? parsed.Errors[0].Message : "";
        return parsed.Errors.Count == 0;
    }

    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        var debug = new Option<bool>("--debug") { Description = "Print a stack trace with an error.", Recursive = true };
        RootCommand root = Root(output, error);
        root.Add(debug);
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            string command = parsed.CommandResult.Command is RootCommand ? "poise" : $"poise {parsed.CommandResult.Command.Name}";
            error.WriteLine($"{command}: {OneLine(parsed.Errors[0].Message)} (see {command} --help)");
            return ExitCode.BadInput;
        }
        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (BadInputException e)
        {
            return Report(e, ExitCode.BadInput);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception e)
        {
            return Report(e, ExitCode.Failed);
        }

        int Report(Exception e, int code)
        {
            error.WriteLine($"poise {parsed.CommandResult.Command.Name}: {OneLine(e.Message)}");
            if (parsed.GetValue(debug))
                error.WriteLine(e);
            return code;
        }
    }

    private static string OneLine(string message) =>
        string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static RootCommand Root(TextWriter output, TextWriter error) =>
        new("Poise: what options dealers must trade, and what you must.\n\nExample:\n  poise flow chain.csv\n  poise desk")
        {
            FlowCommand.Create(output, error),
            DeskCommand.Create(output, error),
            ReplayCommand.Create(output),
        };
}
