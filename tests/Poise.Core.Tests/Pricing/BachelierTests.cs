using FsCheck;
using FsCheck.Fluent;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

public class BachelierTests
{
    private static readonly string[] Names = ["price", "delta", "gamma", "vega", "theta", "rho", "vanna", "volga", "charm", "speed", "zomma", "color"];

    /// <summary>Relative, in the tails too; theta, charm, color, zomma and volga are sums whose terms may cancel.</summary>
    [Fact]
    public void Every_greek_of_the_reference_rows()
    {
        var count = 0;
        foreach (var row in BachelierReferenceRows.All)
        {
            var v = row[1..].Select(ReferenceTable.Number).ToArray();
            var o = Fields(Bachelier.EvaluateForward(row[0] == "C" ? OptionType.Call : OptionType.Put, v[0], v[1], v[2], v[3], v[4]));
            for (var i = 0; i < 12; i++)
            {
                var tolerance = i is 4 or 8 or 10 or 11 ? 2e-14 : 2e-15;
                Assert.True(Math.Abs(o[i] - v[5 + i]) <= tolerance * Math.Abs(v[5 + i]), $"{Names[i]} {o[i]:r} for {v[5 + i]:r} at {string.Join(',', row[..6])}");
            }

            count++;
        }

        Assert.True(count > 80);
    }

    /// <summary>Signs and units by differences of our own price, on a forward below zero.</summary>
    [Theory]
    [InlineData(OptionType.Call, -37.5, -30, 0.4, 0.97, 25)]
    [InlineData(OptionType.Put, -37.5, -30, 0.4, 0.97, 25)]
    [InlineData(OptionType.Put, 2, 5, 1.5, 1.02, 4)]
    public void Greeks_are_differences(OptionType type, double forward, double strike, double years, double discount, double vol)
    {
        var rate = -Math.Log(discount) / years;
        var g = At(0, 0, 0, 0);
        const double h = 1e-4;
        Near(g.Delta, (At(h, 0, 0, 0).Price - At(-h, 0, 0, 0).Price) / (2 * h));
        Near(g.Gamma, (At(h, 0, 0, 0).Delta - At(-h, 0, 0, 0).Delta) / (2 * h));
        Near(g.Speed, (At(h, 0, 0, 0).Gamma - At(-h, 0, 0, 0).Gamma) / (2 * h));
        Near(g.Vega, (At(0, h, 0, 0).Price - At(0, -h, 0, 0).Price) / (2 * h));
        Near(g.Volga, (At(0, h, 0, 0).Vega - At(0, -h, 0, 0).Vega) / (2 * h));
        Near(g.Vanna, (At(0, h, 0, 0).Delta - At(0, -h, 0, 0).Delta) / (2 * h));
        Near(g.Zomma, (At(0, h, 0, 0).Gamma - At(0, -h, 0, 0).Gamma) / (2 * h));
        Near(g.Theta, (At(0, 0, h, 0).Price - At(0, 0, -h, 0).Price) / (2 * h));
        Near(g.Charm, (At(0, 0, h, 0).Delta - At(0, 0, -h, 0).Delta) / (2 * h));
        Near(g.Color, (At(0, 0, h, 0).Gamma - At(0, 0, -h, 0).Gamma) / (2 * h));
        Near(g.Rho, (At(0, 0, 0, h).Price - At(0, 0, 0, -h).Price) / (2 * h));

        // At moved forward, vol, calendar time (which shortens the life) and rate.
        OptionGreeks At(double dForward, double dVol, double dTime, double dRate) =>
            Bachelier.EvaluateForward(type, forward + dForward, strike, years - dTime, Math.Exp(-(rate + dRate) * (years - dTime)), vol + dVol);

        static void Near(double value, double expected) => Assert.Equal(expected, value, 3e-7 * Math.Max(1e-2, Math.Abs(expected)));
    }

    [Fact]
    public void Call_less_put_is_the_forward() => Prop.ForAll(Options, o =>
    {
        var (forward, strike, years, discount, vol) = (o[0], o[1], o[2], o[3], o[4]);
        var c = Bachelier.EvaluateForward(OptionType.Call, forward, strike, years, discount, vol);
        var p = Bachelier.EvaluateForward(OptionType.Put, forward, strike, years, discount, vol);
        return Math.Abs(c.Price - p.Price - discount * (forward - strike)) <= 4e-16 * (c.Price + p.Price + Math.Abs(discount * (forward - strike)))
            && Math.Abs(c.Delta - p.Delta - discount) <= 4e-16 * discount
            && c.Price >= 0 && p.Price >= 0 && c.Delta >= 0 && p.Delta <= 0
            && c.Gamma.Equals(p.Gamma) && c.Vega.Equals(p.Vega) && c.Vanna.Equals(p.Vanna) && c.Volga.Equals(p.Volga);
    }).Check(Seeded);

