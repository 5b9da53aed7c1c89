using Poise.Domain;
using Poise.Flow;

namespace Poise.Core.Tests;

/// <summary>Alerts as stories: what is told, and what noise must not tell twice.</summary>
public class AlertWatchTests
{
    private static readonly FlowView Some = FlowReport.Of(new GeneratedChain().Snapshot(), new FlowSettings());

    private readonly AlertWatch _watch = new(new AlertSettings());
    private Instant _now = GeneratedChain.Now;

    /// <summary>What the next view raises.</summary>
    private string[] See(double? spot = 5000, double? zero = 4900, double? call = 5200, double? put = 4800, string? regime = "long-gamma", string? squeeze = null, double? gex = 1e9, double? split = null, string signs = "calls-long-puts-short")
    {
        _now += Duration.FromSeconds(1);
        FlowView view = Some with
        {
            AsOf = _now.ToString(),
            Spot = spot,
            Conventions = Some.Conventions with { Signs = signs },
            Totals = Some.Totals with { Gex = gex },
            Levels = new(zero, [], call, put, [], [], regime),
            Split = split is double ratio ? new(ratio, "before") : null,
            Liquidity = squeeze is null ? null : new(1e9, 0.01, "given", "linear", squeeze == "none" ? 0.1 : 0.7, "amplifies", squeeze, null, null, [], []),
        };
        IReadOnlyList<AlertView> alerts = _watch.See(view, _now);
        Assert.All(alerts, a => Assert.Equal((view.AsOf, view.Underlying, view.Spot), (a.At, a.Underlying, a.Spot)));
        return [.. alerts.Select(a => $"{a.Rule}: {a.Text}")];
    }

    [Fact]
    public void The_first_view_is_where_the_watch_begins()
    {
        Assert.Empty(See(spot: 5300, zero: 5250, regime: "short-gamma", squeeze: null));
        Assert.Empty(See(spot: 5300, zero: 5250, regime: "short-gamma"));
    }

    [Fact]
    public void Regimes_flip_through_the_transition()
    {
        See();
        Assert.Empty(See(regime: "transition"));
        Assert.Empty(See(regime: null));
        Assert.Empty(See(regime: "long-gamma"));
        Assert.Empty(See(regime: "transition"));
        Assert.Equal(["regime-flip: dealers turned from long-gamma to short-gamma: of a 1 % move they now buy a rise and sell a fall by 1 bn of quote currency"], See(regime: "short-gamma"));
        Assert.Empty(See(regime: "short-gamma"));
        Assert.Equal(["regime-flip: dealers turned from short-gamma to long-gamma: of a 1 % move they now sell a rise and buy a fall by 1 bn of quote currency"], See(regime: "long-gamma"));
    }

    [Fact]
    public void Levels_of_another_sign_model_are_no_news()
    {
        See();
        Assert.Empty(See(zero: 5100, call: 4950, put: 4700, regime: "short-gamma", signs: "inventory"));
        for (int i = 0; i < 3; i++)
            Assert.Empty(See(zero: 5100, call: 4950, put: 4700, regime: "short-gamma", signs: "inventory"));
        Assert.Equal(["zero-gamma-crossed: spot 5110 is above zero gamma 5100"], See(spot: 5110, zero: 5100, call: 4950, put: 4700, regime: "short-gamma", signs: "inventory"));
        // A watch goes on under the model that it ended under.
        foreach ((string signs, string[] told) in ((string, string[])[])[("short-all", ["regime-flip", "zero-gamma-crossed", "wall-broken"]), ("inventory", ["wall-broken"])]) // how sure an inventory was is not stored
        {
            var resumed = new AlertWatch(new AlertSettings());
            resumed.Resume(GeneratedChain.Now, signs, 5000, 4900, 5200, 4800, "long-gamma");
            FlowView view = Some with { Spot = 4700, Conventions = Some.Conventions with { Signs = signs }, Levels = new(5100, [], 5200, 4800, [], [], "short-gamma") };
            Assert.Equal(told, resumed.See(view, GeneratedChain.Now + Duration.FromSeconds(1)).Select(a => a.Rule));
        }
    }

