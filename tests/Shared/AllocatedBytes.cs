namespace Poise.TestShared;

/// <summary>What a thread allocates, to the byte.</summary>
internal static class AllocatedBytes
{
    /// <summary>
    /// Of the work once it has run twice, the least of ten measurements: a collection (another test's garbage) that falls into one, or has just begun, takes the
    /// thread's half-used buffer away and counts it as allocated, while work that allocates does so each time.
    /// </summary>
    /// <param name="work">Measured.</param>
    /// <param name="prepare">Before each run of it, not measured.</param>
    public static long Of(Action work, Action? prepare = null)
    {
        for (int i = 0; i < 2; i++)
        {
            prepare?.Invoke();
            work();
        }
        long least = long.MaxValue;
        for (int attempt = 0; attempt < 10 && least > 0; attempt++)
        {
            prepare?.Invoke();
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
