using Poise.Domain;

namespace Poise.Venues.Lean;

/// <summary>What one day's entries say of one option.</summary>
/// <param name="place">The 1-based place of its first entry in the zip.</param>
internal sealed class LeanSeries(Contract contract, int place)
{
    private readonly List<OptionTrade> _trades = [];
    private LeanKinds _seen;
    private Quote _quote = Quote.Absent;
    private double _openInterest = double.NaN;
    private bool _tradesAreWhole = true;

    public Contract Contract => contract;

    public IReadOnlyList<OptionTrade> Trades => _trades;

    /// <summary>Notes that an entry of this kind is there; false when there was one before.</summary>
    public bool TryEnter(LeanKind kind)
    {
        var flag = (LeanKinds)(1 << (int)kind);
        bool isNew = !_seen.HasFlag(flag);
        _seen |= flag;
        return isNew;
    }

    public void ReadTrades(ref LeanBars bars)
    {
        while (bars.TryTrade(out TradeBar bar))
        {
            if (bar.Volume > 0)
                _trades.Add(new OptionTrade(contract.Id, bar.End, bar.Typical, bar.Volume, null, double.NaN, double.NaN, TradeKind.Bar));
        }
        _tradesAreWhole = bars.Refused == 0;
    }

    /// <param name="limit">What is stamped later is not known yet; unknown: all is.</param>
    public void ReadOpenInterest(ref LeanBars bars, Instant limit)
    {
        while (bars.TryOpenInterest(out Instant at, out double contracts))
        {
            if (!limit.IsKnown || at <= limit)
                _openInterest = contracts;
        }
        // Which of its figures was lost is not known.
        if (bars.Refused > 0)
            _openInterest = double.NaN;
    }

    /// <summary>Reads the quotes after the trades: each trade takes the quote of its minute.</summary>
    /// <param name="limit">The quote in force is that of the last bar which ended by then; unknown: of the last bar.</param>
    /// <returns>The end of the last bar.</returns>
    public Instant ReadQuotes(ref LeanBars bars, Instant limit)
    {
        int next = 0;
        QuoteBar last = default;
        while (bars.TryQuote(out QuoteBar bar))
        {
            for (; next < _trades.Count && _trades[next].At < bar.End; next++)
                Give(next, last);
            if (next < _trades.Count && _trades[next].At == bar.End)
            {
                _trades[next] = _trades[next] with { Bid = Between(bar.BidOpen, bar.BidClose), Ask = Between(bar.AskOpen, bar.AskClose) };
                next++;
            }
            if (!limit.IsKnown || bar.End <= limit)
                _quote = bar.AtClose;
            last = bar;
        }
        for (; next < _trades.Count; next++)
            Give(next, last);
        return last.End;
    }

    /// <param name="tradesAreThere">The day's trades of its class are known, so that no trade means none.</param>
    public OptionRow RowAt(Instant asOf, bool tradesAreThere)
    {
        double volume = tradesAreThere && _tradesAreWhole ? 0 : double.NaN;
        foreach (OptionTrade trade in _trades)
            volume += trade.At <= asOf ? trade.Quantity : 0;
        return new OptionRow(contract, _quote, double.NaN, _openInterest, volume, VendorGreeks.Absent, double.NaN, null, place);
    }

    private void Give(int trade, in QuoteBar last)
    {
        if (last.End.IsKnown)
            _trades[trade] = _trades[trade] with { Bid = last.BidClose, Ask = last.AskClose };
    }

    /// <summary>Mean of a side's open and close; the one that is there where the side came or went within the minute.</summary>
    private static double Between(double open, double close) =>
        double.IsNaN(open) ? close : double.IsNaN(close) ? open : 0.5 * (open + close);

    [Flags]
    private enum LeanKinds : byte
    {
        None,
        Quote = 1,
        Trade = 2,
        OpenInterest = 4,
    }
}
