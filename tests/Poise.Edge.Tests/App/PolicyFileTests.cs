using System.Text;
using System.Text.RegularExpressions;
using Poise.App;
using Poise.Hedging;

namespace Poise.Edge.Tests;

public sealed class PolicyFileTests
{
    private static IHedgePolicy Read(string file) => SettingsFile.Read("--policy", file, PolicyText.Parse);

    [Theory]
    [InlineData("zakamouline.json", "Zakamouline, daily sd 2000, at most 0.5 either way")]
    [InlineData("rules.json", "by 2 rules, else Zakamouline, daily sd 2000, at most 0.5 either way")]
    public void The_samples_are_policies(string file, string words) =>
        Assert.Equal(words, PolicyWords.Of(Read(Path.Combine(Repository.Root, "samples", "policies", file))));

    [Fact]
    public void What_the_document_shows_is_a_policy()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "policies.md"));
        MatchCollection shown = Regex.Matches(text, "```json\n(?<json>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.NotEmpty(shown);
        foreach (Match match in shown)
            Assert.NotNull(PolicyText.Of(PolicyText.Parse(Encoding.UTF8.GetBytes(match.Groups["json"].Value))));
        foreach (string sort in new[] { "fixed", "whalley-wilmott", "zakamouline", "leland", "scheduled", "sessions", "price-move", "forecast-vol", "dealer-flow", "delta", "rules" })
            Assert.Contains($"| `{sort}` |", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("absent", "there is no such file")]
    [InlineData("folder", "is a folder; a file is needed")]
    [InlineData("empty", "policy is no JSON, line 1, column 1")]
    [InlineData("{ \"policy\": \"zakamouline\", \"dailySd\": \"much\" }", "policy.dailySd: \"much\"; allowed: a number above 0")]
    public void Another_file_is_refused_in_one_line(string content, string says)
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "policy.json");
        if (content == "folder")
            file = folder.Path;
        else if (content != "absent")
            File.WriteAllText(file, content == "empty" ? "" : content);
        Assert.StartsWith($"--policy {file}: {says}", Assert.Throws<BadInputException>(() => Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_empty_is_refused() =>
        Assert.Equal("--policy: the file's name is empty", Assert.Throws<BadInputException>(static () => Read(" ")).Message);

    [Theory]
    [InlineData("desk", "--policy", "x.json", "--chain", "samples/chain.csv")]
    [InlineData("desk", "--policy", "samples/policies/rules.json", "--venue", "deribit", "--underlying", "BTC", "--orders", "none")]
    [InlineData("desk", "--policy", "samples/policies/rules.json", "--venue", "deribit", "--underlying", "BTC", "--band", "1")]
    public void It_goes_with_a_desk_that_trades(params string[] words)
    {
        var error = new StringWriter();
        string[] args = [.. words.Select(w => w.StartsWith("samples/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, w) : w)];
        Assert.Equal(ExitCode.BadInput, PoiseCommandLine.Run(args, TextWriter.Null, error));
        Assert.Contains("--policy", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2", "--min-order 2: zero coins or more, at most --max-order")]
    [InlineData("-1", "--min-order -1: zero coins or more, at most --max-order")]
    [InlineData("NaN", "--min-order NaN: zero coins or more, at most --max-order")]
    public void The_least_order_is_no_larger_than_the_largest(string coins, string says)
    {
        var error = new StringWriter();
        Assert.Equal(ExitCode.BadInput, PoiseCommandLine.Run(["desk", "--venue", "deribit", "--underlying", "BTC", "--min-order", coins], TextWriter.Null, error));
        Assert.Contains(says, error.ToString(), StringComparison.Ordinal);
    }
}
