using Poise.Domain;
using Poise.Venues.Deribit;

namespace Poise.Exchange.Server;

/// <summary>Channels of one instrument that somebody listens to, and what is new for them.</summary>
internal sealed class InstrumentFeed(ListedInstrument instrument, MarketRecord record)
{
    public ListedInstrument Instrument => instrument;

    /// <summary>Changes of the book so far.</summary>
    public long Changes => record.Changes;

    public List<BookFeed> Books { get; } = [];

    /// <summary>All other channels: grouped books, tickers, quotes, candles, the perpetual's.</summary>
    public List<DeribitChannel> Others { get; } = [];

    public bool HasListeners => Books.Count > 0 || Others.Count > 0;

    /// <summary>Turns of the fast beat, and of the slow one, to which the book, a mark or a trade is new.</summary>
    public int NewFast { get; set; }

    public int NewSlow { get; set; }

    /// <summary>Turns to which a trade is new.</summary>
    public int NewTrades { get; set; }

    /// <summary>The best prices are new since they were told.</summary>
    public bool IsQuoteNew { get; set; }

    /// <summary>Fields of the ticker as each turn was told them last, by their text; of incremental tickers.</summary>
    public Dictionary<string, string>?[] Told { get; } = new Dictionary<string, string>?[BeatTurn.Count];

    public (DepthLevel Bid, DepthLevel Ask) Best { get; set; }

    /// <summary>Something is new to everybody.</summary>
    public void Renew() => (NewFast, NewSlow) = (BeatTurn.All, BeatTurn.All);
}
