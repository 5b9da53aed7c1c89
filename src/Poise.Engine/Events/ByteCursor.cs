using System.Buffers.Binary;
using System.Text;
using Poise.Domain;

namespace Poise.Engine;

/// <summary>Writes little-endian fields into the caller's bytes; when they do not fit it only counts on.</summary>
internal ref struct ByteWriter(Span<byte> bytes)
{
    private readonly Span<byte> _bytes = bytes;

    public int Length { get; private set; }

    public readonly bool Fits => Length <= _bytes.Length;

    public void Byte(byte value)
    {
        if (Take(1, out Span<byte> at))
            at[0] = value;
    }

    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Int(int value)
    {
        if (Take(4, out Span<byte> at))
            BinaryPrimitives.WriteInt32LittleEndian(at, value);
    }

    public void Long(long value)
    {
        if (Take(8, out Span<byte> at))
            BinaryPrimitives.WriteInt64LittleEndian(at, value);
    }

    public void Double(double value) => Long(BitConverter.DoubleToInt64Bits(value));

    public void Decimal(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        foreach (int part in bits)
            Int(part);
    }

    public void Time(Instant value) => Long(value.UnixNanoseconds);

    public void Index(ContractIndex value) => Int(value.Value);

    public void Order(OrderId value)
    {
        Int(value.Desk);
        Long(value.Sequence);
    }

    public void Text(string value)
    {
        int count = Encoding.UTF8.GetByteCount(value);
        if (count > ByteReader.LongestText)
            throw new ArgumentException($"a text of {count} bytes is too long for a journal", nameof(value));
        Int(count);
        if (Take(count, out Span<byte> at))
            Encoding.UTF8.GetBytes(value, at);
    }

    private bool Take(int count, out Span<byte> at)
    {
        bool fits = Length + count <= _bytes.Length;
        at = fits ? _bytes.Slice(Length, count) : default;
        Length += count;
        return fits;
    }
}

/// <summary>Reads what <see cref="ByteWriter"/> wrote. After the first field that is wrong it reads zeros and remembers why.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    public const int LongestText = Poise.Hedging.PolicyText.Longest;

    private static readonly UTF8Encoding StrictUtf8 = new(false, true);
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public string? Failure { get; private set; }

    public readonly int Left => _bytes.Length - Position;

    public byte Byte() => Take(1, out ReadOnlySpan<byte> at) ? at[0] : (byte)0;

    public bool Bool()
    {
        byte value = Byte();
        if (value > 1)
            Fail("a flag is neither 0 nor 1");
        return value == 1;
    }

    /// <summary>A byte that must be at most <paramref name="last"/>.</summary>
    public byte Choice(byte last, string name)
    {
        byte value = Byte();
        if (value > last)
            Fail($"{name} {value} is unknown");
        return value;
    }

    public int Int() => Take(4, out ReadOnlySpan<byte> at) ? BinaryPrimitives.ReadInt32LittleEndian(at) : 0;

    public long Long() => Take(8, out ReadOnlySpan<byte> at) ? BinaryPrimitives.ReadInt64LittleEndian(at) : 0;

    public double Double() => BitConverter.Int64BitsToDouble(Long());

    public decimal Decimal()
    {
        int low = Int(), middle = Int(), high = Int(), flags = Int();
        int scale = (flags >> 16) & 0xFF;
        if ((flags & 0x7F00FFFF) != 0 || scale > 28)
        {
            Fail("a decimal has impossible bits");
            return 0;
        }
        return new decimal(low, middle, high, flags < 0, (byte)scale);
    }

    public Instant Time() => new(Long());

    public ContractIndex Index()
    {
        int value = Int();
        if (value < 0)
            Fail($"contract {value} cannot be");
        return new(value);
    }

    public ContractIndex IndexOrNone()
    {
        int value = Int();
        if (value < ContractIndex.None.Value)
            Fail($"contract {value} cannot be");
        return new(value);
    }

    public OrderId Order() => new(Int(), Long());

    public string Text()
    {
        int count = Int();
        if (count is < 0 or > LongestText)
        {
            Fail($"a text of {count} bytes cannot be");
            return "";
        }
        if (!Take(count, out ReadOnlySpan<byte> at))
            return "";
        try
        {
            return StrictUtf8.GetString(at);
        }
        catch (DecoderFallbackException)
        {
            Fail("a text is not UTF-8");
            return "";
        }
    }

    public void Fail(string reason) => Failure ??= $"byte {Position}: {reason}";

    private bool Take(int count, out ReadOnlySpan<byte> at)
    {
        if (Failure is not null || count > Left)
        {
            Fail("the record ends too early");
            at = default;
            return false;
        }
        at = _bytes.Slice(Position, count);
        Position += count;
        return true;
    }
}
