using Poise.Chains;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

public class SmileSurfaceTests
{
    private static readonly GeneratedChain Truth = new();

    private static OptionChain Chain(GeneratedChain? generated = null) => OptionChain.Of((generated ?? Truth).Snapshot(), new ChainSettings());

    private static SmileSurface Surface(string name, OptionChain chain) => name switch
    {
        "svi" => SviSurface.Fit(chain),
        "ssvi" => SviSurface.Ssvi(SurfaceQuotes.Of(chain)),
        _ => BandSurface.Fit(chain),
    };

    [Theory]
    [InlineData("svi", 0.001)]
    [InlineData("band", 0.002)]
    public void The_surface_is_near_the_truth_at_the_strikes_and_between_them(string name, double tolerance)
    {
        var surface = Surface(name, Chain());
        Assert.Equal(6, surface.Expiries.Count);
        foreach (ExpirySlice expiry in surface.Expiries)
        {
            double forward = Truth.Forward(expiry.Expiry - GeneratedChain.Now), deviation = 0.16 * Math.Sqrt(expiry.Years);
            for (double d = -2; d <= 1.5; d += 0.1)
            {
                double strike = forward * Math.Exp(d * deviation);
                SurfacePoint point = surface.At(strike, expiry.Years);
                if (point.Status != SurfaceStatus.Ok)
                    continue;
                // A quote is worth 0.05 to both sides: in vol that is as much as this.
                OptionGreeks greeks = Black76.EvaluateForward(OptionType.Call, forward, strike, expiry.Years, 1, Truth.Vol(strike, expiry.Expiry - GeneratedChain.Now));
                Assert.Equal(Truth.Vol(strike, expiry.Expiry - GeneratedChain.Now), point.Vol, tolerance + 0.06 / greeks.Vega);
            }
        }
    }

    [Theory]
    [InlineData("svi")]
    [InlineData("ssvi")]
    [InlineData("band")]
    public void No_arbitrage_is_left_even_where_quotes_cross_the_calendar(string name)
    {
        // Every other expiry is quoted at vols a fifth lower: total variance falls in time.
        var crossed = Truth with { Change = row => row.Contract.Id.Symbol.StartsWith("G18", StringComparison.Ordinal) || row.Contract.Id.Symbol.StartsWith("G109", StringComparison.Ordinal) ? Lower(row) : row };
        foreach (GeneratedChain generated in (GeneratedChain[])[Truth, crossed])
            FreeOfArbitrage(Surface(name, Chain(generated)));
    }

    private static OptionRow Lower(OptionRow row)
    {
        Duration left = row.Contract.Expiry - GeneratedChain.Now;
        double price = Black76.EvaluateForward(row.Contract.Type, Truth.Forward(left), row.Contract.Strike, left.Years, Truth.Discount(left), 0.4 * Truth.Vol(row.Contract.Strike, left)).Price;
        return row with { Quote = price > 0.05 ? new Quote(price - 0.05, price + 0.05, 10, 10, default) : Quote.Absent };
    }

    private static void FreeOfArbitrage(SmileSurface surface)
    {
        double[] x = [.. Enumerable.Range(0, 601).Select(i => 0.4 + 0.002 * i)];
        var earlier = new double[x.Length];
        double first = surface.Expiries[0].Years, last = surface.Expiries[^1].Years;
        for (int t = 0; t < surface.Expiries.Count; t++)
        {
            var calls = new double[x.Length];
            for (int i = 0; i < x.Length; i++)
            {
                double price = surface.Price(t, x[i], out double slope);
                calls[i] = price + Math.Max(1 - x[i], 0);
                Assert.True(price >= earlier[i], $"expiry {t}, x {x[i]}: falls in time");
                Assert.InRange(x[i] < 1 ? slope - 1 : slope, -1 - 1e-12, 1e-12);
                if (i > 1)
                    Assert.True(calls[i] - calls[i - 1] >= calls[i - 1] - calls[i - 2] - 1e-13, $"expiry {t}, x {x[i]}: not convex");
                earlier[i] = price;
            }
        }
        // Between expiries: total variance at fixed strike over forward rises, prices stay convex.
        foreach (double moneyness in (double[])[0.85, 0.95, 1, 1.03, 1.1])
        {
            double before = 0;
            for (int i = 0; i <= 400; i++)
            {
                double years = Math.Min(first + (last - first) * i / 400, last);
                double forward = surface.At(5000, years).Forward;
                SurfacePoint point = surface.At(moneyness * forward, years);
                if (point.Status == SurfaceStatus.NotANumber)
                    continue;
                double variance = point.Vol * point.Vol * years;
                Assert.True(variance >= before * (1 - 1e-9), $"x {moneyness}, {years} years");
                before = variance;
            }
        }
        for (int i = 1; i < 8; i++)
        {
            double years = first + (last - first) * i / 8;
            double[] prices = [.. Enumerable.Range(0, 81).Select(j => CallAt(surface, 4300 + 20 * j, years))];
            for (int j = 2; j < prices.Length; j++)
                Assert.True(prices[j] - prices[j - 1] >= prices[j - 1] - prices[j - 2] - 1e-8);
        }
    }

