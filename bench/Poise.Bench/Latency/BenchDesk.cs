using System.Diagnostics;
using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;
using Poise.Venues;

namespace Poise.Bench;

/// <summary>
/// The desk of <c>poise desk</c> with its demo book, journal and view, on the simulated chain: hedged, quoted and fitted,
/// without threads. The gateway is the benchmark's own: it notes when it was called, and fills at the limit when told to.
/// </summary>
internal sealed class BenchDesk : IOrderGateway, IDisposable
{
    public const ulong Seed = 1;
    private static readonly Duration Refresh = Duration.FromSeconds(1);
    private readonly SimulatedVenue _venue;
    private readonly Journal _journal;
    private readonly List<FittedSlice> _fits;
    private NewOrder _placed;
    private Instant _refreshAt;
    private long _trades;

    public BenchDesk(string folder)
    {
        SimulatedDeskSettings settings = new() { DataFolder = folder, Seed = Seed };
        Now = Instant.FromUtc(2026, 1, 5, 9);
        SimulatedMarket market = new(new MarketSettings(), Seed, Now);
        _venue = new SimulatedVenue(market);
        _journal = Journal.Open(new FileDisk(folder), new JournalOptions { Desk = 1 }, out _);
        DeskViewFold fold = new(Duration.FromSeconds(1));
        DeskStart start = DeskStart.Fold(settings.Desk(), _journal, fold);
        Driver = start.Attach(this, Now, fold);
        _venue.Connect(Driver);
        Driver.Run(Now);
        foreach (DemoPosition position in DemoBook.Of(market))
        {
            Desk.TryIndexOf(position.Contract, out ContractIndex index);
            Driver.Offer(DeskEvent.PositionOpened(Now, index, position.Quantity, position.Price));
            _venue.Carry(position.Contract, position.Quantity);
        }
        start.Reconcile(Driver, _venue, this, Now);
        // The market speaks for half a second: every contract is quoted then.
        Now += Duration.FromMilliseconds(500);
        _venue.AdvanceTo(Now);
        Driver.Run(Now);
        _fits = SurfaceQuestion.Of(Desk).Fit();
        Quotes = [.. Enumerable.Range(0, Desk.Book.Count).Select(i => Desk.QuoteOf(new(i)))];
        Options = [.. Enumerable.Range(0, Quotes.Length).Where(i => Desk.Book.ContractOf(new(i)).IsOption && Quotes[i].IsTwoSided)];
        Freshen();
        Fill();
        if (Desk.Hedgers[0].LastDecision.Reason != DecisionReason.InsideBand)
            throw new InvalidOperationException($"the desk is not ready: {Desk.Hedgers[0].LastDecision.Reason}");
    }

    public DeskDriver Driver { get; }

    public Desk Desk => Driver.Desk;

    public Instant Now { get; private set; }

    /// <summary>The quote of each contract that stood when the desk was ready.</summary>
    public Quote[] Quotes { get; }

    /// <summary>Options with a two-sided quote, by contract number.</summary>
    public int[] Options { get; }

    /// <summary>When the gateway was last called, timer ticks; 0 when it was not since <see cref="Fill"/>.</summary>
    public long PlacedAt { get; private set; }

    /// <summary>Lets event time pass. Hedge quote and fits, too old otherwise, are brought again every second; that is not measured.</summary>
    public void Pass(Duration time)
    {
        Now += time;
        if (Now >= _refreshAt)
            Freshen();
    }

    /// <summary>A two-sided quote of the hedge instrument around its first mid times (1 + <paramref name="move"/>).</summary>
    public DeskEvent HedgeQuote(double move)
    {
        Quote first = Quotes[Desk.Hedgers[0].Hedge.Value];
        double half = 0.5 * (first.Ask - first.Bid), mid = first.Mid * (1 + move);
        return DeskEvent.Quoted(Now, Desk.Hedgers[0].Hedge, new Quote(mid - half, mid + half, first.BidSize, first.AskSize, Now));
    }

    /// <summary>A quote of an option, moved by a tick or not.</summary>
    public DeskEvent OptionQuote(int contract, int ticks)
    {
        Quote first = Quotes[contract];
        double move = ticks * (double)Desk.Book.ContractOf(new(contract)).PriceTick;
        return DeskEvent.Quoted(Now, new(contract), first with { Bid = first.Bid + move, Ask = first.Ask + move, At = Now });
    }

    /// <summary>Fills what was placed, whole and at its limit, and lets the desk take it in.</summary>
    public void Fill()
    {
        if (PlacedAt == 0)
            return;
        PlacedAt = 0;
        Driver.Offer(DeskEvent.Filled(Now, new Fill(++_trades, _placed.Id, _placed.Contract, _placed.Side, _placed.Quantity, _placed.Limit, 0, false, Now)));
        Driver.Run(Now);
    }

    public void Place(in Approved<NewOrder> order)
    {
        PlacedAt = Stopwatch.GetTimestamp();
        _placed = order.Value;
    }

    public void Amend(in Approved<Amend> amend) => throw new InvalidOperationException("the fixed band amends nothing");

    public void Cancel(in Cancel cancel) => throw new InvalidOperationException("nothing rests: nothing is cancelled");

    public void Dispose() => _journal.Dispose();

    private void Freshen()
    {
        _refreshAt = Now + Refresh;
        Quote last = Desk.QuoteOf(Desk.Hedgers[0].Hedge);
        Driver.Offer(DeskEvent.Quoted(Now, Desk.Hedgers[0].Hedge, last with { At = Now }));
        foreach (FittedSlice fit in _fits)
            Driver.Offer(DeskEvent.SurfaceFitted(Now, new FittedSlice
            {
                Expiry = fit.Expiry,
                AsOf = Now,
                Basis = fit.Basis,
                Discount = fit.Discount,
                Contracts = fit.Contracts,
                Vols = fit.Vols,
            }));
        Driver.Run(Now);
    }
}
