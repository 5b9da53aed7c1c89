using System.Runtime.CompilerServices;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Core.Tests;

/// <summary>
/// Two arguments at a time are taken through values nobody should pass, in all models. Nothing throws; a NaN comes out as NaN; and wherever the inputs
/// still mean something, bounds and put-call parity hold.
/// </summary>
public class HostileInputTests
{
    private static readonly double[] Hostile =
    [
        double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, -1, -100, -1e-300, double.Epsilon, 1e-310, 1e-200, 1e-100, 1e-16, 1e-8,
        0.5, 1, 100, 1000, 1e8, 1e100, 1e154, 1e200, 1e300, double.MaxValue, -double.MaxValue,
    ];

    /// <summary>All pairs of so many arguments.</summary>
    public static TheoryData<int, int> Pairs(int arguments)
    {
        var pairs = new TheoryData<int, int>();
        for (var a = 0; a < arguments; a++)
        {
            for (var b = a + 1; b < arguments; b++)
                pairs.Add(a, b);
        }

        return pairs;
    }

    /// <summary>Spot, strike, years, rate, yield and vol, in columns, at all widths.</summary>
    [Theory]
    [MemberData(nameof(Pairs), 6)]
    public void Black_by_spot(int a, int b)
    {
        var inputs = Grid([100, 100, 1, 0.05, 0.02, 0.3], a, b);
        var count = inputs[0].Length;
        var calls = Run(1, LaneWidth.Widest);
        var puts = Run(-1, LaneWidth.Widest);
        foreach (var width in (LaneWidth[])[LaneWidth.Bits128, LaneWidth.Bits256, LaneWidth.Bits512])
            SameBits(calls, Run(1, width));
        for (var i = 0; i < count; i++)
        {
            double[] o = [.. inputs.Select(c => c[i])];
            var (spot, strike, rate, yield) = (o[0], o[1], o[3], o[4]);
            var years = Math.Max(0, o[2]);
            var share = Math.Exp(-yield * years);
            var discount = Math.Exp(-rate * years);
            if (spot < 0 || strike < 0)
                True(double.IsNaN(calls[0][i]) && double.IsNaN(puts[0][i]) && double.IsNaN(calls[1][i]), o);
            var sane = Price(spot) && Price(strike, orNone: true) && (o[2] <= 0 || Price(o[2])) && Price(o[5], orNone: true) && Price(share) && Price(discount) && Math.Abs(rate) < 1e150 && Math.Abs(yield) < 1e150;
            Holds(o, sane, calls, puts, i, spot * share, strike * discount, share, 1e-15 * (4 + (Math.Abs(rate) + Math.Abs(yield)) * years));
        }

        double[][] Run(double sign, LaneWidth width)
        {
            var signs = new double[count];
            Array.Fill(signs, sign);
            var into = Columns(count);
            Black76.Evaluate(new OptionRows { Spots = inputs[0], Strikes = inputs[1], Years = inputs[2], Rates = inputs[3], Yields = inputs[4], Vols = inputs[5], Signs = signs }, SampleColumns.Into(into), width);
            return into;
        }
    }

