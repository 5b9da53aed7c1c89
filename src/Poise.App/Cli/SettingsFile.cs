using Poise.Hedging;

namespace Poise.App;

/// <summary>A file of settings that a switch or an argument names.</summary>
internal static class SettingsFile
{
    private const long Largest = 1 << 20;

    /// <param name="option">The switch; empty for an argument.</param>
    /// <exception cref="BadInputException">It cannot be read, or <paramref name="read"/> refuses what is in it.</exception>
    public static T Read<T>(string option, string file, Func<ReadOnlyMemory<byte>, T> read)
    {
        if (string.IsNullOrWhiteSpace(file))
            throw new BadInputException(option.Length == 0 ? "the file's name is empty" : $"{option}: the file's name is empty");
        string name = option.Length == 0 ? file : $"{option} {file}";
        try
        {
            if (Directory.Exists(file))
                throw new BadInputException($"{name}: is a folder; a file is needed");
            if (new FileInfo(file) is { Exists: true, Length: > Largest } large)
                throw new BadInputException($"{name}: {large.Length} bytes are no settings");
            if (File.Exists(file) && SecretFile.IsWritableByAll(file))
                throw new BadInputException($"{name}: anybody on this machine can write it: chmod o-w it, and look what it says");
            return read(File.ReadAllBytes(file));
        }
        catch (SettingsException e)
        {
            throw new BadInputException($"{name}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{name}: {(e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message)}", e);
        }
    }
}
