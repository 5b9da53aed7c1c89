using System.Buffers.Binary;

namespace Poise.Storage;

/// <summary>
/// A snapshot's file. Little-endian: "POISESTA", u8 version of the file, u8 form of the state, u16 zero, i64 number, i64 bytes of the state, u32 CRC-32C of the 28 bytes before; the state; u32 CRC-32C of the state begun with the
/// header's.
/// </summary>
public static class StateFile
{
    private const int Header = 32, Trailer = 4;
    private const byte Version = 1;

    private static ReadOnlySpan<byte> Magic => "POISESTA"u8;

    /// <summary>Of a file that is not whole yet.</summary>
    internal const string Unfinished = ".new";

    /// <summary>Writes a snapshot beside the one of its name, which it takes the place of once it is whole and durable.</summary>
    /// <param name="form">Of the state's content.</param>
    /// <param name="number">A number of the snapshot's, to be asked for again by <see cref="Read"/>.</param>
    /// <exception cref="IOException">The medium failed: the one before stands.</exception>
    public static void Replace(IDisk disk, string name, byte form, long number, ReadOnlySpan<byte> state)
    {
        Write(disk, name + Unfinished, form, number, state);
        disk.Rename(name + Unfinished, name);
        disk.FlushNames();
    }

    private static void Write(IDisk disk, string name, byte form, long number, ReadOnlySpan<byte> state)
    {
        using IDiskFile file = disk.Open(name);
        file.Truncate(0);
        Span<byte> header = stackalloc byte[Header];
        Magic.CopyTo(header);
        (header[8], header[9]) = (Version, form);
        BinaryPrimitives.WriteUInt16LittleEndian(header[10..], 0);
        BinaryPrimitives.WriteInt64LittleEndian(header[12..], number);
        BinaryPrimitives.WriteInt64LittleEndian(header[20..], state.Length);
        uint crc = Crc32C.Of(header[..28]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], crc);
        file.Append(header);
        file.Append(state);
        Span<byte> trailer = stackalloc byte[Trailer];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, Crc32C.Of(state, crc));
        file.Append(trailer);
        file.Flush();
    }

    /// <exception cref="JournalException">The file is not whole, or of another form.</exception>
    public static byte[] Read(IDisk disk, string name, byte form, long number)
    {
        using IDiskFile file = disk.Open(name);
        Span<byte> header = stackalloc byte[Header];
        if (file.Read(0, header) < Header)
            throw new JournalException(name, file.Length, "the snapshot ends within its header");
        if (!header[..8].SequenceEqual(Magic))
            throw new JournalException(name, 0, "no snapshot (its first eight bytes are not POISESTA)");
        uint crc = Crc32C.Of(header[..28]);
        if (crc != BinaryPrimitives.ReadUInt32LittleEndian(header[28..]))
            throw new JournalException(name, 0, "the snapshot's header is damaged (CRC-32C does not match)");
        if (header[8] != Version || header[9] != form)
            throw new JournalException(name, 8, $"a snapshot of format {header[8]}.{header[9]}; this build reads format {Version}.{form}");
        if (BinaryPrimitives.ReadInt64LittleEndian(header[12..]) is var written && written != number)
            throw new JournalException(name, 12, $"the snapshot before record {written} has another's name");
        long length = BinaryPrimitives.ReadInt64LittleEndian(header[20..]);
        if (file.Length != Header + length + Trailer)
            throw new JournalException(name, file.Length, $"the snapshot has {file.Length} bytes in place of {Header + length + Trailer}");
        byte[] state = new byte[length];
        Span<byte> trailer = stackalloc byte[Trailer];
        if (file.Read(Header, state) < length || file.Read(Header + length, trailer) < Trailer)
            throw new JournalException(name, file.Length, "the snapshot ended while it was read");
        if (Crc32C.Of(state, crc) != BinaryPrimitives.ReadUInt32LittleEndian(trailer))
            throw new JournalException(name, Header, $"the snapshot's {length} bytes are damaged (CRC-32C does not match)");
        return state;
    }
}
