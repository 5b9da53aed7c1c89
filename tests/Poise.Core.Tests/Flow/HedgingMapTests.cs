using Poise.Chains;
using Poise.Domain;
using Poise.Exchange;
using Poise.Flow;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>The map of hedging flow and what rolls off, against sums over contracts priced one by one.</summary>
public class HedgingMapTests
{
    private static readonly MarketSnapshot Market = new GeneratedChain().Snapshot();
    private static readonly OptionChain Chain = OptionChain.Of(Market, new ChainSettings());

    private static readonly Horizon Later = new("later", Market.AsOf + Duration.FromHours(30));

    private static FlowView View(VolRule rule, double stickiness = 1.5) => FlowReport.Of(Market, new FlowSettings { VolRule = rule, SkewStickiness = stickiness, Horizons = [Later, new("past", Market.AsOf)] });

    /// <summary>Dealers' delta, contract by contract.</summary>
    private static double Delta(double spot, Func<ExpirySlice, int, double> vol, Duration time, bool rollOff)
    {
        double delta = 0;
        foreach (ExpirySlice slice in Chain.Slices)
        {
            Duration left = slice.Expiry - Chain.AsOf - time;
            for (int i = 0; i < slice.Count; i++)
            {
                if (slice.VolSources[i] == VolSource.None)
                    continue;
                double call, put;
                if (left <= Duration.Zero)
                {
                    call = rollOff ? 0 : spot > slice.Strikes[i] ? 1 : spot < slice.Strikes[i] ? 0 : 0.5;
                    put = rollOff ? 0 : call - 1;
                }
                else
                {
                    double years = left.Years, rate = -Math.Log(slice.Forward.Discount) / slice.Years, carry = Math.Log(slice.Forward.Forward / Chain.Spot) / slice.Years;
                    double v = Math.Max(vol(slice, i), 0.25 * slice.Vols[i]);
                    call = Black76.Evaluate(OptionType.Call, spot, slice.Strikes[i], years, rate, rate - carry, v).Delta;
                    put = Black76.Evaluate(OptionType.Put, spot, slice.Strikes[i], years, rate, rate - carry, v).Delta;
                }
                delta += slice.Multiplier * (slice.CallOpenInterest[i] * call - slice.PutOpenInterest[i] * put);
            }
        }
        return delta;
    }

    [Theory]
    [InlineData(VolRule.StickyStrike)]
    [InlineData(VolRule.SpotVolBeta)]
    public void Each_cell_is_a_full_repricing(VolRule rule)
    {
        HedgingMapView map = View(rule).Map!;
        Assert.Equal(["now", "+1 hour", "later", "through next expiry"], map.Sheets.Select(s => s.Time));
        double skew = AtTheMoneySkew.Of(Chain.Slices)!.Value.Skew;
        double now = Delta(Chain.Spot, static (s, i) => s.Vols[i], Duration.Zero, false), size = Chain.Slices.Sum(s => s.Multiplier * (s.CallOpenInterest.Sum() + s.PutOpenInterest.Sum()));
        (string Time, Duration After, bool RollOff)[] sheets = [("now", Duration.Zero, false), ("+1 hour", Duration.FromHours(1), false), ("later", Duration.FromHours(30), false), ("through next expiry", Chain.Slices[0].Expiry - Chain.AsOf, true)];
        foreach ((string time, Duration after, bool rollOff) in sheets)
        {
            HedgingSheetView sheet = map.Sheets.Single(s => s.Time == time);
            Assert.Equal((map.VolMoves.Count, map.SpotMoves.Count), (sheet.Units.Count, sheet.Units[0].Count));
            for (int v = 0; v < map.VolMoves.Count; v++)
            {
                for (int s = 0; s < map.SpotMoves.Count; s += 4)
                {
                    double ratio = 1 + map.SpotMoves[s], move = map.VolMoves[v] + (rule == VolRule.SpotVolBeta ? 0.5 * skew * Math.Log(ratio) : 0);
                    double expected = now - Delta(Chain.Spot * ratio, (slice, i) => slice.Vols[i] + move, after, rollOff);
                    Assert.Equal(expected, sheet.Units[v][s], 1e-9 * size);
                }
            }
        }
    }

    [Fact]
    public void Where_nothing_moves_nothing_is_traded_and_scenarios_are_cells()
    {
        FlowView view = View(VolRule.StickyStrike);
        HedgingMapView map = view.Map!;
        int still = map.SpotMoves.ToList().IndexOf(0), same = map.VolMoves.ToList().IndexOf(0);
        Assert.Equal(0, map.Sheets[0].Units[same][still]);
        foreach ((string scenario, int sheet, double spot, double vol) in ((string, int, double, double)[])[("spot -3 %", 0, -0.03, 0), ("spot +5 %", 0, 0.05, 0), ("vol +5 pt", 0, 0, 0.05), ("later", 2, 0, 0), ("through next expiry", 3, 0, 0)])
        {
            double units = view.Flow.Single(f => f.Scenario == scenario).Units!.Value;
            Assert.Equal(units, map.Sheets[sheet].Units[map.VolMoves.ToList().IndexOf(vol)][map.SpotMoves.ToList().IndexOf(spot)], 1e-9 * Math.Abs(units));
        }
    }

