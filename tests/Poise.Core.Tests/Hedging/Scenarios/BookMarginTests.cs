using Poise.Domain;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>The venue's margin reproduced from a book, against the exchange that charges it.</summary>
public class BookMarginTests
{
    private static RiskLeg Leg(PayoffStyle style, OptionType type, double strike, double units, double days, double vol) => new(
        new Contract { Id = new("t", $"{type}{strike}{days}"), Kind = ContractKind.Option, Underlying = "BTC", Style = style, Type = type, Strike = strike, SettlementCurrency = style == PayoffStyle.Inverse ? "BTC" : "USD" },
        units, double.NaN, vol, days / 365, 1, 1, 1);

    /// <summary>The golden case of the design notes: F = K = 100,000, 30 days, vol 50 %, a short straddle, computed from the formula.</summary>
    [Fact]
    public void A_short_straddle_loses_what_it_must()
    {
        var book = new RiskBook(100_000, false, [Leg(PayoffStyle.Linear, OptionType.Call, 100_000, -1, 30, 0.5), Leg(PayoffStyle.Linear, OptionType.Put, 100_000, -1, 30, 0.5)]);
        double[] same = [-5995.46, -3310.07, -1343.85, -221.67, 0, -661.34, -2126.11, -4274.85, -6972.29];
        Same([-0.16, -0.12, -0.08, -0.04, 0, 0.04, 0.08, 0.12, 0.16], 0, same);
        Same([-0.16, 0, 0.16], 0.5, [-9204.22, -5695.45, -11278.05]);

        void Same(double[] moves, double volShock, double[] expected)
        {
            double[] gains = new double[moves.Length];
            book.ShockedPnls(moves, ScenarioRules.Deribit, volShock, gains);
            for (int i = 0; i < gains.Length; i++)
                Assert.Equal(expected[i], gains[i], 0.006);
        }
    }

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void It_is_what_the_exchange_asks_for(PayoffStyle style)
    {
        var random = new SeededRandom(20261130);
        for (int trial = 0; trial < 200; trial++)
        {
            var risk = new ScenarioRisk(ScenarioRules.Deribit);
            var portfolio = new ScenarioPortfolio(risk);
            var legs = new List<RiskLeg>();
            for (int i = 0; i < 8; i++)
            {
                RiskLeg leg = Leg(style, (OptionType)random.NextInt32(2), 60_000 + 5_000 * random.NextInt32(17), random.NextInt32(21) - 10, 1 + 30 * random.NextInt32(4), 0.3 + 0.5 * random.NextDouble());
                int option = risk.List(new InstrumentTerms(leg.Contract with { LotSize = 1 }, 0));
                risk.Value(option, 100_000, leg.Vol, leg.Years);
                portfolio.Trade(option, (long)leg.Units);
                legs.Add(leg);
            }
            double expected = portfolio.Maintenance, margin = new ScenarioMargin(new RiskBook(100_000, style == PayoffStyle.Inverse, legs), ScenarioRules.Deribit).Maintenance();
            Assert.Equal(expected, margin, 1e-9 * (1 + expected));
        }
    }

    [Fact]
    public void At_the_price_of_liquidation_equity_is_the_maintenance_and_nearer_it_is_more()
    {
        RiskLeg[] legs = [Leg(PayoffStyle.Linear, OptionType.Call, 105_000, -5, 30, 0.5), Leg(PayoffStyle.Linear, OptionType.Put, 90_000, -8, 10, 0.6)];
        foreach (bool isUp in (bool[])[false, true])
        {
            var book = new RiskBook(100_000, false, [isUp ? legs[0] : legs[1]]);
            var margin = new ScenarioMargin(book, ScenarioRules.Deribit);
            double equity = 1.2 * margin.Maintenance();
            LiquidationPoint point = margin.Liquidation(equity, isUp)!.Value;
            Assert.Equal(isUp, point.Move > 0);
            Assert.Equal(100_000 * (1 + point.Move), point.Spot, 1e-6);
            Assert.Equal(0, (equity + book.Pnl(point.Move, 0, default) - margin.Maintenance(point.Move)) / equity, 1e-4);
            Assert.True(equity + book.Pnl(0.9 * point.Move, 0, default) > margin.Maintenance(0.9 * point.Move));
            Assert.Null(margin.Liquidation(equity, !isUp)); // the other way it gains
            Assert.Equal(0, margin.Liquidation(0.5 * margin.Maintenance(), isUp)!.Value.Move); // it is too late
        }
        Assert.Null(new ScenarioMargin(new RiskBook(100_000, false, [legs[0] with { Units = 5 }]), ScenarioRules.Deribit).Liquidation(1e9, isUp: true));
        Assert.Null(new ScenarioMargin(new RiskBook(100_000, false, [legs[0] with { Vol = double.NaN }]), ScenarioRules.Deribit).Liquidation(1e9, isUp: true));
        Assert.Throws<ArgumentException>(() => new ScenarioMargin(new RiskBook(100_000, false, legs), ScenarioRules.Paradex));
    }

    [Fact]
    public void A_margin_is_asked_for_without_a_byte()
    {
        var margin = ScenarioMargin.Deribit(new RiskBook(100_000, true,
        [
            .. Enumerable.Range(0, 20).Select(static i => Leg(PayoffStyle.Inverse, (OptionType)(i % 2), 80_000 + 2000 * i, i - 9.5, 7 + i % 4, 0.5)),
        ]));
        double maintenance = 0;
        Assert.Equal(0, AllocatedBytes.Of(() => maintenance = margin.Maintenance(0.01)));
        Assert.True(maintenance > 0);
    }
}
