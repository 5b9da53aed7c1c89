using Poise.Domain;
using Poise.Hedging;

namespace Poise.Engine;

/// <summary>An instrument that hedges of an underlying may be traded in, at its venue.</summary>
public sealed record OutletSettings
{
    /// <summary>A perpetual, a future or spot.</summary>
    public required ContractId Hedge { get; init; }

    /// <summary>What the venue takes of what crosses the spread, fraction of its value; of what rests <see cref="MakerFee"/>, which may be negative.</summary>
    public double TakerFee { get; init; } = 0.0005;

    public double MakerFee { get; init; }

    /// <summary>From a decision to the match there, as it usually is.</summary>
    public Duration Latency { get; init; }

    /// <summary>Largest order, its own lots; <see cref="MaxPosition"/> likewise.</summary>
    public required Lots MaxOrder { get; init; }

    public required Lots MaxPosition { get; init; }

    /// <summary>Smallest order that is worth a trade, its own lots; 0 for one.</summary>
    public Lots Least { get; init; }

    /// <summary>What its account held of the settlement currency when the desk began; NaN: not said.</summary>
    public double Capital { get; init; } = double.NaN;
}

/// <summary>What keeps orders from an outlet. From <see cref="Resting"/> on its price is there.</summary>
public enum OutletState : byte
{
    TakesOrders,
    LinkDown,
    NotConfirmed,
    NoQuote,
    OldQuote,

    /// <summary>Trades pass its quote by.</summary>
    Frozen,

    /// <summary>Its price is far from the others'.</summary>
    Apart,

    /// <summary>It has refused orders.</summary>
    Resting,

    /// <summary>Of orders or messages none is left.</summary>
    Spent,

    /// <summary>An order there has not been answered.</summary>
    Silent,
}

/// <summary>One of the instruments that an underlying is hedged in. The first gives the lots that a hedge is counted in, and spot while its venue is there.</summary>
public sealed class Outlet
{
    /// <summary>Over which the usual premium of one instrument over the other is averaged: long against a book that is pushed, short against funding.</summary>
    private const double PremiumSeconds = 300;

    /// <summary>An order that nobody has answered for so long: nothing more goes there until somebody does.</summary>
    private static readonly Duration LongestSilence = Duration.FromSeconds(2);

    private static readonly Duration FirstRest = Duration.FromSeconds(1), LongestRest = Duration.FromSeconds(60);

    /// <summary>Trades so far beyond a quote that stands still are none that it can have missed by a moment; fraction of the price.</summary>
    private const double FarFromQuote = 0.001;

    /// <summary>Funding that was told longer ago is not believed: it follows the market.</summary>
    private static readonly Duration LongestFunding = Duration.FromSeconds(60);

    /// <summary>And so long: it is frozen.</summary>
    private static readonly Duration LongestFrost = Duration.FromSeconds(3);

    private Instant _premiumAt, _passedSince, _passedLast;
    private double _passedBid, _passedAsk;
    private int _refusals;

    internal Outlet(OutletSettings settings, AccountState account) => (Settings, Account) = (settings, account);

    public OutletSettings Settings { get; private set; }

    public AccountState Account { get; }

    /// <summary><see cref="ContractIndex.None"/> until it is listed.</summary>
    public ContractIndex Contract { get; internal set; } = ContractIndex.None;

    public RiskGate Gate { get; internal set; } = null!;

    /// <summary>Its mid over the first outlet's, as it usually stands; fraction.</summary>
    public double Premium { get; private set; }

    /// <summary>It has refused orders: none goes there before.</summary>
    public Instant RestsUntil { get; private set; }

    /// <summary>Whether an order may go there now, or why not.</summary>
    public OutletState StateOf(in Quote quote, Instant now, WorkingOrders orders)
    {
        if (!Account.IsLinkUp)
            return OutletState.LinkDown;
        if (!Account.IsReconciled)
            return OutletState.NotConfirmed;
        if (!quote.IsTwoSided)
            return OutletState.NoQuote;
        if (now - quote.At > Gate.Limits.MaxQuoteAge)
            return OutletState.OldQuote;
        if (IsFrozen(quote))
            return OutletState.Frozen;
        if (IsApart)
            return OutletState.Apart;
        if (now < RestsUntil)
            return OutletState.Resting;
        if (!Account.TakesOrders(now))
            return OutletState.Spent;
        for (int i = 0; i < orders.Count; i++)
            if (orders[i].Order.Contract == Contract && !orders[i].IsAcknowledged && now - orders[i].At > LongestSilence)
                return OutletState.Silent;
        return OutletState.TakesOrders;
    }

