using Poise.App;
using Poise.Runtime;

namespace Poise.Edge.Tests;

/// <summary>The kill switch by a file, and by the command that puts it there.</summary>
public sealed class KillFileTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_command_halts_a_running_desk_which_stays_so_until_it_is_taken_back_and_resumed()
    {
        using TemporaryFolder folder = new();
        var settings = new SimulatedDeskSettings { DataFolder = folder.Path, Seed = 11 };
        await using (SimulatedDesk desk = SimulatedDesk.Start(settings, TimeProvider.System))
        {
            await Until(desk, static v => v.TradingState == "Normal");
            Task<DeskView> halted = Until(desk, static v => v.TradingState == "Halted");
            Assert.Equal((ExitCode.Done, $"{folder.Path}: killed\n"), Run("kill", "--data", folder.Path));
            Assert.Equal("the file KILL was put into the desk's folder", (await halted).TradingStateReason);
            Task<DeskView> still = Until(desk, static v => v.TradingState == "Halted");
            Assert.True(desk.SetTradingState(Poise.Hedging.TradingState.Normal)); // what a page would not even send
            await still;
            Assert.Contains("KILL stands; remove it first", desk.ResumeRefusal, StringComparison.Ordinal);
        }

        await using SimulatedDesk again = SimulatedDesk.Start(settings, TimeProvider.System);
        await Until(again, static v => v.TradingState == "Halted");
        Assert.Equal((ExitCode.Done, $"{folder.Path}: may be told to resume\n"), Run("kill", "--data", folder.Path, "--off"));
        Assert.Equal((ExitCode.Done, $"{folder.Path}: was not killed by a file\n"), Run("kill", "--data", folder.Path, "--off"));
        await Until(again, _ => again.ResumeRefusal is null);
        Assert.Equal("Halted", again.View().TradingState);
        Task<DeskView> normal = Until(again, static v => v.TradingState == "Normal");
        Assert.True(again.SetTradingState(Poise.Hedging.TradingState.Normal));
        await normal;
    }

    /// <summary>Where nobody can say whether it is there, it is.</summary>
    [Fact]
    public void A_file_that_cannot_be_looked_for_stands()
    {
        using TemporaryFolder folder = new();
        Assert.False(new KillFile(folder.Path).IsThere);
        if (OperatingSystem.IsWindows())
            return;
        string circle = Path.Combine(folder.Path, "circle");
        File.CreateSymbolicLink(circle, circle);
        Assert.True(new KillFile(circle).IsThere);
    }

    [Fact]
    public void Where_no_desk_is_the_command_says_so()
    {
        using TemporaryFolder folder = new();
        var error = new StringWriter();
        Assert.Equal(ExitCode.BadInput, PoiseCommandLine.Run(["kill", "--data", Path.Combine(folder.Path, "none")], TextWriter.Null, error));
        Assert.Contains("no such folder", error.ToString(), StringComparison.Ordinal);
    }

    private static (int Code, string Output) Run(params string[] words)
    {
        var output = new StringWriter();
        return (PoiseCommandLine.Run(words, output, TextWriter.Null), output.ToString());
    }

    private static async Task<DeskView> Until(SimulatedDesk desk, Func<DeskView, bool> holds)
    {
        TaskCompletionSource<DeskView> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        desk.Viewed = () =>
        {
            if (desk.View() is var view && holds(view))
                seen.TrySetResult(view);
        };
        return await seen.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }
}
