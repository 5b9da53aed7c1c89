using Poise.Chains;
using Poise.Domain;
using Poise.Flow;

namespace Poise.Core.Tests;

/// <summary>Options on several underlyings of one index as one chain: identities that must hold whatever the numbers.</summary>
public class CombinedTests
{
    private static readonly MarketSnapshot Index = Named(new GeneratedChain().Snapshot(), "SPX", 1, 1);

    /// <summary>Less open interest on the call side, more on the put side.</summary>
    private static readonly MarketSnapshot Fund = Named(new GeneratedChain { OpenInterest = static c => GeneratedChain.DefaultOpenInterest(c) * (c.Type == OptionType.Call ? 0.9 : 1.1) }.Snapshot(), "SPY", 10.02, 1);

    private const double Close = 1e-8;

    private static readonly FlowSettings Settings = new() { CompareWithCompat = false, Horizons = [new("later", Index.AsOf + Duration.FromHours(30))] };

    /// <summary>The market of another underlying whose prices are the generated ones over a ratio.</summary>
    private static MarketSnapshot Named(MarketSnapshot of, string name, double ratio, double multiplierTimes, Duration later = default) => new()
    {
        Underlying = name,
        Source = of.Source,
        AsOf = of.AsOf + later,
        QuoteDate = of.QuoteDate,
        Spot = of.Spot / ratio,
        SpotSource = of.SpotSource,
        Options =
        [
            .. of.Options.Select(r => r with
            {
                Contract = r.Contract with { Underlying = name, Root = name, Id = new(r.Contract.Id.Venue, name + r.Contract.Id.Symbol), Strike = r.Contract.Strike / ratio, Multiplier = r.Contract.Multiplier * multiplierTimes },
                Quote = r.Quote with { Bid = r.Quote.Bid / ratio, Ask = r.Quote.Ask / ratio },
            }),
        ],
        Rows = of.Rows,
    };

    private static OptionChain Chain(MarketSnapshot snapshot) => OptionChain.Of(snapshot, new ChainSettings());

    private static FlowView Combined(params MarketSnapshot[] products) => FlowReport.Of(CombinedChain.Of(Chain(products[0]), [.. products[1..].Select(Chain)]), Settings);

    private static void Times(double factor, double? one, double? both, double size) => Assert.Equal(factor * one!.Value, both!.Value, Close * size);

    [Fact]
    public void A_chain_with_itself_scaled_is_twice_the_chain()
    {
        // Open interest near the money only: a vol from a price that is nearly all intrinsic loses other digits to rounding at another scale.
        MarketSnapshot near = Named(new GeneratedChain { Days = [4, 18, 46, 109], OpenInterest = static c => Math.Abs(c.Strike / 5000 - 1) < 0.04 ? GeneratedChain.DefaultOpenInterest(c) : 0 }.Snapshot(), "SPX", 1, 1);
        FlowView one = FlowReport.Of(near, Settings), two = Combined(near, Named(near, "XSP", 10, 10));
        double size = one.Profile.Max(p => Math.Abs(p.Gex));
        Times(2, one.Totals.Gex, two.Totals.Gex, size);
        Times(2, one.Totals.Dex, two.Totals.Dex, Math.Abs(one.Totals.Dex!.Value));
        Times(2, one.Totals.Vex, two.Totals.Vex, Math.Abs(one.Totals.Vex!.Value));
        Times(2, one.Totals.Cex, two.Totals.Cex, Math.Abs(one.Totals.Cex!.Value));
        Times(2, one.Totals.Volga, two.Totals.Volga, Math.Abs(one.Totals.Volga!.Value));
        Times(2, one.Totals.Speed, two.Totals.Speed, Math.Abs(one.Totals.Speed!.Value));
        Assert.Equal(one.Profile.Select(p => p.Spot), two.Profile.Select(p => p.Spot));
        for (int j = 0; j < one.Profile.Count; j++)
            Times(2, one.Profile[j].Gex, two.Profile[j].Gex, size);
        Assert.Equal(one.Levels.ZeroGamma!.Value, two.Levels.ZeroGamma!.Value, 1e-5);
        Assert.Equal((one.Levels.CallWall, one.Levels.PutWall, one.Levels.Regime), (two.Levels.CallWall, two.Levels.PutWall, two.Levels.Regime));
        Assert.Equal(one.Walls, two.Walls);
        Assert.Equal(one.SignModels.Select(m => (m.Signs, m.Regime, m.CallWall, m.PutWall)), two.SignModels.Select(m => (m.Signs, m.Regime, m.CallWall, m.PutWall)));
        // Strike by strike, open interest too; the flows and what rolls off.
        Assert.Equal(one.ByStrike.Count, two.ByStrike.Count);
        foreach ((StrikeView a, StrikeView b) in one.ByStrike.Zip(two.ByStrike))
        {
            Assert.Equal((a.Strike, 2 * a.CallOi, 2 * a.PutOi), (b.Strike, Math.Round(b.CallOi, 6), Math.Round(b.PutOi, 6)));
            if (a.NetGex is not null)
                Times(2, a.NetGex, b.NetGex, size);
        }
        double largest = one.Flow.Max(f => Math.Abs(f.Units!.Value));
        foreach ((HedgingFlowView a, HedgingFlowView b) in one.Flow.Zip(two.Flow))
            Times(2, a.Units, b.Units, largest);
        Times(2, one.RollOff!.GexOff, two.RollOff!.GexOff, size);
        foreach ((GammaHorizonView a, GammaHorizonView b) in one.GammaSurface!.Horizons.Zip(two.GammaSurface!.Horizons))
        {
            Assert.Equal(a.ZeroGamma!.Value, b.ZeroGamma!.Value, 1e-5);
            Assert.Equal(2 * a.Expiries, b.Expiries);
        }
        Assert.Equal(one.Coverage.OpenInterestUsed!.Value, two.Coverage.OpenInterestUsed!.Value, 9);
        Assert.Equal((2 * one.Coverage.Rows, 2 * one.Coverage.Used), (two.Coverage.Rows, two.Coverage.Used));
        Assert.Equal([("SPX", 1.0, 1.0, 0.5), ("XSP", 10.0, 1.0, 0.5)], two.Products.Select(p => (p.Underlying, Math.Round(p.Ratio, 9), Math.Round(p.ContractSize, 9), Math.Round(p.GexShare!.Value, 6))));
        Assert.All(two.Products, p => Assert.Equal(one.Levels.ZeroGamma!.Value, p.ZeroGamma!.Value, 1e-5));
        Assert.Empty(one.Products);
    }

