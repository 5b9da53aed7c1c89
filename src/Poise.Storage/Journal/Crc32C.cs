using System.Buffers.Binary;
using System.Numerics;

namespace Poise.Storage;

/// <summary>CRC-32C (Castagnoli, polynomial 0x1EDC6F41 reflected; RFC 3720 B.4), by the machine's own instruction where it has one.</summary>
public static class Crc32C
{
    /// <summary>The checksum of a span; <paramref name="start"/> is the checksum of what went before it.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes, uint start = 0)
    {
        uint crc = ~start;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }
        foreach (byte b in bytes)
            crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
