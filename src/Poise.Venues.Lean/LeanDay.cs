using Poise.Domain;
using Poise.Venues;

namespace Poise.Venues.Lean;

/// <summary>One underlying on one day: what all its entries said.</summary>
internal sealed class LeanDay(LeanMarket market, DateOnly date, Instant asOf)
{
    private readonly Dictionary<(string Root, OptionType Type, int Strike, DateOnly Listed), LeanSeries> _series = [];
    private readonly List<LeanSeries> _inOrder = [];
    private readonly List<LeanSpot> _spots = [];
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private readonly HashSet<(string Root, DateOnly Listed)> _traded = [];
    private readonly Instant _limit = asOf.IsKnown ? asOf : market.CloseOf(date);
    private Instant _lastQuote;
    private bool _hasOpenInterest, _spotHasNoClock;

    public LeanMarket Market => market;

    public DateOnly Date => date;

    public bool HasQuotes { get; private set; }

    /// <summary>What was left out of the chain; counts contracts.</summary>
    public RefusalLog Log { get; } = new();

    /// <summary>What was left out of the trades; counts lines, and entries whose contract does not read.</summary>
    public RefusalLog TradeLog { get; } = new();

    /// <summary>Makes room for an entry's contract, in the order in which the source names them; false when the entry is not to be read.</summary>
    public bool TryList(in LeanEntry entry, LeanMarket entryMarket)
    {
        RefusalLog log = entry.Name.Kind == LeanKind.Trade ? TradeLog : Log;
        if (entry.Name.Of != LeanOf.Option)
            return TryListSpot(entry, entryMarket);
        if (entry.Form == LeanForm.NoContract)
        {
            log.Add(0, 0, entry.Zip, $"{entry.Text}: {entry.Reason}", entry.Name.Kind == LeanKind.Trade || _refused.Add(entry.Text.Split('_', 5)[^1]) ? 1 : 0);
            return false;
        }
        LeanName name = entry.Name;
        var key = (name.Root, name.Type, name.StrikeMills, name.Listed);
        if (!_series.TryGetValue(key, out LeanSeries? series))
        {
            _series[key] = series = new LeanSeries(entryMarket.ContractOf(name), entry.Number);
            _inOrder.Add(series);
        }
        if (!series.TryEnter(name.Kind))
        {
            log.Add(0, 0, entry.Zip, $"{entry.Text}: the contract has such an entry already", 0);
            return false;
        }
        HasQuotes |= name.Kind == LeanKind.Quote;
        _hasOpenInterest |= name.Kind == LeanKind.OpenInterest;
        if (name.Kind == LeanKind.Trade)
            _traded.Add(TradedWith(name.Root, name.Listed));
        return true;
    }

    public void Read(in LeanEntry entry, ReadOnlySpan<byte> text, Span<int> scratch)
    {
        LeanName name = entry.Name;
        bool isOption = name.Of == LeanOf.Option;
        LeanClock clock = isOption ? market.OptionClock : market.SpotClock;
        double scale = isOption ? market.OptionScale : market.SpotScale;
        bool isTape = isOption && name.Kind == LeanKind.Trade;
        var bars = new LeanBars(text, scratch, LeanMarket.Midnight(clock, date), scale, entry.Text, isTape ? TradeLog : Log, isTape ? 1 : 0);
        if (!isOption)
        {
            _spots.Find(s => s.Kind == name.Kind && s.Month == name.Month)!.Read(ref bars);
            return;
        }
        LeanSeries series = _series[(name.Root, name.Type, name.StrikeMills, name.Listed)];
        if (name.Kind == LeanKind.Trade)
            series.ReadTrades(ref bars);
        else if (name.Kind == LeanKind.OpenInterest)
            series.ReadOpenInterest(ref bars, _limit);
        else
        {
            Instant last = series.ReadQuotes(ref bars, _limit);
            _lastQuote = last > _lastQuote ? last : _lastQuote;
        }
    }

