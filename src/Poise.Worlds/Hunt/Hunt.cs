namespace Poise.Worlds;

/// <summary>A world that broke.</summary>
/// <param name="Blows">The fewest that were found to break it.</param>
public sealed record HuntFinding(ulong Seed, HuntFault Fault, string What, IReadOnlyList<HuntBlow> Blows);

/// <summary>Many worlds, one seed each; and of one that breaks the fewest blows that break it.</summary>
public static class Hunt
{
    /// <summary>One world with the blows of its seed.</summary>
    /// <returns>Null where it held.</returns>
    public static HuntFinding? Try(ulong seed, HuntFault fault, out HuntReport report)
    {
        IReadOnlyList<HuntBlow> blows = HuntBlow.Draw(seed);
        string? what = Broken(seed, blows, fault, out report);
        return what is null ? null : new HuntFinding(seed, fault, what, blows);
    }

    /// <summary>Runs worlds on several threads; which thread has which changes nothing in them.</summary>
    /// <param name="done">Told each finding (null where a world held), in no order; called by one thread at a time.</param>
    public static HuntReport Run(ulong first, int seeds, HuntFault fault, int threads, Action<HuntFinding?> done, CancellationToken stop)
    {
        HuntReport sum = default;
        Lock gate = new();
        try
        {
            Parallel.For(0, seeds, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = stop }, i =>
            {
                HuntFinding? finding = Try(first + (ulong)i, fault, out HuntReport report);
                lock (gate)
                {
                    sum += report;
                    done(finding);
                }
            });
        }
        catch (OperationCanceledException)
        {
            // as asked
        }
        return sum;
    }

    /// <summary>Leaves blows out as long as the world still breaks, in whatever way.</summary>
    public static HuntFinding Shrink(HuntFinding finding)
    {
        List<HuntBlow> blows = [.. finding.Blows];
        string what = finding.What;
        for (bool isSmaller = true; isSmaller;)
        {
            isSmaller = false;
            for (int i = blows.Count - 1; i >= 0; i--)
            {
                List<HuntBlow> fewer = [.. blows.Take(i), .. blows.Skip(i + 1)];
                if (Broken(finding.Seed, fewer, finding.Fault, out _) is not { } still)
                    continue;
                (blows, what, isSmaller) = (fewer, still, true);
            }
        }
        return finding with { What = what, Blows = blows };
    }

    /// <summary>Lives a finding through again, and tells what happens.</summary>
    public static void Trace(HuntFinding finding, Action<string> line)
    {
        try
        {
            new HuntWorld(finding.Seed, finding.Blows, finding.Fault, line).Run();
        }
        catch (WorldBrokenException broken)
        {
            line(broken.Message);
        }
    }

    private static string? Broken(ulong seed, IReadOnlyList<HuntBlow> blows, HuntFault fault, out HuntReport report)
    {
        report = default;
        try
        {
            report = new HuntWorld(seed, blows, fault).Run();
            return null;
        }
        catch (WorldBrokenException broken)
        {
            return broken.Message;
        }
    }
}
