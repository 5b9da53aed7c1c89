using Poise.Worlds;

namespace Poise.Edge.Tests;

/// <summary>A thousand seeded kills, and the proof that the worlds would find what they look for.</summary>
[Trait("part", "crash")]
public class CrashWorldTests
{
    private const int KillsAWorld = 5;

    public static TheoryData<int> Parts => [0, 1];

    [Theory]
    [MemberData(nameof(Parts))]
    public void The_desk_comes_back_with_the_venues_book_from_every_kill(int part)
    {
        var reports = new List<WorldReport>();
        for (ulong seed = (ulong)part; seed < Deep.Seeds(200); seed += 2)
            reports.Add(new CrashWorld(seed).Run(KillsAWorld));
        Assert.Equal(Deep.Times(500), reports.Sum(r => r.Kills.Count));
        // The worlds must be rough enough to mean something.
        Assert.True(reports.Sum(r => r.Adopted) > 50, $"{reports.Sum(r => r.Adopted)} adopted");
        Assert.True(reports.Sum(r => r.NotSent) > 50, $"{reports.Sum(r => r.NotSent)} not sent");
        Assert.True(reports.Sum(r => r.TornTails) > 25, $"{reports.Sum(r => r.TornTails)} torn tails");
        Assert.True(reports.Sum(r => r.Fills) > 2000, $"{reports.Sum(r => r.Fills)} fills");
        Assert.True(part == 1 || reports.Sum(r => r.Settled) > 50, $"{reports.Sum(r => r.Settled)} settled");
        string[] places = ["append", "flush", "before an order leaves", "after an order left", "Decided step", "Durable step", "Idle step", "before a step", "disk failed"];
        foreach (string place in places)
            Assert.True(reports.Sum(r => r.Kills.Count(k => k == place)) > 5, $"hardly a kill at: {place}");
    }

    [Fact]
    public void One_seed_is_one_world()
    {
        WorldReport first = new CrashWorld(8).Run(KillsAWorld), second = new CrashWorld(8).Run(KillsAWorld);
        Assert.Equal(first.Kills, second.Kills);
        Assert.Equal((first.Orders, first.Fills, first.Adopted, first.NotSent), (second.Orders, second.Fills, second.Adopted, second.NotSent));
    }

    [Theory]
    [InlineData(WorldFault.FlushSkipped, "")]
    [InlineData(WorldFault.Resent, "")]
    [InlineData(WorldFault.FillsCountedTwice, "")]
    [InlineData(WorldFault.FillsForgotten, "")]
    [InlineData(WorldFault.LateArrival, "Overfilled")] // the desk itself sees the fill of an order that it gave up
    [InlineData(WorldFault.NotAsked, "")]
    public void A_deliberate_fault_is_found(WorldFault fault, string said)
    {
        for (ulong seed = 1; seed <= 100; seed++)
        {
            try
            {
                new CrashWorld(seed, fault).Run(KillsAWorld);
            }
            catch (WorldBrokenException broken)
            {
                Assert.Contains(said, broken.Message, StringComparison.Ordinal);
                return;
            }
        }
        Assert.Fail($"{fault} was not found in 100 worlds");
    }
}
