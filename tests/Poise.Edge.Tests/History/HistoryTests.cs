using Poise.Domain;
using Poise.Flow;
using Poise.Storage;

namespace Poise.Edge.Tests;

/// <summary>What every history does, whatever database holds it: compared with a dictionary.</summary>
public abstract class HistoryTests
{
    private static readonly string[] Buckets = ["0dte", "week", "month", "all"];
    private static readonly Instant First = Instant.FromUtc(2026, 1, 5, 15), Beginning = new(long.MinValue);

    /// <summary>An empty place of its own.</summary>
    protected abstract string NewPlace();

    [Fact]
    public async Task Two_who_write_at_once_lose_nothing()
    {
        string place = NewPlace();
        const int each = 20;
        using (IHistory made = History.Open(place))
            Assert.Empty(made.Contents());
        using var together = new Barrier(2);
        await Task.WhenAll(Write("AAA"), Write("BBB"));
        using IHistory history = History.OpenExisting(place);
        Assert.Equal([("AAA", each), ("BBB", each)], history.Contents().Select(static c => (c.Underlying, c.Snapshots)));

        Task Write(string underlying) => Task.Run(() =>
        {
            var random = new SeededRandom(3);
            using IHistory own = History.OpenExisting(place);
            for (int i = 0; i < each; i++)
            {
                Assert.True(together.SignalAndWait(PoiseProcess.Patience));
                Instant at = First + Duration.FromSeconds(i);
                own.Add(RandomSnapshots.Next(random, underlying, at), [Row(random, underlying, at, "all")]);
            }
        });
    }

    [Fact]
    public void It_answers_as_a_dictionary_would()
    {
        string place = NewPlace();
        var random = new SeededRandom(11);
        var model = new Model();
        IHistory history = History.Open(place);
        try
        {
            for (int step = 0; step < Deep.Times(150); step++)
            {
                string underlying = Underlying(random);
                Instant asOf = First + Duration.FromSeconds(60 * random.NextInt32(40));
                switch (random.NextInt32(12))
                {
                    case < 6:
                        MarketSnapshot snapshot = RandomSnapshots.Next(random, underlying, asOf);
                        List<LevelsRow> levels = [.. Buckets.Take(random.NextInt32(5)).Select(b => Row(random, underlying, asOf, b))];
                        InventoryState? inventory = RandomSnapshots.Inventory(random);
                        history.Add(snapshot, levels, inventory);
                        model.Add(snapshot, levels, inventory);
                        break;
                    case 6:
                        Assert.Equal(model.Prune(asOf), history.Prune(asOf));
                        break;
                    case 7:
                        history.Dispose();
                        history = History.OpenExisting(place);
                        break;
                    default:
                        Instant to = asOf + Duration.FromSeconds(60 * (random.NextInt32(30) - 5));
                        Assert.Equal(model.Points(underlying, asOf, to), history.Points(underlying, asOf, to));
                        string bucket = Buckets[random.NextInt32(4)];
                        Assert.Equal(model.Levels(underlying, bucket, asOf, to), history.Levels(underlying, bucket, asOf, to));
                        Assert.Equal(RandomSnapshots.Bits(model.Read(underlying, asOf)), RandomSnapshots.Bits(history.Read(underlying, asOf)));
                        break;
                }
            }
            Assert.Equal(model.Contents(), history.Contents());
            foreach (HistoryContents contents in history.Contents())
            {
                foreach (HistoryPoint point in history.Points(contents.Underlying, Beginning, Instant.Never))
                    Assert.Equal(RandomSnapshots.Bits(model.Read(contents.Underlying, point.At)), RandomSnapshots.Bits(history.Read(contents.Underlying, point.At)));
            }
        }
        finally
        {
            history.Dispose();
        }
    }

