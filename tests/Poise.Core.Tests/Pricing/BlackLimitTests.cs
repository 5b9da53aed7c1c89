using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

public class BlackLimitTests
{
    [Theory]
    [InlineData(OptionType.Call, 90, 10, 1)]
    [InlineData(OptionType.Call, 110, 0, 0)]
    [InlineData(OptionType.Call, 100, 0, 0.5)]
    [InlineData(OptionType.Put, 90, 0, 0)]
    [InlineData(OptionType.Put, 110, 10, -1)]
    [InlineData(OptionType.Put, 100, 0, -0.5)]
    public void At_expiry_an_option_is_its_payoff(OptionType type, double strike, double price, double delta)
    {
        foreach (var years in (double[])[0, -0.1])
        {
            var g = Black76.Evaluate(type, 100, strike, years, 0.05, 0.02, 0.3);
            Assert.Equal(price, g.Price);
            Assert.Equal(delta, g.Delta);
            Assert.Equal(0, g.Gamma);
            Assert.Equal(0, g.Vega);
            Assert.Equal(0, g.Vanna);
            Assert.Equal(0, g.Color);
            Assert.Equal(0, g.Theta);
            Assert.Equal(0, g.Charm);
        }
    }

    [Theory]
    [InlineData(OptionType.Call, 90)]
    [InlineData(OptionType.Put, 110)]
    public void Without_vol_an_option_is_a_forward(OptionType type, double strike)
    {
        var sign = type == OptionType.Call ? 1 : -1;
        var g = Black76.Evaluate(type, 100, strike, 1, 0.05, 0.02, 0);
        var spotValue = 100 * Math.Exp(-0.02);
        var strikeValue = strike * Math.Exp(-0.05);
        Assert.Equal(sign * (spotValue - strikeValue), g.Price, 1e-13);
        Assert.Equal(sign * Math.Exp(-0.02), g.Delta, 1e-15);
        Assert.Equal(sign * (0.02 * spotValue - 0.05 * strikeValue), g.Theta, 1e-13);
        Assert.Equal(sign * strikeValue, g.Rho, 1e-13);
        Assert.Equal(0, g.Gamma);
    }

    [Fact]
    public void A_vanishing_vol_tends_to_no_vol()
    {
        var none = Black76.EvaluateForward(OptionType.Call, 100, 90, 1, 0.97, 0);
        var little = Black76.EvaluateForward(OptionType.Call, 100, 90, 1, 0.97, 1e-9);
        Assert.Equal(none, little);
    }

    [Fact]
    public void An_endless_vol_is_worth_the_forward_or_the_strike()
    {
        Assert.Equal(97, Black76.EvaluateForward(OptionType.Call, 100, 90, 1, 0.97, 200).Price, 1e-12);
        Assert.Equal(87.3, Black76.EvaluateForward(OptionType.Put, 100, 90, 1, 0.97, 200).Price, 1e-12);
    }

    [Theory]
    [InlineData(1e9)]
    [InlineData(1e20)]
    [InlineData(double.PositiveInfinity)]
    public void At_expiry_no_vol_is_large_enough(double vol)
    {
        foreach (var years in (double[])[0, -1])
        {
            Assert.Equal(0, Black76.EvaluateForward(OptionType.Call, 100, 110, years, 1, vol).Price);
            Assert.Equal(10, Black76.EvaluateForward(OptionType.Put, 100, 110, years, 1, vol).Price);
            Assert.Equal(0, Black76.Evaluate(OptionType.Call, 100, 110, years, 0, 0, vol).Price);
            var g = Black76.EvaluateForward(OptionType.Call, 100, 100, years, 1, vol);
            Assert.Equal((0, 0.5, 0, 0), (g.Price, g.Delta, g.Gamma, g.Vega));
        }
    }

    [Theory]
    [InlineData(1e220)]
    [InlineData(1e250)]
    [InlineData(1e300)]
    public void Without_vol_no_time_is_long_enough(double years)
    {
        Assert.Equal(10, Black76.EvaluateForward(OptionType.Call, 100, 90, years, 1, 0).Price);
        Assert.Equal(0, Black76.EvaluateForward(OptionType.Call, 100, 110, years, 1, 0).Price);
    }

