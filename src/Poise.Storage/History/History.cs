namespace Poise.Storage;

/// <summary>
/// Opens histories. A place is the path of a SQLite file, or a PostgreSQL database: postgres://user:password@host:port/database?sslmode=..., or Npgsql's
/// Host=...;Database=...;Username=....
/// </summary>
public static class History
{
    /// <summary>Opens a history, and makes one where there is none: a file for its owner alone, or the schema "poise" of the database (another by Search Path).</summary>
    /// <exception cref="HistoryException">It cannot be opened, or is something else.</exception>
    public static IHistory Open(string place) => Open(place, makes: true);

    /// <summary>Opens a history that must be there.</summary>
    /// <exception cref="HistoryException">There is none, it cannot be opened, or it is something else.</exception>
    public static IHistory OpenExisting(string place) => Open(place, makes: false);

    private static SqlHistory Open(string place, bool makes)
    {
        if (string.IsNullOrWhiteSpace(place))
            throw new HistoryException("history", "the place is empty: name a file or a PostgreSQL database");
        HistoryDatabase database = PostgresPlace.IsOne(place) ? new PostgresDatabase(PostgresPlace.Parse(place)) : new SqliteDatabase(place, makes);
        try
        {
            HistorySchema.Prepare(database, makes);
            return new SqlHistory(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
