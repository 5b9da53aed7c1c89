using Poise.Domain;
using Poise.Engine;

namespace Poise.Runtime;

/// <summary>A running desk on the embedded market, by the market's clock. It only moves the clock: everything else is <see cref="SimulatedRun"/>'s.</summary>
public sealed class SimulatedDesk : RunningDesk
{
    // Market time that passes in one go, so that a command never waits behind a long catch-up.
    private static readonly Duration LongestStride = Duration.FromSeconds(2);

    private static readonly TimeSpan _keepEvery = TimeSpan.FromSeconds(60);

    private readonly SimulatedDeskSettings _settings;
    private readonly StartedDesk _started;
    private readonly ThreadedLane _lane;
    private Pace _pace;
    private TimeSpan _sinceMarket, _sinceKept;
    private volatile MarketSnapshot _market;

    private SimulatedDesk(SimulatedDeskSettings settings, TimeProvider time, ThreadedLane lane, StartedDesk started) : base(time, settings.ViewEvery, settings.DataFolder)
    {
        _settings = settings;
        _lane = lane;
        _started = started;
        _pace = new Pace(LongestStride, new((long)(settings.Speed * 1e9)));
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
        desk.Begin();
        return desk;
    }

    public override StartReport StartReport => _started.Report;

    public override Storage.JournalReport JournalReport => _started.JournalReport;

    /// <summary>Seed of the market: the folder's, whatever was asked for.</summary>
    public ulong Seed => _started.Seed;

    public ulong AskedSeed => _started.AskedSeed;

    /// <summary>Why the market was lived through again from its birth though it had been written down; null where it was not.</summary>
    public string? WhyAnew => _started.WhyAnew;

    /// <summary>Why the market could not be written down last, so that a restart lives it again; null where it was.</summary>
    public string? MarketFailure => _started.Keep.Failure;

    /// <summary>The whole simulated chain with its open interest, for the Flow page.</summary>
    public MarketSnapshot Market() => _market;

    public override string? WhyViewsAnew => _started.Views.WhyAnew;

    protected override DeskDriver Driver => _started.Run.Driver;

    protected override HeldElsewhere Elsewhere => _started.Elsewhere;

    protected override DryGateway? Dry => _started.Dry;

    protected override Instant Now => _started.Run.Now;

    protected override bool Turn(TimeSpan passed)
    {
        SimulatedRun run = _started.Run;
        run.AdvanceTo(run.Now + _pace.Take(new((long)(passed.TotalSeconds * _settings.Speed * 1e9))));
        _sinceMarket += passed;
        if (_sinceMarket >= _settings.SnapshotEvery)
        {
            _sinceMarket = TimeSpan.Zero;
            _market = MarketSnapshots.Of(run.Venue);
        }
        _sinceKept += passed;
        if (_sinceKept >= _keepEvery)
        {
            _sinceKept = TimeSpan.Zero;
            _started.WriteMarket();
        }
        return _pace.IsBehind;
    }

    protected override DeskView[] MakeViews() =>
        DeskViews.Of(Driver.Desk, _started.Fold, _started.Dry is null ? "desk 1" : "dry run", _started.Dry is null ? "simulated" : "simulated, nothing is sent", DeskNote.Of(Driver, linkStopped: null, _lane.Failure));

    protected override void CloseFiles()
    {
        try
        {
            if (Failure is null)
                _started.WriteMarket();
        }
        finally
        {
            _started.Dispose();
        }
    }

    protected override ValueTask CloseAsync() => _lane.DisposeAsync();

    private static Instant NowOf(TimeProvider time)
    {
        long seconds = time.GetUtcNow().ToUnixTimeSeconds();
        return Instant.FromUnixMilliseconds(1000 * seconds);
    }
}
