using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;

namespace Poise.Worlds;

/// <summary>
/// One seed, one world: a desk hedges its options on a simulated market; the machine is stopped between any two steps of
/// desk, driver, disk and gateway; the venue lives on; the desk comes back by the one start-up path and trades on. After each restart and at the end
/// the desk's book is the venue's, no intent was executed twice, none without approval, and each order that left was in
/// the journal before.
/// </summary>
public sealed partial class CrashWorld
{
    private const int DeskNumber = 1;
    private static readonly JournalOptions JournalKept = new() { Desk = DeskNumber, SegmentBytes = 16 << 10, BufferBytes = 4 << 10 };
    private readonly ulong _seed;
    private readonly WorldFault _fault;
    private readonly SeededRandom _random;
    private readonly SimulatedDisk _disk;
    private readonly SimulatedMarket _market;
    private readonly CrashWitness _witness = new();
    private readonly DeskSettings _settings;
    private readonly List<string> _kills = [];
    private long _points;
    private long _killAt = long.MaxValue;
    private int _adopted, _notSent, _tornTails;
    private DeltaBand _band;
    private DeltaBand _bandAsked;

    public CrashWorld(ulong seed, WorldFault fault = WorldFault.None)
    {
        _seed = seed;
        _fault = fault;
        _random = new SeededRandom(seed).Split("world");
        _disk = new SimulatedDisk(new SeededRandom(seed).Split("disk")) { BeforeOperation = Point, IsLying = fault == WorldFault.FlushSkipped };
        _market = NewMarket(seed);
        _settings = NewDesk(_market.Settings);
        _band = _bandAsked = ((FixedBandPolicy)_settings.Hedgers[0].Policy).Band;
    }

    /// <summary>Runs the world until the machine was stopped this many times and came back once more.</summary>
    /// <exception cref="WorldBrokenException">An invariant did not hold.</exception>
    public WorldReport Run(int kills)
    {
        while (true)
        {
            bool isLast = _kills.Count == kills;
            if (isLast)
                _killAt = long.MaxValue;
            try
            {
                Live(isLast);
            }
            catch (SimulatedCrash crash)
            {
                _kills.Add(crash.Step);
                Die();
                continue;
            }
            if (isLast)
                break;
        }
        int settled = Enumerable.Range(0, _market.Contracts).Count(i => !_market.IsLive(new(i)));
        return new WorldReport(_seed, _kills, _market.Orders, _market.Fills, _adopted, _notSent, _tornTails, settled);
    }

    /// <summary>One life of desk and runtime, from start-up on.</summary>
    private void Live(bool isLast)
    {
        DeskStart start = Recall();
        CheckFolded(start.Desk);
        var venue = new SimulatedVenue(_market);
        var gateway = new WitnessedGateway(venue, _witness, Point, Break);
        DeskDriver driver = start.Attach(gateway, _market.Now, _witness);
        venue.Connect(driver);
        if (start.IsNew)
            OpenBook(driver);
        List<long> unresolved = [.. Enumerable.Range(0, start.Desk.Working.Count).Select(i => start.Desk.Working[i].Order.Id.Sequence)];
        StartReport report = start.Reconcile(driver, new FaultyAccount(venue, _fault), gateway, _market.Now);
        _adopted += report.Adopted;
        _notSent += report.NotSent;
        CheckAgreement(driver.Desk, "after the restart");
        if (_fault is WorldFault.Resent or WorldFault.LateArrival)
            SendAgain(venue, unresolved);

        // The first life is safe until its book stands; any other may end at any point of its start-up too.
        if (start.IsNew && !isLast)
            ChooseNextKill();
        int steps = isLast ? 40 : int.MaxValue;
        for (int i = 0; i < steps; i++)
            Trade(driver, venue);
        if (isLast)
            Finish(driver, venue);
    }

    private DeskStart Recall()
    {
        try
        {
            Journal journal = Journal.Open(_disk, JournalKept, out JournalReport opened);
            _tornTails += opened.WasTorn ? 1 : 0;
            _witness.Journalled.Clear();
            return DeskStart.Fold(_settings, journal, _witness);
        }
        catch (JournalException damaged)
        {
            Break($"the journal cannot be read: {damaged.Message}");
            throw;
        }
    }