    /// <summary>Forward, discount factor and years, with all hostile strikes and vols in a column.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Black_by_forward_in_columns(int argument)
    {
        foreach (var value in Hostile)
        {
            var (forward, discount, years) = Market(argument, value);
            var (strikes, vols) = StrikesAndVols();
            var calls = Columns(strikes.Length);
            var puts = Columns(strikes.Length);
            var high = new double[strikes.Length];
            var low = new double[strikes.Length];
            var terms = new SliceTerms(forward, forward, discount, years);
            LogStrikes.Fill(strikes, 100, high, low);
            foreach (var kept in (bool[])[false, true])
            {
                Run(1, calls);
                Run(-1, puts);
                for (var i = 0; i < strikes.Length; i++)
                {
                    double[] o = [forward, strikes[i], years, discount, vols[i]];
                    if (forward < 0 || strikes[i] < 0 || discount < 0)
                        True(double.IsNaN(calls[0][i]) && double.IsNaN(puts[0][i]) && double.IsNaN(calls[1][i]), o);
                    var sane = Price(forward) && Price(strikes[i], orNone: true) && (years <= 0 || Price(years)) && Price(discount) && Price(vols[i], orNone: true);
                    Holds(o, sane, calls, puts, i, forward * discount, strikes[i] * discount, discount, 4e-15);
                }

                void Run(double sign, double[][] into)
                {
                    var signs = new double[strikes.Length];
                    Array.Fill(signs, sign);
                    if (kept)
                        Black76.Evaluate(terms, new LogStrikes(strikes, 100, high, low), vols, signs, SampleColumns.Into(into));
                    else
                        Black76.Evaluate(terms, strikes, vols, signs, SampleColumns.Into(into));
                }
            }

            Black76.EvaluateForward(OptionType.Call, forward, 100, years, discount, 0.3);
            var sums = new double[20];
            var weights = new double[strikes.Length];
            Black76.AddGammaProfile(terms, strikes, vols, weights, Hostile.AsSpan(0, 20), sums);
            Black76.AddDeltaProfile(terms, strikes, vols, weights, weights, Hostile.AsSpan(0, 20), sums);
            Black76.AddGammaLadder(terms, new LogStrikes(strikes, 100, high, low), vols, weights, new SpotLadder(-0.5, 0.05, 20), sums);
            Black76.CallDelta(terms, strikes, vols, weights);
        }
    }

    /// <summary>The normal model takes forwards and strikes of either sign.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Bachelier_in_columns(int argument)
    {
        foreach (var value in Hostile)
        {
            var (forward, discount, years) = Market(argument, value);
            var (strikes, vols) = StrikesAndVols();
            var calls = Columns(strikes.Length);
            var puts = Columns(strikes.Length);
            var signs = new double[strikes.Length];
            var terms = new SliceTerms(forward, forward, discount, years);
            Array.Fill(signs, 1);
            Bachelier.Evaluate(terms, strikes, vols, signs, SampleColumns.Into(calls));
            foreach (var width in (LaneWidth[])[LaneWidth.Bits128, LaneWidth.Bits256, LaneWidth.Bits512])
            {
                Bachelier.Evaluate(terms, strikes, vols, signs, SampleColumns.Into(puts), width);
                SameBits(calls, puts);
            }

            Array.Fill(signs, -1);
            Bachelier.Evaluate(terms, strikes, vols, signs, SampleColumns.Into(puts));
            for (var i = 0; i < strikes.Length; i++)
            {
                double[] o = [forward, strikes[i], years, discount, vols[i]];
                var total = vols[i] * Math.Sqrt(Math.Max(0, years));
                var payoff = discount * (forward - strikes[i]);
                var sane = Array.TrueForAll(o, double.IsFinite) && vols[i] >= 0 && Price(discount) && double.IsFinite(payoff) && total < 1e290 && double.IsFinite(total * discount) && (years <= 0 || years > 1e-200);
                // The most that an option is worth is its payoff and half of the mean move.
                var (call, put) = (calls[0][i], puts[0][i]);
                var rounding = 4e-15 * (Math.Abs(payoff) + discount * total) + 1e-300;
                if (Array.Exists(o, double.IsNaN))
                {
                    True(calls.All(c => double.IsNaN(c[i])) && puts.All(c => double.IsNaN(c[i])), o);
                }
                else if (sane)
                {
                    True(call >= Math.Max(0, payoff) - rounding && put >= Math.Max(0, -payoff) - rounding, o);
                    True(call <= Math.Max(0, payoff) + 0.4 * discount * total + rounding, o);
                    True(Math.Abs(call - put - payoff) <= rounding, o);
                    True(calls[1][i] >= 0 && calls[1][i] <= discount && puts[1][i] <= 0 && puts[1][i] >= -discount, o);
                    True(Math.Abs(calls[1][i] - puts[1][i] - discount) <= 4e-16 * discount, o);
                    True(calls[2][i] >= 0 && calls[3][i] >= 0, o);
                    True(calls[..6].All(c => !double.IsNaN(c[i])), o);
                }
            }
        }
    }

