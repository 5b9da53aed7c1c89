using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

public class InverseOptionTests
{
    private const double Spot = 96736.49, Forward = 99350, Years = 0.45;

    /// <summary>Typed from Deribit's tickers of 2026-01-14: mark price in coin, delta, vega a point and theta a day, at a mark vol printed to a hundredth of a point.</summary>
    [Theory]
    [InlineData(OptionType.Call, 110000, 100184.64, 96727.07, 0.4568, 21886148651, 0.1140, 0.47793, 332.45075, -29.97486)]
    [InlineData(OptionType.Call, 90000, 101449.25, 96726.86, 0.4828, 29748543616, 0.2369, 0.68787, 348.64831, -24.44648)]
    [InlineData(OptionType.Put, 135000, 100184.53, 96727.07, 0.4551, 21886148651, 0.4011, -0.72479, 278.59086, -25.02608)]
    [InlineData(OptionType.Put, 120000, 101449.25, 96726.86, 0.4653, 29748543616, 0.2996, -0.55791, 388.93813, -26.27889)]
    public void A_venue_prints_greeks_by_the_forward(OptionType type, double strike, double forward, double spot, double vol, long milliseconds, double price, double delta, double vega, double theta)
    {
        var years = milliseconds / (365 * 86_400e3);
        var g = InverseOption.Evaluate(InverseOption.ByForward(forward, years), type, strike, vol);
        Assert.Equal(price, g.Price, 5e-5);
        Assert.Equal(delta, g.Usd.Delta, 3e-5);
        Assert.Equal(vega, g.Usd.Vega / 100, 1e-4 * vega);
        Assert.Equal(theta, g.Usd.Theta / 365, 2e-4 * -theta);
        var s = InverseOption.Evaluate(InverseOption.BySpot(spot, forward, years), type, strike, vol);
        Assert.Equal(price, s.Price, 5e-5);
        Assert.Equal(delta, s.Usd.Delta, 3e-5);
        Assert.True(Math.Abs(s.Usd.Vega / 100 - vega) > 0.03 * vega && Math.Abs(s.Usd.Theta / 365 - theta) > 0.1 * -theta);
    }

    /// <summary>Every ticker of a day, by its own mark vol: the median row agrees to its last printed digits, by the forward and not by spot.</summary>
    [Fact]
    public void Deribits_tickers_are_greeks_by_the_forward()
    {
        List<double> price = [], delta = [], vega = [], theta = [], thetaBySpot = [];
        foreach (var row in Tickers("BTC_20260114_options_raw.csv"))
        {
            var (forward, strike, vol) = (row("underlying_price"), row("strike"), row("mark_iv") / 100);
            var years = (row("expiration_timestamp") - row("timestamp")) / (365 * 86_400e3);
            // Long enough that spot and forward differ, near enough to the money that a print has digits.
            if (years < 0.3 || row("greeks_vega") < 20)
                continue;
            var type = row("isCall") > 0 ? OptionType.Call : OptionType.Put;
            var g = InverseOption.Evaluate(InverseOption.ByForward(forward, years), type, strike, vol);
            price.Add(row("mark_price") / g.Price - 1);
            delta.Add(row("greeks_delta") - g.Usd.Delta);
            vega.Add(100 * row("greeks_vega") / g.Usd.Vega - 1);
            theta.Add(365 * row("greeks_theta") / g.Usd.Theta - 1);
            var s = InverseOption.Evaluate(InverseOption.BySpot(row("index_price"), forward, years), type, strike, vol);
            thetaBySpot.Add(365 * row("greeks_theta") / s.Usd.Theta - 1);
        }

        Assert.True(price.Count > 100);
        Assert.Equal(0, Median(price), 1e-4);
        Assert.Equal(0, Median(delta), 1e-5);
        Assert.Equal(0, Median(vega), 1e-4);
        Assert.Equal(0, Median(theta), 1e-4);
        Assert.True(thetaBySpot.Max(Math.Abs) > 0.1);
    }

