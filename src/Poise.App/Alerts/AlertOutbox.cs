using System.Security.Cryptography;
using System.Text.Json;
using Poise.Flow;
using Poise.Storage;

namespace Poise.App;

/// <summary>One line of the outbox's journal: its name, an alert that is to be sent, or that one was.</summary>
/// <param name="Alert">To be sent; its number is the record's.</param>
/// <param name="Sent">The number of one that was taken at the other end.</param>
public sealed record OutboxRecord(string? Name, AlertView? Alert, long? Sent);

/// <summary>Alerts on their way out, durable before anything is tried: what was not taken at the other end waits for the next start. What a failing disk does not take is sent all the same, and lost where the process ends before that.</summary>
internal sealed class AlertOutbox : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Journal _journal;
    private readonly SortedDictionary<long, AlertView> _waiting = [];
    private readonly Dictionary<AlarmName, AlertView> _standing = [];

    /// <summary>Above those of any journal, and others after each start: a number that came twice would be dropped at the other end.</summary>
    private long _unkept = (1L << 62) + ((long)RandomNumberGenerator.GetInt32(int.MaxValue) << 20);

    private AlertOutbox(Journal journal) => _journal = journal;

    /// <summary>Its own, made by chance when it began: numbers mean something under it alone.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Why alerts are not on the disk any more; null while they are.</summary>
    public string? Failure { get; private set; }

    /// <summary>Alarms that began and are not over, as far as they were told.</summary>
    public IReadOnlyList<AlertView> Standing
    {
        get
        {
            lock (_lock)
                return [.. _standing.Values];
        }
    }

    /// <exception cref="JournalException">The journal is damaged, or another process has it.</exception>
    public static AlertOutbox Open(IDisk disk)
    {
        Journal journal = Journal.Open(disk, new JournalOptions { Prefix = "alerts", SegmentBytes = 1 << 20, MaxRecordBytes = 64 << 10, BufferBytes = 64 << 10 }, out _);
        var outbox = new AlertOutbox(journal);
        foreach (JournalRecord record in journal.ReadAll())
        {
            if (JsonSerializer.Deserialize(record.Payload.Span, PoiseJson.Default.OutboxRecord) is not OutboxRecord read)
                continue;
            outbox.Name = read.Name ?? outbox.Name;
            if (read.Alert is AlertView alert)
            {
                outbox._waiting.Add(record.Sequence, alert);
                outbox.Follow(alert);
            }
            else if (read.Sent is long sent)
                outbox._waiting.Remove(sent);
        }
        if (outbox.Name.Length == 0)
            outbox.Write(new(outbox.Name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)), null, null));
        return outbox;
    }

    public int Waiting
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    /// <summary>On return the alert is on the medium, unless that fails: see <see cref="Failure"/>.</summary>
    /// <returns>Its number.</returns>
    public long Add(AlertView alert)
    {
        lock (_lock)
        {
            Follow(alert);
            long number = Keep(new(null, alert, null)) ?? ++_unkept;
            _waiting.Add(number, alert);
            return number;
        }
    }

    /// <summary>The oldest that waits; null when none does.</summary>
    public (long Number, AlertView Alert)? Next()
    {
        lock (_lock)
            return _waiting.Count == 0 ? null : (_waiting.Keys.First(), _waiting.Values.First());
    }

    /// <summary>One was taken at the other end.</summary>
    public void Sent(long number)
    {
        lock (_lock)
        {
            if (_waiting.Remove(number) && number < 1L << 62)
                Keep(new(null, null, number));
        }
    }

    public void Dispose() => _journal.Dispose();

    private void Follow(AlertView alert)
    {
        if (alert.State == AlertView.Began)
            _standing[AlarmName.Of(alert)] = alert;
        else if (alert.State == AlertView.Ended)
            _standing.Remove(AlarmName.Of(alert));
    }

    /// <returns>Null where the medium does not take it.</returns>
    private long? Keep(OutboxRecord record)
    {
        try
        {
            return Failure is null ? Write(record) : null;
        }
        catch (JournalException e)
        {
            Failure = e.Message;
            return null;
        }
    }

    private long Write(OutboxRecord record)
    {
        long number = _journal.Append(JsonSerializer.SerializeToUtf8Bytes(record, PoiseJson.Default.OutboxRecord));
        _journal.Flush();
        return number;
    }
}
