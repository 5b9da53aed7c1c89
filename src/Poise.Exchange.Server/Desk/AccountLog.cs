using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>What changed an account's money.</summary>
/// <param name="Type">trade, delivery, deposit, withdrawal, transfer ...</param>
/// <param name="Change">Units.</param>
/// <param name="Balance">Units afterwards.</param>
internal readonly record struct LogEntry(long Id, Instant At, int Currency, string Type, long Change, long Balance, int Instrument = -1, AccountTrade? Trade = null, long Position = 0, double Price = double.NaN);

/// <summary>The transactions of one account, the last so many.</summary>
internal sealed class AccountLog
{
    private const int Most = 10_000;
    private readonly Queue<LogEntry> _entries = [];
    private long _last;

    /// <summary>The oldest first.</summary>
    public IReadOnlyCollection<LogEntry> Entries => _entries;

    public void Add(in LogEntry entry)
    {
        _entries.Enqueue(entry with { Id = ++_last });
        if (_entries.Count > Most)
            _entries.Dequeue();
    }
}
