using System.Text;
using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests.Hedging.Policies;

public class PolicyTextTests
{
    private static IHedgePolicy Parse(string json) => PolicyText.Parse(Encoding.UTF8.GetBytes(json));

    private static string Refused(string json) => Assert.Throws<SettingsException>(() => Parse(json)).Message;

    [Fact]
    public void Each_sort_is_read_as_it_is_written()
    {
        Assert.Equal(new FixedBandPolicy(new DeltaBand(-2, 0, 3, BandRebalance.ToEdge)), Parse("""{ "policy": "fixed", "lower": -2, "upper": 3 }"""));
        Assert.Equal(new FixedBandPolicy(new DeltaBand(-2, 1, 3, BandRebalance.ToTarget)) { Ratio = 0.5 }, Parse("""{ "policy": "fixed", "lower": -2, "target": 1, "upper": 3, "rebalance": "to-target", "ratio": 0.5 }"""));
        Assert.Equal(new WhalleyWilmottPolicy(RiskAversion.Of(1e-5)), Parse("""{ "policy": "whalley-wilmott", "riskAversion": 1e-5 }"""));
        Assert.Equal(new ZakamoulinePolicy(RiskAversion.ForDailySd(5000), 2.5), Parse("""{ "policy": "zakamouline", "dailySd": 5000, "maxHalfWidth": 2.5 }"""));
        Assert.Equal(new LelandPolicy(new Schedule(Duration.FromHours(1), Duration.FromSeconds(60))), Parse("""{ "policy": "leland", "every": "1h" }"""));
        Assert.Equal(
            new ScheduledPolicy(new FixedBandPolicy(new DeltaBand(0, 0, 0, BandRebalance.ToTarget)), new Schedule(Duration.FromDays(1), Duration.FromSeconds(90), Duration.FromHours(8))),
            Parse("""{ "policy": "scheduled", "every": "1d", "window": "1.5m", "offset": "8h", "of": { "policy": "fixed", "lower": 0, "upper": 0, "rebalance": "to-target" } }"""));
        Assert.Equal(new DeltaPolicy(new FixedBandPolicy(DeltaBand.Around(0, 1)), DeltaKind.StickyMoneyness), Parse("""{ "policy": "delta", "convention": "sticky-moneyness", "of": { "policy": "fixed", "lower": -1, "upper": 1 } }"""));
        Assert.Equal(new DeltaPolicy(new FixedBandPolicy(DeltaBand.Around(0, 1)), DeltaKind.MinimumVariance, -0.2, 0.1, 0), Parse("""{ "policy": "delta", "convention": "minimum-variance", "a": -0.2, "b": 0.1, "c": 0, "of": { "policy": "fixed", "lower": -1, "upper": 1 } }"""));
        var rules = (RuledPolicy)Parse(
            """
            {
              // Weekends are thin.
              "policy": "rules",
              "rules": [
                { "when": { "session": { "days": "sat-mon, thu", "from": "00:00", "until": "24:00" } }, "use": { "policy": "fixed", "lower": -9, "upper": 9 } },
                { "when": { "gamma": "short", "expiryWithin": "2h", "volAbove": 0.9 }, "use": { "policy": "price-move", "minMove": 0.001, "ignoreVolAndTime": true, "of": { "policy": "fixed", "lower": -1, "upper": 1 } } },
              ],
              "otherwise": { "policy": "dealer-flow", "fullMove": 0.01, "eagerness": 0.5, "patience": 1, "of": { "policy": "forecast-vol", "of": { "policy": "zakamouline", "riskAversion": 0.001 } } },
            }
            """);
        Assert.Equal(new Session(0b101_0011, Duration.Zero, Duration.FromHours(24)), rules.Rules[0].When.Session);
        Assert.Equal(new PolicyCondition { IsShortGamma = true, ExpiryWithin = Duration.FromHours(2), VolAbove = 0.9 }, rules.Rules[1].When);
        Assert.Equal(new PriceMovePolicy(new FixedBandPolicy(DeltaBand.Around(0, 1)), 0.001, true), rules.Rules[1].Use);
        Assert.Equal(new DealerFlowPolicy(new ForecastVolPolicy(new ZakamoulinePolicy(RiskAversion.Of(0.001)), null), 0.01, 0.5, 1), rules.Otherwise);
    }

