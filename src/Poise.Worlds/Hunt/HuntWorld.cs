using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;
using Poise.Venues;
using Poise.Venues.Deribit;

namespace Poise.Worlds;

/// <summary>What a world of the hunt went through.</summary>
/// <param name="Kills">Of the desk's process.</param>
/// <param name="Unknowns">Orders of which for a time nobody knew what became of them.</param>
/// <param name="Strays">Working orders of others that were found and cancelled.</param>
/// <param name="Frames">That were delivered, both ways.</param>
public readonly record struct HuntReport(int Orders, int Fills, int Kills, int Connections, int Unknowns, int Strays, int TornTails, int Settled, long Frames)
{
    public static HuntReport operator +(HuntReport a, HuntReport b) => new(
        a.Orders + b.Orders, a.Fills + b.Fills, a.Kills + b.Kills, a.Connections + b.Connections, a.Unknowns + b.Unknowns,
        a.Strays + b.Strays, a.TornTails + b.TornTails, a.Settled + b.Settled, a.Frames + b.Frames);
}

/// <summary>
/// One seed, one world: a desk with its journal on a simulated disk, Deribit's protocol spoken from both ends over a simulated link, and an exchange with a crowd. Blows befall all of
/// them for twenty seconds; then it comes to rest, and whatever happened, what must hold is looked at. Invariants are in HuntWorld.Checks.
/// </summary>
public sealed partial class HuntWorld
{
    private const int DeskNumber = 1;
    private static readonly JournalOptions JournalKept = new() { Desk = DeskNumber, SegmentBytes = 64 << 10, BufferBytes = 16 << 10 };

    private readonly ulong _seed;
    private readonly Queue<HuntBlow> _blows;
    private readonly HuntFault _fault;
    private readonly Action<string>? _trace;
    private readonly SeededRandom _random;
    private readonly SimulatedDisk _disk;
    private readonly LinkedExchange _venue;
    private readonly Instant _start;
    private readonly CrashWitness _witness = new();
    private readonly DeskSettings _settings;
    private readonly List<string> _kills = [];
    private HuntReport _report;
    private ulong _lives;
    private long _points, _killAt = long.MaxValue;
    private Instant _fittedAt, _roughUntil, _slowUntil;
    private int _slowMilliseconds;
    private bool _loses, _isKillBusy, _dropsWhenSlow;

    // Of the present life.
    private DeskDriver _driver = null!;
    private DeribitSession _session = null!;
    private VenueQueue _queue = null!;
    private HuntGateway _gateway = null!;

    /// <param name="blows">In the order of time; <see cref="HuntBlow.Draw"/> draws those of a seed.</param>
    /// <param name="trace">Told line by line what happens; null for nobody.</param>
    public HuntWorld(ulong seed, IReadOnlyList<HuntBlow> blows, HuntFault fault = HuntFault.None, Action<string>? trace = null)
    {
        (_seed, _blows, _fault, _trace) = (seed, new Queue<HuntBlow>(blows), fault, trace);
        _random = new SeededRandom(seed).Split("world");
        _disk = new SimulatedDisk(new SeededRandom(seed).Split("disk")) { IsLying = fault == HuntFault.FlushSkipped };
        _venue = NewVenue(seed);
        _start = _venue.Link.Now;
        _settings = NewDesk(fault);
        _venue.Link.Noting = trace is null ? null : (at, about, text) => Say($"session: {about}: {text}");
        _venue.Link.Tamper = fault == HuntFault.GapIgnored ? new GapHider().Hide : null;
    }

    private MemoryLink Link => _venue.Link;

