using Poise.Hedging;

namespace Poise.App;

/// <summary>The file that <c>--policy</c> names.</summary>
internal static class PolicyFile
{
    private const long Largest = 1 << 20;

    /// <exception cref="BadInputException">It cannot be read, or is no policy that a journal can keep.</exception>
    public static IHedgePolicy Read(string file)
    {
        if (string.IsNullOrWhiteSpace(file))
            throw new BadInputException("--policy: the file's name is empty");
        try
        {
            if (Directory.Exists(file))
                throw new BadInputException($"--policy {file}: is a folder; a file is needed");
            if (new FileInfo(file) is { Exists: true, Length: > Largest } large)
                throw new BadInputException($"--policy {file}: {large.Length} bytes are no policy");
            if (File.Exists(file) && SecretFile.IsWritableByAll(file))
                throw new BadInputException($"--policy {file}: anybody on this machine can write it: chmod o-w it, and look what it says");
            return PolicyText.Parse(File.ReadAllBytes(file));
        }
        catch (SettingsException e)
        {
            throw new BadInputException($"--policy {file}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--policy {file}: {(e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message)}", e);
        }
    }
}
