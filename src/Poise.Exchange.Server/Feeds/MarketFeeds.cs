using System.Text.Json;
using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>Public channels, each at its own pace: at once, ten times a second, once a second, each second with the marks. A beat goes out in turns.</summary>
internal sealed partial class MarketFeeds(ExchangeDesk desk, DeribitServer server)
{
    private readonly List<InstrumentFeed> _feeds = [];
    private readonly List<int> _touched = [];
    private readonly List<DeribitChannel> _tradeChannels = [], _general = [];
    private readonly List<(ListedInstrument Instrument, SeenTrade Trade)>[] _fastTrades = Turns(), _slowTrades = Turns();
    private readonly Beat _fast = new(Duration.FromMilliseconds(100)), _slow = new(Duration.FromSeconds(1));

    private SimulatedExchange Exchange => desk.Exchange;

    private FrameWriter Frames => server.Notices;

    /// <summary>Whether there is what a channel is about.</summary>
    public bool Knows(in DeribitChannel channel)
    {
        if (channel.Instrument.Length > 0)
            return Exchange.Find(channel.Instrument) is { } instrument && (channel.Kind != DeribitChannelKind.Perpetual || instrument.Contract.Kind == ContractKind.Perpetual);
        if (channel.Index.Length > 0)
            return ListingOf(channel.Index) >= 0;
        if (channel.Currency.Length > 0 && channel.Currency != DeribitChannel.Any)
            return Exchange.Currencies.Contains(channel.Currency.ToUpperInvariant(), StringComparer.Ordinal);
        return true;
    }

    public int ListingOf(string index)
    {
        for (int i = 0; i < Exchange.Settings.Listings.Count; i++)
        {
            if (string.Equals(Exchange.Settings.Listings[i].IndexName, index, StringComparison.OrdinalIgnoreCase))
                return i;
        }
        return -1;
    }

    /// <summary>A session has begun to listen; it gets what the channel begins with.</summary>
    public void Add(ServerSession session, in DeribitChannel channel)
    {
        if (channel.Instrument.Length == 0)
        {
            AddGeneral(channel);
            return;
        }
        InstrumentFeed feed = FeedOf(Exchange.Find(channel.Instrument)!.Number);
        switch (channel.Kind)
        {
            case DeribitChannelKind.Book:
                DeribitChannel book = channel;
                BeatTurn turn = channel.Interval == DeribitInterval.Raw ? default : BeatTurn.Of(session.Number);
                BookFeed? known = feed.Books.Find(b => b.Channel.Equals(book) && b.Turn == turn);
                if (known is null)
                    feed.Books.Add(known = new BookFeed(channel, turn, feed.Instrument, Exchange, feed.Changes));
                Frames.BeginNotification(channel.Name);
                known.WriteSnapshot(Frames.Json, Exchange.Now);
                session.Send(Frames.EndNotification());
                return;
            case DeribitChannelKind.Trades:
                AddGeneral(channel);
                return;
            default:
                if (!feed.Others.Contains(channel))
                    feed.Others.Add(channel);
                if (channel.Kind == DeribitChannelKind.IncrementalTicker)
                    SendTicker(session, channel, feed);
                else if (channel.Kind is not (DeribitChannelKind.ChartTrades or DeribitChannelKind.Perpetual))
                    session.Send(Write(channel, feed));
                return;
        }
    }

    /// <summary>A listener is gone; where it was the last one nothing more is kept for the channel.</summary>
    public void Drop(in DeribitChannel channel)
    {
        if (server.Audience.Of(channel).Length > 0)
            return;
        _tradeChannels.Remove(channel);
        _general.Remove(channel);
        if (channel.Instrument.Length == 0 || Exchange.Find(channel.Instrument) is not { } instrument)
            return;
        InstrumentFeed feed = FeedOf(instrument.Number);
        DeribitChannel gone = channel;
        feed.Books.RemoveAll(b => b.Channel.Equals(gone));
        feed.Others.Remove(channel);
    }

    public void Matched(ReadOnlySpan<MatchEvent> events)
    {
        _touched.Clear();
        foreach (ref readonly MatchEvent e in events)
        {
            if (e.Kind != MatchEventKind.Level)
                continue;
            InstrumentFeed feed = FeedOf(e.Instrument);
            if (!_touched.Contains(e.Instrument))
                _touched.Add(e.Instrument);
            foreach (BookFeed book in feed.Books)
                book.See(e.Side, e.Price, e.Quantity);
        }
        foreach (int touched in _touched)
        {
            InstrumentFeed feed = FeedOf(touched);
            if (!feed.HasListeners)
                continue;
            feed.Renew();
            feed.IsQuoteNew = true;
            foreach (BookFeed book in feed.Books)
            {
                if (book.IsRaw)
                    Tell(book, feed);
            }
        }
    }

    public void Traded(ListedInstrument instrument, in SeenTrade trade)
    {
        InstrumentFeed feed = FeedOf(instrument.Number);
        if (feed.HasListeners)
        {
            feed.Renew();
            feed.NewTrades = BeatTurn.All;
        }
        if (_tradeChannels.Count == 0)
            return;
        for (int turn = 0; turn < BeatTurn.Count; turn++)
        {
            _fastTrades[turn].Add((instrument, trade));
            _slowTrades[turn].Add((instrument, trade));
        }
        foreach (DeribitChannel channel in _tradeChannels)
        {
            if (channel.Interval == DeribitInterval.Raw && channel.IsAbout(instrument))
                server.Audience.Publish(channel, Write(channel, [(instrument, trade)]));
        }
    }

