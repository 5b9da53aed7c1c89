namespace Poise.Exchange;

/// <summary>Black-76 value and vega of a call.</summary>
internal readonly record struct FairValue(double Price, double Vega)
{
    public static FairValue Call(double forward, double strike, double years, double discount, double vol)
    {
        double deviation = vol * Math.Sqrt(years);
        double d1 = Math.Log(forward / strike) / deviation + 0.5 * deviation;
        double price = discount * (forward * Normal(d1) - strike * Normal(d1 - deviation));
        double vega = discount * forward * Math.Exp(-0.5 * d1 * d1) / Math.Sqrt(2 * Math.PI) * Math.Sqrt(years);
        return new FairValue(Math.Max(price, Math.Max(0, discount * (forward - strike))), vega);
    }

    /// <summary>Normal distribution function to 15 digits (West 2005, "Better approximations to cumulative normal functions").</summary>
    private static double Normal(double x)
    {
        double a = Math.Abs(x);
        if (a > 37)
            return x > 0 ? 1 : 0;
        double e = Math.Exp(-0.5 * a * a);
        double tail;
        if (a < 7.07106781186547)
        {
            double top = ((((((3.52624965998911e-2 * a + 0.700383064443688) * a + 6.37396220353165) * a + 33.912866078383) * a
                + 112.079291497871) * a + 221.213596169931) * a + 220.206867912376);
            double bottom = (((((((8.83883476483184e-2 * a + 1.75566716318264) * a + 16.064177579207) * a + 86.7807322029461) * a
                + 296.564248779674) * a + 637.333633378831) * a + 793.826512519948) * a + 440.413735824752);
            tail = e * top / bottom;
        }
        else
            tail = e / (a + 1 / (a + 2 / (a + 3 / (a + 4 / (a + 0.65))))) / 2.506628274631;
        return x > 0 ? 1 - tail : tail;
    }
}
