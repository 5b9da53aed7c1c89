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
        new("american.fast", "option", typeof(FastAmericanJob)),
        new("american.accurate", "option", typeof(AccurateAmericanJob)),
        new("smile.fit-chain", "chain", typeof(SviChainJob)),
        new("smile.fit-bands", "chain", typeof(BandChainJob)),
        new("levels.full-chain", "chain", typeof(FullLevelsJob)),
        new("levels.from-quotes", "chain", typeof(QuotedLevelsJob)),
        new("levels.one-expiry", "update", typeof(ExpiryLevelsJob)),
        new("live.quotes", "update", typeof(LiveQuotesJob)),
        new("live.spot", "update", typeof(LiveSpotJob)),
        new("live.picture", "picture", typeof(LivePictureJob)),
        new("hedge-plan.20", "plan", typeof(SmallPlanJob)),
        new("hedge-plan.40", "plan", typeof(MiddlePlanJob)),
        new("hedge-plan.60", "plan", typeof(LargePlanJob)),
        new("exchange.orders", "operation", typeof(ExchangeOrdersJob)),
        new("exchange.portfolio", "order", typeof(PortfolioOrdersJob)),
        new("chain.us-market", "contract", typeof(MarketJob)),
        new("chain.us-market", "contract", typeof(TwoThreadMarketJob), Threads: 2),
    ];

    /// <exception cref="BadRunException">There is no such job.</exception>
    public static IReadOnlyList<NamedJob> Named(string[] names)
    {
        if (names.Length == 0)
            return All;
        foreach (string name in names)
        {
            if (!All.Any(job => job.Name.Equals(name, StringComparison.Ordinal)))
                throw new BadRunException($"\"{name}\" is not a job: {string.Join(", ", All.Select(job => job.Name).Distinct(StringComparer.Ordinal))}");
        }
        return [.. All.Where(job => names.Contains(job.Name, StringComparer.Ordinal))];
    }
}
