using System.Numerics;
using System.Runtime.CompilerServices;

namespace Poise.App;

/// <summary>
/// Writes a double with the fewest digits that read back to the same bits, of these the nearest to it, in the form of .NET's invariant culture
/// (whose own text of some powers of two reads back as a neighbour), several times as fast. The digits are found as in R. Giulietti, "The Schubfach way to render
/// doubles" (2020), sections 8 and 9: the ends of the rounding interval and the double itself are scaled to four times a decimal unit by one
/// 128-bit power of ten each, rounded to odd.
/// </summary>
internal static class ShortestNumber
{
    /// <summary>No double is written longer than this.</summary>
    public const int Longest = 24;

    private const int LeastPower = -292;
    private const int MostPower = 324;

    private static readonly ulong[] Powers = PowersOfTen();

    private static ReadOnlySpan<byte> Pairs =>
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899"u8;

    /// <summary>Writes a finite number.</summary>
    /// <param name="to">At least <see cref="Longest"/> long.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(double number, Span<byte> to)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(number);
        int at = 0;
        if ((long)bits < 0)
            to[at++] = (byte)'-';
        ulong fraction = bits & ((1UL << 52) - 1);
        int biased = (int)(bits >> 52) & 0x7FF;
        if ((fraction | (uint)biased) == 0)
        {
            to[at++] = (byte)'0';
            return at;
        }
        ulong digits = Shortest(fraction, biased, out int power);
        while (digits % 10 == 0)
        {
            digits /= 10;
            power++;
        }
        Span<byte> text = stackalloc byte[20];
        int start = Decimal(digits, text);
        return at + Place(text[start..], power, to[at..]);
    }

    /// <summary>The shortest decimal digits * 10^power in the rounding interval of a double; trailing zeros may be left.</summary>
    private static ulong Shortest(ulong fraction, int biased, out int power)
    {
        ulong c = biased == 0 ? fraction : fraction | (1UL << 52);
        int q = biased == 0 ? -1074 : biased - 1075;
        if (q is > -53 and <= 0 && (c & ((1UL << -q) - 1)) == 0)
        {
            power = 0;
            return c >> -q;
        }
        bool isEven = (c & 1) == 0;
        bool isUneven = fraction == 0 && biased > 1; // the interval below a power of two is half as long
        // floor(log10(2^q)), of three quarters of it where the interval is uneven; floor(log2(10^-k)): exact in the range of doubles
        int k = (q * 1262611 - (isUneven ? 524031 : 0)) >> 22;
        int shift = q + ((-k * 1741647) >> 19) + 1;
        ulong high = Powers[2 * (-k - LeastPower)], low = Powers[2 * (-k - LeastPower) + 1];
        ulong below = RoundToOdd(high, low, (4 * c - (isUneven ? 1UL : 2UL)) << shift) + (isEven ? 0UL : 1UL);
        ulong middle = RoundToOdd(high, low, (4 * c) << shift);
        ulong above = RoundToOdd(high, low, (4 * c + 2) << shift) - (isEven ? 0UL : 1UL);
        ulong s = middle / 4;
        if (s >= 10)
        {
            ulong tens = s / 10;
            bool isDownIn = below <= 40 * tens, isUpIn = 40 * tens + 40 <= above;
            if (isDownIn != isUpIn)
            {
                power = k + 1;
                return isUpIn ? tens + 1 : tens;
            }
        }
        power = k;
        bool isIn = below <= 4 * s, isNextIn = 4 * s + 4 <= above;
        if (isIn != isNextIn)
            return isNextIn ? s + 1 : s;
        ulong half = 4 * s + 2;
        return middle > half || (middle == half && (s & 1) == 1) ? s + 1 : s;
    }

    /// <summary>The upper 64 of the 192 bits of a product, the last one set when any bit below counts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong RoundToOdd(ulong high, ulong low, ulong factor)
    {
        ulong carried = Math.BigMul(low, factor, out _);
        ulong upper = Math.BigMul(high, factor, out ulong rest);
        rest += carried;
        upper += rest < carried ? 1UL : 0UL;
        return upper | (rest > 1 ? 1UL : 0UL);
    }

    /// <summary>Writes the digits to the end of the text.</summary>
    /// <returns>Where they start.</returns>
    private static int Decimal(ulong digits, Span<byte> text)
    {
        ReadOnlySpan<byte> pairs = Pairs;
        int at = text.Length;
        while (digits >= 100_000_000)
        {
            uint eight = (uint)(digits % 100_000_000);
            digits /= 100_000_000;
            for (int i = 0; i < 4; i++)
            {
                uint pair = eight % 100;
                eight /= 100;
                text[--at] = pairs[(int)(2 * pair + 1)];
                text[--at] = pairs[(int)(2 * pair)];
            }
        }
        uint rest = (uint)digits;
        while (rest >= 10)
        {
            uint pair = rest % 100;
            rest /= 100;
            text[--at] = pairs[(int)(2 * pair + 1)];
            text[--at] = pairs[(int)(2 * pair)];
        }
        if (rest > 0)
            text[--at] = (byte)('0' + rest);
        return at;
    }

    /// <summary>Puts the point, or an exponent where the number is below 1e-4 or has more than 17 places before the point.</summary>
    private static int Place(ReadOnlySpan<byte> digits, int power, Span<byte> to)
    {
        int point = digits.Length + power;
        if (point > 17 || point < -3)
            return Scientific(digits, point - 1, to);
        if (point <= 0)
        {
            "0.000"u8[..(2 - point)].CopyTo(to);
            digits.CopyTo(to[(2 - point)..]);
            return 2 - point + digits.Length;
        }
        if (point >= digits.Length)
        {
            digits.CopyTo(to);
            to[digits.Length..point].Fill((byte)'0');
            return point;
        }
        digits[..point].CopyTo(to);
        to[point] = (byte)'.';
        digits[point..].CopyTo(to[(point + 1)..]);
        return digits.Length + 1;
    }

    private static int Scientific(ReadOnlySpan<byte> digits, int exponent, Span<byte> to)
    {
        int at = 1;
        to[0] = digits[0];
        if (digits.Length > 1)
        {
            to[at++] = (byte)'.';
            digits[1..].CopyTo(to[at..]);
            at += digits.Length - 1;
        }
        to[at++] = (byte)'E';
        to[at++] = exponent < 0 ? (byte)'-' : (byte)'+';
        int size = Math.Abs(exponent);
        if (size >= 100)
            to[at++] = (byte)('0' + size / 100);
        to[at++] = (byte)('0' + size / 10 % 10);
        to[at++] = (byte)('0' + size % 10);
        return at;
    }

    /// <summary>10^n for each n, scaled to 128 bits with the first set, rounded up: high and low words in turn.</summary>
    private static ulong[] PowersOfTen()
    {
        ulong[] words = new ulong[2 * (MostPower - LeastPower + 1)];
        for (int n = LeastPower; n <= MostPower; n++)
        {
            int exponent = (n * 1741647) >> 19; // floor(log2(10^n))
            BigInteger scaled;
            if (n >= 0)
            {
                BigInteger ten = BigInteger.Pow(10, n);
                int excess = exponent - 127;
                scaled = excess <= 0 ? ten << -excess : ((ten - 1) >> excess) + 1;
            }
            else
            {
                scaled = (BigInteger.One << (127 - exponent)) / BigInteger.Pow(10, -n) + 1; // never exact
            }
            words[2 * (n - LeastPower)] = (ulong)(scaled >> 64);
            words[2 * (n - LeastPower) + 1] = (ulong)(scaled & ulong.MaxValue);
        }
        return words;
    }
}
