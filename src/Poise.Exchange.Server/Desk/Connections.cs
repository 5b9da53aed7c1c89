namespace Poise.Exchange.Server;

/// <summary>Connections with a login, as far as their orders outlive them: what each has placed, and whose orders its drop cancels.</summary>
internal sealed class Connections
{
    private readonly SortedDictionary<long, (int Account, CancelScope? Own)> _open = [];
    private readonly SortedDictionary<(long Session, int Account), HashSet<long>> _orders = [];
    private readonly SortedSet<int> _cancelling = [];

    /// <summary>Sessions with a login, the oldest first, and their accounts.</summary>
    public IEnumerable<(long Session, int Account)> Open => _open.Select(static o => (o.Key, o.Value.Account));

    /// <summary>Whether connections of an account cancel its orders when they drop, where they say nothing else.</summary>
    public bool Cancels(int account) => _cancelling.Contains(account);

    /// <summary>Whose orders a session's drop cancels.</summary>
    public CancelScope ScopeOf(long session) =>
        !_open.TryGetValue(session, out (int Account, CancelScope? Own) open) ? CancelScope.None : CancelScopes.Of(open.Own, Cancels(open.Account));

    /// <returns>False where it was so already.</returns>
    public bool SetCancels(int account, bool isOn) => isOn ? _cancelling.Add(account) : _cancelling.Remove(account);

    /// <param name="own">Null: as its account has it.</param>
    /// <returns>False where it was so already.</returns>
    public bool Set(long session, int account, CancelScope? own)
    {
        if (_open.TryGetValue(session, out (int, CancelScope?) known) && known == (account, own))
            return false;
        _open[session] = (account, own);
        return true;
    }

    /// <summary>An order came over a session.</summary>
    public void Placed(long session, int account, long order, SimulatedExchange exchange)
    {
        if (!_orders.TryGetValue((session, account), out HashSet<long>? orders))
            _orders.Add((session, account), orders = []);
        orders.Add(order);
        // What has ended for good needs no cancel when the link drops.
        if (orders.Count > 1000 && orders.Count % 500 == 0)
            orders.RemoveWhere(n => !exchange.TryFind(n, out OrderRecord o) || o.Stage is not (OrderStage.Open or OrderStage.Waiting or OrderStage.Triggered));
    }

    /// <summary>A session is gone.</summary>
    /// <returns>What came over it for an account; null for nothing.</returns>
    public HashSet<long>? Close(long session, int account)
    {
        _orders.Remove((session, account), out HashSet<long>? orders);
        // What came over it for an account that it was logged in to before.
        foreach ((long, int) other in _orders.Keys.Where(k => k.Session == session).ToArray())
            _orders.Remove(other);
        _open.Remove(session);
        return orders;
    }

    public void Save(StateWriter to)
    {
        to.Write(_open.Count);
        foreach ((long session, (int account, CancelScope? own)) in _open)
        {
            to.Write(session);
            to.Write((account, own is { } scope ? (int)scope : -1));
        }
        to.Write(_orders.Count);
        foreach (((long session, int account), HashSet<long> orders) in _orders)
        {
            to.Write(session);
            to.Write(account);
            to.WriteAll<long>([.. orders.Order()]);
        }
        to.WriteAll<int>([.. _cancelling]);
    }

    public void Load(ref StateReader from)
    {
        for (int left = from.Read<int>(); left > 0; left--)
        {
            long session = from.Read<long>();
            (int account, int own) = from.Read<(int, int)>();
            _open.Add(session, (account, own < 0 ? null : (CancelScope)own));
        }
        for (int left = from.Read<int>(); left > 0; left--)
            _orders.Add((from.Read<long>(), from.Read<int>()), [.. from.ReadAll<long>()]);
        _cancelling.UnionWith(from.ReadAll<int>());
    }
}
