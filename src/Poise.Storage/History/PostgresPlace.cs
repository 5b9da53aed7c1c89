using System.Text.RegularExpressions;
using Npgsql;

namespace Poise.Storage;

/// <summary>Where a PostgreSQL database is, as users write it. What is wrong with it is said without repeating it: it may hold a password.</summary>
internal static partial class PostgresPlace
{
    public const string DefaultSchema = "poise";

    private const string How = "write postgres://user@host:5432/database?sslmode=require, or Host=...;Database=...;Username=...; a password may also stand in ~/.pgpass or PGPASSWORD";

    /// <summary>True for anything that names a server: also for one of another kind, which is then refused.</summary>
    public static bool IsOne(string place) => ServerName().IsMatch(place);

    /// <exception cref="HistoryException">It cannot be understood.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string place)
    {
        NpgsqlConnectionStringBuilder server;
        try
        {
            server = place.Contains("://", StringComparison.Ordinal) ? OfUri(new Uri(place)) : new NpgsqlConnectionStringBuilder(place);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            throw Refused("cannot be understood");
        }
        if (string.IsNullOrEmpty(server.Host))
            throw Refused("names no host");
        if (string.IsNullOrEmpty(server.Database))
            throw Refused("names no database");
        if (string.IsNullOrEmpty(server.SearchPath))
            server.SearchPath = DefaultSchema;
        else if (!SchemaName().IsMatch(server.SearchPath))
            throw Refused("its Search Path must be one name of letters, digits and underscores");
        if (string.IsNullOrEmpty(server.ApplicationName))
            server.ApplicationName = "poise";
        return server;
    }

    /// <summary>For messages.</summary>
    public static string Shown(NpgsqlConnectionStringBuilder server)
    {
        string user = string.IsNullOrEmpty(server.Username) ? "" : server.Username + "@";
        string schema = server.SearchPath == DefaultSchema ? "" : $" ({server.SearchPath})";
        return $"postgres://{user}{server.Host}:{server.Port}/{server.Database}{schema}";
    }

    private static NpgsqlConnectionStringBuilder OfUri(Uri uri)
    {
        if (uri.Scheme is not ("postgres" or "postgresql"))
            throw Refused($"\"{uri.Scheme}\" is no kind of history");
        var server = new NpgsqlConnectionStringBuilder { Host = Uri.UnescapeDataString(uri.Host), Database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')) };
        if (uri.Port > 0)
            server.Port = uri.Port;
        string[] who = uri.UserInfo.Split(':', 2);
        if (who[0].Length > 0)
            server.Username = Uri.UnescapeDataString(who[0]);
        if (who.Length > 1)
            server.Password = Uri.UnescapeDataString(who[1]);
        foreach (string setting in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = setting.Split('=', 2);
            string value = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
            string key = parts[0] switch
            {
                "host" => "Host",
                "port" => "Port",
                "user" => "Username",
                "password" => "Password",
                "sslmode" => "SSL Mode",
                "sslrootcert" => "Root Certificate",
                "application_name" => "Application Name",
                "connect_timeout" => "Timeout",
                "search_path" => "Search Path",
                _ => throw Refused("has a setting that is not known; there are host, port, user, password, sslmode, sslrootcert, application_name, connect_timeout and search_path"),
            };
            server[key] = key == "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        return server;
    }

    private static HistoryException Refused(string reason) => new("the PostgreSQL database", $"{reason}: {How}");

    [GeneratedRegex(@"^\s*[a-z][a-z0-9+.-]*://|(^|;)\s*(host|server)\s*=", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ServerName();

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SchemaName();
}