    private static double CallAt(SmileSurface surface, double strike, double years)
    {
        SurfacePoint point = surface.At(strike, years);
        return Black76.EvaluateForward(OptionType.Call, point.Forward, strike, years, 1, point.Vol).Price;
    }

    [Fact]
    public void Bands_meet_every_quote_of_a_market_without_arbitrage()
    {
        BandSurface surface = BandSurface.Fit(Chain());
        foreach (BandSlice slice in surface.Slices)
        {
            Assert.Equal(BandFitStatus.Ok, slice.Status);
            Assert.Empty(slice.Missed);
            Assert.Equal(1, slice.Errors.ShareInside);
        }
    }

    [Fact]
    public void A_quote_with_arbitrage_is_listed_by_name()
    {
        var injected = Truth with
        {
            Change = row => row.Contract.Id.Symbol == "G46-4600-Put" ? row with { Quote = new Quote(3 * row.Quote.Bid, 3 * row.Quote.Ask, 1, 1, default) } : row,
        };
        BandSurface surface = BandSurface.Fit(Chain(injected));
        MissedQuote missed = Assert.Single(surface.Slices.SelectMany(s => s.Missed));
        Assert.Equal("G46-4600-Put", missed.Contract.Id.Symbol);
        Assert.True(missed.Fitted < missed.Bid);
        Assert.True(missed.Bid < missed.Ask);
        FreeOfArbitrage(surface);
    }

    [Fact]
    public void Thin_expiries_are_named_with_the_reason_and_passed_over()
    {
        var thin = Truth with { Change = row => row.Contract.Id.Symbol.StartsWith("G18-", StringComparison.Ordinal) && Math.Abs(row.Contract.Strike - 5000) > 30 ? row with { Quote = Quote.Absent } : row };
        OptionChain chain = Chain(thin);
        SviSurface svi = SviSurface.Fit(chain);
        BandSurface bands = BandSurface.Fit(chain);
        Assert.Equal(SmileFitStatus.FewQuotes, svi.Slices[2].Fit.Status);
        Assert.Equal(BandFitStatus.FewQuotes, bands.Slices[2].Status);
        Assert.False(bands.Slices[2].IsFitted);
        Assert.Equal(5, svi.Expiries.Count);
        Assert.Equal(5, bands.Expiries.Count);
        // The time of the thin one is still answered, from its neighbours.
        Assert.Equal(SurfaceStatus.Ok, bands.At(5000, chain.Slices[2].Years).Status);
    }

    [Fact]
    public void A_chain_without_quotes_gives_a_surface_that_refuses()
    {
        OptionChain chain = Chain(Truth with { Change = row => row with { Quote = Quote.Absent } });
        foreach (string name in (string[])["svi", "ssvi", "band"])
        {
            SmileSurface surface = Surface(name, chain);
            Assert.Empty(surface.Expiries);
            Assert.Equal(SurfaceStatus.OutsideExpiries, surface.At(5000, 0.1).Status);
        }
    }

    [Theory]
    [InlineData("svi")]
    [InlineData("band")]
    public void Outside_of_what_it_knows_the_surface_refuses_or_says_that_it_extrapolates(string name)
    {
        SmileSurface surface = Surface(name, Chain());
        double first = surface.Expiries[0].Years, last = surface.Expiries[^1].Years;
        Assert.Equal(SurfaceStatus.OutsideExpiries, surface.At(5000, 0.9 * first).Status);
        Assert.Equal(SurfaceStatus.OutsideExpiries, surface.At(5000, 1.1 * last).Status);
        Assert.Equal(SurfaceStatus.Ok, surface.At(5000, first).Status);
        Assert.Equal(SurfaceStatus.Ok, surface.At(5000, last).Status);
        SurfacePoint low = surface.At(3500, last), high = surface.At(7000, last);
        Assert.Equal(SurfaceStatus.Extrapolated, low.Status);
        Assert.Equal(SurfaceStatus.Extrapolated, high.Status);
        Assert.True(low.Vol > surface.At(4000, last).Vol);
        Assert.InRange(high.Vol, 0.01, 1);
        foreach ((double strike, double years) in ((double, double)[])[(0, 0.1), (-5, 0.1), (double.NaN, 0.1), (5000, double.NaN), (5000, 0), (double.PositiveInfinity, 0.1)])
        {
            SurfacePoint point = surface.At(strike, years);
            Assert.Equal(SurfaceStatus.NotANumber, point.Status);
            Assert.True(double.IsNaN(point.Vol));
            Assert.True(double.IsNaN(surface.Deltas(OptionType.Call, strike, years, SpotVolRule.Regressed(-1)).StickyMoneyness));
        }
    }

