using System.Runtime.InteropServices;
using System.Text;

namespace Poise.App;

/// <summary>Where a file really lies, behind links of the file and of its folders.</summary>
internal static class RealPath
{
    /// <summary>The file that standard input comes from, where the system has a name for it.</summary>
    public const string StandardInput = "/dev/stdin";

    /// <summary>The full path without links.</summary>
    /// <exception cref="IOException">Links go round in a circle.</exception>
    public static string Of(string path)
    {
        string full = Path.GetFullPath(path);
        full = File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        string real = Path.GetPathRoot(full)!;
        foreach (string name in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, name);
            if (Directory.Exists(real) && Directory.ResolveLinkTarget(real, returnFinalTarget: true) is FileSystemInfo target)
                real = target.FullName;
        }
        return real;
    }

    /// <summary>Whether both name one file, on Linux also by hard links; capitals count only where the system says so.</summary>
    public static bool AreSame(string one, string? other) =>
        File.Exists(other)
        && (string.Equals(Of(one), Of(other), OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase)
            || (Identity(one) is { } file && file == Identity(other)));

    // Device and number of a file: struct statx is laid out alike on every Linux.
    private static (ulong Device, ulong Number)? Identity(string path)
    {
        const int fromHere = -100; // AT_FDCWD
        const uint number = 0x100; // STATX_INO
        if (!OperatingSystem.IsLinux())
            return null;
        byte[] answer = new byte[256];
        try
        {
            if (Statx(fromHere, Encoding.UTF8.GetBytes(path + '\0'), 0, number, answer) != 0)
                return null;
        }
        catch (EntryPointNotFoundException)
        {
            return null; // a C library older than the call
        }
        return (BitConverter.ToUInt64(answer, 0x88), BitConverter.ToUInt64(answer, 0x20));
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, byte[] path, int flags, uint mask, byte[] answer);
}
