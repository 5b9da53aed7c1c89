using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Poise.App;

namespace Poise.Edge.Tests;

/// <summary>Beyond this machine: what keeps a desk from starting, and how it is reached when it does.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("poise-tls").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Users => Path.Combine(_folder, "users.json");

    [Fact]
    public void Beyond_this_machine_it_does_not_start_without_users_and_tls()
    {
        (string certificate, string key) = Certificate(TimeSpan.FromDays(1));
        GuardedServer.Add(Users, "anna", "trader");
        BadInput("--users FILE and --tls-cert FILE", "--listen", "0.0.0.0");
        BadInput("--users FILE and --tls-cert FILE", "--listen", "0.0.0.0", "--users", Users, "--host", "desk.example");
        BadInput("--users FILE and --tls-cert FILE", "--listen", "::", "--tls-cert", certificate, "--tls-key", key, "--host", "desk.example");
        BadInput("--host NAME", "--listen", "0.0.0.0", "--users", Users, "--tls-cert", certificate, "--tls-key", key);
        BadInput("is no name of a host", "--listen", "0.0.0.0", "--users", Users, "--tls-cert", certificate, "--tls-key", key, "--host", "https://desk.example");
        foreach (string all in (string[])["0.0.0.0", "::", "[::]"])
            BadInput("would be every name there is", "--listen", "0.0.0.0", "--users", Users, "--tls-cert", certificate, "--tls-key", key, "--host", all);
        BadInput("is no address", "--listen", "desk.example");
        BadInput("leave it out", "--host", "desk.example");
        BadInput("--tls-key needs --tls-cert", "--tls-key", key);
        BadInput("a count from 1", "--read-limit", "0");
        BadInput("there is no such file", "--users", Path.Combine(_folder, "none.json"));
        PoiseCommandLine.Run(["token", "remove", "anna", "--users", Users], TextWriter.Null, TextWriter.Null);
        BadInput("names nobody", "--users", Users);
    }

    [Fact]
    public void A_key_that_others_can_read_and_a_certificate_that_has_ended_are_refused()
    {
        (string certificate, string key) = Certificate(TimeSpan.FromDays(1));
        (string ended, string endedKey) = Certificate(TimeSpan.FromDays(-1));
        BadInput("ended at", "--tls-cert", ended, "--tls-key", endedKey);
        BadInput("no certificate in PEM", "--tls-cert", key, "--tls-key", key);
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        BadInput("chmod 600", "--tls-cert", certificate, "--tls-key", key);
    }

    [Fact]
    public async Task Over_tls_a_token_opens_everything_and_nothing_opens_without()
    {
        (string certificate, string key) = Certificate(TimeSpan.FromDays(1));
        using var tls = Tls.Of(certificate, key, TimeProvider.System);
        // As beyond this machine, on an address of this machine.
        await using GuardedServer server = await GuardedServer.Start(settings: PageSettings.Local(0) with { Tls = tls, Hosts = ["desk.example", "127.0.0.1"] });
        Assert.Equal("https", server.Address.Scheme);
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true } }) { BaseAddress = server.Address };
        foreach (string path in (string[])["/health", "/openapi/v1.json", "/api/v1/status", "/api/v1/flow", "/api/v1/desk"])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync(path)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await Get(path, server.Tokens["viewer"], "desk.example")).StatusCode);
            Assert.Equal(HttpStatusCode.BadRequest, (await Get(path, server.Tokens["viewer"], "localhost")).StatusCode);
        }
        Assert.Equal("max-age=31536000", (await Get("/health", server.Tokens["viewer"], "desk.example")).Headers.GetValues("Strict-Transport-Security").Single());

#pragma warning disable SYSLIB0039 // that it is refused is what is tested
        await Assert.ThrowsAnyAsync<Exception>(() => Shake(SslProtocols.Tls11));
#pragma warning restore SYSLIB0039
        Assert.Equal(SslProtocols.Tls12, await Shake(SslProtocols.Tls12));
        Assert.Equal(SslProtocols.Tls13, await Shake(SslProtocols.Tls12 | SslProtocols.Tls13));

        async Task<HttpResponseMessage> Get(string path, string token, string host)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;
            request.Headers.Authorization = new("Bearer", token);
            return await http.SendAsync(request);
        }

        async Task<SslProtocols> Shake(SslProtocols protocols)
        {
            using var socket = new System.Net.Sockets.TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port);
            await using var stream = new SslStream(socket.GetStream());
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = protocols, RemoteCertificateValidationCallback = static (_, _, _, _) => true });
            return stream.SslProtocol;
        }
    }

    [Fact]
    public async Task A_desk_beyond_this_machine_says_where_it_is()
    {
        (string certificate, string key) = Certificate(TimeSpan.FromDays(1));
        string token = GuardedServer.Add(Users, "anna", "trader");
        using PoiseProcess desk = PoiseProcess.Start(
            "desk", "--listen", "0.0.0.0", "--port", "0", "--host", "desk.example", "--users", Users, "--tls-cert", certificate, "--tls-key", key, "--data", Path.Combine(_folder, "data"));
        string line = await desk.NextLine(static l => l.StartsWith("open ", StringComparison.Ordinal));
        Uri address = new(line.Split(' ')[1]);
        Assert.Equal(("https", "desk.example"), (address.Scheme, address.Host));
        Assert.DoesNotContain("token=", line, StringComparison.Ordinal);
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true } }) { BaseAddress = new UriBuilder(address) { Host = "127.0.0.1" }.Uri };
        http.DefaultRequestHeaders.Host = $"desk.example:{address.Port}";
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/")).StatusCode); // the page holds nothing of the desk
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/v1/desk")).StatusCode);
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/api/v1/desk")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.PostAsync("/api/v1/desk/commands/kill", null)).StatusCode);
    }

    private void BadInput(string says, params string[] switches)
    {
        var error = new StringWriter();
        Assert.Equal(2, PoiseCommandLine.Run(["desk", "--port", "0", "--for", "1", "--data", Path.Combine(_folder, "data"), .. switches], TextWriter.Null, error));
        string line = Assert.Single(error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(says, line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "data")), line); // nothing was begun
    }

    private (string Certificate, string Key) Certificate(TimeSpan lasts)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=desk.example", pair, HashAlgorithmName.SHA256);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-2), now + lasts);
        string certificate = Path.Combine(_folder, $"{lasts.Days}.pem"), key = Path.Combine(_folder, $"{lasts.Days}.key");
        File.WriteAllText(certificate, made.ExportCertificatePem());
        SecretFile.Write(key, pair.ExportPkcs8PrivateKeyPem());
        return (certificate, key);
    }
}
