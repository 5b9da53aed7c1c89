namespace Poise.App;

/// <summary>Whole lines of a table, in a buffer that is used again.</summary>
internal sealed class LineBlock
{
    public const int Size = 128 << 10;

    private readonly byte[] _bytes = new byte[Size];
    private int _start;
    private int _end;
    private long _line;

    /// <summary>Room for what a reader brings.</summary>
    public Memory<byte> Room => _bytes;

    /// <summary>What has not been walked over.</summary>
    public ReadOnlySpan<byte> Rest => _bytes.AsSpan(_start, _end - _start);

    /// <summary>The lines lie in the first bytes; the first has this number.</summary>
    public void Hold(int length, long firstLine) => (_start, _end, _line) = (0, length, firstLine - 1);

    /// <summary>The next line that is not blank, without its line end.</summary>
    /// <exception cref="TableException">The line is longer than <see cref="LineBlocks.Longest"/>.</exception>
    public bool TryNext(out ReadOnlySpan<byte> line, out long number)
    {
        while (_start < _end)
        {
            ReadOnlySpan<byte> rest = Rest;
            int length = rest.IndexOf((byte)'\n');
            line = length < 0 ? rest : rest[..length];
            _start += length < 0 ? rest.Length : length + 1;
            number = ++_line;
            if (line.Length > LineBlocks.Longest)
                throw LineBlocks.Overlong(number);
            if (!line.IsEmpty && line[^1] == '\r')
                line = line[..^1];
            if (!line.Trim(" \t"u8).IsEmpty)
                return true;
        }
        line = default;
        number = _line;
        return false;
    }
}

/// <summary>A table that cannot be answered as a whole: where and why.</summary>
internal sealed class TableException(string message) : Exception(message);

/// <summary>Cuts a stream of text into blocks of whole lines, whatever the stream's length.</summary>
internal sealed class LineBlocks(Stream stream)
{
    /// <summary>Longest line in bytes: no row comes near it, and a stream of one endless line is not read on.</summary>
    public const int Longest = 64 << 10;

    private readonly byte[] _kept = new byte[LineBlock.Size];
    private int _keptLength;
    private long _nextLine = 1;
    private bool _isOver;

    /// <summary>Bytes read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>The stream ended without a line end.</summary>
    public bool EndsOpen { get; private set; }

    public static TableException Overlong(long line) => new($"line {line}: longer than {Longest >> 10} KB: not a table of options");

    /// <summary>The next lines; false at the end.</summary>
    /// <exception cref="TableException">A line is longer than <see cref="Longest"/>.</exception>
    /// <exception cref="OperationCanceledException">Nobody wants it any more.</exception>
    public bool TryRead(LineBlock block, CancellationToken stop)
    {
        if (_isOver)
            return false;
        Span<byte> room = block.Room.Span;
        _kept.AsSpan(0, _keptLength).CopyTo(room);
        int read = Read(block.Room[_keptLength..], stop);
        int length = _keptLength + read;
        _isOver = length < room.Length;
        ReadOnlySpan<byte> text = room[..length];
        int mark = BytesRead == 0 && text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        BytesRead += read;
        if (mark > 0)
        {
            text[mark..].CopyTo(room);
            length -= mark;
            text = room[..length];
        }
        int whole = _isOver ? length : text.LastIndexOf((byte)'\n') + 1;
        _keptLength = length - whole;
        if (_keptLength > Longest)
            throw Overlong(_nextLine + text[..whole].Count((byte)'\n'));
        text[whole..].CopyTo(_kept);
        EndsOpen = _isOver && length > 0 && text[^1] != '\n';
        block.Hold(whole, _nextLine);
        _nextLine += text[..whole].Count((byte)'\n');
        return true;
    }

    // Fills the room or reaches the end. A pipe may be silent for ever: its read is left behind when nobody waits for it any more.
    private int Read(Memory<byte> room, CancellationToken stop)
    {
        if (stream.CanSeek)
            return stream.ReadAtLeast(room.Span, room.Length, throwOnEndOfStream: false);
        var read = Task.Run(() => stream.ReadAtLeast(room.Span, room.Length, throwOnEndOfStream: false), CancellationToken.None);
        return read.WaitAsync(stop).GetAwaiter().GetResult();
    }
}
