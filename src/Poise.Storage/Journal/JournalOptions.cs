namespace Poise.Storage;

/// <summary>How a journal is kept.</summary>
public sealed record JournalOptions
{
    /// <summary>The desk whose facts these are; a journal of another desk is refused.</summary>
    public int Desk { get; init; } = 1;

    /// <summary>First part of the segments' names. Recordings use the same format under "recording-N".</summary>
    public string Prefix { get; init; } = "journal";

    /// <summary>The first record that is needed: segments that hold only older ones may be gone. It, or the place where it will be written, must be there.</summary>
    public long From { get; init; } = 1;

    /// <summary>A segment that has reached this many bytes is closed and the next one begun.</summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>Largest payload of one record, in bytes.</summary>
    public int MaxRecordBytes { get; init; } = 16 << 20;

    /// <summary>Records that gather in memory before they are written (not yet flushed), in bytes.</summary>
    public int BufferBytes { get; init; } = 256 << 10;
}

/// <summary>What was found when a journal was opened.</summary>
/// <param name="Records">Records that stand.</param>
/// <param name="Segments">Segment files, the open one included.</param>
/// <param name="TornFile">The file whose tail was cut, or null.</param>
/// <param name="TornOffset">Where it was cut, in bytes from the file's start.</param>
/// <param name="TornBytes">How many bytes were cut: an unfinished write, which nobody was told of.</param>
public sealed record JournalReport(long Records, int Segments, string? TornFile, long TornOffset, long TornBytes)
{
    public bool WasTorn => TornFile is not null;

    public override string ToString() => WasTorn
        ? $"{Records} records in {Segments} segments; {TornBytes} bytes of an unfinished write cut from {TornFile} at byte {TornOffset}"
        : $"{Records} records in {Segments} segments";
}

/// <summary>A record as it was appended.</summary>
public readonly record struct JournalRecord(long Sequence, ReadOnlyMemory<byte> Payload);

/// <summary>A journal that cannot be trusted or used. The message names the file, the byte and the reason.</summary>
public sealed class JournalException : IOException
{
    public JournalException(string file, long offset, string reason, Exception? cause = null)
        : base($"{file}, byte {offset}: {reason}", cause)
    {
        File = file;
        Offset = offset;
    }

    public string File { get; }

    /// <summary>Bytes from the file's start.</summary>
    public long Offset { get; }
}
