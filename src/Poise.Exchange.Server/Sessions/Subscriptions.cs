using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>
/// Subscribing and unsubscribing. What is no channel, or none that the desk knows, is silently left out of the answer; so is an account's channel that is asked for in public.
/// </summary>
internal static class Subscriptions
{
    public static void Add(ServerCall call, string[] names, bool isPrivate)
    {
        ServerSession session = call.Session!;
        DeribitServer server = session.Server;
        var wanted = new List<DeribitChannel>(names.Length);
        int more = 0;
        foreach (string name in names)
        {
            if (!DeribitChannel.TryParse(name, out DeribitChannel channel) || channel.IsPrivate && !isPrivate || !server.Desk.Knows(channel) || wanted.Contains(channel))
                continue;
            if (channel.NeedsLogin && !channel.IsPrivate && call.Login is null)
            {
                call.Refuse(DeribitError.RawNeedsLogin, "", name);
                return;
            }
            if (channel.IsPrivate && !call.Login!.Rights.Allow(SessionMethods.NeedOf(channel)))
            {
                call.Refuse(DeribitError.Forbidden, "", name);
                return;
            }
            wanted.Add(channel);
            if (!session.Listens(channel))
                more++;
            if (session.Channels.Count + more > server.Settings.ChannelsPerConnection)
            {
                call.Refuse(DeribitError.SubscriptionFailed, $"a connection has {server.Settings.ChannelsPerConnection} channels at most", "channels");
                return;
            }
        }
        foreach (DeribitChannel channel in wanted)
            session.Subscribe(channel);
        Write(call, wanted);
    }

    public static void Remove(ServerCall call, string[] names, bool isPrivate)
    {
        var gone = new List<DeribitChannel>(names.Length);
        foreach (string name in names)
        {
            if (DeribitChannel.TryParse(name, out DeribitChannel channel) && (isPrivate || !channel.IsPrivate) && call.Session!.Unsubscribe(channel))
                gone.Add(channel);
        }
        Write(call, gone);
    }

    public static void RemoveAll(ServerSession session, bool isPrivate)
    {
        for (int i = session.Channels.Count - 1; i >= 0; i--)
        {
            if (session.Channels[i].IsPrivate == isPrivate)
                session.Unsubscribe(session.Channels[i]);
        }
    }

    private static void Write(ServerCall call, List<DeribitChannel> channels)
    {
        call.Result.WriteStartArray();
        foreach (DeribitChannel channel in channels)
            call.Result.WriteStringValue(channel.Name);
        call.Result.WriteEndArray();
    }
}
