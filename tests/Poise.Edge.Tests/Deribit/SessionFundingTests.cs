using System.Text.Json.Nodes;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Edge.Tests;

/// <summary>What perpetuals paid, from the account's log.</summary>
public sealed class SessionFundingTests
{
    [Fact]
    public void What_was_paid_before_the_link_is_in_the_picture_and_what_is_paid_later_is_told()
    {
        DeribitWorld world = new(change: static s => s with { FundingEvery = Duration.FromSeconds(9), FundingSince = Instant.FromUtc(2026, 1, 5, 8) });
        world.Peer.Pay(10, -0.001m);
        world.Peer.Pay(11, null); // no funding in it
        world.Peer.Pay(12, 0.0002m);
        world.RunUntilLive();
        Assert.Equal([(10L, -0.001m), (12L, 0.0002m)], Picture(world));
        Assert.Empty(world.Payments);

        world.Peer.Pay(13, 0.5m);
        world.Run(world.Settings.FundingEvery + Duration.FromSeconds(1));
        Assert.Equal(0.5m, world.Payments.Single(p => p.Id == 13).Amount);
        Assert.Equal(world.Of(DeribitPeer.Perpetual), world.Payments[^1].Contract);

        // From then on the log is asked for from a minute before; what is told again the book counts once.
        world.Run(Duration.FromSeconds(18));
        Assert.Equal([10L, 12L, 13L], world.Payments.Select(static p => p.Id).Distinct());
    }

    [Fact]
    public void A_log_in_parts_is_told_from_its_oldest_entry_on()
    {
        DeribitWorld world = new(change: static s => s with { FundingEvery = Duration.FromSeconds(9), FundingSince = Instant.FromUtc(2026, 1, 5, 8) });
        world.Peer.LogPage = 3;
        for (int i = 1; i <= 10; i++)
            world.Peer.Pay(i, 0.01m * i);
        world.RunUntilLive();
        Assert.Equal(Enumerable.Range(1, 10).Select(static i => ((long)i, 0.01m * i)), Picture(world));
        Assert.Equal(4, world.Peer.Heard.Count(static m => m == "private/get_transaction_log"));
    }

    [Fact]
    public void A_log_that_cannot_be_had_stops_nobody_and_is_asked_for_again()
    {
        DeribitWorld world = new(change: static s => s with { FundingEvery = Duration.FromSeconds(9), FundingSince = Instant.FromUtc(2026, 1, 5, 8) });
        world.Peer.Pay(1, 0.25m);
        world.Peer.Failures.Add(("private/get_transaction_log", 13021, false));
        world.RunUntilLive();
        Assert.Empty(Picture(world));
        Assert.Contains(world.Notices, n => n.Text.Contains("funding is not known", StringComparison.Ordinal) && n.Text.Contains("13021", StringComparison.Ordinal));
        world.Run(world.Settings.FundingEvery + Duration.FromSeconds(1));
        Assert.Equal(0.25m, Assert.Single(world.Payments).Amount);
    }

    [Theory]
    [InlineData("id", "no number")]
    [InlineData("interest_pl", "much")]
    [InlineData("timestamp", "today")]
    [InlineData("instrument_name", null)]
    public void An_entry_that_cannot_be_read_leaves_funding_unknown(string field, string? value)
    {
        DeribitWorld world = new(change: static s => s with { FundingEvery = Duration.FromSeconds(9), FundingSince = Instant.FromUtc(2026, 1, 5, 8) });
        world.Peer.Pay(1, 0.25m);
        world.Peer.Pay(2, 0.25m);
        world.Peer.Entry(1)[field] = value is null ? null : JsonValue.Create(value);
        world.RunUntilLive();
        Assert.Empty(Picture(world)); // a later payment is not told without those before it
        Assert.Contains(world.Notices, n => n.About == DeribitNotice.Money && n.Text.Contains(field, StringComparison.Ordinal));
    }

    [Fact]
    public void Funding_of_what_the_desk_has_not_is_left_out()
    {
        DeribitWorld world = new(change: static s => s with { FundingEvery = Duration.FromSeconds(9), FundingSince = Instant.FromUtc(2026, 1, 5, 8) });
        world.Peer.Pay(1, 0.25m, "ETH-PERPETUAL");
        world.Peer.Pay(2, 0.5m, "BTC-NEVER");
        world.Peer.Pay(3, 1m);
        world.RunUntilLive();
        Assert.Equal([(3L, 1m)], Picture(world));
    }

    private static List<(long Id, decimal Amount)> Picture(DeribitWorld world)
    {
        List<FundingPayment> paid = [];
        world.Session.Picture!.Funding(paid);
        return [.. paid.Select(static p => (p.Id, p.Amount))];
    }
}