    [Theory]
    [InlineData("""{ "policy": "delta-band" }""", "policy.policy: \"delta-band\"; allowed: fixed, whalley-wilmott, zakamouline, leland, scheduled, sessions, price-move, forecast-vol, dealer-flow, delta, rules")]
    [InlineData("""{ }""", "policy.policy: absent; allowed: fixed,")]
    [InlineData("""{ "policy": "fixed", "lower": 1, "upper": 3 }""", "policy.lower: 1; allowed: a number to 0")]
    [InlineData("""{ "policy": "fixed", "lower": -1, "upper": "3" }""", "policy.upper: \"3\"; allowed: a number from 0")]
    [InlineData("""{ "policy": "fixed", "lower": -1, "upper": 1e999 }""", "policy.upper: 1e999; allowed: a number from 0")]
    [InlineData("""{ "policy": "fixed", "lower": -1, "upper": 1, "ratio": 1.6 }""", "policy.ratio: 1.6; allowed: a number from 0 to 1.5")]
    [InlineData("""{ "policy": "fixed", "lower": -1, "upper": 1, "rebalance": "edge" }""", "policy.rebalance: \"edge\"; allowed: to-edge, to-target")]
    [InlineData("""{ "policy": "fixed", "lower": -1, "uper": 1 }""", "policy.upper: absent; allowed: a number from 0")]
    [InlineData("""{ "policy": "fixed", "lower": -1, "upper": 1, "ration": 1 }""", "policy.ration: no such setting; allowed: policy, target, lower, upper, rebalance, ratio")]
    [InlineData("""{ "policy": "zakamouline", "riskAversion": 0 }""", "policy.riskAversion: 0; allowed: a number above 0")]
    [InlineData("""{ "policy": "zakamouline" }""", "policy.riskAversion: absent; allowed: a number above 0")]
    [InlineData("""{ "policy": "whalley-wilmott", "riskAversion": 1, "dailySd": 3 }""", "policy.dailySd: is set, and riskAversion is too; allowed: one of the two")]
    [InlineData("""{ "policy": "leland", "every": "7 parsecs" }""", "policy.every: \"7 parsecs\"; allowed: a number and its unit, such as")]
    [InlineData("""{ "policy": "leland", "every": 7 }""", "policy.every: 7; allowed: a number and its unit")]
    [InlineData("""{ "policy": "leland", "every": "1h", "window": "2h" }""", "policy.window: 2h; allowed: at most every, 1h")]
    [InlineData("""{ "policy": "leland", "every": "1h", "offset": "60m" }""", "policy.offset: 1h; allowed: less than every, 1h")]
    [InlineData("""{ "policy": "leland", "every": "0s" }""", "policy.every: \"0s\"; allowed")]
    [InlineData("""{ "policy": "leland", "every": "99999999999d" }""", "policy.every: \"99999999999d\"; allowed")]
    [InlineData("""{ "policy": "scheduled", "every": "1h", "of": 3 }""", "policy.of: 3; allowed: an object")]
    [InlineData("""{ "policy": "scheduled", "every": "1h", "of": { "policy": "leland", "every": "-1h" } }""", "policy.of.every: \"-1h\"; allowed")]
    [InlineData("""{ "policy": "sessions", "of": { "policy": "leland", "every": "1h" }, "sessions": [] }""", "policy.sessions: []; allowed: a list of sessions")]
    [InlineData("""{ "policy": "sessions", "of": { "policy": "leland", "every": "1h" }, "sessions": [ { "days": "mon-fry", "from": "09:00", "until": "17:00" } ] }""", "policy.sessions[0].days: \"mon-fry\"; allowed: days of sun, mon")]
    [InlineData("""{ "policy": "sessions", "of": { "policy": "leland", "every": "1h" }, "sessions": [ { "from": "25:00", "until": "17:00" } ] }""", "policy.sessions[0].from: \"25:00\"; allowed: a time of day")]
    [InlineData("""{ "policy": "sessions", "of": { "policy": "leland", "every": "1h" }, "sessions": [ { "from": "17:00", "until": "17:00" } ] }""", "policy.sessions[0].until: the same as from; allowed: another time")]
    [InlineData("""{ "policy": "rules", "rules": [ { "when": { "gamma": "flat" }, "use": { "policy": "leland", "every": "1h" } } ], "otherwise": { "policy": "leland", "every": "1h" } }""", "policy.rules[0].when.gamma: \"flat\"; allowed: short, long")]
    [InlineData("""{ "policy": "price-move", "minMove": 1.5, "of": { "policy": "leland", "every": "1h" } }""", "policy.minMove: 1.5; allowed: a number from 0 to 1")]
    [InlineData("""{ "policy": "delta", "convention": "minimum-variance", "a": 1, "b": 1, "of": { "policy": "leland", "every": "1h" } }""", "policy.c: absent; allowed: a number")]
    [InlineData("""{ "policy": "delta", "convention": "sticky-moneyness", "a": 1, "of": { "policy": "leland", "every": "1h" } }""", "policy.a: no such setting")]
    [InlineData("""{ "policy": "delta", "convention": "sticky-delta", "of": { "policy": "leland", "every": "1h" } }""", "policy.convention: \"sticky-delta\"; allowed: black-scholes, sticky-moneyness, minimum-variance")]
    [InlineData("""{ "policy": "sessions", "of": { "policy": "leland", "every": "1h" }, "sessions": [ { "from": "24:00", "until": "00:00" } ] }""", "policy.sessions[0].from: \"24:00\"; allowed: a time of day")]
    [InlineData("""{ "policy": "\ud800" }""", "policy is no JSON: a text in it is no Unicode")]
    [InlineData("""{ "policy": "leland", "every": "\ud800" }""", "policy is no JSON: a text in it is no Unicode")]
    [InlineData("""{ "policy": "leland", "every": "1h", "\udc00": 1 }""", "policy is no JSON: a text in it is no Unicode")]
    [InlineData("""[ ]""", "policy: []; allowed: an object")]
    [InlineData("""{ "policy": "fixed", "policy": "fixed" }""", "policy is no JSON")]
    [InlineData("""{ "policy": "fixed" """, "policy is no JSON, line 1, column")]
    [InlineData("", "policy is no JSON, line 1, column 1")]
    public void What_cannot_be_is_refused_by_key_value_and_what_is_allowed(string json, string message) =>
        Assert.StartsWith(message, Refused(json).Replace("[ ]", "[]", StringComparison.Ordinal), StringComparison.Ordinal);

