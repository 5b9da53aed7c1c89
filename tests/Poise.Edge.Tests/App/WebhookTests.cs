using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Poise.App;
using Poise.Domain;
using Poise.Flow;
using Poise.Storage;
using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>Alerts on their way to a real server: signed, in order, again and again until taken, also after a restart.</summary>
public sealed class WebhookTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("poise-hook").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static AlertView Alert(int n) => new("regime-flip", $"2026-03-02T15:00:{n:00}Z", "SPX", $"alert {n}", 6000 + n, null);

    private AlertOutbox Outbox() => AlertOutbox.Open(new FileDisk(Path.Combine(_folder, "alerts")));

    private string SecretFile => Path.Combine(_folder, "secret");

    [Fact]
    public async Task Alerts_come_signed_in_order_and_until_they_are_taken()
    {
        var answers = new Queue<int>([500, 302, 429, 200, 200, 404, 204]);
        await using Receiver receiver = await Receiver.Start(() => answers.Dequeue());
        WebhookSecret secret = WebhookSecret.Of(SecretFile);
        var log = new StringWriter();
        AlertOutbox outbox = Outbox();
        string name = outbox.Name;
        await using (var webhook = new AlertWebhook(outbox, receiver.Address, secret, log, new SwiftTime(), 1))
        {
            for (int n = 1; n <= 3; n++)
                webhook.Add(Alert(n));
            await receiver.Heard(7);
            // The last answer is known to the sender when it has written it down.
            Assert.True(SpinWait.SpinUntil(() => outbox.Waiting == 0, TimeSpan.FromSeconds(20)));
        }
        Assert.Equal(["alert 1", "alert 1", "alert 1", "alert 1", "alert 2", "alert 3", "alert 3"], receiver.Posts.Select(static p => p.Text));
        Assert.Equal([2, 2, 2, 2, 3, 4, 4], receiver.Posts.Select(p => int.Parse(p.Id[$"alert_{name}_".Length..], System.Globalization.CultureInfo.InvariantCulture)));
        byte[] key = Convert.FromBase64String((await File.ReadAllTextAsync(SecretFile)).Trim()["whsec_".Length..]);
        Assert.All(receiver.Posts, post =>
        {
            string signed = "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{post.Id}.{post.Time}.{post.Body}")));
            Assert.Equal(signed, post.Signature);
            Assert.Equal("alert.regime-flip", JsonSerializer.Deserialize<JsonElement>(post.Body).GetProperty("type").GetString());
        });
        Assert.Equal(
            ["webhook: an alert was not taken and is tried again until it is: 127.0.0.1 answers 500", "webhook: alerts are taken again; 2 wait",
                "webhook: an alert was not taken and is tried again until it is: 127.0.0.1 answers 404", "webhook: alerts are taken again; 0 wait"],
            log.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task What_was_not_taken_is_sent_after_a_restart_under_the_same_id()
    {
        WebhookSecret secret = WebhookSecret.Of(SecretFile);
        Uri gone;
        await using (Receiver first = await Receiver.Start(static () => 503))
        {
            gone = first.Address;
            await using var webhook = new AlertWebhook(Outbox(), gone, secret, new StringWriter(), TimeProvider.System, 1);
            webhook.Add(Alert(1));
            webhook.Add(Alert(2));
            await first.Heard(1);
        }
        await using Receiver later = await Receiver.Start(static () => 200);
        AlertOutbox outbox = Outbox();
        Assert.Equal(2, outbox.Waiting);
        await using (var webhook = new AlertWebhook(outbox, later.Address, secret, new StringWriter(), new SwiftTime(), 1))
        {
            await later.Heard(2);
            Assert.True(SpinWait.SpinUntil(() => outbox.Waiting == 0, TimeSpan.FromSeconds(20)));
        }
        Assert.Equal(["alert 1", "alert 2"], later.Posts.Select(static p => p.Text));
        Assert.Equal(2, later.Posts.Select(static p => p.Id).Distinct(StringComparer.Ordinal).Count());
        using AlertOutbox last = Outbox();
        Assert.Null(last.Next());
        Assert.Equal(outbox.Name, last.Name);
        Assert.Equal(4 + 2, last.Add(Alert(3))); // after its name, two alerts, two that were taken
    }

    /// <summary>A desk that broke tells it before its process ends.</summary>
    [Fact]
    public async Task What_waits_at_the_end_is_sent_where_it_is_taken()
    {
        await using Receiver receiver = await Receiver.Start(static () => 200);
        WebhookSecret secret = WebhookSecret.Of(SecretFile);
        await using (var webhook = new AlertWebhook(Outbox(), receiver.Address, secret, new StringWriter(), TimeProvider.System, 1))
        {
            for (int n = 1; n <= 5; n++)
                webhook.Add(Alert(n));
        }
        Assert.Equal(["alert 1", "alert 2", "alert 3", "alert 4", "alert 5"], receiver.Posts.Select(static p => p.Text));
    }

    [Fact]
    public void What_began_and_is_not_over_is_known_after_a_restart()
    {
        AlertView[] told = [Begun("link-down", "a"), Begun("link-down", "b"), Begun("kill-switch", null), Begun("link-down", "a") with { State = AlertView.Ended }, Alert(1)];
        using (AlertOutbox outbox = Outbox())
        {
            foreach (AlertView alert in told)
                outbox.Sent(outbox.Add(alert));
        }
        using AlertOutbox later = Outbox();
        Assert.Equal([told[1], told[2]], later.Standing);
        Assert.Null(later.Next());

        static AlertView Begun(string rule, string? about) => Alert(1) with { Rule = rule, State = AlertView.Began, About = about };
    }

    /// <summary>That the disk is full is what somebody must hear: it is sent though it cannot be written down.</summary>
    [Fact]
    public async Task What_the_disk_does_not_take_is_sent_from_memory()
    {
        await using Receiver receiver = await Receiver.Start(static () => 200);
        var disk = new SimulatedDisk(new SeededRandom(1));
        AlertOutbox outbox = AlertOutbox.Open(disk);
        var log = new StringWriter();
        await using (var webhook = new AlertWebhook(outbox, receiver.Address, WebhookSecret.Of(SecretFile), log, TimeProvider.System, 1))
        {
            webhook.Add(Alert(1));
            await receiver.Heard(1);
            Assert.True(SpinWait.SpinUntil(() => outbox.Waiting == 0, TimeSpan.FromSeconds(20)));
            disk.Capacity = 0;
            webhook.Add(Alert(2));
            webhook.Add(Alert(3));
            await receiver.Heard(2);
        }
        Assert.Equal(["alert 1", "alert 2", "alert 3"], receiver.Posts.Select(static p => p.Text));
        Assert.Equal(3, receiver.Posts.Select(static p => p.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Single(log.ToString().Split('\n'), static l => l.StartsWith("webhook: alerts cannot be written down, and are sent from memory alone: ", StringComparison.Ordinal));
    }

    [Fact]
    public void The_signature_is_that_of_the_specification()
    {
        // The example of the Standard Webhooks specification's own test vectors.
        WebhookSecret secret = WebhookSecret.Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!;
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            secret.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""u8));
    }

    [Fact]
    public void A_secret_is_its_owners_alone_and_long_enough()
    {
        WebhookSecret made = WebhookSecret.Of(SecretFile);
        Assert.Equal(made.Sign("a", 1, "x"u8), WebhookSecret.Of(SecretFile).Sign("a", 1, "x"u8));
        Assert.Null(WebhookSecret.Parse("whsec_c2hvcnQ="));
        Assert.Null(WebhookSecret.Parse("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SecretFile));
        File.SetUnixFileMode(SecretFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        Assert.Contains("others than its owner", Assert.Throws<BadInputException>(() => WebhookSecret.Of(SecretFile)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.org/x", true)]
    [InlineData("http://127.0.0.1:8000/", true)]
    [InlineData("http://example.org/", false)]
    [InlineData("file:///etc/passwd", false)]
    public void Only_safe_addresses_are_sent_to(string address, bool isSafe) => Assert.Equal(isSafe, AlertWebhook.IsSafe(new Uri(address)));

    internal sealed record Post(string Id, string Time, string Signature, string Body)
    {
        public string Text => JsonSerializer.Deserialize<JsonElement>(Body).GetProperty("data").GetProperty("text").GetString()!;
    }

    /// <summary>A server that takes alerts, or not.</summary>
    internal sealed class Receiver : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly SemaphoreSlim _heard = new(0);
        private readonly List<Post> _posts = [];

        private Receiver(WebApplication app) => _app = app;

        public Uri Address => new(new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()), "/hook");

        public IReadOnlyList<Post> Posts
        {
            get
            {
                lock (_posts)
                    return [.. _posts];
            }
        }

        public static async Task<Receiver> Start(Func<int> status)
        {
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(static k => k.Listen(IPAddress.Loopback, 0));
            WebApplication app = builder.Build();
            var receiver = new Receiver(app);
            app.MapPost("/hook", async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                string body = await reader.ReadToEndAsync();
                IHeaderDictionary h = context.Request.Headers;
                lock (receiver._posts)
                    receiver._posts.Add(new Post(h["webhook-id"]!, h["webhook-timestamp"]!, h["webhook-signature"]!, body));
                context.Response.StatusCode = status();
                receiver._heard.Release();
            });
            await app.StartAsync();
            return receiver;
        }

        public async Task Heard(int posts)
        {
            for (int i = 0; i < posts; i++)
                Assert.True(await _heard.WaitAsync(TimeSpan.FromSeconds(30)), $"{i} of {posts} posts came");
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();
    }
}
