using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Storage;
using Poise.Venues;

namespace Poise.Runtime;

/// <summary>
/// A running desk at venues, by the clock of the machine: what their sessions say comes in order through a queue, orders go back the same way, or are answered on paper. It
/// trades once each account was reconciled, and at a venue while that is so on its present link.
/// </summary>
public sealed class VenueDesk : RunningDesk
{
    private static readonly Duration KeepEvery = Duration.FromSeconds(60);

    /// <summary>Quotes of options come within moments of the link.</summary>
    private static readonly Duration DemoAfter = Duration.FromSeconds(3);

    private readonly VenueDeskSettings _settings;
    private readonly Journal _journal;
    private readonly JournalReport _journalReport;
    private readonly DeskStart _start;
    private readonly DeskViewFold _fold = new(Duration.FromSeconds(1));
    private readonly DeskDriver _driver;
    private readonly VenueQueue _queue;
    private readonly PaperVenues[] _papers = [];
    private readonly DryGateway? _dry;
    private readonly (string Venue, IVenueLink Link)[] _links;
    private readonly HeldElsewhere _elsewhere;
    private readonly ThreadedLane _lane = new();
    private readonly ViewKeep _views;
    private Instant _nextFit, _nextKept, _demoAt = Instant.Never;

    private VenueDesk(VenueDeskSettings settings, Func<VenuePort, AccountSince, IVenueLink> connect, int lateReason, TimeProvider time) : base(time, settings.ViewEvery, settings.DataFolder)
    {
        _settings = settings;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(settings.DataFolder);
        else
            Directory.CreateDirectory(settings.DataFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        DeskSettings settled = settings.Desk() with { FirstOrder = FirstOrderOf(Now) };
        _journal = Journal.Open(settings.OpenDisk(settings.DataFolder), new JournalOptions { Desk = settled.Desk }, out _journalReport);
        try
        {
            IDeskWatch watch = Watches.Of(_fold, settings.Watch);
            _start = DeskStart.Fold(settled, _journal, watch);
            Desk desk = _start.Desk;
            if (settings.IsDry && !_start.IsNew)
                throw new InvalidDataException(DryGateway.NeedsNewFolder);
            _dry = settings.IsDry ? new DryGateway(desk) : null;
            CheckBook(desk);
            _views = new ViewKeep(settings.OpenDisk(settings.DataFolder), _fold);
            _views.Bring(desk);
            _nextKept = Now + KeepEvery;
            _queue = new VenueQueue(lateReason, Ring);
            _driver = _start.Attach(_queue, Now, watch);
            VenuePort[] ports = [.. settings.Venues.Select(_queue.Open)];
            _queue.Know(desk.Book);
            foreach (VenueHedge hedge in settings.Hedges)
            {
                _queue.Listed(Now, hedge.Hedge); // first: a folder is known by the venue of its first contract
                foreach (FurtherHedge further in hedge.Further)
                    _queue.Listed(Now, further.Hedge);
            }
            Fold();
            _elsewhere = new HeldElsewhere(_driver, _queue.Listed);
            if (settings.Elsewhere is { } held)
                _elsewhere.Begin(held, Now, Fold);
            _links = [.. ports.Select(p => (p.Venue, connect(p, new AccountSince(_start.TradesSince(Now, p.Venue), _start.FundingSince(Now, p.Venue)))))];
            if (settings.IsPaper)
                _papers = [.. settings.Venues.Select(PaperAt)];
            for (int i = 0; i < ports.Length; i++)
            {
                PaperVenues? paper = settings.IsPaper ? _papers[i] : null;
                IVenueLink link = _links[i].Link;
                ports[i].Connect((IOrderGateway?)_dry ?? paper ?? (IOrderGateway)link, () => paper ?? link.Account ?? throw new InvalidOperationException("the link is live and has no account"));
            }
            for (int i = 0; i < desk.Working.Count; i++)
                LinkOf(desk.Working[i].Order.Contract)?.Expect(desk.Working[i].Order.Id, desk.Book.ContractOf(desk.Working[i].Order.Contract).Id);
            for (int i = 0; i < desk.Book.Count; i++)
                if (desk.Book.QuantityOf(new(i)) != Lots.Zero || desk.Working.PendingOf(new(i)) != (Lots.Zero, Lots.Zero) || desk.HedgerOf(new ContractIndex(i)).Books.HasLots(new(i)))
                    LinkOf(new(i))?.Expect(desk.Book.ContractOf(new(i)).Id);
        }
        catch
        {
            _journal.Dispose();
            _lane.Close();
            throw;
        }

        void Fold()
        {
            _queue.Deliver(_driver, Now);
            _driver.Run(Now);
        }

        PaperVenues PaperAt(string venue)
        {
            IEnumerable<(VenueHedge Of, Contract Hedge, VenueCosts Costs)> all = settings.Hedges.SelectMany(static h => h.Further.Select(f => (h, f.Hedge, f.Costs)).Prepend((h, h.Hedge, h.Live.Costs)));
            return new PaperVenues(
                _driver, [.. all.Where(a => a.Hedge.Id.Venue == venue).Select(a => new PaperVenue(_driver, a.Hedge, a.Of.Spot, a.Costs, settings.OpenDisk(PaperFolder(a.Hedge)), Now))],
                venue == Venue ? new PaperOptions(_driver, venue, settings.OpenDisk(Path.Combine(settings.DataFolder, "paper-options"))) : null);
        }
    }

    /// <summary>Recovers or begins the desk of a folder, and connects.</summary>
    /// <param name="connect">Makes the link to a venue: who hears it, and since when executions are to be asked for.</param>
    /// <param name="lateReason">The adapter's code for an order that never left.</param>
    /// <exception cref="JournalException">The journal is damaged, or another process has it.</exception>
    /// <exception cref="InvalidDataException">The folder holds another desk, or a paper market that cannot be read.</exception>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public static VenueDesk Start(VenueDeskSettings settings, Func<VenuePort, AccountSince, IVenueLink> connect, int lateReason, TimeProvider time)
    {
        VenueDesk desk = new(settings, connect, lateReason, time);
        foreach ((_, IVenueLink link) in desk._links)
            link.Start();
        desk.Begin();
        return desk;
    }

    /// <summary>What the journal held; what the venue said of it comes with the first link.</summary>
    public override StartReport StartReport => new(_start.Records, 0, 0, 0);

    public override JournalReport JournalReport => _journalReport;

    public override string? WhyViewsAnew => _views.WhyAnew;

    protected override DeskDriver Driver => _driver;

    protected override HeldElsewhere Elsewhere => _elsewhere;

    protected override DryGateway? Dry => _dry;

    protected override Instant Now => Instant.FromUtc(Time.GetUtcNow().UtcDateTime);

    protected override bool Turn(TimeSpan passed)
    {
        foreach ((string venue, IVenueLink link) in _links)
        {
            if (link.Completion is { IsFaulted: true } ended)
                throw new InvalidOperationException($"the link{(_links.Length == 1 ? "" : $" to {venue}")} broke: {ended.Exception!.InnerException?.Message}", ended.Exception);
            // Later the desk goes on without it, and says so; one that never came up is a key or an address that is wrong.
            if (link.StopReason is { } why && _driver.Desk.AccountAt(venue)!.IsAwaited)
                throw new InvalidOperationException($"{venue}: {why}");
        }
        Instant now = Now;
        _queue.Deliver(_driver, now, _papers);
        foreach (PaperVenues paper in _papers)
            paper.Advance(now);
        while (_lane.TryTake(out FittedSlice fit))
            _driver.Offer(DeskEvent.SurfaceFitted(now, fit));
        _driver.Run(now);
        if (now >= _nextFit && SurfaceQuestion.Of(_driver.Desk) is { IsEmpty: false } question && _lane.TryAsk(question))
            _nextFit = now + _settings.FitEvery;
        if (_settings.IsPaper)
            OpenDemoBook(now);
        if (now >= _nextKept)
        {
            _nextKept = now + KeepEvery;
            _views.WriteBeside(_driver.Desk);
        }
        return false;
    }

    protected override DeskView[] MakeViews() => DeskViews.Of(
        _driver.Desk, _fold, _dry is null ? "desk 1" : "dry run", _dry is not null ? $"{AtVenues}, nothing is sent" : _settings.IsPaper ? $"paper, {AtVenues}'s prices" : AtVenues,
        DeskNote.Of(_driver, StopReason, _lane.Failure));

    protected override void CloseFiles()
    {
        try
        {
            if (Failure is null)
                _views.Write(_driver.Desk);
        }
        finally
        {
            _journal.Dispose();
        }
    }

    protected override async ValueTask CloseAsync()
    {
        foreach ((_, IVenueLink link) in _links)
        {
            try
            {
                await link.DisposeAsync();
            }
            catch (Exception) when (link.Completion.IsFaulted)
            {
                // told already: it is why the desk stopped
            }
        }
        await _lane.DisposeAsync();
    }

    /// <summary>An account may have seen orders of desks in other folders: numbers that grow with the time of birth are above all of theirs.</summary>
    private static long FirstOrderOf(Instant now) => now.UnixMilliseconds / 1000 * 1000 + 1;

    private string Venue => _settings.Hedges[0].Hedge.Id.Venue;

    private string AtVenues => string.Join(", ", _settings.Venues);

    private IVenueLink? LinkOf(ContractIndex contract) => _driver.Desk.AccountOf(contract) is { } account ? Array.Find(_links, l => l.Venue == account.Venue).Link : null;

    /// <summary>Why a link has stopped for good; null while none has.</summary>
    private string? StopReason
    {
        get
        {
            (string venue, IVenueLink? link) = Array.Find(_links, static l => l.Link.StopReason is not null);
            return link is null ? null : _links.Length == 1 ? link.StopReason : $"{venue}: {link.StopReason}";
        }
    }

    /// <exception cref="InvalidDataException">The folder holds the paper of a desk of one underlying, and this one has several.</exception>
    private string PaperFolder(Contract hedge)
    {
        string one = Path.Combine(_settings.DataFolder, "paper");
        if (_settings.Hedges.Count > 1 && Directory.Exists(one))
            throw new InvalidDataException("the folder is of a desk with one underlying, and this one has several: another needs another folder");
        return $"{one}{(_settings.Hedges.Count > 1 ? $"-{hedge.Underlying.ToLowerInvariant()}" : "")}{(hedge.Id.Venue == Venue ? "" : $"@{hedge.Id.Venue}")}";
    }

    /// <summary>A folder's journal is of one first venue: the first contract's. What is held elsewhere comes after it. What the desk holds at a venue cannot be lost sight of.</summary>
    private void CheckBook(Desk desk)
    {
        if (desk.Book.Count > 0 && desk.Book.ContractOf(new(0)).Id.Venue is var venue && venue != Venue)
            throw new InvalidDataException($"the journal is of a desk at {venue}, and this one is at {Venue}: another needs another folder");
        for (int i = 0; i < desk.Book.Count; i++)
        {
            Contract contract = desk.Book.ContractOf(new(i));
            if (!desk.IsElsewhere(new(i)) && contract.LotSize == HeldElsewhere.Step)
                throw new InvalidDataException($"{contract.Id.Symbol} was stated as held elsewhere, at {contract.Id.Venue}, which the settings now name as a venue of the desk: give the venue another name");
            bool isTouched = desk.Book.QuantityOf(new(i)) != Lots.Zero || desk.Working.PendingOf(new(i)) != (Lots.Zero, Lots.Zero);
            if (desk.IsElsewhere(new(i)) && isTouched && contract.LotSize != HeldElsewhere.Step)
                throw new InvalidDataException($"the desk holds {contract.Id.Symbol} at {contract.Id.Venue}, or has an order there, and the settings name no such venue: name it until neither is so");
        }
    }

    /// <summary>A paper desk that has just begun sells and buys some options at their mids, so that there is something to hedge.</summary>
    private void OpenDemoBook(Instant now)
    {
        Desk desk = _driver.Desk;
        if (desk.Book.Fills > 0 || !desk.IsReconciled || desk.Hedgers.Any(static h => !double.IsFinite(h.Greeks.Spot)))
            return;
        if (_demoAt == Instant.Never)
            _demoAt = now + DemoAfter;
        if (now < _demoAt)
            return;
        var options = new List<(Contract Contract, double Mid)>();
        for (int i = 0; i < desk.Book.Count; i++)
        {
            if (desk.Book.QuantityOf(new(i)) != Lots.Zero && !desk.IsElsewhere(new(i)))
                return;
            Contract contract = desk.Book.ContractOf(new(i));
            if (contract.IsOption && contract.Expiry > now + Duration.FromHours(1) && desk.QuoteOf(new(i)).IsTwoSided)
                options.Add((contract, desk.QuoteOf(new(i)).Mid));
        }
        foreach (Hedger hedger in desk.Hedgers)
        {
            List<(Contract, double)> own = options.FindAll(o => o.Contract.Underlying == hedger.Underlying);
            foreach (DemoPosition position in own.Count > 0 ? DemoBook.Of(own, hedger.Greeks.Spot) : [])
                if (desk.TryIndexOf(position.Contract, out ContractIndex index))
                    _driver.Offer(DeskEvent.PositionOpened(now, index, position.Quantity, position.Price));
        }
        _driver.Run(now);
        _driver.FlushAll();
    }
}
