using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>Against values of 50-digit arithmetic (../shared/reference/README.md), and three of their rows typed in.</summary>
public class BlackReferenceTests
{
    [Fact]
    public void Every_greek_of_the_table()
    {
        foreach (var row in ReferenceTable.Rows("bs_greeks_mpmath.csv"))
        {
            var type = row[0] == "C" ? OptionType.Call : OptionType.Put;
            var values = row[1..].Select(ReferenceTable.Number).ToArray();
            Holds(type, values[0], values[1], values[2], values[3], values[4], values[5], values[6..]);
        }
    }

    [Fact]
    public void Haug_prices_are_exact()
    {
        foreach (var row in ReferenceTable.Rows("european_haug.csv"))
        {
            var type = row[0] == "C" ? OptionType.Call : OptionType.Put;
            var v = row[1..].Select(ReferenceTable.Number).ToArray();
            var price = Black76.Evaluate(type, v[0], v[1], v[2], v[3], v[4], v[5]).Price;
            Assert.Equal(v[6], price, v[7]);
            Assert.Equal(v[8], price, 1e-15 * v[0]);
        }
    }

    /// <summary>Rows of that table: near the money, far out, and close to expiry.</summary>
    [Theory]
    [InlineData(OptionType.Put, 105.719369, 0.104278292, 0.058112, -0.003481, 0.4, 8.1812795213959311202, -0.62432987154438426855, 0.029389316758468488906, 12.258671018480282288, -19.190587913424107563, -7.3635351197885241472, 0.42274611311530553294, 4.3175968310769711539, -0.98964800379373833025, 0.00042571826153831683019, -0.063122151816419597552)]
    [InlineData(OptionType.Call, 99.471965, 0.002823639, 0.079222, 0.001142, 0.03, 0.54997228385630800369, 0.99972691761365896956, 0.0062869448954986782098, 0.0053256188393342978215, -7.790589120485528926, 0.28073386820275571648, -0.11554439492813672338, 2.1245073522016084914, 0.56585899711495611411, -0.13652702216881998266, 2.298436785797568909)]
    [InlineData(OptionType.Call, 28.522512, 0.091822785, 0.039601, 0.06172, 0.8, 71.015888264873316234, 0.99434866498281136617, 1.3885211129194542587e-8, 0.000010199830049565102666, 5.0116555705771150211, 2.6095097282458862216, -2.1228096026401442778e-6, 0.0003401348050715822519, 0.061380477735248021719, -3.1675229133371500616e-9, 4.4567508150295408963e-7)]
    public void Every_greek_of_typed_rows(OptionType type, double strike, double years, double rate, double yield, double vol, double price, double delta, double gamma, double vega, double theta, double rho, double vanna, double volga, double charm, double speed, double zomma) =>
        Holds(type, 100, strike, years, rate, yield, vol, [price, delta, gamma, vega, theta, rho, 0, vanna, volga, charm, speed, zomma]);

    /// <summary>Far out of the money, to the end of the doubles: sixty-digit values of price, delta, gamma and vega of the rounded inputs.</summary>
    [Theory]
    [InlineData(OptionType.Call, 130.0, 0.02, 0.05, 0.01, 0.2, 3.9084705967898844e-21, 1.3087637158132926e-20, 4.3215295801086997e-20, 1.72861183204348e-18)]
    [InlineData(OptionType.Call, 400.0, 0.1, 0.03, 0.0, 0.3, 2.3785560334113863e-48, 3.7016386010884044e-48, 5.6974856871740664e-48, 1.7092457061522199e-45)]
    [InlineData(OptionType.Put, 60.0, 0.01, 0.0, 0.02, 0.3, 3.8993750486194325e-66, -2.2255252601892681e-65, 1.268115875782063e-64, 3.8043476273461888e-63)]
    [InlineData(OptionType.Call, 101.0, 1e-06, 0.04, 0.01, 0.3, 1.4293523093189197e-244, 1.5831485115238799e-241, 1.7518918216947218e-238, 5.2556754650841649e-241)]
    [InlineData(OptionType.Call, 500.0, 0.004, 0.01, 0.02, 0.7, 3.0429006695399156e-290, 2.5040091496824883e-289, 2.056500045985126e-288, 5.7582001287583527e-287)]
    [InlineData(OptionType.Put, 99.0, 0.003, 0.0, 0.0, 0.005, 2.8461556159149476e-298, -3.8196129975989189e-295, 5.1222664047991955e-292, 7.6833996071987936e-293)]
    [InlineData(OptionType.Call, 1000.0, 1.0, 0.05, 0.0, 0.0645, 9.1984106606812663e-268, 4.9932648749430505e-267, 2.7033430155971009e-266, 1.7436562450601301e-263)]
    [InlineData(OptionType.Put, 2.0, 0.5, 0.05, 0.0, 0.15, 2.8008831183450535e-303, -9.8020965733201312e-303, 3.4377018299618269e-302, 2.5782763724713701e-299)]
    [InlineData(OptionType.Call, 102.0, 0.0001, 0.01, 0.01, 0.0543, 2.5889779881150167e-294, 1.7414293911428996e-291, 1.1704469281076323e-288, 6.3555268196244436e-290)]
    public void Tails_keep_their_digits(OptionType type, double strike, double years, double rate, double yield, double vol, double price, double delta, double gamma, double vega)
    {
        var g = Black76.Evaluate(type, 100, strike, years, rate, yield, vol);
        Assert.Equal(1, g.Price / price, 1e-12);
        Assert.Equal(1, g.Delta / delta, 1e-12);
        Assert.Equal(1, g.Gamma / gamma, 1e-12);
        Assert.Equal(1, g.Vega / vega, 1e-12);
    }

