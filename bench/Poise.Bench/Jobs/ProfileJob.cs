using Poise.Domain;
using Poise.Pricing;

namespace Poise.Bench;

/// <summary>Gamma of one expiry's strikes over a ladder of spots at equal steps of their logarithm, 80 % to 120 % of the spot.</summary>
public class ProfileJob : RateJob, IPeerInputs
{
    private const int Strikes = 512, Spots = 201;
    private protected static readonly SpotLadder Ladder = new(Math.Log(0.8), Math.Log(1.5) / (Spots - 1), Spots);
    private readonly GeneratedExpiry _expiry = GeneratedExpiry.Of(0.2, Strikes, new SeededRandom(5));
    private readonly double[] _spots = new double[Spots], _sums = new double[Spots];

    public override long Items => Strikes * Spots;

    public override void Generate() => Ladder.Fill(_expiry.Terms.Spot, _spots);

    private protected GeneratedExpiry Expiry => _expiry;

    private protected double[] Sums => _sums;

    protected override double Pass()
    {
        Array.Clear(_sums);
        Black76.AddGammaProfile(_expiry.Terms, _expiry.Logs, _expiry.Vols, _expiry.Weights, _spots, _sums);
        return _sums[0];
    }

    /// <summary>Some spots against the direct sum with 31 digits, relative to the sum of the terms' sizes.</summary>
    public override Accuracy Accuracy()
    {
        Pass();
        Worst apart = default;
        SliceTerms terms = _expiry.Terms;
        for (int j = 0; j < Spots; j += 5 * Step)
        {
            DoubleDouble moved = (DoubleDouble)terms.Forward * _spots[j] / terms.Spot, sum = 0, size = 0;
            for (int i = 0; i < Strikes; i++)
            {
                DoubleDouble s = _expiry.Vols[i] * DoubleDouble.Sqrt(terms.Years);
                DoubleDouble d1 = DoubleDouble.Log(moved / _expiry.Strikes[i]) / s + s * 0.5;
                DoubleDouble term = terms.Discount * (DoubleDouble)terms.Forward / terms.Spot * DoubleDouble.Density(d1) / (_spots[j] * s) * _expiry.Weights[i];
                sum += term;
                size += DoubleDouble.Abs(term);
            }
            apart.See((double)((_sums[j] - sum) / size));
        }
        return new($"sum {apart} of the terms' size", apart.Under(1e-13));
    }

    void IPeerInputs.WriteInputs(string folder)
    {
        PeerFile strikes = new("forward discount years strike vol weight");
        for (int i = 0; i < Strikes; i++)
            strikes.Add(_expiry.Terms.Forward, _expiry.Terms.Discount, _expiry.Terms.Years, _expiry.Strikes[i], _expiry.Vols[i], _expiry.Weights[i]);
        strikes.Write(folder, "profile-strikes.txt");
        PeerFile spots = new("spot sum; the first is the slice's own");
        spots.Add(_expiry.Terms.Spot, 0);
        for (int j = 0; j < Spots; j++)
            spots.Add(_spots[j], _sums[j]);
        spots.Write(folder, "profile-spots.txt");
    }
}

/// <summary>The same sums by the ladder's recurrence.</summary>
public class LadderJob : ProfileJob
{
    protected override double Pass()
    {
        Array.Clear(Sums);
        Black76.AddGammaLadder(Expiry.Terms, Expiry.Logs, Expiry.Vols, Expiry.Weights, Ladder, Sums);
        return Sums[0];
    }
}
