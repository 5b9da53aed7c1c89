using System.Text.Json;
using Poise.Domain;

namespace Poise.Runtime;

/// <summary>When and from which seed a folder's simulated market was born: enough to bring the same market back.</summary>
internal sealed record MarketBirth(ulong Seed, long StartNanoseconds, PayoffStyle Style)
{
    public const string FileName = "market.json";

    public Instant Start => new(StartNanoseconds);

    /// <summary>The folder's market, or a new one that is written down before anything else.</summary>
    /// <exception cref="InvalidDataException">The file is there and cannot be read.</exception>
    public static MarketBirth Of(string folder, MarketBirth fresh)
    {
        string path = Path.Combine(folder, FileName);
        if (File.Exists(path))
        {
            try
            {
                return JsonSerializer.Deserialize<MarketBirth>(File.ReadAllText(path)) is { StartNanoseconds: > 0 } found
                    ? found
                    : throw new InvalidDataException($"{path}: holds no market");
            }
            catch (JsonException damage)
            {
                throw new InvalidDataException($"{path}: {damage.Message}", damage);
            }
        }
        string temporary = path + ".new";
        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(temporary, how))
        {
            JsonSerializer.Serialize(file, fresh);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path);
        return fresh;
    }
}
