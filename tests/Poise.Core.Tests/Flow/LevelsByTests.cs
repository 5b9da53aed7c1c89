using Poise.Chains;
using Poise.Domain;
using Poise.Flow;

namespace Poise.Core.Tests;

/// <summary>Levels by expiry bucket and by other definitions.</summary>
public class LevelsByTests
{
    private static readonly MarketSnapshot Market = new GeneratedChain().Snapshot();

    /// <summary>A bucket is what the report of its expiries alone says.</summary>
    [Theory]
    [InlineData(ExpiryFilter.ZeroDays, "0dte")]
    [InlineData(ExpiryFilter.Week, "week")]
    [InlineData(ExpiryFilter.Month, "month")]
    [InlineData(ExpiryFilter.All, "all")]
    public void A_bucket_is_the_report_of_its_expiries(ExpiryFilter filter, string name)
    {
        foreach (SignModel signs in (SignModel[])[SignModel.CallsLongPutsShort, SignModel.CallsShortPutsLong])
        {
            BucketView bucket = FlowReport.Of(Market, new FlowSettings { Signs = signs }).Buckets.Single(b => b.Bucket == name);
            FlowView alone = FlowReport.Of(Market, new FlowSettings { Signs = signs, Expiries = filter });
            Assert.Equal(alone.ByExpiry.Count, bucket.Expiries);
            if (alone.Totals.Gex is not double gex)
            {
                Assert.Null(bucket.Gex);
                continue;
            }
            Assert.Equal(gex, bucket.Gex!.Value, 1e-12 * Math.Abs(alone.Totals.CallGex!.Value));
            Assert.Equal(alone.Levels.ZeroGammaAll.Count, bucket.ZeroGammaAll.Count);
            if (alone.Levels.ZeroGamma is double zero)
                Assert.Equal(zero, bucket.ZeroGamma!.Value, 1e-6 * zero);
            Assert.Equal((alone.Levels.CallWall, alone.Levels.PutWall, alone.Levels.Regime), (bucket.CallWall, bucket.PutWall, bucket.Regime));
        }
    }

    [Fact]
    public void A_filtered_report_tells_of_no_wider_bucket()
    {
        foreach ((ExpiryFilter filter, string[] told) in ((ExpiryFilter, string[])[])[(ExpiryFilter.ZeroDays, ["0dte"]), (ExpiryFilter.Week, ["0dte", "week"]), (ExpiryFilter.Month, ["0dte", "week", "month"]), (ExpiryFilter.All, ["0dte", "week", "month", "all"])])
        {
            // The first expiry ends within the day.
            FlowView view = FlowReport.Of(new GeneratedChain { Days = [0, 4, 18, 46] }.Snapshot(), new FlowSettings { Expiries = filter });
            Assert.Equal(told, view.Buckets.Select(b => b.Bucket));
            Assert.Equal(view.Totals.Gex!.Value, view.Buckets[^1].Gex!.Value, 1e-9 * view.Totals.CallGex!.Value);
        }
    }

    [Theory]
    [InlineData(ExpiryFilter.ZeroDays, "totals: no expiry within \"0dte\"")]
    [InlineData(ExpiryFilter.Week, "totals: no contract of the 1 expiries within \"week\" has both open interest and a vol")]
    public void A_bucket_without_positions_has_no_number_and_says_why(ExpiryFilter filter, string why)
    {
        MarketSnapshot market = new GeneratedChain { Days = [4, 18], OpenInterest = c => c.Expiry - GeneratedChain.Now < Duration.FromDays(7) ? 0 : GeneratedChain.DefaultOpenInterest(c) }.Snapshot();
        FlowView view = FlowReport.Of(market, new FlowSettings { Expiries = filter });
        Assert.Contains(why, view.Notes);
        Assert.Equal((null, null, null, null, null), (view.Totals.Gex, view.Totals.CallGex, view.Totals.Dex, view.Levels.ZeroGamma, view.Levels.Regime));
        Assert.All(view.ByStrike, s => Assert.Equal((null, null, null, null), (s.CallGex, s.NetGex, s.Dex, s.Calls)));
        Assert.All(view.ByExpiry, e => Assert.Equal((null, null, null, null), (e.Gex, e.Dex, e.ZeroGamma, e.Calls)));
        Assert.Equal(filter == ExpiryFilter.Week ? 1 : 0, view.ByExpiry.Count(e => e.AtmVol > 0)); // the market itself is known
        Assert.Empty(view.Flow);
        Assert.NotNull(FlowReport.Of(market, new FlowSettings()).Totals.Gex);
    }

    [Fact]
    public void Walls_by_every_definition_are_those_of_its_report()
    {
        FlowView view = FlowReport.Of(Market, new FlowSettings());
        Assert.Equal(Enum.GetValues<WallDefinition>().Length, view.Walls.Count);
        foreach (WallDefinition definition in Enum.GetValues<WallDefinition>())
        {
            LevelsView alone = FlowReport.Of(Market, new FlowSettings { Walls = definition }).Levels;
            Assert.Equal(new WallsView(definition.Name(), alone.CallWall, alone.PutWall), view.Walls.Single(w => w.Definition == definition.Name()));
        }
    }

