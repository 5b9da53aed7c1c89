using System.Net;
using System.Text;
using Poise.App;

namespace Poise.Edge.Tests;

/// <summary>What a run leaves behind: whose files they are, and that no secret is among them.</summary>
public sealed class SecretsTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder = Directory.CreateTempSubdirectory("poise-secrets").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Users => Path.Combine(_folder, "secret", "users.json");

    [Fact]
    public async Task A_run_leaves_no_secret_and_no_file_of_others()
    {
        string trader = GuardedServer.Add(Users, "anna", "trader"), risk = GuardedServer.Add(Users, "rita", "risk");
        string data = Path.Combine(_folder, "data");
        using PoiseProcess desk = PoiseProcess.Start(
            "desk", "--port", "0", "--data", data, "--users", Users, "--speed", "50", "--record", "--store-every", "1s", "--webhook", "http://127.0.0.1:9/none", "--log", Path.Combine(data, "desk.log"));
        string line = await desk.NextLine(static l => l.StartsWith("open ", StringComparison.Ordinal));
        var address = new Uri(line.Split(' ')[1]);
        using var http = new HttpClient { BaseAddress = address };
        await using (HubClient hub = await HubClient.ConnectAsync(address, trader))
            await hub.Invoke("Watch", """[["flow","desk"],null,null,null,null]""");
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/api/v1/stream?access_token=wrongsecret")).StatusCode);
        foreach ((string token, string command) in ((string, string)[])[(trader, "kill"), (trader, "resume"), (risk, "resume"), ("wrongsecret", "kill")])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/desk/commands/{command}");
            request.Headers.Authorization = new("Bearer", token);
            await http.SendAsync(request);
        }
        string log = Path.Combine(data, "desk.log"); // written beside the desk: what the trader said, without who he is
        for (int tries = 0; !(await File.ReadAllTextAsync(log)).Contains("\"command\":\"kill\"", StringComparison.Ordinal); tries++)
            Assert.True(tries < 20_000, await File.ReadAllTextAsync(log));
        await desk.Kill(); // so that what is there only while it runs is looked at too

        string webhook = (await File.ReadAllTextAsync(Path.Combine(data, "webhook-secret"))).Trim();
        string[] secrets = [trader, risk, "wrongsecret", webhook];
        string printed = string.Join('\n', desk.Output.Concat(desk.Errors));
        Assert.All(secrets, s => Assert.DoesNotContain(s, printed, StringComparison.Ordinal));
        string[] files = Directory.GetFiles(_folder, "*", SearchOption.AllDirectories);
        Assert.Contains(files, static f => f.EndsWith("audit.log", StringComparison.Ordinal));
        Assert.True(files.Length > 5, string.Join(' ', files));
        foreach (string file in files)
        {
            byte[] bytes = await File.ReadAllBytesAsync(file);
            foreach (string secret in secrets.Where(s => s != webhook || Path.GetFileName(file) != "webhook-secret"))
                Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0, $"{file} holds a secret");
            if (!OperatingSystem.IsWindows())
                Assert.Equal((file, Owner), (file, File.GetUnixFileMode(file)));
        }
        foreach (string folder in Directory.GetDirectories(_folder, "*", SearchOption.AllDirectories))
        {
            if (!OperatingSystem.IsWindows())
                Assert.Equal((folder, Owner | UnixFileMode.UserExecute), (folder, File.GetUnixFileMode(folder)));
        }
    }

    /// <summary>The address that is printed has the token of a lone user, and nothing else has.</summary>
    [Fact]
    public async Task The_token_of_a_lone_user_is_printed_once_and_kept_nowhere()
    {
        string data = Path.Combine(_folder, "data");
        using PoiseProcess desk = PoiseProcess.Start("desk", "--port", "0", "--data", data);
        string line = await desk.NextLine(static l => l.StartsWith("open ", StringComparison.Ordinal));
        string token = line[(line.IndexOf("#token=", StringComparison.Ordinal) + 7)..];
        Assert.Equal(64, token.Length);
        await desk.Kill();
        Assert.Equal([line], desk.Output.Concat(desk.Errors).Where(l => l.Contains(token, StringComparison.Ordinal)));
        foreach (string file in Directory.GetFiles(data, "*", SearchOption.AllDirectories))
            Assert.True((await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(token)) < 0, $"{file} holds the token");
    }

    [Fact]
    public void Tokens_are_added_listed_and_removed_and_the_file_has_their_hashes_alone()
    {
        (string anna, string bert) = (GuardedServer.Add(Users, "anna", "trader"), GuardedServer.Add(Users, "bert", "viewer"));
        Assert.Matches("^[0-9a-f]{64}$", anna);
        Assert.NotEqual(anna, bert);
        string text = File.ReadAllText(Users);
        Assert.DoesNotContain(anna, text, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(AccessToken.HashOf(anna)), text, StringComparison.Ordinal);
        Assert.Equal(["anna trader", "bert viewer"], List());
        string later = GuardedServer.Add(Users, "anna", "risk"); // a new token and role; the old one opens nothing
        Access access = Access.OfUsers(Users, TimeProvider.System);
        Assert.Null(access.Of(AccessToken.HashOf(anna)));
        Assert.Equal(("anna", Role.Risk), (access.Of(AccessToken.HashOf(later))!.Name, access.Of(AccessToken.HashOf(later))!.Role));
        Assert.Equal((0, ""), Run("remove", "bert"));
        Assert.Equal(["anna risk"], List());
        Assert.Contains("has no user bert", Run("remove", "bert").Error, StringComparison.Ordinal);
        Assert.Contains("letters, digits", Run("add", "an\nna", "--role", "risk").Error, StringComparison.Ordinal);
        Assert.Equal(2, Run("add", "carl", "--role", "admin").Code);
        Assert.Equal([Users], Directory.GetFiles(Path.GetDirectoryName(Users)!, Path.GetFileName(Users) + "*")); // what was refused leaves nothing behind
        File.WriteAllText(Users + ".new", "");
        Assert.Contains("another command changes it", Run("add", "carl", "--role", "risk").Error, StringComparison.Ordinal);
        File.Delete(Users + ".new");
        // Each sees what the others wrote, or is refused.
        string[] many = [.. Enumerable.Range(0, 8).Select(static i => $"user{i}")];
        Parallel.ForEach(many, name =>
        {
            while (Run("add", name, "--role", "viewer") is { Code: not 0 } refused)
                Assert.Contains("another command changes it", refused.Error, StringComparison.Ordinal);
        });
        Assert.Equal(["anna risk", .. many.Select(static n => n + " viewer")], List().Order(StringComparer.Ordinal));

        string[] List()
        {
            var output = new StringWriter();
            Assert.Equal(0, PoiseCommandLine.Run(["token", "list", "--users", Users], output, TextWriter.Null));
            return [.. output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(static l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..2]))];
        }

        (int Code, string Error) Run(params string[] words)
        {
            var error = new StringWriter();
            return (PoiseCommandLine.Run(["token", .. words, "--users", Users], TextWriter.Null, error), error.ToString());
        }
    }

    [Theory]
    [InlineData("[{}]", "a user's name")]
    [InlineData("""[{"name":"anna","role":"admin","tokenSha256":"00","added":""}]""", "role must be one of")]
    [InlineData("""[{"name":"anna","role":"risk","tokenSha256":"00","added":""}]""", "64 hex digits")]
    [InlineData("""[{"name":"anna","role":"risk","tokenSha256":{"secret""", "at line 1")]
    [InlineData("null", "names nobody")]
    public void A_file_that_is_none_of_users_is_refused_by_what_is_wrong(string text, string says)
    {
        SecretFile.Write(Users, text);
        string why = Assert.Throws<BadInputException>(() => Access.OfUsers(Users, TimeProvider.System)).Message;
        Assert.Contains(says, why, StringComparison.Ordinal);
        Assert.DoesNotContain("secret\"", why, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_and_folders_that_others_can_change_are_refused()
    {
        if (OperatingSystem.IsWindows())
            return;
        GuardedServer.Add(Users, "anna", "trader");
        foreach (UnixFileMode open in (UnixFileMode[])[UnixFileMode.GroupRead, UnixFileMode.GroupWrite, UnixFileMode.OtherRead, UnixFileMode.OtherWrite])
        {
            File.SetUnixFileMode(Users, Owner | open);
            Assert.Contains("chmod 600", Assert.Throws<BadInputException>(() => Access.OfUsers(Users, TimeProvider.System)).Message, StringComparison.Ordinal);
        }
        string policy = Path.Combine(_folder, "policy.json"), data = Path.Combine(_folder, "open");
        File.WriteAllText(policy, """{"policy":"none"}""");
        File.SetUnixFileMode(policy, Owner | UnixFileMode.OtherWrite);
        Assert.Contains("anybody on this machine can write", Refused("--policy", policy, "--data", Path.Combine(_folder, "data")), StringComparison.Ordinal);
        Directory.CreateDirectory(data);
        File.SetUnixFileMode(data, (UnixFileMode)Convert.ToInt32("777", 8));
        Assert.Contains("anybody on this machine can write", Refused("--data", data), StringComparison.Ordinal);

        string Refused(params string[] switches)
        {
            var error = new StringWriter();
            Assert.Equal(2, PoiseCommandLine.Run(["desk", "--no-page", "--for", "1", .. switches], TextWriter.Null, error));
            return error.ToString();
        }
    }
}
