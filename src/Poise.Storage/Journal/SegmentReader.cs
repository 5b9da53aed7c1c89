namespace Poise.Storage;

/// <summary>Walks the records of one segment in order, through a window that holds at least one whole record.</summary>
internal sealed class SegmentReader(IDiskFile file, int maxPayload)
{
    private byte[] _window = new byte[1 << 16];
    private long _windowAt;
    private int _held;

    /// <summary>Where the next record begins.</summary>
    public long Offset { get; private set; } = RecordFormat.SegmentHeader;

    public long Sequence { get; private set; }

    /// <summary>Valid until the next call of <see cref="Next"/>.</summary>
    public ReadOnlyMemory<byte> Payload { get; private set; }

    /// <summary>Steps to the next record.</summary>
    public Step Next(long expectedSequence)
    {
        if (Offset == file.Length)
            return Step.End;
        if (file.Length - Offset < RecordFormat.RecordHeader)
            return Step.Short;
        ReadOnlySpan<byte> header = Look(RecordFormat.RecordHeader);
        if (!RecordFormat.TryHeader(header, maxPayload, out int length, out long sequence, out _))
            return Step.Broken;
        int size = RecordFormat.Size(length);
        if (file.Length - Offset < size)
            return Step.Short;
        if (!RecordFormat.HasBody(Look(size), length))
            return Step.Broken;
        if (sequence != expectedSequence)
            return Step.OutOfSequence;
        Sequence = sequence;
        Payload = _window.AsMemory((int)(Offset - _windowAt) + RecordFormat.RecordHeader, length);
        Offset += size;
        return Step.Record;
    }

    private ReadOnlySpan<byte> Look(int bytes)
    {
        if (Offset < _windowAt || Offset + bytes > _windowAt + _held)
        {
            if (bytes > _window.Length)
                _window = new byte[Math.Max(bytes, 2 * _window.Length)];
            _windowAt = Offset;
            _held = file.Read(Offset, _window);
            if (_held < bytes)
                throw new JournalException(file.Name, Offset, "the file ended while it was read");
        }
        return _window.AsSpan((int)(Offset - _windowAt), bytes);
    }

    public enum Step
    {
        Record,

        /// <summary>The file ends where a record ends.</summary>
        End,

        /// <summary>The file ends within a record.</summary>
        Short,

        /// <summary>The bytes are all there, and wrong.</summary>
        Broken,

        OutOfSequence,
    }
}
