using Poise.Chains;
using Poise.Domain;
using Poise.Flow;
using Poise.Pricing;
using Poise.TestShared;

namespace Poise.Core.Tests;

/// <summary>Levels that follow quotes are the levels of a report, whatever was repriced before.</summary>
public class LiveLevelsTests
{
    private static MarketSnapshot Market(double skew = 0) => new GeneratedChain
    {
        Change = r => r with { Quote = r.Quote with { Bid = r.Quote.Bid * (1 + skew), Ask = r.Quote.Ask * (1 + skew) } },
    }.Snapshot();

    private static void Same(FlowView view, LevelsNow now)
    {
        Assert.Equal(view.Totals.Gex!.Value, now.Gex!.Value, 1e-9 * Math.Abs(view.Profile.Max(p => Math.Abs(p.Gex))));
        Assert.Equal(view.Levels.ZeroGamma, now.ZeroGamma);
        Assert.Equal(view.Levels.ZeroGammaAll, now.ZeroGammaAll);
        Assert.Equal((view.Levels.CallWall, view.Levels.PutWall, view.Levels.Regime), (now.CallWall, now.PutWall, now.Regime));
    }

    [Theory]
    [InlineData(SignModel.CallsLongPutsShort, WallDefinition.NetGamma, VolRule.StickyStrike, ExpiryFilter.All)]
    [InlineData(SignModel.ShortAll, WallDefinition.SideGamma, VolRule.StickyStrike, ExpiryFilter.Week)]
    [InlineData(SignModel.CallsShortPutsLong, WallDefinition.OpenInterest, VolRule.StickyMoneyness, ExpiryFilter.Month)]
    [InlineData(SignModel.CallsLongPutsShort, WallDefinition.AroundZeroGamma, VolRule.SpotVolBeta, ExpiryFilter.All)]
    public void They_are_those_of_a_report(SignModel signs, WallDefinition walls, VolRule rule, ExpiryFilter expiries)
    {
        var settings = new FlowSettings { Signs = signs, Walls = walls, VolRule = rule, Expiries = expiries };
        OptionChain chain = OptionChain.Of(Market(), settings.Chain);
        Same(FlowReport.Of(chain, settings), new LiveLevels(chain, settings).Now());
    }

    [Fact]
    public void There_are_none_by_a_skew_that_the_chain_has_not()
    {
        var settings = new FlowSettings { VolRule = VolRule.SpotVolBeta };
        MarketSnapshot whole = Market(), far = whole.With(options: [.. whole.Options.Where(o => Math.Abs(o.Contract.Strike / whole.Spot - 1) > 0.06)]);
        LevelsNow now = new LiveLevels(OptionChain.Of(far, settings.Chain), settings).Now();
        Assert.Equal((null, null, null), (now.Gex, now.ZeroGamma, now.Regime));
        Assert.Empty(now.ZeroGammaAll);
    }

    [Fact]
    public void A_new_skew_moves_all_expiries()
    {
        var settings = new FlowSettings { VolRule = VolRule.SpotVolBeta };
        OptionChain chain = OptionChain.Of(Market(), settings.Chain);
        var live = new LiveLevels(chain, settings);
        double? before = live.Now().ZeroGamma;
        for (int s = 0; s < live.Slices.Count; s++)
        {
            ExpirySlice slice = live.Slices[s];
            SliceTerms terms = slice.Terms(chain.Spot);
            double[] calls = new double[slice.Strikes.Length], puts = new double[slice.Strikes.Length];
            for (int i = 0; i < calls.Length; i++)
            {
                double vol = Math.Clamp(0.16 - 0.5 * Math.Log(slice.Strikes[i] / terms.Forward), 0.08, 0.4);
                calls[i] = Black76.EvaluateForward(OptionType.Call, terms.Forward, slice.Strikes[i], terms.Years, terms.Discount, vol).Price;
                puts[i] = Black76.EvaluateForward(OptionType.Put, terms.Forward, slice.Strikes[i], terms.Years, terms.Discount, vol).Price;
            }
            new SliceVols(slice).Fit(terms, calls, puts);
            live.Reprice(s);
        }
        Same(FlowReport.Of(chain, settings), live.Now());
        Assert.NotEqual(before, live.Now().ZeroGamma);
    }

