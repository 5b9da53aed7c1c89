namespace Poise.Bench;

/// <summary>A folder on a real disk that is gone after the run.</summary>
internal sealed class WorkFolder : IDisposable
{
    private WorkFolder(string path, string format)
    {
        Root = path;
        Format = format;
    }

    public string Root { get; }

    /// <summary>The file system's name.</summary>
    public string Format { get; }

    /// <exception cref="BadRunException">The folder lies in memory: flushing it costs nothing and says nothing.</exception>
    public static WorkFolder On(string? parent)
    {
        string place = Path.GetFullPath(parent ?? Path.Combine(Repository.Root, "artifacts"));
        if (parent is not null && !Directory.Exists(place))
            throw new BadRunException($"{parent} is no folder");
        Directory.CreateDirectory(place);
        string format = new DriveInfo(place).DriveFormat;
        if (format is "tmpfs" or "ramfs")
            throw new BadRunException($"the work folder lies in memory ({format}): name one on a disk with --folder");
        return Within(place, format);
    }

    /// <summary>For what is no measure of the disk.</summary>
    public static WorkFolder Anywhere()
    {
        string place = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts")).FullName;
        return Within(place, "");
    }

    private static WorkFolder Within(string place, string format)
    {
        string path = Path.Combine(place, $"bench-{Environment.ProcessId}");
        Directory.CreateDirectory(path);
        return new WorkFolder(path, format);
    }

    /// <summary>A new folder within.</summary>
    public string Sub(string name) => Directory.CreateDirectory(Path.Combine(Root, name)).FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
