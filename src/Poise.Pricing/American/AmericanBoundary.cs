using System.Runtime.CompilerServices;

namespace Poise.Pricing;

/// <summary>
/// The exercise boundary B(tau) of an American put as the fixed point of system A of Andersen, Lake and Offengenden, "High performance American
/// option pricing" (SSRN 2547027, 2016), section 4: B = K e^(-(r-q) tau) N / D, on Chebyshev nodes of H = ln(B / top)^2. Where they iterate
/// B = f(B), which for a drift large beside the vol diverges, here all nodes move together by Newton's method: ln f(B) - ln B and its whole
/// Jacobian come from the same exponentials, so that two steps do what many iterations would.
/// </summary>
internal static unsafe class AmericanBoundary<TLane, TFunctions>
    where TLane : unmanaged, ILane<TLane>
    where TFunctions : struct, IAmericanFunctions
{
    private const double RootTwoPi = 2.5066282746310002;

    /// <summary>
    /// Between nodes |g| is at least this share (as a square) of the chord's: polynomials of few nodes may undershoot towards 0, where the root of H has no slope.
    /// </summary>
    private const double Least = 0.05;

    /// <summary>Writes g = ln(B / top) of every node.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Solve(AmericanScheme scheme, in AmericanTerms<TLane> terms, TLane* g)
    {
        var nodes = scheme.Nodes;
        AmericanSeed<TLane>.Fill(scheme, terms, g);
        var h = stackalloc TLane[nodes];
        var rows = stackalloc TLane[nodes * nodes];
        var move = stackalloc TLane[nodes];
        var work = stackalloc TLane[7 * scheme.Points + 8];
        var open = TLane.Broadcast(0) < TLane.Broadcast(1);
        var near = TLane.Broadcast(scheme.Near);
        for (var step = 0; step < scheme.NewtonSteps; step++)
        {
            for (var j = 0; j < nodes; j++)
                h[j] = g[j] * g[j];
            for (var i = 0; i < nodes; i++)
                move[i] = Row(scheme, terms, i, g, h, rows + i * nodes, work);
            Eliminate(rows, move, nodes);

            // An option whose last step was small enough is done, whatever its neighbours in the lane still need.
            var far = TLane.Broadcast(1) < TLane.Broadcast(0);
            for (var j = 0; j < nodes; j++)
            {
                var next = AmericanSeed<TLane>.Within(g[j] + move[j], g[j]);
                next = TLane.Select(next > terms.Floor, next, terms.Floor);
                far |= TLane.Abs(next - g[j]) > near * TLane.Abs(g[j]);
                g[j] = TLane.Select(open, next, g[j]);
            }

            open &= far;
            if (!TLane.Any(open))
                break;
        }
    }

    /// <summary>ln f(B) - ln B at node i, and minus its derivatives by every node's g into <paramref name="row"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static TLane Row(AmericanScheme scheme, in AmericanTerms<TLane> terms, int i, TLane* g, TLane* h, TLane* row, TLane* work)
    {
        var zero = TLane.Broadcast(0);
        var one = TLane.Broadcast(1);
        var minusHalf = TLane.Broadcast(-0.5);
        var points = scheme.Points;
        var nodes = scheme.Nodes;
        var z = TLane.Broadcast(scheme.Z[i]);
        var inverseZ = TLane.Broadcast(scheme.InverseZ[i]);
        var years = terms.Years * z * z;
        var s = terms.Deviation * z;
        var inverse = terms.InverseDeviation * inverseZ;
        var own = g[i];
        var pays = TLane.Any((terms.Yield > zero) | (terms.Yield < zero));

        // Exponents: the points' e2, the node's own three, then, with a yield, the points' e1 and e^(q u).
        var exps = work;
        var first = exps + points + 3;
        var growth = first + points;
        var mills = growth + points;
        var slope = mills + points + 1;
        var inverseG = slope + points;
        var nears = inverseG + points;

        var least = TLane.Broadcast(Least) * own * own;
        fixed (double* matrix = &scheme.Interpolation[i * points * nodes])
        {
            for (var k = 0; k < points; k++)
            {
                var sum = zero;
                for (var j = 0; j < nodes; j++)
                    sum = TLane.Fma(TLane.Broadcast(matrix[k * nodes + j]), h[j], sum);
                var below = TLane.Broadcast(scheme.SquareCosines[k]);
                var limit = least * below;
                var free = sum > limit;
                sum = TLane.Select(free, sum, limit);
                var root = TLane.Sqrt(sum);
                inverseG[k] = TLane.Select(free, -one / root, zero);

                var sine = TLane.Broadcast(scheme.Sines[k]);
                var d = TLane.Fma((own + root) * inverse, TLane.Broadcast(scheme.InverseSines[k]), TLane.Fma(terms.Drift, z, minusHalf * s) * sine);
                slope[k] = d * inverse * TLane.Broadcast(scheme.InverseSines[k]);
                exps[k] = TLane.Fma(minusHalf * d, d, terms.Rate * years * below);
                if (pays)
                {
                    var near = TLane.Fma(s, sine, d);
                    nears[k] = near;
                    mills[k] = TLane.Abs(near);
                    growth[k] = terms.Yield * years * below;
                    first[k] = TLane.Fma(minusHalf * near, near, growth[k]);
                }
            }
        }

        var last = TLane.Fma(own + terms.LogTop, inverse, TLane.Fma(terms.Drift, z, minusHalf * s));
        var lastNear = last + s;
        exps[points] = minusHalf * last * last;
        exps[points + 1] = minusHalf * lastNear * lastNear;
        exps[points + 2] = own + terms.LogTop + terms.Carry * z * z;
        mills[points] = TLane.Abs(lastNear);
        TFunctions.Exp(exps, pays ? 3 * points + 3 : points + 3);
        if (pays)
            TFunctions.Mills(mills, points + 1);
        else
            TFunctions.Mills(mills + points, 1);

        // N and D times sqrt(2 pi); the slopes' sums hold what moves with a point's own boundary.
        var n = zero;
        var nSlope = zero;
        var d1 = zero;
        var dSlope = zero;
        var perPoint = terms.RootYears * z / terms.Vol;
        for (var k = 0; k < points; k++)
        {
            var weight = TLane.Broadcast(scheme.Weights[k]);
            var rate = weight * exps[k];
            n = n + rate;
            var rateSlope = rate * slope[k];
            nSlope = nSlope + rateSlope;
            exps[k] = rateSlope;
            if (pays)
            {
                var near = first[k] * mills[k];
                var cumulative = TLane.Select(nears[k] > zero, TLane.Fma(TLane.Broadcast(RootTwoPi), growth[k], -near), near);
                var yield = weight * first[k];
                d1 = d1 + TLane.Fma(s * TLane.Broadcast(scheme.Sines[k]) * weight, cumulative, yield);
                var yieldSlope = yield * slope[k];
                dSlope = dSlope + yieldSlope;
                first[k] = yieldSlope;
            }
        }

        var rates = terms.Rate * perPoint;
        var yields = terms.Yield * perPoint;
        var tail = exps[points + 1] * mills[points];
        var cumulativeLast = TLane.Select(lastNear > zero, TLane.Broadcast(RootTwoPi) - tail, tail);
        n = TLane.Fma(rates, n, exps[points] * inverse);
        d1 = TLane.Fma(yields, d1, TLane.Fma(exps[points + 1], inverse, cumulativeLast));
        var inverseN = one / n;
        var inverseD = one / d1;
        var steep = last * inverse * inverse;
        var ownSlope = TLane.Fma(-exps[points], steep, -(rates * nSlope)) * inverseN - TLane.Fma(-exps[points + 1], steep, -(yields * dSlope)) * inverseD;

        rates = rates * inverseN;
        yields = yields * inverseD;
        for (var k = 0; k < points; k++)
        {
            var pull = rates * exps[k];
            if (pays)
                pull = pull - yields * first[k];
            slope[k] = pull * inverseG[k];
        }

        fixed (double* matrix = &scheme.Interpolation[i * points * nodes])
        {
            for (var j = 0; j < nodes; j++)
            {
                var sum = zero;
                for (var k = 0; k < points; k++)
                    sum = TLane.Fma(TLane.Broadcast(matrix[k * nodes + j]), slope[k], sum);
                row[j] = -sum * g[j];
            }
        }

        row[i] = row[i] + one - ownSlope;

        // -ln rho, rho = B D e^((r-q) tau) / N, by its first Pade fraction: the same root, an error of its cube.
        var rho = exps[points + 2] * d1 * inverseN;
        var residual = TLane.Broadcast(2) * (one - rho) / (one + rho);
        return TLane.Select(rho > zero, residual, TLane.Broadcast(-1));
    }

    /// <summary>Solves rows x = move, small tau first: a node depends little on later ones, so that pivots need no search.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eliminate(TLane* rows, TLane* move, int nodes)
    {
        for (var a = nodes - 1; a >= 0; a--)
        {
            var pivot = TLane.Broadcast(1) / rows[a * nodes + a];
            for (var b = a - 1; b >= 0; b--)
            {
                var factor = rows[b * nodes + a] * pivot;
                for (var c = a - 1; c >= 0; c--)
                    rows[b * nodes + c] = TLane.Fma(-factor, rows[a * nodes + c], rows[b * nodes + c]);
                move[b] = TLane.Fma(-factor, move[a], move[b]);
            }

            rows[a * nodes + a] = pivot;
        }

        for (var a = 0; a < nodes; a++)
        {
            var x = move[a];
            for (var c = 0; c < a; c++)
                x = TLane.Fma(-rows[a * nodes + c], move[c], x);
            move[a] = x * rows[a * nodes + a];
        }
    }
}
