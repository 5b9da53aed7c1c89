using Poise.Domain;
using Poise.Pricing;

namespace Poise.Bench;

/// <summary>Gamma of one expiry's strikes over a ladder of spots at equal steps of their logarithm, 80 % to 120 % of the spot.</summary>
public abstract class GammaSumJob : RateJob
{
    private protected const int Strikes = 512, Count = 201;
    private protected static readonly SpotLadder Ladder = new(Math.Log(0.8), Math.Log(1.5) / (Count - 1), Count);

    public override long Items => Strikes * Count;

    private protected GeneratedExpiry Expiry { get; } = GeneratedExpiry.Of(0.2, Strikes, new SeededRandom(5));

    private protected double[] Spots { get; } = new double[Count];

    private protected double[] Sums { get; } = new double[Count];

    public override void Generate() => Ladder.Fill(Expiry.Terms.Spot, Spots);

    /// <summary>Some spots against the direct sum with 31 digits, relative to the sum of the terms' sizes.</summary>
    public override Accuracy Accuracy()
    {
        Pass();
        Worst apart = default;
        SliceTerms terms = Expiry.Terms;
        for (int j = 0; j < Count; j += 5 * Step)
        {
            DoubleDouble moved = (DoubleDouble)terms.Forward * Spots[j] / terms.Spot, sum = 0, size = 0;
            for (int i = 0; i < Strikes; i++)
            {
                DoubleDouble s = Expiry.Vols[i] * DoubleDouble.Sqrt(terms.Years);
                DoubleDouble d1 = DoubleDouble.Log(moved / Expiry.Strikes[i]) / s + s * 0.5;
                DoubleDouble term = terms.Discount * (DoubleDouble)terms.Forward / terms.Spot * DoubleDouble.Density(d1) / (Spots[j] * s) * Expiry.Weights[i];
                sum += term;
                size += DoubleDouble.Abs(term);
            }
            apart.See((double)((Sums[j] - sum) / size));
        }
        return new($"sum {apart} of the terms' size", apart.Under(1e-13));
    }
}

/// <summary>The sums with an exponential for each strike and spot.</summary>
public class ProfileJob : GammaSumJob, IPeerInputs
{
    protected override double Pass()
    {
        Array.Clear(Sums);
        Black76.AddGammaProfile(Expiry.Terms, Expiry.Logs, Expiry.Vols, Expiry.Weights, Spots, Sums);
        return Sums[0];
    }

    void IPeerInputs.WriteInputs(string folder)
    {
        PeerFile strikes = new("forward discount years strike vol weight");
        for (int i = 0; i < Strikes; i++)
            strikes.Add(Expiry.Terms.Forward, Expiry.Terms.Discount, Expiry.Terms.Years, Expiry.Strikes[i], Expiry.Vols[i], Expiry.Weights[i]);
        strikes.Write(folder, "profile-strikes.txt");
        PeerFile spots = new("spot sum; the first is the slice's own");
        spots.Add(Expiry.Terms.Spot, 0);
        for (int j = 0; j < Count; j++)
            spots.Add(Spots[j], Sums[j]);
        spots.Write(folder, "profile-spots.txt");
    }
}

/// <summary>The sums by the ladder's recurrence.</summary>
public class LadderJob : GammaSumJob
{
    protected override double Pass()
    {
        Array.Clear(Sums);
        Black76.AddGammaLadder(Expiry.Terms, Expiry.Logs, Expiry.Vols, Expiry.Weights, Ladder, Sums);
        return Sums[0];
    }
}
