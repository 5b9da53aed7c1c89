namespace Poise.Bench;

/// <summary>The jobs of <c>poise bench</c>, in the order of the table.</summary>
internal static class JobList
{
    public static IReadOnlyList<NamedJob> All { get; } =
    [
        new("black76.price-delta-gamma", "option", typeof(PriceDeltaGammaJob)),
        new("black76.raw-inputs", "option", typeof(RawInputsJob)),
        new("black76.all-greeks", "option", typeof(AllGreeksJob)),
        new("implied-vol.market", "option", typeof(MarketVolJob)),
        new("implied-vol.wide", "option", typeof(WideVolJob)),
        new("exposure.profile", "strike and spot", typeof(ProfileJob)),
        new("exposure.ladder", "strike and spot", typeof(LadderJob)),
        new("american.fast", "option", typeof(AmericanFastJob)),
        new("american.accurate", "option", typeof(AmericanAccurateJob)),
        new("chain.us-market", "contract", typeof(MarketJob)),
        new("chain.us-market", "contract", typeof(TwoThreadMarketJob), Threads: 2),
    ];

    /// <summary>Names that are kept for jobs whose subject the product does not hold yet.</summary>
    public static IReadOnlyList<string> NotBuiltYet { get; } = ["smile.fit-chain", "smile.fit-bands"];

    /// <exception cref="BadRunException">There is no such job.</exception>
    public static IReadOnlyList<NamedJob> Named(string[] names)
    {
        if (names.Length == 0)
            return All;
        foreach (string name in names)
        {
            if (NotBuiltYet.Contains(name, StringComparer.Ordinal))
                throw new BadRunException($"{name}: not built here yet");
            if (!All.Any(job => job.Name.Equals(name, StringComparison.Ordinal)))
                throw new BadRunException($"\"{name}\" is not a job: {string.Join(", ", All.Select(job => job.Name).Distinct(StringComparer.Ordinal))}");
        }
        return [.. All.Where(job => names.Contains(job.Name, StringComparer.Ordinal))];
    }
}
