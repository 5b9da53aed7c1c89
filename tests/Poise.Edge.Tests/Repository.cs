namespace Poise.Edge.Tests;

/// <summary>The checkout that these tests run in, and the market data beside it, which is not part of it.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>A file of ../shared/data, or the test is skipped.</summary>
    public static string SharedData(string path)
    {
        string full = Path.Combine(Root, "..", "shared", "data", path);
        if (!File.Exists(full))
            Assert.Skip($"../shared/data/{path} is not here: the twin on generated data has run");
        return Path.GetFullPath(full);
    }

    private static string FindRoot()
    {
        for (string? at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(Path.Combine(at, "Poise.slnx")))
                return at;
        }
        throw new InvalidOperationException("no Poise.slnx above the tests");
    }
}
