using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Lean;

/// <summary>All underlyings and days of one reading.</summary>
internal sealed class LeanDays(Instant asOf)
{
    private readonly Dictionary<(string Underlying, bool IsFuture, DateOnly Date), LeanDay> _days = [];
    private readonly List<LeanDay> _inOrder = [];
    private readonly List<(LeanEntry Entry, LeanDay Day)> _listed = [];

    /// <summary>What belongs to no underlying.</summary>
    private readonly RefusalLog _orphans = new();

    /// <summary>The entries that are to be read.</summary>
    public IReadOnlyList<(LeanEntry Entry, LeanDay Day)> Listed => _listed;

    public void List(in LeanEntry entry)
    {
        if (entry.Form == LeanForm.Foreign)
        {
            _orphans.Add(0, 0, entry.Zip, $"{Shown.Text(System.Text.Encoding.UTF8.GetBytes(entry.Text), 80)}: {entry.Reason}", 0);
            return;
        }
        if (LeanMarket.Of(entry, out string reason) is not { } market)
        {
            _orphans.Add(0, 0, entry.Zip, $"{entry.Text}: {reason}", 0);
            return;
        }
        var key = (market.Underlying, market.IsFuture, entry.Name.Date);
        if (!_days.TryGetValue(key, out LeanDay? day))
        {
            _days[key] = day = new LeanDay(market, entry.Name.Date, asOf);
            _inOrder.Add(day);
        }
        if (day.TryList(entry, market))
            _listed.Add((entry, day));
    }

    public Reading Finish(in ReadingOptions options)
    {
        _inOrder.Sort(static (a, b) => a.Date != b.Date ? a.Date.CompareTo(b.Date) : string.CompareOrdinal(a.Market.Underlying, b.Market.Underlying));
        if (_inOrder.Count > 0)
            (_inOrder.Find(static d => d.HasQuotes) ?? _inOrder[0]).Log.Take(_orphans);
        var snapshots = new List<MarketSnapshot>();
        foreach (LeanDay day in _inOrder)
        {
            if (day.Snapshot(options) is { } snapshot)
                snapshots.Add(snapshot);
            else
                day.TradeLog.Take(day.Log);
        }
        snapshots.Sort(static (a, b) => a.AsOf != b.AsOf ? a.AsOf.CompareTo(b.AsOf) : string.CompareOrdinal(a.Underlying, b.Underlying));
        List<TradeTape> tapes = Tapes(snapshots.Count > 0);
        return snapshots.Count + tapes.Count > 0 ? Reading.Of(snapshots, tapes) : Reading.Refused(Emptiness());
    }

    private List<TradeTape> Tapes(bool othersAreThere)
    {
        var tapes = new List<TradeTape>();
        foreach (IGrouping<(string, bool), LeanDay> days in _inOrder.GroupBy(static d => (d.Market.Underlying, d.Market.IsFuture)).OrderBy(static g => g.Key.Underlying, StringComparer.Ordinal))
        {
            var trades = new List<OptionTrade>();
            var log = new RefusalLog();
            foreach (LeanDay day in days)
            {
                day.Trades(trades, asOf);
                log.Take(day.TradeLog);
            }
            // Refusals alone are worth telling beside a chain; without one they are the reading's failure.
            if (trades.Count == 0 && (log.Refusals.Count == 0 || !othersAreThere))
                continue;
            trades.Sort(static (a, b) => a.At != b.At ? a.At.CompareTo(b.At) : string.CompareOrdinal(a.Contract.Symbol, b.Contract.Symbol));
            int unquoted = trades.Count(static t => double.IsNaN(t.Bid) && double.IsNaN(t.Ask));
            var notes = new List<string>
            {
                "trades are one-minute bars, not single trades: of each the mean of open, high, low and close, and the mean quote of its minute",
                LeanDay.ClockNote(days.First().Market),
            };
            if (unquoted > 0)
                notes.Add($"{unquoted} of {trades.Count} trades have no quote");
            tapes.Add(new TradeTape
            {
                Underlying = days.First().Market.Underlying,
                Source = LeanZips.Name,
                Trades = trades,
                Refusals = log.Refusals,
                RefusedCount = log.Count,
                Notes = notes,
            });
        }
        return tapes;
    }

    /// <summary>Why there is neither a chain nor a trade.</summary>
    private string Emptiness()
    {
        var quoted = _inOrder.Where(static d => d.HasQuotes).Select(static d => d.Date).Distinct().Take(10).ToList();
        if (asOf.IsKnown && quoted.Count > 0)
            return $"no quote and no earlier trade at {asOf}: there are quotes of {string.Join(", ", quoted.Select(static d => $"{d:yyyy-MM-dd}"))}";
        Refusal? first = _orphans.Refusals.Concat(_inOrder.SelectMany(static d => d.TradeLog.Refusals)).FirstOrDefault();
        return first is null ? "holds no quote and no trade of an option" : $"holds no quote and no trade of an option that can be read; the first refusal: {first}";
    }
}
