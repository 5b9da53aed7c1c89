using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Poise.Rules.Tests;

/// <summary>Who may use whom, and what the pure rooms may not touch: read from project files and from the compiled code.</summary>
public class DependencyTests
{
    public static TheoryData<string> AllRooms => [.. Rooms.MayUse.Keys];

    public static TheoryData<string> PureRooms => [.. Rooms.PureRooms];

    [Fact]
    public void Every_folder_of_src_is_a_known_room()
    {
        string[] folders = [.. Directory.GetDirectories(Path.Combine(Rooms.Root, "src")).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];
        Assert.Equal(Rooms.MayUse.Keys.Order(StringComparer.Ordinal), folders);
    }

    [Theory]
    [MemberData(nameof(AllRooms))]
    public void A_room_uses_only_the_rooms_it_may(string room) =>
        Assert.Empty(Rooms.References(room).Except(Rooms.MayUse[room], StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(AllRooms))]
    public void A_room_is_not_empty(string room) =>
        Assert.NotEmpty(Rooms.SourceFiles(Path.Combine("src", room)));

    [Theory]
    [MemberData(nameof(PureRooms))]
    public void A_pure_room_is_marked_so_that_the_analyzer_watches_it(string room) =>
        Assert.Contains($"'{room}'", File.ReadAllText(Path.Combine(Rooms.Root, "Directory.Build.props")), StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(PureRooms))]
    public void Compiled_pure_rooms_touch_nothing_banned(string room)
    {
        (string[] namespaces, string[] types, string[] members) = Banned();
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, room + ".dll"));
        using var image = new PEReader(file);
        MetadataReader code = image.GetMetadataReader();
        var offences = new List<string>();
        foreach (TypeReferenceHandle handle in code.TypeReferences)
        {
            TypeReference type = code.GetTypeReference(handle);
            string space = code.GetString(type.Namespace), name = space + "." + code.GetString(type.Name);
            if (namespaces.Contains(space, StringComparer.Ordinal) || namespaces.Any(n => space.StartsWith(n + ".", StringComparison.Ordinal)) || types.Contains(name, StringComparer.Ordinal))
                offences.Add(name);
        }
        foreach (MemberReferenceHandle handle in code.MemberReferences)
        {
            MemberReference member = code.GetMemberReference(handle);
            if (member.Parent.Kind != HandleKind.TypeReference)
                continue;
            TypeReference type = code.GetTypeReference((TypeReferenceHandle)member.Parent);
            string name = $"{code.GetString(type.Namespace)}.{code.GetString(type.Name)}.{code.GetString(member.Name)}";
            if (members.Contains(name.Replace(".get_", ".", StringComparison.Ordinal), StringComparer.Ordinal))
                offences.Add(name);
        }
        Assert.Equal([], offences.Except(Allowed, StringComparer.Ordinal));
    }

    // What the compiler itself writes into any assembly.
    private static readonly string[] Allowed = ["System.Threading.Interlocked", "System.Threading.Thread"];

    private static (string[] Namespaces, string[] Types, string[] Members) Banned()
    {
        string[] lines = [.. File.ReadAllLines(Path.Combine(Rooms.Root, "src", "BannedSymbols.txt")).Select(l => l.Split(';')[0].Split('(')[0])];
        return (Of("N:"), Of("T:"), [.. Of("P:"), .. Of("M:")]);

        string[] Of(string kind) => [.. lines.Where(l => l.StartsWith(kind, StringComparison.Ordinal)).Select(l => l[2..])];
    }
}
