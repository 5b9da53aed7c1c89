using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>Limits of what one client may do to the server, and what the server says of itself.</summary>
public sealed record ServerSettings
{
    /// <summary>Bytes of one request, a frame or a body.</summary>
    public int LargestRequest { get; init; } = 32_768;

    /// <summary>So many frames in a row that are no requests, and the connection is closed.</summary>
    public int MalformedInRow { get; init; } = 10;

    /// <summary>Channels of one connection.</summary>
    public int ChannelsPerConnection { get; init; } = 500;

    /// <summary>Sockets of one address; zero for no limit.</summary>
    public int ConnectionsPerAddress { get; init; } = 32;

    public AccessSettings Access { get; init; } = new();

    /// <summary>Rates of an account that has none of its own.</summary>
    public AccountLimits Limits { get; init; } = AccountLimits.Default;

    /// <summary>Rates of those who have not logged in.</summary>
    public AccountLimits PublicLimits { get; init; } = AccountLimits.Default;

    public string Version { get; init; } = "1.2.26";

    public bool IsTestnet { get; init; } = true;

    /// <summary>The shortest time between heartbeats.</summary>
    public static readonly Duration ShortestHeartbeat = Duration.FromSeconds(10);

    /// <summary>The longest one.</summary>
    public static readonly Duration LongestHeartbeat = Duration.FromHours(1);
}