    [Fact]
    public void A_new_one_is_empty_and_one_that_must_be_there_is_not_made()
    {
        string place = NewPlace();
        HistoryException none = Assert.Throws<HistoryException>(() => History.OpenExisting(place));
        Assert.Contains("poise history add makes one", none.Message, StringComparison.Ordinal);
        Assert.Throws<HistoryException>(() => History.OpenExisting(place)); // and the question made none
        using (IHistory history = History.Open(place))
        {
            Assert.Empty(history.Contents());
            Assert.Empty(history.Points("SPX", Beginning, Instant.Never));
            Assert.Empty(history.Levels("SPX", "all", Beginning, Instant.Never));
            Assert.Null(history.Load("SPX", First));
            Assert.Equal(0, history.Prune(Instant.Never));
        }
        using IHistory again = History.OpenExisting(place);
        Assert.Empty(again.Contents());
    }

    [Fact]
    public void Numbers_come_back_to_the_bit_and_unknown_ones_as_unknown()
    {
        using IHistory history = History.Open(NewPlace());
        LevelsRow row = Row(new SeededRandom(1), "SPX", First, "all") with { Gex = -0.1 - 0.2, ZeroGamma = 1e-300, CallWall = 1e300, PutWall = null, Regime = null, Spot = null, OpenInterestUsed = 0 };
        history.Add(RandomSnapshots.Next(new SeededRandom(2), "SPX", First).With(spot: double.NaN), [row]);
        Assert.Equal(row, Assert.Single(history.Levels("SPX", "all", First, First)));
        Assert.Null(Assert.Single(history.Points("SPX", First, First)).Spot);
        Assert.Empty(history.Levels("spx", "all", First, First)); // spelt as the snapshot spells it
        Assert.Empty(history.Levels("SPX", "week", First, First));
        Assert.Empty(history.Points("SPX", First + new Duration(1), First)); // an empty range
    }

    [Fact]
    public void Levels_that_do_not_belong_are_refused_whole()
    {
        using IHistory history = History.Open(NewPlace());
        MarketSnapshot snapshot = RandomSnapshots.Next(new SeededRandom(2), "SPX", First);
        LevelsRow row = Row(new SeededRandom(1), "SPX", First, "all");
        foreach (LevelsRow[] wrong in (LevelsRow[][])[[row with { Underlying = "NDX" }], [row with { AsOf = First + new Duration(1) }], [row, row], [row with { Gex = double.NaN }], [row with { Spot = double.PositiveInfinity }]])
            Assert.Throws<ArgumentException>(() => history.Add(snapshot, wrong));
        Assert.Throws<ArgumentException>(() => history.Add(snapshot.With(spot: double.PositiveInfinity), []));
        Assert.Throws<ArgumentException>(() => history.Add(snapshot.With(asOf: default(Instant)), []));
        Assert.Empty(history.Contents());
    }

    [Fact]
    public async Task One_writes_while_others_read_and_each_instant_is_whole()
    {
        string place = NewPlace();
        const int count = 60, readers = 3;
        using IHistory history = History.Open(place);
        using var done = new CancellationTokenSource();
        Task[] reading = [.. Enumerable.Range(0, readers).Select(r => Task.Run(() =>
        {
            // One of them comes from elsewhere.
            using IHistory other = History.OpenExisting(place);
            IHistory own = r == 0 ? other : history;
            int seen = 0;
            while (!done.IsCancellationRequested)
            {
                IReadOnlyList<HistoryPoint> points = own.Points("SPX", Beginning, Instant.Never);
                Assert.True(points.Count >= seen, "what was there stays");
                seen = points.Count;
                if (seen == 0)
                    continue;
                Instant last = points[^1].At;
                Assert.NotNull(own.Load("SPX", last));
                foreach (string bucket in Buckets)
                    Assert.Equal(last, Assert.Single(own.Levels("SPX", bucket, last, last)).AsOf);
            }
        }, TestContext.Current.CancellationToken))];
        var random = new SeededRandom(5);
        for (int i = 0; i < count; i++)
        {
            Instant asOf = First + Duration.FromSeconds(i);
            history.Add(RandomSnapshots.Next(random, "SPX", asOf), [.. Buckets.Select(b => Row(random, "SPX", asOf, b))]);
        }
        await done.CancelAsync();
        await Task.WhenAll(reading);
        Assert.Equal(count, history.Points("SPX", Beginning, Instant.Never).Count);
    }

