using System.Buffers.Binary;

namespace Poise.Storage;

/// <summary>
/// The bytes of a segment. Little-endian.
/// Segment header, 32 bytes: "POISEJNL", u32 version, i32 desk, i64 first sequence, u32 zero, u32 CRC-32C of the 28 bytes before.
/// Record: u32 mark, u32 payload length, i64 sequence, u32 unflushed (records before this one of which the writer did
/// not yet know that they were durable), u32 CRC-32C of the 20 bytes before; payload; u32 CRC-32C of the payload begun
/// with the header's, u32 end mark. Both marks hold no zero byte, so that a sector which was never written shows.
/// </summary>
internal static class RecordFormat
{
    public const int SegmentHeader = 32;
    public const int RecordHeader = 24;
    public const int RecordTrailer = 8;
    public const uint Version = 1;
    private const uint Mark = 0xA1D7C39B;
    private const uint EndMark = 0xE5B96D8F;

    private static ReadOnlySpan<byte> Magic => "POISEJNL"u8;

    public static void WriteSegmentHeader(Span<byte> into, int desk, long firstSequence)
    {
        Magic.CopyTo(into);
        BinaryPrimitives.WriteUInt32LittleEndian(into[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(into[12..], desk);
        BinaryPrimitives.WriteInt64LittleEndian(into[16..], firstSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(into[24..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(into[28..], Crc32C.Of(into[..28]));
    }

    /// <summary>Null when the header is whole, else what is wrong with it.</summary>
    public static string? CheckSegmentHeader(ReadOnlySpan<byte> header, int desk, out long firstSequence)
    {
        firstSequence = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        if (!header[..8].SequenceEqual(Magic))
            return "not a journal segment (its first eight bytes are not POISEJNL)";
        if (Crc32C.Of(header[..28]) != BinaryPrimitives.ReadUInt32LittleEndian(header[28..]))
            return "the segment's header is damaged (CRC-32C does not match)";
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (version != Version)
            return $"written in format {version}; this build reads format {Version}";
        int owner = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        return owner == desk ? null : $"belongs to desk {owner}, not to desk {desk}";
    }

    public static int Size(int payload) => RecordHeader + payload + RecordTrailer;

    public static void WriteRecord(Span<byte> into, ReadOnlySpan<byte> payload, long sequence, uint unflushed)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(into, Mark);
        BinaryPrimitives.WriteInt32LittleEndian(into[4..], payload.Length);
        BinaryPrimitives.WriteInt64LittleEndian(into[8..], sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(into[16..], unflushed);
        uint crc = Crc32C.Of(into[..20]);
        BinaryPrimitives.WriteUInt32LittleEndian(into[20..], crc);
        payload.CopyTo(into[RecordHeader..]);
        Span<byte> trailer = into[(RecordHeader + payload.Length)..];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, Crc32C.Of(payload, crc));
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], EndMark);
    }

    /// <summary>Reads a record's header; false when its mark, checksum or length is impossible.</summary>
    public static bool TryHeader(ReadOnlySpan<byte> header, int maxPayload, out int payload, out long sequence, out uint unflushed)
    {
        payload = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        sequence = BinaryPrimitives.ReadInt64LittleEndian(header[8..]);
        unflushed = BinaryPrimitives.ReadUInt32LittleEndian(header[16..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(header) == Mark
            && Crc32C.Of(header[..20]) == BinaryPrimitives.ReadUInt32LittleEndian(header[20..])
            && payload >= 0 && payload <= maxPayload;
    }

    /// <summary>True when payload and trailer of a whole record belong to its header.</summary>
    public static bool HasBody(ReadOnlySpan<byte> record, int payload)
    {
        ReadOnlySpan<byte> trailer = record[(RecordHeader + payload)..];
        uint start = BinaryPrimitives.ReadUInt32LittleEndian(record[20..]);
        return Crc32C.Of(record.Slice(RecordHeader, payload), start) == BinaryPrimitives.ReadUInt32LittleEndian(trailer)
            && BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) == EndMark;
    }
}
