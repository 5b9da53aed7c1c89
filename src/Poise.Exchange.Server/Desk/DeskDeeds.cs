using Poise.Domain;

namespace Poise.Exchange.Server;

internal enum DeedKind : byte
{
    /// <summary>A command, and the session that it came over; 0 for none.</summary>
    Command,
    Holder,
    Group,

    /// <summary>A session has logged in, or whose orders its drop cancels is new.</summary>
    Session,

    /// <summary>A session is gone.</summary>
    Gone,

    /// <summary>Whether connections of an account cancel its orders when they drop.</summary>
    Cancels,

    /// <summary>Until when the market may have been seen to live.</summary>
    Lives,
}

/// <summary>
/// What comes to a desk from outside, as bytes: with the state that it came upon, all that the desk is afterwards (<see cref="ExchangeDesk.Replay"/>). What the market's participants do by themselves is not among it: it
/// follows from that state and the time.
/// </summary>
public sealed class DeskDeeds
{
    private readonly StateWriter _written = new();

    /// <summary>What came since it was last cleared.</summary>
    public ReadOnlySpan<byte> Bytes => _written.Bytes;

    public void Clear() => _written.Clear();

    /// <summary>Until an instant the market may be seen to live: a desk that is brought back lives until then before it sleeps.</summary>
    public void Lives(Instant until)
    {
        _written.Write(DeedKind.Lives);
        _written.Write(until);
    }

    internal void Command(in ExchangeCommand command, long session)
    {
        _written.Write(DeedKind.Command);
        _written.Write(session);
        ExchangeCommandCodec.Write(command, _written);
    }

    internal void Holder(AccountHolder holder)
    {
        _written.Write(DeedKind.Holder);
        _written.Write(holder.Account);
        _written.Write((holder.SelfTrade, holder.IsFrozen));
    }

    internal void Group(int account, in QuoteGroup group)
    {
        _written.Write(DeedKind.Group);
        _written.Write((account, group.Listing));
        _written.WriteText(group.Name);
        _written.Write(group.Most);
    }

    internal void Session(long session, int account, CancelScope? own)
    {
        _written.Write(DeedKind.Session);
        _written.Write(session);
        _written.Write((account, own is { } scope ? (int)scope : -1));
    }

    internal void Gone(long session, int account)
    {
        _written.Write(DeedKind.Gone);
        _written.Write(session);
        _written.Write(account);
    }

    internal void Cancels(int account, bool isOn)
    {
        _written.Write(DeedKind.Cancels);
        _written.Write(account);
        _written.Write(isOn);
    }
}
