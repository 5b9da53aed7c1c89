using System.Text;

namespace Poise.App;

/// <summary>Asks a question of a table or of one option, writes the answers, and tells what had none.</summary>
/// <param name="told">Where people are told; the writer of nothing when they asked for quiet.</param>
internal sealed class OptionQuestionRun(OptionQuestion question, string format, bool echo, bool isTerminal, TextWriter told)
{
    /// <summary>Rows that a table for people shows.</summary>
    private const int RowsShown = 40;

    private RowFormat Rows => format switch { "json" => RowFormat.Json, "csv" => RowFormat.Csv, _ => RowFormat.Shown };

    /// <summary>Answers all rows of a file, or of standard input.</summary>
    /// <exception cref="BadInputException">The table cannot be read, or none of its rows can.</exception>
    public int AnswerTable(string path, ResultPlace place, CancellationToken stop)
    {
        string name = path == "-" ? "standard input" : path;
        using Stream from = Open(path);
        bool isWatched = !ReferenceEquals(told, TextWriter.Null) && ReferenceEquals(told, Console.Error) && !Console.IsErrorRedirected;
        var progress = new ProgressLine(isWatched ? told : null, question.Name, from.CanSeek ? from.Length : 0, TimeProvider.System);
        var first = format == "table" ? new FirstRows(RowsShown) : null;
        TableResult result;
        try
        {
            IAnswerSink to = first is null ? new StreamSink(place.Stream, place.Name) : first;
            result = TableRun.Answer(from, to, new TableTask(question.Answers, question.Lack, Rows, echo, progress.Reached), stop);
        }
        catch (Exception e) when (e is TableException or IOException)
        {
            throw new BadInputException($"{name}: {e.Message}");
        }
        finally
        {
            progress.End();
        }
        if (!result.IsWhole)
            return ExitCode.Done; // whoever reads has seen enough
        if (first is not null && !WriteText(place, to => AnswerTables.Write(first.Bytes, result.Tally.Rows, to, isTerminal)))
            return ExitCode.Done;
        place.Commit();
        RowTally tally = result.Tally;
        if (tally.Rows > 0 && tally.Bad == tally.Rows)
            throw new BadInputException($"{name}: no row can be read: line {tally.First[0].Line}: {tally.First[0].Status}");
        if (tally.Rows == 0)
            result.Notes.Add("no rows after the names of the columns");
        foreach (string line in result.Notes.Concat(tally.Report()))
            told.WriteLine($"poise {question.Name}: {name}: {line}");
        return ExitCode.Done;
    }

    /// <summary>Answers one option as a table of one row, so that it has the same rules and the same numbers.</summary>
    /// <exception cref="BadInputException">A switch is missing or is not what it must be.</exception>
    public int AnswerOne(IReadOnlyList<(string Name, string Value)> given, ResultPlace place, CancellationToken stop)
    {
        if (question.Lack(IsGiven) is string lack)
            throw new BadInputException($"one option by switches: {lack}");
        if (OptionTerms.Idle(IsGiven) is string idle)
            throw new BadInputException(idle);
        string line = string.Join(',', given.Select(g => Quoted(g.Value)));
        var table = new MemoryStream(Encoding.UTF8.GetBytes($"{string.Join(',', given.Select(g => g.Name))}\n{line}\n"));
        var answer = new MemoryStream();
        TableAnswers? answers = null;
        TableResult result;
        try
        {
            result = TableRun.Answer(table, new StreamSink(answer, place.Name), new TableTask(First, question.Lack, Rows, echo, static (_, _) => { }), stop);
        }
        catch (TableException)
        {
            throw new BadInputException("one option by switches: a value is longer than any number");
        }
        if (result.Tally.Bad > 0)
            throw new BadInputException($"one option by switches: {result.Tally.First[0].Status}");
        string text = Encoding.UTF8.GetString(answer.GetBuffer(), 0, (int)answer.Length);
        // One option is an object of its own, not an array of one.
        text = format == "json" ? text[text.IndexOf('{', StringComparison.Ordinal)..(text.LastIndexOf('}') + 1)] + "\n" : text;
        if (WriteText(place, to => Show(text, to)))
            place.Commit();
        foreach (string note in result.Notes)
            told.WriteLine($"poise {question.Name}: {note}");
        if (result.Tally.Unanswered > 0)
            told.WriteLine($"poise {question.Name}: no answer: {answers!.Status(0)}{(answers.Why(0) is string why ? $": {why}" : "")}");
        return ExitCode.Done;

        // The first answers are the one row's; the run may ask for more to have them ready.
        TableAnswers First(TableHeader header)
        {
            TableAnswers made = question.Answers(header);
            answers ??= made;
            return made;
        }

        bool IsGiven(string name) => given.Any(g => string.Equals(g.Name, name, StringComparison.Ordinal));
    }

    private void Show(string text, TextWriter to)
    {
        if (format == "table")
            AnswerTables.WriteOne(Encoding.UTF8.GetBytes(text), to, isTerminal);
        else
            to.Write(text);
    }

    private static bool WriteText(ResultPlace place, Action<TextWriter> write)
    {
        using var text = new StringWriter();
        write(text);
        return new StreamSink(place.Stream, place.Name).Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static Stream Open(string path)
    {
        if (path == "-")
            return Console.OpenStandardInput();
        try
        {
            if (string.IsNullOrWhiteSpace(path))
                throw new BadInputException("a file's name is empty");
            if (Directory.Exists(path))
                throw new BadInputException($"{path}: is a directory, not a file");
            if (!File.Exists(path))
                throw new BadInputException($"{path}: no such file");
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new BadInputException($"{path}: {(e is UnauthorizedAccessException ? "no permission to read it" : e.Message)}");
        }
    }

    // A switch's value is one cell of one line, whatever it holds.
    private static string Quoted(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal).ReplaceLineEndings("?")}\"";
}
