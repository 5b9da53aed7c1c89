using System.Globalization;
using Poise.Domain;

namespace Poise.Worlds;

/// <summary>What befalls a world.</summary>
public enum HuntBlowKind
{
    /// <summary>The connection breaks; the exchange hears of it later, by so many ms.</summary>
    LinkDrop,

    /// <summary>The exchange's server ends and is back after so many ms.</summary>
    ExchangeRestart,

    /// <summary>The desk's process is killed, so many steps from now.</summary>
    DeskKill,

    /// <summary>The next flush of the journal fails.</summary>
    FlushFails,

    /// <summary>The disk takes nothing more.</summary>
    DiskFull,

    /// <summary>Between a decision and its durable intent pass so many ms, for a second; in every other case the link is lost meanwhile.</summary>
    DiskSlow,

    /// <summary>The desk's clock is set, by so many ms.</summary>
    ClockSet,

    /// <summary>The next request of a sort is answered with an error.</summary>
    Refusal,

    /// <summary>A frame of a sort is lost, held back by so many ms, cut, doubled, or is the last of its connection.</summary>
    Frame,

    /// <summary>For a second and a half frames suffer by chance, so many of a thousand in each way.</summary>
    Rough,

    /// <summary>For so many ms nothing arrives, and nobody is told.</summary>
    Silence,

    /// <summary>The kill switch.</summary>
    KillSwitch,

    /// <summary>The operator lets the desk trade again.</summary>
    Resume,

    /// <summary>Another policy, its band of so many thousandths of a coin at most, and another forecast.</summary>
    Policy,
    CancelAll,

    /// <summary>An order of somebody else comes to stand on the desk's account.</summary>
    Stray,

    /// <summary>Somebody trades so many times the top of the book.</summary>
    Jump,

    /// <summary>The index moves for good at all venues, by so many ten-thousandths.</summary>
    Shock,

    /// <summary>Another way of working.</summary>
    Working,

    /// <summary>Limits are set, lower or higher than the settings'.</summary>
    Limits,

    /// <summary>Limits of options and costs are set.</summary>
    Settings,

    /// <summary>So many legs of options are asked for.</summary>
    Package,

    /// <summary>What is held elsewhere is stated anew.</summary>
    Elsewhere,

    /// <summary>Money is taken from an account, but for so many hundredths of its initial margin.</summary>
    Squeeze,

    /// <summary>It comes back, of all accounts.</summary>
    Refund,

    /// <summary>A further venue goes away for so many ms, the desk is killed and somebody goes on without that venue.</summary>
    SetAside,
}

/// <summary>One thing that befalls a world.</summary>
/// <param name="At">From the start.</param>
/// <param name="Much">As the kind says.</param>
/// <param name="Which">A choice of the kind's.</param>
/// <param name="Where">Of the desk's venues by their number, where a venue is meant.</param>
public readonly record struct HuntBlow(Duration At, HuntBlowKind Kind, int Much, int Which, int Where = 0)
{
    /// <summary>How long a world is watched, before it comes to rest.</summary>
    public static readonly Duration Length = Duration.FromSeconds(20);

    /// <summary>Three to nine blows, of a desk that is not small five to twelve, in the order of time.</summary>
    public static IReadOnlyList<HuntBlow> Draw(ulong seed)
    {
        HuntDesk desk = HuntDesk.Draw(seed);
        SeededRandom random = new SeededRandom(seed).Split("blows"), places = new SeededRandom(seed).Split("places");
        int count = desk.IsSmall ? 3 + random.NextInt32(7) : 5 + random.NextInt32(8);
        var blows = new List<HuntBlow>(count);
        for (int i = 0; i < count; i++)
            blows.Add((desk.IsSmall || random.NextInt32(5) < 3 ? One(random) : OfFullDesk(random)) with { Where = places.NextInt32(desk.Venues) });
        // Faults may meet: what happens twice in a moment is what nobody thought of.
        for (int i = 1; i < count; i++)
            if (random.NextInt32(4) == 0)
                blows[i] = blows[i] with { At = blows[i - 1].At + Duration.FromMilliseconds(random.NextInt32(30)) };
        return [.. blows.OrderBy(static b => b.At.Nanoseconds)];
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{At.Seconds:0.000} s {Kind} {Much} {Which}{(Where > 0 ? $" at {HuntDesk.NameOf(Where)}" : "")}");

    private static HuntBlow OfFullDesk(SeededRandom random)
    {
        HuntBlowKind kind = random.NextInt32(12) switch
        {
            9 => HuntBlowKind.Package,
            > 9 => HuntBlowKind.Squeeze,
            int sort => HuntBlowKind.Shock + sort,
        };
        int much = kind switch
        {
            HuntBlowKind.Shock => 1 + random.NextInt32(random.NextInt32(3) == 0 ? 150 : 30),
            HuntBlowKind.Package => 1 + random.NextInt32(4),
            HuntBlowKind.Squeeze => 50 + random.NextInt32(90),
            HuntBlowKind.SetAside => 1000 + random.NextInt32(8000),
            _ => random.NextInt32(30),
        };
        return new HuntBlow(Duration.FromMilliseconds(200 + random.NextInt32(19_000)), kind, much, random.NextInt32(1000));
    }

    private static HuntBlow One(SeededRandom random)
    {
        // Half of all blows are aimed at what is under way.
        HuntBlowKind kind = random.NextInt32(10) switch
        {
            < 2 => HuntBlowKind.Frame,
            < 4 => HuntBlowKind.DeskKill,
            4 => random.NextInt32(2) == 0 ? HuntBlowKind.LinkDrop : HuntBlowKind.Refusal,
            _ => (HuntBlowKind)random.NextInt32((int)HuntBlowKind.Jump + 1),
        };
        int much = kind switch
        {
            HuntBlowKind.LinkDrop => random.NextInt32(3) == 0 ? random.NextInt32(9000) : 0,
            HuntBlowKind.ExchangeRestart => random.NextInt32(4000),
            HuntBlowKind.DeskKill => 1 + random.NextInt32(random.NextInt32(3) == 0 ? 60 : 8),
            HuntBlowKind.DiskSlow => 10 + random.NextInt32(1500),
            HuntBlowKind.ClockSet => random.NextInt32(6000) - 3000,
            HuntBlowKind.Frame => 1 + random.NextInt32(5000),
            HuntBlowKind.Rough => 1 + random.NextInt32(12),
            HuntBlowKind.Silence => 200 + random.NextInt32(6000),
            HuntBlowKind.Policy => 2 + random.NextInt32(30),
            HuntBlowKind.Jump => 1 + random.NextInt32(8),
            _ => 0,
        };
        return new HuntBlow(Duration.FromMilliseconds(200 + random.NextInt32(19_000)), kind, much, random.NextInt32(1000));
    }
}
