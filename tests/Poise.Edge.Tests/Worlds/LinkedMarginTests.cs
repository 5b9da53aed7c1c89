using Poise.App;
using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;
using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>A desk at two exchanges through Deribit's protocol, of which the cheaper has little of its money when the price jumps: a margin call there, and a liquidation.</summary>
public sealed class LinkedMarginTests
{
    private const string Perpetual = "BTC_USDC-PERPETUAL", Cheap = "cheap";

    private static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 9);

    private static readonly MarketSettings Market = new() { PathSeed = 3, Impact = 0, PremiumNoise = 1e-5, Expiries = 3, Strikes = 7 };

    private static readonly LinkSettings Link = new() { TickEvery = Duration.FromMilliseconds(50) };

    private static DeskSettings Settings => new()
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
                Further = [new OutletSettings { Hedge = new ContractId(Cheap, Perpetual), TakerFee = 0.0001, MaxOrder = new(5_000), MaxPosition = new(60_000) }],
            },
        ],
    };

    /// <summary>Nobody said what capital there is: the venue does, and margin is brought to its figure.</summary>
    [Fact]
    public void Without_capital_equity_and_the_level_of_margin_are_the_venues_while_they_are_news()
    {
        var world = new World();
        BookRiskView risk = RiskSnapshot.Of(world.Desk, world.Desk.Hedgers[0]).View();
        (MarginView margin, ToldMarginView told) = (risk.Margin!, risk.MarginTold!);
        Assert.True(told.Maintenance > 0 && margin.Maintenance > 0);
        Assert.Equal((told.Equity, told.Maintenance / margin.Maintenance), (margin.Equity, margin.Scale));
        Assert.Equal(told.Maintenance / told.Equity, margin.Ratio!.Value, 1e-12);

        world.All[0].Exchange.Link.Drop();
        world.Run(0.02);
        margin = RiskSnapshot.Of(world.Desk, world.Desk.Hedgers[0]).View().Margin!;
        Assert.Equal((null, null, null), (margin.Equity, margin.Scale, margin.Ratio));
    }

    /// <summary>The account has less than nothing, and the venue's fund takes it over without an execution.</summary>
    [Fact]
    public void What_the_venue_takes_over_is_noticed_while_the_link_is_up_and_halts_the_desk()
    {
        var world = new World();
        Assert.NotEqual(0, world.HeldThere);
        world.Leave(1.1);
        world.Jump(0.6);
        world.Run(6);
        Assert.Equal(0, world.There.Exchange.Accounts.Position(world.There.Account, world.There.Perpetual.Number));
        Assert.Equal((TradingState.Halted, true), (world.Desk.State, world.Desk.IsLocked));
        Assert.Equal(TradingStateReason.PositionMismatch, world.Desk.StateReason);
        Assert.Contains(world.There.Link.Notices, static n => n.Text.Contains("its executions make", StringComparison.Ordinal));
    }

    private sealed class World
    {
        private readonly Exchange.World[] _paths;

        public World()
        {
            IParticipant[][] crowds = [[.. Crowd.Of(Market, 0, 7, Start)], [.. Crowd.Of(Lesser, 0, 8, Start)]];
            _paths = [.. crowds.Select(static c => c.OfType<Exchange.World>().Single())];
            All = [("deribit", Of(Market, crowds[0], 7)), (Cheap, Of(Lesser, crowds[1], 8))];
            foreach (LinkedExchange exchange in All.Select(static a => a.Exchange))
                exchange.Link.AdvanceTo(Start + Duration.FromSeconds(10));
            SellCalls(All[0].Exchange);
            Linked = new LinkedDesk(Settings, All, Journal = Journal.Open(new SimulatedDisk(new SeededRandom(1)), new JournalOptions(), out _), new InlineLane(), Duration.FromSeconds(1), 1);
            Run(30);
        }

        /// <summary>Ten coins of the call that is most in the money: what hedges them is long, whatever the price does.</summary>
        private static void SellCalls(LinkedExchange exchange)
        {
            ListedInstrument call = exchange.Exchange.Instruments.Where(static i => i.IsOpen && i.Contract is { IsOption: true, Type: OptionType.Call }).MaxBy(static i => i.Delta)!;
            long lots = (long)(10 / ((double)call.Contract.LotSize * call.Contract.Multiplier));
            Assert.True(exchange.Apply(ExchangeCommand.Move(exchange.At, exchange.Other, exchange.Account, call.Number, -lots, (long)(call.Mark / (double)call.Contract.PriceTick))).IsDone);
        }

        private static MarketSettings Lesser => Market with { Expiries = 1, Strikes = 1, Fees = new FeeTier(FutureTaker: 0.0001) };

        public (string Venue, LinkedExchange Exchange)[] All { get; }

        public LinkedDesk Linked { get; }

        public Journal Journal { get; }

        public Desk Desk => Linked.Driver.Desk;

        public LinkedExchange There => All[1].Exchange;

        public DeskView View => Assert.Single(DeskViews.Of(Desk, new DeskViewFold(Duration.FromSeconds(1)), "desk", "test"));

        public MarginState State => Desk.AccountAt(Cheap)!.MarginOf("USDC");

        public long HeldThere => HeldAt(Cheap);

        public long HeldAt(string venue) => Desk.TryIndexOf(new ContractId(venue, Perpetual), out ContractIndex index) ? Desk.Book.QuantityOf(index).Count : 0;

        public void Run(double seconds) => Linked.AdvanceTo(Linked.Now + new Duration((long)(1e9 * seconds)));

        /// <summary>Of all exchanges: the index moves by so much against what is held at the cheap one.</summary>
        public void Jump(double against)
        {
            foreach (Exchange.World path in _paths)
                path.Push(Math.Log(1 - Math.Sign(HeldThere) * against));
        }

        /// <summary>All but so many times its initial margin is taken from the cheap account.</summary>
        public void Leave(double timesInitial)
        {
            MarginAccounts accounts = There.Exchange.Accounts;
            double taken = accounts.Available(There.Account, 0) + (1 - timesInitial) * accounts.InitialMargin(There.Account, 0);
            Assert.True(There.Apply(ExchangeCommand.Transfer(There.At, There.Account, There.Other, 0, (long)(taken * InstrumentTerms.Unit))).IsDone);
        }

        public void GiveBack() => Assert.True(There.Apply(ExchangeCommand.Transfer(There.At, There.Other, There.Account, 0, 100_000_000L * InstrumentTerms.Unit)).IsDone);

        public void AssertPositionsEqual()
        {
            foreach ((string venue, LinkedExchange exchange) in All)
                foreach (ListedInstrument listed in exchange.Exchange.Instruments.Where(static i => i.IsOpen && i.Contract.Kind != ContractKind.Spot))
                {
                    long held = Desk.TryIndexOf(new ContractId(venue, listed.Contract.Id.Symbol), out ContractIndex index) ? Desk.Book.QuantityOf(index).Count : 0;
                    Assert.Equal((venue, listed.Contract.Id.Symbol, exchange.Exchange.Accounts.Position(exchange.Account, listed.Number)), (venue, listed.Contract.Id.Symbol, held));
                }
        }

        /// <summary>As the journal has it: what margin was kept, at which venue.</summary>
        public int Kept(string venue)
        {
            Linked.Driver.FlushAll();
            return Journal.ReadAll().Select(static r => DeskEventCodec.TryDecode(r.Payload.Span, out DeskEvent e, out string? why) ? e : throw new InvalidOperationException(why))
                .Count(e => e.Kind == DeskEventKind.MarginReported && e.Venue == venue);
        }

        private static LinkedExchange Of(MarketSettings market, IParticipant[] crowd, ulong seed) => new(
            market.OwnExchange, crowd, Start, Start, new Dictionary<string, long>(StringComparer.Ordinal) { [market.Listing.Currency] = (long)SimulatedMarket.FundsOf(market) * InstrumentTerms.Unit }, Link, seed);
    }

    [Fact]
    public void What_the_exchange_says_is_told_and_kept_only_when_it_is_news()
    {
        World world = new();
        Assert.Equal(MarginState.Ok, world.State);
        foreach ((string venue, LinkedExchange exchange) in world.All)
        {
            ToldMargin told = Assert.Single(world.Desk.AccountAt(venue)!.Margins.ToArray());
            MarginAccounts accounts = exchange.Exchange.Accounts;
            double equity = accounts.Available(exchange.Account, 0) + accounts.InitialMargin(exchange.Account, 0);
            Assert.Equal(("USDC", false), (told.Currency, told.IsOld));
            Assert.Equal(equity, told.Report.Equity, 0.01 * equity);
            Assert.Equal(accounts.InitialMargin(exchange.Account, 0), told.Report.Initial, 0.01 * equity);
            Assert.Equal(accounts.MaintenanceMargin(exchange.Account, 0), told.Report.Maintenance, 0.01 * equity);
        }
        world.Run(300);
        Assert.InRange(world.Kept("") + world.Kept(Cheap), 2, 12); // five minutes of it, and marks each second
        world.AssertPositionsEqual();
    }

    [Fact]
    public async Task A_call_sends_the_hedge_elsewhere_until_the_account_has_enough_again()
    {
        World world = new();
        List<string> lines = [];
        Assert.True(world.HeldThere > 0);
        world.Leave(1.15);
        world.Run(3);
        world.Jump(0.006);
        world.Run(3);
        Assert.Equal(MarginState.Call, world.State);
        await new MarginWatch(new FakeDesk { View = world.View }, lines.Add).LookAsync();
        Assert.Matches("^margin: cheap: initial [0-9.]+ USDC of equity [0-9.]+: the venue takes no order that adds", Assert.Single(lines));
        Assert.Contains(world.View.Outlets, static o => o is { Venue: Cheap, State: "margin call: only what reduces" });
        int orders = world.There.Exchange.EndedOrders(world.There.Account).Count();
        long first = world.HeldAt("deribit");
        for (int i = 0; i < 8; i++)
        {
            long held = world.HeldThere;
            world.Jump(i % 2 == 0 ? -0.002 : 0.002);
            world.Run(3);
            Assert.True(world.State == MarginState.Call && world.HeldThere >= 0 && world.HeldThere <= held, $"{i}: {world.State}, {held} and then {world.HeldThere}");
            Assert.InRange(world.Desk.Hedgers[0].Greeks.Net.Delta, -0.05, 0.05); // hedged all the same
        }
        Assert.True(world.HeldAt("deribit") > first);
        Assert.Equal(TradingState.Normal, world.Desk.State);
        OrderRecord[] sent = [.. world.There.Exchange.EndedOrders(world.There.Account).Skip(orders)];
        Assert.All(sent, static o => Assert.Equal((Side.Sell, true), (o.Side, o.ReduceOnly)));
        world.AssertPositionsEqual();

        world.GiveBack();
        world.Run(3);
        Assert.Equal(MarginState.Ok, world.State);
        long before = world.HeldThere;
        for (int i = 0; i < 10 && world.HeldThere <= before; i++)
        {
            world.Jump(i % 2 == 0 ? -0.006 : 0.005);
            world.Run(3);
        }
        Assert.True(world.HeldThere > before);
        world.AssertPositionsEqual();
    }

    [Fact]
    public async Task A_liquidation_is_booked_halts_the_desk_and_leaves_book_and_venue_equal()
    {
        World world = new();
        world.Leave(1.1);
        world.Run(3);
        world.Jump(0.014);
        world.Run(20);
        Assert.Equal((TradingState.Halted, TradingStateReason.Liquidated), (world.Desk.State, world.Desk.StateReason));
        Assert.Equal(0, world.Desk.Working.Count);
        world.AssertPositionsEqual();
        DeskView view = world.View;
        Assert.Equal("the venue has liquidated a position of the account", view.TradingStateReason);
        List<string> lines = [];
        var watch = new MarginWatch(new FakeDesk { View = view }, lines.Add);
        await watch.LookAsync();
        await watch.LookAsync();
        Assert.Single(lines, static l => l.StartsWith("margin: the venue has liquidated a position of the account: nothing more is hedged", StringComparison.Ordinal));
        Assert.Contains(view.Margin, static m => m is { Venue: Cheap, Currency: "USDC", IsOld: false });

        // What is left is hedged once a person has looked.
        world.GiveBack();
        world.Run(5);
        world.Linked.Driver.Offer(DeskEvent.TradingStateSet(world.Linked.Now, TradingState.Normal, TradingStateReason.Operator));
        world.Run(20);
        Assert.Equal((TradingState.Normal, MarginState.Ok), (world.Desk.State, world.State));
        Assert.InRange(world.Desk.Hedgers[0].Greeks.Net.Delta, -0.3, 0.3);
        world.AssertPositionsEqual();
    }
}
