using System.Collections.Immutable;
using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>What a crash does to the accounts of a desk, from its book, its ledger and its settings.</summary>
public sealed class StressViewTests
{
    private static readonly Instant Now = Instant.FromUtc(2026, 1, 5, 9);

    /// <summary>On the demo book of one venue the nearest failing moves are the distances of the margin view, to the bit.</summary>
    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void One_asset_at_one_venue_fails_where_the_margin_view_says(PayoffStyle style)
    {
        double capital = double.NaN;
        for (int round = 0; round < 2; round++)
        {
            using TemporaryFolder folder = new();
            using StartedDesk started = SimulatedDeskStart.Bring(new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 7, Style = style, Limits = new BookLimits { Capital = capital } }, Now, new InlineLane());
            started.Run.AdvanceTo(started.Run.Now + Duration.FromSeconds(20));
            Desk desk = started.Run.Driver.Desk;
            var risk = RiskSnapshot.Of(desk, desk.Hedgers[0]);
            MarginView margin = risk.View().Margin!;
            StressView view = StressViews.Of([risk], new StressSettings(), Shock("BTC", 0));
            StressAccountView account = Assert.Single(view.Accounts);
            Assert.Equal(("sim", "segregated", risk.Currency, risk.View().Positions, 0), (account.Venue, account.Margin, account.Currency, account.Positions, account.Missing));
            Assert.Equal((margin.Maintenance, margin.Equity, margin.Ratio), (account.Maintenance, account.Equity, account.Ratio));
            Assert.Equal((account.Equity, account.Maintenance, false), (account.EquityAfter, account.MaintenanceAfter, account.IsLiquidated));
            Assert.Equal((margin.Down?.Move, margin.Up?.Move), (account.Down, account.Up));
            Assert.Equal((margin.Down?.Spot, margin.Up?.Spot), (view.First[0].Down?.Spot, view.First[0].Up?.Spot));
            Assert.Equal(desk.Hedgers[0].Greeks.Net.Delta, view.Underlyings[0].DeltaLeft!.Value, 1e-6);
            Assert.True(view.Underlyings[0].WorstLeft < 0);
            Assert.Equal(round == 1, account.Down is not null || account.Up is not null);
            capital = 1.05 * margin.Maintenance!.Value; // short of it not far away
        }
    }

    /// <summary>Bitcoin short in coin at one venue and long in dollars at another, ether long in coin: each number by hand.</summary>
    [Fact]
    public void Accounts_fall_one_after_the_other()
    {
        IReadOnlyList<RiskSnapshot> books = Books();
        AssetShock crash = Shock("BTC", -0.55, ("ETH", 1.2));
        StressView view = StressViews.Of(books, new StressSettings(), crash);
        double ether = Math.Pow(0.45, 1.2), etherPrice = 4000 * ether;
        Assert.Equal(["BTC", "ETH"], view.Assets);
        Assert.Equal([("t", "BTC", (bool?)false), ("t", "ETH", true), ("u", "USDC", true)], view.Accounts.Select(static a => (a.Venue, a.Currency, a.IsLiquidated)));

        StressAccountView own = view.Accounts[0], coin = view.Accounts[1], dollars = view.Accounts[2];
        Assert.Equal(10, own.Equity!.Value, 1e-9); // opened at the mark
        Assert.Equal(10 - 300_000 * (1 / 100_000.0 - 1 / 45_000.0), own.EquityAfter!.Value, 1e-9);
        Assert.Equal(300_000 * (1 / 45_000.0 - 1 / 270_000.0), own.MaintenanceAfter!.Value, 1e-9);
        Assert.Equal(400 + 400_000 * (1 / 4000.0 - 1 / etherPrice), coin.EquityAfter!.Value, 1e-9);
        Assert.Equal(400_000 * (1 / (0.34 * etherPrice) - 1 / etherPrice), coin.MaintenanceAfter!.Value, 1e-9);
        Assert.Equal(250_000 + 3 * 100 - 0.55 * 3 * 100_100, dollars.EquityAfter!.Value, 1e-6); // a profit of 100 a coin since it was opened
        Assert.Equal(0.66 * 0.45 * 3 * 100_100, dollars.MaintenanceAfter!.Value, 1e-6);
        Assert.Equal(own.EquityAfter.Value * 45_000, own.UsdAfter!.Value, 1e-6);
        double before = 10 * 100_000 + 400 * 4000 + 250_300, lost = 400 * 4000 - coin.EquityAfter.Value * etherPrice + 0.55 * 3 * 100_100;
        Assert.Equal(before, view.Usd!.Value, 1e-6);
        Assert.Equal(lost, view.Lost!.Value, 1e-6);
        Assert.Equal(own.UsdAfter!.Value + coin.EquityAfter.Value * etherPrice + dollars.EquityAfter.Value, view.UsdAfter!.Value, 1e-6);

        StressUnderlyingView bitcoin = view.Underlyings[0], rest = view.Underlyings[1];
        Assert.Equal((2, 1, 0, 1.2), (bitcoin.Positions, bitcoin.PositionsLeft, rest.PositionsLeft, rest.Beta));
        Assert.Equal(3 - 3, bitcoin.Delta!.Value, 1e-9);
        Assert.Equal(3 - 300_000 / 45_000.0, bitcoin.DeltaAfter!.Value, 1e-9);
        Assert.Equal(-300_000 / 45_000.0, bitcoin.DeltaLeft!.Value, 1e-9); // the short alone
        Assert.Equal(-300_000 / 45_000.0 * (1 - 1 / 1.16), bitcoin.WorstLeft!.Value, 1e-9); // in coin, 16 % higher
        Assert.Equal((0.0, 0.0, 0.0), (rest.DeltaLeft, rest.GammaLeft, rest.WorstLeft));
        Assert.Equal((etherPrice, 4000.0), (rest.SpotAfter!.Value, rest.Spot!.Value), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-9 && a.Item2.Equals(b.Item2));

        // Dollars: 250,300 + 300,300 x = 0.66 x 300,300 (1 + x). Ether, by itself: 400 + 100 - 100 / y = 100 (1 / 0.34 - 1) / y.
        double first = (0.66 * 300_300 - 250_300) / (0.34 * 300_300), second = 100 / 0.34 / 500 - 1;
        Assert.Equal(first, dollars.Down!.Value, 2e-6);
        Assert.Equal(Math.Pow(1 + second, 1 / 1.2) - 1, coin.Down!.Value, 2e-6);
        Assert.Equal(["BTC", "ETH"], view.First.Select(static f => f.Asset));
        Assert.Equal(("t", "ETH", 0), (view.First[0].Down!.Venue, view.First[0].Down!.Currency, view.First[0].Unknown));
        Assert.Equal(coin.Down, view.First[0].Down!.Move);
        Assert.Equal(second, view.First[1].Down!.Move, 2e-6); // the beta is ether's to bitcoin: the other way it is the usual one
        Assert.Equal(4000 * (1 + second), view.First[1].Down!.Spot!.Value, 0.01);

        // What the settings say holds where nothing is asked, and each asset's distance alone is that of its margin view.
        var settings = new StressSettings { Betas = new Dictionary<string, IReadOnlyDictionary<string, double>>(StringComparer.Ordinal) { ["BTC"] = crash.Betas } };
        Assert.Equal(coin.Down, StressViews.Of(books, settings, Shock("BTC", -0.55)).Accounts[1].Down);
        Assert.Equal(1.5, StressViews.Of(books, settings, Shock("BTC", -0.55, ("ETH", 1.5))).Underlyings[1].Beta);
        Assert.Equal(books[1].View().Margin!.Down!.Move, StressViews.Of(books, settings, Shock("ETH", 0)).Accounts[1].Down!.Value, 1e-9);
    }

    [Fact]
    public void A_venue_on_cross_margin_is_one_account_by_its_haircuts()
    {
        IReadOnlyList<RiskSnapshot> books = Books();
        var settings = new StressSettings { Margins = new Dictionary<string, AccountMargin>(StringComparer.Ordinal) { ["t"] = new(true, CollateralRules.Usual), ["u"] = new(false, CollateralRules.Usual, 0.01) } };
        StressView view = StressViews.Of(books, settings, Shock("BTC", -0.3)), apart = StressViews.Of(books, new StressSettings(), Shock("BTC", -0.3));
        Assert.Equal([("t", "cross", "USD"), ("u", "segregated", "USDC")], view.Accounts.Select(static a => (a.Venue, a.Margin, a.Currency)));
        StressAccountView cross = view.Accounts[0];
        Assert.Equal(apart.Accounts.Take(2).Select(static a => a.EquityAfter), cross.Wallets.Select(static w => w.EquityAfter));
        Assert.Equal(0.97 * 1e6 + 0.95 * 1.6e6, cross.Equity!.Value, 1e-3);
        Assert.Equal(0.7 * (0.97 * 100_000 * apart.Accounts[0].EquityAfter!.Value + 0.95 * 4000 * apart.Accounts[1].EquityAfter!.Value), cross.EquityAfter!.Value, 1e-3);
        Assert.Equal(0.7 * (100_000 * apart.Accounts[0].MaintenanceAfter!.Value + 4000 * apart.Accounts[1].MaintenanceAfter!.Value), cross.MaintenanceAfter!.Value, 1e-3);
        Assert.Equal([0.03, 0.05], cross.Wallets.Select(static w => Math.Round(w.Haircut!.Value, 12)));
        Assert.Equal(apart.UsdAfter!.Value, view.UsdAfter!.Value, 1e-6); // haircuts are none of a loss
        Assert.Equal(0.01 * 0.7 * 300_300, view.Accounts[1].MaintenanceAfter!.Value, 1e-6);
        Assert.Equal((0.01 * 300_300 - 250_300) / (0.99 * 300_300), view.Accounts[1].Down!.Value, 2e-6);
    }

    [Fact]
    public void Without_capital_nobody_knows_who_is_liquidated_and_what_is_left()
    {
        IReadOnlyList<RiskSnapshot> books = Books(dollars: double.NaN);
        StressView view = StressViews.Of(books, new StressSettings(), Shock("BTC", -0.55));
        StressAccountView account = view.Accounts[2];
        Assert.Equal((null, null, null, null, null), (account.Equity, account.IsLiquidated, account.Down, account.UsdAfter, account.RatioAfter));
        Assert.NotNull(account.Pnl);
        Assert.NotNull(account.MaintenanceAfter);
        Assert.Equal((null, null, null), (view.Usd, view.UsdAfter, view.Lost));
        Assert.Equal((null, null, null, null), (view.Underlyings[0].PositionsLeft, view.Underlyings[0].DeltaLeft, view.Underlyings[0].GammaLeft, view.Underlyings[0].WorstLeft));
        Assert.NotNull(view.Underlyings[0].DeltaAfter);
        Assert.Equal(0, view.Underlyings[1].PositionsLeft); // of ether it is known
        Assert.Equal((1, "ETH"), (view.First[0].Unknown, view.First[0].Down!.Currency));
    }

    [Fact]
    public void A_position_without_a_price_leaves_its_account_unknown_and_is_counted()
    {
        StressView view = StressViews.Of(Books(hasEtherQuote: false), new StressSettings(), Shock("BTC", -0.3));
        Assert.Equal((1, 1, 0), (view.Missing, view.Accounts[1].Missing, view.Accounts[0].Missing));
        Assert.Equal((null, null, null, null), (view.Accounts[1].Pnl, view.Accounts[1].IsLiquidated, view.Accounts[1].UsdAfter, view.Underlyings[1].DeltaAfter));
        Assert.Equal(false, view.Accounts[0].IsLiquidated);
        Assert.NotNull(view.Underlyings[0].DeltaLeft);
    }

    [Fact]
    public void Before_the_hedge_instrument_is_listed_what_is_held_is_counted_and_not_known()
    {
        Contract bitcoin = Perpetual("t", "BTC", PayoffStyle.Inverse, "BTC"), further = Perpetual("u", "BTC", PayoffStyle.Linear, "USDC");
        var desk = new Desk(new DeskSettings { Hedgers = [Hedger(bitcoin, 10) with { Further = [new OutletSettings { Hedge = further.Id, MaxOrder = new(1000), MaxPosition = new(1000), Capital = 1000 }] }] });
        desk.Apply(DeskEvent.Listed(Now, further));
        desk.Apply(DeskEvent.PositionOpened(Now, new(0), new(3), 100_000));
        StressView view = StressViews.Of([RiskSnapshot.Of(desk, desk.Hedgers[0])], new StressSettings(), Shock("BTC", -0.3));
        StressAccountView account = Assert.Single(view.Accounts);
        Assert.Equal(("u", 1, null, null, null), (account.Venue, account.Positions, account.Equity, account.Pnl, account.IsLiquidated));
        Assert.Equal((1, null, 1), (view.Underlyings[0].Positions, view.Underlyings[0].PositionsLeft, view.First[0].Unknown));
    }

    private static AssetShock Shock(string asset, double move, params (string Asset, double Beta)[] betas) => new(asset, move, 0, betas.ToImmutableDictionary(static b => b.Asset, static b => b.Beta));

    /// <summary>Short 300,000 dollars of bitcoin in coin at t, long three bitcoin in dollars at u, long 400,000 dollars of ether in coin at t.</summary>
    private static IReadOnlyList<RiskSnapshot> Books(double dollars = 250_000, bool hasEtherQuote = true)
    {
        Contract bitcoin = Perpetual("t", "BTC", PayoffStyle.Inverse, "BTC"), further = Perpetual("u", "BTC", PayoffStyle.Linear, "USDC"), ether = Perpetual("t", "ETH", PayoffStyle.Inverse, "ETH");
        var desk = new Desk(new DeskSettings
        {
            Hedgers =
            [
                Hedger(bitcoin, 10) with { Further = [new OutletSettings { Hedge = further.Id, MaxOrder = new(1000), MaxPosition = new(1000), Capital = dollars }] },
                Hedger(ether, 400),
            ],
        });
        (Contract, long, decimal, double)[] held = [(bitcoin, -30_000, 100_000, 100_000), (further, 3, 100_000, 100_100), (ether, 40_000, 4_000, 4_000)];
        for (int i = 0; i < held.Length; i++)
        {
            (Contract contract, long lots, decimal price, double mark) = held[i];
            desk.Apply(DeskEvent.Listed(Now, contract));
            desk.Apply(DeskEvent.PositionOpened(Now, new(i), new(lots), price));
            if (contract != ether || hasEtherQuote)
                desk.Apply(DeskEvent.Quoted(Now, new(i), new Quote(mark - 1, mark + 1, 1, 1, Now)));
        }
        return [.. desk.Hedgers.Select(h => RiskSnapshot.Of(desk, h))];
    }

    private static Contract Perpetual(string venue, string underlying, PayoffStyle style, string currency) => new()
    {
        Id = new(venue, $"{underlying}-PERPETUAL"),
        Kind = ContractKind.Perpetual,
        Underlying = underlying,
        Style = style,
        Multiplier = style == PayoffStyle.Inverse ? 10 : 1,
        SettlementCurrency = currency,
        PriceTick = 0.5m,
    };

    private static HedgerSettings Hedger(Contract hedge, double capital) => new()
    {
        Underlying = hedge.Underlying,
        Hedge = hedge.Id,
        Policy = new FixedBandPolicy(new DeltaBand(-1, 0, 1, BandRebalance.ToTarget)),
        Limits = new RiskLimits { MaxOrder = new(100_000), MaxPosition = new(100_000) },
        Plan = new CrossingPlan(0.001, new(100_000)),
        Capital = capital,
    };
}
