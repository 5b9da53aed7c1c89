using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>
/// The exchange behind the protocol: it hands commands in, keeps what the public and the accounts may ask of the past, and tells the channels what happens. One thread, no clock: time is what it is called with.
/// </summary>
public sealed class ExchangeDesk : IServerDesk, IExchangeWatch
{
    private readonly List<MarketRecord> _records = [];
    private readonly List<IndexRecord> _indices = [];
    private readonly Dictionary<int, AccountHolder> _holders = [];
    private readonly Dictionary<(long Session, int Account), HashSet<long>> _sessionOrders = [];
    private readonly List<AccountTrade> _fills = [];
    private readonly List<double> _funded = [];
    private readonly Dictionary<int, AccountLog> _logs = [];
    private MarketFeeds? _feeds;
    private AccountFeeds? _accountFeeds;
    private DeribitServer? _server;

    public ExchangeDesk(ExchangeMarket market)
    {
        Market = market;
        foreach (ListedInstrument _ in Exchange.Instruments)
            _records.Add(new MarketRecord());
        foreach (ListingSettings _ in Exchange.Settings.Listings)
        {
            _indices.Add(new IndexRecord());
            _funded.Add(0);
        }
        market.Watch = this;
    }

    public ExchangeMarket Market { get; }

    public SimulatedExchange Exchange => Market.Exchange;

    public string Locked => "false";

    /// <summary>Trades of the last command, of all accounts that are remembered.</summary>
    public IReadOnlyList<AccountTrade> Fills => _fills;

    /// <summary>The methods that ask for this exchange.</summary>
    public IEnumerable<IServerMethods> Methods =>
        [new MarketMethods(this), new HistoryMethods(this), new TradingMethods(this), new OrderQueries(this), new QuoteMethods(this), new AccountMethods(this), new ModelMethods(this), new LedgerMethods(this)];

    /// <summary>Speaks through this server from now on.</summary>
    public void Serve(DeribitServer server)
    {
        _server = server;
        (_feeds, _accountFeeds) = (new MarketFeeds(this, server), new AccountFeeds(this, server));
    }

    /// <summary>Opens an account for an owner.</summary>
    /// <param name="funds">Units of each currency.</param>
    /// <param name="main">The account that it is a part of.</param>
    public AccountHolder Open(string name, Instant at, IReadOnlyDictionary<string, long> funds, MarginModel model = MarginModel.SegregatedStandard, int? main = null)
    {
        int account = Market.Apply(ExchangeCommand.Open(at, model)).Count;
        var holder = new AccountHolder(account, name, at, main);
        _holders.Add(account, holder);
        _logs.Add(account, new AccountLog());
        foreach ((string currency, long units) in funds.OrderBy(static f => f.Key, StringComparer.Ordinal))
            Market.Apply(ExchangeCommand.Deposit(at, account, Exchange.Currencies.ToList().IndexOf(currency), units));
        return holder;
    }

    public AccountHolder Holder(int account) => _holders[account];

    /// <summary>Whether an account is one that was opened here, and no participant's.</summary>
    internal bool IsHeld(int account) => _holders.ContainsKey(account);

    public IEnumerable<AccountHolder> Holders => _holders.Values;

    /// <summary>An owner's accounts, the main one first.</summary>
    internal IEnumerable<AccountHolder> Family(int account)
    {
        int main = Holder(account).Main ?? account;
        return _holders.Values.Where(h => h.Account == main || h.Main == main).OrderBy(static h => h.Account);
    }

    internal AccountLog Log(int account) => _logs[account];

    /// <summary>The exchange's time does not go back, whatever sockets say.</summary>
    internal Instant At(ServerCall call) => call.Now > Exchange.Now ? call.Now : Exchange.Now;

    /// <summary>The instrument that a call names; where there is none the call is refused.</summary>
    internal ListedInstrument? Instrument(ServerCall call)
    {
        string name = call.Params.Text("instrument_name"u8);
        if (call.IsRefused)
            return null;
        if (Exchange.Find(name) is { } found)
            return found;
        call.Refuse(DeribitError.UnknownInstrument, "", "instrument_name");
        return null;
    }

    /// <summary>The listing of the index that a call names.</summary>
    internal int? Listing(ServerCall call) => Listing(call, "index_name"u8);

    internal int? Listing(ServerCall call, ReadOnlySpan<byte> param)
    {
        string name = call.Params.Text(param);
        if (call.IsRefused)
            return null;
        if (_feeds!.ListingOf(name) is >= 0 and int listing)
            return listing;
        call.Params.Refuse(param, "must be one of " + string.Join(", ", Exchange.Settings.Listings.Select(static l => l.IndexName)));
        return null;
    }

    /// <summary>The number of the currency that a call names.</summary>
    internal int? Currency(ServerCall call)
    {
        string name = call.Params.Text("currency"u8);
        if (call.IsRefused)
            return null;
        for (int currency = 0; currency < Exchange.Currencies.Count; currency++)
        {
            if (string.Equals(Exchange.Currencies[currency], name, StringComparison.OrdinalIgnoreCase))
                return currency;
        }
        call.Params.Refuse("currency"u8, "must be one of " + string.Join(", ", Exchange.Currencies));
        return null;
    }

    internal MarketRecord Record(ListedInstrument instrument) => _records[instrument.Number];

    internal IndexRecord Index(int listing) => _indices[listing];

    internal AccountLimits LimitsOf(int account) => _server!.Limits.Of(account);

