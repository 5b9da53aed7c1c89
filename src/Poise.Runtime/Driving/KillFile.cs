namespace Poise.Runtime;

/// <summary>The kill switch as a file in a desk's folder: who may write there needs neither page nor token. While it is there the desk is halted.</summary>
public sealed class KillFile(string folder)
{
    public const string Name = "KILL";

    /// <summary>As the platform says that there is no such file.</summary>
    private const FileAttributes Absent = (FileAttributes)(-1);

    private readonly string _path = Path.Combine(folder, Name);

    /// <summary>Also where it cannot be looked for.</summary>
    public bool IsThere
    {
        get
        {
            try
            {
                return new FileInfo(_path).Attributes != Absent;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return true;
            }
        }
    }

    /// <summary>Why a wish to trade again is refused while it is there.</summary>
    public string Refusal => $"the file {_path} stands; remove it first";

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
