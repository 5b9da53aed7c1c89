using Poise.Domain;

namespace Poise.Flow;

/// <summary>Trades gathered into bars, as vendors sell them where single trades are not to be had.</summary>
public static class TradeBars
{
    /// <summary>One bar a contract and stretch of time in which it traded: typical price (first, last, highest and lowest in equal parts), the mean of the first and last quote. By end, then by symbol.</summary>
    /// <param name="trades">By time.</param>
    /// <param name="length">Of a bar; they begin at whole multiples of it.</param>
    public static List<OptionTrade> Of(IReadOnlyList<OptionTrade> trades, Duration length)
    {
        var open = new Dictionary<ContractId, Bar>();
        var bars = new List<OptionTrade>();
        Instant end = default;
        foreach (OptionTrade trade in trades)
        {
            Instant own = EndOf(trade.At, length);
            if (own != end)
                Close();
            end = own;
            if (!open.TryGetValue(trade.Contract, out Bar? bar))
                open.Add(trade.Contract, bar = new Bar(trade));
            bar.Add(trade);
        }
        Close();
        return bars;

        void Close()
        {
            int from = bars.Count;
            foreach (Bar bar in open.Values)
                bars.Add(bar.Trade(end));
            bars.Sort(from, bars.Count - from, Comparer<OptionTrade>.Create(static (a, b) => string.CompareOrdinal(a.Contract.Symbol, b.Contract.Symbol)));
            open.Clear();
        }
    }

    /// <summary>The end of the bar that an instant falls into.</summary>
    public static Instant EndOf(Instant at, Duration length) => new((at.UnixNanoseconds / length.Nanoseconds + 1) * length.Nanoseconds);

    private sealed class Bar(OptionTrade first)
    {
        private readonly OptionTrade _first = first;
        private OptionTrade _last;
        private double _high, _low = double.PositiveInfinity, _volume;

        public void Add(in OptionTrade trade)
        {
            _last = trade;
            _high = Math.Max(_high, trade.Price);
            _low = Math.Min(_low, trade.Price);
            _volume += trade.Quantity;
        }

        public OptionTrade Trade(Instant end) => new(
            _first.Contract, end, 0.25 * (_first.Price + _last.Price + _high + _low), _volume, null, 0.5 * (_first.Bid + _last.Bid), 0.5 * (_first.Ask + _last.Ask), TradeKind.Bar);
    }
}
