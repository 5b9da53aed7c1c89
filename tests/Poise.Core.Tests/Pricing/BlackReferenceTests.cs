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
