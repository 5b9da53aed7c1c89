using System.Globalization;

namespace Poise.Core.Tests;

/// <summary>A CSV of ../shared/reference: rows of cells, found from the repository's root. A test that wants one skips where it is absent.</summary>
internal static class ReferenceTable
{
    public static IReadOnlyList<string[]> Rows(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Poise.slnx")))
            folder = folder.Parent;
        var path = folder?.Parent is null ? "" : Path.Combine(folder.Parent.FullName, "shared", "reference", name);
        if (!File.Exists(path))
            Assert.Skip($"../shared/reference/{name} is not here");
        return [.. File.ReadLines(path).Skip(1).Where(line => line.Length > 0).Select(line => line.Split(','))];
    }

    public static double Number(this string cell) => double.Parse(cell, CultureInfo.InvariantCulture);
}
