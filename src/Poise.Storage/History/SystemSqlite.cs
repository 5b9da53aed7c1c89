using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Poise.Storage;

/// <summary>Binds the provider to the SQLite that the system has, where the name in the package is that of a library which it does not bring.</summary>
internal static class SystemSqlite
{
    private static readonly string[] Names = OperatingSystem.IsWindows() ? ["winsqlite3.dll", "sqlite3.dll"] : OperatingSystem.IsMacOS() ? ["libsqlite3.dylib"] : ["libsqlite3.so.0"];

    private static readonly Lazy<string?> Bound = new(Bind);

    /// <exception cref="HistoryException">There is none.</exception>
    public static void Use(string place)
    {
        if (Bound.Value is string missing)
            throw new HistoryException(place, missing);
    }

    private static string? Bind()
    {
        if (!Array.Exists(Names, name => NativeLibrary.TryLoad(name, out _)))
            return $"SQLite is not on this system ({string.Join(" or ", Names)}): install it (Debian: libsqlite3-0)";
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return null;
    }

    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path)
    {
        nint found = 0;
        if (library == "e_sqlite3")
            Array.Exists(Names, name => NativeLibrary.TryLoad(name, out found));
        return found;
    }
}
