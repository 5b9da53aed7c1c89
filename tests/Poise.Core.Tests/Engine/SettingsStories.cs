using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Core.Tests;

/// <summary>Limits of options, costs and rules that a running desk is told: from when they hold, and what a start makes of them.</summary>
public sealed class SettingsStories
{
    private static readonly OptionLimits Options = new() { MaxOrder = 20, MaxPosition = 50 };

    private static readonly BookRules Rules = new(new ProtectionRule(500, double.PositiveInfinity, Duration.FromDays(2), Duration.FromSeconds(60), Trades: true), null);

    private static readonly IHedgePolicy Wide = new FixedBandPolicy(new DeltaBand(-1e6, 0, 1e6, BandRebalance.ToTarget));

    private static Hedger HedgerOf(DeskStory story) => story.Desk.Hedgers[0];

    private static DeskStory Tells(DeskStory story, Func<LiveSettings, LiveSettings> change) => story.Apply(DeskEvent.SettingsSet(story.Now, change(HedgerOf(story).Live)));

    /// <summary>Ten calls at their ask.</summary>
    private static PackageRefusal Buys(DeskStory story)
    {
        story.After(11).Quotes(100).Fits(0.5).Apply(DeskEvent.Quoted(story.Now, DeskStory.CallIndex, new Quote(5, 6, 10, 10, story.Now)))
            .Apply(DeskEvent.PackageAsked(story.Now, new Package([new PackageLeg(DeskStory.CallIndex, new(100), new(600))]))).EndsBatch();
        foreach (NewOrder order in story.Placed.Where(o => story.Desk.Working.Find(o.Id) >= 0).ToArray())
            story.FillsWhole(order);
        return story.Desk.LastRefusal;
    }

    [Fact]
    public void Options_are_traded_from_when_they_may_be_and_no_more_once_they_may_not()
    {
        DeskStory story = DeskStory.Ready(DeskStory.With(static h => h with { Policy = Wide }));
        Assert.Equal(DecisionReason.NoOptions, Buys(story).Reason);
        Tells(story, static s => s with { Options = Options });
        Assert.Equal(PackageRefusal.None, Buys(story));
        Tells(story, static s => s with { Options = Options with { MaxOrder = 9 } });
        Assert.Equal(DecisionReason.MaxOrder, Buys(story).Reason);
        Tells(story, static s => s with { Options = Options with { MaxPosition = 15 } });
        Assert.Equal(DecisionReason.MaxPosition, Buys(story).Reason);
        Tells(story, static s => s with { Options = null });
        Assert.Equal(DecisionReason.NoOptions, Buys(story).Reason);
        Assert.Single(story.Placed);
    }

    [Fact]
    public void Costs_are_those_that_were_told_for_the_band_and_the_route()
    {
        DeskStory story = DeskStory.Ready(DeskStory.With(static h => h with { Policy = new WhalleyWilmottPolicy(RiskAversion.Of(1), double.PositiveInfinity), Costs = new VenueCosts(TakerFee: 0.001) })).Holds(DeskStory.CallIndex, -1).EndsBatch();
        double before = HedgerOf(story).Band.Upper - HedgerOf(story).Band.Lower, spread = 0.0002;
        Tells(story, static s => s with { Costs = new VenueCosts(0.004, -0.0001, Duration.FromMilliseconds(7)) }).EndsBatch();
        Assert.Equal(before * Math.Cbrt((0.004 + spread) / (0.001 + spread)), HedgerOf(story).Band.Upper - HedgerOf(story).Band.Lower, before * 1e-9);
        OutletSettings outlet = HedgerOf(story).Outlets[0].Settings;
        Assert.Equal((0.004, -0.0001, Duration.FromMilliseconds(7), DeskStory.LinearPerpetual.Id), (outlet.TakerFee, outlet.MakerFee, outlet.Latency, outlet.Hedge));
    }

    [Fact]
    public void At_a_start_options_have_the_tighter_limits_and_costs_and_rules_are_as_told()
    {
        DeskStory story = DeskStory.Ready(DeskStory.With(static h => h with { Options = Options, Costs = new VenueCosts(TakerFee: 0.001) }));
        Assert.Equal(new LiveSettings(Options, new VenueCosts(0.001), BookRules.None), HedgerOf(story).Live);
        LiveSettings told = new(new OptionLimits { MaxOrder = 5, MaxPosition = 90, Collar = 0.7 }, new VenueCosts(0.002), Rules);
        Tells(story, _ => told);
        Assert.Equal(told, HedgerOf(story).Live);
        story.Apply(DeskEvent.Started(story.Now));
        Assert.Equal(told with { Options = new OptionLimits { MaxOrder = 5, MaxPosition = 50, Collar = 0.5 } }, HedgerOf(story).Live);
        Tells(story, static s => s with { Options = null, Rules = BookRules.None }).Apply(DeskEvent.Started(story.Now));
        Assert.Equal(new LiveSettings(null, told.Costs, BookRules.None), HedgerOf(story).Live); // none that was taken away comes back
        story.Apply(DeskEvent.SettingsSet(story.Now, told, "ABC"));
        Assert.Throws<ArgumentException>(() => story.Apply(DeskEvent.SettingsSet(story.Now, told, "XYZ")));
        Assert.Throws<ArgumentException>(() => DeskEvent.SettingsSet(story.Now, told with { Costs = new VenueCosts(-1) }));
        Assert.Throws<ArgumentException>(() => DeskEvent.SettingsSet(story.Now, told with { Options = null })); // rules without options
    }

