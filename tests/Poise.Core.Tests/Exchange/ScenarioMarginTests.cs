using Poise.Domain;
using Poise.Exchange;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>Portfolio margin by scenarios.</summary>
public class ScenarioMarginTests
{
    private static InstrumentTerms Option(OptionType type, double strike, PayoffStyle style = PayoffStyle.Linear) => new(new Contract
    {
        Id = new ContractId("test", $"BTC-{strike}-{type}"),
        Kind = ContractKind.Option,
        Underlying = "BTC",
        Style = style,
        Type = type,
        Strike = strike,
        SettlementCurrency = style == PayoffStyle.Linear ? "USDC" : "BTC",
        PriceTick = style == PayoffStyle.Linear ? 1m : 0.0001m,
        LotSize = style == PayoffStyle.Linear ? 1 : 0.1m,
    }, 0);

    private static InstrumentTerms Perpetual(PayoffStyle style) => new(new Contract
    {
        Id = new ContractId("test", "BTC-PERPETUAL"),
        Kind = ContractKind.Perpetual,
        Underlying = "BTC",
        Style = style,
        Multiplier = style == PayoffStyle.Inverse ? 10 : 1,
        PriceTick = 0.5m,
        LotSize = style == PayoffStyle.Inverse ? 1 : 0.1m,
    }, 0);

    private static ScenarioRisk Straddle(ScenarioRules rules, out ScenarioPortfolio portfolio)
    {
        var risk = new ScenarioRisk(rules);
        portfolio = new ScenarioPortfolio(risk);
        foreach (OptionType type in (OptionType[])[OptionType.Call, OptionType.Put])
        {
            int option = risk.List(Option(type, 100_000));
            risk.Value(option, 100_000, 0.5, 30.0 / 365);
            portfolio.Trade(option, -1);
        }
        return risk;
    }

    /// <summary>The golden case of the design notes: F = K = 100,000, 30 days, vol 50 %, a short straddle, computed from the formula.</summary>
    [Fact]
    public void A_short_straddle_loses_what_it_must()
    {
        ScenarioRisk risk = Straddle(ScenarioRules.Deribit, out ScenarioPortfolio portfolio);
        double[] same = [-5995.46, -3310.07, -1343.85, -221.67, 0, -661.34, -2126.11, -4274.85, -6972.29];
        for (int i = 0; i < 9; i++)
        {
            MarginScenario scenario = ScenarioRules.Deribit.Scenarios[9 + i];
            Assert.Equal((0.04 * (i - 4), 0.0), (scenario.PriceMove, scenario.VolShock));
            Assert.Equal(same[i], -(risk.Gains(0)[9 + i] + risk.Gains(1)[9 + i]), 0.006);
        }
        foreach ((int at, double loss) in ((int, double)[])[(0, -9204.22), (4, -5695.45), (8, -11278.05)]) // vol up
            Assert.Equal(loss, -(risk.Gains(0)[at] + risk.Gains(1)[at]), 0.006);
        Assert.Equal(35, risk.Count);
        // Undamped, a price of six times as much decides.
        Assert.Equal(-(risk.Gains(0)[^1] + risk.Gains(1)[^1]), -portfolio.Maintenance, 1e-9);
        Assert.Equal(500_000 - 11427.535, portfolio.Maintenance, 1);
    }

    [Fact]
    public void Paradex_s_twenty_four_scenarios_weigh_the_far_ones()
    {
        ScenarioRisk risk = Straddle(ScenarioRules.Paradex, out ScenarioPortfolio portfolio);
        Assert.Equal(24, risk.Count);
        // +500 % at 3.2 %: 0.032 (500,000 - 11,427.5) is beyond what 16 % up with vol 40 % up takes.
        double far = 0.032 * (500_000 - 11427.535);
        Assert.Equal(far, -(risk.Gains(0)[^1] + risk.Gains(1)[^1]) * -1, 1);
        double worst = Enumerable.Range(0, 24).Max(i => risk.Gains(0)[i] + risk.Gains(1)[i]);
        Assert.Equal(worst, portfolio.Maintenance, 1e-9);
        Assert.Equal(2 * portfolio.Maintenance, portfolio.Initial, 1e-9);
        // A spread that loses nothing anywhere still has its deltas: 2 % of what is open and 1 % of what is hedged.
        int near = risk.List(Perpetual(PayoffStyle.Linear)), next = risk.List(Perpetual(PayoffStyle.Linear));
        risk.Value(near, 100_000);
        risk.Value(next, 100_000);
        var spread = new ScenarioPortfolio(risk);
        spread.Trade(near, 30);
        spread.Trade(next, -30);
        Assert.Equal(0.01 * 3 * 100_000, spread.Maintenance, 1e-6);
        spread.Trade(next, 30);
        Assert.Equal(0.16 * 3 * 100_000, spread.Maintenance, 1e-6);
        Assert.Equal(1, spread.Legs);
    }

