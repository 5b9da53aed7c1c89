using System.Threading.Channels;
using Poise.Domain;
using Poise.Flow;
using Poise.Storage;

namespace Poise.App;

/// <summary>Stores a live market's chains with their levels, some time apart, beside what it does: a slow or full disk holds up nothing else.</summary>
internal sealed class HistoryWriter : IAsyncDisposable
{
    private readonly IHistory _history;
    private readonly StoredSeries _series;
    private readonly Duration _every;
    private readonly TextWriter _log;
    private readonly Channel<(StoredChain Chain, IReadOnlyList<LevelsRow> Levels)> _waiting = Channel.CreateBounded<(StoredChain, IReadOnlyList<LevelsRow>)>(4);
    private readonly Task _writing;
    private Instant _last;
    private bool _hasFailed;

    /// <param name="series">Told what was stored.</param>
    /// <param name="every">Market time between two that are stored.</param>
    /// <param name="log">Told when storing fails for the first time and when it works again.</param>
    public HistoryWriter(IHistory history, StoredSeries series, Duration every, TextWriter log)
    {
        (_history, _series, _every, _log) = (history, series, every, log);
        _writing = WriteAsync();
    }

    /// <summary>A chain with what makes its view; stored where it is time. Called from one thread at a time, chains in order.</summary>
    /// <param name="inventory">What trades told of the dealers by then; null where none did.</param>
    /// <param name="isNews">It raised an alert, or shares were split before it: stored whatever the time, so that a later start knows.</param>
    public void Offer(MarketSnapshot chain, InventoryState? inventory, Func<FlowView> view, int marketDays, bool isNews = false)
    {
        // The same instant again is a chain that was not whole before.
        if (_last.IsKnown && chain.AsOf != _last && chain.AsOf - _last < _every && !isNews)
            return;
        if (_waiting.Writer.TryWrite((new StoredChain(chain, inventory), HistoryRows.Of(chain, view(), marketDays))))
            _last = chain.AsOf;
    }

    /// <summary>On return what was taken is stored.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writing;
        _history.Dispose();
    }

    private async Task WriteAsync()
    {
        await foreach ((StoredChain chain, IReadOnlyList<LevelsRow> levels) in _waiting.Reader.ReadAllAsync())
        {
            try
            {
                _series.Added(Kept(chain, levels).First(static l => l.Bucket == ExpiryFilter.All.Name()));
                Say(failure: null);
            }
            catch (Exception e)
            {
                Say(e.Message);
            }
        }
    }

    /// <summary>Stores a chain with its levels, but for one that an earlier start stored with an inventory whose trades are gone now: that stays.</summary>
    /// <returns>The levels that are stored of its instant.</returns>
    private IReadOnlyList<LevelsRow> Kept(StoredChain chain, IReadOnlyList<LevelsRow> levels)
    {
        (string underlying, Instant at) = (chain.Snapshot.Underlying, chain.Snapshot.AsOf);
        if (chain.Inventory is null && at <= _series.Before && _history.Read(underlying, at) is { Inventory: not null })
            return _history.Levels(underlying, ExpiryFilter.All.Name(), at, at);
        _history.Add(chain.Snapshot, levels, chain.Inventory);
        return levels;
    }

    private void Say(string? failure)
    {
        if (failure is null != _hasFailed)
            return;
        _hasFailed = failure is not null;
        lock (_log)
        {
            _log.WriteLine(failure is null ? "history: chains are stored again" : $"history: a chain was not stored: {failure}");
            _log.Flush();
        }
    }
}