    [Fact]
    public void Products_add_at_proportional_moves_and_each_has_its_share()
    {
        FlowView index = FlowReport.Of(Index, Settings), fund = FlowReport.Of(Fund, Settings), both = Combined(Index, Fund);
        double size = both.Profile.Max(p => Math.Abs(p.Gex));
        for (int j = 0; j < index.Profile.Count; j++)
            Assert.Equal(index.Profile[j].Gex + fund.Profile[j].Gex, both.Profile[j].Gex, Close * size);
        Assert.Equal(index.Totals.Gex!.Value + fund.Totals.Gex!.Value, both.Totals.Gex!.Value, Close * size);
        Assert.Equal(index.Totals.Dex!.Value + fund.Totals.Dex!.Value, both.Totals.Dex!.Value, Close * Math.Abs(both.Totals.Dex!.Value));
        foreach ((FlowView alone, ProductView product) in ((FlowView, ProductView)[])[(index, both.Products[0]), (fund, both.Products[1])])
        {
            Assert.Equal((alone.Underlying, alone.Spot, alone.ByExpiry.Count), (product.Underlying, product.Spot, product.Expiries));
            Assert.Equal(alone.Totals.Gex!.Value, product.Gex!.Value, Close * size);
            Assert.Equal(alone.Totals.Vex!.Value, product.Vex!.Value, Close * Math.Abs(product.Vex!.Value));
            Assert.Equal(alone.Totals.Cex!.Value, product.Cex!.Value, Close * Math.Abs(product.Cex!.Value));
            Assert.Equal(alone.Levels.ZeroGamma!.Value * 5000 / alone.Spot!.Value, product.ZeroGamma!.Value, 1e-4);
        }
        Assert.Equal([("SPX", index.ByExpiry.Count), ("SPY", fund.ByExpiry.Count)], both.ByExpiry.GroupBy(e => e.Product!).Select(g => (g.Key, g.Count())));
        Assert.All(index.ByExpiry, e => Assert.Null(e.Product));
        Assert.Equal(1, both.Products.Sum(p => p.GexShare!.Value), 12);
        Assert.Equal(1 / 10.02, both.Products[1].ContractSize, 12);
        // Every strike that counts is one of the index's; the fund's open interest is in its contracts.
        HashSet<double> listed = [.. Index.Options.Select(o => o.Contract.Strike)];
        Assert.All(both.ByStrike, s => Assert.Contains(s.Strike, listed));
        Assert.Equal(index.ByStrike.Sum(s => s.CallOi + s.PutOi) + fund.ByStrike.Sum(s => s.CallOi + s.PutOi) / 10.02, both.ByStrike.Sum(s => s.CallOi + s.PutOi), 1e-3);
        Assert.Equal(both.Totals.Gex!.Value, both.ByStrike.Sum(s => s.NetGex ?? 0), Close * size);
        Assert.Equal(both.Totals.Gex!.Value, (double)both.Cells.Sum(c => c.Gex.Sum(g => g ?? 0)), 1e-4 * size);
        Assert.Equal(both.ByStrike.Sum(s => s.CallOi + s.PutOi), (double)both.Cells.Sum(c => c.OpenInterest.Sum(o => o ?? 0)), 1e-3 * both.ByStrike.Sum(s => s.CallOi + s.PutOi));
        Assert.All(both.Cells, c => Assert.Equal(c.Strikes.Count, c.Strikes.Distinct().Count()));
        // The levels beside, which are made another way, agree.
        Assert.Equal((both.Levels.ZeroGamma, both.Levels.CallWall), (both.SignModels[0].ZeroGamma, both.SignModels[0].CallWall));
        LevelsNow live = new LiveLevels(CombinedChain.Of(Chain(Index), [Chain(Fund)]), Settings).Now();
        Assert.Equal((both.Levels.CallWall, both.Levels.PutWall), (live.CallWall, live.PutWall));
        Assert.Contains("combined: strikes of SPY count at the nearest listed strike of SPX, their open interest in contracts of SPX", both.Notes);
    }