    /// <summary>A coin call is worth between 1 - K/F and 1 coin, its net delta is between 0 and K/F.</summary>
    [Fact]
    public void Coin_options()
    {
        var (strikes, vols) = StrikesAndVols();
        var usd = Columns(strikes.Length);
        double[][][] coins = [Columns(strikes.Length), Columns(strikes.Length)];
        var signs = new double[strikes.Length];
        foreach (var years in Hostile)
        {
            foreach (var forward in Hostile)
            {
                for (var side = 0; side < 2; side++)
                {
                    var c = coins[side];
                    Array.Fill(signs, 1 - 2 * side);
                    var into = new CoinColumns { Price = c[0], NetDelta = c[1], Gamma = c[2], Vega = c[3], Theta = c[4], Vanna = c[5], Charm = c[6] };
                    InverseOption.Evaluate(InverseOption.BySpot(99, forward, years), strikes, vols, signs, SampleColumns.Into(usd), into);
                }

                for (var i = 0; i < strikes.Length; i++)
                {
                    var (strike, vol) = (strikes[i], vols[i]);
                    double[] o = [forward, strike, years, vol];
                    var (call, put, callDelta, putDelta) = (coins[0][0][i], coins[1][0][i], coins[0][1][i], coins[1][1][i]);
                    if (Array.Exists(o, double.IsNaN))
                    {
                        True(double.IsNaN(call) && double.IsNaN(callDelta) && double.IsNaN(put) && double.IsNaN(putDelta), o);
                        continue;
                    }

                    if (!(Usual(forward) && (strike == 0 || Usual(strike)) && (years <= 0 || Price(years)) && Price(vol, orNone: true)))
                        continue;
                    var k = strike / forward;
                    var rounding = 4e-15 * (1 + k);
                    True(call >= Math.Max(0, 1 - k) - rounding && call <= 1 + rounding, o);
                    True(put >= Math.Max(0, k - 1) - rounding && put <= k + rounding, o);
                    True(Math.Abs(call - put - (1 - k)) <= rounding, o);
                    True(callDelta >= -rounding && callDelta <= k + rounding && putDelta <= rounding && putDelta >= -k - rounding, o);
                }
            }
        }

        static bool Usual(double price) => price is > 1e-17 and < 1e9;
    }

    /// <summary>Price, forward, strike, years and discount factor: a vol that gives back the price, or a reason.</summary>
    [Theory]
    [MemberData(nameof(Pairs), 5)]
    public void Implied_vols(int a, int b)
    {
        var inputs = Grid([12, 100, 100, 1, 0.95], a, b);
        for (var i = 0; i < inputs[0].Length; i++)
        {
            double[] o = [.. inputs.Select(c => c[i])];
            foreach (var type in (OptionType[])[OptionType.Call, OptionType.Put])
            {
                var vol = ImpliedVol.Solve(type, o[0], o[1], o[2], o[3], o[4], out var status);
                Sound(vol, status);
                if (o[1] < 0 || o[2] < 0 || o[3] < 0 || o[4] < 0 || double.IsInfinity(o[4]))
                    Assert.Equal(ImpliedVolStatus.NotANumber, status);
                if (status == ImpliedVolStatus.Ok && Array.TrueForAll(o, v => Price(v)))
                {
                    var most = o[4] * Math.Max(o[1], o[2]);
                    Assert.Equal(o[0], Black76.EvaluateForward(type, o[1], o[2], o[3], o[4], vol).Price, 1e-12 * o[0] + 1e-14 * most);
                }

                vol = BachelierVol.Solve(type, o[0], o[1], o[2], o[3], o[4], out status);
                Sound(vol, status);
                if (status == ImpliedVolStatus.Ok && o[3] > 0 && Array.TrueForAll(o, v => Price(Math.Abs(v))))
                    Assert.Equal(o[0], Bachelier.EvaluateForward(type, o[1], o[2], o[3], o[4], vol).Price, 1e-13 * o[0] + 1e-15 * o[4] * Math.Max(Math.Abs(o[1]), Math.Abs(o[2])));

                Sound(InverseOption.ImpliedVolOf(type, o[0], o[1], o[2], o[3], out status), status, coin: true);

                void Sound(double v, ImpliedVolStatus s, bool coin = false)
                {
                    True(Enum.IsDefined(s), o);
                    True(s == ImpliedVolStatus.Ok ? v >= 0 : double.IsNaN(v), o);
                    True(s == ImpliedVolStatus.NotANumber || !Array.Exists(coin ? o[..4] : o, double.IsNaN), o);
                }
            }
        }
    }

