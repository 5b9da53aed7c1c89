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

    public IFlowSeries Series => _series;

    /// <exception cref="BadInputException">The history cannot be opened.</exception>
    public static LivePast Open(string place, Duration every, TextWriter log) => new(HistoryPlaces.Open(place), every, log);

    /// <summary>By the first chain: the past of its underlying is there, alerts go on where they ended, chains are stored from here on.</summary>
    public void Begin(MarketSnapshot first, FlowFeed feed)
    {
        if (_hasBegun)
            return;
        _hasBegun = true;
        FlowSettings settings = feed.SettingsOf(first, default);
        try
        {
            LevelsRow? last = _series.Begin(first.Underlying, new Instant(long.MinValue), first.AsOf);
            Last = last?.AsOf ?? default;
            if (last is { Spot: double spot } && first.AsOf - last.AsOf <= Recent && last.Signs == settings.Signs.Name() && last.Walls == settings.Walls.Name())
                feed.Resume(last.AsOf, spot, StoredSeries.Of(last));
        }
        catch (HistoryException e)
        {
            lock (_log)
                _log.WriteLine($"history: the past cannot be shown: {e.Message}");
        }
        feed.Published = (chain, view) => _writer.Offer(chain, view, settings.MarketDays);
    }

    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
