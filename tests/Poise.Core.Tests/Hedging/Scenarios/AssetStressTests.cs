using System.Collections.Immutable;
using Poise.Domain;
using Poise.Hedging;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>What one asset's crash does to accounts, against each position valued alone.</summary>
public class AssetStressTests
{
    private static readonly double[] Moves = [-0.16, -0.04, 0, 0.04, 0.16], Vols = [-0.3, 0, 0.6];

    private static readonly Dictionary<string, double> Spots = new(StringComparer.Ordinal) { ["BTC"] = 100_000, ["BTC_USDC"] = 100_100, ["ETH"] = 4_000 };

    [Fact]
    public void Others_move_by_the_power_of_their_beta_and_an_asset_is_its_own_whatever_it_is_quoted_in()
    {
        AssetShock shock = Shock("BTC", -0.3, 0.5, ("ETH", 2), ("SOL", 0));
        Assert.Equal((-0.3, 0.5), (shock.MoveOf("BTC"), shock.VolChangeOf("BTC")));
        Assert.Equal(0.7 * 0.7 - 1, shock.MoveOf("ETH"), 1e-15);
        Assert.Equal(1.5 * 1.5 - 1, shock.VolChangeOf("ETH"), 1e-15);
        Assert.Equal((0.0, 0.0), (shock.MoveOf("SOL"), shock.VolChangeOf("SOL")));
        Assert.Equal((1.0, -0.3), (shock.BetaOf("XRP"), shock.MoveOf("XRP")));
        Assert.Equal(["BTC", "BTC", "_X"], [AssetShock.AssetOf("BTC_USDC"), AssetShock.AssetOf("BTC"), AssetShock.AssetOf("_X")]);
    }

    [Fact]
    public void No_shock_changes_nothing()
    {
        for (ulong seed = 1; seed <= 30; seed++)
        {
            var stress = new AssetStress(Accounts(new SeededRandom(seed)));
            for (int i = 0; i < stress.Accounts.Count; i++)
            {
                AccountStress still = stress.Of(i, Shock("BTC", 0, 0));
                Assert.Equal(0, still.Pnl, 1e-9 * still.Maintenance);
                Assert.Equal(still.Equity, still.EquityAfter, 1e-9 * (1 + Math.Abs(still.Equity)));
                Assert.Equal(still.Maintenance, still.MaintenanceAfter);
            }
        }
    }

    /// <summary>One underlying in one account is what the margin of it alone says.</summary>
    [Theory]
    [InlineData("BTC")]
    [InlineData("BTC_USDC")]
    public void One_asset_at_one_venue_fails_where_its_own_margin_does(string underlying)
    {
        int failures = 0;
        for (ulong seed = 1; seed <= 12; seed++)
        {
            var random = new SeededRandom(seed);
            RiskLeg[] legs = Legs(random, underlying, 6);
            var book = new RiskBook(Spots[underlying], underlying == "BTC", legs);
            ScenarioMargin margin = ScenarioMargin.Deribit(book);
            double equity = (0.8 + 2 * random.NextDouble()) * margin.Maintenance();
            StressWallet wallet = Wallet(underlying == "BTC" ? "BTC" : "USDC", equity, (underlying, legs));
            foreach (bool isCross in (bool[])[false, true])
            {
                var stress = new AssetStress([new StressAccount("v", isCross, [wallet])]);
                foreach (bool isUp in (bool[])[false, true])
                {
                    double? move = stress.Failure(0, Shock("BTC", 0, 0), isUp);
                    LiquidationPoint? alone = margin.Liquidation(equity, isUp);
                    Assert.Equal(alone is null, move is null);
                    if (move is not double at)
                        continue;
                    failures++;
                    Assert.Equal(alone!.Value.Move, at, isCross ? 2e-6 : 1e-9);
                    if (at == 0)
                        continue;
                    AccountStress there = stress.Of(0, Shock("BTC", at, 0)), before = stress.Of(0, Shock("BTC", at - 3e-6 * Math.Sign(at), 0));
                    Assert.True(there.IsLiquidated == true);
                    Assert.True(before.IsLiquidated == false);
                    Assert.Equal(there.MaintenanceAfter, there.EquityAfter, 1e-3 * there.MaintenanceAfter);
                }
            }
        }
        Assert.True(failures >= 6, $"{failures}");
    }

