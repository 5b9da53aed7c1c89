namespace Poise.Pricing;

/// <summary>
/// The base smile's density cut into cells, one a strike, with borders halfway between strikes. The fitted density is the base times one ratio a
/// cell; so second differences of prices at the strikes are sums of three ratios with the weights held here: the integral of the base density times a
/// hat over the strike and its neighbours. The outer cells reach to 0 and to infinity.
/// </summary>
internal sealed class BandCells(int capacity)
{
    public readonly double[] X = new double[capacity];

    /// <summary>Lower border of each cell; 0 for the first.</summary>
    public readonly double[] Border = new double[capacity];

    /// <summary>Weights of the ratios of cells j - 1, j and j + 1 in the second difference at j; the outer slopes are in <see cref="Own"/>.</summary>
    public readonly double[] Before = new double[capacity];
    public readonly double[] Own = new double[capacity];
    public readonly double[] After = new double[capacity];

    /// <summary>1 / (x[j + 1] - x[j]).</summary>
    public readonly double[] Inverse = new double[capacity];

    /// <summary>Base prices out of the money at the strikes.</summary>
    public readonly double[] Base = new double[capacity];

    /// <summary>Probability of each cell and its mean times that.</summary>
    public readonly double[] Mass = new double[capacity];
    public readonly double[] Moment = new double[capacity];

    /// <summary>The base put at the first strike, the base call at the last.</summary>
    public double FirstPut { get; private set; }

    public double LastCall { get; private set; }

    public int Count { get; private set; }

    public RawSvi Smile { get; private set; }

    public void Load(ReadOnlySpan<double> x, in RawSvi smile)
    {
        Count = x.Length;
        Smile = smile;
        x.CopyTo(X);
        Clear();
        var last = Count - 1;
        Border[0] = 0;
        for (var j = 0; j < Count; j++)
            Base[j] = SmilePrice.Of(smile, x[j], x[j] >= 1, out _);
        for (var j = 0; j < last; j++)
        {
            double a = x[j], b = x[j + 1], middle = 0.5 * (a + b), inverse = 1 / (b - a);
            var isCall = middle >= 1;
            double pa = SmilePrice.Of(smile, a, isCall, out var sa), pm = SmilePrice.Of(smile, middle, isCall, out var sm), pb = SmilePrice.Of(smile, b, isCall, out var sb);
            Inverse[j] = inverse;
            Border[j + 1] = middle;
            // Integrals of density times (b - x) and (x - a) over both halves, by parts.
            Own[j] += Positive((b - middle) * sm + pm - (b - a) * sa - pa) * inverse;
            After[j] = Positive(pb - (b - middle) * sm - pm) * inverse;
            Before[j + 1] = Positive((middle - a) * sm - pm + pa) * inverse;
            Own[j + 1] += Positive((b - a) * sb - pb - (middle - a) * sm + pm) * inverse;
            Mass[j] += Positive(sm - sa);
            Mass[j + 1] += Positive(sb - sm);
            Moment[j] += Positive(middle * sm - pm - a * sa + pa);
            Moment[j + 1] += Positive(b * sb - pb - middle * sm + pm);
        }
        FirstPut = SmilePrice.Of(smile, x[0], isCall: false, out var firstSlope);
        LastCall = SmilePrice.Of(smile, x[last], isCall: true, out var lastSlope);
        Own[0] += firstSlope;
        Own[last] -= lastSlope;
        Mass[0] += firstSlope;
        Mass[last] -= lastSlope;
        Moment[0] += x[0] * firstSlope - FirstPut;
        Moment[last] += LastCall - x[last] * lastSlope;
    }

    private void Clear()
    {
        foreach (var column in (ReadOnlySpan<double[]>)[Before, Own, After, Inverse, Mass, Moment])
            column.AsSpan(0, Count).Clear();
    }

    private static double Positive(double value) => Math.Max(value, 0);
}