    /// <summary>Dealers turned, by less than anyone can know.</summary>
    [Fact]
    public void What_turns_on_a_sign_that_may_be_either_is_no_news()
    {
        Assert.Empty(Inventory(2e9, 1e9, 4900, "long-gamma"));
        Assert.Empty(Inventory(-1e9, 1.5e9, 5100, "short-gamma"));
        Assert.Empty(Inventory(-1e9, null, 5100, "short-gamma"));
        Assert.Empty(Inventory(1e9, 1e9, 4900, "long-gamma")); // back to what was known before
        Assert.Empty(Inventory(-1e9, 1.5e9, 5100, "short-gamma"));
        Assert.Equal(["regime-flip", "zero-gamma-crossed"], Inventory(-2e9, 1e9, 5100, "short-gamma"));

        IEnumerable<string> Inventory(double gex, double? deviation, double zero, string regime)
        {
            _now += Duration.FromSeconds(1);
            return _watch.See(Some with
            {
                Spot = 5000,
                Conventions = Some.Conventions with { Signs = "inventory" },
                Totals = Some.Totals with { Gex = gex },
                Levels = new(zero, [], 5200, 4800, [], [], regime),
                Inventory = new(deviation, 0.5, 0.9, "none", 1, new(1, 1, 0, 0, 0, 0, 0, 0, 0, 0), new(0, 0), []),
            }, _now).Select(static a => a.Rule);
        }
    }

    [Fact]
    public void Zero_gamma_is_crossed_by_a_tenth_of_a_percent()
    {
        See(spot: 5000, zero: 4900);
        Assert.Empty(See(spot: 4901));
        Assert.Empty(See(spot: 4896)); // 0.08 % below
        Assert.Equal(["zero-gamma-crossed: spot 4895 is below zero gamma 4900"], See(spot: 4895));
        Assert.Empty(See(spot: 4904));
        Assert.Empty(See(spot: 4890, zero: null));
        Assert.Equal(["zero-gamma-crossed: spot 4905 is above zero gamma 4900"], See(spot: 4905));
        // The level may come to spot, too.
        Assert.Equal(["zero-gamma-crossed: spot 4905 is below zero gamma 4950"], See(spot: 4905, zero: 4950));
    }

    [Fact]
    public void Walls_break_once_and_again_after_a_return()
    {
        See();
        Assert.Empty(See(spot: 5204));
        Assert.Equal(["wall-broken: spot 5206 is above the call wall 5200"], See(spot: 5206));
        Assert.Empty(See(spot: 5199));
        Assert.Empty(See(spot: 5230));
        Assert.Empty(See(spot: 5190));
        Assert.Equal(["wall-broken: spot 5210 is above the call wall 5200"], See(spot: 5210));
        Assert.Empty(See(spot: 5000));
        Assert.Equal(["zero-gamma-crossed: spot 4790 is below zero gamma 4900", "wall-broken: spot 4790 is below the put wall 4800"], See(spot: 4790));
    }

    [Fact]
    public void A_wall_has_moved_when_it_stays()
    {
        See();
        Assert.Empty(See(call: 5300));
        Assert.Empty(See(call: 5200));
        Assert.Empty(See(call: 5300));
        Assert.Empty(See(call: 5250));
        Assert.Empty(See(call: 5300));
        Assert.Empty(See(call: null));
        Assert.Empty(See(call: 5300));
        Assert.Equal(["wall-moved: the call wall moved from 5200 to 5300"], See(call: 5300));
        Assert.Empty(See(call: 5300, spot: 5210));
        // One that moves behind spot was not broken by it.
        Assert.Empty(See(call: 5100, spot: 5210));
        Assert.Empty(See(call: 5100, spot: 5210));
        Assert.Equal(["wall-moved: the call wall moved from 5300 to 5100"], See(call: 5100, spot: 5210));
        Assert.Empty(See(call: 5100, spot: 5211));
    }

