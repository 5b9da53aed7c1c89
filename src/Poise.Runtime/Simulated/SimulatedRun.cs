using Poise.Domain;
using Poise.Engine;

namespace Poise.Runtime;

/// <summary>
/// A desk on the simulated market, without threads: lets the market happen, drives the desk through what it says, and
/// brings fits in. The same market, journal and commands give the same bits.
/// </summary>
public sealed class SimulatedRun(SimulatedVenue venue, DeskDriver driver, ISlowLane lane, Duration fitEvery)
{
    private Instant _nextFit;

    public SimulatedVenue Venue => venue;

    public DeskDriver Driver => driver;

    public Instant Now => venue.Market.Now;

    /// <summary>Lets everything happen until an instant, each thing at its own time.</summary>
    public void AdvanceTo(Instant until)
    {
        while (true)
        {
            TakeFits();
            driver.Run(Now);
            Instant next = venue.Market.NextAt < driver.WakeAt ? venue.Market.NextAt : driver.WakeAt;
            if (next > until)
                break;
            venue.AdvanceTo(next > Now ? next : Now);
            AskFit();
        }
        venue.AdvanceTo(until > Now ? until : Now);
        TakeFits();
        driver.Run(Now);
    }

    /// <summary>Cuts the link and takes it up again: nothing is traded until the venue has confirmed the book.</summary>
    public Reconciliation Reconnect()
    {
        driver.LinkChanged(Now, isUp: false);
        driver.Run(Now);
        venue.Connect(driver);
        return Reconciliation.Run(driver, venue, venue, Now);
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
