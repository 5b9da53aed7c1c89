using Poise.Chains;
using Poise.Pricing;

namespace Poise.Core.Tests;

public class ChainGreeksTests
{
    private readonly OptionChain _chain = OptionChain.Of(new GeneratedChain().Snapshot(), new ChainSettings());

    [Theory]
    [InlineData(1)]
    [InlineData(1.03)]
    public void Every_contract_has_the_greeks_that_it_has_alone(double move)
    {
        var greeks = new ChainGreeks(_chain);
        double spot = _chain.Spot * move;
        greeks.Price(0, _chain.Slices.Count, spot);
        for (int s = 0; s < _chain.Slices.Count; s++)
        {
            ExpirySlice slice = _chain.Slices[s];
            SliceTerms terms = slice.Terms(_chain.Spot);
            terms = move == 1 ? terms : terms with { Spot = spot, Forward = terms.Forward * (spot / _chain.Spot) };
            foreach (int sign in (int[])[1, -1])
            {
                double[][] alone = [.. Enumerable.Range(0, 12).Select(_ => new double[slice.Strikes.Length])];
                double[] signs = [.. slice.Strikes.Select(_ => (double)sign)];
                Black76.Evaluate(terms, slice.LogStrikes, slice.Vols, signs, SampleColumns.Into(alone));
                Assert.Equal(alone.SelectMany(c => c), Columns(sign > 0 ? greeks.Calls(s) : greeks.Puts(s)).SelectMany(c => c));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(40)]
    public void Parts_by_several_threads_are_the_whole(int parts)
    {
        var whole = new ChainGreeks(_chain);
        whole.Price();
        var apart = new ChainGreeks(_chain);
        int[] cuts = apart.Split(parts);
        Assert.Equal(0, cuts[0]);
        Assert.Equal(_chain.Slices.Count, cuts[^1]);
        Thread[] threads = [.. Enumerable.Range(0, parts).Select(p => new Thread(() => apart.Price(cuts[p], cuts[p + 1], _chain.Spot)))];
        foreach (Thread thread in threads)
            thread.Start();
        foreach (Thread thread in threads)
            thread.Join();
        for (int s = 0; s < _chain.Slices.Count; s++)
        {
            Assert.Equal(Columns(whole.Calls(s)).SelectMany(c => c), Columns(apart.Calls(s)).SelectMany(c => c));
            Assert.Equal(Columns(whole.Puts(s)).SelectMany(c => c), Columns(apart.Puts(s)).SelectMany(c => c));
            Assert.All(Enumerable.Range(0, _chain.Slices[s].Count), i => Assert.True(Columns(whole.Calls(s))[3][i] >= 0));
        }
    }

    [Fact]
    public void Pricing_again_allocates_nothing()
    {
        var greeks = new ChainGreeks(_chain);
        Assert.Equal(0, AllocatedBytes.Of(greeks.Price));
    }

    private static double[][] Columns(GreekColumns g) =>
    [
        g.Price.ToArray(), g.Delta.ToArray(), g.Gamma.ToArray(), g.Vega.ToArray(), g.Theta.ToArray(), g.Rho.ToArray(),
        g.Vanna.ToArray(), g.Volga.ToArray(), g.Charm.ToArray(), g.Speed.ToArray(), g.Zomma.ToArray(), g.Color.ToArray(),
    ];
}