    [Theory]
    [InlineData(OptionType.Call, 90000)]
    [InlineData(OptionType.Call, 140000)]
    [InlineData(OptionType.Put, 90000)]
    [InlineData(OptionType.Put, 120000)]
    public void Coin_greeks_are_differences_of_the_coin_price(OptionType type, double strike)
    {
        const double vol = 0.55;
        var g = At(0, 0, 0);
        Assert.Equal(g.Usd.Price / Spot, g.Price, 1e-18);
        Assert.Equal(g.Usd.Delta - g.Price, g.NetDelta, 1e-18);
        Near(Spot * (At(1, 0, 0).Price - At(-1, 0, 0).Price) / 2, g.NetDelta, 1e-8);
        Near((At(1, 0, 0).NetDelta - At(-1, 0, 0).NetDelta) / 2, g.Gamma, 1e-7);
        Near((At(0, 1e-5, 0).Price - At(0, -1e-5, 0).Price) / 2e-5, g.Vega, 1e-8);
        Near((At(0, 0, 1e-5).Price - At(0, 0, -1e-5).Price) / 2e-5, g.Theta, 1e-7);
        Near((At(0, 1e-5, 0).NetDelta - At(0, -1e-5, 0).NetDelta) / 2e-5, g.Vanna, 1e-7);
        Near((At(0, 0, 1e-5).NetDelta - At(0, 0, -1e-5).NetDelta) / 2e-5, g.Charm, 1e-7);

        // The forward moves in proportion to spot, and as life shortens its carry rolls down at the same rate.
        InverseGreeks At(double dSpot, double dVol, double dTime) => InverseOption.Evaluate(
            InverseOption.BySpot(Spot + dSpot, (Spot + dSpot) * Math.Exp(Math.Log(Forward / Spot) * (Years - dTime) / Years), Years - dTime), type, strike, vol + dVol);

        static void Near(double expected, double value, double relative) => Assert.Equal(expected, value, relative * Math.Abs(expected) + 1e-13);
    }

    [Theory]
    [InlineData(OptionType.Call)]
    [InlineData(OptionType.Put)]
    public void By_spot_and_by_forward_differ_by_the_basis(OptionType type)
    {
        var s = InverseOption.Evaluate(InverseOption.BySpot(Spot, Forward, Years), type, 105000, 0.6);
        var f = InverseOption.Evaluate(InverseOption.ByForward(Forward, Years), type, 105000, 0.6);
        var basis = Forward / Spot;
        Assert.Equal(f.Price, s.Price, 1e-15);
        Assert.Equal(f.Usd.Delta, s.Usd.Delta, 1e-15);
        Assert.Equal(f.NetDelta, s.NetDelta, 1e-15);
        Assert.Equal(f.Usd.Gamma * basis, s.Usd.Gamma, 1e-14 * s.Usd.Gamma);
        Assert.Equal(f.Usd.Vega / basis, s.Usd.Vega, 1e-14 * s.Usd.Vega);
        // Theta by spot: decay, and the carry's roll r K DF N(d2).
        var carry = Math.Log(basis) / Years;
        var strikePart = s.Usd.Rho / Years;
        Assert.Equal(f.Usd.Theta / basis - carry * strikePart, s.Usd.Theta, 1e-12 * Math.Abs(s.Usd.Theta));
    }

    [Fact]
    public void Call_less_put_is_one_coin_less_the_strikes_coins()
    {
        foreach (var strike in (double[])[20000, 90000, 99350, 400000])
        {
            var c = InverseOption.Evaluate(InverseOption.BySpot(Spot, Forward, Years), OptionType.Call, strike, 0.7);
            var p = InverseOption.Evaluate(InverseOption.BySpot(Spot, Forward, Years), OptionType.Put, strike, 0.7);
            Assert.Equal(1 - strike / Forward, c.Price - p.Price, 4e-15);
            Assert.Equal(strike / Forward, c.NetDelta - p.NetDelta, 4e-15);
        }
    }

    [Fact]
    public void The_coin_vol_comes_back()
    {
        foreach (var vol in (double[])[0.08, 0.4, 1, 3])
        {
            foreach (var strike in (double[])[50000, 99350, 210000])
            {
                var type = strike > Forward ? OptionType.Call : OptionType.Put;
                var price = InverseOption.Evaluate(InverseOption.BySpot(Spot, Forward, Years), type, strike, vol).Price;
                var back = InverseOption.ImpliedVolOf(type, price, Forward, strike, Years, out var status);
                Assert.Equal(ImpliedVolStatus.Ok, status);
                Assert.Equal(vol, back, 1e-13 * vol);
            }
        }

        Assert.Equal(double.NaN, InverseOption.ImpliedVolOf(OptionType.Call, 1, Forward, 50000, Years, out var above));
        Assert.Equal(ImpliedVolStatus.AboveMaximum, above);
        Assert.Equal(double.NaN, InverseOption.ImpliedVolOf(OptionType.Call, 0.49, Forward, 50000, Years, out var below));
        Assert.Equal(ImpliedVolStatus.BelowIntrinsic, below);
        Assert.Equal(double.NaN, InverseOption.ImpliedVolOf(OptionType.Call, 0.1, 0, 50000, Years, out var none));
        Assert.Equal(ImpliedVolStatus.NotANumber, none);
    }

