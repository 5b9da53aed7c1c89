using System.Data.Common;

namespace Poise.Storage;

/// <summary>What the databases do not do alike.</summary>
internal abstract class HistoryDatabase(string place) : IDisposable
{
    /// <summary>For messages, without the password.</summary>
    public string Place => place;

    /// <summary>The type of a column of bytes.</summary>
    public abstract string Bytes { get; }

    /// <summary>Begins a transaction that writes.</summary>
    public abstract string Begin { get; }

    /// <summary>Lists the tables that are there, one name a row.</summary>
    public abstract string ListTables { get; }

    /// <summary>An open connection of its own, from a pool.</summary>
    public abstract DbConnection Connect();

    /// <summary>What an empty database needs before a history's tables are made.</summary>
    public abstract void Settle();

    /// <summary>On return nobody else makes the tables until the transaction ends.</summary>
    public abstract void LockMaking(DbConnection connection);

    /// <summary>Gives back the space of what was dropped, as far as the database does not by itself.</summary>
    public abstract void Shrink();

    /// <summary>What went wrong, in words; no password.</summary>
    public abstract string Explain(DbException e);

    public abstract void Dispose();

    /// <summary>Runs a piece of work on a connection; what the database complains of becomes a <see cref="HistoryException"/>.</summary>
    public T Run<T>(Func<DbConnection, T> work)
    {
        try
        {
            using DbConnection connection = Connect();
            return work(connection);
        }
        catch (DbException e)
        {
            throw new HistoryException(Place, Explain(e), e);
        }
        catch (Exception e) when (e is InvalidCastException or FormatException or OverflowException)
        {
            throw new HistoryException(Place, $"is damaged: a value has another type than it was stored with ({e.Message})", e);
        }
        catch (TimeoutException e)
        {
            throw new HistoryException(Place, "did not answer in time", e);
        }
    }

    /// <summary>The same in a transaction, which is committed when the work is done.</summary>
    public T Write<T>(Func<DbConnection, T> work) => Run(connection =>
    {
        // In plain SQL: a transaction object of SQLite's driver rolls back again what a full disk has rolled back already, and then tells of that alone.
        connection.Execute(Begin);
        try
        {
            T result = work(connection);
            connection.Execute("COMMIT");
            return result;
        }
        catch
        {
            Abandon(connection);
            throw;
        }
    });

    private static void Abandon(DbConnection connection)
    {
        try
        {
            connection.Execute("ROLLBACK");
        }
        catch (DbException)
        {
            // It is over already, or the connection is: either way nothing of it counts.
        }
    }
}

internal static class Sql
{
    /// <param name="sql">The statement, its values named @name.</param>
    public static DbCommand Command(this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object? value) in values)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }
        return command;
    }

    /// <returns>Rows changed.</returns>
    public static int Execute(this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using DbCommand command = connection.Command(sql, values);
        return command.ExecuteNonQuery();
    }

    public static List<T> Rows<T>(this DbCommand command, Func<DbDataReader, T> row)
    {
        using DbDataReader reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    public static double? Real(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetDouble(column);

    public static string? Text(this DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
