using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Poise.Pricing;

/// <summary>
/// Sums over what is held of columns padded to eight: a column's number counts where units are held, and is not looked at where none are. Eight running
/// sums on any machine, so that the bits are the same on all.
/// </summary>
public readonly ref struct HeldSums(ReadOnlySpan<double> units)
{
    private readonly ReadOnlySpan<Vector512<double>> _units = MemoryMarshal.Cast<double, Vector512<double>>(units);

    /// <summary>Of units times the column.</summary>
    public double Of(ReadOnlySpan<double> column)
    {
        ReadOnlySpan<Vector512<double>> values = MemoryMarshal.Cast<double, Vector512<double>>(column);
        Vector512<double> sum = Vector512<double>.Zero;
        for (int i = 0; i < _units.Length; i++)
            sum += Held(_units[i], _units[i] * values[i]);
        return Total(sum);
    }

    /// <summary>Of |units times the column|, and of that times another.</summary>
    public (double Weight, double Of) Weighted(ReadOnlySpan<double> column, ReadOnlySpan<double> other)
    {
        ReadOnlySpan<Vector512<double>> values = MemoryMarshal.Cast<double, Vector512<double>>(column), others = MemoryMarshal.Cast<double, Vector512<double>>(other);
        Vector512<double> weight = Vector512<double>.Zero, sum = Vector512<double>.Zero;
        for (int i = 0; i < _units.Length; i++)
        {
            Vector512<double> here = Vector512.Abs(_units[i] * values[i]);
            weight += Held(_units[i], here);
            sum += Held(_units[i], here * others[i]);
        }
        return (Total(weight), Total(sum));
    }

    /// <summary>How many are held whose number in the column is not above zero.</summary>
    public int WithoutPositive(ReadOnlySpan<double> column)
    {
        ReadOnlySpan<Vector512<double>> values = MemoryMarshal.Cast<double, Vector512<double>>(column);
        int count = 0;
        for (int i = 0; i < _units.Length; i++)
        {
            ulong held = ~Vector512.Equals(_units[i], Vector512<double>.Zero).ExtractMostSignificantBits(), positive = Vector512.GreaterThan(values[i], Vector512<double>.Zero).ExtractMostSignificantBits();
            count += BitOperations.PopCount(held & ~positive & 0xFF);
        }
        return count;
    }

    private static Vector512<double> Held(Vector512<double> units, Vector512<double> value) =>
        Vector512.ConditionalSelect(Vector512.Equals(units, Vector512<double>.Zero), Vector512<double>.Zero, value);

    /// <summary>Of the eight running sums, the first first.</summary>
    public static double Total(Vector512<double> sum)
    {
        double total = 0;
        for (int lane = 0; lane < Vector512<double>.Count; lane++)
            total += sum[lane];
        return total;
    }
}
