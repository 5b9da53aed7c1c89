namespace Poise.App;

/// <summary>
/// Where a result goes. The file that <c>--out</c> names is written whole or not at all, so that a reader never sees half a result; a link
/// stays, what it names is replaced. A device, a pipe or standard output is written to as the result comes.
/// </summary>
internal sealed class ResultPlace : IDisposable
{
    private readonly string? _path;
    private string? _temporary;

    private ResultPlace(string? path, Stream stream, string? temporary) => (_path, Stream, _temporary) = (path, stream, temporary);

    /// <summary>What is written here counts once it is committed.</summary>
    public Stream Stream { get; }

    /// <summary>What to call the place in a complaint.</summary>
    public string Name => _path is null ? "standard output" : $"--out {_path}";

    /// <summary>The file of that name, or standard output where there is none.</summary>
    /// <param name="inputs">The files that are read, which must stay; null names none.</param>
    /// <exception cref="BadInputException">The place cannot be written, or it is an input.</exception>
    public static ResultPlace Open(string? path, TextWriter console, params IEnumerable<string?> inputs)
    {
        if (path is null)
            return new ResultPlace(null, StandardOutput.Of(console), null);
        try
        {
            if (string.IsNullOrWhiteSpace(path))
                throw new BadInputException("--out: the file's name is empty");
            CheckFolder(path);
            string place = path;
            if (File.Exists(path))
            {
                var present = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
                if (!present.CanSeek || Path.GetFullPath(path).StartsWith("/dev/", StringComparison.Ordinal))
                    return new ResultPlace(path, present, null);
                present.Dispose();
                place = RealPath.Of(path);
                if (inputs.Any(input => RealPath.AreSame(place, input)))
                    throw new BadInputException($"--out {path}: is a file that is read: name another");
            }
            // A name of its own: whatever else lies in the folder stays.
            string temporary = $"{place}.{Path.GetRandomFileName()}.partial";
            var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
            if (!OperatingSystem.IsWindows() && File.Exists(place))
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(place));
            return new ResultPlace(place, stream, temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"--out {path}: {Why(e)}");
        }
    }

    /// <summary>The result is whole: it takes its place.</summary>
    /// <exception cref="BadInputException">It cannot.</exception>
    public void Commit()
    {
        try
        {
            Stream.Flush();
            if (_temporary is null)
                return;
            Stream.Dispose();
            File.Move(_temporary, _path!, overwrite: true);
            _temporary = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{Name}: {Why(e)}");
        }
    }

    /// <summary>What the system says, without the name under which the result is written until it is whole.</summary>
    public static string Why(Exception failure) => failure switch
    {
        UnauthorizedAccessException => "no permission to write there",
        PathTooLongException => "the name is too long (it needs room for a longer one while the result is written)",
        FileNotFoundException or DirectoryNotFoundException => "no file can be made there",
        _ => failure.Message.Split(" : '")[0],
    };

    private static void CheckFolder(string path)
    {
        if (Directory.Exists(path))
            throw new BadInputException($"--out {path}: is a directory: name a file in it");
        string folder = Path.GetDirectoryName(path) is { Length: > 0 } named ? named : ".";
        if (File.Exists(folder))
            throw new BadInputException($"--out {path}: {folder} is a file, not a folder: name another place");
        if (!Directory.Exists(folder))
            throw new BadInputException($"--out {path}: no such folder: make {folder} first, or name a file in another");
        if (Path.EndsInDirectorySeparator(path))
            throw new BadInputException($"--out {path}: is the name of a folder: name a file");
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (_temporary is not null)
            File.Delete(_temporary);
    }
}
