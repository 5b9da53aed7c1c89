using System.Text.Json.Nodes;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Edge.Tests;

/// <summary>What the account has and needs: from the first link on, at most once a second, and what is refused.</summary>
public sealed class SessionMarginTests
{
    private static void Hear(DeribitWorld world, decimal? equity = null, decimal? initial = null, decimal? maintenance = null)
    {
        world.Peer.TellPortfolio(equity, initial, maintenance);
        world.Settle();
    }

    private static bool IsNoted(DeribitWorld world, string text) => world.Notices.Exists(n => n.About == DeribitNotice.Money && n.Text.Contains(text, StringComparison.Ordinal));

    /// <summary>Half a minute, with something said on the way.</summary>
    private static void RunToTheNextQuestion(DeribitWorld world)
    {
        world.Run(Duration.FromSeconds(20));
        world.Peer.Heartbeat("heartbeat");
        world.Run(Duration.FromSeconds(11));
    }

    [Fact]
    public void It_is_told_before_the_link_is_called_up_and_on_each_link_anew()
    {
        DeribitWorld world = DeribitWorld.Live();
        Assert.Equal(("BTC", new MarginReport(9.5, 2, 1), false), (Assert.Single(world.Margins).Currency, world.Margins[0].Report, world.Margins[0].IsUp));
        Assert.True(world.Peer.Subscribes("user.portfolio.BTC"));
        world.LoseAndDrop();
        world.Run(Duration.FromSeconds(5));
        Assert.True(world.IsLive);
        Assert.Equal((2, new MarginReport(9.5, 2, 1)), (world.Margins.Count, world.Margins[1].Report));
    }

    [Fact]
    public void Each_settlement_currency_of_its_underlyings_is_asked_for_once()
    {
        DeribitWorld world = DeribitWorld.Live(static s => s with { Underlyings = ["BTC", "BTC_USDC", "ETH_USDC"] });
        Assert.Equal([("BTC", new MarginReport(9.5, 2, 1)), ("USDC", default)], world.Margins.Select(static m => (m.Currency, m.Report)));
        Assert.Equal(2, world.Peer.Heard.Count(static m => m == "private/get_account_summary"));
        Assert.True(world.Peer.Subscribes("user.portfolio.USDC"));
    }

    [Fact]
    public void Without_a_key_nothing_is_asked()
    {
        DeribitWorld world = new(isPublic: true);
        world.RunUntilLive();
        Assert.Empty(world.Margins);
        Assert.DoesNotContain(world.Peer.Heard, static m => m.StartsWith("private/", StringComparison.Ordinal));
    }

    [Fact]
    public void What_changes_often_is_told_once_a_second_and_the_last_of_it_always()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Run(Duration.FromSeconds(3));
        Hear(world); // nothing new
        Assert.Single(world.Margins);
        for (int i = 0; i < 50; i++)
        {
            Hear(world, equity: 9 - 0.01m * i);
            world.Run(Duration.FromMilliseconds(100));
        }
        Assert.InRange(world.Margins.Count, 5, 7);
        Assert.All(world.Margins.Zip(world.Margins.Skip(1)), static p => Assert.True(p.Second.At - p.First.At >= Duration.FromSeconds(1)));
        world.Run(Duration.FromSeconds(2));
        Assert.Equal(8.51, world.Margins[^1].Report.Equity, 1e-12);
        int told = world.Margins.Count;
        world.Run(Duration.FromSeconds(5));
        Assert.Equal(told, world.Margins.Count);
        Hear(world, equity: 8.51m, initial: 12);
        Assert.Equal((told + 1, MarginState.Call), (world.Margins.Count, world.Margins[^1].Report.State)); // at once
        Hear(world, initial: 3);
        Hear(world, initial: 12); // back to what was told within the second
        world.Run(Duration.FromSeconds(2));
        Assert.Equal(told + 1, world.Margins.Count);
    }

    [Fact]
    public void Where_its_channel_cannot_be_had_it_is_asked_for_now_and_then()
    {
        DeribitWorld world = new();
        world.Peer.Unheard = "user.portfolio.BTC";
        world.RunUntilLive();
        Assert.True(IsNoted(world, "margin in BTC was not subscribed: it is asked for every 30 s"));
        world.Peer.TellPortfolio(initial: 4);
        RunToTheNextQuestion(world);
        Assert.Equal((2, 4), (world.Margins.Count, world.Margins[^1].Report.Initial));
        world.Peer.TellPortfolio(initial: 5);
        world.Peer.Heartbeat("heartbeat");
        RunToTheNextQuestion(world);
        Assert.Equal(5, world.Margins[^1].Report.Initial);
    }

    [Fact]
    public void Equity_stands_in_where_no_margin_balance_is_told()
    {
        DeribitWorld world = new();
        world.Peer.Portfolio.Remove("margin_balance");
        world.RunUntilLive();
        Assert.Equal(10, world.Margins[0].Report.Equity);
    }

    [Theory]
    [InlineData("currency", "\"ETH\"", "'ETH' is not BTC")]
    [InlineData("currency", null, "currency is missing")]
    [InlineData("equity", "\"ten\"", "equity is no number")]
    [InlineData("margin_balance", "true", "margin_balance is no number")]
    [InlineData("initial_margin", null, "initial_margin is missing")]
    [InlineData("maintenance_margin", "-0.5", "maintenance_margin -0.5 is below zero")]
    public void What_cannot_be_read_is_told_once_changes_nothing_and_is_asked_for_again(string field, string? value, string says)
    {
        DeribitWorld world = DeribitWorld.Live();
        JsonNode? good = world.Peer.Portfolio[field]!.DeepClone();
        world.Run(Duration.FromSeconds(3));
        world.Peer.Portfolio[field] = value is null ? null : JsonNode.Parse(value);
        for (int i = 0; i < 3; i++)
        {
            world.Peer.News("user.portfolio.BTC", world.Peer.Portfolio.DeepClone());
            world.Settle();
        }
        Assert.Single(world.Notices, n => n.About == DeribitNotice.Money && n.Text.Contains(says, StringComparison.Ordinal));
        Assert.Equal((1, true), (world.Margins.Count, world.IsLive));
        world.Peer.Portfolio[field] = good;
        world.Peer.Portfolio["initial_margin"] = 4;
        RunToTheNextQuestion(world);
        Assert.Equal(4, world.Margins[^1].Report.Initial);
        Assert.True(IsNoted(world, "margin in BTC is known again"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_summary_that_is_refused_or_not_answered_stops_nobody(bool isRefused)
    {
        DeribitWorld world = new();
        if (isRefused)
            world.Peer.Failures.Add(("private/get_account_summary", 13021, false));
        else
            world.Peer.Silences.Add(("private/get_account_summary", false));
        world.RunUntilLive();
        Assert.Equal((1, 0), (world.Peer.Connections, world.Margins.Count));
        Assert.True(IsNoted(world, isRefused ? "13021" : "was not answered in time"));
        RunToTheNextQuestion(world);
        Assert.Equal(new MarginReport(9.5, 2, 1), Assert.Single(world.Margins).Report);
    }
}
