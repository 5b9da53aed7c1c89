using Poise.Chains;
using Poise.Domain;
using Poise.TestShared;

namespace Poise.Core.Tests;

/// <summary>A chain that quotes keep current is the chain that would be made of them.</summary>
public class QuotedChainTests
{
    private static readonly ChainSettings Settings = new();

    private static void Same(ExpirySlice expected, ExpirySlice actual)
    {
        Assert.Equal(expected.Forward, actual.Forward);
        Assert.Equal(expected.Years, actual.Years);
        Assert.Equal(expected.Vols, actual.Vols);
        Assert.Equal(expected.VolSources, actual.VolSources);
        Assert.Equal(expected.CallOpenInterest, actual.CallOpenInterest);
        Assert.Equal(expected.PutOpenInterest, actual.PutOpenInterest);
    }

    private static Quote Shifted(Quote q, SeededRandom random) => random.NextInt32(5) switch
    {
        0 => Quote.Absent,
        1 => q with { Bid = q.Ask + 1 },
        _ => q with { Bid = q.Bid * (1 + 0.02 * (random.NextDouble() - 0.5)), Ask = q.Ask * 1.02 },
    };

    [Theory]
    [InlineData(PayoffStyle.Linear)]
    [InlineData(PayoffStyle.Inverse)]
    public void Quotes_of_short_expiries_give_the_bits_of_a_chain_made_anew(PayoffStyle style)
    {
        var chain = new QuotedChain(new GeneratedChain { Style = style }.Snapshot(), Settings);
        var random = new SeededRandom(7);
        var touched = new List<int>();
        int[] shortRows = [.. Enumerable.Range(0, chain.Rows.Length).Where(i => chain.Rows[i].Contract.Expiry > chain.Chain.AsOf && chain.Rows[i].Contract.Expiry - chain.Chain.AsOf < Duration.FromDays(20))];
        for (int batch = 0; batch < Deep.Times(20); batch++)
        {
            for (int n = 0; n < 60; n++)
            {
                int row = shortRows[random.NextInt32(shortRows.Length)];
                if (n % 4 == 0)
                    chain.Take(row, chain.Rows[row] with { OpenInterest = random.NextInt32(900), Vendor = chain.Rows[row].Vendor with { Vol = 0.3 } });
                else
                    chain.Take(row, Shifted(chain.Rows[row].Quote.IsTwoSided ? chain.Rows[row].Quote : new Quote(3, 4, 1, 1, default), random));
            }
            chain.Fit(touched);
            OptionChain anew = OptionChain.Of(chain.Now(), Settings);
            Assert.Equal([0, 1, 2], touched);
            for (int s = 0; s < anew.Slices.Count; s++)
            {
                // The short ones' rates are the long ones'; pairs that tell no forward any more leave the last one standing.
                if (anew.Slices[s].Forward.Rung == ForwardRung.Parity)
                    Same(anew.Slices[s], chain.Chain.Slices[s]);
            }
        }
        chain.Fit(touched);
        Assert.Empty(touched);
    }

    [Fact]
    public void A_quote_touches_its_own_expiry_alone()
    {
        var chain = new QuotedChain(new GeneratedChain().Snapshot(), Settings);
        OptionChain before = OptionChain.Of(chain.Now(), Settings);
        int row = chain.Chain.Slices[4].CallRows[60];
        chain.Take(row, chain.Rows[row].Quote with { Ask = chain.Rows[row].Quote.Ask + 1 });
        var touched = new List<int>();
        chain.Fit(touched);
        Assert.Equal([4], touched);
        Assert.NotEqual(before.Slices[4].Vols, chain.Chain.Slices[4].Vols);
        foreach (int s in (int[])[0, 1, 2, 3, 5])
            Same(before.Slices[s], chain.Chain.Slices[s]);
    }

    [Fact]
    public void Forwards_move_with_spot_and_discounts_with_time()
    {
        var generated = new GeneratedChain();
        var chain = new QuotedChain(generated.Snapshot(), Settings);
        double[] basis = [.. chain.Chain.Slices.Select(s => s.Forward.Forward / chain.Chain.Spot)], vols = [.. chain.Chain.Slices[2].Vols];
        Instant later = GeneratedChain.Now + Duration.FromHours(6);
        Assert.True(chain.Move(later, 5050));
        Assert.Equal((5050, later), (chain.Chain.Spot, chain.Chain.AsOf));
        for (int s = 0; s < basis.Length; s++)
        {
            ExpirySlice slice = chain.Chain.Slices[s];
            Assert.Equal(basis[s] * 5050, slice.Forward.Forward, 1e-9);
            Assert.Equal((slice.Expiry - later).Years, slice.Years);
            Assert.Equal(Math.Exp(-generated.Rate * slice.Years), slice.Forward.Discount, 1e-4);
        }
        Assert.Equal(vols, chain.Chain.Slices[2].Vols);
        MarketSnapshot now = chain.Now();
        Assert.Equal((later, 5050, "given"), (now.AsOf, now.Spot, now.SpotSource));
    }

    [Fact]
    public void It_does_not_live_past_its_first_expiry()
    {
        var chain = new QuotedChain(new GeneratedChain().Snapshot(), Settings);
        Instant end = chain.Chain.Slices[0].Expiry;
        Assert.False(chain.Move(end, 5050));
        Assert.Equal((5000, GeneratedChain.Now), (chain.Chain.Spot, chain.Chain.AsOf));
        Assert.True(chain.Move(end - new Duration(1), 5050));
    }

    [Fact]
    public void A_quote_of_what_was_left_out_calls_for_a_chain_made_anew()
    {
        Instant old = GeneratedChain.Now - Duration.FromHours(3);
        MarketSnapshot market = new GeneratedChain { Change = r => r.Line == 530 ? r with { Quote = r.Quote with { At = old } } : r }.Snapshot();
        var chain = new QuotedChain(market, Settings);
        Assert.Equal(1, chain.Chain.Coverage.Stale);
        chain.Take(540, market.Options[540].Quote);
        Assert.False(chain.HasOutgrown);
        chain.Take(529, market.Options[529].Quote with { At = GeneratedChain.Now });
        Assert.True(chain.HasOutgrown);
        Assert.Equal(0, OptionChain.Of(chain.Now(), Settings).Coverage.Stale);
        Assert.Throws<ArgumentException>(() => chain.Take(3, market.Options[4]));
    }

    [Fact]
    public void What_was_taken_from_it_stays_as_it_was()
    {
        var chain = new QuotedChain(new GeneratedChain().Snapshot(), Settings);
        MarketSnapshot taken = chain.Now();
        Quote before = taken.Options[200].Quote;
        chain.Take(200, before with { Bid = 1 });
        Assert.Equal(before, taken.Options[200].Quote);
        Assert.Equal(1, chain.Rows[200].Quote.Bid);
    }
}
