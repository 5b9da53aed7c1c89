namespace Poise.Storage;

/// <summary>The check of a whole journal at start-up: every record of every segment, in order.</summary>
internal sealed class JournalScan(IDisk disk, JournalOptions options, List<string> names)
{
    public List<Segment> Segments { get; } = [];

    public long Records { get; private set; }

    public long NextSequence { get; private set; } = 1;

    public string? TornFile { get; private set; }

    public long TornOffset { get; private set; }

    public long TornBytes { get; private set; }

    /// <summary>Returns the last segment, open and whole, or null when a first one must be begun.</summary>
    public IDiskFile? Run()
    {
        IDiskFile? last = null;
        try
        {
            for (int i = 0; i < names.Count; i++)
            {
                IDiskFile file = disk.Open(names[i]);
                last?.Dispose();
                last = file;
                bool isLast = i == names.Count - 1;
                if (file.Length < RecordFormat.SegmentHeader || (isLast && IsUnwritten(file)))
                {
                    last = null;
                    last = DropUnfinished(file, isLast);
                    break;
                }
                Check(file, isLast);
            }
            if (NextSequence < options.From)
                throw new JournalException(last?.Name ?? options.Prefix, last?.Length ?? 0, $"ends before record {options.From}, which should follow: records are missing");
            // What outlived a killed process may be in the machine's memory only: make it durable before it is acted upon.
            last?.Flush();
            return last;
        }
        catch
        {
            last?.Dispose();
            throw;
        }
    }

    /// <summary>A segment that was being begun: it holds nothing that was promised.</summary>
    private IDiskFile? DropUnfinished(IDiskFile file, bool isLast)
    {
        using (file)
        {
            if (!isLast)
                throw new JournalException(file.Name, file.Length, "the segment ends within its header and is not the last one");
            TornBytes = file.Length;
        }
        (TornFile, TornOffset) = (file.Name, 0);
        disk.Delete(file.Name);
        disk.FlushNames();
        return Segments.Count > 0 ? disk.Open(Segments[^1].Name) : null;
    }

    private static bool IsUnwritten(IDiskFile file)
    {
        Span<byte> header = stackalloc byte[RecordFormat.SegmentHeader];
        return file.Length == RecordFormat.SegmentHeader && file.Read(0, header) == header.Length && !header.ContainsAnyExcept((byte)0);
    }

    private void Check(IDiskFile file, bool isLast)
    {
        Span<byte> header = stackalloc byte[RecordFormat.SegmentHeader];
        file.Read(0, header);
        string? wrong = RecordFormat.CheckSegmentHeader(header, options.Desk, out long first);
        if (wrong is not null)
            throw new JournalException(file.Name, 0, wrong);
        if (Segments.Count == 0 && first >= 1 && first <= options.From)
            NextSequence = first;
        if (first != NextSequence)
            throw new JournalException(file.Name, 0, $"begins with record {first}; record {NextSequence} should follow: a segment is missing or out of place");
        Segments.Add(new Segment(file.Name, first));

        var reader = new SegmentReader(file, options.MaxRecordBytes);
        SegmentReader.Step step;
        while ((step = reader.Next(NextSequence)) == SegmentReader.Step.Record)
        {
            NextSequence++;
            Records++;
        }
        if (step == SegmentReader.Step.End)
            return;
        bool isTorn = step == SegmentReader.Step.Short
            || (step == SegmentReader.Step.Broken && TailExam.IsUnfinishedWrite(file, reader.Offset, NextSequence, options.MaxRecordBytes));
        if (!isLast || !isTorn)
            throw new JournalException(file.Name, reader.Offset, $"record {NextSequence} is damaged ({Describe(step)}); what follows it cannot be trusted");
        (TornFile, TornOffset, TornBytes) = (file.Name, reader.Offset, file.Length - reader.Offset);
        file.Truncate(reader.Offset);
    }

    private static string Describe(SegmentReader.Step step) => step switch
    {
        SegmentReader.Step.Short => "the file ends within it",
        SegmentReader.Step.OutOfSequence => "it carries another number",
        _ => "CRC-32C does not match",
    };
}
