using System.Text;
using Poise.Domain;
using Poise.Hedging;

namespace Poise.Core.Tests.Hedging.Settings;

/// <summary>What of a hedge is changed while the desk runs: read as it is written, and refused by key, value and what is allowed.</summary>
public class LiveSettingsTextTests
{
    private static readonly LiveSettings All = new(
        new OptionLimits { MaxOrder = 2, MaxPosition = 40, Collar = 0.25 }, new VenueCosts(0.00035, -0.00005, Duration.FromMilliseconds(20)),
        new BookRules(new ProtectionRule(5_000, 400, Duration.FromDays(3), Duration.FromSeconds(60), Trades: true), new KeepRule(2, 150, 40, SellsOptions: false, Duration.FromDays(2), Duration.FromSeconds(600), Trades: false)));

    private static LiveSettings Parse(string json) => LiveSettingsText.Parse(Encoding.UTF8.GetBytes(json));

    [Fact]
    public void All_of_it_comes_back_as_it_was_written()
    {
        Assert.Equal(
            """{"options":{"maxOrder":2,"maxPosition":40,"collar":0.25},"takerFee":3.5,"makerFee":-0.5,"latency":"20ms","optionFee":3,"optionFeeCap":0.125,"protect":{"mostLoss":5000,"mostPremium":400,"lasts":"3d","every":"1m","then":"trade"},"keep":{"mostGamma":2,"mostVega":150,"mostCost":40,"sellsOptions":false,"lasts":"2d","every":"10m","then":"tell"}}""",
            Encoding.UTF8.GetString(LiveSettingsText.Of(All)));
        Assert.Equal(All, LiveSettingsText.Parse(LiveSettingsText.Of(All)));
        Assert.Equal("""{"takerFee":5,"makerFee":0,"latency":"0d","optionFee":3,"optionFeeCap":0.125}""", Encoding.UTF8.GetString(LiveSettingsText.Of(LiveSettings.Usual)));
        Assert.Equal(LiveSettings.Usual, Parse("{}"));
    }

    /// <summary>A journal that is read and written again has the same bytes, whatever the numbers.</summary>
    [Fact]
    public void What_was_read_once_is_read_and_written_the_same_ever_after()
    {
        var random = new SeededRandom(11);
        for (int i = 0; i < 2_000; i++)
        {
            LiveSettings any = new(
                random.NextInt32(4) == 0 ? null : new OptionLimits { MaxOrder = 1e6 * random.NextDouble(), MaxPosition = 1e-3 + random.NextDouble(), Collar = 0.001 + 0.9 * random.NextDouble() },
                new VenueCosts(0.01 * random.NextDouble(), 0.01 * (2 * random.NextDouble() - 1), new(random.NextInt32(1_000_000_000))), BookRules.None);
            LiveSettings kept = LiveSettingsText.Parse(LiveSettingsText.Of(any));
            Assert.Equal(any.Options, kept.Options);
            Assert.Equal(any.Costs.TakerFee, kept.Costs.TakerFee, 1e-14);
            byte[] text = LiveSettingsText.Of(kept);
            Assert.Equal(kept, LiveSettingsText.Parse(text));
            Assert.Equal(text, LiveSettingsText.Of(LiveSettingsText.Parse(text)));
        }
    }

    [Fact]
    public void What_is_not_named_stays_and_what_is_null_is_as_if_nobody_had_said_anything()
    {
        Assert.Equal(All with { Costs = All.Costs with { MakerFee = 0.0001 } }, Over("""{"makerFee":1}"""));
        Assert.Equal(All with { Rules = All.Rules with { Protect = null } }, Over("""{"protect":null}"""));
        Assert.Equal(All with { Rules = All.Rules with { Keep = null }, Costs = new VenueCosts(0.0005, 0, All.Costs.Latency) }, Over("""{"keep":null,"takerFee":null,"makerFee":null}"""));
        Assert.Equal(All with { Options = null, Rules = BookRules.None }, Over("""{"options":null,"protect":null,"keep":null}"""));
        Assert.Equal(All with { Rules = new BookRules(null, All.Rules.Keep! with { SellsOptions = true, MostVega = double.PositiveInfinity, MostCost = double.PositiveInfinity, Trades = true }) }, Over("""{"protect":null,"keep":{"mostGamma":2,"sellsOptions":true,"then":"trade"}}"""));

        static LiveSettings Over(string json) => SettingsNode.Read(Encoding.UTF8.GetBytes(json), "settings", static n => LiveSettingsText.Read(n, All));
    }

