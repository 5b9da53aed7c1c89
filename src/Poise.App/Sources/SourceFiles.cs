using Poise.Chains;
using Poise.Domain;
using Poise.Flow;
using Poise.Venues;
using Poise.Venues.Cboe;
using Poise.Venues.Csv;
using Poise.Venues.Deribit;
using Poise.Venues.Lean;

namespace Poise.App;

/// <summary>What a user says over what a file says.</summary>
internal sealed record SourceChoices(string? Underlying, double? Spot, Instant? AsOf);

/// <summary>What files held: option chains, each with a spot, by time then underlying; and trades.</summary>
internal sealed record Sources(IReadOnlyList<MarketSnapshot> Chains, IReadOnlyList<TradeTape> Tapes)
{
    /// <summary>What a history keeps of trades that are not among the tapes, by underlying and instant.</summary>
    public IReadOnlyDictionary<(string Underlying, Instant At), InventoryState> Stored { get; init; } = new Dictionary<(string, Instant), InventoryState>();
}

/// <summary>Opens files of chains and trades and picks each one's reader by its content.</summary>
internal static class SourceFiles
{
    private const long MaxBytes = 192L << 20;

    /// <summary>Of a pipe or device, whose length nobody tells, less is taken: it is held twice while it grows.</summary>
    private const int MaxPiped = 64 << 20;

    /// <summary>Futures taken within this of a chain belong to the same picture of the market.</summary>
    private static readonly Duration SamePicture = Duration.FromSeconds(15 * 60);

    private static readonly ISourceReader[] Readers =
    [
        new CboeCsvReader(), new CboeJsonReader(), new DeribitTickersReader(), new DeribitSnapshotReader(), new DeribitHourlyReader(),
        new DeribitJsonReader(), new PoiseCsvReader(), new PoiseTradesReader(),
    ];

    /// <summary>All option chains and all trades of all files, the chains as a series.</summary>
    /// <exception cref="BadInputException">A file cannot be used: one line with file, place and reason.</exception>
    /// <exception cref="NoChainException">All can be read, and none holds a chain that is wanted.</exception>
    public static Sources Read(IReadOnlyList<string> paths, SourceChoices choices)
    {
        Sources each = ReadEach(paths, choices);
        return each with { Chains = Series(each.Chains) };
    }

