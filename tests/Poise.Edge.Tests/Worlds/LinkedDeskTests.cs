using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;
using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>One desk with accounts at three exchanges of one index, all through Deribit's protocol: what it takes over, where hedges go, a server that goes, a desk that is killed.</summary>
public sealed class LinkedDeskTests
{
    private const string Perpetual = "BTC_USDC-PERPETUAL";

    private static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 9);

    private static readonly MarketSettings First = new() { PathSeed = 3, Impact = 0, PremiumNoise = 1e-5, Expiries = 3, Strikes = 7 };

    private sealed class Places
    {
        public (string Venue, LinkedExchange Exchange)[] All { get; } =
        [
            ("deribit", LinkedExchange.Of(First, 7, Start, new LinkSettings { TickEvery = Duration.FromMilliseconds(50) })),
            ("cheap", LinkedExchange.Of(First with { Expiries = 1, Strikes = 1, PerpetualSize = 0.1, PerpetualLot = 0.01m, Fees = new FeeTier(FutureTaker: 0.0002) }, 8, Start, new LinkSettings { TickEvery = Duration.FromMilliseconds(50) })),
            ("slow", LinkedExchange.Of(First with { Expiries = 1, Strikes = 1, PerpetualSize = 20, Fees = new FeeTier(FutureTaker: 0.0003) }, 9, Start, new LinkSettings { TickEvery = Duration.FromMilliseconds(50), Least = Duration.FromMilliseconds(80) })),
        ];

        public SimulatedDisk Disk { get; } = new(new SeededRandom(1));

        public Places()
        {
            foreach (LinkedExchange exchange in All.Select(static a => a.Exchange))
                exchange.Link.AdvanceTo(Start + Duration.FromSeconds(10));
            All[0].Exchange.TakeDemoBook();
        }

        public LinkedExchange this[string venue] => All.Single(a => a.Venue == venue).Exchange;

        public LinkedDesk Begin() => new(Settings(), All, Journal.Open(Disk, new JournalOptions(), out _), new InlineLane(), Duration.FromSeconds(1), 1);

        public void AssertReconciled(Desk desk)
        {
            foreach ((string venue, LinkedExchange exchange) in All)
            {
                foreach (ListedInstrument listed in exchange.Exchange.Instruments.Where(static i => i.IsOpen && i.Contract.Kind != ContractKind.Spot))
                {
                    long held = desk.TryIndexOf(new ContractId(venue, listed.Contract.Id.Symbol), out ContractIndex index) ? desk.Book.QuantityOf(index).Count : 0;
                    Assert.Equal((venue, listed.Contract.Id.Symbol, exchange.Exchange.Accounts.Position(exchange.Account, listed.Number)), (venue, listed.Contract.Id.Symbol, held));
                }
                Assert.Empty(exchange.Exchange.OpenOrders(exchange.Account));
            }
            Assert.Equal((TradingState.Normal, 0), (desk.State, desk.Working.Count));
        }
    }

    private static DeskSettings Settings() => new()
    {
        Hedgers =
        [
            new HedgerSettings
            {
                Underlying = "BTC_USDC",
                Hedge = new ContractId("deribit", Perpetual),
                Policy = new FixedBandPolicy(new DeltaBand(-0.03, 0, 0.03, BandRebalance.ToTarget)),
                Limits = new RiskLimits { MaxOrder = new(5_000), MaxPosition = new(60_000) },
                Plan = new CrossingPlan(0.0005, new(5_000)),
                Further =
                [
                    new OutletSettings { Hedge = new ContractId("cheap", Perpetual), TakerFee = 0.0002, MaxOrder = new(500), MaxPosition = new(6_000) },
                    new OutletSettings { Hedge = new ContractId("slow", Perpetual), TakerFee = 0.0003, MaxOrder = new(5_000), MaxPosition = new(60_000), Latency = Duration.FromMilliseconds(100) },
                ],
            },
        ],
    };

    private static void Run(LinkedDesk desk, double seconds) => desk.AdvanceTo(desk.Now + new Duration((long)(1e9 * seconds)));

    private static long HeldAt(Desk desk, string venue) => desk.TryIndexOf(new ContractId(venue, Perpetual), out ContractIndex index) ? desk.Book.QuantityOf(index).Count : 0;

    [Fact]
    public void What_the_accounts_hold_is_taken_over_and_hedged_where_it_is_cheapest()
    {
        var places = new Places();
        LinkedDesk linked = places.Begin();
        Run(linked, 60);
        Desk desk = linked.Driver.Desk;
        Assert.All(desk.Accounts, static a => Assert.True(a.IsReconciled && a.IsLinkUp, a.Venue));
        Assert.InRange(desk.Hedgers[0].Greeks.Net.Delta, -0.1, 0.1);
        Assert.True(HeldAt(desk, "cheap") != 0 && HeldAt(desk, "slow") != 0, string.Join(", ", desk.Accounts.Select(a => $"{a.Venue} {HeldAt(desk, a.Venue)}")));
        places.AssertReconciled(desk);
    }

    [Fact]
    public void A_server_that_goes_is_left_out_and_comes_back_reconciled()
    {
        var places = new Places();
        LinkedDesk linked = places.Begin();
        Desk desk = linked.Driver.Desk;
        Run(linked, 30);
        foreach (string failing in (string[])["cheap", "slow", "deribit", "cheap"])
        {
            LinkedDesk.Restart(places[failing], Duration.FromSeconds(12));
            Run(linked, 8);
            Assert.True(desk.AccountAt(failing)!.IsAway);
            Assert.All(desk.Accounts.Where(a => a.Venue != failing), static a => Assert.False(a.IsAway, a.Venue));
            Assert.InRange(desk.Hedgers[0].Greeks.Net.Delta, -0.3, 0.3);
            Run(linked, 30);
            Assert.False(desk.AccountAt(failing)!.IsAway);
        }
        Run(linked, 5);
        places.AssertReconciled(desk);
        Assert.Equal(0, linked.Found.Foreign);
    }

    /// <summary>Killed again and again, also with orders under way at several venues; twice the same.</summary>
    [Fact]
    public void A_killed_desk_takes_up_all_accounts_and_twice_is_the_same()
    {
        ulong[] hashes = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            var places = new Places();
            var random = new SeededRandom(5);
            for (int life = 0; life < 6; life++)
            {
                LinkedDesk killed = places.Begin();
                Run(killed, 3 + 0.001 * random.NextInt32(4000));
                foreach (LinkedExchange exchange in places.All.Select(static a => a.Exchange))
                    exchange.Link.Detach();
                places.Disk.Crash();
                foreach (LinkedExchange exchange in places.All.Select(static a => a.Exchange))
                    exchange.Link.AdvanceTo(killed.Now + Duration.FromMilliseconds(1500));
            }
            LinkedDesk last = places.Begin();
            Run(last, 30);
            places.AssertReconciled(last.Driver.Desk);
            Assert.InRange(last.Driver.Desk.Starts, 3, 7); // a start that nothing came after is not on the disk
            return last.Driver.Desk.StateHash();
        })];
        Assert.Equal(hashes[0], hashes[1]);
    }
}