    [Theory]
    [InlineData("""{"options":null}""", "settings.options: absent, and protect is set; allowed: limits of options beside it")]
    [InlineData("""{"keep":{"mostGamma":2,"sellsOptions":true,"then":"trade"}}""", "settings.keep.sellsOptions: true, and protect is set; allowed: false beside it")]
    [InlineData("""{"options":{"maxOrder":0,"maxPosition":1}}""", "settings.options.maxOrder: 0; allowed: a number above 0 to 1000000")]
    [InlineData("""{"options":{"maxOrder":1,"maxPosition":"x"}}""", "settings.options.maxPosition: \"x\"; allowed: a number above 0 to 1000000")]
    [InlineData("""{"options":{"maxOrder":1,"maxPosition":1,"collar":1}}""", "settings.options.collar: 1; allowed: a number above 0 to 0.99")]
    [InlineData("""{"options":[]}""", "settings.options: []; allowed: an object")]
    [InlineData("""{"takerFee":-1}""", "settings.takerFee: -1; allowed: a number from 0 to 100")]
    [InlineData("""{"makerFee":-101}""", "settings.makerFee: -101; allowed: a number from -100 to 100")]
    [InlineData("""{"latency":20}""", "settings.latency: 20; allowed: a number and its unit")]
    [InlineData("""{"protect":{"mostLoss":-1,"then":"tell"}}""", "settings.protect.mostLoss: -1; allowed: a number from 0")]
    [InlineData("""{"keep":{"mostVega":0,"then":"tell"}}""", "settings.keep.mostVega: 0; allowed: a number above 0")]
    [InlineData("""{"keep":{"mostVega":1,"then":"sell"}}""", "settings.keep.then: \"sell\"; allowed: trade, tell")]
    [InlineData("""{"option":{}}""", "settings.option: no such setting; allowed: options, takerFee, makerFee, latency, optionFee, optionFeeCap, protect, keep")]
    public void What_cannot_be_is_refused_by_key_value_and_what_is_allowed(string json, string says) =>
        Assert.StartsWith(says, Assert.Throws<SettingsException>(() => SettingsNode.Read(Encoding.UTF8.GetBytes(json), "settings", static n => LiveSettingsText.Read(n, All))).Message, StringComparison.Ordinal);

    [Fact]
    public void Only_options_that_may_be_traded_further_are_a_raise()
    {
        Assert.False(All.IsRaisedBy(All with { Costs = new VenueCosts(), Rules = BookRules.None }));
        Assert.False(All.IsRaisedBy(All with { Options = null, Rules = BookRules.None }));
        Assert.False(All.IsRaisedBy(All with { Options = All.Options! with { MaxOrder = 1, Collar = 0.1 } }));
        Assert.True(All.IsRaisedBy(All with { Options = All.Options! with { MaxOrder = 1, Collar = 0.3 } }));
        Assert.True(All.IsRaisedBy(All with { Options = All.Options! with { MaxPosition = 41 } }));
        Assert.True(LiveSettings.Usual.IsRaisedBy(All));
        Assert.Equal(new OptionLimits { MaxOrder = 1, MaxPosition = 40, Collar = 0.1 }, OptionLimits.Tighter(All.Options, new OptionLimits { MaxOrder = 1, MaxPosition = 50, Collar = 0.1 }));
        Assert.Null(OptionLimits.Tighter(All.Options, null));
    }
}
