using System.Runtime.InteropServices;

namespace Poise.Runtime;

/// <summary>The machine's time whose stamps go on while the machine sleeps, as those of Linux' CLOCK_MONOTONIC, which .NET takes, do not.</summary>
public sealed class BootTime : TimeProvider
{
    private const int BootClock = 7;
    private const long Second = 1_000_000_000;

    private BootTime()
    {
    }

    public override long TimestampFrequency => Second;

    /// <summary>The same time with such stamps, where the machine has them.</summary>
    public static TimeProvider Of(TimeProvider machine) => machine == System && OperatingSystem.IsLinux() && Read(BootClock, out _) == 0 ? new BootTime() : machine;

    public override long GetTimestamp() =>
        Read(BootClock, out Spec now) == 0 ? now.Seconds * Second + now.Nanoseconds : throw new InvalidOperationException("the machine has no clock any more");

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Read(int clock, out Spec now);

    [StructLayout(LayoutKind.Sequential)]
    private struct Spec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
