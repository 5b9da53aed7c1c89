namespace Poise.Venues.Deribit;

/// <summary>What a channel tells of.</summary>
public enum DeribitChannelKind
{
    None,

    /// <summary>book.{instrument}.{interval}: a snapshot, then changes.</summary>
    Book,

    /// <summary>book.{instrument}.{group}.{depth}.{interval}: the top of the book whole each time.</summary>
    GroupedBook,
    Ticker,
    IncrementalTicker,
    Quote,
    Trades,
    ChartTrades,
    Perpetual,
    PriceIndex,
    VolatilityIndex,
    MarkPriceOptions,
    EstimatedExpirationPrice,
    InstrumentState,
    PlatformState,
    Announcements,
    UserOrders,
    UserTrades,
    UserChanges,
    UserPortfolio,
    UserMmpTrigger,
    UserLock,
    UserAccessLog,
}

/// <summary>How often a channel speaks.</summary>
public enum DeribitInterval
{
    /// <summary>The channel's name says none.</summary>
    None,

    /// <summary>At once, each change by itself. Market data at this pace need a login.</summary>
    Raw,

    /// <summary>Ten times a second.</summary>
    HundredMilliseconds,

    /// <summary>By the venue's choice, about once a second.</summary>
    Agg2,
}

/// <summary>A channel of subscriptions, by the parts of its name. A name and its channel are the same thing: two channels are equal when their names are.</summary>
public readonly struct DeribitChannel : IEquatable<DeribitChannel>
{
    /// <summary>Stands for every kind or every currency.</summary>
    public const string Any = "any";

    /// <summary>No name is longer.</summary>
    public const int LongestName = 128;

    private static readonly string[] _kinds = ["future", "option", "spot", "future_combo", "option_combo", "combo", Any];
    private static readonly string[] _groups = ["none", "1", "2", "5", "10", "25", "100", "250"];
    private static readonly string[] _resolutions = ["1", "3", "5", "10", "15", "30", "60", "120", "180", "360", "720", "1D"];

    private readonly string? _name;

    private DeribitChannel(string name) => _name = name;

    /// <summary>As it is written on the wire.</summary>
    public string Name => _name ?? "";

    public DeribitChannelKind Kind { get; private init; }

    /// <summary>The instrument's name; empty where the channel is of a kind and a currency, or of neither.</summary>
    public string Instrument { get => field ?? ""; private init; }

    /// <summary>future, option, spot, future_combo, option_combo, combo or any; empty where the channel is of one instrument.</summary>
    public string InstrumentKind { get => field ?? ""; private init; }

    /// <summary>BTC ... or any; empty where the channel has none.</summary>
    public string Currency { get => field ?? ""; private init; }

    public DeribitInterval Interval { get; private init; }

    /// <summary>Price steps that are joined into one: none, or a number of ticks as the venue counts them.</summary>
    public string Group { get => field ?? ""; private init; }

    /// <summary>Levels of a grouped book: 1, 10 or 20; else zero.</summary>
    public int Depth { get; private init; }

    /// <summary>Of a candle: minutes, or 1D.</summary>
    public string Resolution { get => field ?? ""; private init; }

    /// <summary>btc_usd ...; empty where the channel has none.</summary>
    public string Index { get => field ?? ""; private init; }

    /// <summary>It tells of the account, and is asked for by private/subscribe.</summary>
    public bool IsPrivate => Kind >= DeribitChannelKind.UserOrders;

    /// <summary>It needs a login: the account's channels, and market data without delay.</summary>
    public bool NeedsLogin => IsPrivate || Interval == DeribitInterval.Raw;

    public static DeribitChannel Book(string instrument, DeribitInterval interval) =>
        Made($"book.{instrument}.{Text(interval)}");

    public static DeribitChannel Ticker(string instrument, DeribitInterval interval) =>
        Made($"ticker.{instrument}.{Text(interval)}");

    public static DeribitChannel Quote(string instrument) => Made($"quote.{instrument}");

    public static DeribitChannel Trades(string instrument, DeribitInterval interval) =>
        Made($"trades.{instrument}.{Text(interval)}");

    public static DeribitChannel Trades(string kind, string currency, DeribitInterval interval) =>
        Made($"trades.{kind}.{currency}.{Text(interval)}");

    public static DeribitChannel PriceIndex(string index) => Made($"deribit_price_index.{index}");

    public static DeribitChannel InstrumentState(string kind, string currency) => Made($"instrument.state.{kind}.{currency}");

    public static DeribitChannel UserChanges(string kind, string currency, DeribitInterval interval) =>
        Made($"user.changes.{kind}.{currency}.{Text(interval)}");

    public static DeribitChannel UserOrders(string kind, string currency, DeribitInterval interval) =>
        Made($"user.orders.{kind}.{currency}.{Text(interval)}");

    public static DeribitChannel UserTrades(string kind, string currency, DeribitInterval interval) =>
        Made($"user.trades.{kind}.{currency}.{Text(interval)}");

    public static DeribitChannel UserPortfolio(string currency) => Made($"user.portfolio.{currency}");

    public static DeribitChannel UserMmpTrigger(string index) => Made($"user.mmp_trigger.{index}");

    /// <summary>False for a name that no channel has. Whether its instrument is listed is for others to say.</summary>
    public static bool TryParse(string? name, out DeribitChannel channel)
    {
        channel = default;
        if (name is null || name.Length is 0 or > LongestName)
            return false;
        Span<Range> cuts = stackalloc Range[8];
        int count = name.AsSpan().Split(cuts, '.');
        if (count > 6)
            return false;
        channel = Parts(name, cuts[..count]);
        return channel.Kind != DeribitChannelKind.None;
    }

    private static DeribitChannel Parts(string name, ReadOnlySpan<Range> cuts)
    {
        return (name[cuts[0]], cuts.Length) switch
        {
            ("book", 3) => OfInstrument(DeribitChannelKind.Book, name, cuts[1], cuts[2]),
            ("book", 5) => Grouped(name, cuts),
            ("ticker", 3) => OfInstrument(DeribitChannelKind.Ticker, name, cuts[1], cuts[2]),
            ("incremental_ticker", 2) => OfInstrument(DeribitChannelKind.IncrementalTicker, name, cuts[1], null),
            ("quote", 2) => OfInstrument(DeribitChannelKind.Quote, name, cuts[1], null),
            ("trades", 3) => OfInstrument(DeribitChannelKind.Trades, name, cuts[1], cuts[2]),
            ("trades", 4) => OfCurrency(DeribitChannelKind.Trades, name, cuts[1], cuts[2], cuts[3]),
            ("perpetual", 3) => OfInstrument(DeribitChannelKind.Perpetual, name, cuts[1], cuts[2]),
            ("deribit_price_index", 2) => OfIndex(DeribitChannelKind.PriceIndex, name, cuts[1]),
            ("deribit_volatility_index", 2) => OfIndex(DeribitChannelKind.VolatilityIndex, name, cuts[1]),
            ("estimated_expiration_price", 2) => OfIndex(DeribitChannelKind.EstimatedExpirationPrice, name, cuts[1]),
            ("markprice", 3) when name.AsSpan(cuts[1]) is "options" => OfIndex(DeribitChannelKind.MarkPriceOptions, name, cuts[2]),
            ("chart", 4) when name.AsSpan(cuts[1]) is "trades" => Chart(name, cuts),
            ("instrument", 4) when name.AsSpan(cuts[1]) is "state" => OfCurrency(DeribitChannelKind.InstrumentState, name, cuts[2], cuts[3], null),
            ("platform_state", 1) => new(name) { Kind = DeribitChannelKind.PlatformState },
            ("announcements", 1) => new(name) { Kind = DeribitChannelKind.Announcements },
            ("user", _) => cuts.Length < 2 ? default : OfUser(name, cuts),
            _ => default,
        };
    }

    private static DeribitChannel OfUser(string name, ReadOnlySpan<Range> cuts) => (name[cuts[1]], cuts.Length) switch
    {
        ("orders", 4) => OfInstrument(DeribitChannelKind.UserOrders, name, cuts[2], cuts[3]),
        ("orders", 5) => OfCurrency(DeribitChannelKind.UserOrders, name, cuts[2], cuts[3], cuts[4]),
        ("trades", 4) => OfInstrument(DeribitChannelKind.UserTrades, name, cuts[2], cuts[3]),
        ("trades", 5) => OfCurrency(DeribitChannelKind.UserTrades, name, cuts[2], cuts[3], cuts[4]),
        ("changes", 4) => OfInstrument(DeribitChannelKind.UserChanges, name, cuts[2], cuts[3]),
        ("changes", 5) => OfCurrency(DeribitChannelKind.UserChanges, name, cuts[2], cuts[3], cuts[4]),
        ("portfolio", 3) when IsCurrency(name.AsSpan(cuts[2])) => new(name) { Kind = DeribitChannelKind.UserPortfolio, Currency = name[cuts[2]] },
        ("mmp_trigger", 3) => OfIndex(DeribitChannelKind.UserMmpTrigger, name, cuts[2]),
        ("lock", 2) => new(name) { Kind = DeribitChannelKind.UserLock },
        ("access_log", 2) => new(name) { Kind = DeribitChannelKind.UserAccessLog },
        _ => default,
    };

    private static DeribitChannel OfInstrument(DeribitChannelKind kind, string name, Range instrument, Range? interval)
    {
        DeribitInterval pace = interval is null ? DeribitInterval.None : IntervalOf(name.AsSpan(interval.Value));
        if (!IsInstrument(name.AsSpan(instrument)) || interval is not null && pace == DeribitInterval.None)
            return default;
        return new(name) { Kind = kind, Instrument = name[instrument], Interval = pace };
    }

    private static DeribitChannel OfCurrency(DeribitChannelKind kind, string name, Range instruments, Range currency, Range? interval)
    {
        DeribitInterval pace = interval is null ? DeribitInterval.None : IntervalOf(name.AsSpan(interval.Value));
        string? word = Word(name.AsSpan(instruments), _kinds);
        if (word is null || !IsCurrency(name.AsSpan(currency)) || interval is not null && pace == DeribitInterval.None)
            return default;
        return new(name) { Kind = kind, InstrumentKind = word, Currency = name[currency], Interval = pace };
    }

    private static DeribitChannel OfIndex(DeribitChannelKind kind, string name, Range index) =>
        IsIndex(name.AsSpan(index)) ? new(name) { Kind = kind, Index = name[index] } : default;

    private static DeribitChannel Grouped(string name, ReadOnlySpan<Range> cuts)
    {
        int depth = name.AsSpan(cuts[3]) switch { "1" => 1, "10" => 10, "20" => 20, _ => 0 };
        DeribitChannel whole = OfInstrument(DeribitChannelKind.GroupedBook, name, cuts[1], cuts[4]);
        string? group = Word(name.AsSpan(cuts[2]), _groups);
        return depth == 0 || group is null || whole.Kind == DeribitChannelKind.None
            ? default
            : new(name) { Kind = whole.Kind, Instrument = whole.Instrument, Interval = whole.Interval, Group = group, Depth = depth };
    }

    private static DeribitChannel Chart(string name, ReadOnlySpan<Range> cuts) =>
        IsInstrument(name.AsSpan(cuts[2])) && Word(name.AsSpan(cuts[3]), _resolutions) is string resolution
            ? new(name) { Kind = DeribitChannelKind.ChartTrades, Instrument = name[cuts[2]], Resolution = resolution }
            : default;

    private static DeribitInterval IntervalOf(ReadOnlySpan<char> text) => text switch
    {
        "raw" => DeribitInterval.Raw,
        "100ms" => DeribitInterval.HundredMilliseconds,
        "agg2" => DeribitInterval.Agg2,
        _ => DeribitInterval.None,
    };

    private static string Text(DeribitInterval interval) => interval switch
    {
        DeribitInterval.Raw => "raw",
        DeribitInterval.HundredMilliseconds => "100ms",
        DeribitInterval.Agg2 => "agg2",
        _ => throw new ArgumentException("this channel needs an interval", nameof(interval)),
    };

    private static DeribitChannel Made(string name) =>
        TryParse(name, out DeribitChannel channel) ? channel : throw new ArgumentException($"\"{name}\" is no channel", nameof(name));

    private static string? Word(ReadOnlySpan<char> text, string[] words)
    {
        foreach (string word in words)
        {
            if (text.SequenceEqual(word))
                return word;
        }
        return null;
    }

    // A strike's decimal point is a d; everything else is upper case.
    private static bool IsInstrument(ReadOnlySpan<char> text)
    {
        if (text.Length is < 3 or > 60 || !char.IsAsciiLetterUpper(text[0]))
            return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterUpper(c) && !char.IsAsciiDigit(c) && c is not ('-' or '_' or 'd'))
                return false;
        }
        return true;
    }

    // The venue's own examples write eth as well as ETH.
    private static bool IsCurrency(ReadOnlySpan<char> text)
    {
        if (text is Any)
            return true;
        if (text.Length is < 2 or > 10)
            return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetter(c) && !char.IsAsciiDigit(c))
                return false;
        }
        return true;
    }

    private static bool IsIndex(ReadOnlySpan<char> text)
    {
        if (text.Length is < 3 or > 40 || !char.IsAsciiLetterLower(text[0]))
            return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_')
                return false;
        }
        return true;
    }

    public bool Equals(DeribitChannel other) => string.Equals(_name, other._name, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is DeribitChannel other && Equals(other);

    public override int GetHashCode() => string.GetHashCode(_name, StringComparison.Ordinal);

    public static bool operator ==(DeribitChannel a, DeribitChannel b) => a.Equals(b);

    public static bool operator !=(DeribitChannel a, DeribitChannel b) => !a.Equals(b);

    public override string ToString() => Name;
}
