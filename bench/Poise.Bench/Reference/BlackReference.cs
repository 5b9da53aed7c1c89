using static Poise.Bench.DoubleDouble;

namespace Poise.Bench;

/// <summary>Black's model with 31 digits by the plain formulas: what the jobs hold their answers against.</summary>
/// <param name="Spot">Spot; with no spot of its own the forward.</param>
/// <param name="Rate">Continuously compounded rate.</param>
/// <param name="Yield">Continuously compounded yield.</param>
internal readonly record struct BlackReference(
    DoubleDouble Spot, DoubleDouble Forward, DoubleDouble Discount, DoubleDouble Years, DoubleDouble Rate, DoubleDouble Yield)
{
    /// <summary>Columns in the order that <see cref="Greeks"/> gives.</summary>
    public const int Count = 12;

    public static BlackReference OfSlice(double spot, double forward, double discount, double years)
    {
        DoubleDouble rate = -(Log(discount) / years);
        return new(spot, forward, discount, years, rate, rate - Log((DoubleDouble)forward / spot) / years);
    }

    public static BlackReference OfSpot(double spot, double years, double rate, double yield) =>
        new(spot, spot * Exp(((DoubleDouble)rate - yield) * years), Exp(-((DoubleDouble)rate * years)), years, rate, yield);

    /// <summary>Present value of a call (sign 1) or put (-1).</summary>
    public DoubleDouble Price(int sign, double strike, DoubleDouble vol)
    {
        DoubleDouble s = vol * Sqrt(Years);
        DoubleDouble d1 = Log(Forward / strike) / s + s * 0.5;
        return Discount * sign * (Forward * Cdf(d1 * sign) - strike * Cdf((d1 - s) * sign));
    }

    /// <summary>dV/dvol per 1.00.</summary>
    public DoubleDouble Vega(double strike, DoubleDouble vol)
    {
        DoubleDouble s = vol * Sqrt(Years);
        return Discount * Forward * Density(Log(Forward / strike) / s + s * 0.5) * Sqrt(Years);
    }

    /// <summary>Price, delta, gamma, vega, theta, rho, vanna, volga, charm, speed, zomma, color.</summary>
    public DoubleDouble[] Greeks(int sign, double strike, double vol)
    {
        DoubleDouble root = Sqrt(Years), s = vol * root;
        DoubleDouble d1 = Log(Forward / strike) / s + s * 0.5, d2 = d1 - s;
        DoubleDouble share = Discount * Forward / Spot, density = share * Density(d1);
        DoubleDouble near = sign * Cdf(d1 * sign), far = sign * Cdf(d2 * sign);
        DoubleDouble gamma = density / (Spot * s), vega = Spot * density * root;
        // How d1 moves with the time left, at fixed spot, rates and vol.
        DoubleDouble slope = (Rate - Yield + (DoubleDouble)vol * vol * 0.5) / s - d1 / (2 * Years);
        return
        [
            Spot * share * near - strike * Discount * far,
            share * near,
            gamma,
            vega,
            -(Spot * density * vol / (2 * root)) - Rate * strike * Discount * far + Yield * Spot * share * near,
            strike * Discount * Years * far,
            -(density * d2 / vol),
            vega * d1 * d2 / vol,
            Yield * share * near - density * slope,
            -(gamma / Spot * (d1 / s + One)),
            gamma * (d1 * d2 - One) / vol,
            gamma * (Yield + One / (2 * Years) + d1 * slope),
        ];
    }

    /// <summary>
    /// The vol that gives back the price, by Newton on ln(price) from a vol near it, and the relative accuracy that a price in double
    /// precision can give: (1 + |b / (s b')|) 2^-52 (Jaeckel 2024), b the price over s = vol sqrt(T).
    /// </summary>
    public (DoubleDouble Vol, double Attainable) Vol(int sign, double strike, double price, double near)
    {
        DoubleDouble vol = near, target = Log(price);
        for (int step = 0; step < 60; step++)
        {
            DoubleDouble value = Price(sign, strike, vol), slope = Vega(strike, vol);
            DoubleDouble move = (Log(value) - target) * value / slope;
            vol -= move;
            if (Math.Abs(move.High) < 1e-22 * vol.High)
                return (vol, (1 + Math.Abs((double)(value / (vol * slope)))) * Math.ScaleB(1, -52));
        }
        throw new BadRunException($"the reference found no vol for a price of {price:R} at strike {strike:R}");
    }
}
