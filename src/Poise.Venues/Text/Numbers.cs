using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Poise.Venues;

/// <summary>Reads numbers of a text, exactly rounded. Text, NaN and infinities are no numbers here.</summary>
public static class Numbers
{
    private static readonly double[] _powersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>A decimal number with optional sign and exponent. An empty text is NaN and true: nothing was said.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // a chain holds a quarter of a million numbers, read before any tiering
    public static bool TryRead(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        if (text.IsEmpty)
            return true;
        int i = 0;
        bool negative = text[0] == '-';
        if (negative || text[0] == '+')
            i++;
        ulong digits = 0;
        int count = 0, fraction = -1;
        for (; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                // Past 15 significant digits the fast path ends: the number may no longer be exact.
                if (digits >= 100_000_000_000_000UL)
                    return TrySlow(text, out value);
                digits = digits * 10 + digit;
                count++;
                if (fraction >= 0)
                    fraction++;
            }
            else if (text[i] == '.' && fraction < 0)
                fraction = 0;
            else
                return TrySlow(text, out value);
        }
        if (count == 0)
            return false;
        if (fraction > 22)
            return TrySlow(text, out value);
        // Both are exact doubles, so that their quotient is the correctly rounded number (Clinger 1990).
        double number = fraction > 0 ? digits / _powersOfTen[fraction] : digits;
        value = negative ? -number : number;
        return true;
    }

    private static bool TrySlow(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        if (text.Length > 400)
            return false;
        if (text.Contains((byte)','))
        {
            Span<byte> plain = stackalloc byte[400];
            int length = 0;
            if (!IsGrouped(text))
                return false;
            foreach (byte b in text)
            {
                if (b != ',')
                    plain[length++] = b;
            }
            return TrySlow(plain[..length], out value);
        }
        foreach (byte b in text)
        {
            if (b is not ((>= (byte)'0' and <= (byte)'9') or (byte)'.' or (byte)'-' or (byte)'+' or (byte)'e' or (byte)'E'))
                return false;
        }
        ReadOnlySpan<byte> unsigned = text[0] == '+' ? text[1..] : text;
        if (Utf8Parser.TryParse(unsigned, out value, out int used) && used == unsigned.Length && double.IsFinite(value))
            return true;
        value = double.NaN;
        return false;
    }

    /// <summary>Thousands are set apart as 1,234,567.8 and in no other way.</summary>
    private static bool IsGrouped(ReadOnlySpan<byte> text)
    {
        int point = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? text : text[..point];
        if (point >= 0 && text[point..].Contains((byte)','))
            return false;
        if (!whole.IsEmpty && whole[0] is (byte)'-' or (byte)'+')
            whole = whole[1..];
        int first = whole.IndexOf((byte)',');
        if (first is < 1 or > 3)
            return false;
        for (int i = first; i < whole.Length; i += 4)
        {
            if (whole[i] != ',' || i + 3 >= whole.Length || whole.Slice(i + 1, 3).Contains((byte)','))
                return false;
        }
        return true;
    }

    /// <summary>A whole number without sign, at most nine digits.</summary>
    public static bool TryReadWhole(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        if (text.IsEmpty || text.Length > 9)
            return false;
        foreach (byte b in text)
        {
            uint digit = (uint)(b - '0');
            if (digit > 9)
                return false;
            value = value * 10 + (int)digit;
        }
        return true;
    }
}
