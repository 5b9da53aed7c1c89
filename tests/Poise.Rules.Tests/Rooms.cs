using System.Xml.Linq;

namespace Poise.Rules.Tests;

/// <summary>The rooms of the house: what each may use directly, and which are pure (docs/flow.md).</summary>
internal static class Rooms
{
    private static readonly string[] Pure = ["Poise.Domain", "Poise.Pricing", "Poise.Chains", "Poise.Flow", "Poise.Hedging", "Poise.Engine", "Poise.Exchange", "Poise.Lab"];

    public static readonly IReadOnlyDictionary<string, string[]> MayUse = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Poise.Domain"] = [],
        ["Poise.Pricing"] = ["Poise.Domain"],
        ["Poise.Chains"] = ["Poise.Domain", "Poise.Pricing"],
        ["Poise.Flow"] = ["Poise.Domain", "Poise.Pricing", "Poise.Chains"],
        ["Poise.Hedging"] = ["Poise.Domain", "Poise.Pricing", "Poise.Chains"],
        ["Poise.Engine"] = ["Poise.Domain", "Poise.Pricing", "Poise.Chains", "Poise.Hedging"],
        ["Poise.Exchange"] = ["Poise.Domain", "Poise.Pricing", "Poise.Chains"],
        ["Poise.Lab"] = ["Poise.Domain", "Poise.Pricing", "Poise.Chains", "Poise.Flow", "Poise.Hedging", "Poise.Engine", "Poise.Exchange", "Poise.Venues"],
        ["Poise.Venues"] = ["Poise.Domain"],
        ["Poise.Venues.Cboe"] = ["Poise.Venues", "Poise.Domain"],
        ["Poise.Venues.Csv"] = ["Poise.Venues", "Poise.Domain"],
        ["Poise.Venues.Deribit"] = ["Poise.Venues", "Poise.Domain"],
        ["Poise.Venues.Lean"] = ["Poise.Venues", "Poise.Domain", "Poise.Venues.Cboe"],
        ["Poise.Exchange.Server"] = ["Poise.Domain", "Poise.Exchange", "Poise.Venues", "Poise.Venues.Deribit"],
        ["Poise.Storage"] = ["Poise.Domain", "Poise.Flow", "Poise.Engine"],
        ["Poise.Runtime"] = ["Poise.Domain", "Poise.Chains", "Poise.Flow", "Poise.Hedging", "Poise.Engine", "Poise.Venues", "Poise.Exchange", "Poise.Storage"],
        ["Poise.Worlds"] = [.. Pure, "Poise.Venues", "Poise.Venues.Deribit", "Poise.Exchange.Server", "Poise.Storage", "Poise.Runtime"],
        ["Poise.App"] = [.. Pure, "Poise.Venues", "Poise.Venues.Cboe", "Poise.Venues.Csv", "Poise.Venues.Deribit", "Poise.Venues.Lean", "Poise.Exchange.Server", "Poise.Storage", "Poise.Runtime", "Poise.Worlds"],
    };

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> PureRooms => Pure;

    public static string ProjectFile(string room) => Path.Combine(Root, "src", room, room + ".csproj");

    public static IEnumerable<string> References(string room) =>
        XDocument.Load(ProjectFile(room)).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value));

    public static IEnumerable<string> SourceFiles(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));

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
