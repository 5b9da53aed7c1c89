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

    /// <summary>Whether both name one file; capitals count only where the system says so.</summary>
    public static bool AreSame(string one, string? other) =>
        File.Exists(other) && string.Equals(Of(one), Of(other), OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
}
