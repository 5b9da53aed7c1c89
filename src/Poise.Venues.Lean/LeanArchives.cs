using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Poise.Venues.Lean;

/// <summary>One entry of a zip with what its name says.</summary>
/// <param name="Number">1-based place in its zip.</param>
internal readonly record struct LeanEntry(string Zip, ZipArchiveEntry Packed, LeanForm Form, LeanName Name, string Reason, int Number)
{
    public string Text => Packed.Name;
}

/// <summary>
/// The zips of one reading. An entry is unpacked when it is asked for, into one buffer, and must have the length and
/// the checksum that its zip states; what is stated is bounded before anything is unpacked.
/// </summary>
internal sealed class LeanArchives : IDisposable
{
    /// <summary>Bytes that the zips may hold unpacked, all together.</summary>
    public const long MostBytes = 1L << 30;

    public const int MostEntries = 100_000;

    /// <summary>A day of minutes with eleven columns comes to some 150 kB.</summary>
    private const int MostEntryBytes = 16 << 20;

    private readonly List<ZipArchive> _open = [];
    private readonly List<LeanEntry> _entries = [];
    private byte[] _buffer = new byte[1 << 18];
    private long _bytes;

    /// <summary>All entries but folders, in the order of the zips.</summary>
    public IReadOnlyList<LeanEntry> Entries => _entries;

    /// <summary>Opens a zip and lists its entries; what is wrong with it, or null.</summary>
    public string? Open(string name, byte[] bytes)
    {
        if (bytes.Length == 0)
            return "is empty";
        try
        {
            var zip = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
            _open.Add(zip);
            return List(name, zip);
        }
        catch (Exception e) when (IsDamage(e))
        {
            return "is no whole zip: it is cut or damaged";
        }
    }

    /// <summary>The text of an entry, good until the next is asked for; what is wrong with it, or null.</summary>
    public string? Unpack(in LeanEntry entry, out ReadOnlySpan<byte> text)
    {
        text = default;
        try
        {
            int stated = (int)entry.Packed.Length, length = 0;
            using Stream stream = entry.Packed.Open();
            // What a zip states may be a lie: room is made as bytes come, and one byte more than stated is enough to know.
            while (length <= stated)
            {
                if (length == _buffer.Length)
                    Array.Resize(ref _buffer, 2 * _buffer.Length);
                int read = stream.Read(_buffer, length, _buffer.Length - length);
                if (read == 0)
                    break;
                length += read;
            }
            text = _buffer.AsSpan(0, length);
            if (length == stated && Crc32.HashToUInt32(text) == entry.Packed.Crc32)
                return null;
            text = default;
            return $"entry {entry.Text} is damaged: it is not what its checksum says";
        }
        catch (Exception e) when (IsDamage(e))
        {
            return $"entry {entry.Text} is damaged: it does not unpack ({e.Message})";
        }
    }

    public void Dispose()
    {
        foreach (ZipArchive zip in _open)
            zip.Dispose();
    }

    private string? List(string name, ZipArchive zip)
    {
        if (zip.Entries.Count == 0)
            return "is a zip without entries";
        if (_entries.Count + zip.Entries.Count > MostEntries)
            return $"has {zip.Entries.Count} entries: more than {MostEntries} in all are not read";
        int number = 0, known = 0;
        foreach (ZipArchiveEntry packed in zip.Entries)
        {
            number++;
            if (packed.Name.Length == 0)
                continue;
            if (packed.Length > MostEntryBytes)
                return $"entry {packed.Name} would unpack to {packed.Length >> 20} MB: no day of minutes is so long";
            _bytes += packed.Length;
            if (_bytes > MostBytes)
                return $"would unpack, with the zips before it, to more than {MostBytes >> 20} MB";
            LeanForm form = LeanName.Read(Encoding.UTF8.GetBytes(packed.Name), out LeanName read, out string reason);
            if (form == LeanForm.OtherResolution)
                return $"{packed.Name} {reason}";
            known += form == LeanForm.Foreign ? 0 : 1;
            _entries.Add(new LeanEntry(name, packed, form, read, reason, number));
        }
        return known > 0 ? null : $"holds no entry that is named as LEAN names minute data (hours and days are not read); the first is '{Shown.Text(Encoding.UTF8.GetBytes(zip.Entries[0].FullName), 80)}'";
    }

    private static bool IsDamage(Exception e) =>
        e is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException;
}
