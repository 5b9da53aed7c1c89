using Microsoft.Data.Sqlite;
using Poise.Domain;
using Poise.Storage;

namespace Poise.Edge.Tests;

/// <summary>Histories in a file.</summary>
public sealed class SqliteHistoryTests : HistoryTests, IDisposable
{
    private static readonly Instant At = Instant.FromUtc(2026, 1, 5, 15);

    private readonly TemporaryFolder _folder = new();
    private int _places;

    public void Dispose() => _folder.Dispose();

    protected override string NewPlace() => Path.Combine(_folder.Path, $"history {++_places}.db");

    [Fact]
    public void The_file_and_its_companions_are_their_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("permissions are modes on Unix only");
            return;
        }
        string place = NewPlace();
        using IHistory history = History.Open(place);
        history.Add(Snapshot(0), []);
        string[] files = Directory.GetFiles(_folder.Path);
        Assert.Contains(place + "-wal", files);
        foreach (string file in files)
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public void Nothing_is_left_open_and_one_file_remains()
    {
        string place = NewPlace();
        using (IHistory history = History.Open(place))
            history.Add(Snapshot(0), []);
        Assert.Equal([place], Directory.GetFiles(_folder.Path)); // the log was folded in
    }

    [Fact]
    public void What_is_something_else_is_refused_and_left_as_it_is()
    {
        string foreign = NewPlace();
        Execute(foreign, "CREATE TABLE orders (id INTEGER); CREATE TABLE clients (id INTEGER)");
        Refused(foreign, "is not a Poise history: it holds other tables (clients, orders)");

        string text = NewPlace();
        File.WriteAllText(text, string.Concat(Enumerable.Repeat("underlying,asOf,spot\n", 200)));
        Refused(text, "is not a SQLite database");

        Refused(_folder.Path, "is a folder");
        Refused(Path.Combine(_folder.Path, "no", "such.db"), "no such folder");
        Assert.StartsWith("history: the place is empty", Assert.Throws<HistoryException>(() => History.Open(" ")).Message, StringComparison.Ordinal);

        string newer = Made(), older = Made();
        Execute(newer, "UPDATE poise_history SET version = 2");
        Execute(older, "UPDATE poise_history SET version = 0");
        Refused(newer, "was written by a newer Poise (version 2");
        Refused(older, "was written by an older Poise (version 0");
    }

    [Fact]
    public void A_changed_number_is_never_shown()
    {
        foreach (string change in (string[])["UPDATE levels SET zero_gamma = zero_gamma + 1", "UPDATE levels SET call_wall = NULL", "UPDATE levels SET day = '2026-01-06'", "UPDATE levels SET day = 'x'", "UPDATE levels SET regime = 'long'"])
        {
            string place = Made();
            Execute(place, change);
            using IHistory history = History.OpenExisting(place);
            Assert.Contains("is damaged", Assert.Throws<HistoryException>(() => history.Levels("SPX", "all", At, At)).Message, StringComparison.Ordinal);
        }
        string moved = Made();
        Execute(moved, "UPDATE instants SET spot = 17");
        using (IHistory history = History.OpenExisting(moved))
            Assert.Contains("is damaged", Assert.Throws<HistoryException>(() => history.Points("SPX", At, At)).Message, StringComparison.Ordinal);
        string swapped = Made(), gone = Made();
        Execute(swapped, "UPDATE instants SET underlying = 'NDX'; UPDATE snapshots SET underlying = 'NDX'");
        using (IHistory history = History.OpenExisting(swapped))
            Assert.Contains("lies that of SPX", Assert.Throws<HistoryException>(() => history.Load("NDX", At)).Message, StringComparison.Ordinal);
        Execute(gone, "DELETE FROM snapshots");
        using (IHistory history = History.OpenExisting(gone))
            Assert.Contains("is gone", Assert.Throws<HistoryException>(() => history.Load("SPX", At)).Message, StringComparison.Ordinal);
    }

    /// <summary>Bytes turned over anywhere in the file: an answer is either the right one or a complaint of one line.</summary>
    [Fact]
    public void Damage_is_a_complaint_and_never_another_answer()
    {
        string place = NewPlace();
        using (IHistory history = History.Open(place))
        {
            for (int i = 0; i < 6; i++)
                history.Add(Snapshot(i), [HistoryTests.Row(new SeededRandom((ulong)i), "SPX", At + Duration.FromSeconds(i), "all")]);
        }
        byte[] whole = File.ReadAllBytes(place);
        List<string> right = Answers(place);
        var random = new SeededRandom(9);
        int complaints = 0;
        for (int round = 0; round < Deep.Times(120); round++)
        {
            byte[] bytes = [.. whole];
            if (round % 4 == 0)
                bytes = bytes[..random.NextInt32(bytes.Length)];
            else
                bytes[random.NextInt32(bytes.Length)] ^= (byte)(1 + random.NextInt32(255));
            string damaged = NewPlace();
            File.WriteAllBytes(damaged, bytes);
            try
            {
                // Rows can vanish with the page that led to them; what is shown is what was stored.
                Assert.All(Answers(damaged), a => Assert.Contains(a, right));
            }
            catch (HistoryException e)
            {
                complaints++;
                Assert.StartsWith(damaged, e.Message, StringComparison.Ordinal);
                Assert.DoesNotContain('\n', e.Message);
            }
        }
        Assert.True(complaints > Deep.Times(30), $"{complaints} complaints");

        static List<string> Answers(string place)
        {
            using IHistory history = History.OpenExisting(place);
            List<string> answers = [];
            foreach (HistoryPoint point in history.Points("SPX", At, Instant.Never))
            {
                answers.Add(point.ToString());
                answers.Add(RandomSnapshots.Bits(history.Load("SPX", point.At)));
            }
            answers.AddRange(history.Levels("SPX", "all", At, Instant.Never).Select(l => l.ToString()));
            return answers;
        }
    }

    [Fact]
    public void Dropped_snapshots_give_their_space_back()
    {
        string place = NewPlace();
        using IHistory history = History.Open(place);
        for (int i = 0; i < 40; i++)
            history.Add(Snapshot(i), []);
        long stored = history.Contents()[0].Bytes, left = SnapshotCodec.Encode(Snapshot(39)).Length;
        Assert.Equal(39, history.Prune(At + Duration.FromSeconds(39)));
        long bytes = new FileInfo(place).Length;
        Assert.True(bytes < left + 60_000 && bytes < stored / 2, $"{bytes} bytes of the file for {left} of a snapshot; {stored} before");
        Assert.NotNull(history.Load("SPX", At + Duration.FromSeconds(39)));
        Assert.Equal(40, history.Points("SPX", At, Instant.Never).Count);
    }

    private static MarketSnapshot Snapshot(int second) => RandomSnapshots.Next(new SeededRandom((ulong)second), "SPX", At + Duration.FromSeconds(second));

    private string Made()
    {
        string place = NewPlace();
        using IHistory history = History.Open(place);
        history.Add(Snapshot(0), [HistoryTests.Row(new SeededRandom(3), "SPX", At, "all") with { ZeroGamma = 6400, CallWall = 6500, Regime = "short-gamma" }]);
        return place;
    }

    private static void Refused(string place, string says)
    {
        byte[]? before = File.Exists(place) ? File.ReadAllBytes(place) : null;
        foreach (Func<string, IHistory> open in (Func<string, IHistory>[])[History.Open, History.OpenExisting])
        {
            string said = Assert.Throws<HistoryException>(() => open(place)).Message;
            Assert.StartsWith(place + ": ", said, StringComparison.Ordinal);
            if (before is not null || open == History.Open)
                Assert.Contains(says, said, StringComparison.Ordinal);
        }
        Assert.Equal(before, File.Exists(place) ? File.ReadAllBytes(place) : null);
    }

    private static void Execute(string place, string sql)
    {
        // Whichever test comes first binds the library.
        SystemSqlite.Use(place);
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = place, Pooling = false }.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