    /// <summary>Runs the world to its rest.</summary>
    /// <exception cref="WorldBrokenException">An invariant did not hold.</exception>
    public HuntReport Run()
    {
        try
        {
            BeginLife();
            Safely(OpenBook);
            Instant end = _start + HuntBlow.Length;
            while (Link.Now < end)
                Safely(Live);
            Rest();
        }
        catch (Exception failure) when (failure is not WorldBrokenException)
        {
            Break($"{failure.GetType().Name}: {failure.Message} {failure.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}");
        }
        return _report with { Orders = _witness.Left.Count, Kills = _kills.Count, Connections = Link.Connections, Frames = Link.Delivered };
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

    /// <summary>Start-up, the one path: the journal is folded, the venue is asked on the first link.</summary>
    private void BeginLife()
    {
        _disk.BeforeOperation = step => Point(step);
        Journal journal = Journal.Open(_disk, JournalKept, out JournalReport opened);
        _report = _report with { TornTails = _report.TornTails + (opened.WasTorn ? 1 : 0) };
        _witness.Journalled.Clear();
        _witness.Payments.Clear();
        DeskStart start = DeskStart.Fold(_settings, journal, _witness);
        Desk desk = start.Desk;
        CheckFolded(desk);
        _gateway = new HuntGateway(this);
        _queue = new VenueQueue((int)DeribitReason.NotSent);
        VenuePort port = _queue.Open(_settings.Hedgers[0].Hedge.Venue);
        port.Connect(new SessionDoor(this), Account);
        _queue.Know(desk.Book);
        _driver = start.Attach(_gateway, Link.ClientNow, _witness);
        var settings = new DeribitSettings
        {
            Underlyings = ["BTC"],
            Books = [_settings.Hedgers[0].Hedge.Symbol],
            TradesSince = _fault == HuntFault.PastNotAsked ? Link.ClientNow : start.TradesSince(Link.ClientNow),
            FundingSince = start.FundingSince(Link.ClientNow),
            FirstBackOff = Duration.FromMilliseconds(50),
            LongestBackOff = Duration.FromSeconds(1),
            MaintenanceWait = Duration.FromSeconds(1),
            FundingEvery = FundingRead,
        };
        _session = new DeribitSession(
            settings, new DeribitKey(LinkedExchange.Key, LinkedExchange.Secret), _seed + 1000 * ++_lives, new HuntSink(port, _driver, _fault, () => _session.Phase == DeribitPhase.Reconciling),
            _fault == HuntFault.BlindRetry ? new RetryingLink(Link) : Link);
        for (int i = 0; i < desk.Working.Count && _fault != HuntFault.PastNotAsked; i++)
            _session.Expect(desk.Working[i].Order.Id, desk.Book.ContractOf(desk.Working[i].Order.Contract).Id);
        for (int i = 0; i < desk.Book.Count; i++)
            if (desk.Book.QuantityOf(new(i)) != Lots.Zero)
                _session.Expect(desk.Book.ContractOf(new(i)).Id);
        Say($"the desk starts, {desk.Working.Count} intents without an outcome, {desk.State}");
        if (_fault == HuntFault.KillForgotten && desk.State == TradingState.Halted)
            _driver.Offer(DeskEvent.TradingStateSet(Link.ClientNow, TradingState.Normal, TradingStateReason.Operator));
        Link.Attach(_session);
    }

    private void Die()
    {
        Link.Detach();
        _report = _report with { Strays = _report.Strays + _queue.Found.Foreign };
        RepairDisk();
        _disk.BeforeOperation = null;
        _disk.Crash();
        _killAt = long.MaxValue;
        _fittedAt = default;
        Link.AdvanceTo(Link.Now + Duration.FromMilliseconds(_random.NextInt32(_random.NextInt32(2) == 0 ? 3 : 2500)));
    }

    /// <summary>A stretch of time, then the desk's steps one by one.</summary>
    private void Live()
    {
        while (_blows.TryPeek(out HuntBlow next) && Link.Now - _start >= next.At)
            Strike(_blows.Dequeue());
        Pass(Duration.FromMilliseconds(1 + _random.NextInt32(40)));
        Drive();
        CheckStep();
    }

    private void Pass(Duration time)
    {
        if (_roughUntil.IsKnown && Link.Now >= _roughUntil)
            (_roughUntil, Link.ToServer, Link.ToClient) = (default, LinkFaults.None, LinkFaults.None);
        Link.AdvanceTo(Link.Now + time);
    }

    private void Drive()
    {
        Instant now = Link.ClientNow;
        if (Link.Now - _fittedAt > Duration.FromSeconds(2))
        {
            _fittedAt = Link.Now;
            WorldFits.Offer(_driver, now, carry: 0, Vol);
        }
        int left = _witness.Left.Count;
        _queue.Deliver(_driver, Link.ClientNow);
        Point("before a step", isIdle: true);
        while (_driver.Step(now) || _driver.Phase != DriverPhase.Idle)
        {
            Point(_driver.Phase switch { DriverPhase.Decided => "after a decision", DriverPhase.Durable => "after a flush", _ => "after a batch" }, isIdle: _driver.Phase == DriverPhase.Idle && _witness.Left.Count == left);
            if (_driver.Phase == DriverPhase.Decided && Link.Now < _slowUntil)
            {
                if (_dropsWhenSlow)
                    Link.Drop();
                _dropsWhenSlow = false;
                Pass(Duration.FromMilliseconds(_slowMilliseconds));
                now = Link.ClientNow;
            }
        }
        if (_driver.JournalFailure is not null)
            StopOnBadDisk(left);
        RepairDisk();
    }

    /// <summary>Faults end; a last link is made, so that what single frames lost is asked for; then everything must hold.</summary>
    private void Rest()
    {
        _blows.Clear();
        Link.Relent();
        _roughUntil = _slowUntil = default;
        _killAt = long.MaxValue;
        RepairDisk();
        if (_loses && _session.Phase == DeribitPhase.Live)
            CheckBook();
        int made = Link.Connections + (_loses ? 1 : 0);
        if (_loses)
            Link.Drop();
        for (int i = 0; i < 200 && !(i > 1 && Link.Connections >= made && _session.Phase == DeribitPhase.Live && _session.Unknowns == 0 && _driver.Desk is { IsReconciled: true, IsLinkUp: true, Working.Count: 0 }); i++)
            Breathe(Duration.FromMilliseconds(500));
        for (int i = 0; i < 4 || (i < 60 && IsSettling()); i++)
            Breathe(Duration.FromMilliseconds(500));
        CheckLiveness();
        Give(DeskEvent.Kill(Link.ClientNow), isDead: true);
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

    private IAccountQuery Account()
    {
        DeribitPicture now = _session.Picture!;
        _firstPicture ??= now;
        return _fault switch
        {
            HuntFault.OldPictureUsed => _firstPicture,
            HuntFault.PastNotAsked or HuntFault.FillsForgotten or HuntFault.StrayLeft or HuntFault.FundingCountedTwice => new HuntAccount(now, _fault),
            _ => now,
        };
    }

    private DeribitPicture? _firstPicture;

    /// <summary>A place at which the machine may stop. Those where nothing is under way are counted only by kills that are not out for more.</summary>
    private void Point(string step, bool isIdle = false)
    {
        if (isIdle && _isKillBusy || ++_points < _killAt)
            return;
        _killAt = long.MaxValue;
        throw new SimulatedCrash(step);
    }

    private void Say(string what) =>
        _trace?.Invoke(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(Link.Now - _start).Seconds,8:0.000}  {what}"));
}
