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

/// <summary>Who commanded what, a line of JSON each, in a file of its owner alone that only grows. What a value holds cannot end its line.</summary>
public sealed class AuditLog : IDisposable
{
    public const string FileName = "audit.log";

    /// <summary>Bytes of the file's end that are read for an answer.</summary>
    private const int Looked = 1 << 20;

    private readonly IDiskFile _file;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();

    private AuditLog(IDiskFile file, TimeProvider time)
    {
        _file = file;
        _time = time;
        // A line that a crash cut short stays by itself.
        if (Tail(1) is [not (byte)'\n'])
            _file.Append("\n"u8);
    }

    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public static AuditLog Open(IDisk disk, TimeProvider time) => new(disk.Open(FileName), time);

    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(Caller? who, string? from, string command, string? detail, int status)
    {
        string at = Api.Iso(_time.GetUtcNow());
        var entry = new AuditEntry(at, who?.Name, who is null ? null : Roles.Name(who.Role), from, command, detail, status);
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(entry, PoiseJson.Default.AuditEntry), (byte)'\n'];
        lock (_lock)
        {
            _file.Append(line);
            _file.Flush();
        }
    }

    /// <summary>The last ones, the newest first; fewer where they are long.</summary>
    public AuditAnswer Last(int count)
    {
        byte[] tail;
        lock (_lock)
            tail = Tail(Looked);
        List<AuditEntry> entries = [];
        for (int end = tail.Length; end > 0 && entries.Count < count;)
        {
            int start = tail.AsSpan(0, end - 1).LastIndexOf((byte)'\n') + 1;
            if (Parse(tail.AsSpan(start, end - start)) is AuditEntry entry)
                entries.Add(entry);
            end = start;
        }
        return new AuditAnswer(entries);
    }

    public void Dispose() => _file.Dispose();

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

    private byte[] Tail(int most)
    {
        var tail = new byte[Math.Min(_file.Length, most)];
        _file.Read(_file.Length - tail.Length, tail);
        return tail;
    }
}
