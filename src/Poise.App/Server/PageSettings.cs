using System.Net;

namespace Poise.App;

/// <summary>Where and how the page is served.</summary>
/// <param name="Port">0 takes any free one.</param>
/// <param name="Hosts">Names by which browsers may ask: a page that was led here under another name stays outside.</param>
/// <param name="UsersFile">Null: one user, of this machine.</param>
/// <param name="ReadsAMinute">By each user or address.</param>
/// <param name="CommandsAMinute">By each user; the kill switch is not counted.</param>
internal sealed record PageSettings(IPAddress Address, int Port, IReadOnlyList<string> Hosts, Tls? Tls, string? UsersFile, int ReadsAMinute, int CommandsAMinute)
{
    public const int UsualReads = 12_000, UsualCommands = 600;

    public static IReadOnlyList<string> LoopbackHosts { get; } = ["localhost", "127.0.0.1", "[::1]"];

    public bool IsBeyondLoopback => !IPAddress.IsLoopback(Address);

    /// <summary>As a lone user has it.</summary>
    public static PageSettings Local(int port) => new(IPAddress.Loopback, port, LoopbackHosts, null, null, UsualReads, UsualCommands);

    /// <summary>The address that is typed into a browser.</summary>
    public string AddressAt(int port)
    {
        string host = !IsBeyondLoopback ? Bracketed(Address) : Hosts[0];
        return $"{(Tls is null ? "http" : "https")}://{host}:{port}";
    }

    public static string Bracketed(IPAddress address) => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
