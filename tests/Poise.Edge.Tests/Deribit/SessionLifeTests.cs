using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Edge.Tests;

/// <summary>Login, heartbeat, silence, clocks, tokens, maintenance and reconnection of a session, against a peer.</summary>
public sealed class SessionLifeTests
{
    [Fact]
    public void ComesUpInOrder()
    {
        DeribitWorld world = DeribitWorld.Live();
        Assert.Equal(
            [
                "public/hello", "public/get_time", "public/auth", "public/set_heartbeat", "private/enable_cancel_on_disconnect", "public/status",
                "public/get_instruments", "public/get_instruments", "private/subscribe", "public/subscribe", "public/subscribe",
                "private/get_open_orders", "private/get_user_trades_by_currency_and_time", "private/get_transaction_log", "private/get_account_summary", "private/get_positions",
            ], world.Peer.Heard);
        Assert.Equal([true], world.Links);
        Assert.Equal(["BTC-PERPETUAL", "BTC-27MAR26", "BTC-27MAR26-100000-C", "BTC-27MAR26-100000-P"], world.Contracts.Select(c => c.Id.Symbol));
        Assert.True(world.Peer.Subscribes("user.changes.any.BTC.raw") && world.Peer.Subscribes("book.BTC-PERPETUAL.raw") && world.Peer.Subscribes("quote.BTC-27MAR26-100000-C"));
    }

    [Fact]
    public void WithoutAKeyOnlyThePublicIsAsked()
    {
        DeribitWorld world = new(isPublic: true);
        world.RunUntilLive();
        Assert.DoesNotContain(world.Peer.Heard, m => m.StartsWith("private/", StringComparison.Ordinal) || m == "public/auth");
        Assert.True(world.Peer.Subscribes("book.BTC-PERPETUAL.100ms"));
        world.Place(DeribitWorld.Order(1, Side.Buy, 1, 80_000, world));
        Assert.Equal((OrderStatus.Rejected, (int)DeribitReason.NotLive), (world.LastOf(1).Status, world.LastOf(1).Reason));
    }

    [Theory]
    [InlineData("connection account:read trade:read_write wallet:read_write", "withdraw")]
    [InlineData("connection account:read trade:read wallet:none", "trade:read_write")]
    [InlineData("connection trade:read_write", "account:read")]
    public void AKeyOfTheWrongScopeStopsTheSession(string scope, string why)
    {
        DeribitWorld world = new();
        world.Peer.Scope = scope;
        world.Run(Duration.FromSeconds(300));
        Assert.Equal(DeribitPhase.Stopped, world.Session.Phase);
        Assert.Contains(why, world.Session.StopReason, StringComparison.Ordinal);
        Assert.Equal(1, world.Peer.Connections);
        Assert.Equal("public/auth", world.Peer.Heard[^1]);
        Assert.Equal(Instant.Never, world.ConnectTimes[^1]);
    }

    [Fact]
    public void OneThatOnlyLooksAsksForNoMoreAndChangesNothing()
    {
        DeribitWorld world = new(change: static s => s with { IsReadOnly = true });
        world.Peer.Scope = "connection account:read trade:read wallet:none";
        world.Peer.Orders.Add(new() { Id = "v-9", Label = "poise-1-9", Instrument = DeribitPeer.Perpetual, Direction = "buy", Amount = 10, Price = 80_000, Changed = world.Now.UnixMilliseconds });
        world.RunUntilLive();
        Assert.True(world.IsLive, world.Session.StopReason);
        Assert.Contains("\"scope\":\"account:read trade:read\"", Assert.Single(world.Peer.Frames, static f => f.Contains("public/auth", StringComparison.Ordinal)), StringComparison.Ordinal);
        var open = new List<Cancel>();
        world.Session.Picture!.OpenOrders(open);
        Assert.Equal(new OrderId(1, 9), Assert.Single(open).Id);

        world.Place(DeribitWorld.Order(1, Side.Buy, 1, 80_000, world));
        Assert.Equal((OrderStatus.Rejected, (int)DeribitReason.ReadOnly), (world.LastOf(1).Status, world.LastOf(1).Reason));
        world.Session.Cancel(open[0], world.Now);
        world.Run(Duration.FromSeconds(5));
        world.Peer.Disconnect();
        Assert.Equal("open", Assert.Single(world.Peer.Orders).State);
        string[] acts = ["private/buy", "private/sell", "private/edit", "private/cancel", "private/cancel_by_label", "private/enable_cancel_on_disconnect"];
        Assert.DoesNotContain(world.Peer.Heard, m => acts.Contains(m));
    }

