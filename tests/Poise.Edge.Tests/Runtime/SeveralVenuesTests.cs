using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;
using Poise.TestShared;

namespace Poise.Edge.Tests;

/// <summary>A desk with accounts at three simulated venues of one index: hedges go where they are cheapest, a venue that fails is left out, and at the end each venue holds what the book says.</summary>
public sealed class SeveralVenuesTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 9);

    private static readonly MarketSettings First = new() { PathSeed = 3, Impact = 0, PremiumNoise = 1e-5 };

    private static SimulatedDeskSettings Settings(string folder, IWorkingAlgorithm? working = null) => new()
    {
        DataFolder = folder,
        Seed = 7,
        CustomMarket = First,
        Working = working ?? new Sweep(),
        Policy = new FixedBandPolicy(new DeltaBand(-0.03, 0, 0.03, BandRebalance.ToTarget)),
        Further =
        [
            new FurtherVenue(First with { Venue = "cheap", Expiries = 0, PerpetualSize = 0.1, PerpetualLot = 0.01m, Fees = new FeeTier(FutureTaker: 0.0002) }, 8),
            new FurtherVenue(First with { Venue = "slow", Expiries = 0, PerpetualSize = 20, OrderLatency = new(Duration.FromMilliseconds(80), Duration.FromMilliseconds(40)), Fees = new FeeTier(FutureTaker: 0.0003) }, 9),
        ],
    };

    private static StartedDesk Bring(TemporaryFolder folder, IWorkingAlgorithm? working = null) => SimulatedDeskStart.Bring(Settings(folder.Path, working), Start, new InlineLane());

    private static void Run(StartedDesk started, double seconds) => started.Run.AdvanceTo(started.Run.Now + new Duration((long)(1e9 * seconds)));

    private static void AssertReconciled(StartedDesk started, bool mayRest = false)
    {
        Desk desk = started.Run.Driver.Desk;
        foreach (Outlet outlet in desk.Hedgers[0].Outlets)
        {
            SimulatedVenue venue = started.Run.Further.Append(started.Run.Venue).Single(v => v.Market.Settings.Venue == outlet.Account.Venue);
            Assert.True(venue.TryPosition(outlet.Settings.Hedge, out Lots held));
            Assert.Equal(held, desk.Book.QuantityOf(outlet.Contract));
        }
        Assert.Equal(TradingState.Normal, desk.State);
        Assert.InRange(desk.Working.Count, 0, mayRest ? 1 : 0);
    }

    private static Dictionary<string, long> HeldAt(StartedDesk started) => started.Run.Driver.Desk.Hedgers[0].Outlets.ToDictionary(static o => o.Account.Venue, o => started.Run.Driver.Desk.Book.QuantityOf(o.Contract).Count);

    [Fact]
    public void Each_hedge_goes_where_it_is_cheapest_and_each_venue_holds_what_the_book_says()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = Bring(folder);
        Run(started, 300);
        Desk desk = started.Run.Driver.Desk;
        Assert.InRange(desk.Hedgers[0].Greeks.Net.Delta, -0.3, 0.3);
        Assert.All(desk.Accounts, static a => Assert.True(a.IsReconciled && a.IsLinkUp));
        Dictionary<string, long> held = HeldAt(started);
        Assert.True(held["cheap"] != 0 && held["slow"] != 0, string.Join(", ", held));
        Assert.All(desk.Hedgers[0].Outlets.Skip(1), static o => Assert.InRange(o.Premium, -1e-3, 1e-3));
        Run(started, 2);
        AssertReconciled(started);
    }

    [Fact]
    public void A_venue_that_fails_at_times_is_left_out_and_comes_back_reconciled()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = Bring(folder);
        Desk desk = started.Run.Driver.Desk;
        for (int round = 0; round < 6; round++)
        {
            SimulatedVenue failing = round % 3 == 2 ? started.Run.Venue : started.Run.Further[round % 3];
            Run(started, 7.3);
            started.Run.Cut(failing);
            long fills = desk.Book.Fills;
            Run(started, round % 3 == 2 ? 20 : 40);
            Assert.Equal(TradingState.Normal, desk.State);
            Assert.InRange(desk.Hedgers[0].Greeks.Net.Delta, -0.4, 0.4);
            Assert.True(desk.AccountAt(failing.Market.Settings.Venue)!.IsAway);
            if (round > 0)
                Assert.True(desk.Book.Fills > fills, "the others go on");
            Reconciliation found = started.Run.Join(failing);
            Assert.Equal(0, found.Foreign);
            Assert.False(desk.AccountAt(failing.Market.Settings.Venue)!.IsAway);
        }
        Run(started, 5);
        AssertReconciled(started);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_same_seeds_give_the_same_bits(bool rests)
    {
        IWorkingAlgorithm working = rests ? new PassiveThenCross(new PeggedOrder(), 2, Duration.FromSeconds(10)) : new Sweep();
        ulong[] hashes = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            using TemporaryFolder folder = new();
            using StartedDesk started = Bring(folder, working);
            Run(started, 20);
            started.Run.Cut(started.Run.Further[0]);
            Run(started, 20);
            started.Run.Join(started.Run.Further[0]);
            Run(started, 20);
            Assert.True(started.Run.Driver.Desk.Book.Fills > 3);
            return started.Run.Driver.Desk.StateHash();
        })];
        Assert.Equal(hashes[0], hashes[1]);
    }

    /// <summary>An hour; under ./test --deep a week. Every few minutes the link to one of the venues goes for up to a minute, the first one's for up to twenty seconds.</summary>
    [Fact]
    public void Hours_of_hedging_end_reconciled_to_the_digit_at_all_venues()
    {
        using TemporaryFolder folder = new();
        using StartedDesk started = Bring(folder, new PassiveThenCross(new PeggedOrder(), 2, Duration.FromSeconds(20)));
        SimulatedRun run = started.Run;
        Desk desk = run.Driver.Desk;
        var random = new SeededRandom(17);
        Instant end = Start + Duration.FromHours(Deep.IsOn ? 168 : 1);
        int losses = 0;
        while (run.Now < end)
        {
            Run(started, 60 + random.NextInt32(300));
            int which = random.NextInt32(3);
            SimulatedVenue failing = which == 0 ? run.Venue : run.Further[which - 1];
            run.Cut(failing);
            Run(started, 1 + random.NextInt32(which == 0 ? 20 : 60));
            run.Join(failing);
            losses++;
            Assert.Equal((TradingState.Normal, null, null), (desk.State, run.Driver.BrokenBy, run.Driver.JournalFailure));
        }
        Run(started, 60);
        AssertReconciled(started, mayRest: true);
        Assert.True(desk.Book.Fills > 30 && losses > 10, $"{desk.Book.Fills} fills, {losses} lost links");
        foreach (Outlet outlet in desk.Hedgers[0].Outlets)
        {
            SimulatedMarket market = run.Further.Append(run.Venue).Single(v => v.Market.Settings.Venue == outlet.Account.Venue).Market;
            Position position = desk.Book.PositionOf(outlet.Contract);
            Assert.Equal((outlet.Account.Venue, market.Cash, market.Fees), (outlet.Account.Venue, position.Cash + position.Funding, position.Fees));
            Assert.True(market.IsBalanced);
        }
        TestContext.Current.SendDiagnosticMessage($"{desk.Book.Fills} fills over {losses} lost links: {string.Join(", ", HeldAt(started))}");
    }

    [Fact]
    public void A_restart_takes_up_all_accounts()
    {
        using TemporaryFolder folder = new();
        Dictionary<string, long> held;
        using (StartedDesk started = Bring(folder))
        {
            Run(started, 60);
            Assert.True(started.Run.Driver.FlushAll());
            held = HeldAt(started);
        }
        using StartedDesk again = Bring(folder);
        Assert.Equal(held, HeldAt(again));
        Assert.Equal(TradingState.Normal, again.Run.Driver.Desk.State);
        Run(again, 30);
        Assert.InRange(again.Run.Driver.Desk.Hedgers[0].Greeks.Net.Delta, -0.4, 0.4);
        AssertReconciled(again);
    }

    [Fact]
    public void Markets_of_one_path_have_one_index_and_people_of_their_own()
    {
        SimulatedMarket[] markets = [new(First, 1, Start), new(First with { Venue = "b", Expiries = 0 }, 2, Start)];
        foreach (SimulatedMarket market in markets)
            market.AdvanceTo(Start + Duration.FromSeconds(600), new Deaf());
        double[] index = [.. markets.Select(static m => m.Index)];
        Assert.Equal(index[0], index[1], index[0] * 1e-4); // sources are noisy
        Assert.NotEqual(index[0], index[1]);
        Assert.True(Math.Abs(index[0] / First.Spot - 1) > 1e-4);
    }

    private sealed class Deaf : IExchangeSink
    {
        public void On(in ExchangeEvent happened)
        {
        }
    }
}
