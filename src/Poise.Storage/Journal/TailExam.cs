namespace Poise.Storage;

/// <summary>
/// Tells an unfinished write from damage. The writer promises durability flush by flush, and each record says which
/// records before it were durable when it was written. So a broken record is the tail of an unfinished write only when
/// (a) no whole record after it says that it was durable, and (b) some sector of the tail was never written (it
/// reads as zeros), since a write that merely stopped leaves a short file, and a flipped bit leaves no zero sector.
/// </summary>
internal static class TailExam
{
    private const int Sector = 512;

    public static bool IsUnfinishedWrite(IDiskFile file, long offset, long brokenSequence, int maxPayload)
    {
        long length = file.Length - offset;
        if (length > Array.MaxLength)
            return false;
        byte[] tail = new byte[length];
        if (file.Read(offset, tail) < tail.Length)
            return false;
        return HoldsUnwrittenSector(tail, offset) && !IsVouchedFor(tail, brokenSequence, maxPayload);
    }

    private static bool HoldsUnwrittenSector(ReadOnlySpan<byte> tail, long offset)
    {
        int at = 0;
        while (at < tail.Length)
        {
            int end = (int)Math.Min(tail.Length, at + Sector - (offset + at) % Sector);
            if (!tail[at..end].ContainsAnyExcept((byte)0))
                return true;
            at = end;
        }
        return false;
    }

    private static bool IsVouchedFor(ReadOnlySpan<byte> tail, long brokenSequence, int maxPayload)
    {
        for (int at = 1; at + RecordFormat.RecordHeader <= tail.Length; at++)
        {
            if (!RecordFormat.TryHeader(tail[at..], maxPayload, out int payload, out long sequence, out uint unflushed))
                continue;
            if (RecordFormat.Size(payload) <= tail.Length - at && RecordFormat.HasBody(tail[at..], payload)
                && sequence - 1 - unflushed >= brokenSequence)
                return true;
        }
        return false;
    }
}