    [Fact]
    public void Every_policy_is_the_same_again_from_its_text()
    {
        var random = new SeededRandom(11);
        for (int i = 0; i < 500; i++)
        {
            IHedgePolicy policy = Random(random, 0);
            byte[] text = PolicyText.Of(policy)!;
            Assert.Equal(Encoding.UTF8.GetString(text), Encoding.UTF8.GetString(PolicyText.Of(PolicyText.Parse(text))!));
        }
    }

    [Fact]
    public void Damaged_text_is_refused_or_read_and_nothing_else()
    {
        var random = new SeededRandom(12);
        int refused = 0;
        for (int i = 0; i < Deep.Times(3000); i++)
        {
            byte[] text = PolicyText.Of(Random(random, 0))!;
            for (int hits = 1 + random.NextInt32(3); hits > 0; hits--)
                text[random.NextInt32(text.Length)] = (byte)(random.NextInt32(4) == 0 ? random.NextInt32(256) : "0123456789{}[]\",:-.e"[random.NextInt32(20)]);
            try
            {
                PolicyText.Parse(text);
            }
            catch (SettingsException e)
            {
                Assert.NotEmpty(e.Message);
                refused++;
            }
        }
        Assert.True(refused > Deep.Times(2000), $"{refused} refused");
    }

