using Poise.Domain;
using Poise.Pricing;

namespace Poise.Bench;

/// <summary>One expiry as columns: strikes around the forward, a skewed smile, calls and puts, weights of both signs.</summary>
internal sealed class GeneratedExpiry
{
    private const double Spot = 6000, Rate = 0.04, Yield = 0.013;

    private readonly AlignedColumn _logHigh, _logLow;

    private GeneratedExpiry(SliceTerms terms, int count)
    {
        Terms = terms;
        Strikes = new AlignedColumn(count);
        _logHigh = new AlignedColumn(count);
        _logLow = new AlignedColumn(count);
        Vols = new AlignedColumn(count);
        Signs = new AlignedColumn(count);
        Weights = new AlignedColumn(count);
    }

    public SliceTerms Terms { get; }
    public AlignedColumn Strikes { get; }
    public AlignedColumn Vols { get; }
    public AlignedColumn Signs { get; }
    public AlignedColumn Weights { get; }

    /// <summary>The strikes with the logarithms that were taken when they were listed.</summary>
    public LogStrikes Logs => new(Strikes, Spot, _logHigh, _logLow);

    /// <summary>Expiries from a day to three years.</summary>
    public static GeneratedExpiry[] Several(int expiries, int options, ulong seed)
    {
        SeededRandom random = new(seed);
        return [.. Enumerable.Range(0, expiries).Select(e => Of(Math.Exp(Math.Log(1.0 / 365) + Math.Log(3 * 365) * e / Math.Max(1, expiries - 1)), options, random))];
    }

    public static GeneratedExpiry Of(double years, int options, SeededRandom random)
    {
        SliceTerms terms = new(Spot, Spot * Math.Exp((Rate - Yield) * years), Math.Exp(-Rate * years), years);
        GeneratedExpiry made = new(terms, options);
        for (int i = 0; i < options; i++)
        {
            double x = 0.3 * random.NextNormal();
            made.Strikes[i] = Math.Round(terms.Forward * Math.Exp(x * Math.Sqrt(years)) * 4) / 4;
            made.Vols[i] = Smile(x) * (1 + 0.02 * random.NextNormal());
            made.Signs[i] = random.NextInt32(2) == 0 ? 1 : -1;
            made.Weights[i] = Math.Round(1000 * random.NextNormal());
        }
        LogStrikes.Fill(made.Strikes, Spot, made._logHigh, made._logLow);
        return made;
    }

    /// <summary>Vol by x = ln(K / F) / sqrt(T).</summary>
    public static double Smile(double x) => Math.Clamp(0.16 - 0.09 * x + 0.10 * x * x, 0.05, 1.5);
}

/// <summary>Options out of the money of one expiry at prices of at least a tick and on its grid, as an exchange quotes them.</summary>
internal sealed class GeneratedQuotes
{
    private const double Tick = 0.05;

    public GeneratedQuotes(in SliceTerms terms, int count, SeededRandom random)
    {
        Strikes = new double[count];
        Prices = new double[count];
        Signs = new double[count];
        Vols = new double[count];
        for (int i = 0; i < count;)
        {
            double strike = Math.Round(terms.Spot * Math.Exp(0.12 * random.NextNormal()) / 5) * 5;
            double vol = GeneratedExpiry.Smile(Math.Log(strike / terms.Forward) / Math.Sqrt(terms.Years));
            OptionType type = strike >= terms.Forward ? OptionType.Call : OptionType.Put;
            double price = Math.Round(Black76.EvaluateForward(type, terms.Forward, strike, terms.Years, terms.Discount, vol).Price / Tick) * Tick;
            if (!(price >= Tick))
                continue;
            Strikes[i] = strike;
            Signs[i] = type == OptionType.Call ? 1 : -1;
            Vols[i] = vol;
            Prices[i++] = price;
        }
    }

    public double[] Strikes { get; }
    public double[] Prices { get; }
    public double[] Signs { get; }

    /// <summary>Before the price was put on the grid.</summary>
    public double[] Vols { get; }
}