    [Fact]
    public void What_has_no_beta_to_the_crash_stands_as_it_stood()
    {
        RiskLeg[] eth = Legs(new SeededRandom(3), "ETH", 5);
        var stress = new AssetStress([new StressAccount("v", false, [Wallet("ETH", 1000, ("ETH", eth))]), new StressAccount("v", false, [Wallet("BTC", 50, ("BTC", Legs(new SeededRandom(4), "BTC", 5)))])]);
        AssetShock crash = Shock("BTC", -0.5, 1, ("ETH", 0));
        AccountStress apart = stress.Of(0, crash), hit = stress.Of(1, crash);
        Assert.Equal((0.0, apart.Equity, apart.Maintenance, apart.Usd), (apart.Pnl, apart.EquityAfter, apart.MaintenanceAfter, apart.UsdAfter));
        Assert.NotEqual(0, hit.Pnl);
        Assert.Null(stress.Failure(0, crash, isUp: false));
        UnderlyingStress left = stress.Left("ETH", true, crash, [apart.IsLiquidated, hit.IsLiquidated], Moves, Vols);
        Assert.Equal((left.Delta, left.Delta), (left.DeltaAfter, left.DeltaLeft));
        Assert.NotEqual(apart.Usd, stress.Of(0, Shock("BTC", -0.5, 1)).UsdAfter);
    }

