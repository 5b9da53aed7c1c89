using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>What changed an account's money.</summary>
/// <param name="Type">trade, delivery, deposit, withdrawal, transfer ...</param>
/// <param name="Change">Units.</param>
/// <param name="Balance">Units afterwards.</param>
/// <param name="Instrument">The exchange may have forgotten it since.</param>
internal readonly record struct LogEntry(long Id, Instant At, int Currency, string Type, long Change, long Balance, InstrumentTerms? Instrument = null, AccountTrade? Trade = null, long Position = 0, double Price = double.NaN)
{
    /// <summary>The type of an entry that is funding and nothing else.</summary>
    public const string Funding = "settlement";
}

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

    public void Save(SimulatedExchange exchange, StateWriter to)
    {
        to.Write(_last);
        to.Write(_entries.Count);
        foreach (LogEntry e in _entries)
        {
            to.Write((e.Id, e.At, e.Change, e.Balance, e.Position, e.Price));
            to.Write(e.Currency);
            to.WriteText(e.Type);
            to.Write(e.Instrument is not null);
            if (e.Instrument is not null)
                exchange.Save(e.Instrument, to);
            to.Write(e.Trade is not null);
            if (e.Trade is { } trade)
                to.Write(trade);
        }
    }

    public void Load(SimulatedExchange exchange, ref StateReader from)
    {
        long last = from.Read<long>();
        for (int left = from.Read<int>(); left > 0; left--)
        {
            (long id, Instant at, long change, long balance, long position, double price) = from.Read<(long, Instant, long, long, long, double)>();
            int currency = from.Read<int>();
            string type = from.ReadText() ?? "";
            InstrumentTerms? instrument = from.Read<bool>() ? exchange.ReadTerms(ref from) : null;
            AccountTrade? trade = from.Read<bool>() ? from.ReadTrade() : null;
            _entries.Enqueue(new LogEntry(id, at, currency, type, change, balance, instrument, trade, position, price));
        }
        _last = last;
    }
}
