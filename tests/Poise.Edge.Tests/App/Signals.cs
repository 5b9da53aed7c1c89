using System.Diagnostics;
using System.Globalization;

namespace Poise.Edge.Tests;

internal static class Signals
{
    private const ulong Sigint = 1 << 1;

    /// <summary>A shell without job control makes what it starts in the background deaf to SIGINT, children of children included, and a program must leave it so.</summary>
    public static void SkipWhereInterruptsAreIgnored()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("signals are a matter of Unix");
        if (!OperatingSystem.IsLinux())
            return;
        // A child's, not our own: the runtime may have put a handler in.
        using Process child = Process.Start(new ProcessStartInfo("cat", "/proc/self/status") { RedirectStandardOutput = true, UseShellExecute = false })!;
        string ignored = child.StandardOutput.ReadToEnd().Split('\n').First(static l => l.StartsWith("SigIgn:", StringComparison.Ordinal))["SigIgn:".Length..].Trim();
        if ((ulong.Parse(ignored, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Sigint) != 0)
            Assert.Skip("SIGINT is ignored by all that this process starts: run the tests in the foreground");
    }
}