    [Fact]
    public async Task Several_that_make_the_same_one_at_once_make_it_once()
    {
        string place = NewPlace();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() =>
        {
            using IHistory history = History.Open(place);
            history.Add(RandomSnapshots.Next(new SeededRandom((ulong)i), "SPX", First + Duration.FromSeconds(i)), []);
        }, TestContext.Current.CancellationToken)));
        using IHistory all = History.OpenExisting(place);
        Assert.Equal(4, Assert.Single(all.Contents()).Instants);
    }

    internal static LevelsRow Row(SeededRandom random, string underlying, Instant asOf, string bucket)
    {
        return new LevelsRow
        {
            Underlying = underlying,
            AsOf = asOf,
            Day = DateOnly.FromDateTime(asOf.ToUtc()),
            MarketDays = random.NextInt32(2) == 0 ? 252 : 365,
            Spot = Real(),
            Split = random.NextInt32(3) == 0 ? 7 : null,
            Signs = "short-all",
            Walls = "net-gamma",
            Bucket = bucket,
            Gex = Real(),
            ZeroGamma = Real(),
            CallWall = Real(),
            PutWall = Real(),
            Regime = random.NextInt32(4) switch { 0 => null, 1 => "long-gamma", 2 => "transition", _ => "short-gamma" },
            OpenInterestUsed = Real(),
        };

        double? Real() => random.NextInt32(5) == 0 ? null : random.NextNormal() * 1e10;
    }

    private static string Underlying(SeededRandom random) => ((string[])["SPX", "BTC", "a'b \"c\"; --", "ü ☃"])[random.NextInt32(4)];

    private sealed class Model
    {
        private readonly SortedDictionary<(string Underlying, long AsOf), (MarketSnapshot Snapshot, InventoryState? Inventory, bool IsThere, List<LevelsRow> Levels)> _all = [];

        public void Add(MarketSnapshot snapshot, List<LevelsRow> levels, InventoryState? inventory) => _all[(snapshot.Underlying, snapshot.AsOf.UnixNanoseconds)] = (snapshot, inventory, true, levels);

        public int Prune(Instant before)
        {
            (string, long)[] gone = [.. _all.Where(e => e.Key.AsOf < before.UnixNanoseconds && e.Value.IsThere).Select(e => e.Key)];
            foreach ((string, long) key in gone)
                _all[key] = _all[key] with { IsThere = false };
            return gone.Length;
        }

        public List<HistoryPoint> Points(string underlying, Instant from, Instant to) =>
            [.. In(underlying, from, to).Select(e => new HistoryPoint(e.Snapshot.AsOf, double.IsNaN(e.Snapshot.Spot) ? null : e.Snapshot.Spot, e.IsThere))];

        public List<LevelsRow> Levels(string underlying, string bucket, Instant from, Instant to) => [.. In(underlying, from, to).SelectMany(e => e.Levels).Where(l => l.Bucket == bucket)];

        public StoredChain? Read(string underlying, Instant asOf) => _all.TryGetValue((underlying, asOf.UnixNanoseconds), out var e) && e.IsThere ? new(e.Snapshot, e.Inventory) : null;

        public List<HistoryContents> Contents() =>
        [
            .. _all.GroupBy(e => e.Key.Underlying, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new HistoryContents(
                g.Key, new Instant(g.Min(e => e.Key.AsOf)), new Instant(g.Max(e => e.Key.AsOf)), g.Count(), g.Count(e => e.Value.IsThere), g.Where(e => e.Value.IsThere).Sum(e => SnapshotCodec.Encode(e.Value.Snapshot, e.Value.Inventory).LongLength))),
        ];

        private IEnumerable<(MarketSnapshot Snapshot, InventoryState? Inventory, bool IsThere, List<LevelsRow> Levels)> In(string underlying, Instant from, Instant to) =>
            _all.Where(e => e.Key.Underlying == underlying && e.Key.AsOf >= from.UnixNanoseconds && e.Key.AsOf <= to.UnixNanoseconds).OrderBy(e => e.Key.AsOf).Select(e => e.Value);
    }
}
