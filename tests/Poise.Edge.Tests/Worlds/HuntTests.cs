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
