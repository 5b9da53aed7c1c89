namespace Poise.Lab;

/// <summary>
/// A number estimated from seeds, and by how much each seed pulls it (its influence function, Hampel, "The influence curve and its role in robust
/// estimation", JASA 69, 1974). Arithmetic carries the pulls along to first order, so that a difference over the same seeds has its paired error.
/// </summary>
internal sealed class Estimate
{
    private readonly double[] _pulls;

    private Estimate(double value, double[] pulls) => (Value, _pulls) = (value, pulls);

    public double Value { get; }

    /// <summary>Standard error.</summary>
    public double Error
    {
        get
        {
            double squares = 0;
            foreach (double pull in _pulls)
                squares += pull * pull;
            return Math.Sqrt(squares / (_pulls.Length * (_pulls.Length - 1.0)));
        }
    }

    /// <summary>How many standard errors the value lies from zero; zero where nothing differs.</summary>
    public double Errors => Value == 0 ? 0 : Value / Error;

    /// <summary>Standard deviation over the seeds, n - 1.</summary>
    public static Estimate Deviation(ReadOnlySpan<double> values)
    {
        Estimate variance = Variance(values);
        double deviation = Math.Sqrt(variance.Value);
        return variance.Through(deviation, deviation == 0 ? 0 : 0.5 / deviation);
    }

    public static Estimate Variance(ReadOnlySpan<double> values)
    {
        Estimate mean = Mean(values);
        double[] pulls = new double[values.Length];
        double squares = 0;
        for (int i = 0; i < pulls.Length; i++)
            squares += mean._pulls[i] * mean._pulls[i];
        double variance = squares / (pulls.Length - 1);
        for (int i = 0; i < pulls.Length; i++)
            pulls[i] = mean._pulls[i] * mean._pulls[i] - variance;
        return new(variance, pulls);
    }

    public static Estimate Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value;
        double mean = sum / values.Length;
        double[] pulls = new double[values.Length];
        for (int i = 0; i < pulls.Length; i++)
            pulls[i] = values[i] - mean;
        return new(mean, pulls);
    }

    public Estimate Log() => Through(Math.Log(Value), 1 / Value);

    public static Estimate operator +(Estimate a, Estimate b) => Of(a.Value + b.Value, a, 1, b, 1);

    public static Estimate operator -(Estimate a, Estimate b) => Of(a.Value - b.Value, a, 1, b, -1);

    public static Estimate operator *(Estimate a, Estimate b) => Of(a.Value * b.Value, a, b.Value, b, a.Value);

    public static Estimate operator /(Estimate a, Estimate b) => Of(a.Value / b.Value, a, 1 / b.Value, b, -a.Value / (b.Value * b.Value));

    public static Estimate operator *(double k, Estimate a) => a.Through(k * a.Value, k);

    private static Estimate Of(double value, Estimate a, double byA, Estimate b, double byB)
    {
        double[] pulls = new double[a._pulls.Length];
        for (int i = 0; i < pulls.Length; i++)
            pulls[i] = byA * a._pulls[i] + byB * b._pulls[i];
        return new(value, pulls);
    }

    /// <summary>A function of it, by its value and slope here.</summary>
    private Estimate Through(double value, double slope)
    {
        double[] pulls = new double[_pulls.Length];
        for (int i = 0; i < pulls.Length; i++)
            pulls[i] = slope * _pulls[i];
        return new(value, pulls);
    }
}