    [Fact]
    public void A_policy_of_somebodys_own_has_no_text_nor_one_that_holds_it()
    {
        var own = new OwnPolicy();
        var schedule = new Schedule(Duration.FromHours(1), Duration.FromHours(1));
        var zero = new FixedBandPolicy(DeltaBand.Around(0, 0));
        foreach (IHedgePolicy policy in new IHedgePolicy[] { own, new ScheduledPolicy(own, schedule), new SessionPolicy(own, [default]), new PriceMovePolicy(own, 0, true), new ForecastVolPolicy(zero, own), new ForecastVolPolicy(own, zero), new DealerFlowPolicy(own, 1, 1, 1), new DeltaPolicy(own, DeltaKind.BlackScholes), new RuledPolicy([new PolicyRule(new PolicyCondition(), own)], zero), new RuledPolicy([new PolicyRule(new PolicyCondition(), zero)], own) })
            Assert.Null(PolicyText.Of(policy));
    }

    private static IHedgePolicy Random(SeededRandom random, int depth) => random.NextInt32(depth > 3 ? 4 : 11) switch
    {
        0 => new FixedBandPolicy(new DeltaBand(-random.NextDouble(), 0, 1e6 * random.NextDouble(), (BandRebalance)random.NextInt32(2))) { Ratio = 1.5 * random.NextDouble() },
        1 => new WhalleyWilmottPolicy(Aversion(random), random.NextInt32(2) == 0 ? double.PositiveInfinity : random.NextDouble()),
        2 => new ZakamoulinePolicy(Aversion(random), random.NextInt32(2) == 0 ? double.PositiveInfinity : random.NextDouble()),
        3 => new LelandPolicy(Times(random)),
        4 => new ScheduledPolicy(Random(random, depth + 1), Times(random)),
        5 => new SessionPolicy(Random(random, depth + 1), [Hours(random), Hours(random)]),
        6 => new PriceMovePolicy(Random(random, depth + 1), random.NextDouble(), random.NextInt32(2) == 0),
        7 => new ForecastVolPolicy(Random(random, depth + 1), random.NextInt32(2) == 0 ? null : Random(random, depth + 1)),
        9 => random.NextInt32(2) == 0 ? new DeltaPolicy(Random(random, depth + 1), DeltaKind.StickyMoneyness) : new DeltaPolicy(Random(random, depth + 1), DeltaKind.MinimumVariance, -random.NextDouble(), random.NextNormal(), 1e-3 * random.NextNormal()),
        8 => new DealerFlowPolicy(Random(random, depth + 1), 0.001 + 0.9 * random.NextDouble(), random.NextDouble(), 3 * random.NextDouble()),
        _ => new RuledPolicy(
            [
                new PolicyRule(new PolicyCondition { Session = Hours(random), IsShortGamma = random.NextInt32(2) == 0 }, Random(random, depth + 1)),
                new PolicyRule(new PolicyCondition { ExpiryWithin = new(1 + random.NextInt32(1_000_000)), SpotAbove = random.NextDouble(), SpotBelow = 1e5 * random.NextDouble(), VolAbove = random.NextDouble(), VolBelow = random.NextDouble() }, Random(random, depth + 1)),
            ],
            Random(random, depth + 1)),
    };

    private static RiskAversion Aversion(SeededRandom random) => random.NextInt32(2) == 0 ? RiskAversion.Of(1e-9 + random.NextDouble()) : RiskAversion.ForDailySd(1 + 1e6 * random.NextDouble());

    private static Schedule Times(SeededRandom random) => new(Duration.FromMilliseconds(1000 + random.NextInt32(100_000)), new(1 + random.NextInt32(1_000_000_000)), new(random.NextInt32(1_000_000_000)));

    private static Session Hours(SeededRandom random) => new((byte)(1 + random.NextInt32(127)), Duration.FromSeconds(random.NextInt32(43_200)), Duration.FromSeconds(43_200 + random.NextInt32(43_201)));

    private sealed class OwnPolicy : IHedgePolicy
    {
        public PolicyOutput Decide(in PolicyInput input) => default;
    }
}
