using Poise.Domain;

namespace Poise.Exchange.Server;

/// <summary>What happens on the exchange, as it is written down for who asks later, and told to the channels.</summary>
public sealed partial class ExchangeDesk
{
    private readonly List<MarketRecord> _records = [];
    private readonly List<IndexRecord> _indices = [];
    private readonly List<double> _funded = [];
    private long _step;

    void IExchangeWatch.Matched(Instant at, ReadOnlySpan<MatchEvent> events)
    {
        foreach (AccountTrade fill in Exchange.Fills)
        {
            _fills.Add(fill);
            if (_logs.TryGetValue(fill.Account, out AccountLog? log))
                log.Add(Logged(fill));
        }
        _step++;
        // All trades of a step are of one instrument.
        int trades = 0, seen = 0;
        foreach (ref readonly MatchEvent e in events)
        {
            if (e.Kind == MatchEventKind.Level)
                _records[e.Instrument].Touch(_step);
            trades += e.Kind == MatchEventKind.Trade ? 1 : 0;
        }
        foreach (ref readonly MatchEvent e in events)
        {
            if (e.Kind == MatchEventKind.Trade)
                Trade(e, Exchange.TradesOf(e.Instrument) - trades + ++seen, at);
        }
        _feeds?.Matched(events);
        _accountFeeds?.Matched(events);
    }

    void IExchangeWatch.Happened(Instant at, in ExchangeNotice notice)
    {
        switch (notice.Kind)
        {
            case NoticeKind.Listed:
                if (notice.Instrument == _records.Count)
                    _records.Add(new MarketRecord());
                else
                    _records[notice.Instrument] = new MarketRecord();
                break;
            case NoticeKind.Funded:
                _funded[Exchange.Instruments[notice.Instrument].Listing] += notice.Price;
                LogFunding(Exchange.Instruments[notice.Instrument], notice.Price, at);
                break;
            case NoticeKind.Cash when _logs.TryGetValue(notice.Account, out AccountLog? moved):
                moved.Add(new LogEntry(0, at, notice.Group, notice.Number > 0 ? "deposit" : "withdrawal", notice.Number, Exchange.Accounts.Cash(notice.Account, notice.Group)));
                break;
            case NoticeKind.Settled:
                LogSettlement(Exchange.Instruments[notice.Instrument], notice.Price, at);
                _indices[Exchange.Instruments[notice.Instrument].Listing].Deliver(at, notice.Price);
                break;
            case NoticeKind.Marked:
                for (int i = 0; i < _indices.Count; i++)
                {
                    _indices[i].See(at, Exchange.IndexOf(i), Exchange.Perpetual(i).Premium!.Rate, _funded[i]);
                    _funded[i] = 0;
                }
                break;
            default:
                break;
        }
        _feeds?.Happened(notice);
        _accountFeeds?.Happened(notice);
    }

    /// <summary>Funding that an account got or paid (negative), as its log has it, the oldest first.</summary>
    public IReadOnlyList<(long Id, Instant At, long Units)> FundingOf(int account) =>
        [.. _logs[account].Entries.Where(static e => e.Type == LogEntry.Funding).Select(static e => (e.Id, e.At, e.Change))];

    private LogEntry Logged(in AccountTrade fill)
    {
        ListedInstrument instrument = Exchange.Instruments[fill.Instrument];
        long cost = instrument.Terms.Worth(fill.Side == Side.Buy ? fill.Lots : -fill.Lots, fill.Price);
        return new LogEntry(
            0, fill.At, instrument.Terms.Currency, "trade", -cost - fill.Fee, Exchange.Accounts.Cash(fill.Account, instrument.Terms.Currency), instrument.Terms, fill,
            Exchange.Accounts.Position(fill.Account, fill.Instrument));
    }

    /// <summary>Told when it has been paid.</summary>
    private void LogFunding(ListedInstrument perpetual, double rate, Instant at)
    {
        foreach ((int account, AccountLog log) in _logs)
        {
            long held = Exchange.Accounts.Position(account, perpetual.Number), change = Exchange.Accounts.Funding(perpetual.Number, held, rate);
            if (change != 0)
                log.Add(new LogEntry(0, at, perpetual.Terms.Currency, LogEntry.Funding, change, Exchange.Accounts.Cash(account, perpetual.Terms.Currency), perpetual.Terms, Position: held));
        }
    }

    /// <summary>Told before positions become cash.</summary>
    private void LogSettlement(ListedInstrument instrument, double price, Instant at)
    {
        foreach ((int account, AccountLog log) in _logs)
        {
            long held = Exchange.Accounts.Position(account, instrument.Number);
            if (held == 0)
                continue;
            long change = Exchange.Accounts.Payoff(instrument.Number, held, price);
            log.Add(new LogEntry(0, at, instrument.Terms.Currency, "delivery", change, Exchange.Accounts.Cash(account, instrument.Terms.Currency) + change, instrument.Terms, Position: held, Price: price));
        }
    }

    private void Trade(in MatchEvent trade, long sequence, Instant at)
    {
        ListedInstrument instrument = Exchange.Instruments[trade.Instrument];
        double index = Exchange.IndexOf(instrument.Listing), price = trade.Price * instrument.Terms.Tick, lot = trade.Quantity * instrument.Terms.Lot;
        double coins = instrument.Terms.IsInverseFuture ? lot / price : lot;
        double usd = instrument.Terms.IsInverseFuture ? lot : instrument.Contract is { IsOption: true, Style: PayoffStyle.Inverse } ? lot * price * index : lot * price;
        bool isLiquidation = Exchange.TryFind(trade.Order, out OrderRecord order) && order.IsLiquidation;
        SeenTrade seen = _records[trade.Instrument].Add(trade, sequence, at, instrument, index, isLiquidation, coins, usd);
        _feeds?.Traded(instrument, seen);
    }
}