    [Fact]
    public void A_column_is_its_options_at_any_width_without_allocation()
    {
        var sample = new SampleColumns(64);
        var terms = InverseOption.BySpot(6000, 6031.5, 0.27);
        var usd = Enumerable.Range(0, 12).Select(_ => new double[64]).ToArray();
        var coin = Enumerable.Range(0, 7).Select(_ => new double[64]).ToArray();
        var vols = new double[64];
        var statuses = new ImpliedVolStatus[64];
        foreach (var width in (LaneWidth[])[LaneWidth.Bits128, LaneWidth.Bits256, LaneWidth.Bits512])
        {
            InverseOption.Evaluate(terms, sample.Strikes, sample.Vols, sample.Signs, SampleColumns.Into(usd), Coins(), width);
            for (var i = 0; i < 64; i++)
            {
                var g = InverseOption.Evaluate(terms, sample.Signs[i] > 0 ? OptionType.Call : OptionType.Put, sample.Strikes[i], sample.Vols[i]);
                Assert.Equal([g.Price, g.NetDelta, g.Gamma, g.Vega, g.Theta, g.Vanna, g.Charm, g.Usd.Color], [.. coin.Select(c => c[i]), usd[11][i]]);
            }
        }

        InverseOption.ImpliedVolsOf(6031.5, 0.27, coin[0], sample.Strikes, sample.Signs, vols, statuses);
        Assert.Equal(InverseOption.ImpliedVolOf(sample.Signs[5] > 0 ? OptionType.Call : OptionType.Put, coin[0][5], 6031.5, sample.Strikes[5], 0.27, out var status), vols[5]);
        Assert.Equal(status, statuses[5]);
        Assert.Equal(0, AllocatedBytes.Of(() =>
        {
            InverseOption.Evaluate(terms, sample.Strikes, sample.Vols, sample.Signs, SampleColumns.Into(usd), Coins());
            InverseOption.Evaluate(terms, OptionType.Put, 5000, 0.4);
            InverseOption.ImpliedVolsOf(6031.5, 0.27, coin[0], sample.Strikes, sample.Signs, vols, statuses);
        }));
        Assert.Throws<ArgumentException>(() => InverseOption.ToCoin(6000, new GreekColumns { Price = usd[0] }, new CoinColumns { NetDelta = coin[1] }));
        Assert.Throws<ArgumentException>(() => InverseOption.ToCoin(6000, new GreekColumns { Price = usd[0].AsSpan(0, 7) }, new CoinColumns { Price = coin[1].AsSpan(0, 7) }));

        CoinColumns Coins() => new() { Price = coin[0], NetDelta = coin[1], Gamma = coin[2], Vega = coin[3], Theta = coin[4], Vanna = coin[5], Charm = coin[6] };
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    /// <summary>Rows of ../shared/data/deribit-tickers, a number by its column's name.</summary>
    private static IEnumerable<Func<string, double>> Tickers(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Poise.slnx")))
            folder = folder.Parent;
        var path = folder?.Parent is null ? "" : Path.Combine(folder.Parent.FullName, "shared", "data", "deribit-tickers", name);
        if (!File.Exists(path))
            Assert.Skip($"../shared/data/deribit-tickers/{name} is not here");
        string[]? columns = null;
        foreach (var line in File.ReadLines(path))
        {
            var cells = line.Split(',');
            if (columns is null)
            {
                columns = cells;
                continue;
            }

            var names = columns;
            yield return column => column == "isCall"
                ? cells[Array.IndexOf(names, "option_type")] == "call" ? 1 : -1
                : ReferenceTable.Number(cells[Array.IndexOf(names, column)]);
        }
    }
}