    /// <summary>Its price is there: link, confirmation and a fresh quote of both sides.</summary>
    internal bool HasPrice(in Quote quote, Instant now) => HasQuote(quote, now) && !IsApart;

    internal bool HasQuote(in Quote quote, Instant now) => !Account.IsAway && quote.IsTwoSided && now - quote.At <= Gate.Limits.MaxQuoteAge && !IsFrozen(quote);

    /// <summary>Its price is further from what the others say than a price may jump: it is not believed.</summary>
    internal bool IsApart { get; set; }

    /// <summary>The same quote is told again and again, and trades have passed it by: one, and another seconds later.</summary>
    internal bool IsFrozen(in Quote quote) => IsPassed(quote) && _passedLast - _passedSince >= LongestFrost;

    /// <summary>What its venue told with its last quote; null for nothing.</summary>
    public QuoteDetail? Detail { get; private set; }

    /// <summary>What who is long it is expected to pay a day, fraction of the value; 0 where that was not told, or not lately.</summary>
    public double FundingPerDay(Instant now) => Detail is { } told && double.IsFinite(told.FundingPerDay) && now - told.ToldAt <= LongestFunding ? told.FundingPerDay : 0;

    internal double FundingUntil(Duration horizon, Instant now) => FundingPerDay(now) * (horizon.Seconds / 86_400);

    /// <summary>A quote with other prices is no frozen one.</summary>
    internal void Quoted(in Quote quote, QuoteDetail? detail)
    {
        Detail = detail;
        if (_passedSince.IsKnown && !IsPassed(quote))
            (_passedSince, _passedLast) = (default, default);
    }

    /// <summary>Somebody has traded there.</summary>
    internal void Traded(double price, in Quote quote, Instant at)
    {
        if (!quote.IsTwoSided || price >= quote.Bid * (1 - FarFromQuote) && price <= quote.Ask * (1 + FarFromQuote))
            return;
        if (!IsPassed(quote))
            (_passedSince, _passedBid, _passedAsk) = (at, quote.Bid, quote.Ask);
        _passedLast = at;
    }

    private bool IsPassed(in Quote quote) => _passedSince.IsKnown && quote.Bid.Equals(_passedBid) && quote.Ask.Equals(_passedAsk);

    /// <param name="ratio">Mid over what the first outlet's is, or would be.</param>
    /// <param name="most">How far from its usual premium it may be, fraction.</param>
    /// <param name="isFirst">Premiums are over it.</param>
    internal void Compare(double ratio, double most, bool isFirst, Instant now)
    {
        IsApart = !(Math.Abs(ratio / (1 + Premium) - 1) <= most);
        if (IsApart || isFirst)
            return;
        if (!_premiumAt.IsKnown)
            Premium = ratio - 1;
        else if (now > _premiumAt)
            Premium += (1 - Math.Exp(-(now - _premiumAt).Seconds / PremiumSeconds)) * (ratio - 1 - Premium);
        _premiumAt = now;
    }

    /// <summary>The venue has answered an order: one that it refuses again and again is left alone for a second, and each time twice as long.</summary>
    internal void Answered(in OrderUpdate update, bool isPostOnly)
    {
        if (update.Status == OrderStatus.Rejected && !isPostOnly) // the market moved: no fault of the venue
        {
            long rest = FirstRest.Nanoseconds << Math.Min(_refusals++, 10);
            RestsUntil = update.At + (rest < LongestRest.Nanoseconds ? new Duration(rest) : LongestRest);
        }
    }

    internal void Cost(VenueCosts costs) => Settings = Settings with { TakerFee = costs.TakerFee, MakerFee = costs.MakerFee, Latency = costs.Latency };

    /// <summary>It has filled something: what it refused before is forgiven.</summary>
    internal void Filled() => _refusals = 0;

    /// <summary>Units of the underlying that lots are, traded at a price.</summary>
    internal static double UnitsOf(Contract contract, double lots, double price) =>
        lots * (double)contract.LotSize * contract.Multiplier / (contract.Style == PayoffStyle.Inverse ? price : 1);

    /// <summary>What only a passed quote brings about: nothing where none was.</summary>
    internal void AddPassedTo(ref StateHasher hasher)
    {
        if (!_passedSince.IsKnown)
            return;
        hasher.Add(_passedSince);
        hasher.Add(_passedLast);
        hasher.Add(_passedBid);
        hasher.Add(_passedAsk);
    }

    internal void AddTo(ref StateHasher hasher)
    {
        hasher.Add(IsApart ? 1 : 0);
        hasher.Add(Premium);
        hasher.Add(_premiumAt);
        hasher.Add(_refusals);
        hasher.Add(RestsUntil);
        if (Detail is { } detail)
            hasher.Add(detail);
    }
}
