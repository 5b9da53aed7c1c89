using System.Globalization;
using Poise.Domain;
using Poise.Pricing;

namespace Poise.Bench;

/// <summary>Vols of one expiry's prices, as a column.</summary>
public abstract class VolJob : RateJob, IPeerInputs
{
    private const int Options = 4096;
    private readonly double[] _vols = new double[Options];
    private readonly ImpliedVolStatus[] _statuses = new ImpliedVolStatus[Options];

    public override long Items => Options;

    protected SliceTerms Terms { get; init; }
    protected double[] Strikes { get; set; } = new double[Options];
    protected double[] Prices { get; set; } = new double[Options];
    protected double[] Signs { get; set; } = new double[Options];

    /// <summary>Vols near the answers: where the reference starts.</summary>
    protected double[] Near { get; set; } = new double[Options];

    private protected abstract string File { get; }

    protected override double Pass()
    {
        ImpliedVol.Solve(Terms, Prices, Strikes, Signs, _vols, _statuses);
        return _vols[0];
    }

    /// <summary>Every other vol against 31 digits, and against what a price in double precision can tell at all.</summary>
    public override Accuracy Accuracy()
    {
        Pass();
        Worst apart = default, ofAttainable = default;
        int without = 0;
        BlackReference reference = BlackReference.OfSlice(Terms.Spot, Terms.Forward, Terms.Discount, Terms.Years);
        for (int i = 0; i < Options; i += Step)
        {
            if (_statuses[i] != ImpliedVolStatus.Ok)
            {
                without++;
                continue;
            }
            (DoubleDouble right, double attainable) = reference.Vol((int)Signs[i], Strikes[i], Prices[i], Near[i]);
            double relative = (double)((_vols[i] - right) / right);
            apart.See(relative);
            ofAttainable.See(relative / attainable);
        }
        string missing = without == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {without} of {Options / Step} without a vol");
        return new($"vol {apart} relative, at most {ofAttainable.Value.ToString("0.0", CultureInfo.InvariantCulture)} times the attainable{missing}", without == 0 && ofAttainable.Under(20));
    }

    void IPeerInputs.WriteInputs(string folder)
    {
        PeerFile file = new("forward discount years strike sign price vol");
        for (int i = 0; i < Options; i++)
            file.Add(Terms.Forward, Terms.Discount, Terms.Years, Strikes[i], Signs[i], Prices[i], _vols[i]);
        file.Write(folder, File);
    }
}

/// <summary>Options out of the money on a grid of ticks.</summary>
public class MarketVolJob : VolJob
{
    public MarketVolJob() => Terms = new SliceTerms(6000, 6020, 0.992, 0.2);

    private protected override string File => "quotes.txt";

    public override void Generate()
    {
        GeneratedQuotes quotes = new(Terms, (int)Items, new SeededRandom(3));
        (Strikes, Prices, Signs, Near) = (quotes.Strikes, quotes.Prices, quotes.Signs, quotes.Vols);
    }
}

/// <summary>
/// ln(F / K) to 16 either way, vol sqrt(T) log-uniform from 0.001 to 12, out of the money, as far as a price of 1e-250 of the smaller of forward and strike.
/// </summary>
public class WideVolJob : VolJob
{
    public WideVolJob() => Terms = new SliceTerms(100, 100, 1, 1);

    private protected override string File => "wide.txt";

    public override void Generate()
    {
        SeededRandom random = new(4);
        for (int i = 0; i < Items;)
        {
            double s = 0.001 * Math.Exp(Math.Log(12_000) * random.NextDouble());
            double x = Math.Min(16, 33 * s) * (2 * random.NextDouble() - 1), strike = 100 * Math.Exp(-x);
            OptionType type = x > 0 ? OptionType.Put : OptionType.Call;
            double price = Black76.EvaluateForward(type, Terms.Forward, strike, Terms.Years, Terms.Discount, s).Price;
            if (!(price > 1e-250 * Math.Min(strike, 100)) || price >= Math.Min(strike, 100))
                continue;
            (Strikes[i], Prices[i], Signs[i], Near[i]) = (strike, price, type == OptionType.Call ? 1 : -1, s);
            i++;
        }
    }
}
