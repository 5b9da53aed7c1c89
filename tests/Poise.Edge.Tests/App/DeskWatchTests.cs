using Poise.App;
using Poise.Domain;
using Poise.Hedging;

namespace Poise.Edge.Tests;

/// <summary>The one loop that looks at a desk: what fails is told once with its cause, and holds nothing back.</summary>
public sealed class DeskWatchTests
{
    [Fact]
    public async Task A_look_that_fails_is_told_once_until_one_does_not_and_the_others_go_on()
    {
        int good = 0;
        Exception? broken = new InvalidOperationException("no scenarios");
        List<(string Line, Exception Why)> told = [];
        await using var watch = new DeskWatch([new("margin: BTC", () => broken is null ? Task.CompletedTask : throw broken), new("rules: BTC", () => Task.FromResult(++good))], (line, why) => told.Add((line, why)), new HandTime());
        for (int i = 0; i < 3; i++)
            await watch.LookAsync();
        Assert.Equal(("margin: BTC: it could not be looked at: no scenarios", broken), Assert.Single(told));
        Assert.Equal(("look-failed", "margin: BTC"), Assert.Single(watch.Standing) is var stands ? (stands.Rule, stands.About) : default);
        broken = new InvalidOperationException("no margin");
        await watch.LookAsync();
        await watch.LookAsync();
        Assert.Equal("margin: BTC: it could not be looked at: no margin", told[^1].Line); // another error is another line
        told.RemoveAt(1);
        broken = null;
        await watch.LookAsync();
        Assert.Empty(watch.Standing);
        broken = new ArgumentException("again");
        await watch.LookAsync();
        Assert.Equal(("margin: BTC: it could not be looked at: again", broken), told[1]);
        Assert.Equal((2, 7), (told.Count, good));
    }

    /// <summary>A line that nobody takes is no reason to look no more; a cancellation of somebody else's neither.</summary>
    [Fact]
    public async Task Neither_a_full_pipe_nor_a_cancelled_question_ends_it()
    {
        int looks = 0;
        await using var watch = new DeskWatch([new("rules: BTC", () => throw new OperationCanceledException()), new("margin: BTC", () => Task.FromResult(++looks))], static (_, _) => throw new IOException("broken pipe"), new HandTime());
        await watch.LookAsync();
        await watch.LookAsync();
        Assert.Equal(2, looks);
    }

    /// <summary>What should have been answered and was not keeps what went wrong.</summary>
    [Fact]
    public async Task A_question_that_fails_reaches_it_with_its_cause()
    {
        RuleRig rig = new(new BookRules(null, new KeepRule(2, 150, 40, true, Duration.FromDays(2), Duration.FromSeconds(600), true))) { Gamma = -5 };
        rig.Desk.Cause = new OverflowException("too large");
        Exception? cause = null;
        await using var watch = new DeskWatch([new("rules: BTC", () => rig.Look())], (_, why) => cause = why.InnerException, new HandTime());
        await watch.LookAsync();
        await watch.LookAsync();
        Assert.Same(rig.Desk.Cause, cause);
        Assert.Empty(rig.Told);
    }

    [Fact]
    public async Task It_looks_by_itself_and_ends_when_asked()
    {
        var looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watch = new DeskWatch([new("rules: BTC", () =>
        {
            looked.TrySetResult();
            return Task.CompletedTask;
        })], static (_, _) => { }, new SwiftTime());
        watch.Begin();
        await looked.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        await watch.DisposeAsync();
    }
}
