using System.Diagnostics;
using Npgsql;

namespace Poise.Edge.Tests;

/// <summary>
/// A PostgreSQL server of the tests' own, in a fresh folder, reached through a socket in it: no port, no cluster of the system's. It refuses to run as root, so root
/// lends it to the user that the package made. Tests are skipped where PostgreSQL is not installed.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private readonly string? _programs = Programs();
    private readonly string _folder = Directory.CreateTempSubdirectory("poise-pg-").FullName;
    private readonly Lazy<bool> _started;
    private int _databases;

    public PostgresServer() => _started = new(Start);

    /// <summary>An empty database of its own.</summary>
    public string NewDatabase()
    {
        if (_programs is null)
            Assert.Skip("PostgreSQL is not installed (Debian: postgresql); the same tests have run on SQLite");
        _ = _started.Value;
        string name = $"history_{Interlocked.Increment(ref _databases)}";
        using var connection = new NpgsqlConnection(To("postgres") + ";Pooling=false");
        connection.Open();
        using NpgsqlCommand create = new($"CREATE DATABASE {name}", connection);
        create.ExecuteNonQuery();
        return To(name);
    }

    public void Restart() => Run("pg_ctl", "restart", "-D", Data, "-m", "fast", "-w", "-l", Log);

    public void Dispose()
    {
        if (_started.IsValueCreated)
            Run("pg_ctl", "stop", "-D", Data, "-m", "immediate", "-w");
        NpgsqlConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder, "data");

    private string Log => Path.Combine(_folder, "log");

    private string To(string database) => $"Host={_folder};Username=postgres;Database={database};GSS Encryption Mode=Disable";

    private bool Start()
    {
        if (IsRoot)
            Do("chown", ["postgres", _folder]);
        Run("initdb", "-D", Data, "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C");
        Run("pg_ctl", "start", "-D", Data, "-w", "-l", Log, "-o", $"-k {_folder} -c listen_addresses='' -c fsync=off -c shared_buffers=16MB -c max_connections=40");
        return true;
    }

    private void Run(string program, params string[] arguments)
    {
        string path = Path.Combine(_programs!, program);
        if (IsRoot)
            Do("runuser", ["-u", "postgres", "--", path, .. arguments]);
        else
            Do(path, arguments);
    }

    // pg_ctl leaves the server with its own output: nothing is read to an end that does not come.
    private void Do(string program, string[] arguments)
    {
        var how = new ProcessStartInfo("sh", ["-c", "\"$@\" >\"$0\" 2>&1 </dev/null", Path.Combine(Path.GetTempPath(), Path.GetFileName(_folder) + ".out"), program, .. arguments]) { WorkingDirectory = _folder };
        string output = how.ArgumentList[2];
        try
        {
            using Process process = Process.Start(how)!;
            if (!process.WaitForExit(TimeSpan.FromSeconds(60)))
                process.Kill(entireProcessTree: true);
            Assert.True(process.HasExited && process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {File.ReadAllText(output)}");
        }
        finally
        {
            File.Delete(output);
        }
    }

    private static bool IsRoot => Environment.UserName == "root";

    // Debian keeps each version's programs in a folder of its own.
    private static string? Programs()
    {
        IEnumerable<string> debian = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(d => d, StringComparer.Ordinal).Select(d => Path.Combine(d, "bin")) : [];
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return debian.Concat(path).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "pg_ctl")));
    }
}
