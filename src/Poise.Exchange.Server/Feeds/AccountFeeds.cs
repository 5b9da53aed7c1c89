using System.Text.Json;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>Channels of accounts: orders, trades, changes, portfolios, protections that trip. Only those who have logged in for an account hear of it.</summary>
internal sealed class AccountFeeds(ExchangeDesk desk, DeribitServer server)
{
    private sealed class News
    {
        public readonly List<long> Orders = [];
        public readonly List<AccountTrade> Trades = [];

        public bool IsEmpty => Orders.Count == 0 && Trades.Count == 0;

        public void Add(long order)
        {
            if (!Orders.Contains(order))
                Orders.Add(order);
        }

        public void Clear()
        {
            Orders.Clear();
            Trades.Clear();
        }
    }

    private readonly List<DeribitChannel> _channels = [];
    private readonly SortedDictionary<int, News> _now = [], _gathered = [];
    private readonly SortedSet<(int Account, int Currency)> _portfolios = [];
    private readonly Beat _fast = new(Duration.FromMilliseconds(100));

    private SimulatedExchange Exchange => desk.Exchange;

    public void Add(ServerSession session, in DeribitChannel channel)
    {
        if (!_channels.Contains(channel))
            _channels.Add(channel);
        if (channel.Kind == DeribitChannelKind.UserPortfolio && session.Login is { } login)
        {
            for (int currency = 0; currency < Exchange.Currencies.Count; currency++)
            {
                if (IsOf(channel, currency))
                    session.Send(Portfolio(channel, login.Account, currency));
            }
        }
    }

    public void Drop(in DeribitChannel channel)
    {
        if (server.Audience.Of(channel).Length == 0)
            _channels.Remove(channel);
    }

    public void Matched(ReadOnlySpan<MatchEvent> events)
    {
        if (_channels.Count == 0)
            return;
        foreach (ref readonly MatchEvent e in events)
        {
            if (e.Kind is MatchEventKind.Placed or MatchEventKind.Edited or MatchEventKind.Cancelled or MatchEventKind.Trade)
                See(e.Account, e.Order, e.Instrument);
            if (e.Kind == MatchEventKind.Trade)
                See(e.MakerAccount, e.Maker, e.Instrument);
        }
        foreach (AccountTrade trade in Exchange.Fills)
        {
            if (_now.TryGetValue(trade.Account, out News? news))
                news.Trades.Add(trade);
        }
        TellNow();
    }

    public void Happened(in ExchangeNotice notice)
    {
        if (_channels.Count == 0)
            return;
        switch (notice.Kind)
        {
            case NoticeKind.Waiting:
                See(notice.Account, notice.Number, notice.Instrument);
                TellNow();
                break;
            case NoticeKind.Cash:
                Renew(notice.Account, notice.Group);
                break;
            case NoticeKind.Marked:
                RenewPortfolios();
                break;
            case NoticeKind.Tripped:
                TellTrip(notice.Account, notice.Group);
                break;
            case NoticeKind.Liquidation when notice.Liquidation is { Step: LiquidationStep.Deleveraged } closed:
                TellPosition(closed.Account, closed.Instrument);
                TellPosition(closed.Other, closed.Instrument);
                break;
            case NoticeKind.Liquidation when notice.Liquidation is { Step: LiquidationStep.TakenOver } taken:
                foreach (ListedInstrument instrument in Exchange.Instruments)
                    if (instrument.IsOpen && Exchange.Accounts.Position(taken.Other, instrument.Number) != 0)
                        TellPosition(taken.Account, instrument.Number);
                break;
            default:
                break;
        }
    }

    public void Tick(Instant now)
    {
        for (int number = 0; number < BeatTurn.Count; number++)
        {
            var turn = new BeatTurn(number);
            if (_fast.IsDue(turn, now))
                Beat(turn);
        }
    }

    private void Beat(BeatTurn turn)
    {
        TellPortfolios(turn);
        foreach ((int account, News news) in _gathered)
        {
            if (!turn.Has(account) || news.IsEmpty)
                continue;
            Tell(account, news, isRaw: false);
            news.Clear();
        }
    }

