using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>The hunt is one seed a world, goes where it hurts, and finds every fault that is put in on purpose. Many seeds are run by <c>poise hunt</c>.</summary>
public sealed class HuntTests
{
    public static TheoryData<HuntFault> Faults => [.. Enum.GetValues<HuntFault>().Skip(1)];

    [Fact]
    public void Worlds_hold_and_are_rough_enough_to_mean_something()
    {
        HuntReport sum = default;
        for (ulong seed = 1; seed <= Deep.Seeds(60); seed++)
        {
            HuntFinding? finding = Hunt.Try(seed, HuntFault.None, out HuntReport report);
            Assert.True(finding is null, finding?.What);
            sum += report;
        }
        Assert.True(sum is { Orders: > 600, Fills: > 600, Kills: > 30, Connections: > 150, Unknowns: > 8, Strays: > 3, TornTails: > 0, Settled: > 20, Frames: > 30_000 }, sum.ToString());
        Assert.True(sum is { Venues: > 20, SetAside: > 2, Rested: > 100, Packages: > 3, Inside: > 50, Shares: > 200, Calls: > 2, Freezes: > 1 }, sum.ToString());
    }

    [Fact]
    public void A_quarter_of_the_desks_are_small_and_the_others_have_one_to_three_venues_and_every_sort_of_blow()
    {
        HuntDesk[] desks = [.. Enumerable.Range(1, 2000).Select(static s => HuntDesk.Draw((ulong)s))];
        Assert.InRange(desks.Count(static d => d.IsSmall), 400, 600);
        Assert.InRange(desks.Count(static d => d.Venues == 1), 850, 1150);
        Assert.InRange(desks.Count(static d => d.Venues == 2), 550, 780);
        Assert.InRange(desks.Count(static d => d.HasBooks), 600, 900);
        Assert.True(desks.Where(static d => !d.IsSmall).Select(static d => d.Settings.Hedgers[0].Working).Distinct().Count() >= 10);
        Assert.All(desks.Where(static d => d.IsSmall), static d => Assert.True(d is { Venues: 1, HasBooks: false } && d.Settings.Hedgers[0] is { Further.Count: 0, Options: null, Limits.Drawdown: null }));
        for (ulong seed = 1; seed <= 200; seed++)
            Assert.True(!HuntDesk.Draw(seed).IsSmall || HuntBlow.Draw(seed).All(static b => b is { Kind: <= HuntBlowKind.Jump, Where: 0 }));
        Assert.Equal(Enum.GetValues<HuntBlowKind>(), Enumerable.Range(1, 200).SelectMany(static s => HuntBlow.Draw((ulong)s)).Select(static b => b.Kind).Distinct().Order());
    }

    [Fact]
    public void What_is_told_comes_back_as_it_was_or_tighter_and_nothing_else_does()
    {
        var told = new HuntTold<string>(static t => t.Length > 3 ? t[..3] : t);
        told.Begin("abc");
        told.Tell("abcdef");
        Assert.Equal(("abc", "abcdef"), (told.Was, told.Now));
        Assert.False(told.CameBack("ab"));
        told.Heard();
        Assert.Equal("abcdef", told.Was);
        Assert.True(told.CameBack("abc")); // an earlier start has made it tighter
        Assert.True(told.CameBack("abcdef")); // and the disk has not kept that start
        Assert.Equal("abc", told.Now);
        told.Tell("x");
        Assert.True(told.CameBack("abc")); // it was not followed yet
        Assert.False(told.CameBack("x")); // and from then on it is known
    }

    [Fact]
    public void One_seed_is_one_world()
    {
        var lines = new List<string>();
        var again = new List<string>();
        new HuntWorld(11, HuntBlow.Draw(11), trace: lines.Add).Run();
        new HuntWorld(11, HuntBlow.Draw(11), trace: again.Add).Run();
        Assert.True(lines.Count > 10);
        Assert.Equal(lines, again);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_put_in_on_purpose_is_found(HuntFault fault)
    {
        for (ulong seed = 1; seed <= 1000; seed++)
        {
            if (Hunt.Try(seed, fault, out _) is not { } finding)
                continue;
            Assert.Null(Hunt.Try(seed, HuntFault.None, out _)); // it is the fault that breaks it
            return;
        }
        Assert.Fail($"{fault} was not found in 1000 worlds");
    }

    [Fact]
    public void A_finding_shrinks_to_the_blows_that_break_it()
    {
        HuntFinding finding = Enumerable.Range(1, 200).Select(static s => Hunt.Try((ulong)s, HuntFault.KillForgotten, out _)).First(static f => f is not null)!;
        HuntFinding small = Hunt.Shrink(finding);
        Assert.InRange(small.Blows.Count, 1, finding.Blows.Count);
        foreach (HuntBlow one in small.Blows)
            new HuntWorld(small.Seed, [.. small.Blows.Where(b => b != one)], small.Fault).Run(); // without any of them it holds
        var lines = new List<string>();
        Hunt.Trace(small, lines.Add);
        Assert.Contains(small.What, lines[^1], StringComparison.Ordinal);
    }
}