    /// <summary>Kept logarithms, whatever their anchor, and logarithms taken on the way give one answer.</summary>
    [Fact]
    public void Kept_logarithms_change_nothing_that_counts()
    {
        var sample = new SampleColumns(1024);
        var plain = sample.Evaluate();
        var high = new double[1024];
        var low = new double[1024];
        foreach (var anchor in (double[])[sample.Terms.Forward, sample.Terms.Spot, 1, 1e7])
        {
            LogStrikes.Fill(sample.Strikes, anchor, high, low);
            var kept = new double[12][].Select(_ => new double[1024]).ToArray();
            Black76.Evaluate(sample.Terms, new LogStrikes(sample.Strikes, anchor, high, low), sample.Vols, sample.Signs, SampleColumns.Into(kept));
            for (var i = 0; i < 1024; i++)
            {
                Assert.Equal(plain[0][i], kept[0][i], 1e-15 * sample.Terms.Forward);
                Assert.Equal(plain[1][i], kept[1][i], 5e-15);
                for (var greek = 2; greek < 12; greek++)
                    Assert.Equal(plain[greek][i], kept[greek][i], 1e-12 * Math.Abs(plain[greek][i]) + 1e-14 * plain[greek].Max(Math.Abs) + 1e-300);
            }
        }
    }

    private static void Holds(OptionType type, double spot, double strike, double years, double rate, double yield, double vol, double[] expected)
    {
        var g = Black76.Evaluate(type, spot, strike, years, rate, yield, vol);
        var row = $"{type} {spot} {strike} {years} {rate} {yield} {vol}";
        var forward = spot * Math.Exp((rate - yield) * years);
        Near("price", g.Price, expected[0], 1e-15 * forward);
        Near("delta", g.Delta, expected[1], 1e-15);
        Near("gamma", g.Gamma, expected[2], 5e-15 * Math.Abs(expected[2]));
        Near("vega", g.Vega, expected[3], 5e-15 * Math.Abs(expected[3]));
        Near("theta", g.Theta, expected[4], 1e-15 * spot + 2e-15 * Math.Abs(expected[4]));
        Near("rho", g.Rho, expected[5], 1e-15 * Math.Max(spot * years, Math.Abs(expected[5])));
        Near("vanna", g.Vanna, expected[7], 2e-14 * Math.Abs(expected[7]));
        Near("volga", g.Volga, expected[8], 2e-14 * Math.Abs(expected[8]));
        Near("charm", g.Charm, expected[9], 2e-14 * Math.Abs(expected[9]));
        Near("speed", g.Speed, expected[10], 2e-14 * Math.Abs(expected[10]));
        Near("zomma", g.Zomma, expected[11], 2e-14 * Math.Abs(expected[11]));

        void Near(string name, double value, double exact, double tolerance) =>
            Assert.True(Math.Abs(value - exact) <= tolerance + 1e-300, $"{name} of {row}: {value:r} for {exact:r}, off by {Math.Abs(value - exact):e2}, allowed {tolerance:e2}");
    }
}
