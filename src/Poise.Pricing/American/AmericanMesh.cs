namespace Poise.Pricing;

/// <summary>One grid of <see cref="AmericanGrid"/>, from expiry back to now.</summary>
internal sealed class AmericanMesh
{
    /// <summary>Half width in standard deviations beyond spot and strike.</summary>
    private const double Reach = 6.5;

    /// <summary>Policy iterations a step; two or three are the rule.</summary>
    private const int Policies = 40;

    private readonly GridOption option;
    private readonly AmericanCalendar calendar;
    private readonly int last;
    private readonly double low;
    private readonly double width;
    private readonly double[] spots;
    private readonly double[] payoff;
    private readonly double[] right;
    private readonly double[] upper;
    private readonly bool[] exercised;
    private double[] scratch;
    private double[] values;

    private AmericanMesh(in GridOption option, in AmericanCalendar calendar, int nodes)
    {
        this.option = option;
        this.calendar = calendar;
        var x = LoneFunctions.Log(option.Spot / option.Strike);
        var spread = Reach * option.Vol * Math.Sqrt(option.Years);
        var drift = (option.Rate - option.Yield - 0.5 * option.Vol * option.Vol) * option.Years;
        var bottom = Math.Min(0, x) - spread - Math.Max(0, -drift) - 0.01 * spread;
        var top = Math.Max(0, x) + spread + Math.Max(0, drift) + 0.01 * spread;
        foreach (var dividend in calendar.LastFirst)
            top += 0.5 * dividend.Amount / Math.Max(option.Spot, option.Strike);
        width = (top - bottom) / nodes;

        // The strike, x = 0, on a node.
        var below = (int)Math.Ceiling(-bottom / width);
        low = -below * width;
        last = nodes + 1;
        spots = new double[last + 1];
        payoff = new double[last + 1];
        right = new double[last + 1];
        upper = new double[last + 1];
        scratch = new double[last + 1];
        values = new double[last + 1];
        exercised = new bool[last + 1];
        for (var j = 0; j <= last; j++)
        {
            spots[j] = j == below ? option.Strike : option.Strike * LoneFunctions.Exp(low + j * width);
            payoff[j] = Math.Max(option.Sign * (spots[j] - option.Strike), 0);
            values[j] = payoff[j];
        }
    }

    public static (double Price, double Delta, double Gamma) Solve(in GridOption option, in AmericanCalendar calendar, int nodes, int steps)
    {
        var mesh = new AmericanMesh(option, calendar, nodes);
        var left = 0.0;
        foreach (var dividend in calendar.LastFirst)
        {
            var until = option.Years - dividend.Years;
            mesh.Run(left, until, steps);
            mesh.Jump(dividend.Amount, until);
            left = until;
        }

        mesh.Run(left, option.Years, steps);
        return mesh.Read();
    }

    /// <summary>From one time to expiry to a longer one, in steps that grow as the square.</summary>
    private void Run(double from, double to, int steps)
    {
        var span = to - from;
        if (!(span > 0))
            return;
        var count = Math.Max(8, (int)(steps * Math.Sqrt(span / option.Years)));
        for (var k = 1; k <= count; k++)
        {
            var start = from + span * ((double)(k - 1) / count * (k - 1) / count);
            var end = k == count ? to : from + span * ((double)k / count * k / count);
            if (k > 2)
            {
                Step(start, end, 0.5);
                continue;
            }

            var middle = 0.5 * (start + end);
            Step(start, middle, 1);
            Step(middle, end, 1);
        }
    }

    /// <summary>One step, implicit to the degree of theta.</summary>
    private void Step(double start, double end, double theta)
    {
        var dt = end - start;
        var variance = option.Vol * option.Vol;
        var diffusion = 0.5 * variance / (width * width);
        var drift = 0.5 * (option.Rate - option.Yield - 0.5 * variance) / width;
        var (down, mid, up) = (diffusion - drift, -2 * diffusion - option.Rate, diffusion + drift);
        var explicitly = (1 - theta) * dt;
        for (var j = 1; j < last; j++)
            right[j] = values[j] + explicitly * (down * values[j - 1] + mid * values[j] + up * values[j + 1]);
        right[0] = Edge(0, end);
        right[last] = Edge(last, end);

        var (a, b, c) = (-theta * dt * down, 1 - theta * dt * mid, -theta * dt * up);
        for (var policy = 0; policy < Policies; policy++)
        {
            Sweep(a, b, c);
            if (option.European || !Improve(a, b, c))
                break;
        }

        (values, scratch) = (scratch, values);
    }

