using System.Text.Json;
using Poise.Domain;

namespace Poise.Venues.Deribit;

public sealed partial class DeribitSession
{
    /// <summary>Channels of one request: far below the size that a request may have.</summary>
    private const int ChannelsAtOnce = 200;

    private static readonly Duration ClockRest = Duration.FromSeconds(1);
    private static readonly Duration FirstMend = Duration.FromMilliseconds(200), LongestMend = Duration.FromSeconds(30);

    private readonly Dictionary<string, (DeribitChannelKind Kind, Listed? Of)> _channels = new(StringComparer.Ordinal);

    private void Subscribe()
    {
        Phase = DeribitPhase.Subscribing;
        _channels.Clear();
        if (_key is not null)
        {
            string[] account = [.. _currencies.Select(static c => DeribitChannel.UserChanges(DeribitChannel.Any, c, DeribitInterval.Raw).Name)];
            foreach (string channel in account)
                _channels[channel] = (DeribitChannelKind.UserChanges, null);
            foreach (string currency in _currencies)
                _channels[DeribitChannel.UserPortfolio(currency).Name] = (DeribitChannelKind.UserPortfolio, null);
            Query(Ask.SubscribeAccount, id => DeribitRequests.Channels(id, "private/subscribe", [.. account, .. _currencies.Select(static c => DeribitChannel.UserPortfolio(c).Name)]), isStep: true);
        }
        var common = new List<string>();
        Add("platform_state", DeribitChannelKind.PlatformState);
        foreach (string currency in _currencies)
        {
            Add(DeribitChannel.InstrumentState(DeribitChannel.Any, currency).Name, DeribitChannelKind.InstrumentState);
            if (_settings.Prints)
            {
                Add(DeribitChannel.Trades("option", currency, DeribitInterval.HundredMilliseconds).Name, DeribitChannelKind.Trades);
                Add(DeribitChannel.Trades("future", currency, DeribitInterval.HundredMilliseconds).Name, DeribitChannelKind.Trades);
            }
        }
        if (_chain is not null)
            foreach (string index in _inOrder.Select(l => l.Instrument.Index).Distinct(StringComparer.Ordinal))
                Add(DeribitChannel.PriceIndex(index).Name, DeribitChannelKind.PriceIndex);
        Query(Ask.SubscribeMarket, id => DeribitRequests.Channels(id, "public/subscribe", common), isStep: true);
        Subscribe([.. _inOrder.Where(l => l.Instrument.IsOpen && !l.HasChanged).Select(l => l.Instrument.Name)]);

        void Add(string channel, DeribitChannelKind kind)
        {
            _channels[channel] = (kind, null);
            common.Add(channel);
        }
    }

    /// <summary>Asks for the quotes of instruments: whole books of the chosen ones.</summary>
    private void Subscribe(IReadOnlyList<string> names)
    {
        var channels = new List<string>();
        foreach (string name in names)
        {
            Listed listed = _listed[name];
            if (_settings.Books.Contains(name, StringComparer.Ordinal))
            {
                listed.Book = new DeribitBook(listed.Instrument);
                listed.SnapshotDue = _now + _settings.AnswerWithin + _settings.AnswerWithin;
                channels.Add(BookChannel(listed));
                _channels[channels[^1]] = (DeribitChannelKind.Book, listed);
                channels.Add(DeribitChannel.Ticker(name, DeribitInterval.Agg2).Name);
                _channels[channels[^1]] = (DeribitChannelKind.Ticker, listed);
            }
            else if (_settings.QuotesOfAll)
            {
                channels.Add(DeribitChannel.Quote(name).Name);
                _channels[channels[^1]] = (DeribitChannelKind.Quote, listed);
            }
        }
        foreach (string[] part in channels.Chunk(ChannelsAtOnce))
            Query(Ask.SubscribeMarket, id => DeribitRequests.Channels(id, "public/subscribe", part), subject: string.Join(' ', part));
    }

    private string BookChannel(Listed listed) =>
        DeribitChannel.Book(listed.Instrument.Name, _key is null ? DeribitInterval.HundredMilliseconds : DeribitInterval.Raw).Name;