    /// <summary>Options that the settings do not let be traded are not traded after a start, whoever was told what.</summary>
    [Fact]
    public void A_start_with_settings_without_options_trades_none()
    {
        DeskStory story = DeskStory.Ready(DeskStory.With(static h => h with { Policy = Wide }));
        Tells(story, static s => s with { Options = Options, Rules = Rules });
        Assert.Equal(PackageRefusal.None, Buys(story));
        story.Apply(DeskEvent.Started(story.Now)).Opens();
        Assert.Equal((null, Rules), (HedgerOf(story).Live.Options, HedgerOf(story).Live.Rules));
        Assert.Equal(DecisionReason.NoOptions, Buys(story).Reason);
    }

    /// <summary>What a desk was never told is in no hash: those of earlier builds stand.</summary>
    [Fact]
    public void The_hash_of_a_state_knows_only_of_what_was_told()
    {
        DeskStory plain = Lives(DeskStory.Settings), ruled = Lives(DeskStory.With(static h => h with { Options = Options, Rules = Rules })), told = Lives(DeskStory.Settings);
        Assert.Equal(plain.Desk.StateHash(), ruled.Desk.StateHash());
        Tells(told, static s => s with { Rules = BookRules.None });
        ulong once = told.Desk.StateHash();
        Assert.NotEqual(plain.Desk.StateHash(), once);
        Tells(told, static s => s with { Options = Options });
        Assert.NotEqual(once, told.Desk.StateHash());

        static DeskStory Lives(DeskSettings settings) => DeskStory.Ready(settings).Holds(DeskStory.CallIndex, -100).EndsBatch();
    }

    /// <summary>Random commands and starts, against a model of three lines; and folded anew from what a journal keeps, cut anywhere, the same bits.</summary>
    [Fact]
    public void Folded_again_from_a_journal_cut_anywhere_it_is_the_same()
    {
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var random = new SeededRandom(seed);
            DeskSettings settings = DeskStory.With(h => h with { Options = OptionsOf(random), Costs = new VenueCosts(TakerFee: 0.001 * random.NextDouble()), Rules = BookRules.None });
            var story = new DeskStory(settings);
            story.Opens();
            LiveSettings model = settings.Hedgers[0].Live, last = model;
            bool isTold = false;
            List<ulong> hashes = [.. Enumerable.Repeat(0UL, story.Recording.Count - 1), story.Desk.StateHash()];
            for (int i = 0; i < 30; i++)
            {
                if (random.NextInt32(4) == 0)
                {
                    story.Apply(DeskEvent.Started(story.Now));
                    if (isTold)
                        model = last with { Options = OptionLimits.Tighter(settings.Hedgers[0].Options, last.Options) };
                }
                else
                {
                    OptionLimits? options = OptionsOf(random);
                    last = LiveSettingsText.Parse(LiveSettingsText.Of(new LiveSettings(options, new VenueCosts(0.001 * random.NextDouble(), 0, new(random.NextInt32(1000))), options is null || random.NextInt32(2) == 0 ? BookRules.None : Rules)));
                    (model, isTold) = (last, true);
                    story.Apply(DeskEvent.SettingsSet(story.Now, last, random.NextInt32(2) == 0 ? "" : "ABC"));
                }
                Assert.Equal(model, HedgerOf(story).Live);
                hashes.Add(story.Desk.StateHash());
            }
            int cut = 3 + random.NextInt32(story.Recording.Count - 2);
            var again = new Desk(settings);
            var recovery = new Recovery(again);
            byte[] bytes = new byte[DeskEventCodec.UsualLength];
            for (int i = 0; i < cut; i++)
            {
                Assert.True(DeskEventCodec.TryEncode(story.Recording[i], bytes, out int length));
                Assert.Null(recovery.Fold(bytes.AsSpan(0, length)));
            }
            if (hashes[cut - 1] != 0)
                Assert.Equal(hashes[cut - 1], again.StateHash());
        }

        static OptionLimits? OptionsOf(SeededRandom random) =>
            random.NextInt32(4) == 0 ? null : new OptionLimits { MaxOrder = 1 + random.NextInt32(30), MaxPosition = 1 + random.NextInt32(90), Collar = 0.1 + 0.1 * random.NextInt32(8) };
    }
}
