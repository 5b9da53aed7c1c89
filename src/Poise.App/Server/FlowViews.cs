using Poise.Domain;
using Poise.Flow;

namespace Poise.App;

/// <summary>The views of a feed's chains: made when first asked for, and kept.</summary>
/// <param name="isLive">A live market's views do without the comparison with published methods.</param>
internal sealed class FlowViews(bool isLive, Liquidity? liquidity)
{
    private const int Kept = 12;

    /// <summary>Guards what is kept; nothing is computed under it.</summary>
    private readonly Lock _lock = new();

    /// <summary>One view is made at a time.</summary>
    private readonly Lock _making = new();
    private readonly Dictionary<(MarketSnapshot, FlowChoice), FlowView> _made = [];

    /// <summary>How a chain is seen under a choice.</summary>
    public FlowSettings Settings(MarketSnapshot chain, FlowChoice choice, InventoryState? inventory) => FlowDefaults.For(chain) with
    {
        Signs = FlowDefaults.Signs(choice.Signs, inventory),
        Inventory = inventory,
        Walls = choice.Walls,
        Expiries = choice.Expiries,
        Liquidity = liquidity,
        CompareWithCompat = !isLive,
    };

    public FlowView Of(MarketSnapshot chain, FlowChoice choice, InventoryState? inventory)
    {
        if (Known(chain, choice) is FlowView made)
            return made;
        lock (_making)
        {
            if (Known(chain, choice) is FlowView meanwhile)
                return meanwhile;
            FlowView view = Make(chain, choice, inventory);
            lock (_lock)
            {
                if (_made.Count >= Kept)
                    _made.Clear();
                return _made[(chain, choice)] = view;
            }
        }
    }

    /// <summary>The view of a live market's next chain; those of the chains before it are dropped.</summary>
    public FlowView OfNext(MarketSnapshot chain)
    {
        FlowView view = Make(chain, default, null);
        lock (_lock)
        {
            _made.Clear();
            _made.Add((chain, default), view);
        }
        return view;
    }

    private FlowView? Known(MarketSnapshot chain, FlowChoice choice)
    {
        lock (_lock)
            return _made.GetValueOrDefault((chain, choice));
    }

    private FlowView Make(MarketSnapshot chain, FlowChoice choice, InventoryState? inventory) => FlowReport.Of(chain, Settings(chain, choice, inventory));
}