    private void See(int account, long order, int instrument)
    {
        // Those who came without keys are not listened to.
        if (!desk.IsHeld(account))
            return;
        if (!_now.TryGetValue(account, out News? news))
            _now.Add(account, news = new News());
        news.Add(order);
        Renew(account, Exchange.Instruments[instrument].Terms.Currency);
    }

    private void TellNow()
    {
        foreach ((int account, News news) in _now)
        {
            if (news.IsEmpty)
                continue;
            Tell(account, news, isRaw: true);
            if (!_gathered.TryGetValue(account, out News? gathered))
                _gathered.Add(account, gathered = new News());
            foreach (long order in news.Orders)
                gathered.Add(order);
            gathered.Trades.AddRange(news.Trades);
            news.Clear();
        }
    }

    private void Tell(int account, News news, bool isRaw)
    {
        foreach (DeribitChannel channel in _channels)
        {
            if (channel.Interval == DeribitInterval.Raw != isRaw)
                continue;
            switch (channel.Kind)
            {
                case DeribitChannelKind.UserOrders:
                    TellOrders(channel, account, news, isRaw);
                    break;
                case DeribitChannelKind.UserTrades:
                    TellTrades(channel, account, news);
                    break;
                case DeribitChannelKind.UserChanges:
                    TellChanges(channel, account, news);
                    break;
                default:
                    break;
            }
        }
    }

    private void TellOrders(in DeribitChannel channel, int account, News news, bool isRaw)
    {
        List<OrderRecord> orders = Orders(channel, news);
        if (orders.Count == 0)
            return;
        if (!isRaw)
            Frames.BeginNotification(channel.Name);
        if (!isRaw)
            Json.WriteStartArray();
        foreach (OrderRecord order in orders)
        {
            // Without delay each order is a message of its own.
            if (isRaw)
                Frames.BeginNotification(channel.Name);
            OrderJson.Write(Json, Exchange, order);
            if (isRaw)
                server.Audience.Publish(channel, account, Frames.EndNotification());
        }
        if (isRaw)
            return;
        Json.WriteEndArray();
        server.Audience.Publish(channel, account, Frames.EndNotification());
    }

    private void TellTrades(in DeribitChannel channel, int account, News news)
    {
        DeribitChannel of = channel;
        List<AccountTrade> trades = news.Trades.FindAll(t => of.IsAbout(Exchange.Instruments[t.Instrument]));
        if (trades.Count == 0)
            return;
        Frames.BeginNotification(channel.Name);
        Json.WriteStartArray();
        foreach (AccountTrade trade in trades)
            OrderJson.Write(Json, Exchange, trade);
        Json.WriteEndArray();
        server.Audience.Publish(channel, account, Frames.EndNotification());
    }

    /// <summary>A position that is another without a trade.</summary>
    private void TellPosition(int account, int number)
    {
        ListedInstrument instrument = Exchange.Instruments[number];
        if (!desk.IsHeld(account) || instrument.Terms.IsSpot)
            return;
        foreach (DeribitChannel channel in _channels)
        {
            if (channel.Kind != DeribitChannelKind.UserChanges || !channel.IsAbout(instrument))
                continue;
            Frames.BeginNotification(channel.Name);
            Json.WriteStartObject();
            Json.WriteString("instrument_name"u8, instrument.Contract.Id.Symbol);
            Json.WriteStartArray("trades"u8);
            Json.WriteEndArray();
            Json.WriteStartArray("positions"u8);
            PositionJson.Write(Json, Exchange, account, instrument);
            Json.WriteEndArray();
            Json.WriteStartArray("orders"u8);
            Json.WriteEndArray();
            Json.WriteEndObject();
            server.Audience.Publish(channel, account, Frames.EndNotification());
        }
        Renew(account, instrument.Terms.Currency);
    }

