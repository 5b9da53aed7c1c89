namespace Poise.Core.Tests;

/// <summary>An oracle of 28 digits: Black-Scholes-Merton in decimal, by the plainest series. Slow, scalar, and no part of the product.</summary>
internal static class DecimalBlack
{
    private const decimal Ln2 = 0.6931471805599453094172321215m;
    private const decimal RootTwoPi = 2.5066282746310005024157652848m;

    public static decimal Price(int sign, decimal spot, decimal strike, decimal years, decimal rate, decimal yield, decimal vol)
    {
        var s = vol * Sqrt(years);
        var d1 = (Ln(spot / strike) + (rate - yield) * years) / s + s / 2;
        return sign * (spot * Exp(-yield * years) * Cdf(sign * d1) - strike * Exp(-rate * years) * Cdf(sign * (d1 - s)));
    }

    public static decimal Exp(decimal x)
    {
        var k = (int)decimal.Round(x / Ln2);
        var r = x - k * Ln2;
        decimal sum = 1, term = 1;
        for (var n = 1; n < 40; n++)
            sum += term = term * r / n;
        for (; k > 0; k--)
            sum *= 2;
        for (; k < 0; k++)
            sum /= 2;
        return sum;
    }

    private static decimal Ln(decimal x)
    {
        var y = (decimal)Math.Log((double)x);
        for (var i = 0; i < 3; i++)
            y += x * Exp(-y) - 1;
        return y;
    }

    private static decimal Sqrt(decimal x)
    {
        var y = (decimal)Math.Sqrt((double)x);
        for (var i = 0; i < 3; i++)
            y = (y + x / y) / 2;
        return y;
    }

    /// <summary>N(x) = 1/2 + n(x) (x + x^3/3 + x^5/15 + ...), all terms of one sign.</summary>
    private static decimal Cdf(decimal x)
    {
        decimal sum = 0, term = x;
        for (var n = 1; n < 400 && Math.Abs(term) > 1e-28m; n += 2)
        {
            sum += term;
            term = term * x * x / (n + 2);
        }

        return 0.5m + sum * Exp(-x * x / 2) / RootTwoPi;
    }
}
