using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Storage;
using Poise.Venues;

namespace Poise.Runtime;

/// <summary>A desk on the simulated market, recovered or new, ready to run.</summary>
/// <param name="Report">What recovery found.</param>
/// <param name="Journal">The open journal.</param>
/// <param name="Recording">What replays need, or null.</param>
public sealed record StartedDesk(
    SimulatedRun Run, DeskViewFold Fold, StartReport Report, JournalReport JournalReport, Journal Journal, Recording? Recording) : IDisposable
{
    /// <summary>Seed of the folder's market, which may be older than the one that was asked for.</summary>
    public ulong Seed { get; init; }

    public ulong AskedSeed { get; init; }

    /// <summary>Why the market was lived through again from its birth though it had been written down; null where it was not.</summary>
    public string? WhyAnew { get; init; }

    internal MarketKeep Keep { get; init; } = null!;

    /// <summary>What pages remember of the desk.</summary>
    public ViewKeep Views { get; init; } = null!;

    /// <summary>What other accounts hold, as it is stated.</summary>
    public HeldElsewhere Elsewhere { get; init; } = null!;

    /// <summary>Takes the orders of a dry run; null where they go to the market.</summary>
    public DryGateway? Dry { get; init; }

    /// <summary>Writes the market and what pages remember down, once the book's journal is durable: it is never ahead of what is known of it.</summary>
    public void WriteMarket()
    {
        if (!Run.Driver.FlushAll())
            return;
        Keep.Write(Run.Venue.Market);
        Views.Write(Run.Driver.Desk);
    }

    /// <summary>Closes the files. What was not flushed is not promised.</summary>
    public void Dispose()
    {
        Recording?.Dispose();
        Journal.Dispose();
    }
}

/// <summary>Brings a desk up on the simulated market. One path: a new desk is one whose journal is empty.</summary>
public static class SimulatedDeskStart
{
    /// <summary>
    /// The market lives in the process; as it was written down last it comes back, or by the same seed from its birth, and lives on to where the journal ends. Its account has then what the book holds: whatever
    /// else it traded meanwhile nobody knows.
    /// </summary>
    /// <exception cref="JournalException">The journal is damaged, or another process has it.</exception>
    /// <exception cref="InvalidDataException">The folder's market cannot be read, or what is held elsewhere cannot be.</exception>
    public static StartedDesk Bring(SimulatedDeskSettings settings, Instant now, ISlowLane lane)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(settings.DataFolder);
        else
            Directory.CreateDirectory(settings.DataFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        MarketBirth birth = MarketBirth.Of(settings.DataFolder, new MarketBirth(settings.Seed, now.UnixNanoseconds, settings.Style));
        ulong asked = settings.Seed;
        settings = settings with { Seed = birth.Seed, Style = birth.Style };
        MarketKeep keep = new(settings.OpenDisk(settings.DataFolder), settings.Market, birth);
        DeskSettings desk = settings.Desk();
        Journal journal = Journal.Open(settings.OpenDisk(settings.DataFolder), new JournalOptions { Desk = desk.Desk }, out JournalReport journalReport);
        try
        {
            DeskViewFold fold = new(Duration.FromMilliseconds(Math.Max(1000, (long)(1000 * settings.Speed))));
            IDeskWatch watch = Watches.Of(fold, settings.Watch);
            DeskStart start = DeskStart.Fold(desk, journal, watch);
            if (settings.IsDry && !start.IsNew)
                throw new InvalidDataException(DryGateway.NeedsNewFolder);
            ViewKeep views = new(settings.OpenDisk(settings.DataFolder), fold);
            views.Bring(start.Desk);
            SimulatedMarket market = keep.Bring(out string? why);
            if (start.Desk.Now > market.Now)
                market.AdvanceTo(start.Desk.Now, Nobody.Instance);
            SimulatedVenue venue = new(market, start.Desk.Starts);
            return Bring(settings, start, venue, fold, watch, lane, journal, journalReport) with { Seed = birth.Seed, AskedSeed = asked, WhyAnew = why, Keep = keep, Views = views };
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    private static StartedDesk Bring(
        SimulatedDeskSettings settings, DeskStart start, SimulatedVenue venue, DeskViewFold fold, IDeskWatch watch, ISlowLane lane, Journal journal, JournalReport journalReport)
    {
        Instant now = venue.Market.Now;
        for (int i = 0; i < venue.Market.Contracts; i++)
            venue.Carry(venue.Market.ContractAt(new(i)).Id, Lots.Zero);
        for (int i = 0; i < start.Desk.Book.Count; i++)
            if (start.Desk.Book.ContractOf(new(i)).Id.Venue == venue.Market.Settings.Venue)
                venue.Carry(start.Desk.Book.ContractOf(new(i)).Id, start.Desk.Book.QuantityOf(new(i)));
        Recording? recording = settings.IsRecorded ? Recording.Begin(settings.OpenDisk(settings.DataFolder), start.Desk) : null;
        DryGateway? dry = settings.IsDry ? new DryGateway(start.Desk) : null;
        SimulatedVenue[] further = [.. settings.Further.Select(f => new SimulatedVenue(new SimulatedMarket(f.Market, f.Seed, now), start.Desk.Starts))];
        var gateways = new AccountGateways();
        SimulatedVenue[] venues = [venue, .. further];
        gateways.Connect(start.Desk, venues.ToDictionary(static v => v.Market.Settings.Venue, static v => (IOrderGateway)v, StringComparer.Ordinal));
        IOrderGateway gateway = dry is not null ? dry : further.Length > 0 ? gateways : venue;
        DeskDriver driver = start.Attach(gateway, now, watch, recording);
        venue.Connect(further.Length == 0 ? driver : new AccountSink(driver, driver, venue.Market.Settings.Venue));
        driver.Run(now);
        if (start.IsNew && settings.HasDemoBook)
        {
            foreach (DemoPosition position in DemoBook.Of(venue.Market))
            {
                driver.Desk.TryIndexOf(position.Contract, out ContractIndex index);
                driver.Offer(DeskEvent.PositionOpened(now, index, position.Quantity, position.Price));
                venue.Carry(position.Contract, position.Quantity);
            }
        }
        HeldElsewhere elsewhere = new(driver, driver.Listed);
        if (settings.Elsewhere is { } held)
            elsewhere.Begin(held, now, () => driver.Run(now));
        StartReport report = start.Reconcile(driver, venue, gateway, now, further.Length == 0 ? "" : venue.Market.Settings.Venue);
        var run = new SimulatedRun(venue, driver, lane, settings.FitEvery) { Further = further };
        foreach (SimulatedVenue each in further)
        {
            for (int i = 0; i < driver.Desk.Book.Count; i++)
                if (driver.Desk.Book.ContractOf(new(i)).Id is var id && id.Venue == each.Market.Settings.Venue)
                    each.Carry(id, driver.Desk.Book.QuantityOf(new(i)));
            run.Join(each);
        }
        return new StartedDesk(run, fold, report, journalReport, journal, recording) { Elsewhere = elsewhere, Dry = dry };
    }

    private sealed class Nobody : IExchangeSink
    {
        public static readonly Nobody Instance = new();

        public void On(in ExchangeEvent happened)
        {
        }
    }
}
