using Poise.Chains;
using Poise.Domain;

namespace Poise.Flow;

/// <summary>A chain that is fed, with its levels under every choice that is asked of it: what quotes did not touch is not computed again.</summary>
public sealed class LiveFlow
{
    private readonly Func<FlowChoice, FlowSettings> _settings;
    private readonly Dictionary<FlowChoice, (LiveLevels Levels, int[] Places)> _asked = [];
    private readonly List<int> _touched = [];
    private bool _hasMoved;

    /// <param name="chain">As it now is; from here on it is fed through this.</param>
    /// <param name="settings">How levels are made under a choice.</param>
    public LiveFlow(QuotedChain chain, Func<FlowChoice, FlowSettings> settings)
    {
        Chain = chain;
        _settings = settings;
        // All quotes so far are in its first fit.
        chain.Fit(_touched);
    }

    public QuotedChain Chain { get; }

    /// <summary>The next picture of the same market.</summary>
    /// <returns>False, with nothing taken, where it has other contracts or an expiry has ended: the chain must be made anew.</returns>
    /// <exception cref="ArgumentException">It has no spot.</exception>
    public bool TryTake(MarketSnapshot next)
    {
        if (!(next.Spot > 0))
            throw new ArgumentException("the snapshot has no spot", nameof(next));
        ReadOnlySpan<OptionRow> rows = Chain.Rows, news = next.OptionSpan;
        if (news.Length != rows.Length)
            return false;
        for (int i = 0; i < rows.Length; i++)
        {
            if (!ReferenceEquals(news[i].Contract, rows[i].Contract) && !news[i].Contract.Equals(rows[i].Contract))
                return false;
        }
        if (!TryMove(next.AsOf, next.Spot))
            return false;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly OptionRow now = ref news[i], before = ref rows[i];
            bool isSame = now.Quote == before.Quote && now.OpenInterest.Equals(before.OpenInterest) && now.Vendor == before.Vendor && now.Forward.Equals(before.Forward);
            Chain.Take(i, now, touches: !isSame);
        }
        Chain.Picture = next;
        return true;
    }

    /// <returns>False, with nothing done, where an expiry has ended by then.</returns>
    public bool TryMove(Instant to, double spot)
    {
        if (to == Chain.Chain.AsOf && spot == Chain.Chain.Spot)
            return true;
        if (!Chain.Move(to, spot))
            return false;
        return _hasMoved = true;
    }

    /// <summary>The levels as all that was taken makes them, for each choice.</summary>
    /// <param name="choices">Of others that were asked before, nothing is kept.</param>
    public Dictionary<FlowChoice, LevelsNow> Levels(IReadOnlyCollection<FlowChoice> choices)
    {
        Chain.Fit(_touched);
        foreach (FlowChoice old in _asked.Keys.Where(k => !choices.Contains(k)).ToArray())
            _asked.Remove(old);
        var all = new Dictionary<FlowChoice, LevelsNow>();
        foreach (FlowChoice choice in choices)
        {
            if (!_asked.TryGetValue(choice, out (LiveLevels Levels, int[] Places) asked))
                _asked.Add(choice, asked = Begin(choice));
            else if (_hasMoved)
                asked.Levels.Reprice();
            else
                Reprice(asked);
            all.TryAdd(choice, asked.Levels.Now());
        }
        _hasMoved = false;
        _touched.Clear();
        return all;
    }

    private void Reprice((LiveLevels Levels, int[] Places) asked)
    {
        foreach (int s in _touched)
        {
            if (asked.Places[s] >= 0)
                asked.Levels.Reprice(asked.Places[s]);
        }
    }

    private (LiveLevels, int[]) Begin(FlowChoice choice)
    {
        var levels = new LiveLevels(Chain.Chain, _settings(choice));
        List<ExpirySlice> counted = [.. levels.Slices];
        return (levels, [.. Chain.Chain.Slices.Select(s => counted.IndexOf(s))]);
    }
}
