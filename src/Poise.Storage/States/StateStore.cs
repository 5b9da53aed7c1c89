using System.Globalization;

namespace Poise.Storage;

/// <summary>
/// A state that outlives its process: its last snapshot, and a journal of what changed it since. A snapshot is written beside the older one and takes its place when it is whole and durable; records that it holds are removed
/// then. One thread, but for <see cref="Write"/>.
/// </summary>
public sealed class StateStore : IDisposable
{
    private const string Extension = ".state";

    private readonly IDisk _disk;
    private readonly string _name;
    private readonly IDisposable _lock;
    private readonly Journal _journal;
    private readonly long _from;

    private StateStore(IDisk disk, string name, IDisposable held, Journal journal, long from, byte[]? snapshot) =>
        (_disk, _name, _lock, _journal, _from, Snapshot) = (disk, name, held, journal, from, snapshot);

    /// <summary>The last snapshot; null where there never was one, and no record either.</summary>
    public byte[]? Snapshot { get; }

    /// <summary>What changed the state since the snapshot, in order; to be read before anything is added. Each is valid until the next is asked for.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Since => _journal.ReadAll().Where(r => r.Sequence >= _from).Select(static r => r.Payload);

    /// <summary>Opens what is kept under a name, or begins it; holds it against other processes.</summary>
    /// <param name="form">Of the snapshots' content: one of another form is refused.</param>
    /// <exception cref="JournalException">Something is damaged or missing, of another form, or another process has it.</exception>
    public static StateStore Open(IDisk disk, string name, byte form, out JournalReport report)
    {
        IDisposable held = disk.Lock(name + ".state.lock");
        Journal? journal = null;
        try
        {
            long from = 0;
            foreach (string file in disk.List())
            {
                if (TryNumber(file, name, out long number))
                    from = number;
            }
            byte[]? snapshot = from > 0 ? StateFile.Read(disk, FileOf(name, from), form, from) : null;
            journal = Journal.Open(disk, new JournalOptions { Prefix = name, From = Math.Max(1, from), MaxRecordBytes = 64 << 20 }, out report);
            if (snapshot is null && journal.NextSequence > 1)
                throw new JournalException(FileOf(name, 1), 0, $"the snapshot is missing to which {report.Records} records belong");
            var store = new StateStore(disk, name, held, journal, from, snapshot);
            store.Clean(from);
            return store;
        }
        catch
        {
            journal?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <summary>Adds a change; on return it is durable.</summary>
    /// <exception cref="JournalException">The medium failed: the change may be there or not, and nothing more is taken.</exception>
    public void Keep(ReadOnlySpan<byte> change)
    {
        _journal.Append(change);
        _journal.Flush();
    }

    /// <summary>The changes that follow are those of another snapshot: the state as it is now is to be written by <see cref="Write"/> under the number that is returned.</summary>
    /// <exception cref="JournalException">The medium failed.</exception>
    public long Divide() => _journal.Divide();

    /// <summary>Writes a snapshot; any thread, with a disk of its own. The older one and its changes still stand on return.</summary>
    /// <param name="number">As <see cref="Divide"/> gave it.</param>
    /// <exception cref="IOException">The medium failed: the older snapshot stands.</exception>
    public static void Write(IDisk disk, string name, byte form, long number, ReadOnlySpan<byte> state) =>
        StateFile.Replace(disk, FileOf(name, number), form, number, state);

    /// <summary>A snapshot has been written: what it took the place of goes.</summary>
    /// <exception cref="IOException">The medium failed.</exception>
    public void Written(long number)
    {
        Clean(number);
        _journal.DropBefore(number);
    }

    /// <summary>Releases files and lock.</summary>
    public void Dispose()
    {
        _journal.Dispose();
        _lock.Dispose();
    }

    private void Clean(long number)
    {
        foreach (string file in _disk.List())
        {
            bool isOld = TryNumber(file, _name, out long other) && other < number;
            if (isOld || file.StartsWith(_name + "-", StringComparison.Ordinal) && file.EndsWith(Extension + StateFile.Unfinished, StringComparison.Ordinal))
                _disk.Delete(file);
        }
    }

    private static string FileOf(string name, long number) => name + "-" + number.ToString("D16", CultureInfo.InvariantCulture) + Extension;

    private static bool TryNumber(string file, string name, out long number)
    {
        number = 0;
        return file.Length == name.Length + 1 + 16 + Extension.Length && file.StartsWith(name + "-", StringComparison.Ordinal) && file.EndsWith(Extension, StringComparison.Ordinal)
            && long.TryParse(file.AsSpan(name.Length + 1, 16), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
