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
    private static readonly TimeSpan FirstPicture = TimeSpan.FromSeconds(30), FirstAnswer = TimeSpan.FromSeconds(10);

    /// <summary>Where such a desk keeps its data when nobody says where: live and paper, each underlying, and each address but the live venue's, have folders of their own.</summary>
    public static string FolderOf(string state, VenueChoice venue, OrderChoice orders)
    {
        string at = venue.Address == DeribitSettings.Live ? "" : $"-{venue.Address.Host}-{venue.Address.Port}".Replace(':', '.');
        string hedged = string.Join('-', orders.Hedges.Select(static h => h.Underlying.ToLowerInvariant()).Order(StringComparer.Ordinal));
        return Path.Combine(state, $"deribit-{hedged}{at}{(orders.IsPaper ? "-paper" : "")}");
    }

    /// <summary>Waits for the venue's first whole chains, which say what there is to hedge with, and starts.</summary>
    /// <param name="isTimeUp">The end that was asked for is there, rather than that somebody stops it.</param>
    /// <exception cref="BadInputException">The venue does not answer, has nothing to hedge with, or the folder cannot be used.</exception>
    public static async Task<LiveDesk> StartAsync(VenueChoice venue, OrderChoice orders, DeskRun run, string folder, IReadOnlyList<HeldLine>? elsewhere, IChainSink feed, TextWriter log, TimeProvider time, Func<bool> isTimeUp, CancellationToken stop)
    {
        time = new SteadyTime(BootTime.Of(time));
        VenueAccount[] accounts = AccountsOf(venue, orders);
        var hedges = new List<VenueHedge>();
        foreach (HedgeChoice choice in orders.Hedges)
        {
            MarketSnapshot chainOf = await ChainAt(venue.Address, choice.Underlying);
            VenueHedge hedge = HedgeOf(chainOf, venue.Address, choice);
            var further = new List<FurtherHedge>();
            foreach (AlsoChoice also in choice.Also)
            {
                VenueAccount at = Array.Find(accounts, a => a.Name == also.Venue);
                Contract instrument = at == accounts[0] ? InstrumentOf(chainOf, at.Address, choice.Underlying, also.Instrument) : await FurtherAt(at, choice.Underlying, also.Instrument);
                further.Add(new FurtherHedge(instrument with { Id = new ContractId(at.Name, instrument.Id.Symbol) }, also.Costs, also.MaxOrder, also.MaxPosition) { Capital = also.Capital });
            }
            hedges.Add(hedge with { Further = further });
            elsewhere = elsewhere?.Select(l => l.Terms is null ? l with { Terms = TermsIn(chainOf, l.Symbol) } : l).ToArray();
        }
        string[] underlyings = [.. hedges.Select(static h => h.Hedge.Underlying)];
        // Levels follow the desk's own link where that is of one underlying, else a link of their own.
        VenueFeed? chain = underlyings.Length == 1 ? null : new VenueFeed(venue, feed, hasQuotes: true, time, LevelsEnded);
        VenueDesk? desk = null;
        DeribitPump? first = null;
        try
        {
            desk = VenueDesk.Start(new VenueDeskSettings { DataFolder = folder, Hedges = hedges, IsPaper = orders.IsPaper, IsDry = run.IsDry, Watch = run.Watch(time), Orders = orders.Limits, OrdersAt = OrdersAt(orders), Limits = orders.OfDesk, Elsewhere = elsewhere }, Connect, (int)DeribitReason.NotSent, time);
            string records = desk.StartReport.Records == 0 ? "new desk" : $"recovered {desk.StartReport.Records} journal records{Cut(desk)}";
            string limits = string.Join(", ", hedges.SelectMany(static h => h.Further.Select(static f => (f.MaxOrder, f.MaxPosition, f.Hedge.Id)).Prepend((h.MaxOrder, h.MaxPosition, h.Hedge.Id))).Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.MaxOrder} coins an order and {l.MaxPosition} in {l.Id.Symbol}{(accounts.Length == 1 ? "" : $" at {l.Id.Venue}")}")));
            string keys = string.Join(", ", accounts.Select(a => accounts.Length == 1 ? $"{a.Key}" : $"{a.Key} at {a.Name}"));
            Begin(chain);
            string what = run.IsDry ? $"{(orders.IsPaper ? "live prices and a demo book" : $"what the account of {keys} holds, looked at and no more")}; at most {limits}"
                : orders.IsPaper ? $"live prices, orders answered on paper by an exchange of our own; {records}{(desk.StartReport.Records == 0 ? ", with a demo book" : "")} in {folder}"
                : $"ORDERS GO TO THE VENUE, by {keys}; at most {limits}; {records} in {folder}";
            return new LiveDesk(
                desk, $"{DryWords(run)}{string.Join(", ", underlyings)} at {string.Join(", ", accounts.Select(static a => a.Address))}: {what}{WorkedBy([.. orders.Hedges.Select(static h => h.Working)])}{Kept(desk, [.. orders.Hedges.Select(static h => h.IsPolicyAsked ? h.Policy : null)])}{ToldOf(desk, [.. orders.Hedges.Select(static h => h.Live)])}",
                time, run, venue.Underlying, chain)
            {
                Assumed = orders.Stress,
                VenueAhead = () => first?.ClockOffset ?? default,
            };
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

        async Task<MarketSnapshot> ChainAt(Uri address, string underlying)
        {
            Note(Instant.FromUtc(time.GetUtcNow().UtcDateTime), DeribitNotice.Link, $"asking {address} what it lists of {underlying}");
            try
            {
                return await VenueChain.ReadAsync(new VenueChoice(address, underlying), FirstPicture, time, stop, FirstAnswer);
            }
            catch (OperationCanceledException) when (isTimeUp())
            {
                throw new BadInputException($"deribit: --for was over before {address} had said what it lists of {underlying}");
            }
        }

        // A venue that is away is known from the folder: the desk waits for it, and somebody may go on without it.
        async Task<Contract> FurtherAt(VenueAccount at, string underlying, string? name)
        {
            MarketSnapshot there;
            try
            {
                there = await ChainAt(at.Address, underlying);
            }
            catch (BadInputException e) when (!stop.IsCancellationRequested)
            {
                if (Listed().LastOrDefault(c => c.Id.Venue == at.Name && c.Underlying == underlying && IsNamed(c, name)) is not { } known)
                    throw new BadInputException($"{e.Message}; {folder} has never seen what {at.Name} lists: start once it answers, or name it in the settings no more", e);
                Note(Instant.FromUtc(time.GetUtcNow().UtcDateTime), DeribitNotice.Link, $"{at.Name} does not answer: {known.Id.Symbol} is as the folder knows it, and nothing is traded before {at.Name} confirms, or somebody sets it aside");
                return known;
            }
            return InstrumentOf(there, at.Address, underlying, name);
        }

        IReadOnlyList<Contract> Listed()
        {
            try
            {
                return DeskStart.ListedIn(folder);
            }
            catch (Exception e) when (e is JournalException or IOException or UnauthorizedAccessException)
            {
                throw new BadInputException($"{folder}: {e.Message}", e);
            }
        }

        DeribitPump Connect(VenuePort port, AccountSince since)
        {
            int number = Array.FindIndex(accounts, a => a.Name == port.Venue);
            bool isFirst = number == 0;
            Contract[] there = [.. hedges.SelectMany(static h => h.Further.Select(static f => f.Hedge).Prepend(h.Hedge)).Where(c => c.Id.Venue == port.Venue)];
            var link = new DeribitSettings
            {
                Address = accounts[number].Address,
                Venue = port.Venue,
                Underlyings = [.. there.Select(static c => c.Underlying).Distinct(StringComparer.Ordinal)],
                Books = [.. there.Select(static c => c.Id.Symbol)],
                QuotesOfAll = isFirst, // vols are those of its options
                Prints = true,
                TradesSince = since.Trades,
                FundingSince = since.Funding,
                IsReadOnly = run.IsDry,
            };
            var pump = new DeribitPump(link, accounts[number].Key, (ulong)(Environment.ProcessId + number), port, time, isFirst && chain is null ? feed : null, (at, about, text) => Note(at, about, accounts.Length == 1 ? text : $"{port.Venue}: {text}"));
            first = isFirst ? pump : first;
            return pump;
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

    private static VenueHedge HedgeOf(MarketSnapshot first, Uri address, HedgeChoice choice)
    {
        Contract hedge = InstrumentOf(first, address, choice.Underlying, choice.Instrument);
        if (!(first.Spot > 0))
            throw new BadInputException($"deribit: {address}: the index of {choice.Underlying} is not known");
        return new VenueHedge { Hedge = hedge, Spot = first.Spot, Policy = choice.Policy, Working = choice.Working, MinOrder = choice.MinOrder, MaxOrder = choice.MaxOrder, MaxPosition = choice.MaxPosition, Limits = choice.Limits, Live = choice.Live, FundingHorizon = choice.FundingHorizon };
    }

    private static Contract InstrumentOf(MarketSnapshot first, Uri address, string underlying, string? name)
    {
        Contract[] own = [.. first.Futures.Select(static f => f.Contract).Where(c => c.Underlying == underlying)];
        return own.FirstOrDefault(c => IsNamed(c, name))
            ?? throw new BadInputException(name is null
                ? $"deribit: {address}: there is no perpetual of {underlying} to hedge with"
                : $"deribit: {address}: {name} is no future of {underlying}; there are {string.Join(", ", own.Select(static c => c.Id.Symbol))}");
    }

    private static bool IsNamed(Contract contract, string? name) => name is null ? contract.Kind == ContractKind.Perpetual : !contract.IsOption && string.Equals(contract.Id.Symbol, name, StringComparison.OrdinalIgnoreCase);

    /// <param name="Key">Null on paper.</param>
    private readonly record struct VenueAccount(string Name, Uri Address, DeribitKey? Key);

    /// <summary>The first venue's account, then the further ones of the settings.</summary>
    private static VenueAccount[] AccountsOf(VenueChoice venue, OrderChoice orders)
    {
        VenueAccount[] accounts = [new(DeribitTerms.UsualVenue, venue.Address, orders.IsPaper ? null : KeyOf(orders)), .. orders.Further.Select((f, i) => new VenueAccount(f.Name, f.Address, orders.IsPaper ? null : KeyAt(f, i)))];
        for (int i = 1; i < accounts.Length; i++)
            if (accounts[i].Key is { } own && accounts.Take(i).Any(a => a.Address == accounts[i].Address && a.Key!.Id == own.Id))
                throw new BadInputException($"--settings: venues[{i - 1}].key: {own} is another account's too, and each would cancel the other's orders; allowed: a key of its own");
        return accounts;
    }

    private static DeribitKey KeyAt(AccountChoice at, int number)
    {
        if (at.KeyFile is null)
            throw new BadInputException($"--settings: venues[{number}].key: absent; allowed: the file of the key's id and secret, as --orders live needs it");
        return DeribitKey.TryRead(at.KeyFile, out DeribitKey? key, out string? why) ? key! : throw new BadInputException($"--settings: venues[{number}].key: {why}");
    }

    private static Dictionary<string, OrderLimits> OrdersAt(OrderChoice orders) =>
        orders.Further.Where(static f => f.Orders is not null).ToDictionary(static f => f.Name, static f => f.Orders!, StringComparer.Ordinal);

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
