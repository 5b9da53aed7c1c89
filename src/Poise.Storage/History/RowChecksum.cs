using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Poise.Storage;

/// <summary>CRC-32C of a row's values, in their order: SQLite does not notice a bit that turned over inside a number.</summary>
internal sealed class RowChecksum
{
    private readonly ArrayBufferWriter<byte> _bytes = new(256);

    public static long Of(string underlying, long asOf, double? spot) =>
        new RowChecksum().Text(underlying).Number(asOf).Real(spot).Value;

    public static long Of(LevelsRow row) => new RowChecksum()
        .Text(row.Underlying).Number(row.AsOf.UnixNanoseconds).Text(row.Bucket).Number(row.Day.DayNumber).Number(row.MarketDays).Real(row.Spot).Real(row.Split).Text(row.Signs).Text(row.Walls)
        .Real(row.Gex).Real(row.ZeroGamma).Real(row.CallWall).Real(row.PutWall).Text(row.Regime).Real(row.OpenInterestUsed).Value;

    private long Value => Crc32C.Of(_bytes.WrittenSpan);

    private RowChecksum Number(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
        return this;
    }

    // A null has a form that no number and no text has.
    private RowChecksum Real(double? value) => value is double real ? Number(1).Number(BitConverter.DoubleToInt64Bits(real)) : Number(0);

    private RowChecksum Text(string? value)
    {
        if (value is null)
            return Number(-1);
        int length = Encoding.UTF8.GetByteCount(value);
        Number(length);
        Encoding.UTF8.GetBytes(value, _bytes.GetSpan(length));
        _bytes.Advance(length);
        return this;
    }
}