    /// <summary>A call at F and K is a put at -F and -K, to the bit.</summary>
    [Fact]
    public void The_model_is_a_mirror() => Prop.ForAll(Options, o =>
    {
        var c = Bachelier.EvaluateForward(OptionType.Call, o[0], o[1], o[2], o[3], o[4]);
        var p = Bachelier.EvaluateForward(OptionType.Put, -o[0], -o[1], o[2], o[3], o[4]);
        return c.Price.Equals(p.Price) && c.Delta.Equals(-p.Delta) && c.Gamma.Equals(p.Gamma) && c.Theta.Equals(p.Theta) && c.Speed.Equals(-p.Speed);
    }).Check(Seeded);

    [Theory]
    [InlineData(OptionType.Call, -110, 9.7, 0.97)]
    [InlineData(OptionType.Call, -90, 0, 0)]
    [InlineData(OptionType.Call, -100, 0, 0.485)]
    [InlineData(OptionType.Put, -110, 0, 0)]
    [InlineData(OptionType.Put, -90, 9.7, -0.97)]
    [InlineData(OptionType.Put, -100, 0, -0.485)]
    public void Without_vol_or_time_an_option_is_its_payoff(OptionType type, double strike, double price, double delta)
    {
        foreach (var (years, vol) in ((double, double)[])[(0, 20), (-1, 20), (1, 0), (1, -3), (1, 1e-200), (1e-250, 20), (1, double.NegativeInfinity)])
        {
            var g = Bachelier.EvaluateForward(type, -100, strike, years, 0.97, vol);
            Assert.Equal(price, g.Price);
            Assert.Equal(delta, g.Delta);
            Assert.Equal([0, 0, 0, 0, 0, 0], [g.Gamma, g.Vega, g.Vanna, g.Volga, g.Speed, g.Zomma]);
            Assert.True(double.IsFinite(g.Theta) && double.IsFinite(g.Charm) && double.IsFinite(g.Color), g.ToString());
        }
    }

    [Fact]
    public void A_vanishing_vol_tends_to_none_and_an_endless_one_to_infinity()
    {
        var none = Bachelier.EvaluateForward(OptionType.Call, 3, -2, 1, 0.97, 0);
        var little = Bachelier.EvaluateForward(OptionType.Call, 3, -2, 1, 0.97, 1e-9);
        // A theta of minus nothing is a theta of nothing.
        Assert.Equal(none, little with { Vanna = none.Vanna, Speed = none.Speed, Zomma = none.Zomma, Theta = little.Theta + 0.0, Color = none.Color });
        var endless = Bachelier.EvaluateForward(OptionType.Put, 3, -2, 1, 0.97, double.PositiveInfinity);
        Assert.Equal(double.PositiveInfinity, endless.Price);
        Assert.Equal(-0.485, endless.Delta, 1e-15);
        Assert.Equal(0, endless.Gamma);
        Assert.Equal(0.97 * Normal.Density(0), endless.Vega, 1e-15);
        var far = Bachelier.EvaluateForward(OptionType.Put, 3, 1e300, 1, 0.97, 1e290);
        Assert.Equal(0.97e300, far.Price, 1e285);
        Assert.Equal(0, Bachelier.EvaluateForward(OptionType.Put, double.PositiveInfinity, 1, 1, 0.97, 5).Price);
    }

    [Fact]
    public void NaN_in_is_NaN_out()
    {
        var n = double.NaN;
        foreach (var vol in (double[])[20, 0])
        {
            foreach (var g in (OptionGreeks[])
            [
                Bachelier.EvaluateForward(OptionType.Call, n, 100, 1, 0.97, vol),
                Bachelier.EvaluateForward(OptionType.Put, 100, n, 1, 0.97, vol),
                Bachelier.EvaluateForward(OptionType.Call, 100, 101, n, 0.97, vol),
                Bachelier.EvaluateForward(OptionType.Put, 100, 100, 1, n, vol),
                Bachelier.EvaluateForward(OptionType.Put, 100, 100, 1, -0.5, vol),
                Bachelier.EvaluateForward(OptionType.Put, 100, 100, 1, 0.97, n),
            ])
                Assert.All(Fields(g), x => Assert.True(double.IsNaN(x), g.ToString()));
        }
    }

