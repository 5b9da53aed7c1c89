using System.Text.RegularExpressions;
using Poise.App;

namespace Poise.Rules.Tests;

/// <summary>Small rules that keep the house readable, and the promise that what the README says can be typed.</summary>
public partial class HouseTests
{
    [Fact]
    public void Files_fit_a_few_screens() =>
        Assert.Empty(Rooms.SourceFiles("src").Where(f => File.ReadLines(f).Count() > 400).Select(f => Path.GetRelativePath(Rooms.Root, f)));

    [Fact]
    public void A_project_has_one_namespace_its_own()
    {
        foreach (string file in Rooms.SourceFiles("src"))
        {
            string room = Path.GetRelativePath(Path.Combine(Rooms.Root, "src"), file).Split(Path.DirectorySeparatorChar)[0];
            string? space = File.ReadLines(file).FirstOrDefault(l => l.StartsWith("namespace ", StringComparison.Ordinal));
            Assert.True(space is null || space == $"namespace {room};", $"{file}: {space}");
        }
    }

    [Fact]
    public void Nothing_is_left_half_done()
    {
        string[] marks = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception"];
        foreach (string file in Rooms.SourceFiles("src").Concat(Rooms.SourceFiles("tests")))
        {
            string text = File.ReadAllText(file);
            Assert.All(marks, m => Assert.False(text.Contains(m, StringComparison.Ordinal), $"{file} holds {m}"));
        }
    }

    [Fact]
    public void Every_command_in_the_documents_is_real()
    {
        int commands = 0;
        string[] documents = [Path.Combine(Rooms.Root, "README.md"), .. Directory.GetFiles(Path.Combine(Rooms.Root, "docs"), "*.md")];
        foreach (string document in documents)
        {
            foreach (Match match in CommandLine().Matches(File.ReadAllText(document)))
            {
                string line = match.Groups["line"].Value.Split('#')[0].Trim();
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                Assert.True(File.Exists(Path.Combine(Rooms.Root, words[0])), $"{document}: {line}");
                if (words[0] != "./poise")
                    continue;
                commands++;
                Assert.True(PoiseCommandLine.CanParse(words[1..], out string why), $"{document}: {line}: {why}");
            }
        }
        Assert.True(commands >= 3, "the README shows how to use the thing");
    }

    [GeneratedRegex(@"^[ \t]*(?<line>\./(poise|test)\b[^\n]*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex CommandLine();
}
