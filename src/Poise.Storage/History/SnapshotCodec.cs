using System.Buffers.Binary;
using System.IO.Compression;
using Poise.Domain;
using Poise.Flow;

namespace Poise.Storage;

/// <summary>
/// A market snapshot as bytes, every field bit for bit, NaN included. Little-endian: magic "PSNP" (4 bytes), version (4), length of the content (4), CRC-32C of those
/// twelve bytes and of all after the checksum (4), then the content, compressed by Brotli. The content: a table of strings, the snapshot's own fields, then refusals,
/// options and futures by column (<see cref="ColumnWriter"/>), and in the second version the dealers' inventory (<see cref="InventoryColumns"/>).
/// </summary>
public static class SnapshotCodec
{
    public const int Version = 2;

    /// <summary>That of a snapshot without an inventory.</summary>
    internal const int VersionAlone = 1;

    internal const int HeaderLength = 16;

    private const uint Magic = 0x504E5350;

    // A content a hundred times that of a full SPX chain: longer ones are no snapshot.
    private const int LongestContent = 768 << 20;

    // Of an SPX chain of 23,722 contracts 4 makes 210 kB in 30 ms; 5 and 9 take longer and save no 1 %, 1 is a fifth larger.
    private const int Quality = 4, Window = 22;

    /// <exception cref="ArgumentException">A text holds half a surrogate pair, or the snapshot is too large to be one.</exception>
    public static byte[] Encode(MarketSnapshot snapshot, InventoryState? inventory = null)
    {
        var columns = new ColumnWriter();
        SnapshotColumns.Write(snapshot, columns);
        if (inventory is not null)
            InventoryColumns.Write(inventory, columns);
        byte[] content = columns.ToArray();
        if (content.Length > LongestContent)
            throw new ArgumentException($"{snapshot.Options.Count} options are more than a snapshot can hold", nameof(snapshot));
        byte[] bytes = new byte[HeaderLength + BrotliEncoder.GetMaxCompressedLength(content.Length)];
        if (!BrotliEncoder.TryCompress(content, bytes.AsSpan(HeaderLength), out int packed, Quality, Window))
            throw new InvalidOperationException("the compressed snapshot outgrew its bound");
        Array.Resize(ref bytes, HeaderLength + packed);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), inventory is null ? VersionAlone : Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), Checksum(bytes));
        return bytes;
    }

    /// <exception cref="InvalidDataException">The bytes are cut or damaged, or of another version: the message says which.</exception>
    public static StoredChain Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
            throw new InvalidDataException("these bytes are no stored snapshot");
        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]), length = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (Checksum(bytes) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]))
            throw new InvalidDataException("the checksum does not fit: cut or damaged");
        if (version is not (VersionAlone or Version))
            throw new InvalidDataException($"stored in form {version}, this build reads forms {VersionAlone} and {Version}");
        if (length is < 0 or > LongestContent)
            throw new InvalidDataException($"a content of {length} bytes is none");
        byte[] content = new byte[length];
        if (!BrotliDecoder.TryDecompress(bytes[HeaderLength..], content, out int got) || got != length)
            throw new InvalidDataException("the content cannot be unpacked");
        var columns = new ColumnReader(content);
        var stored = new StoredChain(SnapshotColumns.Read(columns), version == Version ? InventoryColumns.Read(columns) : null);
        columns.End();
        return stored;
    }

    internal static uint Checksum(ReadOnlySpan<byte> bytes) => Crc32C.Of(bytes[HeaderLength..], Crc32C.Of(bytes[..12]));
}