    /// <summary>Nothing is written beside the columns, and a column that is input and output at once is no crash.</summary>
    [Fact]
    public void Kernels_stay_within_their_columns()
    {
        const int count = 264, guard = 16;
        var sample = new SampleColumns(count);
        var memory = new double[12 * (count + guard) + guard];
        Array.Fill(memory, 7777);
        var terms = sample.Terms;
        Black76.Evaluate(terms, sample.Strikes, sample.Vols, sample.Signs, Into());
        Bachelier.Evaluate(terms, sample.Strikes, sample.Vols, sample.Signs, Into());
        for (var i = 0; i < memory.Length; i++)
        {
            if (i % (count + guard) < guard)
                Assert.Equal(7777, memory[i]);
        }

        var vols = (double[])sample.Vols.Clone();
        Bachelier.Evaluate(terms, sample.Strikes, vols, sample.Signs, new GreekColumns { Delta = vols });
        Assert.All(vols, d => Assert.InRange(d, -terms.Discount, terms.Discount));
        vols = (double[])sample.Vols.Clone();
        Black76.Evaluate(terms, sample.Strikes.AsSpan(8), vols.AsSpan(8), sample.Signs.AsSpan(8), new GreekColumns { Vega = vols.AsSpan(0, count - 8) });
        var prices = (double[])sample.Strikes.Clone();
        BachelierVol.Solve(terms, prices, sample.Strikes, sample.Signs, prices, new ImpliedVolStatus[count]);

        GreekColumns Into() => new()
        {
            Price = Part(0),
            Delta = Part(1),
            Gamma = Part(2),
            Vega = Part(3),
            Theta = Part(4),
            Rho = Part(5),
            Vanna = Part(6),
            Volga = Part(7),
            Charm = Part(8),
            Speed = Part(9),
            Zomma = Part(10),
            Color = Part(11),
        };

        Span<double> Part(int n) => memory.AsSpan(guard + n * (count + guard), count);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused_and_empty_columns_do_nothing()
    {
        var terms = new SliceTerms(100, 100, 0.9, 1);
        double[] Eight() => new double[8];
        Throws(() => Bachelier.Evaluate(terms, new double[7], new double[7], new double[7], default));
        Throws(() => Bachelier.Evaluate(terms, Eight(), new double[16], Eight(), default));
        Throws(() => Bachelier.Evaluate(terms, Eight(), Eight(), [], default));
        Throws(() => Bachelier.Evaluate(terms, Eight(), Eight(), Eight(), new GreekColumns { Color = new double[16] }));
        Throws(() => BachelierVol.Solve(terms, Eight(), Eight(), Eight(), new double[9], new ImpliedVolStatus[8]));
        Throws(() => BachelierVol.Solve(terms, Eight(), Eight(), Eight(), Eight(), new ImpliedVolStatus[7]));
        Throws(() => ImpliedVol.Solve(terms, Eight(), Eight(), Eight(), Eight(), new ImpliedVolStatus[7]));
        Throws(() => ImpliedVol.Solve(terms, new double[9], new double[9], new double[9], new double[9], new ImpliedVolStatus[9]));
        Throws(() => ImpliedVol.Solve(new PriceRows { Prices = Eight(), Forwards = Eight(), Strikes = Eight(), Years = Eight(), Discounts = Eight() }, Eight(), new ImpliedVolStatus[8]));
        Throws(() => InverseOption.Evaluate(terms, Eight(), Eight(), Eight(), default, new CoinColumns { Vega = Eight() }));
        Throws(() => InverseOption.ImpliedVolsOf(100, 1, Eight(), Eight(), new double[16], Eight(), new ImpliedVolStatus[8]));
        Throws(() => Black76.Evaluate(new OptionRows { Strikes = Eight() }, default));
        Throws(() => LogStrikes.Fill(Eight(), 100, Eight(), new double[7]));
        Throws(() => Black76.AddGammaProfile(terms, Eight(), Eight(), Eight(), new double[2], new double[3]));
        Throws(() => Black76.AddDeltaProfile(terms, Eight(), Eight(), Eight(), [], new double[2], new double[2]));

        Bachelier.Evaluate(terms, [], [], [], default);
        BachelierVol.Solve(terms, [], [], [], [], []);
        ImpliedVol.Solve(terms, [], [], [], [], []);
        ImpliedVol.Solve(default(PriceRows), [], []);
        InverseOption.Evaluate(terms, [], [], [], default, default);
        Black76.Evaluate(terms, [], [], [], default);
        Black76.Evaluate(default(OptionRows), default);
        Black76.Evaluate(terms, default(LogStrikes), [], [], default);
        Black76.AddGammaProfile(terms, [], [], [], [], []);
        Black76.AddDeltaProfile(terms, [], [], [], [], [], []);
        Black76.AddGammaLadder(terms, default, [], [], default, []);
        Black76.CallDelta(terms, [], [], []);

        static void Throws(Action run) => Assert.Throws<ArgumentException>(run);
    }

    private static void Holds(double[] o, bool sane, double[][] calls, double[][] puts, int i, double forwardValue, double strikeValue, double share, double digits)
    {
        var (call, put, callDelta, putDelta) = (calls[0][i], puts[0][i], calls[1][i], puts[1][i]);
        if (Array.Exists(o, double.IsNaN))
        {
            True(calls.All(c => double.IsNaN(c[i])) && puts.All(c => double.IsNaN(c[i])), o);
        }
        else if (sane)
        {
            var rounding = digits * (forwardValue + strikeValue) + 1e-300;
            True(call >= Math.Max(0, forwardValue - strikeValue) - rounding && call <= forwardValue + rounding, o);
            True(put >= Math.Max(0, strikeValue - forwardValue) - rounding && put <= strikeValue + rounding, o);
            True(Math.Abs(call - put - (forwardValue - strikeValue)) <= rounding, o);
            True(callDelta >= 0 && callDelta <= share * (1 + digits) && putDelta <= 0 && putDelta >= -share * (1 + digits), o);
            True(Math.Abs(callDelta - putDelta - share) <= digits * share, o);
            True(calls[2][i] >= 0 && calls[3][i] >= 0 && calls[2][i].Equals(puts[2][i]) && calls[3][i].Equals(puts[3][i]), o);
        }
    }

    /// <summary>The inputs are put into words only where something is wrong.</summary>
    private static void True(bool holds, double[] inputs, [CallerLineNumber] int line = 0)
    {
        if (!holds)
            Assert.Fail($"line {line}: {string.Join(' ', inputs.Select(v => v.ToString("r")))}");
    }

    /// <summary>Far inside of the doubles, or nothing where that means something.</summary>
    private static bool Price(double value, bool orNone = false) => value is > 1e-150 and < 1e150 || (orNone && value == 0);

    private static (double Forward, double Discount, double Years) Market(int argument, double value) =>
        argument switch { 0 => (value, 0.95, 1), 1 => (100, value, 1), _ => (100, 0.95, value) };

    /// <summary>Each hostile strike with each hostile vol.</summary>
    private static (double[] Strikes, double[] Vols) StrikesAndVols()
    {
        var grid = Grid([100, 0.3], 0, 1);
        return (grid[0], grid[1]);
    }

    private static double[][] Grid(double[] usual, int a, int b)
    {
        var count = Hostile.Length * Hostile.Length;
        double[][] columns = [.. usual.Select(v => Enumerable.Repeat(v, (count + 7) / 8 * 8).ToArray())];
        for (var i = 0; i < count; i++)
        {
            columns[a][i] = Hostile[i / Hostile.Length];
            columns[b][i] = Hostile[i % Hostile.Length];
        }

        return columns;
    }

    private static double[][] Columns(int count) => [.. Enumerable.Range(0, 12).Select(_ => new double[count])];

    private static void SameBits(double[][] first, double[][] second)
    {
        for (var c = 0; c < first.Length; c++)
        {
            for (var i = 0; i < first[c].Length; i++)
            {
                if (BitConverter.DoubleToInt64Bits(first[c][i]) != BitConverter.DoubleToInt64Bits(second[c][i]))
                    Assert.True(double.IsNaN(first[c][i]) && double.IsNaN(second[c][i]), $"greek {c} of option {i}: {first[c][i]:r} and {second[c][i]:r}");
            }
        }
    }
}
