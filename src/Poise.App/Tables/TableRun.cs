using Poise.Venues;

namespace Poise.App;

/// <summary>What a run over a table is told: who answers, how rows are written, where to and who watches.</summary>
/// <param name="Answers">Makes one thread's answers for a header.</param>
/// <param name="Missing">The needed columns that the names lack, and what contradicts among them; null when a row can be read.</param>
/// <param name="Watch">Called with the bytes read and the rows written after each block.</param>
internal sealed record TableTask(Func<TableHeader, TableAnswers> Answers, Func<Func<string, bool>, string?> Missing, RowFormat Format, bool Echo, Action<long, long> Watch);

/// <summary>
/// A table in, a table out: blocks of lines are answered on all processors and written in their order. Memory does not grow with the table, and
/// the bytes written do not depend on the number of processors.
/// </summary>
internal static class TableRun
{
    /// <summary>Blocks under way at most, whatever the machine.</summary>
    private const int MostBlocks = 12;

    /// <summary>Answers a whole table.</summary>
    /// <exception cref="TableException">The table cannot be answered: where and why.</exception>
    public static TableResult Answer(Stream from, IAnswerSink to, TableTask task, CancellationToken stop)
    {
        var blocks = new LineBlocks(from);
        var first = new LineBlock();
        TableHeader header = ReadHeader(blocks, first, task, stop, out bool isMore);
        TableAnswers answers = task.Answers(header);
        var writer = new RowWriter(task.Format, header, answers.Names, task.Echo);
        List<string> notes = Notes(header, answers);
        var tally = new RowTally();
        if (!to.Write(writer.Opening))
            return new TableResult(tally, notes, IsWhole: false);

        var free = new Stack<AnswerBlock>();
        var underWay = new Queue<(AnswerBlock Block, Task Work)>();
        int most = Math.Clamp(Environment.ProcessorCount + 2, 3, MostBlocks);
        bool isFirstRow = true, isWhole = true;
        try
        {
            if (isMore)
                Start(new AnswerBlock(answers, writer, first));
            while (isMore && isWhole)
            {
                stop.ThrowIfCancellationRequested();
                if (!free.TryPop(out AnswerBlock? block))
                    block = new AnswerBlock(task.Answers(header), writer, new LineBlock());
                if (!blocks.TryRead(block.Lines, stop))
                    break;
                Start(block);
                if (underWay.Count == most)
                    isWhole = Finish();
            }
            while (underWay.Count > 0 && isWhole)
                isWhole = Finish();
        }
        finally
        {
            // What is under way ends before its buffers and the caller's streams do, whatever went wrong.
            foreach ((_, Task work) in underWay)
                Task.WaitAny([work], CancellationToken.None);
        }
        if (isWhole)
            isWhole = to.Write(writer.Closing);
        if (blocks.EndsOpen && tally.Rows > 0)
            notes.Add("the last line has no line end: the file may have been cut");
        if (tally.Slips.Note(tally.Rows) is string slips)
            notes.Add(slips);
        return new TableResult(tally, notes, isWhole);

        void Start(AnswerBlock block) => underWay.Enqueue((block, Task.Run(block.Run, CancellationToken.None)));

        bool Finish()
        {
            (AnswerBlock block, Task work) = underWay.Dequeue();
            work.GetAwaiter().GetResult();
            ReadOnlySpan<byte> rows = block.Output;
            if (isFirstRow && !rows.IsEmpty)
            {
                rows = rows[writer.Seam..];
                isFirstRow = false;
            }
            bool isHeard = to.Write(rows);
            tally.Add(block.Tally);
            task.Watch(blocks.BytesRead, tally.Rows);
            free.Push(block);
            return isHeard;
        }
    }

    /// <summary>Walks to the line of names and leaves the lines after it in the block.</summary>
    private static TableHeader ReadHeader(LineBlocks blocks, LineBlock block, TableTask task, CancellationToken stop, out bool isMore)
    {
        while (isMore = blocks.TryRead(block, stop))
        {
            if (blocks.BytesRead <= LineBlock.Size && !Shown.Trim(block.Rest).IsEmpty && UnknownSource.Refusal(block.Rest) is { Failure: { } failure })
                throw new TableException(failure.ToString());
            if (!block.TryNext(out ReadOnlySpan<byte> line, out long number))
                continue;
            if (line.Contains((byte)'\r'))
                throw new TableException($"line {number}: lines are parted by carriage returns alone; save it with line feeds");
            if (TableHeader.IsRow(line))
                throw new TableException($"line {number}: holds an option, not the names of the columns: put the line of names before it; it is: {Shown.Text(line, 60)}");
            TableHeader header = TableHeader.Read(line, out string? complaint) ?? throw new TableException($"line {number}: {complaint}");
            if (task.Missing(header.Has) is string missing)
                throw new TableException($"line {number}: {missing}{Hint(line)}");
            return header;
        }
        throw new TableException(blocks.BytesRead == 0 ? "is empty: the first line names the columns" : "holds only blanks: the first line names the columns");
    }

    private static string Hint(ReadOnlySpan<byte> line)
    {
        if (line.Contains((byte)0))
            return "; this is not UTF-8 text";
        if (!line.Contains((byte)',') && line.IndexOfAny((byte)';', (byte)'\t') >= 0)
            return "; columns are parted by commas";
        return $"; the first line is: {Shown.Text(line, 60)}";
    }

    private static List<string> Notes(TableHeader header, TableAnswers answers)
    {
        var notes = new List<string>();
        string[] notRead = [.. header.NotRead.Select(n => n.Length == 0 ? "(no name)" : Shown.Text(System.Text.Encoding.UTF8.GetBytes(n)))];
        if (notRead.Length > 0)
            notes.Add($"columns that are not read: {string.Join(", ", notRead.Take(10))}{(notRead.Length > 10 ? $" and {notRead.Length - 10} more" : "")}");
        if (answers.Note is string note)
            notes.Add(note);
        return notes;
    }
}

/// <summary>What came of a table.</summary>
/// <param name="IsWhole">False when the reader of the answers went away.</param>
internal sealed record TableResult(RowTally Tally, List<string> Notes, bool IsWhole);

/// <summary>Where answers go.</summary>
internal interface IAnswerSink
{
    /// <summary>False when no one reads any more.</summary>
    bool Write(ReadOnlySpan<byte> bytes);
}
