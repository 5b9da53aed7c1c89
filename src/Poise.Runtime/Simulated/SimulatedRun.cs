using Poise.Domain;
using Poise.Engine;

namespace Poise.Runtime;

/// <summary>
/// A desk on simulated markets, without threads: lets the markets happen, drives the desk through what they say, and
/// brings fits in. The same markets, journal and commands give the same bits.
/// </summary>
public sealed class SimulatedRun(SimulatedVenue venue, DeskDriver driver, ISlowLane lane, Duration fitEvery)
{
    private SimulatedVenue[] _venues = [venue];
    private Instant _nextFit;

    /// <summary>The first: the one with options.</summary>
    public SimulatedVenue Venue => venue;

    /// <summary>Further ones, that the desk has accounts at too.</summary>
    public IReadOnlyList<SimulatedVenue> Further
    {
        get => _venues[1..];
        init => _venues = [venue, .. value];
    }

    public DeskDriver Driver => driver;

    public Instant Now => venue.Market.Now;

    /// <summary>Lets everything happen until an instant, each thing at its own time.</summary>
    public void AdvanceTo(Instant until)
    {
        while (true)
        {
            TakeFits();
            driver.Run(Now);
            Instant next = driver.WakeAt;
            foreach (SimulatedVenue each in _venues)
                next = each.Market.NextAt < next ? each.Market.NextAt : next;
            if (next > until)
                break;
            Advance(next > Now ? next : Now);
            AskFit();
        }
        Advance(until > Now ? until : Now);
        TakeFits();
        driver.Run(Now);
    }

    /// <summary>Cuts the link to a venue: nothing more goes there, and what was under way on it is lost.</summary>
    public void Cut(SimulatedVenue at)
    {
        at.Disconnect();
        driver.Offer(DeskEvent.LinkDown(Now, NameOf(at)));
        driver.Run(Now);
    }

    /// <summary>Takes a link up again: nothing is traded there until the venue has confirmed the book.</summary>
    public Reconciliation Join(SimulatedVenue at)
    {
        at.Connect(_venues.Length == 1 ? driver : new AccountSink(driver, driver, NameOf(at)));
        return Reconciliation.Run(driver, at, at, Now, NameOf(at));
    }

    /// <summary>Cuts the first venue's link and takes it up again at once.</summary>
    public Reconciliation Reconnect()
    {
        Cut(venue);
        return Join(venue);
    }

    // Of the only one nothing need be said.
    private string NameOf(SimulatedVenue at) => _venues.Length == 1 ? "" : at.Market.Settings.Venue;

    private void Advance(Instant now)
    {
        foreach (SimulatedVenue each in _venues)
            each.AdvanceTo(now);
    }

    private void AskFit()
    {
        if (Now < _nextFit)
            return;
        if (SurfaceQuestion.Of(driver.Desk) is { IsEmpty: false } question && lane.TryAsk(question))
            _nextFit = Now + fitEvery;
    }

    private void TakeFits()
    {
        while (lane.TryTake(out FittedSlice fit))
            driver.Offer(DeskEvent.SurfaceFitted(Now, fit));
    }
}
