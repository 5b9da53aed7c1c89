using System.CommandLine;

namespace Poise.App;

/// <summary>A question that is asked of options, in a table or one by switches.</summary>
/// <param name="Input">The column that is given beside the option's terms.</param>
internal sealed record OptionQuestion(string Name, string Description, string File, string Input, string InputDescription, Func<TableHeader, TableAnswers> Answers)
{
    /// <summary>The needed columns that the names lack, or what contradicts among them; null when a row can be read.</summary>
    public string? Lack(Func<string, bool> has) =>
        OptionTerms.Missing(has, Input) is string missing ? $"missing: {missing}" : OptionTerms.Conflict(has);
}

/// <summary>The command of a question: its switches, and which of a table or one option they give.</summary>
internal static class OptionQuestionCommand
{
    public static Command Create(OptionQuestion question, TextWriter output, TextWriter error)
    {
        var file = new Argument<string?>("FILE") { Description = question.File, Arity = ArgumentArity.ZeroOrOne };
        Option<string?>[] terms =
        [
            Term("type", "call or put."),
            Term("S", "Spot; with r and q."),
            Term("K", "Strike."),
            Term("T", "Years to expiry."),
            Term("r", "Continuously compounded rate a year: 0.02 is 2 %."),
            Term("q", "Continuously compounded yield a year."),
            Term("F", "Forward of the expiry, in place of S, r and q."),
            Term("DF", "Discount factor beside F; 1 when left out."),
            Term(question.Input, question.InputDescription),
            Term("exercise", "european (default) or american."),
            Term("style", "linear (default), or inverse: the price is in coin."),
        ];
        var echo = new Option<bool>("--echo") { Description = "Keep the columns that were given before the answers." };
        var printing = new OutputOptions("csv through a pipe (json for one option)");
        var command = new Command(question.Name, question.Description) { file };
        foreach (Option<string?> term in terms)
            command.Add(term);
        foreach (Option option in (Option[])[echo, printing.Format, printing.Out, printing.Quiet])
            command.Add(option);
        // On a thread of its own, so that an interrupt is heard while it runs.
        command.SetAction((parsed, stop) => Task.Run(
            () =>
            {
                List<(string Name, string Value)> given = [.. terms.Where(t => parsed.GetValue(t) is not null).Select(t => (t.Name[2..], parsed.GetValue(t)!))];
                string? path = parsed.GetValue(file);
                if (path is null && given.Count == 0)
                    throw new BadInputException($"give a FILE, - for standard input, or one option by switches (see poise {question.Name} --help)");
                if (path is not null && given.Count > 0)
                    throw new BadInputException($"--{given[0].Name}: {path} has its own columns; give a file or switches, not both");
                string? to = parsed.GetValue(printing.Out);
                bool isTerminal = to is null && ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
                string format = printing.Asked(parsed) ?? UsualFormat(isTerminal, path is null, parsed.GetValue(echo));
                if (format == "table" && parsed.GetValue(echo))
                    throw new BadInputException("--echo: needs --format csv or json");
                var run = new OptionQuestionRun(question, format, parsed.GetValue(echo), isTerminal, parsed.GetValue(printing.Quiet) ? TextWriter.Null : error);
                using var place = ResultPlace.Open(to, output, path == "-" ? RealPath.StandardInput : path);
                return path is null ? run.AnswerOne(given, place, stop) : run.AnswerTable(path, place, stop);
            },
            CancellationToken.None));
        return command;
    }

    /// <summary>The format where none is asked for: a table has no room for echoed columns.</summary>
    internal static string UsualFormat(bool isTerminal, bool isOne, bool echoes) =>
        isTerminal && !echoes ? "table" : isOne ? "json" : "csv";

    private static Option<string?> Term(string name, string description) => new($"--{name}") { Description = description, HelpName = "value" };
}
