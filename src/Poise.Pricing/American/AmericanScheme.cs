namespace Poise.Pricing;

/// <summary>
/// How finely the exercise boundary and the integrals over it are resolved, as tables that every option shares. The boundary is known at
/// <see cref="Nodes"/> Chebyshev nodes z of (0, 1] in z^(1/power), z = sqrt(tau / T); at z = 0 its transformed value H is 0. An integral over
/// u in [0, tau] runs over theta in [0, pi/2] with u = tau sin^2(theta): sqrt(u) and sqrt(tau - u), in which integrand and boundary are
/// smooth, are then both smooth in theta, and Gauss-Legendre converges fast. So the points at which the boundary is wanted do not depend
/// on the option, and interpolation is a constant matrix.
/// </summary>
internal sealed class AmericanScheme
{
    /// <summary>For prices good to about 2e-5 of a strike of 100.</summary>
    private static readonly AmericanScheme Fast = new(nodes: 6, points: 5, power: 1, cluster: 0, newtonSteps: 8, near: 0.01, seedSteps: 2, premiumPoints: 16, panelPoints: 24);

    /// <summary>The fast setting's for deviations above a half.</summary>
    private static readonly AmericanScheme Middle = new(nodes: 12, points: 10, power: 1, cluster: 0, newtonSteps: 8, near: 0.01, seedSteps: 4, premiumPoints: 0, panelPoints: 24);

    /// <summary>For prices good to about 3e-8 of a strike of 100.</summary>
    private static readonly AmericanScheme Accurate = new(nodes: 20, points: 16, power: 1, cluster: 0, newtonSteps: 24, near: 1e-3, seedSteps: 8, premiumPoints: 0, panelPoints: 40);

    /// <summary>For deviations of several.</summary>
    private static readonly AmericanScheme Wide = new(nodes: 32, points: 48, power: 1, cluster: 0, newtonSteps: 24, near: 1e-3, seedSteps: 8, premiumPoints: 0, panelPoints: 64);

    /// <summary>For drifts that are large beside the vol: the boundary settles in the first moments, and integrands are narrow.</summary>
    private static readonly AmericanScheme Sharp = new(nodes: 24, points: 64, power: 2, cluster: 0.002, newtonSteps: 24, near: 1e-3, seedSteps: 10, premiumPoints: 0, panelPoints: 40);

    public static AmericanScheme Of(AmericanSetting setting, AmericanLevel level) => level switch
    {
        AmericanLevel.Sharp => Sharp,
        AmericanLevel.Wide => Wide,
        AmericanLevel.Middle => Middle,
        _ => setting == AmericanSetting.Fast ? Fast : Accurate,
    };

    public readonly int Nodes;
    public readonly int Points;
    public readonly int Power;
    /// <summary>At most so many, fewer where one moved no node's g by more than the share <see cref="Near"/>.</summary>
    public readonly int NewtonSteps;
    public readonly double Near;
    public readonly int SeedSteps;
    /// <summary>Points that all options share for the premium's integral; none where each option has its own (<see cref="PanelPoints"/>).</summary>
    public readonly int PremiumPoints;
    public readonly int PanelPoints;

    /// <summary>z of the nodes, from 1 down; 0 is left out.</summary>
    public readonly double[] Z;

    /// <summary>1 / z.</summary>
    public readonly double[] InverseZ;

    /// <summary>2 ln z.</summary>
    public readonly double[] LogSquareZ;

    public readonly double[] Sines;
    public readonly double[] InverseSines;

    /// <summary>cos^2 theta.</summary>
    public readonly double[] SquareCosines;

    /// <summary>2 cos(theta) dtheta.</summary>
    public readonly double[] Weights;

    /// <summary>H at node i's point k from H at the nodes: [(i Points + k) Nodes + j].</summary>
    public readonly double[] Interpolation;

    public readonly double[] PremiumSines;
    public readonly double[] PremiumInverseSines;

    /// <summary>2 sin(theta) cos(theta) dtheta.</summary>
    public readonly double[] PremiumWeights;

    /// <summary>[k Nodes + j].</summary>
    public readonly double[] PremiumInterpolation;

    /// <summary>Gauss-Legendre points of [0, 1] and their weights, for a panel of the option's own.</summary>
    public readonly double[] Unit;
    public readonly double[] UnitWeights;

    /// <summary>Chebyshev coefficients of H from H at the nodes: [m Nodes + j], m from 0 to Nodes.</summary>
    public readonly double[] Coefficients;

