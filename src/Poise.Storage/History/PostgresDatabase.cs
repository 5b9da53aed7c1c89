using System.Data.Common;
using System.Net.Sockets;
using Npgsql;

namespace Poise.Storage;

/// <summary>A history in a schema of its own of a PostgreSQL database.</summary>
internal sealed class PostgresDatabase : HistoryDatabase
{
    // Any number that nobody else locks.
    private const long MakingLock = 0x504F4953_45484953;

    private readonly NpgsqlDataSource _source;
    private readonly string _schema;

    public PostgresDatabase(NpgsqlConnectionStringBuilder server)
        : base(PostgresPlace.Shown(server))
    {
        _schema = server.SearchPath!;
        _source = NpgsqlDataSource.Create(server);
    }

    public override string Bytes => "BYTEA";

    public override string Begin => "BEGIN";

    public override string ListTables => $"SELECT table_name::text FROM information_schema.tables WHERE table_schema = '{_schema}'";

    public override DbConnection Connect() => _source.OpenConnection();

    public override void Settle()
    {
    }

    public override void LockMaking(DbConnection connection)
    {
        connection.Execute("SELECT pg_advisory_xact_lock(@lock)", ("@lock", MakingLock));
        connection.Execute($"CREATE SCHEMA IF NOT EXISTS \"{_schema}\"");
    }

    // Its own vacuum does.
    public override void Shrink()
    {
    }

    public override string Explain(DbException e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } p => $"does not let us in: {p.MessageText}",
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } p => $"gives no permission: {p.MessageText}",
        PostgresException { SqlState: PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.InsufficientResources } p => $"has no room: {p.MessageText}: this was not done, what was stored before stands",
        PostgresException { SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted } p => $"is damaged: {p.MessageText}",
        PostgresException p => $"{p.MessageText} ({p.SqlState})",
        { InnerException: SocketException socket } => $"cannot be reached: {socket.Message}",
        { InnerException: TimeoutException } => "did not answer in time",
        _ => e.InnerException is { } cause ? $"{e.Message}: {cause.Message}" : e.Message,
    };

    public override void Dispose() => _source.Dispose();
}
