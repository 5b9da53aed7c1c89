using System.Globalization;

namespace Poise.Storage;

/// <summary>
/// The desk's memory: append-only segments of numbered, checksummed records. <see cref="Append"/> gathers,
/// <see cref="Flush"/> makes durable; what was not flushed may be lost in a crash, and is then lost from the end only.
/// After an error of the medium the journal takes nothing more: the state of the file is known only after a new start.
/// One thread.
/// </summary>
public sealed class Journal : IDisposable
{
    private const string Extension = ".seg";
    private readonly IDisk _disk;
    private readonly JournalOptions _options;
    private readonly IDisposable _lock;
    private readonly List<Segment> _segments;
    private IDiskFile _file;
    private byte[] _buffer;
    private int _buffered;
    private Exception? _failure;

    private Journal(IDisk disk, JournalOptions options, IDisposable held, List<Segment> segments, IDiskFile file, long nextSequence)
    {
        _disk = disk;
        _options = options;
        _lock = held;
        _segments = segments;
        _file = file;
        _buffer = new byte[options.BufferBytes];
        NextSequence = nextSequence;
        DurableSequence = nextSequence - 1;
    }

    /// <summary>The number that the next record gets. The first record ever is 1.</summary>
    public long NextSequence { get; private set; }

    /// <summary>All records up to this number are durable.</summary>
    public long DurableSequence { get; private set; }