    [Fact]
    public void Noise_at_the_levels_is_one_alert_each()
    {
        var random = new SeededRandom(3);
        See();
        var told = new List<string>();
        for (int i = 0; i < 2000; i++)
        {
            double noise = 0.0018 * (random.NextDouble() - 0.5);
            told.AddRange(See(spot: 5206 * (1 + noise), zero: 5203, call: random.NextInt32(4) == 0 ? 5225 : 5200, regime: random.NextInt32(2) == 0 ? "transition" : "long-gamma", squeeze: random.NextInt32(2) == 0 ? "watch" : "none"));
        }
        foreach (string rule in (string[])["zero-gamma-crossed", "wall-broken", "regime-flip"])
            Assert.InRange(told.Count(t => t.StartsWith(rule, StringComparison.Ordinal)), 0, 1);
        Assert.Equal(1, told.Count(t => t.StartsWith("wall-broken", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_squeeze_rises_at_once_and_eases_when_it_stays_calm()
    {
        See(squeeze: "none");
        Assert.StartsWith("squeeze-watch: watch:", See(squeeze: "watch").Single(), StringComparison.Ordinal);
        Assert.StartsWith("squeeze-watch: squeeze:", See(squeeze: "squeeze").Single(), StringComparison.Ordinal);
        Assert.Empty(See(squeeze: "watch"));
        Assert.Empty(See(squeeze: "none"));
        Assert.Empty(See(squeeze: "squeeze"));
        Assert.Empty(See(squeeze: "none"));
        Assert.Empty(See(squeeze: null));
        Assert.Empty(See(squeeze: "none"));
        Assert.Equal(["squeeze-watch: squeeze watch is over"], See(squeeze: "none"));
    }

    [Fact]
    public void What_is_missing_is_told_and_forgets_nothing()
    {
        Assert.Empty(See(gex: null));
        See();
        Assert.StartsWith("levels-missing:", See(gex: null).Single(), StringComparison.Ordinal);
        Assert.Empty(See(spot: null));
        Assert.Empty(See());
        Assert.StartsWith("levels-missing: levels cannot be computed: no spot", See(spot: null).Single(), StringComparison.Ordinal);
        Assert.Equal(["regime-flip: dealers turned from long-gamma to short-gamma: of a 1 % move they now buy a rise and sell a fall by 1 bn of quote currency"], See(regime: "short-gamma"));
    }

    [Fact]
    public void After_a_split_the_watch_begins_anew()
    {
        See(squeeze: "watch");
        // A tenth of the price: walls elsewhere, spot below the old zero gamma, and dealers short. What is counted in currency goes on.
        Assert.Empty(See(spot: 500, zero: 505, call: 520, put: 480, regime: "short-gamma", squeeze: "watch", split: 10));
        Assert.Empty(See(spot: 500, zero: 505, call: 520, put: 480, regime: "short-gamma", squeeze: "watch"));
        Assert.Equal(["regime-flip: dealers turned from short-gamma to long-gamma: of a 1 % move they now sell a rise and buy a fall by 1 bn of quote currency", "zero-gamma-crossed: spot 521 is above zero gamma 505", "wall-broken: spot 521 is above the call wall 520"], See(spot: 521, zero: 505, call: 520, put: 480));
    }

    [Fact]
    public void A_view_that_is_no_newer_says_nothing()
    {
        See();
        Assert.Empty(_watch.See(Some with { Levels = Some.Levels with { Regime = "short-gamma" } }, _now));
        Assert.Empty(_watch.See(Some with { Levels = Some.Levels with { Regime = "short-gamma" } }, _now - Duration.FromSeconds(1)));
    }
}