    [Theory]
    [InlineData("svi")]
    [InlineData("band")]
    public void The_slope_of_vol_is_its_derivative(string name)
    {
        SmileSurface surface = Surface(name, Chain());
        double years = 0.5 * (surface.Expiries[3].Years + surface.Expiries[4].Years);
        for (double strike = 4405; strike < 5500; strike += 50)
        {
            const double H = 0.01;
            double slope = (surface.At(strike + H, years).Vol - surface.At(strike - H, years).Vol) / (2 * H);
            Assert.Equal(slope, surface.At(strike, years).VolByStrike, 1e-8 + 2e-3 * Math.Abs(slope));
        }
    }

    [Theory]
    [InlineData("svi", PayoffStyle.Linear)]
    [InlineData("band", PayoffStyle.Linear)]
    [InlineData("band", PayoffStyle.Inverse)]
    public void Deltas_are_those_of_bumping_and_repricing(string name, PayoffStyle style)
    {
        SmileSurface surface = Surface(name, Chain(Truth with { Style = style }));
        const double Beta = -0.8;
        const double H = 0.05;
        ExpirySlice expiry = surface.Expiries[3];
        double spot = surface.Spot;
        foreach (OptionType type in (OptionType[])[OptionType.Call, OptionType.Put])
        {
            for (double strike = 4610; strike < 5350; strike += 55)
            {
                SurfacePoint here = surface.At(strike, expiry.Years);
                SurfaceDeltas deltas = surface.Deltas(type, strike, expiry.Years, SpotVolRule.Regressed(Beta));
                Assert.Equal(Difference(_ => here.Vol), deltas.BlackScholes, 1e-7);
                // The smile as a function of strike over spot: today's vol at the strike that has today's strike over spot.
                Assert.Equal(Difference(s => surface.At(strike * spot / s, expiry.Years).Vol), deltas.StickyMoneyness, 2e-5);
                Assert.Equal(Difference(s => here.Vol + Beta * (s - spot) / spot), deltas.MinimumVariance, 1e-6);
                Assert.Equal(Black76.EvaluateForward(type, here.Forward, strike, expiry.Years, here.Discount, here.Vol).Price, deltas.Value);
                // A put skew and a vol that falls as spot rises: docs/units.md says which is above and which below.
                if (here.VolByStrike < 0)
                    Assert.True(deltas.StickyMoneyness > deltas.BlackScholes);
                Assert.True(deltas.MinimumVariance < deltas.BlackScholes);

                double Difference(Func<double, double> vol) => (Price(spot + H, vol(spot + H)) - Price(spot - H, vol(spot - H))) / (2 * H);

                double Price(double s, double vol) => Black76.EvaluateForward(type, here.Forward * s / spot, strike, expiry.Years, here.Discount, vol).Price;
            }
        }
        double delta = surface.Deltas(OptionType.Call, 5000, expiry.Years, SpotVolRule.HullWhite(-0.2, 0.1, -0.3)).BlackScholes;
        Assert.Equal((-0.2 + 0.1 * delta - 0.3 * delta * delta) / (spot * Math.Sqrt(expiry.Years)), SpotVolRule.HullWhite(-0.2, 0.1, -0.3).Slope(delta, spot, expiry.Years), 1e-15);
    }

    [Theory]
    [InlineData("svi")]
    [InlineData("band")]
    public void Asking_allocates_nothing(string name)
    {
        SmileSurface surface = Surface(name, Chain());
        double years = 0.5 * (surface.Expiries[2].Years + surface.Expiries[3].Years), sum = 0;
        Assert.Equal(0, AllocatedBytes.Of(Ask));
        Assert.True(double.IsFinite(sum));

        void Ask()
        {
            for (double strike = 4500; strike < 5400; strike += 10)
                sum += surface.At(strike, years).Vol + surface.Deltas(OptionType.Put, strike, years, SpotVolRule.Regressed(-1)).MinimumVariance;
        }
    }

    [Fact]
    public void The_same_chain_gives_the_same_bits()
    {
        foreach (string name in (string[])["svi", "ssvi", "band"])
        {
            SmileSurface first = Surface(name, Chain()), second = Surface(name, Chain());
            for (double strike = 4100; strike < 6000; strike += 13)
                Assert.Equal(first.At(strike, 0.15), second.At(strike, 0.15));
        }
    }

    [Fact]
    public void Junk_rows_are_left_out_and_counted()
    {
        var junk = Truth with
        {
            Change = row => (row.Contract.Strike % 200) switch
            {
                25 => row with { Quote = new Quote(row.Quote.Ask, row.Quote.Bid, 1, 1, default) },
                50 => row with { Quote = row.Quote with { Ask = double.NaN } },
                75 => row with { Quote = row.Quote with { Bid = double.NaN } },
                100 => row with { Quote = row.Quote with { Ask = 2 * row.Contract.Strike + 10_000 } },
                _ => row,
            },
        };
        OptionChain chain = Chain(junk);
        SurfaceQuotes quotes = SurfaceQuotes.Of(chain);
        Assert.All(quotes.Slices, s => Assert.True(s.LeftOut > 0));
        BandSurface surface = BandSurface.Fit(chain);
        Assert.All(surface.Slices, s => Assert.Empty(s.Missed));
        FreeOfArbitrage(surface);
    }
}
