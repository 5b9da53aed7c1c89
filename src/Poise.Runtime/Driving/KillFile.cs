namespace Poise.Runtime;

/// <summary>The kill switch as a file in a desk's folder: who may write there needs neither page nor token. While it is there the desk is halted.</summary>
public sealed class KillFile(string folder)
{
    public const string Name = "KILL";

    private readonly string _path = Path.Combine(folder, Name);

    public bool IsThere => File.Exists(_path);

    /// <summary>Why a wish to trade again is refused now; null where it is taken.</summary>
    public string? Refusal => IsThere ? $"the file {_path} stands; remove it first" : null;

    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public void Put()
    {
        using FileStream file = File.Create(_path);
    }

    /// <returns>Whether it was there.</returns>
    /// <exception cref="IOException">It cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public bool Remove()
    {
        bool wasThere = IsThere;
        File.Delete(_path);
        return wasThere;
    }
}
