using BenchmarkDotNet.Attributes;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Bench;

/// <summary>One expiry of 4096 options as columns; times are of one option, or of one option at one spot.</summary>
public class PricingRates
{
    private const int Options = 4096;
    private const int ProfileStrikes = 512;
    private const int Spots = 201;
    private static readonly SliceTerms Terms = new(6000, 6020, 0.992, 0.2);
    private readonly double[] _strikes = new double[Options], _vols = new double[Options], _signs = new double[Options], _weights = new double[Options];
    private readonly double[] _spots = new double[Spots], _profile = new double[Spots];
    private readonly double[] _solved = new double[Options];
    private double[] _marketStrikes = [], _marketPrices = [], _marketSigns = [];
    private readonly ImpliedVolStatus[] _statuses = new ImpliedVolStatus[Options];
    private readonly double[][] _out = [.. Enumerable.Range(0, 12).Select(_ => new double[Options])];

    [GlobalSetup]
    public void Generate()
    {
        SeededRandom random = new(1);
        for (int i = 0; i < Options; i++)
        {
            _strikes[i] = 6000 * Math.Exp(0.1 * random.NextNormal());
            _vols[i] = 0.08 + 0.3 * random.NextDouble();
            _signs[i] = random.NextInt32(2) == 0 ? 1 : -1;
            _weights[i] = random.NextNormal();
        }
        for (int j = 0; j < Spots; j++)
            _spots[j] = 6000 * (0.9 + 0.001 * j);
        GeneratedQuotes quotes = new(Terms, Options, random);
        (_marketStrikes, _marketPrices, _marketSigns) = (quotes.Strikes, quotes.Prices, quotes.Signs);
    }

    [Benchmark(OperationsPerInvoke = Options, Description = "Black-76 price, delta, gamma|option")]
    public double PriceDeltaGamma()
    {
        Black76.Evaluate(Terms, _strikes, _vols, _signs, new GreekColumns { Price = _out[0], Delta = _out[1], Gamma = _out[2] });
        return _out[0][0];
    }

    [Benchmark(OperationsPerInvoke = Options, Description = "Black-76 all twelve columns|option")]
    public double AllGreeks()
    {
        Black76.Evaluate(Terms, _strikes, _vols, _signs, new GreekColumns
        {
            Price = _out[0],
            Delta = _out[1],
            Gamma = _out[2],
            Vega = _out[3],
            Theta = _out[4],
            Rho = _out[5],
            Vanna = _out[6],
            Volga = _out[7],
            Charm = _out[8],
            Speed = _out[9],
            Zomma = _out[10],
            Color = _out[11],
        });
        return _out[0][0];
    }

    [Benchmark(OperationsPerInvoke = ProfileStrikes * Spots, Description = "Gamma profile, 512 strikes x 201 spots|strike and spot")]
    public double GammaProfile()
    {
        Array.Clear(_profile);
        Black76.AddGammaProfile(Terms, _strikes.AsSpan(0, ProfileStrikes), _vols.AsSpan(0, ProfileStrikes), _weights.AsSpan(0, ProfileStrikes), _spots, _profile);
        return _profile[0];
    }

    [Benchmark(OperationsPerInvoke = Options, Description = "ImpliedVol.Solve, column of market-like prices|option")]
    public double ImpliedVols()
    {
        ImpliedVol.Solve(Terms, _marketPrices, _marketStrikes, _marketSigns, _solved, _statuses);
        return _solved[0];
    }

    [Benchmark(OperationsPerInvoke = Options, Description = "ImpliedVol.Solve, one by one|option")]
    public double LoneImpliedVols()
    {
        double sum = 0;
        for (int i = 0; i < Options; i++)
            sum += ImpliedVol.Solve(_marketSigns[i] > 0 ? OptionType.Call : OptionType.Put, _marketPrices[i], Terms.Forward, _marketStrikes[i], Terms.Years, Terms.Discount, out _);
        return sum;
    }
}
