using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;
using Poise.Venues.Deribit;

namespace Poise.Worlds;

/// <summary>
/// One seed, one world: a desk with its journal on a simulated disk, Deribit's protocol spoken from both ends over a simulated link to each of its venues, and an exchange with a crowd there. Blows befall all of
/// them for twenty seconds; then it comes to rest, and whatever happened, what must hold is looked at. Which desk it is the seed says: <see cref="HuntDesk"/>. Invariants are in HuntWorld.Checks, HuntWorld.Orders and HuntWorld.Agreement.
/// </summary>
public sealed partial class HuntWorld
{
    private const int DeskNumber = HuntDesk.DeskNumber;
    private static readonly JournalOptions JournalKept = new() { Desk = DeskNumber, SegmentBytes = 64 << 10, BufferBytes = 16 << 10 };

    private readonly ulong _seed;
    private readonly Queue<HuntBlow> _blows;
    private readonly HuntFault _fault;
    private readonly Action<string>? _trace;
    private readonly SeededRandom _random;
    private readonly SimulatedDisk _disk;
    private readonly HuntDesk _desk;
    private readonly HuntVenue[] _venues;
    private readonly Instant _start;
    private readonly HuntWitness _witness = new();
    private readonly List<string> _kills = [];
    private HuntReport _report;
    private long _points, _killAt = long.MaxValue;
    private Instant _fittedAt, _slowUntil;
    private int _slowMilliseconds, _slowVenue, _doubled;
    private bool _isKillBusy, _dropsWhenSlow;

    /// <param name="blows">In the order of time; <see cref="HuntBlow.Draw"/> draws those of a seed.</param>
    /// <param name="trace">Told line by line what happens; null for nobody.</param>
    public HuntWorld(ulong seed, IReadOnlyList<HuntBlow> blows, HuntFault fault = HuntFault.None, Action<string>? trace = null)
    {
        (_seed, _blows, _fault, _trace) = (seed, new Queue<HuntBlow>(blows), fault, trace);
        _random = new SeededRandom(seed).Split("world");
        _disk = new SimulatedDisk(new SeededRandom(seed).Split("disk")) { IsLying = fault == HuntFault.FlushSkipped };
        _desk = HuntDesk.Draw(seed, fault);
        _limits = new(_desk.Hedger.Limits.Tighter);
        _live = new(told => told with { Options = OptionLimits.Tighter(_desk.Hedger.Options, told.Options) });
        _venues = [.. Enumerable.Range(0, _desk.Venues).Select(v => new HuntVenue(seed, v, _desk))];
        _start = Now;
        foreach (HuntVenue venue in _venues)
        {
            venue.Link.Noting = trace is null ? null : (at, about, text) => Say($"session{(_venues.Length > 1 ? $" at {venue.Name}" : "")}: {about}: {text}");
            venue.Link.Tamper = fault == HuntFault.GapIgnored ? new GapHider().Hide : null;
        }
    }

    private HuntVenue First => _venues[0];

    private Instant Now => First.Link.Now;

    /// <summary>By the desk's clock.</summary>
    private Instant ClientNow => First.Link.ClientNow;

    /// <summary>Runs the world to its rest.</summary>
    /// <exception cref="WorldBrokenException">An invariant did not hold.</exception>
    public HuntReport Run()
    {
        try
        {
            DrawHeld("at first", _desk.HasBooks);
            BeginLife();
            Safely(OpenBook);
            Instant end = _start + HuntBlow.Length;
            while (Now < end)
                Safely(Live);
            Rest();
        }
        catch (Exception failure) when (failure is not WorldBrokenException)
        {
            Break($"{failure.GetType().Name}: {failure.Message} {failure.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}");
        }
        return _report with
        {
            Orders = _witness.Left.Count,
            Kills = _kills.Count,
            Connections = _venues.Sum(static v => v.Link.Connections),
            Frames = _venues.Sum(static v => v.Link.Delivered),
            Venues = _venues.Length - 1,
            Inside = _witness.Inside,
            Shares = _witness.Shares,
            Packages = _witness.Packages,
            Liquidations = _witness.Liquidations,
            Freezes = _witness.Freezes,
        };
    }

    /// <summary>Does something, and whatever step the machine stops at, begins the next life.</summary>
    private void Safely(Action act)
    {
        try
        {
            act();
        }
        catch (SimulatedCrash crash)
        {
            _kills.Add(crash.Step);
            Say($"the desk is killed: {crash.Step}");
            Die();
            while (!TryBegin()) { }
        }
    }

    private bool TryBegin()
    {
        try
        {
            BeginLife();
            return true;
        }
        catch (SimulatedCrash again)
        {
            _kills.Add(again.Step);
            Say($"the desk is killed while it starts: {again.Step}");
            Die();
            return false;
        }
    }

    private void Die()
    {
        foreach (HuntVenue venue in _venues)
            venue.Link.Detach();
        _report = _report with { Strays = _report.Strays + _queue.Found.Foreign };
        RepairDisk();
        _disk.BeforeOperation = null;
        _disk.Crash();
        _killAt = long.MaxValue;
        _fittedAt = default;
        Advance(Now + Duration.FromMilliseconds(_random.NextInt32(_random.NextInt32(2) == 0 ? 3 : 2500)));
    }

    /// <summary>A stretch of time, then the desk's steps one by one.</summary>
    private void Live()
    {
        while (_blows.TryPeek(out HuntBlow next) && Now - _start >= next.At)
            Strike(_blows.Dequeue());
        GoOn();
        Pass(Duration.FromMilliseconds(1 + _random.NextInt32(40)));
        Drive();
        CheckStep();
    }

