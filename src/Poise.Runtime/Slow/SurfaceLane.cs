using Poise.Domain;
using Poise.Flow;

namespace Poise.Runtime;

/// <summary>
/// Fits the vol surface of a live market in the background, beside the lane that makes its levels: one fit at a time, of the latest chain, every five seconds or as often as takes a
/// quarter of one core, whichever is seldomer. A fit that fails is told; the last one stands, and ages.
/// </summary>
/// <param name="fit">Fits a chain; called on a thread of its own.</param>
public sealed class SurfaceLane(Func<MarketSnapshot, VolSurface> fit, TimeProvider time) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _ending = new();
    private Task _worker = Task.CompletedTask;
    private MarketSnapshot? _next;
    private bool _isWorking;
    private VolSurface? _last;
    private string? _unfitted;

    /// <summary>From the end of one fit to the beginning of the next, at least.</summary>
    public TimeSpan LeastRest { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Raised after each fit, also one that failed, on its thread.</summary>
    public Action? Ended { get; set; }

    /// <summary>The last fit that went well, with the market's instant that it stands for; null before the first.</summary>
    public VolSurface? Last
    {
        get
        {
            lock (_lock)
                return _last;
        }
    }

    /// <summary>Why a later chain than that of <see cref="Last"/> could not be fitted; null where nothing is wrong.</summary>
    public string? WhyNot
    {
        get
        {
            lock (_lock)
                return _unfitted;
        }
    }

    /// <summary>The chain as it now is; it is fitted at once, or after the rest, unless a later one comes first. Costs the caller nothing.</summary>
    public void Offer(MarketSnapshot market)
    {
        lock (_lock)
        {
            _next = market;
            if (_isWorking || _ending.IsCancellationRequested)
                return;
            _isWorking = true;
            _worker = Task.Run(WorkAsync);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Task worker;
        lock (_lock)
            worker = _worker;
        await worker;
        _ending.Dispose();
    }

    private async Task WorkAsync()
    {
        while (Take() is MarketSnapshot market)
        {
            long start = time.GetTimestamp();
            // A pool has as many threads as cores at first: a fit there, beside a chain made anew, would leave none to the levels.
            await Task.Factory.StartNew(() => Fit(market), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            TimeSpan took = time.GetElapsedTime(start);
            await Task.Delay(3 * took > LeastRest ? 3 * took : LeastRest, time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private MarketSnapshot? Take()
    {
        lock (_lock)
        {
            MarketSnapshot? market = _ending.IsCancellationRequested ? null : _next;
            _next = null;
            _isWorking = market is not null;
            return market;
        }
    }

    private void Fit(MarketSnapshot market)
    {
        VolSurface? surface = null;
        string? unfitted = null;
        try
        {
            surface = fit(market);
        }
        catch (Exception e)
        {
            unfitted = $"the vol surface of {market.AsOf} could not be fitted: {e.Message}";
        }
        lock (_lock)
            (_last, _unfitted) = (surface ?? _last, unfitted);
        try
        {
            Ended?.Invoke();
        }
        catch (Exception e)
        {
            // Who cannot hear must not stop the fits.
            lock (_lock)
                _unfitted ??= $"the vol surface of {market.AsOf} could not be passed on: {e.Message}";
        }
    }
}
