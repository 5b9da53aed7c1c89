using System.Text;
using Poise.Domain;
using Poise.Venues.Cboe;

namespace Poise.Edge.Tests;

/// <summary>The pace at which CBOE's server is asked, and what is made of its answers.</summary>
public sealed class DelayedQuotesTests
{
    private static readonly Duration Minute = Duration.FromSeconds(60);
    private static readonly Instant Now = Instant.FromUtc(2025, 9, 2, 19, 40);

    private static DelayedQuotes Session() => new("rut", Minute, 7);

    private static byte[] Answer(string timestamp = "2025-09-02 19:37:42") => Encoding.UTF8.GetBytes(SourceFixture.CboeJson(timestamp));

    private static void Wait(PollOutcome outcome, double seconds) => Assert.InRange((outcome.Next - Now).Seconds, seconds, seconds * 1.1);

    [Fact]
    public void Each_newer_answer_is_a_chain_and_the_same_again_is_none()
    {
        DelayedQuotes session = Session();
        PollOutcome first = session.Answered(Now, 200, Duration.Zero, Answer());
        Assert.Equal(("RUT", 2340.25, null), (first.Chain!.Underlying, first.Chain.Spot, first.Failure));
        Wait(first, 60);
        foreach (int again in Enumerable.Range(1, 4))
        {
            PollOutcome same = session.Answered(Now, again % 2 == 0 ? 304 : 200, Duration.Zero, again % 2 == 0 ? [] : Answer());
            Assert.Equal((null, null), (same.Chain, same.Failure));
            Wait(same, 60);
        }
        Wait(session.Answered(Now, 304, Duration.Zero, []), 120); // the market sleeps
        for (int i = 0; i < 60; i++)
            session.Answered(Now, 304, Duration.Zero, []);
        Wait(session.Answered(Now, 304, Duration.Zero, []), 900);
        PollOutcome next = session.Answered(Now, 200, Duration.Zero, Answer("2025-09-02 19:39:00"));
        Assert.NotNull(next.Chain);
        Wait(next, 60);
        Assert.Null(session.Answered(Now, 200, Duration.Zero, Answer("2025-09-02 19:38:00")).Chain); // an older one, from another cache
    }

    [Fact]
    public void Failures_back_off_and_the_servers_own_wish_counts()
    {
        DelayedQuotes session = Session();
        Wait(session.Answered(Now, 503, Duration.Zero, []), 120);
        Wait(session.Unreachable(Now, "connection refused"), 240);
        Wait(session.Answered(Now, 429, Duration.FromSeconds(1200), []), 1200);
        Wait(session.Answered(Now, 429, Duration.FromSeconds(-5), []), 900);
        PollOutcome damaged = session.Answered(Now, 200, Duration.Zero, Answer().AsSpan(0, 300));
        Assert.StartsWith("RUT: ", damaged.Failure, StringComparison.Ordinal);
        Assert.Null(damaged.Chain);
        Wait(damaged, 900);
        Wait(session.Answered(Now, 200, Duration.Zero, Answer()), 60);
        Assert.Equal("RUT: connection refused", session.Unreachable(Now, "connection refused").Failure);
    }

    [Theory]
    [InlineData(403, "does not want to be asked")]
    [InlineData(404, "no such symbol")]
    public void Who_is_told_to_go_does_not_come_back(int status, string why)
    {
        PollOutcome outcome = Session().Answered(Now, status, Duration.Zero, []);
        Assert.Equal(Instant.Never, outcome.Next);
        Assert.Contains(why, outcome.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_about_something_else_is_not_taken()
    {
        PollOutcome outcome = new DelayedQuotes("SPX", Minute, 1).Answered(Now, 200, Duration.Zero, Answer());
        Assert.Equal("SPX: the answer is about RUT", outcome.Failure);
        Assert.Null(outcome.Chain);
    }

    [Theory]
    [InlineData("spx", "api/global/delayed_quotes/options/_SPX.json")]
    [InlineData("^RUT", "api/global/delayed_quotes/options/_RUT.json")]
    [InlineData("SPY", "api/global/delayed_quotes/options/SPY.json")]
    [InlineData("brk.b", "api/global/delayed_quotes/options/BRK.B.json")]
    public void An_index_is_asked_for_with_an_underscore(string symbol, string path) => Assert.Equal(path, new DelayedQuotes(symbol, Minute, 1).Path);

    [Theory]
    [InlineData("", 60)]
    [InlineData("../x", 60)]
    [InlineData("SPX?", 60)]
    [InlineData("SPX", 14)]
    public void A_wrong_symbol_or_too_fast_a_pace_is_refused(string symbol, int seconds) =>
        Assert.Throws<ArgumentException>(() => new DelayedQuotes(symbol, Duration.FromSeconds(seconds), 1));
}