    /// <summary>The trades up to an instant; unknown: all.</summary>
    public void Trades(List<OptionTrade> into, Instant upTo)
    {
        foreach (LeanSeries series in _inOrder)
        {
            foreach (OptionTrade trade in series.Trades)
            {
                if (!upTo.IsKnown || trade.At <= upTo)
                    into.Add(trade);
            }
        }
    }

    /// <summary>The picture at the instant asked for, else at the last quote up to the close; null where the day has none.</summary>
    public MarketSnapshot? Snapshot(in ReadingOptions options)
    {
        Instant at = asOf.IsKnown ? asOf : _limit.IsKnown && _lastQuote > _limit ? _limit : _lastQuote;
        if (!HasQuotes || !at.IsKnown || (asOf.IsKnown && market.DayOf(asOf) != date))
            return null;
        var rows = new List<OptionRow>(_inOrder.Count);
        int unquoted = 0;
        DateOnly nearest = DateOnly.MaxValue;
        foreach (LeanSeries series in _inOrder)
        {
            Contract contract = series.Contract;
            OptionRow row = series.RowAt(at, _traded.Contains(TradedWith(contract.Root, contract.ListedExpiry)));
            rows.Add(row);
            unquoted += double.IsNaN(row.Quote.Bid) && double.IsNaN(row.Quote.Ask) ? 1 : 0;
            nearest = contract.Expiry > at && contract.ListedExpiry < nearest ? contract.ListedExpiry : nearest;
        }
        (double spot, string source, int month) = LeanSpot.Choose(_spots, nearest == DateOnly.MaxValue ? date : nearest, at);
        return new MarketSnapshot
        {
            Underlying = market.Underlying,
            Source = LeanZips.Name,
            AsOf = at,
            QuoteDate = market.IsFuture ? NewYork.DateOf(at) : date,
            Spot = options.HasSpot ? options.Spot : spot,
            SpotSource = options.HasSpot ? "given" : source,
            Options = rows,
            Rows = rows.Count + Log.Count,
            Refusals = Log.Refusals,
            RefusedCount = Log.Count,
            Notes = Notes(rows.Count, unquoted, spot > 0 && !options.HasSpot ? month : 0),
        };
    }

    private List<string> Notes(int rows, int unquoted, int month)
    {
        var notes = new List<string> { ClockNote(market) };
        if (!asOf.IsKnown)
            notes.Add("taken where the last quote bar of the day ends, at the latest at the regular close");
        notes.Add($"{unquoted} of {rows} contracts had no quote by then");
        if (!_hasOpenInterest)
            notes.Add("open interest is not known: none of its entries is there");
        if (_traded.Count == 0)
            notes.Add("volume is not known: no entry of trades is there");
        if (month > 0)
            notes.Add($"spot is the {market.Underlying} future of {month}");
        if (_spotHasNoClock)
            notes.Add($"bars of the index {market.Underlying} were not read: on which clock they stand is not known");
        if (Log.Refusals.Count > Log.Count)
            notes.Add("some lines or entries were left out: see the refusals");
        return notes;
    }

    internal static string ClockNote(LeanMarket market) => market.IsFuture
        ? "bars are stamped with their start, in UTC"
        : market.SpotClock == LeanClock.Chicago ? "bars are stamped with their start, New York's time; those of the index with Chicago's" : "bars are stamped with their start, New York's time";

    private bool TryListSpot(in LeanEntry entry, LeanMarket entryMarket)
    {
        LeanName name = entry.Name;
        if (name.Kind == LeanKind.OpenInterest)
            return false;
        if (entryMarket.SpotClock == LeanClock.Unknown)
        {
            _spotHasNoClock = true;
            return false;
        }
        if (_spots.Exists(s => s.Kind == name.Kind && s.Month == name.Month))
        {
            Log.Add(0, 0, entry.Zip, $"{entry.Text}: the underlying has such an entry already", 0);
            return false;
        }
        _spots.Add(new LeanSpot(name.Kind, name.Month));
        return true;
    }

    /// <summary>What a zip of trades covers: a class, of futures' options one expiry of it.</summary>
    private (string Root, DateOnly Listed) TradedWith(string root, DateOnly listed) => (root, market.IsFuture ? listed : default);
}