    [Fact]
    public void Vols_are_shocked_by_the_root_of_time_that_the_rules_have()
    {
        ScenarioRules rules = ScenarioRules.Deribit;
        Assert.Equal(0.75, rules.Shocked(0.5, 30.0 / 365, 0.5), 1e-12);
        Assert.Equal(0.5 * (1 + 0.5 * Math.Pow(30 / 7.0, 0.30)), rules.Shocked(0.5, 7.0 / 365, 0.5), 1e-12);
        Assert.Equal(0.5 * (1 - 0.25 * Math.Pow(30 / 180.0, 0.13)), rules.Shocked(0.5, 180.0 / 365, -0.25), 1e-12);
        Assert.Equal(0.5, rules.Shocked(0.2, 300.0 / 365, 0.5)); // at least
        Assert.Equal(0, rules.Shocked(0.5, 0.0001 / 365, -1));
        Assert.Equal(rules.Shocked(0.5, 1.0 / 365, 0.5), rules.Shocked(0.5, 0, 0.5)); // less than a day counts as one
    }

    /// <summary>A coin option's worth is coin, an inverse future's too: a covered call in coin.</summary>
    [Fact]
    public void Coin_margined_legs_lose_coin()
    {
        var risk = new ScenarioRisk(ScenarioRules.Deribit);
        int call = risk.List(Option(OptionType.Call, 100_000, PayoffStyle.Inverse)), perpetual = risk.List(Perpetual(PayoffStyle.Inverse));
        risk.Value(call, 100_000, 0.5, 30.0 / 365);
        risk.Value(perpetual, 100_000);
        int down = 9, up = 17; // 16 % either way, vols as they are
        Assert.Equal(10 / 100_000.0 - 10 / 84_000.0, risk.Gains(perpetual)[down], 1e-12);
        Assert.Equal(10 / 100_000.0 - 10 / 116_000.0, risk.Gains(perpetual)[up], 1e-12);
        double then = Pricing.Black76.EvaluateForward(OptionType.Call, 116_000, 100_000, 30.0 / 365, 1, 0.5).Price / 116_000, now = Pricing.Black76.EvaluateForward(OptionType.Call, 100_000, 100_000, 30.0 / 365, 1, 0.5).Price / 100_000;
        Assert.Equal(0.1 * (then - now), risk.Gains(call)[up], 1e-12);
        Assert.InRange(risk.Delta(call), 0.05, 0.06); // a tenth of a coin
        Assert.Equal(10 / 100_000.0, risk.Delta(perpetual), 1e-15);
    }

    /// <summary>After any fills and marks: the sums are those of a portfolio made anew, and the bound is none too low.</summary>
    [Fact]
    public void Sums_do_not_drift_and_the_bound_holds()
    {
        foreach (ScenarioRules rules in (ScenarioRules[])[ScenarioRules.Deribit, ScenarioRules.Paradex])
        {
            var random = new SeededRandom(3);
            var risk = new ScenarioRisk(rules);
            for (int i = 0; i < 40; i++)
                risk.List(i < 2 ? Perpetual(PayoffStyle.Linear) : Option((OptionType)(i % 2), 80_000 + 1000 * i));
            Mark(100_000);
            var portfolio = new ScenarioPortfolio(risk);
            int tight = 0;
            for (int step = 0; step < Deep.Times(1500); step++)
            {
                if (step % 100 == 50)
                    Mark(100_000 * Math.Exp(0.05 * random.NextNormal()));
                int instrument = random.NextInt32(40);
                long lots = random.NextInt32(4) == 0 ? -portfolio.Lots(instrument) : random.NextInt32(41) - 20;
                double bound = portfolio.Initial + portfolio.InitialAlone(instrument, lots), with = portfolio.InitialWith(instrument, lots);
                Assert.True(with <= bound * (1 + 1e-12) + 1e-6, $"{with} above its bound {bound}");
                portfolio.Trade(instrument, lots);
                Assert.Equal(with, portfolio.Initial, 1e-9 * (1 + with));
                tight += with > 0.99 * bound ? 1 : 0;
                var anew = new ScenarioPortfolio(risk);
                for (int i = 0; i < 40; i++)
                    anew.Trade(i, portfolio.Lots(i));
                Assert.Equal(anew.Maintenance, portfolio.Maintenance, 1e-9 * (1 + anew.Maintenance));
                Assert.Equal(Enumerable.Range(0, 40).Count(i => portfolio.Lots(i) != 0), portfolio.Legs);
            }
            Assert.True(tight > 50, $"the bound was near {tight} times"); // it says something

            void Mark(double spot)
            {
                for (int i = 0; i < 40; i++)
                {
                    if (i < 2)
                        risk.Value(i, spot);
                    else
                        risk.Value(i, spot * 1.01, 0.5 + 0.01 * (i % 7), (5 + 20 * (i % 6)) / 365.0);
                }
            }
        }
    }
}