    [Fact]
    public void Rules_of_vols_agree_where_they_must()
    {
        // A ratio of one is sticky strike; a smile without skew moves alike under all rules near the money.
        HedgingMapView strike = View(VolRule.StickyStrike).Map!, one = View(VolRule.SpotVolBeta, stickiness: 1).Map!, moneyness = View(VolRule.StickyMoneyness).Map!;
        int still = strike.SpotMoves.ToList().IndexOf(0);
        for (int v = 0; v < strike.VolMoves.Count; v++)
        {
            Assert.Equal(strike.Sheets[0].Units[v], one.Sheets[0].Units[v]);
            Assert.Equal(strike.Sheets[0].Units[v][still], moneyness.Sheets[0].Units[v][still], 1e-6 * Math.Abs(strike.Sheets[0].Units[v][still]) + 1e-9);
        }
        Assert.Equal("sticky-moneyness", moneyness.VolRule);
        Assert.NotEqual(strike.Sheets[0].Units[0][0], moneyness.Sheets[0].Units[0][0]);
        Assert.NotEqual(View(VolRule.StickyStrike).Levels.ZeroGamma, View(VolRule.SpotVolBeta, 2).Levels.ZeroGamma);
    }

    [Fact]
    public void What_the_next_expiry_takes_and_leaves()
    {
        FlowView view = View(VolRule.StickyStrike);
        RollOffView off = view.RollOff!;
        Instant at = Chain.Slices[0].Expiry;
        Assert.Equal(at.ToString(), off.Expiry);
        Assert.Equal(view.Totals.Gex!.Value, off.GexNow, 1e-9 * Math.Abs(off.GexNow));
        Assert.Equal(view.ByExpiry.Where(e => e.Expiry == at.ToString()).Sum(e => e.Gex!.Value), off.GexOff, 1e-9 * Math.Abs(off.GexNow));
        double left = 0, spot = Chain.Spot;
        foreach (ExpirySlice slice in Chain.Slices.Where(s => s.Expiry > at))
        {
            double years = (slice.Expiry - at).Years, rate = -Math.Log(slice.Forward.Discount) / slice.Years, carry = Math.Log(slice.Forward.Forward / spot) / slice.Years;
            for (int i = 0; i < slice.Count; i++)
            {
                if (slice.VolSources[i] != VolSource.None)
                    left += slice.Multiplier * (slice.CallOpenInterest[i] - slice.PutOpenInterest[i]) * Black76.Evaluate(OptionType.Call, spot, slice.Strikes[i], years, rate, rate - carry, slice.Vols[i]).Gamma * spot * spot * 0.01;
            }
        }
        Assert.Equal(left, off.GexAfter!.Value, 1e-9 * Math.Abs(left));
        Assert.Equal(off.GexAfter.Value, off.ProfileAfter.Single(p => p.Spot == spot).Gex, 1e-9 * Math.Abs(left));
        Assert.NotNull(off.RegimeAfter);
    }

    [Fact]
    public void A_chain_of_one_expiry_leaves_nothing()
    {
        var market = new CustomerMarket(new CustomerSettings { NoiseTrades = 300 });
        market.Next();
        MarketSnapshot whole = market.Next().Chain();
        var first = new MarketSnapshot
        {
            Underlying = whole.Underlying,
            Source = whole.Source,
            AsOf = whole.AsOf,
            QuoteDate = whole.QuoteDate,
            Spot = whole.Spot,
            Options = [.. whole.Options.Where(o => o.Contract.Expiry == whole.Options.Min(p => p.Contract.Expiry))],
            Rows = 1,
        };
        RollOffView off = FlowReport.Of(first, new FlowSettings()).RollOff!;
        Assert.Equal((off.GexNow, null, null, 0), (off.GexOff, off.GexAfter, off.RegimeAfter, off.ProfileAfter.Count));
        // A flat smile has no skew; where too few quotes stand near the money none is read.
        Assert.Throws<NoSkewException>(() => FlowReport.Of(new MarketSnapshot
        {
            Underlying = whole.Underlying,
            Source = whole.Source,
            AsOf = whole.AsOf,
            QuoteDate = whole.QuoteDate,
            Spot = whole.Spot,
            Options = [.. whole.Options.Where(o => Math.Abs(o.Contract.Strike / whole.Spot - 1) > 0.06)],
            Rows = 1,
        }, new FlowSettings { VolRule = VolRule.SpotVolBeta }));
        Assert.Null(FlowReport.Of(first, new FlowSettings { MapsHedging = false }).Map);
    }
}
