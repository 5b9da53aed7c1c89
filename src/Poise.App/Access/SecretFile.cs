using System.Text;

namespace Poise.App;

/// <summary>A file that its owner alone can read, from its first byte on.</summary>
internal static class SecretFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = Owner | UnixFileMode.UserExecute;

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
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
        {
            Directory.CreateDirectory(folder, OwnerFolder);
            options.UnixCreateMode = Owner;
        }
        return new FileStream(file, options);
    }

    /// <summary>Whether others than its owner can use it.</summary>
    public static bool IsOpenToOthers(string file) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~Owner) != UnixFileMode.None;

    /// <summary>Whether anybody on the machine can write it, or put another in its place.</summary>
    public static bool IsWritableByAll(string path) => !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & UnixFileMode.OtherWrite) != UnixFileMode.None;
}