    [Fact]
    public void Max_pain_is_where_open_options_pay_least()
    {
        OptionChain chain = OptionChain.Of(Market, new ChainSettings());
        FlowView view = FlowReport.Of(chain, new FlowSettings());
        Assert.NotEmpty(chain.Slices);
        for (int s = 0; s < chain.Slices.Count; s++)
        {
            ExpirySlice slice = chain.Slices[s];
            double Pays(double at) => Enumerable.Range(0, slice.Count).Sum(i =>
                slice.CallOpenInterest[i] * Math.Max(0, at - slice.Strikes[i]) + slice.PutOpenInterest[i] * Math.Max(0, slice.Strikes[i] - at));
            double least = Enumerable.Range(0, slice.Count).Min(i => Pays(slice.Strikes[i]));
            Assert.Contains(view.ByExpiry[s].MaxPain!.Value, slice.Strikes[..slice.Count]);
            Assert.Equal(least, Pays(view.ByExpiry[s].MaxPain!.Value), 1e-9 * least);
        }
    }

    [Fact]
    public void Ranges_are_one_deviation_of_the_vol_at_the_money()
    {
        FlowView view = FlowReport.Of(Market, new FlowSettings());
        Assert.All(view.ByExpiry, e =>
        {
            double move = e.AtmVol!.Value * Math.Sqrt(e.Years);
            Assert.Equal(e.Forward!.Value * Math.Exp(move), e.Range!.High, 1e-9 * e.Range.High);
            Assert.Equal(e.Forward.Value * e.Forward.Value, e.Range.Low * e.Range.High, 1e-9 * e.Range.Low * e.Range.High);
        });
        ExpiryView near = view.ByExpiry.MinBy(e => Math.Abs(e.Years - 30.0 / 365))!;
        Assert.Equal(view.Spot!.Value * Math.Exp(near.AtmVol!.Value / Math.Sqrt(252)), view.DayRange!.High, 1e-9 * view.DayRange.High);
    }

    /// <summary>A quarterly future follows the forward of its expiry, here of 20 March 2026; without that expiry there is no price of it.</summary>
    [Fact]
    public void Levels_on_a_quarterly_future()
    {
        var future = new HedgeInstrument("future", 50, PayoffStyle.Linear);
        FlowView view = FlowReport.Of(Market, new FlowSettings { Hedge = future });
        ExpiryView quarter = view.ByExpiry.Single(e => e.Expiry.StartsWith("2026-03-20", StringComparison.Ordinal));
        Assert.Equal(quarter.Forward!.Value / 5000, view.OnHedge!.Ratio, 1e-15);
        Assert.Equal(("future", "forward of 2026-03-20 by parity"), (view.OnHedge.Instrument, view.OnHedge.Source));
        Assert.Equal(view.Levels.ZeroGamma!.Value * view.OnHedge.Ratio, view.OnHedge.ZeroGamma!.Value, 1e-9);
        Assert.Equal(view.Levels.CallWall!.Value * view.OnHedge.Ratio, view.OnHedge.CallWall!.Value, 1e-9);
        Assert.Equal(view.Levels.PutWall!.Value * view.OnHedge.Ratio, view.OnHedge.PutWall!.Value, 1e-9);

        FlowView none = FlowReport.Of(new GeneratedChain { Days = [4, 46] }.Snapshot(), new FlowSettings { Hedge = future });
        Assert.Null(none.OnHedge);
        Assert.Contains(none.Notes, n => n.StartsWith("onHedge: no price of future", StringComparison.Ordinal));
    }

    /// <summary>19 June 2026 is a holiday: the quarter ends on the 18th.</summary>
    [Fact]
    public void A_quarter_whose_friday_is_a_holiday_ends_the_day_before()
    {
        MarketSnapshot march = new GeneratedChain { Days = [100, 108, 150] }.Snapshot();
        var june = new MarketSnapshot
        {
            Underlying = march.Underlying,
            Source = march.Source,
            AsOf = Instant.FromUtc(2026, 6, 1, 15, 0),
            QuoteDate = new DateOnly(2026, 6, 1),
            Spot = march.Spot,
            Options = march.Options,
            Rows = march.Rows,
        };
        FlowView view = FlowReport.Of(june, new FlowSettings { Hedge = new("future", 50, PayoffStyle.Linear) });
        Assert.Equal("forward of 2026-06-18 by parity", view.OnHedge!.Source);
    }

    [Theory]
    [InlineData(5009, 5011, 4000, 5010, "mid")]
    [InlineData(double.NaN, 5011, 5012, 5012, "mark")]
    [InlineData(double.NaN, double.NaN, double.NaN, double.NaN, "")]
    public void Levels_on_a_perpetual_are_by_its_own_price(double bid, double ask, double mark, double price, string source)
    {
        var contract = new Contract
        {
            Id = new ContractId("gen", "PERP"),
            Kind = ContractKind.Perpetual,
            Underlying = "GEN",
            Root = "GEN",
            Expiry = default,
            ListedExpiry = default,
            Multiplier = 10,
            Style = PayoffStyle.Inverse,
        };
        MarketSnapshot market = Market.With(futures: [new FutureRow(contract, new Quote(bid, ask, 1, 1, default), mark, double.NaN, 0)]);
        FlowView view = FlowReport.Of(market, new FlowSettings { Hedge = new("PERP", 10, PayoffStyle.Inverse) });
        if (double.IsNaN(price))
        {
            Assert.Null(view.OnHedge);
            return;
        }
        Assert.Equal(source, view.OnHedge!.Source);
        Assert.Equal(price / 5000, view.OnHedge.Ratio, 1e-15);
    }

    [Fact]
    public void Hedged_in_the_underlying_levels_stand_as_they_are()
    {
        FlowView view = FlowReport.Of(Market, new FlowSettings());
        Assert.Null(view.OnHedge);
        Assert.DoesNotContain(view.Notes, n => n.StartsWith("onHedge", StringComparison.Ordinal));
    }
}
