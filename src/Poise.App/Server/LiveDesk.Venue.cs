using System.Globalization;
using Poise.Domain;
using Poise.Hedging;
using Poise.Runtime;
using Poise.Storage;
using Poise.Venues;
using Poise.Venues.Deribit;

namespace Poise.App;

/// <summary>A desk at a venue: its key, its folder, its link.</summary>
internal sealed partial class LiveDesk
{
    private static readonly TimeSpan FirstPicture = TimeSpan.FromSeconds(30);

    /// <summary>Where such a desk keeps its data when nobody says where: live and paper, each underlying, and each address but the live venue's, have folders of their own.</summary>
    public static string FolderOf(string state, VenueChoice venue, OrderChoice orders)
    {
        string at = venue.Address == DeribitSettings.Live ? "" : $"-{venue.Address.Host}-{venue.Address.Port}".Replace(':', '.');
        string hedged = string.Join('-', orders.Hedges.Select(static h => h.Underlying.ToLowerInvariant()).Order(StringComparer.Ordinal));
        return Path.Combine(state, $"deribit-{hedged}{at}{(orders.IsPaper ? "-paper" : "")}");
    }

    /// <summary>Waits for the venue's first whole chains, which say what there is to hedge with, and starts.</summary>
    /// <exception cref="BadInputException">The venue does not answer, has nothing to hedge with, or the folder cannot be used.</exception>
    public static async Task<LiveDesk> StartAsync(VenueChoice venue, OrderChoice orders, DeskRun run, string folder, IReadOnlyList<HeldLine>? elsewhere, IChainSink feed, TextWriter log, TimeProvider time, CancellationToken stop)
    {
        time = new SteadyTime(time);
        DeribitKey? key = orders.IsPaper ? null : KeyOf(orders);
        var hedges = new List<VenueHedge>();
        foreach (HedgeChoice choice in orders.Hedges)
        {
            MarketSnapshot chainOf = await VenueChain.ReadAsync(venue with { Underlying = choice.Underlying }, FirstPicture, time, stop);
            hedges.Add(HedgeOf(chainOf, venue, choice));
            elsewhere = elsewhere?.Select(l => l.Terms is null ? l with { Terms = TermsIn(chainOf, l.Symbol) } : l).ToArray();
        }
        string[] underlyings = [.. hedges.Select(static h => h.Hedge.Underlying)];
        // Levels follow the desk's own link where that is of one underlying, else a link of their own.
        VenueFeed? chain = underlyings.Length == 1 ? null : new VenueFeed(venue, feed, hasQuotes: true, time, LevelsEnded);
        VenueDesk? desk = null;
        try
        {
            desk = VenueDesk.Start(new VenueDeskSettings { DataFolder = folder, Hedges = hedges, IsPaper = orders.IsPaper, IsDry = run.IsDry, Watch = run.Watch(time), Orders = orders.Limits, Elsewhere = elsewhere }, Connect, (int)DeribitReason.NotSent, time);
            string records = desk.StartReport.Records == 0 ? "new desk" : $"recovered {desk.StartReport.Records} journal records{Cut(desk)}";
            string limits = string.Join(", ", hedges.Select(static h => string.Create(CultureInfo.InvariantCulture, $"{h.MaxOrder} coins an order and {h.MaxPosition} in {h.Hedge.Id.Symbol}")));
            Begin(chain);
            string what = run.IsDry ? $"{(key is null ? "live prices and a demo book" : $"what the account of {key} holds, looked at and no more")}; at most {limits}"
                : orders.IsPaper ? $"live prices, orders answered on paper by an exchange of our own; {records}{(desk.StartReport.Records == 0 ? ", with a demo book" : "")} in {folder}"
                : $"ORDERS GO TO THE VENUE, by {key}; at most {limits}; {records} in {folder}";
            return new LiveDesk(
                desk, $"{DryWords(run)}{string.Join(", ", underlyings)} at {venue.Address}: {what}{WorkedBy([.. orders.Hedges.Select(static h => h.Working)])}{Kept(desk, [.. orders.Hedges.Select(static h => h.IsPolicyAsked ? h.Policy : null)])}",
                time, run, venue.Underlying, chain);
        }
        catch (Exception e) when (e is JournalException or InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            if (desk is not null)
                await desk.DisposeAsync();
            if (chain is not null)
                await chain.DisposeAsync();
            throw new BadInputException($"{folder}: {e.Message}", e);
        }

        void Begin(VenueFeed? levels)
        {
            levels?.Start();
            _ = levels?.Completion.ContinueWith(ended => LevelsEnded(ended.Exception!.GetBaseException().Message), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        // The desk goes on: it has a link of its own.
        void LevelsEnded(string why)
        {
            feed.Failed(why);
            Note(Instant.FromUtc(time.GetUtcNow().UtcDateTime), DeribitNotice.Stopped, $"the levels of {venue.Underlying}: {why}");
        }

        DeribitPump Connect(IVenueSink sink, AccountSince since)
        {
            var link = new DeribitSettings { Address = venue.Address, Underlyings = underlyings, Books = [.. hedges.Select(static h => h.Hedge.Id.Symbol)], Prints = true, TradesSince = since.Trades, FundingSince = since.Funding, IsReadOnly = run.IsDry };
            return new DeribitPump(link, key, (ulong)Environment.ProcessId, sink, time, chain is null ? feed : null, Note);
        }

        void Note(Instant at, DeribitNotice about, string text)
        {
            if (about is DeribitNotice.Refused or DeribitNotice.Gap)
                return; // the chain's hearer tells what matters of those
            lock (log)
            {
                log.WriteLine($"{at} {about.ToString().ToLowerInvariant()}: {text}");
                log.Flush();
            }
        }
    }

    private static Contract? TermsIn(MarketSnapshot chain, string symbol) =>
        chain.Options.Select(static o => o.Contract).Concat(chain.Futures.Select(static f => f.Contract)).FirstOrDefault(c => c.Id.Symbol == symbol);

    private static VenueHedge HedgeOf(MarketSnapshot first, VenueChoice venue, HedgeChoice choice)
    {
        Contract[] own = [.. first.Futures.Select(static f => f.Contract).Where(c => c.Underlying == choice.Underlying)];
        Contract hedge = own.FirstOrDefault(c => choice.Instrument is null ? c.Kind == ContractKind.Perpetual : string.Equals(c.Id.Symbol, choice.Instrument, StringComparison.OrdinalIgnoreCase))
            ?? throw new BadInputException(choice.Instrument is null
                ? $"deribit: {venue.Address}: there is no perpetual of {choice.Underlying} to hedge with"
                : $"deribit: {venue.Address}: {choice.Instrument} is no future of {choice.Underlying}; there are {string.Join(", ", own.Select(static c => c.Id.Symbol))}");
        if (!(first.Spot > 0))
            throw new BadInputException($"deribit: {venue.Address}: the index of {choice.Underlying} is not known");
        return new VenueHedge { Hedge = hedge, Spot = first.Spot, Policy = choice.Policy, Working = choice.Working, MinOrder = choice.MinOrder, MaxOrder = choice.MaxOrder, MaxPosition = choice.MaxPosition, Limits = choice.Limits };
    }

    private static DeribitKey KeyOf(OrderChoice orders)
    {
        DeribitKey? key;
        string? why;
        if (orders.KeyFile is string file)
            DeribitKey.TryRead(file, out key, out why);
        else
            DeribitKey.TryFind(Environment.GetEnvironmentVariable, out key, out why);
        return key ?? throw new BadInputException(why ?? $"--orders live needs a key: --venue-key FILE, or {DeribitKey.KeyVariable} and {DeribitKey.SecretVariable}");
    }
}
