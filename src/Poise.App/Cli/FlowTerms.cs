using Poise.Domain;
using Poise.Flow;

namespace Poise.App;

/// <summary>How views are made, beside what a page lets choose: on every face the same terms give the same numbers.</summary>
public sealed record FlowTerms
{
    public VolRule Vols { get; init; }

    /// <summary>Null: as <see cref="FlowSettings"/> has it.</summary>
    public double? SkewStickiness { get; init; }

    public BetaChoice Beta { get; init; }

    public Liquidity? Liquidity { get; init; }

    public MarketDepth? Depth { get; init; }

    /// <summary>Levels are those that a history keeps.</summary>
    public bool HasUsualLevels => Vols == default;

    public FlowSettings Settings(MarketSnapshot snapshot, FlowChoice choice, InventoryState? inventory)
    {
        FlowSettings usual = FlowDefaults.For(snapshot);
        return usual with
        {
            Signs = FlowDefaults.Signs(choice.Signs, inventory),
            Inventory = inventory,
            Walls = choice.Walls,
            Expiries = choice.Expiries,
            VolRule = Vols,
            SkewStickiness = SkewStickiness ?? usual.SkewStickiness,
            VolBeta = Beta.Given is double beta ? new VolBeta(beta, "given") : null,
            Liquidity = Liquidity,
            Depth = Depth,
        };
    }
}
