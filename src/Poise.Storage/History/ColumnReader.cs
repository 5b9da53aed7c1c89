using System.Buffers.Binary;
using System.Text;

namespace Poise.Storage;

/// <summary>Reads what <see cref="ColumnWriter"/> wrote, and believes nothing of it: whatever does not fit is an <see cref="InvalidDataException"/>.</summary>
internal sealed class ColumnReader
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _content;
    private readonly string[] _texts;
    private int _at;

    public ColumnReader(byte[] content)
    {
        _content = content;
        int count = BinaryPrimitives.ReadInt32LittleEndian(Take(4));
        long bytes = Number();
        int end = bytes >= 0 && bytes <= content.Length - _at ? _at + (int)bytes : throw Damage("the table of texts runs past the end");
        if (count < 0 || 4L * count > bytes)
            throw Damage($"{count} texts cannot lie in {bytes} bytes");
        _texts = new string[count];
        for (int i = 0; i < count; i++)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(Take(4));
            try
            {
                _texts[i] = Utf8.GetString(Take(length));
            }
            catch (ArgumentException)
            {
                throw Damage($"text {i + 1} is no UTF-8");
            }
        }
        if (_at != end)
            throw Damage("the table of texts has another length than it says");
    }

    public long Number() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double Real() => BitConverter.Int64BitsToDouble(Number());

    public int Int32() => Int32(Number());

    public string Text() => AnyText(Number()) ?? throw Damage("a text is missing");

    /// <summary>A count of rows that at least one column of follows.</summary>
    public int Count()
    {
        long count = Number();
        return count >= 0 && count <= (_content.Length - _at) / 8 ? (int)count : throw Damage($"{count} rows cannot lie in {_content.Length - _at} bytes");
    }

    public long[] Numbers(int n)
    {
        ReadOnlySpan<byte> planes = Take(checked(8L * n));
        long[] values = new long[n];
        for (int i = 0; i < n; i++)
        {
            ulong value = 0;
            for (int plane = 0; plane < 8; plane++)
                value |= (ulong)planes[plane * n + i] << (8 * plane);
            values[i] = (long)value;
        }
        return values;
    }

    public double[] Reals(int n)
    {
        byte form = Take(1)[0];
        double[] values = new double[n];
        if (form == ColumnWriter.OwnBits)
        {
            ReadOnlySpan<byte> bits = Take(8L * n);
            for (int i = 0; i < n; i++)
                values[i] = BinaryPrimitives.ReadDoubleLittleEndian(bits[(8 * i)..]);
            return values;
        }
        if (form > ColumnWriter.MostDecimals)
            throw Damage($"form {form} of a column is unknown");
        long[] whole = Numbers(n);
        for (int i = 0; i < n; i++)
            values[i] = whole[i] == ColumnWriter.NaNMark ? double.NaN : whole[i] / ColumnWriter.PowerOfTen(form);
        return values;
    }

    public int[] Int32s(int n) => Array.ConvertAll(Numbers(n), Int32);

    public string[] Texts(int n) => Array.ConvertAll(Numbers(n), place => AnyText(place) ?? throw Damage("a text is missing"));

    public string?[] AnyTexts(int n) => Array.ConvertAll(Numbers(n), AnyText);

    public T[] Enums<T>(int n)
        where T : struct, Enum =>
        Array.ConvertAll(Numbers(n), number =>
        {
            T value = (T)Enum.ToObject(typeof(T), number);
            return number is >= 0 and <= byte.MaxValue && Enum.IsDefined(value) ? value : throw Damage($"{number} is no {typeof(T).Name}");
        });

    public DateOnly Date() => Date(Number());

    public DateOnly[] Dates(int n) => Array.ConvertAll(Numbers(n), Date);

    public decimal[] Decimals(int n)
    {
        long[] low = Numbers(n), high = Numbers(n);
        decimal[] values = new decimal[n];
        for (int i = 0; i < n; i++)
        {
            try
            {
                values[i] = new decimal([(int)low[i], (int)(low[i] >> 32), (int)high[i], (int)(high[i] >> 32)]);
            }
            catch (ArgumentException)
            {
                throw Damage("a decimal has no such form");
            }
        }
        return values;
    }

    public void End()
    {
        if (_at != _content.Length)
            throw Damage($"{_content.Length - _at} bytes too many");
    }

    private static int Int32(long number) => number is >= int.MinValue and <= int.MaxValue ? (int)number : throw Damage($"{number} is too large");

    private static DateOnly Date(long day) =>
        day >= DateOnly.MinValue.DayNumber && day <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)day) : throw Damage($"{day} is no day");

    private string? AnyText(long place) =>
        place == 0 ? null : place > 0 && place <= _texts.Length ? _texts[place - 1] : throw Damage($"there is no text {place}");

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length < 0 || length > _content.Length - _at)
            throw Damage("the content ends too early");
        ReadOnlySpan<byte> taken = _content.AsSpan(_at, (int)length);
        _at += (int)length;
        return taken;
    }

    private static InvalidDataException Damage(string reason) => new($"the content makes no sense: {reason}");
}
