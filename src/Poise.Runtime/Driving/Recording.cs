using Poise.Domain;
using Poise.Engine;
using Poise.Storage;

namespace Poise.Runtime;

/// <summary>
/// Everything that one life of a desk saw and did, quotes and borders too, with the state's hash now and then. It begins
/// where the journal stood at that start. A recording that cannot be written ends; the desk goes on.
/// </summary>
public sealed class Recording : IDisposable
{
    private const int BatchesBetweenHashes = 1000;
    private readonly Journal _journal;
    private byte[] _bytes = new byte[DeskEventCodec.UsualLength];
    private long _hashedAt;

    /// <param name="batches">That the desk has behind it: what settings this start brings is told in the first one.</param>
    private Recording(Journal journal, long batches) => (_journal, _hashedAt) = (journal, batches);

    /// <summary>Why it ended, or null.</summary>
    public string? Failure { get; private set; }

    public static JournalOptions OptionsOf(int desk, long life) => new() { Desk = desk, Prefix = $"recording-{life}" };

    /// <summary>
    /// Begins the recording of a desk that was folded and not started yet. What lies there under this life's number is of a
    /// start that died before it was durable: it never was, and is removed.
    /// </summary>
    /// <exception cref="JournalException">The files cannot be made.</exception>
    public static Recording Begin(IDisk disk, Desk desk)
    {
        JournalOptions options = OptionsOf(desk.Settings.Desk, desk.Starts + 1);
        foreach (string name in disk.List())
            if (name.StartsWith(options.Prefix + "-", StringComparison.Ordinal))
                disk.Delete(name);
        disk.FlushNames();
        return new(Journal.Open(disk, options, out _), desk.Batches);
    }

    internal void Add(in DeskEvent e)
    {
        if (Failure is not null)
            return;
        int length;
        while (!DeskEventCodec.TryEncode(e, _bytes, out length))
            Array.Resize(ref _bytes, 2 * length);
        try
        {
            _journal.Append(_bytes.AsSpan(0, length));
        }
        catch (JournalException failure)
        {
            Failure = failure.Message;
        }
    }

    /// <summary>Between batches: notes the state's hash when it is time.</summary>
    internal void Note(Desk desk)
    {
        if (desk.Batches - _hashedAt < BatchesBetweenHashes)
            return;
        _hashedAt = desk.Batches;
        Add(DeskEvent.StateHashed(desk.Now, desk.StateHash()));
    }

    internal void End(Desk desk)
    {
        Add(DeskEvent.StateHashed(desk.Now, desk.StateHash()));
        if (Failure is not null)
            return;
        try
        {
            _journal.Flush();
        }
        catch (JournalException failure)
        {
            Failure = failure.Message;
        }
    }

    public void Dispose() => _journal.Dispose();
}

/// <summary>What came of deciding a recording again.</summary>
/// <param name="Difference">The first place where this build did something else; null where it did the same.</param>
public sealed record ReplayReport(long Life, long Events, long Batches, long Orders, long Hashes, string? Difference, string StateHash);

/// <summary>Replays one life of a desk from its folder: the journal up to that start, then the recording.</summary>
public static class RecordedLife
{
    /// <param name="life">1 for the first start of the folder's desk.</param>
    /// <exception cref="JournalException">Journal or recording cannot be read, or the desk still runs.</exception>
    public static ReplayReport Replay(IDisk disk, DeskSettings settings, long life)
    {
        Desk desk = new(settings);
        using (Journal journal = Journal.Open(disk, new JournalOptions { Desk = settings.Desk }, out _))
        {
            Recovery recovery = new(desk);
            foreach (JournalRecord record in journal.ReadAll())
            {
                if (desk.Starts == life - 1 && IsStart(record))
                    break;
                string? refusal = recovery.Fold(record.Payload.Span);
                if (refusal is not null)
                    throw new JournalException("journal", record.Sequence, refusal);
            }
        }
        Replay replay = new(desk);
        using Journal recording = Journal.Open(disk, Recording.OptionsOf(settings.Desk, life), out JournalReport report);
        foreach (JournalRecord record in recording.ReadAll())
        {
            if (!DeskEventCodec.TryDecode(record.Payload.Span, out DeskEvent e, out string? refusal))
                throw new JournalException("recording", record.Sequence, refusal!);
            if (!replay.Step(e))
                break;
        }
        return new ReplayReport(life, report.Records, replay.Batches, replay.Orders, replay.Hashes, replay.Difference, desk.StateHash().ToString("x16"));
    }

    private static bool IsStart(in JournalRecord record) =>
        DeskEventCodec.TryDecode(record.Payload.Span, out DeskEvent e, out _) && e.Kind == DeskEventKind.Started;
}