    /// <summary>One message an instrument.</summary>
    private void TellChanges(in DeribitChannel channel, int account, News news)
    {
        List<OrderRecord> all = Orders(channel, news);
        foreach (int number in all.Select(static o => o.Instrument).Distinct().ToArray())
        {
            ListedInstrument instrument = Exchange.Instruments[number];
            Frames.BeginNotification(channel.Name);
            Json.WriteStartObject();
            Json.WriteString("instrument_name"u8, instrument.Contract.Id.Symbol);
            Json.WriteStartArray("trades"u8);
            bool traded = false;
            foreach (AccountTrade trade in news.Trades)
            {
                if (trade.Instrument != number)
                    continue;
                OrderJson.Write(Json, Exchange, trade);
                traded = true;
            }
            Json.WriteEndArray();
            Json.WriteStartArray("positions"u8);
            if (traded && !instrument.Terms.IsSpot)
                PositionJson.Write(Json, Exchange, account, instrument);
            Json.WriteEndArray();
            Json.WriteStartArray("orders"u8);
            foreach (OrderRecord order in all)
            {
                if (order.Instrument == number)
                    OrderJson.Write(Json, Exchange, order);
            }
            Json.WriteEndArray();
            Json.WriteEndObject();
            server.Audience.Publish(channel, account, Frames.EndNotification());
        }
    }

    private List<OrderRecord> Orders(in DeribitChannel channel, News news)
    {
        var orders = new List<OrderRecord>(news.Orders.Count);
        foreach (long number in news.Orders)
        {
            if (Exchange.TryFind(number, out OrderRecord order) && channel.IsAbout(Exchange.Instruments[order.Instrument]))
                orders.Add(order);
        }
        return orders;
    }

    private void TellPortfolios(BeatTurn turn)
    {
        if (_portfolios.Count == 0)
            return;
        foreach (DeribitChannel channel in _channels)
        {
            if (channel.Kind != DeribitChannelKind.UserPortfolio)
                continue;
            foreach ((int account, int currency) in _portfolios)
            {
                if (turn.Has(account) && IsOf(channel, currency))
                    server.Audience.Publish(channel, account, Portfolio(channel, account, currency));
            }
        }
        _portfolios.RemoveWhere(p => turn.Has(p.Account));
    }

    /// <summary>By cross margin what changes in one currency changes what is available in all.</summary>
    private void Renew(int account, int currency)
    {
        bool isCross = Exchange.Accounts.ModelOf(account).IsCross();
        for (int c = isCross ? 0 : currency; c <= (isCross ? Exchange.Currencies.Count - 1 : currency); c++)
            _portfolios.Add((account, c));
    }

    /// <summary>Marks are new: so is what everybody owns.</summary>
    private void RenewPortfolios()
    {
        foreach (DeribitChannel channel in _channels)
        {
            if (channel.Kind != DeribitChannelKind.UserPortfolio)
                continue;
            foreach (ServerSession session in server.Audience.Of(channel))
            {
                for (int currency = 0; currency < Exchange.Currencies.Count && session.Login is not null; currency++)
                {
                    if (IsOf(channel, currency))
                        _portfolios.Add((session.Login.Account, currency));
                }
            }
        }
    }

    private void TellTrip(int account, int group)
    {
        if (!desk.IsHeld(account) || group > desk.Holder(account).Groups.Count)
            return;
        (int listing, string name, _) = desk.Holder(account).Groups[group - 1];
        string index = Exchange.Settings.Listings[listing].IndexName;
        foreach (DeribitChannel channel in _channels)
        {
            if (channel.Kind != DeribitChannelKind.UserMmpTrigger || !string.Equals(channel.Index, index, StringComparison.OrdinalIgnoreCase) && channel.Index != DeribitChannel.Any)
                continue;
            Frames.BeginNotification(channel.Name);
            Json.WriteStartObject();
            Json.WriteNumber("frozen_until"u8, QuoteMethods.Millis(Exchange.FrozenUntil(account, group)));
            Json.WriteString("index_name"u8, index);
            if (name.Length > 0)
                Json.WriteString("mmp_group"u8, name);
            Json.WriteEndObject();
            server.Audience.Publish(channel, account, Frames.EndNotification());
        }
    }

    private ReadOnlySpan<byte> Portfolio(in DeribitChannel channel, int account, int currency)
    {
        Frames.BeginNotification(channel.Name);
        AccountJson.WritePortfolio(Json, desk, account, currency);
        return Frames.EndNotification();
    }

    private FrameWriter Frames => server.Notices;

    private Utf8JsonWriter Json => Frames.Json;

    private bool IsOf(in DeribitChannel channel, int currency) =>
        channel.Currency == DeribitChannel.Any || string.Equals(channel.Currency, Exchange.Currencies[currency], StringComparison.OrdinalIgnoreCase);
}