    /// <summary>The same, each chain as its own file tells it.</summary>
    /// <exception cref="BadInputException">A file cannot be used: one line with file, place and reason.</exception>
    public static Sources ReadEach(IReadOnlyList<string> paths, SourceChoices choices)
    {
        CheckSpot(choices.Spot);
        var chains = new List<(string Path, MarketSnapshot Snapshot)>();
        var futures = new List<MarketSnapshot>();
        var tapes = new List<TradeTape>();
        var held = new SortedSet<string>(StringComparer.Ordinal);
        foreach ((string path, Reading reading) in ReadAll(paths, choices))
        {
            tapes.AddRange(reading.Tapes);
            foreach (MarketSnapshot snapshot in reading.Snapshots)
            {
                held.Add(snapshot.Underlying);
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
            string what = held.Count == 0 ? "trades only: their chain is needed too" : choices.Underlying is string u ? $"no option on {u}; there are {Held(held)}" : "futures only, no option";
            throw new NoChainException($"{string.Join(", ", paths)}: {what}") { Tapes = tapes };
        }
        if ((choices.Spot is not null || choices.AsOf is not null) && chains.Select(c => c.Snapshot.Underlying).Distinct(StringComparer.Ordinal).Count() > 1)
            throw new BadInputException($"{string.Join(", ", paths)}: several underlyings: say which with --underlying before giving --spot or --as-of");
        var ready = new List<MarketSnapshot>(chains.Count);
        foreach ((string path, MarketSnapshot snapshot) in chains)
        {
            MarketSnapshot whole = WithFutures(snapshot, futures).With(spot: choices.Spot);
            if (!(whole.Spot > 0))
                throw new BadInputException($"{path}: no spot for {whole.Underlying} at {whole.AsOf}: the file has none: poise flow takes --spot PRICE");
            ready.Add(whole);
        }
        return new Sources(InOrder(ready), tapes);
    }

    /// <summary>The trades of files that hold nothing else.</summary>
    /// <exception cref="BadInputException">A file holds a chain, or cannot be used.</exception>
    public static IReadOnlyList<TradeTape> ReadTrades(IReadOnlyList<string> paths)
    {
        var tapes = new List<TradeTape>();
        foreach ((string path, Reading reading) in ReadAll(paths, new SourceChoices(null, null, null)))
        {
            if (reading.Snapshots.Count > 0)
                throw new BadInputException($"{path}: holds a chain: beside --history only trades are read");
            tapes.AddRange(reading.Tapes);
        }
        return tapes;
    }

    /// <exception cref="BadInputException">The user's spot is no price.</exception>
    public static void CheckSpot(double? spot)
    {
        if (spot is double given && !(given is >= 1e-9 and <= 1e12))
            throw new BadInputException("--spot: must be a price greater than zero, at most 1e12");
    }

    /// <summary>By time, then by underlying.</summary>
    public static IReadOnlyList<MarketSnapshot> InOrder(List<MarketSnapshot> chains)
    {
        chains.Sort(static (a, b) => a.AsOf != b.AsOf ? a.AsOf.CompareTo(b.AsOf) : string.CompareOrdinal(a.Underlying, b.Underlying));
        return chains;
    }

    /// <summary>Chains in order, each with what the ones of its underlying before it say of it.</summary>
    public static IReadOnlyList<MarketSnapshot> Series(IReadOnlyList<MarketSnapshot> chains)
    {
        var watches = new Dictionary<string, SeriesWatch>(StringComparer.Ordinal);
        var series = new List<MarketSnapshot>(chains.Count);
        foreach (MarketSnapshot chain in chains)
        {
            if (!watches.TryGetValue(chain.Underlying, out SeriesWatch? watch))
                watches.Add(chain.Underlying, watch = new SeriesWatch());
            series.Add(watch.Follow(chain));
        }
        return series;
    }

    /// <summary>The bytes of a file, or one line that says why not.</summary>
    public static byte[] ReadBytes(string path) => Read(path, static _ => { });

    /// <summary>The bytes of a file whose beginning <paramref name="examine"/> let pass: a stream without end stops there.</summary>
    private static byte[] Read(string path, HeadExam examine)
    {
        try
        {
            if (string.IsNullOrWhiteSpace(path))
                throw new BadInputException("a file's name is empty");
            if (Directory.Exists(path))
                throw new BadInputException($"{path}: is a directory, not a file");
            if (!File.Exists(path))
                throw new BadInputException($"{path}: no such file");
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            long length = stream.CanSeek ? stream.Length : 0;
            if (length > MaxBytes)
                throw new BadInputException($"{path}: {length >> 20} MB is more than a chain file can be ({MaxBytes >> 20} MB)");
            byte[] head = new byte[ReadingOptions.HeadSize];
            int taken = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            examine(head.AsSpan(0, taken));
            return taken < head.Length ? head[..taken] : Rest(path, stream, head, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new BadInputException($"{path}: {(e is UnauthorizedAccessException ? "no permission to read it" : e.Message)}");
        }
    }

    private static byte[] Rest(string path, FileStream stream, byte[] head, long length)
    {
        long most = length > 0 ? MaxBytes : MaxPiped;
        byte[] bytes = new byte[Math.Max(length, 4L * head.Length)];
        head.CopyTo(bytes, 0);
        int taken = head.Length;
        while (true)
        {
            if (taken == bytes.Length)
            {
                int next = stream.ReadByte();
                if (next < 0)
                    return bytes;
                if (taken >= most)
                    throw new BadInputException($"{path}: holds more than a chain can be ({most >> 20} MB)");
                Array.Resize(ref bytes, (int)Math.Min(2L * taken, most));
                bytes[taken++] = (byte)next;
            }
            int read = stream.Read(bytes, taken, bytes.Length - taken);
            taken += read;
            if (read == 0 && taken < bytes.Length)
                return bytes[..taken];
        }
    }

    /// <summary>Each file's reading; LEAN's zips belong together and make one.</summary>
    private static IEnumerable<(string Path, Reading Reading)> ReadAll(IReadOnlyList<string> paths, SourceChoices choices)
    {
        var options = new ReadingOptions(choices.AsOf ?? default, double.NaN);
        var zips = new List<(string Name, byte[] Bytes)>();
        foreach (string path in paths)
        {
            ISourceReader? reader = null;
            bool isZip = false;
            byte[] bytes = Read(path, head =>
            {
                isZip = LeanZips.Recognises(head);
                foreach (ISourceReader candidate in isZip ? [] : Readers)
                {
                    if (reader is null && candidate.Recognises(head))
                        reader = candidate;
                }
                if (!isZip && reader is null)
                    throw new BadInputException($"{path}: {UnknownSource.Explain(head).Failure}");
            });
            if (isZip)
                zips.Add((path, bytes));
            else
                yield return (path, Checked(path, reader!.Read(bytes, options)));
        }
        if (zips.Count > 0)
            yield return (zips[0].Name, Checked(null, LeanZips.Read(zips, options)));

        static Reading Checked(string? path, Reading reading) =>
            reading.Failure is null ? reading : throw new BadInputException(path is null ? $"{reading.Failure}" : $"{path}: {reading.Failure}");
    }

    private static string Held(SortedSet<string> underlyings) =>
        string.Join(", ", underlyings.Take(10)) + (underlyings.Count > 10 ? ", ..." : "");

    private delegate void HeadExam(ReadOnlySpan<byte> head);

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
        if (best is null)
            return chain;
        // Taken a little earlier or later, at another index: it is the basis that holds, not the price.
        double ratio = best.Spot > 0 && chain.Spot > 0 ? chain.Spot / best.Spot : 1;
        return chain.With([.. best.Futures.Select(f => f with
        {
            Mark = f.Mark * ratio,
            Quote = f.Quote with { Bid = f.Quote.Bid * ratio, Ask = f.Quote.Ask * ratio },
        })]);

        Duration Distance(MarketSnapshot s) => new(Math.Abs((s.AsOf - chain.AsOf).Nanoseconds));
    }
}
