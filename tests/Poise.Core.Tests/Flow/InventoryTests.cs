using Poise.Domain;
using Poise.Exchange;
using Poise.Flow;
using Poise.TestShared;

namespace Poise.Core.Tests;

/// <summary>The dealers' position from trades: against the full Bayesian sums, the bounds of open interest, and generated markets whose truth is known.</summary>
public class InventoryTests
{
    private static readonly ContractId Call = new("test", "C"), Put = new("test", "P");
    private static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 15);

    private static OptionTrade Trade(double price, double quantity, Side? taker = null, double bid = double.NaN, double ask = double.NaN, TradeKind kind = TradeKind.Single, ContractId? contract = null, int second = 0) =>
        new(contract ?? Call, Start + Duration.FromSeconds(second), price, quantity, taker, bid, ask, kind);

    /// <summary>A call of one expiry, at a strike of its own.</summary>
    private static Contract Option(ContractId id) => new() { Id = id, Kind = ContractKind.Option, Underlying = "test", Type = OptionType.Call, Strike = id.Symbol[0], Expiry = Start + Duration.FromSeconds(86400) };

    private static DealerInventory Applied(SignAccuracy accuracy, params OptionTrade[] trades)
    {
        var inventory = new DealerInventory(accuracy);
        inventory.Apply(trades, Option);
        return inventory;
    }

    [Fact]
    public void What_takers_buy_the_dealers_sold()
    {
        DealerInventory inventory = Applied(new SignAccuracy(), Trade(5, 30, Side.Buy), Trade(5, 12, Side.Sell));
        InventoryEstimate known = inventory.Of(Call)!.Value;
        Assert.Equal((-18.0, 0.0, 42.0, 42.0), (Math.Round(known.Position, 12), Math.Round(known.Deviation, 5), known.Bound, known.Volume));
        // What was held before the first trade is not known without open interest.
        Assert.Null(known.Confidence);
        inventory.Print(Call, OptionType.Call, 0);
        Assert.Equal(1, inventory.Of(Call)!.Value.Confidence);
        Assert.Null(inventory.Of(Put));
    }

    [Theory]
    [InlineData(5.10, 4.90, 5.10, SignSource.Quote, -1)] // at the ask: bought from dealers
    [InlineData(5.01, 4.90, 5.10, SignSource.Quote, -1)]
    [InlineData(4.90, 4.90, 5.10, SignSource.Quote, 1)]
    [InlineData(4.00, 4.90, 5.10, SignSource.Quote, 1)] // below the bid
    [InlineData(5.00, 4.90, 5.10, SignSource.None, 0)]
    [InlineData(0.05, 0, 0.10, SignSource.None, 0)] // a bid of nothing is a quote
    [InlineData(0.10, 0, 0.10, SignSource.Quote, -1)]
    [InlineData(5.00, 5.10, 4.90, SignSource.None, 0)] // crossed, and no earlier price
    [InlineData(5.00, double.NaN, 5.10, SignSource.None, 0)]
    public void A_trade_is_signed_against_its_quote(double price, double bid, double ask, SignSource source, int dealers)
    {
        DealerInventory inventory = Applied(new SignAccuracy(), Trade(price, 10, bid: bid, ask: ask));
        Assert.Equal(10, inventory.Tally.Of(source));
        // Of one trade whose sign is right with p, 2 p - 1 is to be expected.
        Assert.Equal(dealers * 10 * (source == SignSource.Quote ? 0.66 : 0), inventory.Of(Call)!.Value.Position, 12);
        Assert.Equal(source == SignSource.Quote ? 10 * Math.Sqrt(1 - 0.66 * 0.66) : 10, inventory.Of(Call)!.Value.Deviation, 2);
    }

    [Fact]
    public void A_split_restates_positions_under_their_new_names()
    {
        DealerInventory whole = Applied(new SignAccuracy(), Trade(70, 30, bid: 69, ask: 70), Trade(70, 4, Side.Sell, contract: Put));
        DealerInventory restated = Applied(new SignAccuracy(), Trade(70, 30, bid: 69, ask: 70), Trade(70, 4, Side.Sell, contract: Put));
        foreach (DealerInventory inventory in (DealerInventory[])[whole, restated])
        {
            inventory.Print(Call, OptionType.Call, 100);
            inventory.Apply([Trade(71, 5, Side.Buy)], Option);
        }
        ContractId next = new("test", "C7");
        Assert.Equal(1, restated.Split(7, new Dictionary<string, string> { ["C"] = "C7" }));
        InventoryEstimate old = whole.Of(Call)!.Value, now = restated.Of(next)!.Value;
        Assert.Equal((7 * old.Position, 7 * old.Bound, 7 * old.Volume), (now.Position, now.Bound, now.Volume));
        Assert.Equal(7 * old.Deviation, now.Deviation, 9);
        Assert.Equal(old.Confidence!.Value, now.Confidence!.Value, 12);
        // Nothing is carried under an old name, and what has no new one is gone.
        Assert.Null(restated.Of(Call));
        Assert.Null(restated.Of(Put));
        // Open interest as restated moves nothing: 7 x 105 is what is bounded already.
        restated.Print(next, OptionType.Call, 7 * 100);
        Assert.Equal(0, restated.Tally.Corrections);
        // The first price after it has none before it to be compared with.
        restated.Apply([Trade(10.5, 1, contract: next)], Option);
        Assert.Equal(1, restated.Tally.Of(SignSource.None));
    }

    [Fact]
    public void Without_quotes_the_last_different_price_tells()
    {
        DealerInventory inventory = Applied(new SignAccuracy(), Trade(5, 1), Trade(5, 1), Trade(5.1, 1), Trade(5.1, 1), Trade(5, 1));
        Assert.Equal((2, 3), (inventory.Tally.Of(SignSource.None), inventory.Tally.Of(SignSource.Tick)));
        Assert.True(inventory.Of(Call)!.Value.Position < 0);
    }

    [Fact]
    public void Blocks_are_not_signed_and_legs_by_their_package()
    {
        var other = new ContractId("test", "other");
        DealerInventory inventory = Applied(
            new SignAccuracy(),
            Trade(6, 50, bid: 4.9, ask: 5.1, kind: TradeKind.Block),
            // Paid 1.06 for a package of mid 1.00, though its second leg stands above its own mid.
            Trade(5.09, 20, bid: 4.9, ask: 5.1, kind: TradeKind.Spread, second: 1),
            Trade(4.03, 20, bid: 3.9, ask: 4.1, kind: TradeKind.Spread, contract: other, second: 1),
            // A leg without its package.
            Trade(4.03, 7, bid: 3.9, ask: 4.1, kind: TradeKind.Spread, contract: other, second: 2));
        Assert.Equal((50.0, 40.0, 7.0), (inventory.Tally.Of(SignSource.None), inventory.Tally.Of(SignSource.Package), inventory.Tally.Of(SignSource.Leg)));
        Assert.True(inventory.Of(Call)!.Value.Position < 0 && inventory.Of(other)!.Value.Position > 0);
        Assert.Equal((50.0, 47.0, 0, 1), (inventory.Tally.Blocks, inventory.Tally.Spreads, inventory.Tally.AmbiguousPackages, inventory.Tally.UnknownPackages));
    }

    [Theory]
    [InlineData(5.10, 1)]
    [InlineData(5.05, 0.5)]
    [InlineData(5.00, 0)]
    [InlineData(4.80, -1)]
    public void A_bar_is_signed_by_its_place_in_the_range(double price, double sign)
    {
        DealerInventory inventory = Applied(new SignAccuracy(Bar: 0.75), Trade(price, 100, bid: 4.9, ask: 5.1, kind: TradeKind.Bar));
        Assert.Equal(-100 * 0.5 * sign, inventory.Of(Call)!.Value.Position, 9);
    }

    /// <summary>The estimate is the best linear one: against the whole covariance of lean, signs and observations.</summary>
    [Fact]
    public void Many_trades_give_the_best_linear_estimate()
    {
        for (int seed = 1; seed <= Deep.Times(20); seed++)
        {
            var random = new SeededRandom((ulong)seed);
            int n = 1 + random.NextInt32(12);
            var accuracy = new SignAccuracy(Quote: 0.83, Tick: 0.59, Leg: 0.65);
            var trades = new OptionTrade[n];
            double[] seen = new double[n], weight = new double[n], quantity = new double[n];
            for (int i = 0; i < n; i++)
            {
                quantity[i] = 1 + random.NextInt32(20);
                int kind = random.NextInt32(4);
                seen[i] = kind == 3 ? 0 : random.NextInt32(3) == 0 ? 1 : -1;
                weight[i] = kind switch { 0 => 1, 1 => 0.66, 2 => 0.3, _ => 0 };
                double price = 5 + 0.1 * seen[i];
                trades[i] = kind == 0
                    ? Trade(5, quantity[i], seen[i] > 0 ? Side.Buy : Side.Sell, second: i)
                    : Trade(price, quantity[i], bid: 4.9, ask: 5.1, kind: kind == 2 ? TradeKind.Spread : TradeKind.Single, second: 100 * i);
            }
            InventoryEstimate got = Applied(accuracy, trades).Of(Call)!.Value;

            // Signs: variance 1, covariance 1/3 by the common lean. Observed: weight times sign, and noise up to a variance of 1.
            var observed = new double[n, n];
            double[] cross = new double[n];
            double prior = 0;
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    observed[i, j] = i == j ? 1 : weight[i] * weight[j] / 3;
                    double both = i == j ? 1 : 1.0 / 3;
                    cross[j] += quantity[i] * both * weight[j];
                    prior += quantity[i] * quantity[j] * both;
                }
            }
            double[] gain = Solved(observed, cross);
            double net = gain.Zip(seen, (g, o) => g * o).Sum(), variance = prior - gain.Zip(cross, (g, c) => g * c).Sum();
            double volume = quantity.Sum();
            Assert.Equal(-Math.Clamp(net, -volume, volume), got.Position, 9);
            Assert.Equal(variance, got.Deviation * got.Deviation, 7);
        }
    }

    [Fact]
    public void A_print_of_open_interest_bounds_the_position_and_the_correction_is_told()
    {
        var inventory = new DealerInventory(new SignAccuracy());
        inventory.Print(Call, OptionType.Call, 0);
        inventory.Apply([Trade(5, 30, Side.Buy)], Option);
        Assert.Equal(30, inventory.Of(Call)!.Value.Bound);
        inventory.Print(Call, OptionType.Call, 22);
        Assert.Equal((-22.0, 22.0), (inventory.Of(Call)!.Value.Position, inventory.Of(Call)!.Value.Bound));
        Assert.Equal((1, 8.0), (inventory.Tally.Corrections, Math.Round(inventory.Tally.Corrected, 9)));
        inventory.Print(Call, OptionType.Call, double.NaN);
        Assert.Equal(-22, inventory.Of(Call)!.Value.Position);
        inventory.Print(Call, OptionType.Call, 0);
        Assert.Equal((0.0, 1.0), (inventory.Of(Call)!.Value.Position, inventory.Of(Call)!.Value.Confidence!.Value));
    }

    [Fact]
    public void Open_interest_alone_closes_all_holders_alike_and_opens_by_the_prior()
    {
        var inventory = new DealerInventory(new SignAccuracy(), SignModel.CallsLongPutsShort);
        inventory.Print(Call, OptionType.Call, 100);
        inventory.Print(Put, OptionType.Put, 100);
        Assert.Equal((100.0, -100.0), (inventory.Of(Call)!.Value.Position, inventory.Of(Put)!.Value.Position));
        Assert.Equal(0, inventory.Of(Call)!.Value.Confidence!.Value, 12);
        inventory.Print(Call, OptionType.Call, 40);
        inventory.Print(Put, OptionType.Put, 150);
        Assert.Equal((40.0, -150.0), (inventory.Of(Call)!.Value.Position, inventory.Of(Put)!.Value.Position));
        Assert.Equal(0, inventory.Tally.Corrections);

        var none = new DealerInventory(new SignAccuracy());
        none.Print(Call, OptionType.Call, 100);
        Assert.Equal((0.0, 0.0), (none.Of(Call)!.Value.Position, Math.Round(none.Of(Call)!.Value.Confidence!.Value, 12)));
        Assert.Throws<ArgumentException>(() => new DealerInventory(new SignAccuracy(), SignModel.File));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(-3, 5)]
    [InlineData(double.NaN, 5)]
    [InlineData(double.PositiveInfinity, 5)]
    [InlineData(3, 0)]
    [InlineData(3, double.NaN)]
    public void A_trade_of_nothing_is_refused(double quantity, double price) =>
        Assert.Throws<ArgumentException>(() => Applied(new SignAccuracy(), Trade(price, quantity, bid: 4, ask: 6)));

    [Fact]
    public void Any_history_stays_within_its_bounds()
    {
        for (int seed = 1; seed <= Deep.Times(200); seed++)
        {
            var random = new SeededRandom((ulong)seed);
            SignModel? prior = random.NextInt32(2) == 0 ? null : (SignModel)random.NextInt32(3);
            var inventory = new DealerInventory(new SignAccuracy(), prior);
            double printed = double.NaN;
            for (int step = 0; step < 60; step++)
            {
                if (random.NextInt32(4) == 0)
                    inventory.Print(Call, OptionType.Call, printed = random.NextInt32(5) == 0 ? 0 : Math.Floor(Math.Exp(8 * random.NextDouble())));
                else
                    inventory.Apply([Trade(4.8 + 0.4 * random.NextDouble(), Math.Exp(6 * random.NextDouble()), random.NextInt32(3) == 0 ? Side.Buy : null, random.NextInt32(3) == 0 ? double.NaN : 4.9, 5.1, (TradeKind)random.NextInt32(4), second: step)], Option);
                InventoryEstimate now = inventory.Of(Call)!.Value;
                Assert.True(Math.Abs(now.Position) <= now.Bound, $"seed {seed}: {now}");
                Assert.InRange(now.Deviation, 0, now.Bound);
                Assert.Equal(double.IsNaN(printed), now.Confidence is null);
                Assert.InRange(now.Confidence ?? 0, 0, 1);
                Assert.True(double.IsNaN(printed) || now.Bound >= printed);
            }
        }
    }

    [Fact]
    public void A_locked_bar_is_signed_by_ticks()
    {
        DealerInventory inventory = Applied(new SignAccuracy(), Trade(5, 10, bid: 5, ask: 5, kind: TradeKind.Bar), Trade(5.1, 50, bid: 5, ask: 5, kind: TradeKind.Bar, second: 60));
        Assert.Equal((10.0, 50.0), (inventory.Tally.Of(SignSource.None), inventory.Tally.Of(SignSource.Tick)));
    }

    /// <summary>One lean over many prints: its error does not average out, and the stated doubt knows that.</summary>
    [Theory]
    [InlineData(0.66, 0.0)]
    [InlineData(0.66, 0.5)]
    [InlineData(0.18, 0.0)]
    public void Doubts_over_many_days_are_stated_rightly(double weight, double unsigned)
    {
        double squares = 0;
        const int Worlds = 400;
        for (int world = 1; world <= Worlds; world++)
        {
            var random = new SeededRandom((ulong)world);
            var inventory = new DealerInventory(new SignAccuracy(Quote: 0.5 + weight / 2));
            inventory.Print(Call, OptionType.Call, 0);
            double lean = 2 * random.NextDouble() - 1, net = 0;
            for (int day = 0; day < 20; day++)
            {
                for (int i = 0; i < 30; i++)
                {
                    int side = random.NextDouble() < (1 + lean) / 2 ? 1 : -1, seen = random.NextDouble() < 0.5 + weight / 2 ? side : -side;
                    net += side;
                    double price = random.NextDouble() < unsigned ? 5 : 5 + 0.1 * seen;
                    inventory.Apply([Trade(price, 1, bid: 4.9, ask: 5.1, second: 100 * day + i)], Option);
                }
                // All of it opened: no bound binds and nothing is unseen.
                inventory.Print(Call, OptionType.Call, 30 * (day + 1));
            }
            InventoryEstimate end = inventory.Of(Call)!.Value;
            squares += Math.Pow((end.Position + net) / end.Deviation, 2);
        }
        Assert.InRange(Math.Sqrt(squares / Worlds), 0.5, 1.15);
    }

    [Fact]
    public void Bars_hold_what_was_traded()
    {
        var market = new CustomerMarket(new CustomerSettings { NoiseTrades = 300 });
        IReadOnlyList<OptionTrade> trades = market.Next().Trades;
        List<OptionTrade> bars = TradeBars.Of(trades, Duration.FromSeconds(60));
        Assert.Equal(trades.Sum(t => t.Quantity), bars.Sum(b => b.Quantity), 6);
        foreach (OptionTrade bar in bars)
        {
            List<OptionTrade> own = trades.Where(t => t.Contract == bar.Contract && t.At < bar.At && bar.At - t.At <= Duration.FromSeconds(60)).ToList();
            Assert.Equal(own.Sum(t => t.Quantity), bar.Quantity, 9);
            Assert.Equal((own[0].Price + own[^1].Price + own.Max(t => t.Price) + own.Min(t => t.Price)) / 4, bar.Price, 9);
        }
        Assert.True(bars.Zip(bars.Skip(1)).All(p => p.First.At < p.Second.At || p.First.At == p.Second.At && string.CompareOrdinal(p.First.Contract.Symbol, p.Second.Contract.Symbol) < 0));
    }

    [Fact]
    public void Customers_and_dealers_hold_nothing_together()
    {
        var market = new CustomerMarket(new CustomerSettings { NoiseTrades = 400 });
        var same = new CustomerMarket(new CustomerSettings { NoiseTrades = 400 });
        for (int day = 0; day < 6; day++)
        {
            CustomerDay one = market.Next();
            Assert.Equal(one.Trades, same.Next().Trades);
            foreach (CustomerPosition p in one.Positions)
                Assert.True(Math.Abs(p.Dealers) <= p.OpenInterest && p.OpenInterest <= p.OpenInterestBefore + one.Trades.Where(t => t.Contract == p.Contract.Id).Sum(t => t.Quantity), p.Contract.Id.Symbol);
        }
    }

    /// <summary>docs/positioning.md has the whole table.</summary>
    [Theory]
    [InlineData(0.0, 0.0, 0.80)]
    [InlineData(0.1, 0.25, 0.55)]
    [InlineData(0.2, 0.25, 0.3)]
    public void On_generated_markets_it_recovers_more_than_the_fixed_models(double wrongSide, double atMid, double least)
    {
        for (ulong seed = 1; seed <= 2; seed++)
        {
            var market = new CustomerMarket(new CustomerSettings { Seed = seed, WrongSide = wrongSide, AtMid = atMid });
            DealerInventory inferred = new(new SignAccuracy()), told = new(new SignAccuracy());
            double size = 0, error = 0, toldError = 0, fixedError = 0, shortError = 0;
            for (int day = 0; day < 30; day++)
            {
                CustomerDay one = market.Next();
                Dictionary<ContractId, Contract> contracts = one.Positions.ToDictionary(p => p.Contract.Id, p => p.Contract);
                foreach (CustomerPosition p in one.Positions)
                {
                    inferred.Print(p.Contract.Id, p.Contract.Type, p.OpenInterestBefore);
                    told.Print(p.Contract.Id, p.Contract.Type, p.OpenInterestBefore);
                }
                inferred.Apply(one.Trades, id => contracts[id]);
                told.Apply([.. one.Trades.Select((t, i) => t with { Taker = one.Takers[i] })], id => contracts[id]);
                if (day < 5)
                    continue;
                foreach (CustomerPosition p in one.Positions)
                {
                    double truth = p.Gamma * p.Dealers;
                    size += truth * truth;
                    error += Square(p.Gamma * inferred.Of(p.Contract.Id)!.Value.Position - truth);
                    toldError += Square(p.Gamma * told.Of(p.Contract.Id)!.Value.Position - truth);
                    fixedError += Square(p.Gamma * SignModel.CallsLongPutsShort.Sign(p.Contract.Type) * p.OpenInterest - truth);
                    shortError += Square(-p.Gamma * p.OpenInterest - truth);
                }
            }
            Assert.InRange(1 - toldError / size, 0.95, 1);
            Assert.InRange(1 - error / size, least, 1);
            Assert.True(error < fixedError && error < shortError, $"seed {seed}: {1 - error / size} against {1 - fixedError / size}");
        }
    }

    [Fact]
    public void A_view_by_inventory_is_the_view_of_its_positions()
    {
        var market = new CustomerMarket(new CustomerSettings { NoiseTrades = 500 });
        var inventory = new DealerInventory(new SignAccuracy());
        CustomerDay one = market.Next();
        Dictionary<ContractId, Contract> contracts = one.Positions.ToDictionary(p => p.Contract.Id, p => p.Contract);
        MarketSnapshot chain = one.Chain();
        foreach (OptionRow row in chain.Options)
            inventory.Print(row.Contract.Id, row.Contract.Type, row.OpenInterest);
        inventory.Apply(one.Trades, id => contracts[id]);
        InventoryState state = inventory.Now(["a note"]);
        FlowView view = FlowReport.Of(chain, new FlowSettings { Signs = SignModel.Inventory, Inventory = state });
        FlowView same = FlowReport.Of(chain, new FlowSettings { Signs = SignModel.File, Positions = contracts.Keys.ToDictionary(id => id.Symbol, id => state.Of(id)?.Position ?? 0) });
        Assert.Equal(same.Totals.Gex, view.Totals.Gex);
        Assert.Equal(same.Levels.ZeroGamma, view.Levels.ZeroGamma);
        InventoryView held = view.Inventory!;
        Assert.Contains("a note", view.Notes);
        Assert.Equal(one.Trades.Sum(t => t.Quantity), held.Volume.All, 6);
        Assert.Equal(held.Volume.All, held.Volume.Venue + held.Volume.Quote + held.Volume.Tick + held.Volume.Package + held.Volume.Leg + held.Volume.Bar + held.Volume.Unsigned, 6);
        Assert.InRange(held.Confidence!.Value, 0.01, 0.99);
        Assert.Equal(view.Totals.Gex!.Value, held.Contracts.Sum(c => c.Gex ?? 0), 1e-9 * held.GexDeviation!.Value);
        double variance = held.Contracts.Where(c => c.Position != 0 && c.Gex is not null).Sum(c => Square(c.Gex!.Value / c.Position * c.Deviation));
        Assert.InRange(held.GexDeviation!.Value * held.GexDeviation.Value, variance * (1 - 1e-9), variance * 1.2);
        Assert.Equal("inventory", view.Conventions.Signs);

        // Later trades do not change what was known.
        inventory.Apply([one.Trades[0] with { Quantity = 1e6 }], id => contracts[id]);
        Assert.Equal(view.Totals.Gex, FlowReport.Of(chain, new FlowSettings { Signs = SignModel.Inventory, Inventory = state }).Totals.Gex);
    }

    private static double Square(double x) => x * x;

    /// <summary>x with a x = b, a symmetric and positive, by elimination.</summary>
    private static double[] Solved(double[,] a, double[] b)
    {
        int n = b.Length;
        double[,] left = (double[,])a.Clone();
        double[] x = [.. b];
        for (int k = 0; k < n; k++)
        {
            for (int i = k + 1; i < n; i++)
            {
                double factor = left[i, k] / left[k, k];
                for (int j = k; j < n; j++)
                    left[i, j] -= factor * left[k, j];
                x[i] -= factor * x[k];
            }
        }
        for (int k = n - 1; k >= 0; k--)
        {
            for (int j = k + 1; j < n; j++)
                x[k] -= left[k, j] * x[j];
            x[k] /= left[k, k];
        }
        return x;
    }
}