    [Fact]
    public void OneThatActsAsksForAllThatItsKeyMay() =>
        Assert.DoesNotContain("\"scope\":\"account", Assert.Single(DeribitWorld.Live().Peer.Frames, static f => f.Contains("public/auth", StringComparison.Ordinal)), StringComparison.Ordinal);

    [Theory]
    [InlineData("connection account:read trade:none wallet:none", "trade:read")]
    [InlineData("connection trade:read", "account:read")]
    [InlineData("connection account:read trade:read wallet:read_write", "withdraw")]
    public void OneThatOnlyLooksNeedsToSee(string scope, string why)
    {
        DeribitWorld world = new(change: static s => s with { IsReadOnly = true });
        world.Peer.Scope = scope;
        world.Run(Duration.FromSeconds(300));
        Assert.Equal(DeribitPhase.Stopped, world.Session.Phase);
        Assert.Contains(why, world.Session.StopReason, StringComparison.Ordinal);
    }

    [Fact]
    public void AWrongSecretStopsTheSession()
    {
        DeribitWorld world = new(new DeribitKey(DeribitPeer.Key, "another-secret"));
        world.Run(Duration.FromSeconds(300));
        Assert.Equal(DeribitPhase.Stopped, world.Session.Phase);
        Assert.Contains("13004", world.Session.StopReason, StringComparison.Ordinal);
        Assert.Single(world.Peer.Heard, m => m == "public/auth");
    }

