namespace Poise.Exchange.Server;

/// <summary>Reads a JSON number as a decimal, exactly or not at all.</summary>
public static class WireNumber
{
    private const int MostDigits = 28;

    /// <summary>False for a text that is no JSON number, and for a number that a decimal cannot hold to its last digit.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out decimal value)
    {
        value = 0;
        int i = 0;
        bool isNegative = text.Length > 0 && text[0] == '-';
        if (isNegative)
            i++;
        int start = i;
        UInt128 digits = 0;
        // Of zeros that may stand at the end, only those count that a digit follows.
        int significant = 0, scale = 0, zeros = 0;
        bool isFraction = false, hasDigit = false;
        for (; i < text.Length; i++)
        {
            byte b = text[i];
            if (b == '.' && !isFraction && hasDigit)
            {
                isFraction = true;
                hasDigit = false;
                continue;
            }
            if (b is < (byte)'0' or > (byte)'9')
                break;
            hasDigit = true;
            if (isFraction)
                scale++;
            if (b == '0')
            {
                zeros++;
                continue;
            }
            if (significant > 0 || digits != 0)
                significant += zeros;
            if (++significant > MostDigits)
                return false;
            for (; zeros > 0; zeros--)
                digits *= 10;
            digits = digits * 10 + (uint)(b - '0');
        }
        if (!hasDigit || text[start] == '0' && i > start + 1 && text[start + 1] is >= (byte)'0' and <= (byte)'9')
            return false;
        int exponent = 0;
        if (i < text.Length && !TryExponent(text[i..], out exponent))
            return false;
        if (digits == 0)
            return true;
        // The number is digits * 10^power.
        int power = zeros - scale + exponent;
        if (power > 0)
        {
            if (significant + power > MostDigits)
                return false;
            for (; power > 0; power--)
                digits *= 10;
        }
        if (power < -MostDigits)
            return false;
        value = new decimal((int)(uint)digits, (int)(uint)(digits >> 32), (int)(uint)(digits >> 64), isNegative, (byte)-power);
        return true;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        if (text[0] is not ((byte)'e' or (byte)'E'))
            return false;
        text = text[1..];
        bool isNegative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
            text = text[1..];
        if (text.IsEmpty || text.Length > 4)
            return false;
        foreach (byte b in text)
        {
            if (b is < (byte)'0' or > (byte)'9')
                return false;
            exponent = exponent * 10 + (b - '0');
        }
        if (isNegative)
            exponent = -exponent;
        return true;
    }
}
