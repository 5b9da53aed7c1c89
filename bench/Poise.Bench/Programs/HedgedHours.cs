using Poise.Domain;
using Poise.Engine;
using Poise.Exchange;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;
using Poise.Worlds;

namespace Poise.Bench;

/// <summary>A desk with its demo book on simulated markets, whatever is between them.</summary>
internal readonly record struct HedgedDesk(DeskDriver Driver, DeskViewFold Fold, Func<Instant> Now, Action<Instant> AdvanceTo)
{
    public DeskView View => DeskViews.Of(Driver.Desk, Fold, "desk 1", "simulated")[0];
}

/// <summary>It hedges from once the first hedge, of the whole book, is done.</summary>
internal static class HedgedHours
{
    /// <summary>Both ways around zero, coins, to the target: of every desk here.</summary>
    public const double HalfBand = 0.15;

    public static readonly Instant Start = Instant.FromUtc(2026, 1, 5, 9);

    public static readonly IHedgePolicy Policy = new FixedBandPolicy(new DeltaBand(-HalfBand, 0, HalfBand, BandRebalance.ToTarget));

    private static readonly Duration _warmUp = Duration.FromSeconds(120);

    /// <summary>As <see cref="Run{T}(in HedgedDesk, double, string, Func{HedgedDesk, T}, Action{int})"/>, of a desk in process.</summary>
    /// <param name="each">What befalls it, before each second; null for nothing.</param>
    public static (T Before, T After, double Away) Run<T>(SimulatedDeskSettings settings, double hours, string name, Func<HedgedDesk, T> soFar, Action<SimulatedRun, int>? each = null)
    {
        using StartedDesk started = SimulatedDeskStart.Bring(settings with { Policy = Policy }, Start, new InlineLane());
        SimulatedRun run = started.Run;
        return Run(new HedgedDesk(run.Driver, started.Fold, () => run.Now, run.AdvanceTo), hours, $"seed {settings.Seed}, {name}", soFar, each is null ? null : second => each(run, second));
    }

    /// <summary>The same through Deribit's protocol: each venue a server behind a link with its delays, and a session of the desk's. Its demo book is the first exchange's to give.</summary>
    /// <param name="each">What befalls the exchanges, before each second; null for nothing.</param>
    public static (T Before, T After, double Away) RunLinked<T>(SimulatedDeskSettings settings, double hours, string name, Func<HedgedDesk, T> soFar, Action<IReadOnlyList<(string Venue, LinkedExchange Exchange)>, int>? each = null)
    {
        ulong seed = settings.Seed;
        (MarketSettings Market, ulong Seed)[] markets = [(settings.CustomMarket!, seed), .. settings.Further.Select(static f => (f.Market, f.Seed))];
        (string Venue, LinkedExchange Exchange)[] exchanges = [.. markets.Select(static m => (m.Market.Venue, LinkedExchange.Of(m.Market, m.Seed, Start, LinkOf(m.Market))))];
        foreach ((_, LinkedExchange exchange) in exchanges)
            exchange.Link.AdvanceTo(Start + Duration.FromSeconds(10)); // somebody quotes
        exchanges[0].Exchange.TakeDemoBook();
        DeskSettings desk = (settings with { Policy = Policy }).Desk();
        desk = desk with { Hedgers = [desk.Hedgers[0] with { Underlying = markets[0].Market.Listing.Root }] };
        using Journal journal = Journal.Open(new SimulatedDisk(new SeededRandom(seed)), new JournalOptions { Desk = desk.Desk }, out _);
        var fold = new DeskViewFold(Duration.FromSeconds(1));
        var linked = new LinkedDesk(desk, exchanges, journal, new InlineLane(), Duration.FromSeconds(1), seed, fold);
        return Run(new HedgedDesk(linked.Driver, fold, () => linked.Now, linked.AdvanceTo), hours, $"seed {seed}, {name}, linked", soFar, each is null ? null : second => each(exchanges, second));

        static LinkSettings LinkOf(MarketSettings market) => new() { Least = market.OrderLatency.Least, Jitter = market.OrderLatency.MeanExtra + market.OrderLatency.MeanExtra, TickEvery = Duration.FromMilliseconds(50) };
    }

    /// <param name="name">In errors.</param>
    /// <param name="soFar">What is measured, at the begin and at the end.</param>
    /// <param name="each">What befalls it, before each second; null for nothing.</param>
    /// <returns>What was measured, and the mean distance of net delta from zero, coins.</returns>
    /// <exception cref="InvalidOperationException">The desk stands still at the end.</exception>
    public static (T Before, T After, double Away) Run<T>(in HedgedDesk hedged, double hours, string name, Func<HedgedDesk, T> soFar, Action<int>? each)
    {
        Desk desk = hedged.Driver.Desk;
        hedged.AdvanceTo(hedged.Now() + _warmUp);
        T before = soFar(hedged);
        double away = 0;
        int seconds = (int)(3600 * hours);
        for (int i = 0; i < seconds; i++)
        {
            each?.Invoke(i);
            hedged.AdvanceTo(hedged.Now() + Duration.FromSeconds(1));
            away += Math.Abs(desk.Hedgers[0].Greeks.Net.Delta) / seconds;
        }
        return desk.State == TradingState.Normal && hedged.Driver.BrokenBy is null
            ? (before, soFar(hedged), away)
            : throw new InvalidOperationException($"{name}: the desk stands still: {hedged.Driver.BrokenBy ?? desk.StateReason.ToString()}");
    }
}
