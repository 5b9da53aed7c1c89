using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>The desk as bytes: one that is loaded from them, and told what came since, is the one that was saved.</summary>
public sealed partial class ExchangeDesk
{
    private Instant _lives;

    /// <summary>Where what comes from outside is written down; null where nobody keeps it.</summary>
    public DeskDeeds? Deeds { get; set; }

    /// <summary>Adds market and desk; not who listens to what, which ends with the connections.</summary>
    public void Save(StateWriter to)
    {
        Market.Save(to);
        foreach (MarketRecord record in _records)
            record.Save(to);
        for (int listing = 0; listing < _indices.Count; listing++)
        {
            _indices[listing].Save(to);
            to.Write(_funded[listing]);
        }
        to.Write(_holders.Count);
        foreach (AccountHolder holder in _holders.Values.OrderBy(static h => h.Account))
        {
            holder.Save(to);
            _logs[holder.Account].Save(Exchange, to);
        }
        _transfers.Save(to);
        _connections.Save(to);
    }

    /// <summary>A desk that goes on where one was saved.</summary>
    /// <param name="settings">The same as of the one that was saved.</param>
    /// <param name="crowd">Made by the same settings, seed and start.</param>
    /// <exception cref="StateDamagedException">The bytes are no such desk.</exception>
    public static ExchangeDesk Load(ExchangeSettings settings, IReadOnlyList<IParticipant> crowd, ref StateReader from)
    {
        var desk = new ExchangeDesk(ExchangeMarket.Load(settings, crowd, ref from));
        try
        {
            desk.LoadOwn(ref from);
        }
        catch (Exception damage) when (damage is IndexOutOfRangeException or ArgumentException or OverflowException)
        {
            throw new StateDamagedException(damage.Message, damage);
        }
        return desk;
    }

    /// <summary>Does again what was done, each thing at its own instant.</summary>
    /// <param name="deeds">As <see cref="DeskDeeds"/> has them.</param>
    /// <exception cref="StateDamagedException">The bytes are no deeds, or not of this desk.</exception>
    public void Replay(ReadOnlySpan<byte> deeds)
    {
        var from = new StateReader(deeds);
        try
        {
            while (!from.IsAtEnd)
                ReplayOne(ref from);
        }
        catch (Exception damage) when (damage is IndexOutOfRangeException or ArgumentException or KeyNotFoundException or OverflowException)
        {
            throw new StateDamagedException(damage.Message, damage);
        }
    }

    /// <summary>
    /// Goes on after all connections were lost: the market lives to where it may have been seen to live, the connections drop there, and until now it sleeps.
    /// </summary>
    /// <returns>For how long it slept.</returns>
    public Duration Resume(Instant now)
    {
        Advance(_lives);
        foreach ((long session, int account) in _connections.Open.ToArray())
            Drop(session, account, _connections.ScopeOf(session));
        Duration slept = now > Exchange.Now ? now - Exchange.Now : Duration.Zero;
        if (slept > Duration.Zero)
            Market.Sleep(now);
        return slept;
    }

    private void LoadOwn(ref StateReader from)
    {
        foreach (MarketRecord record in _records)
            record.Load(ref from);
        for (int listing = 0; listing < _indices.Count; listing++)
        {
            _indices[listing].Load(ref from);
            _funded[listing] = from.Read<double>();
        }
        for (int left = from.Read<int>(); left > 0; left--)
        {
            AccountHolder holder = AccountHolder.Load(ref from);
            var log = new AccountLog();
            log.Load(Exchange, ref from);
            _holders.Add(holder.Account, holder);
            _logs.Add(holder.Account, log);
        }
        _transfers.Load(ref from);
        _connections.Load(ref from);
    }

    private void ReplayOne(ref StateReader from)
    {
        DeedKind kind = from.Read<DeedKind>();
        switch (kind)
        {
            case DeedKind.Command:
                long session = from.Read<long>();
                Apply(ExchangeCommandCodec.Read(ref from), session);
                break;
            case DeedKind.Holder:
                AccountHolder holder = Holder(from.Read<int>());
                (holder.SelfTrade, holder.IsFrozen) = from.Read<(SelfTrade, bool)>();
                break;
            case DeedKind.Group:
                (int account, int listing) = from.Read<(int, int)>();
                SetGroup(account, new QuoteGroup(listing, from.ReadText() ?? "", from.Read<decimal>()));
                break;
            case DeedKind.Session:
                long entered = from.Read<long>();
                (int of, int own) = from.Read<(int, int)>();
                _connections.Set(entered, of, own < 0 ? null : (CancelScope)own);
                break;
            case DeedKind.Gone:
                _connections.Close(from.Read<long>(), from.Read<int>());
                break;
            case DeedKind.Cancels:
                SetCancelOnDisconnect(from.Read<int>(), from.Read<bool>());
                break;
            case DeedKind.Lives:
                _lives = from.Read<Instant>();
                break;
            default:
                throw new StateDamagedException($"a deed of kind {(int)kind}");
        }
    }
}
