namespace Poise.Bench;

/// <summary>
/// A number as the sum of two doubles, some 31 digits (Dekker 1971; Knuth's sums). For reference values alone: slow, and nothing of the
/// product is in it.
/// </summary>
internal readonly record struct DoubleDouble(double High, double Low)
{
    /// <summary>ln 2 to 31 digits.</summary>
    private static readonly DoubleDouble Ln2 = new(0.6931471805599453, 2.3190468138462996e-17);

    /// <summary>1 / sqrt(2 pi) to 31 digits.</summary>
    private static readonly DoubleDouble InverseRootTwoPi = One / Sqrt(new DoubleDouble(6.283185307179586, 2.4492935982947064e-16));

    public static DoubleDouble One => 1;

    public static implicit operator DoubleDouble(double value) => new(value, 0);

    public static explicit operator double(DoubleDouble value) => value.High + value.Low;

    public static DoubleDouble operator -(DoubleDouble a) => new(-a.High, -a.Low);

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        (double s, double e) = TwoSum(a.High, b.High);
        (double t, double f) = TwoSum(a.Low, b.Low);
        (s, e) = Quick(s, e + t);
        return Settled(s, e + f);
    }

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        double p = a.High * b.High;
        double e = Math.FusedMultiplyAdd(a.High, b.High, -p);
        return Settled(p, e + (a.High * b.Low + a.Low * b.High));
    }

    public static DoubleDouble operator /(DoubleDouble a, DoubleDouble b)
    {
        double first = a.High / b.High;
        DoubleDouble rest = a - b * first;
        double second = rest.High / b.High;
        rest -= b * second;
        return Settled(first, second) + rest.High / b.High;
    }

    public static DoubleDouble Abs(DoubleDouble a) => a.High < 0 ? -a : a;

    public static DoubleDouble Sqrt(DoubleDouble a)
    {
        if (a.High <= 0)
            return 0;
        double root = Math.Sqrt(a.High);
        DoubleDouble rest = a - (DoubleDouble)root * root;
        DoubleDouble better = root + rest / (2 * root);
        return better + (a - better * better) / (2 * root);
    }

    /// <summary>e^a: a less whole ln 2, over 2^9, by Taylor, squared nine times.</summary>
    public static DoubleDouble Exp(DoubleDouble a)
    {
        if (a.High < -740)
            return 0;
        double k = Math.Round(a.High / Ln2.High);
        DoubleDouble r = (a - Ln2 * k) * (1.0 / 512);
        // e^r - 1 is kept, so that the squarings lose nothing: (1 + m)^2 - 1 = 2 m + m^2.
        DoubleDouble m = 0, term = One;
        for (int n = 1; n <= 14; n++)
            m += term = term * r / n;
        for (int i = 0; i < 9; i++)
            m = m + m + m * m;
        DoubleDouble value = One + m;
        int half = (int)k / 2;
        return value * Math.ScaleB(1, half) * Math.ScaleB(1, (int)k - half);
    }

    /// <summary>ln a of a positive a, by Newton on e^y = a.</summary>
    public static DoubleDouble Log(DoubleDouble a)
    {
        DoubleDouble y = Math.Log(a.High);
        for (int i = 0; i < 3; i++)
            y += a * Exp(-y) - One;
        return y;
    }

    /// <summary>n(x), the normal density.</summary>
    public static DoubleDouble Density(DoubleDouble x) => InverseRootTwoPi * Exp(x * x * -0.5);

    /// <summary>
    /// N(x): near the middle 1/2 + n(x) (x + x^3/3 + x^5/15 + ...), in the tails n(x) / (|x| + 1/(|x| + 2/(|x| + ...))) (Laplace).
    /// </summary>
    public static DoubleDouble Cdf(DoubleDouble x)
    {
        if (Math.Abs(x.High) > 4)
        {
            DoubleDouble z = Abs(x), fraction = z;
            // By |x| = 4 some 250 levels give 31 digits.
            for (int n = 300; n > 0; n--)
                fraction = z + (DoubleDouble)n / fraction;
            DoubleDouble tail = Density(x) / fraction;
            return x.High < 0 ? tail : One - tail;
        }
        DoubleDouble sum = 0, term = x, square = x * x;
        for (int n = 3; Math.Abs(term.High) > 1e-34; n += 2)
        {
            sum += term;
            term = term * square / n;
        }
        return 0.5 + sum * Density(x);
    }

    private static (double Sum, double Lost) TwoSum(double a, double b)
    {
        double s = a + b, back = s - a;
        return (s, (a - (s - back)) + (b - back));
    }

    /// <summary>TwoSum where |a| is not less than |b|.</summary>
    private static (double Sum, double Lost) Quick(double a, double b)
    {
        double s = a + b;
        return (s, b - (s - a));
    }

    private static DoubleDouble Settled(double a, double b)
    {
        (double s, double e) = Quick(a, b);
        return new DoubleDouble(s, e);
    }
}
