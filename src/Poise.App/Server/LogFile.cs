using Poise.Storage;

namespace Poise.App;

/// <summary>The file of a desk's log, its owner's alone. It is opened for each batch of lines: who moves it away gets a new one.</summary>
internal sealed class LogFile
{
    private readonly FileDisk _disk;
    private readonly string _name;

    private LogFile(FileDisk disk, string name) => (_disk, _name) = (disk, name);

    /// <exception cref="BadInputException">It cannot be written, is no file, or others can read what is there.</exception>
    public static LogFile Of(string path)
    {
        try
        {
            string whole = Path.GetFullPath(path);
            if (path.Length == 0 || Path.EndsInDirectorySeparator(whole) || Directory.Exists(whole))
                throw new BadInputException($"--log {path}: is a folder; name a file, or - for standard error");
            if (File.Exists(whole) && SecretFile.IsOpenToOthers(whole))
                throw new BadInputException($"--log {path}: others than its owner can read it: chmod 600 it, or name another");
            var file = new LogFile(new FileDisk(Path.GetDirectoryName(whole)!), Path.GetFileName(whole));
            file.Append(default);
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"--log {path}: {e.Message}", e);
        }
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public void Append(ReadOnlyMemory<byte> lines)
    {
        using IDiskFile file = _disk.Open(_name);
        Span<byte> last = stackalloc byte[1];
        // A line that a crash or a full disk cut short stays by itself.
        if (file.Length > 0 && file.Read(file.Length - 1, last) == 1 && last[0] != (byte)'\n')
            file.Append("\n"u8);
        if (lines.Length > 0)
            file.Append(lines.Span);
    }
}