    [Fact]
    public void Without_positions_nothing_is_said()
    {
        OptionChain chain = OptionChain.Of(new GeneratedChain { OpenInterest = _ => 0 }.Snapshot(), new ChainSettings());
        Assert.Equal(new LevelsNow(null, null, [], null, null, null) with { ZeroGammaAll = [] }, new LiveLevels(chain, new FlowSettings()).Now() with { ZeroGammaAll = [] });
    }

    [Fact]
    public void After_quotes_of_one_expiry_they_are_those_of_the_new_chain()
    {
        var settings = new FlowSettings();
        OptionChain chain = OptionChain.Of(Market(), settings.Chain);
        var live = new LiveLevels(chain, settings);
        Same(FlowReport.Of(chain, settings), live.Now());
        var random = new SeededRandom(5);
        for (int batch = 0; batch < Deep.Times(12); batch++)
        {
            int s = random.NextInt32(live.Slices.Count);
            ExpirySlice slice = live.Slices[s];
            // Some mids move, some vanish, some come back.
            double[] calls = new double[slice.Strikes.Length], puts = new double[slice.Strikes.Length];
            SliceTerms terms = slice.Terms(chain.Spot);
            double level = 0.1 + 0.2 * random.NextDouble();
            for (int i = 0; i < calls.Length; i++)
            {
                calls[i] = random.NextInt32(6) == 0 ? double.NaN : Black76.EvaluateForward(OptionType.Call, terms.Forward, slice.Strikes[i], terms.Years, terms.Discount, level).Price;
                puts[i] = random.NextInt32(6) == 0 ? double.NaN : Black76.EvaluateForward(OptionType.Put, terms.Forward, slice.Strikes[i], terms.Years, terms.Discount, level).Price;
            }
            new SliceVols(slice).Fit(terms, calls, puts);
            live.Reprice(s);
            Same(FlowReport.Of(chain, settings), live.Now());
            LevelsNow fresh = new LiveLevels(chain, settings).Now(), now = live.Now();
            Assert.Equal((fresh.Gex, fresh.ZeroGamma), (now.Gex, now.ZeroGamma));
        }
    }

    [Fact]
    public void Vols_of_mids_are_those_of_the_chain()
    {
        MarketSnapshot market = Market();
        OptionChain chain = OptionChain.Of(market, new ChainSettings());
        foreach (ExpirySlice slice in chain.Slices)
        {
            // A vendor's vol is not of the mids.
            double[] vols = [.. slice.Vols.Zip(slice.VolSources, (v, from) => from == VolSource.Vendor ? 1 : v)], calls = Mids(slice.CallRows), puts = Mids(slice.PutRows);
            VolSource[] sources = [.. slice.VolSources.Select(from => from == VolSource.Vendor ? VolSource.None : from)];
            var fit = new SliceVols(slice);
            slice.Vols.AsSpan().Fill(0.5);
            SliceTerms terms = slice.Terms(chain.Spot);
            fit.Fit(terms, calls, puts);
            Assert.Equal(sources, slice.VolSources);
            Assert.Equal(vols, slice.Vols);
            Assert.Equal(0, AllocatedBytes.Of(() => fit.Fit(terms, calls, puts)));
            Assert.Throws<ArgumentException>(() => fit.Fit(terms, calls.AsSpan(1), puts));
        }

        double[] Mids(int[] rows) => Array.ConvertAll(rows, r => r < 0 || !market.Options[r].Quote.IsTwoSided ? double.NaN : market.Options[r].Quote.Mid);
    }
}
