using Poise.Chains;
using Poise.Domain;

namespace Poise.Core.Tests;

public class OptionChainTests
{
    private static readonly ChainSettings Settings = new();

    [Fact]
    public void Parity_recovers_the_forwards_and_the_mids_recover_the_vols()
    {
        var truth = new GeneratedChain();
        OptionChain chain = OptionChain.Of(truth.Snapshot(), Settings);
        Assert.Equal(6, chain.Slices.Count);
        foreach (ExpirySlice slice in chain.Slices)
        {
            Duration left = slice.Expiry - chain.AsOf;
            Assert.Equal(ForwardRung.Parity, slice.Forward.Rung);
            Assert.Equal(truth.Forward(left), slice.Forward.Forward, 1e-6 * truth.Spot);
            Assert.Equal(truth.Discount(left), slice.Forward.Discount, 1e-4);
            for (int i = 0; i < slice.Count; i++)
            {
                if (slice.VolSources[i] == VolSource.OutOfTheMoneyMid)
                    Assert.Equal(truth.Vol(slice.Strikes[i], left), slice.Vols[i], 1e-5);
            }
        }
    }

    [Fact]
    public void A_wild_quote_does_not_move_the_forward()
    {
        var truth = new GeneratedChain
        {
            Change = r => r.Contract.Strike == 5000 && r.Contract.Type == OptionType.Call && r.Quote.IsTwoSided
                ? r with { Quote = r.Quote with { Bid = r.Quote.Bid + 30, Ask = r.Quote.Ask + 30 } }
                : r,
        };
        OptionChain chain = OptionChain.Of(truth.Snapshot(), Settings);
        Assert.All(chain.Slices, s => Assert.Equal(truth.Forward(s.Expiry - chain.AsOf), s.Forward.Forward, 0.05));
    }

    [Fact]
    public void Coin_prices_recover_the_forwards_and_the_vols_too()
    {
        var truth = new GeneratedChain { Style = PayoffStyle.Inverse };
        OptionChain chain = OptionChain.Of(truth.Snapshot(), Settings);
        foreach (ExpirySlice slice in chain.Slices)
        {
            Duration left = slice.Expiry - chain.AsOf;
            Assert.Equal(ForwardRung.Parity, slice.Forward.Rung);
            Assert.Equal(truth.Forward(left), slice.Forward.Forward, 1e-6 * truth.Spot);
            Assert.Equal(truth.Spot / slice.Forward.Forward, slice.Forward.Discount);
            int atm = Array.FindIndex(slice.Strikes, k => k == 5000);
            Assert.Equal(truth.Vol(5000, left), slice.Vols[atm], 1e-6);
        }
    }

    [Fact]
    public void A_listed_future_stands_above_parity()
    {
        MarketSnapshot snapshot = new GeneratedChain().Snapshot();
        Instant expiry = snapshot.Options[^1].Contract.Expiry;
        var future = new Contract { Id = new("gen", "F"), Kind = ContractKind.Future, Underlying = "GEN", Expiry = expiry };
        OptionChain chain = OptionChain.Of(snapshot.With([new FutureRow(future, new Quote(5111, 5113, 1, 1, default), double.NaN, 0, 1)]), Settings);
        Assert.Equal((5112.0, ForwardRung.ListedFuture), (chain.Slices[^1].Forward.Forward, chain.Slices[^1].Forward.Rung));
        Assert.Equal(ForwardRung.Parity, chain.Slices[^2].Forward.Rung);
    }

    [Fact]
    public void Without_pairs_an_expiry_between_others_stands_on_their_carry_and_one_beyond_on_rate_and_yield()
    {
        var truth = new GeneratedChain
        {
            Change = r => (r.Contract.Expiry - GeneratedChain.Now) is var left && (left > Duration.FromDays(200) || (left > Duration.FromDays(40) && left < Duration.FromDays(50)))
                ? r with { Quote = Quote.Absent }
                : r,
        };
        OptionChain chain = OptionChain.Of(truth.Snapshot(), Settings);
        Assert.Equal(
            [ForwardRung.Parity, ForwardRung.Parity, ForwardRung.Parity, ForwardRung.Carry, ForwardRung.Parity, ForwardRung.RateAndYield],
            chain.Slices.Select(s => s.Forward.Rung));
        Assert.All(chain.Slices, s => Assert.Equal(truth.Forward(s.Expiry - chain.AsOf), s.Forward.Forward, 0.25));
        Assert.All(chain.Slices[^1].VolSources.Take(chain.Slices[^1].Count), s => Assert.Equal(VolSource.Vendor, s));
    }

