using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>
/// The exchange behind the protocol: it hands commands in, keeps what the public and the accounts may ask of the past, and tells the channels what happens. One thread, no clock: time is what it is called with.
/// </summary>
public sealed partial class ExchangeDesk : IServerDesk, IExchangeWatch
{
    private readonly Dictionary<int, AccountHolder> _holders = [];
    private readonly Connections _connections = new();
    private readonly TransferLog _transfers = new();
    private readonly List<AccountTrade> _fills = [];
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

    /// <summary>Opens an account for an owner; not while deeds are kept.</summary>
    /// <param name="funds">Units of each currency.</param>
    /// <param name="main">The account that it is a part of.</param>
    public AccountHolder Open(string name, Instant at, IReadOnlyDictionary<string, long> funds, MarginModel model = MarginModel.SegregatedStandard, int? main = null)
    {
        if (Deeds is not null)
            throw new InvalidOperationException("accounts are opened before deeds are kept");
        at = at > Exchange.Now ? at : Exchange.Now; // an exchange that is brought back may be ahead of the clock
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

    /// <summary>The transfer that was made last.</summary>
    internal MadeTransfer NewestTransfer => _transfers.Newest;

    /// <summary>Transfers that were made, the oldest first.</summary>
    internal IReadOnlyCollection<MadeTransfer> Transfers => _transfers.Made;

    /// <summary>A command of a session, or of REST; what it trades is in <see cref="Fills"/>.</summary>
    internal ExchangeAnswer Apply(in ExchangeCommand command, ServerSession? session = null) => Apply(command, session?.Number ?? 0);

    private ExchangeAnswer Apply(in ExchangeCommand command, long session)
    {
        Deeds?.Command(command, session);
        _fills.Clear();
        ExchangeAnswer answer = Market.Apply(command);
        if (session > 0 && answer.Number != 0 && command.Kind is CommandKind.Place or CommandKind.Wait or CommandKind.Quote)
            _connections.Placed(session, command.Account, answer.Number, Exchange);
        if (command.Kind == CommandKind.Transfer && answer.IsDone)
            _transfers.Add(command);
        return answer;
    }

    internal void SetSelfTrade(int account, SelfTrade mode)
    {
        AccountHolder holder = Holder(account);
        holder.SelfTrade = mode;
        Deeds?.Holder(holder);
    }

    /// <summary>Quotes of an account are taken no more, or again.</summary>
    internal void Freeze(int account, bool isFrozen)
    {
        AccountHolder holder = Holder(account);
        holder.IsFrozen = isFrozen;
        Deeds?.Holder(holder);
    }

    /// <returns>The group's number.</returns>
    internal int SetGroup(int account, in QuoteGroup group)
    {
        Deeds?.Group(account, group);
        return Holder(account).SetGroup(group);
    }

    public bool CancelsOnDisconnect(int account) => _connections.Cancels(account);

    public void SetCancelOnDisconnect(int account, bool isOn)
    {
        if (_connections.SetCancels(account, isOn))
            Deeds?.Cancels(account, isOn);
    }

    public void Changed(ServerSession session)
    {
        if (session.LastLogin is { } login && _connections.Set(session.Number, login.Account, session.OwnCancel))
            Deeds?.Session(session.Number, login.Account, session.OwnCancel);
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
        Advance(now);
        Drop(session.Number, login.Account, cancel);
    }

    private void Drop(long session, int account, CancelScope cancel)
    {
        HashSet<long>? orders = _connections.Close(session, account);
        if (cancel == CancelScope.Account)
            Apply(ExchangeCommand.CancelAll(Exchange.Now, account, OrderFilter.All, VenueReason.Disconnected));
        if (cancel == CancelScope.Connection && orders is not null)
        {
            // What a waiting order became came over this connection too.
            foreach (OrderRecord order in Exchange.OpenOrders(account))
            {
                if (orders.Contains(order.Number) || orders.Contains(order.Origin))
                    Apply(ExchangeCommand.Cancel(Exchange.Now, account, order.Number) with { Reason = VenueReason.Disconnected });
            }
        }
        Deeds?.Gone(session, account);
    }

    public void EndBatch(Instant now) => _feeds!.EndBatch();

    public void Tick(Instant now)
    {
        Advance(now);
        _feeds!.Tick(now);
        _accountFeeds!.Tick(now);
    }

    /// <summary>Clocks of sockets may be a little behind the exchange, which never goes back.</summary>
    private void Advance(Instant now)
    {
        _fills.Clear();
        if (now > Exchange.Now)
            Market.AdvanceTo(now);
    }
}
