using System.Text;

namespace Poise.App;

/// <summary>A file that its owner alone can read, from its first byte on.</summary>
internal static class SecretFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>A new one, of one line.</summary>
    /// <exception cref="IOException">There is one already, or it cannot be made.</exception>
    public static void Write(string file, string line)
    {
        using var stream = new StreamWriter(Create(file), Encoding.ASCII);
        stream.WriteLine(line);
    }

    /// <exception cref="IOException">There is one already, or it cannot be made.</exception>
    public static FileStream Create(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Owner;
        return new FileStream(file, options);
    }

    /// <summary>Whether others than its owner can use it.</summary>
    public static bool IsOpenToOthers(string file) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~Owner) != UnixFileMode.None;
}
