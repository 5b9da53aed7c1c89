using System.Diagnostics;
using System.Runtime.InteropServices;
using Perfolizer.Horology;

namespace Poise.Bench;

/// <summary>
/// BenchmarkDotNet's clock, but what it reads is the CPU time of the calling thread: another program's turn on the core is not counted.
/// Linux by clock_gettime; elsewhere the wall clock.
/// </summary>
internal sealed partial class ThreadClock : IClock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID

    public static ThreadClock Instance { get; } = new();

    public string Title => Measures;

    public bool IsAvailable => true;

    public Frequency Frequency => new(1_000_000_000);

    /// <summary>What the figures are of.</summary>
    public static string Measures => OperatingSystem.IsLinux() ? "thread CPU time" : "wall time";

    public long GetTimestamp() => Nanoseconds();

    public static long Nanoseconds()
    {
        if (!OperatingSystem.IsLinux() || ClockGetTime(ThreadCpuTime, out TimeSpec time) != 0)
            return (long)Stopwatch.GetElapsedTime(0).TotalNanoseconds;
        return (long)time.Seconds * 1_000_000_000 + (long)time.Nanoseconds;
    }

    // time_t and long are as wide as a pointer where .NET runs on Linux with 64 bits.
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ClockGetTime(int clock, out TimeSpec time);
}

/// <summary>The clock of a job on several threads: each pass adds the CPU time of its slowest thread.</summary>
internal sealed class SlowestThreadClock : IClock
{
    private static long _total;

    public static SlowestThreadClock Instance { get; } = new();

    public string Title => "CPU time of the slowest thread";

    public bool IsAvailable => true;

    public Frequency Frequency => new(1_000_000_000);

    public static void Add(long nanoseconds) => _total += nanoseconds;

    public long GetTimestamp() => _total;
}
