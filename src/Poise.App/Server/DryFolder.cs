namespace Poise.App;

/// <summary>Where a dry run keeps its journal while it runs: a new folder of its owner alone, gone at the end.</summary>
internal sealed class DryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("poise-dry-run-").FullName;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // what is left is of no desk
        }
    }
}
