using Poise.Chains;
using Poise.Domain;
using Poise.Flow;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>GEX over spot and time ahead, against sums over contracts priced one by one.</summary>
public class GammaSurfaceTests
{
    private static readonly MarketSnapshot Market = new GeneratedChain { Days = [0, 1, 4, 18, 46] }.Snapshot();
    private static readonly OptionChain Chain = OptionChain.Of(Market, new ChainSettings());

    private static FlowView View(FlowSettings settings) => FlowReport.Of(Market, settings with { CompareSigns = false, CompareWithCompat = false, MapsHedging = false });

    /// <summary>Dealers long calls and short puts, contract by contract; what has ended is gone.</summary>
    private static double Gex(double spot, Duration ahead, double volMove = 0)
    {
        double gex = 0;
        foreach (ExpirySlice slice in Chain.Slices)
        {
            Duration left = slice.Expiry - Chain.AsOf - ahead;
            if (left <= Duration.Zero)
                continue;
            double rate = -Math.Log(slice.Forward.Discount) / slice.Years, carry = Math.Log(slice.Forward.Forward / Chain.Spot) / slice.Years;
            for (int i = 0; i < slice.Count; i++)
            {
                if (slice.VolSources[i] != VolSource.None)
                    gex += slice.Multiplier * (slice.CallOpenInterest[i] - slice.PutOpenInterest[i]) * Black76.Evaluate(OptionType.Call, spot, slice.Strikes[i], left.Years, rate, rate - carry, slice.Vols[i] + volMove).Gamma * spot * spot * 0.01;
            }
        }
        return gex;
    }

    private static double Size(GammaSurfaceView surface) => surface.Horizons.SelectMany(h => h.GexBySpot).Max(Math.Abs);

    [Theory]
    [InlineData(VolRule.StickyStrike)]
    [InlineData(VolRule.SpotVolBeta)]
    public void Each_cell_is_a_full_repricing(VolRule rule)
    {
        GammaSurfaceView surface = View(new FlowSettings { VolRule = rule, Horizons = [new("to the close", Market.AsOf + Duration.FromHours(5)), new("past", Market.AsOf - Duration.FromHours(1)), new("never", null, "no reason")] }).GammaSurface!;
        Assert.Equal(["now", "to the close", "+1 day", "+2 days", "+3 days", "+1 week", "+2 weeks", "+3 weeks", "+1 month"], surface.Horizons.Select(h => h.Time));
        Assert.Equal(rule.Name(), surface.VolRule);
        Assert.Contains(Chain.Spot, surface.Spots);
        Assert.True(surface.Spots.All(s => s >= 0.8 * Chain.Spot && s <= 1.2 * Chain.Spot) && surface.Spots.Count > 30);
        double skew = AtTheMoneySkew.Of(Chain.Slices)!.Value.Skew, size = Size(surface);
        int[] days = [0, 0, 1, 2, 3, 7, 14, 21, 30];
        for (int h = 0; h < surface.Horizons.Count; h++)
        {
            Duration ahead = h == 1 ? Duration.FromHours(5) : Duration.FromDays(days[h]);
            Assert.Equal((Market.AsOf + ahead).ToString(), surface.Horizons[h].At);
            Assert.Equal(surface.Spots.Count, surface.Horizons[h].GexBySpot.Count);
            for (int j = 0; j < surface.Spots.Count; j += 3)
            {
                double move = rule == VolRule.SpotVolBeta ? 0.5 * skew * Math.Log(surface.Spots[j] / Chain.Spot) : 0;
                Assert.Equal(Gex(surface.Spots[j], ahead, move), surface.Horizons[h].GexBySpot[j], 1e-9 * size + 1);
            }
        }
    }

    [Fact]
    public void Its_first_row_is_the_view_and_the_line_is_where_gamma_is_zero()
    {
        FlowView view = View(new FlowSettings());
        GammaSurfaceView surface = view.GammaSurface!;
        GammaHorizonView now = surface.Horizons[0];
        Assert.Equal((view.Levels.ZeroGamma, view.Levels.Regime, view.ByExpiry.Count), (now.ZeroGamma, now.Regime, now.Expiries));
        Assert.Equal(view.Levels.ZeroGammaAll, now.ZeroGammaAll);
        Assert.Equal(view.Totals.Gex!.Value, now.Gex!.Value, 1e-9 * Size(surface));
        int crossed = 0;
        foreach (GammaHorizonView h in surface.Horizons)
        {
            Duration ahead = Instant.FromUtc(DateTime.Parse(h.At, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AdjustToUniversal)) - Market.AsOf;
            foreach (double zero in h.ZeroGammaAll)
            {
                crossed++;
                Assert.Equal(0, Gex(zero, ahead), 1e-5 * Size(surface));
                Assert.True(Gex(zero * 0.9995, ahead) < 0 != Gex(zero * 1.0005, ahead) < 0);
            }
        }
        Assert.True(crossed >= surface.Horizons.Count);
    }

    [Fact]
    public void What_ends_on_the_way_is_gone_to_the_instant()
    {
        // Five hours ahead the expiry of today ends: at its very instant it is gone, a nanosecond before it lives.
        Duration left = Chain.Slices[0].Expiry - Chain.AsOf;
        GammaSurfaceView surface = View(new FlowSettings { Horizons = [new("before", Market.AsOf + left - new Duration(1)), new("at", Market.AsOf + left)] }).GammaSurface!;
        Assert.Equal([Chain.Slices.Count, Chain.Slices.Count, Chain.Slices.Count - 1], surface.Horizons.Take(3).Select(h => h.Expiries));
        // A horizon of the settings names the instant that it shares.
        GammaSurfaceView named = View(new FlowSettings { Horizons = [new("tomorrow", Market.AsOf + Duration.FromDays(1))] }).GammaSurface!;
        Assert.Contains("tomorrow", named.Horizons.Select(h => h.Time));
        Assert.DoesNotContain("+1 day", named.Horizons.Select(h => h.Time));
    }

    [Fact]
    public void Where_all_has_ended_there_is_no_number()
    {
        FlowView view = FlowReport.Of(new GeneratedChain { Days = [0, 1] }.Snapshot(), new FlowSettings());
        GammaHorizonView last = view.GammaSurface!.Horizons[^1];
        Assert.Equal(("+1 month", 0, null, null, null), (last.Time, last.Expiries, last.Gex, last.ZeroGamma, last.Regime));
        Assert.Equal((0, 0), (last.GexBySpot.Count, last.ZeroGammaAll.Count));
        Assert.NotNull(view.GammaSurface.Horizons[0].Gex);
    }

    [Fact]
    public void It_can_be_left_out_and_needs_positions()
    {
        Assert.Null(View(new FlowSettings { MapsGamma = false }).GammaSurface);
        Assert.Null(FlowReport.Of(new GeneratedChain { OpenInterest = _ => 0 }.Snapshot(), new FlowSettings()).GammaSurface);
    }
}
