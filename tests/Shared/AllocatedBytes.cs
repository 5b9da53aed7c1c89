namespace Poise.TestShared;

/// <summary>What a thread allocates, to the byte.</summary>
internal static class AllocatedBytes
{
    /// <summary>
    /// Of the work once it has run twice. A collection (another test's garbage) takes the thread's half-used buffer away and counts it as allocated: a
    /// measurement in which one fell is made again.
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
        for (int attempt = 0; ; attempt++)
        {
            prepare?.Invoke();
            int collections = GC.CollectionCount(0);
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            if (bytes == 0 || attempt == 100 || GC.CollectionCount(0) == collections)
                return bytes;
        }
    }
}
