using System.Buffers;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Poise.App;
using Poise.Domain;
using Poise.Venues;
using Poise.Venues.Cboe;
using Poise.Venues.Csv;

namespace Poise.Edge.Tests;

/// <summary>Files that grow and servers that are asked, real ones.</summary>
public sealed class FeedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("poise-feed").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Csv(params MarketSnapshot[] chains)
    {
        var bytes = new ArrayBufferWriter<byte>();
        foreach (MarketSnapshot chain in chains)
        {
            var one = new ArrayBufferWriter<byte>();
            PoiseCsv.Write(chain, one);
            ReadOnlySpan<byte> text = one.WrittenSpan;
            bytes.Write(bytes.WrittenCount == 0 ? text : text[(text.IndexOf((byte)'\n') + 1)..]);
        }
        return bytes.WrittenSpan.ToArray();
    }

    private string At(string name) => Path.Combine(_folder, name);

    /// <summary>One that has seen what is there once already.</summary>
    private static FileFollower Follower(params string[] paths)
    {
        var follower = new FileFollower(paths, null, TimeProvider.System);
        Assert.Empty(follower.Look().Chains); // it may still be written
        return follower;
    }

    private static Instant[] Times(Found look) => [.. look.Chains.Select(static c => c.AsOf)];

    [Fact]
    public void A_folder_gives_each_chain_once_and_in_order()
    {
        File.WriteAllBytes(At("b.csv"), Csv(TestChains.Market(0)));
        File.WriteAllBytes(At("a.csv"), Csv(TestChains.Market(1)));
        File.WriteAllBytes(At(".hidden"), Csv(TestChains.Market(3)));
        var follower = Follower(_folder);
        Assert.Equal([TestChains.Market(0).AsOf, TestChains.Market(1).AsOf], Times(follower.Look()));
        Assert.Empty(Times(follower.Look()));
        File.WriteAllBytes(At("c.csv"), Csv(TestChains.Market(2)));
        Assert.Empty(Times(follower.Look())); // it may still be written
        Assert.Equal([TestChains.Market(2).AsOf], Times(follower.Look()));
        Assert.Empty(Times(follower.Look()));
    }

    [Fact]
    public void A_file_that_never_pauses_is_said_not_to_be_read()
    {
        byte[] whole = Csv(TestChains.Market(0));
        File.WriteAllBytes(At("grows.csv"), whole[..100]);
        var follower = Follower(_folder);
        for (int look = 1; look < 20; look++)
        {
            File.WriteAllBytes(At("grows.csv"), whole[..(100 + look)]);
            Assert.Equal(look < 9, follower.Look().Why?.Contains("grows.csv: is written to without a pause", StringComparison.Ordinal) != true);
        }
        File.WriteAllBytes(At("grows.csv"), whole);
        Assert.Contains("without a pause", follower.Look().Why, StringComparison.Ordinal);
        Found rested = follower.Look();
        Assert.Equal([TestChains.Market(0).AsOf], Times(rested));
        Assert.Null(rested.Why);
    }

    [Fact]
    public void A_file_that_grows_gives_what_was_added_once_it_stands()
    {
        byte[] whole = Csv(TestChains.Market(0), TestChains.Market(1), TestChains.Market(2));
        int first = Csv(TestChains.Market(0)).Length;
        File.WriteAllBytes(At("grows.csv"), whole[..first]);
        var follower = Follower(At("grows.csv"));
        Assert.Equal([TestChains.Market(0).AsOf], Times(follower.Look()));
        File.WriteAllBytes(At("grows.csv"), whole[..(first + 2000)]);
        Assert.Empty(Times(follower.Look()));
        File.WriteAllBytes(At("grows.csv"), whole);
        Assert.Empty(Times(follower.Look()));
        (IReadOnlyList<MarketSnapshot> chains, _, string? why) = follower.Look();
        Assert.Null(why);
        Assert.Equal([TestChains.Market(0).AsOf, TestChains.Market(1).AsOf, TestChains.Market(2).AsOf], chains.Select(static c => c.AsOf).SkipWhile(static t => t < TestChains.Start));
        Assert.Equal(TestChains.Market(2).Options.Count, chains[^1].Options.Count);
    }

    [Fact]
    public void What_cannot_be_read_is_said_until_it_can()
    {
        File.WriteAllText(At("chain.csv"), "what is this?\n1,2,3\n");
        var follower = Follower(_folder, At("not yet.csv"));
        Assert.Contains("chain.csv", follower.Look().Why, StringComparison.Ordinal);
        File.WriteAllBytes(At("not yet.csv"), Csv(TestChains.Market(0)));
        Assert.Contains("chain.csv", follower.Look().Why, StringComparison.Ordinal);
        Assert.Equal([TestChains.Market(0).AsOf], Times(follower.Look()).Distinct());
        File.WriteAllBytes(At("chain.csv"), Csv(TestChains.Market(1)));
        follower.Look();
        (IReadOnlyList<MarketSnapshot> chains, _, string? why) = follower.Look();
        Assert.Equal((1, null), (chains.Count, why));
        Directory.Delete(_folder, recursive: true);
        Assert.NotNull(follower.Look().Why);
        Directory.CreateDirectory(_folder);
    }

    [Fact]
    public void Trades_beside_chains_are_no_fault()
    {
        File.WriteAllText(At("trades.csv"), File.ReadAllText(Path.Combine(Repository.Root, "samples", "customers-trades.csv")));
        var follower = Follower(_folder);
        Assert.Contains("trades only", follower.Look().Why, StringComparison.Ordinal); // nothing else is there
        File.WriteAllBytes(At("chain.csv"), Csv(TestChains.Market(0)));
        follower.Look();
        (IReadOnlyList<MarketSnapshot> chains, _, string? why) = follower.Look();
        Assert.Equal((1, null), (chains.Count, why));
        Assert.Null(follower.Look().Why);
    }

    [Fact]
    public void What_was_half_written_and_is_gone_is_no_longer_told()
    {
        FileFollower follower = Follower(_folder);
        File.WriteAllText(At("c.csv.part"), "{\"data\":");
        follower.Look();
        Assert.Contains("c.csv.part", follower.Look().Why, StringComparison.Ordinal);
        File.Move(At("c.csv.part"), At("c.csv"));
        File.WriteAllBytes(At("c.csv"), Csv(TestChains.Market(0)));
        follower.Look();
        (IReadOnlyList<MarketSnapshot> chains, _, string? why) = follower.Look();
        Assert.Equal((1, null), (chains.Count, why));
    }

    [Fact]
    public void A_stamp_that_is_yet_to_come_silences_nothing()
    {
        FileFollower follower = Follower(_folder);
        File.WriteAllBytes(At("future.csv"), Csv(TestChains.Market(0).With(asOf: Instant.FromUtc(2099, 1, 1))));
        follower.Look();
        (IReadOnlyList<MarketSnapshot> none, _, string? why) = follower.Look();
        Assert.Empty(none);
        string said = $"{At("future.csv")}: a chain of BTC is stamped 2099-01-01T00:00:00Z, which is yet to come: not taken";
        Assert.Equal(said, why);
        Assert.Equal(said, follower.Look().Why); // for as long as it lies there
        File.WriteAllBytes(At("now.csv"), Csv(TestChains.Market(0)));
        follower.Look();
        Assert.Single(follower.Look().Chains);
    }

    [Theory]
    [InlineData("5184000")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public async Task A_server_that_asks_for_years_is_asked_again(string retryAfter)
    {
        int asked = 0;
        await using WebApplication server = await Server(context =>
        {
            context.Response.StatusCode = ++asked < 3 ? 503 : 404;
            context.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        });
        var sink = new Sink();
        using var pump = new DelayedQuotesPump(new DelayedQuotes("RUT", Duration.FromSeconds(60), 1), Address(server), sink.Pictured, sink.Failed, new SwiftTime());
        await pump.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task A_server_is_asked_politely_and_its_answers_reach_the_market()
    {
        var asked = new List<string>();
        var answers = new Queue<(int Status, string Body, string Tag)>(
        [
            (200, SourceFixture.CboeJson(), "\"one\""), (304, "", ""), (200, "{\"data\":", ""), (200, SourceFixture.CboeJson("2025-09-02 19:39:00"), "\"two\""), (403, "", ""),
        ]);
        await using WebApplication server = await Server(context =>
        {
            asked.Add($"{context.Request.Path} {context.Request.Headers.IfNoneMatch} {context.Request.Headers.UserAgent.ToString().Split('/')[0]}");
            (int status, string body, string tag) = answers.Dequeue();
            context.Response.StatusCode = status;
            if (tag.Length > 0)
                context.Response.Headers.ETag = tag;
            return context.Response.WriteAsync(body);
        });
        var sink = new Sink();
        using var pump = new DelayedQuotesPump(new DelayedQuotes("RUT", Duration.FromSeconds(60), 1), Address(server), sink.Pictured, sink.Failed, new SwiftTime());
        await pump.RunAsync(TestContext.Current.CancellationToken); // the last answer ends it
        const string path = "/api/global/delayed_quotes/options/_RUT.json";
        Assert.Equal([$"{path}  poise", $"{path} \"one\" poise", $"{path} \"one\" poise", $"{path}  poise", $"{path} \"two\" poise"], asked);
        Assert.Equal(["2025-09-02T19:37:42Z", "RUT: ", "2025-09-02T19:39:00Z", "RUT: the server answers 403, it does not want to be asked: not asked again"], sink.Heard);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_again_until_stopped()
    {
        using var ending = new CancellationTokenSource();
        var sink = new Sink();
        sink.Told = () =>
        {
            if (sink.Heard.Count == 3)
                ending.Cancel();
        };
        await using WebApplication server = await Server(static _ => Task.CompletedTask);
        Uri gone = Address(server);
        await server.StopAsync(TestContext.Current.CancellationToken);
        using var pump = new DelayedQuotesPump(new DelayedQuotes("RUT", Duration.FromSeconds(60), 1), gone, sink.Pictured, sink.Failed, new SwiftTime());
        await pump.RunAsync(ending.Token);
        Assert.Equal(3, sink.Heard.Count);
        Assert.All(sink.Heard, static h => Assert.StartsWith("RUT: ", h, StringComparison.Ordinal));
    }

    private static async Task<WebApplication> Server(RequestDelegate answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static k => k.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    private static Uri Address(WebApplication app) => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    private sealed class Sink
    {
        public List<string> Heard { get; } = [];

        public Action Told { get; set; } = static () => { };

        public void Pictured(MarketSnapshot market) => Add(market.AsOf.ToString());

        public void Failed(string? why)
        {
            if (why is not null)
                Add(why.StartsWith("RUT: the server", StringComparison.Ordinal) ? why : why[..5]);
        }

        private void Add(string what)
        {
            Heard.Add(what);
            Told();
        }
    }
}