    [Fact]
    public void With_no_quotes_at_all_the_forward_is_spot_and_a_note_says_so()
    {
        OptionChain chain = OptionChain.Of(new GeneratedChain { Change = r => r with { Quote = Quote.Absent } }.Snapshot(), Settings);
        Assert.All(chain.Slices, s => Assert.Equal((5000.0, ForwardRung.SpotFlat), (s.Forward.Forward, s.Forward.Rung)));
        Assert.Contains(chain.Notes, n => n.StartsWith("forward: 6 of 6", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_roots_at_one_strike_and_date_are_two_contracts()
    {
        MarketSnapshot one = new GeneratedChain { Days = [18] }.Snapshot();
        OptionRow[] am = [.. one.Options.Select(r => r with { Contract = r.Contract with { Root = "AM", Expiry = r.Contract.Expiry - Duration.FromHours(6) } })];
        var both = new MarketSnapshot { Underlying = "GEN", Source = "generated", AsOf = one.AsOf, QuoteDate = one.QuoteDate, Spot = one.Spot, Options = [.. one.Options, .. am], Rows = one.Rows * 2 };
        OptionChain chain = OptionChain.Of(both, Settings);
        Assert.Equal(["AM", "GEN"], chain.Slices.Select(s => s.Root));
        Assert.Equal(OptionChain.Of(one, Settings).Coverage.OpenInterest * 2, chain.Coverage.OpenInterest);
    }

    [Fact]
    public void Every_row_is_counted_once_and_the_order_of_rows_changes_nothing()
    {
        var random = new SeededRandom(7);
        var truth = new GeneratedChain
        {
            Change = r => random.NextInt32(12) switch
            {
                0 => r with { Quote = Quote.Absent, Vendor = VendorGreeks.Absent },
                1 => r with { Quote = r.Quote with { Bid = r.Quote.Ask + 1 }, Vendor = VendorGreeks.Absent },
                2 => r with { Quote = r.Quote with { At = GeneratedChain.Now - Duration.FromDays(2) } },
                3 => r with { OpenInterest = double.NaN },
                _ => r,
            },
        };
        MarketSnapshot snapshot = truth.Snapshot();
        OptionChain chain = OptionChain.Of(snapshot, Settings);
        ChainCoverage c = chain.Coverage;
        Assert.Equal(c.Rows, c.Used + c.Expired + c.NoVol + c.NoOpenInterest + c.Crossed + c.Stale + c.Malformed);
        Assert.True(c.Expired > 0 && c.Crossed > 0 && c.Stale > 0 && c.NoOpenInterest > 0 && c.NoVol > 0);

        OptionRow[] shuffled = [.. snapshot.Options];
        for (int i = shuffled.Length - 1; i > 0; i--)
        {
            int j = random.NextInt32(i + 1);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }
        var again = new MarketSnapshot { Underlying = "GEN", Source = "generated", AsOf = snapshot.AsOf, QuoteDate = snapshot.QuoteDate, Spot = snapshot.Spot, Options = shuffled, Rows = snapshot.Rows };
        OptionChain other = OptionChain.Of(again, Settings);
        Assert.Equal(c, other.Coverage);
        for (int s = 0; s < chain.Slices.Count; s++)
        {
            Assert.Equal(chain.Slices[s].Forward, other.Slices[s].Forward);
            Assert.Equal(chain.Slices[s].Vols, other.Slices[s].Vols);
        }
    }

    [Fact]
    public void A_snapshot_without_spot_is_refused() =>
        Assert.Throws<ArgumentException>(() => OptionChain.Of(new GeneratedChain { Spot = 5000 }.Snapshot() is var s ? new MarketSnapshot { Underlying = "GEN", Source = "x", AsOf = s.AsOf, QuoteDate = s.QuoteDate, Options = s.Options, Rows = s.Rows } : null!, Settings));
}
