using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Poise.Storage;

/// <summary>
/// Columns of one kind each, so that like lies beside like for the compressor. Whole numbers stand as eight planes: the lowest bytes of all rows, then the next ones. A
/// column of doubles begins with a byte: 255 for the doubles' own bits, else the count of decimals by which all of them are whole numbers, as market data mostly is.
/// A text is its place in a table of all texts, 0 for null.
/// </summary>
internal sealed class ColumnWriter
{
    internal const byte OwnBits = 255;
    internal const int MostDecimals = 8;

    /// <summary>Among decimals: <see cref="double.NaN"/>.</summary>
    internal const long NaNMark = long.MinValue;

    internal static readonly long NaNBits = BitConverter.DoubleToInt64Bits(double.NaN);

    private static readonly double[] PowersOfTen = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8];
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> _columns = new(1 << 20);
    private readonly ArrayBufferWriter<byte> _texts = new(1 << 18);
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    internal static double PowerOfTen(int decimals) => PowersOfTen[decimals];

    public void Number(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_columns.GetSpan(8), value);
        _columns.Advance(8);
    }

    public void Real(double value) => Number(BitConverter.DoubleToInt64Bits(value));

    public void Text(string? value) => Number(Place(value));

    public void Numbers<T>(IReadOnlyList<T> rows, Func<T, long> field)
    {
        int n = rows.Count;
        Span<byte> planes = _columns.GetSpan(checked(8 * n) + 1)[..(8 * n)];
        for (int i = 0; i < n; i++)
        {
            ulong value = (ulong)field(rows[i]);
            for (int plane = 0; plane < 8; plane++)
                planes[plane * n + i] = (byte)(value >> (8 * plane));
        }
        _columns.Advance(8 * n);
    }

    public void Reals<T>(IReadOnlyList<T> rows, Func<T, double> field)
    {
        double[] values = new double[rows.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = field(rows[i]);
        for (int decimals = 0; decimals <= MostDecimals; decimals++)
        {
            if (!Array.TrueForAll(values, v => TryWhole(v, decimals, out _)))
                continue;
            Mark((byte)decimals);
            Numbers(values, v => TryWhole(v, decimals, out long whole) ? whole : 0);
            return;
        }
        Mark(OwnBits);
        foreach (double value in values)
            Real(value);
    }

    public void Texts<T>(IReadOnlyList<T> rows, Func<T, string?> field) => Numbers(rows, row => Place(field(row)));

    /// <summary>The table of texts, then the columns.</summary>
    public byte[] ToArray()
    {
        byte[] all = new byte[checked(12 + _texts.WrittenCount + _columns.WrittenCount)];
        BinaryPrimitives.WriteInt32LittleEndian(all, _places.Count);
        BinaryPrimitives.WriteInt64LittleEndian(all.AsSpan(4), _texts.WrittenCount);
        _texts.WrittenSpan.CopyTo(all.AsSpan(12));
        _columns.WrittenSpan.CopyTo(all.AsSpan(12 + _texts.WrittenCount));
        return all;
    }

    // Only what comes back as the same bits counts: -0, infinities and other NaNs do not.
    private static bool TryWhole(double value, int decimals, out long whole)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        whole = NaNMark;
        if (bits == NaNBits)
            return true;
        double scaled = Math.Round(value * PowersOfTen[decimals]);
        if (!(Math.Abs(scaled) < 1L << 53))
            return false;
        whole = (long)scaled;
        return BitConverter.DoubleToInt64Bits(whole / PowersOfTen[decimals]) == bits;
    }

    private void Mark(byte value)
    {
        _columns.GetSpan(1)[0] = value;
        _columns.Advance(1);
    }

    private int Place(string? value)
    {
        if (value is null)
            return 0;
        if (_places.TryGetValue(value, out int place))
            return place;
        int length = Utf8.GetByteCount(value);
        Span<byte> text = _texts.GetSpan(4 + length);
        BinaryPrimitives.WriteInt32LittleEndian(text, length);
        Utf8.GetBytes(value, text[4..]);
        _texts.Advance(4 + length);
        _places.Add(value, _places.Count + 1);
        return _places.Count;
    }
}