    [Fact]
    public void AnswersTestRequests()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Peer.Heartbeat("heartbeat");
        world.Settle();
        Assert.DoesNotContain("public/test", world.Peer.Heard);
        world.Peer.Heartbeat("test_request");
        world.Settle();
        Assert.Single(world.Peer.Heard, m => m == "public/test");
    }

    /// <summary>Found by the hunt: a new login that met maintenance was waited for without end, and nothing was asked any more.</summary>
    [Fact]
    public void MaintenanceAmidANewLoginIsWaitedOut()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Peer.Expire();
        world.Peer.Failures.Add(("public/auth", 11051, false));
        world.Place(DeribitWorld.Order(1, Side.Buy, 1, 80_000, world)); // 13009, and so a new login
        world.Run(Duration.FromSeconds(1));
        Assert.Equal(DeribitPhase.Maintenance, world.Session.Phase);
        world.RunUntilLive();
        Assert.True(world.IsLive, world.Session.Phase.ToString());
    }

    [Fact]
    public void ASilentLinkIsClosedAndMadeAnew()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Peer.IsDead = true;
        world.Run(Duration.FromSeconds(29));
        Assert.True(world.IsLive);
        world.Run(Duration.FromSeconds(2));
        Assert.Contains("nothing was heard for 30 s", world.Closings);
        Assert.Equal([true, false], world.Links);
        world.Peer.IsDead = false;
        world.RunUntilLive();
        Assert.Equal([true, false, true], world.Links);
        Assert.True(world.Peer.Subscribes("user.changes.any.BTC.raw") && world.Peer.Subscribes("book.BTC-PERPETUAL.raw"));
        Assert.Equal(4, world.Contracts.Count);
    }

    [Fact]
    public void HeartbeatsKeepALinkThatSaysNothingElse()
    {
        DeribitWorld world = DeribitWorld.Live();
        for (int i = 0; i < 20; i++)
        {
            world.Run(Duration.FromSeconds(10));
            world.Peer.Heartbeat("heartbeat");
            world.Settle();
        }
        Assert.Empty(world.Closings);
    }

    [Fact]
    public void WaitsGrowUpToACapAndDifferBySeed()
    {
        List<double>[] waits = [.. new ulong[] { 1, 2 }.Select(Waits)];
        foreach (List<double> some in waits)
        {
            Assert.InRange(some[0], 1, 1.5);
            Assert.InRange(some[3], 8, 12);
            Assert.All(some[7..], w => Assert.InRange(w, 60, 90));
        }
        Assert.NotEqual(waits[0], waits[1]);
        Assert.Equal(waits[0], Waits(1));

        static List<double> Waits(ulong seed)
        {
            DeribitWorld world = new(seed: seed);
            List<double> waits = [];
            for (int i = 0; i < 10; i++)
            {
                world.Session.LinkDown(world.Now, "refused");
                waits.Add((world.ConnectTimes[^1] - world.Now).Seconds);
            }
            return waits;
        }
    }

    [Fact]
    public void TheVenuesClockIsMeasuredAndUsed()
    {
        DeribitWorld world = new();
        world.PeerAhead = Duration.FromSeconds(40); // a login by our own clock would be refused
        world.RunUntilLive();
        Assert.InRange(world.Session.ClockOffset.Seconds, 39.9, 40.1);
        Assert.Contains(world.Notices, n => n.About == DeribitNotice.Clock && n.Text.Contains("40.", StringComparison.Ordinal));
        world.PeerAhead = Duration.FromSeconds(41);
        KeepAlive(world, 400);
        Assert.InRange(world.Session.ClockOffset.Seconds, 40.9, 41.1);
        Assert.Contains(world.Notices, n => n.About == DeribitNotice.Clock && n.Text.Contains("drift", StringComparison.Ordinal));
    }

    /// <summary>Quotes of contracts that rarely move are old: each asked for the venue's time some minutes sooner than the one before, so that all were taken for a clock that had jumped, and orders waited.</summary>
    [Fact]
    public void OldQuotesAskForTheVenuesTimeOnceASecondAndAreNoJump()
    {
        DeribitWorld world = DeribitWorld.Live();
        int Asked() => world.Peer.Heard.Count(static m => m == "public/get_time");
        int before = Asked();
        for (int i = 0; i < 50; i++)
        {
            world.Peer.News("quote." + DeribitPeer.Call, new System.Text.Json.Nodes.JsonObject
            {
                ["instrument_name"] = DeribitPeer.Call,
                ["timestamp"] = world.Now.UnixMilliseconds - 60_000 - i,
                ["best_bid_price"] = 0.0545m,
                ["best_bid_amount"] = 2,
                ["best_ask_price"] = 0.055m,
                ["best_ask_amount"] = 1,
            });
            world.Run(Duration.FromMilliseconds(40));
        }
        Assert.InRange(Asked() - before, 1, 3);
        Assert.DoesNotContain(world.Notices, static n => n.Text.Contains("later than it should be", StringComparison.Ordinal));
    }

    [Fact]
    public void TheTokenIsRefreshedBeforeItEnds()
    {
        DeribitWorld world = new();
        world.Peer.TokenSeconds = 100;
        world.RunUntilLive();
        KeepAlive(world, 170);
        string[] logins = [.. world.Peer.Frames.Where(f => f.Contains("public/auth", StringComparison.Ordinal))];
        Assert.Equal(3, logins.Length);
        Assert.All(logins[1..], l => Assert.Contains("refresh_token", l, StringComparison.Ordinal));
        Assert.Equal([true], world.Links);
    }

    [Fact]
    public void AnEndedLoginLeadsToANewOneOnTheSameLink()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Peer.Failures.Add(("private/buy", 13009, false));
        world.Place(DeribitWorld.Order(1, Side.Buy, 1, 80_000, world));
        world.Settle();
        Assert.Equal((OrderStatus.Rejected, 13009), (world.LastOf(1).Status, world.LastOf(1).Reason));
        Assert.Equal(2, world.Peer.Heard.Count(m => m == "public/auth"));
        world.Place(DeribitWorld.Order(2, Side.Buy, 1, 80_000, world));
        world.Settle();
        Assert.Equal(OrderStatus.Open, world.LastOf(2).Status);
        Assert.Equal([true], world.Links);
    }

    [Theory]
    [InlineData("private/enable_cancel_on_disconnect", 11051)]
    [InlineData("private/get_positions", 13028)]
    [InlineData("public/auth", 10041)]
    public void MaintenanceIsWaitedOutAndSaid(string method, int code)
    {
        DeribitWorld world = new();
        world.Peer.Failures.Add((method, code, false));
        world.Peer.Locked = "true";
        world.Run(Duration.FromSeconds(25));
        Assert.Equal(DeribitPhase.Maintenance, world.Session.Phase);
        Assert.Contains(world.Notices, n => n.About == DeribitNotice.Maintenance);
        Assert.Equal(1, world.Peer.Connections);
        world.Peer.Locked = "false";
        world.RunUntilLive();
        Assert.Equal([true], world.Links);
    }

    [Fact]
    public void ALockedPlatformTakesALiveLinkDown()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Peer.Locked = "true";
        world.Peer.News("platform_state", new System.Text.Json.Nodes.JsonObject { ["price_index"] = "eth_usd", ["locked"] = true });
        world.Settle();
        Assert.Equal([true], world.Links);
        world.Peer.News("platform_state", new System.Text.Json.Nodes.JsonObject { ["price_index"] = "btc_usd", ["locked"] = true });
        world.Settle();
        Assert.Equal([true, false], world.Links);
        world.Place(DeribitWorld.Order(1, Side.Buy, 1, 80_000, world));
        Assert.Equal((int)DeribitReason.NotLive, world.LastOf(1).Reason);
        world.Peer.Locked = "false";
        world.RunUntilLive();
        Assert.Equal([true, false, true], world.Links);
    }

    [Fact]
    public void AnUnansweredQuestionClosesTheLink()
    {
        DeribitWorld world = new();
        world.Peer.Silences.Add(("private/get_positions", false));
        world.Run(Duration.FromSeconds(6));
        Assert.Contains(world.Closings, c => c.Contains("not answered", StringComparison.Ordinal));
        world.RunUntilLive();
        Assert.Equal([true], world.Links);
    }

    [Fact]
    public void TheAccountsChangesMustBeSubscribed()
    {
        DeribitWorld world = new();
        world.Peer.IsDeaf = true;
        world.Run(Duration.FromSeconds(20));
        Assert.Empty(world.Links);
        Assert.Contains(world.Closings, c => c.Contains("not subscribed", StringComparison.Ordinal));
        world.Peer.IsDeaf = false;
        world.RunUntilLive();
    }

    [Fact]
    public void AQuestionThatMeetsAnEndedLoginIsAskedAgain()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Peer.Expire();
        world.Peer.Failures.Add(("public/get_time", 13009, false));
        KeepAlive(world, 320); // the question for the time fails, a new login follows, and is asked again
        Assert.Equal(2, world.Peer.Heard.Count(m => m == "public/auth"));
        Assert.True(world.Peer.Heard.Count(m => m == "public/get_time") >= 3);
        Assert.Equal([true], world.Links);
    }

    [Fact]
    public void TheSecretIsNowhere()
    {
        DeribitWorld world = DeribitWorld.Live();
        world.Place(DeribitWorld.Order(1, Side.Buy, 3, 80_000, world));
        world.Settle();
        world.LoseAndDrop();
        world.RunUntilLive();
        world.Peer.Failures.Add(("private/buy", 13009, false));
        world.Place(DeribitWorld.Order(2, Side.Buy, 1, 80_000, world));
        world.Run(Duration.FromSeconds(5));
        Assert.True(world.Peer.Frames.Count > 30 && world.Notices.Count > 3);
        IEnumerable<string> all = world.Peer.Frames.Concat(world.Notices.Select(n => n.Text)).Concat(world.Closings)
            .Append(new DeribitKey(DeribitPeer.Key, DeribitPeer.Secret).ToString()).Append(world.Settings.ToString());
        Assert.All(all, text => Assert.DoesNotContain(DeribitPeer.Secret, text, StringComparison.Ordinal));
        // Nor is a token in what is logged.
        Assert.All(world.Notices, n => Assert.DoesNotContain("refresh\"", n.Text, StringComparison.Ordinal));
    }

    internal static void KeepAlive(DeribitWorld world, int seconds)
    {
        for (int i = 0; i < seconds; i += 5)
        {
            world.Run(Duration.FromSeconds(5));
            world.Peer.Heartbeat("heartbeat");
        }
    }
}