    [Fact]
    public void A_future_brings_its_basis_and_its_price()
    {
        MarketSnapshot future = Named(Index, "ES", 0.998, 0.5);
        FlowView view = FlowReport.Of(CombinedChain.Of(Chain(Index), [Chain(future)]), Settings with { Hedge = new("ES", 50, PayoffStyle.Linear) });
        Assert.Equal(50 / (0.998 * 100), view.Products[1].ContractSize, 12);
        Assert.Equal((future.Spot / Index.Spot, $"of its options' chain at {future.AsOf}"), (view.OnHedge!.Ratio, view.OnHedge.Source));
        // Without it the forward of the index's own expiries is what tells, not one of another product.
        FlowSettings hedged = Settings with { Hedge = new("ES", 50, PayoffStyle.Linear) };
        HedgeLevelsView alone = FlowReport.Of(Index, hedged).OnHedge!, both = FlowReport.Of(CombinedChain.Of(Chain(Index), [Chain(Fund)]), hedged).OnHedge!;
        Assert.Equal((alone.Ratio, alone.Source), (both.Ratio, both.Source));
    }

    [Fact]
    public void Positions_of_a_file_are_in_contracts_as_listed()
    {
        string symbol = Fund.Options.First(o => o.Contract.Expiry > Index.AsOf + Duration.FromDays(10) && Math.Abs(o.Contract.Strike - Fund.Spot) < 0.01).Contract.Id.Symbol;
        FlowSettings held = Settings with { Signs = SignModel.File, Positions = new Dictionary<string, double> { [symbol] = -40 } };
        double alone = FlowReport.Of(Fund, held).Totals.Gex!.Value;
        Assert.Equal(alone, FlowReport.Of(CombinedChain.Of(Chain(Index), [Chain(Fund)]), held).Totals.Gex!.Value, 1e-9 * Math.Abs(alone));
    }

    [Fact]
    public void Chains_of_a_few_minutes_apart_are_said_and_more_is_refused()
    {
        FlowView view = Combined(Index, Named(Index, "SPY", 10, 1, Duration.FromSeconds(-600)));
        Assert.Contains(view.Notes, n => n.Contains("SPY at 500", StringComparison.Ordinal) && n.Contains("taken 10 minutes earlier", StringComparison.Ordinal));
        // Vols are as they were taken, time is counted from the index's instant.
        Assert.All(view.ByExpiry.GroupBy(e => e.Expiry), g => Assert.Single(g.Select(e => e.Years).Distinct()));
        // Ten minutes on, the fund's expiry of an hour ago is over by then.
        MarketSnapshot early = Named(new GeneratedChain { Days = [0, 4, 18] }.Snapshot(), "SPY", 10, 1, Duration.FromHours(5) - Duration.FromSeconds(300)), late = Named(new GeneratedChain { Days = [4, 18] }.Snapshot(), "SPX", 1, 1, Duration.FromHours(5) + Duration.FromSeconds(300));
        FlowView over = Combined(late, early);
        Assert.Equal(2, over.Products[1].Expiries);
        Assert.Contains(over.Notes, n => n.Contains("1 of its expiries have ended since", StringComparison.Ordinal));
        Assert.Contains("16 minutes apart, more than 15", Refused(Index, Named(Index, "SPY", 10, 1, Duration.FromSeconds(960))), StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_belong_together_is_refused()
    {
        Assert.Contains("AAPL is not known to follow SPX", Refused(Index, Named(Index, "AAPL", 10, 1)), StringComparison.Ordinal);
        Assert.Contains("nothing is known to follow GEN", Refused(new GeneratedChain().Snapshot(), Index), StringComparison.Ordinal);
        Assert.Contains("where about 0.1000 is expected", Refused(Index, Named(Index, "SPY", 5, 1)), StringComparison.Ordinal);
        Assert.Contains("SPY stands twice", Refused(Index, Fund, Fund), StringComparison.Ordinal);
        Assert.Contains("SPX stands twice", Refused(Index, Index), StringComparison.Ordinal);
        Assert.Contains("pays in coin", Refused(Index, Named(new GeneratedChain { Style = PayoffStyle.Inverse }.Snapshot(), "SPY", 10, 1)), StringComparison.Ordinal);
        Assert.Contains("has no live option", Refused(Named(new GeneratedChain { Days = [-1] }.Snapshot(), "SPX", 1, 1), Fund), StringComparison.Ordinal);
    }

    private static string Refused(params MarketSnapshot[] products) => Assert.Throws<CombineException>(() => Combined(products)).Message;
}
