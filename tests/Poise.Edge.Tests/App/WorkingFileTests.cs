using System.Text;
using System.Text.RegularExpressions;
using Poise.App;
using Poise.Domain;
using Poise.Hedging;
using Poise.Runtime;

namespace Poise.Edge.Tests;

public sealed class WorkingFileTests
{
    private static IWorkingAlgorithm Read(string file) => SettingsFile.Read("--work", file, WorkingText.Parse);

    [Fact]
    public void The_samples_are_ways_of_working()
    {
        string folder = Path.Combine(Repository.Root, "samples", "working");
        var passive = new BudgetedWorking(new PassiveThenCross(new PeggedOrder { Chase = 10 }, 2, Duration.FromSeconds(30)), 50);
        Assert.Equal(passive, Read(Path.Combine(folder, "passive-then-cross.json")));
        Assert.Equal(
            new ScheduledWorking(new EvenSchedule(), Duration.FromSeconds(300), 10, 4, new PassiveThenCross(new PeggedOrder(), 4, Duration.FromSeconds(15))),
            Read(Path.Combine(folder, "twap.json")));
        Assert.Equal(2, Directory.GetFiles(folder).Length);
        (IReadOnlyList<HedgeChoice> hedges, _, _) = SettingsFile.Read("--settings", Path.Combine(Repository.Root, "samples", "hedges.json"), HedgesText.Parse);
        Assert.Equal([passive, new Sweep()], hedges.Select(static h => h.Working));
    }

    [Fact]
    public void What_the_document_shows_is_a_way_of_working()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "working.md"));
        MatchCollection shown = Regex.Matches(text, "```json\n(?<json>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        Assert.NotEmpty(shown);
        foreach (Match match in shown)
            Assert.NotNull(WorkingText.Of(WorkingText.Parse(Encoding.UTF8.GetBytes(match.Groups["json"].Value))));
        foreach (string sort in new[] { "sweep", "ladder", "peg", "passive-then-cross", "twap", "almgren-chriss", "obizhaeva-wang", "participation" })
            Assert.Contains($"| `{sort}` |", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"work\": \"peg\", \"chase\": \"far\" }", "work.chase: \"far\"; allowed: a number from 0 to 9999")]
    [InlineData("", "work is no JSON, line 1, column 1")]
    public void Another_file_is_refused_in_one_line(string content, string says)
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "work.json");
        File.WriteAllText(file, content);
        Assert.StartsWith($"--work {file}: {says}", Assert.Throws<BadInputException>(() => Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_work_of_one_hedge_is_refused_by_its_path() => Assert.StartsWith(
        "settings.hedges[0].work.patience: absent; allowed: a number and its unit",
        Assert.Throws<SettingsException>(static () => HedgesText.Parse(Encoding.UTF8.GetBytes("""{ "hedges": [{ "underlying": "BTC", "band": 1, "maxOrder": 1, "maxPosition": 1, "work": { "work": "passive-then-cross", "urgency": 1 } }] }"""))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_running_desk_works_its_hedges_otherwise_until_its_next_start()
    {
        using TemporaryFolder folder = new();
        var settings = new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 11 };
        await using (SimulatedDesk desk = SimulatedDesk.Start(settings, TimeProvider.System))
        {
            Assert.Equal(("sweep", """{"work":"sweep"}"""), (desk.View().Hedge.Working, desk.View().Hedge.WorkingSettings));
            TaskCompletionSource<HedgeView> told = new(TaskCreationOptions.RunContinuationsAsynchronously);
            desk.Viewed = () =>
            {
                if (desk.View().Hedge is { Working: "peg" } hedge)
                    told.TrySetResult(hedge);
            };
            Assert.Throws<ArgumentException>(() => desk.SetWorking(new Own(), "BTC"));
            Assert.True(desk.SetWorking(new PeggedOrder { Chase = 10 }, "BTC"));
            HedgeView seen = await told.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            Assert.Equal("""{"work":"peg","chase":10,"beyond":"rest","pause":"1s"}""", seen.WorkingSettings);
        }
        await using SimulatedDesk again = SimulatedDesk.Start(settings, TimeProvider.System);
        Assert.Equal("sweep", again.View().Hedge.Working);
    }

    [Theory]
    [InlineData("--chain", "samples/chain.csv")]
    [InlineData("--venue", "deribit", "--underlying", "BTC", "--orders", "none")]
    [InlineData("--venue", "deribit", "--settings", "samples/hedges.json")]
    public void It_goes_with_a_desk_that_trades_and_is_not_said_twice(params string[] words)
    {
        var error = new StringWriter();
        string[] args = ["desk", "--work", Path.Combine(Repository.Root, "samples", "working", "twap.json"), .. words.Select(w => w.StartsWith("samples/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, w) : w)];
        Assert.Equal(ExitCode.BadInput, PoiseCommandLine.Run(args, TextWriter.Null, error));
        Assert.Contains("--work", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_simulated_desk_says_how_it_works_and_goes_on_with_what_it_is_told_at_its_next_start()
    {
        using TemporaryFolder folder = new();
        PoiseProcess Start(params string[] more) => PoiseProcess.Start(["desk", "--no-page", "--for", "300", "--speed", "50", "--data", folder.Path, .. more]);
        string passive = Path.Combine(Repository.Root, "samples", "working", "passive-then-cross.json");
        using (PoiseProcess desk = Start("--work", passive))
        {
            Assert.Contains("hedges are worked by passive-then-cross", await desk.NextLine(static l => l.StartsWith("poise desk:", StringComparison.Ordinal)), StringComparison.Ordinal);
            await desk.NextLine(static l => l.Contains("(maker)", StringComparison.Ordinal));
        }
        using PoiseProcess again = Start();
        Assert.DoesNotContain("hedges are worked", await again.NextLine(static l => l.StartsWith("poise desk:", StringComparison.Ordinal)), StringComparison.Ordinal);
        await again.NextLine(static l => l.Contains("(taker)", StringComparison.Ordinal));
    }

    /// <summary>It has no text that a journal could keep.</summary>
    private sealed class Own : IWorkingAlgorithm
    {
        public string Name => "own";

        public WorkOutput Work(in WorkInput input) => WorkOutput.Wait(DecisionReason.None);
    }
}