    private AmericanScheme(int nodes, int points, int power, double cluster, int newtonSteps, double near, int seedSteps, int premiumPoints, int panelPoints)
    {
        (Nodes, Points, Power, NewtonSteps, Near, SeedSteps, PremiumPoints, PanelPoints) = (nodes, points, power, newtonSteps, near, seedSteps, premiumPoints, panelPoints);
        Z = new double[nodes];
        InverseZ = new double[nodes];
        LogSquareZ = new double[nodes];
        for (var j = 0; j < nodes; j++)
        {
            var zeta = Zeta(j);
            Z[j] = power == 2 ? zeta * zeta : zeta;
            InverseZ[j] = 1 / Z[j];
            LogSquareZ[j] = 2 * Lane128.First(Logarithm.OfRatio(Lane128.Broadcast(Z[j]), Lane128.Broadcast(1), out _));
        }

        Sines = new double[points];
        InverseSines = new double[points];
        SquareCosines = new double[points];
        Weights = new double[points];
        var cosines = new double[points];
        var (unit, weights) = GaussLegendre(points);
        for (var k = 0; k < points; k++)
        {
            var (theta, slope) = Angle(unit[k], cluster);
            Sines[k] = Sine(theta);
            InverseSines[k] = 1 / Sines[k];
            cosines[k] = Sine(HalfPi - theta);
            SquareCosines[k] = cosines[k] * cosines[k];
            Weights[k] = 2 * weights[k] * slope * cosines[k];
        }

        Interpolation = new double[nodes * points * nodes];
        for (var i = 0; i < nodes; i++)
        {
            for (var k = 0; k < points; k++)
                Interpolate(Z[i] * cosines[k], Interpolation.AsSpan((i * points + k) * nodes, nodes));
        }

        (Unit, UnitWeights) = GaussLegendre(panelPoints);
        var (shares, shareWeights) = GaussLegendre(premiumPoints);
        PremiumSines = new double[premiumPoints];
        PremiumInverseSines = new double[premiumPoints];
        PremiumWeights = new double[premiumPoints];
        PremiumInterpolation = new double[premiumPoints * nodes];
        for (var k = 0; k < premiumPoints; k++)
        {
            var theta = shares[k] * HalfPi;
            PremiumSines[k] = Sine(theta);
            PremiumInverseSines[k] = 1 / PremiumSines[k];
            var cosine = Sine(HalfPi - theta);
            PremiumWeights[k] = 2 * shareWeights[k] * HalfPi * PremiumSines[k] * cosine;
            Interpolate(cosine, PremiumInterpolation.AsSpan(k * nodes, nodes));
        }

        Coefficients = new double[(nodes + 1) * nodes];
        for (var m = 0; m <= nodes; m++)
        {
            for (var j = 0; j < nodes; j++)
            {
                // H(1) counts half at either end; cos(j m pi / n) by the sine of a reduced angle.
                var share = (j == 0 ? 0.5 : 1) * (m == 0 || m == nodes ? 1 : 2) / nodes;
                Coefficients[m * nodes + j] = share * CosineOfPi(j * m % (2 * nodes), nodes);
            }
        }
    }

    private const double HalfPi = 1.5707963267948966;

    /// <summary>(1 + cos(j pi / n)) / 2 as cos^2(j pi / 2n).</summary>
    private double Zeta(int j)
    {
        var cosine = Sine(HalfPi * (Nodes - j) / Nodes);
        return cosine * cosine;
    }

    private static double CosineOfPi(int numerator, int denominator)
    {
        // To [0, pi] and from there to the sine of an angle in [-pi/2, pi/2].
        if (numerator > denominator)
            numerator = 2 * denominator - numerator;
        return Sine(HalfPi * (denominator - 2 * numerator) / denominator);
    }

    /// <summary>The angle at a share of the way and its slope; with a cluster c it is c sinh(t arsinh(1 / c)) of the right angle.</summary>
    private static (double Theta, double Slope) Angle(double share, double cluster)
    {
        if (cluster == 0)
            return (share * HalfPi, HalfPi);
        var inverse = 1 / cluster;
        var reach = Lane128.First(Logarithm.OfRatio(Lane128.Broadcast(inverse + Math.Sqrt(inverse * inverse + 1)), Lane128.Broadcast(1), out _));
        var e = Lane128.First(Exponential.Exp(Lane128.Broadcast(share * reach), Lane128.Broadcast(0)));
        return (HalfPi * cluster * 0.5 * (e - 1 / e), HalfPi * cluster * reach * 0.5 * (e + 1 / e));
    }

    private void Interpolate(double z, Span<double> row)
    {
        var at = Power == 2 ? Math.Sqrt(z) : z;
        var sum = 0.0;
        for (var j = 0; j <= Nodes; j++)
        {
            var distance = at - (j == Nodes ? 0 : Zeta(j));
            if (distance == 0)
            {
                row.Clear();
                if (j < Nodes)
                    row[j] = 1;
                return;
            }

            // Barycentric weights of Chebyshev's extrema.
            var weight = (j % 2 == 0 ? 1 : -1) * (j == 0 || j == Nodes ? 0.5 : 1) / distance;
            sum += weight;
            if (j < Nodes)
                row[j] = weight;
        }

        for (var j = 0; j < Nodes; j++)
            row[j] /= sum;
    }

    /// <summary>sin x on [-pi/2, pi/2] by its series, the same bits on every machine.</summary>
    private static double Sine(double x)
    {
        var square = x * x;
        var sum = 0.0;
        for (var n = 27; n > 1; n -= 2)
            sum = (1 + sum) * -square / (n * (n - 1));
        return x + x * sum;
    }

    /// <summary>Points and weights on [0, 1]: Newton's steps on the Legendre polynomial.</summary>
    internal static (double[] Points, double[] Weights) GaussLegendre(int count)
    {
        var points = new double[count];
        var weights = new double[count];
        for (var i = 0; i < count; i++)
        {
            var z = Sine(HalfPi * (1 - 2 * (i + 0.75) / (count + 0.5)));
            var slope = 1.0;
            for (var step = 0; step < 8; step++)
            {
                var p = 1.0;
                var before = 0.0;
                for (var j = 0; j < count; j++)
                    (p, before) = (((2 * j + 1) * z * p - j * before) / (j + 1), p);
                slope = count * (z * p - before) / (z * z - 1);
                z -= p / slope;
            }

            points[i] = 0.5 * (1 - z);
            weights[i] = 1 / ((1 - z * z) * slope * slope);
        }

        return (points, weights);
    }
}