    private bool TakeSubscribed(Asked asked, JsonElement body, out string why)
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        why = "the answer is no list of channels";
        if (body.ValueKind != JsonValueKind.Array)
            return false;
        foreach (JsonElement channel in body.EnumerateArray())
        {
            if (!DeribitFields.TryText(channel, out string name))
                return false;
            made.Add(name);
        }
        why = "the account's changes were not subscribed";
        if (asked.What == Ask.SubscribeAccount)
        {
            _unsubscribedMargins.Clear();
            _unsubscribedMargins.AddRange(_currencies.Where(c => !made.Contains(DeribitChannel.UserPortfolio(c).Name)));
            foreach (string currency in _unsubscribedMargins)
                _link.Noted(_now, DeribitNotice.Money, $"margin in {currency} was not subscribed: it is asked for every {AgainAfter.Seconds} s");
            return _currencies.All(c => made.Contains(DeribitChannel.UserChanges(DeribitChannel.Any, c, DeribitInterval.Raw).Name));
        }
        // What is not subscribed is silently left out; books are asked for again when their snapshot does not come.
        int missing = asked.Subject.Split(' ', StringSplitOptions.RemoveEmptyEntries).Count(c => !made.Contains(c));
        if (missing > 0)
            _link.Noted(_now, DeribitNotice.Refused, $"{missing} channels were not subscribed");
        return true;
    }

    private void OnUpdate(string channel, JsonElement data)
    {
        if (Phase == DeribitPhase.Maintenance || !_channels.TryGetValue(channel, out (DeribitChannelKind Kind, Listed? Of) use))
            return;
        string why;
        switch (use.Kind)
        {
            case DeribitChannelKind.UserChanges:
                if (!TakeChanges(data, out why))
                    Drop($"the account's changes are refused: {why}");
                break;
            case DeribitChannelKind.UserPortfolio:
                _ = DeribitChannel.TryParse(channel, out DeribitChannel told);
                TakeMargin(told.Currency, data);
                break;
            case DeribitChannelKind.Book:
                FoldBook(use.Of!, data);
                break;
            case DeribitChannelKind.Ticker:
                TakeTicker(use.Of!, data);
                break;
            case DeribitChannelKind.Quote:
                TakeTop(use.Of!, data);
                break;
            case DeribitChannelKind.Trades:
                TakePrints(data);
                break;
            case DeribitChannelKind.PriceIndex:
                if (DeribitIndexPrice.TryRead(data, out DeribitIndexPrice index, out why))
                    TellIndex((double)index.Price);
                else
                    _link.Noted(_now, DeribitNotice.Refused, why);
                break;
            case DeribitChannelKind.InstrumentState:
                if (DeribitInstrumentState.TryRead(data, out DeribitInstrumentState state, out why))
                    OnState(state);
                else
                    _link.Noted(_now, DeribitNotice.Refused, why);
                break;
            case DeribitChannelKind.PlatformState:
                OnPlatform(data);
                break;
            default:
                break;
        }
    }

    private void OnState(in DeribitInstrumentState state)
    {
        string name = state.Instrument;
        if (IsWanted(name) && (!_listed.TryGetValue(name, out Listed? known) || known.Instrument.IsOpen != (state.State == "open")))
            Query(Ask.Instrument, id => DeribitRequests.Instrument(id, name), subject: name);
    }

    private void OnPlatform(JsonElement data)
    {
        var fields = new DeribitFields(data, "platform state");
        if (!fields.TryGet("locked", out _))
            return; // other news of the platform
        bool isLocked = fields.Flag("locked");
        string index = fields.TextOrEmpty("price_index");
        if (fields.Fault is { } fault)
            _link.Noted(_now, DeribitNotice.Refused, fault);
        else if (isLocked && (index.Length == 0 || IsOurs(index)))
            WaitOut("the platform is locked");
    }

    private void FoldBook(Listed listed, JsonElement data)
    {
        DeribitBook book = listed.Book!;
        if (!DeribitBookMessage.TryRead(data, listed.Instrument, out DeribitBookMessage message, out string why))
        {
            Mend(listed, why);
            return;
        }
        switch (book.Fold(message))
        {
            case BookFold.Folded:
                listed.SnapshotDue = Instant.Never;
                if (message.IsSnapshot)
                    listed.WholeSince = _now;
                TellQuote(listed, book.Top(OurTime(message.At)), book.Detail(listed.Ticker));
                break;
            case BookFold.Gap:
                Mend(listed, $"change {message.Change} follows {message.Previous}, which was not seen");
                break;
            default:
                break;
        }
    }

    /// <summary>The book cannot be trusted: the desk is told at once, and the channel is asked for anew, ever more slowly.</summary>
    private void Mend(Listed listed, string why)
    {
        _link.Noted(_now, DeribitNotice.Gap, $"{listed.Instrument.Name}: {why}");
        listed.Book!.Clear();
        TellAbsent(listed);
        if (listed.MendAt != Instant.Never)
            return;
        if (listed.WholeSince.IsKnown && _now - listed.WholeSince > GoodLink)
            listed.Mends = 0;
        listed.WholeSince = default;
        Duration wait = FirstMend;
        for (int i = 1; i < listed.Mends && wait < LongestMend; i++)
            wait += wait;
        if (wait > LongestMend)
            wait = LongestMend;
        listed.MendAt = listed.Mends == 0 ? _now : _now + wait;
        listed.Mends++;
        MendBooks();
    }

    private void MendBooks()
    {
        foreach (string name in _settings.Books)
        {
            if (!_listed.TryGetValue(name, out Listed? listed) || listed.Book is null)
                continue;
            if (_now >= listed.SnapshotDue)
            {
                listed.SnapshotDue = Instant.Never;
                Mend(listed, "no snapshot has come");
            }
            if (_now < listed.MendAt)
                continue;
            listed.MendAt = Instant.Never;
            listed.SnapshotDue = _now + _settings.AnswerWithin + _settings.AnswerWithin;
            Query(Ask.Unsubscribe, id => DeribitRequests.Channels(id, "public/unsubscribe", [BookChannel(listed)]), subject: name);
        }
    }

    // Only now: two requests under way may be handled in either order, and the other one would leave us without the channel.
    private void Unsubscribed(string name)
    {
        if (!_listed.TryGetValue(name, out Listed? listed) || listed.Book is null)
            return;
        string channel = BookChannel(listed);
        Query(Ask.SubscribeMarket, id => DeribitRequests.Channels(id, "public/subscribe", [channel]), subject: channel);
    }

    private Instant NextMend()
    {
        Instant next = Instant.Never;
        foreach (string name in _settings.Books)
        {
            if (!_listed.TryGetValue(name, out Listed? listed) || listed.Book is null)
                continue;
            next = listed.MendAt < next ? listed.MendAt : next;
            next = listed.SnapshotDue < next ? listed.SnapshotDue : next;
        }
        return next;
    }

    /// <summary>What of it a desk hears goes with the quotes that follow.</summary>
    private void TakeTicker(Listed listed, JsonElement data)
    {
        if (DeribitTicker.TryRead(data, listed.Instrument, out DeribitTicker ticker, out string why))
            listed.Ticker = ticker with { At = OurTime(ticker.At) };
        else
        {
            listed.Ticker = null;
            _link.Noted(_now, DeribitNotice.Refused, why);
        }
    }

    private void TakeTop(Listed listed, JsonElement data)
    {
        if (!DeribitTop.TryRead(data, listed.Instrument, out DeribitTop top, out string why))
        {
            _link.Noted(_now, DeribitNotice.Refused, why);
            TellAbsent(listed);
            return;
        }
        Instant at = OurTime(top.Quote.At);
        if (at >= listed.QuotedAt)
            TellQuote(listed, top.Quote with { At = at });
    }

    private void TakePrints(JsonElement data)
    {
        var prints = new List<DeribitPrint>();
        if (!DeribitAccountChanges.TryReadAll(data, DeribitPrint.TryRead, prints, out string why))
            _link.Noted(_now, DeribitNotice.Refused, why);
        foreach (DeribitPrint print in prints)
        {
            if (!_listed.TryGetValue(print.Instrument, out Listed? listed) || listed.HasChanged)
                continue;
            if (listed.Instrument.TryTicks(print.Price, out Ticks ticks) && listed.Instrument.TryLots(print.Amount, out Lots lots) && lots > Lots.Zero)
                _desk.Traded(_now, listed.Number, print.Aggressor, lots, ticks);
            else
                _link.Noted(_now, DeribitNotice.Refused, $"a trade of {print.Amount} at {print.Price} is off the grids of {print.Instrument}");
        }
    }

    // Ages are taken on our clock; nothing is from the future. What comes with a strange age may be late, or our clock was set: the venue's time is asked for, once a second at most.
    private Instant OurTime(Instant venue)
    {
        Instant ours = _clock.Ours(venue);
        if (Math.Abs((_now - ours).Nanoseconds) > _settings.ClockTolerance.Nanoseconds && _clockAt != Instant.Never)
        {
            Instant soon = _clockTaken + ClockRest;
            _clockAt = soon < _clockAt ? soon : _clockAt;
        }
        return ours < _now ? ours : _now;
    }

    private void TellQuote(Listed listed, in Quote quote, QuoteDetail? detail = null)
    {
        if (quote.IsCrossed)
        {
            TellAbsent(listed);
            return;
        }
        if (listed.HasChanged)
            return;
        listed.IsQuoted = true;
        listed.QuotedAt = quote.At;
        listed.Quote = quote;
        _desk.Quoted(_now, listed.Number, quote, detail);
        if (quote.At >= listed.SummedAt)
            _chain?.Quoted(listed.Instrument.Contract.Id, quote);
    }

    /// <param name="isLinkLost">Who hears the chain keeps it, and is told that it ages.</param>
    private void TellAbsent(Listed listed, bool isLinkLost = false)
    {
        if (!listed.IsQuoted)
            return;
        listed.IsQuoted = false;
        listed.Quote = Quote.Absent with { At = _now };
        _desk.Quoted(_now, listed.Number, listed.Quote);
        if (!isLinkLost)
            _chain?.Quoted(listed.Instrument.Contract.Id, listed.Quote);
    }

    private void ForgetBooks()
    {
        _channels.Clear();
        foreach (Listed listed in _inOrder)
        {
            listed.Book = null;
            (listed.MendAt, listed.SnapshotDue, listed.QuotedAt) = (Instant.Never, Instant.Never, default);
            TellAbsent(listed, isLinkLost: true);
        }
    }
}
