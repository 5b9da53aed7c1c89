using Npgsql;
using Poise.Domain;
using Poise.Storage;

namespace Poise.Edge.Tests;

/// <summary>The same histories in a real PostgreSQL server.</summary>
public sealed class PostgresHistoryTests(PostgresServer server) : HistoryTests, IClassFixture<PostgresServer>
{
    private static readonly Instant At = Instant.FromUtc(2026, 1, 5, 15);

    protected override string NewPlace() => server.NewDatabase();

    [Fact]
    public void A_schema_of_other_tables_or_another_version_is_refused_and_other_schemas_do_not_matter()
    {
        string place = NewPlace();
        Execute(place, "CREATE TABLE public.orders (id INTEGER)");
        using (IHistory history = History.Open(place))
            history.Add(RandomSnapshots.Next(new SeededRandom(1), "SPX", At), []);
        Execute(place, "UPDATE poise.poise_history SET version = 2");
        Refused(place, "was written by a newer Poise (version 2");

        string foreign = NewPlace();
        Execute(foreign, "CREATE SCHEMA poise; CREATE TABLE poise.orders (id INTEGER)");
        Refused(foreign, "is not a Poise history: it holds other tables (orders)");

        string own = NewPlace() + ";Search Path=mine";
        using (IHistory history = History.Open(own))
            Assert.Contains("(mine)", history.Place, StringComparison.Ordinal);
        Execute(own, "SELECT * FROM mine.instants");
    }

    [Fact]
    public void Damage_is_a_complaint_and_never_another_answer()
    {
        string place = NewPlace();
        using IHistory history = History.Open(place);
        history.Add(RandomSnapshots.Next(new SeededRandom(1), "SPX", At), [Row(new SeededRandom(3), "SPX", At, "all") with { ZeroGamma = 6400 }]);
        Execute(place, "UPDATE poise.levels SET zero_gamma = 6401; UPDATE poise.instants SET spot = 17; UPDATE poise.snapshots SET packed = set_byte(packed, 40, get_byte(packed, 40) # 1)");
        foreach (Action ask in (Action[])[() => history.Levels("SPX", "all", At, At), () => history.Points("SPX", At, At), () => history.Load("SPX", At)])
            Assert.Contains("damaged", Assert.Throws<HistoryException>(ask).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_writer_that_may_not_write_says_so_and_loses_nothing()
    {
        string place = NewPlace();
        using (IHistory history = History.Open(place))
            history.Add(RandomSnapshots.Next(new SeededRandom(1), "SPX", At), []);
        Execute(place, "CREATE ROLE reader LOGIN PASSWORD 'open sesame'; GRANT USAGE ON SCHEMA poise TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA poise TO reader");
        using IHistory reader = History.OpenExisting(place.Replace("Username=postgres", "Username=reader", StringComparison.Ordinal) + ";Password=open sesame");
        Assert.NotNull(reader.Load("SPX", At));
        HistoryException refused = Assert.Throws<HistoryException>(() => reader.Add(RandomSnapshots.Next(new SeededRandom(2), "SPX", At), []));
        Assert.Contains("gives no permission", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", refused.ToString() + reader.Place, StringComparison.Ordinal);
        Assert.Equal(RandomSnapshots.Bits(RandomSnapshots.Next(new SeededRandom(1), "SPX", At)), RandomSnapshots.Bits(reader.Load("SPX", At)));
    }

    [Fact]
    public void A_server_that_went_away_is_a_complaint_and_is_found_again()
    {
        string place = NewPlace();
        using IHistory history = History.Open(place);
        history.Add(RandomSnapshots.Next(new SeededRandom(1), "SPX", At), []);
        server.Restart();
        // A connection from before the restart may be tried once.
        if (Record.Exception(() => history.Contents()) is { } late)
            Assert.IsType<HistoryException>(late);
        Assert.Equal(1, Assert.Single(history.Contents()).Snapshots);
    }

    private static void Refused(string place, string says)
    {
        foreach (Func<string, IHistory> open in (Func<string, IHistory>[])[History.Open, History.OpenExisting])
            Assert.Contains(says, Assert.Throws<HistoryException>(() => open(place)).Message, StringComparison.Ordinal);
    }

    private static void Execute(string place, string sql)
    {
        using var connection = new NpgsqlConnection(place + ";Pooling=false");
        connection.Open();
        using NpgsqlCommand command = new(sql, connection);
        command.ExecuteNonQuery();
    }
}
