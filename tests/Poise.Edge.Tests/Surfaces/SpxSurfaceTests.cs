using Poise.Chains;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Edge.Tests;

/// <summary>Surfaces of real chains. Their twins on generated chains are SmileSurfaceTests.</summary>
public class SpxSurfaceTests
{
    private static OptionChain Chain(string file) =>
        OptionChain.Of(PublishedLevelsTests.Read(Repository.SharedData(file)), new ChainSettings());

    [Theory]
    [InlineData("cboe/cboe_spx_quotedata_all_02-09-25.csv", 0.99)]
    [InlineData("cboe/cboe_spx_quotedata_all_03-09-25.csv", 0.99)]
    [InlineData("cboe/rut_quotedata.json", 0.995)]
    [InlineData("deribit-tickers/BTC_20260121_options_raw.csv", 0.995)]
    public void Bands_hold_nearly_all_quotes_and_the_surface_has_no_arbitrage(string file, double share)
    {
        BandSurface surface = BandSurface.Fit(Chain(file));
        Assert.All(surface.Slices, s => Assert.Equal(BandFitStatus.Ok, s.Status));
        int quotes = surface.Slices.Sum(s => s.Errors.Quotes), inside = surface.Slices.Sum(s => s.Errors.Inside);
        Assert.Equal(quotes - inside, surface.Slices.Sum(s => s.Missed.Count));
        Assert.True(inside >= share * quotes, $"{inside} of {quotes}");
        Assert.All(surface.Slices.SelectMany(s => s.Missed), m => Assert.True(m.Fitted < m.Bid || m.Fitted > m.Ask));
        FreeOfArbitrage(surface, surface.Slices.Select(s => s.Smile!).ToArray());
    }

    [Theory]
    [InlineData("cboe/cboe_spx_quotedata_all_02-09-25.csv", 15)]
    [InlineData("cboe/cboe_spx_quotedata_all_03-09-25.csv", 17)]
    [InlineData("cboe/rut_quotedata.json", 0)]
    [InlineData("deribit-tickers/BTC_20260121_options_raw.csv", 0)]
    public void Svi_is_within_a_spread_of_most_quotes_and_has_no_arbitrage(string file, int far)
    {
        SviSurface surface = SviSurface.Fit(Chain(file));
        Assert.All(surface.Slices, s => Assert.True(s.Fit.IsFitted));
        Assert.All(surface.Slices, s => Assert.True(s.LeastG >= 0));
        double[] errors = [.. surface.Slices.Select(s => s.Errors.MedianError).Order()];
        Assert.True(errors[errors.Length / 2] < 0.8, $"median {errors[errors.Length / 2]}");
        Assert.True(errors.Count(e => e > 1) <= far, $"{errors.Count(e => e > 1)} expiries are over a spread off");
        FreeOfArbitrage(surface, []);
    }

    private static void FreeOfArbitrage(SmileSurface surface, BandSmile[] smiles)
    {
        double[] grid = [.. Enumerable.Range(0, 700).Select(i => 0.05 + 0.003 * i)];
        var earlier = new double[grid.Length];
        for (int t = 0; t < surface.Expiries.Count; t++)
        {
            double before = -1;
            for (int i = 0; i < grid.Length; i++)
            {
                double price = surface.Price(t, grid[i], out double slope);
                Assert.True(price >= earlier[i] * (1 - 1e-12), $"{surface.Expiries[t].ListedExpiry}, x {grid[i]}: falls in time");
                earlier[i] = price;
                double callSlope = grid[i] < 1 ? slope - 1 : slope;
                Assert.True(callSlope >= before - 1e-12, $"{surface.Expiries[t].ListedExpiry}, x {grid[i]}: not convex");
                Assert.True(callSlope <= 1e-12);
                before = callSlope;
            }
        }
        foreach (BandSmile smile in smiles)
        {
            foreach (double ratio in smile.Ratios)
                Assert.True(ratio >= 0);
            double put = smile.Price(Math.BitDecrement(1.0), out double putSlope), call = smile.Price(1, out double callSlope);
            Assert.Equal(put, call, 1e-13);
            Assert.Equal(1, putSlope - callSlope, 1e-11);
        }
    }
}
