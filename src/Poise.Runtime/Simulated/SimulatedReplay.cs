using Poise.Storage;

namespace Poise.Runtime;

/// <summary>Decides a recorded life of a simulated desk again and compares every order and every noted hash.</summary>
public static class SimulatedReplay
{
    /// <param name="folder">The desk's data folder; the desk must not run.</param>
    /// <param name="life">1 for the first start of the folder's desk.</param>
    /// <exception cref="JournalException">Journal or recording cannot be read, or the desk still runs.</exception>
    /// <exception cref="InvalidDataException">The folder holds no simulated market, or no recording of that life.</exception>
    public static ReplayReport Of(string folder, long life)
    {
        if (!File.Exists(Path.Combine(folder, MarketBirth.FileName)))
            throw new InvalidDataException("holds no simulated desk");
        if (!Directory.EnumerateFiles(folder, Recording.OptionsOf(1, life).Prefix + "-*").Any())
            throw new InvalidDataException($"holds no recording of life {life}: record one with poise desk --record");
        MarketBirth birth = MarketBirth.Of(folder, new MarketBirth(1, 1, default));
        var settings = new SimulatedDeskSettings { DataFolder = folder, Seed = birth.Seed, Style = birth.Style };
        return RecordedLife.Replay(new FileDisk(folder), settings.Desk(), life);
    }
}
