using System.CommandLine;
using System.Net;

namespace Poise.App;

/// <summary>The switches by which <c>poise desk</c> is told where it listens and who may come in.</summary>
internal sealed class PageOptions
{
    public const int UsualPort = 8377;

    public Option<int> Port { get; } = new("--port") { Description = "Port to listen on; 0 takes any free one.", DefaultValueFactory = _ => UsualPort };

    public Option<string> Listen { get; } = new("--listen") { Description = "Address to listen on. Beyond this machine it needs --users and --tls-cert (docs/security.md).", HelpName = "ADDRESS", DefaultValueFactory = _ => "127.0.0.1" };

    public Option<string[]> Host { get; } = new("--host") { Description = "With --listen: names by which browsers come here; requests for others are refused. Default: the address of --listen.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };

    public Option<string?> Certificate { get; } = new("--tls-cert") { Description = "Certificate of the page, PEM, with those that vouch for it behind it.", HelpName = "FILE" };

    public Option<string?> Key { get; } = new("--tls-key") { Description = "Its key, PEM, readable by its owner alone. Default: in the file of --tls-cert.", HelpName = "FILE" };

    public Option<string?> Users { get; } = new("--users") { Description = "File of users, their roles and the hashes of their tokens, which poise token makes. Looking needs a token then, too.", HelpName = "FILE" };

    public Option<int> Reads { get; } = new("--read-limit") { Description = "Requests a minute from each user, or address without one.", DefaultValueFactory = _ => PageSettings.UsualReads };

    public Option<int> Commands { get; } = new("--command-limit") { Description = "Commands a minute from each user; the kill switch has no limit.", DefaultValueFactory = _ => PageSettings.UsualCommands };

    public IEnumerable<Option> All => [Port, Listen, Host, Certificate, Key, Users, Reads, Commands];

    /// <exception cref="BadInputException">A switch is out of its range, or the page would be open to others without tokens and TLS.</exception>
    public PageSettings Of(ParseResult parsed, TimeProvider time)
    {
        int port = parsed.GetValue(Port);
        if (port is < 0 or > 65535)
            throw new BadInputException($"--port {port}: a port lies between 0 and 65535");
        foreach (Option<int> limit in (Option<int>[])[Reads, Commands])
        {
            if (parsed.GetValue(limit) is < 1 or > 1_000_000)
                throw new BadInputException($"{limit.Name} {parsed.GetValue(limit)}: a count from 1 to 1000000");
        }
        string listen = parsed.GetValue(Listen)!;
        IPAddress? address = listen == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(listen, out IPAddress? given) ? given
            : throw new BadInputException($"--listen {listen}: is no address of this machine: write 127.0.0.1, 0.0.0.0 or one of its own");
        string? users = parsed.GetValue(Users), certificate = parsed.GetValue(Certificate);
        if (certificate is null && parsed.GetValue(Key) is not null)
            throw new BadInputException("--tls-key needs --tls-cert FILE");
        bool isBeyond = !IPAddress.IsLoopback(address);
        if (isBeyond && (users is null || certificate is null))
            throw new BadInputException($"--listen {listen}: beyond this machine each request needs a user's token, and TLS: give --users FILE and --tls-cert FILE (docs/security.md), or use a tunnel");
        string[] hosts = parsed.GetValue(Host) ?? [];
        if (!isBeyond && hosts.Length > 0)
            throw new BadInputException("--host is for --listen beyond this machine: leave it out");
        bool isAny = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        if (isAny && hosts.Length == 0)
            throw new BadInputException($"--listen {listen}: say by --host NAME under which names browsers come here");
        if (Array.Find(hosts, static h => Uri.CheckHostName(h.Trim('[', ']')) == UriHostNameType.Unknown) is string odd)
            throw new BadInputException($"--host {odd}: is no name of a host: write desk.example, without scheme and port");
        if (Array.Find(hosts, static h => IPAddress.TryParse(h.Trim('[', ']'), out IPAddress? all) && (all.Equals(IPAddress.Any) || all.Equals(IPAddress.IPv6Any))) is string any)
            throw new BadInputException($"--host {any}: would be every name there is: write the one that browsers come by, such as desk.example");
        IReadOnlyList<string> names = !isBeyond ? PageSettings.LoopbackHosts : isAny ? hosts : [.. hosts, PageSettings.Bracketed(address)];
        return new PageSettings(
            address, port, names, certificate is null ? null : Tls.Of(certificate, parsed.GetValue(Key), time), users, parsed.GetValue(Reads), parsed.GetValue(Commands));
    }
}
