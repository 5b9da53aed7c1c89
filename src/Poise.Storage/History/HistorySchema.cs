using System.Data.Common;
using System.Globalization;

namespace Poise.Storage;

/// <summary>The tables of a history. A database that holds other tables, or a history of another version, is refused and left as it is.</summary>
internal static class HistorySchema
{
    public const int Version = 1;

    private const string VersionTable = "poise_history";

    public static void Prepare(HistoryDatabase database, bool makes)
    {
        string? refusal = database.Run(connection => Refusal(connection, database, out bool isEmpty) ?? (isEmpty ? Empty : null));
        if (refusal == Empty && makes)
        {
            database.Settle();
            refusal = database.Write(connection => Make(connection, database));
        }
        if (refusal is not null)
            throw new HistoryException(database.Place, refusal);
    }

    private const string Empty = "holds no history (poise history add makes one)";

    private static string? Make(DbConnection connection, HistoryDatabase database)
    {
        database.LockMaking(connection);
        // Somebody else may have made it in between.
        if (Refusal(connection, database, out bool isEmpty) is string refusal)
            return refusal;
        if (!isEmpty)
            return null;
        connection.Execute($"CREATE TABLE {VersionTable} (version INTEGER NOT NULL)");
        connection.Execute(
            """
            CREATE TABLE instants (
                underlying TEXT NOT NULL,
                as_of BIGINT NOT NULL,
                spot DOUBLE PRECISION,
                bytes BIGINT NOT NULL,
                checksum BIGINT NOT NULL,
                PRIMARY KEY (underlying, as_of))
            """);
        connection.Execute(
            $"""
            CREATE TABLE snapshots (
                underlying TEXT NOT NULL,
                as_of BIGINT NOT NULL,
                packed {database.Bytes} NOT NULL,
                PRIMARY KEY (underlying, as_of))
            """);
        connection.Execute(
            """
            CREATE TABLE levels (
                underlying TEXT NOT NULL,
                as_of BIGINT NOT NULL,
                bucket TEXT NOT NULL,
                day TEXT NOT NULL,
                market_days INTEGER NOT NULL,
                spot DOUBLE PRECISION,
                split DOUBLE PRECISION,
                signs TEXT NOT NULL,
                walls TEXT NOT NULL,
                gex DOUBLE PRECISION,
                zero_gamma DOUBLE PRECISION,
                call_wall DOUBLE PRECISION,
                put_wall DOUBLE PRECISION,
                regime TEXT,
                open_interest_used DOUBLE PRECISION,
                checksum BIGINT NOT NULL,
                PRIMARY KEY (underlying, as_of, bucket))
            """);
        connection.Execute($"INSERT INTO {VersionTable} (version) VALUES (@version)", ("@version", Version));
        return null;
    }

    private static string? Refusal(DbConnection connection, HistoryDatabase database, out bool isEmpty)
    {
        using DbCommand list = connection.Command(database.ListTables);
        List<string> tables = list.Rows(static row => row.GetString(0));
        isEmpty = tables.Count == 0;
        if (isEmpty)
            return null;
        if (!tables.Contains(VersionTable, StringComparer.Ordinal))
            return $"is not a Poise history: it holds other tables ({string.Join(", ", tables.Order(StringComparer.Ordinal).Take(3))}{(tables.Count > 3 ? ", ..." : "")})";
        using DbCommand read = connection.Command($"SELECT version FROM {VersionTable}");
        List<int> versions = read.Rows(static row => row.GetInt32(0));
        return versions switch
        {
            [Version] => null,
            [< Version] => string.Create(CultureInfo.InvariantCulture, $"was written by an older Poise (version {versions[0]} of the tables, this build has {Version}): read it with that one"),
            [> Version] => string.Create(CultureInfo.InvariantCulture, $"was written by a newer Poise (version {versions[0]} of the tables, this build has {Version}): use that one"),
            _ => $"is damaged: its version is said {versions.Count} times",
        };
    }
}