    /// <summary>Of a book: counts its changes.</summary>
    internal long ChangeOf(int instrument) => _feeds!.ChangeOf(instrument);

    /// <summary>Name of what an option's forward is: the future of its expiry, else a synthetic one.</summary>
    internal string UnderlyingOf(ListedInstrument option)
    {
        string symbol = option.Contract.Id.Symbol, name = symbol[..symbol.IndexOf('-', symbol.IndexOf('-', StringComparison.Ordinal) + 1)];
        return Exchange.Find(name) is not null ? name : "SYN." + name;
    }

    /// <summary>What longs paid of their notional in the last eight hours, as far as they are known.</summary>
    internal double FundingOfEightHours(ListedInstrument perpetual)
    {
        IReadOnlyList<(Instant At, double Before, double Price, double Hour, double Eight)> hours = _indices[perpetual.Listing].Hours;
        double sum = perpetual.Premium!.Funding;
        for (int i = Math.Max(0, hours.Count - 8); i < hours.Count; i++)
            sum += hours[i].Hour;
        return sum;
    }

    /// <summary>A command of a session, or of REST; what it trades is in <see cref="Fills"/>.</summary>
    internal ExchangeAnswer Apply(in ExchangeCommand command, ServerSession? session = null)
    {
        _fills.Clear();
        ExchangeAnswer answer = Market.Apply(command);
        if (session is not null && answer.Number != 0 && command.Kind is CommandKind.Place or CommandKind.Wait or CommandKind.Quote)
        {
            if (!_sessionOrders.TryGetValue((session.Number, command.Account), out HashSet<long>? orders))
                _sessionOrders.Add((session.Number, command.Account), orders = []);
            orders.Add(answer.Number);
            // What has ended for good needs no cancel when the link drops.
            if (orders.Count > 1000 && orders.Count % 500 == 0)
                orders.RemoveWhere(n => !Exchange.TryFind(n, out OrderRecord o) || o.Stage is not (OrderStage.Open or OrderStage.Waiting or OrderStage.Triggered));
        }
        return answer;
    }

    public bool Knows(in DeribitChannel channel) => _feeds!.Knows(channel);

    public void Subscribed(ServerSession session, in DeribitChannel channel, Instant now)
    {
        Advance(now);
        if (channel.IsPrivate)
            _accountFeeds!.Add(session, channel);
        else
            _feeds!.Add(session, channel);
    }

    public void Unsubscribed(ServerSession session, in DeribitChannel channel)
    {
        if (channel.IsPrivate)
            _accountFeeds!.Drop(channel);
        else
            _feeds!.Drop(channel);
    }

    public void Closed(ServerSession session, CancelScope cancel, Instant now)
    {
        if (session.LastLogin is not { } login)
            return;
        _sessionOrders.Remove((session.Number, login.Account), out HashSet<long>? orders);
        Advance(now);
        if (cancel == CancelScope.Account)
            Market.Apply(ExchangeCommand.CancelAll(Exchange.Now, login.Account, OrderFilter.All, VenueReason.Disconnected));
        if (cancel != CancelScope.Connection || orders is null)
            return;
        // What a waiting order became came over this connection too.
        foreach (OrderRecord order in Exchange.OpenOrders(login.Account))
        {
            if (orders.Contains(order.Number) || orders.Contains(order.Origin))
                Market.Apply(ExchangeCommand.Cancel(Exchange.Now, login.Account, order.Number) with { Reason = VenueReason.Disconnected });
        }
    }

    public void EndBatch(Instant now) => _feeds!.EndBatch();

    public void Tick(Instant now)
    {
        Advance(now);
        _feeds!.Tick(now);
        _accountFeeds!.Tick(now);
    }

    void IExchangeWatch.Matched(Instant at, ReadOnlySpan<MatchEvent> events)
    {
        foreach (AccountTrade fill in Exchange.Fills)
        {
            _fills.Add(fill);
            if (_logs.TryGetValue(fill.Account, out AccountLog? log))
                log.Add(Logged(fill));
        }
        // All trades of a step are of one instrument.
        int trades = 0, seen = 0;
        foreach (ref readonly MatchEvent e in events)
            trades += e.Kind == MatchEventKind.Trade ? 1 : 0;
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
                _records.Add(new MarketRecord());
                break;
            case NoticeKind.Funded:
                _funded[Exchange.Instruments[notice.Instrument].Listing] += notice.Price;
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

    /// <summary>Clocks of sockets may be a little behind the exchange, which never goes back.</summary>
    private void Advance(Instant now)
    {
        _fills.Clear();
        if (now > Exchange.Now)
            Market.AdvanceTo(now);
    }

    private LogEntry Logged(in AccountTrade fill)
    {
        ListedInstrument instrument = Exchange.Instruments[fill.Instrument];
        long cost = instrument.Terms.Worth(fill.Side == Side.Buy ? fill.Lots : -fill.Lots, fill.Price);
        return new LogEntry(
            0, fill.At, instrument.Terms.Currency, "trade", -cost - fill.Fee, Exchange.Accounts.Cash(fill.Account, instrument.Terms.Currency), fill.Instrument, fill,
            Exchange.Accounts.Position(fill.Account, fill.Instrument));
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
            log.Add(new LogEntry(0, at, instrument.Terms.Currency, "delivery", change, Exchange.Accounts.Cash(account, instrument.Terms.Currency) + change, instrument.Number, Position: held, Price: price));
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
