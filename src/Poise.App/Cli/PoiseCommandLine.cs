using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Poise.Domain;

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
public class BadInputException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Files that can be read and hold no option chain that is wanted.</summary>
public sealed class NoChainException(string message) : BadInputException(message)
{
    /// <summary>What else was read.</summary>
    internal IReadOnlyList<TradeTape> Tapes { get; init; } = [];
}

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
        string? unknown = parsed.Action is HelpAction ? null : UnknownSwitch.In(parsed);
        if (unknown is not null || parsed.Errors.Count > 0)
        {
            string command = Words(parsed.CommandResult);
            error.WriteLine($"{command}: {OneLine(unknown ?? Complaint(parsed))} (see {command} --help)");
            return ExitCode.BadInput;
        }
        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeToStop });
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
            error.WriteLine($"{Words(parsed.CommandResult)}: {OneLine(e.Message)}");
            if (parsed.GetValue(debug))
                error.WriteLine(e);
            return code;
        }
    }

    /// <summary>After Ctrl+C or SIGTERM a desk ends its turn, makes its journal durable and says how it stands: a busy machine takes longer for it than the two seconds after which it would be cut off.</summary>
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(30);

    /// <summary>The command as it is typed: poise history add.</summary>
    private static string Words(System.CommandLine.Parsing.CommandResult result) =>
        result.Command is RootCommand || result.Parent is not System.CommandLine.Parsing.CommandResult parent ? "poise" : $"{Words(parent)} {result.Command.Name}";

    private static string Complaint(ParseResult parsed)
    {
        if (parsed.CommandResult.Command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count > 0)
            return $"\"{parsed.UnmatchedTokens[0]}\" is not a command";
        ParseError first = parsed.Errors[0];
        if (first.SymbolResult is OptionResult { Tokens.Count: 1 } given && first.Message.StartsWith("Cannot parse", StringComparison.Ordinal))
            return $"{given.Option.Name}: \"{given.Tokens[0].Value}\" is not a {(given.Option.ValueType == typeof(int) || given.Option.ValueType == typeof(long) ? "whole number" : "number")}";
        return first.Message;
    }

    // What a user typed may hold line ends and terminal codes; a message holds neither.
    private static string OneLine(string message) =>
        string.Join(' ', string.Concat(message.Select(c => char.IsControl(c) && !char.IsWhiteSpace(c) ? '?' : c)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static RootCommand Root(TextWriter output, TextWriter error) =>
        new("Poise: what options dealers must trade, and what you must.\n\nExample:\n  poise flow chain.csv\n  poise desk")
        {
            FlowCommand.Create(output, error),
            PriceCommand.Create(output, error),
            IvCommand.Create(output, error),
            PlanCommand.Create(output),
            DeskCommand.Create(output, error),
            HedgeCommand.Create(output, error),
            KillCommand.Create(output),
            TokenCommand.Create(output, TimeProvider.System),
            ExchangeServerCommand.Create(output),
            HistoryCommand.Create(output, error),
            LabCommand.Create(output, error),
            HuntCommand.Create(output),
            ReplayCommand.Create(output),
            BenchCommand.Create(),
        };
}
