using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>Channels of one instrument that somebody listens to, and what is new for them.</summary>
internal sealed class InstrumentFeed(ListedInstrument instrument)
{
    public ListedInstrument Instrument => instrument;

    /// <summary>Changes of the book so far.</summary>
    public long Changes { get; set; }

    public List<BookFeed> Books { get; } = [];

    /// <summary>All other channels: grouped books, tickers, quotes, candles, the perpetual's.</summary>
    public List<DeribitChannel> Others { get; } = [];

    /// <summary>Trades since the last tick.</summary>
    public List<SeenTrade> Trades { get; } = [];

    public bool HasListeners => Books.Count > 0 || Others.Count > 0;

    /// <summary>The book, a mark or a trade is new since the last tick, and since the last second.</summary>
    public bool IsNew { get; set; }

    public bool IsNewThisSecond { get; set; }

    /// <summary>The best prices are new since they were told.</summary>
    public bool IsQuoteNew { get; set; }

    /// <summary>Fields of the ticker as they were told last, by their text; of incremental tickers.</summary>
    public Dictionary<string, string> Told { get; } = new(StringComparer.Ordinal);

    public (DepthLevel Bid, DepthLevel Ask) Best { get; set; }
}