    /// <summary>A stretch of market time, then the driver's steps one by one.</summary>
    private void Trade(DeskDriver driver, SimulatedVenue venue)
    {
        Instant now = _market.Now + new Duration(1_000_000L * (1 + _random.NextInt32(150)));
        venue.AdvanceTo(now);
        if (now - _fittedAt > Duration.FromSeconds(1))
            Fit(driver, now);
        if (_random.NextInt32(12) == 0)
        {
            double half = 0.005 * (1 + _random.NextInt32(4));
            _bandAsked = new DeltaBand(-half, 0, half, (BandRebalance)_random.NextInt32(2));
            driver.Offer(DeskEvent.BandSet(now, _bandAsked));
        }
        bool isDiskBad = _killAt != long.MaxValue && _random.NextInt32(200) == 0;
        if (isDiskBad)
            SpoilDisk();
        int left = _witness.Left.Count;
        Point("before a step");
        while (driver.Step(now) || driver.Phase != DriverPhase.Idle)
            Point($"{driver.Phase} step");
        if (driver.JournalFailure is not null && isDiskBad)
            StopOnBadDisk(driver, left);
        RepairDisk();
        _band = _bandAsked;
        if (driver.JournalFailure is not null || driver.BrokenBy is not null || driver.Desk.State != TradingState.Normal)
            Break($"the desk stands still: {driver.Desk.State}, {driver.Desk.StateReason} {driver.BrokenBy} {driver.JournalFailure}");
        driver.Desk.Invariants();
    }

    /// <summary>Lets everything arrive and looks at the whole once more.</summary>
    private void Finish(DeskDriver driver, SimulatedVenue venue)
    {
        driver.Offer(DeskEvent.Kill(_market.Now));
        driver.Run(_market.Now);
        for (int i = 0; i < 20; i++)
        {
            Instant now = _market.Now + Duration.FromMilliseconds(50);
            venue.AdvanceTo(now);
            driver.Run(now);
        }
        if (driver.Desk.Working.Count > 0)
            Break($"order {driver.Desk.Working[0].Order.Id} never came to an end");
        CheckAgreement(driver.Desk, "at the end");
    }

    private void Die()
    {
        RepairDisk();
        _disk.BeforeOperation = null;
        _disk.Crash();
        _disk.BeforeOperation = Point;
        // Down for a while, or back at once: what is under way arrives at nobody.
        if (_random.NextInt32(2) == 0)
            _market.AdvanceTo(_market.Now + new Duration(1_000_000L * (1 + _random.NextInt32(2000))), Nobody.Here);
        _fittedAt = default;
        ChooseNextKill();
    }

    private void SpoilDisk()
    {
        if (_random.NextInt32(2) == 0)
            _disk.FailingFlushes = 1;
        else
            _disk.Capacity = 0;
    }

    private void RepairDisk() => (_disk.FailingFlushes, _disk.Capacity) = (0, long.MaxValue);

    /// <summary>Without memory no orders: the desk must stand still, and what it meant to send must not have left.</summary>
    private void StopOnBadDisk(DeskDriver driver, int left)
    {
        if (_witness.Left.Count != left)
            Break("an order left though its intent could not be made durable");
        if (driver.Desk.State != TradingState.Halted)
            Break($"the disk failed ({driver.JournalFailure}) and the desk is {driver.Desk.State}");
        throw new SimulatedCrash("disk failed");
    }

    private void ChooseNextKill() => _killAt = _points + 1 + _random.NextInt32(_random.NextInt32(3) == 0 ? 30 : 300);

    private void Point(string step)
    {
        if (++_points >= _killAt)
        {
            _killAt = long.MaxValue;
            throw new SimulatedCrash(step);
        }
    }

    private void Break(string what) => throw new WorldBrokenException(_seed, $"{what} (after {_kills.Count} kills: {string.Join(", ", _kills)})");

    private sealed class Nobody : IExchangeSink
    {
        public static readonly Nobody Here = new();

        public void On(in ExchangeEvent happened)
        {
        }
    }
}
