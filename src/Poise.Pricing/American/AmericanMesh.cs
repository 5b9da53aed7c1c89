namespace Poise.Pricing;

/// <summary>One grid of <see cref="AmericanGrid"/>, from expiry back to now.</summary>
internal ref struct AmericanMesh
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
    private readonly Span<double> spots;
    private readonly Span<double> payoff;
    private readonly Span<double> right;
    private readonly Span<double> upper;
    private readonly Span<double> exercised;
    private Span<double> scratch;
    private Span<double> values;

    private AmericanMesh(in GridOption option, in AmericanCalendar calendar, int nodes, Span<double> room)
    {
        this.option = option;
        this.calendar = calendar;
        var (bottom, top) = Reached(option, calendar);
        width = (top - bottom) / nodes;

        // The strike, x = 0, on a node.
        var below = (int)Math.Ceiling(-bottom / width);
        low = -below * width;
        last = nodes + 1;
        var size = last + 1;
        spots = room[..size];
        payoff = room.Slice(size, size);
        right = room.Slice(2 * size, size);
        upper = room.Slice(3 * size, size);
        scratch = room.Slice(4 * size, size);
        values = room.Slice(5 * size, size);
        exercised = room.Slice(6 * size, size);
        exercised.Clear();
        for (var j = 0; j <= last; j++)
        {
            spots[j] = j == below ? option.Strike : option.Strike * LoneFunctions.Exp(low + j * width);
            payoff[j] = Math.Max(option.Sign * (spots[j] - option.Strike), 0);
            values[j] = payoff[j];
        }
    }

    /// <summary>Doubles that a grid of so many nodes works in.</summary>
    public static int Room(int nodes) => 7 * (nodes + 2);

    /// <summary>
    /// Whether so many nodes are enough: central differences want the drift of one step between nodes below the variance (a cell Peclet number of 1), and
    /// spots must stay numbers.
    /// </summary>
    public static bool Fits(in GridOption option, in AmericanCalendar calendar, int nodes)
    {
        var (bottom, top) = Reached(option, calendar);
        var variance = option.Vol * option.Vol;
        return bottom > -600 && top < 600 && Math.Abs(option.Rate - option.Yield - 0.5 * variance) * (top - bottom) <= variance * nodes;
    }

    public static (double Price, double Delta, double Gamma) Solve(in GridOption option, in AmericanCalendar calendar, int nodes, int steps, Span<double> room)
    {
        var mesh = new AmericanMesh(option, calendar, nodes, room);
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

    /// <summary>The range of ln(S / K).</summary>
    private static (double Bottom, double Top) Reached(in GridOption option, in AmericanCalendar calendar)
    {
        var x = LoneFunctions.Log(option.Spot / option.Strike);
        var spread = 1.01 * Reach * option.Vol * Math.Sqrt(option.Years);
        var drift = (option.Rate - option.Yield - 0.5 * option.Vol * option.Vol) * option.Years;
        var top = Math.Max(0, x) + spread + Math.Max(0, drift);
        foreach (var dividend in calendar.LastFirst)
            top += 0.5 * dividend.Amount / Math.Max(option.Spot, option.Strike);
        return (Math.Min(0, x) - spread - Math.Max(0, -drift), top);
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
        var from = values;
        var into = right[..from.Length];
        for (var j = 1; j < from.Length - 1; j++)
            into[j] = from[j] + explicitly * (down * from[j - 1] + mid * from[j] + up * from[j + 1]);
        right[0] = Edge(0, end);
        right[last] = Edge(last, end);

        var (a, b, c) = (-theta * dt * down, 1 - theta * dt * mid, -theta * dt * up);
        for (var policy = 0; policy < Policies; policy++)
        {
            Sweep(a, b, c);
            if (option.European || !Improve(a, b, c))
                break;
        }

        var solved = scratch;
        scratch = values;
        values = solved;
    }

    /// <summary>Solves the tridiagonal rows of what is kept; what is exercised is its payoff.</summary>
    private readonly void Sweep(double a, double b, double c)
    {
        var solved = scratch;
        var factors = upper[..solved.Length];
        var known = right[..solved.Length];
        var taken = exercised[..solved.Length];
        factors[0] = 0;
        solved[0] = known[0];
        for (var j = 1; j < solved.Length - 1; j++)
        {
            if (taken[j] != 0)
            {
                factors[j] = 0;
                solved[j] = payoff[j];
                continue;
            }

            var inverse = 1 / (b - a * factors[j - 1]);
            factors[j] = c * inverse;
            solved[j] = (known[j] - a * solved[j - 1]) * inverse;
        }

        solved[^1] = known[^1];
        for (var j = solved.Length - 2; j > 0; j--)
            solved[j] -= factors[j] * solved[j + 1];
    }

    /// <summary>Exercise where keeping is worth less, keep where exercise would be; whether anything changed.</summary>
    private readonly bool Improve(double a, double b, double c)
    {
        var changed = false;
        var solved = scratch;
        var known = right[..solved.Length];
        var taken = exercised[..solved.Length];
        var due = payoff[..solved.Length];
        for (var j = 1; j < solved.Length - 1; j++)
        {
            var was = taken[j] != 0;
            var exercise = was
                ? a * solved[j - 1] + b * solved[j] + c * solved[j + 1] - known[j] >= 0
                : solved[j] < due[j];
            changed |= exercise != was;
            taken[j] = exercise ? 1 : 0;
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

        right.CopyTo(values);
        exercised.Clear();
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
