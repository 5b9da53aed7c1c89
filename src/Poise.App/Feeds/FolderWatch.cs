namespace Poise.App;

/// <summary>
/// Which files of some paths have changed, asked again and again: a path is a file, or a folder whose files count (not those of its folders, nor hidden or empty ones). A
/// file that changed is told once it stands as it did at the call before, so that what is half written is not read.
/// </summary>
internal sealed class FolderWatch(IReadOnlyList<string> paths)
{
    private const int Restless = 10;

    private readonly Dictionary<string, (long Length, DateTime Written)> _seen = new(StringComparer.Ordinal);
    /// <summary>Looks in a row at which a file had changed again.</summary>
    private readonly Dictionary<string, int> _moving = new(StringComparer.Ordinal);

    /// <summary>Files that are new or have changed, in order of their paths and names.</summary>
    /// <param name="why">A path that cannot be looked at, and why; null where all can.</param>
    public List<string> Changed(out string? why)
    {
        why = null;
        var told = new List<string>();
        var looked = new HashSet<string>(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            try
            {
                foreach (FileInfo file in Files(path))
                {
                    if (!file.Exists)
                        why ??= $"{path}: no such file";
                    else if (looked.Add(file.FullName) && HasSettled(file))
                        told.Add(file.FullName);
                    else if (_moving.GetValueOrDefault(file.FullName) >= Restless)
                        why ??= $"{file.FullName}: is written to without a pause: it is read once it stands still from one look to the next";
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                why ??= $"{path}: {e.Message}";
            }
        }
        return told;
    }

    private bool HasSettled(FileInfo file)
    {
        (long, DateTime) now = (file.Length, file.LastWriteTimeUtc);
        bool isSame = _seen.TryGetValue(file.FullName, out (long, DateTime) seen) && seen == now;
        _seen[file.FullName] = now;
        if (!isSame)
            _moving[file.FullName] = _moving.GetValueOrDefault(file.FullName) + 1;
        return isSame && _moving.Remove(file.FullName);
    }

    private static IEnumerable<FileInfo> Files(string path) => Directory.Exists(path)
        ? new DirectoryInfo(path).EnumerateFiles().Where(static f => !f.Name.StartsWith('.') && f.Length > 0).OrderBy(static f => f.Name, StringComparer.Ordinal)
        : [new FileInfo(path)];
}
