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
        return Path.Combine(state, $"deribit-{venue.Underlying.ToLowerInvariant()}{at}{(orders.IsPaper ? "-paper" : "")}");
    }

    /// <summary>Waits for the venue's first whole chain, which says what there is to hedge with, and starts.</summary>
    /// <exception cref="BadInputException">The venue does not answer, has nothing to hedge with, or the folder cannot be used.</exception>
    public static async Task<LiveDesk> StartAsync(VenueChoice venue, OrderChoice orders, string folder, IChainSink feed, TextWriter log, TimeProvider time, CancellationToken stop)
    {
        time = new SteadyTime(time);
        DeribitKey? key = orders.IsPaper ? null : KeyOf(orders);
        MarketSnapshot first = await VenueChain.ReadAsync(venue, FirstPicture, time, stop);
        Contract hedge = first.Futures.Select(static f => f.Contract).FirstOrDefault(c => c.Kind == ContractKind.Perpetual && c.Underlying == venue.Underlying)
            ?? throw new BadInputException($"deribit: {venue.Address}: there is no perpetual of {venue.Underlying} to hedge with");
        if (!(first.Spot > 0))
            throw new BadInputException($"deribit: {venue.Address}: the index of {venue.Underlying} is not known");
        var settings = new VenueDeskSettings { DataFolder = folder, Hedge = hedge, Spot = first.Spot, IsPaper = orders.IsPaper, Policy = orders.Policy, MinOrder = orders.MinOrder, MaxOrder = orders.MaxOrder, MaxPosition = orders.MaxPosition };
        try
        {
            VenueDesk desk = VenueDesk.Start(settings, Connect, (int)DeribitReason.NotSent, time);
            string records = desk.StartReport.Records == 0 ? "new desk" : $"recovered {desk.StartReport.Records} journal records{Cut(desk)}";
            return new LiveDesk(
                desk,
                (orders.IsPaper
                    ? $"{venue.Underlying} at {venue.Address}: live prices, orders answered on paper by an exchange of our own; {records}{(desk.StartReport.Records == 0 ? ", with a demo book" : "")} in {folder}"
                    : $"{venue.Underlying} at {venue.Address}: ORDERS GO TO THE VENUE, by {key}; at most {orders.MaxOrder} coins an order and {orders.MaxPosition} in {hedge.Id.Symbol}; {records} in {folder}") + Kept(desk, orders.AskedPolicy),
                time);
        }
        catch (Exception e) when (e is JournalException or InvalidDataException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"{folder}: {e.Message}");
        }

        DeribitPump Connect(IVenueSink sink, AccountSince since)
        {
            var link = new DeribitSettings { Address = venue.Address, Underlyings = [venue.Underlying], Books = [hedge.Id.Symbol], TradesSince = since.Trades, FundingSince = since.Funding };
            return new DeribitPump(link, key, (ulong)Environment.ProcessId, sink, time, feed, Note);
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
