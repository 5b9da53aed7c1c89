using System.Data.Common;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace Poise.Storage;

/// <summary>
/// A history in one file, by the system's own SQLite. The file is made for its owner alone; SQLite gives its companions (-wal, -shm) the same mode. Write-ahead log
/// with synchronous FULL: readers never wait, and a commit is on the medium when it returns.
/// </summary>
internal sealed class SqliteDatabase : HistoryDatabase
{
    /// <summary>How long a writer waits for another one.</summary>
    private const int PatienceSeconds = 10;

    private readonly string _connection;

    /// <param name="path">The file; its folder must be there.</param>
    /// <param name="makes">Makes an empty file where there is none.</param>
    public SqliteDatabase(string path, bool makes)
        : base(path)
    {
        string full;
        try
        {
            full = Path.GetFullPath(path);
            if (!File.Exists(full))
                Make(full, makes);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or ArgumentException or NotSupportedException or (IOException and not HistoryException))
        {
            throw new HistoryException(path, e is UnauthorizedAccessException ? "no permission to make a file there" : e.Message, e);
        }
        SystemSqlite.Use(path);
        _connection = new SqliteConnectionStringBuilder { DataSource = full, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = PatienceSeconds }.ToString();
    }

    public override string Bytes => "BLOB";

    public override string Begin => "BEGIN IMMEDIATE";

    public override string ListTables => "SELECT name FROM sqlite_master WHERE type = 'table'";

    public override DbConnection Connect()
    {
        var connection = new SqliteConnection(_connection);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // The file keeps these, and they must be said before its first table is made.
    public override void Settle() => Run(static connection =>
    {
        using DbCommand settle = connection.Command("PRAGMA auto_vacuum = FULL; PRAGMA journal_mode = WAL");
        return settle.ExecuteNonQuery();
    });

    // The transaction has the write lock already.
    public override void LockMaking(DbConnection connection)
    {
    }

    // The commit freed the pages; the file is cut when the log is folded into it.
    public override void Shrink() => Run(static connection =>
    {
        using DbCommand checkpoint = connection.Command("PRAGMA wal_checkpoint(TRUNCATE)");
        return checkpoint.Rows(static _ => 0).Count;
    });

    public override string Explain(DbException e) => e is not SqliteException sqlite ? e.Message : sqlite.SqliteErrorCode switch
    {
        5 or 6 => $"another process writes to it and did not end within {PatienceSeconds} s",
        8 => "no permission to write to it",
        10 => $"the disk fails ({Said(sqlite)}): this was not done, what was stored before stands",
        11 => $"is damaged ({Said(sqlite)})",
        13 => "the disk is full: this was not done, what was stored before stands",
        14 => "cannot be opened: no permission, or no such folder",
        26 => "is not a SQLite database, or its first page is damaged",
        _ => Said(sqlite),
    };

    public override void Dispose()
    {
        using var connection = new SqliteConnection(_connection);
        SqliteConnection.ClearPool(connection);
    }

    private static string Said(SqliteException e)
    {
        // "SQLite Error 11: 'database disk image is malformed'."
        int from = e.Message.IndexOf('\'', StringComparison.Ordinal), to = e.Message.LastIndexOf('\'');
        return to > from + 1 ? $"SQLite says {e.SqliteExtendedErrorCode}: {e.Message[(from + 1)..to]}" : e.Message;
    }

    private static void Make(string path, bool makes)
    {
        if (Directory.Exists(path))
            throw new HistoryException(path, "is a folder: name a file in it");
        if (!makes)
            throw new HistoryException(path, "no such history (poise history add makes one)");
        if (Path.GetDirectoryName(path) is string folder && !Directory.Exists(folder))
            throw new HistoryException(path, $"no such folder: make {folder} first");
        var how = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, how);
    }
}
