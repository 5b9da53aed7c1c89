using Poise.Chains;
using Poise.Domain;
using Poise.Flow;

namespace Poise.Core.Tests;

/// <summary>Shares of volume, impact and the squeeze watch, on a market whose exposures are known.</summary>
public class SqueezeTests
{
    private static readonly MarketSnapshot Market = new GeneratedChain().Snapshot();

    /// <summary>The figure of the definition: GEX 20 bn, 400 bn a day, 1 % a day: 0.05. Here with this market's own GEX, scaled.</summary>
    [Fact]
    public void Amplification_is_the_impact_of_the_hedge_of_one_percent_over_one_percent()
    {
        double gex = FlowReport.Of(Market, new FlowSettings()).Totals.Gex!.Value;
        LiquidityView view = Of(new(20 * Math.Abs(gex), 0.01));
        Assert.Equal(0.05, view.Amplification, 1e-12);
        Assert.Equal(("none", gex > 0 ? "dampens" : "amplifies", "given", "linear"), (view.Watch, view.Feedback, view.DailyVolSource, view.Law));
        // By the square root the same trade, a twentieth of a day, moves the price by 0.01 sqrt(1/20).
        Assert.Equal(Math.Sqrt(1 / 20.0), Of(new(20 * Math.Abs(gex), 0.01, ImpactLaw.SquareRoot)).Amplification, 1e-12);
    }

    [Fact]
    public void Flows_carry_their_share_of_a_day_and_their_impact()
    {
        FlowView view = FlowReport.Of(Market, new FlowSettings { Liquidity = new(1e9, 0.02) });
        Assert.All(view.Flow, f =>
        {
            Assert.Equal(Math.Abs(f.Currency!.Value) / 1e9, f.ShareOfVolume!.Value, 1e-15 + 1e-12 * f.ShareOfVolume.Value);
            Assert.Equal(0.02 * f.Currency.Value / 1e9, f.Impact!.Value, 1e-15 + 1e-12 * Math.Abs(f.Impact.Value)); // buying lifts the price
        });
        FlowView none = FlowReport.Of(Market, new FlowSettings());
        Assert.Null(none.Liquidity);
        Assert.All(none.Flow, f => Assert.Null(f.Impact));
        Assert.Contains(none.Notes, n => n.StartsWith("liquidity: no daily volume", StringComparison.Ordinal));
    }

    [Fact]
    public void Dealers_who_are_short_everything_squeeze_where_little_is_traded_and_never_where_they_are_long()
    {
        var settings = new FlowSettings { Signs = SignModel.ShortAll };
        double gex = -FlowReport.Of(Market, settings).Totals.Gex!.Value;
        Assert.True(gex > 0);
        foreach ((double g, string watch) in ((double, string)[])[(0.49, "none"), (0.51, "watch"), (0.99, "watch"), (1.01, "squeeze")])
        {
            LiquidityView view = Of(new(gex / g, 0.01), settings);
            Assert.Equal(g, view.Amplification, 1e-9);
            Assert.Equal((watch, "amplifies"), (view.Watch, view.Feedback));
            Assert.True(view.WorstAmplification >= g);
            bool isInZone = view.SqueezeZones.Any(z => z.From <= Market.Spot && Market.Spot <= z.To);
            Assert.Equal(watch != "none", isInZone);
            Assert.All(view.SqueezeZones, z => Assert.True(z.From <= z.To && z.Amplification >= 0.5 && z.Amplification <= view.WorstAmplification));
        }

        // Only the walls are looked beyond, and by repricing there: the profile of the same dealers says the same.
        var around = new FlowSettings { Walls = WallDefinition.OpenInterest, ProfileNodes = 2001 };
        FlowView whole = FlowReport.Of(Market, around with { Liquidity = new(1e9, 0.01) });
        Assert.Equal(["call wall", "put wall"], whole.Liquidity!.WallBreaks.Select(b => b.Wall));
        foreach (WallBreakView broken in whole.Liquidity.WallBreaks)
        {
            double at = broken.Level * (broken.Wall == "call wall" ? 1.001 : 0.999);
            ProfilePoint below = whole.Profile.Last(p => p.Spot <= at), above = whole.Profile.First(p => p.Spot > at);
            Assert.InRange(broken.Gex, Math.Min(below.Gex, above.Gex) - 1e-3 * Math.Abs(below.Gex), Math.Max(below.Gex, above.Gex) + 1e-3 * Math.Abs(below.Gex));
            Assert.Equal(broken.Gex >= 0, broken.Watch == "none" && broken.Gex >= 0);
        }
    }

    [Fact]
    public void A_days_move_comes_from_the_vol_near_thirty_days()
    {
        OptionChain chain = OptionChain.Of(Market, new ChainSettings());
        ExpirySlice near = chain.Slices.MinBy(s => Math.Abs(s.Years - 30.0 / 365))!;
        int row = Enumerable.Range(0, near.Count).MinBy(i => Math.Abs(near.Strikes[i] - near.Forward.Forward));
        LiquidityView view = Of(new(1e9), new FlowSettings { MarketDays = 365 });
        Assert.Equal(near.Vols[row] / Math.Sqrt(365), view.DailyVol, 1e-15);
        Assert.Contains($"{near.ListedExpiry:yyyy-MM-dd}", view.DailyVolSource, StringComparison.Ordinal);
    }

    private static LiquidityView Of(Liquidity liquidity, FlowSettings? settings = null) =>
        FlowReport.Of(Market, (settings ?? new FlowSettings()) with { Liquidity = liquidity }).Liquidity!;
}