    [Fact]
    public void A_column_is_its_options_at_any_width()
    {
        var sample = new SampleColumns(512);
        var vols = sample.Vols.Select(v => 6000 * v).ToArray();
        (vols[3], vols[9], vols[17], vols[30]) = (0, -1, double.NaN, double.PositiveInfinity);
        (sample.Strikes[5], sample.Strikes[12], sample.Strikes[21]) = (0, double.NaN, -3000);
        var terms = sample.Terms with { Spot = double.NaN };
        var first = Run(LaneWidth.Bits128);
        foreach (var width in (LaneWidth[])[LaneWidth.Bits256, LaneWidth.Bits512])
        {
            var other = Run(width);
            for (var f = 0; f < 12; f++)
                Assert.Equal(first[f].Select(Bits), other[f].Select(Bits));
            for (var i = 0; i < 64; i++)
            {
                var lone = Fields(Bachelier.EvaluateForward(sample.Signs[i] > 0 ? OptionType.Call : OptionType.Put, terms.Forward, sample.Strikes[i], terms.Years, terms.Discount, vols[i], width));
                Assert.Equal(first.Select(c => Bits(c[i])), lone.Select(Bits));
            }
        }

        var few = new double[512];
        Bachelier.Evaluate(terms, sample.Strikes, vols, sample.Signs, new GreekColumns { Vega = few });
        Assert.Equal(first[3].Select(Bits), few.Select(Bits));

        double[][] Run(LaneWidth width)
        {
            var c = Enumerable.Range(0, 12).Select(_ => new double[512]).ToArray();
            Bachelier.Evaluate(terms, sample.Strikes, vols, sample.Signs, SampleColumns.Into(c), width);
            return c;
        }
    }

    [Fact]
    public void Nothing_is_allocated_and_misfits_are_refused()
    {
        var s = new SampleColumns(64);
        var c = Enumerable.Range(0, 12).Select(_ => new double[64]).ToArray();
        var statuses = new ImpliedVolStatus[64];
        var vols = new double[64];
        Assert.Equal(0, AllocatedBytes.Of(Run));
        Assert.Throws<ArgumentException>(() => Bachelier.Evaluate(s.Terms, new double[7], new double[7], new double[7], default));
        Assert.Throws<ArgumentException>(() => Bachelier.Evaluate(s.Terms, new double[8], new double[8], [], default));
        Assert.Throws<ArgumentException>(() => Bachelier.Evaluate(s.Terms, new double[8], new double[8], new double[8], new GreekColumns { Vega = new double[16] }));
        Assert.Throws<ArgumentException>(() => BachelierVol.Solve(s.Terms, new double[8], new double[8], new double[8], new double[8], new ImpliedVolStatus[7]));

        void Run()
        {
            Bachelier.Evaluate(s.Terms, s.Strikes, s.Vols, s.Signs, SampleColumns.Into(c));
            Bachelier.EvaluateForward(OptionType.Call, -1, 2, 0.5, 0.99, 3);
            BachelierVol.Solve(s.Terms, c[0], s.Strikes, s.Signs, vols, statuses);
            BachelierVol.Solve(OptionType.Put, 3, -1, 2, 0.5, 0.99, out _);
        }
    }

    private static readonly Arbitrary<double[]> Options =
        Gen.Choose(0, 1_000_000).Select(n => n / 1e6).ArrayOf(5).Select(u =>
        {
            var (years, vol) = (2e-6 * Math.Exp(u[2] * Math.Log(1.5e7)), 1e-4 * Math.Exp(u[4] * Math.Log(1e8)));
            var forward = 200 * u[0] - 100;
            return new[] { forward, forward + (u[1] - 0.5) * 20 * vol * Math.Sqrt(years), years, 0.5 + 0.6 * u[3], vol };
        }).ToArbitrary();

    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(Deep.Times(2000)).WithReplay(4466333610486160893UL, 1400963893725575427UL, 40);

    private static long Bits(double x) => double.IsNaN(x) ? long.MinValue + 1 : BitConverter.DoubleToInt64Bits(x);

    private static double[] Fields(OptionGreeks g) => [g.Price, g.Delta, g.Gamma, g.Vega, g.Theta, g.Rho, g.Vanna, g.Volga, g.Charm, g.Speed, g.Zomma, g.Color];
}