    /// <summary>All that came together is done: quotes, and tickers without delay.</summary>
    public void EndBatch()
    {
        foreach (InstrumentFeed feed in _feeds)
        {
            if (!feed.IsQuoteNew)
                continue;
            feed.IsQuoteNew = false;
            foreach (DeribitChannel channel in feed.Others)
            {
                if (channel.Kind == DeribitChannelKind.Quote && IsBestNew(feed) || channel.Interval == DeribitInterval.Raw && channel.Kind is DeribitChannelKind.Ticker or DeribitChannelKind.GroupedBook)
                    server.Audience.Publish(channel, Write(channel, feed));
            }
        }
    }

    public void Tick(Instant now)
    {
        for (int number = 0; number < BeatTurn.Count; number++)
        {
            var turn = new BeatTurn(number);
            if (_fast.IsDue(turn, now))
                BeatFast(turn);
            if (_slow.IsDue(turn, now))
                BeatSlow(turn);
        }
    }

    private void BeatFast(BeatTurn turn)
    {
        foreach (InstrumentFeed feed in _feeds)
        {
            TellBooks(feed, turn, DeribitInterval.HundredMilliseconds);
            if ((feed.NewFast & turn.Bit) == 0)
                continue;
            foreach (DeribitChannel channel in feed.Others)
            {
                if (channel.Kind == DeribitChannelKind.IncrementalTicker)
                    TellTicker(channel, turn, feed);
                else if ((channel.Kind == DeribitChannelKind.ChartTrades ? (feed.NewTrades & turn.Bit) != 0 : IsBeaten(channel, DeribitInterval.HundredMilliseconds)) && server.Audience.IsHeard(channel, turn))
                    server.Audience.Publish(channel, turn, Write(channel, feed));
            }
            (feed.NewFast, feed.NewTrades) = (feed.NewFast & ~turn.Bit, feed.NewTrades & ~turn.Bit);
        }
        TellTrades(_fastTrades[turn.Number], turn, DeribitInterval.HundredMilliseconds);
    }

    private void BeatSlow(BeatTurn turn)
    {
        foreach (InstrumentFeed feed in _feeds)
        {
            TellBooks(feed, turn, DeribitInterval.Agg2);
            if ((feed.NewSlow & turn.Bit) == 0)
                continue;
            foreach (DeribitChannel channel in feed.Others)
            {
                if (IsBeaten(channel, DeribitInterval.Agg2) && server.Audience.IsHeard(channel, turn))
                    server.Audience.Publish(channel, turn, Write(channel, feed));
            }
            feed.NewSlow &= ~turn.Bit;
        }
        TellTrades(_slowTrades[turn.Number], turn, DeribitInterval.Agg2);
    }

    private static bool IsBeaten(in DeribitChannel channel, DeribitInterval interval) => channel.Interval == interval && channel.Kind is DeribitChannelKind.Ticker or DeribitChannelKind.GroupedBook;

    private void TellBooks(InstrumentFeed feed, BeatTurn turn, DeribitInterval interval)
    {
        foreach (BookFeed book in feed.Books)
        {
            if (book.Turn == turn && book.Channel.Interval == interval)
                Tell(book, feed);
        }
    }

    private void TellTrades(List<(ListedInstrument Instrument, SeenTrade Trade)> trades, BeatTurn turn, DeribitInterval interval)
    {
        if (trades.Count == 0)
            return;
        foreach (DeribitChannel channel in _tradeChannels)
        {
            DeribitChannel of = channel;
            if (channel.Interval == interval && server.Audience.IsHeard(channel, turn) && trades.FindAll(t => of.IsAbout(t.Instrument)) is { Count: > 0 } some)
                server.Audience.Publish(channel, turn, Write(channel, some));
        }
        trades.Clear();
    }

    private static List<(ListedInstrument Instrument, SeenTrade Trade)>[] Turns() => [.. Enumerable.Range(0, BeatTurn.Count).Select(static _ => new List<(ListedInstrument, SeenTrade)>())];

    private InstrumentFeed FeedOf(int instrument)
    {
        while (_feeds.Count <= instrument)
            _feeds.Add(NewFeed(_feeds.Count));
        return _feeds[instrument];
    }

    private InstrumentFeed NewFeed(int instrument) => new(Exchange.Instruments[instrument], desk.Record(Exchange.Instruments[instrument]));

    private void AddGeneral(in DeribitChannel channel)
    {
        List<DeribitChannel> list = channel.Kind == DeribitChannelKind.Trades ? _tradeChannels : _general;
        if (!list.Contains(channel))
            list.Add(channel);
    }

    private bool IsBestNew(InstrumentFeed feed)
    {
        Span<DepthLevel> bid = stackalloc DepthLevel[1], ask = stackalloc DepthLevel[1];
        bid[0] = ask[0] = default;
        Exchange.Depth(feed.Instrument.Number, Side.Buy, bid);
        Exchange.Depth(feed.Instrument.Number, Side.Sell, ask);
        if (feed.Best == (bid[0], ask[0]))
            return false;
        feed.Best = (bid[0], ask[0]);
        return true;
    }

    private void Tell(BookFeed book, InstrumentFeed feed)
    {
        if (!book.TryWriteChange(Frames, Exchange.Now, feed.Changes))
            return;
        if (book.IsRaw)
            server.Audience.Publish(book.Channel, Frames.EndNotification());
        else
            server.Audience.Publish(book.Channel, book.Turn, Frames.EndNotification());
    }

    private ReadOnlySpan<byte> Write(in DeribitChannel channel, List<(ListedInstrument Instrument, SeenTrade Trade)> trades)
    {
        Frames.BeginNotification(channel.Name);
        Utf8JsonWriter json = Frames.Json;
        json.WriteStartArray();
        foreach ((ListedInstrument instrument, SeenTrade trade) in trades)
            TradeJson.Write(json, instrument, trade);
        json.WriteEndArray();
        return Frames.EndNotification();
    }
}
