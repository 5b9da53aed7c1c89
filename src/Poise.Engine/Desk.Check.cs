using Poise.Domain;

namespace Poise.Engine;

/// <summary>A desk found that its own sums do not agree: it must not trade on.</summary>
public sealed class BrokenInvariantException(string message) : InvalidOperationException(message);

public sealed partial class Desk
{
    /// <summary>The bits of everything that decides what comes next. Two desks that folded the same have the same.</summary>
    public ulong StateHash()
    {
        StateHasher hasher = new();
        hasher.Add(Now);
        hasher.Add(Events);
        hasher.Add(Batches);
        hasher.Add(_sequence);
        hasher.Add(((int)State << 16) | ((int)StateReason << 8) | (_accounts[0].HasBegun ? 16 : 0) | (IsLocked ? 8 : 0) | (_accounts[0].IsLinkUp ? 4 : 0) | (_accounts[0].IsReconciled ? 2 : 0) | (_isCancelAllAsked ? 1 : 0));
        hasher.Add(_first);
        hasher.Add(_mismatches);
        hasher.Add(_accounts[0].BegunAt);
        hasher.Add(_wakeAt);
        hasher.Add(BookHash());
        if (_package is { } package)
            hasher.Add(package.Legs.Length);
        for (int i = 0; i < _working.Count; i++)
            AddTo(ref hasher, _working[i]);
        _rate.AddTo(ref hasher);
        if (Settings.Orders.MaxMessages < int.MaxValue)
            _messages.AddTo(ref hasher);
        foreach (AccountState account in _accounts.Length > 1 || Settings.OrdersAt.Count > 0 ? _accounts : [])
            account.AddTo(ref hasher);
        foreach (AccountState account in _accounts)
            account.AddMarginsTo(ref hasher);
        AddLimitsTo(ref hasher);
        foreach (Hedger hedger in _hedgers)
            hedger.AddTo(ref hasher);
        return hasher.Hash;
    }

    /// <summary>The bits of positions and ledger alone: equal before a crash and after recovery.</summary>
    public long BookHash()
    {
        StateHasher hasher = new();
        hasher.Add(Book.Fills);
        for (int i = 0; i < Book.Count; i++)
        {
            Position position = Book.PositionOf(new(i));
            hasher.Add(position.Quantity.Count);
            hasher.Add(position.Cash);
            hasher.Add(position.Fees);
            hasher.Add(position.Funding);
        }
        return (long)hasher.Hash;
    }

    /// <summary>Checks the desk's sums against their definitions. Called between batches.</summary>
    /// <exception cref="BrokenInvariantException">Two of them do not agree.</exception>
    public void Invariants()
    {
        for (int c = 0; c < Book.Currencies; c++)
            CheckLedger(c);
        for (int i = 0; i < _working.Count; i++)
            CheckOrder(_working[i], i);
        if (_working.Count > 0 && _sequence < _working[_working.Count - 1].Order.Id.Sequence)
            throw new BrokenInvariantException("an order under way is newer than the last one sent");
    }

    /// <summary>Checks the running sums of the greeks against a full sum, right after a batch.</summary>
    /// <exception cref="BrokenInvariantException">They drifted apart.</exception>
    public void CheckDrift(double tolerance = 1e-9)
    {
        foreach (Hedger hedger in _hedgers)
        {
            NetGreeks running = hedger.Greeks.Net, full = hedger.Greeks.SumAll();
            if (!double.IsFinite(running.Delta) && !double.IsFinite(full.Delta))
                continue;
            if (!(Math.Abs(running.Delta - full.Delta) <= tolerance * (1 + Math.Abs(full.Delta)))
                || !(Math.Abs(running.Vega - full.Vega) <= tolerance * (1 + Math.Abs(full.Vega))))
                throw new BrokenInvariantException($"net delta of {hedger.Underlying} runs at {running.Delta:R} and sums to {full.Delta:R}");
        }
    }

    private void CheckLedger(int currency)
    {
        decimal cash = 0, fees = 0, funding = 0;
        for (int i = 0; i < Book.Count; i++)
        {
            if (Book.CurrencyOf(new(i)) != currency)
                continue;
            Position position = Book.PositionOf(new(i));
            cash += position.Cash;
            fees += position.Fees;
            funding += position.Funding;
        }
        LedgerLine line = Book.Ledger(currency);
        // Decimals are exact until 28 digits are spent: inverse futures divide.
        if (Math.Abs(cash - line.Cash) > 1e-12m || Math.Abs(fees - line.Fees) > 1e-12m || Math.Abs(funding - line.Funding) > 1e-12m)
            throw new BrokenInvariantException($"the ledger in {line.Currency} is {line.Cash}, {line.Fees} of fees and {line.Funding} of funding; its positions make {cash}, {fees} and {funding}");
    }

    private static void CheckOrder(in WorkingOrder working, int index)
    {
        if (working.IsDone)
            throw new BrokenInvariantException($"order {working.Order.Id} at {index} is done and still under way");
        if (working.Folded < Lots.Zero || working.Order.Quantity <= Lots.Zero)
            throw new BrokenInvariantException($"order {working.Order.Id} has an impossible quantity");
    }

    private static void AddTo(ref StateHasher hasher, in WorkingOrder working)
    {
        hasher.Add(working.Order.Id.Sequence);
        hasher.Add(working.Order.Contract.Value);
        hasher.Add((int)working.Order.Side);
        hasher.Add(working.Order.Quantity.Count);
        hasher.Add(working.Order.Limit.Count);
        hasher.Add(working.Folded.Count);
        hasher.Add(working.Reported.Count);
        if (working.Order.TimeInForce is TimeInForce.GoodTillCancelled or TimeInForce.Day) // how long it has rested decides
            hasher.Add(working.At);
        hasher.Add((working.IsAcknowledged ? 4 : 0) | (working.IsFinal ? 2 : 0) | (working.IsCancelSent ? 1 : 0));
    }
}
