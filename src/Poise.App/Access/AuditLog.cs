using System.Globalization;
using System.Text.Json;
using Poise.Storage;

namespace Poise.App;

/// <summary>A command that was given, or an address that was locked out.</summary>
/// <param name="At">ISO 8601 in UTC.</param>
/// <param name="Who">The user's name; local for the one user of this machine; null for an address.</param>
/// <param name="Role">viewer, trader or risk; null for an address.</param>
/// <param name="From">The address it came from.</param>
/// <param name="Command">kill, resume, cancelAll, setBand, setPolicy, hold, setLimits, approve; lockout.</param>
/// <param name="Detail">What was set, where something was.</param>
/// <param name="Status">Of the HTTP answer: 200 taken, 403 not of this role, 409 refused by the desk, 429 a lockout. Commands beyond the limit of a minute are refused and not written.</param>
public sealed record AuditEntry(string At, string? Who, string? Role, string? From, string Command, string? Detail, int Status);

/// <param name="Entries">The newest first.</param>
public sealed record AuditAnswer(IReadOnlyList<AuditEntry> Entries);

/// <summary>Who commanded what, a line of JSON each, in a file of its owner alone. A full file is put aside as <c>audit.log.1</c>, the one before as <c>.2</c>, and the oldest goes. What a value holds cannot end its line.</summary>
public sealed class AuditLog : IDisposable
{
    public const string FileName = "audit.log";

    /// <summary>Bytes of the file's end that are read for an answer.</summary>
    private const int Looked = 1 << 20;

    /// <summary>Of one file, and how many that were put aside are kept: years of a desk that people command.</summary>
    public const long UsualBytes = 8 << 20;
    public const int UsualKept = 10;

    private readonly IDisk _disk;
    private readonly long _most;
    private readonly int _kept;
    private IDiskFile? _file;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();

    private AuditLog(IDisk disk, TimeProvider time, long most, int kept)
    {
        (_disk, _time, _most, _kept) = (disk, time, most, kept);
        _file = disk.Open(FileName);
        // A line that a crash cut short stays by itself.
        if (Tail(_file, 1) is [not (byte)'\n'])
            _file.Append("\n"u8);
    }

    /// <param name="most">Bytes of a file before it is put aside.</param>
    /// <param name="kept">Files put aside that are kept.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public static AuditLog Open(IDisk disk, TimeProvider time, long most = UsualBytes, int kept = UsualKept) => new(disk, time, most, kept);

    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(Caller? who, string? from, string command, string? detail, int status)
    {
        string at = Api.Iso(_time.GetUtcNow());
        var entry = new AuditEntry(at, who?.Name, who is null ? null : Roles.Name(who.Role), from, command, detail, status);
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(entry, PoiseJson.Default.AuditEntry), (byte)'\n'];
        lock (_lock)
        {
            if (_file?.Length > 0 && _file.Length + line.Length > _most)
                PutAside();
            _file ??= _disk.Open(FileName);
            _file.Append(line);
            _file.Flush();
        }
    }

    /// <summary>The last ones, the newest first; fewer where they are long.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public AuditAnswer Last(int count)
    {
        List<AuditEntry> entries = [];
        lock (_lock)
        {
            _file ??= _disk.Open(FileName);
            Add(entries, Tail(_file, Looked), count);
            IReadOnlyList<string> there = entries.Count < count ? _disk.List() : [];
            for (int i = 1; i <= _kept && entries.Count < count && there.Contains(Aside(i), StringComparer.Ordinal); i++)
            {
                using IDiskFile aside = _disk.Open(Aside(i));
                Add(entries, Tail(aside, Looked), count);
            }
        }
        return new AuditAnswer(entries);
    }

    public void Dispose() => _file?.Dispose();

    private static AuditEntry? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, PoiseJson.Default.AuditEntry);
        }
        catch (JsonException)
        {
            return null; // cut short by a crash, or by where we began to read
        }
    }

    private static void Add(List<AuditEntry> entries, byte[] tail, int count)
    {
        for (int end = tail.Length; end > 0 && entries.Count < count;)
        {
            int start = tail.AsSpan(0, end - 1).LastIndexOf((byte)'\n') + 1;
            if (Parse(tail.AsSpan(start, end - start)) is AuditEntry entry)
                entries.Add(entry);
            end = start;
        }
    }

    /// <summary>Begins an empty file. Where that fails the full one goes on.</summary>
    private void PutAside()
    {
        try
        {
            IReadOnlyList<string> there = _disk.List();
            for (int i = _kept - 1; i >= 1; i--)
                if (there.Contains(Aside(i), StringComparer.Ordinal))
                    _disk.Rename(Aside(i), Aside(i + 1));
            _file?.Dispose();
            _file = null;
            _disk.Rename(FileName, Aside(1));
            _disk.FlushNames();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // it is tried again with the next line, which is written all the same
        }
    }

    private static string Aside(int number) => string.Create(CultureInfo.InvariantCulture, $"{FileName}.{number}");

    private static byte[] Tail(IDiskFile file, int most)
    {
        var tail = new byte[Math.Min(file.Length, most)];
        file.Read(file.Length - tail.Length, tail);
        return tail;
    }
}
