using Poise.Domain;
using Poise.Flow;
using Poise.Storage;

namespace Poise.App;

/// <summary>What is stored of a live market: what came before it is shown, and what comes is added.</summary>
internal sealed class LivePast : IAsyncDisposable
{
    /// <summary>Levels that are older say nothing of what changed since.</summary>
    private static readonly Duration Recent = Duration.FromDays(7);

    private readonly StoredSeries _series;
    private readonly HistoryWriter _writer;
    private readonly TextWriter _log;
    private bool _hasBegun;

    private LivePast(IHistory history, Duration every, TextWriter log)
    {
        _log = log;
        _series = new StoredSeries(history);
        _writer = new HistoryWriter(history, _series, every, log);
    }

    /// <summary>The last instant that was stored before it began; not known where nothing was.</summary>
    public Instant Last { get; private set; }

    /// <summary>The last chain that was stored before it began.</summary>
    public MarketSnapshot? LastChain { get; private set; }

    public IFlowSeries Series => _series;

    /// <exception cref="BadInputException">The history cannot be opened.</exception>
    public static LivePast Open(string place, Duration every, TextWriter log) => new(HistoryPlaces.Open(place), every, log);

    /// <summary>By the first chain: the past of its underlying is there, alerts go on where they ended, chains are stored from here on.</summary>
    /// <param name="until">No later past counts: the last instant that is known of the market at its beginning.</param>
    public void Begin(MarketSnapshot first, Instant until, FlowFeed feed)
    {
        if (_hasBegun)
            return;
        _hasBegun = true;
        FlowSettings settings = feed.SettingsOf(first, default);
        try
        {
            LevelsRow? last = _series.Begin(first.Underlying, new Instant(long.MinValue), until);
            Last = last?.AsOf ?? default;
            if (last is { Spot: double spot } && until - last.AsOf <= Recent && StoredSeries.Of(last) is SeriesLevels levels)
                feed.Resume(last.AsOf, last.Signs, spot, levels);
            LastChain = _series.Count > 0 ? _series.Chain(_series.Count - 1) : null;
        }
        catch (HistoryException e)
        {
            lock (_log)
                _log.WriteLine($"history: the past cannot be shown: {e.Message}");
        }
        feed.Published = (chain, view, inventory, isNews) => _writer.Offer(chain, inventory, () => feed.UsualView(chain, view, inventory), settings.MarketDays, isNews || chain.Split is not null);
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
