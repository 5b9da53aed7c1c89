using Poise.Domain;
using Poise.Engine;
using Poise.Hedging;
using Poise.Storage;
using Poise.Venues;

namespace Poise.Runtime;

/// <summary>What came of taking a desk up.</summary>
/// <param name="Records">Journal records folded; 0 for a new desk.</param>
/// <param name="Adopted">Intents without an outcome that the venue knew.</param>
/// <param name="NotSent">Intents that the venue did not know: closed, never sent again.</param>
/// <param name="Foreign">Working orders of the account that this journal does not know: cancelled.</param>
public sealed record StartReport(long Records, int Adopted, int NotSent, int Foreign);

/// <summary>Since when, by our clock, a desk's venue is to be asked for executions, and for payments of funding.</summary>
public readonly record struct AccountSince(Instant Trades, Instant Funding);

/// <summary>
/// Start-up is recovery, and the only path there is: fold the journal without deciding, then ask the venue for each intent
/// without an outcome, for working orders and for positions, fold the answers as facts, and only then enable trading.
/// </summary>
public sealed class DeskStart
{
    private readonly Desk _desk;
    private readonly Inbox _inbox = new();
    private readonly Journal _journal;
    private readonly long _records;

    private DeskStart(Desk desk, Journal journal, long records)
    {
        _desk = desk;
        _journal = journal;
        _records = records;
    }

    /// <summary>The desk as its journal left it. Nothing was asked of the venue yet.</summary>
    public Desk Desk => _desk;

    /// <summary>Journal records folded; 0 for a new desk.</summary>
    public long Records => _records;

    public bool IsNew => _records == 0;

    /// <summary>
    /// Since when, by our clock, executions are to be asked for: a minute before the account was known last, for clocks differ; of a desk that begins two minutes back, so that whatever
    /// it asks again later it has seen.
    /// </summary>
    /// <param name="venue">Whose account; empty for the desk's first.</param>
    public Instant TradesSince(Instant now, string venue = "")
    {
        AccountState account = AccountOf(venue);
        if (!account.HasBegun)
            return now - Duration.FromSeconds(120);
        Instant known = account.ConfirmedAt;
        return (known < now ? known : now) - Duration.FromSeconds(60);
    }

    /// <summary>Since when, by our clock, payments of funding are to be asked for: a minute before the last one that is known, or before the desk began; a week back at most.</summary>
    /// <param name="venue">As with <see cref="TradesSince"/>.</param>
    public Instant FundingSince(Instant now, string venue = "")
    {
        AccountState account = AccountOf(venue);
        bool isOnly = _desk.Accounts.Length == 1; // of several each has its own payments, and the book knows the last of all
        Instant known = isOnly && _desk.Book.FundedAt.IsKnown ? _desk.Book.FundedAt : account.HasBegun ? (isOnly ? account.BegunAt : account.ConfirmedAt) : now;
        if (isOnly && account.ConfirmedAt.IsKnown && account.ConfirmedAt < known)
            known = account.ConfirmedAt; // the last payment that is known may be another venue's, that is named no more
        Instant week = now - Duration.FromHours(7 * 24);
        return (known > now ? now : known > week ? known : week) - Duration.FromSeconds(60);
    }

    private AccountState AccountOf(string venue) => venue.Length == 0 ? _desk.Accounts[0] : _desk.AccountAt(venue) ?? throw new ArgumentException($"the desk has no account at {venue}", nameof(venue));

    /// <summary>The contracts that a folder's journal has listed, in their order; none where there is no journal.</summary>
    /// <exception cref="JournalException">It is damaged, or another process has it.</exception>
    public static IReadOnlyList<Contract> ListedIn(string folder)
    {
        var options = new JournalOptions { Desk = 1 };
        if (!Directory.Exists(folder) || !Directory.EnumerateFiles(folder, options.Prefix + "*.seg").Any())
            return []; // to open one would begin one
        using Journal journal = Journal.Open(new FileDisk(folder), options, out _);
        var listed = new List<Contract>();
        foreach (JournalRecord record in journal.ReadAll())
            if (DeskEventCodec.TryDecode(record.Payload.Span, out DeskEvent e, out _) && e.Kind == DeskEventKind.Listed)
                listed.Add(e.Contract);
        return listed;
    }

    /// <summary>Folds the journal.</summary>
    /// <exception cref="JournalException">A record cannot be folded: start-up stops.</exception>
    public static DeskStart Fold(DeskSettings settings, Journal journal, IDeskWatch? watch = null)
    {
        Desk desk = new(settings);
        Recovery recovery = new(desk);
        foreach (JournalRecord record in journal.ReadAll())
        {
            string? refusal = recovery.Fold(record.Payload.Span);
            if (refusal is not null)
                throw new JournalException("journal", record.Sequence, refusal);
            if (watch is not null && DeskEventCodec.TryDecode(record.Payload.Span, out DeskEvent e, out _))
                watch.OnEvent(desk, e);
        }
        return new DeskStart(desk, journal, recovery.Records);
    }

    /// <summary>A driver for the folded desk; the venue may send its listings to it. It does not trade yet.</summary>
    public DeskDriver Attach(IOrderGateway gateway, Instant now, IDeskWatch? watch = null, Recording? recording = null)
    {
        watch?.OnStart(_desk, now, _records);
        DeskDriver driver = new(_desk, _inbox, _journal, gateway, watch, recording);
        driver.Offer(DeskEvent.Started(now));
        foreach (Hedger hedger in _desk.Hedgers)
        {
            if (!hedger.IsPolicyTold && PolicyText.Of(hedger.Policy) is not null) // later starts have the journal's, whatever the settings say
                driver.Offer(DeskEvent.PolicySet(now, hedger.Policy, hedger.Underlying));
            // How hedges are worked is the settings' word at each start, as limits are; the journal keeps it for a replay.
            if (WorkingText.Of(hedger.Settings.Working) is { } text && (!hedger.IsWorkingTold ? hedger.Settings.Working is not Sweep : !text.AsSpan().SequenceEqual(WorkingText.Of(hedger.Working))))
                driver.Offer(DeskEvent.WorkingSet(now, hedger.Settings.Working, hedger.Underlying));
        }
        return driver;
    }

    /// <summary>Asks the venue and enables trading there. Call after the venue's listings were handed to the driver.</summary>
    /// <param name="venue">Empty for the desk's first.</param>
    public StartReport Reconcile(DeskDriver driver, IAccountQuery account, IOrderGateway gateway, Instant now, string venue = "")
    {
        Reconciliation found = Reconciliation.Run(driver, account, gateway, now, venue);
        driver.FlushAll();
        return new StartReport(_records, found.Adopted, found.NotSent, found.Foreign);
    }
}
