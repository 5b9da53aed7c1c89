using Poise.Chains;
using Poise.Domain;

namespace Poise.App;

/// <summary>Chains of several underlyings in files as chains on one of them: <c>--combine</c>.</summary>
internal sealed class CombinedChains
{
    private readonly string _underlying;
    private readonly ChainSettings _settings;
    private readonly List<IGrouping<string, MarketSnapshot>> _others;

    /// <exception cref="BadInputException">The underlying is not among them, or there is no other.</exception>
    public CombinedChains(IReadOnlyList<MarketSnapshot> snapshots, string underlying, ChainSettings settings)
    {
        (_underlying, _settings) = (underlying, settings);
        ILookup<bool, MarketSnapshot> isOwn = snapshots.ToLookup(s => string.Equals(s.Underlying, underlying, StringComparison.OrdinalIgnoreCase));
        Own = [.. isOwn[true]];
        _others = [.. isOwn[false].GroupBy(static s => s.Underlying, StringComparer.Ordinal).OrderBy(static g => g.Key, StringComparer.Ordinal)];
        if (Own.Count == 0)
            throw new BadInputException($"--combine {underlying}: no chain of it; there are {string.Join(", ", _others.Select(static g => g.Key))}");
        if (_others.Count == 0)
            throw new BadInputException($"--combine {underlying}: the files hold no other underlying to add to it");
    }

    /// <summary>Of the underlying that the others are brought to.</summary>
    public IReadOnlyList<MarketSnapshot> Own { get; }

    /// <summary>One of its own snapshots with that of each other underlying that is nearest in time.</summary>
    /// <exception cref="BadInputException">One cannot be added to it.</exception>
    public OptionChain Of(MarketSnapshot own)
    {
        try
        {
            return CombinedChain.Of(OptionChain.Of(own, _settings), [.. _others.Select(g => OptionChain.Of(g.MinBy(s => CombinedChain.Apart(s.AsOf, own.AsOf))!, _settings))]);
        }
        catch (CombineException e)
        {
            throw new BadInputException($"--combine {_underlying}: {e.Message}");
        }
    }
}
