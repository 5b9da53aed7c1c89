using Poise.App;
using Poise.Domain;
using Poise.Flow;

namespace Poise.Edge.Tests;

/// <summary>What <c>poise desk</c> takes of the switches of <c>poise flow</c>, as the page gets it.</summary>
public sealed class FlowTermsTests : IDisposable
{
    private static readonly FlowTerms BySeries = new() { Vols = VolRule.SpotVolBeta, Beta = new BetaChoice(IsSeries: true, null) };

    private readonly string _folder = Directory.CreateTempSubdirectory("poise-terms").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Sources Read(params IEnumerable<string> lines)
    {
        string path = Path.Combine(_folder, $"{Directory.GetFiles(_folder).Length}.csv");
        File.WriteAllLines(path, lines);
        return SourceFiles.Read([path], new SourceChoices(null, null, null));
    }

    private IReadOnlyList<MarketSnapshot> Twelve() =>
        Read([CsvChains.Names, .. Enumerable.Range(0, 12).SelectMany(i => CsvChains.Of($"2014-05-2{1 + i / 6}T{14 + i % 6}:00:00Z", 93 + i % 4, 1, 94))]).Chains;

    [Fact]
    public void A_beta_of_the_series_is_each_chains_own_in_whatever_order_they_are_asked_for()
    {
        IReadOnlyList<MarketSnapshot> chains = Twelve();
        FlowFeed files = FlowFeed.OfFiles(chains, [], BySeries), live = FlowFeed.Live(BySeries);
        Assert.Equal(11, files.Frame(11, default)!.View!.SpotVolBeta!.Count);
        for (int i = 0; i < chains.Count; i++)
        {
            live.Publish(chains[i]);
            SpotVolBetaView seen = live.Frame(null, default)!.View!.SpotVolBeta!;
            Assert.Equal(i < 10 ? "skew" : "series", seen.Source);
            Assert.Equal(files.Frame(i, default)!.View!.SpotVolBeta, seen);
            // What follows each quote, too.
            Assert.Equal(i < 10 ? null : seen.Beta, live.SettingsOf(chains[i], default).VolBeta?.Beta);
        }
    }

    [Fact]
    public void A_live_chain_without_a_skew_says_why_it_is_not_shown_and_the_next_one_is()
    {
        IReadOnlyList<MarketSnapshot> chains = Twelve();
        FlowFeed live = FlowFeed.Live(new FlowTerms { Vols = VolRule.SpotVolBeta });
        live.Publish(chains[0].With(options: [.. chains[0].Options.Where(o => Math.Abs(o.Contract.Strike / chains[0].Spot - 1) > 0.06)]));
        FlowFrame bare = live.Frame(null, default)!;
        Assert.Null(bare.View);
        Assert.Contains("--vols spot-vol-beta: no expiry has four strikes quoted near the money", bare.Reason, StringComparison.Ordinal);
        Assert.Null(Assert.Single(live.Series().Levels));
        live.Publish(chains[1]);
        Assert.NotNull(live.Frame(null, default)!.View);
    }

    [Fact]
    public void A_snapshot_that_cannot_be_combined_says_why_and_the_others_are_shown()
    {
        Sources sources = Read([.. CsvChains.IndexAndFund().Where(l => !l.Contains("SPY,2014-06-09T15", StringComparison.Ordinal))]);
        var combined = new CombinedChains(sources.Chains, "SPX", new FlowSettings().Chain);
        FlowFeed feed = FlowFeed.OfFiles(combined.Own, [], null, combined.Of);
        FlowFrame last = feed.Frame(null, default)!;
        Assert.Null(last.View);
        Assert.Contains("56 minutes apart", last.Reason, StringComparison.Ordinal);
        Assert.Equal(["SPX", "SPY"], feed.Frame(0, default)!.View!.Products.Select(p => p.Underlying));
        Assert.Equal([false, true], feed.Series().Levels.Select(l => l is null));
    }

    [Fact]
    public void A_page_shows_one_underlying()
    {
        string file = Path.Combine(_folder, "both.csv");
        File.WriteAllLines(file, CsvChains.IndexAndFund());
        A_desk_refuses_what_does_not_fit("--chain: the files hold SPX and SPY, and a page shows one: choose by --underlying", "--chain", file);
        A_desk_refuses_what_does_not_fit("--combine takes all underlyings of the files: leave out --underlying", "--chain", file, "--combine", "SPX", "--underlying", "SPY");
    }

    [Theory]
    [InlineData("--combine needs --chain FILES", "--combine", "SPX")]
    [InlineData("--combine needs --chain FILES", "--follow", ".", "--combine", "SPX")]
    [InlineData("--combine needs --chain FILES", "--history", "h.db", "--combine", "SPX")]
    [InlineData("--spot-vol-beta NUMBER leaves nothing to --skew-stickiness", "--spot-vol-beta", "-1", "--skew-stickiness", "1.2")]
    [InlineData("--daily-vol and --impact need --daily-volume AMOUNT", "--impact", "linear")]
    [InlineData("--daily-vol and --impact need --daily-volume AMOUNT", "--daily-vol", "0.01")]
    [InlineData("--daily-volume: \"0\" is not an amount above zero", "--daily-volume", "0")]
    [InlineData("--depth: \"-5\" is not an amount above zero", "--depth", "-5")]
    [InlineData("--vols: \"fixed\" is not one of", "--vols", "fixed")]
    public void A_desk_refuses_what_does_not_fit(string said, params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        Assert.Equal((2, ""), (PoiseCommandLine.Run(["desk", "--data", _folder, .. arguments], output, error), output.ToString()));
        Assert.Contains(said, Assert.Single(error.ToString().TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
