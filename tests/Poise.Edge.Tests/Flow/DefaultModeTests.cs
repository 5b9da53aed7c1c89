using Poise.App;
using Poise.Chains;
using Poise.Domain;
using Poise.Flow;

namespace Poise.Edge.Tests;

/// <summary>Default mode on the real files: against the levels computed for them beforehand, and against the oracle.</summary>
public class DefaultModeTests
{
    [Theory]
    [InlineData("27-08-25", "2025-08-27 21:30", 6423.8)]
    [InlineData("28-08-25", "2025-08-28 16:25", 6420.8)]
    [InlineData("31-08-25", "2025-08-31 22:33", 6419.9)]
    [InlineData("02-09-25", "2025-09-02 19:37", 6414.3)]
    [InlineData("03-09-25", "2025-09-03 16:18", 6413.6)]
    public void Spx_levels_agree_with_an_independent_recomputation(string day, string asOf, double zeroGamma)
    {
        string path = Repository.SharedData($"cboe/cboe_spx_quotedata_all_{day}.csv");
        MarketSnapshot snapshot = PublishedLevelsTests.Read(path);
        var settings = new FlowSettings();
        OptionChain chain = OptionChain.Of(snapshot, settings.Chain);
        FlowView view = FlowReport.Of(chain, settings);
        Assert.Equal(zeroGamma, view.Levels.ZeroGamma!.Value, 2.0);

        (double spot, DateTime utc, _, List<NaiveOption> options) = NaiveFlow.ReadCboe(path, DateTime.Parse(asOf, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(spot, snapshot.Spot);
        Assert.Equal(utc, snapshot.AsOf.ToUtc());

        // With the product's forwards everything else must agree to rounding.
        var forwards = chain.Slices.ToDictionary(s => (s.Expiry.ToUtc(), s.Root), s => (s.Forward.Forward, s.Forward.Discount));
        List<NaiveFlow.Leg> same = NaiveFlow.Legs(spot, utc, options, (expiry, root) => forwards[(expiry, root)]);
        double gex = NaiveFlow.Gex(same, spot, spot), dex = NaiveFlow.Dex(same, spot);
        double gross = view.Totals.CallGex!.Value - view.Totals.PutGex!.Value;
        Assert.Equal(gex, view.Totals.Gex!.Value, 1e-8 * gross);
        Assert.Equal(dex, view.Totals.Dex!.Value, 1e-8 * Math.Abs(dex));
        Assert.Equal(NaiveFlow.ZeroGamma(same, spot)!.Value, view.Levels.ZeroGamma!.Value, 1e-4);

        // With forwards of its own, crude ones, the oracle still stands at the same level.
        List<NaiveFlow.Leg> own = NaiveFlow.Legs(spot, utc, options, (_, _) => null);
        Assert.Equal(NaiveFlow.ZeroGamma(own, spot)!.Value, view.Levels.ZeroGamma!.Value, 2.0);
    }

    public static TheoryData<string> EveryFile =>
    [
        .. ((string[])["14", "16", "18", "20", "21", "23"]).Select(d => $"deribit-tickers/BTC_202601{d}_options_raw.csv"),
        "deribit-6h/deribit_options_snapshot_20251230T173115Z.csv", "deribit-6h/deribit_options_snapshot_20260303T093422Z.csv",
        "deribit-6h/deribit_options_snapshot_20260821T213242Z.csv", "cboe/rut_quotedata.json", "cboe/spx_quotedata_20221212.csv",
    ];

    [Theory]
    [MemberData(nameof(EveryFile))]
    public void Both_modes_agree_with_naive_loops(string file)
    {
        foreach (MarketSnapshot snapshot in SourceFiles.Read([Repository.SharedData(file)], new SourceChoices(null, null, null)).Chains)
            AgreesWithNaiveLoops(snapshot);
    }

    /// <summary>The twin on this project's own markets.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Both_modes_agree_with_naive_loops_on_a_generated_market(int step) => AgreesWithNaiveLoops(TestChains.Market(step));

    private static void AgreesWithNaiveLoops(MarketSnapshot snapshot)
    {
        List<NaiveOption> options = NaiveFlow.Of(snapshot);
        double spot = snapshot.Spot;
        OptionChain chain = OptionChain.Of(snapshot, new ChainSettings());
        FlowView view = FlowReport.Of(chain, new FlowSettings());
        var forwards = chain.Slices.ToDictionary(s => (s.Expiry.ToUtc(), s.Root), s => (s.Forward.Forward, s.Forward.Discount));
        List<NaiveFlow.Leg> legs = NaiveFlow.Legs(spot, snapshot.AsOf.ToUtc(), options, (expiry, root) => forwards[(expiry, root)]);
        double gross = view.Totals.CallGex!.Value - view.Totals.PutGex!.Value;
        Assert.Equal(NaiveFlow.Gex(legs, spot, spot), view.Totals.Gex!.Value, 1e-8 * gross);
        Assert.Equal(NaiveFlow.Dex(legs, spot), view.Totals.Dex!.Value, 1e-8 * Math.Abs(view.Totals.Dex!.Value));
        Assert.Equal(0, NaiveFlow.Gex(legs, spot, view.Levels.ZeroGamma!.Value), 1e-6 * gross);
        (double vex, double volga, double speed) = NaiveFlow.HigherOrder(legs, spot);
        ExposureView calls = view.Totals.Calls!, puts = view.Totals.Puts!;
        Assert.Equal(vex, view.Totals.Vex!.Value, 1e-5 * (Math.Abs(calls.Vex) + Math.Abs(puts.Vex)));
        Assert.Equal(volga, view.Totals.Volga!.Value, 1e-5 * (Math.Abs(calls.Volga) + Math.Abs(puts.Volga)));
        Assert.Equal(speed, view.Totals.Speed!.Value, 1e-5 * (Math.Abs(calls.Speed) + Math.Abs(puts.Speed)));

        FlowView compat = FlowReport.Compat(snapshot, new FlowSettings());
        (double? zero, double? call, double? put, double total) = NaiveFlow.Perfiliev(spot, snapshot.QuoteDate, options);
        Assert.Equal(zero is null, compat.Levels.ZeroGamma is null);
        if (zero is double z)
            Assert.Equal(z, compat.Levels.ZeroGamma!.Value, 1e-9 * spot);
        if (options.TrueForAll(o => o.Gamma == 0))
        {
            Assert.Null(compat.Totals.Gex);
            return;
        }
        Assert.Equal(total, compat.Totals.Gex!.Value, 1e-9 * Math.Abs(total));
        Assert.Equal((call, put), (compat.Levels.CallWall, compat.Levels.PutWall));
    }

    [Fact]
    public void On_2_September_2025_totals_regime_and_zero_gamma_agree_with_each_other()
    {
        FlowView view = FlowReport.Of(PublishedLevelsTests.Read(Repository.SharedData("cboe/cboe_spx_quotedata_all_02-09-25.csv")), new FlowSettings());
        double spot = view.Spot!.Value, zero = view.Levels.ZeroGamma!.Value;
        Assert.Equal(spot > zero, view.Totals.Gex > 0);
        Assert.Equal("transition", view.Levels.Regime);
        Assert.Contains(view.Notes, n => n.Contains("zero gamma 6442.2", StringComparison.Ordinal));
    }

    [Fact]
    public void After_hours_expired_series_are_dropped_and_counted()
    {
        string path = Repository.SharedData("cboe/cboe_spx_quotedata_all_03-09-25.csv");
        FlowView view = FlowReport.Of(PublishedLevelsTests.Read(path), new FlowSettings());
        int listed = File.ReadLines(path).Count(l => l.StartsWith("Wed Sep 03 2025,", StringComparison.Ordinal)) * 2;
        Assert.Equal(listed, view.Coverage.LeftOut.Expired);
        Assert.Equal(view.Coverage.Rows, view.Coverage.Used + Left(view.Coverage.LeftOut));

        static int Left(LeftOutView o) => o.Expired + o.NoVol + o.NoOpenInterest + o.Crossed + o.Stale + o.Malformed;
    }

    [Fact]
    public void A_file_with_few_two_sided_quotes_does_not_fail_and_says_where_its_forwards_came_from()
    {
        FlowView view = FlowReport.Of(PublishedLevelsTests.Read(Repository.SharedData("cboe/spx_quotedata_20221212.csv")), new FlowSettings());
        Assert.NotNull(view.Totals.Gex);
        Assert.All(view.ByExpiry, e => Assert.NotEmpty(e.ForwardRung));
        Assert.Contains(view.ByExpiry, e => e.ForwardRung != "parity");
        Assert.True(view.Coverage.Vols.Vendor > 0);
    }

    [Theory]
    [InlineData("20", "long-gamma")]
    [InlineData("21", "short-gamma")]
    public void Bitcoin_dealers_turn_from_long_to_short_gamma_on_21_January_2026(string day, string regime)
    {
        FlowView view = FlowReport.Of(PublishedLevelsTests.Read(Repository.SharedData($"deribit-tickers/BTC_202601{day}_options_raw.csv")), new FlowSettings());
        Assert.Equal(regime, view.Levels.Regime);
        Assert.Equal(regime == "long-gamma", view.Totals.Gex > 0);
    }

    [Fact]
    public void Totals_equal_the_profile_at_spot()
    {
        FlowView view = FlowReport.Of(PublishedLevelsTests.Read(Repository.SharedData("cboe/cboe_spx_quotedata_all_27-08-25.csv")), new FlowSettings());
        double atSpot = view.Profile.Single(p => p.Spot == view.Spot).Gex;
        Assert.Equal(atSpot, view.Totals.Gex!.Value, 1e-9 * Math.Abs(atSpot));
    }
}