    /// <summary>Everything at once, against sums over positions that are valued one by one.</summary>
    [Fact]
    public void Random_desks_are_what_their_positions_are_one_by_one()
    {
        int liquidated = 0, stood = 0;
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var random = new SeededRandom(seed);
            StressAccount[] accounts = Accounts(random);
            var stress = new AssetStress(accounts);
            AssetShock shock = Shock(seed % 2 == 0 ? "BTC" : "ETH", 1.2 * (random.NextDouble() - 0.6), random.NextDouble() - 0.3, (seed % 2 == 0 ? "ETH" : "BTC", 2 * random.NextDouble()));
            var fates = new bool?[accounts.Length];
            for (int i = 0; i < accounts.Length; i++)
            {
                AccountStress told = stress.Of(i, shock);
                double equity = 0, maintenance = 0, usd = 0;
                foreach (StressWallet wallet in accounts[i].Wallets)
                {
                    double after = wallet.Equity, worth = wallet.IsCoin ? Spots[wallet.Currency] * (1 + shock.MoveOf(wallet.Currency)) : 1, needs = 0;
                    foreach (StressHolding held in wallet.Holdings)
                    {
                        after += held.Legs.Sum(l => Value(l, held.Underlying, shock.MoveOf(held.Asset), shock.VolChangeOf(held.Asset), 0) - Value(l, held.Underlying, 0, 0, 0));
                        needs += Needs(held, shock);
                    }
                    double counted = accounts[i].IsCross ? after * (after > 0 ? wallet.Owned : wallet.Owed) * worth : after;
                    (equity, maintenance, usd) = (equity + counted, maintenance + needs * (accounts[i].IsCross ? worth : 1), usd + after * worth);
                }
                double scale = 1e-9 * (1 + Math.Abs(equity) + maintenance);
                Assert.Equal(equity, told.EquityAfter, scale);
                Assert.Equal(maintenance, told.MaintenanceAfter, scale);
                Assert.Equal(usd, told.UsdAfter, 1e-9 * (1 + Math.Abs(usd)));
                Assert.Equal(equity < maintenance, told.IsLiquidated);
                fates[i] = told.IsLiquidated;
                (liquidated, stood) = equity < maintenance ? (liquidated + 1, stood) : (liquidated, stood + 1);
            }
            foreach (string underlying in Spots.Keys)
                AssertLeft(stress, underlying, shock, fates);
        }
        Assert.True(liquidated > 20 && stood > 20, $"{liquidated} liquidated, {stood} not");
    }

    private static void AssertLeft(AssetStress stress, string underlying, AssetShock shock, bool?[] fates)
    {
        bool isCoin = underlying is "BTC" or "ETH";
        string asset = AssetShock.AssetOf(underlying);
        UnderlyingStress told = stress.Left(underlying, isCoin, shock, fates, Moves, Vols);
        RiskLeg[] all = [.. stress.Accounts.SelectMany(static a => a.Wallets).SelectMany(static w => w.Holdings).Where(h => h.Underlying == underlying).SelectMany(static h => h.Legs)];
        RiskLeg[] left = [.. stress.Accounts.Where((_, i) => fates[i] == false).SelectMany(static a => a.Wallets).SelectMany(static w => w.Holdings).Where(h => h.Underlying == underlying).SelectMany(static h => h.Legs)];
        Assert.Equal((all.Length, left.Length), (told.Positions, told.PositionsLeft));
        double move = shock.MoveOf(asset), vol = shock.VolChangeOf(asset), h = 1e-5, scale = 1e-5 * (1 + all.Sum(static l => Math.Abs(l.Units) / (l.Contract.IsOption || l.Contract.Style == PayoffStyle.Linear ? 1 : 1000)));
        Assert.Equal(Slope(all), told.DeltaAfter, scale);
        Assert.Equal(Slope(left), told.DeltaLeft, scale);
        double worst = Moves.Min(m => Vols.Min(v => left.Sum(l => Value(l, underlying, (1 + move) * (1 + m) - 1, (1 + vol) * (1 + v) - 1, 0) - Value(l, underlying, move, vol, 0))));
        Assert.Equal(worst, told.WorstLeft, 1e-8 * (1 + all.Sum(l => Math.Abs(Value(l, underlying, move, vol, 0)))));
        Assert.True(told.WorstLeft <= 0);

        // In coin a unit of delta brings dS / S.
        double Slope(RiskLeg[] legs) => legs.Sum(l => Value(l, underlying, move + h, vol, 0) - Value(l, underlying, move - h, vol, 0)) / (2 * h) * (isCoin ? 1 + move : 1 / Spots[underlying]);
    }

    /// <summary>Options at one venue, hedged at another: the hedge is liquidated by the rise that the options gain from, and what is left stands unhedged.</summary>
    [Fact]
    public void A_hedge_that_is_liquidated_leaves_the_options_alone()
    {
        RiskLeg call = Option("BTC_USDC", OptionType.Call, 100_000, 10, 30, 0.6), perpetual = Outright("BTC_USDC", -6, 100_100);
        StressAccount[] accounts = [new("options", false, [Wallet("USDC", 1e6, ("BTC_USDC", [call]))]), new("hedge", false, [Wallet("USDC", 150_000, ("BTC_USDC", [perpetual]))]) { OfOutrights = 0.01 }];
        var stress = new AssetStress(accounts);
        AssetShock rise = Shock("BTC", 0.25, 0);
        bool?[] fates = [.. accounts.Select((_, i) => stress.Of(i, rise).IsLiquidated)];
        Assert.Equal([false, true], fates);
        Assert.Equal((150_000 - 6006) / 606_606.0, stress.Failure(1, rise, isUp: true)!.Value, 2e-6);
        UnderlyingStress left = stress.Left("BTC_USDC", false, rise, fates, Moves, Vols);
        double own = new RiskBook(100_100, false, [call]).At(0.25).Delta;
        Assert.Equal((2, 1), (left.Positions, left.PositionsLeft));
        Assert.Equal(own - 6, left.DeltaAfter, 1e-9);
        Assert.Equal(own, left.DeltaLeft, 1e-9);
        Assert.True(left.GammaLeft > 0 && left.WorstLeft < -0.1 * own * 100_000);

        // By the far scenario of a rise, six times the price, which no damping is known of, such a hedge is short from the beginning.
        StressAccount undamped = accounts[1] with { OfOutrights = double.NaN };
        AccountStress now = new AssetStress([undamped]).Of(0, rise);
        Assert.Equal(5 * 6 * 100_100, now.Maintenance, 1e-6);
        Assert.Equal(0, new AssetStress([undamped]).Failure(0, rise, isUp: true));
    }

    [Fact]
    public void An_account_without_options_needs_a_fraction_of_what_it_holds()
    {
        StressAccount coin = new("v", false, [Wallet("BTC", 2, ("BTC", [Outright("BTC", -300_000, 100_000), Outright("BTC", 100_000, 101_000)]))]) { OfOutrights = 0.02 };
        AccountStress at = new AssetStress([coin]).Of(0, Shock("BTC", 0.25, 0));
        Assert.Equal(0.02 * (3 + 100_000 / 101_000.0), at.Maintenance, 1e-12);
        Assert.Equal(at.Maintenance / 1.25, at.MaintenanceAfter, 1e-12);
        Assert.Equal(2 - 300_000 * (1 / 100_000.0 - 1 / 125_000.0) + 100_000 * (1 / 101_000.0 - 1 / 126_250.0), at.EquityAfter, 1e-12);
        StressAccount mixed = coin with { Wallets = [Wallet("BTC", 2, ("BTC", [Outright("BTC", -300_000, 100_000), Option("BTC", OptionType.Call, 100_000, 3, 30, 0.5)]))] };
        Assert.Equal(new AssetStress([mixed with { OfOutrights = double.NaN }]).Of(0, Shock("BTC", 0.25, 0)).Maintenance, new AssetStress([mixed]).Of(0, Shock("BTC", 0.25, 0)).Maintenance);
    }

    /// <summary>Coin that stands for dollars falls with the coin: a loss that segregated margin of its own currency would bear.</summary>
    [Fact]
    public void Cross_margin_is_the_sum_of_what_counts()
    {
        RiskLeg[] longs = [Outright("BTC_USDC", 1, 100_100)];
        StressWallet coin = Wallet("ETH", 100) with { Owned = 0.95, Owed = 1.05 }, dollars = Wallet("USDC", -50_000, ("BTC_USDC", longs)) with { Owned = 1, Owed = 1.1 };
        var stress = new AssetStress([new StressAccount("v", true, [coin, dollars])]);
        AssetShock fall = Shock("BTC", -0.4, 0);
        AccountStress at = stress.Of(0, fall);
        Assert.Equal(100 * 4000 * 0.95 - 50_000 * 1.1, at.Equity, 1e-6);
        Assert.Equal(100 * 4000 * 0.6 * 0.95 + (-50_000 - 0.4 * 100_100) * 1.1, at.EquityAfter, 1e-6);
        Assert.Equal(0.66 * 0.6 * 100_100, at.MaintenanceAfter, 1e-6);
        Assert.Equal(100 * 4000 * 0.6 - 50_000 - 0.4 * 100_100, at.UsdAfter, 1e-6);
        double move = stress.Failure(0, fall, isUp: false)!.Value;
        // 380,000 (1 + x) - 55,000 + 110,110 x = 66,066 (1 + x)
        Assert.Equal((66_066 - 380_000 + 55_000) / (380_000 + 110_110 - 66_066.0), move, 2e-6);
        Assert.Null(stress.Failure(0, Shock("BTC", 0, 0, ("ETH", 0)), isUp: false)); // collateral that stays is enough
        // Apart, the dollars are gone from the beginning and the coin is not touched.
        var apart = new AssetStress([new StressAccount("v", false, [coin]), new StressAccount("v", false, [dollars])]);
        Assert.Equal((null, 0), (apart.Failure(0, fall, isUp: false), apart.Failure(1, fall, isUp: false)));
    }

    [Fact]
    public void What_is_not_known_is_not_guessed()
    {
        RiskLeg[] known = [Outright("ETH", -4000, 4000)], unknown = [Option("BTC", OptionType.Put, 90_000, -1, 30, double.NaN)];
        StressAccount[] accounts = [new("a", false, [Wallet("BTC", 5, ("BTC", unknown))]), new("b", false, [Wallet("ETH", double.NaN, ("ETH", known))]), new("c", true, [Wallet("BTC", 5), Wallet("ETH", 100, ("ETH", known))]), new("d", true, [Wallet("BTC", 5) with { Usd = double.NaN }, Wallet("ETH", 100, ("ETH", known))])];
        var stress = new AssetStress(accounts);
        AssetShock crash = Shock("BTC", -0.3, 0);
        bool?[] fates = [.. accounts.Select((_, i) => stress.Of(i, crash).IsLiquidated)];
        Assert.Equal([null, null, false, null], fates);
        Assert.Equal([1, 0, 0, 0], accounts.Select(static a => a.Missing));
        Assert.True(double.IsNaN(stress.Of(0, crash).Pnl) && !double.IsNaN(stress.Of(1, crash).Pnl) && double.IsNaN(stress.Of(1, crash).Usd));
        Assert.Equal([null, null], ((int[])[0, 1]).Select(i => stress.Failure(i, crash, isUp: false)));
        UnderlyingStress eth = stress.Left("ETH", true, crash, fates, Moves, Vols), sure = stress.Left("ETH", true, crash, [true, true, false, true], Moves, Vols);
        Assert.Equal((3, -1, double.NaN, double.NaN), (eth.Positions, eth.PositionsLeft, eth.DeltaLeft, eth.WorstLeft));
        Assert.False(double.IsNaN(eth.DeltaAfter));
        Assert.Equal(1, sure.PositionsLeft);
        UnderlyingStress btc = stress.Left("BTC", true, crash, [false, false, false, false], Moves, Vols);
        Assert.Equal((1, 1, 1, true), (btc.Positions, btc.Missing, btc.PositionsLeft, double.IsNaN(btc.DeltaLeft) && double.IsNaN(btc.WorstLeft)));
    }

    private static AssetShock Shock(string asset, double move, double vols, params (string Asset, double Beta)[] betas) => new(asset, move, vols, betas.ToImmutableDictionary(static b => b.Asset, static b => b.Beta));

    private static StressWallet Wallet(string currency, double equity, params (string Underlying, RiskLeg[] Legs)[] holdings) => new()
    {
        Currency = currency,
        IsCoin = currency != "USDC",
        Usd = currency == "USDC" ? 1 : Spots[currency],
        Equity = equity,
        Holdings = [.. holdings.Select(static h => new StressHolding(h.Underlying, Spots[h.Underlying], h.Legs))],
    };

    /// <summary>Three wallets at a venue apart, and another venue that holds them together.</summary>
    private static StressAccount[] Accounts(SeededRandom random)
    {
        StressWallet Of(string currency, params string[] underlyings)
        {
            (string, RiskLeg[])[] holdings = [.. underlyings.Select(u => (u, Legs(random, u, 1 + random.NextInt32(6))))];
            double needs = holdings.Sum(h => ScenarioMargin.Deribit(new RiskBook(Spots[h.Item1], currency != "USDC", h.Item2)).Maintenance());
            return Wallet(currency, (0.5 + 2.5 * random.NextDouble()) * needs, holdings) with { Owned = 1 - 0.1 * random.NextDouble(), Owed = 1 + 0.1 * random.NextDouble() };
        }
        return
        [
            new("a", false, [Of("BTC", "BTC")]), new("a", false, [Of("ETH", "ETH")]), new("a", false, [Of("USDC", "BTC_USDC")]),
            new("b", true, [Of("BTC", "BTC"), Of("ETH", "ETH"), Of("USDC", "BTC_USDC"), Wallet("USDC", 1000)]),
        ];
    }

    private static RiskLeg[] Legs(SeededRandom random, string underlying, int options)
    {
        double spot = Spots[underlying];
        var legs = new List<RiskLeg>();
        for (int i = 0; i < options; i++)
            legs.Add(Option(underlying, (OptionType)random.NextInt32(2), spot * (0.7 + 0.05 * random.NextInt32(13)), random.NextInt32(21) - 10, 2 + 20 * random.NextInt32(4), 0.4 + 0.5 * random.NextDouble()));
        legs.Add(Outright(underlying, (underlying == "BTC_USDC" ? 1 : spot) * (random.NextInt32(21) - 10), spot));
        return [.. legs];
    }

    private static RiskLeg Option(string underlying, OptionType type, double strike, double units, double days, double vol) =>
        new(ContractOf(underlying, ContractKind.Option) with { Type = type, Strike = strike }, units, double.NaN, vol, days / 365, 1 + days / 3650, 0.999, 1);

    private static RiskLeg Outright(string underlying, double units, double price) => new(ContractOf(underlying, ContractKind.Perpetual), units, price, double.NaN, double.PositiveInfinity, 1, 1, 1);

    private static Contract ContractOf(string underlying, ContractKind kind) => new()
    {
        Id = new("v", $"{underlying}-{kind}"),
        Kind = kind,
        Underlying = underlying,
        Style = underlying == "BTC_USDC" ? PayoffStyle.Linear : PayoffStyle.Inverse,
        SettlementCurrency = underlying == "BTC_USDC" ? "USDC" : underlying,
    };

    /// <summary>Of one position after a move and a change of its vol, then shocked as rules have it; in its settlement currency.</summary>
    private static double Value(in RiskLeg leg, string underlying, double move, double change, double shock)
    {
        double spot = Spots[underlying] * (1 + move);
        bool isCoin = leg.Contract.Style == PayoffStyle.Inverse;
        if (!leg.Contract.IsOption)
            return leg.Units * (isCoin ? -1 / (leg.Price * (1 + move)) : leg.Price * (1 + move));
        double vol = ScenarioRules.Deribit.Shocked(leg.Vol * (1 + change), leg.Years, shock);
        double value = Black76.EvaluateForward(leg.Contract.Type, spot * leg.Basis, leg.Contract.Strike, leg.Years, leg.Discount, vol).Price;
        return leg.Units * (isCoin ? value / spot : value);
    }

    private static double Needs(StressHolding held, AssetShock shock)
    {
        double move = shock.MoveOf(held.Asset), change = shock.VolChangeOf(held.Asset), worst = 0;
        foreach (MarginScenario scenario in ScenarioRules.Deribit.Scenarios)
            worst = Math.Min(worst, held.Legs.Sum(l => Value(l, held.Underlying, (1 + move) * (1 + scenario.PriceMove) - 1, change, scenario.VolShock) - Value(l, held.Underlying, move, change, 0)));
        return -worst;
    }
}
