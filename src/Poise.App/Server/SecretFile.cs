using System.Text;

namespace Poise.App;

/// <summary>A file of one line that its owner alone can read, from its first byte on.</summary>
internal static class SecretFile
{
    /// <exception cref="IOException">There is one already, or it cannot be made.</exception>
    public static void Write(string file, string line)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new StreamWriter(file, Encoding.ASCII, options);
        stream.WriteLine(line);
    }
}
