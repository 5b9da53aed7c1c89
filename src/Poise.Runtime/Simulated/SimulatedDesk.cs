using System.Threading.Channels;
using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;

namespace Poise.Runtime;

/// <summary>
/// A running desk: one thread owns desk, market and journal; commands reach it through a bounded queue, pictures leave it
/// as immutable values. It only moves clocks, commands and wake-ups: everything else is <see cref="SimulatedRun"/>'s.
/// </summary>
public sealed class SimulatedDesk : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(10);

    // Market time that passes in one go, so that a command never waits behind a long catch-up.
    private static readonly Duration LongestStride = Duration.FromSeconds(2);

    private readonly Channel<Func<Instant, DeskEvent>> _commands = Channel.CreateBounded<Func<Instant, DeskEvent>>(256);
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SimulatedDeskSettings _settings;
    private readonly TimeProvider _time;
    private readonly StartedDesk _started;
    private readonly ThreadedLane _lane;
    private volatile DeskView _view;
    private volatile MarketSnapshot _market;
    private volatile bool _isStopping;
    private volatile bool _hasEnded;
    private volatile string? _resumeRefusal;

    private SimulatedDesk(SimulatedDeskSettings settings, TimeProvider time, ThreadedLane lane, StartedDesk started)
    {
        _settings = settings;
        _time = time;
        _lane = lane;
        _started = started;
        _view = MakeView();
        _market = MarketSnapshots.Of(started.Run.Venue);
    }

    /// <summary>Recovers or begins the desk of a folder, then runs it.</summary>
    /// <exception cref="Storage.JournalException">The journal is damaged, or another process has it.</exception>
    /// <exception cref="InvalidDataException">The folder's market cannot be read.</exception>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public static SimulatedDesk Start(SimulatedDeskSettings settings, TimeProvider time)
    {
        StartedDesk started;
        ThreadedLane lane = new();
        try
        {
            started = SimulatedDeskStart.Bring(settings, NowOf(time), lane);
        }
        catch
        {
            lane.Close();
            throw;
        }
        SimulatedDesk desk = new(settings, time, lane, started);
        new Thread(desk.Live) { Name = "desk", IsBackground = true }.Start();
        return desk;
    }

    /// <summary>What recovery found.</summary>
    public StartReport StartReport => _started.Report;

    public Storage.JournalReport JournalReport => _started.JournalReport;

    /// <summary>Seed of the market: the folder's, whatever was asked for.</summary>
    public ulong Seed => _started.Seed;

    public ulong AskedSeed => _started.AskedSeed;

    /// <summary>The last picture, at most <see cref="SimulatedDeskSettings.ViewEvery"/> old while the desk runs.</summary>
    public DeskView View() => _view;

    /// <summary>The whole simulated chain with its open interest, for the Flow page.</summary>
    public MarketSnapshot Market() => _market;

    /// <summary>Called with each new picture, on the desk's thread: it must return at once.</summary>
    public Action<DeskView>? Viewed { get; set; }

    /// <summary>Why the desk stopped by itself; null while it runs.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether the desk's thread takes no more commands: it was stopped, or broke.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>Why a wish to trade again would be refused now, and what helps; null where it is taken.</summary>
    public string? ResumeRefusal => _resumeRefusal;

    /// <summary>Why not everything is on the disk, or null. To be read once the desk has stopped.</summary>
    public string? JournalFailure => _started.Run.Driver.JournalFailure;

    /// <summary>Ends with the desk's thread.</summary>
    public Task Stopped => _stopped.Task;

    /// <summary>The kill switch. False when the command queue is full, or the desk has ended.</summary>
    public bool Kill() => Send(DeskEvent.Kill);

    public bool SetTradingState(TradingState state) => Send(at => DeskEvent.TradingStateSet(at, state, TradingStateReason.Operator));

    public bool CancelAll() => Send(DeskEvent.CancelAllAsked);

    /// <exception cref="ArgumentException">Not lower &lt;= target &lt;= upper.</exception>
    public bool SetBand(DeltaBand band) => band.IsValid
        ? Send(at => DeskEvent.BandSet(at, band))
        : throw new ArgumentException("the band must satisfy lower <= target <= upper", nameof(band));

    /// <summary>Stops after the present stride, makes the journal durable and closes it. Working orders are left to the venue.</summary>
    public async Task StopAsync()
    {
        _isStopping = true;
        _wake.Set();
        await _stopped.Task;
        await _lane.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _wake.Dispose();
    }

    private bool Send(Func<Instant, DeskEvent> command)
    {
        if (!_commands.Writer.TryWrite(command))
            return false;
        _wake.Set();
        return true;
    }

    private void Live()
    {
        using ITimer beat = _time.CreateTimer(_ => _wake.Set(), null, Beat, Beat);
        try
        {
            Loop();
        }
        catch (Exception failure)
        {
            Failure = failure;
            _view = _view with { TradingState = nameof(TradingState.Halted), TradingStateReason = failure.Message, IsStale = true };
            Viewed?.Invoke(_view);
        }
        finally
        {
            _hasEnded = true;
            _commands.Writer.TryComplete();
            _started.Dispose();
            _stopped.TrySetResult();
        }
    }

    private void Loop()
    {
        SimulatedRun run = _started.Run;
        Pace pace = new(LongestStride, new((long)(_settings.Speed * 1e9)));
        long last = _time.GetTimestamp(), viewed = 0, listed = 0;
        while (!_isStopping)
        {
            long now = _time.GetTimestamp();
            Duration passed = new((long)(_time.GetElapsedTime(last, now).TotalSeconds * _settings.Speed * 1e9));
            last = now;
            bool isCommanded = TakeCommands(run);
            run.AdvanceTo(run.Now + pace.Take(passed));
            _resumeRefusal = DeskViews.ResumeRefusal(run.Driver.Desk);
            if (isCommanded || viewed == 0 || _time.GetElapsedTime(viewed, now) >= _settings.ViewEvery)
            {
                viewed = now;
                _view = MakeView();
                Viewed?.Invoke(_view);
            }
            if (_time.GetElapsedTime(listed, now) >= _settings.SnapshotEvery)
            {
                listed = now;
                _market = MarketSnapshots.Of(run.Venue);
            }
            if (!pace.IsBehind)
                _wake.WaitOne();
        }
        _commands.Writer.TryComplete();
        TakeCommands(run);
        run.AdvanceTo(run.Now);
        run.Driver.FlushAll();
        _view = MakeView();
    }

    private bool TakeCommands(SimulatedRun run)
    {
        bool any = false;
        while (_commands.Reader.TryRead(out Func<Instant, DeskEvent>? command))
        {
            run.Driver.Offer(command(run.Now));
            any = true;
        }
        return any;
    }

    private DeskView MakeView()
    {
        DeskDriver driver = _started.Run.Driver;
        return DeskViews.Of(driver.Desk, _started.Fold, "desk 1", "simulated", driver.JournalFailure ?? driver.BrokenBy ?? _lane.Failure?.Message);
    }

    private static Instant NowOf(TimeProvider time)
    {
        long seconds = time.GetUtcNow().ToUnixTimeSeconds();
        return Instant.FromUnixMilliseconds(1000 * seconds);
    }
}
