namespace Poise.Pricing;

/// <summary>
/// The rows of a scan, and what a row of cells shares. All of it is worked out in double precision and rounded once: only what differs from cell to
/// cell is left to single precision.
/// </summary>
internal readonly ref struct ScanRows
{
    /// <summary>Options whose logarithms are kept at a time.</summary>
    public const int Block = 64;

    private const double Largest = 1e12, MostYears = 100, MostCarry = 5, LeastTotalVol = 0.001, MostTotalVol = 4;

    private readonly double rate, yield, fixedYears;
    private readonly ReadOnlySpan<double> shifts, times;

    /// <summary>A row for each shift of the vols.</summary>
    public ScanRows(double rate, double yield, ReadOnlySpan<double> shifts, double years)
    {
        this.rate = rate;
        this.yield = yield;
        this.shifts = shifts;
        fixedYears = years;
    }

    /// <summary>A row for each time to expiry.</summary>
    public ScanRows(double rate, double yield, ReadOnlySpan<double> years)
    {
        this.rate = rate;
        this.yield = yield;
        times = years;
    }

    public int Length => Math.Max(shifts.Length, times.Length);

    public ScanCarry Carry(int row)
    {
        var years = times.IsEmpty ? fixedYears : times[row];
        var within = years > 0 && years <= MostYears && Math.Abs(rate * years) <= MostCarry && Math.Abs(yield * years) <= MostCarry;
        return !within ? default : new ScanCarry(Math.Sqrt(years), (rate - yield) * years, Exp(-rate, years), Exp(-yield, years));
    }

    /// <summary>False where the error statement does not hold for the row, whatever the spot.</summary>
    public bool TryRow(int row, in ScanCarry carry, double strike, double logStrike, double vol, double sign, out ScanRow into)
    {
        var total = (shifts.IsEmpty ? vol : vol + shifts[row]) * carry.RootYears;
        into = default;
        if (!(total >= LeastTotalVol && total <= MostTotalVol && IsPrice(strike) && (sign == 1 || sign == -1)))
            return false;
        var shift = carry.Drift - logStrike;
        var high = (float)shift;
        into = new ScanRow
        {
            Shift = high,
            ShiftLow = (float)(shift - high),
            InverseTotal = (float)(1 / total),
            HalfTotal = (float)(0.5 * total),
            Flip = sign < 0 ? -0f : 0f,
            Share = (float)carry.Share,
            StrikeValue = (float)(strike * carry.Discount),
            Gamma = (float)(Normal.InverseRootTwoPi * carry.Share / total),
            Vega = (float)(Normal.InverseRootTwoPi * carry.Share * carry.RootYears),
        };
        return true;
    }

    /// <summary>Spots and strikes that a scan takes.</summary>
    public static bool IsPrice(double price) => price >= 1 / Largest && price <= Largest;

    public static double Log(double price) => Lane128.First(Logarithm.OfRatio(Lane128.Broadcast(price), Lane128.Broadcast(1), out _));

    private static double Exp(double rate, double years) => Lane128.First(Exponential.OfProduct(Lane128.Broadcast(rate), Lane128.Broadcast(years)));
}

/// <summary>What a time to expiry brings; all 0 where it is out of the domain.</summary>
/// <param name="RootYears">Square root of the years.</param>
/// <param name="Drift">(r - q) T.</param>
/// <param name="Discount">e^(-rT).</param>
/// <param name="Share">e^(-qT).</param>
internal readonly record struct ScanCarry(double RootYears, double Drift, double Discount, double Share);

/// <summary>What one option at one vol and time brings to all its spots.</summary>
internal readonly struct ScanRow
{
    /// <summary>(r - q) T - ln K, so that ln S added is ln(F/K); with <see cref="ShiftLow"/> what rounding left out.</summary>
    public float Shift { get; init; }

    public float ShiftLow { get; init; }

    public float InverseTotal { get; init; }

    public float HalfTotal { get; init; }

    /// <summary>-0 for a put: its sign bit.</summary>
    public float Flip { get; init; }

    /// <summary>e^(-qT).</summary>
    public float Share { get; init; }

    /// <summary>K e^(-rT).</summary>
    public float StrikeValue { get; init; }

    /// <summary>Times exp(-d1^2/2) / S it is gamma.</summary>
    public float Gamma { get; init; }

    /// <summary>Times exp(-d1^2/2) S it is vega.</summary>
    public float Vega { get; init; }
}

/// <summary>The axis of spots, a block at a time: logarithms as high + low, so that ln(F/K) near the money keeps its digits.</summary>
internal readonly ref struct ScanSpots
{
    public const int Block = 256;
    public const int Columns = 4;

    public readonly ReadOnlySpan<float> Log, LogLow, Spot, Inverse;

    /// <param name="work">Columns of a block each.</param>
    public ScanSpots(ReadOnlySpan<double> spots, Span<float> work)
    {
        var log = work[..spots.Length];
        var low = work.Slice(Block, spots.Length);
        var spot = work.Slice(2 * Block, spots.Length);
        var inverse = work.Slice(3 * Block, spots.Length);
        for (var k = 0; k < spots.Length; k++)
        {
            // What is no price has no logarithm: its cells refuse themselves.
            var s = ScanRows.IsPrice(spots[k]) ? spots[k] : double.NaN;
            var exact = ScanRows.Log(s);
            log[k] = (float)exact;
            low[k] = (float)(exact - log[k]);
            spot[k] = (float)s;
            inverse[k] = (float)(1 / s);
        }

        Log = log;
        LogLow = low;
        Spot = spot;
        Inverse = inverse;
    }

    public int Length => Log.Length;
}
