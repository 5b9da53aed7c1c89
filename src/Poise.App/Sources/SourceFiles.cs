using Poise.Domain;
using Poise.Venues;
using Poise.Venues.Cboe;
using Poise.Venues.Csv;
using Poise.Venues.Deribit;

namespace Poise.App;

/// <summary>What a user says over what a file says.</summary>
internal sealed record SourceChoices(string? Underlying, double? Spot, Instant? AsOf);

/// <summary>Opens chain files and picks each one's reader by its content.</summary>
internal static class SourceFiles
{
    private const long MaxBytes = 512L << 20;

    /// <summary>Futures taken within this of a chain belong to the same picture of the market.</summary>
    private static readonly Duration SamePicture = Duration.FromSeconds(15 * 60);

    private static readonly ISourceReader[] Readers =
    [
        new CboeCsvReader(), new CboeJsonReader(), new DeribitTickersReader(), new DeribitSnapshotReader(), new DeribitHourlyReader(),
        new DeribitJsonReader(), new PoiseCsvReader(),
    ];

    /// <summary>All option chains of all files, by time then underlying, each with a spot.</summary>
    /// <exception cref="BadInputException">A file cannot be used: one line with file, place and reason.</exception>
    public static List<MarketSnapshot> Read(IReadOnlyList<string> paths, SourceChoices choices)
    {
        if (choices.Spot is double given && !(given > 0 && double.IsFinite(given)))
            throw new BadInputException("--spot: must be a price greater than zero");
        var chains = new List<(string Path, MarketSnapshot Snapshot)>();
        var futures = new List<MarketSnapshot>();
        foreach (string path in paths)
        {
            foreach (MarketSnapshot snapshot in ReadOne(path, choices))
            {
                if (choices.Underlying is string wanted && !string.Equals(snapshot.Underlying, wanted, StringComparison.OrdinalIgnoreCase))
                    continue;
                if (snapshot.Options.Count > 0)
                    chains.Add((path, snapshot));
                else
                    futures.Add(snapshot);
            }
        }
        if (chains.Count == 0)
        {
            string what = choices.Underlying is string u ? $"no option on {u}" : "futures only, no option";
            throw new BadInputException($"{string.Join(", ", paths)}: {what}");
        }
        var ready = new List<MarketSnapshot>(chains.Count);
        foreach ((string path, MarketSnapshot snapshot) in chains)
        {
            MarketSnapshot whole = WithFutures(snapshot, futures).With(spot: choices.Spot);
            if (!(whole.Spot > 0))
                throw new BadInputException($"{path}: no spot for {whole.Underlying} at {whole.AsOf}: the file has none, give --spot PRICE");
            ready.Add(whole);
        }
        ready.Sort(static (a, b) => a.AsOf != b.AsOf ? a.AsOf.CompareTo(b.AsOf) : string.CompareOrdinal(a.Underlying, b.Underlying));
        return ready;
    }

    /// <summary>The bytes of a file, or one line that says why not.</summary>
    public static byte[] ReadBytes(string path)
    {
        try
        {
            if (Directory.Exists(path))
                throw new BadInputException($"{path}: is a directory, not a file");
            var info = new FileInfo(path);
            if (!info.Exists)
                throw new BadInputException($"{path}: no such file");
            if (info.Length > MaxBytes)
                throw new BadInputException($"{path}: {info.Length >> 20} MB is more than a chain file can be ({MaxBytes >> 20} MB)");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path}: {(e is UnauthorizedAccessException ? "no permission to read it" : e.Message)}");
        }
    }

    private static IReadOnlyList<MarketSnapshot> ReadOne(string path, SourceChoices choices)
    {
        byte[] bytes = ReadBytes(path);
        ReadOnlySpan<byte> head = bytes.AsSpan(0, Math.Min(bytes.Length, ReadingOptions.HeadSize));
        foreach (ISourceReader reader in Readers)
        {
            if (!reader.Recognises(head))
                continue;
            Reading reading = reader.Read(bytes, new ReadingOptions(choices.AsOf ?? default, double.NaN));
            return reading.Failure is null ? reading.Snapshots : throw new BadInputException($"{path}: {reading.Failure}");
        }
        throw new BadInputException($"{path}: {UnknownSource.Explain(head).Failure}");
    }

    private static MarketSnapshot WithFutures(MarketSnapshot chain, List<MarketSnapshot> futures)
    {
        MarketSnapshot? best = null;
        foreach (MarketSnapshot candidate in futures)
        {
            if (!string.Equals(candidate.Underlying, chain.Underlying, StringComparison.Ordinal) || Distance(candidate) > SamePicture)
                continue;
            if (best is null || Distance(candidate) < Distance(best))
                best = candidate;
        }
        return best is null ? chain : chain.With(best.Futures);

        Duration Distance(MarketSnapshot s) => new(Math.Abs((s.AsOf - chain.AsOf).Nanoseconds));
    }
}
