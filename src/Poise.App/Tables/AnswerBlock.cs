using System.Buffers;

namespace Poise.App;

/// <summary>A block of lines with all that is needed to answer them and the answers as they will be written; used again and again.</summary>
internal sealed class AnswerBlock(TableAnswers answers, RowWriter writer, LineBlock lines)
{
    private readonly long[] _lines = new long[TableAnswers.Batch];
    private readonly int[] _echoEnds = new int[TableAnswers.Batch];
    private readonly ArrayBufferWriter<byte> _echo = new();
    private readonly ArrayBufferWriter<byte> _output = new(4 * LineBlock.Size);

    public LineBlock Lines { get; } = lines;

    public RowTally Tally { get; } = new();

    /// <summary>The answered rows, each with its seam.</summary>
    public ReadOnlySpan<byte> Output => _output.WrittenSpan;

    /// <summary>Answers all lines of the block.</summary>
    /// <exception cref="TableException">A line is longer than lines may be.</exception>
    public void Run()
    {
        _output.ResetWrittenCount();
        Tally.Clear();
        Span<int> scratch = stackalloc int[TableFields.ScratchLength];
        var fields = new TableFields(scratch);
        int count = 0;
        while (Lines.TryNext(out ReadOnlySpan<byte> line, out long number))
        {
            string? fault = fields.Split(line);
            answers.Take(count, fields, fault);
            _lines[count] = number;
            if (writer.Echoes)
            {
                writer.Echo(_echo, fields);
                _echoEnds[count] = _echo.WrittenCount;
            }
            if (++count == TableAnswers.Batch)
            {
                Write(count);
                count = 0;
            }
        }
        Write(count);
    }

    private void Write(int count)
    {
        answers.Answer(count);
        ReadOnlySpan<byte> echo = _echo.WrittenSpan;
        for (int row = 0; row < count; row++)
        {
            Tally.Add(_lines[row], answers.Status(row));
            Tally.Slips.Add(answers.Slips(row));
            ReadOnlySpan<byte> echoed = writer.Echoes ? echo[(row == 0 ? 0 : _echoEnds[row - 1]).._echoEnds[row]] : default;
            writer.Write(_output, echoed, answers, row);
        }
        _echo.ResetWrittenCount();
    }
}
