using Poise.Chains;
using Poise.Domain;
using Poise.Flow;

namespace Poise.App;

/// <summary>The views of a feed's chains: made when first asked for, and kept.</summary>
/// <param name="isLive">A live market's views do without the comparison with published methods.</param>
/// <param name="chainOf">From a snapshot to its chain where that takes more than the snapshot.</param>
internal sealed class FlowViews(bool isLive, FlowTerms terms, Func<MarketSnapshot, OptionChain>? chainOf)
{
    private const int Kept = 12;

    private static readonly ChainSettings Usual = new FlowSettings().Chain;

    /// <summary>Guards what is kept; nothing is computed under it.</summary>
    private readonly Lock _lock = new();

    /// <summary>One view is made at a time.</summary>
    private readonly Lock _making = new();
    private readonly SeriesBetas _betas = new(terms.Beta);
    private readonly Dictionary<(MarketSnapshot, FlowChoice), FlowView> _made = [];

    /// <summary>Each chain is of several underlyings, brought onto one.</summary>
    public bool IsCombined => chainOf is not null;

    /// <summary>How a chain is seen under a choice.</summary>
    public FlowSettings Settings(MarketSnapshot chain, FlowChoice choice, InventoryState? inventory) =>
        _betas.With(terms.Settings(chain, choice, inventory), chain.Underlying, chain.AsOf) with { CompareWithCompat = !isLive && chainOf is null };

    /// <summary>The next chain of a series that stands, of which a beta is read.</summary>
    public void See(MarketSnapshot chain) => _betas.See(OptionChain.Of(chain, Usual));

    /// <param name="whyNot">Why there is no view; null where there is.</param>
    public FlowView? Of(MarketSnapshot chain, FlowChoice choice, InventoryState? inventory, out string? whyNot)
    {
        whyNot = null;
        if (Known(chain, choice) is FlowView made)
            return made;
        lock (_making)
        {
            if (Known(chain, choice) is FlowView meanwhile)
                return meanwhile;
            if (Make(chain, ChainOf, choice, inventory, out whyNot) is not FlowView view)
                return null;
            lock (_lock)
            {
                if (_made.Count >= Kept)
                    _made.Clear();
                return _made[(chain, choice)] = view;
            }
        }
    }

    /// <summary>The view of a live market's next chain; those of the chains before it are dropped.</summary>
    /// <param name="whyNot">Why there is no view; null where there is.</param>
    public FlowView? OfNext(MarketSnapshot chain, InventoryState? inventory, out string? whyNot)
    {
        FlowView? view = Make(chain, Next, default, inventory, out whyNot);
        lock (_lock)
        {
            _made.Clear();
            if (view is not null)
                _made.Add((chain, default), view);
        }
        return view;
    }

    private FlowView? Known(MarketSnapshot chain, FlowChoice choice)
    {
        lock (_lock)
            return _made.GetValueOrDefault((chain, choice));
    }

    private OptionChain ChainOf(MarketSnapshot snapshot) => chainOf?.Invoke(snapshot) ?? OptionChain.Of(snapshot, Usual);

    private OptionChain Next(MarketSnapshot snapshot)
    {
        OptionChain chain = ChainOf(snapshot);
        _betas.See(chain);
        return chain;
    }

    private FlowView? Make(MarketSnapshot snapshot, Func<MarketSnapshot, OptionChain> chainFrom, FlowChoice choice, InventoryState? inventory, out string? whyNot)
    {
        whyNot = null;
        try
        {
            OptionChain chain = chainFrom(snapshot);
            return FlowReport.Of(chain, Settings(snapshot, choice, inventory));
        }
        catch (NoSkewException e)
        {
            whyNot = $"--vols spot-vol-beta: {e.Message}";
        }
        catch (BadInputException e)
        {
            whyNot = e.Message;
        }
        return null;
    }
}
