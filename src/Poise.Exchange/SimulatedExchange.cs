using Poise.Domain;

namespace Poise.Exchange;

/// <summary>
/// A whole exchange: what it lists, books, accounts, index and marks, margin, waiting orders, protection, funding, settlement, liquidation. Commands in, events out, one writer, no clock: time is that of the commands, and what is due
/// by then happens first. The same settings and commands give the same events. Account 0 is the exchange itself, which gets the fees, account 1 its insurance fund.
/// </summary>
public sealed partial class SimulatedExchange
{
    /// <summary>The insurance fund's account.</summary>
    public const int Fund = MarginAccounts.House + 1;

    private const int SleepLooks = 60;

    private readonly ExchangeSettings _settings;
    private readonly List<string> _currencies = [];
    private readonly List<Listing> _listings = [];
    private readonly List<ListedInstrument> _instruments = [];
    private readonly Queue<int> _old = [];
    private readonly MarginAccounts _accounts;
    private readonly MatchingEngine<MarginAccounts> _engine;
    private readonly TriggerOrders _waiting;
    private readonly QuoteProtection _protection = new();
    private readonly Liquidation _liquidation;
    private readonly List<LiquidationEvent> _liquidated = [];
    private Instant _nextMark, _nextFit, _nextFund, _nextRoll, _next;

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    /// <param name="watch">Hears everything from the first listing on; null for nobody.</param>
    public SimulatedExchange(ExchangeSettings settings, Instant start, IExchangeWatch? watch = null)
        : this(watch, settings, start)
    {
        _accounts.Open();
        _memories.AddRange([null, null]);
        _nextRoll = ListingCalendar.NextRoll(start);
        _nextMark = start + settings.FirstMark;
        _nextFund = start + settings.FundEvery;
        foreach (Listing listing in _listings)
            ListAlways(listing);
        foreach (Listing listing in _listings)
            ListSeries(listing);
        MarkAll();
        // The first fit is with the first marks that follow: by then there are quotes.
        _nextFit = _nextMark;
        _next = Earliest(Earliest(_nextMark, _nextFund), _nextRoll);
    }

    /// <summary>With nothing in it.</summary>
    private SimulatedExchange(IExchangeWatch? watch, ExchangeSettings settings, Instant start)
    {
        settings.Check();
        (_settings, Watch, Now) = (settings, watch, start);
        foreach (ListingSettings listing in settings.Listings)
        {
            foreach (string currency in (string[])[listing.Currency, .. listing.HasSpot ? (string[])[listing.Underlying, listing.Quote] : []])
            {
                if (!_currencies.Contains(currency, StringComparer.Ordinal))
                    _currencies.Add(currency);
            }
            _listings.Add(new Listing(_listings.Count, listing, settings));
        }
        foreach (Listing listing in _listings)
        {
            int currency = CurrencyOf(listing.Settings.Underlying);
            listing.Prices = _listings.Exists(l => l.Prices == currency) ? -1 : currency;
        }
        _accounts = new MarginAccounts(_currencies.Count, settings.Margin, settings.Tiers, settings.Scenarios, [.. _currencies.Select(settings.Collateral.WeightOf)]);
        _engine = new MatchingEngine<MarginAccounts>(_accounts);
        _waiting = new TriggerOrders(settings.MostWaiting);
        _liquidation = new Liquidation(_accounts, _engine, Fund, ordered: Follow);
    }

    public ExchangeSettings Settings => _settings;

    public IExchangeWatch? Watch { get; set; }

    /// <summary>The instant of the last command, or of what was due before it.</summary>
    public Instant Now { get; private set; }

    /// <summary>When something is due by itself.</summary>
    public Instant NextAt => _next;

    /// <summary>When the next contracts end, and new ones come.</summary>
    public Instant NextRoll => _nextRoll;

    /// <summary>Does one thing. What is due until its instant happens first.</summary>
    /// <exception cref="ArgumentException">It is of an instant before the exchange's own, or empty.</exception>
    public ExchangeAnswer Apply(in ExchangeCommand command)
    {
        if (command.At < Now)
            throw new ArgumentException($"a command of {command.At} after the exchange reached {Now}", nameof(command));
        if (command.At >= _next)
            PassTo(command.At, _settings.MarkEvery);
        Now = command.At;
        return command.Kind switch
        {
            CommandKind.Pass => default,
            CommandKind.Index => SeeIndex(command),
            CommandKind.Open => Open(command),
            _ when (uint)command.Account >= (uint)_accounts.Count || command.Account <= Fund && command.Kind != CommandKind.Deposit => new ExchangeAnswer(VenueReason.UnknownAccount),
            CommandKind.Deposit => Deposit(command),
            CommandKind.Transfer => Transfer(command),
            CommandKind.Move => Move(command),
            CommandKind.Tier => Tier(command),
            CommandKind.Switch => Switch(command),
            CommandKind.Place => Place(command),
            CommandKind.Wait => Wait(command),
            CommandKind.Edit => Edit(command),
            CommandKind.Cancel => Cancel(command),
            CommandKind.CancelAll => CancelAll(command),
            CommandKind.Quote => Quote(command),
            CommandKind.CancelQuotes => CancelQuotes(command),
            CommandKind.Protect => Protect(command),
            CommandKind.ResetProtection => new ExchangeAnswer(_protection.Reset(command.Account, command.Other) ? VenueReason.None : VenueReason.NoProtection),
            _ => throw new ArgumentException($"{command.Kind} is no command", nameof(command)),
        };
    }

    /// <summary>Time passes in which nobody does anything: every sixtieth look at the marks is enough then, all else happens when it is due.</summary>
    /// <exception cref="ArgumentException">It is an instant before the exchange's own.</exception>
    public void Sleep(Instant until)
    {
        if (until < Now)
            throw new ArgumentException($"asleep until {until} after the exchange reached {Now}", nameof(until));
        PassTo(until, new Duration(SleepLooks * _settings.MarkEvery.Nanoseconds));
        Now = until;
        // Awake the next look is where it would have been.
        while (_nextMark - _settings.MarkEvery > until)
            _nextMark -= _settings.MarkEvery;
        _next = Earliest(Earliest(_nextMark, _nextFund), _nextRoll);
    }

    /// <summary>Lets all happen that is due until an instant.</summary>
    private void PassTo(Instant at, Duration markEvery)
    {
        while (_next <= at)
        {
            Now = _next;
            if (Now == _nextMark || Now == _nextRoll)
            {
                MarkAll();
                _nextMark = Now == _nextMark ? Now + markEvery : _nextMark;
            }
            if (Now == _nextFund || Now == _nextRoll)
            {
                PayFunding();
                _nextFund = Now == _nextFund ? Now + _settings.FundEvery : _nextFund;
            }
            if (Now == _nextRoll)
                Roll();
            LiquidateAll();
            _next = Earliest(Earliest(_nextMark, _nextFund), _nextRoll);
        }
    }

    private static Instant Earliest(Instant a, Instant b) => a < b ? a : b;

    private void Tell(in ExchangeNotice notice) => Watch?.Happened(Now, notice);
}
