using System.Globalization;
using Poise.Domain;

namespace Poise.Chains;

/// <summary>
/// Follows the snapshots of one underlying in their order and says what one alone cannot show: contracts that came and went, a split, quotes that stand still. A pure
/// state machine.
/// </summary>
public sealed class SeriesWatch
{
    /// <summary>Spot that jumps by so much between two snapshots, without a split, is said.</summary>
    private const double Jump = 1.3;

    private MarketSnapshot? _last;
    private Instant _stillSince;

    /// <summary>
    /// The snapshot with what the ones before say of it, in its notes and its split; one that is no later than the last is given back as it is. What it says already, as a
    /// stored one may, is not said twice.
    /// </summary>
    public MarketSnapshot Follow(MarketSnapshot next)
    {
        if (_last is not MarketSnapshot last || next.AsOf <= last.AsOf)
        {
            if (_last is null)
                (_last, _stillSince) = (next, next.AsOf);
            return next;
        }
        var before = new Dictionary<string, int>(last.Options.Count, StringComparer.Ordinal);
        for (int i = 0; i < last.Options.Count; i++)
            before.TryAdd(last.Options[i].Contract.Id.Symbol, i);
        var notes = new List<string>(next.Notes);
        StockSplit? split = SplitSearch.Between(last, next);
        if (split is not null)
            notes.Add(Said(last, next, split));
        else
            Lives(last, next, before, notes);
        if (split is null && Math.Abs(Math.Log(next.Spot / last.Spot)) > Math.Log(Jump))
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"spot: went from {last.Spot} to {next.Spot} since {last.AsOf}; strikes were not divided by that: not taken for a split"));
        if (!StandStill(last, next, before))
            _stillSince = next.AsOf;
        else
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"quotes: not one of {next.Options.Count} contracts' changed since {_stillSince}{(next.Spot == last.Spot ? "" : $", while spot went from {last.Spot} to {next.Spot}")}: the feed stands still, or the market was closed"));
        _last = next;
        return next.With(notes: [.. notes.Distinct(StringComparer.Ordinal)], split: split);
    }

    private static string Said(MarketSnapshot last, MarketSnapshot next, StockSplit split)
    {
        string ratio = string.Create(CultureInfo.InvariantCulture, $"{split.Ratio:0.####}");
        IReadOnlyDictionary<string, string> successors = SplitSearch.Successors(last.Options.Select(static o => o.Contract), next, split);
        var now = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (OptionRow row in next.Options)
            now.TryAdd(row.Contract.Id.Symbol, row.OpenInterest);
        double old = 0, restated = 0;
        foreach (OptionRow row in last.Options)
        {
            if (successors.TryGetValue(row.Contract.Id.Symbol, out string? successor) && row.OpenInterest > 0 && now[successor] > 0)
                (old, restated) = (old + row.OpenInterest, restated + now[successor]);
        }
        string openInterest = old > 0 ? string.Create(CultureInfo.InvariantCulture, $", open interest there {restated / old:0.00} times as large") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"split: {ratio} for 1 since {split.Since}: spot went from {last.Spot} to {next.Spot}, strikes of {successors.Count} contracts were divided by {ratio}{openInterest}; levels before and after cannot be compared, alerts begin anew");
    }

    private static void Lives(MarketSnapshot last, MarketSnapshot next, Dictionary<string, int> before, List<string> notes)
    {
        int came = 0, kept = 0, went = 0;
        double cameWith = 0, wentWith = 0;
        var still = new HashSet<string>(StringComparer.Ordinal);
        foreach (OptionRow row in next.Options)
        {
            if (before.ContainsKey(row.Contract.Id.Symbol))
            {
                still.Add(row.Contract.Id.Symbol);
                kept++;
                continue;
            }
            came++;
            cameWith += row.OpenInterest > 0 ? row.OpenInterest : 0;
        }
        if (kept < before.Count)
        {
            // One that has ended went as it should.
            foreach (OptionRow row in last.Options.Where(r => r.Contract.Expiry > next.AsOf && !still.Contains(r.Contract.Id.Symbol)))
            {
                went++;
                wentWith += row.OpenInterest > 0 ? row.OpenInterest : 0;
            }
        }
        if (came + went > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"series: since {last.AsOf} {came} contracts came (open interest {cameWith:0.##}) and {went} went before their end (open interest {wentWith:0.##})"));
    }

    /// <summary>All contracts were there before, some have two sides, and no side of any moved.</summary>
    private static bool StandStill(MarketSnapshot last, MarketSnapshot next, Dictionary<string, int> before)
    {
        bool isQuoted = false;
        foreach (OptionRow row in next.Options)
        {
            if (!before.TryGetValue(row.Contract.Id.Symbol, out int old) || !row.Quote.Bid.Equals(last.Options[old].Quote.Bid) || !row.Quote.Ask.Equals(last.Options[old].Quote.Ask))
                return false;
            isQuoted |= row.Quote.IsTwoSided;
        }
        return isQuoted;
    }
}
