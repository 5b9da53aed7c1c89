using System.Buffers.Binary;
using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Lean;

/// <summary>
/// Market data in LEAN's layout: zips of CSV entries, one entry a contract and day, whose lines are one-minute bars.
/// Several zips make one picture: quotes, trades and open interest of the options, trades or quotes of the underlying.
/// </summary>
public static class LeanZips
{
    /// <summary>The reader's name as snapshots and tapes carry it.</summary>
    public const string Name = "lean-zip";

    private const int LocalHeader = 30;

    /// <summary>Whether the bytes begin a zip whose first entry is named as LEAN names them, of whatever resolution.</summary>
    /// <param name="head">The first bytes, at most <see cref="ReadingOptions.HeadSize"/> of them.</param>
    public static bool Recognises(ReadOnlySpan<byte> head)
    {
        if (head.Length < LocalHeader || !head.StartsWith("PK\u0003\u0004"u8))
            return false;
        int length = BinaryPrimitives.ReadUInt16LittleEndian(head[26..]);
        if (head.Length < LocalHeader + length)
            return false;
        ReadOnlySpan<byte> name = head.Slice(LocalHeader, length);
        return LeanName.Read(name[(name.LastIndexOfAny((byte)'/', (byte)'\\') + 1)..], out _, out _) != LeanForm.Foreign;
    }

    /// <summary>Reads zips that belong together, of one or several days and underlyings. It never throws on bad input.</summary>
    /// <param name="zips">Each with its name, which messages show; a name with LEAN's folders tells shares from futures.</param>
    /// <param name="options">
    /// With <see cref="ReadingOptions.AsOf"/> a snapshot is made of that day alone, and later trades are left out.
    /// </param>
    /// <returns>A snapshot an underlying and day with quotes, a tape an underlying with trades; refused as a whole where a zip is damaged.</returns>
    public static Reading Read(IReadOnlyList<(string Name, byte[] Bytes)> zips, in ReadingOptions options)
    {
        if (zips.Count == 0)
            return Reading.Refused("no zip is given");
        using var archives = new LeanArchives();
        foreach ((string name, byte[] bytes) in zips)
        {
            if (archives.Open(name, bytes) is { } wrong)
                return Reading.Refused($"{name}: {wrong}");
        }
        var days = new LeanDays(options.AsOf);
        // Contracts stand in the order of their quotes; but trades are read first, since they take their quotes as these pass by.
        foreach (bool quotes in (ReadOnlySpan<bool>)[true, false])
        {
            foreach (LeanEntry entry in archives.Entries)
            {
                if (IsQuote(entry) == quotes)
                    days.List(entry);
            }
        }
        Span<int> scratch = stackalloc int[CsvRow.ScratchLength];
        foreach (bool quotes in (ReadOnlySpan<bool>)[false, true])
        {
            foreach ((LeanEntry entry, LeanDay day) in days.Listed)
            {
                if (IsQuote(entry) != quotes)
                    continue;
                if (archives.Unpack(entry, out ReadOnlySpan<byte> text) is { } damage)
                    return Reading.Refused($"{entry.Zip}: {damage}");
                day.Read(entry, text, scratch);
            }
        }
        return days.Finish(options);
    }

    private static bool IsQuote(in LeanEntry entry) => entry.Name is { Of: LeanOf.Option, Kind: LeanKind.Quote };
}
