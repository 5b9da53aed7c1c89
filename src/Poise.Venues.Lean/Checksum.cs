namespace Poise.Venues.Lean;

/// <summary>CRC-32 as zips state it (ISO 3309, reflected polynomial EDB88320), four bytes a step.</summary>
internal static class Checksum
{
    private static readonly uint[] _table = Build();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint[] table = _table;
        uint crc = ~0u;
        int i = 0;
        for (; i + 4 <= bytes.Length; i += 4)
        {
            crc ^= bytes[i] | (uint)bytes[i + 1] << 8 | (uint)bytes[i + 2] << 16 | (uint)bytes[i + 3] << 24;
            crc = table[768 + (crc & 255)] ^ table[512 + (crc >> 8 & 255)] ^ table[256 + (crc >> 16 & 255)] ^ table[crc >> 24];
        }
        for (; i < bytes.Length; i++)
            crc = table[(crc ^ bytes[i]) & 255] ^ crc >> 8;
        return ~crc;
    }

    /// <summary>Row k: what a byte does to the register k bytes later.</summary>
    private static uint[] Build()
    {
        var table = new uint[1024];
        for (uint b = 0; b < 256; b++)
        {
            uint crc = b;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
            table[b] = crc;
        }
        for (int i = 256; i < 1024; i++)
            table[i] = table[table[i - 256] & 255] ^ table[i - 256] >> 8;
        return table;
    }
}
