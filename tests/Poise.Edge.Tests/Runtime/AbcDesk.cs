using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Edge.Tests;

/// <summary>A desk on ABC that hedges with its perpetual, for tests of what drives it.</summary>
internal static class AbcDesk
{
    public static readonly Instant Now = Instant.FromUtc(2026, 1, 5, 9);

    public static readonly DeskSettings Settings = new()
    {
        Hedgers =
        [
            new HedgerSettings
            {
                Underlying = "ABC",
                Hedge = new ContractId("t", "PERP"),
                Policy = new FixedBandPolicy(new DeltaBand(-1, 0, 1, BandRebalance.ToTarget)),
                Limits = new RiskLimits { MaxOrder = new(1000), MaxPosition = new(1000) },
                Plan = new CrossingPlan(0.001, new(1000)),
            },
        ],
    };

    public static readonly Contract Perpetual =
        new() { Id = Settings.Hedgers[0].Hedge, Kind = ContractKind.Perpetual, Underlying = "ABC", PriceTick = 0.01m, LotSize = 0.1m };

    public static readonly Contract Spot = Perpetual with { Id = new ContractId("t", "SPOT"), Kind = ContractKind.Spot };
}