    private void Pass(Duration time)
    {
        foreach (HuntVenue venue in _venues)
            if (venue.RoughUntil.IsKnown && Now >= venue.RoughUntil)
                (venue.RoughUntil, venue.Link.ToServer, venue.Link.ToClient) = (default, LinkFaults.None, LinkFaults.None);
        Advance(Now + time);
    }

    /// <summary>Whatever happens at the venues happens in the order of time.</summary>
    private void Advance(Instant until)
    {
        while (_venues.Length > 1)
        {
            HuntVenue next = First;
            foreach (HuntVenue venue in _venues)
                next = venue.Link.NextAt < next.Link.NextAt ? venue : next;
            if (next.Link.NextAt is var at && at > until)
                break;
            next.Link.AdvanceTo(at > next.Link.Now ? at : next.Link.Now);
        }
        foreach (HuntVenue venue in _venues)
            venue.Link.AdvanceTo(until);
    }

    private void Drive()
    {
        Instant now = ClientNow;
        if (Now - _fittedAt > Duration.FromSeconds(2))
        {
            _fittedAt = Now;
            WorldFits.Offer(_driver, now, carry: 0, HuntVenue.Vol);
        }
        int left = _witness.Left.Count;
        _queue.Deliver(_driver, ClientNow);
        _elsewhere?.Turn(now);
        _marks?.Turn(now);
        Point("before a step", isIdle: true);
        long flushes = _driver.Flushes;
        while (_driver.Step(now) || _driver.Phase != DriverPhase.Idle)
        {
            if (_driver.Flushes != flushes)
                _witness.Flushed();
            flushes = _driver.Flushes;
            Point(_driver.Phase switch { DriverPhase.Decided => "after a decision", DriverPhase.Durable => "after a flush", _ => "after a batch" }, isIdle: _driver.Phase == DriverPhase.Idle && _witness.Left.Count == left);
            if (_driver.Phase == DriverPhase.Decided && Now < _slowUntil)
            {
                if (_dropsWhenSlow)
                    _venues[_slowVenue].Link.Drop();
                _dropsWhenSlow = false;
                Pass(Duration.FromMilliseconds(_slowMilliseconds));
                now = ClientNow;
            }
        }
        if (_driver.JournalFailure is not null)
            StopOnBadDisk(left);
        RepairDisk();
        if (_fault == HuntFault.ShareDoubled && _witness.Shares / 4 != _doubled && _witness.LastShare is { } share)
        {
            _doubled = _witness.Shares / 4;
            _driver.Offer(DeskEvent.FillShared(ClientNow, share));
        }
    }

    /// <summary>Faults end; a last link is made, so that what single frames lost is asked for; then everything must hold.</summary>
    private void Rest()
    {
        _blows.Clear();
        _slowUntil = default;
        _killAt = long.MaxValue;
        _aside = null;
        RepairDisk();
        Refund();
        int[] made = new int[_venues.Length];
        foreach (HuntVenue venue in _venues)
        {
            venue.Link.Relent();
            venue.RoughUntil = default;
        }
        foreach (HuntVenue venue in _venues)
        {
            if (venue.Loses && venue.Session.Phase == DeribitPhase.Live)
                CheckBook(venue);
        }
        foreach (HuntVenue venue in _venues)
        {
            made[venue.Number] = venue.Link.Connections + (venue.Loses ? 1 : 0);
            if (venue.Loses)
                venue.Link.Drop();
        }
        for (int i = 0; i < 200 && !(i > 1 && Array.TrueForAll(_venues, v => v.Link.Connections >= made[v.Number] && IsLive(v)) && _driver.Desk is { IsReconciled: true, IsLinkUp: true } && AreAnswered()); i++)
            Breathe(Duration.FromMilliseconds(500));
        for (int i = 0; i < 4 || (i < 60 && IsSettling()); i++)
            Breathe(Duration.FromMilliseconds(500));
        CheckLiveness();
        Give(DeskEvent.Kill(ClientNow), isDead: true);
        for (int i = 0; i < 30 && (i < 8 || _driver.Desk.Working.Count > 0); i++)
            Breathe(Duration.FromMilliseconds(100));
        CheckAgreement();
        _report = _report with { Strays = _report.Strays + _queue.Found.Foreign };
    }

    private void Breathe(Duration time)
    {
        for (Duration passed = default; passed < time; passed += Duration.FromMilliseconds(50))
        {
            Pass(Duration.FromMilliseconds(50));
            Drive();
        }
        CheckStep();
    }

    private static bool IsLive(HuntVenue venue) => venue.Session is { Phase: DeribitPhase.Live, Unknowns: 0 };

    /// <summary>Nothing is under way but what stands in a book.</summary>
    private bool AreAnswered()
    {
        WorkingOrders orders = _driver.Desk.Working;
        for (int i = 0; i < orders.Count; i++)
            if (_desk.IsSmall || !orders[i].IsAcknowledged || orders[i].IsFinal)
                return false;
        return true;
    }

    /// <summary>A place at which the machine may stop. Those where nothing is under way are counted only by kills that are not out for more.</summary>
    private void Point(string step, bool isIdle = false)
    {
        if (isIdle && _isKillBusy || ++_points < _killAt)
            return;
        _killAt = long.MaxValue;
        throw new SimulatedCrash(step);
    }

    private void Say(string what) =>
        _trace?.Invoke(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(Now - _start).Seconds,8:0.000}  {what}"));
}
