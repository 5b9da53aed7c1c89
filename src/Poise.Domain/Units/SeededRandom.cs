namespace Poise.Domain;

/// <summary>
/// Small seeded generator: xoshiro256** 1.0 (Blackman and Vigna, "Scrambled linear pseudorandom number generators",
/// ACM TOMS 47(4), 2021), state filled by SplitMix64. The same seed gives the same bits everywhere.
/// </summary>
public sealed class SeededRandom
{
    private readonly ulong _seed;
    private ulong _s0, _s1, _s2, _s3;
    private double _spareNormal = double.NaN;

    public SeededRandom(ulong seed)
    {
        _seed = seed;
        ulong x = seed;
        _s0 = SplitMix(ref x);
        _s1 = SplitMix(ref x);
        _s2 = SplitMix(ref x);
        _s3 = SplitMix(ref x);
    }

    /// <summary>Where the stream stands: five words, from which <see cref="Restore"/> goes on.</summary>
    public ulong[] State => [_s0, _s1, _s2, _s3, BitConverter.DoubleToUInt64Bits(_spareNormal)];

    /// <summary>Goes on where another stream of the same seed and name stood.</summary>
    /// <exception cref="ArgumentException">There are not five words.</exception>
    public void Restore(ReadOnlySpan<ulong> state)
    {
        if (state.Length != 5)
            throw new ArgumentException($"a stream has five words of state, not {state.Length}", nameof(state));
        (_s0, _s1, _s2, _s3, _spareNormal) = (state[0], state[1], state[2], state[3], BitConverter.UInt64BitsToDouble(state[4]));
    }

    /// <summary>An independent stream with its own name (paths, latency, queue): one more draw here shifts nothing there.</summary>
    public SeededRandom Split(string name)
    {
        ulong hash = 14695981039346656037UL; // FNV-1a, 64 bits
        foreach (char c in name)
            hash = (hash ^ c) * 1099511628211UL;
        ulong x = _seed ^ hash;
        return new SeededRandom(SplitMix(ref x));
    }

    public ulong NextUInt64()
    {
        ulong result = ulong.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = ulong.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform on [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform on 0 .. <paramref name="bound"/> - 1, without bias that matters (multiply-shift).</summary>
    public int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(NextUInt64(), (ulong)bound, out _);
    }

    /// <summary>Standard normal, polar method (Marsaglia and Bray 1964).</summary>
    public double NextNormal()
    {
        if (!double.IsNaN(_spareNormal))
        {
            double spare = _spareNormal;
            _spareNormal = double.NaN;
            return spare;
        }
        double u, v, s;
        do
        {
            u = 2 * NextDouble() - 1;
            v = 2 * NextDouble() - 1;
            s = u * u + v * v;
        }
        while (s >= 1 || s == 0);
        double scale = Math.Sqrt(-2 * Math.Log(s) / s);
        _spareNormal = v * scale;
        return u * scale;
    }

    private static ulong SplitMix(ref ulong x)
    {
        ulong z = x += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