    /// <summary>Solves the tridiagonal rows of what is kept; what is exercised is its payoff.</summary>
    private void Sweep(double a, double b, double c)
    {
        upper[0] = 0;
        scratch[0] = right[0];
        for (var j = 1; j < last; j++)
        {
            if (exercised[j])
            {
                upper[j] = 0;
                scratch[j] = payoff[j];
                continue;
            }

            var inverse = 1 / (b - a * upper[j - 1]);
            upper[j] = c * inverse;
            scratch[j] = (right[j] - a * scratch[j - 1]) * inverse;
        }

        scratch[last] = right[last];
        for (var j = last - 1; j > 0; j--)
            scratch[j] -= upper[j] * scratch[j + 1];
    }

    /// <summary>Exercise where keeping is worth less, keep where exercise would be; whether anything changed.</summary>
    private bool Improve(double a, double b, double c)
    {
        var changed = false;
        for (var j = 1; j < last; j++)
        {
            var exercise = exercised[j]
                ? a * scratch[j - 1] + b * scratch[j] + c * scratch[j + 1] - right[j] >= 0
                : scratch[j] < payoff[j];
            changed |= exercise != exercised[j];
            exercised[j] = exercise;
        }

        return changed;
    }

    /// <summary>Value at an end of the grid, where nothing is left to chance.</summary>
    private double Edge(int j, double left)
    {
        var stock = spots[j] * LoneFunctions.Exp(-option.Yield * left) - calendar.Present(option.Years, left, option.Rate);
        var kept = Math.Max(option.Sign * (Math.Max(stock, 0) - option.Strike * LoneFunctions.Exp(-option.Rate * left)), 0);
        return option.European ? kept : Math.Max(kept, payoff[j]);
    }

    /// <summary>Across a dividend: the value before is the value after at S - D, or exercise.</summary>
    private void Jump(double amount, double left)
    {
        var nothing = option.Sign > 0 ? 0 : option.Strike * (option.European || option.Rate < 0 ? LoneFunctions.Exp(-option.Rate * left) : 1);
        for (var j = 0; j <= last; j++)
        {
            var after = spots[j] - amount;
            var value = nothing;
            if (after > spots[0])
                value = At(LoneFunctions.Log(after / option.Strike), out _, out _);
            else if (after > 0)
                value = nothing + (values[0] - nothing) * (after / spots[0]);
            right[j] = option.European ? value : Math.Max(value, payoff[j]);
        }

        Array.Copy(right, values, last + 1);
        Array.Clear(exercised);
    }

    private (double Price, double Delta, double Gamma) Read()
    {
        var price = At(LoneFunctions.Log(option.Spot / option.Strike), out var first, out var second);
        return (price, first / option.Spot, (second - first) / (option.Spot * option.Spot));
    }

    /// <summary>Value and derivatives by ln S at a point, by the cubic through four nodes.</summary>
    private double At(double x, out double first, out double second)
    {
        var place = (x - low) / width;
        var j = Math.Clamp((int)Math.Floor(place), 1, last - 2);
        var t = place - j;
        var (p, q, r, s) = (values[j - 1], values[j], values[j + 1], values[j + 2]);
        // Newton's divided differences from j - 1 on.
        var d1 = q - p;
        var d2 = r - 2 * q + p;
        var d3 = s - 3 * r + 3 * q - p;
        var u = t + 1;
        first = (d1 + d2 * (2 * u - 1) / 2 + d3 * (3 * u * u - 6 * u + 2) / 6) / width;
        second = (d2 + d3 * (u - 1)) / (width * width);
        return p + u * (d1 + (u - 1) * (d2 / 2 + (u - 2) * d3 / 6));
    }
}