    /// <summary>Opens or begins a journal: checks every record, cuts the tail of an unfinished write, and locks it.</summary>
    /// <exception cref="JournalException">Damage before the tail, another desk's journal, or another process holds it.</exception>
    public static Journal Open(IDisk disk, JournalOptions options, out JournalReport report)
    {
        IDisposable held = disk.Lock(options.Prefix + ".lock");
        IDiskFile? file = null;
        try
        {
            var scan = new JournalScan(disk, options, NeededSegments(disk, options));
            file = scan.Run();
            if (file is null)
            {
                file = Begin(disk, options, scan.NextSequence);
                scan.Segments.Add(new Segment(file.Name, scan.NextSequence));
            }
            report = new JournalReport(scan.Records, scan.Segments.Count, scan.TornFile, scan.TornOffset, scan.TornBytes);
            return new Journal(disk, options, held, scan.Segments, file, scan.NextSequence);
        }
        catch
        {
            file?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <summary>Adds a record and returns its number. It is durable after the next <see cref="Flush"/>.</summary>
    /// <exception cref="ArgumentException">The payload is larger than the options allow.</exception>
    /// <exception cref="JournalException">The medium failed, now or before.</exception>
    public long Append(ReadOnlySpan<byte> payload)
    {
        ThrowIfFailed();
        if (payload.Length > _options.MaxRecordBytes)
            throw new ArgumentException($"a record of {payload.Length} bytes is above the limit of {_options.MaxRecordBytes}", nameof(payload));
        if (_file.Length + _buffered >= _options.SegmentBytes)
            Roll();
        int size = RecordFormat.Size(payload.Length);
        if (_buffered + size > _buffer.Length)
            MakeRoom(size);
        uint unflushed = (uint)(NextSequence - 1 - DurableSequence);
        RecordFormat.WriteRecord(_buffer.AsSpan(_buffered, size), payload, NextSequence, unflushed);
        _buffered += size;
        return NextSequence++;
    }

    /// <summary>On return every appended record is durable. Does nothing when all are.</summary>
    /// <exception cref="JournalException">The medium failed, now or before; nothing since the last flush is promised.</exception>
    public void Flush()
    {
        ThrowIfFailed();
        if (DurableSequence == NextSequence - 1)
            return;
        Write();
        try
        {
            _file.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fail("cannot flush", e);
        }
        DurableSequence = NextSequence - 1;
    }

    /// <summary>Makes all records durable, and begins a segment with the next one.</summary>
    /// <returns>The number of the next record.</returns>
    /// <exception cref="JournalException">The medium failed, now or before.</exception>
    public long Divide()
    {
        Flush();
        if (_segments[^1].FirstSequence < NextSequence)
            Roll();
        return NextSequence;
    }

    /// <summary>Removes the segments that hold only records before a number.</summary>
    /// <exception cref="JournalException">The medium failed, now or before.</exception>
    public void DropBefore(long sequence)
    {
        ThrowIfFailed();
        try
        {
            while (_segments.Count > 1 && _segments[1].FirstSequence <= sequence)
            {
                _disk.Delete(_segments[0].Name);
                _segments.RemoveAt(0);
            }
            _disk.FlushNames();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fail("cannot remove old segments", e);
        }
    }

    /// <summary>
    /// All records that were written, in order. Read before appending: what is still in memory is not among them.
    /// A payload is valid until the next record is asked for.
    /// </summary>
    public IEnumerable<JournalRecord> ReadAll()
    {
        foreach (Segment segment in _segments.ToArray())
        {
            bool isOpen = segment.FirstSequence == _segments[^1].FirstSequence;
            IDiskFile file = isOpen ? _file : _disk.Open(segment.Name);
            try
            {
                var reader = new SegmentReader(file, _options.MaxRecordBytes);
                long expected = segment.FirstSequence;
                SegmentReader.Step step;
                while ((step = reader.Next(expected)) == SegmentReader.Step.Record)
                {
                    yield return new JournalRecord(reader.Sequence, reader.Payload);
                    expected++;
                }
                if (step != SegmentReader.Step.End)
                    throw new JournalException(segment.Name, reader.Offset, "changed since it was opened");
            }
            finally
            {
                if (!isOpen)
                    file.Dispose();
            }
        }
    }

    /// <summary>Releases files and lock. Does not flush: what was not flushed was not promised.</summary>
    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    private void Roll()
    {
        Flush();
        IDiskFile closed = _file;
        try
        {
            _file = Begin(_disk, _options, NextSequence);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fail("cannot begin the next segment", e);
        }
        _segments.Add(new Segment(_file.Name, NextSequence));
        closed.Dispose();
    }

    private void MakeRoom(int size)
    {
        if (_buffered > 0)
            Write();
        if (size > _buffer.Length)
            _buffer = new byte[size];
    }

    private void Write()
    {
        if (_buffered == 0)
            return;
        try
        {
            _file.Append(_buffer.AsSpan(0, _buffered));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fail("cannot write", e);
        }
        _buffered = 0;
    }

    private JournalException Fail(string what, Exception cause)
    {
        _failure = cause;
        return Failure(what, cause);
    }

    private JournalException Failure(string what, Exception cause) =>
        new(_file.Name, _file.Length, $"{what} in {_disk.Place}: {cause.Message}; records after {DurableSequence} are not durable", cause);

    private void ThrowIfFailed()
    {
        if (_failure is not null)
            throw Failure("closed after an error", _failure);
    }

    private static IDiskFile Begin(IDisk disk, JournalOptions options, long firstSequence)
    {
        IDiskFile file = disk.Open(options.Prefix + "-" + firstSequence.ToString("D16", CultureInfo.InvariantCulture) + Extension);
        try
        {
            Span<byte> header = stackalloc byte[RecordFormat.SegmentHeader];
            RecordFormat.WriteSegmentHeader(header, options.Desk, firstSequence);
            file.Append(header);
            file.Flush();
            disk.FlushNames();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Those that are needed; of the others, which a crash may have left, some may be missing.</summary>
    private static List<string> NeededSegments(IDisk disk, JournalOptions options)
    {
        List<string> names = SegmentNames(disk, options.Prefix);
        while (names.Count > 1 && long.TryParse(names[1].AsSpan(options.Prefix.Length + 1, 16), NumberStyles.None, CultureInfo.InvariantCulture, out long next) && next <= options.From)
        {
            disk.Delete(names[0]);
            names.RemoveAt(0);
        }
        return names;
    }

    private static List<string> SegmentNames(IDisk disk, string prefix)
    {
        var names = new List<string>();
        foreach (string name in disk.List())
        {
            if (name.Length == prefix.Length + 1 + 16 + Extension.Length && name.StartsWith(prefix + "-", StringComparison.Ordinal)
                && name.EndsWith(Extension, StringComparison.Ordinal))
                names.Add(name);
        }
        return names;
    }
}

/// <summary>A segment file and the number of its first record.</summary>
internal readonly record struct Segment(string Name, long FirstSequence);
