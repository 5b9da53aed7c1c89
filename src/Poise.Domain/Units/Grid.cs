namespace Poise.Domain;

/// <summary>A price on a venue's grid, as a count of price ticks. Meaningless without its contract.</summary>
public readonly record struct Ticks(long Count) : IComparable<Ticks>
{
    public static Ticks operator +(Ticks a, Ticks b) => new(a.Count + b.Count);

    public static Ticks operator -(Ticks a, Ticks b) => new(a.Count - b.Count);

    public static bool operator <(Ticks a, Ticks b) => a.Count < b.Count;

    public static bool operator >(Ticks a, Ticks b) => a.Count > b.Count;

    public static bool operator <=(Ticks a, Ticks b) => a.Count <= b.Count;

    public static bool operator >=(Ticks a, Ticks b) => a.Count >= b.Count;

    public int CompareTo(Ticks other) => Count.CompareTo(other.Count);
}

/// <summary>An amount on a venue's grid, as a signed count of lots (+ long). Meaningless without its contract.</summary>
public readonly record struct Lots(long Count) : IComparable<Lots>
{
    public static readonly Lots Zero;

    public Lots Abs => new(Math.Abs(Count));

    public static Lots operator +(Lots a, Lots b) => new(a.Count + b.Count);

    public static Lots operator -(Lots a, Lots b) => new(a.Count - b.Count);

    public static Lots operator -(Lots a) => new(-a.Count);

    public static bool operator <(Lots a, Lots b) => a.Count < b.Count;

    public static bool operator >(Lots a, Lots b) => a.Count > b.Count;

    public static bool operator <=(Lots a, Lots b) => a.Count <= b.Count;

    public static bool operator >=(Lots a, Lots b) => a.Count >= b.Count;

    public int CompareTo(Lots other) => Count.CompareTo(other.Count);

    /// <summary>The count alone; the generated text would print <see cref="Abs"/> of itself without end.</summary>
    public override string ToString() => $"{Count} lots";
}

/// <summary>Which way a number that is off the grid is moved onto it.</summary>
public enum Rounding
{
    /// <summary>Towards minus infinity.</summary>
    Down,

    /// <summary>Towards plus infinity.</summary>
    Up,

    /// <summary>To the nearest grid point, halves away from zero.</summary>
    Nearest,

    /// <summary>Towards zero.</summary>
    ToZero,
}

/// <summary>The one crossing between what a venue accepts (counts of a step) and what we estimate (doubles).</summary>
public static class Grid
{
    /// <summary>The grid count nearest to <paramref name="value"/> in the stated direction.</summary>
    /// <param name="value">A finite number in the unit of <paramref name="step"/>.</param>
    /// <param name="step">The grid's step, greater than zero.</param>
    /// <param name="rounding">The direction, always explicit.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite or does not fit.</exception>
    public static long Count(double value, decimal step, Rounding rounding)
    {
        if (!(Math.Abs(value) <= 1e15))
            throw new ArgumentOutOfRangeException(nameof(value), value, "not a number that a venue's grid can hold");
        // A double that came from a grid price is off by an ulp or two: snap before a directed rounding sees it.
        decimal exact = (decimal)value / step;
        decimal nearest = Math.Round(exact, MidpointRounding.AwayFromZero);
        if (Math.Abs(exact - nearest) < 1e-9m * Math.Max(1m, Math.Abs(nearest)))
            return (long)nearest;
        return rounding switch
        {
            Rounding.Down => (long)decimal.Floor(exact),
            Rounding.Up => (long)decimal.Ceiling(exact),
            Rounding.ToZero => (long)decimal.Truncate(exact),
            _ => (long)nearest,
        };
    }

    /// <summary>True and the count when <paramref name="value"/> lies exactly on the grid; a venue's wire numbers must.</summary>
    public static bool TryExact(decimal value, decimal step, out long count)
    {
        decimal exact = value / step;
        count = (long)decimal.Truncate(exact);
        return count * step == value;
    }
}
