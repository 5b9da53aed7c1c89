using System.Runtime.InteropServices;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>Who listens to which channel, in the order in which they came.</summary>
public sealed class Audience
{
    private readonly Dictionary<DeribitChannel, List<ServerSession>> _listeners = [];

    /// <summary>Channels that somebody listens to.</summary>
    public int Channels => _listeners.Count;

    /// <summary>Those who listen; good until somebody comes or goes.</summary>
    public ReadOnlySpan<ServerSession> Of(in DeribitChannel channel) =>
        _listeners.TryGetValue(channel, out List<ServerSession>? list) ? CollectionsMarshal.AsSpan(list) : [];

    /// <summary>Sends a frame to all who listen to a public channel.</summary>
    public void Publish(in DeribitChannel channel, ReadOnlySpan<byte> frame)
    {
        foreach (ServerSession session in Of(channel))
            session.Send(frame);
    }

    /// <summary>Whether somebody listens to a public channel in one of the beat's turns.</summary>
    public bool IsHeard(in DeribitChannel channel, BeatTurn turn)
    {
        foreach (ServerSession session in Of(channel))
        {
            if (turn.Has(session.Number))
                return true;
        }
        return false;
    }

    /// <summary>Sends a frame to those who listen to a public channel in one of the beat's turns.</summary>
    public void Publish(in DeribitChannel channel, BeatTurn turn, ReadOnlySpan<byte> frame)
    {
        foreach (ServerSession session in Of(channel))
        {
            if (turn.Has(session.Number))
                session.Send(frame);
        }
    }

    /// <summary>Sends a frame of an account's channel to those who listen to it with a login of that account.</summary>
    public void Publish(in DeribitChannel channel, int account, ReadOnlySpan<byte> frame)
    {
        foreach (ServerSession session in Of(channel))
        {
            if (session.Login is { IsRevoked: false } login && login.Account == account)
                session.Send(frame);
        }
    }

    internal void Add(in DeribitChannel channel, ServerSession session)
    {
        ref List<ServerSession>? list = ref CollectionsMarshal.GetValueRefOrAddDefault(_listeners, channel, out _);
        (list ??= []).Add(session);
    }

    internal void Remove(in DeribitChannel channel, ServerSession session)
    {
        if (!_listeners.TryGetValue(channel, out List<ServerSession>? list))
            return;
        list.Remove(session);
        if (list.Count == 0)
            _listeners.Remove(channel);
    }
}