    /// <summary>With such an anchor strikes and forward are both held at one end, and all options would seem to be at the money.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(double.Epsilon)]
    [InlineData(1e-307)]
    [InlineData(double.MaxValue)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-100)]
    [InlineData(double.NaN)]
    public void An_anchor_that_is_no_price_gives_no_price(double anchor)
    {
        double[] strikes = [60, 80, 90, 100, 110, 120, 150, 200];
        double[] high = new double[8], low = new double[8], vols = new double[8], prices = new double[8];
        vols.AsSpan().Fill(0.3);
        LogStrikes.Fill(strikes, anchor, high, low);
        Black76.Evaluate(new SliceTerms(100, 100, 1, 1), new LogStrikes(strikes, anchor, high, low), vols, vols, new GreekColumns { Price = prices });
        Assert.All(prices, p => Assert.Equal(double.NaN, p));
    }

    /// <summary>ln(strike / anchor) from 60-digit arithmetic, where strike and anchor, brought together by a power of two, lie on both sides of another one.</summary>
    [Theory]
    [InlineData(7.898954215079951, 5.880361813114305, 0.2951120800122388, -2.2351053161698882e-17)]
    [InlineData(1999.8392042395715, 1484.3721416393237, 0.2980748968410889, 2.4894104870030987e-17)]
    [InlineData(203.8561670763057, 271.85291878595785, -0.2878464984673066, -7.451783184736103e-18)]
    [InlineData(3.2151163773697333, 4.046250213037707, -0.22992702362577672, 8.344560921838655e-20)]
    [InlineData(2.28259145193161e-69, 6.687716664259494e-69, -1.0749611108432235, -8.81877729515336e-17)]
    public void A_kept_logarithm_has_more_digits_than_a_double(double strike, double anchor, double log, double rest)
    {
        double[] high = new double[8], low = new double[8];
        LogStrikes.Fill([.. Enumerable.Repeat(strike, 8)], anchor, high, low);
        Assert.Equal(0, (high[0] - log) + (low[0] - rest), Math.Abs(log) * 1e-17);
    }

    [Fact]
    public void A_strike_of_nothing_is_the_forward()
    {
        var g = Black76.EvaluateForward(OptionType.Call, 100, 0, 1, 0.97, 0.4);
        Assert.Equal(97, g.Price);
        Assert.Equal(0.97, g.Delta);
        Assert.Equal(0, g.Gamma);
    }

    [Fact]
    public void NaN_in_is_NaN_out()
    {
        var n = double.NaN;
        foreach (var g in (OptionGreeks[])
        [
            Black76.Evaluate(OptionType.Call, n, 100, 1, 0.05, 0.02, 0.3),
            Black76.Evaluate(OptionType.Put, 100, n, 1, 0.05, 0.02, 0.3),
            Black76.Evaluate(OptionType.Call, 100, 100, n, 0.05, 0.02, 0.3),
            Black76.Evaluate(OptionType.Put, 100, 100, 1, n, 0.02, 0.3),
            Black76.Evaluate(OptionType.Call, 100, 100, 1, 0.05, n, 0.3),
            Black76.Evaluate(OptionType.Put, 100, 100, 1, 0.05, 0.02, n),
            Black76.Evaluate(OptionType.Put, 100, -100, 1, 0.05, 0.02, 0.3),
        ])
        {
            Assert.True(double.IsNaN(g.Price), g.ToString());
            Assert.True(double.IsNaN(g.Delta), g.ToString());
            Assert.True(double.IsNaN(g.Gamma), g.ToString());
        }
    }

    [Fact]
    public void By_forward_the_rate_moves_only_the_discount()
    {
        var g = Black76.EvaluateForward(OptionType.Put, 105, 100, 0.5, 0.98, 0.3);
        var rate = -Math.Log(0.98) / 0.5;
        Assert.Equal(-0.5 * g.Price, g.Rho);
        Assert.Equal(rate * g.Price - 0.5 * 0.09 * 105 * 105 * g.Gamma, g.Theta, 1e-12);
    }

    [Theory]
    [InlineData(-37.0)]
    [InlineData(-30)]
    [InlineData(-8)]
    public void The_normal_tail_keeps_its_digits(double x)
    {
        // N(-a) = n(a) / (a + 1 / (a + 2 / (a + 3 / ...))), Laplace's continued fraction.
        var a = -x;
        var tail = a;
        for (var n = 200; n > 0; n--)
            tail = a + n / tail;
        Assert.Equal(1, Normal.Cumulative(x) / (Normal.Density(x) / tail), 1e-15);
        Assert.Equal(1 - Normal.Cumulative(x), Normal.Cumulative(-x));
        Assert.Equal(0.5, Normal.Cumulative(0), 2e-16);
    }

    [Fact]
    public void Columns_that_do_not_fit_are_refused()
    {
        var terms = new SliceTerms(100, 100, 1, 1);
        Assert.Throws<ArgumentException>(() => Black76.CallDelta(terms, new double[7], new double[7], new double[7]));
        Assert.Throws<ArgumentException>(() => Black76.CallDelta(terms, new double[8], new double[16], new double[8]));
        Assert.Throws<ArgumentException>(() => Black76.Evaluate(terms, new double[8], new double[8], new double[8], new GreekColumns { Vega = new double[16] }));
        Assert.Throws<ArgumentException>(() => Black76.Evaluate(terms, new double[8], new double[8], [], new GreekColumns { Vega = new double[8] }));
        Assert.Throws<ArgumentException>(() => Black76.AddGammaProfile(terms, new double[8], new double[8], new double[8], new double[3], new double[2]));
    }
}
