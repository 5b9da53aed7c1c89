using Poise.Domain;

namespace Poise.Hedging;

/// <summary>How much of a hedge is to be done by when, in slices at even times, the first at once.</summary>
public interface IExecutionSchedule
{
    string Name { get; }

    /// <summary>Fraction that is due once so many slices are: 0 for none, 1 for all, never falling.</summary>
    /// <param name="due">0 to <paramref name="slices"/>.</param>
    double Due(int due, int slices, Duration length);
}

/// <summary>Time-weighted average price: slices of one size.</summary>
public sealed record EvenSchedule : IExecutionSchedule
{
    public string Name => "twap";

    public double Due(int due, int slices, Duration length) => (double)due / slices;
}

/// <summary>Almgren and Chriss: the faster at the start, the less risk is taken for impact saved.</summary>
/// <param name="HalfLife">1 / kappa. Long against the length: an even pace.</param>
public sealed record AlmgrenChrissSchedule(Duration HalfLife) : IExecutionSchedule
{
    public string Name => "almgren-chriss";

    public double Due(int due, int slices, Duration length) => 1 - AlmgrenChriss.Left(length.Seconds / HalfLife.Seconds, (double)due / slices);
}

/// <summary>Obizhaeva and Wang: a block, an even pace, a block.</summary>
/// <param name="Resilience">1 / rho: the time in which a book is back to within a factor e of where it was.</param>
public sealed record ObizhaevaWangSchedule(Duration Resilience) : IExecutionSchedule
{
    public string Name => "obizhaeva-wang";

    public double Due(int due, int slices, Duration length)
    {
        if (due == 0 || slices == 1)
            return due;
        double left = Math.Exp(-length.Seconds / slices / Resilience.Seconds), block = ObizhaevaWang.Block(slices, left);
        return due == slices ? 1 : block * (1 + (due - 1) * (1 - left));
    }
}
