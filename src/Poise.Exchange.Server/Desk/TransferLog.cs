using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>Money that went from one account to another.</summary>
/// <param name="Units">Above zero.</param>
internal readonly record struct MadeTransfer(long Id, int From, int To, int Currency, long Units, Instant At);

/// <summary>Transfers between accounts of all owners, the last so many.</summary>
internal sealed class TransferLog
{
    private const int Most = 10_000;
    private readonly Queue<MadeTransfer> _made = [];

    /// <summary>Id of the last one; 0 before the first.</summary>
    public long Last { get; private set; }

    /// <summary>The last one.</summary>
    public MadeTransfer Newest { get; private set; }

    /// <summary>The oldest first.</summary>
    public IReadOnlyCollection<MadeTransfer> Made => _made;

    public void Add(in ExchangeCommand transfer) => Add(new MadeTransfer(++Last, transfer.Account, transfer.Other, transfer.Of, transfer.Units, transfer.At));

    public void Save(StateWriter to)
    {
        to.Write(Last);
        to.Write(_made.Count);
        foreach (MadeTransfer made in _made)
        {
            to.Write((made.Id, made.Units, made.At));
            to.Write((made.From, made.To, made.Currency));
        }
    }

    public void Load(ref StateReader from)
    {
        Last = from.Read<long>();
        for (int left = from.Read<int>(); left > 0; left--)
        {
            (long id, long units, Instant at) = from.Read<(long, long, Instant)>();
            (int giver, int taker, int currency) = from.Read<(int, int, int)>();
            Add(new MadeTransfer(id, giver, taker, currency, units, at));
        }
    }

    private void Add(in MadeTransfer made)
    {
        Newest = made;
        _made.Enqueue(made);
        if (_made.Count > Most)
            _made.Dequeue();
    }
}
